/* SPDX-License-Identifier: ISC
 *
 * Invariant: after each chunk all events were taken and all that was to be
 * sent is gone, so a session that has no room then will never have any.
 */
#include "test/solo.h"

#include <string.h>

#include "test/seed.h"
#include "wire/layout.h"

enum { EVENTS_MAX = 10000, WINDOW = 65536 };

static void on_payload(void *ctx, enum ett_dir dir, uint32_t seq,
		       struct ett_bytes payload)
{
	struct solo *x = ctx;
	struct ett_msg_disconnect m;

	(void)seq;
	if (dir != ETT_OUT || payload.p[0] != ETT_NUM_disconnect)
		return;
	x->farewells++;
	if (ett_decode(disconnect, payload, &m) == ETT_OK)
		x->reason = m.reason;
}

static ett_err fill(void *ctx, uint8_t *out, size_t n)
{
	struct solo *x = ctx;
	struct ett_rng rng = seed_rng(&x->rng);

	if (x->fills_left == 0)
		return ETT_RNG;
	x->fills_left--;
	return rng.fill(rng.ctx, out, n);
}

ett_err solo_new(struct solo *x, const struct ett_config *cfg, uint64_t seed,
		 size_t fills)
{
	struct ett_env env = { .rng = { fill, x }, .trace = { on_payload, x } };

	*x = (struct solo){ .rng = seed, .fills_left = fills };
	return ett_session_new(&x->s, cfg, &env, 0, NULL);
}

void solo_free(struct solo *x)
{
	ett_session_free(x->s);
}

static ett_err answer(struct solo *x, const struct ett_event *ev)
{
	switch (ev->kind) {
	case ETT_EV_HOSTKEY:
		return ett_hostkey(x->s, true);
	case ETT_EV_AUTH:
		return ett_auth(x->s, true);
	case ETT_EV_LISTEN:
	case ETT_EV_UNLISTEN:
		return ett_listen_answer(x->s, true, 1);
	case ETT_EV_OPEN:
		return ett_chan_answer(x->s, ev->chan, WINDOW, 0, "");
	case ETT_EV_DATA:
		return ett_chan_grant(x->s, ev->chan, (uint32_t)ev->data.n);
	case ETT_EV_EOF:
		return ett_chan_close(x->s, ev->chan);
	case ETT_EV_READY:
		x->ready = true;
		return ETT_OK;
	case ETT_EV_CLOSED:
		x->ends++;
		x->closed = true;
		x->error = ev->error;
		return ETT_OK;
	default:
		return ETT_OK;
	}
}

/* A failed answer has ended the session, which CLOSED tells. */
static void settle(struct solo *x)
{
	struct ett_event ev;
	struct ett_bytes v;

	for (size_t i = 0; i < EVENTS_MAX; i++) {
		while ((v = ett_send_buf(x->s)).n > 0)
			ett_send_ack(x->s, v.n);
		if (ett_next_event(x->s, &ev) != ETT_OK ||
		    ev.kind == ETT_EV_NONE)
			return;
		if (answer(x, &ev) != ETT_OK)
			continue;
	}
	x->stalled = true;
}

void solo_feed(struct solo *x, struct ett_bytes bytes, size_t chunk)
{
	while (bytes.n > 0 && !x->closed && !x->stalled) {
		size_t room, n = bytes.n < chunk ? bytes.n : chunk;
		uint8_t *p = ett_recv_buf(x->s, &room);

		if (room == 0) {
			x->stalled = true;
			return;
		}
		if (n > room)
			n = room;
		memcpy(p, bytes.p, n);
		bytes.p += n;
		bytes.n -= n;
		if (ett_recv_ack(x->s, n) != ETT_OK)
			x->stalled = true;
		settle(x);
	}
}

void solo_end(struct solo *x)
{
	ett_recv_eof(x->s);
	settle(x);
}
