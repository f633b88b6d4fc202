/* SPDX-License-Identifier: ISC
 *
 * Shared secret, exchange hash, and the host key's signature over it: RFC
 * 4253 section 8, and the order of values of RFC 4419 section 3 and RFC 5656
 * section 4.
 *
 * Invariant: kex.k and kex.h are set together, before NEWKEYS is sent.
 */
#include <string.h>

#include "crypto/kdf.h"
#include "proto/internal.h"

/* The shared secret as mpint, from the peer's public value as it came. */
static ett_err agree(struct ett_session *s, struct ett_bytes peer)
{
	struct kex *k = &s->kex;
	struct ett_bytes p = { k->p, k->p_len };
	uint8_t shared[ETT_AGREE_MAX];
	struct ett_wr w = ett_wr(k->k, sizeof k->k);
	size_t n;
	ett_err e;

	if (k->alg->method == ETT_KEX_ECDH) {
		n = k->dh->shared_len;
		e = ett_ecdh_shared(k->dh, k->secret, peer, shared);
	} else {
		n = k->p_len;
		if (peer.n > 0 && peer.p[0] == 0) {
			peer.p++;
			peer.n--;
		} else if (peer.n == 0 || (peer.p[0] & 0x80)) {
			ett_why(s, "public value is not positive");
			return ETT_KEX;
		}
		e = ett_modp_shared(
		    s->cfg.backend->modexp, p, peer,
		    (struct ett_bytes){ k->secret, DH_SECRET_LEN }, shared);
	}
	if (e == ETT_OK) {
		ett_wr_uint(&w, (struct ett_bytes){ shared, n });
		e = ett_wr_end(&w, &k->k_len);
	} else {
		ett_why_more(s, "the peer's public value is not acceptable: ",
			     ett_str(ett_err_text(e)));
	}
	ett_wipe(shared, sizeof shared);
	ett_wipe(k->secret, sizeof k->secret);
	return e;
}

/* What the method adds to the exchange hash, the client's value first. */
static ett_err encode_values(struct ett_session *s, struct ett_bytes peer,
			     struct ett_bytes *values)
{
	const struct kex *k = &s->kex;
	struct ett_bytes mine = ett_kex_my_public(s);
	struct ett_bytes client = is_server(s) ? peer : mine;
	struct ett_bytes server = is_server(s) ? mine : peer;
	struct ett_wr w = ett_wr(s->scratch, SCRATCH_LEN);
	ett_err e;

	if (k->alg->method == ETT_KEX_ECDH) {
		ett_wr_str(&w, client);
		ett_wr_str(&w, server);
	} else {
		if (k->alg->method == ETT_KEX_GEX) {
			ett_wr_u32(&w, k->gex.min);
			ett_wr_u32(&w, k->gex.n);
			ett_wr_u32(&w, k->gex.max);
			ett_wr_uint(&w, (struct ett_bytes){ k->p, k->p_len });
			ett_wr_uint(&w, (struct ett_bytes){ k->g, k->g_len });
		}
		ett_wr_uint(&w, client);
		ett_wr_uint(&w, server);
	}
	values->p = s->scratch;
	e = ett_wr_end(&w, &values->n);
	return e;
}

static ett_err exchange_hash(struct ett_session *s, struct ett_bytes k_s,
			     struct ett_bytes peer)
{
	struct kex *k = &s->kex;
	struct ett_bytes v_me = { s->version.mine, s->version.mine_len };
	struct ett_bytes v_peer = { s->version.peer, s->version.peer_len };
	struct ett_bytes i_me = { k->i_mine, k->i_mine_len };
	struct ett_bytes i_peer = { k->i_peer, k->i_peer_len };
	struct ett_exchange x = { .v_c = is_server(s) ? v_peer : v_me,
				  .v_s = is_server(s) ? v_me : v_peer,
				  .i_c = is_server(s) ? i_peer : i_me,
				  .i_s = is_server(s) ? i_me : i_peer,
				  .k_s = k_s,
				  .k = { k->k, k->k_len } };
	ett_err e;

	k->hash = ett_find_hash(s->cfg.backend, k->alg->hash);
	if (k->hash == NULL)
		return ETT_CRYPTO;
	e = encode_values(s, peer, &x.values);
	if (e == ETT_OK)
		e = ett_exchange_hash(k->hash, &x, k->h);
	if (e != ETT_OK || k->done_once)
		return e;
	/* The first one names the session for ever, RFC 4253 section 7.2. */
	memcpy(k->session_id, k->h, k->hash->digest_len);
	k->session_id_len = k->hash->digest_len;
	return ETT_OK;
}

static const struct ett_key *host_key(const struct ett_session *s)
{
	for (size_t i = 0; s->cfg.host_keys[i] != NULL; i++)
		if (ett_sig_fits(s->kex.sig, ett_key_type(s->cfg.host_keys[i])))
			return s->cfg.host_keys[i];
	return NULL;
}

static ett_err send_reply(struct ett_session *s, struct ett_bytes k_s,
			  struct ett_bytes sig)
{
	uint8_t number[MPINT_MAX];
	struct ett_wr w = ett_wr(number, sizeof number);
	struct ett_msg_kex_ecdh_reply ecdh = { .host_key = k_s,
					       .q_s = ett_kex_my_public(s),
					       .signature = sig };
	struct ett_msg_kexdh_reply dh = { .host_key = k_s, .signature = sig };
	struct ett_msg_gex_reply gex = { .host_key = k_s, .signature = sig };
	size_t n;
	ett_err e;

	if (s->kex.alg->method == ETT_KEX_ECDH)
		return ett_send_msg(s, kex_ecdh_reply, &ecdh);
	ett_wr_uint(&w, ett_kex_my_public(s));
	e = ett_wr_end(&w, &n);
	if (e != ETT_OK)
		return e;
	dh.f = gex.f = (struct ett_bytes){ number + 4, n - 4 };
	return s->kex.alg->method == ETT_KEX_DH
		   ? ett_send_msg(s, kexdh_reply, &dh)
		   : ett_send_msg(s, gex_reply, &gex);
}

ett_err ett_kex_reply(struct ett_session *s, struct ett_bytes peer)
{
	struct kex *k = &s->kex;
	const struct ett_key *key = host_key(s);
	uint8_t sig[ETT_SIG_BLOB_MAX];
	size_t n;
	ett_err e;

	if (key == NULL)
		return ETT_KEX;
	e = agree(s, peer);
	if (e == ETT_OK)
		e = exchange_hash(s, ett_key_blob(key), peer);
	if (e == ETT_OK)
		e = ett_key_sign(
		    key, s->cfg.backend, k->sig,
		    (struct ett_bytes){ k->h, k->hash->digest_len }, s->env.rng,
		    sig, &n);
	if (e == ETT_OK)
		e = send_reply(s, ett_key_blob(key),
			       (struct ett_bytes){ sig, n });
	return e == ETT_OK ? ett_kex_send_newkeys(s) : e;
}

/* A host key that was accepted need not be asked about at every rekey; one
 * that differs from it must. */
static ett_err ask_about_key(struct ett_session *s, struct ett_bytes k_s)
{
	char print[ETT_FINGERPRINT_LEN];
	struct ett_event *ev;
	ett_err e;

	e = ett_fingerprint(s->cfg.backend, k_s, print);
	if (e != ETT_OK)
		return e;
	if (strcmp(print, s->kex.hostkey_print) == 0)
		return ett_kex_send_newkeys(s);
	memcpy(s->kex.hostkey_print, print, sizeof print);
	s->kex.state = KEX_EXPECT_HOSTKEY;
	s->waiting = WAIT_HOSTKEY;
	ev = ett_emit(s, ETT_EV_HOSTKEY);
	ev->key_alg = ett_str(s->kex.sig->name);
	ev->key = k_s;
	return ETT_OK;
}

ett_err ett_kex_check_reply(struct ett_session *s, struct ett_bytes k_s,
			    struct ett_bytes peer, struct ett_bytes sig)
{
	struct kex *k = &s->kex;
	ett_err e;

	e = agree(s, peer);
	if (e == ETT_OK)
		e = exchange_hash(s, k_s, peer);
	if (e != ETT_OK)
		return e;
	e = ett_key_verify(s->cfg.backend, k->sig, k_s,
			   (struct ett_bytes){ k->h, k->hash->digest_len },
			   sig);
	if (e != ETT_OK) {
		ett_why_more(s, "the host key's signature is not good: ",
			     ett_str(ett_err_text(e)));
		/* A key of no type that was agreed: the peer is told. */
		return e == ETT_NOKEY ? ETT_KEX : e;
	}
	return ask_about_key(s, k_s);
}

ett_err ett_hostkey(struct ett_session *s, bool accept)
{
	ett_err e;

	if (s->err != ETT_OK)
		return s->err;
	if (s->waiting != WAIT_HOSTKEY)
		return ETT_ARG;
	s->waiting = WAIT_NONE;
	if (!accept)
		ett_why(s, "the host key was not accepted");
	e = accept ? ett_kex_send_newkeys(s) : ETT_HOSTKEY;
	if (e != ETT_OK)
		ett_session_fail(s, e);
	return accept ? e : ETT_OK;
}
