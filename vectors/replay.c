/* SPDX-License-Identifier: ISC
 *
 * Invariant: between two calls the session has no event and no bytes left to
 * give, so what it does depends on the bytes it got and on its seed alone.
 */
#include "vectors/replay.h"

#include <stdlib.h>
#include <string.h>

#include "proto/internal.h"
#include "test/seed.h"

static ett_err fill(void *ctx, uint8_t *out, size_t n)
{
	struct vec_end *e = ctx;
	struct ett_rng rng = seed_rng(&e->seed);
	ett_err err = rng.fill(rng.ctx, out, n);

	if (n == ETT_COOKIE_LEN || n == PAD_POOL || n > sizeof e->ephemeral ||
	    e->ephemeral_len > 0)
		return err;
	memcpy(e->ephemeral, out, n);
	e->ephemeral_len = n;
	return err;
}

static void on_payload(void *ctx, enum ett_dir dir, uint32_t seq,
		       struct ett_bytes payload)
{
	struct vec_end *e = ctx;

	(void)seq;
	if (payload.p[0] == ETT_NUM_newkeys && dir == ETT_OUT)
		e->has_secrets = secrets_of(e->s, &e->secrets) == ETT_OK;
	if (e->watch != NULL)
		e->watch(e->watch_ctx, e, dir, payload);
}

static ett_err keep(struct vec_end *e, struct ett_bytes v)
{
	if (e->out_room - e->out_len < v.n) {
		size_t room = 2 * e->out_room + v.n;
		uint8_t *p = realloc(e->out, room);

		if (p == NULL)
			return ETT_NOMEM;
		e->out = p;
		e->out_room = room;
	}
	memcpy(e->out + e->out_len, v.p, v.n);
	e->out_len += v.n;
	return ETT_OK;
}

static ett_err take_output(struct vec_end *e)
{
	struct ett_bytes v;
	ett_err err = ETT_OK;

	while (err == ETT_OK && (v = ett_send_buf(e->s)).n > 0) {
		err = keep(e, v);
		ett_send_ack(e->s, v.n);
	}
	return err;
}

static ett_err settle(struct vec_end *e)
{
	struct ett_event ev = { .kind = ETT_EV_NONE };
	ett_err err;

	do {
		err = ett_next_event(e->s, &ev);
		if (err == ETT_OK && ev.kind == ETT_EV_HOSTKEY)
			err = ett_hostkey(e->s, true);
		if (err == ETT_OK)
			err = take_output(e);
	} while (err == ETT_OK && ev.kind != ETT_EV_NONE &&
		 ev.kind != ETT_EV_CLOSED);
	return err;
}

ett_err vec_end_start(struct vec_end *e)
{
	const struct ett_env env = { { fill, e }, { on_payload, e } };
	ett_err err = ett_session_new(&e->s, &e->cfg, &env, 0, NULL);

	return err == ETT_OK ? settle(e) : err;
}

void vec_end_free(struct vec_end *e)
{
	ett_session_free(e->s);
	free(e->out);
	ett_wipe(e, sizeof *e);
}

ett_err vec_end_feed(struct vec_end *e, struct ett_bytes bytes)
{
	ett_err err = ETT_OK;

	while (bytes.n > 0 && err == ETT_OK) {
		size_t room, n = bytes.n;
		uint8_t *p = ett_recv_buf(e->s, &room);

		if (room == 0)
			return ETT_SPACE;
		if (n > room)
			n = room;
		memcpy(p, bytes.p, n);
		bytes.p += n;
		bytes.n -= n;
		err = ett_recv_ack(e->s, n);
		if (err == ETT_OK)
			err = settle(e);
	}
	return err;
}

void vec_end_take(struct vec_end *e, size_t n)
{
	e->out_len -= n;
	memmove(e->out, e->out + n, e->out_len);
}

size_t vec_end_tag(const struct vec_end *e)
{
	return ett_sealer_tag(e->s->in.sealer);
}

struct ett_config vec_end_config(const struct ett_backend *b,
				 enum ett_role role,
				 const struct vec_suite_names *n)
{
	return (struct ett_config){
		.role = role,
		.backend = b,
		.software = "vectors",
		.kex = n->kex,
		.cipher = n->cipher,
		.mac = n->mac,
		.hostkey = n->host_key,
		.pubkey = n->host_key,
		.allow_none = true,
		.user = "user",
	};
}
