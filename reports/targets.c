/* SPDX-License-Identifier: ISC
 *
 * Who was judged: what one file says of one subject in one role, because two
 * files may tell of the same program in different settings.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/report.h"

enum { STEM_MAX = 80 };

static const char *or_empty(const char *s)
{
	return s == NULL ? "" : s;
}

static bool is_of(const struct report_target *t, const struct report_row *row)
{
	return t->dir == row->dir &&
	       strcmp(or_empty(t->subject), row->r.subject) == 0 &&
	       strcmp(or_empty(t->role), or_empty(row->r.role)) == 0 &&
	       strcmp(or_empty(t->tool), row->r.tool) == 0;
}

bool report_group_of(const struct report_group *g,
		     const struct report_target *t)
{
	return strcmp(g->subject, t->subject) == 0 &&
	       strcmp(g->role, t->role) == 0;
}

static bool is_taken(const struct report_targets *t, const char *page)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->target[i].page, page) == 0)
			return true;
	return false;
}

/* target-FILE.html, then target-FILE-2.html */
static void name_page(const struct report_targets *t, struct report_target *one)
{
	char stem[STEM_MAX + 1];
	size_t n = 0;

	while (n < STEM_MAX && one->file[n] != '\0' &&
	       strcmp(one->file + n, ".jsonl") != 0) {
		char c = one->file[n];
		bool plain = (c >= '0' && c <= '9') ||
			     ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-';

		stem[n++] = plain ? c : '_';
	}
	stem[n] = '\0';
	snprintf(one->page, sizeof one->page, "target-%s.html", stem);
	for (size_t i = 2; is_taken(t, one->page); i++)
		snprintf(one->page, sizeof one->page, "target-%s-%zu.html",
			 stem, i);
}

static void add(struct report_targets *t, const struct report_row *row)
{
	struct report_target one = { .subject = row->r.subject,
				     .role = or_empty(row->r.role),
				     .tool = row->r.tool,
				     .file = row->file,
				     .dir = row->dir };

	name_page(t, &one);
	t->target[t->n++] = one;
}

ett_err report_targets_find(const struct report *rep, struct report_targets *t)
{
	*t = (struct report_targets){ .n = 0 };
	t->target = calloc(rep->n + 1, sizeof *t->target);
	t->of_row = calloc(rep->n + 1, sizeof *t->of_row);
	if (t->target == NULL || t->of_row == NULL) {
		report_targets_free(t);
		return ETT_NOMEM;
	}
	for (size_t i = 0; i < rep->n; i++) {
		size_t at = 0;

		while (at < t->n && !is_of(&t->target[at], &rep->rows[i]))
			at++;
		if (at == t->n)
			add(t, &rep->rows[i]);
		t->of_row[i] = at;
		t->target[at].count[rep->rows[i].r.verdict]++;
	}
	return ETT_OK;
}

void report_targets_free(struct report_targets *t)
{
	free(t->target);
	free(t->of_row);
	*t = (struct report_targets){ .n = 0 };
}
