/* SPDX-License-Identifier: ISC
 *
 * summary.md: what fits on a terminal or in a comment: totals, what failed,
 * and the count per subject, section and level.
 */
#include <stdlib.h>

#include "reports/report.h"
#include "reports/text.h"

static ett_err cell(FILE *out, const char *text)
{
	char *safe = report_safe_markdown(text == NULL ? "" : text);

	if (safe == NULL)
		return ETT_NOMEM;
	fprintf(out, " %s |", safe);
	free(safe);
	return ETT_OK;
}

/* "| a | b |": n texts, then the counts of g if there is one. */
static ett_err row(FILE *out, const char *const *text, size_t n,
		   const struct report_group *g)
{
	ett_err err = ETT_OK;

	fputc('|', out);
	for (size_t i = 0; i < n && err == ETT_OK; i++)
		err = cell(out, text[i]);
	for (int v = 0; g != NULL && v < RESULT_VERDICT_COUNT; v++)
		fprintf(out, " %zu |", g->count[v]);
	fputc('\n', out);
	return err;
}

static void heads(FILE *out, const char *const *text, size_t n, bool counts)
{
	fputc('|', out);
	for (size_t i = 0; i < n; i++)
		fprintf(out, " %s |", text[i]);
	for (int v = 0; counts && v < RESULT_VERDICT_COUNT; v++)
		fprintf(out, " %s |",
			result_verdict_name((enum result_verdict)v));
	fputs("\n|", out);
	for (size_t i = 0; i < n; i++)
		fputs(" --- |", out);
	for (int v = 0; counts && v < RESULT_VERDICT_COUNT; v++)
		fputs(" --: |", out);
	fputc('\n', out);
}

static ett_err failed(const struct report *rep, FILE *out)
{
	static const char *const names[] = { "verdict", "id",  "subject",
					     "level",   "why", "expected",
					     "got" };
	ett_err err = ETT_OK;

	fputs("\n## Failed or inconclusive\n\n", out);
	heads(out, names, 7, false);
	for (size_t i = 0; i < rep->n && err == ETT_OK; i++) {
		const struct result *r = &rep->rows[i].r;
		const char *const text[] = { result_verdict_name(r->verdict),
					     r->id,
					     r->subject,
					     r->level,
					     r->why,
					     r->expected,
					     r->got };

		if (r->verdict == RESULT_FAIL ||
		    r->verdict == RESULT_INCONCLUSIVE)
			err = row(out, text, 7, NULL);
	}
	return err;
}

static ett_err summary(const struct report *rep, FILE *out)
{
	static const char *const names[] = { "subject", "role", "section",
					     "level" };
	struct report_group *g;
	size_t n;
	ett_err err = report_groups(rep, &g, &n);

	if (err != ETT_OK)
		return err;
	fputs("\n## By subject, section and level\n\n", out);
	heads(out, names, 4, true);
	for (size_t i = 0; i < n && err == ETT_OK; i++) {
		const char *const text[] = { g[i].subject, g[i].role,
					     g[i].section, g[i].level };

		err = row(out, text, 4, &g[i]);
	}
	free(g);
	return err;
}

ett_err report_markdown(const struct report *rep, const char *dir, FILE *out)
{
	struct report_group all;
	ett_err err;

	(void)dir;
	report_count(rep, &all);
	fputs("# ett: results\n\n", out);
	heads(out, NULL, 0, true);
	err = row(out, NULL, 0, &all);
	if (err == ETT_OK &&
	    all.count[RESULT_FAIL] + all.count[RESULT_INCONCLUSIVE] > 0)
		err = failed(rep, out);
	return err != ETT_OK ? err : summary(rep, out);
}
