/* SPDX-License-Identifier: ISC
 *
 * A chain of links, one for each server on the way: the first on a TCP
 * connection, each further one on a channel of the one before, so that every
 * session is encrypted from here to its own server.  The chain is built link
 * by link as they become ready, and taken down from its far end.
 *
 * The first failure is what the user is told; what follows from it is not.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "bin/client.h"
#include "io/log.h"

enum {
	DELAY_MAX = 60,
	BY_APPLICATION = 11 /* RFC 4253 section 11.1 */
};

struct link {
	struct run *run;
	struct ett_relay *relay; /* NULL: not up */
	struct ett_config session;
	const char *host, *user;
	unsigned port;
	char algorithms[1024];
};

struct run {
	const struct ett_client_options *o;
	const struct ett_backend *b;
	const struct ett_identities *ids;
	struct ett_loop *loop;
	struct link link[ETT_HOPS_MAX + 1];
	size_t links;
	struct ett_connect *connect; /* NULL: not connecting */
	struct ett_timer *retry;
	struct ett_forwards forwards;
	uint64_t delay; /* seconds, before the next attempt */
	bool told;      /* of this attempt's failure */
	bool final;     /* no further attempt */
	int code;
};

static void connect_first(void *ctx);

static bool any_up(const struct run *r)
{
	for (size_t i = 0; i < r->links; i++)
		if (r->link[i].relay != NULL)
			return true;
	return r->connect != NULL;
}

/* Nothing is up: come back later, or end. */
static void settle(struct run *r)
{
	if (any_up(r))
		return;
	if (r->final || !r->o->reconnect) {
		ett_forwards_close(&r->forwards); /* the loop runs out */
		return;
	}
	ett_log(ETT_INFO, "next attempt in %llu s",
		(unsigned long long)r->delay);
	ett_timer_set(r->retry, ett_clock() + r->delay * ETT_SECOND);
	r->delay = r->delay * 2 < DELAY_MAX ? r->delay * 2 : DELAY_MAX;
}

static void fail(struct run *r, const struct link *l, const char *what,
		 const char *why)
{
	if (!r->told)
		ett_log(ETT_ERROR, "%s port %u: %s%s", l->host, l->port, what,
			why);
	r->told = true;
	r->code = ETT_EXIT_FAIL;
}

/* From the far end on; closed() takes down the next. */
static void take_down(struct run *r)
{
	for (size_t i = r->links; i-- > 0;) {
		if (r->link[i].relay == NULL)
			continue;
		ett_relay_end(r->link[i].relay, BY_APPLICATION,
			      "ended by the user");
		return;
	}
	if (r->connect != NULL)
		ett_connect_cancel(r->connect);
	r->connect = NULL;
	ett_timer_set(r->retry, ETT_NEVER);
	settle(r);
}

static void end_all(struct run *r, int code)
{
	r->final = true;
	r->told = true;
	r->code = code;
	take_down(r);
}

static void on_signal(void *ctx)
{
	end_all(ctx, ETT_EXIT_OK);
}

/* These come again however often one tries. */
static bool is_final(ett_err e)
{
	return e == ETT_HOSTKEY || e == ETT_AUTH || e == ETT_KEX ||
	       e == ETT_VERSION || e == ETT_SIG;
}

static bool on_hostkey(void *ctx, struct ett_bytes alg, struct ett_bytes key)
{
	struct link *l = ctx;
	bool good =
	    ett_known_accept(l->run->o, l->run->b, l->host, l->port, key);

	(void)alg;
	if (!good)
		l->run->told = true; /* by ett_known_accept() */
	return good;
}

static void on_banner(void *ctx, struct ett_bytes text)
{
	const struct link *l = ctx;
	char shown[512];

	while (text.n > 0) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		struct ett_bytes line = { text.p, text.n };

		if (end != NULL)
			line.n = (size_t)(end - text.p);
		text.p += line.n + (end != NULL ? 1 : 0);
		text.n -= line.n + (end != NULL ? 1 : 0);
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		ett_escape(line, shown, sizeof shown);
		ett_log(ETT_NOTICE, "%s says: %s", l->host, shown);
	}
}

static void on_closed(void *ctx, ett_err e, const char *why)
{
	struct link *l = ctx;
	struct run *r = l->run;

	l->relay = NULL;
	if (is_final(e))
		r->final = true;
	if (e != ETT_OK)
		fail(r, l, "", why[0] == '\0' ? ett_err_text(e) : why);
	/* Not ended at once: the last words of this link pass through it. */
	if (l > r->link && l[-1].relay != NULL)
		ett_relay_drain(l[-1].relay);
	settle(r);
}

static void on_join_end(void *ctx, uint32_t code, const char *text)
{
	struct run *r = ctx;

	if (code == ETT_JOIN_LOST)
		return;                              /* closed() tells why */
	if (code != 0 && !ett_log_wants(ETT_NOTICE)) /* else the relay did */
		ett_log(ETT_ERROR, "%s port %u: %s", r->o->join.host,
			r->o->join.port, text);
	end_all(r, code == 0 ? ETT_EXIT_OK : ETT_EXIT_FAIL);
}

static void all_ready(struct run *r, struct ett_relay *last)
{
	const int standard[2] = { 0, 1 };
	struct ett_place to = ett_opt_place(&r->o->join, 0);
	ett_err e;

	r->delay = 1;
	r->code = ETT_EXIT_OK;
	ett_forwards_attach(&r->forwards, last);
	if (to.host[0] == '\0')
		return;
	e = ett_relay_join(last, &to, standard, on_join_end, r);
	if (e == ETT_OK)
		return;
	ett_log(ETT_ERROR, "cannot open the channel: %s", ett_err_text(e));
	end_all(r, ETT_EXIT_FAIL);
}

static void open_link(struct run *r, struct link *l, int fd);

/* The channel that the next link runs on. */
static void on_through_end(void *ctx, uint32_t code, const char *text)
{
	struct link *next = ctx;

	if (code != 0 && code != ETT_JOIN_LOST)
		fail(next->run, next, "not reached through the hop: ", text);
}

static void on_ready(void *ctx)
{
	struct link *l = ctx, *next = l + 1;
	struct run *r = l->run;
	struct ett_place to = { .host = NULL };
	ett_err e;
	int fd;

	ett_log(ETT_INFO, "%s port %u: entered as %s", l->host, l->port,
		l->user);
	if (next == r->link + r->links) {
		all_ready(r, l->relay);
		return;
	}
	to.host = next->host;
	to.port = (uint16_t)next->port;
	e = ett_relay_through(l->relay, &to, &fd, on_through_end, next);
	if (e == ETT_OK) {
		open_link(r, next, fd);
		return;
	}
	fail(r, next, "not reached: ", ett_err_text(e));
	take_down(r);
}

static void on_listening(void *ctx, struct ett_forward *f, bool ok,
			 uint32_t port)
{
	struct link *l = ctx;

	(void)port; /* stands in the spec of f */
	if (!ett_forwards_listening(&l->run->forwards, f, ok))
		end_all(l->run, ETT_EXIT_FAIL);
}

static const struct ett_relay_ops ops = { .hostkey = on_hostkey,
					  .banner = on_banner,
					  .ready = on_ready,
					  .listening = on_listening,
					  .closed = on_closed };

static ett_ns seconds_of(uint64_t seconds)
{
	return (seconds < UINT32_MAX ? seconds : UINT32_MAX) * ETT_SECOND;
}

static void configure(struct link *l)
{
	const struct ett_client_options *o = l->run->o;

	l->session = (struct ett_config){
		.role = ETT_CLIENT,
		.backend = l->run->b,
		.kex = o->kex,
		.cipher = o->ciphers,
		.mac = o->macs,
		.allow_none = o->allow_none,
		.hostkey =
		    ett_known_algorithms(o, l->run->b, l->host, l->port,
					 l->algorithms, sizeof l->algorithms),
		.pubkey = o->user_algs,
		.user_keys = (const struct ett_key *const *)l->run->ids->key,
		.user = l->user,
		.rekey_bytes = o->rekey.bytes,
		.rekey_after = seconds_of(o->rekey.seconds),
		.alive_every = seconds_of(o->alive_every),
		.alive_max = (uint32_t)o->alive_max,
	};
	/* Somebody who is asked about a host key may take the time. */
	if (o->strict != ETT_STRICT_ASK || o->batch == 1)
		l->session.auth_within = seconds_of(o->connect_timeout);
}

static void open_link(struct run *r, struct link *l, int fd)
{
	struct ett_relay_config cfg = {
		.session = &l->session,
		.env = { .rng = ett_rng_system() },
		.ops = &ops,
		.ctx = l,
		.name = l->host,
		.connect_within = seconds_of(r->o->connect_timeout),
		.family = r->o->family,
	};
	const char *why = NULL;
	ett_err e;

	configure(l);
	e = ett_relay_new(&l->relay, r->loop, &cfg, fd, &why);
	if (e == ETT_OK)
		return;
	l->relay = NULL;
	fail(r, l, "", why == NULL ? ett_err_text(e) : why);
	take_down(r);
}

static void on_connected(void *ctx, int fd, const char *why)
{
	struct run *r = ctx;

	r->connect = NULL;
	if (fd >= 0) {
		open_link(r, r->link, fd);
		return;
	}
	fail(r, r->link, "cannot connect: ", why);
	settle(r);
}

static void connect_first(void *ctx)
{
	struct run *r = ctx;
	struct ett_place to = { .host = r->link[0].host,
				.port = (uint16_t)r->link[0].port,
				.family = r->o->family };
	ett_err e;

	r->told = false;
	e = ett_connect_new(&r->connect, r->loop, &to,
			    seconds_of(r->o->connect_timeout), on_connected, r);
	if (e == ETT_OK)
		return;
	r->connect = NULL;
	fail(r, r->link, "cannot connect: ", ett_err_text(e));
	settle(r);
}

static void lay_chain(struct run *r)
{
	const struct ett_client_options *o = r->o;

	for (size_t i = 0; i < o->hops; i++) {
		const struct ett_hop *h = &o->hop[i];

		r->link[i] =
		    (struct link){ .run = r,
				   .host = h->host,
				   .user = h->user[0] == '\0' ? o->me : h->user,
				   .port = h->port == 0 ? 22 : h->port };
	}
	r->link[o->hops] = (struct link){ .run = r,
					  .host = o->host_name,
					  .user = o->user,
					  .port = (unsigned)o->port };
	r->links = o->hops + 1;
}

static ett_err prepare(struct run *r)
{
	ett_err e = ett_loop_new(&r->loop);

	if (e == ETT_OK)
		e = ett_signal_on(r->loop, SIGTERM, on_signal, r);
	if (e == ETT_OK)
		e = ett_signal_on(r->loop, SIGINT, on_signal, r);
	if (e == ETT_OK)
		e = ett_signal_on(r->loop, SIGHUP, on_signal, r);
	if (e == ETT_OK)
		e = ett_timer_new(&r->retry, r->loop, connect_first, r);
	if (e != ETT_OK)
		ett_log(ETT_ERROR, "cannot start: %s",
			e == ETT_SYSTEM ? strerror(errno) : ett_err_text(e));
	return e;
}

int ett_client_run(const struct ett_client_options *o,
		   const struct ett_backend *b,
		   const struct ett_identities *ids)
{
	struct run r = {
		.o = o, .b = b, .ids = ids, .delay = 1, .code = ETT_EXIT_FAIL
	};

	lay_chain(&r);
	if (prepare(&r) == ETT_OK &&
	    ett_forwards_open(&r.forwards, r.loop, o)) {
		connect_first(&r);
		ett_loop_run(r.loop);
	}
	ett_forwards_close(&r.forwards);
	ett_timer_free(r.retry);
	if (r.loop != NULL)
		ett_loop_free(r.loop);
	return r.code;
}
