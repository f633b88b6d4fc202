/* SPDX-License-Identifier: ISC */
#ifndef ETT_PROTO_PACKET_H
#define ETT_PROTO_PACKET_H

#include "crypto/seal.h"
#include "proto/session.h"
#include "wire/cursor.h"
#include "wire/layout.h"

enum {
	/* RFC 4253 section 6.1 asks for 35000; a little more costs nothing. */
	PACKET_LEN_MAX = 65536,
	/* Number, recipient, length of the string: what stands before data. */
	DATA_HEAD = 9,
	/* packet_length and padding_length. */
	PACKET_HEAD = 5,
	/* What data leaves free in the send arena for everything else, and
	 * what must be free before another received packet is looked at. */
	SEND_RESERVE = 3 * PACKET_LEN_MAX,
	SEND_ENOUGH = 2 * PACKET_LEN_MAX,
	/* What all but transport and key exchange messages leave free. */
	KEX_RESERVE = PACKET_LEN_MAX / 2,
	PAD_POOL = 1024
};

struct packet_in {
	struct ett_sealer *sealer;
	uint8_t *mem;
	size_t off, len, cap;
	uint32_t seq;
	uint32_t packet_len; /* of the packet at off; 0: not known yet */
	bool kexing;         /* from KEXINIT, or connect, to NEWKEYS */
	uint64_t bytes_keyed, packets_keyed; /* since the last NEWKEYS */
};

struct packet_out {
	struct ett_sealer *sealer;
	uint8_t *mem;
	size_t off, len, cap;
	uint32_t seq;
	bool kexing;
	uint64_t bytes_keyed, packets_keyed; /* since the last NEWKEYS */
	uint8_t pad[PAD_POOL]; /* random padding not used yet, at the end */
	size_t pad_left;
	uint32_t rooms, room_len; /* lent by ett_chan_rooms() */
};

/* Messages of number 50 and more, and replies for which the arena has no
 * room, wait here: uint32 length, payload, one after the other. */
struct held {
	uint8_t *mem;
	size_t off, len, cap;
};

/* Takes the next whole packet off what was received.  Empty view: none yet. */
ETT_OWED ett_err ett_packet_next(struct ett_session *s,
				 struct ett_bytes *payload, uint32_t *seq);

/* Encodes, seals and queues one message; holds it back where the key
 * exchange or a full arena demands it. */
ETT_OWED ett_err ett_send_id(struct ett_session *s, enum ett_msg_id id,
			     const void *msg);
#define ett_send_msg(s, name, msg) \
	ett_send_id(s, ETT_MSG_##name, 1 ? (msg) : (struct ett_msg_##name *)0)

/* The same for an encoded payload. */
ETT_OWED ett_err ett_send_payload(struct ett_session *s,
				  struct ett_bytes payload);

/* A payload of n bytes stands at packet + PACKET_HEAD, where packet is what
 * ett_packet_room() gave: pads, seals, queues.  ett_packet_room() moves what
 * waits to the front where fewer than want bytes would be free behind it. */
uint8_t *ett_packet_room(struct ett_session *s, size_t want, size_t *room);
ETT_OWED ett_err ett_packet_finish(struct ett_session *s, size_t n);

/* Bytes free behind what waits, after a move that is worth its while: one
 * that frees at least as much as it copies. */
size_t ett_send_room(const struct ett_session *s);

/* Whole length of a packet with a payload of n bytes, tag included. */
size_t ett_packet_size(const struct ett_session *s, size_t n);

/* Sends what was held back, as far as there is room. */
ETT_OWED ett_err ett_held_flush(struct ett_session *s);
bool ett_held_empty(const struct ett_session *s);

/* May another received packet be looked at: is there room for its answer? */
bool ett_may_process(const struct ett_session *s);

#endif
