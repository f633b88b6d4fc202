/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_PUMP_PUMP_H
#define ETT_TEST_PUMP_PUMP_H

#include "test/pump/stream.h"

/* Modes of the program pump: options in, one line of JSON and 0 or 1 out. */
enum pump_slow { PUMP_SLOW_NONE, PUMP_SLOW_NEAR = 1, PUMP_SLOW_FAR = 2 };

struct pump_options {
	uint64_t bytes, seed;
	unsigned conns;  /* at once */
	unsigned rounds; /* one after another */
	unsigned limit;  /* seconds for all of it; 0: none */
	unsigned count;  /* serve: end after so many connections; 0: never */
	unsigned slow;   /* PUMP_SLOW_*: which ends of the first one dawdle */
	bool half_close;
	bool refused;      /* every connection must end before it is open */
	unsigned socks;    /* 0, 4, 5 */
	const char *proxy; /* of socks */
	const char *addr;  /* to connect to, to listen on */
	char *const *run;  /* instead of addr: a command's stdio */
};

enum { PUMP_LIVE_MAX = 16384 }; /* connections at once */

int pump_send(const struct pump_options *o);
int pump_serve(const struct pump_options *o);

/*
 * Waits at most so many milliseconds and moves what can be moved in n
 * streams.  True: listener (-1: none) has connections.
 */
bool pump_turn(struct pump_stream *const *s, size_t n, int listener,
	       int wait_ms);

/* Seconds, monotonic. */
double pump_now(void);

#endif
