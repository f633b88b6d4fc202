/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_OPENSSL_OPENSSL_H
#define ETT_CRYPTO_OPENSSL_OPENSSL_H

#include <openssl/types.h>

#include "crypto/backend.h"

/*
 * What the files of this folder share.  Objects are fetched once, from a
 * library context of our own: each fetch function fills its list with what
 * the library has.  All are called when the backend starts, but that of the
 * legacy ciphers when the first of them is wanted; nothing is fetched while
 * packets flow.
 */
extern const struct ett_hash *ett_openssl_hashes[];
extern const struct ett_mac *ett_openssl_macs[];
extern const struct ett_cipher *ett_openssl_ciphers[];
extern const struct ett_aead *ett_openssl_aeads[];
extern const struct ett_dh *ett_openssl_dhs[];
extern const struct ett_modexp ett_openssl_modexp;
extern const struct ett_sig *const ett_openssl_sigs[];
extern const struct ett_prng *const ett_openssl_prngs[];

ETT_OWED ett_err ett_openssl_fetch_hashes(OSSL_LIB_CTX *lib);
ETT_OWED ett_err ett_openssl_fetch_macs(OSSL_LIB_CTX *lib);
ETT_OWED ett_err ett_openssl_fetch_ciphers(OSSL_LIB_CTX *lib, bool legacy);
ETT_OWED ett_err ett_openssl_fetch_aeads(OSSL_LIB_CTX *lib);
ETT_OWED ett_err ett_openssl_fetch_dhs(OSSL_LIB_CTX *lib);

/* State of all our ciphers; no counter in modes that the library has. */
struct ett_openssl_cipher {
	EVP_CIPHER_CTX *evp;
	uint64_t counter; /* the next */
};

/* Counter mode over an evp that encrypts blocks of 8 bytes: two functions of
 * struct ett_cipher. */
ett_err ett_openssl_restart_ctr(void *ctx, const uint8_t *iv);
ett_err ett_openssl_crypt_ctr(void *ctx, uint8_t *data, size_t n);

/* For what takes a library context; NULL before the backend was started. */
OSSL_LIB_CTX *ett_openssl_lib(void);

/*
 * To be called where a function of the library has just failed: empties its
 * error queue; NOMEM or CRYPTO.
 */
ETT_OWED ett_err ett_openssl_failed(void);

/* The same after a fetch: NOMEM, or OK as the library does not have it. */
ETT_OWED ett_err ett_openssl_absent(void);

#endif
