/* SPDX-License-Identifier: ISC */
#ifndef ETT_PROTO_SESSION_H
#define ETT_PROTO_SESSION_H

#include "base/env.h"

/*
 * One SSH-2 connection, either end, without sockets, clocks or threads.
 *
 *     network                      session                 application
 *     read(2)  -> recv_buf/ack  ------------->  next_event  -> act on it
 *     write(2) <- send_buf/ack  <-------------  chan_*      <- ask for it
 *                         tick(now), deadline
 *
 * All memory is taken by ett_session_new(); later calls cannot run out of it.
 * A session that failed stays failed: every call returns the first error,
 * next_event gives CLOSED once, send_buf may still hold a DISCONNECT.
 * Not thread safe: one thread per session at a time.
 */
struct ett_session;
struct ett_backend;
struct ett_key;

enum ett_role { ETT_CLIENT, ETT_SERVER };

enum {
	ETT_DATA_MAX = 32768, /* data bytes in one packet, either way */
	ETT_BATCH_MAX = 32,   /* rooms that one ett_chan_rooms() lends */
	ETT_WHY_MAX = 2048    /* longest text of ett_session_why() */
};

/*
 * Borrowed until ett_session_free(), with all it points to.  0 and NULL mean
 * the default that stands in parentheses.
 */
struct ett_config {
	enum ett_role role;
	const struct ett_backend *backend;
	const char *software; /* after "SSH-2.0-" ("ett_" and the version) */
	/* Algorithm lists in OpenSSH's syntax, see crypto/algs.h. */
	const char *kex, *cipher, *mac;
	const char *cipher_sc, *mac_sc; /* from the server (as cipher, mac) */
	const char *hostkey;            /* signature algorithms for host keys */
	const char *pubkey;             /* signature algorithms for user keys */
	const struct ett_key *const *host_keys; /* server; ends with NULL */
	const struct ett_key *const *user_keys; /* client; ends with NULL */
	const char *user;                       /* client */
	uint32_t channels_max;                  /* open at once (1024) */
	uint32_t send_batch;    /* full packets the send arena holds (32) */
	uint32_t recv_batch;    /* the same for received bytes (32) */
	uint32_t auth_tries;    /* server: failures before the end (20) */
	uint64_t rekey_bytes;   /* per direction (2^30; ETT_NEVER: no limit) */
	uint64_t rekey_packets; /* per direction (2^31) */
	ett_ns rekey_after;     /* (one hour) */
	ett_ns auth_within;     /* connect to authenticated (120 s) */
	ett_ns alive_every;     /* keepalive when nothing came (0: never) */
	uint32_t alive_max;     /* unanswered before the end (3) */
	bool guess;             /* client: send a guessed kex packet */
	bool no_strict;         /* do not offer strict key exchange: tests */
	bool no_ext_info;       /* do not offer ext-info: tests */
	bool allow_none;        /* cipher or MAC "none" may be agreed: tests */
};

/* NOMEM; FORMAT or KEX: an algorithm list is unusable ("none" without
 * allow_none is one), *why tells (static or part of cfg; why may be NULL). */
ETT_OWED ett_err ett_session_new(struct ett_session **s,
				 const struct ett_config *cfg,
				 const struct ett_env *env, ett_ns now,
				 const char **why);
void ett_session_free(struct ett_session *s);

/*
 * The byte seam.  *_buf lends memory: room for received bytes, or bytes to be
 * sent.  *_ack says how many were stored or sent.  Length 0 means: not now
 * (recv: too much is waiting to be sent; send: nothing to send).
 *
 * What recv_buf lends ends with recv_ack.  What send_buf lends ends with the
 * next call that is given this session, ett_send_ack() included.
 */
uint8_t *ett_recv_buf(struct ett_session *s, size_t *room);
ETT_OWED ett_err ett_recv_ack(struct ett_session *s, size_t n);
void ett_recv_eof(struct ett_session *s); /* the peer closed; LOST */
struct ett_bytes ett_send_buf(const struct ett_session *s);
void ett_send_ack(struct ett_session *s, size_t n);

/* When ett_tick() must be called at the latest.  TIMEOUT ends the session. */
ett_ns ett_deadline(const struct ett_session *s); /* or ETT_NEVER */
ETT_OWED ett_err ett_tick(struct ett_session *s, ett_ns now);

enum ett_event_kind {
	ETT_EV_NONE,        /* nothing until bytes or time arrive */
	ETT_EV_KEYED,       /* new keys in use, also after each rekey */
	ETT_EV_HOSTKEY,     /* client: answer with ett_hostkey() */
	ETT_EV_AUTH,        /* server: answer with ett_auth() */
	ETT_EV_BANNER,      /* client: data is the text, untrusted */
	ETT_EV_READY,       /* authenticated, channels may open */
	ETT_EV_LISTEN,      /* peer wants a listener: ett_listen_answer() */
	ETT_EV_UNLISTEN,    /* peer cancels one: ett_listen_answer() */
	ETT_EV_LISTENING,   /* answer to our ett_listen(): port, ok */
	ETT_EV_UNLISTENED,  /* answer to our ett_unlisten(): ok */
	ETT_EV_OPEN,        /* peer asks: ett_chan_answer(), at any time */
	ETT_EV_OPENED,      /* peer confirmed ours */
	ETT_EV_REFUSED,     /* peer refused ours: code, data; chan is gone */
	ETT_EV_DATA,        /* data; grant it when it is used up */
	ETT_EV_WRITABLE,    /* the peer's window is open again */
	ETT_EV_EOF,         /* no more DATA on this channel */
	ETT_EV_CHAN_CLOSED, /* both sides closed: chan is gone */
	ETT_EV_CLOSED       /* the last event; error and ett_session_why() */
};

/* What a channel or a listener is about.  host is the path for the two
 * streamlocal kinds, whose port is 0. */
enum ett_target {
	ETT_DIRECT_TCPIP,
	ETT_FORWARDED_TCPIP,
	ETT_DIRECT_STREAMLOCAL,
	ETT_FORWARDED_STREAMLOCAL
};

/*
 * Views of DATA live until the next ett_recv_buf(): a caller may take all
 * events first and write the data of one channel in one system call.  All
 * other views live until the next call with this session.
 */
struct ett_event {
	enum ett_event_kind kind;
	enum ett_target target;              /* OPEN, LISTEN, UNLISTEN */
	uint32_t chan;                       /* our number */
	uint32_t code;                       /* REFUSED, CLOSED: reason */
	ett_err error;                       /* CLOSED */
	struct ett_bytes user, key_alg, key; /* HOSTKEY, AUTH */
	bool has_sig;                        /* AUTH: not only a query */
	bool ok;                             /* LISTENING, UNLISTENED */
	struct ett_bytes host, origin;       /* OPEN, LISTEN, UNLISTEN */
	struct ett_bytes data;               /* DATA, BANNER, REFUSED */
	uint32_t port, origin_port;
};

/*
 * Until HOSTKEY, AUTH, LISTEN or UNLISTEN is answered, no further event
 * comes.  AUTH with has_sig: accepting makes the core verify the signature,
 * READY tells that it was good.
 */
ETT_OWED ett_err ett_next_event(struct ett_session *s, struct ett_event *ev);
ETT_OWED ett_err ett_hostkey(struct ett_session *s, bool accept);
ETT_OWED ett_err ett_auth(struct ett_session *s, bool accept);

/* port: the one that was bound, told to the peer if it asked for port 0. */
ETT_OWED ett_err ett_listen_answer(struct ett_session *s, bool ok,
				   uint32_t port);

/*
 * tcpip-forward (RFC 4254 section 7.1) or streamlocal-forward; target is one
 * of the two forwarded kinds.  Answers come as LISTENING and UNLISTENED in
 * the order of the calls.  SPACE: too many unanswered, try again later.
 */
ETT_OWED ett_err ett_listen(struct ett_session *s, enum ett_target target,
			    struct ett_bytes host, uint32_t port);
ETT_OWED ett_err ett_unlisten(struct ett_session *s, enum ett_target target,
			      struct ett_bytes host, uint32_t port);

/*
 * Channels, RFC 4254 section 5.  The window we grant is memory the caller
 * promises to have: the core keeps no channel data.  DATA comes once; grant
 * as it is consumed.  The core gathers grants and tells the peer when a
 * quarter of the window is due.
 */
struct ett_open {
	enum ett_target target;
	struct ett_bytes host;
	uint32_t port;
	struct ett_bytes origin; /* where the connection came from */
	uint32_t origin_port;
	uint32_t window; /* bytes */
};

/* SPACE: no channel or no memory free now; try again later. */
ETT_OWED ett_err ett_chan_open(struct ett_session *s, const struct ett_open *o,
			       uint32_t *chan);

/*
 * Answers OPEN: refuse_code 0 confirms with this window; else a reason of
 * RFC 4254 section 5.1 (1 prohibited, 2 connect failed, 3 unknown type, 4
 * resource shortage) with text, and chan is gone.
 */
ETT_OWED ett_err ett_chan_answer(struct ett_session *s, uint32_t chan,
				 uint32_t window, uint32_t refuse_code,
				 const char *text);

/* n bytes of DATA are used up, or the window may be so much larger. */
ETT_OWED ett_err ett_chan_grant(struct ett_session *s, uint32_t chan,
				uint32_t n);

/*
 * Sending: lends up to max rooms (at most ETT_BATCH_MAX), one for each next
 * packet, for one readv(2); data is sealed where it was read.  Returns how
 * many; 0: not now (window shut, key exchange, arena full; see below).
 * ett_chan_ack() says how many bytes were stored, filling rooms in order.
 * No other call with this session may stand between the two.
 */
struct ett_room {
	uint8_t *p;
	size_t n;
};

size_t ett_chan_rooms(struct ett_session *s, uint32_t chan,
		      struct ett_room *rooms, size_t max);
ETT_OWED ett_err ett_chan_ack(struct ett_session *s, uint32_t chan, size_t n);

/* Bytes that the peer's window still allows on this channel. */
uint32_t ett_chan_window(const struct ett_session *s, uint32_t chan);

/* Full packets for which there is room now; 0 during a key exchange. */
size_t ett_send_slots(const struct ett_session *s);

ETT_OWED ett_err ett_chan_eof(struct ett_session *s, uint32_t chan);
/* Also after an error of the local side; CHAN_CLOSED follows. */
ETT_OWED ett_err ett_chan_close(struct ett_session *s, uint32_t chan);

/* Starts a key exchange unless one is running. */
ETT_OWED ett_err ett_rekey(struct ett_session *s);

/* Reason of RFC 4253 section 11.1; the session is over, send what is left. */
ETT_OWED ett_err ett_disconnect(struct ett_session *s, uint32_t reason,
				const char *text);

/* Why the session ended, for people: names what was wrong, with both lists
 * where none was common.  Escaped, NUL-terminated, "" while it lives. */
const char *ett_session_why(const struct ett_session *s);

/* What was agreed, for -v and tests; NULL before the first KEYED. */
struct ett_agreed {
	const char *kex, *hostkey;
	const char *cipher_cs, *cipher_sc, *mac_cs, *mac_sc; /* "": AEAD */
	struct ett_bytes peer_version; /* identification without CR LF */
	bool strict;
	uint64_t bytes_in, bytes_out, packets_in, packets_out; /* in all */
	uint32_t rekeys; /* but the first */
};
const struct ett_agreed *ett_session_agreed(const struct ett_session *s);

/* First exchange hash (RFC 4253 section 7.2); empty before it. */
struct ett_bytes ett_session_id(const struct ett_session *s);

/* Prefix of message names for ett_print_payload(); NULL before kex. */
const char *ett_session_method(const struct ett_session *s);

#endif
