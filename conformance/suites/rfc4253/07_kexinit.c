/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 7.1, with RFC 4251 sections 5 and 6: KEXINIT as a message,
 * what stands in it and what happens when it is not as it should be.
 */
#include <stdio.h>
#include <string.h>

#include "conformance/engine/case.h"

extern const struct conf_case conf_rfc4253_kexinit[];

#define N64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static enum result_verdict fields_of_kexinit(const struct conf_peer *p,
					     char *why)
{
	static const char *const names[] = { "kex_algorithms",
					     "server_host_key_algorithms",
					     "ciphers to the server",
					     "ciphers to the client",
					     "MACs to the server",
					     "MACs to the client",
					     "compressions to the server",
					     "compressions to the client" };
	const struct conf_seen *k = &p->kex.theirs;
	char odd[256];

	if (p->kexinit_odd != 0) {
		conf_odd_text(p->kexinit_odd, odd, sizeof odd);
		snprintf(why, CONF_WHY_MAX, "KEXINIT has %s", odd);
		return RESULT_FAIL;
	}
	for (int i = 0; i < 8; i++) {
		if (conf_list(k, i).n > 0)
			continue;
		snprintf(why, CONF_WHY_MAX, "the list of %s is empty",
			 names[i]);
		return RESULT_FAIL;
	}
	if (conf_seen_at(k, offsetof(struct ett_msg_kexinit, reserved)).num) {
		snprintf(why, CONF_WHY_MAX, "the reserved field is not 0");
		return RESULT_FAIL;
	}
	return RESULT_PASS;
}

static enum result_verdict only_kex_in_kex(const struct conf_peer *p, char *why)
{
	if (p->odd_in_kex < 0)
		return RESULT_PASS;
	snprintf(why, CONF_WHY_MAX,
		 "message %d came between KEXINIT and NEWKEYS", p->odd_in_kex);
	return RESULT_FAIL;
}

static void add_offered(struct ett_bytes list, const char *name, char *why,
			const char *rule)
{
	size_t n = strlen(why);

	snprintf(why + n, CONF_WHY_MAX - n, "%s%s (%s): %s", n > 0 ? ", " : "",
		 name, rule,
		 ett_names_has(list, ett_str(name)) ? "offered" : "absent");
}

static enum result_verdict methods_offered(const struct conf_peer *p, char *why)
{
	struct ett_bytes kex = conf_list(&p->kex.theirs, 0);

	add_offered(kex, "diffie-hellman-group14-sha256", why, "MUST");
	add_offered(kex, "curve25519-sha256", why, "SHOULD");
	add_offered(kex, "ecdh-sha2-nistp256", why, "SHOULD");
	add_offered(kex, "ecdh-sha2-nistp384", why, "SHOULD");
	add_offered(kex, "ecdh-sha2-nistp521", why, "SHOULD");
	add_offered(kex, "diffie-hellman-group16-sha512", why, "SHOULD");
	add_offered(kex, "diffie-hellman-group1-sha1", why, "SHOULD NOT");
	add_offered(kex, "diffie-hellman-group-exchange-sha1", why,
		    "SHOULD NOT");
	return RESULT_INFO;
}

/* clang-format off */
const struct conf_case conf_rfc4253_kexinit[] = {
	{
		.id     = "TRANS-4253-7.1-02",
		.req    = "4253-7.1-02",
		.says   = "KEXINIT is well formed",
		.target = AS_BOTH, .tier = 1, .start = AT_KEXINIT,
		.steps  = STEPS(CHECK(fields_of_kexinit)),
	},
	{
		.id     = "TRANS-4253-7.1-03",
		.req    = "4253-7.1-03",
		.says   = "a reserved field of 1 is hashed as it came",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit, NUM(kexinit, reserved, 1)),
				KEX_OR(RE_KEYED, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-7.1-04",
		.req    = "4253-7.1-04",
		.says   = "language lists do no harm",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
					 SET(kexinit, lang_cs, "en-US,de"),
					 SET(kexinit, lang_sc, "en-US,de")),
				KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7.1-05",
		.req    = "4253-7.1-05",
		.says   = "an unknown name first in every list",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
				FRONT(kexinit, kex, "x@example.com,"),
				FRONT(kexinit, hostkey, "x@example.com,"),
				FRONT(kexinit, cipher_cs, "x@example.com,"),
				FRONT(kexinit, cipher_sc, "x@example.com,"),
				FRONT(kexinit, mac_cs, "x@example.com,"),
				FRONT(kexinit, mac_sc, "x@example.com,"),
				FRONT(kexinit, comp_cs, "x@example.com,"),
				FRONT(kexinit, comp_sc, "x@example.com,")),
				KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7.1-06",
		.req    = "4253-7.1-06",
		.says   = "a name that stands twice",
		.target = AS_BOTH, .tier = 3, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
				FRONT(kexinit, kex, "curve25519-sha256,"
				      "curve25519-sha256,"),
				FRONT(kexinit, cipher_cs,
				      "aes128-ctr,aes128-ctr,")),
				KEX_OR(RE_KEYED, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-7.1-07",
		.req    = "4253-7.1-07",
		.says   = "1500 names in one list",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
					 FRONT_TIMES(kexinit, kex,
						     "name-n@example.com,",
						     1500)),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "TRANS-4253-7.1-08/cookie",
		.req    = "4253-7.1-08",
		.says   = "KEXINIT ends inside its cookie",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit, CUT(kexinit, cookie, 8)),
				EXPECT(RE_TERM)),
	},
	{
		.id     = "TRANS-4253-7.1-08/list",
		.req    = "4253-7.1-08",
		.says   = "KEXINIT ends inside a list",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit, CUT(kexinit, cipher_sc, 9)),
				EXPECT(RE_TERM)),
	},
	{
		.id     = "TRANS-4253-7.1-08/boolean",
		.req    = "4253-7.1-08",
		.says   = "KEXINIT ends before its boolean",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
					 CUT(kexinit, guess_follows, 0)),
				EXPECT(RE_TERM)),
	},
	{
		.id     = "TRANS-4253-7.1-09",
		.req    = "4253-7.1-09",
		.says   = "8 bytes after the reserved field",
		.target = AS_BOTH, .tier = 3, .info = true,
		.start  = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit, TAIL("\0\0\0\0\0\0\0\0")),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "TRANS-4253-7.1-10",
		.req    = "4253-7.1-10",
		.says   = "a second KEXINIT before NEWKEYS",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(SAY(kexinit), SAY(kexinit),
				KEX_OR(RE_TERM, RE_KEYED)),
	},
	{
		.id     = "ARCH-4251-5-01/middle",
		.req    = "4251-5-01",
		.says   = "an empty name inside a list",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit, FRONT(kexinit, kex, "a,,")),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "ARCH-4251-5-01/front",
		.req    = "4251-5-01",
		.says   = "an empty name first in a list",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit, FRONT(kexinit, kex, ",")),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "ARCH-4251-6-01/long",
		.req    = "4251-6-01",
		.says   = "a name of 65 bytes",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
					 FRONT(kexinit, kex, N64 "0,")),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "ARCH-4251-6-01/control",
		.req    = "4251-6-01",
		.says   = "a name with a control character",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
					 FRONT(kexinit, kex, "a\x01" "b,")),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "ARCH-4251-6-01/two-at",
		.req    = "4251-6-01",
		.says   = "a name with two at signs",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
					 FRONT(kexinit, kex, "a@b@c,")),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "TRANS-4253-7.1-21",
		.req    = "4253-7.1-16",
		.says   = "nothing unlawful in the first key exchange; "
			  "re-keys are not looked at",
		.target = AS_BOTH, .tier = 1,
		.steps  = STEPS(KEX_ANYWAY(), CHECK(only_kex_in_kex)),
	},
	{
		.id     = "TRANS-9142-4-01",
		.req    = "9142-4-01",
		.says   = "which key exchange methods are offered",
		.target = AS_BOTH, .tier = 2, .start = AT_KEXINIT,
		.steps  = STEPS(CHECK(methods_offered)),
	},
	{ .id = NULL },
};
/* clang-format on */
