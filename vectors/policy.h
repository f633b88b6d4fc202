/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_POLICY_H
#define VECTORS_POLICY_H

#include "vectors/suite.h"

/*
 * What ett makes of tests whose result is "acceptable", and where it departs
 * from a stated result, with the reason.  One entry a line:
 *
 *   FILE WHICH BACKEND OUTCOME REASON
 *
 * FILE is a shell pattern for the file's name without folders, WHICH a tcId,
 * a flag or *, BACKEND a name or *, OUTCOME accept or reject; the first that
 * fits holds.  # begins a comment.
 */
enum { VEC_POLICY_MAX = 20 };

struct vec_rule {
	char *line; /* holds the words */
	const char *file, *which, *backend, *reason;
	bool accept;
	bool due;  /* a file it is about was run, on its backend */
	bool used; /* and a test was found that it speaks of */
};

struct vec_policy {
	struct vec_rule rules[VEC_POLICY_MAX];
	size_t n;
};

/* False: problem says what is wrong, and in which line. */
bool vec_policy_read(struct vec_policy *p, const char *path, char *problem);
void vec_policy_free(struct vec_policy *p);

/* Marks what speaks about this file on this backend as due. */
void vec_policy_due(struct vec_policy *p, const struct vec_suite *s,
		    const char *backend);

/* The rule for this test, marked as used; NULL: none. */
struct vec_rule *vec_policy_find(struct vec_policy *p,
				 const struct vec_suite *s,
				 const struct vec_test *t, const char *backend);

#endif
