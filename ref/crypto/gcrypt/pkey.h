/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_GCRYPT_PKEY_H
#define ETT_CRYPTO_GCRYPT_PKEY_H

#include <gcrypt.h>

#include "crypto/backend.h"

/*
 * Keys as the library's expressions, for the caller to release.  ARG: the
 * numbers are no key, or such that the library would divide by zero.  curve
 * is the library's name of it; NULL where there is none.
 */
typedef ett_err ett_gcrypt_key(const struct ett_key_nums *key,
			       const char *curve, gcry_sexp_t *out);

ett_gcrypt_key ett_gcrypt_rsa_public, ett_gcrypt_rsa_secret;
ett_gcrypt_key ett_gcrypt_dsa_public, ett_gcrypt_dsa_secret;
ett_gcrypt_key ett_gcrypt_ecdsa_public, ett_gcrypt_ecdsa_secret;
ett_gcrypt_key ett_gcrypt_eddsa_public, ett_gcrypt_eddsa_secret;

/* generate of struct ett_sig.  The library's own generator makes the keys of
 * RSA, DSA and Ed448; the others come from rng. */
ett_err ett_gcrypt_make_ed25519(unsigned bits, struct ett_rng rng,
				struct ett_key_mem *out);
ett_err ett_gcrypt_make_ed448(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out);
ett_err ett_gcrypt_make_p256(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out);
ett_err ett_gcrypt_make_p384(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out);
ett_err ett_gcrypt_make_p521(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out);
ett_err ett_gcrypt_make_rsa(unsigned bits, struct ett_rng rng,
			    struct ett_key_mem *out);
ett_err ett_gcrypt_make_dsa(unsigned bits, struct ett_rng rng,
			    struct ett_key_mem *out);

#endif
