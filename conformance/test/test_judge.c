/* SPDX-License-Identifier: ISC
 *
 * The judge, judged: a lawful server passes every case, and each bug planted
 * in it is found by the case that is there for it, with the words that name
 * it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conformance/engine/seed.h"
#include "conformance/target/inproc.h"
#include "conformance/test/rogue.h"

struct planted {
	const char *name; /* of the bug, as a claim about the judge */
	enum rogue_bug bug;
	const char *id;
	enum result_verdict verdict;
	const char *why; /* part of it; NULL: any */
};

static struct planted rows[] = {
#include "conformance/test/rogue.def"
};

enum { N_ROWS = sizeof rows / sizeof rows[0] };

struct bench {
	struct rogue *rogue;
	struct conf_target target;
	struct conf_run run;
	struct conf_user_key user;
	uint64_t seed;
};

static void set_up(struct bench *b, enum rogue_bug bug)
{
	memset(b, 0, sizeof *b);
	b->rogue = rogue_new(bug);
	assert_non_null(b->rogue);
	b->target = rogue_target(b->rogue);
	b->seed = 11;
	b->run.backend = conf_backend();
	b->run.rng = conf_seeded(&b->seed);
	b->run.target = &b->target;
	assert_int_equal(conf_user_key_make(b->run.backend, "ssh-ed25519",
					    b->run.rng, &b->user),
			 ETT_OK);
	b->run.profile.login = (struct conf_login){ .user = "judge",
						    .password = ROGUE_PASSWORD,
						    .key = &b->user,
						    .keys_n = 1 };
}

/* Everybody is who the case needs. */
static void give_login(struct bench *b, const struct conf_case *c)
{
	rogue_user(b->rogue, conf_user_key_blob(&b->user), c->needs);
	b->run.profile.has = c->needs;
}

static void a_planted_bug_is_found(void **state)
{
	const struct planted *row = *state;
	const struct conf_case *c = conf_case_find(row->id);
	char why[CONF_WHY_MAX] = "";
	struct conf_outcome out;
	struct bench b;

	assert_non_null(c);
	set_up(&b, row->bug);
	if (!conf_baseline(&b.run, why))
		fail_msg("baseline: %s", why);
	give_login(&b, c);
	conf_judge(&b.run, c, &out);
	if (out.verdict != row->verdict ||
	    (row->why != NULL && strstr(out.why, row->why) == NULL))
		fail_msg("%s: %s: %s\n%s", row->id,
			 result_verdict_name(out.verdict), out.why, out.log);
	free(out.log);
	rogue_free(b.rogue);
}

/* The rogue goes no further than the key exchange; for what lies behind it
 * deviations are planted in the reference. */
static bool has_a_bug_planted(const struct conf_case *c)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (strcmp(rows[i].id, c->id) == 0)
			return true;
	return false;
}

static void a_lawful_server_passes_every_case(void **state)
{
	char why[CONF_WHY_MAX] = "";
	struct conf_outcome out;
	struct bench b;

	(void)state;
	set_up(&b, BUG_NONE);
	assert_true(conf_baseline(&b.run, why));
	for (size_t i = 0; conf_suites[i] != NULL; i++) {
		for (const struct conf_case *c = conf_suites[i]; c->id != NULL;
		     c++) {
			if (!has_a_bug_planted(c))
				continue;
			give_login(&b, c);
			conf_judge(&b.run, c, &out);
			if (out.verdict !=
				(c->info ? RESULT_INFO : RESULT_PASS) &&
			    out.verdict != RESULT_INFO)
				fail_msg("%s: %s: %s", c->id,
					 result_verdict_name(out.verdict),
					 out.why);
			free(out.log);
		}
	}
	assert_true(conf_oracle(&b.run, "ROB-01", &out));
	assert_int_equal(out.verdict, RESULT_PASS);
	rogue_free(b.rogue);
}

/* Else a dead target would take its time with each case that is left. */
static void a_target_that_stays_dead_is_left_alone(void **state)
{
	const struct conf_case *c = conf_case_find("TRANS-4253-4.2-05");
	char why[CONF_WHY_MAX] = "";
	struct conf_outcome out;
	struct bench b;

	(void)state;
	set_up(&b, BUG_DIES);
	assert_true(conf_baseline(&b.run, why));
	for (int i = 0; i < 4; i++) {
		conf_judge(&b.run, c, &out);
		free(out.log);
	}
	assert_int_equal(out.verdict, RESULT_INCONCLUSIVE);
	assert_non_null(strstr(out.why, "not tried: after 3 cases"));
	rogue_free(b.rogue);
}

/* Cases about logins; what takes another key than the user's is skipped. */
static void a_lawful_server_passes_every_login(void **state)
{
	static const char *const skipped[] = { "AUTH-4252-7-04", "AUTH-8332",
					       "AUTH-5656",
					       "AUTH-4252-7-06/second" };
	char why[CONF_WHY_MAX] = "";
	struct conf_outcome out;
	struct bench b;

	(void)state;
	set_up(&b, BUG_NONE);
	assert_true(conf_baseline(&b.run, why));
	for (size_t i = 0; conf_suites[i] != NULL; i++)
		for (const struct conf_case *c = conf_suites[i]; c->id != NULL;
		     c++) {
			bool other = strncmp(c->id, "AUTH-", 5) != 0;

			for (size_t k = 0; k < 4; k++)
				other |= strncmp(c->id, skipped[k],
						 strlen(skipped[k])) == 0;
			if (other || (c->target & AS_SERVER) == 0)
				continue;
			give_login(&b, c);
			conf_judge(&b.run, c, &out);
			if (out.verdict != RESULT_PASS &&
			    out.verdict != RESULT_INFO)
				fail_msg("%s: %s: %s", c->id,
					 result_verdict_name(out.verdict),
					 out.why);
			free(out.log);
		}
	rogue_free(b.rogue);
}

static void a_late_end_is_told_by_the_oracle(void **state)
{
	char why[CONF_WHY_MAX] = "";
	struct conf_outcome out;
	struct bench b;

	(void)state;
	set_up(&b, BUG_SLOW);
	assert_true(conf_baseline(&b.run, why));
	conf_judge(&b.run, conf_case_find("TRANS-4253-4.2-08"), &out);
	assert_int_equal(out.verdict, RESULT_PASS);
	free(out.log);
	assert_true(conf_oracle(&b.run, "ROB-02", &out));
	assert_int_equal(out.verdict, RESULT_FAIL);
	assert_non_null(strstr(out.why, "TRANS-4253-4.2-08"));
	rogue_free(b.rogue);
}

static void a_target_with_other_keys_is_not_accused(void **state)
{
	static const struct {
		enum rogue_bug bug;
		const char *why;
	} row[] = {
		{ BUG_SIGNATURE, "not over the exchange hash" },
		{ BUG_LETTER, "does not decrypt under the new keys" },
		{ BUG_TAG, "does not decrypt under the new keys" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		char why[CONF_WHY_MAX] = "";
		struct conf_outcome out;
		struct bench b;

		set_up(&b, row[i].bug);
		assert_true(conf_baseline(&b.run, why));
		assert_int_equal(b.run.usual.kind, RE_KEYS_DIFFER);
		conf_judge(&b.run, conf_case_find("TRANS-4253-8-01"), &out);
		assert_int_equal(out.verdict, RESULT_INCONCLUSIVE);
		assert_non_null(strstr(out.why, row[i].why));
		free(out.log);
		rogue_free(b.rogue);
	}
}

static const struct conf_case should_case = {
	.id = "TRANS-4253-4.2-08/should",
	.req = "4253-4.2-13", /* any that is a SHOULD */
	.says = "a SHOULD that is not kept",
	.target = AS_SERVER,
	.tier = 1,
	.steps = STEPS(VERSION("SSH-2.0-ettconform\r\n"), KEX(RE_TERM)),
};

static void a_should_not_kept_is_not_strict(void **state)
{
	char why[CONF_WHY_MAX] = "";
	struct conf_outcome out;
	struct bench b;

	(void)state;
	set_up(&b, BUG_NONE);
	assert_true(conf_baseline(&b.run, why));
	assert_int_equal(conf_req_find(should_case.req)->level, SHOULD);
	conf_judge(&b.run, &should_case, &out);
	assert_int_equal(out.verdict, RESULT_NONSTRICT);
	free(out.log);
	rogue_free(b.rogue);
}

static enum result_verdict strict_agreed(const struct conf_peer *p, char *why)
{
	conf_text(why, CONF_WHY_MAX, "strict key exchange was not agreed on");
	return p->resets && p->link.in.seq > 0 && p->link.in.seq < 4
		   ? RESULT_PASS
		   : RESULT_FAIL;
}

static const struct conf_case strict_case = {
	.id = "SKEX-03/test",
	.req = "4253-7.1-11",
	.says = "strict key exchange, when both offer it",
	.target = AS_SERVER,
	.tier = 1,
	.strict = true,
	.ext_info = true,
	.steps = STEPS(KEX(RE_KEYED), CHECK(strict_agreed)),
};

/* The one thing the rogue cannot show, the reference can. */
static void markers_are_offered_and_kept_to(void **state)
{
	struct conf_run run = { .backend = conf_backend() };
	char why[CONF_WHY_MAX] = "";
	struct conf_target target;
	struct conf_outcome out;
	struct conf_inproc *t = conf_inproc_new(1, AS_SERVER, why);
	uint64_t seed = 5;

	(void)state;
	assert_non_null(t);
	target = conf_inproc_target(t);
	run.target = &target;
	run.rng = conf_seeded(&seed);
	assert_true(conf_baseline(&run, why));
	conf_judge(&run, &strict_case, &out);
	if (out.verdict != RESULT_PASS)
		fail_msg("%s\n%s", out.why, out.log);
	assert_non_null(strstr(out.log, "ext_info"));
	free(out.log);
	conf_inproc_free(t);
}

/* What no lawful handshake works with is not judged at all. */
static void what_cannot_be_judged_is_said(void **state)
{
	static const struct {
		enum rogue_bug bug;
		const char *why;
	} row[] = {
		{ BUG_REFUSAL, "MaxStartups" },
		{ BUG_NO_WORDS, "silence" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		char why[CONF_WHY_MAX] = "";
		struct bench b;

		set_up(&b, row[i].bug);
		assert_false(conf_baseline(&b.run, why));
		if (strstr(why, row[i].why) == NULL)
			fail_msg("expected %s: %s", row[i].why, why);
		rogue_free(b.rogue);
	}
}

static void every_case_names_a_requirement(void **state)
{
	(void)state;
	for (size_t i = 0; conf_suites[i] != NULL; i++)
		for (const struct conf_case *c = conf_suites[i]; c->id != NULL;
		     c++)
			if (conf_req_find(c->req) == NULL)
				fail_msg("%s: no requirement %s", c->id,
					 c->req);
}

/* Of two with one id, the second would never be found. */
static void every_id_is_given_once(void **state)
{
	(void)state;
	for (size_t i = 0; conf_suites[i] != NULL; i++)
		for (const struct conf_case *c = conf_suites[i]; c->id != NULL;
		     c++)
			if (conf_case_find(c->id) != c)
				fail_msg("two cases are %s", c->id);
	for (const struct conf_req *r = conf_reqs; r->id != NULL; r++)
		if (conf_req_find(r->id) != r)
			fail_msg("two requirements are %s", r->id);
}

static const struct CMUnitTest others[] = {
	cmocka_unit_test(a_lawful_server_passes_every_case),
	cmocka_unit_test(a_target_that_stays_dead_is_left_alone),
	cmocka_unit_test(a_lawful_server_passes_every_login),
	cmocka_unit_test(a_late_end_is_told_by_the_oracle),
	cmocka_unit_test(a_should_not_kept_is_not_strict),
	cmocka_unit_test(markers_are_offered_and_kept_to),
	cmocka_unit_test(a_target_with_other_keys_is_not_accused),
	cmocka_unit_test(what_cannot_be_judged_is_said),
	cmocka_unit_test(every_case_names_a_requirement),
	cmocka_unit_test(every_id_is_given_once),
};

enum { N_OTHERS = sizeof others / sizeof others[0] };

int main(void)
{
	static struct CMUnitTest tests[N_ROWS + N_OTHERS];

	for (size_t i = 0; i < N_ROWS; i++)
		tests[i] = (struct CMUnitTest){
			.name = rows[i].name,
			.test_func = a_planted_bug_is_found,
			.initial_state = &rows[i],
		};
	memcpy(tests + N_ROWS, others, sizeof others);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
