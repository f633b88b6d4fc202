/* SPDX-License-Identifier: ISC
 *
 * User authentication, the client's side: RFC 4252 section 7.  "none" tells
 * what the server takes; then each key is asked about, and signed with if the
 * server says that it would do.
 *
 * Invariant: auth.key and auth.alg name the key of the request on its way.
 */
#include <string.h>

#include "proto/internal.h"

ett_err ett_auth_begin(struct ett_session *s)
{
	struct ett_msg_service_request m = { .service =
						 ETT_LIT("ssh-userauth") };

	return ett_send_msg(s, service_request, &m);
}

static ett_err send_request(struct ett_session *s, const char *method,
			    struct ett_bytes body)
{
	struct ett_msg_userauth_request m = {
		.user = ett_str(s->cfg.user),
		.service = ETT_LIT("ssh-connection"),
		.method = ett_str(method),
		.body = body,
	};

	return ett_send_msg(s, userauth_request, &m);
}

ett_err ett_on_service_accept(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_service_accept m;
	ett_err e;

	e = ett_decode(service_accept, p, &m);
	if (e != ETT_OK)
		return e;
	if (!ett_bytes_is(m.service, "ssh-userauth")) {
		ett_why(s,
			"the server accepted a service that was not asked for");
		return ETT_ORDER;
	}
	s->phase = ETT_PHASE_AUTH;
	s->auth.step = AUTH_NONE;
	return send_request(s, "none", (struct ett_bytes){ 0 });
}

/*
 * The algorithm to sign with: the first of ours that goes with the key and
 * that the server names in server-sig-algs.  A server that sends no such list
 * (RFC 8308 section 3.1) is tried with ours all the same.
 */
static const struct ett_sig_alg *alg_for(const struct ett_session *s,
					 const struct ett_key *key)
{
	struct ett_bytes list = ett_str(ett_list_of(s, LIST_PUBKEY)), name;
	struct ett_bytes theirs = ett_str(s->auth.sig_algs);

	while (ett_names_next(&list, &name)) {
		const struct ett_sig_alg *alg = ett_sig_alg(name);

		if (!ett_sig_fits(alg, ett_key_type(key)))
			continue;
		if (!s->auth.has_sig_algs || ett_names_has(theirs, name))
			return alg;
	}
	return NULL;
}

static const struct ett_key *this_key(const struct ett_session *s)
{
	return s->cfg.user_keys == NULL ? NULL : s->cfg.user_keys[s->auth.key];
}

/* Room behind what ett_send_id() writes, so that a body can be built first. */
static struct ett_wr body_room(struct ett_session *s)
{
	return ett_wr(s->scratch + SCRATCH_LEN / 2, SCRATCH_LEN / 2);
}

static ett_err send_query(struct ett_session *s)
{
	struct ett_msg_publickey_query q = {
		.alg = ett_str(s->auth.alg->name),
		.key = ett_key_blob(this_key(s)),
	};
	struct ett_wr w = body_room(s);
	size_t n;
	ett_err e;

	e = ett_encode(publickey_query, &q, w.p, (size_t)(w.end - w.p), &n);
	if (e != ETT_OK)
		return e;
	s->auth.step = AUTH_QUERY;
	return send_request(s, "publickey", (struct ett_bytes){ w.p, n });
}

static ett_err next_key(struct ett_session *s, struct ett_bytes methods)
{
	while (this_key(s) != NULL) {
		s->auth.alg = alg_for(s, this_key(s));
		if (s->auth.alg != NULL)
			return send_query(s);
		s->auth.key++;
	}
	ett_why_more(s,
		     "authentication failed: no key of ours was accepted; the "
		     "server goes on with: ",
		     methods);
	return ETT_AUTH;
}

ett_err ett_on_userauth_failure(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_userauth_failure m;
	ett_err e;

	e = ett_decode(userauth_failure, p, &m);
	if (e != ETT_OK)
		return e;
	if (s->auth.step == AUTH_NOT_YET) {
		ett_why(s, "USERAUTH_FAILURE without a request");
		return ETT_ORDER;
	}
	if (!ett_names_has(m.methods, ETT_LIT("publickey"))) {
		ett_why_more(s, "the server does not take public keys, only: ",
			     m.methods);
		return ETT_AUTH;
	}
	if (s->auth.step != AUTH_NONE)
		s->auth.key++;
	return next_key(s, m.methods);
}

/*
 * Lets a server in that asks for nothing too: "none" was a lawful request.
 * But nobody is authenticated before a request was made.
 */
ett_err ett_on_userauth_success(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_userauth_success m;
	ett_err e;

	e = ett_decode(userauth_success, p, &m);
	if (e != ETT_OK)
		return e;
	if (s->auth.step != AUTH_NONE && s->auth.step != AUTH_SIGNED) {
		ett_why(s, "USERAUTH_SUCCESS without a request that earns it");
		return ETT_ORDER;
	}
	s->phase = ETT_PHASE_CONN;
	ett_emit(s, ETT_EV_READY);
	return ETT_OK;
}

ett_err ett_on_userauth_banner(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_userauth_banner m;
	ett_err e;

	e = ett_decode(userauth_banner, p, &m);
	if (e != ETT_OK)
		return e;
	ett_emit(s, ETT_EV_BANNER)->data = m.message;
	return ETT_OK;
}

/* The request as it will be signed: all but the signature. */
static ett_err unsigned_request(struct ett_session *s, struct ett_wr *w)
{
	size_t n;

	ett_wr_u8(w, ETT_NUM_userauth_request);
	ett_wr_str(w, ett_str(s->cfg.user));
	ett_wr_str(w, ETT_LIT("ssh-connection"));
	ett_wr_str(w, ETT_LIT("publickey"));
	ett_wr_bool(w, true);
	ett_wr_str(w, ett_str(s->auth.alg->name));
	ett_wr_str(w, ett_key_blob(this_key(s)));
	return ett_wr_end(w, &n);
}

static ett_err send_signed(struct ett_session *s)
{
	struct ett_wr w = body_room(s);
	struct ett_bytes data;
	uint8_t sig[ETT_SIG_BLOB_MAX];
	size_t n;
	ett_err e;

	e = unsigned_request(s, &w);
	if (e == ETT_OK)
		e = ett_auth_signed_data(
		    s, (struct ett_bytes){ w.start, (size_t)(w.p - w.start) },
		    &data);
	if (e == ETT_OK)
		e = ett_key_sign(this_key(s), s->cfg.backend, s->auth.alg, data,
				 s->env.rng, sig, &n);
	if (e != ETT_OK)
		return e;
	ett_wr_str(&w, (struct ett_bytes){ sig, n });
	e = ett_wr_end(&w, &n);
	if (e != ETT_OK)
		return e;
	s->auth.step = AUTH_SIGNED;
	return ett_send_payload(s, (struct ett_bytes){ w.start, n });
}

ett_err ett_on_userauth_60(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_userauth_pk_ok m;
	ett_err e;

	e = ett_decode(userauth_pk_ok, p, &m);
	if (e != ETT_OK)
		return e;
	if (s->auth.step != AUTH_QUERY) {
		ett_why(s, "USERAUTH_PK_OK without a query");
		return ETT_ORDER;
	}
	if (!ett_bytes_is(m.alg, s->auth.alg->name) ||
	    !ett_bytes_eq(m.key, ett_key_blob(this_key(s)))) {
		ett_why(s,
			"USERAUTH_PK_OK for another key than was asked about");
		return ETT_ORDER;
	}
	return send_signed(s);
}
