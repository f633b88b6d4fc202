/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_HOSTKEY_H
#define CONFORMANCE_PEER_HOSTKEY_H

#include "conformance/peer/put.h"
#include "crypto/backend.h"

/*
 * Host keys and their signatures, RFC 4253 section 6.6, RFC 5656 section 3.1,
 * RFC 8332 section 3, RFC 8709: taken apart and verified by the judge itself.
 */

/* Names that can be verified with this backend, best first, as name-list. */
void conf_hostkey_names(const struct ett_backend *b, char *out, size_t room);
bool conf_hostkey_knows(const struct ett_backend *b, struct ett_bytes alg);

/*
 * Is blob a signature over data, made as alg says with the key in key_blob?
 * NULL if so, else a sentence that says what is wrong.
 */
const char *conf_hostkey_verify(const struct ett_backend *b,
				struct ett_bytes alg, struct ett_bytes key_blob,
				struct ett_bytes data, struct ett_bytes blob);

/*
 * The judge's own host key, ssh-ed25519, for when it is the server: made, as
 * blob, and a signature blob over data.
 */
ETT_OWED ett_err conf_own_key_make(const struct ett_backend *b,
				   struct ett_rng rng, struct ett_key_mem *key);
/* A copy that points into itself. */
void conf_own_key_use(const struct ett_key_mem *from, struct ett_key_mem *key);
void conf_own_key_blob(const struct ett_key_mem *key, struct conf_put *out);
ETT_OWED ett_err conf_own_key_sign(const struct ett_backend *b,
				   const struct ett_key_mem *key,
				   struct ett_bytes data, struct ett_rng rng,
				   struct conf_put *out);

#endif
