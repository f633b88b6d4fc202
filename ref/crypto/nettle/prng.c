/* SPDX-License-Identifier: ISC
 *
 * Nettle's one generator that is made for secrets.  It has no source of its
 * own and knows nothing of processes: what is in memory is all its state, so
 * a forked child repeats its parent.
 */
#include <nettle/yarrow.h>

#include "crypto/nettle/nettle.h"
#include "crypto/prng.h"

static ett_err init(void *ctx, struct ett_bytes seed)
{
	if (seed.n < YARROW256_SEED_FILE_SIZE)
		return ETT_ARG;
	yarrow256_init(ctx, 0, NULL);
	yarrow256_seed(ctx, seed.n, seed.p);
	return ETT_OK;
}

static ett_err fill(void *ctx, uint8_t *out, size_t n)
{
	yarrow256_random(ctx, n, out);
	return ETT_OK;
}

static void done(void *ctx)
{
	ett_wipe(ctx, sizeof(struct yarrow256_ctx));
}

static const struct ett_prng yarrow256 = { "yarrow256",
					   sizeof(struct yarrow256_ctx), init,
					   fill, done };

const struct ett_prng *const ett_nettle_prngs[] = { &yarrow256, NULL };
