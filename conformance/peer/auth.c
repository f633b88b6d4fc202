/* SPDX-License-Identifier: ISC
 *
 * Authentication as a client, RFC 4252 and RFC 4256.  What is said and what is
 * signed are written by the same function, so that they differ only where a
 * case made them differ.
 */
#include "conformance/peer/auth.h"

#include <string.h>

static const char service[] = "ssh-connection";

enum { BODY_MAX = CONF_SIGNED_MAX };

const char *conf_user(const struct conf_peer *p)
{
	return p->login.user != NULL ? p->login.user : "judge";
}

static bool say(struct conf_peer *p, const struct conf_pk_text *t,
		struct ett_bytes body)
{
	struct ett_msg_userauth_request m = { .user = t->user,
					      .service = t->service,
					      .method = t->method,
					      .body = body };

	return conf_say(p, ETT_MSG_userauth_request, &m, NULL);
}

bool conf_say_request(struct conf_peer *p, const char *user,
		      const char *of_service, const char *method,
		      struct ett_bytes body)
{
	struct conf_pk_text t = { .user = ett_str(user),
				  .service = ett_str(of_service),
				  .method = ett_str(method) };

	return say(p, &t, body);
}

bool conf_say_method(struct conf_peer *p, const char *method,
		     struct ett_bytes body)
{
	return conf_say_request(p, conf_user(p), service, method, body);
}

bool conf_say_none(struct conf_peer *p)
{
	return conf_say_method(p, "none", (struct ett_bytes){ NULL, 0 });
}

bool conf_say_password(struct conf_peer *p, const char *password)
{
	uint8_t mem[1024];
	struct conf_put body = { mem, 0, sizeof mem, false };

	conf_put_u8(&body, 0);
	conf_put_str(&body, ett_str(password));
	return !body.lost &&
	       conf_say_method(p, "password", conf_put_view(&body));
}

void conf_pk_make(const struct conf_peer *p, const struct conf_user_key *k,
		  const char *alg, struct conf_pk *out)
{
	struct ett_bytes algs = ett_str(conf_user_key_algs(k)), best;

	memset(out, 0, sizeof *out);
	if (alg == NULL && ett_names_next(&algs, &best))
		conf_text(out->alg, sizeof out->alg, "%.*s", (int)best.n,
			  (const char *)best.p);
	else
		conf_text(out->alg, sizeof out->alg, "%s", alg);
	out->said = (struct conf_pk_text){
		.user = ett_str(conf_user(p)),
		.service = ett_str(service),
		.method = ETT_LIT("publickey"),
		.flag = 1,
		.alg = ett_str(out->alg),
		.key = conf_user_key_blob(k),
	};
	out->over = out->said;
	out->session_id =
	    (struct ett_bytes){ p->kex.session_id, p->kex.session_id_n };
	out->signer = k;
	out->sig_alg = out->alg;
}

/* What stands between the method's name and the signature. */
static void put_body(const struct conf_pk_text *t, struct conf_put *o)
{
	conf_put_u8(o, t->flag);
	conf_put_str(o, t->alg);
	conf_put_str(o, t->key);
	if (t->host_key.p != NULL)
		conf_put_str(o, t->host_key);
}

void conf_pk_data(const struct conf_pk *pk, struct conf_put *out)
{
	conf_put_str(out, pk->session_id);
	conf_put_u8(out, ETT_NUM_userauth_request);
	conf_put_str(out, pk->over.user);
	conf_put_str(out, pk->over.service);
	conf_put_str(out, pk->over.method);
	put_body(&pk->over, out);
}

bool conf_pk_sign(const struct conf_peer *p, const struct conf_pk *pk,
		  struct conf_put *sig)
{
	uint8_t mem[CONF_SIGNED_MAX];
	struct conf_put data = { mem, 0, sizeof mem, false };

	conf_pk_data(pk, &data);
	return !data.lost &&
	       conf_user_key_sign(pk->signer, p->backend, pk->sig_alg,
				  conf_put_view(&data), p->rng, sig) == ETT_OK;
}

bool conf_pk_say(struct conf_peer *p, const struct conf_pk *pk,
		 struct ett_bytes sig)
{
	uint8_t mem[BODY_MAX];
	struct conf_put body = { mem, 0, sizeof mem, false };

	put_body(&pk->said, &body);
	if (sig.p != NULL)
		conf_put_str(&body, sig);
	return !body.lost && say(p, &pk->said, conf_put_view(&body));
}

bool conf_pk_send(struct conf_peer *p, const struct conf_pk *pk)
{
	uint8_t mem[CONF_SIG_MAX];
	struct conf_put sig = { mem, 0, sizeof mem, false };

	return conf_pk_sign(p, pk, &sig) &&
	       conf_pk_say(p, pk, conf_put_view(&sig));
}

bool conf_say_publickey(struct conf_peer *p, const struct conf_user_key *k,
			const char *alg, bool with_signature)
{
	struct conf_pk pk;

	conf_pk_make(p, k, alg, &pk);
	if (with_signature)
		return conf_pk_send(p, &pk);
	pk.said.flag = 0;
	return conf_pk_say(p, &pk, (struct ett_bytes){ NULL, 0 });
}

bool conf_say_kbdint(struct conf_peer *p, const char *user)
{
	uint8_t mem[8];
	struct conf_put body = { mem, 0, sizeof mem, false };

	conf_put_str(&body, ETT_LIT("")); /* language */
	conf_put_str(&body, ETT_LIT("")); /* submethods */
	return conf_say_request(p, user, service, "keyboard-interactive",
				conf_put_view(&body));
}

bool conf_say_responses(struct conf_peer *p, const char *response, uint32_t n,
			uint32_t count)
{
	uint8_t mem[4096];
	struct conf_put o = { mem, 0, sizeof mem, false };
	struct ett_msg_userauth_info_response m = { .count = count };

	for (uint32_t i = 0; i < n; i++)
		conf_put_str(&o, ett_str(response));
	m.responses = conf_put_view(&o);
	return !o.lost && conf_say(p, ETT_MSG_userauth_info_response, &m, NULL);
}

uint8_t conf_auth_answer(struct conf_peer *p, struct conf_reaction *r)
{
	while (conf_hear_message(p, r)) {
		uint8_t number =
		    p->link.payload.n > 0 ? p->link.payload.p[0] : 0;

		if (number == ETT_NUM_userauth_banner)
			continue;
		conf_react(p, r);
		if (number == ETT_NUM_disconnect ||
		    number == ETT_NUM_unimplemented)
			return 0;
		return number;
	}
	return 0;
}

bool conf_refused(struct conf_peer *p, struct conf_reaction *r)
{
	return conf_expect(p, ETT_NUM_userauth_failure, r);
}

bool conf_refused_alone(struct conf_peer *p, struct conf_reaction *r)
{
	if (!conf_refused(p, r))
		return false;
	if (conf_log_in(p, r))
		return true;
	if (r->kind == RE_ANSWER && r->code == ETT_NUM_userauth_failure)
		return conf_react_ours(r, "the lawful login that followed was "
					  "refused too");
	return false;
}

const struct conf_user_key *conf_key_of(const struct conf_peer *p,
					const char *type,
					struct conf_reaction *r)
{
	for (size_t i = 0; i < p->login.keys_n; i++)
		if (type == NULL || strcmp(p->login.key[i].type, type) == 0)
			return &p->login.key[i];
	r->kind = RE_NO_COMMON;
	conf_text(r->text, sizeof r->text, "no key of type %s was given",
		  type != NULL ? type : "any");
	return NULL;
}

struct ett_bytes conf_methods(const struct conf_peer *p)
{
	return conf_seen_at(&p->seen,
			    offsetof(struct ett_msg_userauth_failure, methods))
	    .bytes;
}

bool conf_partial(const struct conf_peer *p)
{
	return conf_seen_at(&p->seen, offsetof(struct ett_msg_userauth_failure,
					       partial_success))
		   .num != 0;
}

bool conf_skip(struct conf_reaction *r, const char *why)
{
	r->kind = RE_NO_COMMON;
	conf_text(r->text, sizeof r->text, "%s", why);
	return false;
}

bool conf_refuse(struct conf_peer *p, const char *methods)
{
	struct ett_msg_userauth_failure m = { .methods = ett_str(methods) };

	return conf_say(p, ETT_MSG_userauth_failure, &m, NULL);
}
