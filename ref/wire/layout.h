/* SPDX-License-Identifier: ISC */
#ifndef ETT_WIRE_LAYOUT_H
#define ETT_WIRE_LAYOUT_H

#include "base/bytes.h"

/*
 * wire/messages.def, expanded into two things and no more:
 *
 *   struct ett_msg_NAME   one C struct per message, for ref/proto
 *   ett_layout[]          one const row per message, for everything else:
 *                         codec, printer, fuzz dictionary, mutators, tests
 *
 * For example, MSG(channel_window_adjust, 93, ...) gives
 *
 *   struct ett_msg_channel_window_adjust {
 *           uint8_t number_; uint32_t recipient; uint32_t bytes;
 *   };
 *
 * Views in such a struct point into the packet it was decoded from.
 */

/* clang-format off */
/*   type     C type              beyond RFC 4251 section 5 */
#define ETT_TYPES(T)                                                    \
	T(u8,     uint8_t)                                              \
	T(bit,    bool)               /* any non-zero byte is true */   \
	T(u32,    uint32_t)                                             \
	T(u64,    uint64_t)                                             \
	T(str,    struct ett_bytes)   /* no character set enforced */   \
	T(names,  struct ett_bytes)                                     \
	T(mpint,  struct ett_bytes)   /* as on the wire, with its sign byte */ \
	T(cookie, struct ett_bytes)   /* 16 bytes, no length */         \
	T(rest,   struct ett_bytes)   /* to the end of the payload */
/* clang-format on */

#define ETT_COOKIE_LEN 16

enum ett_type {
#define T(type, ctype) ETT_T_##type,
	ETT_TYPES(T)
#undef T
	    ETT_T_COUNT
};

#define T(type, ctype) typedef ctype ett_c_##type;
ETT_TYPES(T)
#undef T

enum { ETT_FROM_C = 1, ETT_FROM_S = 2, ETT_FROM_CS = 3 };
enum {
	ETT_PHASE_KEX = 1,
	ETT_PHASE_SVC = 2,
	ETT_PHASE_AUTH = 4,
	ETT_PHASE_CONN = 8,
	ETT_PHASE_SVC_AUTH = ETT_PHASE_SVC | ETT_PHASE_AUTH,
	ETT_PHASE_AUTH_CONN = ETT_PHASE_AUTH | ETT_PHASE_CONN,
	ETT_PHASE_KEYED = ETT_PHASE_SVC_AUTH | ETT_PHASE_CONN,
	ETT_PHASE_ANY = 15
};

/* clang-format off */
#define MSG(name, number, from, phase, rfc) OPEN(name)
#define PART(name, inside, key, rfc)        OPEN(name)
#define OPEN(name) struct ett_msg_##name { uint8_t number_;
#define F(type, field) ett_c_##type field;
#define END(name) };
#include "wire/messages.def"
#undef MSG
#undef PART
#undef OPEN
#undef F
#undef END
/* clang-format on */

enum ett_msg_id {
#define MSG(name, number, from, phase, rfc) ETT_MSG_##name,
#define PART(name, inside, key, rfc)        ETT_MSG_##name,
#define F(type, field)
#define END(name)
#include "wire/messages.def"
#undef MSG
#undef PART
#undef F
#undef END
	ETT_MSG_COUNT
};

/* SSH message numbers, SSH_MSG_KEXINIT as ETT_NUM_kexinit. */
enum ett_msg_number {
#define MSG(name, number, from, phase, rfc) ETT_NUM_##name = (number),
#define PART(name, inside, key, rfc)
#define F(type, field)
#define END(name)
#include "wire/messages.def"
#undef MSG
#undef PART
#undef F
#undef END
	ETT_NUM_END = 256
};

struct ett_field {
	const char *name;
	enum ett_type type;
	size_t offset; /* in struct ett_msg_NAME */
};

struct ett_layout {
	const char *name, *rfc;
	const char *inside, *key; /* parts only, else NULL */
	uint8_t number;           /* 0 for parts */
	uint8_t from, phase;
	size_t size;                             /* of struct ett_msg_NAME */
	const struct ett_field *(*fields)(void); /* ends with name == NULL */
};

extern const struct ett_layout ett_layout[ETT_MSG_COUNT];

/*
 * The strict codec of the reference.  decode refuses what is cut short, what
 * goes on too long and what is malformed (SHORT, TRAILING, FORMAT; ORDER if
 * the number is another's); encode trusts its caller and fails with SPACE
 * alone.  A part has no number: its payload is the "rest" field it stands in.
 */
ETT_OWED ett_err ett_decode_id(enum ett_msg_id id, struct ett_bytes payload,
			       void *msg);
ETT_OWED ett_err ett_encode_id(enum ett_msg_id id, const void *msg,
			       uint8_t *out, size_t room, size_t *len);

/* The conditional makes the compiler check that msg matches name. */
#define ett_decode(name, payload, msg)         \
	ett_decode_id(ETT_MSG_##name, payload, \
		      1 ? (msg) : (struct ett_msg_##name *)0)
#define ett_encode(name, msg, out, room, len)                                  \
	ett_encode_id(ETT_MSG_##name,                                          \
		      1 ? (msg) : (const struct ett_msg_##name *)0, out, room, \
		      len)

#endif
