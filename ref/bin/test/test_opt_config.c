/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "bin/opt_config.h"

/* Writes down what it is told: "Keyword=value;" , in lower case brackets
 * where the block is for others; does not know the keyword "Bad". */
static char seen[500];

static ett_err note(void *ctx, const char *keyword, char *value, bool active,
		    struct ett_why *why)
{
	size_t n = strlen(seen);

	(void)ctx;
	if (strcasecmp(keyword, "Bad") == 0)
		return ett_fail(why, "unknown option '%s'", keyword);
	snprintf(seen + n, sizeof seen - n, active ? "%s=%s;" : "(%s=%s)",
		 keyword, value);
	return ETT_OK;
}

static const struct ett_config_sink sink = { note, NULL };

static ett_err read_text(const char *text, const char *host,
			 struct ett_why *why)
{
	static char copy[1000];

	seen[0] = '\0';
	strcpy(copy, text);
	return ett_config_text(copy, strlen(copy), "file", host, &sink, why);
}

static void options_of_o(void **state)
{
	static const struct {
		const char *text, *seen;
	} row[] = {
		{ "Port=22", "Port=22;" },
		{ "Port 22", "Port=22;" },
		{ " Port = 22 ", "Port=22;" },
		{ "RekeyLimit=1G 1h", "RekeyLimit=1G 1h;" },
		{ "IdentityFile=a=b", "IdentityFile=a=b;" },
		{ "Port", "Port=;" },
	};
	struct ett_why why;
	char text[100];

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		seen[0] = '\0';
		strcpy(text, row[i].text);
		assert_int_equal(ett_config_option(text, &sink, &why), ETT_OK);
		assert_string_equal(seen, row[i].seen);
	}
	for (const char **t = (const char *[]){ "", "  ", "#", "=", NULL };
	     *t != NULL; t++) {
		strcpy(text, *t);
		assert_int_equal(ett_config_option(text, &sink, &why),
				 ETT_FORMAT);
	}
	strcpy(text, "bad=1");
	assert_int_equal(ett_config_option(text, &sink, &why), ETT_FORMAT);
	assert_string_equal(why.text, "unknown option 'bad'");
}

static void blocks_apply_to_their_hosts(void **state)
{
	static const char text[] = "# comment\n"
				   "\n"
				   "A 0\n"
				   "Host one  t?o\n"
				   "\tA=1\r\n"
				   "Host *.example !no.example\n"
				   "  A \"2 3\"  \n"
				   "host *\n"
				   "A 4";
	struct ett_why why;

	(void)state;
	assert_int_equal(read_text(text, "one", &why), ETT_OK);
	assert_string_equal(seen, "A=0;A=1;(A=\"2 3\")A=4;");
	assert_int_equal(read_text(text, "TWO", &why), ETT_OK);
	assert_string_equal(seen, "A=0;A=1;(A=\"2 3\")A=4;");
	assert_int_equal(read_text(text, "yes.example", &why), ETT_OK);
	assert_string_equal(seen, "A=0;(A=1)A=\"2 3\";A=4;");
	assert_int_equal(read_text(text, "no.example", &why), ETT_OK);
	assert_string_equal(seen, "A=0;(A=1)(A=\"2 3\")A=4;");
}

static void errors_tell_the_line(void **state)
{
	struct ett_why why;

	(void)state;
	assert_int_equal(read_text("A 1\n\nHost other\nBad x\n", "h", &why),
			 ETT_FORMAT);
	assert_string_equal(why.text, "file:4: unknown option 'Bad'");
	assert_int_equal(read_text("A 1\nHost\n", "h", &why), ETT_FORMAT);
	assert_string_equal(why.text, "file:2: Host without a pattern");
	assert_int_equal(read_text("Host \"a\n", "h", &why), ETT_FORMAT);
	assert_string_equal(why.text, "file:1: a quote is not closed");
}

static void text_with_nul_is_no_configuration(void **state)
{
	char text[] = "A 1\nB\0 2\n";
	struct ett_why why;

	(void)state;
	assert_int_equal(
	    ett_config_text(text, sizeof text - 1, "file", "h", &sink, &why),
	    ETT_FORMAT);
}

static void words_and_quotes(void **state)
{
	char text[] = " one \"two words\"three\t";
	char open[] = "\"never";
	char *rest = text, *word;

	(void)state;
	assert_int_equal(ett_config_word(&rest, &word, NULL), ETT_OK);
	assert_string_equal(word, "one");
	assert_int_equal(ett_config_word(&rest, &word, NULL), ETT_OK);
	assert_string_equal(word, "two words");
	assert_int_equal(ett_config_word(&rest, &word, NULL), ETT_OK);
	assert_string_equal(word, "three");
	assert_int_equal(ett_config_word(&rest, &word, NULL), ETT_OK);
	assert_null(word);
	rest = open;
	assert_int_equal(ett_config_word(&rest, &word, NULL), ETT_FORMAT);
}

static void patterns(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool match;
	} row[] = {
		{ "", "", true },
		{ "", "a", false },
		{ "*", "", true },
		{ "*", "abc", true },
		{ "a", "A", true },
		{ "a?c", "abc", true },
		{ "a?c", "ac", false },
		{ "*c", "abc", true },
		{ "a*", "abc", true },
		{ "a*d", "abc", false },
		{ "*b*", "abc", true },
		{ "**", "x", true },
		{ "*ab", "aab", true },
		{ "*a*b", "xaxxb", true },
		{ "a*b*c", "aXbYbZc", true },
		{ "?", "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		assert_int_equal(ett_pattern_match(row[i].pattern, row[i].text),
				 row[i].match);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_of_o),
		cmocka_unit_test(blocks_apply_to_their_hosts),
		cmocka_unit_test(errors_tell_the_line),
		cmocka_unit_test(text_with_nul_is_no_configuration),
		cmocka_unit_test(words_and_quotes),
		cmocka_unit_test(patterns),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
