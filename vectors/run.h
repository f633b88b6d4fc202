/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_RUN_H
#define VECTORS_RUN_H

#include "vectors/suite.h"

/* What became of one test on one backend. */
struct vec_row {
	enum vec_outcome outcome;
	bool done; /* nothing else here means anything until then */
	char detail[VEC_DETAIL_MAX];
};

/*
 * All tests of a suite on one backend.  rows are memory that is shared with
 * the process that ran them: whatever a library does there, its row is lost at
 * most.  absent: the backend cannot start on this machine, and nothing ran.
 */
struct vec_run {
	const struct ett_backend *backend;
	struct vec_row *rows;
	bool absent;
};

/*
 * Runs every test of s on every backend of runs, each in processes of its own,
 * at most jobs of them at once.  A test that kills its process, or takes a
 * minute, is BROKEN and says by which signal; the next process goes on behind
 * it.  SYSTEM, NOMEM: could not be run.
 */
ETT_OWED ett_err vec_run_all(const struct vec_suite *s, struct vec_run *runs,
			     size_t n, size_t jobs);
void vec_run_free(const struct vec_suite *s, struct vec_run *runs, size_t n);

#endif
