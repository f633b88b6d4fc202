/* SPDX-License-Identifier: ISC
 *
 * LibTomCrypt's generators.  None but "sprng", which asks the system each time,
 * has a source of its own, and none knows of processes: a forked child repeats
 * its parent.  Their state is larger than a context may be, so it is elsewhere.
 */
#include <stdlib.h>

#include <tomcrypt.h>

#include "crypto/prng.h"
#include "crypto/tomcrypt/tomcrypt.h"

enum { SEED = 32, SEED_MAX = 1024 };

struct ctx {
	const struct ltc_prng_descriptor *how;
	prng_state *state;
};

static void done(void *ctx)
{
	struct ctx *c = ctx;

	if (c->state != NULL) {
		c->how->done(c->state);
		ett_wipe(c->state, sizeof *c->state);
		free(c->state);
	}
	*c = (struct ctx){ 0 };
}

/* Entropy in pieces that all of them take: Fortuna's largest is 32 bytes. */
static bool add(struct ctx *c, struct ett_bytes seed)
{
	for (size_t at = 0, some; at < seed.n; at += some) {
		some = seed.n - at < SEED ? seed.n - at : SEED;
		if (c->how->add_entropy(seed.p + at, some, c->state) !=
		    CRYPT_OK)
			return false;
	}
	return true;
}

static ett_err init(void *ctx, const struct ltc_prng_descriptor *how,
		    struct ett_bytes seed)
{
	struct ctx *c = ctx;

	*c = (struct ctx){ .how = how };
	c->state = calloc(1, sizeof *c->state);
	if (c->state == NULL)
		return ETT_NOMEM;
	if (how->start(c->state) == CRYPT_OK && add(c, seed) &&
	    how->ready(c->state) == CRYPT_OK)
		return ETT_OK;
	done(c);
	return ETT_CRYPTO;
}

static ett_err init_seeded(void *ctx, const struct ltc_prng_descriptor *how,
			   struct ett_bytes seed)
{
	if (seed.n < SEED || seed.n > SEED_MAX)
		return ETT_ARG;
	return init(ctx, how, seed);
}

static ett_err init_fortuna(void *ctx, struct ett_bytes seed)
{
	return init_seeded(ctx, &fortuna_desc, seed);
}

static ett_err init_yarrow(void *ctx, struct ett_bytes seed)
{
	return init_seeded(ctx, &yarrow_desc, seed);
}

static ett_err init_chacha20(void *ctx, struct ett_bytes seed)
{
	return init_seeded(ctx, &chacha20_prng_desc, seed);
}

static ett_err init_rc4(void *ctx, struct ett_bytes seed)
{
	return init_seeded(ctx, &rc4_desc, seed);
}

static ett_err init_sober128(void *ctx, struct ett_bytes seed)
{
	return init_seeded(ctx, &sober128_desc, seed);
}

static ett_err init_sprng(void *ctx, struct ett_bytes seed)
{
	return seed.n == 0 ? init(ctx, &sprng_desc, seed) : ETT_ARG;
}

static ett_err fill(void *ctx, uint8_t *out, size_t n)
{
	struct ctx *c = ctx;

	if (n > 0 && c->how->read(out, n, c->state) != n)
		return ETT_RNG;
	return ETT_OK;
}

/* clang-format off */
#define PRNG(name, init) { name, sizeof(struct ctx), init, fill, done }

static const struct ett_prng
	fortuna = PRNG("fortuna", init_fortuna),
	yarrow = PRNG("yarrow", init_yarrow),
	chacha20 = PRNG("chacha20", init_chacha20),
	rc4 = PRNG("rc4", init_rc4),
	sober128 = PRNG("sober128", init_sober128),
	sprng = PRNG("sprng", init_sprng);
/* clang-format on */

const struct ett_prng *const ett_tomcrypt_prngs[] = {
	&fortuna, &yarrow, &chacha20, &rc4, &sober128, &sprng, NULL,
};
