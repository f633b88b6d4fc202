/* SPDX-License-Identifier: ISC
 *
 * RFC 4252 sections 4 and 5: requests, and what the answers to them may be.
 */
#include <stdio.h>
#include <string.h>

#include "conformance/engine/case.h"
#include "conformance/peer/auth.h"

static const char nobody[] = "nobody-of-this-name";

static bool wrong_answer(struct conf_reaction *r, const char *what)
{
	r->kind = RE_ANSWER;
	conf_text(r->text, sizeof r->text, "%s", what);
	return false;
}

/* 4-01, 5.2-01, 5-01 */

/* A FAILURE whose list is lawful. */
static bool refused_well(struct conf_peer *p, struct conf_reaction *r)
{
	if (!conf_refused(p, r))
		return false;
	if (ett_names_has(conf_methods(p), ETT_LIT("none")))
		return wrong_answer(r, "none is listed as a method");
	return true;
}

static void lists(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	const struct ett_bytes empty = { NULL, 0 };

	conf_text(sent, CONF_WHY_MAX, "none, an unknown method, publickey");
	(void)conf_say_none(p);
	if (!refused_well(p, r))
		return;
	(void)conf_say_method(p, "foo@example.com", empty);
	if (!refused_well(p, r))
		return;
	(void)conf_say_method(p, "publickey",
			      ETT_LIT("\0\0\0\0\x03"
				      "foo\0\0\0\x03"
				      "bar"));
	(void)refused_well(p, r);
}

static void none(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	uint8_t number;

	conf_text(sent, CONF_WHY_MAX, "none");
	(void)conf_say_none(p);
	number = conf_auth_answer(p, r);
	if (number == ETT_NUM_userauth_success) {
		(void)conf_skip(r, "it asks nobody for anything");
	} else if (number == ETT_NUM_userauth_failure) {
		r->kind = 0;
		if (conf_methods(p).n == 0)
			(void)wrong_answer(r, "FAILURE lists no method");
		else if (conf_partial(p))
			(void)wrong_answer(r, "none was a partial success");
	}
}

static void unknown_method(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "method foo@example.com, then none");
	(void)conf_say_method(p, "foo@example.com", ETT_LIT("\x01 2 3"));
	if (!refused_well(p, r))
		return;
	(void)conf_say_none(p);
	(void)conf_refused(p, r);
}

/* 4-02, 4-03 */

enum { PROBES = 40, RECOMMENDED = 20, LONGEST_MS = 900000, STEP_MS = 1000 };

static void many_probes(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	struct conf_user_key k;
	int i = 0;

	conf_text(sent, CONF_WHY_MAX, "up to 40 keys that nobody knows");
	if (conf_user_key_make(p->backend, "ssh-ed25519", p->rng, &k) !=
	    ETT_OK) {
		(void)conf_react_ours(r, "the judge could not make a key");
		return;
	}
	do
		(void)conf_say_publickey(p, &k, NULL, false);
	while (conf_refused(p, r) && ++i < PROBES);
	if (r->kind != 0 && (r->kind & RE_TERM) == 0)
		return;
	if (i <= RECOMMENDED)
		r->kind = 0;
	else
		r->kind = RE_ANSWER;
	conf_text(r->text, sizeof r->text, "%d failed attempts were taken%s", i,
		  i == PROBES ? ", and more would be" : "");
}

static void idle(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	uint64_t wait = p->wait_ms, start = p->wire.now(p->wire.ctx);

	conf_text(sent, CONF_WHY_MAX, "nothing");
	p->wait_ms = STEP_MS;
	do
		conf_await(p, r);
	while (r->kind == RE_SILENCE &&
	       p->wire.now(p->wire.ctx) - start < LONGEST_MS);
	p->wait_ms = wait;
	conf_text(r->text, sizeof r->text, "%s after %llu s",
		  (r->kind & RE_TERM) != 0 ? "ended" : "not ended",
		  (unsigned long long)(p->wire.now(p->wire.ctx) - start) /
		      1000);
}

/* 5-02 */

static void other_service(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX,
		  "publickey, rightly signed, for service bogus@example.com");
	if (conf_key_of(p, NULL, r) == NULL)
		return;
	conf_pk_make(p, p->login.key, NULL, &pk);
	pk.said.service = pk.over.service = ETT_LIT("bogus@example.com");
	(void)conf_pk_send(p, &pk);
	(void)conf_refused(p, r);
}

/* 5-03 */

static void nobody_none(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	const struct ett_bytes empty = { NULL, 0 };

	conf_text(sent, CONF_WHY_MAX, "none of a user who is not there");
	(void)conf_say_request(p, nobody, "ssh-connection", "none", empty);
	(void)conf_refused(p, r);
}

static void nobody_key(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	struct conf_user_key strange;
	const struct conf_user_key *k = p->login.key;
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX, "publickey of a user who is not there");
	if (k == NULL && conf_user_key_make(p->backend, "ssh-ed25519", p->rng,
					    &strange) == ETT_OK)
		k = &strange;
	if (k == NULL) {
		(void)conf_react_ours(r, "the judge could not make a key");
		return;
	}
	conf_pk_make(p, k, NULL, &pk);
	pk.said.user = pk.over.user = ett_str(nobody);
	(void)conf_pk_send(p, &pk);
	(void)conf_refused(p, r);
}

static void nobody_password(struct conf_peer *p, struct conf_reaction *r,
			    char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "password of a user who is not there");
	(void)conf_say_request(p, nobody, "ssh-connection", "password",
			       ETT_LIT("\0\0\0\0\x05guess"));
	(void)conf_refused(p, r);
}

/* Questions may be asked, for who is not there shall not be told. */
static void nobody_kbdint(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	uint8_t number = ETT_NUM_userauth_info_request;

	conf_text(sent, CONF_WHY_MAX,
		  "keyboard-interactive of a user who is not there");
	(void)conf_say_kbdint(p, nobody);
	for (int i = 0; i < 5; i++) {
		struct conf_seen q;

		number = conf_auth_answer(p, r);
		if (number != ETT_NUM_userauth_info_request)
			break;
		conf_read(p->link.payload, "userauth_info", &q);
		if (q.n < 4 || q.v[3].num > 8)
			break;
		(void)conf_say_responses(p, "guess", (uint32_t)q.v[3].num,
					 (uint32_t)q.v[3].num);
	}
	if (number == ETT_NUM_userauth_failure)
		r->kind = 0;
}

/* 5-04: what one connection can tell */
static void known_and_not(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	char known[200], unknown[200] = "";

	conf_text(sent, CONF_WHY_MAX,
		  "none of a user who is there, and of one who is not");
	(void)conf_say_none(p);
	if (!conf_refused(p, r))
		return;
	ett_escape(conf_methods(p), known, sizeof known);
	nobody_none(p, r, sent);
	if (r->kind == 0)
		ett_escape(conf_methods(p), unknown, sizeof unknown);
	else if ((r->kind & RE_TERM) == 0)
		return;
	r->kind = RE_ANSWER;
	if (unknown[0] == '\0')
		conf_text(r->text, sizeof r->text,
			  "another user's name ends the connection");
	else if (strcmp(known, unknown) == 0)
		conf_text(r->text, sizeof r->text, "the same list: %s", known);
	else
		conf_text(r->text, sizeof r->text, "%s, but %s", known,
			  unknown);
}

/* 5.1-01, 5.1-03 */

static void pipeline(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	const struct ett_bytes empty = { NULL, 0 };

	conf_text(sent, CONF_WHY_MAX,
		  "four requests that fail and the right one, in one piece");
	if (conf_key_of(p, NULL, r) == NULL)
		return;
	p->hold = true;
	(void)conf_say_none(p);
	for (int i = 0; i < 3; i++)
		(void)conf_say_method(p, "foo@example.com", empty);
	(void)conf_say_publickey(p, p->login.key, NULL, true);
	p->hold = false;
	(void)conf_flush(p);
	for (int i = 0; i < 4; i++)
		if (!conf_refused(p, r))
			return;
	p->logged_in = conf_expect(p, ETT_NUM_userauth_success, r);
	if (p->logged_in)
		(void)conf_alive(p, r);
}

static void after_success(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	unsigned before = p->unimplemented;
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX,
		  "behind the login: none, publickey right, publickey wrong");
	if (conf_key_of(p, NULL, r) == NULL)
		return;
	(void)conf_say_none(p);
	conf_pk_make(p, p->login.key, NULL, &pk);
	(void)conf_pk_send(p, &pk);
	pk.over.user = ETT_LIT("mallory");
	(void)conf_pk_send(p, &pk);
	if (!conf_alive(p, r) || p->unimplemented == before)
		return;
	r->kind = RE_UNIMPLEMENTED;
	conf_text(r->text, sizeof r->text, "UNIMPLEMENTED");
}

/* 5-08 */

enum { LONG_NAME = 20000 };

static void name_with_nul(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	char mem[300];
	struct conf_pk pk;
	int n = snprintf(mem, sizeof mem, "%s%cand more", conf_user(p), 0);

	conf_text(sent, CONF_WHY_MAX,
		  "the user's name, a NUL and more, rightly signed");
	if (conf_key_of(p, NULL, r) == NULL || n < 0 || n >= (int)sizeof mem)
		return;
	conf_pk_make(p, p->login.key, NULL, &pk);
	pk.said.user = (struct ett_bytes){ (const uint8_t *)mem, (size_t)n };
	pk.over.user = pk.said.user;
	(void)conf_pk_send(p, &pk);
	(void)conf_refused(p, r);
}

static void refused(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	(void)sent;
	(void)conf_refused(p, r);
}

extern const struct conf_case conf_auth_requests[];

/* clang-format off */
#define ANYBODY(name, of, about, level, act, good, also)                \
	{                                                               \
		.id = name, .req = of, .says = about,                   \
		.target = AS_SERVER, .tier = level, .start = AT_AUTH,   \
		.steps = STEPS(DO_EXPECT_OR(act, good, also)),          \
	}
#define USER(name, of, about, level, place, act, good, also)            \
	{                                                               \
		.id = name, .req = of, .says = about,                   \
		.target = AS_SERVER, .tier = level, .start = place,     \
		.needs = HAS_LOGIN,                                     \
		.steps = STEPS(DO_EXPECT_OR(act, good, also)),          \
	}
#define NAMED(name, about, ...)                                         \
	{                                                               \
		.id = name, .req = "4252-5-08", .says = about,          \
		.target = AS_SERVER, .tier = 3, .start = AT_AUTH,       \
		.steps = STEPS(                                         \
			SAY_WITH(userauth_request, __VA_ARGS__,         \
				 SET(userauth_request, service,         \
				     "ssh-connection"),                 \
				 SET(userauth_request, method, "none")), \
			DO_EXPECT(refused, RE_TERM)),                   \
	}

const struct conf_case conf_auth_requests[] = {
	ANYBODY("AUTH-4252-4-01", "4252-4-01",
		"FAILURE never lists none", 1, lists, 0, 0),
	ANYBODY("AUTH-4252-4-02", "4252-4-02",
		"failed attempts end the connection by the twentieth", 3,
		many_probes, 0, 0),
	{
		.id = "AUTH-4252-4-03", .req = "4252-4-03",
		.says = "how long a client may take to log in",
		.target = AS_SERVER, .tier = 2, .start = AT_AUTH,
		.needs = HAS_SLOW, .info = true,
		.steps = STEPS(DO_EXPECT(idle, RE_TERM | RE_SILENCE)),
	},
	ANYBODY("AUTH-4252-5.2-01", "4252-5.2-01",
		"none is refused with the methods there are", 1, none, 0, 0),
	ANYBODY("AUTH-4252-5-01", "4252-5-01",
		"an unknown method is refused, and that is all", 1,
		unknown_method, 0, 0),
	USER("AUTH-4252-5-02", "4252-5-02",
	     "the right key does not open a service that is not there", 2,
	     AT_AUTH, other_service, RE_TERM, 0),
	ANYBODY("AUTH-4252-5-03/none", "4252-5-03",
		"who is not there is not let in for nothing", 1, nobody_none,
		RE_TERM, 0),
	{
		/* A tunnel may know keys and no users. */
		.id = "AUTH-4252-5-03/publickey", .req = "4252-5-03",
		.says = "who is not there is not let in with a key",
		.target = AS_SERVER, .tier = 1, .start = AT_AUTH,
		.needs = HAS_USERS,
		.steps = STEPS(DO_EXPECT(nobody_key, RE_TERM)),
	},
	ANYBODY("AUTH-4252-5-03/password", "4252-5-03",
		"who is not there is not let in with a password", 1,
		nobody_password, RE_TERM, 0),
	ANYBODY("AUTH-4252-5-03/keyboard-interactive", "4252-5-03",
		"who is not there is not let in with answers", 1,
		nobody_kbdint, RE_TERM, 0),
	{
		.id = "AUTH-4252-5-04", .req = "4252-5-04",
		.says = "what tells that a user is there",
		.target = AS_SERVER, .tier = 2, .start = AT_AUTH,
		.needs = HAS_LOGIN, .info = true,
		.steps = STEPS(DO_EXPECT(known_and_not, RE_ANSWER | RE_TERM)),
	},
	{
		.id = "AUTH-4252-5-08/nul", .req = "4252-5-08",
		.says = "a name is not cut at a NUL",
		.target = AS_SERVER, .tier = 3, .start = AT_AUTH,
		.needs = HAS_LOGIN | HAS_USERS,
		.steps = STEPS(DO_EXPECT(name_with_nul, RE_TERM)),
	},
	NAMED("AUTH-4252-5-08/empty", "a user without a name",
	      SET(userauth_request, user, "")),
	NAMED("AUTH-4252-5-08/long", "a user with a name of 20000 bytes",
	      FRONT_TIMES(userauth_request, user, "ab", LONG_NAME / 2)),
	NAMED("AUTH-4252-5-08/path", "a name that is a path",
	      SET(userauth_request, user, "../../etc/passwd")),
	NAMED("AUTH-4252-5-08/option", "a name that is an option",
	      SET(userauth_request, user, "-oProxyCommand=x")),
	NAMED("AUTH-4252-5-09/length", "a method that is longer than its packet",
	      SET(userauth_request, user, "judge"),
	      LEN(userauth_request, method, 1000000)),
	NAMED("AUTH-4252-5-09/tail", "nine bytes behind a request",
	      SET(userauth_request, user, "judge"), TAIL("nine more")),
	USER("AUTH-4252-5.1-01", "4252-5.1-01",
	     "requests that were not waited for are answered in order", 1,
	     AT_AUTH, pipeline, 0, 0),
	USER("AUTH-4252-5.1-03", "4252-5.1-03",
	     "requests behind the login are ignored", 2, AT_LOGIN,
	     after_success, 0, RE_TERM | RE_UNIMPLEMENTED),
	{ .id = NULL }
};
/* clang-format on */
