/* SPDX-License-Identifier: ISC */
#ifndef ETT_PROTO_CHAN_H
#define ETT_PROTO_CHAN_H

#include "proto/session.h"

enum chan_state {
	CHAN_FREE,
	CHAN_ASKED,   /* the peer's open waits for our answer */
	CHAN_OPENING, /* our open waits for the peer's */
	CHAN_OPEN
};

struct chan {
	uint8_t state;
	bool eof_sent, eof_got, close_sent, close_wanted;
	uint32_t peer;        /* its number */
	uint32_t send_window; /* what it lets us send */
	uint32_t send_max;    /* in one packet */
	uint32_t recv_window; /* what it may still send */
	uint32_t due;         /* granted, not told yet */
	uint32_t quarter;     /* tell when so much is due */
	uint32_t next_free;
};

/* Numbers below top have been used; the free ones of them form a list. */
struct chans {
	struct chan *at;
	uint32_t max, top, free; /* free: index + 1; 0: none */
	uint32_t open;
};

/* NULL: no such channel. */
struct chan *ett_chan_find(struct ett_session *s, uint32_t number);

/* A fresh number; NULL: all are in use. */
struct chan *ett_chan_take(struct ett_session *s, uint32_t *number);
void ett_chan_drop(struct ett_session *s, uint32_t number);

ETT_OWED ett_err ett_chan_send_close(struct ett_session *s, struct chan *c);

ETT_OWED ett_err ett_on_channel_open(struct ett_session *s, struct ett_bytes p);
ETT_OWED ett_err ett_on_channel_confirmation(struct ett_session *s,
					     struct ett_bytes p);
ETT_OWED ett_err ett_on_channel_failure_to_open(struct ett_session *s,
						struct ett_bytes p);
ETT_OWED ett_err ett_on_channel_adjust(struct ett_session *s,
				       struct ett_bytes p);
ETT_OWED ett_err ett_on_channel_data(struct ett_session *s, struct ett_bytes p);
ETT_OWED ett_err ett_on_channel_extended(struct ett_session *s,
					 struct ett_bytes p);
ETT_OWED ett_err ett_on_channel_eof(struct ett_session *s, struct ett_bytes p);
ETT_OWED ett_err ett_on_channel_close(struct ett_session *s,
				      struct ett_bytes p);
ETT_OWED ett_err ett_on_channel_request(struct ett_session *s,
					struct ett_bytes p);
ETT_OWED ett_err ett_on_channel_reply(struct ett_session *s,
				      struct ett_bytes p);

#endif
