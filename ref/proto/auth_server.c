/* SPDX-License-Identifier: ISC
 *
 * User authentication, the server's side: RFC 4252. Only "publickey" lets
 * anybody in.
 *
 * Invariant: the phase becomes CONN in one place, after the application has
 * accepted the key and its signature over this session was verified.
 */
#include <string.h>

#include "proto/internal.h"

enum { USER_MAX = 256 };

ett_err ett_on_service_request(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_service_request m;
	struct ett_msg_service_accept answer;
	ett_err e;

	e = ett_decode(service_request, p, &m);
	if (e != ETT_OK)
		return e;
	if (!ett_bytes_is(m.service, "ssh-userauth")) {
		if (m.service.n > 64)
			m.service.n = 64;
		ett_why_more(s, "service not available: ", m.service);
		return ETT_SERVICE;
	}
	s->phase = ETT_PHASE_AUTH;
	answer.service = m.service;
	return ett_send_msg(s, service_accept, &answer);
}

static ett_err refuse(struct ett_session *s)
{
	struct ett_msg_userauth_failure m = { .methods = ETT_LIT("publickey") };

	if (++s->auth.failures > s->cfg.auth_tries) {
		ett_why(s, "too many authentication failures");
		return ETT_AUTH;
	}
	return ett_send_msg(s, userauth_failure, &m);
}

/* Can the key do at all: an algorithm that we offer, and a key of its type? */
static bool plausible(const struct ett_session *s,
		      const struct ett_msg_publickey_query *q)
{
	const struct ett_sig_alg *alg = ett_sig_alg(q->alg);
	struct ett_bytes list = ett_str(ett_list_of(s, LIST_PUBKEY));

	return alg != NULL && ett_names_has(list, q->alg) &&
	       ett_bytes_is(ett_blob_type(q->key), alg->key_type);
}

static ett_err ask(struct ett_session *s, struct ett_bytes user)
{
	struct ett_event *ev = ett_emit(s, ETT_EV_AUTH);

	s->waiting = WAIT_AUTH;
	ev->user = user;
	ev->key_alg = s->auth.ask.alg;
	ev->key = s->auth.ask.key;
	ev->has_sig = s->auth.ask.has_sig;
	return ETT_OK;
}

static ett_err on_publickey(struct ett_session *s, struct ett_bytes payload,
			    const struct ett_msg_userauth_request *m)
{
	struct ett_msg_publickey_signed full;
	struct auth *a = &s->auth;
	ett_err e;

	/* The boolean says which of the two layouts follows. */
	if (m->body.n > 0 && m->body.p[0] == 0) {
		e = ett_decode(publickey_query, m->body, &a->ask);
	} else {
		e = ett_decode(publickey_signed, m->body, &full);
		if (e == ETT_OK) {
			a->ask.has_sig = true;
			a->ask.alg = full.alg;
			a->ask.key = full.key;
			a->sig = full.sig;
		}
	}
	if (e != ETT_OK)
		return e;
	if (!plausible(s, &a->ask))
		return refuse(s);
	a->payload = payload;
	return ask(s, m->user);
}

ett_err ett_on_userauth_request(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_userauth_request m;
	ett_err e;

	/* RFC 4252 section 5.1: after success, ignored in silence. */
	if (s->phase == ETT_PHASE_CONN)
		return ETT_OK;
	e = ett_decode(userauth_request, p, &m);
	if (e != ETT_OK)
		return e;
	if (m.user.n > USER_MAX || !ett_bytes_is(m.service, "ssh-connection") ||
	    !ett_bytes_is(m.method, "publickey"))
		return refuse(s);
	return on_publickey(s, p, &m);
}

ett_err ett_auth_signed_data(struct ett_session *s, struct ett_bytes request,
			     struct ett_bytes *data)
{
	struct ett_wr w = ett_wr(s->scratch, SCRATCH_LEN);

	ett_wr_str(&w, ett_session_id(s));
	ett_wr_raw(&w, request);
	data->p = s->scratch;
	return ett_wr_end(&w, &data->n);
}

static ett_err verify(struct ett_session *s)
{
	struct auth *a = &s->auth;
	struct ett_bytes request = a->payload, data;
	ett_err e;

	request.n -= a->sig.n + 4;
	e = ett_auth_signed_data(s, request, &data);
	if (e != ETT_OK)
		return e;
	return ett_key_verify(s->cfg.backend, ett_sig_alg(a->ask.alg),
			      a->ask.key, data, a->sig);
}

static ett_err let_in(struct ett_session *s)
{
	struct ett_msg_userauth_success m = { 0 };
	ett_err e;

	e = ett_send_msg(s, userauth_success, &m);
	if (e != ETT_OK)
		return e;
	s->phase = ETT_PHASE_CONN;
	ett_emit(s, ETT_EV_READY);
	return ETT_OK;
}

static ett_err decide(struct ett_session *s, bool accept)
{
	struct ett_msg_userauth_pk_ok ok = { .alg = s->auth.ask.alg,
					     .key = s->auth.ask.key };

	if (!accept)
		return refuse(s);
	if (!s->auth.ask.has_sig)
		return ett_send_msg(s, userauth_pk_ok, &ok);
	return verify(s) == ETT_OK ? let_in(s) : refuse(s);
}

ett_err ett_auth(struct ett_session *s, bool accept)
{
	ett_err e;

	if (s->err != ETT_OK)
		return s->err;
	if (s->waiting != WAIT_AUTH)
		return ETT_ARG;
	s->waiting = WAIT_NONE;
	e = decide(s, accept);
	if (e != ETT_OK)
		ett_session_fail(s, e);
	return e;
}
