/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 8 and RFC 8731 section 3.1, with mpints of RFC 4251 section
 * 5: numbers that are a byte shorter than most, and numbers that need a sign
 * byte.  Whoever speaks last chooses K: as server the judge tries keys until K
 * is as wanted.  As client it cannot, and exchanges keys again and again.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_shared[];

enum { MANY_CURVE = 600, MANY_DH = 32, MANY_MS = 8000 };

struct count {
	unsigned all, small, high;
};

static void count_k(const struct conf_peer *p, struct count *n)
{
	const struct conf_exchange *x = &p->kex.x;
	const struct ett_dh *d = ett_find_dh(p->backend, x->method->group);
	size_t full = d != NULL ? d->shared_len : conf_exchange_prime(x).n;

	n->all++;
	n->small += x->k_n - 4 < full;
	n->high += x->k[4] == 0;
}

/* Key exchanges behind a login, until K was seen to be short and to need a
 * sign byte, or there were enough. */
static void exchange_many(struct conf_peer *p, unsigned most,
			  struct conf_reaction *r, char *sent)
{
	uint64_t end = p->wire.now(p->wire.ctx) + MANY_MS;
	struct count n = { 0 };
	bool good = true;

	conf_reach(p, AT_LOGIN, r);
	if (r->kind != 0)
		return;
	count_k(p, &n);
	while (good && n.all < most && p->wire.now(p->wire.ctx) < end &&
	       (n.small == 0 || n.high == 0)) {
		good = conf_rekey(p, r);
		if (good)
			count_k(p, &n);
	}
	conf_text(sent, CONF_WHY_MAX,
		  "%u key exchanges; K with a zero first byte %u times, with "
		  "its first bit set %u times",
		  n.all, n.small, n.high);
	if (!good && n.all == 1 && r->kind != RE_KEYS_DIFFER)
		(void)conf_react_ours(r, "a second key exchange was not "
					 "answered, see RFC 4253 section 9");
}

static void many_curve(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	exchange_many(p, MANY_CURVE, r, sent);
}

static void many_dh(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	exchange_many(p, MANY_DH, r, sent);
}

/* clang-format off */
#define MANY(name, its_req, method, act)                                \
	{                                                               \
		.id     = name, .req = its_req,                         \
		.says   = "many key exchanges with " method,            \
		.target = AS_SERVER, .tier = 1, .needs = HAS_LOGIN,     \
		.start  = AT_VERSION,                                   \
		.steps  = STEPS(ONLY(kex, method), DO_EXPECT(act, 0)),  \
	}
#define WANTED(name, its_req, who, method, text, what)                  \
	{                                                               \
		.id     = name, .req = its_req,                         \
		.says   = text " with " method,                         \
		.target = who, .tier = 1, .start = AT_VERSION,          \
		.steps  = STEPS(ONLY(kex, method),                      \
				PLAN(.says = text, .want = what),       \
				KEX(RE_KEYED)),                         \
	}
#define DH    "diffie-hellman-group14-sha256"
#define CURVE "curve25519-sha256"
#define SHORT "a zero first byte left out of "
#define HIGH  "a sign byte before "

const struct conf_case conf_shared[] = {
	MANY("TRANS-8731-3.1-01/many", "8731-3.1-01", CURVE, many_curve),
	WANTED("TRANS-8731-3.1-01/short", "8731-3.1-01", AS_CLIENT, CURVE,
	       SHORT "K", WANT_K_SHORT),
	WANTED("TRANS-8731-3.1-01/sign", "8731-3.1-01", AS_CLIENT, CURVE,
	       HIGH "K", WANT_K_HIGH),
	MANY("TRANS-4253-8-04/many-dh", "4253-8-04", DH, many_dh),
	MANY("TRANS-4253-8-04/many-p256", "4253-8-04", "ecdh-sha2-nistp256",
	     many_dh),
	MANY("TRANS-4253-8-04/many-p521", "4253-8-04", "ecdh-sha2-nistp521",
	     many_dh),
	WANTED("TRANS-4253-8-04/value-short", "4253-8-04", AS_BOTH, DH,
	       SHORT "e or f", WANT_OURS_SHORT),
	WANTED("TRANS-4253-8-04/value-sign", "4253-8-04", AS_BOTH, DH,
	       HIGH "e or f", WANT_OURS_HIGH),
	WANTED("TRANS-4253-8-04/short", "4253-8-04", AS_CLIENT, DH,
	       SHORT "K", WANT_K_SHORT),
	WANTED("TRANS-4253-8-04/sign", "4253-8-04", AS_CLIENT, DH,
	       HIGH "K", WANT_K_HIGH),
	WANTED("TRANS-4253-8-04/p256-short", "4253-8-04", AS_CLIENT,
	       "ecdh-sha2-nistp256", SHORT "K", WANT_K_SHORT),
	WANTED("TRANS-4253-8-04/p256-sign", "4253-8-04", AS_CLIENT,
	       "ecdh-sha2-nistp256", HIGH "K", WANT_K_HIGH),
	WANTED("TRANS-4253-8-04/p521-short", "4253-8-04", AS_CLIENT,
	       "ecdh-sha2-nistp521", SHORT "K", WANT_K_SHORT),
	{ .id = NULL }
};
/* clang-format on */
