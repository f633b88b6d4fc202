/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_INTEROP_LINK_H
#define VECTORS_INTEROP_LINK_H

#include "test/pair.h"
#include "test/secrets.h"
#include "vectors/interop/row.h"

/*
 * Two sessions of the suite of a row.  The random source of each end starts
 * anew with every message, from a state that depends on the seed, the end,
 * the way and the count alone.  So a library that draws from it when it signs
 * moves nothing that follows.
 */
enum { LINK_EXCHANGES = 4 };

struct interop_link_end {
	uint64_t seed;
	uint64_t count[2]; /* of messages, by enum ett_dir */
	struct secrets secrets[LINK_EXCHANGES];
	size_t exchanges;
};

struct interop_link {
	struct pair_setup setup;
	struct interop_link_end end[PAIR_ENDS];
	const struct ett_key *keys[2];
	struct pair *p;
	uint32_t chan, peer; /* the one channel, as each end numbers it */
};

/* What interop_link_open() shall begin with; for a sweep, once for all. */
void interop_link_plan(struct interop_link *l, const struct interop_try *t);

/* Makes the two; false: *why says what a session did not like. */
bool interop_link_make(struct interop_link *l, const char **why);
void interop_link_free(struct interop_link *l);

/* Runs until both are ready and have a channel; false: they do not. */
bool interop_link_open(struct interop_link *l);

/* n bytes of the pattern, both ways at once; runs until all is idle. */
void interop_link_send(struct interop_link *l, uint64_t n);

/* All that was sent arrived as it was sent, and nobody is gone. */
bool interop_link_whole(const struct interop_link *l);

#endif
