/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_NETTLE_NUMBER_H
#define ETT_CRYPTO_NETTLE_NUMBER_H

#include <gmp.h>
#include <nettle/ecc.h>

#include "base/env.h"

/* Our numbers (big-endian, unsigned) as the library's.  z is initialized. */
void ett_nettle_get(struct ett_bytes in, mpz_t z);

/* Writes z, not negative, left-padded with zeros to n bytes; ARG, and out
 * untouched, if it has more. */
ETT_OWED ett_err ett_nettle_put(const mpz_t z, uint8_t *out, size_t n);

/* The curves, with the width of a coordinate, and of the order, in bytes.
 * By the width of an uncompressed point; NULL: none. */
struct ett_nettle_curve {
	const struct ecc_curve *(*get)(void);
	size_t width;
};
const struct ett_nettle_curve *ett_nettle_curve(size_t point_len);

/*
 * Points (04 x y) and scalars.  p and s are initialized for their curve; ARG
 * if the point is not on it, or the scalar not in [1, order - 1].
 */
ETT_OWED ett_err ett_nettle_get_point(struct ett_bytes in, struct ecc_point *p);
ETT_OWED ett_err ett_nettle_put_point(const struct ecc_point *p, uint8_t *out,
				      size_t width);
ETT_OWED ett_err ett_nettle_get_scalar(struct ett_bytes in,
				       struct ecc_scalar *s);

/*
 * Random bytes for functions of the library.  Its callback cannot fail, and
 * some callers ask again until they like what they get; so behind a failure
 * of rng come bytes of no worth, and the result of the call is for nothing:
 * err tells.
 */
struct ett_nettle_random {
	struct ett_rng rng;
	ett_err err;
	uint64_t worthless;
};
void ett_nettle_random(void *random, size_t n, uint8_t *out);

#endif
