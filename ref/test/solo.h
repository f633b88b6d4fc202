/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_SOLO_H
#define ETT_TEST_SOLO_H

#include "proto/session.h"

/*
 * One session that is fed recorded bytes and says yes to every question; what
 * it sends is looked at and dropped.  With the seed and the keys of the
 * recorded one it takes the same steps, as long as the bytes are the same.
 */
struct solo {
	struct ett_session *s;
	uint64_t rng;
	size_t fills_left; /* of the random source, then it fails */
	bool ready, closed;
	bool stalled;       /* it neither ended nor took more bytes */
	unsigned ends;      /* CLOSED events */
	unsigned farewells; /* DISCONNECTs sent */
	uint32_t reason;    /* of the last one */
	ett_err error;      /* of CLOSED */
};

/* cfg is borrowed.  The random source fails after so many calls, SIZE_MAX:
 * never.  What ett_session_new() gives. */
ETT_OWED ett_err solo_new(struct solo *x, const struct ett_config *cfg,
			  uint64_t seed, size_t fills);
void solo_free(struct solo *x);

/* Up to chunk bytes at a time, until all are in or the session is over. */
void solo_feed(struct solo *x, struct ett_bytes bytes, size_t chunk);

/* The end of the stream: afterwards the session is over. */
void solo_end(struct solo *x);

#endif
