/* SPDX-License-Identifier: ISC */
#ifndef REPORTS_TEXT_H
#define REPORTS_TEXT_H

#include <stddef.h>

/*
 * Text from results may come from a hostile peer.  These return heap memory
 * for the caller to free(), or NULL when there is none left.
 */

/*
 * For the eye: line feed and tab stay; other control characters, what XML
 * forbids and what reverses the direction of text become \xNN per byte.
 */
char *report_safe(const char *utf8);

/* report_safe() for one cell of a Markdown table: nothing in it is markup. */
char *report_safe_markdown(const char *utf8);

/* n bytes of a file, as text of lines: what is not printable ASCII is \xNN. */
char *report_plain(const char *bytes, size_t n);

/* The link to a result on a page in the same folder; id may be NULL. */
char *report_page_link(const char *page, const char *id);

/*
 * The link from a page in folder page_dir to evidence, which is absolute or
 * relative to results_dir; percent-encoded, so never another scheme or host.
 * Folders are absolute, without a final slash.
 */
char *report_link(const char *page_dir, const char *results_dir,
		  const char *evidence);

#endif
