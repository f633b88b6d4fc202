/* SPDX-License-Identifier: ISC */
#ifndef ETT_WIRE_CURSOR_H
#define ETT_WIRE_CURSOR_H

#include "base/bytes.h"

/*
 * The data types of RFC 4251 section 5.
 *
 * Both cursors are sticky: the first failure is kept, every later call does
 * nothing, getters then return zero or an empty view.  So a message is read
 * as one straight list, and one question at the end tells how it went.
 *
 * Views point into the memory the cursor was made over.
 */
struct ett_rd {
	const uint8_t *p, *end;
	ett_err err;
};

struct ett_rd ett_rd(struct ett_bytes b);
uint8_t ett_rd_u8(struct ett_rd *r);
bool ett_rd_bool(struct ett_rd *r); /* any non-zero byte is true */
uint32_t ett_rd_u32(struct ett_rd *r);
uint64_t ett_rd_u64(struct ett_rd *r);
struct ett_bytes ett_rd_raw(struct ett_rd *r, size_t n);
struct ett_bytes ett_rd_str(struct ett_rd *r);   /* uint32 length, bytes */
struct ett_bytes ett_rd_names(struct ett_rd *r); /* FORMAT if malformed */
struct ett_bytes ett_rd_mpint(struct ett_rd *r); /* FORMAT if not shortest */

/*
 * A non-negative mpint as its bytes, without the sign byte; FORMAT if it is
 * negative or not in its shortest form.
 */
struct ett_bytes ett_rd_uint(struct ett_rd *r);
struct ett_bytes ett_rd_rest(struct ett_rd *r);
ETT_OWED ett_err ett_rd_end(struct ett_rd *r); /* TRAILING if bytes remain */

struct ett_wr {
	uint8_t *start, *p, *end;
	ett_err err;
};

struct ett_wr ett_wr(uint8_t *out, size_t room);
void ett_wr_u8(struct ett_wr *w, uint8_t v);
void ett_wr_bool(struct ett_wr *w, bool v);
void ett_wr_u32(struct ett_wr *w, uint32_t v);
void ett_wr_u64(struct ett_wr *w, uint64_t v);
void ett_wr_raw(struct ett_wr *w, struct ett_bytes v);
void ett_wr_str(struct ett_wr *w, struct ett_bytes v);

/* An unsigned number, big-endian, as mpint: leading zeros go, a sign byte
 * comes where the top bit is set.  Not constant time in the leading zeros. */
void ett_wr_uint(struct ett_wr *w, struct ett_bytes v);

/* SPACE if the room did not suffice; *len is then untouched. */
ETT_OWED ett_err ett_wr_end(const struct ett_wr *w, size_t *len);

/* Big-endian, without a cursor. */
uint32_t ett_get_u32(const uint8_t *p);
void ett_put_u32(uint8_t *p, uint32_t v);
void ett_put_u64(uint8_t *p, uint64_t v);

#endif
