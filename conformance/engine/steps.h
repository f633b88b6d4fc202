/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_ENGINE_STEPS_H
#define CONFORMANCE_ENGINE_STEPS_H

#include "conformance/engine/run.h"

/* Runs the steps of a case on a connection; fills all of *out but log and
 * ms. */
void conf_run_steps(struct conf_run *run, const struct conf_case *c,
		    struct conf_peer *p, struct conf_outcome *out);

/* A set of RE_* in words: "DISCONNECT or close". */
void conf_reactions_text(unsigned set, char *out, size_t room);

/* Adds to text of CONF_TEXT_MAX bytes, parts separated by semicolons. */
void conf_add_text(char *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
