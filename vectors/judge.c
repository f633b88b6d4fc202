/* SPDX-License-Identifier: ISC
 *
 * From what happened to what it means.  Nothing passes that was not expected:
 * neither an acceptable test that no policy speaks about, nor a wrong value
 * where a refusal was due.
 */
#include "vectors/judge.h"

#include <string.h>

enum expected { ACCEPT, REJECT, UNDECIDED };

const char *vec_outcome_text(enum vec_outcome o)
{
	static const char *const texts[] = {
		[VEC_ACCEPTED] = "accepted",   [VEC_REJECTED] = "refused",
		[VEC_WRONG] = "another value", [VEC_ABSENT] = "not offered",
		[VEC_UNUSED] = "not used",     [VEC_BROKEN] = "broken",
	};

	return texts[o];
}

/* Our own files decide about acceptable tests by themselves. */
static enum expected stated(const json_t *test)
{
	const char *r = json_string_value(json_object_get(test, "result"));
	const char *ours =
	    json_string_value(json_object_get(test, "ettPolicy"));

	if (strcmp(r, "acceptable") != 0)
		return strcmp(r, "valid") == 0 ? ACCEPT : REJECT;
	if (ours == NULL)
		return UNDECIDED;
	if (strcmp(ours, "accept") == 0)
		return ACCEPT;
	return strcmp(ours, "reject") == 0 ? REJECT : UNDECIDED;
}

static enum expected expect(struct vec_policy *p, const struct vec_suite *s,
			    const struct vec_test *t, const char *backend)
{
	const struct vec_rule *r = vec_policy_find(p, s, t, backend);

	if (r != NULL)
		return r->accept ? ACCEPT : REJECT;
	return stated(t->test);
}

enum vec_verdict vec_judge(struct vec_policy *p, const struct vec_suite *s,
			   size_t test, const struct vec_run *run, char *why)
{
	const struct vec_row *row = &run->rows[test];
	enum expected want;

	if (run->absent)
		snprintf(why, VEC_PROBLEM_MAX,
			 "does not start on this machine");
	else if (row->outcome == VEC_ABSENT || row->outcome == VEC_UNUSED)
		snprintf(why, VEC_PROBLEM_MAX, "%s: %s",
			 vec_outcome_text(row->outcome), row->detail);
	if (run->absent || row->outcome == VEC_ABSENT ||
	    row->outcome == VEC_UNUSED)
		return VEC_SKIP;
	want = expect(p, s, &s->tests[test], run->backend->name);
	if ((want == ACCEPT && row->outcome == VEC_ACCEPTED) ||
	    (want == REJECT && row->outcome == VEC_REJECTED))
		return VEC_PASS;
	snprintf(why, VEC_PROBLEM_MAX, "%s%s%s; %s",
		 vec_outcome_text(row->outcome),
		 row->detail[0] != '\0' ? ": " : "", row->detail,
		 want == UNDECIDED ? "no policy says what is right"
		 : want == ACCEPT  ? "should be accepted"
				   : "should be refused");
	return VEC_FAIL;
}

static bool has_opinion(const struct vec_run *run, size_t test)
{
	enum vec_outcome o = run->rows[test].outcome;

	return !run->absent && o != VEC_ABSENT && o != VEC_UNUSED;
}

bool vec_differ(size_t test, const struct vec_run *runs, size_t n, char *what)
{
	const struct vec_row *first = NULL;
	bool differ = false;
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		const struct vec_row *row = &runs[i].rows[test];

		if (!has_opinion(&runs[i], test))
			continue;
		if (first == NULL)
			first = row;
		differ |= row->outcome != first->outcome;
		if (used < VEC_PROBLEM_MAX)
			used += (size_t)snprintf(
			    what + used, VEC_PROBLEM_MAX - used, "%s%s: %s",
			    used > 0 ? ", " : "", runs[i].backend->name,
			    vec_outcome_text(row->outcome));
	}
	return differ;
}
