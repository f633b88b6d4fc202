/* SPDX-License-Identifier: ISC
 *
 * RFC 8731 section 3 with RFC 7748: X25519.  Seven public values lead to an
 * all-zero secret whoever takes them, and so do five of them with the bit set
 * that RFC 7748 has masked.
 */
#include "conformance/engine/case.h"
#include "conformance/peer/foul.h"

extern const struct conf_case conf_curves[];

/* clang-format off */
#define X25519 ONLY(kex, "curve25519-sha256,curve25519-sha256@libssh.org")

#define ZEROS(n30th) \
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" n30th
#define FS \
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" \
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
#define ORDER_8_A \
	"\xe0\xeb\x7a\x7c\x3b\x41\xb8\xae\x16\x56\xe3\xfa\xf1\x9f\xc4\x6a" \
	"\xda\x09\x8d\xeb\x9c\x32\xb1\xfd\x86\x62\x05\x16\x5f\x49\xb8"
#define ORDER_8_B \
	"\x5f\x9c\x95\xbc\xa3\x50\x8c\x24\xb1\xd0\xb1\x55\x9c\x83\xef\x5b" \
	"\x04\x44\x5c\xc4\x58\x1c\x8e\x86\xd8\x22\x4e\xdd\xd0\x9f\x11"

/* What each role has to refuse; the catalogue counts them apart. */
#define REFUSED(number, name, text, what, bytes, tolerable)             \
	{                                                               \
		.id     = "TRANS-8731-3-" number "-S/" name,            \
		.req    = "8731-3-" number,                             \
		.says   = text,                                         \
		.target = AS_SERVER, .tier = 1, .start = AT_VERSION,    \
		.steps  = STEPS(X25519, PLAN(.says = "Q_C: " text,      \
					     .value = what,             \
					     .raw = ETT_INIT(bytes)),   \
				KEX_OR(RE_TERM, tolerable)),            \
	},                                                              \
	{                                                               \
		.id     = "TRANS-8731-3-" number "-C/" name,            \
		.req    = "8731-3-" number,                             \
		.says   = text,                                         \
		.target = AS_CLIENT, .tier = 1, .start = AT_VERSION,    \
		.steps  = STEPS(X25519, PLAN(.says = "Q_S: " text,      \
					     .value = what,             \
					     .raw = ETT_INIT(bytes)),   \
				KEX_OR(RE_TERM, tolerable)),            \
	}
#define LOW(name, bytes) \
	REFUSED("01", name, "the low-order point " name, conf_foul_bytes, \
		bytes, 0)
/* Of low order only to those who mask: the others are TRANS-7748-5-01's. */
#define MASKED(name, bytes) \
	REFUSED("01", name, "the low-order point " name, conf_foul_bytes, \
		bytes, RE_KEYS_DIFFER)
#define LENGTH(name, byte) \
	REFUSED("02", name, "a value of " name " bytes", conf_foul_length, \
		byte, 0)

const struct conf_case conf_curves[] = {
	LOW("0", ZEROS("\0\0")),
	LOW("1", "\1" ZEROS("\0")),
	LOW("8a", ORDER_8_A "\x00"),
	LOW("8b", ORDER_8_B "\x57"),
	LOW("p-1", "\xec" FS "\x7f"),
	LOW("p", "\xed" FS "\x7f"),
	LOW("above-p", "\xee" FS "\x7f"),
	MASKED("0-high", ZEROS("\0\x80")),
	MASKED("1-high", "\1" ZEROS("\x80")),
	MASKED("8a-high", ORDER_8_A "\x80"),
	MASKED("8b-high", ORDER_8_B "\xd7"),
	MASKED("p-1-high", "\xec" FS "\xff"),
	LENGTH("0", "\0"),
	LENGTH("31", "\x1f"),
	LENGTH("33", "\x21"),
	LENGTH("64", "\x40"),
	{
		.id     = "TRANS-7748-5-01",
		.req    = "7748-5-01",
		.says   = "a valid value with its masked bit set",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(X25519, PLAN(.says = "bit 255 set",
					     .value = conf_foul_top_bit),
				KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-7748-5-01/unmasked",
		.req    = "7748-5-01",
		.says   = "p - 10 with the masked bit set, which is the base "
			  "point to whoever does not mask",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(X25519, PLAN(.says = "u = p - 10, bit 255 set",
					     .value = conf_foul_base,
					     .raw = ETT_INIT("\xe3" FS
							     "\xff")),
				KEX(RE_KEYS_DIFFER | RE_TERM)),
	},
	{
		.id     = "TRANS-7748-5-02",
		.req    = "7748-5-02",
		.says   = "the base point, written as p + 9",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(X25519, PLAN(.says = "u = p + 9",
					     .value = conf_foul_base,
					     .raw = ETT_INIT("\xf6" FS
							     "\x7f")),
				KEX_OR(RE_KEYED, RE_TERM)),
	},
	{ .id = NULL }
};
/* clang-format on */
