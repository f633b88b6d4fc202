/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_TARGET_ECHO_H
#define CONFORMANCE_TARGET_ECHO_H

#include "proto/session.h"

/*
 * The application behind a session of the reference's core: what comes in on
 * a channel goes out on another one, or on the same, which ends when the
 * other side has ended, and no more.
 */
enum { ECHO_CHANS = 64, ECHO_WINDOW = 1 << 18 };

struct echo_chan {
	bool used, eof, said_eof;
	uint32_t number, to;
	struct ett_buf waiting; /* heard, not yet sent on */
};

struct echo {
	struct echo_chan at[ECHO_CHANS];
};

void echo_free(struct echo *e); /* zeroed, or in use; zeroed afterwards */

/* A channel with a window of ECHO_WINDOW, which is open or will be; what
 * comes goes out on channel to.  SPACE: too many. */
ETT_OWED ett_err echo_add(struct echo *e, uint32_t number, uint32_t to);

/* DATA, EOF, CHAN_CLOSED and REFUSED of such channels; other events are
 * ignored. */
ETT_OWED ett_err echo_event(struct echo *e, struct ett_session *s,
			    const struct ett_event *ev);

/* Sends what can be sent now; *moved says whether that was anything. */
ETT_OWED ett_err echo_send(struct echo *e, struct ett_session *s, bool *moved);

#endif
