/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_OUTPUT_H
#define CONFORMANCE_OUTPUT_H

#include <stdio.h>

#include "conformance/engine/run.h"
#include "conformance/options.h"

/*
 * Where results go: a line each on standard output, JSON lines, transcripts,
 * the list of known verdicts, a summary and the exit status.
 */
enum { CONF_LEVELS = 5, CONF_SECTIONS = 64 };

struct conf_output {
	const struct conf_options *o;
	const char *subject, *role;
	FILE *json, *write_known;
	char json_path[1024]; /* also where --junit reads from */
	char *known;          /* text of --known, on the heap */
	size_t count[RESULT_VERDICT_COUNT];
	size_t by_level[CONF_LEVELS][RESULT_VERDICT_COUNT];
	struct {
		char name[32];
		size_t count[RESULT_VERDICT_COUNT];
	} section[CONF_SECTIONS]; /* in order of first appearance */
	size_t sections;
	size_t nonstrict_should, surprises;
	size_t printed; /* results of --tap */
	bool broken;    /* something could not be written */
};

/* false: a file could not be opened; told on standard error. */
bool conf_output_open(struct conf_output *out, const struct conf_options *o,
		      const char *subject, const char *role);

/* One result.  req is NULL for what no table has. */
void conf_output_put(struct conf_output *out, const char *id,
		     const struct conf_req *req,
		     const struct conf_outcome *outcome);

/* Summary, JUnit, closing; the exit status. */
int conf_output_close(struct conf_output *out);

#endif
