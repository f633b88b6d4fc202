/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_BACKEND_H
#define ETT_CRYPTO_BACKEND_H

#include "base/env.h"

/*
 * What a crypto library must offer: primitives, under their own names.  All
 * that SSH builds from them (key derivation, encrypt-then-MAC,
 * chacha20-poly1305@openssh.com, key and signature blobs) is written once,
 * in ref/crypto, above this line.
 *
 * A primitive that a library lacks is absent from its list; the proposal in
 * KEXINIT is computed from what is present.  What comes from the peer passes
 * crypto/check.h first: a backend never sees an invalid group element, point
 * or length.
 *
 * ctx is memory of ctx_size bytes (at most ETT_CTX_MAX) that the caller owns,
 * aligned for any type and zeroed before its first init.  init may take
 * library resources, which a later init uses again; done gives them back and
 * wipes; done after a failed init, and on zeroed memory, is allowed.
 * A failed update is kept in ctx and told by final.  Lengths are bytes.
 * Nothing but ctx is referred to after a call returns.
 */
enum { ETT_CTX_MAX = 4608, ETT_DIGEST_MAX = 64, ETT_TAG_MAX = 64 };

struct ett_hash {
	const char *name; /* "sha256" */
	size_t ctx_size, digest_len;
	ett_err (*init)(void *ctx);
	void (*update)(void *ctx, struct ett_bytes in);
	ett_err (*final)(void *ctx, uint8_t *digest); /* init before reuse */
	void (*done)(void *ctx);
};

/*
 * key_len is what SSH uses; a MAC that takes others is tested on those too.
 * final leaves ctx keyed, ready for the next message, except for one-time
 * MACs (poly1305), where init comes again with the next key.  A MAC with a
 * nonce (UMAC, RFC 4418) gets it by start, before the first update of each
 * message; the others have nonce_len 0 and no start.
 */
struct ett_mac {
	const char *name; /* "hmac-sha256", "hmac-ripemd160", "umac-64" */
	size_t ctx_size, key_len, tag_len;
	ett_err (*init)(void *ctx, struct ett_bytes key);
	void (*update)(void *ctx, struct ett_bytes in);
	ett_err (*final)(void *ctx, uint8_t *tag);
	void (*done)(void *ctx);
	size_t nonce_len;
	void (*start)(void *ctx, const uint8_t *nonce);
};

/*
 * Unauthenticated, in place; n is a multiple of block_len (1 for stream
 * ciphers).  restart sets a new IV under the same key: the start of each
 * packet for "chacha20", whose iv is the 64-bit little-endian block counter
 * followed by the 64-bit nonce of the original ChaCha20.  crypt goes on where
 * the last one stopped.  Names are those of SSH; "rc4-128" and "rc4-256" have
 * no IV, restart does nothing, and RFC 4345's discard is done above this line.
 */
struct ett_cipher {
	const char *name; /* "aes256-ctr", "idea-cbc", "chacha20", "rc4-128" */
	size_t ctx_size, key_len, iv_len, block_len;
	ett_err (*init)(void *ctx, enum ett_dir dir, const uint8_t *key,
			const uint8_t *iv);
	ett_err (*restart)(void *ctx, const uint8_t *iv);
	ett_err (*crypt)(void *ctx, uint8_t *data, size_t n);
	void (*done)(void *ctx);
};

/* Authenticated, in place.  On a bad tag open zeroes data, returns MAC. */
struct ett_aead {
	const char *name; /* "aes256-gcm" */
	size_t ctx_size, key_len, nonce_len, tag_len;
	ett_err (*init)(void *ctx, enum ett_dir dir, const uint8_t *key);
	ett_err (*seal)(void *ctx, const uint8_t *nonce, struct ett_bytes aad,
			uint8_t *data, size_t n, uint8_t *tag);
	ett_err (*open)(void *ctx, const uint8_t *nonce, struct ett_bytes aad,
			uint8_t *data, size_t n, const uint8_t *tag);
	void (*done)(void *ctx);
};

/*
 * Key agreement on a curve.  The secret comes from our rng, never from the
 * library: x25519 takes any 32 bytes, x448 any 56; p256, p384, p521 a
 * big-endian scalar in [1, n-1].  Public values: 32 or 56 bytes, or an
 * uncompressed point (SEC 1: 04 x y).
 */
struct ett_dh {
	const char *name; /* "x25519", "x448", "p256" */
	size_t secret_len, public_len, shared_len;
	ett_err (*derive)(const uint8_t *secret, uint8_t *pub);
	ett_err (*agree)(const uint8_t *secret, struct ett_bytes peer_pub,
			 uint8_t *shared);
};

/*
 * base^exp mod m, big-endian, for the Diffie-Hellman groups of RFC 3526 and
 * of RFC 4419.  m is odd and has no leading zero byte; out has m.n bytes,
 * left-padded.  Time does not depend on exp where the library can.
 */
struct ett_modexp {
	const char *name; /* "modexp" */
	ett_err (*pow)(struct ett_bytes base, struct ett_bytes exp,
		       struct ett_bytes m, uint8_t *out);
};

/*
 * Keys cross this line as numbers: unsigned, big-endian, no leading zeros
 * unless a width is stated.
 *
 *            pub                            sec
 *   rsa      n, e                           d, p, q, q^-1 mod p
 *   dsa      p, q, g, y                     x
 *   ecdsa    point (04 x y)                 scalar, as wide as the order
 *   ed25519  32 bytes                       32-byte seed
 *   ed448    57 bytes                       57-byte seed
 */
enum { ETT_KEY_NUMS = 4, ETT_KEY_MEM = 8192 };

struct ett_key_nums {
	struct ett_bytes pub[ETT_KEY_NUMS], sec[ETT_KEY_NUMS];
};

/* Numbers with the memory that they point into; the owner wipes it. */
struct ett_key_mem {
	struct ett_key_nums nums;
	uint8_t mem[ETT_KEY_MEM];
	size_t used;
};

/*
 * Signatures: rsa as wide as n; dsa and ecdsa r then s, each as wide as the
 * order; ed25519 64 bytes, ed448 114 (RFC 8032, empty context).  verify
 * answers OK or SIG; anything else is a failure of the library.  That of RSA
 * is for tests: what a stranger signed goes through ett_verify() of check.h,
 * which asks modexp.  generate makes a key of so many bits (0: usual).
 */
struct ett_sig {
	const char *name; /* "ed25519", "rsa-sha256", "ecdsa-p256-sha256" */
	size_t sig_max_len;
	bool repeatable; /* same input, same signature */
	ett_err (*sign)(const struct ett_key_nums *key, struct ett_bytes msg,
			struct ett_rng rng, uint8_t *sig, size_t *len);
	ett_err (*verify)(const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_bytes sig);
	ett_err (*generate)(unsigned bits, struct ett_rng rng,
			    struct ett_key_mem *out);
};

struct ett_prng; /* crypto/prng.h */

struct ett_backend {      /* every list ends with NULL */
	const char *name; /* "openssl", "nettle", "auto", "null" */
	const char *(*version)(void);
	ett_err (*start)(void); /* once per process; failure says why there */
	/* Loads what is seldom wanted; have the ciphers become more?  Asked by
	 * ett_find_cipher() when it finds none.  NULL: there is no more. */
	bool (*more)(void);
	const struct ett_hash *const *hashes;
	const struct ett_mac *const *macs;
	const struct ett_cipher *const *ciphers;
	const struct ett_aead *const *aeads;
	const struct ett_dh *const *dhs;
	const struct ett_modexp *modexp; /* NULL: no DH groups */
	const struct ett_sig *const *sigs;
	const struct ett_prng *const *prngs;
};

/* Those built in, the fastest first; ends with NULL. */
extern const struct ett_backend *const ett_backends[];

/* What no library gives: cipher and MAC "none".  Found through whichever
 * backend is asked; not among the above. */
extern const struct ett_backend ett_core;

/* NULL if no backend of that name was built in, or it could not start.
 * "auto": of all that could, for each primitive the best; see auto.h. */
const struct ett_backend *ett_backend(const char *name);

/* A primitive by name; NULL: this backend lacks it. */
const struct ett_hash *ett_find_hash(const struct ett_backend *b,
				     const char *name);
const struct ett_mac *ett_find_mac(const struct ett_backend *b,
				   const char *name);
const struct ett_cipher *ett_find_cipher(const struct ett_backend *b,
					 const char *name);
const struct ett_aead *ett_find_aead(const struct ett_backend *b,
				     const char *name);
const struct ett_dh *ett_find_dh(const struct ett_backend *b, const char *name);
const struct ett_sig *ett_find_sig(const struct ett_backend *b,
				   const char *name);

#endif
