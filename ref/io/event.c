/* SPDX-License-Identifier: ISC
 *
 * What the session says.  Data is gathered, and written when no event is left;
 * what else concerns a flow that has data in the batch waits for that, too.
 */
#include <stdio.h>

#include "io/internal.h"
#include "io/log.h"

typedef void handler(struct ett_relay *r, const struct ett_event *ev);

static struct flow *find(const struct ett_relay *r, const struct ett_event *ev)
{
	return ev->chan < r->map_n ? r->map[ev->chan] : NULL;
}

/* An AEAD comes without a MAC's name. */
static const char *before(const char *mac)
{
	return mac[0] != '\0' ? " " : "";
}

static void on_keyed(struct ett_relay *r, const struct ett_event *ev)
{
	const struct ett_agreed *a = ett_session_agreed(r->session);

	(void)ev;
	if (a == NULL)
		return;
	ett_log(ETT_INFO,
		"%s: keys: %s, host key %s, to server %s%s%s, to client "
		"%s%s%s%s",
		r->name, a->kex, a->hostkey, a->cipher_cs, before(a->mac_cs),
		a->mac_cs, a->cipher_sc, before(a->mac_sc), a->mac_sc,
		a->strict ? ", strict" : "");
}

static void on_hostkey(struct ett_relay *r, const struct ett_event *ev)
{
	bool ok = r->cfg.ops->hostkey != NULL &&
		  r->cfg.ops->hostkey(r->cfg.ctx, ev->key_alg, ev->key);

	ett_relay_must(r, ett_hostkey(r->session, ok));
}

static void on_auth(struct ett_relay *r, const struct ett_event *ev)
{
	bool ok = r->cfg.ops->auth != NULL && r->cfg.ops->auth(r->cfg.ctx, ev);

	ett_relay_must(r, ett_auth(r->session, ok));
}

static void on_banner(struct ett_relay *r, const struct ett_event *ev)
{
	if (r->cfg.ops->banner != NULL)
		r->cfg.ops->banner(r->cfg.ctx, ev->data);
}

static void on_ready(struct ett_relay *r, const struct ett_event *ev)
{
	(void)ev;
	if (r->on_ready != NULL)
		r->on_ready(r->owner);
	if (r->cfg.ops->ready != NULL)
		r->cfg.ops->ready(r->cfg.ctx);
}

static void on_unlistened(struct ett_relay *r, const struct ett_event *ev)
{
	(void)ev;
	ett_forward_unlistened(r);
}

static void on_opened(struct ett_relay *r, const struct ett_event *ev)
{
	struct flow *f = find(r, ev);

	if (f != NULL)
		ett_open_answered(f, 0, ev->data);
}

static void on_refused(struct ett_relay *r, const struct ett_event *ev)
{
	struct flow *f = find(r, ev);

	if (f != NULL)
		ett_open_answered(f, ev->code, ev->data);
}

static void on_data(struct ett_relay *r, const struct ett_event *ev)
{
	struct flow *f = find(r, ev);

	if (f != NULL)
		ett_flow_data(f, ev->data);
}

static void on_writable(struct ett_relay *r, const struct ett_event *ev)
{
	struct flow *f = find(r, ev);

	if (f == NULL || !f->shut)
		return;
	f->shut = false;
	ett_flow_ready(f);
}

static void on_eof(struct ett_relay *r, const struct ett_event *ev)
{
	struct flow *f = find(r, ev);

	if (f == NULL)
		return;
	f->eof = true;
	ett_flow_touch(f);
}

static void on_chan_closed(struct ett_relay *r, const struct ett_event *ev)
{
	static const char early[] = "closed before it was open";
	struct flow *f = find(r, ev);

	if (f == NULL)
		return;
	if (f->state == FLOW_OPENING) {
		ett_open_answered(f, 2, ett_str(early));
		return;
	}
	ett_flow_gone(f);
	ett_flow_touch(f);
}

static void on_closed(struct ett_relay *r, const struct ett_event *ev)
{
	r->over = true;
	r->error = ev->error;
	snprintf(r->why, sizeof r->why, "%s", ett_session_why(r->session));
}

static handler *const on[] = {
	[ETT_EV_KEYED] = on_keyed,
	[ETT_EV_HOSTKEY] = on_hostkey,
	[ETT_EV_AUTH] = on_auth,
	[ETT_EV_BANNER] = on_banner,
	[ETT_EV_READY] = on_ready,
	[ETT_EV_LISTEN] = ett_forward_serve,
	[ETT_EV_UNLISTEN] = ett_forward_unserve,
	[ETT_EV_LISTENING] = ett_forward_listening,
	[ETT_EV_UNLISTENED] = on_unlistened,
	[ETT_EV_OPEN] = ett_open_asked,
	[ETT_EV_OPENED] = on_opened,
	[ETT_EV_REFUSED] = on_refused,
	[ETT_EV_DATA] = on_data,
	[ETT_EV_WRITABLE] = on_writable,
	[ETT_EV_EOF] = on_eof,
	[ETT_EV_CHAN_CLOSED] = on_chan_closed,
	[ETT_EV_CLOSED] = on_closed,
};

void ett_relay_events(struct ett_relay *r)
{
	struct batch batch;
	struct ett_event ev;

	batch.n = 0;
	batch.touched = NULL;
	r->batch = &batch;
	while (!r->over && ett_next_event(r->session, &ev) == ETT_OK &&
	       ev.kind != ETT_EV_NONE)
		on[ev.kind](r, &ev);
	ett_batch_deliver(r);
	r->batch = NULL;
}
