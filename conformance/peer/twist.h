/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_TWIST_H
#define CONFORMANCE_PEER_TWIST_H

#include "conformance/peer/put.h"
#include "wire/layout.h"

/*
 * A twist is one deviation at the layer that turns data into bytes.  Those of
 * a message change its payload (conf_encode), those of a packet the framing
 * around it (packet.h).  A list of twists ends with TW_NONE.
 */
enum conf_twist_kind {
	TW_NONE,
	TW_SET,    /* field: bytes instead, length kept right */
	TW_FRONT,  /* field: num times bytes before its value, length right */
	TW_NUM,    /* number or boolean: num, as wide as it is */
	TW_LEN,    /* field: length says num, bytes unchanged */
	TW_OMIT,   /* field: left out */
	TW_TWICE,  /* field: sent twice */
	TW_CUT,    /* message: ends num bytes into this field */
	TW_TAIL,   /* message: bytes after the last field */
	TW_NUMBER, /* message: num instead of its number */
	TW_PACKET_LEN, /* packet: packet_length says num */
	TW_PAD,        /* packet: num bytes of padding, told truly */
	TW_PAD_MORE,   /* packet: num bytes more than the least, told truly */
	TW_PAD_MOST,   /* packet: as much padding as is lawful */
	TW_PAD_LEN,    /* packet: padding_length says num, bytes unchanged */
	TW_FLIP,       /* packet: bits num of sealed byte at wrong */
	TW_PAD_FLIP,   /* packet: first bit of the last byte of padding wrong */
	TW_TAG_FLIP,   /* packet: first bit of the tag wrong */
	TW_SEQ_SKEW,   /* packet: sealed with sequence number + num */
	TW_LOST,       /* packet: sealed and counted, never sent */
	TW_AGAIN       /* packet: sent twice, as it was sealed */
};

struct conf_twist {
	enum conf_twist_kind kind;
	size_t at; /* field, by its offset in struct ett_msg_NAME; a byte */
	struct ett_bytes bytes;
	uint32_t num;
};

/* clang-format off */
#define TWISTS(...) (const struct conf_twist[]){ __VA_ARGS__, { .at = 0 } }

/* A field is named by message and member; a typing error cannot compile. */
#define AT(name, field) .at = offsetof(struct ett_msg_##name, field)
#define SET(name, field, s)                                             \
	{ .kind = TW_SET, AT(name, field), .bytes = ETT_INIT(s) }
#define FRONT(name, field, s)                                           \
	FRONT_TIMES(name, field, s, 1)
#define FRONT_TIMES(name, field, s, n)                                  \
	{ .kind = TW_FRONT, AT(name, field), .bytes = ETT_INIT(s), .num = (n) }
#define NUM(name, field, n)                                             \
	{ .kind = TW_NUM, AT(name, field), .num = (n) }
#define LEN(name, field, n)                                             \
	{ .kind = TW_LEN, AT(name, field), .num = (n) }
#define OMIT(name, field)  { .kind = TW_OMIT, AT(name, field) }
#define TWICE(name, field) { .kind = TW_TWICE, AT(name, field) }
#define CUT(name, field, n)                                             \
	{ .kind = TW_CUT, AT(name, field), .num = (n) }
#define TAIL(s)         { .kind = TW_TAIL, .bytes = ETT_INIT(s) }
#define NUMBER(n)       { .kind = TW_NUMBER, .num = (n) }
#define PACKET_LEN(n)   { .kind = TW_PACKET_LEN, .num = (n) }
#define PAD(n)          { .kind = TW_PAD, .num = (n) }
#define PAD_LEN(n)      { .kind = TW_PAD_LEN, .num = (n) }
#define PAD_MORE(n)     { .kind = TW_PAD_MORE, .num = (n) }
#define PAD_MOST()      { .kind = TW_PAD_MOST }
/* byte counts from the front of packet_length */
#define FLIP(byte, bits) { .kind = TW_FLIP, .at = (byte), .num = (bits) }
#define PAD_FLIP()      { .kind = TW_PAD_FLIP }
#define TAG_FLIP()      { .kind = TW_TAG_FLIP }
#define SEQ_SKEW(n)     { .kind = TW_SEQ_SKEW, .num = (n) }
#define LOST()          { .kind = TW_LOST }
#define AGAIN()         { .kind = TW_AGAIN }
/* clang-format on */

/*
 * The second encoder: lawful without twists (NULL or an empty list), else
 * just as wrong as asked.  msg is struct ett_msg_NAME of that id; out.lost
 * tells that it did not fit.
 */
void conf_encode(enum ett_msg_id id, const void *msg,
		 const struct conf_twist *twists, struct conf_put *out);

/* The first twist of this kind in the list; NULL: none. */
const struct conf_twist *conf_twist_find(const struct conf_twist *twists,
					 enum conf_twist_kind kind);

#endif
