/* SPDX-License-Identifier: ISC
 *
 * Sessions in which one byte is changed on the way.  What has to happen:
 *
 *   behind NEWKEYS  the end that gets the byte ends the session, and none of
 *                   the data of that direction is delivered;
 *   before it       neither end is ever ready: what is said in clear is in
 *                   the exchange hash, which the host key signs;
 *   but padding     of a packet in clear nobody protects (RFC 4253 section
 *                   6); then all goes on as if nothing had happened.
 *
 * A length that was changed can leave an end waiting for more than there is;
 * the connection is then cut, which it must take for the end.
 */
#include <stdlib.h>
#include <string.h>

#include "vectors/interop/link.h"
#include "wire/cursor.h"

enum { DATA = 100, MIXED_STEP = 17, LEN = 4, HEAD = 5 };

/* One direction, as it is when nobody touches it. */
struct plain_wire {
	uint8_t *log;
	size_t len, newkeys_end;
};

struct sweep {
	struct interop_try *t;
	struct interop_link link;
	struct plain_wire wire[PAIR_ENDS];
	struct interop_sum sum;
};

/* Where the packet begins that holds this offset, in clear; the length of the
 * identification with its line end if it is there. */
static size_t packet_at(const struct plain_wire *w, size_t at, size_t *next)
{
	const uint8_t *lf = memchr(w->log, '\n', w->len);
	size_t begin = 0;

	*next = lf == NULL ? w->len : (size_t)(lf - w->log) + 1;
	while (*next <= at && *next + HEAD < w->len) {
		begin = *next;
		*next += LEN + ett_get_u32(w->log + begin);
	}
	return begin;
}

static void find_newkeys(struct plain_wire *w)
{
	size_t begin, next = 0;

	do {
		begin = packet_at(w, next, &next);
		w->newkeys_end = next;
	} while (next + HEAD < w->len &&
		 (begin == 0 || w->log[begin + HEAD] != ETT_NUM_newkeys));
}

static bool is_padding(const struct plain_wire *w, size_t at)
{
	size_t next, begin = packet_at(w, at, &next);

	return begin > 0 && at >= next - w->log[begin + LEN];
}

/* The same session once more, with this byte changed. */
static bool run(struct sweep *x, size_t dir, size_t at)
{
	struct interop_link *l = &x->link;
	const char *why;

	if (!interop_link_make(l, &why))
		return false;
	l->p->wire[dir].flip_at = at;
	l->p->wire[dir].mask = (uint8_t)(1u << (at + x->t->x->seed) % 8);
	if (interop_link_open(l))
		interop_link_send(l, DATA);
	return true;
}

/* Whoever still waits is told that nothing will come. */
static void cut(struct pair *p)
{
	for (size_t i = 0; i < PAIR_ENDS; i++)
		if (!p->end[i].closed)
			ett_recv_eof(p->end[i].s);
	(void)pair_run(p);
}

static uint64_t received(const struct pair_end *e)
{
	uint64_t n = 0;

	for (size_t i = 0; i < PAIR_FLOWS; i++)
		n += e->flow[i].received;
	return n;
}

static void note(struct sweep *x, size_t dir, size_t at)
{
	const struct pair *p = x->link.p;

	interop_sum_number(&x->sum, dir);
	interop_sum_number(&x->sum, at);
	for (size_t i = 0; i < PAIR_ENDS; i++) {
		interop_sum_number(&x->sum, (uint64_t)p->end[i].error);
		interop_sum_number(&x->sum, pair_reason(p, (enum ett_role)i));
		interop_sum_number(&x->sum, p->end[i].ready);
		interop_sum_number(&x->sum, received(&p->end[i]));
	}
}

static const char *judge(struct sweep *x, size_t dir, size_t at)
{
	struct pair *p = x->link.p;
	const struct pair_end *to = &p->end[1 - dir];
	bool clear = at < x->wire[dir].newkeys_end;

	if (clear && is_padding(&x->wire[dir], at))
		return interop_link_whole(&x->link)
			   ? NULL
			   : "padding in clear ends the session";
	if (p->stuck)
		return "the two never come to rest";
	if (clear && (p->end[0].ready || p->end[1].ready))
		return "is ready after what was said in clear was changed";
	if (received(to) > 0)
		return "takes data behind a byte that was changed";
	cut(p);
	return to->error != ETT_OK ? NULL : "does not end";
}

static void try_byte(struct sweep *x, size_t dir, size_t at)
{
	const char *wrong;

	if (!run(x, dir, at)) {
		interop_fail(x->t, "no session to tamper with");
		return;
	}
	wrong = judge(x, dir, at);
	if (wrong != NULL)
		interop_fail(x->t, "byte %zu from the %s: %s", at,
			     dir == ETT_CLIENT ? "client" : "server", wrong);
	if (at % (x->t->x->wish.tamper_step * MIXED_STEP) == 0)
		note(x, dir, at);
	interop_link_free(&x->link);
}

/*
 * By the time a byte arrives it does not matter whose library sent it: the
 * transcripts are the same.  So each library receives every byte from itself,
 * and every seventeenth from the others: a prime, so as not to keep step with
 * blocks.
 */
static void sweep(struct sweep *x, size_t dir)
{
	size_t step =
	    x->t->x->wish.tamper_step * (x->t->alone ? 1 : MIXED_STEP);
	const struct plain_wire *w = &x->wire[dir];
	size_t from = x->t->row->clear ? 0 : w->newkeys_end;
	size_t to = x->t->row->clear ? w->newkeys_end : w->len;

	for (size_t at = (from + step - 1) / step * step; at < to; at += step)
		try_byte(x, dir, at);
}

/* Nothing changed: so nothing may fail, and this is what there is to change. */
static bool control(struct sweep *x)
{
	const struct pair *p;
	bool good;

	if (!run(x, 0, SIZE_MAX))
		return false;
	p = x->link.p;
	good = interop_link_whole(&x->link);
	for (size_t i = 0; i < PAIR_ENDS; i++) {
		x->wire[i].len = p->wire[i].len;
		x->wire[i].log = malloc(p->wire[i].len);
		if (x->wire[i].log == NULL)
			abort();
		memcpy(x->wire[i].log, p->wire[i].log, p->wire[i].len);
		find_newkeys(&x->wire[i]);
		good = good && x->wire[i].newkeys_end < x->wire[i].len;
	}
	interop_link_free(&x->link);
	return good;
}

void interop_tamper(struct interop_try *t)
{
	struct sweep *x;

	if (!interop_offered(t))
		return;
	x = calloc(1, sizeof *x);
	if (x == NULL)
		abort();
	x->t = t;
	interop_link_plan(&x->link, t);
	interop_sum_start(t->x, &x->sum);
	if (control(x)) {
		sweep(x, ETT_CLIENT);
		sweep(x, ETT_SERVER);
		interop_sum_end(t, &x->sum, INTEROP_ANSWERS);
	} else {
		interop_fail(t, "no session to tamper with");
	}
	for (size_t i = 0; i < PAIR_ENDS; i++)
		free(x->wire[i].log);
	free(x);
}
