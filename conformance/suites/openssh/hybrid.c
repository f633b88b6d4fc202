/* SPDX-License-Identifier: ISC
 *
 * sntrup761x25519-sha512 and mlkem768x25519-sha256.  The judge has neither; a
 * value that is not as long as it has to be, or whose parts are visibly bad,
 * has to be refused before anything is computed, and that it can ask for.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_hybrid[];

enum { SNTRUP = 1158, MLKEM = 1184 }; /* bytes before the 32 of X25519 */

/* clang-format off */
#define NTRU \
	"sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com"
#define ZEROS_32 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" \
		 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define NINE_32  "\11\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" \
		 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

/* byte, so many times, and the half for X25519. */
#define REFUSED(its_id, its_req, text, names, byte, times, half)        \
	{                                                               \
		.id     = its_id, .req = its_req, .says = text,         \
		.target = AS_SERVER, .tier = 2, .start = AT_VERSION,    \
		.steps  = STEPS(NEED(kex, names),                       \
				SAY_WITH(kexinit,                       \
					 SET(kexinit, kex, names)),     \
				SAY_WITH(kex_ecdh_init,                 \
					 SET(kex_ecdh_init, q_c, half), \
					 FRONT_TIMES(kex_ecdh_init, q_c, \
						     byte, times)),     \
				EXPECT(RE_TERM)),                       \
	}

const struct conf_case conf_hybrid[] = {
	REFUSED("TRANS-MLKEM-01/short", "mlkem-01", "a byte too short",
		"mlkem768x25519-sha256", "\1", MLKEM - 1, NINE_32),
	REFUSED("TRANS-MLKEM-01/long", "mlkem-01", "a byte too long",
		"mlkem768x25519-sha256", "\1", MLKEM + 1, NINE_32),
	REFUSED("TRANS-MLKEM-01/coefficient", "mlkem-01",
		"coefficients that are not below q",
		"mlkem768x25519-sha256", "\xff", MLKEM, NINE_32),
	REFUSED("TRANS-MLKEM-01/zero", "mlkem-01",
		"an X25519 half of all zeros",
		"mlkem768x25519-sha256", "\0", MLKEM, ZEROS_32),
	REFUSED("TRANS-SNTRUP-01/short", "sntrup-01", "a byte too short",
		NTRU, "\1", SNTRUP - 1, NINE_32),
	REFUSED("TRANS-SNTRUP-01/long", "sntrup-01", "a byte too long",
		NTRU, "\1", SNTRUP + 1, NINE_32),
	REFUSED("TRANS-SNTRUP-01/zero", "sntrup-01",
		"an X25519 half of all zeros", NTRU, "\0", SNTRUP, ZEROS_32),
	{ .id = NULL }
};
/* clang-format on */
