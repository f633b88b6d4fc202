/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 8, RFC 8332, RFC 5656, RFC 8709: host keys of a server, and
 * its signatures.  That a signature is lawful in every part (names, lengths,
 * shortest forms) is what the judge demands in each key exchange.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_signature[];

/* clang-format off */
#define PAIR(method, key)                                               \
	{                                                               \
		.id     = "TRANS-4253-8-05/" method "/" key,            \
		.req    = "4253-8-05",                                  \
		.says   = method " with " key,                          \
		.target = AS_SERVER, .tier = 1, .start = AT_VERSION,    \
		.steps  = STEPS(ONLY(kex, method), ONLY(hostkey, key),  \
				KEX(RE_KEYED)),                         \
	}
#define PAIRS(method)                                                   \
	PAIR(method, "ssh-ed25519"),                                    \
	PAIR(method, "ecdsa-sha2-nistp256"),                            \
	PAIR(method, "ecdsa-sha2-nistp384"),                            \
	PAIR(method, "ecdsa-sha2-nistp521"),                            \
	PAIR(method, "rsa-sha2-512"),                                   \
	PAIR(method, "rsa-sha2-256")
#define LAWFUL(name, its_req, its_tier, key)                            \
	{                                                               \
		.id     = name, .req = its_req,                         \
		.says   = "host key and signature of " key,             \
		.target = AS_SERVER, .tier = its_tier,                  \
		.start  = AT_VERSION,                                   \
		.steps  = STEPS(ONLY(hostkey, key), KEX(RE_KEYED)),     \
	}

const struct conf_case conf_signature[] = {
	PAIRS("curve25519-sha256"),
	PAIRS("curve25519-sha256@libssh.org"),
	PAIRS("ecdh-sha2-nistp256"),
	PAIRS("ecdh-sha2-nistp384"),
	PAIRS("ecdh-sha2-nistp521"),
	PAIRS("diffie-hellman-group14-sha256"),
	PAIRS("diffie-hellman-group16-sha512"),
	PAIRS("diffie-hellman-group14-sha1"),
	PAIRS("diffie-hellman-group-exchange-sha256"),
	LAWFUL("TRANS-8332-3.1-01/512", "8332-3.1-01", 1, "rsa-sha2-512"),
	LAWFUL("TRANS-8332-3.1-01/256", "8332-3.1-01", 1, "rsa-sha2-256"),
	LAWFUL("TRANS-5656-3.1.2-01/256", "5656-3.1.2-03", 2,
	       "ecdsa-sha2-nistp256"),
	LAWFUL("TRANS-5656-3.1.2-01/384", "5656-3.1.2-03", 2,
	       "ecdsa-sha2-nistp384"),
	LAWFUL("TRANS-5656-3.1.2-01/521", "5656-3.1.2-03", 2,
	       "ecdsa-sha2-nistp521"),
	LAWFUL("TRANS-8709-6-01", "8709-6-01", 2, "ssh-ed25519"),
	{
		.id     = "TRANS-4253-8-09",
		.req    = "4253-8-09",
		.says   = "languages, names twice, 3 KB of unknown names",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
				SET(kexinit, lang_cs, "en-US,de,en-US"),
				FRONT(kexinit, mac_cs, "x@example.com,"
				      "x@example.com,"),
				FRONT_TIMES(kexinit, cipher_sc,
					    "name-of-none@example.com,", 120)),
				KEX(RE_KEYED)),
	},
	{ .id = NULL }
};
/* clang-format on */
