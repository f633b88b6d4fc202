/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_USERKEY_H
#define CONFORMANCE_PEER_USERKEY_H

#include "conformance/peer/put.h"
#include "crypto/backend.h"

/*
 * The key with which the judge logs in, or one that nobody knows.  Read from
 * a file of OpenSSH's own format (PROTOCOL.key) without passphrase: Ed25519,
 * ECDSA or RSA.  The owner wipes it.
 */
enum { CONF_KEY_BLOB_MAX = 2400, CONF_KEYS_MAX = 8 };

struct conf_user_key {
	const char *type; /* "ssh-ed25519", static; NULL: none */
	struct ett_key_mem mem;
	uint8_t blob[CONF_KEY_BLOB_MAX];
	size_t blob_n;
};

/* false: why (of room bytes) says what is wrong with the file. */
bool conf_user_key_read(struct ett_bytes file, struct conf_user_key *k,
			char *why, size_t room);

/* A fresh one of this type ("ssh-rsa": 2048 bits). */
ETT_OWED ett_err conf_user_key_make(const struct ett_backend *b,
				    const char *type, struct ett_rng rng,
				    struct conf_user_key *k);
/* The same of so many bits, which RSA alone asks; 0: as above. */
ETT_OWED ett_err conf_user_key_make_of(const struct ett_backend *b,
				       const char *type, unsigned bits,
				       struct ett_rng rng,
				       struct conf_user_key *k);

struct ett_bytes conf_user_key_blob(const struct conf_user_key *k);

/* The signature algorithms that go with this key, best first, as name-list. */
const char *conf_user_key_algs(const struct conf_user_key *k);

/*
 * A signature blob over data.  alg is one of conf_user_key_algs(), or
 * "ssh-rsa" with SHA-1 for an RSA key.  NOKEY: the backend lacks it.
 */
ETT_OWED ett_err conf_user_key_sign(const struct conf_user_key *k,
				    const struct ett_backend *b,
				    const char *alg, struct ett_bytes data,
				    struct ett_rng rng, struct conf_put *out);

#endif
