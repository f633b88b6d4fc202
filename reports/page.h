/* SPDX-License-Identifier: ISC */
#ifndef REPORTS_PAGE_H
#define REPORTS_PAGE_H

#include "reports/markup.h"
#include "reports/report.h"

/*
 * Pieces that the HTML pages are made of.  Each page is one file with its
 * style inside, and without scripts.
 */

struct markup *page_new(const char *title); /* NULL: no memory */
ETT_OWED ett_err page_done(struct markup *m, FILE *out);

/* A row of a table begins on a line of its own, for diff. */
void page_row(struct markup *m);

/* count[RESULT_VERDICT_COUNT] in the color of its verdict; zeros are pale. */
void page_verdict_heads(struct markup *m);
void page_counts(struct markup *m, const size_t *count);
void page_total(struct markup *m, const size_t *count);

/* A link to a result on one of the pages; id may be NULL. */
void page_link(struct markup *m, const char *page, const char *id,
	       const char *text);
void page_evidence(struct markup *m, const struct report_row *row,
		   const char *dir);

/* The cells of a result but for evidence and ms, in a row that is open; its
 * id is a link to page. */
void page_result_heads(struct markup *m);
void page_result(struct markup *m, const struct report_row *row,
		 const char *page);
void page_ms(struct markup *m, const struct result *r);

/* A table of counts by subject, section and level; of t alone, or of all. */
void page_groups(struct markup *m, const struct report_group *g, size_t n,
		 const struct report_target *t);

#endif
