/* SPDX-License-Identifier: ISC */
#ifndef ETT_BASE_ENV_H
#define ETT_BASE_ENV_H

#include "base/bytes.h"

/*
 * All that the core would otherwise take from the operating system.  With a
 * seeded rng and a counted clock, a session gives the same bytes every time;
 * tests, vectors, fuzzing and benchmarks rest on that.
 */
struct ett_rng {
	/* Fills n bytes of out, or fails with RNG and out is not to be used. */
	ett_err (*fill)(void *ctx, uint8_t *out, size_t n);
	void *ctx;
};

typedef uint64_t ett_ns; /* monotonic, nanoseconds, any origin */
#define ETT_NEVER  UINT64_MAX
#define ETT_SECOND UINT64_C(1000000000)

enum ett_dir { ETT_IN, ETT_OUT };

/* Sees each plaintext payload before it is acted on, or sealed. */
struct ett_trace {
	void (*payload)(void *ctx, enum ett_dir dir, uint32_t seq,
			struct ett_bytes payload);
	void *ctx;
};

struct ett_env {
	struct ett_rng rng;     /* required */
	struct ett_trace trace; /* payload may be NULL */
};

struct ett_rng ett_rng_system(void); /* getrandom(2); no fall-back */

#endif
