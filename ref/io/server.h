/* SPDX-License-Identifier: ISC */
#ifndef ETT_IO_SERVER_H
#define ETT_IO_SERVER_H

#include "io/relay.h"

/* A listener whose connections are served by relays in the server role. */
struct ett_server;

struct ett_server_config {
	/* .ctx and .name are set for each connection. */
	struct ett_relay_config relay;
	void *ctx;

	/* A connection came: what ctx its relay's ops get; NULL: refuse it
	 * (why was logged).  The ops' closed() is where it is freed. */
	void *(*admit)(void *ctx, const struct ett_peer *from);

	/* Stopped, and the last connection is gone; or NULL. */
	void (*empty)(void *ctx);

	unsigned connections_max; /* at once; 0: no limit */
	unsigned startups_max;    /* of these, not authenticated; 0: no limit */
	bool once;                /* stop after the first connection came */
};

/* Takes over *b, which is zeroed, on success; accepts from now on. */
ETT_OWED ett_err ett_server_new(struct ett_server **s, struct ett_loop *loop,
				const struct ett_server_config *cfg,
				struct ett_bound *b);

/* Accepts no more.  drain: connections go on until their channels are gone;
 * else, also later, they are ended now. */
void ett_server_stop(struct ett_server *s, bool drain);
void ett_server_free(struct ett_server *s); /* when empty */

struct ett_server_facts {
	uint64_t accepted, refused;
	unsigned open, starting;
};
const struct ett_server_facts *ett_server_facts(const struct ett_server *s);

#endif
