/* SPDX-License-Identifier: ISC
 *
 * Pairs are compared row by row.  Where they differ, the answer that most of
 * them gave is taken for the right one, the first of those where there are
 * several: this names who is alone, and need not be more than a hint, for
 * whatever differs fails the run.
 */
#include <stdio.h>
#include <string.h>

#include "vectors/interop/interop.h"

static struct interop_result *at(const struct interop *x, size_t pair,
				 size_t row)
{
	return &x->results[pair * x->rows_n + row];
}

static bool same(const struct interop_result *a, const struct interop_result *b)
{
	return a->proofs == b->proofs &&
	       memcmp(a->sum, b->sum, sizeof a->sum) == 0;
}

static size_t how_often(const struct interop *x, size_t pair, size_t row)
{
	const struct interop_result *mine = at(x, pair, row);
	size_t n = 0;

	for (size_t i = 0; i < x->n * x->n; i++) {
		const struct interop_result *r = at(x, i, row);

		n += r->verdict == INTEROP_PASSED && same(mine, r);
	}
	return n;
}

static void compare(const struct interop *x, size_t model, size_t pair,
		    size_t row)
{
	const struct interop_result *m = at(x, model, row);
	struct interop_result *r = at(x, pair, row);
	const char *what = "what there is to compare";

	if (r->verdict != INTEROP_PASSED || same(m, r))
		return;
	for (size_t p = INTEROP_PROOFS; p-- > 0;)
		if (m->proofs == r->proofs &&
		    memcmp(m->sum[p], r->sum[p], INTEROP_SUM_LEN) != 0)
			what = interop_proof_name((enum interop_proof)p);
	r->verdict = INTEROP_FAILED;
	snprintf(r->why, sizeof r->why, "%s: not as %s with %s", what,
		 x->backends[model / x->n]->name,
		 x->backends[model % x->n]->name);
}

void interop_judge(struct interop *x)
{
	for (size_t row = 0; row < x->rows_n; row++) {
		size_t model = 0, most = 0;

		for (size_t i = 0; i < x->n * x->n; i++) {
			bool passed = at(x, i, row)->verdict == INTEROP_PASSED;
			size_t n = passed ? how_often(x, i, row) : 0;

			if (n > most) {
				most = n;
				model = i;
			}
		}
		for (size_t i = 0; i < x->n * x->n; i++)
			compare(x, model, i, row);
	}
}
