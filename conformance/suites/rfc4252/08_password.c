/* SPDX-License-Identifier: ISC
 *
 * RFC 4252 section 8: passwords; sections 5 and 5.1 where one factor is not
 * enough.  After each refusal the right password must work: a target that
 * refuses every password passes nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "conformance/engine/case.h"
#include "conformance/peer/auth.h"

enum { PASSWORD_LONG = 65536, CHANGEREQ = ETT_NUM_userauth_passwd_changereq };

static const char wrong[] = "not the password";

static void right_password(struct conf_peer *p, struct conf_reaction *r)
{
	(void)conf_say_password(p, p->login.password);
	(void)conf_expect(p, ETT_NUM_userauth_success, r);
}

static void refused_then_right(struct conf_peer *p, struct conf_reaction *r)
{
	if (!conf_refused(p, r))
		return;
	right_password(p, r);
	if (r->kind == RE_ANSWER && r->code == ETT_NUM_userauth_failure)
		(void)conf_react_ours(r, "the right password was refused too");
}

/* 8-01 */

static void right(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "the right password");
	right_password(p, r);
}

static void not_right(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "a wrong password, then the right one");
	(void)conf_say_password(p, wrong);
	refused_then_right(p, r);
}

/* 8-02: old and new are equal, so that nothing is changed by it. */
static void change(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	uint8_t mem[1200];
	struct conf_put body = { mem, 0, sizeof mem, false };
	uint8_t number;

	conf_text(sent, CONF_WHY_MAX,
		  "a change of password that was not asked for, then the "
		  "password");
	conf_put_u8(&body, 1);
	conf_put_str(&body, ett_str(p->login.password));
	conf_put_str(&body, ett_str(p->login.password));
	(void)conf_say_method(p, "password", conf_put_view(&body));
	number = conf_auth_answer(p, r);
	if (number == ETT_NUM_userauth_success)
		r->kind = 0;
	if (number == ETT_NUM_userauth_failure || number == CHANGEREQ) {
		r->kind = 0;
		right_password(p, r);
	}
}

/* 8-03 */
static void expired(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	uint8_t number;

	conf_text(sent, CONF_WHY_MAX, "the password that has expired");
	(void)conf_say_password(p, p->login.password);
	number = conf_auth_answer(p, r);
	if (number == ETT_NUM_userauth_failure || number == CHANGEREQ)
		r->kind = 0;
}

/* 8-04 */

static void say_bytes(struct conf_peer *p, struct ett_bytes password)
{
	size_t room = password.n + 8;
	uint8_t *mem = malloc(room);
	struct conf_put body = { mem, 0, room, mem == NULL };

	conf_put_u8(&body, 0);
	conf_put_str(&body, password);
	if (!body.lost)
		(void)conf_say_method(p, "password", conf_put_view(&body));
	free(mem);
}

static void empty(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "an empty password");
	say_bytes(p, (struct ett_bytes){ NULL, 0 });
	refused_then_right(p, r);
}

static void with_nul(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	uint8_t mem[600];
	struct conf_put text = { mem, 0, sizeof mem, false };

	conf_text(sent, CONF_WHY_MAX, "the right password, a NUL and more");
	conf_put_raw(&text, ett_str(p->login.password));
	conf_put_raw(&text, ETT_LIT("\0more"));
	say_bytes(p, conf_put_view(&text));
	refused_then_right(p, r);
}

static void no_text(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "a password that is not UTF-8");
	say_bytes(p, ETT_LIT("\xff\xfe\xc0\x80\xed\xa0\x80"));
	refused_then_right(p, r);
}

static void too_long(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	uint8_t *mem = malloc(PASSWORD_LONG);

	conf_text(sent, CONF_WHY_MAX, "a password of 64 KiB");
	if (mem == NULL) {
		(void)conf_react_ours(r, "out of memory");
		return;
	}
	memset(mem, 'p', PASSWORD_LONG);
	say_bytes(p, (struct ett_bytes){ mem, PASSWORD_LONG });
	free(mem);
	refused_then_right(p, r);
}

/* 5.1-02, 5-05, 5-06: the key, then the password */

static bool told(struct conf_reaction *r, const char *what)
{
	r->kind = RE_ANSWER;
	conf_text(r->text, sizeof r->text, "%s", what);
	return false;
}

static bool first_factor(struct conf_peer *p, struct conf_reaction *r)
{
	if (conf_key_of(p, NULL, r) == NULL)
		return false;
	(void)conf_say_publickey(p, p->login.key, NULL, true);
	if (!conf_refused(p, r))
		return false;
	if (!conf_partial(p))
		return told(r, "the right key was no partial success");
	if (!ett_names_has(conf_methods(p), ETT_LIT("password")))
		return told(r, "password is not listed as what is missing");
	return true;
}

static void both_factors(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "wrong password, right key, wrong password, right password");
	(void)conf_say_password(p, wrong);
	if (!conf_refused(p, r))
		return;
	if (conf_partial(p)) {
		(void)told(r, "a wrong password was a partial success");
		return;
	}
	if (!first_factor(p, r))
		return;
	(void)conf_say_password(p, wrong);
	if (!conf_refused(p, r))
		return;
	if (conf_partial(p))
		(void)told(r, "a wrong password was a partial success");
	else
		right_password(p, r);
}

/* The key counted for the first name; behind another one it does not. */
static void change_between(struct conf_peer *p, struct conf_reaction *r,
			   const char *user, const char *service)
{
	const struct ett_bytes nothing = { NULL, 0 };

	if (!first_factor(p, r))
		return;
	(void)conf_say_request(p, user, service, "none", nothing);
	if (!conf_refused(p, r))
		return;
	(void)conf_say_password(p, p->login.password);
	(void)conf_refused(p, r);
}

static void other_user(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "the key, a request of another user, the password");
	change_between(p, r, "another-user", "ssh-connection");
}

static void other_service(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "the key, a request for another service, the password");
	change_between(p, r, conf_user(p), "bogus@example.com");
}

/* The key of one user, the password as another. */
static void last_as_other(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	uint8_t mem[600];
	struct conf_put body = { mem, 0, sizeof mem, false };

	conf_text(sent, CONF_WHY_MAX, "the key, the password of another user");
	if (!first_factor(p, r))
		return;
	conf_put_u8(&body, 0);
	conf_put_str(&body, ett_str(p->login.password));
	(void)conf_say_request(p, "another-user", "ssh-connection", "password",
			       conf_put_view(&body));
	(void)conf_refused(p, r);
}

extern const struct conf_case conf_password[];

/* clang-format off */
#define PW(name, of, about, level, has, act, good, also)                \
	{                                                               \
		.id = name, .req = of, .says = about,                   \
		.target = AS_SERVER, .tier = level,                     \
		.needs = HAS_PASSWORD | (has), .start = AT_AUTH,        \
		.steps = STEPS(DO_EXPECT_OR(act, good, also)),          \
	}

const struct conf_case conf_password[] = {
	PW("AUTH-4252-8-01/right", "4252-8-01",
	   "the right password lets in", 1, HAS_LOGIN, right, 0, 0),
	PW("AUTH-4252-8-01/wrong", "4252-8-01",
	   "a wrong password does not", 1, HAS_LOGIN, not_right, 0, 0),
	PW("AUTH-4252-8-02", "4252-8-02",
	   "a change that was not asked for changes nothing", 2, HAS_LOGIN,
	   change, RE_TERM, 0),
	PW("AUTH-4252-8-03", "4252-8-03",
	   "an expired password does not let in", 2, HAS_EXPIRED, expired,
	   RE_TERM, 0),
	PW("AUTH-4252-8-04/empty", "4252-8-04",
	   "an empty password is refused", 2, HAS_LOGIN, empty, 0, RE_TERM),
	PW("AUTH-4252-8-04/nul", "4252-8-04",
	   "a password is not cut at a NUL", 2, HAS_LOGIN, with_nul, 0,
	   RE_TERM),
	PW("AUTH-4252-8-04/text", "4252-8-04",
	   "a password that is no text is refused", 2, HAS_LOGIN, no_text, 0,
	   RE_TERM),
	PW("AUTH-4252-8-04/long", "4252-8-04",
	   "a password of 64 KiB is refused", 2, HAS_LOGIN, too_long, RE_TERM,
	   0),
	PW("AUTH-4252-5.1-02", "4252-5.1-02",
	   "partial success is told of when it is one", 1, HAS_TWO_FACTOR,
	   both_factors, 0, 0),
	PW("AUTH-4252-5-05/return", "4252-5-05",
	   "another user in between makes the key count no more", 1,
	   HAS_TWO_FACTOR, other_user, RE_TERM, 0),
	PW("AUTH-4252-5-05/last", "4252-5-05",
	   "the key of one user does not count for another", 1,
	   HAS_TWO_FACTOR, last_as_other, RE_TERM, 0),
	PW("AUTH-4252-5-06", "4252-5-06",
	   "another service in between makes the key count no more", 2,
	   HAS_TWO_FACTOR, other_service, RE_TERM, 0),
	{ .id = NULL }
};
/* clang-format on */
