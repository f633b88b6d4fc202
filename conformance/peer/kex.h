/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_KEX_H
#define CONFORMANCE_PEER_KEX_H

#include "conformance/peer/put.h"
#include "crypto/backend.h"

/*
 * Key exchange methods of the judge: RFC 8731, RFC 5656, RFC 8268, RFC 4253
 * section 8, RFC 4419.  The same calls serve both roles: each side makes its
 * public value and takes the other's.
 */
struct conf_method {
	const char *name;   /* "curve25519-sha256" */
	const char *group;  /* "x25519", "p256"; "": Diffie-Hellman */
	const char *hash;   /* "sha256" */
	const char *prime;  /* hexadecimal; NULL: a curve, or group exchange */
	const char *prefix; /* of the messages, for conf_read() */
};

enum {
	CONF_VALUE_MAX = 1040, /* bytes of a number: 8192 bits, a sign byte */
	CONF_MPINT_MAX = CONF_VALUE_MAX + 5,
	CONF_OURS_MAX = 9000 /* of a public value that is too long */
};

/* Which exchange is wanted: one whose number begins so. */
enum conf_want {
	WANT_ANY,
	WANT_OURS_SHORT, /* our value: a byte shorter than it could be */
	WANT_OURS_HIGH,  /* its first bit set, so that a sign byte is due */
	WANT_K_SHORT,    /* the same for the shared secret */
	WANT_K_HIGH
};

/* Where K comes from. */
enum conf_k {
	K_COMPUTED,
	K_GIVEN, /* k_given: what the other side would come to */
	K_THEIRS /* it is the other side's public value itself */
};

/* One exchange of values.  Public values are what stands in the messages:
 * strings Q_C and Q_S, or the bytes of mpints e and f. */
struct conf_exchange {
	const struct conf_method *method;
	uint8_t secret[80];
	size_t secret_n;
	uint8_t ours[CONF_OURS_MAX];
	size_t ours_n;
	uint8_t p[CONF_VALUE_MAX], g[CONF_VALUE_MAX]; /* as mpints say them */
	size_t p_n, g_n;
	uint32_t min, n, max;      /* RFC 4419: what was asked for */
	bool old;                  /* its section 5: n alone was */
	uint8_t k[CONF_MPINT_MAX]; /* K as mpint */
	size_t k_n;
	enum conf_k k_is;
	uint8_t k_given[CONF_VALUE_MAX];
	size_t k_given_n;
};

/* What the backend can do: NULL if unknown or not possible with it. */
const struct conf_method *conf_method_find(const struct ett_backend *b,
					   struct ett_bytes name);
void conf_method_names(const struct ett_backend *b, char *out, size_t room);
bool conf_method_is_dh(const struct conf_method *m);  /* with any group */
bool conf_method_is_gex(const struct conf_method *m); /* with one agreed on */

/* A fresh secret and our public value; with group exchange, no more than what
 * a client asks for. */
ETT_OWED ett_err conf_exchange_start(struct conf_exchange *x,
				     const struct conf_method *m,
				     const struct ett_backend *b,
				     struct ett_rng rng);

/* RFC 4419: the group, as mpints; then there is a public value, too.  KEX: no
 * number that can be computed with. */
ETT_OWED ett_err conf_exchange_group(struct conf_exchange *x,
				     const struct ett_backend *b,
				     struct ett_rng rng, struct ett_bytes p,
				     struct ett_bytes g);

/* The group of RFC 3526 section 3, as mpint. */
struct ett_bytes conf_modp2048(uint8_t mem[CONF_VALUE_MAX]);

/* The prime in use, without its sign byte. */
struct ett_bytes conf_exchange_prime(const struct conf_exchange *x);

/* Other secrets until the exchange is as wanted; theirs matters for K alone.
 * RNG: none was found. */
ETT_OWED ett_err conf_exchange_grind(struct conf_exchange *x,
				     const struct ett_backend *b,
				     struct ett_rng rng, enum conf_want want,
				     struct ett_bytes theirs);

/* Our public value becomes this number, of any length. */
void conf_exchange_set(struct conf_exchange *x, struct ett_bytes number);

/* K from the other's public value; KEX: it is none. */
ETT_OWED ett_err conf_exchange_finish(struct conf_exchange *x,
				      const struct ett_backend *b,
				      struct ett_bytes theirs);
void conf_exchange_wipe(struct conf_exchange *x);

/* All that goes into H besides the method (RFC 4253 section 8); public
 * values as in conf_exchange. */
struct conf_hashed {
	struct ett_bytes v_c, v_s, i_c, i_s, k_s;
	const struct conf_exchange *group; /* RFC 4419 section 3; or NULL */
	struct ett_bytes q_c, q_s;
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
