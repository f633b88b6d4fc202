/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_SESSION_H
#define VECTORS_SESSION_H

#include "vectors/output.h"

enum { VEC_BACKENDS_MAX = 8 };

struct vec_tally {
	size_t run, passed, failed, skipped;
};

/* Everything that one call of ett-vectors runs, and what came of it. */
struct vec_session {
	const struct ett_backend *backends[VEC_BACKENDS_MAX];
	struct vec_tally totals[VEC_BACKENDS_MAX]; /* one for each of them */
	size_t n, jobs;
	const char *kind; /* NULL: all */
	struct vec_policy policy;
	struct vec_output out;
	size_t files, broken;  /* run, and not fit to be */
	size_t differ, listed; /* tests; the policy explains listed ones */
};

/* Takes file over, which is NULL if problem says why. */
ETT_OWED ett_err vec_session_file(struct vec_session *s, const char *name,
				  json_t *file, char *problem);

/* The same for one that is open already. */
ETT_OWED ett_err vec_session_suite(struct vec_session *s,
				   const struct vec_suite *suite);

/* Data that is not there: what, how many files, and how to get them. */
void vec_session_absent(struct vec_session *s, const char *what, size_t files,
			const char *how);

/* Prints totals and tells of rules of the policy that no test used although
 * their files were run.  True: nothing failed. */
bool vec_session_end(struct vec_session *s);

#endif
