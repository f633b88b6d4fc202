/* SPDX-License-Identifier: ISC
 *
 * One way to compare what was computed with what a file states.
 */
#include "vectors/answer.h"

#include <assert.h>
#include <string.h>

void vec_answer(struct vec_answers *a, const char *member, const uint8_t *p,
		size_t n)
{
	assert(a->n < VEC_ANSWERS_MAX);
	a->at[a->n].member = member;
	a->at[a->n].value = (struct ett_bytes){ p, n };
	a->n++;
}

bool vec_has(const struct vec_case *c, const char *member)
{
	return json_object_get(c->test, member) != NULL;
}

bool vec_states_valid(const struct vec_case *c)
{
	const char *result =
	    json_string_value(json_object_get(c->test, "result"));

	return result != NULL && strcmp(result, "valid") == 0;
}

bool vec_algorithm(struct vec_case *c, const char **name)
{
	return vec_text(c, c->file, "algorithm", name);
}

enum vec_outcome vec_solve(struct vec_case *c, vec_solver *solve)
{
	struct vec_answers a = { .n = 0 };
	enum vec_outcome o = solve(c, &a);
	struct ett_bytes want;

	if (!vec_states_valid(c))
		return o;
	for (size_t i = 0; i < a.n && o == VEC_ACCEPTED; i++)
		o = vec_hex(c, c->test, a.at[i].member, &want)
			? vec_compare(c, a.at[i].value, want)
			: VEC_BROKEN;
	return o;
}

enum vec_outcome vec_outcome_of(struct vec_case *c, ett_err e)
{
	switch (e) {
	case ETT_OK:
		return VEC_ACCEPTED;
	case ETT_CRYPTO:
	case ETT_NOMEM:
	case ETT_RNG:
	case ETT_ARG:
	case ETT_SPACE:
		return vec_say(c, VEC_BROKEN, "%s", ett_err_text(e));
	default:
		return vec_say(c, VEC_REJECTED, "%s", ett_err_text(e));
	}
}
