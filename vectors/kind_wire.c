/* SPDX-License-Identifier: ISC
 *
 * Kind "wire": the data types of RFC 4251 section 5.  The file names the type;
 * value is decimal, true or false, the text of a name-list, or hexadecimal
 * digits, behind a minus sign for a negative mpint.  What was read must be
 * the value; what is written must be encoded again, unless another encoding
 * is the usual one.  No library is asked.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors/answer.h"
#include "wire/cursor.h"

enum { TEXT_MAX = 1024 };

/* Reads one value off r, writes it down as text, and puts it into w. */
struct type {
	const char *name;
	void (*read)(struct ett_rd *r, char *text, struct ett_wr *w);
};

static void read_byte(struct ett_rd *r, char *text, struct ett_wr *w)
{
	uint8_t v = ett_rd_u8(r);

	snprintf(text, TEXT_MAX, "%u", v);
	ett_wr_u8(w, v);
}

static void read_boolean(struct ett_rd *r, char *text, struct ett_wr *w)
{
	bool v = ett_rd_bool(r);

	snprintf(text, TEXT_MAX, "%s", v ? "true" : "false");
	ett_wr_bool(w, v);
}

static void read_uint32(struct ett_rd *r, char *text, struct ett_wr *w)
{
	uint32_t v = ett_rd_u32(r);

	snprintf(text, TEXT_MAX, "%" PRIu32, v);
	ett_wr_u32(w, v);
}

static void read_uint64(struct ett_rd *r, char *text, struct ett_wr *w)
{
	uint64_t v = ett_rd_u64(r);

	snprintf(text, TEXT_MAX, "%" PRIu64, v);
	ett_wr_u64(w, v);
}

static void read_string(struct ett_rd *r, char *text, struct ett_wr *w)
{
	struct ett_bytes v = ett_rd_str(r);

	ett_hex(v, text, TEXT_MAX);
	ett_wr_str(w, v);
}

static void read_names(struct ett_rd *r, char *text, struct ett_wr *w)
{
	struct ett_bytes v = ett_rd_names(r);

	ett_escape(v, text, TEXT_MAX);
	ett_wr_str(w, v);
}

/* Two's complement to sign and magnitude: all bits turned over, and one more.
 */
static struct ett_bytes negate(struct ett_bytes v, uint8_t *out)
{
	unsigned carry = 1;
	struct ett_bytes shorter = { out, v.n };

	for (size_t i = v.n; i-- > 0; carry >>= 8) {
		carry += (uint8_t)~v.p[i];
		out[i] = (uint8_t)carry;
	}
	while (shorter.n > 0 && shorter.p[0] == 0) {
		shorter.p++;
		shorter.n--;
	}
	return shorter;
}

static void read_mpint(struct ett_rd *r, char *text, struct ett_wr *w)
{
	uint8_t magnitude[TEXT_MAX];
	struct ett_bytes v = ett_rd_mpint(r);
	bool negative = v.n > 0 && v.n < TEXT_MAX && (v.p[0] & 0x80);

	if (negative) {
		*text++ = '-';
		ett_hex(negate(v, magnitude), text, TEXT_MAX - 1);
		ett_wr_str(w, v);
		return;
	}
	ett_wr_uint(w, v);
	if (v.n > 0 && v.p[0] == 0) {
		v.p++;
		v.n--;
	}
	ett_hex(v, text, TEXT_MAX);
}

static const struct type types[] = {
	{ "byte", read_byte },     { "boolean", read_boolean },
	{ "uint32", read_uint32 }, { "uint64", read_uint64 },
	{ "string", read_string }, { "name-list", read_names },
	{ "mpint", read_mpint },
};

static const struct type *find(const char *name)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	return NULL;
}

static bool is_usual(const struct vec_case *c)
{
	return !json_is_false(json_object_get(c->test, "canonical"));
}

static enum vec_outcome check(struct vec_case *c, const struct type *t,
			      struct ett_bytes encoded)
{
	struct ett_rd r = ett_rd(encoded);
	struct ett_wr w = ett_wr(vec_memory(c, encoded.n + 8), encoded.n + 8);
	char *text = vec_memory(c, TEXT_MAX);
	struct ett_bytes again;
	const char *value;
	ett_err e;

	t->read(&r, text, &w);
	e = ett_rd_end(&r);
	if (e != ETT_OK || !vec_states_valid(c))
		return vec_outcome_of(c, e);
	if (!vec_text(c, c->test, "value", &value))
		return VEC_BROKEN;
	if (strcmp(text, value) != 0)
		return vec_say(c, VEC_WRONG, "read as %.60s, not %.60s", text,
			       value);
	again.p = w.start;
	e = ett_wr_end(&w, &again.n);
	return e == ETT_OK && is_usual(c) ? vec_compare(c, again, encoded)
					  : vec_outcome_of(c, e);
}

static enum vec_outcome run(struct vec_case *c)
{
	struct ett_bytes encoded;
	const struct type *t;
	const char *name;

	if (!vec_algorithm(c, &name) ||
	    !vec_hex(c, c->test, "encoded", &encoded))
		return VEC_BROKEN;
	t = find(name);
	if (t == NULL)
		return vec_say(c, VEC_BROKEN, "%s: no such type", name);
	return check(c, t, encoded);
}

const struct vec_kind vec_kind_wire = {
	.schema = "wire",
	.group_needs = (const char *const[]){ NULL },
	.group_may = (const char *const[]){ "checkedWith", NULL },
	.test_needs = (const char *const[]){ "encoded", NULL },
	.test_may = (const char *const[]){ "value", "canonical", NULL },
	.run = run,
};
