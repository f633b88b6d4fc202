/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_MOCK_H
#define ETT_TEST_MOCK_H

#include "test/expect.h"

/*
 * A backend with traps: the ciphers of the toy, and of the real library what
 * key exchange and signatures need.  Whatever is trapped ends the process by
 * abort() when it is reached, as a library would that trusts its caller; the
 * rest works.
 *
 *   AGREE   a curve's agree
 *   POWER   modexp for Diffie-Hellman, but for our own 2^x in a known group
 *   VERIFY  verification, and modexp for RSA, whose exponent is short
 */
enum mock_trap { MOCK_AGREE = 1, MOCK_POWER = 2, MOCK_VERIFY = 4 };

const struct ett_backend *mock_backend(const struct ett_backend *real);
void mock_trap(unsigned traps); /* 0: none; and counts from 0 again */
unsigned mock_reached(void);    /* how often one of the three was */

/* No traps; one end waits, and has not heard the other's first message of
 * this number; what it answers is lost. */
struct pair *mock_waits(const struct pair_setup *x, enum ett_role end,
			uint8_t number);

#endif
