/* SPDX-License-Identifier: ISC
 *
 * RFC 4254 section 4: global requests.  That no reply comes is known as soon
 * as a later question has been answered.
 */
#include "conformance/engine/case.h"

static const struct ett_bytes nothing = { NULL, 0 };

static void ask_unknown(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "GLOBAL_REQUEST foo@example.com, want_reply TRUE");
	(void)conf_say_global(p, "foo@example.com", true, nothing);
	if (conf_until_globals(p, 1, r) && p->chans.globals[0] != 'f')
		(void)conf_blame(r, "REQUEST_SUCCESS to an unknown request");
}

static void ask_without_reply(struct conf_peer *p, struct conf_reaction *r,
			      char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "GLOBAL_REQUEST foo@example.com, want_reply FALSE");
	(void)conf_say_global(p, "foo@example.com", false, nothing);
	if (conf_barrier(p, r) && p->chans.globals_n > 0)
		(void)conf_blame(r, "a reply that was not wanted");
}

/* Any port, of which only a server has some. */
static bool say_forward(struct conf_peer *p)
{
	uint8_t mem[64];
	struct conf_put body = { mem, 0, sizeof mem, false };

	conf_put_str(&body, ETT_LIT("127.0.0.1"));
	conf_put_u32(&body, 0);
	return conf_say_global(p, "tcpip-forward", true, conf_put_view(&body));
}

static bool ask_three(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "in one piece: an unknown request, tcpip-forward with port "
		  "0, an unknown request");
	p->hold = true;
	(void)conf_say_global(p, "foo@example.com", true, nothing);
	(void)say_forward(p);
	(void)conf_say_global(p, "bar@example.com", true, nothing);
	p->hold = false;
	(void)conf_flush(p);
	return conf_until_globals(p, 3, r);
}

static void ask_in_order(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	const char *got = p->chans.globals;

	if (!ask_three(p, r, sent))
		return;
	if (got[0] != 'f' || got[2] != 'f') {
		(void)conf_blame(r, "replies out of order: %.3s", got);
	} else if (got[1] != 's') {
		r->kind = RE_REFUSED;
		conf_text(r->text, sizeof r->text,
			  "tcpip-forward refused, so that the order of three "
			  "refusals cannot be seen");
	}
}

static void ask_for_three_replies(struct conf_peer *p, struct conf_reaction *r,
				  char *sent)
{
	if (ask_three(p, r, sent) && conf_barrier(p, r) &&
	    p->chans.globals_n != 3)
		(void)conf_blame(r, "%zu replies to three requests",
				 p->chans.globals_n);
}

/* Answers to nothing: success and failure by turns. */
static void say_strays(struct conf_peer *p, int n)
{
	const struct ett_msg_request_success yes = { .body = { NULL, 0 } };
	const struct ett_msg_request_failure no = { 0 };

	for (int i = 0; i < n; i++)
		if (i % 2 == 0)
			(void)conf_say(p, ETT_MSG_request_success, &yes, NULL);
		else
			(void)conf_say(p, ETT_MSG_request_failure, &no, NULL);
}

static void stray_reply(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "REQUEST_SUCCESS unasked");
	say_strays(p, 1);
	(void)conf_alive(p, r);
}

static void stray_replies(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "64 of REQUEST_SUCCESS and REQUEST_FAILURE, unasked");
	say_strays(p, 64);
	(void)conf_alive(p, r);
}

static void no_more_sessions(struct conf_peer *p, struct conf_reaction *r,
			     char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "no-more-sessions@openssh.com, then a session");
	(void)conf_say_global(p, "no-more-sessions@openssh.com", true, nothing);
	if (!conf_until_globals(p, 1, r))
		return;
	if (p->chans.globals[0] != 's') {
		(void)conf_lacks(r, "no-more-sessions is not known here");
		return;
	}
	(void)conf_open_with(p, "session", nothing, 1, 65536, 32768);
	if (!conf_until_answered(p, 1, r))
		return;
	if (conf_chan_find(&p->chans, 1)->open) {
		(void)conf_blame(r, "a session was opened nevertheless");
		return;
	}
	r->kind = RE_REFUSED;
	conf_text(r->text, sizeof r->text, "the session was refused");
}

extern const struct conf_case conf_global[];

/* clang-format off */
const struct conf_case conf_global[] = {
	{
		.id     = "CONN-4254-4-01",
		.req    = "4254-4-01",
		.says   = "an unknown global request is answered with "
			  "REQUEST_FAILURE",
		.target = AS_BOTH, .tier = 1, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO(ask_unknown)),
	},
	{
		.id     = "CONN-4254-4-02",
		.req    = "4254-4-02",
		.says   = "no reply to a global request that wants none",
		.target = AS_BOTH, .tier = 1, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO(ask_without_reply)),
	},
	{
		.id     = "CONN-4254-4-03",
		.req    = "4254-4-03",
		.says   = "replies to global requests come in their order",
		.target = AS_SERVER, .tier = 1, .start = AT_LOGIN,
		.needs  = HAS_LOGIN | HAS_LISTEN,
		.steps  = STEPS(DO_EXPECT_OR(ask_in_order, 0, RE_REFUSED)),
	},
	{
		.id     = "CONN-4254-4-03/number",
		.req    = "4254-4-03",
		.says   = "three requests in one piece have three replies",
		.target = AS_BOTH, .tier = 1, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO(ask_for_three_replies)),
	},
	{
		.id     = "CONN-4254-4-04/one",
		.req    = "4254-4-04",
		.says   = "a reply to nothing is ignored or ends it",
		.target = AS_BOTH, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO_EXPECT(stray_reply, RE_TERM)),
	},
	{
		.id     = "CONN-4254-4-04/many",
		.req    = "4254-4-04",
		.says   = "64 replies to nothing are ignored or end it",
		.target = AS_BOTH, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO_EXPECT(stray_replies, RE_TERM)),
	},
	{
		.id     = "PROTO-2.2-01",
		.req    = "P-2.2-01",
		.says   = "no session after no-more-sessions",
		.target = AS_SERVER, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN | HAS_SESSION,
		.steps  = STEPS(DO_EXPECT_OR(no_more_sessions, RE_TERM,
					     RE_REFUSED)),
	},
	{ .id = NULL }
};
/* clang-format on */
