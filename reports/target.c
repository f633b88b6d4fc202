/* SPDX-License-Identifier: ISC
 *
 * A page for each target: counts, then every result with its transcript.
 * Only what lies below the folder of the results is shown inside the page;
 * anything else that calls itself evidence is linked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>

#include "reports/page.h"
#include "reports/text.h"

enum { TRANSCRIPT_MAX = 262144, PATH_ROOM = 4096 };

/* The file's bytes made plain text; NULL: not below dir, or not to be read. */
static char *read_below(const char *dir, const char *name)
{
	char path[PATH_ROOM];
	size_t n = strlen(dir);
	char *real, *text = NULL, *mem;
	FILE *f = NULL;

	if (snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path)
		return NULL;
	real = realpath(path, NULL);
	if (real != NULL && strncmp(real, dir, n) == 0 && real[n] == '/') {
		struct stat st;

		if (stat(real, &st) == 0 && S_ISREG(st.st_mode))
			f = fopen(real, "r");
	}
	free(real);
	mem = f == NULL ? NULL : malloc(TRANSCRIPT_MAX);
	if (mem != NULL) {
		n = fread(mem, 1, TRANSCRIPT_MAX, f);
		if (n < TRANSCRIPT_MAX && ferror(f) == 0)
			text = report_plain(mem, n);
	}
	free(mem);
	if (f != NULL)
		fclose(f);
	return text;
}

static void evidence(struct markup *m, const struct report_row *row,
		     const char *dir)
{
	char *text = NULL;

	markup_open(m, "td");
	if (row->r.evidence != NULL && row->r.evidence[0] != '/')
		text = read_below(row->dir, row->r.evidence);
	if (text != NULL) {
		markup_open(m, "details");
		markup_element(m, "summary", NULL, "transcript");
		markup_element(m, "pre", NULL, text);
		markup_close(m);
	} else {
		page_evidence(m, row, dir);
	}
	markup_close(m);
	free(text);
}

static void result(struct markup *m, const struct report_row *row,
		   const struct report_target *t, const char *dir)
{
	page_row(m);
	markup_attr(m, "id", row->r.id);
	page_result(m, row, t->page);
	evidence(m, row, dir);
	page_ms(m, &row->r);
	markup_close(m);
}

ett_err report_target_page(const struct report *rep,
			   const struct report_targets *t, size_t which,
			   const char *dir, FILE *out)
{
	const struct report_target *one = &t->target[which];
	struct report_group *groups;
	struct markup *m;
	size_t n;
	ett_err err = report_groups(rep, &groups, &n);

	if (err != ETT_OK)
		return err;
	m = page_new(one->subject);
	if (m == NULL) {
		free(groups);
		return ETT_NOMEM;
	}
	markup_open(m, "p");
	markup_text(m, one->tool);
	markup_text(m, one->role[0] != '\0' ? ", judged as " : NULL);
	markup_text(m, one->role);
	markup_text(m, "; ");
	page_link(m, "index.html", NULL, "all results");
	markup_close(m);
	page_total(m, one->count);
	page_groups(m, groups, n, one);
	free(groups);
	markup_open(m, "table");
	page_result_heads(m);
	for (size_t i = 0; i < rep->n; i++)
		if (t->of_row[i] == which)
			result(m, &rep->rows[i], one, dir);
	markup_close(m);
	return page_done(m, out);
}
