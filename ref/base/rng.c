/* SPDX-License-Identifier: ISC
 *
 * There is no second source: a machine without getrandom(2) gets an error,
 * never bytes of unknown worth.
 */
#include <errno.h>
#include <sys/random.h>
#include <sys/types.h>

#include "base/env.h"

static ett_err fill(void *ctx, uint8_t *out, size_t n)
{
	(void)ctx;
	while (n > 0) {
		ssize_t got = getrandom(out, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return ETT_RNG;
		out += got;
		n -= (size_t)got;
	}
	return ETT_OK;
}

struct ett_rng ett_rng_system(void)
{
	return (struct ett_rng){ .fill = fill };
}
