/* SPDX-License-Identifier: ISC */
#ifndef REPORTS_MARKUP_H
#define REPORTS_MARKUP_H

#include <stdio.h>

#include "base/bytes.h"

/*
 * A document of elements, written in order.  libxml2 escapes; report_safe()
 * comes before it.  The first failure sticks, and markup_done() tells.
 */
struct markup;

struct markup *markup_new(void); /* NULL: no memory */

void markup_doctype(struct markup *m, const char *name);
void markup_open(struct markup *m, const char *tag);
void markup_attr(struct markup *m, const char *name, const char *value);
void markup_attr_num(struct markup *m, const char *name, size_t value);
void markup_text(struct markup *m, const char *text); /* NULL: nothing */
void markup_close(struct markup *m);                  /* with an end tag */
void markup_close_empty(struct markup *m); /* without: <meta/>, <failure/> */
void markup_css(struct markup *m, const char *text); /* <style>, our own text */

/* <tag class="class">text</tag>; class may be NULL */
void markup_element(struct markup *m, const char *tag, const char *class,
		    const char *text);

/* Writes the document to out and frees m, also when it fails: NOMEM. */
ETT_OWED ett_err markup_done(struct markup *m, FILE *out);

#endif
