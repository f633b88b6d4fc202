/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_ALGS_H
#define ETT_CRYPTO_ALGS_H

#include "crypto/backend.h"

/*
 * The algorithm names of SSH and the primitives that each needs: rows of
 * crypto/algs.def.  A row is offered when policy allows it and the backend
 * has what it needs.
 */
enum ett_alg_kind { ETT_ALG_KEX, ETT_ALG_SIG, ETT_ALG_CIPHER, ETT_ALG_MAC };

enum ett_kex_method { ETT_KEX_ECDH, ETT_KEX_DH, ETT_KEX_GEX };

struct ett_kex_alg {
	const char *name; /* "curve25519-sha256" */
	enum ett_kex_method method;
	const char *group; /* "x25519", "p256", "modp2048"; GEX: NULL */
	const char *hash;  /* "sha256" */
	const char *rfc;
	bool on; /* in the default proposal */
};

/* ARCFOUR is MAC behind the discarded key stream of RFC 4345. */
enum ett_cipher_mode {
	ETT_MODE_MAC,
	ETT_MODE_ARCFOUR,
	ETT_MODE_GCM,
	ETT_MODE_CHACHAPOLY
};

struct ett_cipher_alg {
	const char *name; /* "aes256-ctr" */
	enum ett_cipher_mode mode;
	const char *primitive; /* cipher or AEAD */
	size_t key_len, iv_len, block_len;
	const char *rfc;
	bool on;
};

struct ett_mac_alg {
	const char *name; /* "hmac-sha2-256-etm@openssh.com" */
	const char *primitive;
	size_t key_len, tag_len;
	bool etm;
	const char *rfc;
	bool on;
};

struct ett_sig_alg {
	const char *name;      /* "rsa-sha2-256" */
	const char *key_type;  /* "ssh-rsa": first string of the key blob */
	const char *primitive; /* "rsa-sha256" */
	const char *rfc;
	bool on;
};

/* Is there a MAC beside this cipher, or does it authenticate by itself? */
bool ett_cipher_wants_mac(const struct ett_cipher_alg *a);

/* By SSH name; NULL: unknown. */
const struct ett_kex_alg *ett_kex_alg(struct ett_bytes name);
const struct ett_cipher_alg *ett_cipher_alg(struct ett_bytes name);
const struct ett_mac_alg *ett_mac_alg(struct ett_bytes name);
const struct ett_sig_alg *ett_sig_alg(struct ett_bytes name);

/*
 * The i-th name of a kind in order of preference, NULL behind the last; for
 * those who list (--algorithms).  *on and *rfc may be NULL.
 */
const char *ett_alg_at(enum ett_alg_kind kind, size_t i, bool *on,
		       const char **rfc);

/* Does this backend have every primitive that the algorithm needs? */
bool ett_alg_has(const struct ett_backend *b, enum ett_alg_kind kind,
		 struct ett_bytes name);

/* Which of ett_backends[], or ett_core, does the work of an algorithm when b
 * is asked: its group, signature, cipher or MAC.  NULL: none, as b lacks the
 * algorithm. */
const struct ett_backend *ett_alg_server(const struct ett_backend *b,
					 enum ett_alg_kind kind,
					 struct ett_bytes name);

/*
 * The proposal as a name-list with a final NUL.  spec is OpenSSH's syntax:
 * NULL for the default, names separated by commas for just those, and a
 * leading '+' to append, '-' to remove, '^' to put in front of the default.
 * What the backend lacks is left out.  FORMAT: spec names what is unknown,
 * *unknown is then that name (unknown may be NULL); KEX: nothing is left;
 * SPACE.
 */
ETT_OWED ett_err ett_algs_list(const struct ett_backend *b,
			       enum ett_alg_kind kind, const char *spec,
			       char *out, size_t room,
			       struct ett_bytes *unknown);

#endif
