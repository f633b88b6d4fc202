/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_TOMCRYPT_HASH_H
#define ETT_CRYPTO_TOMCRYPT_HASH_H

#include "crypto/tomcrypt/number.h"

/* Takes empty input, which the library does not. */
ETT_OWED ett_err ett_tomcrypt_feed(const struct ltc_hash_descriptor *how,
				   hash_state *state, struct ett_bytes in);

/* Hashes msg; out has how->hashsize bytes. */
ETT_OWED ett_err ett_tomcrypt_digest(const struct ltc_hash_descriptor *how,
				     struct ett_bytes msg, uint8_t *out);

#endif
