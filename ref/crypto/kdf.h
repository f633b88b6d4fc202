/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_KDF_H
#define ETT_CRYPTO_KDF_H

#include "crypto/backend.h"

/*
 * The input of the exchange hash, RFC 4253 section 8, RFC 4419 section 3,
 * RFC 5656 section 4.  v_* are without CR LF, i_* whole KEXINIT payloads as
 * they were on the wire; these five are hashed as strings.  values is what
 * the method exchanged, already encoded (mpint e, mpint f; string Q_C, string
 * Q_S; uint32 min, n, max, mpint p, g, e, f); k is the shared secret, already
 * encoded as mpint (or, for hybrid methods, as string).
 */
struct ett_exchange {
	struct ett_bytes v_c, v_s, i_c, i_s, k_s;
	struct ett_bytes values, k;
};

/* h receives hash->digest_len bytes. */
ETT_OWED ett_err ett_exchange_hash(const struct ett_hash *hash,
				   const struct ett_exchange *x, uint8_t *h);

/* What all keys of one key exchange are made of; k as above. */
struct ett_key_source {
	const struct ett_hash *hash;
	struct ett_bytes k, h, session_id;
};

/*
 * RFC 4253 section 7.2: HASH(K || H || letter || session_id), extended to n
 * bytes by HASH(K || H || K1 || ...).  letter is 'A' to 'F'.  On failure out
 * holds zeros.
 */
ETT_OWED ett_err ett_derive_key(const struct ett_key_source *from, char letter,
				uint8_t *out, size_t n);

/* One hash over one view. */
ETT_OWED ett_err ett_digest(const struct ett_hash *hash, struct ett_bytes in,
			    uint8_t *digest);

#endif
