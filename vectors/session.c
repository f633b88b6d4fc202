/* SPDX-License-Identifier: ISC
 *
 * One file after the other, each on all backends; every test is counted once
 * for each of them, as passed, failed, or skipped with its reason.
 */
#include "vectors/session.h"

#include <string.h>

enum { FAILURES_SHOWN = 10, REASONS_MAX = 12 };

/* Why tests were skipped, and how often. */
struct reasons {
	char text[REASONS_MAX][VEC_PROBLEM_MAX];
	size_t times[REASONS_MAX], n, others;
};

static void note_reason(struct reasons *r, const char *why)
{
	size_t i = 0;

	while (i < r->n && strcmp(r->text[i], why) != 0)
		i++;
	if (i == REASONS_MAX) {
		r->others++;
		return;
	}
	if (i == r->n)
		snprintf(r->text[r->n++], VEC_PROBLEM_MAX, "%s", why);
	r->times[i]++;
}

static void show_reasons(struct vec_output *out, const struct reasons *r)
{
	for (size_t i = 0; i < r->n; i++)
		vec_output_line(out, "    %7zu %s", r->times[i], r->text[i]);
	if (r->others > 0)
		vec_output_line(out, "    %7zu for other reasons", r->others);
}

static void count(struct vec_tally *t, enum vec_verdict v)
{
	t->run += v != VEC_SKIP;
	t->passed += v == VEC_PASS;
	t->failed += v == VEC_FAIL;
	t->skipped += v == VEC_SKIP;
}

static void show_failure(struct vec_session *s, const struct vec_suite *suite,
			 const char *backend, size_t test, size_t before)
{
	const struct vec_test *t = &suite->tests[test];
	const char *comment =
	    json_string_value(json_object_get(t->test, "comment"));

	if (before == FAILURES_SHOWN)
		vec_output_line(&s->out, "  FAILED and more of them");
	if (before >= FAILURES_SHOWN)
		return;
	vec_output_line(&s->out, "  FAILED %s tcId %zu (%.60s)", backend, t->id,
			comment != NULL ? comment : "");
}

static void one_backend(struct vec_session *s, const struct vec_suite *suite,
			const struct vec_run *run, struct vec_tally *tally)
{
	struct reasons reasons = { .n = 0 };
	char why[VEC_PROBLEM_MAX];
	const char *name = run->backend->name;

	if (!run->absent)
		vec_policy_due(&s->policy, suite, name);
	for (size_t i = 0; i < suite->n; i++) {
		enum vec_verdict v = vec_judge(&s->policy, suite, i, run, why);

		if (v == VEC_FAIL) {
			show_failure(s, suite, name, i, tally->failed);
			if (tally->failed < FAILURES_SHOWN)
				vec_output_line(&s->out, "    %s", why);
			vec_output_json(&s->out, v, name, suite->name,
					&suite->tests[i], why);
		} else if (v == VEC_SKIP) {
			note_reason(&reasons, why);
		}
		count(tally, v);
	}
	vec_output_line(
	    &s->out, "  %-9s %6zu run %6zu passed %4zu failed %6zu skipped",
	    name, tally->run, tally->passed, tally->failed, tally->skipped);
	show_reasons(&s->out, &reasons);
	vec_output_json(&s->out,
			tally->failed > 0 ? VEC_FAIL
			: tally->run > 0  ? VEC_PASS
					  : VEC_SKIP,
			name, suite->name, NULL,
			tally->failed > 0 ? "tests of it failed, named above"
					  : reasons.text[0]);
}

static bool is_explained(struct vec_session *s, const struct vec_suite *suite,
			 size_t test, const struct vec_run *runs)
{
	char why[VEC_PROBLEM_MAX];

	for (size_t i = 0; i < s->n; i++)
		if (vec_judge(&s->policy, suite, test, &runs[i], why) ==
		    VEC_FAIL)
			return false;
	return true;
}

/* How many tests the backends differ on without a rule that says so. */
static size_t compare(struct vec_session *s, const struct vec_suite *suite,
		      const struct vec_run *runs)
{
	char what[VEC_PROBLEM_MAX];
	size_t unexplained = 0;

	for (size_t i = 0; i < suite->n; i++) {
		bool listed;

		if (!vec_differ(i, runs, s->n, what))
			continue;
		listed = is_explained(s, suite, i, runs);
		vec_output_line(&s->out, "  differ on tcId %zu%s: %s",
				suite->tests[i].id, listed ? " (policy)" : "",
				what);
		s->differ++;
		s->listed += listed;
		unexplained += !listed;
	}
	return unexplained;
}

static void conclude(struct vec_session *s, const struct vec_suite *suite,
		     const struct vec_tally *tallies, size_t differ)
{
	char line[VEC_PROBLEM_MAX];
	size_t run = 0, failed = 0;

	for (size_t i = 0; i < s->n; i++) {
		run += tallies[i].run;
		failed += tallies[i].failed;
		s->totals[i].run += tallies[i].run;
		s->totals[i].passed += tallies[i].passed;
		s->totals[i].failed += tallies[i].failed;
		s->totals[i].skipped += tallies[i].skipped;
	}
	s->files++;
	snprintf(line, sizeof line, "%zu failed, %zu disagreements", failed,
		 differ);
	if (failed + differ > 0)
		vec_output_point(&s->out, VEC_FAIL, suite->name, line);
	else if (run == 0)
		vec_output_point(&s->out, VEC_SKIP, suite->name,
				 "not used, or offered by no library");
	else
		vec_output_point(&s->out, VEC_PASS, suite->name, NULL);
}

static void not_fit(struct vec_session *s, const char *name, const char *why)
{
	s->broken++;
	vec_output_line(&s->out, "%s: FAILED: %s", name, why);
	vec_output_point(&s->out, VEC_FAIL, name, why);
	vec_output_json(&s->out, VEC_FAIL, "ett-vectors", name, NULL, why);
}

ett_err vec_session_suite(struct vec_session *s, const struct vec_suite *suite)
{
	struct vec_run runs[VEC_BACKENDS_MAX] = { { 0 } };
	struct vec_tally tallies[VEC_BACKENDS_MAX] = { { 0 } };
	ett_err e;

	for (size_t i = 0; i < s->n; i++)
		runs[i].backend = s->backends[i];
	e = vec_run_all(suite, runs, s->n, s->jobs);
	if (e == ETT_OK) {
		vec_output_line(&s->out, "%s: %zu tests", suite->name,
				suite->n);
		for (size_t i = 0; i < s->n; i++)
			one_backend(s, suite, &runs[i], &tallies[i]);
		conclude(s, suite, tallies, compare(s, suite, runs));
	}
	vec_run_free(suite, runs, s->n);
	return e;
}

ett_err vec_session_file(struct vec_session *s, const char *name, json_t *file,
			 char *problem)
{
	struct vec_suite suite;
	ett_err e = ETT_OK;

	if (!vec_suite_open(&suite, name, file, problem))
		not_fit(s, name, problem);
	else if (s->kind == NULL || strcmp(s->kind, suite.kind->schema) == 0)
		e = vec_session_suite(s, &suite);
	vec_suite_close(&suite);
	return e;
}

void vec_session_absent(struct vec_session *s, const char *what, size_t files,
			const char *how)
{
	char why[VEC_PROBLEM_MAX];

	snprintf(why, sizeof why, "not installed (%zu files; %s)", files, how);
	vec_output_line(&s->out, "%s: skipped: %s", what, why);
	vec_output_point(&s->out, VEC_SKIP, what, why);
	vec_output_json(&s->out, VEC_SKIP, "ett-vectors", what, NULL, why);
}

/* Rules whose file was run, on the backend they are about, for nothing. */
static size_t idle_rules(struct vec_session *s)
{
	char why[VEC_PROBLEM_MAX];
	size_t n = 0;

	for (size_t i = 0; i < s->policy.n; i++) {
		const struct vec_rule *r = &s->policy.rules[i];

		if (r->used || !r->due)
			continue;
		n++;
		snprintf(why, sizeof why, "no test of %s has a use for %s %s",
			 r->file, r->which, r->backend);
		not_fit(s, "policy", why);
	}
	return n;
}

bool vec_session_end(struct vec_session *s)
{
	size_t failed = s->broken + idle_rules(s) + s->differ - s->listed;

	vec_output_line(&s->out, "%zu files", s->files);
	for (size_t i = 0; i < s->n; i++) {
		const struct vec_tally *t = &s->totals[i];

		vec_output_line(
		    &s->out,
		    "  %-9s %6zu run %6zu passed %4zu failed %6zu skipped",
		    s->backends[i]->name, t->run, t->passed, t->failed,
		    t->skipped);
		failed += t->failed;
	}
	vec_output_line(&s->out,
			"%zu disagreements, %zu of them with a reason in the "
			"policy; %zu files not fit to be run",
			s->differ, s->listed, s->broken);
	return failed == 0;
}
