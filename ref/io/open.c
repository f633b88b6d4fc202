/* SPDX-License-Identifier: ISC
 *
 * Opening: from a local connection to a channel, and from a channel that the
 * peer asks for to a local connection.
 *
 * Invariant: while a flow waits for room in the session, no listener of the
 * relay accepts, so what waits is bounded by one turn's connections.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/internal.h"
#include "io/log.h"

enum { /* RFC 4254 section 5.1 */
       PROHIBITED = 1,
       CONNECT_FAILED = 2,
       SHORTAGE = 4
};

ett_err ett_text_copy(char *out, size_t room, struct ett_bytes in)
{
	if (in.n >= room)
		return ETT_SPACE;
	if (in.n > 0 && memchr(in.p, '\0', in.n) != NULL)
		return ETT_FORMAT;
	if (in.n > 0)
		memcpy(out, in.p, in.n);
	out[in.n] = '\0';
	return ETT_OK;
}

void ett_opening_free(struct flow *f)
{
	if (f->opening != NULL)
		free(f->opening->socks);
	free(f->opening);
	f->opening = NULL;
}

static void pause_listeners(struct ett_relay *r, bool pause)
{
	if (r->paused == pause)
		return;
	r->paused = pause;
	for (struct link *l = r->forwards.next; l != &r->forwards;
	     l = l->next) {
		struct ett_forward *f = link_of(l, struct ett_forward, link);

		if (f->listener != NULL)
			ett_listener_pause(f->listener, pause);
	}
}

/* SPACE: later. */
static ett_err try_open(struct flow *f)
{
	struct ett_relay *r = f->relay;
	const struct opening *o = f->opening;
	const char *origin = o->origin.host;
	struct ett_open open = { .target = o->target,
				 .host = ett_str(o->host),
				 .port = o->port,
				 .origin_port = o->origin.port,
				 .window = ett_flow_window(r) };
	uint32_t number;
	ett_err e;

	/* A Unix socket has no address; the field wants one. */
	open.origin = ett_str(origin[0] != '\0' ? origin : "127.0.0.1");
	e = ett_chan_open(r->session, &open, &number);
	if (e != ETT_OK)
		return e;
	link_leave(&f->queue);
	f->state = FLOW_OPENING;
	f->window = open.window;
	r->promised += f->window;
	return ett_flow_number(f, number);
}

void ett_open_waiting(struct ett_relay *r)
{
	while (!link_alone(&r->waiting)) {
		struct flow *f = link_of(r->waiting.next, struct flow, queue);
		ett_err e = try_open(f);

		if (e == ETT_SPACE)
			break;
		if (e == ETT_OK)
			continue;
		ett_relay_must(r, e);
		ett_flow_end(f, true);
	}
	pause_listeners(r, !link_alone(&r->waiting));
}

static void wait_to_open(struct flow *f)
{
	f->state = FLOW_WAITING;
	link_join(&f->relay->waiting, &f->queue);
	ett_flow_watch(f);
	ett_relay_wake(f->relay);
}

/* Where connections to a forwarding go to. */
static void aim(struct opening *o, struct ett_forward *f)
{
	const struct ett_place *to = f->served ? &f->spec.from : &f->spec.to;
	bool path = to->path != NULL;

	o->forward = f;
	o->host = path ? to->path : to->host;
	o->port = path ? 0 : to->port;
	if (f->served)
		o->target =
		    path ? ETT_FORWARDED_STREAMLOCAL : ETT_FORWARDED_TCPIP;
	else
		o->target = path ? ETT_DIRECT_STREAMLOCAL : ETT_DIRECT_TCPIP;
}

static struct flow *begin(struct ett_relay *r, enum flow_state state)
{
	struct flow *f = ett_flow_new(r, state);

	if (f == NULL)
		return NULL;
	f->opening = calloc(1, sizeof *f->opening);
	if (f->opening == NULL) {
		ett_flow_end(f, false);
		return NULL;
	}
	return f;
}

void ett_open_accept(struct ett_forward *from, int fd,
		     const struct ett_peer *peer)
{
	struct ett_relay *r = from->relay;
	bool socks = from->spec.kind == ETT_FORWARD_DYNAMIC;
	struct flow *f = NULL;
	struct opening *o;

	if (!r->draining && !r->over)
		f = begin(r, socks ? FLOW_ASKING : FLOW_WAITING);
	if (f == NULL) {
		close(fd);
		return;
	}
	o = f->opening;
	o->origin = *peer;
	aim(o, from);
	if (socks)
		o->socks = calloc(1, sizeof *o->socks);
	if (ett_flow_attach(f, fd, fd) != ETT_OK || (socks && o->socks == NULL))
		ett_flow_end(f, true);
	else if (socks)
		ett_flow_watch(f);
	else
		wait_to_open(f);
}

static bool send_reply(struct flow *f)
{
	struct ett_socks *s = f->opening->socks;
	size_t n = s->out_len;

	s->out_len = 0;
	return n == 0 || write(f->watch.fd, s->out, n) == (ssize_t)n;
}

/* One look at what came; takes no byte beyond the request. */
static ett_err read_request(struct flow *f, enum ett_socks_step *step)
{
	struct ett_socks *s = f->opening->socks;
	uint8_t in[ETT_SOCKS_IN_MAX];
	size_t used = 0;
	ssize_t got;

	got = recv(f->watch.fd, in, sizeof in, MSG_PEEK);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return ETT_SPACE;
	if (got <= 0)
		return ETT_LOST;
	*step = ett_socks_feed(s, (struct ett_bytes){ in, (size_t)got }, &used);
	if (recv(f->watch.fd, in, used, 0) != (ssize_t)used || !send_reply(f))
		return ETT_LOST;
	return ETT_OK;
}

void ett_open_socks(struct flow *f)
{
	enum ett_socks_step step = ETT_SOCKS_MORE;
	ett_err e = ETT_OK;

	while (e == ETT_OK && step == ETT_SOCKS_MORE)
		e = read_request(f, &step);
	if (e == ETT_SPACE)
		return;
	if (e != ETT_OK || step == ETT_SOCKS_REFUSED) {
		ett_flow_end(f, false);
		return;
	}
	f->opening->host = f->opening->socks->host;
	f->opening->port = f->opening->socks->port;
	f->opening->target = ETT_DIRECT_TCPIP;
	wait_to_open(f);
}

static void refused(struct flow *f, uint32_t code, struct ett_bytes text)
{
	char safe[256], where[ETT_PLACE_MAX];

	ett_escape(text, safe, sizeof safe);
	ett_escape(ett_str(f->opening->host), where, sizeof where);
	ett_log(ETT_NOTICE, "%s: channel to %s port %u refused: %s (reason %u)",
		f->relay->name, where, (unsigned)f->opening->port, safe,
		(unsigned)code);
	f->relay->facts.refused++;
	if (f->join != NULL) {
		f->join->code = code;
		memcpy(f->join->text, safe, sizeof safe);
	}
}

void ett_open_answered(struct flow *f, uint32_t code, struct ett_bytes text)
{
	struct opening *o = f->opening;
	bool told = true;

	if (o->socks != NULL) {
		ett_socks_answer(o->socks, code);
		told = send_reply(f);
	}
	if (code != 0) {
		refused(f, code, text);
		f->state = FLOW_GONE;
		ett_flow_end(f, o->socks == NULL);
		return;
	}
	ett_flow_is_open(f);
	if (!told)
		ett_flow_fail(f, "the SOCKS client does not read");
	ett_flow_ready(f);
}

static void refuse(struct ett_relay *r, uint32_t chan, uint32_t code,
		   const char *text)
{
	r->facts.refused++;
	ett_log(ETT_INFO, "%s: channel %u refused: %s", r->name, (unsigned)chan,
		text);
	ett_relay_must(r, ett_chan_answer(r->session, chan, 0, code, text));
}

static void connected(void *ctx, int fd, const char *why)
{
	struct flow *f = ctx;
	struct ett_relay *r = f->relay;

	f->connect = NULL;
	ett_relay_wake(r);
	if (fd < 0) {
		refuse(r, f->number, CONNECT_FAILED, why);
		ett_flow_end(f, false);
		return;
	}
	if (ett_flow_attach(f, fd, fd) != ETT_OK) {
		refuse(r, f->number, SHORTAGE, "no resources");
		ett_flow_end(f, true);
		return;
	}
	f->window = ett_flow_window(r);
	r->promised += f->window;
	ett_flow_is_open(f);
	ett_relay_must(
	    r, ett_chan_answer(r->session, f->number, f->window, 0, ""));
	ett_flow_watch(f);
}

static void begin_connect(struct ett_relay *r, uint32_t chan,
			  const struct ett_place *to)
{
	struct flow *f = ett_flow_new(r, FLOW_CONNECTING);

	if (f != NULL && ett_flow_number(f, chan) == ETT_OK &&
	    ett_connect_new(&f->connect, r->loop, to, r->cfg.connect_within,
			    connected, f) == ETT_OK)
		return;
	refuse(r, chan, SHORTAGE, "no resources");
	if (f != NULL)
		ett_flow_end(f, false);
}

static bool may_open(const struct ett_relay *r, const struct ett_event *ev)
{
	return r->cfg.ops->may_open != NULL &&
	       r->cfg.ops->may_open(r->cfg.ctx, ev->target, ev->host, ev->port);
}

/* The peer of a client asks for what a remote forwarding brought up. */
static void open_forwarded(struct ett_relay *r, const struct ett_event *ev)
{
	const struct ett_forward *from = ett_forward_find(r, ev);

	if (from == NULL)
		refuse(r, ev->chan, PROHIBITED, "no such forwarding");
	else
		begin_connect(r, ev->chan, &from->spec.to);
}

static void open_direct(struct ett_relay *r, const struct ett_event *ev)
{
	bool path = ev->target == ETT_DIRECT_STREAMLOCAL;
	struct ett_place to = { .family = r->cfg.family };
	char name[ETT_PLACE_MAX];

	if (!may_open(r, ev)) {
		refuse(r, ev->chan, PROHIBITED, "not permitted");
		return;
	}
	if (ett_text_copy(name, sizeof name, ev->host) != ETT_OK ||
	    ev->port > UINT16_MAX) {
		refuse(r, ev->chan, CONNECT_FAILED, "not an address");
		return;
	}
	to.path = path ? name : NULL;
	to.host = path ? NULL : name;
	to.port = (uint16_t)ev->port;
	begin_connect(r, ev->chan, &to);
}

void ett_open_asked(struct ett_relay *r, const struct ett_event *ev)
{
	if (r->draining)
		refuse(r, ev->chan, PROHIBITED, "going down");
	else if (ev->target == ETT_DIRECT_TCPIP ||
		 ev->target == ETT_DIRECT_STREAMLOCAL)
		open_direct(r, ev);
	else
		open_forwarded(r, ev);
}

static struct flow *begin_join(struct ett_relay *r)
{
	struct flow *f = NULL;

	if (!r->over && !r->draining)
		f = begin(r, FLOW_WAITING);
	if (f == NULL)
		return NULL;
	f->join = calloc(1, sizeof *f->join);
	if (f->join != NULL)
		return f;
	ett_flow_end(f, false);
	return NULL;
}

ett_err ett_relay_join(struct ett_relay *r, const struct ett_place *to,
		       const int fd[2], ett_joined *ended, void *ctx)
{
	bool path = to->path != NULL;
	struct flow *f = begin_join(r);
	ett_err e;

	if (f == NULL) {
		close(fd[0]);
		if (fd[1] != fd[0])
			close(fd[1]);
		return r->over || r->draining ? ETT_CLOSED : ETT_NOMEM;
	}
	e = ett_flow_attach(f, fd[0], fd[1]);
	if (e == ETT_OK)
		e = ett_text_copy(f->join->host, sizeof f->join->host,
				  ett_str(path ? to->path : to->host));
	if (e != ETT_OK) {
		ett_flow_end(f, true);
		return e;
	}
	f->join->ended = ended;
	f->join->ctx = ctx;
	r->joins++;
	f->opening->target = path ? ETT_DIRECT_STREAMLOCAL : ETT_DIRECT_TCPIP;
	f->opening->host = f->join->host;
	f->opening->port = path ? 0 : to->port;
	wait_to_open(f);
	return ETT_OK;
}

ett_err ett_relay_through(struct ett_relay *r, const struct ett_place *to,
			  int *fd, ett_joined *ended, void *ctx)
{
	int end[2], mine[2];
	ett_err e;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, end) != 0)
		return ETT_SYSTEM;
	mine[0] = mine[1] = end[0];
	e = ett_relay_join(r, to, mine, ended, ctx);
	if (e == ETT_OK)
		*fd = end[1];
	else
		close(end[1]);
	return e;
}
