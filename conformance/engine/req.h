/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_ENGINE_REQ_H
#define CONFORMANCE_ENGINE_REQ_H

#include "conformance/engine/case.h"

/*
 * What the RFCs ask for, one line each in our words: conformance/req/.  A
 * case names the requirement that it tests; level and section come from
 * there.
 */
enum conf_level {
	MUST,
	MUST_S, /* binds the sender; a tolerant receiver is no violation */
	SHOULD,
	MAY,
	ROBUST /* no text: no crash, no hang, no change of state */
};

struct conf_req {
	const char *id; /* "4253-4.2-01" */
	enum conf_level level;
	unsigned who; /* AS_* */
	const char *section;
	const char *says;
	const char *untested; /* why no case can exist; else NULL */
};

extern const struct conf_req conf_reqs[]; /* ends with id == NULL */

const struct conf_req *conf_req_find(const char *id); /* NULL: none */
const char *conf_level_name(enum conf_level l);       /* "MUST-S" */

/* By its id; NULL: none. */
const struct conf_case *conf_case_find(const char *id);

/* Cases that name this requirement. */
size_t conf_req_cases(const struct conf_req *r);

#endif
