/* SPDX-License-Identifier: ISC
 *
 * The logins of the rogue server, RFC 4252 and RFC 4256: one user with one
 * key and one password, which answers the one question too.
 */
#include <string.h>

#include "conformance/peer/hostkey.h"
#include "conformance/test/rogue_inner.h"

enum { TRIES = 20, HUGE = 1000 };

static const char user_name[] = "judge";

void rogue_user(struct rogue *r, struct ett_bytes key, unsigned needs)
{
	r->auth.key = key;
	r->auth.both = (needs & HAS_TWO_FACTOR) != 0;
	r->auth.expired = (needs & HAS_EXPIRED) != 0;
}

static void refuse(struct rogue *r, bool partial)
{
	struct ett_msg_userauth_failure m = {
		.methods = ETT_LIT("publickey,password,keyboard-interactive"),
		.partial_success = partial || r->bug == BUG_PARTIAL,
	};

	if (!partial && ++r->auth.failures >= TRIES)
		rogue_end(r, 2);
	else
		rogue_say(r, ETT_MSG_userauth_failure, &m, NULL);
}

static void let_in(struct rogue *r)
{
	struct ett_msg_userauth_success m = { 0 };

	r->auth.in = true;
	rogue_say(r, ETT_MSG_userauth_success, &m, NULL);
}

/* The next string of a body; empty where it does not fit. */
static struct ett_bytes take(struct ett_bytes *body)
{
	struct ett_bytes v = { body->p, 0 };
	size_t n;

	if (body->n < 4)
		return v;
	n = (size_t)body->p[2] << 8 | body->p[3];
	if (body->p[0] != 0 || body->p[1] != 0 || n > body->n - 4)
		return v;
	v = (struct ett_bytes){ body->p + 4, n };
	body->p += 4 + n;
	body->n -= 4 + n;
	return v;
}

/* Passwords */

static bool is_password(const struct rogue *r, struct ett_bytes v)
{
	size_t n = strlen(ROGUE_PASSWORD);

	if (r->bug == BUG_PASSWORD_NUL && v.n > n && v.p[n] == 0)
		v.n = n;
	if (r->bug == BUG_PASSWORD_ANY)
		return true;
	return ett_bytes_is(v, ROGUE_PASSWORD) && !r->auth.locked &&
	       r->bug != BUG_PASSWORD_NONE;
}

static void on_password(struct rogue *r, struct ett_bytes body)
{
	struct ett_msg_userauth_passwd_changereq old = { .prompt = ETT_LIT(
							     "too old") };
	bool change = body.n > 0 && body.p[0] != 0, good;

	if (body.n > 0) {
		body.p++;
		body.n--;
	}
	good = is_password(r, take(&body));
	if (change) {
		r->auth.locked = r->bug == BUG_PASSWORD_CHANGE;
		refuse(r, false);
	} else if (good && r->auth.expired && r->bug != BUG_PASSWORD_OLD) {
		rogue_say(r, ETT_MSG_userauth_passwd_changereq, &old, NULL);
	} else if (good && (!r->auth.both || r->auth.partial)) {
		let_in(r);
	} else {
		refuse(r, false);
	}
}

/* Questions */

static void ask(struct rogue *r)
{
	struct ett_msg_userauth_info_request m = {
		.count = 1, .prompts = ETT_LIT("\0\0\0\x01?\0")
	};

	if (r->bug == BUG_KBD_SILENT)
		return;
	r->auth.asked = true;
	rogue_say(r, ETT_MSG_userauth_info_request, &m, NULL);
	if (r->bug == BUG_KBD_TWO)
		rogue_say(r, ETT_MSG_userauth_info_request, &m, NULL);
}

static void on_responses(struct rogue *r)
{
	struct conf_seen seen;
	struct ett_bytes rest;
	bool good;

	conf_read(r->link.payload, NULL, &seen);
	if (!r->auth.asked && r->bug != BUG_KBD_UNASKED) {
		rogue_end(r, 2);
		return;
	}
	r->auth.asked = false;
	rest = seen.n > 1 ? seen.v[1].bytes : (struct ett_bytes){ NULL, 0 };
	good = seen.n > 1 && seen.v[0].num == 1 &&
	       is_password(r, take(&rest)) && rest.n == 0;
	r->stuck = r->bug == BUG_KBD_HUGE && seen.v[0].num > HUGE;
	if (r->stuck)
		return;
	if (good || r->bug == BUG_KBD_COUNT || r->bug == BUG_KBD_UNASKED)
		let_in(r);
	else
		refuse(r, false);
}

/* Keys */

static bool is_signed(const struct rogue *r, const struct conf_seen *m,
		      size_t body_n, struct ett_bytes sig)
{
	uint8_t mem[CONF_SIGNED_MAX];
	struct conf_put data = { mem, 0, sizeof mem, false };

	conf_put_str(&data, (struct ett_bytes){ r->kex.h, r->kex.h_n });
	conf_put_u8(&data, ETT_NUM_userauth_request);
	for (int i = 0; i < 3; i++)
		conf_put_str(&data, m->v[i].bytes);
	conf_put_raw(&data, (struct ett_bytes){ m->v[3].bytes.p, body_n });
	return !data.lost &&
	       conf_hostkey_verify(r->backend, ETT_LIT("ssh-ed25519"),
				   r->auth.key, conf_put_view(&data),
				   sig) == NULL;
}

/* Is it the one that signed the exchange? */
static bool is_host_key(const struct rogue *r, struct ett_bytes blob)
{
	uint8_t mem[256];
	struct conf_put ours = { mem, 0, sizeof mem, false };

	rogue_host_key(r, &ours);
	return r->bug == BUG_HOSTBOUND ||
	       ett_bytes_eq(blob, conf_put_view(&ours));
}

static void on_publickey(struct rogue *r, const struct conf_seen *m, bool bound)
{
	struct ett_msg_userauth_pk_ok ok = { 0 };
	struct ett_bytes body = m->v[3].bytes, sig;
	bool has_sig = body.n > 0 && body.p[0] != 0, known;
	size_t signed_n;

	if (body.n > 0) {
		body.p++;
		body.n--;
	}
	ok.alg = take(&body);
	ok.key = take(&body);
	known = ett_bytes_is(ok.alg, "ssh-ed25519") && ok.key.n > 0 &&
		ett_bytes_eq(ok.key, r->auth.key);
	if (bound && !is_host_key(r, take(&body)))
		known = false;
	signed_n = m->v[3].bytes.n - body.n;
	sig = take(&body);
	if (known && !has_sig)
		rogue_say(r, ETT_MSG_userauth_pk_ok, &ok, NULL);
	else if (!known || !is_signed(r, m, signed_n, sig))
		refuse(r, false);
	else if (!r->auth.both)
		let_in(r);
	else
		refuse(r, r->auth.partial = true);
}

/* Requests */

static bool same_as_before(char *kept, size_t room, struct ett_bytes v)
{
	bool same = ett_bytes_is(v, kept);

	conf_text(kept, room, "%.*s", (int)v.n, (const char *)v.p);
	return same;
}

static void on_request(struct rogue *r, const struct conf_seen *m)
{
	struct ett_bytes method = m->v[2].bytes;
	bool user =
	    same_as_before(r->auth.user, sizeof r->auth.user, m->v[0].bytes);
	bool service = same_as_before(r->auth.service, sizeof r->auth.service,
				      m->v[1].bytes);

	if ((!user && r->bug != BUG_KEEP_USER) ||
	    (!service && r->bug != BUG_KEEP_SERVICE))
		r->auth.partial = false;
	if (r->auth.asked && r->bug == BUG_KBD_ABANDON)
		refuse(r, false);
	r->auth.asked = false;
	if ((!ett_bytes_is(m->v[0].bytes, user_name) &&
	     r->bug != BUG_ANY_USER) ||
	    !ett_bytes_is(m->v[1].bytes, "ssh-connection"))
		refuse(r, false);
	else if (ett_bytes_is(method, "password"))
		on_password(r, m->v[3].bytes);
	else if (ett_bytes_is(method, "keyboard-interactive"))
		ask(r);
	else if (ett_bytes_is(method, "publickey"))
		on_publickey(r, m, false);
	else if (ett_bytes_is(method, "publickey-hostbound-v00@openssh.com"))
		on_publickey(r, m, true);
	else
		refuse(r, false);
}

void rogue_auth_message(struct rogue *r)
{
	struct ett_msg_request_failure no = { 0 };
	uint8_t number = r->link.payload.p[0];
	struct conf_seen m;

	if (number == ETT_NUM_userauth_request) {
		conf_read(r->link.payload, NULL, &m);
		if (m.n < 4 || (m.odd & ODD_SHORT) != 0)
			rogue_end(r, 2);
		else if (!r->auth.in)
			on_request(r, &m);
	} else if (number == ETT_NUM_userauth_info_response) {
		on_responses(r);
	} else if (number == ETT_NUM_global_request && r->auth.in) {
		rogue_say(r, ETT_MSG_request_failure, &no, NULL);
	} else {
		rogue_end(r, 2);
	}
}
