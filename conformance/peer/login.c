/* SPDX-License-Identifier: ISC
 *
 * Authentication, RFC 4252: lawful in both roles.  As server the judge is no
 * gate, it only goes through the motions that the target expects.
 */
#include <string.h>

#include "conformance/peer/script.h"

static const char service[] = "ssh-connection";

enum { BODY_MAX = CONF_KEY_BLOB_MAX + 4096 };

static const char *user_of(const struct conf_peer *p)
{
	return p->login.user != NULL ? p->login.user : "judge";
}

static bool say_request(struct conf_peer *p, const char *method,
			struct ett_bytes body)
{
	struct ett_msg_userauth_request m = { .user = ett_str(user_of(p)),
					      .service = ett_str(service),
					      .method = ett_str(method),
					      .body = body };

	return conf_say(p, ETT_MSG_userauth_request, &m, NULL);
}

bool conf_say_none(struct conf_peer *p)
{
	return say_request(p, "none", (struct ett_bytes){ NULL, 0 });
}

bool conf_say_password(struct conf_peer *p, const char *password)
{
	uint8_t mem[1024];
	struct conf_put body = { mem, 0, sizeof mem, false };

	conf_put_u8(&body, 0);
	conf_put_str(&body, ett_str(password));
	return !body.lost && say_request(p, "password", conf_put_view(&body));
}

void conf_signed_data(const struct conf_peer *p, struct ett_bytes session_id,
		      const char *user, struct ett_bytes body,
		      struct conf_put *out)
{
	(void)p;
	conf_put_str(out, session_id);
	conf_put_u8(out, ETT_NUM_userauth_request);
	conf_put_str(out, ett_str(user));
	conf_put_str(out, ett_str(service));
	conf_put_str(out, ETT_LIT("publickey"));
	conf_put_raw(out, body);
}

static bool sign(struct conf_peer *p, const struct conf_user_key *k,
		 const char *alg, struct conf_put *body)
{
	struct ett_bytes id = { p->kex.session_id, p->kex.session_id_n };
	uint8_t data_mem[BODY_MAX], sig_mem[2200];
	struct conf_put data = { data_mem, 0, sizeof data_mem, false };
	struct conf_put sig = { sig_mem, 0, sizeof sig_mem, false };

	conf_signed_data(p, id, user_of(p), conf_put_view(body), &data);
	if (data.lost ||
	    conf_user_key_sign(k, p->backend, alg, conf_put_view(&data), p->rng,
			       &sig) != ETT_OK)
		return false;
	conf_put_str(body, conf_put_view(&sig));
	return !body->lost;
}

bool conf_say_publickey(struct conf_peer *p, const struct conf_user_key *k,
			const char *alg, bool with_signature)
{
	uint8_t mem[BODY_MAX];
	struct conf_put body = { mem, 0, sizeof mem, false };
	struct ett_bytes algs = ett_str(conf_user_key_algs(k)), best;
	char name[64];

	if (alg == NULL && ett_names_next(&algs, &best)) {
		conf_text(name, sizeof name, "%.*s", (int)best.n, best.p);
		alg = name;
	}
	conf_put_u8(&body, with_signature);
	conf_put_str(&body, ett_str(alg));
	conf_put_str(&body, conf_user_key_blob(k));
	if (with_signature && !sign(p, k, alg, &body))
		return false;
	return say_request(p, "publickey", conf_put_view(&body));
}

static bool log_in(struct conf_peer *p, struct conf_reaction *r)
{
	if (p->login.key == NULL && p->login.password == NULL)
		return conf_react_ours(r, "no key of a user was given");
	if (p->login.key != NULL)
		(void)conf_say_publickey(p, p->login.key, NULL, true);
	else
		(void)conf_say_password(p, p->login.password);
	return conf_expect(p, ETT_NUM_userauth_success, r);
}

static void say_failure(struct conf_peer *p)
{
	struct ett_msg_userauth_failure m = { .methods = ETT_INIT(
						  "publickey,password") };

	(void)conf_say(p, ETT_MSG_userauth_failure, &m, NULL);
}

/* publickey without signature: boolean, algorithm, key. */
static void say_pk_ok(struct conf_peer *p, struct ett_bytes body)
{
	struct ett_msg_userauth_pk_ok m = { 0 };
	uint8_t mem[CONF_KEY_BLOB_MAX];
	size_t n;

	if (body.n < 5 || body.n > sizeof mem)
		return;
	memcpy(mem, body.p, body.n);
	n = (size_t)mem[3] << 8 | mem[4];
	if (n > body.n - 5 || body.n - 5 - n < 4)
		return;
	m.alg = (struct ett_bytes){ mem + 5, n };
	m.key = (struct ett_bytes){ mem + 5 + n + 4, body.n - 5 - n - 4 };
	(void)conf_say(p, ETT_MSG_userauth_pk_ok, &m, NULL);
}

/* One request of the client; true: it is in. */
static bool let_in(struct conf_peer *p)
{
	struct ett_msg_userauth_success m = { 0 };
	struct ett_bytes method = p->seen.v[2].bytes;
	struct ett_bytes body = p->seen.v[3].bytes;

	if (p->seen.n < 4 || (!ett_bytes_is(method, "publickey") &&
			      !ett_bytes_is(method, "password"))) {
		say_failure(p);
		return false;
	}
	if (ett_bytes_is(method, "publickey") && body.n > 0 && body.p[0] == 0) {
		say_pk_ok(p, body);
		return false;
	}
	(void)conf_say(p, ETT_MSG_userauth_success, &m, NULL);
	return true;
}

static bool serve_login(struct conf_peer *p, struct conf_reaction *r)
{
	bool in = false;

	while (!in && conf_expect(p, ETT_NUM_userauth_request, r))
		in = let_in(p);
	return in;
}

bool conf_log_in(struct conf_peer *p, struct conf_reaction *r)
{
	if (!p->logged_in)
		p->logged_in = p->is_server ? serve_login(p, r) : log_in(p, r);
	return p->logged_in;
}
