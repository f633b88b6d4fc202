/* SPDX-License-Identifier: ISC
 *
 * Whatever a library does to its process, it costs one row; and no row passes
 * that was not what its test states.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "vectors/session.h"

enum { TESTS = 5, TEXT_MAX = 8192 };

static ett_err starts(void)
{
	return ETT_OK;
}

static ett_err does_not_start(void)
{
	return ETT_CRYPTO;
}

static const struct ett_backend good = { .name = "good", .start = starts };
static const struct ett_backend other = { .name = "other", .start = starts };
static const struct ett_backend dead = { .name = "dead",
					 .start = does_not_start };

/* What the mock kind does is written in the test's member "do". */
static enum vec_outcome obey(struct vec_case *c)
{
	const char *what;

	vec_memory(c, 100);
	if (!vec_text(c, c->test, "do", &what))
		return VEC_BROKEN;
	if (strcmp(what, "abort") == 0)
		abort();
	if (strcmp(what, "kill") == 0)
		raise(SIGKILL);
	if (strcmp(what, "exit") == 0)
		_exit(7);
	if (strcmp(what, "absent") == 0)
		return vec_say(c, VEC_ABSENT, "rot13");
	if (strcmp(what, "unused") == 0)
		return vec_say(c, VEC_UNUSED, "no use");
	if (strcmp(what, "wrong") == 0)
		return VEC_WRONG;
	if (strcmp(what, "part") == 0)
		return c->backend == &good ? VEC_ACCEPTED : VEC_REJECTED;
	return strcmp(what, "accept") == 0 ? VEC_ACCEPTED : VEC_REJECTED;
}

static const struct vec_kind mock = { .schema = "mock", .run = obey };

/* A suite of one group with these things to do, all with one result. */
static void make(struct vec_suite *s, const char *const *what,
		 const char *result)
{
	*s = (struct vec_suite){ .name = strdup("dir/mock.json"),
				 .kind = &mock,
				 .file = json_array() };
	s->tests = calloc(TESTS, sizeof *s->tests);
	assert_non_null(s->tests);
	for (; what[s->n] != NULL; s->n++) {
		json_t *test = json_pack("{ssssss}", "do", what[s->n], "result",
					 result, "comment", "mock");

		assert_non_null(test);
		json_array_append_new(s->file, test);
		s->tests[s->n] = (struct vec_test){ s->file, test, s->n + 1 };
	}
}

static void a_crash_costs_one_row(void **state)
{
	static const char *const what[] = { "accept", "abort", "accept",
					    "kill",   "exit",  NULL };
	struct vec_run run = { .backend = &good };
	struct vec_suite s;

	(void)state;
	make(&s, what, "valid");
	assert_int_equal(vec_run_all(&s, &run, 1, 2), ETT_OK);
	for (size_t i = 0; i < s.n; i++)
		assert_true(run.rows[i].done);
	assert_int_equal(run.rows[0].outcome, VEC_ACCEPTED);
	assert_int_equal(run.rows[1].outcome, VEC_BROKEN);
	assert_non_null(strstr(run.rows[1].detail, "signal 6"));
	assert_int_equal(run.rows[2].outcome, VEC_ACCEPTED);
	assert_non_null(strstr(run.rows[3].detail, "signal 9"));
	assert_non_null(strstr(run.rows[4].detail, "status 7"));
	vec_run_free(&s, &run, 1);
	vec_suite_close(&s);
}

static void a_library_that_cannot_start_is_absent(void **state)
{
	static const char *const what[] = { "accept", "abort", NULL };
	struct vec_run runs[] = { { .backend = &dead }, { .backend = &good } };
	struct vec_policy policy = { .n = 0 };
	char why[VEC_PROBLEM_MAX];
	struct vec_suite s;

	(void)state;
	make(&s, what, "valid");
	assert_int_equal(vec_run_all(&s, runs, 2, 1), ETT_OK);
	assert_true(runs[0].absent);
	assert_false(runs[1].absent);
	assert_int_equal(vec_judge(&policy, &s, 0, &runs[0], why), VEC_SKIP);
	assert_int_equal(vec_judge(&policy, &s, 0, &runs[1], why), VEC_PASS);
	assert_false(vec_differ(0, runs, 2, why));
	vec_run_free(&s, runs, 2);
	vec_suite_close(&s);
}

/* A session of two libraries, a policy of these lines, and its words. */
static bool session(const char *const *what, const char *result,
		    const char *policy, char *text)
{
	struct vec_session v = { .backends = { &good, &other },
				 .n = 2,
				 .jobs = 2,
				 .out = { .text = tmpfile() } };
	char path[] = "/tmp/test_run.XXXXXX", problem[VEC_PROBLEM_MAX];
	int fd = mkstemp(path);
	struct vec_suite s;
	bool ok;

	assert_true(fd >= 0 && v.out.text != NULL);
	assert_int_equal(write(fd, policy, strlen(policy)), strlen(policy));
	close(fd);
	assert_true(vec_policy_read(&v.policy, path, problem));
	unlink(path);
	make(&s, what, result);
	assert_int_equal(vec_session_suite(&v, &s), ETT_OK);
	ok = vec_session_end(&v);
	rewind(v.out.text);
	text[fread(text, 1, TEXT_MAX - 1, v.out.text)] = '\0';
	fclose(v.out.text);
	vec_policy_free(&v.policy);
	vec_suite_close(&s);
	return ok;
}

static void what_is_stated_passes(void **state)
{
	static const char *const accept[] = { "accept", NULL };
	static const char *const reject[] = { "reject", NULL };
	char text[TEXT_MAX];

	(void)state;
	assert_true(session(accept, "valid", "", text));
	assert_true(session(reject, "invalid", "", text));
	assert_false(session(accept, "invalid", "", text));
	assert_non_null(strstr(text, "accepted; should be refused"));
	assert_false(session(reject, "valid", "", text));
}

static void another_value_never_passes(void **state)
{
	static const char *const wrong[] = { "wrong", NULL };
	char text[TEXT_MAX];

	(void)state;
	assert_false(session(wrong, "valid", "", text));
	assert_false(session(wrong, "invalid", "", text));
	assert_false(
	    session(wrong, "acceptable", "*.json * * reject so", text));
}

static void a_crash_is_reported_with_its_test(void **state)
{
	static const char *const what[] = { "accept", "abort", "accept", NULL };
	char text[TEXT_MAX];

	(void)state;
	assert_false(session(what, "valid", "", text));
	assert_non_null(strstr(text, "FAILED good tcId 2"));
	assert_non_null(strstr(text, "signal 6"));
	assert_non_null(strstr(text, "good           3 run      2 passed"));
}

static void skipped_is_never_passed(void **state)
{
	static const char *const what[] = { "absent", "unused", "unused",
					    NULL };
	char text[TEXT_MAX];

	(void)state;
	assert_true(session(what, "valid", "", text));
	assert_non_null(strstr(text, "good           0 run      0 passed"));
	assert_non_null(strstr(text, "1 not offered: rot13"));
	assert_non_null(strstr(text, "2 not used: no use"));
}

static void acceptable_needs_a_policy(void **state)
{
	static const char *const accept[] = { "accept", NULL };
	char text[TEXT_MAX];

	(void)state;
	assert_false(session(accept, "acceptable", "", text));
	assert_non_null(strstr(text, "no policy"));
	assert_true(
	    session(accept, "acceptable", "mock.json 1 * accept so\n", text));
	assert_false(
	    session(accept, "acceptable", "mock.json 1 * reject so\n", text));
}

static void a_rule_that_no_test_uses_is_reported(void **state)
{
	static const char *const accept[] = { "accept", NULL };
	char text[TEXT_MAX];

	(void)state;
	assert_false(
	    session(accept, "valid", "mock.json 9 * accept so\n", text));
	assert_non_null(strstr(text, "no test of mock.json has a use for 9"));
	/* What is about other files, or libraries, may be needed elsewhere. */
	assert_true(session(accept, "valid",
			    "x.json 9 * accept so\nmock.json 9 nss accept so\n",
			    text));
}

static void libraries_that_differ_are_reported(void **state)
{
	static const char *const part[] = { "part", NULL };
	char text[TEXT_MAX];

	(void)state;
	assert_false(session(part, "valid", "", text));
	assert_non_null(
	    strstr(text, "differ on tcId 1: good: accepted, other: refused"));
	assert_true(
	    session(part, "valid", "*.json 1 other reject its fault\n", text));
	assert_non_null(strstr(text, "differ on tcId 1 (policy)"));
}

static void a_policy_has_a_limit_and_reasons(void **state)
{
	static const char *const bad[] = { "a.json 1 * accept\n",
					   "a.json 1 * maybe so\n", "x\n" };
	char problem[VEC_PROBLEM_MAX];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		char path[] = "/tmp/test_run.XXXXXX";
		int fd = mkstemp(path);
		struct vec_policy p;

		assert_true(fd >= 0);
		for (int n = 0; n < (i < 3 ? 1 : VEC_POLICY_MAX + 1); n++)
			dprintf(fd, "%s", i < 3 ? bad[i] : "a 1 * accept so\n");
		close(fd);
		assert_false(vec_policy_read(&p, path, problem));
		assert_non_null(strstr(problem, i < 3 ? "line 1" : "line 21"));
		vec_policy_free(&p);
		unlink(path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_crash_costs_one_row),
		cmocka_unit_test(a_library_that_cannot_start_is_absent),
		cmocka_unit_test(what_is_stated_passes),
		cmocka_unit_test(another_value_never_passes),
		cmocka_unit_test(a_crash_is_reported_with_its_test),
		cmocka_unit_test(skipped_is_never_passed),
		cmocka_unit_test(acceptable_needs_a_policy),
		cmocka_unit_test(a_rule_that_no_test_uses_is_reported),
		cmocka_unit_test(libraries_that_differ_are_reported),
		cmocka_unit_test(a_policy_has_a_limit_and_reasons),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
