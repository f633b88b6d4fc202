/* SPDX-License-Identifier: ISC
 *
 * One process that serves: its loop, its signals, its end.  After SIGTERM no
 * connection is accepted; those that are there have --drain seconds.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "bin/server.h"
#include "io/log.h"

struct service {
	const struct ett_server_options *o;
	const struct ett_backend *backend;
	struct ett_host_keys **keys;
	struct ett_config session;
	struct ett_policy policy;
	struct ett_loop *loop;
	struct ett_server *server;
	struct ett_timer *deadline;
	bool stopping;
};

static void stop_now(void *ctx)
{
	struct service *s = ctx;

	ett_server_stop(s->server, false);
}

/* The second one does not wait. */
static void on_term(void *ctx)
{
	struct service *s = ctx;

	if (s->stopping || s->o->drain == 0) {
		stop_now(s);
		return;
	}
	s->stopping = true;
	ett_log(ETT_INFO, "stopping");
	ett_timer_set(s->deadline, ett_clock() + s->o->drain * ETT_SECOND);
	ett_server_stop(s->server, true);
}

static void on_hup(void *ctx)
{
	struct service *s = ctx;
	struct ett_why why = { "" };
	ett_err e = ett_host_keys_load(s->keys, s->backend, s->o, &why);

	if (e != ETT_OK) {
		ett_log(ETT_ERROR, "host keys stay as they were: %s",
			why.text[0] == '\0' ? ett_err_text(e) : why.text);
		return;
	}
	s->session.host_keys = ett_host_keys_now(*s->keys);
	ett_log(ETT_NOTICE, "host keys were read again");
}

static void on_empty(void *ctx)
{
	struct service *s = ctx;

	ett_timer_set(s->deadline, ETT_NEVER); /* nothing is left to wait for */
}

static void *admit(void *ctx, const struct ett_peer *from)
{
	struct service *s = ctx;

	return ett_policy_admit(&s->policy, from);
}

/* UINT64_MAX means without limit: then so far off that a clock can still be
 * added. */
static ett_ns limit_of(uint64_t seconds)
{
	return (seconds < UINT32_MAX ? seconds : UINT32_MAX) * ETT_SECOND;
}

static void configure(struct service *s)
{
	const struct ett_server_options *o = s->o;

	s->policy = (struct ett_policy){ o, s->backend };
	s->session = (struct ett_config){
		.role = ETT_SERVER,
		.backend = s->backend,
		.kex = o->kex,
		.cipher = o->ciphers,
		.mac = o->macs,
		.allow_none = o->allow_none,
		.hostkey = o->host_algs,
		.pubkey = o->user_algs,
		.host_keys = ett_host_keys_now(*s->keys),
		.channels_max = (uint32_t)o->max_channels,
		.rekey_bytes = o->rekey.bytes,
		.rekey_after = limit_of(o->rekey.seconds),
		.auth_within =
		    limit_of(o->login_grace == 0 ? UINT64_MAX : o->login_grace),
		.alive_every = o->alive * ETT_SECOND,
	};
}

static ett_err start(struct service *s, struct ett_bound *bound)
{
	struct ett_server_config cfg = {
		.relay = { .session = &s->session,
			   .env = { .rng = ett_rng_system() },
			   .ops = &ett_policy_ops },
		.ctx = s,
		.admit = admit,
		.empty = on_empty,
		.connections_max = (unsigned)s->o->max_connections,
		.startups_max = (unsigned)s->o->max_startups,
		.once = s->o->once,
	};
	ett_err e;

	e = ett_loop_new(&s->loop);
	if (e == ETT_OK)
		e = ett_signal_on(s->loop, SIGTERM, on_term, s);
	if (e == ETT_OK)
		e = ett_signal_on(s->loop, SIGINT, on_term, s);
	if (e == ETT_OK)
		e = ett_signal_on(s->loop, SIGHUP, on_hup, s);
	if (e == ETT_OK)
		e = ett_timer_new(&s->deadline, s->loop, stop_now, s);
	if (e == ETT_OK)
		e = ett_server_new(&s->server, s->loop, &cfg, bound);
	return e;
}

int ett_server_serve(const struct ett_server_options *o,
		     const struct ett_backend *b, struct ett_host_keys **keys,
		     struct ett_bound *bound)
{
	struct service s = { .o = o, .backend = b, .keys = keys };
	ett_err e;

	configure(&s);
	e = start(&s, bound);
	if (e == ETT_OK)
		ett_loop_run(s.loop);
	else
		ett_log(ETT_ERROR, "cannot serve: %s",
			e == ETT_SYSTEM ? strerror(errno) : ett_err_text(e));
	if (s.server != NULL)
		ett_server_free(s.server);
	ett_timer_free(s.deadline);
	if (s.loop != NULL)
		ett_loop_free(s.loop);
	return e == ETT_OK ? ETT_EXIT_OK : ETT_EXIT_FAIL;
}
