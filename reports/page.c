/* SPDX-License-Identifier: ISC
 *
 * What the pages have in common: their head, counts, and a result as a row.
 * Each is one file without scripts, so it can be mailed.
 */
#include "reports/page.h"

#include <stdio.h>
#include <stdlib.h>

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
	".big td{font-size:1.3em}"
	"details pre{font:12px monospace;white-space:pre-wrap;margin:0}"
	"tr:target{outline:3px solid #06c}";

/* clang-format on */

static const char *const heads_of_result[] = {
	"verdict", "id",   "requirement", "level",    "section",  "subject",
	"why",     "sent", "got",         "expected", "evidence", "ms",
};

struct markup *page_new(const char *title)
{
	struct markup *m = markup_new();

	if (m == NULL)
		return NULL;
	markup_doctype(m, "html");
	markup_open(m, "html");
	markup_attr(m, "lang", "en");
	markup_open(m, "head");
	markup_open(m, "meta");
	markup_attr(m, "charset", "utf-8");
	markup_close_empty(m);
	markup_element(m, "title", NULL, title);
	markup_css(m, css);
	markup_close(m);
	markup_open(m, "body");
	markup_element(m, "h1", NULL, title);
	return m;
}

ett_err page_done(struct markup *m, FILE *out)
{
	markup_close(m);
	markup_close(m);
	return markup_done(m, out);
}

void page_row(struct markup *m)
{
	markup_text(m, "\n");
	markup_open(m, "tr");
}

static void number(struct markup *m, const char *class, size_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%zu", n);
	markup_element(m, "td", n == 0 ? "n" : class, text);
}

void page_counts(struct markup *m, const size_t *count)
{
	char class[32];

	for (int v = 0; v < RESULT_VERDICT_COUNT; v++) {
		snprintf(class, sizeof class, "n %s",
			 result_verdict_name((enum result_verdict)v));
		number(m, class, count[v]);
	}
}

void page_verdict_heads(struct markup *m)
{
	for (int v = 0; v < RESULT_VERDICT_COUNT; v++)
		markup_element(m, "th", NULL,
			       result_verdict_name((enum result_verdict)v));
}

void page_total(struct markup *m, const size_t *count)
{
	markup_open(m, "table");
	markup_attr(m, "class", "big");
	page_row(m);
	page_verdict_heads(m);
	markup_close(m);
	page_row(m);
	page_counts(m, count);
	markup_close(m);
	markup_close(m);
}

void page_link(struct markup *m, const char *page, const char *id,
	       const char *text)
{
	char *link = report_page_link(page, id);

	markup_open(m, "a");
	if (link != NULL)
		markup_attr(m, "href", link);
	markup_text(m, text);
	markup_close(m);
	free(link);
}

void page_evidence(struct markup *m, const struct report_row *row,
		   const char *dir)
{
	char *link;

	if (row->r.evidence == NULL)
		return;
	link = report_link(dir, row->dir, row->r.evidence);
	markup_open(m, "a");
	if (link != NULL)
		markup_attr(m, "href", link);
	markup_text(m, row->r.evidence);
	markup_close(m);
	free(link);
}

void page_result_heads(struct markup *m)
{
	page_row(m);
	for (size_t i = 0;
	     i < sizeof heads_of_result / sizeof heads_of_result[0]; i++)
		markup_element(m, "th", NULL, heads_of_result[i]);
	markup_close(m);
}

void page_result(struct markup *m, const struct report_row *row,
		 const char *page)
{
	const struct result *r = &row->r;
	const char *verdict = result_verdict_name(r->verdict);

	markup_element(m, "td", verdict, verdict);
	markup_open(m, "td");
	page_link(m, page, r->id, r->id);
	markup_close(m);
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
}

void page_ms(struct markup *m, const struct result *r)
{
	char ms[32];

	snprintf(ms, sizeof ms, "%.0f", r->ms);
	markup_element(m, "td", "n", ms);
}

void page_groups(struct markup *m, const struct report_group *g, size_t n,
		 const struct report_target *t)
{
	markup_open(m, "table");
	page_row(m);
	markup_element(m, "th", NULL, "subject");
	markup_element(m, "th", NULL, "role");
	markup_element(m, "th", NULL, "section");
	markup_element(m, "th", NULL, "level");
	page_verdict_heads(m);
	markup_close(m);
	for (; n > 0; n--, g++) {
		if (t != NULL && !report_group_of(g, t))
			continue;
		page_row(m);
		markup_element(m, "td", NULL, g->subject);
		markup_element(m, "td", NULL, g->role);
		markup_element(m, "td", NULL, g->section);
		markup_element(m, "td", NULL, g->level);
		page_counts(m, g->count);
		markup_close(m);
	}
	markup_close(m);
}
