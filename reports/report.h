/* SPDX-License-Identifier: ISC */
#ifndef REPORTS_REPORT_H
#define REPORTS_REPORT_H

#include <stdbool.h>

#include "reports/result.h"

/*
 * Results of one or more files, in their order, and what pages say of them.
 * A zeroed report is empty and may be freed.
 */
struct report_row {
	struct result r;
	void *held;
	const char *dir;  /* folder of the results file, which owns it */
	const char *file; /* its name there */
};

struct report {
	struct report_row *rows;
	size_t n, cap;
	char **dirs;
	size_t dirs_n;
};

/*
 * Adds the lines of the file at path.  Each malformed line is named on errors
 * as path:line; FORMAT if there was one, ETT_SYSTEM if the file cannot be read.
 */
ETT_OWED ett_err report_load(struct report *rep, const char *path,
			     FILE *errors);
void report_free(struct report *rep);

/* How many results have a verdict, in all and per subject, section, level. */
struct report_group {
	const char *subject, *role, *section, *level; /* never NULL */
	size_t count[RESULT_VERDICT_COUNT];
};

void report_count(const struct report *rep, struct report_group *total);

/* In order of first appearance; *out is the caller's to free(). */
ETT_OWED ett_err report_groups(const struct report *rep,
			       struct report_group **out, size_t *n);

/* A target: what one file says of one subject in one role. */
struct report_target {
	const char *subject, *role, *tool, *file, *dir; /* never NULL */
	char page[128];                                 /* name of its page */
	size_t count[RESULT_VERDICT_COUNT];
};

struct report_targets {
	struct report_target *target; /* in order of first appearance */
	size_t n;
	size_t *of_row; /* index of the target of each row */
};

ETT_OWED ett_err report_targets_find(const struct report *rep,
				     struct report_targets *t);
void report_targets_free(struct report_targets *t);

/* Does a group count results of this subject and role? */
bool report_group_of(const struct report_group *g,
		     const struct report_target *t);

/*
 * Renderers: the whole document to out, for its owner to check with ferror().
 * dir is where the document will lie; links to evidence start there.
 */
ETT_OWED ett_err report_html(const struct report *rep,
			     const struct report_targets *t, const char *dir,
			     FILE *out);
ETT_OWED ett_err report_matrix(const struct report *rep,
			       const struct report_targets *t, const char *dir,
			       FILE *out);
ETT_OWED ett_err report_target_page(const struct report *rep,
				    const struct report_targets *t,
				    size_t which, const char *dir, FILE *out);
ETT_OWED ett_err report_junit(const struct report *rep, const char *dir,
			      FILE *out);
ETT_OWED ett_err report_markdown(const struct report *rep, const char *dir,
				 FILE *out);
ETT_OWED ett_err report_json(const struct report *rep, const char *dir,
			     FILE *out);

#endif
