/* SPDX-License-Identifier: ISC
 *
 * Whatever the session wants to send is moved out of it after every call, so
 * it never has to stop reading; whatever it asks is answered with no, but for
 * the host key of the judge.
 */
#include "conformance/target/inproc.h"

#include <stdlib.h>
#include <string.h>

#include "conformance/engine/case.h"
#include "conformance/engine/run.h"
#include "crypto/key.h"
#include "proto/session.h"
#include "test/seed.h"

enum { OUT_MAX = 1 << 20, HOST_KEYS = 2, MS = 1000000 };

struct conf_inproc {
	struct ett_config cfg;
	struct ett_env env;
	uint64_t seed;
	struct ett_key *keys[HOST_KEYS + 1];
	struct ett_session *session;
	struct ett_buf out;
	bool over;
	uint64_t now_ms;
};

static const char *const key_types[HOST_KEYS] = { "ssh-ed25519",
						  "ecdsa-sha2-nistp256" };

static ett_err make_keys(struct conf_inproc *t)
{
	ett_err e = ETT_OK;

	for (size_t i = 0; i < HOST_KEYS && e == ETT_OK; i++)
		e = ett_key_generate(t->cfg.backend, key_types[i], 0,
				     t->env.rng, "", &t->keys[i]);
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
	t->cfg.user = "judge";
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

static ett_err answer_no(struct ett_session *s, const struct ett_event *ev)
{
	switch (ev->kind) {
	case ETT_EV_HOSTKEY:
		return ett_hostkey(s, true);
	case ETT_EV_AUTH:
		return ett_auth(s, false);
	case ETT_EV_LISTEN:
	case ETT_EV_UNLISTEN:
		return ett_listen_answer(s, false, 0);
	case ETT_EV_OPEN:
		return ett_chan_answer(s, ev->chan, 0, 1, "");
	default:
		return ETT_OK;
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

/* Events until there is none, bytes until there are none. */
static void pump(struct conf_inproc *t)
{
	struct ett_event ev = { .kind = ETT_EV_NONE };
	ett_err e;

	do {
		e = ett_next_event(t->session, &ev);
		if (e == ETT_OK)
			e = answer_no(t->session, &ev);
		if (e != ETT_OK || ev.kind == ETT_EV_CLOSED)
			t->over = true;
	} while (!t->over && ev.kind != ETT_EV_NONE);
	move_out(t);
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

struct conf_target conf_inproc_target(struct conf_inproc *t)
{
	return (struct conf_target){ .role = t->cfg.role == ETT_SERVER
						 ? AS_SERVER
						 : AS_CLIENT,
				     .same_process = true,
				     .open = inproc_open,
				     .close = inproc_close,
				     .pause = inproc_pause,
				     .ctx = t };
}
