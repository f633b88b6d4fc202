/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_TOMCRYPT_TOMCRYPT_H
#define ETT_CRYPTO_TOMCRYPT_TOMCRYPT_H

#include "crypto/backend.h"

/*
 * What the files of this folder share: a list for each kind of primitive.
 *
 * This library ends the process when an argument is NULL, or a number that it
 * is to work on was never made.  So empty input never gets to it, numbers are
 * made in one place, all or none (number.h), and nothing is called with a
 * pointer that was not looked at.
 */
extern const struct ett_hash *const ett_tomcrypt_hashes[];
extern const struct ett_mac *const ett_tomcrypt_macs[];
extern const struct ett_cipher *const ett_tomcrypt_ciphers[];
extern const struct ett_aead *const ett_tomcrypt_aeads[];
extern const struct ett_dh *const ett_tomcrypt_dhs[];
extern const struct ett_modexp ett_tomcrypt_modexp;
extern const struct ett_sig *const ett_tomcrypt_sigs[];
extern const struct ett_prng *const ett_tomcrypt_prngs[];

#endif
