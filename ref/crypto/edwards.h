/* SPDX-License-Identifier: ISC
 */
#ifndef ETT_CRYPTO_EDWARDS_H
#define ETT_CRYPTO_EDWARDS_H

#include "base/bytes.h"

/*
 * The curves of RFC 8032 by the names of the primitives ("ed25519", "ed448"),
 * as far as it takes to judge what a peer sent.  Not constant time: keys and
 * signatures are public.
 */

/*
 * Has it the right length, is y below the prime, x = 0 without a sign, and
 * the order not small?  A key of small order has signatures that go with every
 * message.  Whether there is an x for this y is left to the library.
 */
bool ett_edwards_key(const char *curve, struct ett_bytes key);

/*
 * R then S: the right length, R encoded as above, S below the order of the
 * group (RFC 8032 sections 5.1.7 and 5.2.7).  R may be of small order: the
 * equation decides.
 */
bool ett_edwards_signature(const char *curve, struct ett_bytes sig);

#endif
