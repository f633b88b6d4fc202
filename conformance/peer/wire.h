/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_WIRE_H
#define CONFORMANCE_PEER_WIRE_H

#include "base/bytes.h"

/* The way to the target.  Times are milliseconds of the target's clock, which
 * need not be the world's. */
struct conf_wire {
	/* Sends all; false: the target is gone. */
	bool (*send)(void *ctx, struct ett_bytes b);
	/* Bytes stored; CONF_CLOSED, or CONF_SILENT if none came in time. */
	long (*recv)(void *ctx, uint8_t *p, size_t room, uint64_t ms);
	uint64_t (*now)(void *ctx);
	void *ctx;
	/* Has a client be given a reason to open a channel, with owner; NULL
	 * where it has one of its own, and where the target is a server. */
	void (*want_channel)(void *owner);
	void *owner;
};

enum { CONF_CLOSED = 0, CONF_SILENT = -1 };

#endif
