/* SPDX-License-Identifier: ISC
 *
 * Invariant: bytes of one direction arrive in order and once, but for what
 * the setup of that way says; the log of a way holds what was sent on it.
 */
#include "test/pair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/key.h"
#include "test/pair_log.h"
#include "test/seed.h"

enum {
	STEPS_MAX = 2000000,
	EVENTS_MAX = 100000, /* without a byte moving */
	WINDOW = 65536,
	HOST_SEED = 101,
	USER_SEED = 202
};

/* The first that b has of two algorithms, of which every library has one. */
static const char *usual(const struct ett_backend *b, enum ett_alg_kind kind,
			 const char *first, const char *second)
{
	return ett_alg_has(b, kind, ett_str(first)) ? first : second;
}

static const char *usual_key(const struct ett_backend *b)
{
	return usual(b, ETT_ALG_SIG, "ssh-ed25519", "ecdsa-sha2-nistp256");
}

struct pair_setup pair_setup(const struct ett_backend *b)
{
	struct pair_setup x = { .seed = { 1, 2 }, .chunk = PAIR_ALL };

	for (size_t i = 0; i < PAIR_ENDS; i++) {
		struct ett_config *c = &x.cfg[i];

		c->backend = b;
		c->software = "pair";
		c->kex = usual(b, ETT_ALG_KEX, "curve25519-sha256",
			       "ecdh-sha2-nistp256");
		c->cipher = "aes128-gcm@openssh.com";
		c->mac = "hmac-sha2-256";
		c->hostkey = c->pubkey = usual_key(b);
		c->channels_max = PAIR_FLOWS;
	}
	x.cfg[ETT_CLIENT].user = "user";
	return x;
}

struct ett_key *pair_key(const struct ett_backend *b, const char *type,
			 uint64_t seed)
{
	struct ett_key *k = NULL;

	if (ett_key_generate(b, type, 0, seed_rng(&seed), "test", &k) != ETT_OK)
		return NULL;
	return k;
}

static void on_payload(void *ctx, enum ett_dir dir, uint32_t seq,
		       struct ett_bytes payload)
{
	struct pair_end *e = ctx;

	if (dir == ETT_IN && payload.n > 0 && payload.p[0] == ETT_NUM_newkeys)
		e->keyed_in = true;
	if (!e->policy.no_log)
		pair_log_msg(e, dir, seq, payload);
	if (e->policy.watch != NULL)
		e->policy.watch(e->policy.watch_ctx, e, dir, payload);
}

static bool make_end(struct pair *p, enum ett_role role,
		     const struct pair_setup *x, const char **why)
{
	struct pair_end *e = &p->end[role];
	struct ett_env env = { .trace = { on_payload, e } };

	e->cfg = x->cfg[role];
	e->cfg.role = role;
	e->policy = x->policy[role];
	e->rng = x->seed[role];
	env.rng = seed_rng(&e->rng);
	p->wire[role].flip_at = p->wire[role].cut_at = SIZE_MAX;
	p->wire[role].mute_at = SIZE_MAX;
	if (role == ETT_SERVER && e->cfg.host_keys == NULL)
		e->cfg.host_keys = p->host_keys;
	if (role == ETT_CLIENT && e->cfg.user_keys == NULL)
		e->cfg.user_keys = p->user_keys;
	return ett_session_new(&e->s, &e->cfg, &env, p->now, why) == ETT_OK;
}

struct pair *pair_new(const struct pair_setup *setup, const char **why)
{
	struct pair *p = calloc(1, sizeof *p);
	const struct ett_config *server = &setup->cfg[ETT_SERVER];
	const struct ett_config *client = &setup->cfg[ETT_CLIENT];

	if (p == NULL)
		abort();
	p->now = 1000 * ETT_SECOND;
	p->chunk = setup->chunk;
	if (server->host_keys == NULL)
		p->host_key = pair_key(server->backend,
				       usual_key(server->backend), HOST_SEED);
	if (client->user_keys == NULL)
		p->user_key = pair_key(client->backend,
				       usual_key(client->backend), USER_SEED);
	p->host_keys[0] = p->host_key;
	p->user_keys[0] = p->user_key;
	if (!make_end(p, ETT_CLIENT, setup, why) ||
	    !make_end(p, ETT_SERVER, setup, why)) {
		pair_free(p);
		return NULL;
	}
	return p;
}

void pair_free(struct pair *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < PAIR_ENDS; i++) {
		ett_session_free(p->end[i].s);
		pair_log_free(&p->end[i]);
		free(p->wire[i].log);
	}
	ett_key_free(p->host_key);
	ett_key_free(p->user_key);
	free(p);
}

/* A call that fails on a session that is over has nothing to tell. */
static void called(struct pair_end *e, ett_err err)
{
	if (err != ETT_OK && e->call_error == ETT_OK && !e->closed)
		e->call_error = err;
}

static uint8_t pattern(uint32_t salt, uint64_t i)
{
	return (uint8_t)((i * UINT64_C(0x9e3779b1) + salt * 40503U) >> 13);
}

static struct pair_flow *flow_of(struct pair_end *e, uint32_t chan)
{
	return &e->flow[chan < PAIR_FLOWS ? chan : PAIR_FLOWS - 1];
}

static void on_data(struct pair_end *e, const struct ett_event *ev)
{
	struct pair_flow *f = flow_of(e, ev->chan);

	for (size_t i = 0; i < ev->data.n; i++)
		if (ev->data.p[i] != pattern(f->salt, f->received + i))
			f->damaged = true;
	f->received += ev->data.n;
	if (f->received > f->granted)
		f->excess = true;
	if (!e->policy.no_grant) {
		f->granted += ev->data.n;
		called(e, ett_chan_grant(e->s, ev->chan, (uint32_t)ev->data.n));
	}
}

static void on_open(struct pair_end *e, const struct ett_event *ev)
{
	const struct pair_policy *y = &e->policy;
	uint32_t window = y->window != 0 ? y->window : WINDOW;
	struct pair_flow *f = flow_of(e, ev->chan);

	*f = (struct pair_flow){ .salt = ev->origin_port, .granted = window };
	if (y->leave)
		return;
	f->open = y->refuse_code == 0;
	called(e, ett_chan_answer(e->s, ev->chan, window, y->refuse_code,
				  "refused by policy"));
}

static void on_question(struct pair_end *e, const struct ett_event *ev)
{
	const struct pair_policy *y = &e->policy;

	if (ev->kind == ETT_EV_OPEN) {
		on_open(e, ev);
		return;
	}
	if (y->leave)
		return;
	if (ev->kind == ETT_EV_HOSTKEY)
		called(e, ett_hostkey(e->s, !y->refuse_hostkey));
	if (ev->kind == ETT_EV_AUTH)
		called(e, ett_auth(e->s, !y->refuse_user));
	if (ev->kind == ETT_EV_LISTEN || ev->kind == ETT_EV_UNLISTEN)
		called(e,
		       ett_listen_answer(e->s, !y->refuse_listen,
					 ev->port != 0 ? ev->port : y->port));
}

static void on_event(struct pair_end *e, const struct ett_event *ev)
{
	switch (ev->kind) {
	case ETT_EV_READY:
		e->ready = true;
		break;
	case ETT_EV_OPENED:
		flow_of(e, ev->chan)->open = true;
		break;
	case ETT_EV_DATA:
		on_data(e, ev);
		break;
	case ETT_EV_EOF:
		flow_of(e, ev->chan)->eof_in = true;
		break;
	case ETT_EV_REFUSED:
	case ETT_EV_CHAN_CLOSED:
		flow_of(e, ev->chan)->open = false;
		flow_of(e, ev->chan)->closed = true;
		break;
	case ETT_EV_CLOSED:
		e->closed = true;
		e->error = ev->error;
		break;
	default:
		on_question(e, ev);
		break;
	}
}

static bool take_events(struct pair *p, struct pair_end *e)
{
	struct ett_event ev;
	size_t n = 0;

	while (!e->closed && ett_next_event(e->s, &ev) == ETT_OK &&
	       ev.kind != ETT_EV_NONE) {
		if (!e->policy.no_log)
			pair_log_event(e, &ev);
		on_event(e, &ev);
		if (n++ == EVENTS_MAX) {
			p->stuck = true;
			break;
		}
	}
	return n > 0;
}

static size_t fill(struct pair_flow *f, const struct ett_room *rooms, size_t n)
{
	size_t stored = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < rooms[i].n && f->sent < f->to_send;
		     j++) {
			rooms[i].p[j] = pattern(f->salt, f->sent++);
			stored++;
		}
	return stored;
}

static bool send_data(struct pair_end *e)
{
	struct ett_room rooms[ETT_BATCH_MAX];
	bool moved = false;

	for (uint32_t c = 0; c < PAIR_FLOWS && !e->closed; c++) {
		struct pair_flow *f = &e->flow[c];
		size_t n;

		if (!f->open || f->sent == f->to_send)
			continue;
		n = ett_chan_rooms(e->s, c, rooms, ETT_BATCH_MAX);
		if (n == 0)
			continue;
		called(e, ett_chan_ack(e->s, c, fill(f, rooms, n)));
		moved = true;
	}
	return moved;
}

static void deliver(struct pair_wire *w, struct pair_end *to,
		    struct ett_bytes v, uint8_t *room)
{
	size_t at = w->len;

	memcpy(room, v.p, v.n);
	if (w->flip_at >= at && w->flip_at - at < v.n)
		room[w->flip_at - at] ^= w->mask;
	called(to, ett_recv_ack(to->s, v.n));
}

static void tell_end(struct pair_wire *w, struct pair_end *to)
{
	w->ended = true;
	ett_recv_eof(to->s);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How far the next chunk may reach: to where something is to happen. */
static size_t reach(const struct pair *p, const struct pair_wire *w, size_t n)
{
	n = least(n, p->chunk);
	if (w->insert.n > 0)
		n = least(n, w->insert_at - w->len);
	if (w->len < w->mute_at)
		n = least(n, w->mute_at - w->len);
	return w->len < w->cut_at ? least(n, w->cut_at - w->len) : n;
}

static bool vanishes(const struct pair_wire *w, const struct pair_end *to)
{
	return w->mute || w->ended || to->closed || w->len >= w->mute_at;
}

/* One chunk from one end to the other. */
static bool move(struct pair *p, enum ett_role from)
{
	struct pair_wire *w = &p->wire[from];
	struct pair_end *a = &p->end[from], *b = &p->end[1 - from];
	struct ett_bytes v = ett_send_buf(a->s);
	size_t room;
	uint8_t *dst;

	if (w->insert.n > 0 && w->len == w->insert_at) {
		pair_raw(p, b->cfg.role, w->insert);
		w->insert.n = 0;
		return true;
	}
	v.n = reach(p, w, v.n);
	if (v.n > 0 && !vanishes(w, b)) {
		dst = ett_recv_buf(b->s, &room);
		v.n = least(v.n, room);
		if (v.n > 0)
			deliver(w, b, v, dst);
	}
	if (v.n == 0)
		return false;
	pair_log_bytes(w, v);
	ett_send_ack(a->s, v.n);
	if (w->len == w->cut_at)
		tell_end(w, b);
	return true;
}

/* A closed end is a closed socket, once all it had to say was said. */
static bool hang_up(struct pair *p, enum ett_role from)
{
	struct pair_end *a = &p->end[from], *b = &p->end[1 - from];

	if (!a->closed || b->closed || p->wire[from].ended ||
	    ett_send_buf(a->s).n > 0)
		return false;
	tell_end(&p->wire[from], b);
	return true;
}

bool pair_step(struct pair *p)
{
	bool moved = false;

	for (size_t i = 0; i < PAIR_ENDS; i++) {
		moved |= take_events(p, &p->end[i]);
		moved |= send_data(&p->end[i]);
	}
	for (size_t i = 0; i < PAIR_ENDS; i++) {
		moved |= move(p, (enum ett_role)i);
		moved |= take_events(p, &p->end[1 - i]);
		moved |= hang_up(p, (enum ett_role)i);
	}
	return moved;
}

bool pair_run(struct pair *p)
{
	for (size_t i = 0; i < STEPS_MAX && !p->stuck; i++)
		if (!pair_step(p))
			return true;
	p->stuck = true;
	return false;
}

bool pair_ready(struct pair *p)
{
	return pair_run(p) && p->end[ETT_CLIENT].ready &&
	       p->end[ETT_SERVER].ready;
}

bool pair_tick(struct pair *p, ett_ns by)
{
	p->now += by;
	for (size_t i = 0; i < PAIR_ENDS; i++) {
		struct pair_end *e = &p->end[i];
		ett_err err = ett_tick(e->s, p->now);

		if (err != ETT_TIMEOUT)
			called(e, err);
	}
	return pair_run(p);
}

uint32_t pair_open(struct pair *p, enum ett_role end, enum ett_target target,
		   uint32_t window)
{
	struct pair_end *e = &p->end[end];
	bool tcp = target == ETT_DIRECT_TCPIP || target == ETT_FORWARDED_TCPIP;
	struct ett_open o = { .target = target, .window = window };
	uint32_t chan;

	o.host = tcp ? ETT_LIT("127.0.0.1") : ETT_LIT("/run/sock");
	o.port = tcp ? 80 : 0;
	o.origin = ETT_LIT("127.0.0.1");
	o.origin_port = tcp ? ++p->salt : 0;
	if (ett_chan_open(e->s, &o, &chan) != ETT_OK)
		return PAIR_NO_CHAN;
	*flow_of(e, chan) =
	    (struct pair_flow){ .salt = o.origin_port, .granted = window };
	return chan;
}

uint32_t pair_opened(struct pair *p, enum ett_role end, uint32_t window,
		     uint32_t *peer)
{
	enum ett_target t =
	    end == ETT_CLIENT ? ETT_DIRECT_TCPIP : ETT_FORWARDED_TCPIP;
	enum ett_role other = (enum ett_role)(1 - end);
	size_t before = pair_events(p, other, ETT_EV_OPEN);
	uint32_t chan = pair_open(p, end, t, window);
	const struct pair_event *ev;

	if (chan == PAIR_NO_CHAN || !pair_run(p) ||
	    !flow_of(&p->end[end], chan)->open)
		return PAIR_NO_CHAN;
	ev = pair_event(p, other, ETT_EV_OPEN, before);
	if (ev == NULL)
		return PAIR_NO_CHAN;
	*peer = ev->ev.chan;
	return chan;
}

void pair_send(struct pair *p, enum ett_role end, uint32_t chan, uint64_t n)
{
	flow_of(&p->end[end], chan)->to_send += n;
}

void pair_grant(struct pair *p, enum ett_role end, uint32_t chan, uint32_t n)
{
	struct pair_end *e = &p->end[end];

	flow_of(e, chan)->granted += n;
	called(e, ett_chan_grant(e->s, chan, n));
}
