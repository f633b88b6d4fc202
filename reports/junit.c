/* SPDX-License-Identifier: ISC
 *
 * junit.xml: a suite for each subject and role.  What does not count against
 * a subject is a passed case with a word in system-out; INCONCLUSIVE is what
 * JUnit calls an error.
 */
#include <stdlib.h>
#include <string.h>

#include "reports/markup.h"
#include "reports/report.h"

static bool same(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

static bool same_suite(const struct result *a, const struct result *b)
{
	return same(a->subject, b->subject) && same(a->role, b->role);
}

static void line(struct markup *m, const char *what, const char *text)
{
	if (text == NULL)
		return;
	markup_text(m, what);
	markup_text(m, text);
	markup_text(m, "\n");
}

/* <failure message="why">sent, got and expected</failure> */
static void trouble(struct markup *m, const char *tag, const struct result *r)
{
	markup_open(m, tag);
	markup_attr(m, "message", r->why);
	line(m, "requirement: ", r->req);
	line(m, "sent: ", r->sent);
	line(m, "got: ", r->got);
	line(m, "expected: ", r->expected);
	line(m, "evidence: ", r->evidence);
	markup_close(m);
}

static void testcase(struct markup *m, const struct result *r)
{
	char seconds[32];

	snprintf(seconds, sizeof seconds, "%.3f", r->ms / 1000);
	markup_open(m, "testcase");
	markup_attr(m, "classname", r->section == NULL ? r->tool : r->section);
	markup_attr(m, "name", r->id);
	markup_attr(m, "time", seconds);
	if (r->verdict == RESULT_FAIL) {
		trouble(m, "failure", r);
	} else if (r->verdict == RESULT_INCONCLUSIVE) {
		trouble(m, "error", r);
	} else if (r->verdict == RESULT_SKIP) {
		markup_open(m, "skipped");
		markup_attr(m, "message", r->why);
		markup_close_empty(m);
	} else if (r->verdict != RESULT_PASS) {
		markup_open(m, "system-out");
		markup_text(m, result_verdict_name(r->verdict));
		line(m, ": ", r->why);
		markup_close(m);
	}
	markup_close_empty(m);
	markup_text(m, "\n");
}

static void totals(struct markup *m, const size_t *count)
{
	size_t tests = 0;

	for (int v = 0; v < RESULT_VERDICT_COUNT; v++)
		tests += count[v];
	markup_attr_num(m, "tests", tests);
	markup_attr_num(m, "failures", count[RESULT_FAIL]);
	markup_attr_num(m, "errors", count[RESULT_INCONCLUSIVE]);
	markup_attr_num(m, "skipped", count[RESULT_SKIP]);
}

/* All rows of the suite that row first belongs to. */
static void suite(struct markup *m, const struct report *rep, size_t first)
{
	const struct result *like = &rep->rows[first].r;
	size_t count[RESULT_VERDICT_COUNT] = { 0 };

	for (size_t i = first; i < rep->n; i++)
		if (same_suite(like, &rep->rows[i].r))
			count[rep->rows[i].r.verdict]++;
	markup_open(m, "testsuite");
	markup_attr(m, "name", like->subject);
	if (like->role != NULL)
		markup_attr(m, "package", like->role);
	totals(m, count);
	markup_text(m, "\n");
	for (size_t i = first; i < rep->n; i++)
		if (same_suite(like, &rep->rows[i].r))
			testcase(m, &rep->rows[i].r);
	markup_close(m);
	markup_text(m, "\n");
}

static bool is_first_of_suite(const struct report *rep, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (same_suite(&rep->rows[i].r, &rep->rows[at].r))
			return false;
	return true;
}

ett_err report_junit(const struct report *rep, const char *dir, FILE *out)
{
	struct markup *m = markup_new();
	struct report_group all;

	(void)dir;
	if (m == NULL)
		return ETT_NOMEM;
	report_count(rep, &all);
	markup_open(m, "testsuites");
	totals(m, all.count);
	for (size_t i = 0; i < rep->n; i++)
		if (is_first_of_suite(rep, i))
			suite(m, rep, i);
	markup_close(m);
	return markup_done(m, out);
}
