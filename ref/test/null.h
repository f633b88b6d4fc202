/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_NULL_H
#define ETT_TEST_NULL_H

#include "crypto/backend.h"

/*
 * A toy crypto library: no security, no cost, no allocation.  With it the code
 * that is tested and fuzzed is the code that is shipped, without its
 * arithmetic.  Never in ett_backends[], never linked into a program.
 *
 *   ciphers, AEADs  leave the data as it is
 *   MACs, AEAD tags NULL_TAG in every byte; an AEAD opens whatever it gets
 *   hashes          mix all input, but are far from collision resistant
 *   x25519          public value = secret, shared secret = exclusive or
 *   modexp          always 3
 *   ed25519         signatures are NULL_TAG in the first half and 0 behind;
 *                   any other does not verify
 */
enum { NULL_TAG = 0x5a };

const struct ett_backend *null_backend(void);

/* After so many more calls that can fail, one does, with CRYPTO, and all
 * behind it are good again.  SIZE_MAX: none fails; so it begins. */
void null_fail_after(size_t calls);

/* Has that call been reached? */
bool null_has_failed(void);

/*
 * Hashes, key agreement and signatures of real, with ciphers and MACs of the
 * toy: what goes over the wire can be read, and changed, but what is signed
 * is signed.
 */
struct ett_backend null_mixed(const struct ett_backend *real);

#endif
