/* SPDX-License-Identifier: ISC
 *
 * No line is dropped: each becomes a row or is named as malformed.
 */
#include "reports/report.h"

#include <stdlib.h>
#include <string.h>

static ett_err add_row(struct report *rep, const struct report_row *row)
{
	if (rep->n == rep->cap) {
		size_t cap = rep->cap == 0 ? 256 : 2 * rep->cap;
		struct report_row *rows =
		    realloc(rep->rows, cap * sizeof *rows);

		if (rows == NULL)
			return ETT_NOMEM;
		rep->rows = rows;
		rep->cap = cap;
	}
	rep->rows[rep->n++] = *row;
	return ETT_OK;
}

/* The absolute folder of the file at path, owned by the report. */
static const char *add_dir(struct report *rep, const char *path)
{
	char **dirs = realloc(rep->dirs, (rep->dirs_n + 1) * sizeof *dirs);
	char *dir;

	if (dirs == NULL)
		return NULL;
	rep->dirs = dirs;
	dir = realpath(path, NULL);
	if (dir == NULL)
		return NULL;
	*strrchr(dir, '/') = '\0';
	rep->dirs[rep->dirs_n++] = dir;
	return dir;
}

/* What add_dir() cut off stands behind the folder. */
static const char *file_behind(const char *dir)
{
	return dir + strlen(dir) + 1;
}

static ett_err load_lines(struct report *rep, const char *path, FILE *in,
			  FILE *errors)
{
	struct report_row row = { .dir = add_dir(rep, path) };
	ett_err err = row.dir == NULL ? ETT_NOMEM : ETT_OK;
	const char *why;
	char *line = NULL;
	size_t room = 0, number = 0;
	ssize_t n;

	if (err == ETT_OK)
		row.file = file_behind(row.dir);
	while ((err == ETT_OK || err == ETT_FORMAT) &&
	       (n = getline(&line, &room, in)) >= 0) {
		struct ett_bytes text = { (const uint8_t *)line, (size_t)n };

		number++;
		if (result_get(text, &row.r, &row.held, &why) == ETT_OK) {
			if (add_row(rep, &row) != ETT_OK) {
				result_free(row.held);
				err = ETT_NOMEM;
			}
		} else {
			fprintf(errors, "%s:%zu: %s\n", path, number, why);
			err = ETT_FORMAT;
		}
	}
	free(line);
	return err != ETT_OK || !ferror(in) ? err : ETT_SYSTEM;
}

ett_err report_load(struct report *rep, const char *path, FILE *errors)
{
	FILE *in = fopen(path, "r");
	ett_err err;

	if (in == NULL)
		return ETT_SYSTEM;
	err = load_lines(rep, path, in, errors);
	fclose(in);
	return err;
}

void report_free(struct report *rep)
{
	for (size_t i = 0; i < rep->n; i++)
		result_free(rep->rows[i].held);
	for (size_t i = 0; i < rep->dirs_n; i++)
		free(rep->dirs[i]);
	free(rep->rows);
	free(rep->dirs);
	*rep = (struct report){ .n = 0 };
}

void report_count(const struct report *rep, struct report_group *total)
{
	*total = (struct report_group){ "", "", "", "", { 0 } };
	for (size_t i = 0; i < rep->n; i++)
		total->count[rep->rows[i].r.verdict]++;
}

static const char *or_empty(const char *s)
{
	return s == NULL ? "" : s;
}

static bool same_group(const struct report_group *a,
		       const struct report_group *b)
{
	return strcmp(a->subject, b->subject) == 0 &&
	       strcmp(a->role, b->role) == 0 &&
	       strcmp(a->section, b->section) == 0 &&
	       strcmp(a->level, b->level) == 0;
}

ett_err report_groups(const struct report *rep, struct report_group **out,
		      size_t *n)
{
	struct report_group *groups = calloc(rep->n + 1, sizeof *groups);
	size_t used = 0;

	if (groups == NULL)
		return ETT_NOMEM;
	for (size_t i = 0; i < rep->n; i++) {
		const struct result *r = &rep->rows[i].r;
		struct report_group *g = groups;

		groups[used] = (struct report_group){ r->subject,
						      or_empty(r->role),
						      or_empty(r->section),
						      or_empty(r->level),
						      { 0 } };
		while (!same_group(g, &groups[used]))
			g++;
		if (g == &groups[used])
			used++;
		g->count[r->verdict]++;
	}
	*out = groups;
	*n = used;
	return ETT_OK;
}
