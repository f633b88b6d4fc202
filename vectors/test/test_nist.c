/* SPDX-License-Identifier: ISC
 *
 * Stanzas in all their spellings come out as tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "vectors/nist.h"

static json_t *read_text(const char *text, const char *first)
{
	const struct vec_nist row = { "x", 1, "nist.hash", "sha1", first };
	char path[] = "/tmp/test_nist.XXXXXX", problem[VEC_PROBLEM_MAX];
	int fd = mkstemp(path);
	json_t *file;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	file = vec_nist_read(&row, path, problem);
	unlink(path);
	return file;
}

static const json_t *group(const json_t *file, size_t i)
{
	return json_array_get(json_object_get(file, "testGroups"), i);
}

static const json_t *test(const json_t *file, size_t g, size_t i)
{
	return json_array_get(json_object_get(group(file, g), "tests"), i);
}

static const char *text(const json_t *from, const char *name)
{
	return json_string_value(json_object_get(from, name));
}

static void stanzas_become_tests(void **state)
{
	json_t *file = read_text("# comment\r\n[ENCRYPT]\r\n\r\nCOUNT = 0\r\n"
				 "KEY= 00FF\r\nPT = \r\n\r\nCOUNT=1\r\n"
				 "Key = 01\r\nFAIL\r\n",
				 "count");

	(void)state;
	assert_non_null(file);
	assert_int_equal(
	    json_integer_value(json_object_get(file, "numberOfTests")), 2);
	assert_string_equal(text(group(file, 0), "section"), "ENCRYPT");
	assert_string_equal(text(test(file, 0, 0), "key"), "00FF");
	assert_string_equal(text(test(file, 0, 0), "pt"), "");
	assert_string_equal(text(test(file, 0, 0), "result"), "valid");
	assert_string_equal(text(test(file, 0, 1), "key"), "01");
	assert_string_equal(text(test(file, 0, 1), "result"), "invalid");
	json_decref(file);
}

static void a_section_begins_a_group(void **state)
{
	json_t *file = read_text("[P-256]\n[B.4.2 x]\nN = 2\nd = 1\nd = 2\n"
				 "[Keylen = 128]\n[IVlen = 96]\nd = 3\n",
				 "d");

	(void)state;
	assert_non_null(file);
	assert_string_equal(text(group(file, 0), "above"), "P-256");
	assert_string_equal(text(group(file, 0), "n"), "2");
	assert_string_equal(text(group(file, 1), "keylen"), "128");
	assert_string_equal(text(group(file, 1), "ivlen"), "96");
	assert_null(text(group(file, 1), "n"));
	assert_string_equal(text(test(file, 1, 0), "d"), "3");
	json_decref(file);
}

static void what_a_section_states_may_change_within(void **state)
{
	json_t *file = read_text("[mod = 1024]\nn = 05\np = 1\nMsg = 01\n"
				 "Result = P (0)\nn = 07\np = 2\nMsg = 02\n"
				 "Result = F (1 - changed)\n",
				 "msg");

	(void)state;
	assert_non_null(file);
	assert_string_equal(text(group(file, 0), "n"), "05");
	assert_string_equal(text(group(file, 1), "n"), "07");
	assert_string_equal(text(group(file, 1), "p"), "2");
	assert_string_equal(text(group(file, 1), "mod"), "1024");
	assert_string_equal(text(test(file, 0, 0), "result"), "valid");
	assert_string_equal(text(test(file, 1, 0), "result"), "invalid");
	assert_string_equal(text(test(file, 1, 0), "comment"),
			    "F (1 - changed)");
	json_decref(file);
}

static void other_layouts_are_read(void **state)
{
	json_t *file = read_text("K No.001 : 00 11\n\nP No.001 : 22 33\n"
				 "C No.001 : 44 55\n",
				 "p");

	(void)state;
	assert_non_null(file);
	assert_string_equal(text(group(file, 0), "k"), "0011");
	assert_string_equal(text(test(file, 0, 0), "p"), "2233");
	json_decref(file);
	file = read_text("COUNT = 1\nIN= \"ab\"\n", "count");
	assert_non_null(file);
	assert_string_equal(text(test(file, 0, 0), "in"), "6162");
	json_decref(file);
	file = read_text("0102:03:04:0506:\n", ":");
	assert_non_null(file);
	assert_string_equal(text(test(file, 0, 0), "public"), "03");
	assert_string_equal(text(test(file, 0, 0), "signature"), "0506");
	json_decref(file);
}

static void what_is_no_stanza_is_refused(void **state)
{
	(void)state;
	assert_null(read_text("COUNT = 0\nnonsense\n", "count"));
	assert_null(read_text("COUNT = 0\nA = 1\nA = 2\n", "count"));
	assert_null(read_text("COUNT = 0\nA = \"\n", "count"));
	assert_null(read_text("COUNT = 0\nA = \xff\n", "count"));
}

static void files_are_known_by_how_their_path_ends(void **state)
{
	(void)state;
	assert_string_equal(
	    vec_nist_find("/a/b/ciphers/AES/CBC/CBCMMT128.rsp")->algorithm,
	    "aes*-cbc");
	assert_string_equal(
	    vec_nist_find("/a/ciphers/3DES/CBC/TCBCIMMT1.rsp")->schema,
	    "nist.unused");
	assert_null(vec_nist_find("/a/b/x.json"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stanzas_become_tests),
		cmocka_unit_test(a_section_begins_a_group),
		cmocka_unit_test(what_a_section_states_may_change_within),
		cmocka_unit_test(other_layouts_are_read),
		cmocka_unit_test(what_is_no_stanza_is_refused),
		cmocka_unit_test(files_are_known_by_how_their_path_ends),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
