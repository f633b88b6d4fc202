/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_TARGET_STREAM_H
#define CONFORMANCE_TARGET_STREAM_H

#include "conformance/engine/target.h"

/*
 * The way to a target over a socket: what all targets outside this process
 * have in common.  Nothing here waits without end.
 */

/* fd is the caller's, does not block, and is read anew at every call. */
struct conf_wire conf_stream_wire(int *fd);

/* Until it can be read or written (POLLIN, POLLOUT); false: not in time. */
bool conf_stream_ready(int fd, short what, uint64_t ms);

uint64_t conf_stream_now(void *ctx);            /* CLOCK_MONOTONIC, ms */
void conf_stream_pause(void *ctx, uint64_t ms); /* of struct conf_target */

#endif
