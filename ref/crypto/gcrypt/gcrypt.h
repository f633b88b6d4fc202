/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_GCRYPT_GCRYPT_H
#define ETT_CRYPTO_GCRYPT_GCRYPT_H

#include "crypto/backend.h"

/*
 * What the files of this folder share: a list for each kind of primitive,
 * filled when the backend starts with what the library agrees to compute: in
 * its FIPS mode it refuses much.  Handles of the library are opened by the
 * first init of a context and closed, and so wiped, by done; no packet
 * allocates any.
 */
extern const struct ett_backend ett_backend_gcrypt;
extern const struct ett_hash *ett_gcrypt_hashes[];
extern const struct ett_mac *ett_gcrypt_macs[];
extern const struct ett_cipher *ett_gcrypt_ciphers[];
extern const struct ett_aead *ett_gcrypt_aeads[];
extern const struct ett_dh *ett_gcrypt_dhs[];
extern const struct ett_modexp ett_gcrypt_modexp;
extern const struct ett_sig *ett_gcrypt_sigs[];
extern const struct ett_prng *const ett_gcrypt_prngs[];

void ett_gcrypt_list_hashes(void);
void ett_gcrypt_list_macs(void);
void ett_gcrypt_list_ciphers(void);
void ett_gcrypt_list_aeads(void);
void ett_gcrypt_list_dhs(void);
void ett_gcrypt_list_sigs(void);

/* An error code of the library, which is not 0, as ours: NOMEM or CRYPTO. */
ETT_OWED ett_err ett_gcrypt_failed(unsigned code);

#endif
