/* SPDX-License-Identifier: ISC
 *
 * matrix.html: requirements and targets.  A cell tells the worst verdict of
 * the cases of that requirement, and leads to the first case that has it.
 */
#include <stdlib.h>
#include <string.h>

#include "reports/page.h"

struct cell {
	size_t row; /* the first with the worst verdict, counted from 1 */
	size_t n;   /* how many have it */
};

struct line {
	const struct result *like; /* requirement, section, level, tool */
};

struct matrix {
	const struct report *rep;
	const struct report_targets *t;
	struct line *line;
	struct cell *cell; /* lines * targets */
	size_t n;
};

/* What else happened makes a verdict no better. */
static int weight(enum result_verdict v)
{
	static const int weights[RESULT_VERDICT_COUNT] = {
		[RESULT_SKIP] = 0,         [RESULT_INFO] = 1,
		[RESULT_PASS] = 2,         [RESULT_NONSTRICT] = 3,
		[RESULT_INCONCLUSIVE] = 4, [RESULT_FAIL] = 5,
	};

	return weights[v];
}

static bool same(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

/* Without words for the requirement, the case stands for it. */
static const char *words(const struct result *r)
{
	return r->req != NULL ? r->req : r->id;
}

static bool same_line(const struct result *a, const struct result *b)
{
	return same(a->tool, b->tool) && same(words(a), words(b)) &&
	       same(a->section, b->section) && same(a->level, b->level);
}

/* Files list their cases in the same order, so the search begins behind the
 * line that was found last. */
static size_t find_line(struct matrix *x, const struct result *r, size_t last)
{
	for (size_t i = 0; i < x->n; i++) {
		size_t at = (last + i) % x->n;

		if (same_line(x->line[at].like, r))
			return at;
	}
	x->line[x->n].like = r;
	return x->n++;
}

static void count(struct cell *c, const struct report *rep, size_t row)
{
	int w = weight(rep->rows[row].r.verdict);
	int worst = c->row == 0 ? -1 : weight(rep->rows[c->row - 1].r.verdict);

	if (w > worst)
		*c = (struct cell){ row + 1, 0 };
	c->n += w >= worst;
}

static ett_err fill(struct matrix *x)
{
	size_t *line_of = calloc(x->rep->n + 1, sizeof *line_of);

	x->line = calloc(x->rep->n + 1, sizeof *x->line);
	if (line_of == NULL || x->line == NULL) {
		free(line_of);
		return ETT_NOMEM;
	}
	for (size_t i = 0, last = 0; i < x->rep->n; i++)
		line_of[i] = last = find_line(x, &x->rep->rows[i].r, last);
	x->cell = calloc(x->n * x->t->n + 1, sizeof *x->cell);
	for (size_t i = 0; x->cell != NULL && i < x->rep->n; i++)
		count(&x->cell[line_of[i] * x->t->n + x->t->of_row[i]], x->rep,
		      i);
	free(line_of);
	return x->cell == NULL ? ETT_NOMEM : ETT_OK;
}

static void heads(struct markup *m, const struct matrix *x, const char *tool)
{
	page_row(m);
	markup_element(m, "th", NULL, "section");
	markup_element(m, "th", NULL, "level");
	markup_element(m, "th", NULL, "requirement");
	for (size_t i = 0; i < x->t->n; i++) {
		const struct report_target *t = &x->t->target[i];

		if (!same(t->tool, tool))
			continue;
		markup_open(m, "th");
		page_link(m, t->page, NULL, t->subject);
		markup_text(m, t->role[0] != '\0' ? ", " : NULL);
		markup_text(m, t->role);
		markup_close(m);
	}
	markup_close(m);
}

static void one_cell(struct markup *m, const struct matrix *x, size_t line,
		     size_t target)
{
	const struct cell *c = &x->cell[line * x->t->n + target];
	const struct result *r;
	const char *verdict;
	char text[64];

	if (c->row == 0) {
		markup_element(m, "td", NULL, NULL);
		return;
	}
	r = &x->rep->rows[c->row - 1].r;
	verdict = result_verdict_name(r->verdict);
	snprintf(text, sizeof text, c->n > 1 ? "%s x %zu" : "%s", verdict,
		 c->n);
	markup_open(m, "td");
	markup_attr(m, "class", verdict);
	if (r->why != NULL)
		markup_attr(m, "title", r->why);
	page_link(m, x->t->target[target].page, r->id, text);
	markup_close(m);
}

static void table(struct markup *m, const struct matrix *x, const char *tool)
{
	markup_element(m, "h2", NULL, tool);
	markup_open(m, "table");
	heads(m, x, tool);
	for (size_t l = 0; l < x->n; l++) {
		const struct result *r = x->line[l].like;

		if (!same(r->tool, tool))
			continue;
		page_row(m);
		markup_element(m, "td", NULL, r->section);
		markup_element(m, "td", NULL, r->level);
		markup_element(m, "td", NULL, words(r));
		for (size_t t = 0; t < x->t->n; t++)
			if (same(x->t->target[t].tool, tool))
				one_cell(m, x, l, t);
		markup_close(m);
	}
	markup_close(m);
}

/* One table for each tool, in order of their first target. */
static void tables(struct markup *m, const struct matrix *x)
{
	for (size_t i = 0; i < x->t->n; i++) {
		const char *tool = x->t->target[i].tool;
		size_t first = 0;

		while (!same(x->t->target[first].tool, tool))
			first++;
		if (first == i)
			table(m, x, tool);
	}
}

ett_err report_matrix(const struct report *rep, const struct report_targets *t,
		      const char *dir, FILE *out)
{
	struct matrix x = { .rep = rep, .t = t };
	ett_err err = fill(&x);
	struct markup *m = NULL;

	(void)dir;
	if (err == ETT_OK) {
		m = page_new("ett: requirements and targets");
		err = m == NULL ? ETT_NOMEM : ETT_OK;
	}
	if (m != NULL) {
		tables(m, &x);
		err = page_done(m, out);
	}
	free(x.line);
	free(x.cell);
	return err;
}
