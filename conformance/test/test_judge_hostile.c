/* SPDX-License-Identifier: ISC
 *
 * A target that is out to harm the judge neither stops it nor puts words into
 * its mouth.  LONG is set: 10,000 connections in each role.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "conformance/engine/seed.h"
#include "conformance/engine/steps.h"
#include "conformance/test/hostile.h"
#include "conformance/test/rogue.h"

enum { CONNECTIONS = 1500, CONNECTIONS_LONG = 10000, HANG_S = 120 };

static size_t wanted(void)
{
	return getenv("LONG") != NULL ? CONNECTIONS_LONG : CONNECTIONS;
}

/* What reaches a terminal: printable ASCII, and where said, line ends. */
static void assert_plain(const char *id, const char *text, bool lines)
{
	for (const char *s = text; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x7f && (c >= 0x20 || (lines && c == '\n')))
			continue;
		fail_msg("%s: byte 0x%02x in \"%s\"", id, c, text);
	}
}

/* Nothing but the judge begins a line of a transcript. */
static void assert_own_lines(const char *id, const char *log)
{
	while (log != NULL && *log != '\0') {
		if (strncmp(log, "-> ", 3) != 0 &&
		    strncmp(log, "<- ", 3) != 0 && strncmp(log, "-- ", 3) != 0)
			fail_msg("%s: a line \"%.40s\"", id, log);
		log = strchr(log, '\n');
		log += log != NULL;
	}
}

static void assert_result_line(const char *id, const struct conf_outcome *out)
{
	struct result r = { .tool = "conform",
			    .id = id,
			    .subject = "x",
			    .verdict = out->verdict,
			    .why = out->why,
			    .sent = out->sent,
			    .got = out->got,
			    .expected = out->expected };
	char *line = NULL;
	const char *why = NULL;
	void *held = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&line, &n);

	assert_non_null(f);
	assert_int_equal(result_put(f, &r), ETT_OK);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(result_get((struct ett_bytes){ (uint8_t *)line, n },
				    &r, &held, &why),
			 ETT_OK);
	assert_ptr_equal(strchr(line, '\n'), line + n - 1);
	result_free(held);
	free(line);
}

static void assert_harmless(const char *id, const struct conf_outcome *out)
{
	assert_in_range(out->verdict, 0, RESULT_VERDICT_COUNT - 1);
	assert_plain(id, out->why, false);
	assert_plain(id, out->sent, false);
	assert_plain(id, out->got, false);
	assert_plain(id, out->expected, false);
	if (out->log != NULL) {
		assert_plain(id, out->log, true);
		assert_own_lines(id, out->log);
	}
	assert_result_line(id, out);
}

static const struct conf_case *next_case(unsigned role)
{
	static size_t suite, at;

	for (;;) {
		const struct conf_case *c;

		if (conf_suites[suite] == NULL)
			suite = 0;
		c = &conf_suites[suite][at++];
		if (c->id != NULL && (c->target & role) != 0)
			return c;
		if (c->id == NULL) {
			suite++;
			at = 0;
		}
	}
}

static void judge_hostile(unsigned role)
{
	struct hostile_setup setup = { .seed = 1 + role, .role = role };
	char why[CONF_WHY_MAX] = "";
	struct hostile *h = hostile_new(&setup, why);
	struct conf_target target = hostile_target(h);
	struct conf_run run = { .backend = conf_backend(), .target = &target };
	struct conf_run fresh;
	uint64_t seed = 5;

	assert_non_null(h);
	run.rng = conf_seeded(&seed);
	run.profile = hostile_profile(h);
	hostile_lawful(h, true);
	assert_true(conf_baseline(&run, why));
	hostile_lawful(h, false);
	while (hostile_connections(h) < wanted()) {
		const struct conf_case *c = next_case(role);
		struct conf_outcome out;

		fresh = run;
		(void)alarm(HANG_S);
		conf_judge(&fresh, c, &out);
		assert_harmless(c->id, &out);
		free(out.log);
	}
	(void)alarm(0);
	print_message("# %zu hostile connections, %llu bytes\n",
		      hostile_connections(h),
		      (unsigned long long)hostile_bytes(h));
	hostile_free(h);
}

static void a_hostile_server_harms_nobody(void **state)
{
	(void)state;
	judge_hostile(AS_SERVER);
}

static void a_hostile_client_harms_nobody(void **state)
{
	(void)state;
	judge_hostile(AS_CLIENT);
}

/* Not even a baseline. */
static void a_server_that_is_hostile_from_the_start_is_told(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 100; seed++) {
		struct hostile_setup setup = { .seed = seed,
					       .role = AS_SERVER };
		char why[CONF_WHY_MAX] = "";
		struct hostile *h = hostile_new(&setup, why);
		struct conf_target target = hostile_target(h);
		struct conf_run run = { .backend = conf_backend(),
					.target = &target };
		uint64_t x = seed;

		assert_non_null(h);
		run.rng = conf_seeded(&x);
		(void)alarm(HANG_S);
		if (!conf_baseline(&run, why))
			assert_true(why[0] != '\0');
		assert_plain("baseline", why, false);
		assert_plain("version", run.facts.version, false);
		hostile_free(h);
	}
	(void)alarm(0);
}

static void a_flood_under_keys_ends(void **state)
{
	static const enum rogue_bug floods[] = { BUG_FLOOD_IGNORE,
						 BUG_FLOOD_UNIMPL };

	(void)state;
	for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
		struct rogue *r = rogue_new(floods[i]);
		struct conf_target target = rogue_target(r);
		struct conf_run run = { .backend = conf_backend(),
					.target = &target };
		char why[CONF_WHY_MAX] = "";
		uint64_t seed = 3;
		struct conf_outcome out;

		run.rng = conf_seeded(&seed);
		(void)alarm(HANG_S);
		assert_true(conf_baseline(&run, why));
		conf_judge(&run, conf_case_find("TRANS-4253-8-01"), &out);
		assert_int_equal(out.verdict, RESULT_INCONCLUSIVE);
		assert_harmless("flood", &out);
		free(out.log);
		rogue_free(r);
	}
	(void)alarm(0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hostile_server_harms_nobody),
		cmocka_unit_test(a_hostile_client_harms_nobody),
		cmocka_unit_test(
		    a_server_that_is_hostile_from_the_start_is_told),
		cmocka_unit_test(a_flood_under_keys_ends),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
