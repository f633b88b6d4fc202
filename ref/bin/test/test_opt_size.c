/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "bin/opt_size.h"

static void numbers_keep_their_bounds(void **state)
{
	uint64_t v = 77;

	(void)state;
	assert_int_equal(ett_opt_number("0", 0, 9, &v, NULL), ETT_OK);
	assert_int_equal(v, 0);
	assert_int_equal(ett_opt_number("9", 0, 9, &v, NULL), ETT_OK);
	assert_int_equal(v, 9);
	assert_int_equal(
	    ett_opt_number("18446744073709551615", 0, UINT64_MAX, &v, NULL),
	    ETT_OK);
	assert_true(v == UINT64_MAX);
	v = 77;
	for (const char **t =
		 (const char *[]){ "", "-1", "+1", " 1", "1 ", "0x1", "1k", "a",
				   "10", "18446744073709551616", NULL };
	     *t != NULL; t++)
		assert_int_equal(ett_opt_number(*t, 0, 9, &v, NULL),
				 ETT_FORMAT);
	assert_int_equal(v, 77);
}

static void seconds_as_sshd_reads_them(void **state)
{
	static const struct {
		const char *text;
		uint64_t seconds;
	} good[] = { { "0", 0 },        { "90", 90 },   { "90s", 90 },
		     { "1h30m", 5400 }, { "1H", 3600 }, { "2d", 172800 },
		     { "1w", 604800 },  { "1h1", 3601 } };
	static const char *const bad[] = {
		"",     "h",   "1x",         "1h30x",    "-1",          "1hm",
		"1.5h", "1h ", "4294967296", "9999999w", "4294967295s1"
	};
	struct ett_why why;
	uint64_t v;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		assert_int_equal(ett_opt_seconds(good[i].text, &v, &why),
				 ETT_OK);
		assert_int_equal(v, good[i].seconds);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(ett_opt_seconds(bad[i], &v, &why), ETT_FORMAT);
}

static void rekey_limits_in_both_spellings(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes, seconds;
	} good[] = {
		{ "1G 1h", UINT64_C(1) << 30, 3600 },
		{ "1048576,60", 1048576, 60 },
		{ "1M", 1 << 20, 0 },
		{ "16k", 16384, 0 },
		{ "2T,none", UINT64_C(1) << 41, UINT64_MAX },
		{ "default none", 0, UINT64_MAX },
		{ "none", UINT64_MAX, 0 },
		{ "default  5m", 0, 300 },
		{ "1", 1, 0 },
	};
	static const char *const bad[] = {
		"",     "0",  "1X", "1GG",     "1G,", "1G,1x",
		"1G1h", "-1", "G",  "1G 1h 1", ",1",  "18446744073709551615K"
	};
	struct ett_rekey_limit v;
	struct ett_why why;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		assert_int_equal(ett_opt_rekey(good[i].text, &v, &why), ETT_OK);
		assert_true(v.bytes == good[i].bytes);
		assert_true(v.seconds == good[i].seconds);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(ett_opt_rekey(bad[i], &v, &why), ETT_FORMAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_keep_their_bounds),
		cmocka_unit_test(seconds_as_sshd_reads_them),
		cmocka_unit_test(rekey_limits_in_both_spellings),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
