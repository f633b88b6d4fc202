/* SPDX-License-Identifier: ISC
 *
 * Invariant: facts.open counts the relays that have not said closed(),
 * facts.starting those of them that have not said ready().
 */
#include "io/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/internal.h"
#include "io/log.h"

enum { BY_APPLICATION = 11 };

struct conn {
	struct ett_server *server;
	struct ett_relay *relay;
	struct link link; /* server.conns */
	bool ready;
};

struct ett_server {
	struct ett_loop *loop;
	struct ett_server_config cfg;
	struct ett_listener *listener;
	struct ett_server_facts facts;
	struct link conns;
	struct ett_task empty;
	bool stopped, freed;
};

static void on_ready(void *ctx)
{
	struct conn *c = ctx;

	c->ready = true;
	c->server->facts.starting--;
}

static void on_closed(void *ctx)
{
	struct conn *c = ctx;
	struct ett_server *s = c->server;

	s->facts.open--;
	s->facts.starting -= !c->ready;
	link_leave(&c->link);
	free(c);
	if (s->stopped && s->facts.open == 0)
		ett_task_put(s->loop, &s->empty);
}

static void tell_empty(void *ctx)
{
	struct ett_server *s = ctx;

	if (s->freed)
		free(s);
	else if (s->cfg.empty != NULL)
		s->cfg.empty(s->cfg.ctx);
}

static const char *too_many(const struct ett_server *s)
{
	if (s->cfg.connections_max > 0 &&
	    s->facts.open >= s->cfg.connections_max)
		return "too many connections";
	if (s->cfg.startups_max > 0 && s->facts.starting >= s->cfg.startups_max)
		return "too many that are not authenticated";
	return NULL;
}

/* Owns fd. */
static ett_err begin(struct ett_server *s, int fd, const struct ett_peer *from,
		     void *ctx)
{
	struct ett_relay_config cfg = s->cfg.relay;
	struct conn *c = calloc(1, sizeof *c);
	const char *why = ett_err_text(ETT_NOMEM);
	ett_err e = ETT_NOMEM;
	char name[64];

	snprintf(name, sizeof name, "%s port %u", from->host,
		 (unsigned)from->port);
	cfg.ctx = ctx;
	cfg.name = name;
	if (c == NULL)
		close(fd);
	else
		e = ett_relay_new(&c->relay, s->loop, &cfg, fd, &why);
	if (e != ETT_OK) {
		ett_log(ETT_ERROR, "%s: %s", name, why);
		free(c);
		return e;
	}
	c->server = s;
	c->relay->on_ready = on_ready;
	c->relay->on_closed = on_closed;
	c->relay->owner = c;
	link_join(&s->conns, &c->link);
	s->facts.open++;
	s->facts.starting++;
	s->facts.accepted++;
	return ETT_OK;
}

static void stop_accepting(struct ett_server *s)
{
	ett_listener_free(s->listener);
	s->listener = NULL;
	s->stopped = true;
}

static void on_accept(void *data, int fd, const struct ett_peer *from)
{
	struct ett_server *s = data;
	const char *why = too_many(s);
	void *ctx = NULL;

	if (why != NULL)
		ett_log(ETT_NOTICE, "%s port %u refused: %s", from->host,
			(unsigned)from->port, why);
	else
		ctx = s->cfg.admit(s->cfg.ctx, from);
	if (ctx == NULL) {
		s->facts.refused++;
		close(fd);
		return;
	}
	if (begin(s, fd, from, ctx) != ETT_OK) {
		s->facts.refused++;
		if (s->cfg.relay.ops->closed != NULL)
			s->cfg.relay.ops->closed(ctx, ETT_NOMEM,
						 ett_err_text(ETT_NOMEM));
	} else if (s->cfg.once) {
		stop_accepting(s);
	}
}

ett_err ett_server_new(struct ett_server **out, struct ett_loop *loop,
		       const struct ett_server_config *cfg, struct ett_bound *b)
{
	struct ett_server *s = calloc(1, sizeof *s);
	ett_err e;

	if (s == NULL)
		return ETT_NOMEM;
	s->loop = loop;
	s->cfg = *cfg;
	s->empty = (struct ett_task){ .call = tell_empty, .ctx = s };
	link_init(&s->conns);
	e = ett_listener_new(&s->listener, loop, b, on_accept, s);
	if (e != ETT_OK) {
		free(s);
		return e;
	}
	ett_listener_pause(s->listener, false);
	*out = s;
	return ETT_OK;
}

void ett_server_stop(struct ett_server *s, bool drain)
{
	stop_accepting(s);
	for (struct link *l = s->conns.next; l != &s->conns; l = l->next) {
		struct conn *c = link_of(l, struct conn, link);

		if (drain)
			ett_relay_drain(c->relay);
		else
			ett_relay_end(c->relay, BY_APPLICATION,
				      "the server is going down");
	}
	if (s->facts.open == 0)
		ett_task_put(s->loop, &s->empty);
}

void ett_server_free(struct ett_server *s)
{
	if (s == NULL)
		return;
	ett_listener_free(s->listener);
	s->freed = true;
	if (!s->empty.queued)
		free(s);
}

const struct ett_server_facts *ett_server_facts(const struct ett_server *s)
{
	return &s->facts;
}
