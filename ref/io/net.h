/* SPDX-License-Identifier: ISC */
#ifndef ETT_IO_NET_H
#define ETT_IO_NET_H

#include "io/loop.h"

/*
 * Sockets that never block and are closed on exec; TCP_NODELAY on all TCP.
 *
 * why: text for people on any error, valid until the next call of this
 * layer; "Address already in use" is what a taken port gives.
 */

/* Where to listen or to connect. */
struct ett_place {
	const char *host; /* name or address; "" or "*" to listen: all */
	const char *path; /* Unix socket, then the rest is unused; or NULL */
	uint16_t port;    /* 0 to listen: any that is free */
	int family;       /* AF_INET, AF_INET6; 0: both */
};

/* "[::1]:22", "name:22" or the path, escaped, NUL-terminated. */
enum { ETT_PLACE_MAX = 320 };
void ett_place_text(const struct ett_place *at, char out[ETT_PLACE_MAX]);

/*
 * Listening sockets, up to one for each address of the name; independent of
 * any loop, so that workers may inherit them.  A zeroed one may be freed.
 * A Unix socket has mode 0600; its path is removed by ett_bound_free().
 */
enum { ETT_BOUND_MAX = 4 };

struct ett_bound {
	int fd[ETT_BOUND_MAX];
	size_t n;
	uint16_t port;  /* what was bound; the same for all */
	char path[108]; /* Unix socket, or "" */
};

/* A name may be resolved, which may take time, unless numeric is set: then
 * names other than "", "*" and "localhost" are refused.  SYSTEM, ARG. */
ETT_OWED ett_err ett_bind(struct ett_bound *b, const struct ett_place *at,
			  bool numeric, const char **why);
void ett_bound_free(struct ett_bound *b);

/* Who connected: "" and 0 for a Unix socket. */
struct ett_peer {
	char host[46];
	uint16_t port;
};

/* Accepts in a loop; the callee owns fd.  When descriptors run out, it waits
 * and goes on. */
struct ett_listener;
typedef void ett_accept(void *ctx, int fd, const struct ett_peer *from);

/* Takes over *b, which is zeroed, on success.  Begins paused. */
ETT_OWED ett_err ett_listener_new(struct ett_listener **l,
				  struct ett_loop *loop, struct ett_bound *b,
				  ett_accept *call, void *ctx);
void ett_listener_pause(struct ett_listener *l, bool pause);
uint16_t ett_listener_port(const struct ett_listener *l);
void ett_listener_free(struct ett_listener *l); /* NULL: nothing */

/*
 * Connects: resolves in the background, tries each address in turn.  Calls
 * once, with a socket that the callee owns, or with -1 and why.
 * within: for all of it; 0: as long as the system takes.
 */
struct ett_connect;
typedef void ett_connected(void *ctx, int fd, const char *why);

ETT_OWED ett_err ett_connect_new(struct ett_connect **c, struct ett_loop *loop,
				 const struct ett_place *to, ett_ns within,
				 ett_connected *call, void *ctx);
void ett_connect_cancel(struct ett_connect *c); /* before the call only */

#endif
