/* SPDX-License-Identifier: ISC
 *
 * Kind "kdf": keys of RFC 4253 section 7.2.  K is the shared secret as it is
 * hashed: an mpint with its length.
 */
#include "crypto/kdf.h"
#include "vectors/answer.h"

enum vec_outcome vec_solve_kdf(struct vec_case *c, struct vec_answers *a)
{
	struct ett_key_source from = { 0 };
	const char *name, *letter;
	uint8_t *out;
	size_t n;
	ett_err e;

	if (!vec_algorithm(c, &name) || !vec_hex(c, c->test, "K", &from.k) ||
	    !vec_hex(c, c->test, "H", &from.h) ||
	    !vec_hex(c, c->test, "sessionId", &from.session_id) ||
	    !vec_text(c, c->test, "letter", &letter) ||
	    !vec_number(c, c->test, "length", &n))
		return VEC_BROKEN;
	from.hash = ett_find_hash(c->backend, name);
	if (from.hash == NULL)
		return VEC_ABSENT;
	out = vec_memory(c, n + 1);
	e = ett_derive_key(&from, letter[0], out, n);
	vec_answer(a, "out", out, n);
	return vec_outcome_of(c, e);
}

static enum vec_outcome run(struct vec_case *c)
{
	return vec_solve(c, vec_solve_kdf);
}

const struct vec_kind vec_kind_kdf = {
	.schema = "kdf",
	.group_needs = (const char *const[]){ NULL },
	.group_may = (const char *const[]){ "checkedWith", NULL },
	.test_needs = (const char *const[]){ "K", "H", "sessionId", "letter",
					     "length", "out", NULL },
	.test_may = (const char *const[]){ NULL },
	.run = run,
};
