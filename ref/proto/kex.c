/* SPDX-License-Identifier: ISC
 *
 * KEXINIT and NEWKEYS, RFC 4253 sections 7.1 to 7.3, strict key exchange, and
 * when to begin again (section 9).
 *
 * Invariant: out.kexing from our KEXINIT to our NEWKEYS, in.kexing from the
 * peer's KEXINIT to its NEWKEYS; both from the connect to the first NEWKEYS.
 */
#include <string.h>

#include "crypto/kdf.h"
#include "proto/internal.h"

void ett_kex_wipe(struct kex *k)
{
	ett_wipe(k->secret, sizeof k->secret);
	ett_wipe(k->k, sizeof k->k);
	k->k_len = 0;
}

/* RFC 8308 section 2.1 and strict key exchange: markers in the first
 * KEXINIT only, behind the methods. */
static struct ett_bytes kex_list(const struct ett_session *s, char *out)
{
	static const struct {
		struct ett_bytes ext_info, strict;
	} marker[] = {
		{ ETT_INIT(",ext-info-c"),
		  ETT_INIT(",kex-strict-c-v00@openssh.com") },
		{ ETT_INIT(",ext-info-s"),
		  ETT_INIT(",kex-strict-s-v00@openssh.com") },
	};
	struct ett_wr w = ett_wr((uint8_t *)out, LIST_MAX);
	bool first = !s->kex.done_once;

	ett_wr_raw(&w, ett_str(ett_list_of(s, LIST_KEX)));
	if (first && !s->cfg.no_ext_info)
		ett_wr_raw(&w, marker[is_server(s)].ext_info);
	if (first && !s->cfg.no_strict)
		ett_wr_raw(&w, marker[is_server(s)].strict);
	return (struct ett_bytes){ w.start, (size_t)(w.p - w.start) };
}

static ett_err kexinit_encode(struct ett_session *s)
{
	uint8_t cookie[ETT_COOKIE_LEN];
	char kex[LIST_MAX];
	struct ett_msg_kexinit m = {
		.cookie = { cookie, sizeof cookie },
		.hostkey = ett_str(ett_list_of(s, LIST_HOSTKEY)),
		.cipher_cs = ett_str(ett_list_of(s, LIST_CIPHER)),
		.cipher_sc = ett_str(ett_list_of(s, LIST_CIPHER_SC)),
		.mac_cs = ett_str(ett_list_of(s, LIST_MAC)),
		.mac_sc = ett_str(ett_list_of(s, LIST_MAC_SC)),
		.comp_cs = ETT_LIT("none"),
		.comp_sc = ETT_LIT("none"),
	};
	ett_err e;

	m.kex = kex_list(s, kex);
	m.guess_follows = s->cfg.guess && !is_server(s) && !s->kex.got;
	s->kex.guessed = m.guess_follows;
	e = s->env.rng.fill(s->env.rng.ctx, cookie, sizeof cookie);
	if (e != ETT_OK)
		return e;
	return ett_encode(kexinit, &m, s->kex.i_mine, KEXINIT_MAX,
			  &s->kex.i_mine_len);
}

static struct ett_bytes my_kexinit(const struct ett_session *s)
{
	return (struct ett_bytes){ s->kex.i_mine, s->kex.i_mine_len };
}

/* The first packet of the method that we like best, before the peer has said
 * what it likes; RFC 4253 section 7. */
static ett_err send_guess(struct ett_session *s)
{
	struct ett_bytes list = ett_str(ett_list_of(s, LIST_KEX)), first;

	if (!ett_names_next(&list, &first))
		return ETT_KEX;
	s->kex.alg = ett_kex_alg(first);
	return ett_kex_client_first(s);
}

ett_err ett_kex_start(struct ett_session *s)
{
	ett_err e;

	if (s->kex.sent)
		return ETT_OK;
	e = kexinit_encode(s);
	if (e != ETT_OK)
		return e;
	e = ett_send_payload(s, my_kexinit(s));
	if (e != ETT_OK)
		return e;
	s->kex.sent = true;
	s->out.kexing = true;
	return s->kex.guessed ? send_guess(s) : ETT_OK;
}

ett_err ett_rekey(struct ett_session *s)
{
	if (s->err != ETT_OK)
		return s->err;
	if (!s->kex.done_once || s->in.kexing || s->out.kexing)
		return ETT_OK;
	return ett_kex_start(s);
}

static ett_err keep_peer_kexinit(struct ett_session *s, struct ett_bytes p)
{
	if (s->kex.got || s->kex.state != KEX_IDLE) {
		ett_why(s, "a second KEXINIT before NEWKEYS");
		return ETT_ORDER;
	}
	memcpy(s->kex.i_peer, p.p, p.n);
	s->kex.i_peer_len = p.n;
	s->kex.got = true;
	s->in.kexing = true;
	return ETT_OK;
}

ett_err ett_on_kexinit(struct ett_session *s, struct ett_bytes payload)
{
	struct ett_msg_kexinit mine, peer;
	bool guess_right;
	ett_err e;

	e = ett_decode(kexinit, payload, &peer);
	if (e == ETT_OK)
		e = keep_peer_kexinit(s, payload);
	if (e == ETT_OK)
		e = ett_kex_start(s);
	if (e == ETT_OK)
		e = ett_decode(kexinit, my_kexinit(s), &mine);
	if (e == ETT_OK)
		e = ett_kex_negotiate(s, &mine, &peer);
	if (e != ETT_OK)
		return e;

	if (s->kex.strict && !s->kex.done_once && s->agreed.packets_in != 1) {
		ett_why(
		    s, "strict key exchange: KEXINIT was not the first packet");
		return ETT_ORDER;
	}
	guess_right = ett_kex_guess_right(&mine, &peer);
	s->kex.skip_next = peer.guess_follows && !guess_right;
	s->kex.state = ett_kex_first_state(s);
	if (is_server(s) || (s->kex.guessed && guess_right))
		return ETT_OK;
	return ett_kex_client_first(s);
}

/* RFC 4253 section 7.2: A and B are IVs, C and D keys, E and F MAC keys; the
 * first of each pair is client to server. */
static ett_err derive(struct ett_session *s, char letter, uint8_t *out,
		      size_t n)
{
	const struct kex *k = &s->kex;
	const struct ett_key_source from = {
		.hash = k->hash,
		.k = { k->k, k->k_len },
		.h = { k->h, k->hash->digest_len },
		.session_id = ett_session_id(s),
	};

	return ett_derive_key(&from, letter, out, n);
}

static ett_err switch_keys(struct ett_session *s, enum ett_dir dir,
			   struct ett_sealer *x)
{
	/* Client to server is what a client sends and a server receives. */
	unsigned way = is_server(s) == (dir == ETT_OUT);
	const struct kex_dir *d = &s->kex.dir[way];
	struct ett_seal_lens n = ett_sealer_key_lens(d->cipher, d->mac);
	uint8_t iv[64], key[64], mac_key[64];
	struct ett_seal_keys keys = { { key, n.key },
				      { iv, n.iv },
				      { mac_key, n.mac_key } };
	ett_err e = ETT_ARG;

	if (n.iv > sizeof iv || n.key > sizeof key ||
	    n.mac_key > sizeof mac_key)
		return e;
	e = derive(s, (char)('A' + way), iv, n.iv);
	if (e == ETT_OK)
		e = derive(s, (char)('C' + way), key, n.key);
	if (e == ETT_OK)
		e = derive(s, (char)('E' + way), mac_key, n.mac_key);
	if (e == ETT_OK) {
		ett_sealer_done(x);
		e = ett_sealer_init(x, s->cfg.backend, d->cipher, d->mac, dir,
				    &keys);
	}
	ett_wipe(iv, sizeof iv);
	ett_wipe(key, sizeof key);
	ett_wipe(mac_key, sizeof mac_key);
	return e;
}

static const char *name_of(const struct ett_mac_alg *m)
{
	return m == NULL ? "" : m->name;
}

static void note_agreed(struct ett_session *s)
{
	const struct kex *k = &s->kex;
	struct ett_agreed *a = &s->agreed;

	a->kex = k->alg->name;
	a->hostkey = k->sig->name;
	a->cipher_cs = k->dir[0].cipher->name;
	a->cipher_sc = k->dir[1].cipher->name;
	a->mac_cs = name_of(k->dir[0].mac);
	a->mac_sc = name_of(k->dir[1].mac);
	a->peer_version =
	    (struct ett_bytes){ s->version.peer, s->version.peer_len };
	a->strict = k->strict;
	a->rekeys += s->has_agreed;
	s->has_agreed = true;
}

/* Both directions have new keys: what made them is not needed any more. */
static ett_err finish(struct ett_session *s)
{
	struct kex *k = &s->kex;
	bool first = !k->done_once;

	if (s->in.kexing || s->out.kexing)
		return ETT_OK;
	ett_kex_wipe(k);
	k->state = KEX_IDLE;
	k->sent = k->got = k->guessed = k->skip_next = false;
	k->done_once = true;
	s->keyed_at = s->now;
	note_agreed(s);
	ett_emit(s, ETT_EV_KEYED);
	return first && !is_server(s) ? ett_auth_begin(s) : ETT_OK;
}

ett_err ett_kex_send_newkeys(struct ett_session *s)
{
	struct ett_msg_newkeys m = { 0 };
	bool first = !s->kex.done_once;
	ett_err e;

	e = ett_send_msg(s, newkeys, &m);
	if (e == ETT_OK)
		e = switch_keys(s, ETT_OUT, s->out.sealer);
	if (e != ETT_OK)
		return e;
	if (s->kex.strict)
		s->out.seq = 0;
	s->out.bytes_keyed = s->out.packets_keyed = 0;
	s->out.kexing = false;
	s->kex.state = KEX_EXPECT_NEWKEYS;
	return first ? ett_ext_info_send(s) : ett_held_flush(s);
}

ett_err ett_on_newkeys(struct ett_session *s, struct ett_bytes payload)
{
	struct ett_msg_newkeys m;
	ett_err e;

	e = ett_decode(newkeys, payload, &m);
	if (e != ETT_OK)
		return e;
	if (s->kex.state != KEX_EXPECT_NEWKEYS) {
		ett_why(s, "NEWKEYS before the key exchange was complete");
		return ETT_ORDER;
	}
	e = switch_keys(s, ETT_IN, s->in.sealer);
	if (e != ETT_OK)
		return e;
	if (s->kex.strict)
		s->in.seq = 0;
	s->in.bytes_keyed = s->in.packets_keyed = 0;
	s->in.kexing = false;
	return finish(s);
}

ett_err ett_kex_if_due(struct ett_session *s)
{
	const struct ett_config *c = &s->cfg;

	if (s->err != ETT_OK || s->phase != ETT_PHASE_CONN || s->in.kexing ||
	    s->out.kexing)
		return s->err;
	if (s->in.bytes_keyed < c->rekey_bytes &&
	    s->out.bytes_keyed < c->rekey_bytes &&
	    s->in.packets_keyed < c->rekey_packets &&
	    s->out.packets_keyed < c->rekey_packets &&
	    s->now - s->keyed_at < c->rekey_after)
		return ETT_OK;
	return ett_kex_start(s);
}
