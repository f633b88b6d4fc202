/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_PRNG_H
#define ETT_CRYPTO_PRNG_H

#include "crypto/backend.h"

/*
 * The library's generators: subjects of tests, never used by ref.  ctx as in
 * backend.h.  seed empty: as the library seeds itself; ARG where it cannot, or
 * takes no seed.
 */
struct ett_prng {
	const char *name; /* "ctr-drbg-aes256", "fortuna" */
	size_t ctx_size;
	ett_err (*init)(void *ctx, struct ett_bytes seed);
	ett_err (*fill)(void *ctx, uint8_t *out, size_t n);
	void (*done)(void *ctx);
};

#endif
