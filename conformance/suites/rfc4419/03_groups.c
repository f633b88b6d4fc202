/* SPDX-License-Identifier: ISC
 *
 * RFC 4419 and RFC 8270: group exchange.  Who asks for a group checks what it
 * gets; who is asked gives one of the size that was asked for.
 */
#include <string.h>

#include "conformance/engine/case.h"
#include "conformance/peer/exchange.h"
#include "conformance/peer/foul.h"
#include "conformance/peer/values.h"

extern const struct conf_case conf_groups[];

enum { SMALL = 64 }; /* bytes of a prime of 512 bits */

/* As client: the answer to a request. */

static size_t bits(struct ett_bytes v)
{
	size_t n;

	while (v.n > 0 && v.p[0] == 0) {
		v.p++;
		v.n--;
	}
	n = v.n * 8;
	for (uint8_t top = v.n > 0 ? v.p[0] : 0x80; (top & 0x80) == 0;
	     top = (uint8_t)(top << 1))
		n--;
	return n;
}

/* A group was given, not less than RFC 8270 asks for; or none was. */
static enum result_verdict group_within(const struct conf_peer *p, size_t min,
					size_t max, char *why)
{
	struct conf_seen seen;
	size_t n;

	conf_read(p->link.payload, "gex", &seen);
	if (seen.row == NULL || seen.row->number != ETT_NUM_gex_group) {
		conf_text(why, CONF_WHY_MAX, "no group was given");
		return RESULT_PASS;
	}
	n = bits(seen.v[0].bytes);
	conf_text(why, CONF_WHY_MAX, "a group of %zu bits", n);
	return n >= min && n <= max ? RESULT_PASS : RESULT_FAIL;
}

static enum result_verdict at_least_2048(const struct conf_peer *p, char *why)
{
	return group_within(p, 2047, 8192, why);
}

static enum result_verdict at_least_3072(const struct conf_peer *p, char *why)
{
	return group_within(p, 3071, 8192, why);
}

static enum result_verdict sane_group(const struct conf_peer *p, char *why)
{
	return group_within(p, 1023, 16384, why);
}

static void ask_twice(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	struct ett_msg_gex_request m = { .min = 2048, .n = 2048, .max = 8192 };

	conf_text(sent, CONF_WHY_MAX, "two requests, one behind the other");
	conf_reach(p, AT_KEXINIT, r);
	if (r->kind != 0)
		return;
	(void)conf_say(p, ETT_MSG_gex_request, &m, NULL);
	if (!conf_expect(p, ETT_NUM_gex_group, r))
		return;
	(void)conf_say(p, ETT_MSG_gex_request, &m, NULL);
	conf_await(p, r);
}

/* Where a group is given for the old request, all else is as ever but H. */
static void ask_as_of_old(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	char why[256];

	conf_text(sent, CONF_WHY_MAX, "the old request, with n alone");
	conf_reach(p, AT_KEXINIT, r);
	if (r->kind != 0)
		return;
	p->plan.gex_old = true;
	if (!conf_agree(p, why, sizeof why) || !conf_values_begin(p)) {
		(void)conf_react_ours(r, "the judge's key exchange failed");
		return;
	}
	conf_say_first(p, &p->kex.x);
	conf_await(p, r);
	if (r->kind != RE_ANSWER || r->code != ETT_NUM_gex_group)
		return;
	if (!conf_take_group(p) || !conf_expect(p, ETT_NUM_gex_reply, r))
		return;
	r->kind =
	    conf_take_reply(p, r->text, sizeof r->text) ? 0 : RE_KEYS_DIFFER;
}

/* As server: a group that is none. */

static bool hear_request(struct conf_peer *p, struct conf_reaction *r)
{
	char why[256];

	conf_reach(p, AT_KEXINIT, r);
	if (r->kind != 0)
		return false;
	if (!conf_agree(p, why, sizeof why) || !conf_values_begin(p))
		return conf_react_ours(r, "the judge's key exchange failed");
	return conf_expect(p, ETT_NUM_gex_request, r);
}

static void give(struct conf_peer *p, struct ett_bytes prime,
		 struct ett_bytes g, const char *says, struct conf_reaction *r,
		 char *sent)
{
	struct ett_msg_gex_group m = { .p = prime, .g = g };

	conf_text(sent, CONF_WHY_MAX, "a group: %s", says);
	if (!hear_request(p, r))
		return;
	(void)conf_say(p, ETT_MSG_gex_group, &m, NULL);
	conf_await(p, r);
}

static void give_small(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	uint8_t prime[1 + SMALL];

	memset(prime, 0xff, sizeof prime);
	prime[0] = 0;
	prime[SMALL] = 0xc7; /* 2^512 - 569 is one */
	prime[SMALL - 1] = 0xfd;
	give(p, (struct ett_bytes){ prime, sizeof prime }, ETT_LIT("\2"),
	     "512 bits", r, sent);
}

static void give_even(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	uint8_t mem[CONF_VALUE_MAX];
	struct ett_bytes prime = conf_modp2048(mem);

	mem[prime.n - 1] &= 0xfe;
	give(p, prime, ETT_LIT("\2"), "an even p", r, sent);
}

/* More bits than anybody asks for: RFC 4419 ends at 8192. */
static void give_large(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	static uint8_t prime[2049];

	memset(prime, 0xff, sizeof prime);
	prime[0] = 0;
	give(p, (struct ett_bytes){ prime, sizeof prime }, ETT_LIT("\2"),
	     "16384 bits", r, sent);
}

static void give_g(struct conf_peer *p, struct ett_bytes g, const char *says,
		   struct conf_reaction *r, char *sent)
{
	uint8_t mem[CONF_VALUE_MAX];

	give(p, conf_modp2048(mem), g, says, r, sent);
}

static void give_g_0(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	give_g(p, ETT_LIT(""), "g = 0", r, sent);
}

static void give_g_1(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	give_g(p, ETT_LIT("\1"), "g = 1", r, sent);
}

static void give_g_last(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	uint8_t mem[CONF_VALUE_MAX];
	struct ett_bytes g = conf_modp2048(mem);

	mem[g.n - 1] &= 0xfe;
	give_g(p, g, "g = p - 1", r, sent);
}

/* clang-format off */
#define GEX ONLY(kex, "diffie-hellman-group-exchange-sha256")
#define OUTSIDE(name, text, what, bytes)                                \
	{                                                               \
		.id     = "TRANS-4419-3-01/" name, .req = "4419-3-01",  \
		.says   = text,                                         \
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,      \
		.steps  = STEPS(GEX, PLAN(.says = text, .value = what,  \
					  .raw = ETT_INIT(bytes)),      \
				KEX(RE_TERM)),                          \
	}
#define ASKED(its_id, its_req, text, its_min, its_n, its_max, its_check) \
	{                                                               \
		.id     = its_id, .req = its_req, .says = text,         \
		.target = AS_SERVER, .tier = 3, .start = AT_VERSION,    \
		.steps  = STEPS(GEX, SAY(kexinit),                      \
				SAY_WITH(gex_request,                   \
					 NUM(gex_request, min, its_min), \
					 NUM(gex_request, n, its_n),    \
					 NUM(gex_request, max, its_max)), \
				EXPECT(RE_ANSWER | RE_TERM),            \
				CHECK(its_check)),                      \
	}
#define GIVEN(name, text, function)                                     \
	{                                                               \
		.id     = "TRANS-4419-3-05/" name, .req = "4419-3-05",  \
		.says   = text,                                         \
		.target = AS_CLIENT, .tier = 2, .start = AT_VERSION,    \
		.steps  = STEPS(GEX, DO_EXPECT(function, RE_TERM)),     \
	}

const struct conf_case conf_groups[] = {
	OUTSIDE("1", "e or f = 1, so that K = 1", conf_foul_power, "\1"),
	OUTSIDE("p-1", "e or f = p - 1, K = 1", conf_foul_minus_one, "\1"),
	OUTSIDE("p-1-odd", "e or f = p - 1, K = p - 1", conf_foul_minus_one,
		""),
	OUTSIDE("0", "e or f = 0", conf_foul_power, ""),
	ASKED("TRANS-4419-3-02/2048", "4419-3-02", "2048, 3072, 8192",
	      2048, 3072, 8192, at_least_2048),
	ASKED("TRANS-4419-3-02/1024", "4419-3-02", "1024 alone",
	      1024, 1024, 1024, at_least_2048),
	ASKED("TRANS-4419-3-02/3072", "4419-3-02", "3072, 4096, 8192",
	      3072, 4096, 8192, at_least_3072),
	ASKED("TRANS-4419-3-03/min", "4419-3-03", "min > n",
	      4096, 2048, 8192, sane_group),
	ASKED("TRANS-4419-3-03/max", "4419-3-03", "n > max",
	      2048, 4096, 3072, sane_group),
	ASKED("TRANS-4419-3-03/large", "4419-3-03", "max = 2^32 - 1",
	      2048, 4294967295u, 4294967295u, sane_group),
	ASKED("TRANS-4419-3-03/zero", "4419-3-03", "min = 0, n = 0",
	      0, 0, 8192, sane_group),
	{
		.id     = "TRANS-4419-5-01",
		.req    = "4419-5-01",
		.says   = "the old request, with n alone",
		.target = AS_SERVER, .tier = 3, .start = AT_VERSION,
		.steps  = STEPS(GEX, DO_EXPECT(ask_as_of_old,
					       RE_TERM | RE_UNIMPLEMENTED)),
	},
	{
		.id     = "TRANS-4419-3-04/init",
		.req    = "4419-3-04",
		.says   = "e without a request before it",
		.target = AS_SERVER, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(GEX, SAY(kexinit),
				SAY_WITH(gex_init, SET(gex_init, e, "\7")),
				EXPECT_OR(RE_TERM, RE_UNIMPLEMENTED)),
	},
	{
		.id     = "TRANS-4419-3-04/twice",
		.req    = "4419-3-04",
		.says   = "two requests",
		.target = AS_SERVER, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(GEX, DO_EXPECT_OR(ask_twice, RE_TERM,
					RE_ANSWER | RE_UNIMPLEMENTED)),
	},
	GIVEN("512", "a p of 512 bits", give_small),
	GIVEN("even", "a p that is even", give_even),
	GIVEN("large", "a p larger than was asked for", give_large),
	GIVEN("g-0", "g = 0", give_g_0),
	GIVEN("g-1", "g = 1", give_g_1),
	GIVEN("g-last", "g = p - 1", give_g_last),
	{ .id = NULL }
};
/* clang-format on */
