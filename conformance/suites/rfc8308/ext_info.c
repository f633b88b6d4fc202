/* SPDX-License-Identifier: ISC
 *
 * RFC 8308: extension negotiation.  What a target sends is judged by where it
 * stands, what it is sent by the session that goes on behind it.
 */
#include <string.h>

#include "conformance/engine/case.h"

static bool offers(const struct conf_peer *p, const char *name)
{
	return ett_names_has(conf_list(&p->kex.theirs, 0), ett_str(name));
}

/* Without one, a target need not take any EXT_INFO. */
static bool takes_ext_info(struct conf_peer *p, struct conf_reaction *r)
{
	if (offers(p, p->is_server ? "ext-info-c" : "ext-info-s"))
		return true;
	r->kind = RE_NO_COMMON;
	conf_text(r->text, sizeof r->text,
		  "the target does not say that it takes EXT_INFO");
	return false;
}

/* Behind all else, where it cannot be agreed on. */
static void offer_wrong(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	const char *wrong = p->is_server ? ",ext-info-c" : ",ext-info-s";
	size_t n = strlen(p->offer[0]);

	(void)r;
	conf_text(p->offer[0] + n, sizeof p->offer[0] - n, "%s", wrong);
	conf_text(sent, CONF_WHY_MAX, "KEXINIT with %s", wrong + 1);
}

static enum result_verdict check_marker(const struct conf_peer *p, char *why)
{
	const char *wrong = p->is_server ? "ext-info-s" : "ext-info-c";

	if (!offers(p, wrong))
		return RESULT_PASS;
	conf_text(why, CONF_WHY_MAX,
		  "its first KEXINIT has %s, which is the other role's", wrong);
	return RESULT_FAIL;
}

static enum result_verdict check_unasked(const struct conf_peer *p, char *why)
{
	if (p->exts.n == 0)
		return RESULT_PASS;
	conf_text(why, CONF_WHY_MAX,
		  "EXT_INFO came to a peer that did not ask for it");
	return RESULT_FAIL;
}

/* The first packet behind NEWKEYS, or, of servers, before the success. */
static bool in_place(const struct conf_peer *p, const struct conf_ext *x)
{
	return x->before == ETT_NUM_newkeys ||
	       (!p->is_server && x->behind == ETT_NUM_userauth_success);
}

static enum result_verdict check_places(const struct conf_peer *p, char *why)
{
	for (size_t i = 0; i < p->exts.n && i < CONF_EXTS; i++) {
		const struct conf_ext *x = &p->exts.at[i];

		if (in_place(p, x))
			continue;
		conf_text(why, CONF_WHY_MAX,
			  "EXT_INFO between message %u and message %u",
			  x->before, x->behind);
		return RESULT_FAIL;
	}
	if (p->exts.n > (p->is_server ? 1u : 2u)) {
		conf_text(why, CONF_WHY_MAX, "%zu times EXT_INFO", p->exts.n);
		return RESULT_FAIL;
	}
	return RESULT_PASS;
}

/* What was sent before its answer has been heard then. */
static void ask(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "a question behind the login");
	(void)conf_alive(p, r);
}

enum { BODY_MAX = 31000 };

struct body {
	uint8_t mem[BODY_MAX];
	struct conf_put put;
	uint32_t count;
};

static void begin(struct body *b)
{
	b->put = (struct conf_put){ b->mem, 0, sizeof b->mem, false };
	b->count = 0;
}

static void add(struct body *b, const char *name, struct ett_bytes value)
{
	conf_put_str(&b->put, ett_str(name));
	conf_put_str(&b->put, value);
	b->count++;
}

static void say(struct conf_peer *p, const struct body *b)
{
	struct ett_msg_ext_info m = { .count = b->count,
				      .body = conf_put_view(&b->put) };

	(void)conf_say(p, ETT_MSG_ext_info, &m, NULL);
}

static void say_unknown(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	struct body b;

	conf_text(sent, CONF_WHY_MAX,
		  "EXT_INFO with unknown extensions, values of NULs and none");
	if (!takes_ext_info(p, r))
		return;
	begin(&b);
	add(&b, "unknown@ett.example", ETT_LIT("\0\0a\0\xff\0"));
	add(&b, "empty@ett.example", ETT_LIT(""));
	add(&b, "", ETT_LIT("no name"));
	say(p, &b);
	(void)conf_question(p, r);
}

static void say_none_at_all(struct conf_peer *p, struct conf_reaction *r,
			    char *sent)
{
	struct body b;

	conf_text(sent, CONF_WHY_MAX, "EXT_INFO with 0 extensions");
	if (!takes_ext_info(p, r))
		return;
	begin(&b);
	say(p, &b);
	(void)conf_question(p, r);
}

static void say_long(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	static uint8_t value[30000];
	struct body b;

	conf_text(sent, CONF_WHY_MAX, "EXT_INFO with a value of 30000 bytes");
	if (!takes_ext_info(p, r))
		return;
	memset(value, 'x', sizeof value);
	begin(&b);
	add(&b, "long@ett.example", (struct ett_bytes){ value, sizeof value });
	say(p, &b);
	(void)conf_question(p, r);
}

static void say_too_many(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	struct body b;

	conf_text(sent, CONF_WHY_MAX,
		  "EXT_INFO with 1 extension where it says 4294967295");
	begin(&b);
	add(&b, "unknown@ett.example", ETT_LIT("x"));
	b.count = UINT32_MAX;
	say(p, &b);
	(void)conf_question(p, r);
}

static void say_late(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	struct body b;

	conf_text(sent, CONF_WHY_MAX, "EXT_INFO behind SERVICE_ACCEPT");
	begin(&b);
	add(&b, "unknown@ett.example", ETT_LIT("x"));
	say(p, &b);
	(void)conf_question(p, r);
}

/* Both opportunities of a server, with lists that differ. */
static void say_second(struct conf_peer *p)
{
	struct body b;

	begin(&b);
	add(&b, "server-sig-algs", ETT_LIT("ssh-ed25519,rsa-sha2-512"));
	add(&b, "unknown@ett.example", ETT_LIT("x"));
	say(p, &b);
}

static void say_twice(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	struct body b;

	conf_text(sent, CONF_WHY_MAX,
		  "EXT_INFO behind NEWKEYS, and another one right before "
		  "USERAUTH_SUCCESS");
	if (!takes_ext_info(p, r))
		return;
	begin(&b);
	add(&b, "server-sig-algs",
	    ETT_LIT("ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-256"));
	say(p, &b);
	p->before_success = say_second;
	conf_reach(p, AT_LOGIN, r);
	if (r->kind == 0)
		(void)conf_alive(p, r);
}

/*
 * No client has a key for what is listed here, so one that believes it does
 * not log in.
 */
static void say_unprotected(struct conf_peer *p, struct conf_reaction *r,
			    char *sent)
{
	struct body b;

	conf_text(sent, CONF_WHY_MAX,
		  "EXT_INFO before NEWKEYS, with server-sig-algs that no key "
		  "of the client goes with");
	begin(&b);
	add(&b, "server-sig-algs", ETT_LIT("unknown@ett.example"));
	say(p, &b);
	conf_reach(p, AT_AUTH, r);
	if (r->kind != 0 || conf_log_in(p, r))
		return;
	r->kind = RE_ANSWER;
	conf_text(r->text, sizeof r->text,
		  "the key exchange completes, and then the client has no key "
		  "that it would use");
}

/* delay-compression takes effect when both have sent it. */
static void say_delay(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	static const char lists[] = "\0\0\0\4none\0\0\0\4none";
	struct body b;

	conf_text(sent, CONF_WHY_MAX, "EXT_INFO with delay-compression");
	if (!takes_ext_info(p, r))
		return;
	begin(&b);
	add(&b, "delay-compression",
	    (struct ett_bytes){ (const uint8_t *)lists, sizeof lists - 1 });
	say(p, &b);
	conf_reach(p, AT_LOGIN, r);
	if (r->kind != 0)
		return;
	if (conf_ext_value(&p->exts, "delay-compression").p != NULL) {
		r->kind = RE_NO_COMMON;
		conf_text(r->text, sizeof r->text,
			  "the target has delay-compression too");
		return;
	}
	(void)conf_alive(p, r);
}

extern const struct conf_case conf_ext_info[];

/* clang-format off */
const struct conf_case conf_ext_info[] = {
	{
		.id     = "EXT-8308-2.1-01",
		.req    = "8308-2.1-01",
		.says   = "the indicator is the one of its role",
		.target = AS_BOTH, .tier = 1, .start = AT_KEXINIT,
		.steps  = STEPS(CHECK(check_marker)),
	},
	{
		.id     = "EXT-8308-2.2-02",
		.req    = "8308-2.2-02",
		.says   = "the indicator of the other role does no harm",
		.target = AS_BOTH, .tier = 3, .start = AT_VERSION,
		.steps  = STEPS(DO(offer_wrong), KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "EXT-8308-2.3-01/keys",
		.req    = "8308-2.3-01",
		.says   = "no EXT_INFO to a peer that did not ask for it",
		.target = AS_BOTH, .tier = 1, .start = AT_AUTH,
		.steps  = STEPS(CHECK(check_unasked)),
	},
	{
		.id     = "EXT-8308-2.3-01/login",
		.req    = "8308-2.3-01",
		.says   = "nor behind the login",
		.target = AS_BOTH, .tier = 1, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO(ask), CHECK(check_unasked)),
	},
	{
		.id     = "EXT-8308-2.4-01/keys",
		.req    = "8308-2.4-01",
		.says   = "EXT_INFO stands right behind NEWKEYS",
		.target = AS_BOTH, .tier = 1, .start = AT_AUTH,
		.ext_info = true,
		.steps  = STEPS(CHECK(check_places)),
	},
	{
		.id     = "EXT-8308-2.4-01/login",
		.req    = "8308-2.4-01",
		.says   = "a server's second one right before the success",
		.target = AS_BOTH, .tier = 1, .start = AT_LOGIN,
		.needs  = HAS_LOGIN, .ext_info = true,
		.steps  = STEPS(DO(ask), CHECK(check_places)),
	},
	{
		.id     = "EXT-8308-2.4-02",
		.req    = "8308-2.4-02",
		.says   = "clients take EXT_INFO at both opportunities",
		.target = AS_CLIENT, .tier = 2, .start = AT_NEWKEYS,
		.needs  = HAS_LOGIN, .ext_info = true,
		.steps  = STEPS(DO_EXPECT(say_twice, 0)),
	},
	{
		.id     = "EXT-8308-2.4-03",
		.req    = "8308-2.4-03",
		.says   = "EXT_INFO before NEWKEYS is not believed",
		.target = AS_CLIENT, .tier = 1, .start = AT_KEXINIT,
		.needs  = HAS_LOGIN, .ext_info = true,
		.steps  = STEPS(DO_EXPECT(say_unprotected,
					  RE_TERM | RE_UNIMPLEMENTED)),
	},
	{
		.id     = "EXT-8308-2.4-04",
		.req    = "8308-2.4-04",
		.says   = "EXT_INFO behind SERVICE_ACCEPT does no harm",
		.target = AS_SERVER, .tier = 2, .start = AT_AUTH,
		.steps  = STEPS(DO_EXPECT(say_late,
					  RE_TERM | RE_UNIMPLEMENTED)),
	},
	{
		.id     = "EXT-8308-2.5-01/unknown",
		.req    = "8308-2.5-01",
		.says   = "unknown extensions are ignored, whatever they hold",
		.target = AS_BOTH, .tier = 2, .start = AT_NEWKEYS,
		.ext_info = true,
		.steps  = STEPS(DO_EXPECT(say_unknown, 0)),
	},
	{
		.id     = "EXT-8308-2.5-01/none",
		.req    = "8308-2.5-01",
		.says   = "EXT_INFO without extensions is lawful",
		.target = AS_BOTH, .tier = 2, .start = AT_NEWKEYS,
		.ext_info = true,
		.steps  = STEPS(DO_EXPECT(say_none_at_all, 0)),
	},
	{
		.id     = "EXT-8308-2.5-02",
		.req    = "8308-2.5-02",
		.says   = "EXT_INFO may be as long as a packet",
		.target = AS_BOTH, .tier = 2, .start = AT_NEWKEYS,
		.ext_info = true,
		.steps  = STEPS(DO_EXPECT(say_long, 0)),
	},
	{
		.id     = "EXT-8308-2.5-03",
		.req    = "8308-2.5-03",
		.says   = "a count beyond the data does no harm",
		.target = AS_BOTH, .tier = 2, .start = AT_NEWKEYS,
		.ext_info = true,
		.steps  = STEPS(DO_EXPECT(say_too_many,
					  RE_TERM | RE_UNIMPLEMENTED)),
	},
	{
		.id     = "EXT-8308-3.2-01",
		.req    = "8308-3.2-01",
		.says   = "delay-compression of one side alone has no effect",
		.target = AS_BOTH, .tier = 2, .start = AT_NEWKEYS,
		.needs  = HAS_LOGIN, .ext_info = true,
		.steps  = STEPS(DO_EXPECT(say_delay, 0)),
	},
	{ .id = NULL }
};
/* clang-format on */
