/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_KIND_H
#define VECTORS_KIND_H

#include <jansson.h>

#include "crypto/backend.h"

/*
 * A kind of vector: which members its groups and tests have, and how one of
 * them is put to a backend.  The runner opens files, walks groups and tests,
 * starts a child process for each backend, counts, and compares the outcome
 * with the member "result" and with the policy for what is "acceptable".
 */
enum vec_outcome {
	VEC_ACCEPTED, /* taken, and what came out is what the test states */
	VEC_REJECTED, /* refused, by the common checks or by the library */
	VEC_WRONG,    /* taken, and something else came out: detail */
	VEC_ABSENT,   /* the backend lacks a primitive: not offered */
	VEC_UNUSED,   /* third-party data that SSH has no use for: detail */
	VEC_BROKEN    /* the file is at fault, or the backend failed: detail */
};

enum { VEC_DETAIL_MAX = 200 };

/*
 * One test, once, on one backend.  What the getters below return lives until
 * run returns.
 */
struct vec_case {
	const struct ett_backend *backend;
	const json_t *file, *group, *test;
	void *memory; /* the runner's */
	char detail[VEC_DETAIL_MAX];
};

struct vec_kind {
	const char *schema; /* the member "schema" of the file */
	/* Members that must be there, and that may; each ends with NULL.
	 * tcId, comment, flags and result belong to every test, type and
	 * source to every group. */
	const char *const *group_needs, *const *group_may;
	const char *const *test_needs, *const *test_may;
	enum vec_outcome (*run)(struct vec_case *c);
};

/* Every kind there is; ends with NULL.  In kinds.c. */
extern const struct vec_kind *const vec_kinds[];

/*
 * A member as bytes (hex, either case), text or number.  False: absent, of
 * another type, or not hex; detail then names it, and run returns BROKEN.
 * vec_hex takes an odd number of digits as if a 0 stood in front, as the
 * integers of Wycheproof have it.
 */
bool vec_hex(struct vec_case *c, const json_t *from, const char *member,
	     struct ett_bytes *out);
bool vec_text(struct vec_case *c, const json_t *from, const char *member,
	      const char **out);
bool vec_number(struct vec_case *c, const json_t *from, const char *member,
		size_t *out);

/* Zeroed, aligned for any type; ends the process where there is none. */
void *vec_memory(struct vec_case *c, size_t n);

/* ACCEPTED if they are the same, else WRONG with both in detail. */
enum vec_outcome vec_compare(struct vec_case *c, struct ett_bytes got,
			     struct ett_bytes want);

/* Fills detail like printf; returns o. */
enum vec_outcome vec_say(struct vec_case *c, enum vec_outcome o,
			 const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
