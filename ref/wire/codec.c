/* SPDX-License-Identifier: ISC
 *
 * One interpreter for every message: the loop walks the fields of the row,
 * the switch knows the types of RFC 4251 section 5.
 */
#include "wire/cursor.h"
#include "wire/layout.h"

static void decode_field(struct ett_rd *r, enum ett_type type, void *at)
{
	switch (type) {
	case ETT_T_u8:
		*(uint8_t *)at = ett_rd_u8(r);
		break;
	case ETT_T_bit:
		*(bool *)at = ett_rd_bool(r);
		break;
	case ETT_T_u32:
		*(uint32_t *)at = ett_rd_u32(r);
		break;
	case ETT_T_u64:
		*(uint64_t *)at = ett_rd_u64(r);
		break;
	case ETT_T_str:
		*(struct ett_bytes *)at = ett_rd_str(r);
		break;
	case ETT_T_names:
		*(struct ett_bytes *)at = ett_rd_names(r);
		break;
	case ETT_T_mpint:
		*(struct ett_bytes *)at = ett_rd_mpint(r);
		break;
	case ETT_T_cookie:
		*(struct ett_bytes *)at = ett_rd_raw(r, ETT_COOKIE_LEN);
		break;
	case ETT_T_rest:
		*(struct ett_bytes *)at = ett_rd_rest(r);
		break;
	case ETT_T_COUNT:
		break;
	}
}

static void encode_field(struct ett_wr *w, enum ett_type type, const void *at)
{
	switch (type) {
	case ETT_T_u8:
		ett_wr_u8(w, *(const uint8_t *)at);
		break;
	case ETT_T_bit:
		ett_wr_bool(w, *(const bool *)at);
		break;
	case ETT_T_u32:
		ett_wr_u32(w, *(const uint32_t *)at);
		break;
	case ETT_T_u64:
		ett_wr_u64(w, *(const uint64_t *)at);
		break;
	case ETT_T_str:
	case ETT_T_names:
	case ETT_T_mpint:
		ett_wr_str(w, *(const struct ett_bytes *)at);
		break;
	case ETT_T_cookie:
	case ETT_T_rest:
		ett_wr_raw(w, *(const struct ett_bytes *)at);
		break;
	case ETT_T_COUNT:
		break;
	}
}

ett_err ett_decode_id(enum ett_msg_id id, struct ett_bytes payload, void *msg)
{
	const struct ett_layout *l = &ett_layout[id];
	struct ett_rd r = ett_rd(payload);
	uint8_t *base = msg;

	if (l->inside == NULL) {
		base[0] = ett_rd_u8(&r);
		if (r.err == ETT_OK && base[0] != l->number)
			return ETT_ORDER;
	}
	for (const struct ett_field *f = l->fields(); f->name != NULL; f++)
		decode_field(&r, f->type, base + f->offset);
	return ett_rd_end(&r);
}

ett_err ett_encode_id(enum ett_msg_id id, const void *msg, uint8_t *out,
		      size_t room, size_t *len)
{
	const struct ett_layout *l = &ett_layout[id];
	struct ett_wr w = ett_wr(out, room);
	const uint8_t *base = msg;

	if (l->inside == NULL)
		ett_wr_u8(&w, l->number);
	for (const struct ett_field *f = l->fields(); f->name != NULL; f++)
		encode_field(&w, f->type, base + f->offset);
	return ett_wr_end(&w, len);
}
