/* SPDX-License-Identifier: ISC
 *
 * One source of randomness for the library and for its math library: the one
 * that the caller lent.  Where it fails, so does the call, and the failure is
 * kept until the call has ended: no result of it is used.
 */
#include "crypto/tomcrypt/random.h"

#include <tommath.h>

/* err is RNG while nothing is lent. */
static struct {
	struct ett_rng rng;
	ett_err err;
} source = { .err = ETT_RNG };

static int generator = -1;

static bool fill(void *out, size_t n)
{
	if (source.err == ETT_OK)
		source.err = source.rng.fill(source.rng.ctx, out, n);
	return source.err == ETT_OK;
}

static int nothing(prng_state *prng)
{
	(void)prng;
	return CRYPT_OK;
}

static int no_entropy(const unsigned char *in, unsigned long n,
		      prng_state *prng)
{
	(void)in;
	(void)n;
	(void)prng;
	return CRYPT_OK;
}

/* Less than was asked for is a failure to all who ask. */
static unsigned long give(unsigned char *out, unsigned long n, prng_state *prng)
{
	(void)prng;
	return fill(out, n) ? n : 0;
}

static int no_export(unsigned char *out, unsigned long *n, prng_state *prng)
{
	(void)out;
	(void)n;
	(void)prng;
	return CRYPT_NOP;
}

static int no_test(void)
{
	return CRYPT_NOP;
}

static const struct ltc_prng_descriptor descriptor = {
	.name = "ett",
	.start = nothing,
	.add_entropy = no_entropy,
	.ready = nothing,
	.read = give,
	.done = nothing,
	.pexport = no_export,
	.pimport = no_entropy,
	.test = no_test,
};

static mp_err give_math(void *out, size_t n)
{
	return fill(out, n) ? MP_OKAY : MP_ERR;
}

ett_err ett_tomcrypt_random_start(void)
{
	mp_rand_source(give_math);
	generator = register_prng(&descriptor);
	return generator >= 0 ? ETT_OK : ETT_CRYPTO;
}

int ett_tomcrypt_random(void)
{
	return generator;
}

/* Nobody looks behind the pointer: the source is known without it. */
prng_state *ett_tomcrypt_state(void)
{
	void *any = &source;

	return any;
}

void ett_tomcrypt_lend(struct ett_rng rng)
{
	source.rng = rng;
	source.err = ETT_OK;
}

ett_err ett_tomcrypt_end(int code)
{
	ett_err e = source.err;

	source.rng = (struct ett_rng){ 0 };
	source.err = ETT_RNG;
	return e != ETT_OK ? e : ett_tomcrypt_err(code);
}
