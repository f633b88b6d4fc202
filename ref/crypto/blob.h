/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_BLOB_H
#define ETT_CRYPTO_BLOB_H

#include "crypto/key.h"
#include "wire/cursor.h"

/*
 * Types of key and how SSH writes their numbers.  Private to ref/crypto: the
 * rest of the program sees struct ett_key.  Views point into what was read.
 */
struct ett_key_kind {
	const char *type;      /* "ecdsa-sha2-nistp256" */
	const char *primitive; /* one that uses such keys; makes them */
	const char *curve;     /* name inside the blob; NULL: none */
	size_t width;          /* of r and s, of an ecdsa scalar, of a seed */
	unsigned bits;         /* 0: those of the first public number */
	unsigned bits_usual;   /* for making one */
	const struct ett_key_field *pub, *sec;
	enum { ETT_SIG_FIXED, ETT_SIG_MPINTS, ETT_SIG_MODULUS } form;
};

/* Raw signatures are at most as wide as the largest RSA modulus. */
enum { ETT_SIG_RAW_MAX = 2048, ETT_ORDER_MAX = 66 };
enum { ETT_RSA_MIN_BITS = 1024, ETT_RSA_MAX_BITS = 16384 };

/* NULL: unknown. */
const struct ett_key_kind *ett_key_kind(struct ett_bytes type);

/*
 * Public key blob, RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709
 * section 4.  Reading checks the form alone: whether the numbers make a key
 * is for ett_check_public().  NOKEY: type unknown.
 */
ETT_OWED ett_err ett_blob_read(struct ett_bytes blob,
			       const struct ett_key_kind **kind,
			       struct ett_key_nums *nums);
void ett_blob_write(struct ett_wr *w, const struct ett_key_kind *kind,
		    const struct ett_key_nums *nums);

/*
 * The fields of a private key in openssh-key-v1, behind its type.  The public
 * numbers in it must equal those already in nums; secret ones are added, a
 * scalar without its leading zeros.  Failures are kept in the cursor.
 */
void ett_secret_read(struct ett_rd *r, const struct ett_key_kind *kind,
		     struct ett_key_nums *nums);
void ett_secret_write(struct ett_wr *w, const struct ett_key_kind *kind,
		      const struct ett_key_nums *nums);

/*
 * Signature blob to the raw form of struct ett_sig and back.  raw has
 * ETT_SIG_RAW_MAX bytes.  An RSA signature comes out as wide as the modulus,
 * r and s as wide as the order.  SIG: wrong name or impossible width.
 */
ETT_OWED ett_err ett_sig_blob_read(struct ett_bytes blob,
				   const struct ett_sig_alg *alg,
				   const struct ett_key_kind *kind,
				   const struct ett_key_nums *nums,
				   uint8_t *raw, size_t *len);
void ett_sig_blob_write(struct ett_wr *w, const struct ett_sig_alg *alg,
			const struct ett_key_kind *kind, struct ett_bytes raw);

/*
 * A key from its blob and the fields of its secret (sec.p NULL: public key);
 * both are copied, and so is comment.
 */
ETT_OWED ett_err ett_key_new(struct ett_bytes blob, struct ett_bytes sec,
			     struct ett_bytes comment, struct ett_key **out);

/* For writing key files, and for the checks when one is read. */
const struct ett_key_kind *ett_key_kind_of(const struct ett_key *k);
const struct ett_key_nums *ett_key_numbers(const struct ett_key *k);
struct ett_bytes ett_key_secret(const struct ett_key *k);

#endif
