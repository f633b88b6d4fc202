/* SPDX-License-Identifier: ISC
 */
#ifndef ETT_CRYPTO_CURVE_H
#define ETT_CRYPTO_CURVE_H

#include "base/bytes.h"

/*
 * The curves of RFC 5656 section 10.1 by the names of the primitives ("p256",
 * "p384", "p521"), as far as it takes to judge what a peer sent.
 */

/* Order of the base point, as wide as a coordinate; empty: no such curve. */
struct ett_bytes ett_curve_order(const char *curve);

/*
 * Is it an uncompressed point (SEC 1: 04 x y) of the curve: the right length,
 * both coordinates below p, y^2 = x^3 - 3x + b?  The point at infinity has no
 * such form.  For public points: not constant time.
 */
bool ett_curve_has(const char *curve, struct ett_bytes point);

/*
 * 0 < value < bound, both big-endian and of the same length; false if the
 * lengths differ.  Takes the same time for all values of one length.
 */
bool ett_below(struct ett_bytes value, struct ett_bytes bound);

#endif
