/* SPDX-License-Identifier: ISC */
#ifndef ETT_IO_LOOP_H
#define ETT_IO_LOOP_H

#include "base/env.h"

/*
 * The event loop of a program, on libuv.  One thread.  No function here
 * calls back before it has returned, except ett_loop_run().
 */
struct ett_loop;

/* NOMEM; SYSTEM: errno tells.  Sets SIGPIPE to be ignored.  A process that
 * forks workers forks first. */
ETT_OWED ett_err ett_loop_new(struct ett_loop **loop);

/* All that was made on this loop has to be freed before. */
void ett_loop_free(struct ett_loop *loop);

/* Returns when nothing is left to wait for, or after ett_loop_stop().
 * Signals alone do not keep it running. */
void ett_loop_run(struct ett_loop *loop);
void ett_loop_stop(struct ett_loop *loop);

ett_ns ett_clock(void); /* monotonic, for ett_tick() and timers */

typedef void ett_call(void *ctx);

/*
 * Calls once at that time of ett_clock(), rounded up to a millisecond; a
 * later ett_timer_set() replaces the time, ETT_NEVER means no call.  NULL
 * may be freed.  A set timer keeps the loop running.
 */
struct ett_timer;

ETT_OWED ett_err ett_timer_new(struct ett_timer **t, struct ett_loop *loop,
			       ett_call *call, void *ctx);
void ett_timer_set(struct ett_timer *t, ett_ns at);
void ett_timer_free(struct ett_timer *t);

/* Calls in the loop whenever this signal came.  Ends with the loop. */
ETT_OWED ett_err ett_signal_on(struct ett_loop *loop, int number,
			       ett_call *call, void *ctx);

#endif
