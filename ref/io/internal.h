/* SPDX-License-Identifier: ISC */
#ifndef ETT_IO_INTERNAL_H
#define ETT_IO_INTERNAL_H

#include "io/link.h"
#include "io/relay.h"
#include "io/store.h"
#include "io/watch.h"
#include "proto/socks.h"

/*
 * A relay from within.  A "flow" is a local socket, or a pair of descriptors,
 * and the channel it is joined to.
 *
 *     relay.c    the session and its socket, turn by turn
 *     event.c    what the session says
 *     flow.c     beginning and end of a flow
 *     flow_data.c   its bytes
 *     open.c     flows that begin on our side
 *     forward.c  listeners
 */
enum flow_state {
	FLOW_ASKING,     /* -D: the SOCKS request is being read */
	FLOW_WAITING,    /* the session had no room to open the channel */
	FLOW_OPENING,    /* the peer was asked */
	FLOW_CONNECTING, /* the peer asked; our connect is under way */
	FLOW_OPEN,
	FLOW_GONE /* the session forgot it; bytes for us may be left */
};

/* What a flow that begins on our side needs until the peer has answered. */
struct opening {
	struct ett_forward *forward; /* NULL: joined */
	enum ett_target target;
	const char *host; /* in the forward, the join, or socks */
	uint32_t port;
	struct ett_peer origin;
	struct ett_socks *socks; /* DYNAMIC, else NULL */
};

/* What only ett_relay_join() needs. */
struct join {
	struct ett_watch out; /* unless one descriptor serves both ways */
	struct flow *flow;
	ett_joined *ended;
	void *ctx;
	uint32_t code;
	int flags[2]; /* of the descriptors, as they came */
	char text[256];
	char host[ETT_PLACE_MAX];
};

struct flow {
	struct ett_watch watch; /* first: of what is read */
	struct ett_watch *out;  /* of what is written: &watch, or join's */
	struct ett_relay *relay;
	struct link all;      /* relay.flows */
	struct link queue;    /* relay.ready or relay.waiting, by state */
	struct flow *touched; /* next in a batch of events */
	struct opening *opening;
	struct join *join;
	struct ett_connect *connect;
	struct store left; /* came from the peer, not written yet */
	uint32_t number, window;
	int first, last; /* pieces of a batch of events; -1: none */
	enum flow_state state;
	unsigned held;        /* 1 until the end, and watches not gone */
	bool has_in, has_out; /* descriptors; has_out: a second one */
	bool is_touched, numbered;
	bool opened;   /* counted as such */
	bool shut;     /* the peer's window is */
	bool in_done;  /* nothing more is read from the local side */
	bool eof;      /* nothing more comes from the peer */
	bool out_done; /* nothing more is written to the local side */
};

/* Views of data from one batch of events, chained by flow. */
enum { PIECES = 256 };

struct batch {
	struct {
		struct ett_bytes data;
		int next;
	} piece[PIECES];
	int n;
	struct flow *touched;
};

struct ett_relay {
	struct ett_watch watch; /* first */
	struct ett_task task;
	struct ett_loop *loop;
	struct ett_timer *timer;
	ett_ns timer_at;
	struct ett_session *session;
	struct ett_relay_config cfg;
	char name[64];
	struct ett_relay_facts facts;

	struct link flows, ready, waiting;
	struct link forwards;
	size_t ready_n, flows_n, served_n, joins;
	struct flow **map; /* by channel number */
	size_t map_n;
	struct flow *spare; /* records to be used again */
	struct pool pool;
	uint64_t promised; /* windows of all flows */
	struct batch *batch;

	struct ett_forward *asked; /* LISTENING or UNLISTENED is due */
	size_t unasked;            /* forwards that wait for that */

	/* For who made the relay on a program's behalf; may be NULL. */
	ett_call *on_ready, *on_closed;
	void *owner;

	unsigned held; /* records of flows, and what else may call back */
	enum {
		LIVE,
		FLUSHING,  /* CLOSED came: what is queued shall go out */
		LINGERING, /* all is sent, the peer shall see it */
		DONE       /* only flows may have bytes left to write */
	} phase;
	bool readable; /* the socket may have more */
	bool blocked;  /* the socket took less than there was */
	bool mute;     /* writing failed */
	bool eof;      /* reading ended */
	bool draining, ending, paused, over, told;
	ett_err error;
	char why[ETT_WHY_MAX];
};

/* relay.c */
void ett_relay_wake(struct ett_relay *r); /* a turn, soon */
/* Answers of calls that cannot fail unless the session did. */
void ett_relay_must(struct ett_relay *r, ett_err e);
void ett_relay_release(struct ett_relay *r); /* one of held less */

/* event.c: takes all events of the session and acts on them. */
void ett_relay_events(struct ett_relay *r);

/* flow.c */
struct flow *ett_flow_new(struct ett_relay *r, enum flow_state state);
/* Owns in and out from here on, failure included. */
ETT_OWED ett_err ett_flow_attach(struct flow *f, int in, int out);
ETT_OWED ett_err ett_flow_number(struct flow *f, uint32_t number);
void ett_flow_is_open(struct flow *f);
uint32_t ett_flow_window(const struct ett_relay *r); /* for one more */
void ett_flow_watch(struct flow *f);
void ett_flow_ready(struct flow *f);  /* to be read from */
void ett_flow_idle(struct flow *f);   /* no more */
void ett_flow_settle(struct flow *f); /* whatever is due at its end */
void ett_flow_gone(struct flow *f);   /* the session forgot it */
void ett_flow_fail(struct flow *f, const char *why);
void ett_flow_end(struct flow *f, bool reset);

/* flow_data.c */
/* Reads up to share packets; false: the session takes no more now. */
bool ett_flow_fill(struct flow *f, size_t share);
void ett_flow_touch(struct flow *f);
void ett_flow_data(struct flow *f, struct ett_bytes data);
void ett_flow_drain(struct flow *f); /* left, to the local side */
void ett_batch_deliver(struct ett_relay *r);

/* open.c */
void ett_open_accept(struct ett_forward *from, int fd,
		     const struct ett_peer *peer);
void ett_open_waiting(struct ett_relay *r);
void ett_open_socks(struct flow *f); /* the local side is readable */
void ett_open_answered(struct flow *f, uint32_t code, struct ett_bytes text);
void ett_open_asked(struct ett_relay *r, const struct ett_event *ev);
void ett_opening_free(struct flow *f);

/* forward.c */
struct ett_forward {
	struct ett_forward_spec spec;
	char from[ETT_PLACE_MAX], to[ETT_PLACE_MAX];
	struct ett_listener *listener;
	struct ett_relay *relay;
	struct link link; /* relay.forwards */
	enum { IDLE, WANTED, ASKED, UP, UNWANTED, LEAVING } state;
	bool served; /* made for the peer of a server */
	bool freed;  /* only an answer is waited for */
};

void ett_forward_ask(struct ett_relay *r);
void ett_forward_listening(struct ett_relay *r, const struct ett_event *ev);
void ett_forward_unlistened(struct ett_relay *r);
void ett_forward_serve(struct ett_relay *r, const struct ett_event *ev);
void ett_forward_unserve(struct ett_relay *r, const struct ett_event *ev);
void ett_forward_detach(struct ett_forward *f);

/* The forwarding that an incoming channel is about; NULL: none. */
struct ett_forward *ett_forward_find(struct ett_relay *r,
				     const struct ett_event *ev);

/* A view as a string without NUL inside; SPACE, FORMAT. */
ETT_OWED ett_err ett_text_copy(char *out, size_t room, struct ett_bytes in);

#endif
