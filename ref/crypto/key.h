/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_KEY_H
#define ETT_CRYPTO_KEY_H

#include "crypto/algs.h"

/*
 * Host and user keys, and the blobs in which SSH carries keys and signatures
 * (RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8332, RFC 8709).
 */
struct ett_key;

/* "SHA256:" and base64 without padding, with a final NUL. */
enum { ETT_FINGERPRINT_LEN = 7 + 43 + 1, ETT_SIG_BLOB_MAX = 2304 };

void ett_key_free(struct ett_key *k); /* NULL: no-op; wipes */

/* What was parsed lives as long as the key. */
const char *ett_key_type(const struct ett_key *k); /* "ssh-ed25519" */
struct ett_bytes ett_key_blob(const struct ett_key *k);
const char *ett_key_comment(const struct ett_key *k); /* may be "" */
bool ett_key_is_private(const struct ett_key *k);
unsigned ett_key_bits(const struct ett_key *k);

/* A public key from its blob, which is copied.  NOKEY: type unknown. */
ETT_OWED ett_err ett_key_public(struct ett_bytes blob, struct ett_key **out);

/* bits 0: the usual size.  type: "ssh-ed25519", "ecdsa-sha2-nistp256",
 * "ssh-rsa", ...  NOKEY: unknown, or not in this backend. */
ETT_OWED ett_err ett_key_generate(const struct ett_backend *b, const char *type,
				  unsigned bits, struct ett_rng rng,
				  const char *comment, struct ett_key **out);

/* Does the signature algorithm go with this type of key? */
bool ett_sig_fits(const struct ett_sig_alg *alg, const char *key_type);

/*
 * Signature blob over data: string alg, string signature.  out has room for
 * ETT_SIG_BLOB_MAX bytes.  ARG: public key, or alg does not go with it.
 */
ETT_OWED ett_err ett_key_sign(const struct ett_key *k,
			      const struct ett_backend *b,
			      const struct ett_sig_alg *alg,
			      struct ett_bytes data, struct ett_rng rng,
			      uint8_t *out, size_t *len);

/*
 * Verifies a peer's signature blob made with the key in key_blob.  The name
 * inside the signature must be alg's (RFC 8332 section 3), the type of the
 * key must go with alg.  OK, SIG, or what was wrong with the blobs.
 */
ETT_OWED ett_err ett_key_verify(const struct ett_backend *b,
				const struct ett_sig_alg *alg,
				struct ett_bytes key_blob,
				struct ett_bytes data, struct ett_bytes sig);

/* First string of a key blob; empty if there is none. */
struct ett_bytes ett_blob_type(struct ett_bytes blob);

/* Fingerprint as OpenSSH prints it; out has ETT_FINGERPRINT_LEN bytes. */
ETT_OWED ett_err ett_fingerprint(const struct ett_backend *b,
				 struct ett_bytes blob, char *out);

#endif
