/* SPDX-License-Identifier: ISC
 *
 * RFC 8268 section 4, with RFC 4253 section 8: public values of
 * Diffie-Hellman.  With the value that came a client or server that does not
 * check it can go on, and is seen to: where it can be known, the judge comes
 * to the same K.
 */
#include "conformance/engine/case.h"
#include "conformance/peer/foul.h"

extern const struct conf_case conf_dh_values[];

/* clang-format off */
#define GROUP14 ONLY(kex, "diffie-hellman-group14-sha256," \
			  "diffie-hellman-group14-sha1," \
			  "diffie-hellman-group16-sha512")

/* A value that each role has to refuse; the catalogue counts them apart. */
#define REFUSED(number, name, client_tier, text, what, bytes)           \
	{                                                               \
		.id     = "TRANS-8268-4-" number "-S" name,             \
		.req    = "8268-4-" number,                             \
		.says   = "e = " text,                                  \
		.target = AS_SERVER, .tier = 1, .start = AT_VERSION,    \
		.steps  = STEPS(GROUP14,                                \
				PLAN(.says = "e = " text, .value = what, \
				     .raw = ETT_INIT(bytes)),           \
				KEX(RE_TERM)),                          \
	},                                                              \
	{                                                               \
		.id     = "TRANS-8268-4-" number "-C" name,             \
		.req    = "8268-4-" number,                             \
		.says   = "f = " text,                                  \
		.target = AS_CLIENT, .tier = client_tier,               \
		.start  = AT_VERSION,                                   \
		.steps  = STEPS(GROUP14,                                \
				PLAN(.says = "f = " text, .value = what, \
				     .raw = ETT_INIT(bytes)),           \
				KEX(RE_TERM)),                          \
	}

const struct conf_case conf_dh_values[] = {
	REFUSED("01", "", 1, "0", conf_foul_power, ""),
	REFUSED("02", "", 1, "1", conf_foul_power, "\1"),
	REFUSED("03", "", 1, "p - 1, K = 1", conf_foul_minus_one, "\1"),
	REFUSED("03", "/odd", 1, "p - 1, K = p - 1", conf_foul_minus_one, ""),
	REFUSED("04", "/p", 1, "p", conf_foul_multiple, "\1\0"),
	REFUSED("04", "/p2", 1, "p + 2", conf_foul_multiple, "\1\2"),
	REFUSED("04", "/2p4", 1, "2p + 4", conf_foul_multiple, "\2\4"),
	REFUSED("05", "", 2, "-1 as ff ff ff ff", conf_foul_power,
		"\xff\xff\xff\xff"),
	{
		.id     = "ARCH-4251-5-03",
		.req    = "4251-5-03",
		.says   = "a value with two leading zero bytes",
		.target = AS_BOTH, .tier = 2, .info = true,
		.start  = AT_VERSION,
		.steps  = STEPS(GROUP14,
				PLAN(.says = "two zero bytes before e or f",
				     .value = conf_foul_front,
				     .raw = ETT_INIT("\0\0")),
				KEX(RE_KEYED | RE_TERM | RE_KEYS_DIFFER)),
	},
	{
		.id     = "TRANS-4253-8-02",
		.req    = "4253-8-02",
		.says   = "a value of 8 KiB, a multiple of p and 4",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(GROUP14,
				PLAN(.says = "e or f of 8193 bytes",
				     .value = conf_foul_long),
				KEX(RE_TERM)),
	},
	{
		.id     = "TRANS-4253-8-03/tail",
		.req    = "4253-8-03",
		.says   = "8 bytes after the message with our value",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(PLAN(.says = "8 bytes after the last field",
				     .twists = TWISTS(TAIL("\0\0\0\1more"))),
				KEX_OR(RE_TERM, RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-8-03/empty",
		.req    = "4253-8-03",
		.says   = "no field at all in the message with our value",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(PLAN(.says = "no field at all",
				     .twists = TWISTS(CUT(kexdh_init, e, 0))),
				KEX(RE_TERM)),
	},
	{ .id = NULL }
};
/* clang-format on */
