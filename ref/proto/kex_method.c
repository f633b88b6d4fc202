/* SPDX-License-Identifier: ISC
 *
 * What the methods exchange: ECDH (RFC 5656 section 4, RFC 8731),
 * Diffie-Hellman in a fixed group (RFC 4253 section 8, RFC 8268), and group
 * exchange (RFC 4419).
 *
 * Invariant: kex.mine is our public value for the method in kex.alg, kex.p
 * and kex.g are the group in use where there is one.
 */
#include <string.h>

#include "proto/internal.h"

static struct ett_bytes prime(const struct ett_session *s)
{
	return (struct ett_bytes){ s->kex.p, s->kex.p_len };
}

static struct ett_bytes generator(const struct ett_session *s)
{
	return (struct ett_bytes){ s->kex.g, s->kex.g_len };
}

enum kex_state ett_kex_first_state(const struct ett_session *s)
{
	if (s->kex.alg->method == ETT_KEX_GEX)
		return is_server(s) ? KEX_EXPECT_GEX_REQUEST
				    : KEX_EXPECT_GEX_GROUP;
	return is_server(s) ? KEX_EXPECT_INIT : KEX_EXPECT_REPLY;
}

static ett_err make_ecdh(struct ett_session *s)
{
	struct kex *k = &s->kex;
	ett_err e;

	k->dh = ett_find_dh(s->cfg.backend, k->alg->group);
	if (k->dh == NULL || k->dh->secret_len > sizeof k->secret)
		return ETT_CRYPTO;
	k->mine_len = k->dh->public_len;
	e = ett_ecdh_secret(k->dh, s->env.rng, k->secret);
	return e == ETT_OK ? ett_ecdh_public(k->dh, k->secret, k->mine) : e;
}

static ett_err make_modp(struct ett_session *s)
{
	struct kex *k = &s->kex;
	ett_err e;

	e = s->env.rng.fill(s->env.rng.ctx, k->secret, DH_SECRET_LEN);
	if (e != ETT_OK)
		return e;
	/* Never zero, and as long as it says. */
	k->secret[0] |= 0x80;
	k->mine_len = k->p_len;
	return ett_modp_public(s->cfg.backend->modexp, prime(s), generator(s),
			       (struct ett_bytes){ k->secret, DH_SECRET_LEN },
			       k->mine);
}

static ett_err use_group(struct ett_session *s, struct ett_bytes p,
			 struct ett_bytes g)
{
	struct kex *k = &s->kex;
	ett_err e;

	e = ett_modp_check(p, g);
	if (e != ETT_OK) {
		ett_why(s, "the group is no safe ground for Diffie-Hellman");
		return e;
	}
	memcpy(k->p, p.p, p.n);
	memcpy(k->g, g.p, g.n);
	k->p_len = p.n;
	k->g_len = g.n;
	return ETT_OK;
}

/* Our ephemeral key for ECDH or for a fixed group. */
static ett_err make_public(struct ett_session *s)
{
	const struct ett_kex_alg *a = s->kex.alg;
	ett_err e;

	if (a->method == ETT_KEX_ECDH)
		return make_ecdh(s);
	e = use_group(s, ett_modp_prime(a->group), ETT_LIT("\x02"));
	return e == ETT_OK ? make_modp(s) : e;
}

/* mpints cross the message table as they are on the wire. */
static struct ett_bytes as_mpint(struct ett_session *s, struct ett_bytes v)
{
	struct ett_wr w = ett_wr(s->scratch + SCRATCH_LEN / 2, MPINT_MAX);
	size_t n = 0;

	ett_wr_uint(&w, v);
	if (ett_wr_end(&w, &n) != ETT_OK)
		return (struct ett_bytes){ 0 };
	return (struct ett_bytes){ w.start + 4, n - 4 };
}

struct ett_bytes ett_kex_my_public(const struct ett_session *s)
{
	return (struct ett_bytes){ s->kex.mine, s->kex.mine_len };
}

static ett_err send_init(struct ett_session *s)
{
	struct ett_msg_kex_ecdh_init ecdh = { .q_c = ett_kex_my_public(s) };
	struct ett_msg_kexdh_init dh;

	if (s->kex.alg->method == ETT_KEX_ECDH)
		return ett_send_msg(s, kex_ecdh_init, &ecdh);
	dh.e = as_mpint(s, ett_kex_my_public(s));
	return ett_send_msg(s, kexdh_init, &dh);
}

static ett_err send_gex_request(struct ett_session *s)
{
	s->kex.gex = (struct ett_msg_gex_request){ .min = GEX_MIN,
						   .n = GEX_WANT,
						   .max = GEX_MAX };
	return ett_send_msg(s, gex_request, &s->kex.gex);
}

ett_err ett_kex_client_first(struct ett_session *s)
{
	ett_err e;

	if (s->kex.alg->method == ETT_KEX_GEX)
		return send_gex_request(s);
	e = make_public(s);
	return e == ETT_OK ? send_init(s) : e;
}

static ett_err on_init(struct ett_session *s, struct ett_bytes payload)
{
	struct ett_msg_kex_ecdh_init ecdh;
	struct ett_msg_kexdh_init dh;
	struct ett_bytes peer;
	ett_err e;

	if (s->kex.alg->method == ETT_KEX_ECDH) {
		e = ett_decode(kex_ecdh_init, payload, &ecdh);
		peer = ecdh.q_c;
	} else {
		e = ett_decode(kexdh_init, payload, &dh);
		peer = dh.e;
	}
	if (e == ETT_OK)
		e = make_public(s);
	return e == ETT_OK ? ett_kex_reply(s, peer) : e;
}

static ett_err on_reply(struct ett_session *s, struct ett_bytes payload)
{
	struct ett_msg_kex_ecdh_reply ecdh;
	struct ett_msg_kexdh_reply dh;
	ett_err e;

	if (s->kex.alg->method == ETT_KEX_ECDH) {
		e = ett_decode(kex_ecdh_reply, payload, &ecdh);
		return e != ETT_OK
			   ? e
			   : ett_kex_check_reply(s, ecdh.host_key, ecdh.q_s,
						 ecdh.signature);
	}
	e = ett_decode(kexdh_reply, payload, &dh);
	return e != ETT_OK
		   ? e
		   : ett_kex_check_reply(s, dh.host_key, dh.f, dh.signature);
}

/* The smallest group that is at least n, within min and max; failing that
 * the largest within them. */
static struct ett_bytes choose_group(const struct ett_msg_gex_request *m)
{
	static const char *const name[] = { "modp2048", "modp4096",
					    "modp8192" };
	struct ett_bytes best = { 0 };

	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
		struct ett_bytes p = ett_modp_prime(name[i]);

		if (p.n * 8 < m->min || p.n * 8 > m->max)
			continue;
		best = p;
		if (p.n * 8 >= m->n)
			break;
	}
	return best;
}

static ett_err on_gex_request(struct ett_session *s, struct ett_bytes payload)
{
	struct ett_msg_gex_request *m = &s->kex.gex;
	struct ett_msg_gex_group group;
	struct ett_bytes p;
	ett_err e;

	e = ett_decode(gex_request, payload, m);
	if (e != ETT_OK)
		return e;
	if (m->min > m->n || m->n > m->max) {
		ett_why(s, "group request whose minimum, size and maximum are "
			   "not in order");
		return ETT_KEX;
	}
	p = choose_group(m);
	if (p.n == 0) {
		ett_why(s, "no group of the size that the peer asks for");
		return ETT_KEX;
	}
	e = use_group(s, p, ETT_LIT("\x02"));
	if (e != ETT_OK)
		return e;
	group.p = as_mpint(s, p);
	group.g = generator(s);
	s->kex.state = KEX_EXPECT_GEX_INIT;
	return ett_send_msg(s, gex_group, &group);
}

/* A positive mpint of a group, without its sign byte. */
static ett_err positive(struct ett_bytes *v)
{
	if (v->n == 0 || v->n > ETT_AGREE_MAX + 1 || (v->p[0] & 0x80))
		return ETT_KEX;
	if (v->p[0] == 0) {
		v->p++;
		v->n--;
	}
	return ETT_OK;
}

static ett_err on_gex_group(struct ett_session *s, struct ett_bytes payload)
{
	struct ett_msg_gex_group m;
	struct ett_msg_gex_init init;
	ett_err e;

	e = ett_decode(gex_group, payload, &m);
	if (e == ETT_OK)
		e = positive(&m.p);
	if (e == ETT_OK)
		e = positive(&m.g);
	if (e != ETT_OK)
		return e;
	if (m.p.n * 8 < GEX_MIN || m.p.n * 8 > GEX_MAX) {
		ett_why(s, "the peer's group is not of the size we asked for");
		return ETT_KEX;
	}
	e = use_group(s, m.p, m.g);
	if (e == ETT_OK)
		e = make_modp(s);
	if (e != ETT_OK)
		return e;
	init.e = as_mpint(s, ett_kex_my_public(s));
	s->kex.state = KEX_EXPECT_GEX_REPLY;
	return ett_send_msg(s, gex_init, &init);
}

static ett_err on_gex_init(struct ett_session *s, struct ett_bytes payload)
{
	struct ett_msg_gex_init m;
	ett_err e;

	e = ett_decode(gex_init, payload, &m);
	if (e == ETT_OK)
		e = make_modp(s);
	return e == ETT_OK ? ett_kex_reply(s, m.e) : e;
}

static ett_err on_gex_reply(struct ett_session *s, struct ett_bytes payload)
{
	struct ett_msg_gex_reply m;
	ett_err e;

	e = ett_decode(gex_reply, payload, &m);
	return e != ETT_OK
		   ? e
		   : ett_kex_check_reply(s, m.host_key, m.f, m.signature);
}

ett_err ett_on_kex_method(struct ett_session *s, struct ett_bytes payload)
{
	static const struct {
		uint8_t number;
		ett_err (*on)(struct ett_session *s, struct ett_bytes payload);
	} row[] = {
		[KEX_EXPECT_INIT] = { ETT_NUM_kexdh_init, on_init },
		[KEX_EXPECT_REPLY] = { ETT_NUM_kexdh_reply, on_reply },
		[KEX_EXPECT_GEX_REQUEST] = { ETT_NUM_gex_request,
					     on_gex_request },
		[KEX_EXPECT_GEX_GROUP] = { ETT_NUM_gex_group, on_gex_group },
		[KEX_EXPECT_GEX_INIT] = { ETT_NUM_gex_init, on_gex_init },
		[KEX_EXPECT_GEX_REPLY] = { ETT_NUM_gex_reply, on_gex_reply },
	};
	enum kex_state now = s->kex.state;

	if ((size_t)now >= sizeof row / sizeof row[0] || row[now].on == NULL ||
	    row[now].number != payload.p[0]) {
		ett_why(s, "key exchange message ");
		ett_why_number(s, payload.p[0]);
		ett_why(s, " out of order");
		return ETT_ORDER;
	}
	return row[now].on(s, payload);
}

const char *ett_session_method(const struct ett_session *s)
{
	static const char *const name[] = { [ETT_KEX_ECDH] = "kex_ecdh",
					    [ETT_KEX_DH] = "kexdh",
					    [ETT_KEX_GEX] = "gex" };

	return s->kex.alg == NULL ? NULL : name[s->kex.alg->method];
}
