/* SPDX-License-Identifier: ISC
 *
 * LibTomCrypt, over LibTomMath.  Its other math library, GMP, it would ask for
 * the numbers that blind RSA, and get the same ones in every process.
 */
#include <stdio.h>

#include "crypto/tomcrypt/random.h"
#include "crypto/tomcrypt/tomcrypt.h"

/* To say again what is there already changes nothing. */
static bool has_ciphers(void)
{
	static const struct ltc_cipher_descriptor *const all[] = {
		&aes_desc,   &des3_desc,    &blowfish_desc,
		&cast5_desc, &twofish_desc, &camellia_desc,
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (register_cipher(all[i]) < 0)
			return false;
	return true;
}

static ett_err start(void)
{
	ltc_mp = ltm_desc;
	return has_ciphers() ? ett_tomcrypt_random_start() : ETT_CRYPTO;
}

static const char *version(void)
{
	static char text[64];

	snprintf(text, sizeof text, "%s with %s", SCRYPT, ltm_desc.name);
	return text;
}

extern const struct ett_backend ett_backend_tomcrypt;
const struct ett_backend ett_backend_tomcrypt = {
	.name = "tomcrypt",
	.version = version,
	.start = start,
	.hashes = ett_tomcrypt_hashes,
	.macs = ett_tomcrypt_macs,
	.ciphers = ett_tomcrypt_ciphers,
	.aeads = ett_tomcrypt_aeads,
	.dhs = ett_tomcrypt_dhs,
	.modexp = &ett_tomcrypt_modexp,
	.sigs = ett_tomcrypt_sigs,
	.prngs = ett_tomcrypt_prngs,
};
