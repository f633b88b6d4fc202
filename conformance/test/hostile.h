/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_TEST_HOSTILE_H
#define CONFORMANCE_TEST_HOSTILE_H

#include "conformance/engine/run.h"

/*
 * A target in this process that is out to harm the judge: it sends garbage,
 * floods, stalls, closes, prints what terminals obey, or is the reference with
 * its bytes spoiled.  What it does to a connection follows from the seed alone.
 */
struct hostile;

struct hostile_setup {
	uint64_t seed;
	unsigned role; /* AS_SERVER or AS_CLIENT */
};

/* NULL: why (CONF_OPEN_WHY) says what failed. */
struct hostile *hostile_new(const struct hostile_setup *setup, char *why);
void hostile_free(struct hostile *h);
struct conf_target hostile_target(struct hostile *h);
struct conf_profile hostile_profile(const struct hostile *h);

/* While it is lawful it is the reference, unchanged. */
void hostile_lawful(struct hostile *h, bool lawful);

/* Hostile connections so far, and the bytes they sent. */
size_t hostile_connections(const struct hostile *h);
uint64_t hostile_bytes(const struct hostile *h);

#endif
