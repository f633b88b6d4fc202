/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_ENGINE_MATRIX_H
#define CONFORMANCE_ENGINE_MATRIX_H

#include "conformance/engine/run.h"

/*
 * The state x message matrix: every number from 1 to 255 at every start of a
 * case, to targets of either role, unless the message table says that it may
 * come there.  Of the numbers from 80 on that nobody uses there are samples in
 * key exchanges, where most peers end the connection over each of them.  Cases
 * "MATRIX/<state>/<number>", made from messages.def.
 */
enum { CONF_ROW_MAX = 32 };

extern struct conf_case conf_matrix[]; /* a suite; empty until it is made */
void conf_matrix_make(void);

/* How many of these cases, from the first on, can share a connection. */
size_t conf_row(const struct conf_case *const *cases, size_t n);

/*
 * Judges such a row, each case as conf_judge() does: those whose messages are
 * answered by UNIMPLEMENTED on the shared connection are done with it, the
 * others get one each.
 */
void conf_judge_row(struct conf_run *run, const struct conf_case *const *cases,
		    size_t n, struct conf_outcome *out);

#endif
