/* SPDX-License-Identifier: ISC
 *
 * Authentication, RFC 4252: lawful in both roles.  As server the judge is no
 * gate, it only goes through the motions that the target expects.
 */
#include <string.h>

#include "conformance/peer/auth.h"

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
		(void)conf_refuse(p, "publickey,password");
		return false;
	}
	if (ett_bytes_is(method, "publickey") && body.n > 0 && body.p[0] == 0) {
		say_pk_ok(p, body);
		return false;
	}
	if (p->before_success != NULL)
		p->before_success(p);
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
