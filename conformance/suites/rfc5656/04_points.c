/* SPDX-License-Identifier: ISC
 *
 * RFC 5656 section 4: points that must not be computed with, and their
 * encodings (SEC 1 section 2.3.3).
 */
#include "conformance/engine/case.h"
#include "conformance/peer/foul.h"

extern const struct conf_case conf_points[];

/* clang-format off */
#define ZEROS "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" \
	      "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define SEVEN "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" \
	      "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\7"

/* The generator of secp256k1. */
#define OTHER                                                           \
	"\x04"                                                          \
	"\x79\xbe\x66\x7e\xf9\xdc\xbb\xac\x55\xa0\x62\x95\xce\x87\x0b\x07" \
	"\x02\x9b\xfc\xdb\x2d\xce\x28\xd9\x59\xf2\x81\x5b\x16\xf8\x17\x98" \
	"\x48\x3a\xda\x77\x26\xa3\xc4\x65\x5d\xa4\xfb\xfc\x0e\x11\x08\xa8" \
	"\xfd\x17\xb4\x48\xa6\x85\x54\x19\x9c\x47\xd0\x8f\xfb\x10\xd4\xb8"

/* x = p + 5; with x = 5 the point is on the curve. */
#define TOO_LARGE                                                       \
	"\x04"                                                          \
	"\xff\xff\xff\xff\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00" \
	"\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04" \
	"\x45\x92\x43\xb9\xaa\x58\x18\x06\xfe\x91\x3b\xce\x99\x81\x7a\xde" \
	"\x11\xca\x50\x3c\x64\xd9\xa3\xc5\x33\x41\x5c\x08\x32\x48\xfb\xcc"

#define REFUSED(id_number, number, name, text, bytes)                   \
	{                                                               \
		.id     = "TRANS-5656-4-" id_number "-S" name,          \
		.req    = "5656-4-" number,                             \
		.says   = text,                                         \
		.target = AS_SERVER, .tier = 1, .start = AT_VERSION,    \
		.steps  = STEPS(ONLY(kex, "ecdh-sha2-nistp256"),        \
				PLAN(.says = "Q_C: " text,              \
				     .value = conf_foul_bytes,          \
				     .raw = ETT_INIT(bytes)),           \
				KEX(RE_TERM)),                          \
	},                                                              \
	{                                                               \
		.id     = "TRANS-5656-4-" id_number "-C" name,          \
		.req    = "5656-4-" number,                             \
		.says   = text,                                         \
		.target = AS_CLIENT, .tier = 1, .start = AT_VERSION,    \
		.steps  = STEPS(ONLY(kex, "ecdh-sha2-nistp256"),        \
				PLAN(.says = "Q_S: " text,              \
				     .value = conf_foul_bytes,          \
				     .raw = ETT_INIT(bytes)),           \
				KEX(RE_TERM)),                          \
	}

/* The lawful value in another shape. */
#define SHAPED(name, text, what, bytes)                                 \
	{                                                               \
		.id     = "TRANS-5656-4-05/" name,                      \
		.req    = "5656-4-05",                                  \
		.says   = text,                                         \
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,      \
		.steps  = STEPS(ONLY(kex, "ecdh-sha2-nistp256"),        \
				PLAN(.says = text, .value = what,       \
				     .raw = ETT_INIT(bytes)),           \
				KEX(RE_TERM)),                          \
	}

const struct conf_case conf_points[] = {
	REFUSED("01", "01", "", "the point at infinity", "\0"),
	REFUSED("02", "02", "/off", "a point that is not on the curve",
		"\4" SEVEN ZEROS),
	REFUSED("02", "02", "/other", "a point of another curve", OTHER),
	REFUSED("02", "02", "/large", "x is not below p", TOO_LARGE),
	{
		.id     = "TRANS-5656-4-03",
		.req    = "5656-4-03",
		.says   = "a compressed point",
		.target = AS_BOTH, .tier = 3, .start = AT_VERSION,
		.steps  = STEPS(ONLY(kex, "ecdh-sha2-nistp256"),
				PLAN(.says = "a compressed point",
				     .value = conf_foul_compressed),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "TRANS-5656-4-04",
		.req    = "5656-4-04",
		.says   = "a point in hybrid form",
		.target = AS_BOTH, .tier = 3, .start = AT_VERSION,
		.steps  = STEPS(ONLY(kex, "ecdh-sha2-nistp256"),
				PLAN(.says = "a point in hybrid form",
				     .value = conf_foul_hybrid),
				KEX_OR(RE_TERM, RE_KEYED)),
	},
	SHAPED("empty", "a value of no bytes", conf_foul_bytes, ""),
	SHAPED("64", "a point without its last byte", conf_foul_length, "\x40"),
	SHAPED("66", "a point and a zero byte", conf_foul_length, "\x42"),
	SHAPED("prefix", "a point that begins with 5", conf_foul_first, "\5"),
	{ .id = NULL }
};
/* clang-format on */
