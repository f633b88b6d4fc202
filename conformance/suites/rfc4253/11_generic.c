/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 11: the messages that may come at any time, and those that
 * nobody knows.  What has no effect is told by a lawful question behind it.
 */
#include <string.h>

#include "conformance/engine/case.h"

/* The question behind what the steps before have said: it must be as if they
 * had not. */
static void no_effect(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	unsigned before = p->unimplemented;

	conf_text(sent, CONF_WHY_MAX, "a lawful question");
	if (!conf_question(p, r) || p->unimplemented == before)
		return;
	r->kind = RE_UNIMPLEMENTED;
	conf_text(r->text, sizeof r->text, "UNIMPLEMENTED for packet %u",
		  p->unimplemented_seq);
}

static void in_order(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	static const uint8_t numbers[] = { 9, 22, 59 };
	enum { N = sizeof numbers };
	struct ett_msg_ignore ignore = { .data = ETT_INIT("between") };
	uint32_t seq[N];
	bool right;

	conf_text(sent, CONF_WHY_MAX,
		  "messages 9, 22, IGNORE and 59 in one segment");
	p->hold = true;
	for (size_t i = 0; i < N; i++) {
		if (i + 1 == N)
			(void)conf_say(p, ETT_MSG_ignore, &ignore, NULL);
		seq[i] = p->link.out.seq;
		conf_say_number(p, numbers[i]);
	}
	p->hold = false;
	(void)conf_flush(p);
	if (!conf_question(p, r))
		return;
	right = p->unimplemented == N &&
		memcmp(seq, p->unimplemented_all, sizeof seq) == 0;
	if (right)
		return;
	r->kind = RE_ANSWER;
	conf_text(r->text, sizeof r->text,
		  "%u times UNIMPLEMENTED, the last for packet %u; they were "
		  "packets %u, %u and %u",
		  p->unimplemented, p->unimplemented_seq, seq[0], seq[1],
		  seq[2]);
}

static void behind_rekey(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "a message of number %u behind a key exchange", p->argument);
	if (conf_rekey(p, r))
		conf_try_number(p, (uint8_t)p->argument, r);
}

static void local_number(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	if (!p->pings) {
		conf_number(p, r, sent);
		return;
	}
	r->kind = RE_NO_COMMON;
	conf_text(r->text, sizeof r->text, "the target has PING");
}

enum { CLOSE_MS = 2000 };

/* From here on nothing may come but the end. */
static void hear_end(struct conf_peer *p, struct conf_reaction *r)
{
	uint64_t longest = p->wait_ms;

	if (p->wait_ms > CLOSE_MS)
		p->wait_ms = CLOSE_MS;
	conf_await(p, r);
	p->wait_ms = longest;
}

static void disconnect(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	struct ett_msg_disconnect m = { .reason = 11,
					.description = ETT_INIT("bye") };

	conf_text(sent, CONF_WHY_MAX, "DISCONNECT 11");
	/* A client's request that is on its way says nothing. */
	if (p->is_server && !conf_expect(p, ETT_NUM_userauth_request, r))
		return;
	(void)conf_say(p, ETT_MSG_disconnect, &m, NULL);
	hear_end(p, r);
}

static void data_behind(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	struct ett_msg_disconnect m = { .reason = 11 };

	conf_text(sent, CONF_WHY_MAX,
		  "DISCONNECT 11 and data on the channel, in one segment");
	p->hold = true;
	(void)conf_say(p, ETT_MSG_disconnect, &m, NULL);
	(void)conf_data(p, 0, ETT_LIT("behind the end"));
	p->hold = false;
	(void)conf_flush(p);
	hear_end(p, r);
}

/* The next message is PONG with this text. */
static bool pong(struct conf_peer *p, struct ett_bytes text,
		 struct conf_reaction *r)
{
	if (!conf_expect(p, ETT_NUM_pong, r))
		return false;
	if (p->seen.n > 0 && ett_bytes_eq(p->seen.v[0].bytes, text))
		return true;
	r->kind = RE_ANSWER;
	conf_text(r->text, sizeof r->text,
		  "PONG with other data than the PING had, or not in order");
	return false;
}

/* Empty, 1 byte, 32000, and then 50 in one segment. */
static void pings(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	static const size_t lengths[] = { 0, 1, 32000 };
	static uint8_t mem[32000];
	struct ett_msg_ping m = { .data = { mem, 0 } };
	size_t n = 0;

	if (!p->pings) {
		r->kind = RE_NO_COMMON;
		conf_text(r->text, sizeof r->text, "the target has no PING");
		return;
	}
	conf_text(sent, CONF_WHY_MAX, "PING of 0, 1, 32000 bytes, and 50");
	memset(mem, 'p', sizeof mem);
	/* What a client wants to begin with has come then. */
	if (!conf_alive(p, r))
		return;
	for (size_t i = 0; i < 3; i++) {
		m.data.n = lengths[i];
		(void)conf_say(p, ETT_MSG_ping, &m, NULL);
		if (!pong(p, m.data, r))
			return;
	}
	m.data.n = 1;
	p->hold = true;
	for (mem[0] = 0; mem[0] < 50; mem[0]++)
		(void)conf_say(p, ETT_MSG_ping, &m, NULL);
	p->hold = false;
	(void)conf_flush(p);
	for (mem[0] = 0; n < 50 && pong(p, m.data, r); mem[0]++)
		n++;
}

#define BEHIND(state, at, need, number)                                       \
	{                                                                     \
		.id = "TRANS-4253-11.4-01/" state "-" #number,                \
		.req = "4253-11.4-01",                                        \
		.says = "an unknown message is answered by UNIMPLEMENTED",    \
		.target = AS_BOTH, .tier = 1, .start = (at), .needs = (need), \
		.steps =                                                      \
		    STEPS(NUMBERED(conf_number, number, RE_UNIMPLEMENTED, 0)) \
	}
#define NUMBERED(f, n, g, t)                                      \
	{                                                         \
		.op = OP_DO, .act = (f), .num = (n), .good = (g), \
		.tolerable = (t)                                  \
	}
#define WRONG_ROLE(state, at, role, number)                                 \
	{                                                                   \
		.id = "TRANS-4253-11.4-07/" state "-" #number,              \
		.req = "4253-11.4-07",                                      \
		.says = "a message of the other role changes nothing",      \
		.target = (role), .tier = 1, .start = (at),                 \
		.steps =                                                    \
		    STEPS(NUMBERED(conf_number, number,                     \
				   RE_TERM | RE_UNIMPLEMENTED, RE_IGNORED)) \
	}

extern const struct conf_case conf_generic[];

/* clang-format off */
const struct conf_case conf_generic[] = {
	{
		.id     = "TRANS-4253-11.2-01/kexinit",
		.req    = "4253-11.2-01",
		.says   = "IGNORE within a key exchange, strict ones excepted",
		.target = AS_BOTH, .tier = 1, .start = AT_KEXINIT,
		.steps  = STEPS(SAY_WITH(ignore, SET(ignore, data, "abc")),
				DO_EXPECT(no_effect, 0)),
	},
	{
		.id     = "TRANS-4253-11.2-01/newkeys",
		.req    = "4253-11.2-01",
		.says   = "IGNORE behind NEWKEYS",
		.target = AS_BOTH, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY_WITH(ignore, SET(ignore, data, "abc")),
				SAY(ignore), DO_EXPECT(no_effect, 0)),
	},
	{
		.id     = "TRANS-4253-11.2-01/auth",
		.req    = "4253-11.2-01",
		.says   = "IGNORE before the login",
		.target = AS_BOTH, .tier = 1, .start = AT_AUTH,
		.steps  = STEPS(SAY_WITH(ignore, SET(ignore, data, "abc")),
				DO_EXPECT(no_effect, 0)),
	},
	{
		.id     = "TRANS-4253-11.2-01/channel",
		.req    = "4253-11.2-01",
		.says   = "IGNORE while a channel is open",
		.target = AS_BOTH, .tier = 1, .start = AT_CHANNEL,
		.needs  = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(SAY_WITH(ignore, SET(ignore, data, "abc")),
				DO_EXPECT(no_effect, 0)),
	},
	{
		.id     = "TRANS-4253-11.2-02",
		.req    = "4253-11.2-02",
		.says   = "IGNORE that says it is longer than its packet",
		.target = AS_BOTH, .tier = 3, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY_WITH(ignore, LEN(ignore, data, 1000000)),
				DO_EXPECT(no_effect, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-11.3-01/hidden",
		.req    = "4253-11.3-01",
		.says   = "DEBUG that is not to be displayed",
		.target = AS_BOTH, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY_WITH(debug, SET(debug, message, "hello")),
				DO_EXPECT(no_effect, 0)),
	},
	{
		.id     = "TRANS-4253-11.3-01/displayed",
		.req    = "4253-11.3-01",
		.says   = "DEBUG that is to be displayed",
		.target = AS_BOTH, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY_WITH(debug, NUM(debug, always_display, 1),
					 SET(debug, message, "hello")),
				DO_EXPECT(no_effect, 0)),
	},
	{
		.id     = "TRANS-4253-11.3-01/boolean",
		.req    = "4253-11.3-01",
		.says   = "DEBUG whose boolean is 2",
		.target = AS_BOTH, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY_WITH(debug, NUM(debug, always_display, 2),
					 SET(debug, message, "hello")),
				DO_EXPECT(no_effect, 0)),
	},
	{
		.id     = "TRANS-4253-11.3-01/empty",
		.req    = "4253-11.3-01",
		.says   = "DEBUG without a text",
		.target = AS_BOTH, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY(debug), DO_EXPECT(no_effect, 0)),
	},
	{
		.id     = "TRANS-4253-11.3-01/control",
		.req    = "4253-11.3-01",
		.says   = "DEBUG with control characters",
		.target = AS_BOTH, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY_WITH(debug, NUM(debug, always_display, 1),
					 SET(debug, message,
					     "a\033[2J\0\r\n\302\205b")),
				DO_EXPECT(no_effect, 0)),
	},
	BEHIND("newkeys", AT_NEWKEYS, 0, 9),
	BEHIND("newkeys", AT_NEWKEYS, 0, 19),
	BEHIND("newkeys", AT_NEWKEYS, 0, 22),
	BEHIND("newkeys", AT_NEWKEYS, 0, 29),
	BEHIND("newkeys", AT_NEWKEYS, 0, 49),
	BEHIND("newkeys", AT_NEWKEYS, 0, 59),
	BEHIND("auth", AT_AUTH, 0, 9),
	BEHIND("auth", AT_AUTH, 0, 29),
	BEHIND("auth", AT_AUTH, 0, 49),
	BEHIND("auth", AT_AUTH, 0, 59),
	BEHIND("login", AT_LOGIN, HAS_LOGIN, 9),
	BEHIND("login", AT_LOGIN, HAS_LOGIN, 59),
	BEHIND("login", AT_LOGIN, HAS_LOGIN, 79),
	BEHIND("login", AT_LOGIN, HAS_LOGIN, 89),
	BEHIND("login", AT_LOGIN, HAS_LOGIN, 127),
	BEHIND("login", AT_LOGIN, HAS_LOGIN, 128),
	BEHIND("login", AT_LOGIN, HAS_LOGIN, 191),
	BEHIND("channel", AT_CHANNEL, HAS_LOGIN | HAS_CHANNEL, 22),
	BEHIND("channel", AT_CHANNEL, HAS_LOGIN | HAS_CHANNEL, 128),
	{
		.id     = "TRANS-4253-11.4-02/192",
		.req    = "4253-11.4-02",
		.says   = "UNIMPLEMENTED answers PING where there is none",
		.target = AS_BOTH, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN, .ext_info = true,
		.steps  = STEPS(NUMBERED(local_number, 192,
					 RE_UNIMPLEMENTED, 0)),
	},
	{
		.id     = "TRANS-4253-11.4-02/254",
		.req    = "4253-11.4-02",
		.says   = "UNIMPLEMENTED answers an extension of others",
		.target = AS_BOTH, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(NUMBERED(conf_number, 254,
					 RE_UNIMPLEMENTED, 0)),
	},
	{
		.id     = "TRANS-4253-11.4-02/255",
		.req    = "4253-11.4-02",
		.says   = "UNIMPLEMENTED answers the last number",
		.target = AS_BOTH, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(NUMBERED(conf_number, 255,
					 RE_UNIMPLEMENTED, 0)),
	},
	{
		.id     = "TRANS-4253-11.4-02/0",
		.req    = "4253-11.4-02",
		.says   = "UNIMPLEMENTED answers number 0",
		.target = AS_BOTH, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(NUMBERED(conf_number, 0, RE_UNIMPLEMENTED,
					 RE_TERM)),
	},
	{
		.id     = "TRANS-4253-11.4-03",
		.req    = "4253-11.4-03",
		.says   = "unknown messages are answered in their order",
		.target = AS_BOTH, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(DO_EXPECT(in_order, 0)),
	},
	{
		.id     = "TRANS-4253-11.4-04/19",
		.req    = "4253-11.4-04",
		.says   = "an unknown message within a key exchange",
		.target = AS_BOTH, .tier = 2, .start = AT_KEXINIT,
		.steps  = STEPS(NUMBERED(conf_number, 19, RE_UNIMPLEMENTED,
					 RE_TERM)),
	},
	{
		.id     = "TRANS-4253-11.4-04/62",
		.req    = "4253-11.4-04",
		.says   = "a number of authentication within a key exchange",
		.target = AS_BOTH, .tier = 2, .start = AT_KEXINIT,
		.steps  = STEPS(NUMBERED(conf_number, 62, RE_UNIMPLEMENTED,
					 RE_TERM)),
	},
	{
		.id     = "TRANS-4253-11.4-05",
		.req    = "4253-11.4-05",
		.says   = "the packet's number is right behind a key exchange",
		.target = AS_BOTH, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(NUMBERED(behind_rekey, 19,
					 RE_UNIMPLEMENTED, 0)),
	},
	{
		.id     = "TRANS-4253-11.4-05/strict",
		.req    = "4253-11.4-05",
		.says   = "also where it was set back to 0",
		.target = AS_BOTH, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN, .strict = true,
		.steps  = STEPS(NUMBERED(behind_rekey, 19,
					 RE_UNIMPLEMENTED, 0)),
	},
	{
		.id     = "TRANS-4253-11.4-06/old",
		.req    = "4253-11.4-06",
		.says   = "UNIMPLEMENTED for the first packet",
		.target = AS_BOTH, .tier = 3, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY(unimplemented),
				DO_EXPECT_OR(no_effect, 0, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-11.4-06/never",
		.req    = "4253-11.4-06",
		.says   = "UNIMPLEMENTED for a packet that was never sent",
		.target = AS_BOTH, .tier = 3, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY_WITH(unimplemented,
					 NUM(unimplemented, sequence,
					     4000000000u)),
				DO_EXPECT_OR(no_effect, 0, RE_TERM)),
	},
	WRONG_ROLE("newkeys", AT_NEWKEYS, AS_SERVER, 6),
	WRONG_ROLE("newkeys", AT_NEWKEYS, AS_SERVER, 31),
	WRONG_ROLE("auth", AT_AUTH, AS_SERVER, 6),
	WRONG_ROLE("auth", AT_AUTH, AS_SERVER, 51),
	WRONG_ROLE("auth", AT_AUTH, AS_SERVER, 52),
	WRONG_ROLE("auth", AT_AUTH, AS_SERVER, 53),
	WRONG_ROLE("auth", AT_AUTH, AS_SERVER, 60),
	WRONG_ROLE("auth", AT_AUTH, AS_CLIENT, 5),
	WRONG_ROLE("auth", AT_AUTH, AS_CLIENT, 30),
	WRONG_ROLE("auth", AT_AUTH, AS_CLIENT, 50),
	{
		.id     = "TRANS-4253-11.1-01",
		.req    = "4253-11.1-01",
		.says   = "DISCONNECT ends the connection at once",
		.target = AS_BOTH, .tier = 1, .start = AT_AUTH,
		.steps  = STEPS(DO_EXPECT_OR(disconnect, RE_CLOSE,
					     RE_DISCONNECT)),
	},
	{
		.id     = "TRANS-4253-11.1-02",
		.req    = "4253-11.1-02",
		.says   = "nothing is taken behind DISCONNECT",
		.target = AS_BOTH, .tier = 1, .start = AT_CHANNEL,
		.needs  = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(DO_EXPECT_OR(data_behind, RE_CLOSE,
					     RE_DISCONNECT)),
	},
	{
		.id     = "TRANS-4253-11.1-03/reason",
		.req    = "4253-11.1-03",
		.says   = "DISCONNECT that ends within its reason",
		.target = AS_SERVER, .tier = 2, .start = AT_AUTH,
		.steps  = STEPS(SAY_WITH(disconnect,
					 CUT(disconnect, reason, 2)),
				EXPECT(RE_TERM)),
	},
	{
		.id     = "TRANS-4253-11.1-03/text",
		.req    = "4253-11.1-03",
		.says   = "DISCONNECT without a text",
		.target = AS_SERVER, .tier = 2, .start = AT_AUTH,
		.steps  = STEPS(SAY_WITH(disconnect,
					 CUT(disconnect, description, 0)),
				EXPECT(RE_TERM)),
	},
	{
		.id     = "TRANS-4253-11.1-03/control",
		.req    = "4253-11.1-03",
		.says   = "DISCONNECT with control characters",
		.target = AS_SERVER, .tier = 2, .start = AT_AUTH,
		.steps  = STEPS(SAY_WITH(disconnect,
					 SET(disconnect, description,
					     "a\033[2J\0\r\n\377\200b")),
				EXPECT(RE_TERM)),
	},
	{
		.id     = "PROTO-1.8-02",
		.req    = "ossh-1.8-02",
		.says   = "PONG has the data of PING, in the same order",
		.target = AS_BOTH, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN, .ext_info = true,
		.steps  = STEPS(DO_EXPECT(pings, 0)),
	},
	{ .id = NULL }
};
/* clang-format on */
