/* SPDX-License-Identifier: ISC
 *
 * What is written can be read, whatever the text; what was not written by us
 * is refused by name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reports/result.h"

static const struct result full = {
	.tool = "conform",
	.id = "TRANS-4253-4.2-01",
	.req = "send the identification",
	.level = "MUST",
	.section = "RFC 4253 4.2",
	.subject = "OpenSSH_9.2p1",
	.role = "server",
	.verdict = RESULT_NONSTRICT,
	.why = "closed without DISCONNECT",
	.sent = "SSH-1.5-x",
	.got = "EOF",
	.expected = "DISCONNECT 8",
	.evidence = "transcripts/1.txt",
	.ms = 1.5,
};

static char *put(const struct result *r, ett_err want)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(out);
	assert_int_equal(result_put(out, r), want);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void members_come_in_the_order_of_the_contract(void **state)
{
	char *text = put(&full, ETT_OK);

	(void)state;
	assert_string_equal(
	    text,
	    "{\"tool\":\"conform\",\"id\":\"TRANS-4253-4.2-01\","
	    "\"req\":\"send the identification\",\"level\":\"MUST\","
	    "\"section\":\"RFC 4253 4.2\",\"subject\":\"OpenSSH_9.2p1\","
	    "\"role\":\"server\",\"verdict\":\"NONSTRICT\","
	    "\"why\":\"closed without DISCONNECT\",\"sent\":\"SSH-1.5-x\","
	    "\"got\":\"EOF\",\"expected\":\"DISCONNECT 8\","
	    "\"evidence\":\"transcripts/1.txt\",\"ms\":1.5}\n");
	free(text);
}

static void what_was_put_is_got(void **state)
{
	char *text = put(&full, ETT_OK);
	struct result r;
	const char *why;
	void *held;

	(void)state;
	assert_int_equal(result_get(ett_str(text), &r, &held, &why), ETT_OK);
	assert_string_equal(r.id, full.id);
	assert_string_equal(r.evidence, full.evidence);
	assert_int_equal(r.verdict, full.verdict);
	assert_true(r.ms > 1.4 && r.ms < 1.6);
	result_free(held);
	free(text);
}

static void absent_text_is_null_and_comes_back_as_null(void **state)
{
	struct result few = { .tool = "t", .id = "i", .subject = "s" }, r;
	char *text = put(&few, ETT_OK);
	const char *why;
	void *held;

	(void)state;
	assert_non_null(strstr(text, "\"why\":null"));
	assert_int_equal(result_get(ett_str(text), &r, &held, &why), ETT_OK);
	assert_null(r.why);
	assert_null(r.req);
	result_free(held);
	free(text);
}

static void text_that_is_not_utf8_is_escaped(void **state)
{
	struct result r = full;
	char *text;

	(void)state;
	r.got = "a\xff\n\x1b";
	text = put(&r, ETT_OK);
	assert_non_null(strstr(text, "\"got\":\"a\\\\xff\\\\x0a\\\\x1b\""));
	free(text);
	r.got = "\xc3\xa4\n";
	text = put(&r, ETT_OK);
	assert_non_null(strstr(text, "\"got\":\"\\u00E4\\n\""));
	free(text);
}

static void a_result_without_its_musts_is_not_written(void **state)
{
	struct result r = full;

	(void)state;
	r.why = NULL;
	free(put(&r, ETT_ARG));
	r = full;
	r.subject = NULL;
	free(put(&r, ETT_ARG));
}

static void malformed_lines_are_refused_with_a_reason(void **state)
{
	static const char *const bad[] = {
		"",
		"{",
		"[]",
		"null",
		"{} {}",
		"{\"tool\":\"t\",\"id\":\"i\",\"verdict\":\"PASS\"}",
		"{\"tool\":1,\"id\":\"i\",\"subject\":\"s\","
		"\"verdict\":\"PASS\"}",
		"{\"tool\":\"t\",\"id\":\"i\",\"subject\":\"s\"}",
		"{\"tool\":\"t\",\"id\":\"i\",\"subject\":\"s\","
		"\"verdict\":\"pass\"}",
		"{\"tool\":\"t\",\"id\":\"i\",\"subject\":\"s\","
		"\"verdict\":\"FAIL\"}",
		"{\"tool\":\"t\",\"id\":\"i\",\"subject\":\"s\","
		"\"verdict\":\"PASS\",\"ms\":\"1\"}",
		"{\"tool\":\"t\",\"tool\":\"t\",\"id\":\"i\","
		"\"subject\":\"s\",\"verdict\":\"PASS\"}",
		"{\"tool\":\"\\u0000\",\"id\":\"i\",\"subject\":\"s\","
		"\"verdict\":\"PASS\"}",
		"{\"tool\":\"\xff\",\"id\":\"i\",\"subject\":\"s\","
		"\"verdict\":\"PASS\"}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct result r = full;
		const char *why = NULL;
		void *held = NULL;

		assert_int_equal(result_get(ett_str(bad[i]), &r, &held, &why),
				 ETT_FORMAT);
		assert_non_null(why);
		assert_null(held);
		assert_ptr_equal(r.id, full.id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_come_in_the_order_of_the_contract),
		cmocka_unit_test(what_was_put_is_got),
		cmocka_unit_test(absent_text_is_null_and_comes_back_as_null),
		cmocka_unit_test(text_that_is_not_utf8_is_escaped),
		cmocka_unit_test(a_result_without_its_musts_is_not_written),
		cmocka_unit_test(malformed_lines_are_refused_with_a_reason),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
