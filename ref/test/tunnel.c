/* SPDX-License-Identifier: ISC
 *
 * Programs stop the loop whenever something happened that a test may wait
 * for; the test looks and goes on.
 */
#include "test/tunnel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "crypto/backend.h"
#include "crypto/key.h"
#include "io/log.h"

#define GUARD (60 * ETT_SECOND)

void tunnel_need(bool good)
{
	if (!good)
		abort();
}

void tunnel_wake(struct tunnel *t)
{
	ett_loop_stop(t->loop);
}

static struct app *app_new(struct tunnel *t)
{
	struct app *a = calloc(1, sizeof *a);

	tunnel_need(a != NULL && t->apps_n < APPS_MAX);
	a->tunnel = t;
	a->fd = -1;
	t->app[t->apps_n++] = a;
	t->waiting++;
	return a;
}

static void on_service(void *ctx, int fd, const struct ett_peer *from)
{
	struct tunnel *t = ctx;
	struct app *a = app_new(t);

	(void)from;
	a->echo = t->model.echo;
	a->to_send = t->model.to_send;
	a->deaf = t->model.deaf;
	a->silent = t->model.silent;
	a->keep_open = t->model.keep_open;
	a->salt = t->model.salt;
	app_start(a, fd);
}

void tunnel_forget_apps(struct tunnel *t)
{
	for (size_t i = 0; i < t->apps_n; i++)
		if (t->app[i]->watching)
			t->app[i]->forgotten = true;
		else
			free(t->app[i]);
	t->apps_n = 0;
}

static void on_connected(void *ctx, int fd, const char *why)
{
	struct app *a = ctx;

	(void)why;
	if (fd < 0) {
		a->reset = true;
		app_done(a);
		return;
	}
	app_start(a, fd);
}

struct app *tunnel_app(struct tunnel *t, const struct ett_place *to,
		       uint64_t to_send)
{
	struct app *a = app_new(t);

	a->to_send = to_send;
	a->salt = (uint32_t)t->apps_n * 7;
	tunnel_need(ett_connect_new(&a->connect, t->loop, to, 0, on_connected,
				    a) == ETT_OK);
	return a;
}

static bool hostkey(void *ctx, struct ett_bytes alg, struct ett_bytes key)
{
	const struct told *told = ctx;
	const struct tunnel *t = told->tunnel;

	(void)alg;
	return !t->refuse_hostkey &&
	       ett_bytes_eq(key, ett_key_blob(t->host_key));
}

static bool auth(void *ctx, const struct ett_event *ev)
{
	const struct told *told = ctx;
	const struct tunnel *t = told->tunnel;

	return !t->refuse_user &&
	       ett_bytes_eq(ev->key, ett_key_blob(t->user_key));
}

static bool may_open(void *ctx, enum ett_target target, struct ett_bytes host,
		     uint32_t port)
{
	const struct told *told = ctx;

	(void)target;
	(void)host;
	(void)port;
	return !told->tunnel->refuse_open;
}

static bool may_listen(void *ctx, enum ett_target target, struct ett_bytes host,
		       uint32_t port)
{
	struct told *told = ctx;

	(void)target;
	(void)host;
	(void)port;
	told->listening = true;
	tunnel_wake(told->tunnel);
	return !told->tunnel->refuse_listen;
}

static void ready(void *ctx)
{
	struct told *told = ctx;

	told->ready = true;
	tunnel_wake(told->tunnel);
}

static void listening(void *ctx, struct ett_forward *f, bool ok, uint32_t port)
{
	struct told *told = ctx;

	(void)f;
	told->listening = true;
	told->listening_ok = ok;
	told->port = port;
	tunnel_wake(told->tunnel);
}

static void closed(void *ctx, ett_err e, const char *why)
{
	struct told *told = ctx;
	struct tunnel *t = told->tunnel;

	told->closed = true;
	told->error = e;
	snprintf(told->why, sizeof told->why, "%s", why);
	if (told == &t->at_client)
		t->client = NULL;
	if (told == &t->at_inner)
		t->inner = NULL;
	tunnel_wake(t);
}

static void *admit(void *ctx, const struct ett_peer *from)
{
	struct tunnel *t = ctx;

	(void)from;
	t->at_server.ready = false;
	return &t->at_server;
}

static void late(void *ctx)
{
	struct tunnel *t = ctx;

	t->late = true;
	tunnel_wake(t);
}

static struct ett_key *new_key(void)
{
	struct ett_key *k;

	tunnel_need(ett_key_generate(ett_backend("auto"), "ssh-ed25519", 0,
				     ett_rng_system(), "", &k) == ETT_OK);
	return k;
}

void tunnel_serve(struct tunnel *t)
{
	struct ett_place at = { .host = "127.0.0.1" };
	struct ett_bound b = { 0 };
	const char *why;

	tunnel_need(ett_bind(&b, &at, true, &why) == ETT_OK);
	t->server_port = b.port;
	tunnel_need(ett_server_new(&t->server, t->loop, &t->serving, &b) ==
		    ETT_OK);
}

static void set_up_service(struct tunnel *t)
{
	struct ett_place at = { .host = "127.0.0.1" };
	struct ett_bound b = { 0 };
	const char *why;

	tunnel_need(ett_bind(&b, &at, true, &why) == ETT_OK);
	t->service_at = at;
	t->service_at.port = b.port;
	tunnel_need(ett_listener_new(&t->service, t->loop, &b, on_service, t) ==
		    ETT_OK);
	ett_listener_pause(t->service, false);
}

struct tunnel *tunnel_new(void)
{
	const struct ett_backend *backend = ett_backend("auto");
	struct tunnel *t = calloc(1, sizeof *t);

	tunnel_need(t != NULL && backend != NULL);
	ett_log_to("test", ETT_ERROR);
	tunnel_need(ett_loop_new(&t->loop) == ETT_OK);
	tunnel_need(ett_timer_new(&t->guard, t->loop, late, t) == ETT_OK);
	ett_timer_set(t->guard, ett_clock() + GUARD);
	t->host_keys[0] = t->host_key = new_key();
	t->user_keys[0] = t->user_key = new_key();
	t->client_cfg = (struct ett_config){ .role = ETT_CLIENT,
					     .backend = backend,
					     .user_keys = t->user_keys,
					     .user = "somebody" };
	t->server_cfg = (struct ett_config){ .role = ETT_SERVER,
					     .backend = backend,
					     .host_keys = t->host_keys };
	t->client_ops = (struct ett_relay_ops){ .hostkey = hostkey,
						.ready = ready,
						.listening = listening,
						.closed = closed };
	t->server_ops = (struct ett_relay_ops){ .auth = auth,
						.ready = ready,
						.may_open = may_open,
						.may_listen = may_listen,
						.closed = closed };
	t->at_client.tunnel = t->at_inner.tunnel = t->at_server.tunnel = t;
	t->model.echo = true;
	t->serving = (struct ett_server_config){
		.relay = { .session = &t->server_cfg,
			   .env = { .rng = ett_rng_system() },
			   .ops = &t->server_ops },
		.ctx = t,
		.admit = admit,
	};
	tunnel_serve(t);
	set_up_service(t);
	return t;
}

struct ett_relay *tunnel_client(struct tunnel *t, int fd, struct told *told)
{
	struct ett_relay_config cfg = { .session = &t->client_cfg,
					.env = { .rng = ett_rng_system() },
					.ops = &t->client_ops,
					.ctx = told,
					.name = "server" };
	struct ett_relay *r;
	const char *why;

	tunnel_need(ett_relay_new(&r, t->loop, &cfg, fd, &why) == ETT_OK);
	return r;
}

static void on_tunnel(void *ctx, int fd, const char *why)
{
	struct tunnel *t = ctx;

	(void)why;
	tunnel_need(fd >= 0);
	t->client = tunnel_client(t, fd, &t->at_client);
}

static bool is_decided(const struct tunnel *t)
{
	return t->at_client.ready || t->at_client.closed;
}

void tunnel_connect(struct tunnel *t)
{
	struct ett_place at = { .host = "127.0.0.1", .port = t->server_port };
	struct ett_connect *c;

	tunnel_need(ett_connect_new(&c, t->loop, &at, 0, on_tunnel, t) ==
		    ETT_OK);
	tunnel_until(t, is_decided);
}

struct ett_forward *tunnel_forward(struct tunnel *t, enum ett_forward_kind k,
				   const struct ett_place *from,
				   const struct ett_place *to)
{
	struct ett_place any = { .host = "127.0.0.1" };
	struct ett_forward_spec spec = { .kind = k,
					 .from = from ? *from : any,
					 .to = to ? *to : t->service_at };
	struct ett_forward *f;
	const char *why;

	tunnel_need(ett_forward_new(&f, t->loop, &spec, &why) == ETT_OK);
	ett_relay_attach(t->client, f);
	tunnel_need(t->forwards_n < sizeof t->forward / sizeof t->forward[0]);
	t->forward[t->forwards_n++] = f;
	return f;
}

void tunnel_unforward(struct tunnel *t, struct ett_forward *f)
{
	for (size_t i = 0; i < t->forwards_n; i++)
		if (t->forward[i] == f)
			t->forward[i] = NULL;
	ett_forward_free(f);
}

bool all_apps_done(const struct tunnel *t)
{
	return t->waiting == 0;
}

bool tunnel_until(struct tunnel *t, bool (*is_so)(const struct tunnel *t))
{
	while (!is_so(t) && !t->late)
		ett_loop_run(t->loop);
	return is_so(t);
}

static bool all_ended(const struct tunnel *t)
{
	return t->client == NULL && t->inner == NULL &&
	       ett_server_facts(t->server)->open == 0;
}

void tunnel_free(struct tunnel *t)
{
	for (size_t i = 0; i < t->apps_n; i++)
		app_close(t->app[i]);
	for (size_t i = 0; i < t->forwards_n; i++)
		ett_forward_free(t->forward[i]);
	if (t->inner != NULL)
		ett_relay_end(t->inner, 11, "test ends");
	if (t->client != NULL)
		ett_relay_end(t->client, 11, "test ends");
	ett_listener_free(t->service);
	ett_server_stop(t->server, false);
	tunnel_need(tunnel_until(t, all_ended));
	ett_server_free(t->server);
	ett_timer_free(t->guard);
	ett_loop_run(t->loop);
	ett_loop_run(t->loop); /* a stop may have been left over */
	ett_loop_free(t->loop);
	tunnel_forget_apps(t);
	ett_key_free(t->host_key);
	ett_key_free(t->user_key);
	free(t);
}

struct ett_place tunnel_nowhere(void)
{
	struct ett_place at = { .host = "127.0.0.1" };
	struct ett_bound b = { 0 };
	const char *why;

	tunnel_need(ett_bind(&b, &at, true, &why) == ETT_OK);
	at.port = b.port;
	ett_bound_free(&b);
	return at;
}

struct ett_place tunnel_near_end(const struct ett_forward *f)
{
	return (struct ett_place){ .host = "127.0.0.1",
				   .port = ett_forward_spec(f)->from.port };
}

bool app_is_whole(const struct app *a, uint64_t n)
{
	return a->sent == n && a->got == n && a->eof && !a->damaged &&
	       !a->reset;
}

bool client_is_closed(const struct tunnel *t)
{
	return t->at_client.closed;
}
