/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_JUDGE_H
#define VECTORS_JUDGE_H

#include "vectors/policy.h"
#include "vectors/run.h"

enum vec_verdict { VEC_PASS, VEC_FAIL, VEC_SKIP };

/*
 * What a row means, given the member "result" of its test and the policy.
 * why, VEC_PROBLEM_MAX bytes, says so unless it is PASS.
 */
enum vec_verdict vec_judge(struct vec_policy *p, const struct vec_suite *s,
			   size_t test, const struct vec_run *run, char *why);

/*
 * Do the backends that ran this test differ on it?  what, VEC_PROBLEM_MAX
 * bytes, then says who found what.
 */
bool vec_differ(size_t test, const struct vec_run *runs, size_t n, char *what);

/* "accepted", "refused", ... */
const char *vec_outcome_text(enum vec_outcome o);

#endif
