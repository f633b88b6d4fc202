/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_SEED_H
#define ETT_TEST_SEED_H

#include "base/env.h"

/*
 * A random source that gives the same bytes for the same seed (SplitMix64,
 * no security), for tests, vectors, fuzzing and benchmarks; never linked into
 * a program that carries traffic.  state is the caller's and must outlive it.
 */
struct ett_rng seed_rng(uint64_t *state);

/* Eight bytes a step: another stream than seed_rng()'s, for bulk data. */
void seed_fill(uint64_t *state, uint8_t *out, size_t n);

#endif
