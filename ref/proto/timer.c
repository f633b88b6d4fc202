/* SPDX-License-Identifier: ISC
 *
 * What happens by time alone.  The clock is an argument: a session cannot
 * read it behind its caller's back.
 */
#include "proto/internal.h"

static ett_ns after(ett_ns t, ett_ns span)
{
	return span > ETT_NEVER - t ? ETT_NEVER : t + span;
}

static ett_ns least(ett_ns a, ett_ns b)
{
	return a < b ? a : b;
}

static bool in_kex(const struct ett_session *s)
{
	return s->in.kexing || s->out.kexing;
}

ett_ns ett_deadline(const struct ett_session *s)
{
	ett_ns at = ETT_NEVER;

	if (s->err != ETT_OK)
		return ETT_NEVER;
	if (s->phase != ETT_PHASE_CONN)
		return after(s->born, s->cfg.auth_within);
	if (!in_kex(s))
		at = after(s->keyed_at, s->cfg.rekey_after);
	if (s->cfg.alive_every != 0)
		at = least(at, after(s->alive.last, s->cfg.alive_every));
	return at;
}

static ett_err keep_alive(struct ett_session *s)
{
	struct alive *a = &s->alive;

	if (a->heard) {
		a->heard = false;
		a->unanswered = 0;
		a->last = s->now;
	}
	if (s->cfg.alive_every == 0 ||
	    s->now < after(a->last, s->cfg.alive_every))
		return ETT_OK;
	if (a->unanswered >= s->cfg.alive_max) {
		ett_why(s, "the peer does not answer any more");
		return ETT_TIMEOUT;
	}
	a->unanswered++;
	a->last = s->now;
	return ett_keepalive_send(s);
}

static ett_err on_time(struct ett_session *s)
{
	ett_err e;

	if (s->phase != ETT_PHASE_CONN) {
		if (s->now < after(s->born, s->cfg.auth_within))
			return ETT_OK;
		ett_why(s, "not authenticated in time");
		return ETT_TIMEOUT;
	}
	e = keep_alive(s);
	return e == ETT_OK ? ett_kex_if_due(s) : e;
}

ett_err ett_tick(struct ett_session *s, ett_ns now)
{
	ett_err e;

	if (s->err != ETT_OK)
		return s->err;
	/* A clock that goes back is not followed. */
	if (now > s->now)
		s->now = now;
	e = on_time(s);
	if (e != ETT_OK)
		ett_session_fail(s, e);
	return e;
}
