/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_CHECK_H
#define ETT_CRYPTO_CHECK_H

#include "crypto/backend.h"

/*
 * What the peer sent, before a library sees it: several of them crash, or
 * compute on, when it is nonsense.  Nothing above crypto calls a backend for
 * key agreement or verification except through here and through key.h.
 */

/* Largest public value and shared secret: 8192 bits. */
enum { ETT_AGREE_MAX = 1024, ETT_MODP_MIN_BITS = 1024 };

/* A valid secret for this curve from rng: d->secret_len bytes. */
ETT_OWED ett_err ett_ecdh_secret(const struct ett_dh *d, struct ett_rng rng,
				 uint8_t *secret);
ETT_OWED ett_err ett_ecdh_public(const struct ett_dh *d, const uint8_t *secret,
				 uint8_t *pub);

/*
 * Shared secret, d->shared_len bytes.  KEX if peer is of the wrong length, no
 * point of the curve (RFC 5656 section 4: uncompressed, coordinates below p,
 * curve equation), or gives all zeros (RFC 8731 section 3).  For X25519 and
 * X448 a coordinate that is not reduced counts as if it were, RFC 7748
 * section 5.
 */
ETT_OWED ett_err ett_ecdh_shared(const struct ett_dh *d, const uint8_t *secret,
				 struct ett_bytes peer, uint8_t *shared);

/* The prime of a group of RFC 3526 or RFC 2409 ("modp1024", "modp2048",
 * "modp4096", "modp8192"), whose generator is 2; empty: no such group. */
struct ett_bytes ett_modp_prime(const char *name);

/* p, g from the peer: odd, 1024..8192 bits, 1 < g < p-1, no leading zeros. */
ETT_OWED ett_err ett_modp_check(struct ett_bytes p, struct ett_bytes g);

/* g^x mod p, p.n bytes. */
ETT_OWED ett_err ett_modp_public(const struct ett_modexp *m, struct ett_bytes p,
				 struct ett_bytes g, struct ett_bytes x,
				 uint8_t *out);

/* y^x mod p, p.n bytes; KEX unless 1 < y < p-1 and 1 < result < p-1
 * (RFC 8268 section 4, RFC 4419 section 3).  y without leading zeros. */
ETT_OWED ett_err ett_modp_shared(const struct ett_modexp *m, struct ett_bytes p,
				 struct ett_bytes y, struct ett_bytes x,
				 uint8_t *out);

/*
 * The numbers of a public key and of a signature made with it, for the
 * primitive that s names: RSA modulus 1024..16384 bits and odd, e odd, >= 3,
 * 256 bits at most, signature as wide as n, not 0 and below n; DSA p of 1024
 * and q of 160 bits, 1 < g, y < p-1; 0 < r, s < order; points on their curve;
 * Ed25519 and Ed448 as in edwards.h.  Numbers are as backend.h has them, in
 * particular without leading zeros.  SIG or FORMAT.
 */
ETT_OWED ett_err ett_check_public(const struct ett_sig *s,
				  const struct ett_key_nums *key);
ETT_OWED ett_err ett_check_signature(const struct ett_sig *s,
				     const struct ett_key_nums *key,
				     struct ett_bytes sig);

/*
 * Both checks, then the signature itself; the way for whatever a stranger
 * sent.  RSA is not left to s->verify: of the library only modexp and a hash
 * are used, see pkcs1.h.  OK, SIG, FORMAT, or a failure of the library.
 */
ETT_OWED ett_err ett_verify(const struct ett_backend *b,
			    const struct ett_sig *s,
			    const struct ett_key_nums *key,
			    struct ett_bytes msg, struct ett_bytes sig);

#endif
