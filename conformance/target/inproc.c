/* SPDX-License-Identifier: ISC
 *
 * Whatever the session wants to send is moved out of it after every call, so
 * it never has to stop reading.  One user gets in, with one key; behind every
 * channel is an echo.
 */
#include "conformance/target/inproc.h"

#include <stdlib.h>
#include <string.h>

#include "conformance/engine/case.h"
#include "conformance/target/echo.h"
#include "crypto/key.h"
#include "proto/session.h"
#include "test/seed.h"

enum { OUT_MAX = 1 << 20, HOST_KEYS = 3, USER_KEYS = 5, MS = 1000000 };
/* The reference begins a key exchange by itself after so many bytes. */
enum { REKEY_BYTES = 2 << 20 };
enum { REFUSED_PORT = 1, CONNECT_FAILED = 2, FREE_PORT = 40000 };
enum { HOST_MAX = 64 };

static const char user_name[] = "judge";

struct conf_inproc {
	struct ett_config cfg;
	struct ett_env env;
	uint64_t seed;
	struct ett_key *keys[HOST_KEYS + 1];
	struct conf_user_key users[USER_KEYS]; /* all of one user */
	uint8_t trusted[128]; /* as client: the Ed25519 host key it knows */
	size_t trusted_n;     /* 0: it knows none, and takes any */
	struct ett_session *session;
	struct echo echo;
	char listen_host[HOST_MAX]; /* of the one forwarding that there is */
	uint32_t listen_port;       /* 0: none */
	struct ett_buf out;
	bool over;
	uint64_t now_ms;
};

static const char *const key_types[HOST_KEYS] = { "ssh-ed25519",
						  "ecdsa-sha2-nistp256",
						  "ssh-rsa" };

static const char *const user_types[USER_KEYS] = {
	"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
	"ecdsa-sha2-nistp521", "ssh-rsa"
};

static ett_err make_keys(struct conf_inproc *t)
{
	ett_err e = ETT_OK;

	for (size_t i = 0; i < HOST_KEYS && e == ETT_OK; i++)
		e = ett_key_generate(t->cfg.backend, key_types[i], 0,
				     t->env.rng, "", &t->keys[i]);
	for (size_t i = 0; i < USER_KEYS && e == ETT_OK; i++)
		e = conf_user_key_make(t->cfg.backend, user_types[i],
				       t->env.rng, &t->users[i]);
	return e;
}

struct conf_inproc *conf_inproc_new(uint64_t seed, unsigned role, char *why)
{
	struct conf_inproc *t = calloc(1, sizeof *t);
	ett_err e = ETT_NOMEM;

	if (t == NULL)
		goto fail;
	t->seed = seed;
	t->env.rng = seed_rng(&t->seed);
	t->cfg.role = role == AS_SERVER ? ETT_SERVER : ETT_CLIENT;
	t->cfg.user = user_name;
	t->cfg.rekey_bytes = REKEY_BYTES;
	t->cfg.user_keys = (const struct ett_key *const *)(void *)t->keys;
	t->cfg.backend = ett_backend("auto"); /* as the programs have it */
	t->cfg.host_keys = (const struct ett_key *const *)(void *)t->keys;
	e = t->cfg.backend == NULL ? ETT_CRYPTO : ett_buf_new(&t->out, OUT_MAX);
	if (e == ETT_OK)
		e = make_keys(t);
	if (e == ETT_OK)
		return t;
fail:
	conf_text(why, CONF_OPEN_WHY, "%s", ett_err_text(e));
	conf_inproc_free(t);
	return NULL;
}

static void inproc_close(void *ctx)
{
	struct conf_inproc *t = ctx;

	ett_session_free(t->session);
	t->session = NULL;
	t->listen_port = 0;
	echo_free(&t->echo);
	ett_buf_drain(&t->out, ett_buf_view(&t->out).n);
}

void conf_inproc_free(struct conf_inproc *t)
{
	if (t == NULL)
		return;
	inproc_close(t);
	for (size_t i = 0; i < HOST_KEYS; i++)
		ett_key_free(t->keys[i]);
	ett_buf_free(&t->out);
	free(t);
}

static bool knows(const struct conf_inproc *t, const struct ett_event *ev)
{
	bool known = false;

	for (size_t i = 0; i < USER_KEYS; i++)
		known |=
		    ett_bytes_eq(ev->key, conf_user_key_blob(&t->users[i]));
	return known && ett_bytes_is(ev->user, user_name);
}

/* Who connects to the forwarded port comes out at the judge's end. */
static ett_err come_back(struct conf_inproc *t, uint32_t from, uint32_t *to)
{
	struct ett_open o = { .target = ETT_FORWARDED_TCPIP,
			      .host = ett_str(t->listen_host),
			      .port = t->listen_port,
			      .origin = ETT_LIT("127.0.0.1"),
			      .origin_port = 1,
			      .window = ECHO_WINDOW };
	ett_err e = ett_chan_open(t->session, &o, to);

	return e == ETT_OK ? echo_add(&t->echo, *to, from) : e;
}

/* One forwarding at a time, of any port. */
static ett_err answer_listen(struct conf_inproc *t, const struct ett_event *ev)
{
	bool good = t->listen_port == 0 && ev->host.n < HOST_MAX;

	if (good) {
		memcpy(t->listen_host, ev->host.p, ev->host.n);
		t->listen_host[ev->host.n] = '\0';
		t->listen_port = ev->port != 0 ? ev->port : FREE_PORT;
	}
	return ett_listen_answer(t->session, good, t->listen_port);
}

static ett_err answer_unlisten(struct conf_inproc *t,
			       const struct ett_event *ev)
{
	bool good = t->listen_port != 0 && ev->port == t->listen_port;

	if (good)
		t->listen_port = 0;
	return ett_listen_answer(t->session, good, 0);
}

static ett_err answer_open(struct conf_inproc *t, const struct ett_event *ev)
{
	bool direct =
	    ev->target == ETT_DIRECT_TCPIP && t->cfg.role == ETT_SERVER;
	uint32_t to = ev->chan;
	ett_err e = ETT_OK;

	if (!direct)
		return ett_chan_answer(t->session, ev->chan, 0, 1,
				       "not asked for");
	if (ev->port == REFUSED_PORT || ev->port == 0 ||
	    ev->port > UINT16_MAX ||
	    (ev->port == FREE_PORT && t->listen_port != FREE_PORT))
		return ett_chan_answer(t->session, ev->chan, 0, CONNECT_FAILED,
				       "connection refused");
	if (ev->port == t->listen_port)
		e = come_back(t, ev->chan, &to);
	if (e == ETT_OK)
		e = echo_add(&t->echo, ev->chan, to);
	if (e != ETT_OK)
		return ett_chan_answer(t->session, ev->chan, 0, 4,
				       "too many channels");
	return ett_chan_answer(t->session, ev->chan, ECHO_WINDOW, 0, "");
}

/* A client opens the channel that it is there for. */
static ett_err open_echo(struct conf_inproc *t)
{
	struct ett_open o = { .target = ETT_DIRECT_TCPIP,
			      .host = ETT_LIT("echo"),
			      .port = 7,
			      .origin = ETT_LIT("127.0.0.1"),
			      .origin_port = 1,
			      .window = ECHO_WINDOW };
	uint32_t chan;
	ett_err e;

	if (t->cfg.role == ETT_SERVER)
		return ETT_OK;
	e = ett_chan_open(t->session, &o, &chan);
	return e == ETT_OK ? echo_add(&t->echo, chan, chan) : e;
}

void conf_inproc_trust(struct conf_inproc *t, struct ett_bytes blob)
{
	if (blob.n > sizeof t->trusted)
		return;
	memcpy(t->trusted, blob.p, blob.n);
	t->trusted_n = blob.n;
}

/* Keys of other types are new to it, and taken. */
static bool trusts(const struct conf_inproc *t, const struct ett_event *ev)
{
	const struct ett_bytes known = { t->trusted, t->trusted_n };

	return known.n == 0 || !ett_bytes_is(ev->key_alg, "ssh-ed25519") ||
	       ett_bytes_eq(ev->key, known);
}

static ett_err answer(struct conf_inproc *t, const struct ett_event *ev)
{
	switch (ev->kind) {
	case ETT_EV_HOSTKEY:
		return ett_hostkey(t->session, trusts(t, ev));
	case ETT_EV_AUTH:
		return ett_auth(t->session, knows(t, ev));
	case ETT_EV_READY:
		return open_echo(t);
	case ETT_EV_LISTEN:
		return answer_listen(t, ev);
	case ETT_EV_UNLISTEN:
		return answer_unlisten(t, ev);
	case ETT_EV_OPEN:
		return answer_open(t, ev);
	default:
		return echo_event(&t->echo, t->session, ev);
	}
}

static void move_out(struct conf_inproc *t)
{
	struct ett_bytes b = ett_send_buf(t->session);
	size_t room;
	uint8_t *to = ett_buf_room(&t->out, &room);

	if (b.n > room)
		b.n = room;
	if (b.n == 0)
		return;
	memcpy(to, b.p, b.n);
	ett_buf_fill(&t->out, b.n);
	ett_send_ack(t->session, b.n);
}

static void take_events(struct conf_inproc *t)
{
	struct ett_event ev = { .kind = ETT_EV_NONE };
	ett_err e;

	do {
		e = ett_next_event(t->session, &ev);
		if (e == ETT_OK)
			e = answer(t, &ev);
		if (e != ETT_OK || ev.kind == ETT_EV_CLOSED)
			t->over = true;
	} while (!t->over && ev.kind != ETT_EV_NONE);
}

/* Events until there is none, bytes until there are none. */
static void pump(struct conf_inproc *t)
{
	bool moved = true;

	take_events(t);
	move_out(t);
	while (!t->over && moved) {
		if (echo_send(&t->echo, t->session, &moved) != ETT_OK)
			t->over = true;
		move_out(t);
	}
}

static bool inproc_send(void *ctx, struct ett_bytes b)
{
	struct conf_inproc *t = ctx;
	size_t room;
	uint8_t *to;

	while (b.n > 0 && !t->over) {
		to = ett_recv_buf(t->session, &room);
		if (room == 0)
			return false;
		if (room > b.n)
			room = b.n;
		memcpy(to, b.p, room);
		b.p += room;
		b.n -= room;
		if (ett_recv_ack(t->session, room) != ETT_OK)
			t->over = true;
		pump(t);
	}
	return !t->over;
}

static long inproc_recv(void *ctx, uint8_t *p, size_t room, uint64_t ms)
{
	struct conf_inproc *t = ctx;
	struct ett_bytes b;

	pump(t);
	if (ett_buf_view(&t->out).n == 0 && !t->over) {
		t->now_ms += ms;
		if (ett_tick(t->session, t->now_ms * MS) != ETT_OK)
			t->over = true;
		pump(t);
	}
	b = ett_buf_view(&t->out);
	if (b.n == 0)
		return t->over ? CONF_CLOSED : CONF_SILENT;
	if (b.n > room)
		b.n = room;
	memcpy(p, b.p, b.n);
	ett_buf_drain(&t->out, b.n);
	return (long)b.n;
}

static uint64_t inproc_now(void *ctx)
{
	const struct conf_inproc *t = ctx;

	return t->now_ms;
}

static void inproc_pause(void *ctx, uint64_t ms)
{
	struct conf_inproc *t = ctx;

	t->now_ms += ms;
}

static enum conf_opened inproc_open(void *ctx, struct conf_wire *wire,
				    char *why)
{
	struct conf_inproc *t = ctx;
	const char *fault = NULL;
	ett_err e;

	inproc_close(t);
	t->over = false;
	e = ett_session_new(&t->session, &t->cfg, &t->env, t->now_ms * MS,
			    &fault);
	if (e != ETT_OK) {
		conf_text(why, CONF_OPEN_WHY, "session: %s",
			  fault != NULL ? fault : ett_err_text(e));
		return OPEN_FAILED;
	}
	*wire = (struct conf_wire){ .send = inproc_send,
				    .recv = inproc_recv,
				    .now = inproc_now,
				    .ctx = t };
	return OPENED;
}

struct conf_profile conf_inproc_profile(const struct conf_inproc *t)
{
	return (struct conf_profile){
		.has = HAS_LOGIN | HAS_CHANNEL | HAS_DIRECT | HAS_LISTEN |
		       HAS_REKEY | HAS_SLOW | HAS_USERS,
		.login = { .user = user_name,
			   .key = t->users,
			   .keys_n = USER_KEYS },
		.echo = { .kind = ECHO_DIRECT, .host = "echo", .port = 7 },
	};
}

static void inproc_reseed(void *ctx, uint64_t seed)
{
	struct conf_inproc *t = ctx;

	t->seed = seed;
}

struct conf_target conf_inproc_target(struct conf_inproc *t)
{
	return (struct conf_target){ .role = t->cfg.role == ETT_SERVER
						 ? AS_SERVER
						 : AS_CLIENT,
				     .same_process = true,
				     .open = inproc_open,
				     .close = inproc_close,
				     .pause = inproc_pause,
				     .reseed = inproc_reseed,
				     .ctx = t };
}
