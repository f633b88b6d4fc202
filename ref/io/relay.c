/* SPDX-License-Identifier: ISC
 *
 * One turn: what came is opened and handed out, what became ready is read and
 * sealed, and all of it leaves in one write.
 *
 * Invariants.  A relay acts only within its turn, but for reading and writing
 * of local sockets; watches and timers just ask for a turn.  It is freed in a
 * turn, when nothing is held any more.
 */
#include "io/relay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/internal.h"
#include "io/log.h"
#include "wire/print.h"

/* How long a peer may take to take our last words. */
#define LAST_WORDS (2 * ETT_SECOND)

enum {
	ROUNDS = 4,         /* of one turn, before others get theirs */
	BY_APPLICATION = 11 /* RFC 4253 section 11.1 */
};

void ett_relay_wake(struct ett_relay *r)
{
	ett_task_put(r->loop, &r->task);
}

void ett_relay_release(struct ett_relay *r)
{
	if (--r->held == 0)
		ett_relay_wake(r);
}

void ett_relay_must(struct ett_relay *r, ett_err e)
{
	if (e != ETT_ARG && e != ETT_SPACE && e != ETT_NOMEM)
		return; /* fine, or CLOSED tells */
	ett_log(ETT_ERROR, "%s: %s", r->name, ett_err_text(e));
	e = ett_disconnect(r->session, BY_APPLICATION, "out of resources");
	if (e != ETT_OK)
		ett_log(ETT_DEBUG, "%s: %s", r->name, ett_err_text(e));
}

static void on_ready(struct ett_watch *w, int what)
{
	struct ett_relay *r = link_of(w, struct ett_relay, watch);

	if ((what & WATCH_IN) != 0)
		r->readable = true;
	if ((what & WATCH_OUT) != 0)
		r->blocked = false;
	ett_watch_want(w, w->want & ~what);
	ett_relay_wake(r);
}

static void on_gone(struct ett_watch *w)
{
	ett_relay_release(link_of(w, struct ett_relay, watch));
}

static void on_time(void *ctx)
{
	struct ett_relay *r = ctx;

	r->timer_at = ETT_NEVER;
	ett_relay_wake(r);
}

static void on_trace(void *ctx, enum ett_dir dir, uint32_t seq,
		     struct ett_bytes payload)
{
	const struct ett_relay *r = ctx;
	const char *method = NULL;
	char line[512];

	if (r->session != NULL)
		method = ett_session_method(r->session);
	ett_print_payload(payload, method, line, sizeof line);
	ett_log(ETT_DEBUG, "%s %s %u %s", r->name, dir == ETT_IN ? "<" : ">",
		(unsigned)seq, line);
}

/* True: there may be more. */
static bool receive(struct ett_relay *r)
{
	uint8_t *p;
	size_t room;
	ssize_t got;

	if (!r->readable || r->eof)
		return false;
	p = ett_recv_buf(r->session, &room);
	if (room == 0)
		return false;
	do
		got = read(r->watch.fd, p, room);
	while (got < 0 && errno == EINTR);
	if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
		r->readable = false;
	} else if (got <= 0) {
		r->readable = false;
		r->eof = true;
		ett_recv_eof(r->session);
	} else {
		ett_relay_must(r, ett_recv_ack(r->session, (size_t)got));
		r->readable = (size_t)got == room;
	}
	return r->readable;
}

/* What is ready shares the slots of one write. */
static void fill(struct ett_relay *r)
{
	while (!r->blocked && !link_alone(&r->ready)) {
		struct flow *f = link_of(r->ready.next, struct flow, queue);
		size_t slots = ett_send_slots(r->session);
		size_t share = slots / r->ready_n;

		if (slots == 0 || !ett_flow_fill(f, share > 0 ? share : 1))
			return;
	}
}

/* True: something went out. */
static bool flush(struct ett_relay *r)
{
	bool sent = false;

	while (!r->mute && !r->blocked) {
		struct ett_bytes b = ett_send_buf(r->session);
		ssize_t put;

		if (b.n == 0)
			return sent;
		put = write(r->watch.fd, b.p, b.n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
			r->mute = true;
			r->readable = true; /* the peer's last words */
			ett_relay_wake(r);
			return sent;
		}
		if (put > 0)
			ett_send_ack(r->session, (size_t)put);
		r->blocked = put < 0 || (size_t)put < b.n;
		sent |= put > 0;
	}
	return sent;
}

/* True: more can be done at once. */
static bool one_round(struct ett_relay *r)
{
	bool more = receive(r), sent;

	ett_relay_events(r);
	if (r->over)
		return false;
	ett_open_waiting(r);
	ett_forward_ask(r);
	fill(r);
	sent = flush(r);
	return more || (sent && (r->readable || !link_alone(&r->waiting) ||
				 (!link_alone(&r->ready) && !r->blocked)));
}

static void set_timer(struct ett_relay *r, ett_ns at)
{
	/* One that is set for an earlier time costs a turn, not a call now. */
	if (at >= r->timer_at)
		return;
	r->timer_at = at;
	ett_timer_set(r->timer, at);
}

static void rest(struct ett_relay *r)
{
	int in = r->eof || r->readable ? 0 : WATCH_IN;
	int out = r->blocked && !r->mute ? WATCH_OUT : 0;

	ett_watch_want(&r->watch, in | out);
}

static void live(struct ett_relay *r)
{
	bool more = true;

	ett_relay_must(r, ett_tick(r->session, ett_clock()));
	for (int i = 0; i < ROUNDS && more && !r->over; i++)
		more = one_round(r);
	if (r->draining && r->flows_n == 0 && !r->over) {
		ett_relay_end(r, BY_APPLICATION,
			      "going down, no channel is open");
		more = true;
	}
	if (r->over)
		return;
	set_timer(r, ett_deadline(r->session));
	rest(r);
	if (more)
		ett_relay_wake(r);
}

/* What both sides had ended is still written out; the rest is cut off. */
static void end_flows(struct ett_relay *r)
{
	struct link *l = r->flows.next;

	while (l != &r->flows) {
		struct flow *f = link_of(l, struct flow, all);

		l = l->next;
		if (f->state == FLOW_GONE)
			continue;
		if (f->state == FLOW_OPEN && f->eof && f->in_done) {
			ett_flow_gone(f);
			ett_flow_settle(f);
			continue;
		}
		ett_flow_end(f, true);
		l = r->flows.next; /* ended() may have ended others */
	}
}

static void begin_end(struct ett_relay *r)
{
	r->phase = FLUSHING;
	while (!link_alone(&r->forwards))
		ett_forward_detach(
		    link_of(r->forwards.next, struct ett_forward, link));
	end_flows(r);
	ett_timer_set(r->timer, ett_clock() + LAST_WORDS);
	r->timer_at = 0;
}

static void tell_closed(struct ett_relay *r)
{
	if (r->told || r->joins > 0)
		return;
	r->told = true;
	if (r->cfg.ops->closed != NULL)
		r->cfg.ops->closed(r->cfg.ctx, r->ending ? ETT_OK : r->error,
				   r->why);
	if (r->on_closed != NULL)
		r->on_closed(r->owner);
	ett_relay_release(r);
}

/* Reading on until the peer closes keeps our last words from being lost to a
 * reset, which a close with unread data would cause. */
static void discard(struct ett_relay *r)
{
	uint8_t junk[16384];
	ssize_t got = 1;

	for (int i = 0; i < 64 && !r->eof && got > 0; i++) {
		got = read(r->watch.fd, junk, sizeof junk);
		r->eof = got == 0 || (got < 0 && errno != EAGAIN &&
				      errno != EWOULDBLOCK && errno != EINTR);
	}
}

static void ending(struct ett_relay *r)
{
	bool late = r->timer_at == ETT_NEVER;

	if (r->phase == FLUSHING) {
		flush(r);
		if (r->blocked && !r->mute && !late) {
			ett_watch_want(&r->watch, WATCH_OUT);
			return;
		}
		shutdown(r->watch.fd, SHUT_WR);
		r->phase = LINGERING;
	}
	tell_closed(r);
	if (r->phase == LINGERING) {
		discard(r);
		if (!r->eof && !r->mute && !late) {
			ett_watch_want(&r->watch, WATCH_IN);
			return;
		}
		ett_watch_close(&r->watch);
		close(r->watch.fd);
		ett_timer_free(r->timer);
		r->phase = DONE;
	}
}

static void destroy(struct ett_relay *r)
{
	while (r->spare != NULL) {
		struct flow *f = r->spare;

		r->spare = f->touched;
		free(f);
	}
	ett_pool_free(&r->pool);
	ett_session_free(r->session);
	free(r->map);
	free(r);
}

static void turn(void *ctx)
{
	struct ett_relay *r = ctx;

	if (r->held == 0) {
		destroy(r);
		return;
	}
	if (r->phase == LIVE)
		live(r);
	if (r->phase == LIVE && r->over)
		begin_end(r);
	if (r->phase != LIVE)
		ending(r);
}

static ett_err start(struct ett_relay *r, int fd, const char **why)
{
	struct ett_env env = r->cfg.env;
	ett_err e;

	if (env.trace.payload == NULL && ett_log_wants(ETT_DEBUG))
		env.trace = (struct ett_trace){ on_trace, r };
	e = ett_session_new(&r->session, r->cfg.session, &env, ett_clock(),
			    why);
	if (e != ETT_OK)
		return e;
	e = ett_timer_new(&r->timer, r->loop, on_time, r);
	if (e == ETT_OK) {
		r->watch.ready = on_ready;
		r->watch.gone = on_gone;
		e = ett_watch_open(&r->watch, r->loop, fd);
	}
	*why = e == ETT_SYSTEM ? strerror(errno) : ett_err_text(e);
	return e;
}

ett_err ett_relay_new(struct ett_relay **out, struct ett_loop *loop,
		      const struct ett_relay_config *cfg, int fd,
		      const char **why)
{
	struct ett_relay *r = calloc(1, sizeof *r);
	ett_err e = ETT_NOMEM;

	*why = ett_err_text(e);
	if (r != NULL) {
		r->loop = loop;
		r->cfg = *cfg;
		r->task = (struct ett_task){ .call = turn, .ctx = r };
		r->timer_at = ETT_NEVER;
		snprintf(r->name, sizeof r->name, "%s", cfg->name);
		link_init(&r->flows);
		link_init(&r->ready);
		link_init(&r->waiting);
		link_init(&r->forwards);
		e = start(r, fd, why);
	}
	if (e != ETT_OK) {
		close(fd);
		if (r != NULL) {
			ett_timer_free(r->timer);
			destroy(r);
		}
		return e;
	}
	r->held = 2; /* the watch, and who is told of the end */
	ett_relay_wake(r);
	*out = r;
	return ETT_OK;
}

void ett_relay_drain(struct ett_relay *r)
{
	struct link *next;

	r->draining = true;
	for (struct link *l = r->forwards.next; l != &r->forwards; l = next) {
		struct ett_forward *f = link_of(l, struct ett_forward, link);

		next = l->next;
		if (f->listener != NULL)
			ett_listener_pause(f->listener, true);
		if (f->served)
			ett_forward_free(f);
	}
	ett_relay_wake(r);
}

void ett_relay_end(struct ett_relay *r, uint32_t reason, const char *text)
{
	ett_err e;

	if (r->over)
		return;
	e = ett_disconnect(r->session, reason, text);
	r->ending = r->ending || e == ETT_OK;
	ett_relay_wake(r);
}

const struct ett_session *ett_relay_session(const struct ett_relay *r)
{
	return r->session;
}

const struct ett_relay_facts *ett_relay_facts(const struct ett_relay *r)
{
	return &r->facts;
}
