/* SPDX-License-Identifier: ISC
 *
 * RFC 4256: questions and answers.  Servers are asked with the password of
 * the judge's user, which is said to answer every question; clients are asked
 * nothing that a person would have to answer.
 */
#include <string.h>

#include "conformance/engine/case.h"
#include "conformance/peer/auth.h"

enum { QUESTION = ETT_NUM_userauth_info_request };

/* How many prompts the INFO_REQUEST heard last has. */
static uint32_t prompts(const struct conf_peer *p)
{
	struct conf_seen q;

	conf_read(p->link.payload, "userauth_info", &q);
	return (uint32_t)conf_seen_at(
		   &q, offsetof(struct ett_msg_userauth_info_request, count))
	    .num;
}

/* Servers */

static void start(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	uint8_t number;

	conf_text(sent, CONF_WHY_MAX, "keyboard-interactive");
	(void)conf_say_kbdint(p, conf_user(p));
	number = conf_auth_answer(p, r);
	if (number == QUESTION || number == ETT_NUM_userauth_failure ||
	    number == ETT_NUM_userauth_success)
		r->kind = 0;
}

static bool asked(struct conf_peer *p, struct conf_reaction *r)
{
	(void)conf_say_kbdint(p, conf_user(p));
	return conf_expect(p, QUESTION, r);
}

/* The right answers, but more or fewer of them. */
static void miscount(struct conf_peer *p, struct conf_reaction *r, int more,
		     char *sent)
{
	uint32_t n;

	conf_text(sent, CONF_WHY_MAX, "another number of responses");
	if (!asked(p, r))
		return;
	n = prompts(p);
	if (n == 0 && more <= 0) {
		(void)conf_skip(r, "it asks nothing");
		return;
	}
	n = more == 0 ? 0 : (uint32_t)((int64_t)n + more);
	(void)conf_say_responses(p, p->login.password, n, n);
	(void)conf_refused(p, r);
}

static void one_more(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	miscount(p, r, 1, sent);
}

static void one_less(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	miscount(p, r, -1, sent);
}

static void no_response(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	miscount(p, r, 0, sent);
}

static void huge_count(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "num-responses of 2^32 - 1");
	if (!asked(p, r))
		return;
	(void)conf_say_responses(p, p->login.password, 1, UINT32_MAX);
	(void)conf_refused(p, r);
}

/* Nothing more comes until the question is answered. */
static void one_at_a_time(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	uint64_t wait = p->wait_ms;
	uint32_t n;

	conf_text(sent, CONF_WHY_MAX, "keyboard-interactive, then nothing");
	if (!asked(p, r))
		return;
	n = prompts(p);
	p->wait_ms = 500;
	conf_await(p, r);
	p->wait_ms = wait;
	if (r->kind != RE_SILENCE)
		return;
	(void)conf_say_responses(p, p->login.password, n, n);
	if (conf_auth_answer(p, r) != 0)
		r->kind = 0;
}

/* RFC 4252 section 5: the question is forgotten, not refused. */
static void abandoned(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "keyboard-interactive, and the password before the answers");
	if (!asked(p, r))
		return;
	(void)conf_say_password(p, p->login.password);
	(void)conf_expect(p, ETT_NUM_userauth_success, r);
}

/* Clients */

static const char kbdint[] = "keyboard-interactive";

static bool is_request_for(const struct conf_peer *p, const char *method)
{
	return p->seen.n >= 3 && ett_bytes_is(p->seen.v[2].bytes, method);
}

/* Refuses all else; a client that has nothing else to try goes away. */
static bool client_begins(struct conf_peer *p, struct conf_reaction *r)
{
	for (int i = 0; i < 20; i++) {
		if (!conf_expect(p, ETT_NUM_userauth_request, r)) {
			if ((r->kind & RE_TERM) != 0)
				(void)conf_skip(r, "the client does not do "
						   "keyboard-interactive");
			return false;
		}
		if (is_request_for(p, kbdint))
			return true;
		(void)conf_refuse(p, kbdint);
	}
	return conf_skip(r, "the client does not do keyboard-interactive");
}

static void ask_client(struct conf_peer *p, const char *name,
		       const char *instruction, uint32_t count)
{
	struct ett_msg_userauth_info_request m = {
		.name = ett_str(name),
		.instruction = ett_str(instruction),
		.count = count,
	};

	(void)conf_say(p, ETT_MSG_userauth_info_request, &m, NULL);
}

/* INFO_RESPONSE with no responses. */
static bool answers_nothing(struct conf_peer *p, struct conf_reaction *r)
{
	struct conf_seen a;

	if (!conf_expect(p, ETT_NUM_userauth_info_response, r))
		return false;
	conf_read(p->link.payload, NULL, &a);
	if (a.n >= 1 && a.v[0].num == 0 && p->link.payload.n == 5)
		return true;
	r->kind = RE_ANSWER;
	conf_text(r->text, sizeof r->text,
		  "INFO_RESPONSE with something in it for no prompts");
	return false;
}

static void let_in(struct conf_peer *p, struct conf_reaction *r)
{
	struct ett_msg_userauth_success m = { 0 };

	(void)conf_say(p, ETT_MSG_userauth_success, &m, NULL);
	p->logged_in = true;
	(void)conf_alive(p, r);
}

static void no_prompts(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "INFO_REQUEST without prompts");
	if (!client_begins(p, r))
		return;
	ask_client(p, "", "", 0);
	if (answers_nothing(p, r))
		let_in(p, r);
}

static void exchanges(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	static const char *const texts[] = { "one", "two\r\nlines\r\n",
					     "a\ttab and \x1b[1mmore" };
	static char long_text[4001];

	conf_text(sent, CONF_WHY_MAX, "four exchanges, newlines, 4000 bytes");
	memset(long_text, 'x', sizeof long_text - 1);
	if (!client_begins(p, r))
		return;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		ask_client(p, "name", texts[i], 0);
		if (!answers_nothing(p, r))
			return;
	}
	ask_client(p, long_text, long_text, 0);
	if (answers_nothing(p, r))
		let_in(p, r);
}

static void huge_prompts(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "INFO_REQUEST with 2^32 - 1 prompts");
	if (!client_begins(p, r))
		return;
	ask_client(p, "", "", UINT32_MAX);
	conf_await(p, r);
}

extern const struct conf_case conf_kbdint[];

/* clang-format off */
#define KBD(name, of, about, level, has, act, good, also)               \
	{                                                               \
		.id = name, .req = of, .says = about,                   \
		.target = AS_SERVER, .tier = level, .needs = has,       \
		.start = AT_AUTH,                                       \
		.steps = STEPS(DO_EXPECT_OR(act, good, also)),          \
	}
#define CLIENT(name, of, about, act, good)                              \
	{                                                               \
		.id = name, .req = of, .says = about,                   \
		.target = AS_CLIENT, .tier = 2, .start = AT_AUTH,       \
		.steps = STEPS(DO_EXPECT(act, good)),                   \
	}
#define ANSWERS (HAS_PASSWORD | HAS_KBDINT)

const struct conf_case conf_kbdint[] = {
	KBD("AUTH-4256-3.1-01", "4256-3.1-01",
	    "keyboard-interactive is let in, refused or asked", 1, 0, start,
	    0, 0),
	KBD("AUTH-4256-3.4-01/more", "4256-3.4-01",
	    "one response too many fails", 1, ANSWERS, one_more, 0, RE_TERM),
	KBD("AUTH-4256-3.4-01/less", "4256-3.4-01",
	    "one response too few fails", 1, ANSWERS, one_less, 0, RE_TERM),
	KBD("AUTH-4256-3.4-01/none", "4256-3.4-01",
	    "no response where one was asked for fails", 1, ANSWERS,
	    no_response, 0, RE_TERM),
	KBD("AUTH-4256-3.4-02", "4256-3.4-02",
	    "a huge number of responses does no harm", 2, ANSWERS, huge_count,
	    RE_TERM, 0),
	KBD("AUTH-4256-3.2-01", "4256-3.2-01",
	    "one question at a time", 2, ANSWERS, one_at_a_time, 0, 0),
	KBD("AUTH-4252-5-07", "4252-5-07",
	    "a new request abandons the questions of the last", 2,
	    ANSWERS | HAS_LOGIN, abandoned, 0, 0),
	CLIENT("AUTH-4256-3.4-03", "4256-3.4-03",
	       "no prompts get no responses", no_prompts, 0),
	CLIENT("AUTH-4256-3.2-02/several", "4256-3.2-02",
	       "several exchanges, newlines and long texts", exchanges, 0),
	CLIENT("AUTH-4256-3.2-02/huge", "4256-3.2-03",
	       "2^32 - 1 prompts end the connection", huge_prompts, RE_TERM),
	{ .id = NULL }
};
/* clang-format on */
