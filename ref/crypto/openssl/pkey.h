/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_OPENSSL_PKEY_H
#define ETT_CRYPTO_OPENSSL_PKEY_H

#include "crypto/openssl/openssl.h"

/*
 * Keys between our numbers and the library's objects.  A key with a secret
 * becomes a pair, one without a public key.  The caller frees it with
 * EVP_PKEY_free(); NULL: failed, and the reason is in the error queue.
 */
EVP_PKEY *ett_openssl_ed25519(const struct ett_key_nums *key);
EVP_PKEY *ett_openssl_ed448(const struct ett_key_nums *key);
EVP_PKEY *ett_openssl_ecdsa(const struct ett_key_nums *key);
EVP_PKEY *ett_openssl_rsa(const struct ett_key_nums *key);
EVP_PKEY *ett_openssl_dsa(const struct ett_key_nums *key);

struct ett_openssl_curve {
	const char *group, *md; /* the library's names */
	size_t width;           /* of the order, and of a coordinate */
};

/* By the width of the public point; NULL: none. */
const struct ett_openssl_curve *
ett_openssl_curve(const struct ett_key_nums *key);

/* generate of struct ett_sig. */
ett_err ett_openssl_make_ed25519(unsigned bits, struct ett_rng rng,
				 struct ett_key_mem *out);
ett_err ett_openssl_make_ed448(unsigned bits, struct ett_rng rng,
			       struct ett_key_mem *out);
ett_err ett_openssl_make_p256(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out);
ett_err ett_openssl_make_p384(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out);
ett_err ett_openssl_make_p521(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out);
ett_err ett_openssl_make_rsa(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out);
ett_err ett_openssl_make_dsa(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out);

#endif
