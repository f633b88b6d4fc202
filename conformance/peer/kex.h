/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_KEX_H
#define CONFORMANCE_PEER_KEX_H

#include "conformance/peer/put.h"
#include "crypto/backend.h"

/*
 * Key exchange methods of the judge: RFC 8731, RFC 5656, RFC 8268, RFC 4253
 * section 8.  The same calls serve both roles: each side makes its public
 * value and takes the other's.
 */
struct conf_method {
	const char *name;   /* "curve25519-sha256" */
	const char *group;  /* "x25519", "p256"; "": Diffie-Hellman */
	const char *hash;   /* "sha256" */
	const char *prime;  /* hexadecimal; NULL: a curve */
	const char *prefix; /* of the messages, for conf_read() */
};

enum { CONF_VALUE_MAX = 520, CONF_MPINT_MAX = CONF_VALUE_MAX + 5 };

/* One exchange of values.  Public values are what stands in the messages:
 * strings Q_C and Q_S, or the bytes of mpints e and f. */
struct conf_exchange {
	const struct conf_method *method;
	uint8_t secret[80];
	uint8_t ours[CONF_VALUE_MAX];
	size_t ours_n;
	uint8_t k[CONF_MPINT_MAX]; /* K as mpint */
	size_t k_n;
};

/* What the backend can do: NULL if unknown or not possible with it. */
const struct conf_method *conf_method_find(const struct ett_backend *b,
					   struct ett_bytes name);
void conf_method_names(const struct ett_backend *b, char *out, size_t room);

/* A fresh secret and our public value. */
ETT_OWED ett_err conf_exchange_start(struct conf_exchange *x,
				     const struct conf_method *m,
				     const struct ett_backend *b,
				     struct ett_rng rng);

/* K from the other's public value; KEX: it is none. */
ETT_OWED ett_err conf_exchange_finish(struct conf_exchange *x,
				      const struct ett_backend *b,
				      struct ett_bytes theirs);
void conf_exchange_wipe(struct conf_exchange *x);

/* All that goes into H besides the method (RFC 4253 section 8); public
 * values as in conf_exchange. */
struct conf_hashed {
	struct ett_bytes v_c, v_s, i_c, i_s, k_s, q_c, q_s;
	struct ett_bytes k; /* with its length */
};

ETT_OWED ett_err conf_exchange_hash(const struct ett_hash *hash,
				    const struct conf_hashed *x, uint8_t *h);

/* What keys are made from, RFC 4253 section 7.2; k with its length. */
struct conf_keying {
	const struct ett_hash *hash;
	struct ett_bytes k, h, session_id;
};

/* n bytes of the key with this letter. */
ETT_OWED ett_err conf_key(const struct conf_keying *from, char letter,
			  uint8_t *out, size_t n);

#endif
