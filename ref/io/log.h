/* SPDX-License-Identifier: ISC */
#ifndef ETT_IO_LOG_H
#define ETT_IO_LOG_H

#include "base/env.h"

/*
 * Diagnostics of a program, on standard error: "NAME: text", one line each.
 * What is not printable ASCII appears as \xNN, so that no text of a peer
 * reaches a terminal; whoever passes untrusted text escapes it first
 * (ett_escape), so that it cannot be taken for ours.
 */
enum ett_level {
	ETT_ERROR,  /* why the program, or a request of its user, failed */
	ETT_NOTICE, /* normal */
	ETT_INFO,   /* -v: connections, forwardings, what was agreed */
	ETT_DEBUG   /* -vv: one line for each message */
};

/* name is borrowed; lines above max are dropped.  -q is ETT_ERROR. */
void ett_log_to(const char *name, enum ett_level max);
bool ett_log_wants(enum ett_level level);

__attribute__((format(printf, 2, 3))) void ett_log(enum ett_level level,
						   const char *format, ...);

#endif
