/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_TOMCRYPT_RANDOM_H
#define ETT_CRYPTO_TOMCRYPT_RANDOM_H

#include "crypto/tomcrypt/number.h"

/*
 * Randomness for functions of the library: through a generator of ours that
 * it knows by an index, and, where its math library wants some (to blind an
 * RSA operation, to test a prime), from the same source.  None of the
 * library's own generators is asked, ever.
 *
 * The math library gives its source no context, so there is one at a time:
 * from lend to the end of the call that it was lent for.  In between, and at
 * no other time, is there randomness.
 */
ETT_OWED ett_err ett_tomcrypt_random_start(void); /* may come again */

int ett_tomcrypt_random(void);        /* the index */
prng_state *ett_tomcrypt_state(void); /* to go with it: not NULL */

void ett_tomcrypt_lend(struct ett_rng rng);

/* How that call went: RNG if the source failed, whatever the library made of
 * it, or what its code means. */
ETT_OWED ett_err ett_tomcrypt_end(int code);

#endif
