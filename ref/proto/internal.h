/* SPDX-License-Identifier: ISC */
#ifndef ETT_PROTO_INTERNAL_H
#define ETT_PROTO_INTERNAL_H

#include "proto/auth.h"
#include "proto/chan.h"
#include "proto/kex.h"
#include "proto/packet.h"

/*
 * The session: one small struct per file.  A file touches its own and calls
 * the others.
 */
enum {
	VERSION_MAX = 255,   /* with CR LF, RFC 4253 section 4.2 */
	VERSION_LINES = 256, /* before the identification, for a client */
	SCRATCH_LEN = PACKET_LEN_MAX + 1024,
	REQUESTS_MAX = 64 /* our global requests without an answer */
};

struct version {
	bool got;
	uint32_t lines;
	uint8_t mine[VERSION_MAX], peer[VERSION_MAX];
	size_t mine_len, peer_len; /* without CR LF */
};

/* Our global requests, answered in order (RFC 4254 section 4). */
enum request_kind { REQ_KEEPALIVE, REQ_LISTEN, REQ_UNLISTEN };

struct request {
	enum request_kind kind;
	bool wants_port; /* tcpip-forward of port 0 */
	uint32_t port;
};

struct requests {
	struct request at[REQUESTS_MAX];
	uint32_t first, count;
	/* The peer's request that the application decides on. */
	bool want_reply, wants_port;
};

struct alive {
	ett_ns last;
	bool heard;
	uint32_t unanswered;
};

enum waiting { WAIT_NONE, WAIT_HOSTKEY, WAIT_AUTH, WAIT_LISTEN };

struct ett_session {
	struct ett_config cfg; /* defaults filled in */
	struct ett_env env;
	ett_ns now, born, keyed_at;
	char *lists;    /* our proposals, LIST_MAX each */
	unsigned phase; /* ETT_PHASE_SVC, _AUTH or _CONN */
	enum waiting waiting;

	ett_err err; /* the first one, for ever */
	bool told;   /* CLOSED was given */
	bool eof;
	uint32_t code;
	char why[ETT_WHY_MAX];
	size_t why_len;

	bool has_event;
	struct ett_event event;
	uint8_t *scratch; /* SCRATCH_LEN, used within one call */

	struct version version;
	struct packet_in in;
	struct packet_out out;
	struct held held;
	struct kex kex;
	struct auth auth;
	struct chans chans;
	struct requests requests;
	struct alive alive;
	struct ett_agreed agreed;
	bool has_agreed;
};

/* Our proposal of one kind; hostkey and pubkey are both ETT_ALG_SIG. */
enum list {
	LIST_KEX,
	LIST_HOSTKEY,
	LIST_CIPHER, /* from client to server */
	LIST_MAC,
	LIST_CIPHER_SC,
	LIST_MAC_SC,
	LIST_PUBKEY,
	LISTS
};
char *ett_list_of(const struct ett_session *s, enum list which);

static inline bool is_server(const struct ett_session *s)
{
	return s->cfg.role == ETT_SERVER;
}

/* session.c */

/* Text for people, for the error about to be returned; the first text wins.
 * ett_why_more() escapes what it adds. */
void ett_why(struct ett_session *s, const char *text);
void ett_why_more(struct ett_session *s, const char *text,
		  struct ett_bytes what);
void ett_why_number(struct ett_session *s, uint64_t n);

/* The session is over with e: tells the peer why, keeps the first error. */
void ett_session_fail(struct ett_session *s, ett_err e);
void ett_session_end(struct ett_session *s, ett_err e, uint32_t reason,
		     struct ett_bytes text);

/* Queues the one event that a received message may give. */
struct ett_event *ett_emit(struct ett_session *s, enum ett_event_kind kind);

/* version.c: takes the identification line off what was received. */
ETT_OWED ett_err ett_version_start(struct ett_session *s);
ETT_OWED ett_err ett_version_read(struct ett_session *s, bool *more);

/* gate.c: decides whether a message may come now, and hands it on. */
ETT_OWED ett_err ett_dispatch(struct ett_session *s, struct ett_bytes payload,
			      uint32_t seq);

/* global.c */
ETT_OWED ett_err ett_on_global_request(struct ett_session *s,
				       struct ett_bytes p);
ETT_OWED ett_err ett_on_request_reply(struct ett_session *s,
				      struct ett_bytes p);
ETT_OWED ett_err ett_keepalive_send(struct ett_session *s);

/* transport.c: RFC 4253 section 11 and PING */
ETT_OWED ett_err ett_on_disconnect(struct ett_session *s, struct ett_bytes p);
ETT_OWED ett_err ett_on_ignore(struct ett_session *s, struct ett_bytes p);
ETT_OWED ett_err ett_on_unimplemented(struct ett_session *s,
				      struct ett_bytes p);
ETT_OWED ett_err ett_on_debug(struct ett_session *s, struct ett_bytes p);
ETT_OWED ett_err ett_on_ping(struct ett_session *s, struct ett_bytes p);
ETT_OWED ett_err ett_send_unimplemented(struct ett_session *s, uint32_t seq);

#endif
