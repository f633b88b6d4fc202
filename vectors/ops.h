/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_OPS_H
#define VECTORS_OPS_H

#include "vectors/kind.h"

/*
 * What kinds do with a backend, each by the name of a primitive and through
 * the common checks.  ABSENT where the backend lacks it; otherwise ACCEPTED,
 * REJECTED, WRONG or BROKEN as kind.h says.
 */

/* Both ways: plain gives coded, and coded gives plain; what is not a whole
 * number of blocks is filled up (counter mode).  UNUSED: iv or key is not as
 * long as SSH has it. */
enum vec_outcome vec_cipher(struct vec_case *c, const char *name,
			    struct ett_bytes key, struct ett_bytes iv,
			    struct ett_bytes plain, struct ett_bytes coded);

/* The same with every block by itself, by means of CBC and an IV of zeros. */
enum vec_outcome vec_blocks(struct vec_case *c, const char *name,
			    struct ett_bytes key, struct ett_bytes plain,
			    struct ett_bytes coded);

enum vec_outcome vec_hash(struct vec_case *c, const char *name,
			  struct ett_bytes msg, struct ett_bytes digest);

/* REJECTED: it is another tag; shorter ones are compared with its beginning. */
enum vec_outcome vec_mac(struct vec_case *c, const char *name,
			 struct ett_bytes key, struct ett_bytes msg,
			 struct ett_bytes tag);

struct vec_sealed {
	struct ett_bytes key, nonce, aad, plain, coded, tag;
};

/* Sealed again it is the same, and it opens; REJECTED: it does not open. */
enum vec_outcome vec_aead(struct vec_case *c, const char *name,
			  const struct vec_sealed *s);

/* RFC 8439 section 2.8, from the backend's chacha20 and poly1305. */
enum vec_outcome vec_chachapoly(struct vec_case *c, const struct vec_sealed *s);

/* secret as wide as it may be; want is compared at full width. */
enum vec_outcome vec_agree(struct vec_case *c, const char *name,
			   struct ett_bytes secret, struct ett_bytes peer,
			   struct ett_bytes want);

/* Is this the public value that goes with the secret?  REJECTED: no. */
enum vec_outcome vec_pair(struct vec_case *c, const char *name,
			  struct ett_bytes secret, struct ett_bytes pub);

enum vec_outcome vec_verify(struct vec_case *c, const char *name,
			    const struct ett_key_nums *key,
			    struct ett_bytes msg, struct ett_bytes sig);

/* For primitives that sign the same twice: the signature is this one. */
enum vec_outcome vec_sign(struct vec_case *c, const char *name,
			  const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_bytes sig);

/* Without its leading zeros; and with so many as to be n long, in memory of
 * the case, or longer if it does not fit. */
struct ett_bytes vec_strip(struct ett_bytes v);
struct ett_bytes vec_widen(struct vec_case *c, struct ett_bytes v, size_t n);

/* a then b, in memory of the case. */
struct ett_bytes vec_join(struct vec_case *c, struct ett_bytes a,
			  struct ett_bytes b);

#endif
