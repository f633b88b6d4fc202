/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_PAIR_H
#define ETT_TEST_PAIR_H

#include "proto/session.h"
#include "wire/layout.h"

/*
 * Two sessions joined in memory, with seeded random sources and a counted
 * clock.  The pair moves bytes, takes events and answers questions as told by
 * a policy, and writes down all that happens.  It can be stopped after any
 * step, and the way between the two can be tampered with.
 *
 * Ends are indexed by enum ett_role.  Memory that cannot be had aborts.
 */
enum { PAIR_FLOWS = 64, PAIR_TEXT = 96, PAIR_ENDS = 2, PAIR_FRAME = 64 };

#define PAIR_ALL     SIZE_MAX /* chunk: whatever both sides have room for */
#define PAIR_NO_CHAN UINT32_MAX

struct pair_end;

/* What the application above a session answers; zeroed: all is accepted. */
struct pair_policy {
	uint32_t window;      /* for OPEN (64 KiB) */
	uint32_t refuse_code; /* for OPEN, 0: confirm */
	uint32_t port;        /* bound for LISTEN with port 0 */
	bool refuse_hostkey, refuse_user, refuse_listen;
	bool leave;    /* no question is answered: the test does it */
	bool no_grant; /* data is not granted: the test does it */
	bool no_log;   /* messages are not written down */
	/* Told of each message as the trace is; may set e->rng. */
	void (*watch)(void *ctx, struct pair_end *e, enum ett_dir dir,
		      struct ett_bytes payload);
	void *watch_ctx;
};

/* Bytes of the test pattern that run over one channel. */
struct pair_flow {
	uint64_t to_send, sent, received, granted;
	uint32_t salt; /* of the pattern: bytes of another channel differ */
	bool open, eof_in, closed;
	bool damaged; /* other bytes came than were sent */
	bool excess;  /* more came than was granted */
};

/* An event; its views are cut and copied. */
struct pair_event {
	struct ett_event ev; /* without views */
	char host[PAIR_TEXT], data[PAIR_TEXT], user[PAIR_TEXT];
};

/* A message as the trace of a session saw it. */
struct pair_msg {
	enum ett_dir dir;
	uint32_t seq;
	struct ett_bytes payload; /* as long as the pair */
};

/* One way, named by who sends. */
struct pair_wire {
	uint8_t *log; /* what was sent, from the first byte */
	size_t len, cap;
	size_t flip_at; /* offset of a byte to change, SIZE_MAX: none */
	uint8_t mask;
	size_t cut_at;           /* so many bytes arrive, then end of file */
	size_t insert_at;        /* where these bytes of nobody arrive */
	struct ett_bytes insert; /* the caller's; empty: none */
	size_t mute_at;          /* from there on bytes vanish, as under mute */
	bool mute;
	bool ended; /* the receiver was told of the end */
};

struct pair_end {
	struct ett_session *s;
	struct ett_config cfg;
	struct pair_policy policy;
	struct pair_flow flow[PAIR_FLOWS]; /* by our channel number */
	struct pair_event *events;
	struct pair_msg *msgs;
	size_t events_n, events_cap, msgs_n, msgs_cap;
	uint64_t rng;       /* state */
	ett_err call_error; /* first failure of a call while alive */
	ett_err error;      /* of CLOSED */
	bool ready, closed;
	bool keyed_in; /* NEWKEYS came: what arrives now is sealed */
};

struct pair_setup {
	struct ett_config cfg[PAIR_ENDS]; /* role is set by pair_new() */
	struct pair_policy policy[PAIR_ENDS];
	uint64_t seed[PAIR_ENDS];
	size_t chunk; /* bytes moved at once */
};

struct pair {
	struct pair_end end[PAIR_ENDS];
	struct pair_wire wire[PAIR_ENDS];
	struct ett_key *host_key, *user_key; /* unless the setup has some */
	const struct ett_key *host_keys[2], *user_keys[2];
	ett_ns now;
	size_t chunk;
	uint32_t salt;
	bool stuck; /* the step limit was reached */
};

/* Small, cheap lists: curve25519-sha256, ssh-ed25519, AES-128-GCM. */
struct pair_setup pair_setup(const struct ett_backend *b);

/* A private key that is always the same for type and seed; the caller's. */
struct ett_key *pair_key(const struct ett_backend *b, const char *type,
			 uint64_t seed);

/* NULL if a session could not be made; *why (may be NULL) says why. */
struct pair *pair_new(const struct pair_setup *setup, const char **why);
void pair_free(struct pair *p);

/* One chunk each way, events, data; tells whether anything happened. */
bool pair_step(struct pair *p);

/* Steps until nothing happens any more; false: stuck. */
bool pair_run(struct pair *p);

/* Runs; true: both ends are READY. */
bool pair_ready(struct pair *p);

/* The clock goes on by so much, both ends are told; then runs. */
bool pair_tick(struct pair *p, ett_ns by);

/* A tcpip or streamlocal channel; PAIR_NO_CHAN if refused at once. */
uint32_t pair_open(struct pair *p, enum ett_role end, enum ett_target target,
		   uint32_t window);

/* As pair_open(), then runs; *peer: number at the other end. */
uint32_t pair_opened(struct pair *p, enum ett_role end, uint32_t window,
		     uint32_t *peer);

/* n more bytes of the pattern shall go out when they can. */
void pair_send(struct pair *p, enum ett_role end, uint32_t chan, uint64_t n);

/* Gives back n bytes of window of one channel. */
void pair_grant(struct pair *p, enum ett_role end, uint32_t chan, uint32_t n);

/* A packet in clear, or (sealed) as the toy AES-GCM lays it out; the length.
 * out has room for payload.n + PAIR_FRAME bytes. */
size_t pair_packet(struct ett_bytes payload, bool sealed, uint8_t *out);

/*
 * A packet from nowhere, for ends on the toy ciphers with AES-GCM only; the
 * stream to that end must stand between two packets.  Nothing is run.
 */
void pair_say(struct pair *p, enum ett_role to, struct ett_bytes payload);
void pair_raw(struct pair *p, enum ett_role to, struct ett_bytes bytes);

/* The n-th (from 0) of its kind; NULL: so many there were not. */
const struct pair_event *pair_event(const struct pair *p, enum ett_role end,
				    enum ett_event_kind kind, size_t n);
const struct pair_msg *pair_msg(const struct pair *p, enum ett_role end,
				enum ett_dir dir, uint8_t number, size_t n);
size_t pair_events(const struct pair *p, enum ett_role end,
		   enum ett_event_kind kind);
size_t pair_msgs(const struct pair *p, enum ett_role end, enum ett_dir dir,
		 uint8_t number);

/* Reason of the DISCONNECT that this end sent, 0: none was sent. */
uint32_t pair_reason(const struct pair *p, enum ett_role end);

#endif
