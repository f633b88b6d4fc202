/* SPDX-License-Identifier: ISC
 *
 * index.html: what failed, then each target with the way to its page, then
 * the count per subject, section and level.
 */
#include <stdlib.h>

#include "reports/page.h"

static bool wants_attention(enum result_verdict v)
{
	return v == RESULT_FAIL || v == RESULT_INCONCLUSIVE;
}

static void result(struct markup *m, const struct report_row *row,
		   const char *page, const char *dir)
{
	page_row(m);
	page_result(m, row, page);
	markup_open(m, "td");
	page_evidence(m, row, dir);
	markup_close(m);
	page_ms(m, &row->r);
	markup_close(m);
}

static void attention(struct markup *m, const struct report *rep,
		      const struct report_targets *t, const char *dir)
{
	bool any = false;

	for (size_t i = 0; i < rep->n; i++)
		any |= wants_attention(rep->rows[i].r.verdict);
	if (!any) {
		markup_element(m, "p", NULL, "Nothing.");
		return;
	}
	markup_open(m, "table");
	page_result_heads(m);
	for (size_t i = 0; i < rep->n; i++)
		if (wants_attention(rep->rows[i].r.verdict))
			result(m, &rep->rows[i], t->target[t->of_row[i]].page,
			       dir);
	markup_close(m);
}

static void targets(struct markup *m, const struct report_targets *t)
{
	markup_open(m, "table");
	page_row(m);
	markup_element(m, "th", NULL, "target");
	markup_element(m, "th", NULL, "role");
	markup_element(m, "th", NULL, "tool");
	markup_element(m, "th", NULL, "results of");
	page_verdict_heads(m);
	markup_close(m);
	for (size_t i = 0; i < t->n; i++) {
		const struct report_target *one = &t->target[i];

		page_row(m);
		markup_open(m, "td");
		page_link(m, one->page, NULL, one->subject);
		markup_close(m);
		markup_element(m, "td", NULL, one->role);
		markup_element(m, "td", NULL, one->tool);
		markup_element(m, "td", NULL, one->file);
		page_counts(m, one->count);
		markup_close(m);
	}
	markup_close(m);
}

ett_err report_html(const struct report *rep, const struct report_targets *t,
		    const char *dir, FILE *out)
{
	struct report_group *groups, all;
	size_t n;
	struct markup *m;
	ett_err err = report_groups(rep, &groups, &n);

	if (err != ETT_OK)
		return err;
	m = page_new("ett: results");
	if (m == NULL) {
		free(groups);
		return ETT_NOMEM;
	}
	report_count(rep, &all);
	page_total(m, all.count);
	markup_element(m, "h2", NULL, "Failed or inconclusive");
	attention(m, rep, t, dir);
	markup_element(m, "h2", NULL, "Targets");
	markup_open(m, "p");
	page_link(m, "matrix.html", NULL, "Requirements and targets");
	markup_close(m);
	targets(m, t);
	markup_element(m, "h2", NULL, "By subject, section and level");
	page_groups(m, groups, n, NULL);
	free(groups);
	return page_done(m, out);
}
