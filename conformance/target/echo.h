/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_TARGET_ECHO_H
#define CONFORMANCE_TARGET_ECHO_H

#include "proto/session.h"

/*
 * The application behind a session of the reference's core: each channel
 * sends back what comes in, ends when the other side has ended, and no more.
 */
enum { ECHO_CHANS = 64, ECHO_WINDOW = 1 << 18 };

struct echo_chan {
	bool used, eof, said_eof;
	uint32_t number;
	struct ett_buf waiting; /* heard, not yet sent back */
};

struct echo {
	struct echo_chan at[ECHO_CHANS];
};

void echo_free(struct echo *e); /* zeroed, or in use; zeroed afterwards */

/* A channel that is open, with a window of ECHO_WINDOW.  SPACE: too many. */
ETT_OWED ett_err echo_add(struct echo *e, uint32_t number);

/* DATA, EOF and CHAN_CLOSED of such channels; other events are ignored. */
ETT_OWED ett_err echo_event(struct echo *e, struct ett_session *s,
			    const struct ett_event *ev);

/* Sends what can be sent now; *moved says whether that was anything. */
ETT_OWED ett_err echo_send(struct echo *e, struct ett_session *s, bool *moved);

#endif
