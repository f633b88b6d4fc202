/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_JOBS_H
#define CONFORMANCE_JOBS_H

#include "conformance/engine/run.h"

/*
 * Several cases at once, each process with connections of its own.  What they
 * find is told in the order of the list, as if one had done it all.
 */
enum { CONF_JOBS_MAX = 64, CONF_JOBS_CASES = 16384 };

struct conf_jobs {
	const struct conf_case *const *cases;
	size_t n;
	unsigned jobs; /* 1: no other process */
	void (*put)(void *ctx, const struct conf_case *c,
		    const struct conf_outcome *outcome);
	void *ctx;
};

/* Counts of the oracles are added to *run.  false: a process could not be
 * started, or did not tell all: why (CONF_OPEN_WHY). */
bool conf_jobs_run(struct conf_run *run, const struct conf_jobs *j, char *why);

#endif
