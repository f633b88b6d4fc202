/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "bin/opt.h"

static const struct ett_opt opts[] = {
	{ 'p', "port", "PORT", "port" }, { 'v', NULL, NULL, "say more" },
	{ 0, "max", "N", "limit" },      { 0, "dry", NULL, "do nothing" },
	{ 0, NULL, NULL, NULL },
};
static const struct ett_prog prog = { "ett-test", "[options]", "Tests.", opts };

enum { P, V, MAX, DRY };

/* argv as one text, words end with a blank. */
static struct ett_args args_of(const char *line)
{
	static char text[200], *argv[16];
	struct ett_args a = { &prog, 0, argv, 0, NULL, NULL };

	strcpy(text, line);
	argv[a.argc++] = text;
	for (char *p = strtok(text, " "); p != NULL; p = strtok(NULL, " "))
		argv[a.argc++] = p;
	return a;
}

static void options_in_every_spelling(void **state)
{
	static const struct {
		const char *line;
		int found;
		const char *value;
	} row[] = {
		{ "-p 22", P, "22" },
		{ "-p22", P, "22" },
		{ "--port 22", P, "22" },
		{ "--port=22", P, "22" },
		{ "--port=", P, "" },
		{ "-v", V, NULL },
		{ "--dry", DRY, NULL },
		{ "--max=-1", MAX, "-1" },
		{ "--max --dry", MAX, "--dry" },
		{ "-q", ETT_ARGS_BAD, NULL },
		{ "-p", ETT_ARGS_BAD, NULL },
		{ "--max", ETT_ARGS_BAD, NULL },
		{ "--dry=1", ETT_ARGS_BAD, NULL },
		{ "--ma 1", ETT_ARGS_BAD, NULL },
		{ "--maxx 1", ETT_ARGS_BAD, NULL },
		{ "--version", ETT_ARGS_DONE, NULL },
		{ "--versions", ETT_ARGS_BAD, NULL },
		{ "-", ETT_ARGS_END, NULL },
		{ "--", ETT_ARGS_END, NULL },
		{ "word", ETT_ARGS_END, NULL },
		{ "", ETT_ARGS_END, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct ett_args a = args_of(row[i].line);

		assert_int_equal(ett_args_next(&a), row[i].found);
		if (row[i].found < 0)
			continue;
		if (row[i].value == NULL)
			assert_null(a.value);
		else
			assert_string_equal(a.value, row[i].value);
		assert_int_equal(ett_args_next(&a), ETT_ARGS_END);
	}
}

static void letters_share_a_word(void **state)
{
	struct ett_args a = args_of("-vvp22 -v -- -v");

	(void)state;
	assert_int_equal(ett_args_next(&a), V);
	assert_int_equal(ett_args_next(&a), V);
	assert_int_equal(ett_args_next(&a), P);
	assert_string_equal(a.value, "22");
	assert_int_equal(ett_args_next(&a), V);
	assert_int_equal(ett_args_next(&a), ETT_ARGS_END);
	assert_int_equal(a.at, a.argc - 1);
	assert_string_equal(a.argv[a.at], "-v");
}

static void reasons_are_one_printable_line(void **state)
{
	struct ett_why why;

	(void)state;
	assert_int_equal(ett_fail(&why, "bad '%s'", "a\nb\x1b"), ETT_FORMAT);
	assert_string_equal(why.text, "bad 'a\\x0ab\\x1b'");
	assert_int_equal(ett_fail(NULL, "x"), ETT_FORMAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_in_every_spelling),
		cmocka_unit_test(letters_share_a_word),
		cmocka_unit_test(reasons_are_one_printable_line),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
