/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_SUITE_H
#define VECTORS_SUITE_H

#include <stdio.h>

#include "vectors/kind.h"

/* A file of vectors, read, found in order, and laid out to be run. */
struct vec_test {
	const json_t *group, *test;
	size_t id; /* tcId */
};

enum { VEC_PROBLEM_MAX = 256 };

struct vec_suite {
	char *name; /* as it is printed: "wycheproof/x25519_test.json" */
	json_t *file;
	const struct vec_kind *kind;
	struct vec_test *tests;
	size_t n;
};

/*
 * Takes file, which may be NULL when problem says already why.  False: it is
 * not as its kind demands (members unknown or missing, a tcId twice, another
 * number of tests than it states) and problem says what; s can be closed in
 * either case.
 */
bool vec_suite_open(struct vec_suite *s, const char *name, json_t *file,
		    char *problem);
void vec_suite_close(struct vec_suite *s);

/* Reads JSON; NULL: problem, VEC_PROBLEM_MAX bytes, says why. */
json_t *vec_json_read(const char *path, char *problem);

/* Gives back what vec_memory() handed out. */
void vec_case_done(struct vec_case *c);

#endif
