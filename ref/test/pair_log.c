/* SPDX-License-Identifier: ISC
 *
 * Everything that is written down is copied: the views of a session do not
 * outlive the next call.
 */
#include "test/pair_log.h"

#include <stdlib.h>
#include <string.h>

#include "wire/cursor.h"

/* Room for one more element; doubles what there is. */
static void *grown(void *list, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return list;
	*cap = *cap > 0 ? 2 * *cap : 64;
	list = realloc(list, *cap * size);
	if (list == NULL)
		abort();
	return list;
}

void pair_log_msg(struct pair_end *e, enum ett_dir dir, uint32_t seq,
		  struct ett_bytes payload)
{
	uint8_t *copy = malloc(payload.n + 1);

	if (copy == NULL)
		abort();
	if (payload.n > 0)
		memcpy(copy, payload.p, payload.n);
	e->msgs = grown(e->msgs, e->msgs_n, &e->msgs_cap, sizeof *e->msgs);
	e->msgs[e->msgs_n++] =
	    (struct pair_msg){ dir, seq, { copy, payload.n } };
}

void pair_log_event(struct pair_end *e, const struct ett_event *ev)
{
	struct pair_event x = { .ev = *ev };
	struct ett_bytes none = { NULL, 0 };

	ett_escape(ev->host, x.host, sizeof x.host);
	ett_escape(ev->data, x.data, sizeof x.data);
	ett_escape(ev->user, x.user, sizeof x.user);
	x.ev.user = x.ev.key_alg = x.ev.key = none;
	x.ev.host = x.ev.origin = x.ev.data = none;
	e->events =
	    grown(e->events, e->events_n, &e->events_cap, sizeof *e->events);
	e->events[e->events_n++] = x;
}

void pair_log_bytes(struct pair_wire *w, struct ett_bytes v)
{
	while (w->cap - w->len < v.n)
		w->log = grown(w->log, w->cap, &w->cap, 1);
	memcpy(w->log + w->len, v.p, v.n);
	w->len += v.n;
}

void pair_log_free(struct pair_end *e)
{
	for (size_t i = 0; i < e->msgs_n; i++)
		free((void *)(uintptr_t)e->msgs[i].payload.p);
	free(e->msgs);
	free(e->events);
}

const struct pair_event *pair_event(const struct pair *p, enum ett_role end,
				    enum ett_event_kind kind, size_t n)
{
	const struct pair_end *e = &p->end[end];

	for (size_t i = 0; i < e->events_n; i++)
		if (e->events[i].ev.kind == kind && n-- == 0)
			return &e->events[i];
	return NULL;
}

const struct pair_msg *pair_msg(const struct pair *p, enum ett_role end,
				enum ett_dir dir, uint8_t number, size_t n)
{
	const struct pair_end *e = &p->end[end];

	for (size_t i = 0; i < e->msgs_n; i++) {
		const struct pair_msg *m = &e->msgs[i];

		if (m->dir == dir && m->payload.n > 0 &&
		    m->payload.p[0] == number && n-- == 0)
			return m;
	}
	return NULL;
}

size_t pair_events(const struct pair *p, enum ett_role end,
		   enum ett_event_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < p->end[end].events_n; i++)
		n += p->end[end].events[i].ev.kind == kind;
	return n;
}

size_t pair_msgs(const struct pair *p, enum ett_role end, enum ett_dir dir,
		 uint8_t number)
{
	const struct pair_end *e = &p->end[end];
	size_t n = 0;

	for (size_t i = 0; i < e->msgs_n; i++)
		n += e->msgs[i].dir == dir && e->msgs[i].payload.n > 0 &&
		     e->msgs[i].payload.p[0] == number;
	return n;
}

uint32_t pair_reason(const struct pair *p, enum ett_role end)
{
	const struct pair_msg *m =
	    pair_msg(p, end, ETT_OUT, ETT_NUM_disconnect, 0);
	struct ett_msg_disconnect d;

	if (m == NULL || ett_decode(disconnect, m->payload, &d) != ETT_OK)
		return 0;
	return d.reason;
}
