/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 7.1: what is agreed on, and what happens when nothing can
 * be.  That the right thing was agreed on is shown by using it.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_rfc4253_negotiation[];

#define CTR  "aes128-ctr,aes256-ctr,aes192-ctr"
#define NOPE "nope@example.com"

/* clang-format off */
#define METHOD_ORDER(case_id, n)                                        \
	{                                                               \
		.id     = (case_id),                                    \
		.req    = "4253-7.1-11",                                \
		.says   = "three common methods in this order",         \
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,      \
		.steps  = STEPS(ORDER(kex, ORDER_FIRST_THREE + (n)),    \
				SAY(kexinit), KEX(RE_KEYED)),           \
	}

#define NO_COMMON(case_id, what, field)                                 \
	{                                                               \
		.id     = (case_id),                                    \
		.req    = "4253-7.1-14",                                \
		.says   = (what),                                       \
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,      \
		.steps  = STEPS(SAY_WITH(kexinit,                       \
					 SET(kexinit, field, NOPE)),    \
				EXPECT(RE_TERM)),                       \
	}

#define WITHOUT_AEAD                                                    \
	SET(kexinit, cipher_cs, CTR), SET(kexinit, cipher_sc, CTR)

#define NO_COMMON_MAC(case_id, what, field)                             \
	{                                                               \
		.id     = (case_id),                                    \
		.req    = "4253-7.1-14",                                \
		.says   = (what),                                       \
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,      \
		.steps  = STEPS(NEED(cipher_cs, CTR),                   \
				SAY_WITH(kexinit, WITHOUT_AEAD,         \
					 SET(kexinit, field, NOPE)),    \
				EXPECT(RE_TERM)),                       \
	}

const struct conf_case conf_rfc4253_negotiation[] = {
	{
		.id     = "ARCH-4251-6-02",
		.req    = "4251-6-02",
		.says   = "CURVE25519-SHA256 is another name",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
				SET(kexinit, kex, "CURVE25519-SHA256,"
				    "ECDH-SHA2-NISTP256,"
				    "DIFFIE-HELLMAN-GROUP14-SHA256")),
				EXPECT(RE_TERM)),
	},
	METHOD_ORDER("TRANS-4253-7.1-11/123", 0),
	METHOD_ORDER("TRANS-4253-7.1-11/132", 1),
	METHOD_ORDER("TRANS-4253-7.1-11/213", 2),
	METHOD_ORDER("TRANS-4253-7.1-11/231", 3),
	METHOD_ORDER("TRANS-4253-7.1-11/312", 4),
	METHOD_ORDER("TRANS-4253-7.1-11/321", 5),
	{
		.id     = "TRANS-4253-7.1-12",
		.req    = "4253-7.1-12",
		.says   = "host key algorithms in reverse order",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(ORDER(hostkey, ORDER_REVERSED),
				SAY(kexinit), KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7.1-13/ciphers",
		.req    = "4253-7.1-13",
		.says   = "ciphers in reverse order, each direction",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(ORDER(cipher_cs, ORDER_REVERSED),
				ORDER(cipher_sc, ORDER_REVERSED),
				SAY(kexinit), KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7.1-13/one-way",
		.req    = "4253-7.1-13",
		.says   = "ciphers in reverse order to the server only",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(ORDER(cipher_cs, ORDER_REVERSED),
				ORDER(cipher_sc, ORDER_THEIRS),
				SAY(kexinit), KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7.1-13/macs",
		.req    = "4253-7.1-13",
		.says   = "MACs in reverse order, each direction",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(NEED(cipher_cs, CTR),
				ORDER(mac_cs, ORDER_REVERSED),
				ORDER(mac_sc, ORDER_REVERSED),
				SAY_WITH(kexinit, WITHOUT_AEAD),
				KEX(RE_KEYED)),
	},
	NO_COMMON("TRANS-4253-7.1-15", "no common key exchange method", kex),
	NO_COMMON("TRANS-4253-7.1-16", "no common host key algorithm", hostkey),
	NO_COMMON("TRANS-4253-7.1-17/to-server", "no common cipher to the server",
		  cipher_cs),
	NO_COMMON("TRANS-4253-7.1-17/to-client", "no common cipher to the client",
		  cipher_sc),
	NO_COMMON_MAC("TRANS-4253-7.1-18/to-server", "no common MAC to the server",
		      mac_cs),
	NO_COMMON_MAC("TRANS-4253-7.1-18/to-client", "no common MAC to the client",
		      mac_sc),
	NO_COMMON("TRANS-4253-7.1-19/to-server", "no common compression to the server",
		  comp_cs),
	NO_COMMON("TRANS-4253-7.1-19/to-client", "no common compression to the client",
		  comp_sc),
	{
		.id     = "TRANS-4253-7.1-20/cipher",
		.req    = "4253-7.1-15",
		.says   = "cipher none, which was not listed",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(LACK(cipher_cs, "none"),
				SAY_WITH(kexinit,
					 SET(kexinit, cipher_cs, "none"),
					 SET(kexinit, cipher_sc, "none")),
				EXPECT(RE_TERM)),
	},
	{
		.id     = "TRANS-4253-7.1-20/mac",
		.req    = "4253-7.1-15",
		.says   = "MAC none, which was not listed",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(NEED(cipher_cs, CTR), LACK(mac_cs, "none"),
				SAY_WITH(kexinit, WITHOUT_AEAD,
					 SET(kexinit, mac_cs, "none"),
					 SET(kexinit, mac_sc, "none")),
				EXPECT(RE_TERM)),
	},
	{
		.id     = "EXT-8308-2.2-01",
		.req    = "8308-2.2-01",
		.says   = "markers alone are no key exchange method",
		.target = AS_SERVER, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
				SET(kexinit, kex, "ext-info-s,"
				    "kex-strict-s-v00@openssh.com")),
				EXPECT(RE_TERM)),
	},
	{ .id = NULL },
};
/* clang-format on */
