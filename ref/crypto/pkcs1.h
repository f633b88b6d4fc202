/* SPDX-License-Identifier: ISC
 */
#ifndef ETT_CRYPTO_PKCS1_H
#define ETT_CRYPTO_PKCS1_H

#include "crypto/backend.h"

/*
 * RSASSA-PKCS1-v1_5, RFC 8017 section 8.2.2, by building the one block that
 * the signature may stand for and comparing all of it: the parsers of
 * libraries differ in what else they let pass.
 *
 * key and sig passed crypto/check.h; hash is "sha1", "sha256" or "sha512".
 * OK or SIG; NOKEY if the backend lacks the hash or modexp.
 */
ETT_OWED ett_err ett_pkcs1_verify(const struct ett_backend *b, const char *hash,
				  const struct ett_key_nums *key,
				  struct ett_bytes msg, struct ett_bytes sig);

#endif
