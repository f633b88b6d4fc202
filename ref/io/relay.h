/* SPDX-License-Identifier: ISC */
#ifndef ETT_IO_RELAY_H
#define ETT_IO_RELAY_H

#include "io/net.h"
#include "proto/session.h"

/*
 * One session, the socket it runs on, and the local sockets of its channels.
 * Either role.  Server: connects for direct-tcpip, listens for
 * tcpip-forward.  Client: serves the forwardings attached to it.
 *
 * A relay ends by itself and is gone when closed() has returned.
 */
struct ett_relay;
struct ett_forward;

/*
 * What a relay tells its program, and asks of it.  Any may be NULL: what is
 * asked is then refused.  Views live until the function returns.  All but
 * ett_relay_new() may be called from within.
 */
struct ett_relay_ops {
	/* Client: is this the host's key?  alg is the signature's. */
	bool (*hostkey)(void *ctx, struct ett_bytes alg, struct ett_bytes key);

	/* Server: may ev->user enter with ev->key?  See ETT_EV_AUTH: what
	 * was last accepted with has_sig is who entered, once ready(). */
	bool (*auth)(void *ctx, const struct ett_event *ev);
	void (*banner)(void *ctx, struct ett_bytes text);
	void (*ready)(void *ctx);

	/* Server: may the peer connect there, or listen there?  host is the
	 * path for the streamlocal kinds. */
	bool (*may_open)(void *ctx, enum ett_target target,
			 struct ett_bytes host, uint32_t port);
	bool (*may_listen)(void *ctx, enum ett_target target,
			   struct ett_bytes host, uint32_t port);

	/* Client: answer to a remote forwarding; port is the bound one. */
	void (*listening)(void *ctx, struct ett_forward *f, bool ok,
			  uint32_t port);

	/* The last call.  OK: ended by ett_relay_end() or ..._drain(), else
	 * why is for people, escaped; see ett_session_why(). */
	void (*closed)(void *ctx, ett_err e, const char *why);
};

struct ett_relay_config {
	const struct ett_config *session; /* borrowed until closed() */
	struct ett_env env;               /* trace unset: -vv traces */
	const struct ett_relay_ops *ops;  /* borrowed until closed() */
	void *ctx;                        /* for ops */
	const char *name;      /* of the peer, for the log; copied, cut at 63 */
	ett_ns connect_within; /* to reach destinations; 0: the system's */
	int family;            /* of destinations; 0: any */
};

/*
 * fd: a connected stream socket, owned by the relay from here on, failure
 * included.  Errors as ett_session_new(), or SYSTEM.
 */
ETT_OWED ett_err ett_relay_new(struct ett_relay **r, struct ett_loop *loop,
			       const struct ett_relay_config *cfg, int fd,
			       const char **why);

/* Takes no new channels, either way; ends when the last one is gone. */
void ett_relay_drain(struct ett_relay *r);

/* Sends DISCONNECT with a reason of RFC 4253 section 11.1; closed() comes. */
void ett_relay_end(struct ett_relay *r, uint32_t reason, const char *text);

/* For facts only: ett_session_agreed() and the like. */
const struct ett_session *ett_relay_session(const struct ett_relay *r);

struct ett_relay_facts {
	uint64_t opened, refused, closed; /* channels; open: opened - closed */
	uint64_t bytes_in, bytes_out;     /* channel data, to and from us */
};
const struct ett_relay_facts *ett_relay_facts(const struct ett_relay *r);

/*
 * Client, after ready(): one channel joined to two descriptors, which may be
 * the same, and which the relay owns from here on.  Files and terminals
 * will do; what was blocking is so again afterwards.
 *
 * ended: code 0 when all came to its end and was written, else the reason of
 * RFC 4254 section 5.1 for which the peer refused, or
 * ETT_JOIN_LOST; text is escaped.
 */
enum { ETT_JOIN_LOST = 1000 };
typedef void ett_joined(void *ctx, uint32_t code, const char *text);

ETT_OWED ett_err ett_relay_join(struct ett_relay *r, const struct ett_place *to,
				const int fd[2], ett_joined *ended, void *ctx);

/* The same with a new socket: what is written to *fd, which the caller owns,
 * arrives at the place.  An inner relay runs on it. */
ETT_OWED ett_err ett_relay_through(struct ett_relay *r,
				   const struct ett_place *to, int *fd,
				   ett_joined *ended, void *ctx);

/*
 * Forwardings of a client.  They outlive relays: a program that reconnects
 * attaches them to the next.  While a local one is not attached, connections
 * wait in its backlog.
 */
enum ett_forward_kind {
	ETT_FORWARD_LOCAL,   /* -L: listens here, connects there */
	ETT_FORWARD_DYNAMIC, /* -D: SOCKS says where; .to is unused */
	ETT_FORWARD_REMOTE   /* -R: listens there, connects here */
};

struct ett_forward_spec {
	enum ett_forward_kind kind;
	struct ett_place from, to;
};

/* Copies spec.  Binds the local kinds at once; why as in io/net.h. */
ETT_OWED ett_err ett_forward_new(struct ett_forward **f, struct ett_loop *loop,
				 const struct ett_forward_spec *spec,
				 const char **why);
void ett_forward_free(struct ett_forward *f); /* ends it; NULL: nothing */

/* With the port that was bound; REMOTE: once listening() said so. */
const struct ett_forward_spec *ett_forward_spec(const struct ett_forward *f);

/* After ready().  Detached when the relay ends. */
void ett_relay_attach(struct ett_relay *r, struct ett_forward *f);

#endif
