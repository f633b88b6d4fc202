/* SPDX-License-Identifier: ISC
 *
 * Text of a hostile peer reaches no page as anything but text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reports/text.h"

struct row {
	const char *in, *out;
};

static void check(char *(*make)(const char *), const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *got = make(rows[i].in);

		assert_non_null(got);
		assert_string_equal(got, rows[i].out);
		free(got);
	}
}

static void control_characters_become_visible(void **state)
{
	static const struct row rows[] = {
		{ "", "" },
		{ "a\tb\nc", "a\tb\nc" },
		{ "\x01\x1b[0m\x7f", "\\x01\\x1b[0m\\x7f" },
		{ "\xc2\x80\xc2\x9f\xc2\xa0", "\\xc2\\x80\\xc2\\x9f\xc2\xa0" },
		{ "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
		  "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80" },
	};

	(void)state;
	check(report_safe, rows, sizeof rows / sizeof rows[0]);
}

static void text_cannot_hide_or_reverse_itself(void **state)
{
	static const struct row rows[] = {
		{ "\xe2\x80\xae", "\\xe2\\x80\\xae" }, /* U+202E */
		{ "\xe2\x81\xa6", "\\xe2\\x81\\xa6" }, /* U+2066 */
		{ "\xe2\x80\x8b", "\\xe2\\x80\\x8b" }, /* U+200B */
		{ "\xef\xbb\xbf", "\\xef\\xbb\\xbf" }, /* U+FEFF */
		{ "\xef\xbf\xbe", "\\xef\\xbf\\xbe" }, /* U+FFFE */
		{ "\xd8\x9c", "\\xd8\\x9c" },          /* U+061C */
		{ "\xef\xbf\xbd", "\xef\xbf\xbd" },    /* U+FFFD */
	};

	(void)state;
	check(report_safe, rows, sizeof rows / sizeof rows[0]);
}

static void markdown_in_text_stays_text(void **state)
{
	static const struct row rows[] = {
		{ "a|b\nc\td", "a\\|b c d" },
		{ "<b>&lt;", "&lt;b>&amp;lt;" },
		{ "*a* _b_ `c` ~d~ \\",
		  "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\\\" },
		{ "![x](y)", "!\\[x\\](y)" },
		{ "https://h www.h a@h 1.2", "https\\://h www\\.h a\\@h 1.2" },
		{ "\x1b", "\\\\x1b" },
	};

	(void)state;
	check(report_safe_markdown, rows, sizeof rows / sizeof rows[0]);
}

static void links_lead_to_the_evidence_and_nowhere_else(void **state)
{
	static const struct {
		const char *page, *results, *evidence, *link;
	} rows[] = {
		{ "/a/b", "/a/b", "t/1.txt", "./t/1.txt" },
		{ "/a/b/r", "/a/b", "t/1.txt", "./../t/1.txt" },
		{ "/a/b", "/a/b/r", "1.txt", "./r/1.txt" },
		{ "/a/bc", "/a/bd", "1.txt", "./../bd/1.txt" },
		{ "/a", "/ab/c", "1.txt", "./../ab/c/1.txt" },
		{ "/a/b", "/a/b", "/x/y", "./../../x/y" },
		{ "/a/b", "/a/c", "/a/b/x/y", "./x/y" },
		{ "/a", "/a", "//h/y", "./../h/y" },
		{ "/a", "/a", "javascript:1", "./javascript%3A1" },
		{ "/a", "/a b", "\"?#%\n", "./../a%20b/%22%3F%23%25%0A" },
		{ "", "", "1.txt", "./1.txt" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char *link = report_link(rows[i].page, rows[i].results,
					 rows[i].evidence);

		assert_non_null(link);
		assert_string_equal(link, rows[i].link);
		free(link);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(control_characters_become_visible),
		cmocka_unit_test(text_cannot_hide_or_reverse_itself),
		cmocka_unit_test(markdown_in_text_stays_text),
		cmocka_unit_test(links_lead_to_the_evidence_and_nowhere_else),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
