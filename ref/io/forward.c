/* SPDX-License-Identifier: ISC
 *
 * Forwardings: those of a client's program, and those that a client asked a
 * server for, which differ in who owns them.
 *
 * Invariant: at most one request of ours is unanswered (relay.asked), so an
 * answer needs no list of what it may be about.
 */
#include <stdlib.h>
#include <string.h>

#include "io/internal.h"
#include "io/log.h"

enum { SERVED_MAX = 256 }; /* listeners of one peer */

static ett_err copy_place(struct ett_place *out, char *text,
			  const struct ett_place *in)
{
	const char *from = in->path != NULL ? in->path : in->host;

	*out = *in;
	if (in->path != NULL)
		out->path = text;
	else
		out->host = text;
	return ett_text_copy(text, ETT_PLACE_MAX, ett_str(from));
}

static void on_accept(void *ctx, int fd, const struct ett_peer *from)
{
	ett_open_accept(ctx, fd, from);
}

/* numeric: the name comes from a peer. */
static ett_err listen_here(struct ett_forward *f, struct ett_loop *loop,
			   bool numeric, const char **why)
{
	struct ett_bound b = { 0 };
	ett_err e;

	e = ett_bind(&b, &f->spec.from, numeric, why);
	if (e != ETT_OK)
		return e;
	f->spec.from.port = b.port;
	e = ett_listener_new(&f->listener, loop, &b, on_accept, f);
	if (e != ETT_OK) {
		*why = ett_err_text(e);
		ett_bound_free(&b);
	}
	return e;
}

static ett_err make(struct ett_forward **out,
		    const struct ett_forward_spec *spec)
{
	struct ett_forward *f = calloc(1, sizeof *f);
	ett_err e;

	if (f == NULL)
		return ETT_NOMEM;
	link_init(&f->link);
	f->spec.kind = spec->kind;
	e = copy_place(&f->spec.from, f->from, &spec->from);
	if (e == ETT_OK && spec->kind != ETT_FORWARD_DYNAMIC)
		e = copy_place(&f->spec.to, f->to, &spec->to);
	if (e != ETT_OK)
		free(f);
	else
		*out = f;
	return e;
}

ett_err ett_forward_new(struct ett_forward **out, struct ett_loop *loop,
			const struct ett_forward_spec *spec, const char **why)
{
	struct ett_forward *f;
	ett_err e;

	e = make(&f, spec);
	*why = ett_err_text(e);
	if (e != ETT_OK)
		return e;
	if (spec->kind != ETT_FORWARD_REMOTE)
		e = listen_here(f, loop, false, why);
	if (e != ETT_OK)
		free(f);
	else
		*out = f;
	return e;
}

const struct ett_forward_spec *ett_forward_spec(const struct ett_forward *f)
{
	return &f->spec;
}

/* Flows that are not opened yet still point into the forwarding. */
static void end_openings(struct ett_forward *f)
{
	struct ett_relay *r = f->relay;
	struct link *next;

	for (struct link *l = r->flows.next; l != &r->flows; l = next) {
		struct flow *w = link_of(l, struct flow, all);

		next = l->next;
		if (w->opening == NULL || w->opening->forward != f)
			continue;
		if (w->state == FLOW_ASKING || w->state == FLOW_WAITING)
			ett_flow_end(w, true);
		else
			w->opening->host = "";
	}
}

static void destroy(struct ett_forward *f)
{
	ett_listener_free(f->listener);
	link_leave(&f->link);
	free(f);
}

void ett_forward_detach(struct ett_forward *f)
{
	struct ett_relay *r = f->relay;

	if (r->asked == f)
		r->asked = NULL;
	if (f->state == WANTED || f->state == UNWANTED)
		r->unasked--;
	r->served_n -= f->served;
	f->state = IDLE;
	f->relay = NULL;
	link_leave(&f->link);
	if (f->freed || f->served)
		destroy(f);
	else if (f->listener != NULL)
		ett_listener_pause(f->listener, true);
}

void ett_forward_free(struct ett_forward *f)
{
	struct ett_relay *r;

	if (f == NULL)
		return;
	r = f->relay;
	if (r == NULL) {
		destroy(f);
		return;
	}
	end_openings(f);
	f->freed = true;
	if (f->state == UP) {
		f->state = UNWANTED;
		r->unasked++;
		ett_relay_wake(r);
	} else if (f->state != ASKED) {
		ett_forward_detach(f);
	}
}

void ett_relay_attach(struct ett_relay *r, struct ett_forward *f)
{
	f->relay = r;
	link_join(&r->forwards, &f->link);
	if (f->listener != NULL) {
		ett_listener_pause(f->listener, r->paused);
		return;
	}
	f->state = WANTED;
	r->unasked++;
	ett_relay_wake(r);
}

static enum ett_target target_of(const struct ett_forward *f)
{
	return f->spec.from.path != NULL ? ETT_FORWARDED_STREAMLOCAL
					 : ETT_FORWARDED_TCPIP;
}

/* An empty host asks for all addresses, as "*" does here. */
static struct ett_bytes asked_host(const struct ett_forward *f)
{
	if (f->spec.from.path != NULL)
		return ett_str(f->from);
	return strcmp(f->from, "*") == 0 ? ETT_LIT("") : ett_str(f->from);
}

static uint32_t asked_port(const struct ett_forward *f)
{
	return f->spec.from.path != NULL ? 0 : f->spec.from.port;
}

static void ask(struct ett_relay *r, struct ett_forward *f)
{
	bool wanted = f->state == WANTED;
	ett_err e;

	if (wanted)
		e = ett_listen(r->session, target_of(f), asked_host(f),
			       asked_port(f));
	else
		e = ett_unlisten(r->session, target_of(f), asked_host(f),
				 asked_port(f));
	if (e == ETT_SPACE)
		return;
	ett_relay_must(r, e);
	f->state = wanted ? ASKED : LEAVING;
	r->asked = f;
	r->unasked--;
}

void ett_forward_ask(struct ett_relay *r)
{
	if (r->unasked == 0 || r->asked != NULL)
		return;
	for (struct link *l = r->forwards.next; l != &r->forwards;
	     l = l->next) {
		struct ett_forward *f = link_of(l, struct ett_forward, link);

		if (f->state == WANTED || f->state == UNWANTED) {
			ask(r, f);
			return;
		}
	}
}

void ett_forward_listening(struct ett_relay *r, const struct ett_event *ev)
{
	struct ett_forward *f = r->asked;

	if (f == NULL)
		return;
	r->asked = NULL;
	f->state = ev->ok ? UP : IDLE;
	if (ev->ok && f->spec.from.port == 0)
		f->spec.from.port = (uint16_t)ev->port;
	if (f->freed)
		ett_forward_free(f);
	else if (r->cfg.ops->listening != NULL)
		r->cfg.ops->listening(r->cfg.ctx, f, ev->ok, f->spec.from.port);
}

void ett_forward_unlistened(struct ett_relay *r)
{
	if (r->asked != NULL)
		ett_forward_detach(r->asked);
}

static bool is_about(const struct ett_forward *f, const struct ett_event *ev)
{
	return target_of(f) == ev->target &&
	       ett_bytes_eq(asked_host(f), ev->host) &&
	       asked_port(f) == ev->port;
}

/* Some servers put another form of the address there: the port decides when
 * nothing fits better. */
struct ett_forward *ett_forward_find(struct ett_relay *r,
				     const struct ett_event *ev)
{
	struct ett_forward *near = NULL;

	for (struct link *l = r->forwards.next; l != &r->forwards;
	     l = l->next) {
		struct ett_forward *f = link_of(l, struct ett_forward, link);

		if (f->state != UP || f->freed)
			continue;
		if (is_about(f, ev))
			return f;
		if (ev->target == ETT_FORWARDED_TCPIP &&
		    target_of(f) == ev->target && asked_port(f) == ev->port)
			near = f;
	}
	return near;
}

static bool may_listen(const struct ett_relay *r, const struct ett_event *ev)
{
	return r->cfg.ops->may_listen != NULL && !r->draining &&
	       r->served_n < SERVED_MAX && ev->port <= UINT16_MAX &&
	       r->cfg.ops->may_listen(r->cfg.ctx, ev->target, ev->host,
				      ev->port);
}

static ett_err serve(struct ett_relay *r, const struct ett_event *ev,
		     uint32_t *port, const char **why)
{
	struct ett_forward_spec spec = { .kind = ETT_FORWARD_LOCAL };
	char name[ETT_PLACE_MAX];
	struct ett_forward *f;
	ett_err e;

	*why = "not an address";
	e = ett_text_copy(name, sizeof name, ev->host);
	if (e != ETT_OK)
		return e;
	spec.from.port = (uint16_t)ev->port;
	spec.to.host = "";
	if (ev->target == ETT_FORWARDED_STREAMLOCAL)
		spec.from.path = name;
	else
		spec.from.host = name;
	e = make(&f, &spec);
	if (e != ETT_OK)
		return e;
	f->served = true;
	e = listen_here(f, r->loop, true, why);
	if (e != ETT_OK) {
		destroy(f);
		return e;
	}
	r->served_n++;
	ett_relay_attach(r, f);
	*port = f->spec.from.port;
	return ETT_OK;
}

void ett_forward_serve(struct ett_relay *r, const struct ett_event *ev)
{
	const char *why = "not permitted";
	uint32_t port = 0;
	char host[ETT_PLACE_MAX];
	bool ok = false;

	ett_escape(ev->host, host, sizeof host);
	if (may_listen(r, ev))
		ok = serve(r, ev, &port, &why) == ETT_OK;
	if (ok)
		ett_log(ETT_INFO, "%s: listening on %s port %u", r->name, host,
			(unsigned)port);
	else
		ett_log(ETT_NOTICE, "%s: no listener on %s port %u: %s",
			r->name, host, (unsigned)ev->port, why);
	ett_relay_must(r, ett_listen_answer(r->session, ok, port));
}

void ett_forward_unserve(struct ett_relay *r, const struct ett_event *ev)
{
	bool ok = false;

	for (struct link *l = r->forwards.next; !ok && l != &r->forwards;
	     l = l->next) {
		struct ett_forward *f = link_of(l, struct ett_forward, link);

		ok = f->served && is_about(f, ev);
		if (!ok)
			continue;
		l = l->prev;
		end_openings(f);
		ett_forward_detach(f);
	}
	ett_relay_must(r, ett_listen_answer(r->session, ok, 0));
}
