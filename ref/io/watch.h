/* SPDX-License-Identifier: ISC */
#ifndef ETT_IO_WATCH_H
#define ETT_IO_WATCH_H

#include <uv.h>

#include "io/loop.h"

/* What only ref/io knows of the loop: readiness of descriptors, and work put
 * off to the end of the turn. */

enum { WATCH_IN = 1, WATCH_OUT = 2 };

/*
 * Readiness of one descriptor.  Part of its owner's record, which must live
 * until gone() was called, some time after ett_watch_close().
 */
struct ett_watch {
	union {
		uv_handle_t handle;
		uv_poll_t poll;
		uv_idle_t file; /* never started: only to be closed */
	} uv;
	void (*ready)(struct ett_watch *w, int what);
	void (*gone)(struct ett_watch *w);
	int fd, want, armed;
	bool always; /* a file: cannot be watched, and never blocks */
};

/* ready, gone are set by the caller before.  Makes fd non-blocking.  What
 * failed to open is not to be closed. */
ETT_OWED ett_err ett_watch_open(struct ett_watch *w, struct ett_loop *loop,
				int fd);

/* From now on ready() is called for these.  Cheap when less is wanted than
 * before: the system is told only once an unwanted event comes. */
void ett_watch_want(struct ett_watch *w, int what);

/* No ready() any more; fd may be closed at once. */
void ett_watch_close(struct ett_watch *w);

/*
 * Work for the end of this turn, when all that is ready was seen; put off
 * from within such work: for the next turn, which then does not wait.  Must
 * not be freed while it is queued.
 */
struct ett_task {
	ett_call *call;
	void *ctx;
	struct ett_task *next;
	bool queued;
};

void ett_task_put(struct ett_loop *loop, struct ett_task *t);

uv_loop_t *ett_loop_uv(struct ett_loop *loop);

#endif
