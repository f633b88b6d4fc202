/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_ENGINE_STEPS_H
#define CONFORMANCE_ENGINE_STEPS_H

#include "conformance/engine/run.h"

/* Runs the steps of a case on a connection; fills all of *out but log and
 * ms. */
void conf_run_steps(struct conf_run *run, const struct conf_case *c,
		    struct conf_peer *p, struct conf_outcome *out);

#endif
