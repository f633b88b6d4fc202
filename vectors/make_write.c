/* SPDX-License-Identifier: ISC
 *
 * JSON for people who read what changed: a line for each member of the file
 * and of a group, a line for each test, and one for each packet or message
 * inside it.  The witnesses of a group have a line of their own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors/make.h"

typedef void put_fn(FILE *f, const json_t *value);

static void put_line(FILE *f, const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	fputs(text == NULL ? "" : text, f);
	free(text);
}

static void indent(FILE *f, int depth)
{
	fputc('\n', f);
	while (depth-- > 0)
		fputc(' ', f);
}

/* [ and a line for each element. */
static void put_list(FILE *f, const json_t *list, int depth, put_fn *put)
{
	size_t n = json_array_size(list);

	fputc('[', f);
	for (size_t i = 0; i < n; i++) {
		indent(f, depth);
		put(f, json_array_get(list, i));
		if (i + 1 < n)
			fputc(',', f);
	}
	fputc(']', f);
}

struct part {
	const char *member;
	int depth;
	put_fn *put;
};

static const struct part *find_part(const struct part *parts, const char *name)
{
	while (parts->member != NULL && strcmp(parts->member, name) != 0)
		parts++;
	return parts->member == NULL ? NULL : parts;
}

/* A line for each member; lists that are named in parts are taken apart. */
static void put_object(FILE *f, const json_t *object, int depth,
		       const struct part *parts)
{
	const struct part *part;
	json_t *o = json_deep_copy(object), *value;
	const char *name;
	bool first = true;

	fputc('{', f);
	json_object_foreach(o, name, value)
	{
		if (!first)
			fputc(',', f);
		first = false;
		indent(f, depth);
		fprintf(f, "\"%s\": ", name);
		part = find_part(parts, name);
		if (part != NULL)
			put_list(f, value, part->depth, part->put);
		else
			put_line(f, value);
	}
	fputc('}', f);
	json_decref(o);
}

static void put_test(FILE *f, const json_t *test)
{
	static const struct part parts[] = { { "packets", 5, put_line },
					     { "messages", 5, put_line },
					     { NULL, 0, NULL } };

	if (json_object_get(test, "packets") != NULL ||
	    json_object_get(test, "messages") != NULL)
		put_object(f, test, 4, parts);
	else
		put_line(f, test);
}

static void put_group(FILE *f, const json_t *group)
{
	static const struct part parts[] = { { "tests", 3, put_test },
					     { NULL, 0, NULL } };

	put_object(f, group, 2, parts);
}

static void put_file(FILE *f, const json_t *file)
{
	static const struct part parts[] = { { "testGroups", 1, put_group },
					     { "files", 1, put_line },
					     { "algorithms", 1, put_line },
					     { NULL, 0, NULL } };

	put_object(f, file, 0, parts);
	fputc('\n', f);
}

ett_err vec_make_write(const char *path, const json_t *file)
{
	FILE *f = fopen(path, "w");
	bool bad;

	if (f == NULL)
		return ETT_SYSTEM;
	put_file(f, file);
	bad = ferror(f) != 0;
	return fclose(f) != 0 || bad ? ETT_SYSTEM : ETT_OK;
}
