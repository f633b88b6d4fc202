/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_PACKET_H
#define CONFORMANCE_PEER_PACKET_H

#include "conformance/peer/lock.h"
#include "conformance/peer/twist.h"

/*
 * Binary packets, RFC 4253 section 6, both directions of one connection.
 * Framing is lawful unless a twist of a packet says otherwise.
 */
enum { CONF_PACKET_MAX = 262144 + 4096 };

struct conf_half {
	struct conf_lock lock;
	uint32_t seq; /* of the next packet */
};

/* What is odd about a packet that came. */
enum conf_packet_odd {
	PACKET_PADDING = 1, /* fewer than 4 bytes of padding */
	PACKET_ALIGN = 2,   /* not a multiple of the block */
	PACKET_SMALL = 4,   /* fewer than 16 bytes in all */
	PACKET_LARGE = 8,   /* payload > 32768, or more than 35000 in all */
	PACKET_INSIDE = 16  /* padding longer than the packet */
};

struct conf_link {
	struct conf_half in, out;
	struct ett_buf got; /* bytes that came and were not taken */
	uint32_t length;    /* packet_length of the one that comes in */
	bool have_length;
	struct ett_bytes payload; /* of the packet taken last */
	uint32_t taken_seq;       /* its sequence number */
	unsigned odd;             /* enum conf_packet_odd, of all so far */
	size_t used;              /* bytes at the front of got to forget */
};

ETT_OWED ett_err conf_link_init(struct conf_link *l);
void conf_link_free(struct conf_link *l);

/* Puts one packet with this payload behind what is in out. */
ETT_OWED ett_err conf_link_put(struct conf_link *l, struct ett_bytes payload,
			       const struct conf_twist *twists,
			       struct ett_rng rng, struct conf_put *out);

enum conf_take { TAKE_MORE, TAKE_PACKET, TAKE_BAD_LENGTH, TAKE_BAD_TAG };

/* Takes the next packet out of got: its payload stands in l->payload until
 * the next call, or until bytes are added to got. */
enum conf_take conf_link_take(struct conf_link *l);

/* After TAKE_BAD_*: would the packet have opened with this sequence number?
 * For diagnosis; the link is of no use afterwards. */
bool conf_link_fits(struct conf_link *l, uint32_t seq);

#endif
