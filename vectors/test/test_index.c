/* SPDX-License-Identifier: ISC
 *
 * The index tells the truth about the files, and the files are enough for all
 * that ett offers.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vectors/index.h"
#include "vectors/suite.h"

enum { FOLDER = sizeof "vectors/" - 1 };

static json_t *stated, *counted;

static json_t *read_json(const char *path)
{
	char problem[VEC_PROBLEM_MAX];
	json_t *file = vec_json_read(path, problem);

	if (file == NULL)
		fail_msg("%s: %s", path, problem);
	return file;
}

/* What the index would say of the files that are there. */
static int count_all(void **state)
{
	glob_t found;

	(void)state;
	stated = read_json("vectors/INDEX.json");
	counted = vec_index_new();
	assert_int_equal(glob("vectors/*/*.json", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		json_t *file = read_json(found.gl_pathv[i]);

		assert_true(
		    vec_index_add(counted, found.gl_pathv[i] + FOLDER, file));
		json_decref(file);
	}
	globfree(&found);
	return 0;
}

static int forget(void **state)
{
	(void)state;
	json_decref(stated);
	json_decref(counted);
	return 0;
}

static bool is_in(const json_t *list, const json_t *row)
{
	json_t *other;
	size_t i;

	json_array_foreach(list, i,
			   other) if (json_equal(other, row)) return true;
	return false;
}

/* Both ways: nothing is missing, nothing is claimed. */
static void same_rows(const char *part)
{
	const json_t *a = json_object_get(stated, part);
	const json_t *b = json_object_get(counted, part);
	json_t *row;
	size_t i;

	assert_true(json_array_size(a) > 0);
	json_array_foreach(b, i, row) if (!is_in(a, row))
	    fail_msg("not in INDEX.json: %s", json_dumps(row, 0));
	assert_int_equal(json_array_size(a), json_array_size(b));
}

static void every_file_is_in_the_index(void **state)
{
	(void)state;
	same_rows("files");
}

static void every_count_is_as_stated(void **state)
{
	(void)state;
	same_rows("algorithms");
}

static void enough(void *ctx, const char *kind, const char *algorithm)
{
	size_t n = vec_index_count(counted, kind, algorithm);

	if (n < vec_index_minimum(kind))
		fail_msg("%s: %zu tests of kind %s, at least %zu are due",
			 algorithm, n, kind, vec_index_minimum(kind));
	(*(size_t *)ctx)++;
}

static void all_that_is_offered_has_its_minimum(void **state)
{
	size_t demands = 0;

	(void)state;
	vec_index_demands(enough, &demands);
	assert_true(demands > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_is_in_the_index),
		cmocka_unit_test(every_count_is_as_stated),
		cmocka_unit_test(all_that_is_offered_has_its_minimum),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, count_all, forget);
}
