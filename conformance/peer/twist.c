/* SPDX-License-Identifier: ISC
 *
 * The encoder of the judge.  Without twists it writes what RFC 4251 section 5
 * says for the types in the table, and nothing of it comes from ref: the
 * table is shared, this code is not.
 */
#include "conformance/peer/twist.h"

#include <string.h>

const struct conf_twist *conf_twist_find(const struct conf_twist *twists,
					 enum conf_twist_kind kind)
{
	for (; twists != NULL && twists->kind != TW_NONE; twists++)
		if (twists->kind == kind)
			return twists;
	return NULL;
}

static const struct conf_twist *on_field(const struct conf_twist *twists,
					 enum conf_twist_kind kind, size_t at)
{
	for (; twists != NULL && twists->kind != TW_NONE; twists++)
		if (twists->kind == kind && twists->at == at)
			return twists;
	return NULL;
}

static void put_u64(struct conf_put *o, uint64_t v)
{
	conf_put_u32(o, (uint32_t)(v >> 32));
	conf_put_u32(o, (uint32_t)v);
}

/* Numbers; the widths are those of the table's types. */
static void put_number(struct conf_put *o, const struct ett_field *f,
		       const uint8_t *msg, const struct conf_twist *num)
{
	bool bit = false;
	uint32_t u32 = 0;
	uint64_t u64 = 0;

	switch (f->type) {
	case ETT_T_u8:
		conf_put_u8(o, num ? (uint8_t)num->num : msg[f->offset]);
		break;
	case ETT_T_bit:
		memcpy(&bit, msg + f->offset, sizeof bit);
		conf_put_u8(o, num ? (uint8_t)num->num : bit);
		break;
	case ETT_T_u32:
		memcpy(&u32, msg + f->offset, sizeof u32);
		conf_put_u32(o, num ? num->num : u32);
		break;
	default:
		memcpy(&u64, msg + f->offset, sizeof u64);
		put_u64(o, num ? num->num : u64);
	}
}

static bool has_length(enum ett_type t)
{
	return t == ETT_T_str || t == ETT_T_names || t == ETT_T_mpint;
}

static void put_view(struct conf_put *o, const struct ett_field *f,
		     const uint8_t *msg, const struct conf_twist *twists)
{
	const struct conf_twist *set = on_field(twists, TW_SET, f->offset);
	const struct conf_twist *front = on_field(twists, TW_FRONT, f->offset);
	const struct conf_twist *len = on_field(twists, TW_LEN, f->offset);
	struct ett_bytes v, before = { NULL, 0 };
	uint32_t times = 0;

	memcpy(&v, msg + f->offset, sizeof v);
	if (set != NULL)
		v = set->bytes;
	if (front != NULL) {
		before = front->bytes;
		times = front->num;
	}
	if (has_length(f->type))
		conf_put_u32(o, len ? len->num
				    : (uint32_t)(before.n * times + v.n));
	for (uint32_t i = 0; i < times; i++)
		conf_put_raw(o, before);
	conf_put_raw(o, v);
}

static void put_field(struct conf_put *o, const struct ett_field *f,
		      const uint8_t *msg, const struct conf_twist *twists)
{
	switch (f->type) {
	case ETT_T_u8:
	case ETT_T_bit:
	case ETT_T_u32:
	case ETT_T_u64:
		put_number(o, f, msg, on_field(twists, TW_NUM, f->offset));
		break;
	default:
		put_view(o, f, msg, twists);
	}
}

/* What the field began with stays, the rest of it goes. */
static void cut_back(struct conf_put *o, size_t start, size_t keep)
{
	if (o->n > start + keep)
		o->n = start + keep;
}

void conf_encode(enum ett_msg_id id, const void *msg,
		 const struct conf_twist *twists, struct conf_put *out)
{
	const struct conf_twist *t = conf_twist_find(twists, TW_NUMBER);
	const struct ett_layout *l = &ett_layout[id];

	if (l->inside == NULL)
		conf_put_u8(out, t ? (uint8_t)t->num : l->number);
	for (const struct ett_field *f = l->fields(); f->name != NULL; f++) {
		size_t start = out->n;

		if (on_field(twists, TW_OMIT, f->offset) != NULL)
			continue;
		put_field(out, f, msg, twists);
		if (on_field(twists, TW_TWICE, f->offset) != NULL)
			put_field(out, f, msg, twists);
		t = on_field(twists, TW_CUT, f->offset);
		if (t != NULL) {
			cut_back(out, start, t->num);
			return;
		}
	}
	t = conf_twist_find(twists, TW_TAIL);
	if (t != NULL)
		conf_put_raw(out, t->bytes);
}
