/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_ENGINE_SEED_H
#define CONFORMANCE_ENGINE_SEED_H

#include "base/env.h"

/*
 * A random source that repeats (xorshift64*, no security): with --seed the
 * judge says the same bytes in every run.  *state is the caller's, not 0.
 */
struct ett_rng conf_seeded(uint64_t *state);

#endif
