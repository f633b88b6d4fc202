/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_OUTPUT_H
#define VECTORS_OUTPUT_H

#include <stdio.h>

#include "reports/result.h"
#include "vectors/judge.h"

/* Where results go: to the eye or as TAP, and as result lines. */
struct vec_output {
	FILE *text; /* never NULL */
	FILE *json; /* NULL: not wanted */
	bool tap;
	size_t n; /* TAP lines */
};

/* A line for the eye, escaped; in TAP it is a comment. */
void vec_output_line(struct vec_output *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A result by itself; only TAP shows it.  why is required unless PASS. */
void vec_output_point(struct vec_output *out, enum vec_verdict v,
		      const char *name, const char *why);

/* A result line: id#test, or id alone if test is NULL. */
void vec_output_json(struct vec_output *out, enum vec_verdict v,
		     const char *subject, const char *id,
		     const struct vec_test *test, const char *why);

/* Ends TAP.  False: something could not be written. */
bool vec_output_end(struct vec_output *out);

#endif
