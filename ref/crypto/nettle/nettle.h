/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_NETTLE_NETTLE_H
#define ETT_CRYPTO_NETTLE_NETTLE_H

#include "crypto/backend.h"

/*
 * What the files of this folder share: a list for each kind of primitive.
 * The library allocates nothing for hashes, MACs and ciphers; contexts hold
 * its state itself, and done wipes them.  Numbers live in memory of GMP's,
 * which is wiped whenever it is given back (see backend.c).
 */
extern const struct ett_hash *const ett_nettle_hashes[];
extern const struct ett_mac *const ett_nettle_macs[];
extern const struct ett_cipher *const ett_nettle_ciphers[];
extern const struct ett_cipher ett_nettle_chacha20, ett_nettle_rc4_128,
    ett_nettle_rc4_256; /* among them */
extern const struct ett_aead *const ett_nettle_aeads[];
extern const struct ett_dh *const ett_nettle_dhs[];
extern const struct ett_modexp ett_nettle_modexp;
extern const struct ett_sig *const ett_nettle_sigs[];
extern const struct ett_prng *const ett_nettle_prngs[];

#endif
