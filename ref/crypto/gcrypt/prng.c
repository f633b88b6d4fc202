/* SPDX-License-Identifier: ISC
 *
 * Libgcrypt's generators: the one for keys, and the one for nonces and padding.
 * Both seed themselves and notice that the process was forked.
 */
#include <gcrypt.h>

#include "crypto/gcrypt/gcrypt.h"
#include "crypto/prng.h"

static ett_err init(void *ctx, struct ett_bytes seed)
{
	(void)ctx;
	return seed.n == 0 ? ETT_OK : ETT_ARG;
}

static ett_err fill_random(void *ctx, uint8_t *out, size_t n)
{
	(void)ctx;
	gcry_randomize(out, n, GCRY_STRONG_RANDOM);
	return ETT_OK;
}

static ett_err fill_nonce(void *ctx, uint8_t *out, size_t n)
{
	(void)ctx;
	gcry_create_nonce(out, n);
	return ETT_OK;
}

static void done(void *ctx)
{
	(void)ctx;
}

static const struct ett_prng randomize = { "randomize", 0, init, fill_random,
					   done },
			     nonce = { "nonce", 0, init, fill_nonce, done };

const struct ett_prng *const ett_gcrypt_prngs[] = { &randomize, &nonce, NULL };
