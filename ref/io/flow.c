/* SPDX-License-Identifier: ISC
 *
 * Beginning and end of a flow.
 *
 * Invariants.  A flow is in relay.flows from ett_flow_new() to ett_flow_end(),
 * and in relay.map exactly while the session knows its number.  Its record is
 * used again only after libuv let go of its watches, so whoever met it in
 * this turn may still look at it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/internal.h"
#include "io/log.h"

/* What all windows of a relay may add up to, the floor aside. */
#define WINDOWS_MAX ((uint64_t)256 << 20)

enum {
	WINDOW_MAX = 2 << 20, /* as OpenSSH has it */
	WINDOW_MIN = 64 << 10,
	WINDOW_SHARE = 32 /* of what is not promised yet */
};

uint32_t ett_flow_window(const struct ett_relay *r)
{
	uint64_t left = 0;

	if (r->promised < WINDOWS_MAX)
		left = (WINDOWS_MAX - r->promised) / WINDOW_SHARE;
	if (left < WINDOW_MIN)
		return WINDOW_MIN;
	return left > WINDOW_MAX ? WINDOW_MAX : (uint32_t)left;
}

struct flow *ett_flow_new(struct ett_relay *r, enum flow_state state)
{
	struct flow *f = r->spare;

	if (f != NULL)
		r->spare = f->touched;
	else
		f = malloc(sizeof *f);
	if (f == NULL)
		return NULL;
	memset(f, 0, sizeof *f);
	f->relay = r;
	f->state = state;
	f->out = &f->watch;
	f->first = f->last = -1;
	f->held = 1;
	link_init(&f->queue);
	link_join(&r->flows, &f->all);
	r->flows_n++;
	r->held++;
	return f;
}

static void on_ready(struct flow *f, int what)
{
	struct ett_relay *r = f->relay;

	if (f->state == FLOW_ASKING) {
		ett_open_socks(f);
		return;
	}
	if ((what & WATCH_OUT) != 0)
		ett_flow_drain(f);
	if ((what & WATCH_IN) != 0)
		ett_flow_ready(f);
	ett_flow_watch(f);
	ett_relay_wake(r);
}

static void ready_in(struct ett_watch *w, int what)
{
	on_ready(link_of(w, struct flow, watch), what);
}

static void ready_out(struct ett_watch *w, int what)
{
	on_ready(link_of(w, struct join, out)->flow, what);
}

static void release(struct flow *f)
{
	struct ett_relay *r = f->relay;

	if (--f->held > 0)
		return;
	free(f->join);
	f->touched = r->spare;
	r->spare = f;
	ett_relay_release(r);
}

static void gone_in(struct ett_watch *w)
{
	release(link_of(w, struct flow, watch));
}

static void gone_out(struct ett_watch *w)
{
	release(link_of(w, struct join, out)->flow);
}

static ett_err open_out(struct flow *f, int out)
{
	struct join *j = f->join;
	ett_err e;

	j->flow = f;
	j->flags[1] = fcntl(out, F_GETFL);
	j->out.ready = ready_out;
	j->out.gone = gone_out;
	e = ett_watch_open(&j->out, f->relay->loop, out);
	if (e != ETT_OK)
		return e;
	f->out = &j->out;
	f->has_out = true;
	f->held++;
	return ETT_OK;
}

ett_err ett_flow_attach(struct flow *f, int in, int out)
{
	ett_err e;

	if (f->join != NULL)
		f->join->flags[0] = fcntl(in, F_GETFL);
	f->watch.ready = ready_in;
	f->watch.gone = gone_in;
	e = ett_watch_open(&f->watch, f->relay->loop, in);
	if (e != ETT_OK) {
		close(in);
	} else {
		f->has_in = true;
		f->held++;
		if (out != in)
			e = open_out(f, out);
	}
	if (e != ETT_OK && out != in)
		close(out);
	return e;
}

/* What blocked before we came shall block again: others may have it, too. */
static void restore(const struct flow *f, int fd, int which)
{
	if (f->join != NULL && !(f->join->flags[which] & O_NONBLOCK))
		fcntl(fd, F_SETFL, f->join->flags[which]);
}

static void close_out(struct flow *f)
{
	f->out_done = true;
	if (f->out == &f->watch) {
		if (f->has_in)
			shutdown(f->watch.fd, SHUT_WR);
		return;
	}
	if (!f->has_out)
		return;
	f->has_out = false;
	restore(f, f->out->fd, 1);
	ett_watch_close(f->out);
	close(f->out->fd);
}

/* reset: the local side learns that this was not the end of the data. */
static void close_all(struct flow *f, bool reset)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };
	int fd = f->watch.fd;

	if (f->out != &f->watch)
		close_out(f);
	f->out_done = f->in_done = true;
	if (!f->has_in)
		return;
	f->has_in = false;
	if (reset)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	restore(f, fd, 0);
	ett_watch_close(&f->watch);
	close(fd);
}

ett_err ett_flow_number(struct flow *f, uint32_t number)
{
	struct ett_relay *r = f->relay;
	struct flow **map;
	size_t n;

	if (number >= r->map_n) {
		n = ((size_t)number + 64) / 64 * 128;
		map = realloc(r->map, n * sizeof *map);
		if (map == NULL)
			return ETT_NOMEM;
		memset(map + r->map_n, 0, (n - r->map_n) * sizeof *map);
		r->map = map;
		r->map_n = n;
	}
	r->map[number] = f;
	f->number = number;
	f->numbered = true;
	return ETT_OK;
}

void ett_flow_watch(struct flow *f)
{
	bool in =
	    f->state == FLOW_ASKING || (f->state == FLOW_OPEN && !f->in_done &&
					!f->shut && link_alone(&f->queue));
	int reads = in ? WATCH_IN : 0, writes = f->left.n > 0 ? WATCH_OUT : 0;

	if (f->out == &f->watch)
		reads |= writes;
	else if (f->has_out)
		ett_watch_want(f->out, writes);
	if (f->has_in)
		ett_watch_want(&f->watch, reads);
}

void ett_flow_ready(struct flow *f)
{
	if (f->state != FLOW_OPEN || f->in_done || !link_alone(&f->queue))
		return;
	link_join(&f->relay->ready, &f->queue);
	f->relay->ready_n++;
}

void ett_flow_idle(struct flow *f)
{
	if (f->state == FLOW_OPEN && !link_alone(&f->queue))
		f->relay->ready_n--;
	link_leave(&f->queue);
}

void ett_flow_is_open(struct flow *f)
{
	link_leave(&f->queue);
	f->state = FLOW_OPEN;
	f->opened = true;
	f->relay->facts.opened++;
	ett_opening_free(f);
}

/* Bytes that the local side will never take. */
static void drop_left(struct flow *f)
{
	ett_store_drain(&f->left, &f->relay->pool, f->left.n);
}

/*
 * Both ways are done: RFC 4254 section 5.3 wants CLOSE from both sides; the
 * flow ends when the peer's has come.
 */
void ett_flow_settle(struct flow *f)
{
	if (f->eof && f->left.n == 0 && !f->out_done)
		close_out(f);
	if (f->state == FLOW_GONE && f->left.n == 0) {
		ett_flow_end(f, false);
		return;
	}
	if (f->state == FLOW_OPEN && f->in_done && f->out_done && f->has_in) {
		ett_relay_must(f->relay,
			       ett_chan_close(f->relay->session, f->number));
		close_all(f, false);
	}
	ett_flow_watch(f);
}

void ett_flow_gone(struct flow *f)
{
	ett_flow_idle(f);
	if (f->numbered)
		f->relay->map[f->number] = NULL;
	f->numbered = false;
	f->in_done = true;
	f->eof = true;
	f->state = FLOW_GONE;
}

void ett_flow_fail(struct flow *f, const char *why)
{
	struct ett_relay *r = f->relay;

	ett_log(ETT_INFO, "%s: channel %u: %s", r->name, (unsigned)f->number,
		why);
	if (f->join != NULL) {
		f->join->code = ETT_JOIN_LOST;
		snprintf(f->join->text, sizeof f->join->text, "%s", why);
	}
	if (f->state == FLOW_OPEN)
		ett_relay_must(r, ett_chan_close(r->session, f->number));
	ett_flow_idle(f);
	drop_left(f);
	close_all(f, true);
}

static void tell_join(struct flow *f)
{
	struct join *j = f->join;

	if (j == NULL || j->ended == NULL)
		return;
	if (j->code == 0 && f->state != FLOW_GONE)
		j->code = ETT_JOIN_LOST;
	f->relay->joins--;
	j->ended(j->ctx, j->code, j->text);
	j->ended = NULL;
}

void ett_flow_end(struct flow *f, bool reset)
{
	struct ett_relay *r = f->relay;

	if (f->connect != NULL)
		ett_connect_cancel(f->connect);
	f->connect = NULL;
	ett_flow_idle(f);
	if (f->numbered)
		r->map[f->number] = NULL;
	f->numbered = false;
	drop_left(f);
	close_all(f, reset);
	ett_opening_free(f);
	r->promised -= f->window;
	r->facts.closed += f->opened;
	link_leave(&f->all);
	r->flows_n--;
	tell_join(f);
	f->state = FLOW_GONE;
	ett_relay_wake(r);
	release(f);
}
