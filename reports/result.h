/* SPDX-License-Identifier: ISC */
#ifndef REPORTS_RESULT_H
#define REPORTS_RESULT_H

#include <stdio.h>

#include "base/bytes.h"

/*
 * One JSON object per line and result, the same members from every tool, in
 * the order of this struct; reports/FORMAT.md says what each one means.
 * ett-report renders nothing else, and no tool prints tables of its own.
 */
/* clang-format off */
#define RESULT_VERDICTS(V)                                                \
	V(PASS)         /* as required */                                 \
	V(NONSTRICT)    /* allowed or harmless, not what was hoped for */ \
	V(FAIL)         /* a violation */                                 \
	V(INFO)         /* recorded, never counted */                     \
	V(SKIP)         /* the subject does not have the feature */       \
	V(INCONCLUSIVE) /* could not be judged: ours or the host's fault */
/* clang-format on */

enum result_verdict {
#define V(name) RESULT_##name,
	RESULT_VERDICTS(V)
#undef V
	    RESULT_VERDICT_COUNT
};

/* Members without a word to say are NULL, and null in JSON. */
struct result {
	const char *tool;    /* "conform"; required */
	const char *id;      /* case, vector, benchmark; required, stable */
	const char *req;     /* the requirement in words */
	const char *level;   /* MUST, MUST-S, SHOULD, MAY, ROBUST */
	const char *section; /* "RFC 4253 4.2" */
	const char *subject; /* who was judged: "OpenSSH_9.2p1"; required */
	const char *role;    /* the subject's: "server" or "client" */
	enum result_verdict verdict;
	const char *why; /* one sentence; required unless PASS */
	const char *sent, *got, *expected;
	const char *evidence; /* file, relative to where the results lie */
	double ms;            /* how long it took */
};

const char *result_verdict_name(enum result_verdict v); /* "PASS" */

/*
 * Appends one line to out with a single write to the stream.  Text that is
 * not UTF-8 is written as ett_escape() shows it; the line itself is ASCII. ARG:
 * a required member is missing.  Whether the stream took it is for its owner to
 * ask, ferror().
 */
ETT_OWED ett_err result_put(FILE *out, const struct result *r);

/*
 * Reads what result_put wrote.  Members it does not know are ignored.
 * FORMAT: *why is a static sentence that says what is wrong, *r untouched.
 * The strings of *r live until result_free(*held).
 */
ETT_OWED ett_err result_get(struct ett_bytes line, struct result *r,
			    void **held, const char **why);
void result_free(void *held); /* NULL allowed */

#endif
