/* SPDX-License-Identifier: ISC
 *
 * The state is never 0: from there xorshift would not come away.
 */
#include "conformance/engine/seed.h"

static ett_err fill(void *ctx, uint8_t *out, size_t n)
{
	uint64_t *x = ctx;

	for (size_t i = 0; i < n; i++) {
		*x ^= *x >> 12;
		*x ^= *x << 25;
		*x ^= *x >> 27;
		out[i] = (uint8_t)((*x * UINT64_C(0x2545f4914f6cdd1d)) >> 56);
	}
	return ETT_OK;
}

struct ett_rng conf_seeded(uint64_t *state)
{
	if (*state == 0)
		*state = UINT64_C(0x9e3779b97f4a7c15);
	return (struct ett_rng){ .fill = fill, .ctx = state };
}
