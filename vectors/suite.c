/* SPDX-License-Identifier: ISC
 *
 * The runner is the schema: a file is run only if every member of it is known
 * to its kind, none is missing, and it holds as many tests as it states.
 */
#include "vectors/suite.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const char *const file_needs[] = { "algorithm", "schema",
					  "numberOfTests", "testGroups", NULL };
static const char *const file_may[] = { "header", "notes", "provenance", NULL };
static const char *const no_names[] = { NULL };
static const char *const group_needs[] = { "type", "tests", NULL };
static const char *const group_may[] = { "source", NULL };
static const char *const test_needs[] = { "tcId", "result", NULL };
static const char *const test_may[] = { "comment", "flags", "ettPolicy", NULL };

static bool say(char *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool say(char *problem, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(problem, VEC_PROBLEM_MAX, format, args);
	va_end(args);
	return false;
}

static bool names_have(const char *const *names, const char *name)
{
	while (names != NULL && *names != NULL && strcmp(*names, name) != 0)
		names++;
	return names != NULL && *names != NULL;
}

static const char *missing(const json_t *object, const char *const *names)
{
	while (names != NULL && *names != NULL &&
	       json_object_get(object, *names) != NULL)
		names++;
	return names == NULL ? NULL : *names;
}

/*
 * Has the object all of needs[0] and needs[1], and nothing that is neither
 * there nor in may?
 */
static bool members(json_t *object, const char *const *const needs[2],
		    const char *const *const may[2], char *problem)
{
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return say(problem, "something else stands where an object is "
				    "due");
	for (int i = 0; i < 2; i++)
		if (missing(object, needs[i]) != NULL)
			return say(problem, "member \"%s\" is missing",
				   missing(object, needs[i]));
	json_object_foreach(
	    object, name,
	    value) if (!names_have(needs[0], name) &&
		       !names_have(needs[1], name) &&
		       !names_have(may[0], name) &&
		       !names_have(
			   may[1],
			   name)) return say(problem,
					     "member \"%.60s\" is unknown",
					     name);
	return true;
}

static bool result_is_known(const json_t *test)
{
	const char *r = json_string_value(json_object_get(test, "result"));

	return r != NULL &&
	       (strcmp(r, "valid") == 0 || strcmp(r, "invalid") == 0 ||
		strcmp(r, "acceptable") == 0);
}

/* Appends; room was made for all tests of the file. */
static bool add_test(struct vec_suite *s, const json_t *group, json_t *test,
		     char *problem)
{
	const char *const *const needs[] = { test_needs, s->kind->test_needs };
	const char *const *const may[] = { test_may, s->kind->test_may };
	const json_t *id = json_object_get(test, "tcId");
	char why[VEC_PROBLEM_MAX];

	if (!members(test, needs, may, why))
		return say(problem, "test %zu of the file: %.200s", s->n + 1,
			   why);
	if (!json_is_integer(id) || json_integer_value(id) < 0)
		return say(problem, "test %zu of the file: tcId is no number",
			   s->n + 1);
	if (!result_is_known(test))
		return say(problem, "tcId %lld: result is none there is",
			   (long long)json_integer_value(id));
	s->tests[s->n++] =
	    (struct vec_test){ group, test, (size_t)json_integer_value(id) };
	return true;
}

static bool add_group(struct vec_suite *s, json_t *group, char *problem)
{
	const char *const *const needs[] = { group_needs,
					     s->kind->group_needs };
	const char *const *const may[] = { group_may, s->kind->group_may };
	size_t i;
	json_t *test;

	if (!members(group, needs, may, problem))
		return false;
	json_array_foreach(
	    json_object_get(group, "tests"), i,
	    test) if (!add_test(s, group, test, problem)) return false;
	return true;
}

static int by_id(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool ids_differ(const struct vec_suite *s, char *problem)
{
	size_t *ids = calloc(s->n, sizeof *ids);
	size_t twice = 0;

	if (ids == NULL)
		return say(problem, "out of memory");
	for (size_t i = 0; i < s->n; i++)
		ids[i] = s->tests[i].id;
	qsort(ids, s->n, sizeof *ids, by_id);
	while (twice + 1 < s->n && ids[twice] != ids[twice + 1])
		twice++;
	if (twice + 1 < s->n)
		say(problem, "tcId %zu is there twice", ids[twice]);
	free(ids);
	return twice + 1 >= s->n;
}

static size_t count(const json_t *groups)
{
	size_t n = 0, i;
	json_t *group;

	json_array_foreach(groups, i, group) n +=
	    json_array_size(json_object_get(group, "tests"));
	return n;
}

static const struct vec_kind *find_kind(const json_t *file)
{
	const char *schema = json_string_value(json_object_get(file, "schema"));
	const struct vec_kind *const *k = vec_kinds;

	while (*k != NULL &&
	       (schema == NULL || strcmp((*k)->schema, schema) != 0))
		k++;
	return *k;
}

/* Vectors of ours say where they come from; Wycheproof's schemas end so. */
static bool is_ours(const struct vec_kind *k)
{
	return strchr(k->schema, '.') == NULL;
}

static bool head(struct vec_suite *s, char *problem)
{
	const char *const *const needs[] = { file_needs, no_names };
	const char *const *const may[] = { file_may, no_names };
	const json_t *schema = json_object_get(s->file, "schema");
	const json_t *from = json_object_get(s->file, "provenance");

	if (!members(s->file, needs, may, problem))
		return false;
	s->kind = find_kind(s->file);
	if (s->kind == NULL)
		return say(problem, "kind \"%.60s\" is unknown",
			   json_is_string(schema) ? json_string_value(schema)
						  : "");
	if (is_ours(s->kind) && json_array_size(from) == 0)
		return say(problem, "provenance is missing");
	return true;
}

static bool body(struct vec_suite *s, char *problem)
{
	const json_t *groups = json_object_get(s->file, "testGroups");
	const json_t *stated = json_object_get(s->file, "numberOfTests");
	size_t n = count(groups), i;
	json_t *group;

	if (n == 0)
		return say(problem, "there is no test in it");
	s->tests = calloc(n, sizeof *s->tests);
	if (s->tests == NULL)
		return say(problem, "out of memory");
	json_array_foreach(
	    groups, i, group) if (!add_group(s, group, problem)) return false;
	if (!json_is_integer(stated) ||
	    json_integer_value(stated) != (json_int_t)n)
		return say(problem, "numberOfTests is %lld, not %zu",
			   (long long)json_integer_value(stated), n);
	return ids_differ(s, problem);
}

bool vec_suite_open(struct vec_suite *s, const char *name, json_t *file,
		    char *problem)
{
	*s = (struct vec_suite){ .name = strdup(name), .file = file };
	if (s->name == NULL)
		return say(problem, "out of memory");
	return file != NULL && head(s, problem) && body(s, problem);
}

void vec_suite_close(struct vec_suite *s)
{
	free(s->tests);
	free(s->name);
	json_decref(s->file);
	*s = (struct vec_suite){ 0 };
}

json_t *vec_json_read(const char *path, char *problem)
{
	json_error_t error;
	json_t *file = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

	if (file == NULL)
		say(problem, "line %d: %.150s", error.line, error.text);
	return file;
}
