/* SPDX-License-Identifier: ISC */
#include "test/seed.h"

#include <string.h>

static uint64_t next(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static ett_err fill(void *ctx, uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)next(ctx);
	return ETT_OK;
}

struct ett_rng seed_rng(uint64_t *state)
{
	return (struct ett_rng){ .fill = fill, .ctx = state };
}

void seed_fill(uint64_t *state, uint8_t *out, size_t n)
{
	while (n > 0) {
		uint64_t word = next(state);
		size_t take = n < sizeof word ? n : sizeof word;

		memcpy(out, &word, take);
		out += take;
		n -= take;
	}
}
