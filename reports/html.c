/* SPDX-License-Identifier: ISC
 *
 * index.html: what failed, then the count per subject, section and level,
 * then every result.  One file without scripts, so it can be mailed.
 */
#include <stdlib.h>
#include <string.h>

#include "reports/markup.h"
#include "reports/report.h"
#include "reports/text.h"

/* clang-format off */
static const char css[] =
	"body{font:15px/1.4 sans-serif;margin:2em auto;max-width:80em;"
	"padding:0 1em}"
	"table{border-collapse:collapse;margin:1em 0}"
	"th,td{border:1px solid #ccc;padding:.2em .5em;text-align:left;"
	"vertical-align:top;overflow-wrap:anywhere}"
	"th{background:#eee}td.n{text-align:right}"
	"td.what{white-space:pre-wrap;font:13px monospace}"
	".PASS{background:#dfd}.NONSTRICT{background:#efc}"
	".FAIL{background:#fbb}.INCONCLUSIVE{background:#fdb}"
	".SKIP{background:#eee}.INFO{background:#def}"
	".big td{font-size:1.3em}";

static const char *const result_heads[] = {
	"verdict", "id", "requirement", "level", "section", "subject", "why",
	"sent", "got", "expected", "evidence", "ms", NULL,
};
/* clang-format on */

/* A row of a table begins on a line of its own, for diff. */
static void open_row(struct markup *m)
{
	markup_text(m, "\n");
	markup_open(m, "tr");
}

static void heads(struct markup *m, const char *const *name)
{
	open_row(m);
	for (; *name != NULL; name++)
		markup_element(m, "th", NULL, *name);
	markup_close(m);
}

static void number(struct markup *m, const char *class, size_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%zu", n);
	markup_element(m, "td", n == 0 ? "n" : class, text);
}

/* A count in the color of its verdict; zeros stay pale. */
static void counts(struct markup *m, const struct report_group *g)
{
	char class[32];

	for (int v = 0; v < RESULT_VERDICT_COUNT; v++) {
		snprintf(class, sizeof class, "n %s",
			 result_verdict_name((enum result_verdict)v));
		number(m, class, g->count[v]);
	}
}

static void verdict_heads(struct markup *m)
{
	for (int v = 0; v < RESULT_VERDICT_COUNT; v++)
		markup_element(m, "th", NULL,
			       result_verdict_name((enum result_verdict)v));
}

static void total(struct markup *m, const struct report *rep)
{
	struct report_group all;

	report_count(rep, &all);
	markup_open(m, "table");
	markup_attr(m, "class", "big");
	open_row(m);
	verdict_heads(m);
	markup_close(m);
	open_row(m);
	counts(m, &all);
	markup_close(m);
	markup_close(m);
}

static void evidence(struct markup *m, const struct report_row *row,
		     const char *dir)
{
	char *link;

	markup_open(m, "td");
	if (row->r.evidence != NULL) {
		link = report_link(dir, row->dir, row->r.evidence);
		markup_open(m, "a");
		if (link != NULL)
			markup_attr(m, "href", link);
		markup_text(m, row->r.evidence);
		markup_close(m);
		free(link);
	}
	markup_close(m);
}

static void result(struct markup *m, const struct report_row *row,
		   const char *dir)
{
	const struct result *r = &row->r;
	const char *verdict = result_verdict_name(r->verdict);
	char ms[32];

	snprintf(ms, sizeof ms, "%.0f", r->ms);
	open_row(m);
	markup_element(m, "td", verdict, verdict);
	markup_element(m, "td", NULL, r->id);
	markup_element(m, "td", NULL, r->req);
	markup_element(m, "td", NULL, r->level);
	markup_element(m, "td", NULL, r->section);
	markup_open(m, "td");
	markup_text(m, r->subject);
	markup_text(m, r->role == NULL ? NULL : ", ");
	markup_text(m, r->role);
	markup_close(m);
	markup_element(m, "td", NULL, r->why);
	markup_element(m, "td", "what", r->sent);
	markup_element(m, "td", "what", r->got);
	markup_element(m, "td", "what", r->expected);
	evidence(m, row, dir);
	markup_element(m, "td", "n", ms);
	markup_close(m);
}

static bool wants_attention(enum result_verdict v)
{
	return v == RESULT_FAIL || v == RESULT_INCONCLUSIVE;
}

static void results(struct markup *m, const struct report *rep, const char *dir,
		    bool all)
{
	bool any = false;

	for (size_t i = 0; i < rep->n; i++)
		any |= all || wants_attention(rep->rows[i].r.verdict);
	if (!any) {
		markup_element(m, "p", NULL, "Nothing.");
		return;
	}
	markup_open(m, "table");
	heads(m, result_heads);
	for (size_t i = 0; i < rep->n; i++)
		if (all || wants_attention(rep->rows[i].r.verdict))
			result(m, &rep->rows[i], dir);
	markup_close(m);
}

static void summary(struct markup *m, const struct report_group *g, size_t n)
{
	markup_open(m, "table");
	open_row(m);
	markup_element(m, "th", NULL, "subject");
	markup_element(m, "th", NULL, "role");
	markup_element(m, "th", NULL, "section");
	markup_element(m, "th", NULL, "level");
	verdict_heads(m);
	markup_close(m);
	for (; n > 0; n--, g++) {
		open_row(m);
		markup_element(m, "td", NULL, g->subject);
		markup_element(m, "td", NULL, g->role);
		markup_element(m, "td", NULL, g->section);
		markup_element(m, "td", NULL, g->level);
		counts(m, g);
		markup_close(m);
	}
	markup_close(m);
}

static void head(struct markup *m)
{
	markup_open(m, "head");
	markup_open(m, "meta");
	markup_attr(m, "charset", "utf-8");
	markup_close_empty(m);
	markup_element(m, "title", NULL, "ett: results");
	markup_css(m, css);
	markup_close(m);
}

ett_err report_html(const struct report *rep, const char *dir, FILE *out)
{
	struct report_group *groups;
	size_t n;
	struct markup *m;
	ett_err err = report_groups(rep, &groups, &n);

	if (err != ETT_OK)
		return err;
	m = markup_new();
	if (m == NULL) {
		free(groups);
		return ETT_NOMEM;
	}
	markup_doctype(m, "html");
	markup_open(m, "html");
	markup_attr(m, "lang", "en");
	head(m);
	markup_open(m, "body");
	markup_element(m, "h1", NULL, "ett: results");
	total(m, rep);
	markup_element(m, "h2", NULL, "Failed or inconclusive");
	results(m, rep, dir, false);
	markup_element(m, "h2", NULL, "By subject, section and level");
	summary(m, groups, n);
	markup_element(m, "h2", NULL, "Every result");
	results(m, rep, dir, true);
	markup_close(m);
	markup_close(m);
	free(groups);
	return markup_done(m, out);
}
