/* SPDX-License-Identifier: ISC
 *
 * A file is run only if it is exactly what it says: each way of being
 * something else is refused, and named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "vectors/suite.h"

#define HEAD                                        \
	"{\"algorithm\": \"HMACSHA1\","             \
	"\"schema\": \"mac_test_schema_v1.json\","  \
	"\"numberOfTests\": 1, \"testGroups\": ["   \
	"{\"type\": \"MacTest\", \"keySize\": 160," \
	"\"tagSize\": 160, \"tests\": ["
#define TEST(id)                                              \
	"{\"tcId\": " #id ", \"key\": \"00\", \"msg\": \"\"," \
	"\"tag\": \"00\", \"result\": \"valid\"}"
#define TAIL "]}]}"

static json_t *parse(const char *text)
{
	json_t *file = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(file);
	return file;
}

/* The problem with the file; "": none. */
static const char *problem_of(json_t *file)
{
	static char problem[VEC_PROBLEM_MAX];
	struct vec_suite s;

	problem[0] = '\0';
	if (vec_suite_open(&s, "x", file, problem))
		problem[0] = '\0';
	else
		assert_true(problem[0] != '\0');
	vec_suite_close(&s);
	return problem;
}

static json_t *first_test(const json_t *file)
{
	const json_t *group =
	    json_array_get(json_object_get(file, "testGroups"), 0);

	return json_array_get(json_object_get(group, "tests"), 0);
}

static void a_file_as_it_should_be_is_taken(void **state)
{
	(void)state;
	assert_string_equal(problem_of(parse(HEAD TEST(1) TAIL)), "");
}

static void another_number_of_tests_is_refused(void **state)
{
	(void)state;
	assert_string_equal(problem_of(parse(HEAD TEST(1) "," TEST(2) TAIL)),
			    "numberOfTests is 1, not 2");
}

static void a_tcid_that_comes_twice_is_refused(void **state)
{
	json_t *file = parse(HEAD TEST(3) "," TEST(3) TAIL);

	(void)state;
	json_object_set_new(file, "numberOfTests", json_integer(2));
	assert_string_equal(problem_of(file), "tcId 3 is there twice");
}

static void a_missing_member_is_refused(void **state)
{
	json_t *file = parse(HEAD TEST(1) TAIL);

	(void)state;
	json_object_del(first_test(file), "tag");
	assert_string_equal(problem_of(file),
			    "test 1 of the file: member \"tag\" is missing");
}

static void an_unknown_member_is_refused(void **state)
{
	json_t *file = parse(HEAD TEST(1) TAIL);

	(void)state;
	json_object_set_new(first_test(file), "hint", json_true());
	assert_string_equal(problem_of(file),
			    "test 1 of the file: member \"hint\" is unknown");
	file = parse(HEAD TEST(1) TAIL);
	json_object_set_new(file, "hint", json_true());
	assert_string_equal(problem_of(file), "member \"hint\" is unknown");
}

static void an_unknown_kind_is_refused(void **state)
{
	json_t *file = parse(HEAD TEST(1) TAIL);

	(void)state;
	json_object_set_new(file, "schema", json_string("horoscope"));
	assert_string_equal(problem_of(file), "kind \"horoscope\" is unknown");
}

static void an_unknown_result_is_refused(void **state)
{
	json_t *file = parse(HEAD TEST(1) TAIL);

	(void)state;
	json_object_set_new(first_test(file), "result", json_string("maybe"));
	assert_string_equal(problem_of(file),
			    "tcId 1: result is none there is");
}

static void a_file_without_tests_is_refused(void **state)
{
	(void)state;
	assert_string_equal(problem_of(parse(HEAD TAIL)),
			    "there is no test in it");
}

static void ours_say_where_they_come_from(void **state)
{
	json_t *file = parse(HEAD TEST(1) TAIL);

	(void)state;
	json_object_set_new(file, "schema", json_string("hash"));
	assert_string_equal(problem_of(file), "provenance is missing");
}

static void anything_else_than_objects_is_refused(void **state)
{
	json_t *file = parse(HEAD "7" TAIL);

	(void)state;
	assert_non_null(strstr(problem_of(file), "where an object is due"));
	assert_non_null(strstr(problem_of(parse("[]")), "an object is due"));
}

static void a_key_that_comes_twice_is_refused(void **state)
{
	char path[] = "/tmp/test_suite.XXXXXX", problem[VEC_PROBLEM_MAX];
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "{\"a\": 1, \"a\": 2}", 16), 16);
	close(fd);
	assert_null(vec_json_read(path, problem));
	assert_non_null(strstr(problem, "duplicate"));
	unlink(path);
}

static void hex_is_read_with_an_odd_digit_in_front(void **state)
{
	json_t *from = parse("{\"a\": \"123aF\", \"b\": \"1g\", \"c\": 1}");
	struct vec_case c = { .memory = NULL };
	struct ett_bytes v;
	size_t n;

	(void)state;
	assert_true(vec_hex(&c, from, "a", &v));
	assert_int_equal(v.n, 3);
	assert_memory_equal(v.p, "\x01\x23\xaf", 3);
	assert_false(vec_hex(&c, from, "b", &v));
	assert_string_equal(c.detail, "member \"b\" is not hexadecimal");
	assert_false(vec_hex(&c, from, "c", &v));
	assert_false(vec_hex(&c, from, "d", &v));
	assert_true(vec_number(&c, from, "c", &n));
	assert_int_equal(n, 1);
	assert_false(vec_number(&c, from, "a", &n));
	vec_case_done(&c);
	json_decref(from);
}

static void a_difference_names_the_byte(void **state)
{
	struct vec_case c = { .memory = NULL };

	(void)state;
	assert_int_equal(vec_compare(&c, ETT_LIT("abc"), ETT_LIT("abc")),
			 VEC_ACCEPTED);
	assert_int_equal(vec_compare(&c, ETT_LIT("abc"), ETT_LIT("abd")),
			 VEC_WRONG);
	assert_string_equal(c.detail, "got 3 bytes, stated 3; from byte 2: "
				      "63, not 64");
	assert_int_equal(vec_compare(&c, ETT_LIT("abc"), ETT_LIT("ab")),
			 VEC_WRONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_as_it_should_be_is_taken),
		cmocka_unit_test(another_number_of_tests_is_refused),
		cmocka_unit_test(a_tcid_that_comes_twice_is_refused),
		cmocka_unit_test(a_missing_member_is_refused),
		cmocka_unit_test(an_unknown_member_is_refused),
		cmocka_unit_test(an_unknown_kind_is_refused),
		cmocka_unit_test(an_unknown_result_is_refused),
		cmocka_unit_test(a_file_without_tests_is_refused),
		cmocka_unit_test(ours_say_where_they_come_from),
		cmocka_unit_test(anything_else_than_objects_is_refused),
		cmocka_unit_test(a_key_that_comes_twice_is_refused),
		cmocka_unit_test(hex_is_read_with_an_odd_digit_in_front),
		cmocka_unit_test(a_difference_names_the_byte),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
