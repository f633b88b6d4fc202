/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_INTEROP_REPORT_H
#define VECTORS_INTEROP_REPORT_H

#include <stdio.h>

#include "vectors/interop/interop.h"

/* Which library does the work of each algorithm of a row, at either end. */
enum { INTEROP_SERVED_MAX = 512 };
void interop_served(const struct interop *x, const struct interop_row *row,
		    size_t c, size_t s, char out[INTEROP_SERVED_MAX]);

/* The rows, and what each one is made of. */
void interop_print_list(const struct interop *x);

/* A line for each result that failed; all: for each. */
void interop_print_rows(const struct interop *x, bool all);

/* Pairs with their counts; how many results failed. */
size_t interop_print_table(const struct interop *x);

/* One JSON object per result, reports/result.h; false: not written. */
bool interop_write_json(const struct interop *x, FILE *to);

#endif
