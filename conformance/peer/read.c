/* SPDX-License-Identifier: ISC
 *
 * Every length is held against what is left before it is used; a field that
 * does not fit ends the reading, and what stood before it stays readable.
 */
#include "conformance/peer/read.h"

#include <stdio.h>
#include <string.h>

struct left {
	struct ett_bytes b;
	bool cut;
};

static struct ett_bytes take(struct left *l, size_t n)
{
	struct ett_bytes v = { NULL, 0 };

	if (l->cut || n > l->b.n) {
		l->cut = true;
		return v;
	}
	v = (struct ett_bytes){ l->b.p, n };
	l->b.p += n;
	l->b.n -= n;
	return v;
}

static uint64_t take_num(struct left *l, size_t width)
{
	struct ett_bytes v = take(l, width);
	uint64_t num = 0;

	for (size_t i = 0; i < v.n; i++)
		num = num << 8 | v.p[i];
	return num;
}

static unsigned odd_name(struct ett_bytes name)
{
	unsigned odd = name.n == 0 ? ODD_EMPTY_NAME : 0;

	if (name.n > CONF_NAME_MAX)
		odd |= ODD_LONG_NAME;
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] <= 0x20 || name.p[i] >= 0x7f)
			odd |= ODD_BAD_NAME;
	return odd;
}

/* RFC 4251 section 5: commas between names, so a comma at either end, or two
 * in a row, means a name of no length. */
static unsigned odd_names(struct ett_bytes list)
{
	unsigned odd = 0;
	size_t start = 0;

	if (list.n == 0)
		return 0;
	for (size_t i = 0; i <= list.n; i++) {
		if (i < list.n && list.p[i] != ',')
			continue;
		odd |=
		    odd_name((struct ett_bytes){ list.p + start, i - start });
		start = i + 1;
	}
	return odd;
}

static unsigned odd_mpint(struct ett_bytes v)
{
	unsigned odd = 0;

	if (v.n > 0 && v.p[0] >= 0x80)
		odd |= ODD_NEGATIVE;
	if (v.n == 1 && v.p[0] == 0)
		odd |= ODD_MPINT;
	if (v.n > 1 && ((v.p[0] == 0 && v.p[1] < 0x80) ||
			(v.p[0] == 0xff && v.p[1] >= 0x80)))
		odd |= ODD_MPINT;
	return odd;
}

static unsigned read_field(struct left *l, enum ett_type type,
			   struct conf_value *v)
{
	switch (type) {
	case ETT_T_u8:
		v->num = take_num(l, 1);
		return 0;
	case ETT_T_bit:
		v->num = take_num(l, 1);
		return v->num > 1 ? ODD_BOOL : 0;
	case ETT_T_u32:
		v->num = take_num(l, 4);
		return 0;
	case ETT_T_u64:
		v->num = take_num(l, 8);
		return 0;
	case ETT_T_cookie:
		v->bytes = take(l, ETT_COOKIE_LEN);
		return 0;
	case ETT_T_rest:
		v->bytes = take(l, l->b.n);
		return 0;
	default:
		v->bytes = take(l, (size_t)take_num(l, 4));
	}
	if (type == ETT_T_names)
		return odd_names(v->bytes);
	return type == ETT_T_mpint ? odd_mpint(v->bytes) : 0;
}

static const struct ett_layout *find_row(uint8_t number, const char *prefix)
{
	const struct ett_layout *first = NULL;

	for (size_t i = 0; i < ETT_MSG_COUNT; i++) {
		const struct ett_layout *l = &ett_layout[i];

		if (l->inside != NULL || l->number != number)
			continue;
		if (prefix != NULL &&
		    strncmp(l->name, prefix, strlen(prefix)) == 0)
			return l;
		if (first == NULL)
			first = l;
	}
	return first;
}

void conf_read(struct ett_bytes payload, const char *prefix,
	       struct conf_seen *seen)
{
	struct left l = { payload, false };
	struct ett_bytes number = take(&l, 1);
	struct conf_value v;

	memset(seen, 0, sizeof *seen);
	if (l.cut) {
		seen->odd = ODD_SHORT | ODD_UNKNOWN;
		return;
	}
	seen->row = find_row(number.p[0], prefix);
	if (seen->row == NULL) {
		seen->odd = ODD_UNKNOWN;
		return;
	}
	for (const struct ett_field *f = seen->row->fields();
	     f->name != NULL && seen->n < CONF_FIELDS_MAX; f++) {
		memset(&v, 0, sizeof v);
		seen->odd |= read_field(&l, f->type, &v);
		if (l.cut)
			break;
		seen->v[seen->n++] = v;
	}
	if (l.cut)
		seen->odd |= ODD_SHORT;
	else if (l.b.n > 0)
		seen->odd |= ODD_TAIL;
}

struct conf_value conf_seen_at(const struct conf_seen *seen, size_t offset)
{
	const struct ett_field *f;
	struct conf_value none = { { NULL, 0 }, 0 };

	if (seen->row == NULL)
		return none;
	f = seen->row->fields();
	for (size_t i = 0; i < seen->n; i++)
		if (f[i].offset == offset)
			return seen->v[i];
	return none;
}

void conf_odd_text(unsigned odd, char *out, size_t room)
{
	static const char *const words[] = {
		"ends inside a field",
		"bytes after the last field",
		"a boolean that is neither 0 nor 1",
		"an empty name in a name-list",
		"a name longer than 64 bytes",
		"a name with bytes that are not printable",
		"an mpint not in its shortest form",
		"a negative mpint",
		"a message number that is not in the table",
	};
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (!(odd & 1u << i) || n >= room)
			continue;
		n += (size_t)snprintf(out + n, room - n, "%s%s",
				      n > 0 ? ", " : "", words[i]);
	}
}

enum { SHOW_MAX = 600, HEX_MAX = 24 };

static size_t print_hex(struct ett_bytes b, char *out, size_t room)
{
	char text[2 * HEX_MAX + 3];
	size_t n = b.n;

	if (b.n > HEX_MAX)
		b.n = HEX_MAX;
	ett_hex(b, text, sizeof text);
	return (size_t)snprintf(out, room, "%s%s (%zu bytes)", text,
				b.n < n ? ".." : "", n);
}

/* Keys and the like: more than a few bytes that are no text. */
static bool is_binary(struct ett_bytes b)
{
	size_t odd = 0;

	for (size_t i = 0; i < b.n; i++)
		odd += b.p[i] < 0x20 || b.p[i] >= 0x7f;
	return odd > 3 && odd * 4 > b.n;
}

static size_t print_value(enum ett_type type, const struct conf_value *v,
			  char *out, size_t room)
{
	char text[SHOW_MAX + 1];
	struct ett_bytes b = v->bytes;

	switch (type) {
	case ETT_T_u8:
	case ETT_T_bit:
	case ETT_T_u32:
	case ETT_T_u64:
		return (size_t)snprintf(out, room, "%llu",
					(unsigned long long)v->num);
	case ETT_T_cookie:
	case ETT_T_mpint:
	case ETT_T_rest:
		return print_hex(b, out, room);
	default:
		if (is_binary(b))
			return print_hex(b, out, room);
		ett_escape(b, text, sizeof text);
		return (size_t)snprintf(out, room, "\"%s\"%s", text,
					strlen(text) < b.n ? ".." : "");
	}
}

void conf_seen_print(const struct conf_seen *seen, struct ett_bytes payload,
		     char *out, size_t room)
{
	const struct ett_field *f;
	char odd[256];
	size_t n;

	if (seen->row == NULL) {
		snprintf(out, room, "message %d (%zu bytes)",
			 payload.n > 0 ? payload.p[0] : -1, payload.n);
		return;
	}
	n = (size_t)snprintf(out, room, "%s", seen->row->name);
	f = seen->row->fields();
	for (size_t i = 0; i < seen->n && n < room; i++) {
		n += (size_t)snprintf(out + n, room - n, " %s=", f[i].name);
		if (n < room)
			n += print_value(f[i].type, &seen->v[i], out + n,
					 room - n);
	}
	conf_odd_text(seen->odd, odd, sizeof odd);
	if (odd[0] != '\0' && n < room)
		snprintf(out + n, room - n, " [%s]", odd);
}
