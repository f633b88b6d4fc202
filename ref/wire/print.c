/* SPDX-License-Identifier: ISC
 *
 * Invariant: out holds a NUL-terminated string after every step, however
 * little room there is.
 */
#include "wire/print.h"

#include <stdio.h>
#include <string.h>

#include "wire/cursor.h"

enum { FIELD_MAX = 96 };

struct line {
	char *out;
	size_t len, room;
};

static void add(struct line *l, const char *text)
{
	size_t n = strlen(text), left = l->room - l->len - 1;

	if (n > left)
		n = left;
	memcpy(l->out + l->len, text, n);
	l->len += n;
	l->out[l->len] = '\0';
}

static void add_number(struct line *l, uint64_t v)
{
	char text[24];

	snprintf(text, sizeof text, "%llu", (unsigned long long)v);
	add(l, text);
}

static void add_text(struct line *l, struct ett_bytes v)
{
	char text[4 * FIELD_MAX + 1];
	size_t n = v.n;

	if (v.n > FIELD_MAX)
		v.n = FIELD_MAX;
	ett_escape(v, text, sizeof text);
	add(l, "\"");
	add(l, text);
	add(l, n > v.n ? "\"..+" : "\"");
	if (n > v.n)
		add_number(l, n - v.n);
}

static void add_hex(struct line *l, struct ett_bytes v)
{
	char text[2 * FIELD_MAX + 1];
	size_t n = v.n, show = FIELD_MAX / 4;

	if (v.n > show)
		v.n = show;
	ett_hex(v, text, sizeof text);
	add(l, "0x");
	add(l, text);
	if (n > v.n) {
		add(l, "..+");
		add_number(l, n - v.n);
	}
}

static bool is_text(struct ett_bytes v)
{
	for (size_t i = 0; i < v.n && i < FIELD_MAX; i++)
		if (v.p[i] < 0x20 || v.p[i] > 0x7e)
			return false;
	return true;
}

static void add_value(struct line *l, struct ett_rd *r, enum ett_type type)
{
	struct ett_bytes v = { 0 };

	switch (type) {
	case ETT_T_u8:
		add_number(l, ett_rd_u8(r));
		return;
	case ETT_T_bit:
		add(l, ett_rd_bool(r) ? "true" : "false");
		return;
	case ETT_T_u32:
		add_number(l, ett_rd_u32(r));
		return;
	case ETT_T_u64:
		add_number(l, ett_rd_u64(r));
		return;
	case ETT_T_str:
	case ETT_T_names:
		v = ett_rd_str(r);
		break;
	case ETT_T_mpint:
		add_hex(l, ett_rd_str(r));
		return;
	case ETT_T_cookie:
		add_hex(l, ett_rd_raw(r, ETT_COOKIE_LEN));
		return;
	case ETT_T_rest:
		v = ett_rd_rest(r);
		break;
	case ETT_T_COUNT:
		return;
	}
	if (is_text(v))
		add_text(l, v);
	else
		add_hex(l, v);
}

/* The method name of a userauth request decides whether its body is secret. */
static bool secret(const struct ett_layout *m, struct ett_bytes payload)
{
	struct ett_msg_userauth_request u;

	if (m->number == ETT_NUM_userauth_info_response)
		return true;
	return m->number == ETT_NUM_userauth_request &&
	       ett_decode(userauth_request, payload, &u) == ETT_OK &&
	       ett_bytes_is(u.method, "password");
}

const struct ett_layout *ett_layout_find(uint8_t number, const char *method)
{
	const struct ett_layout *first = NULL;

	for (size_t i = 0; i < ETT_MSG_COUNT; i++) {
		const struct ett_layout *l = &ett_layout[i];

		if (l->inside != NULL || l->number != number)
			continue;
		if (method != NULL &&
		    strncmp(l->name, method, strlen(method)) == 0)
			return l;
		if (first == NULL)
			first = l;
	}
	return first;
}

size_t ett_print_payload(struct ett_bytes payload, const char *method,
			 char *out, size_t room)
{
	struct line l = { .out = out, .room = room };
	struct ett_rd r = ett_rd(payload);
	uint8_t number = ett_rd_u8(&r);
	const struct ett_layout *m = ett_layout_find(number, method);
	bool hide;

	out[0] = '\0';
	if (payload.n == 0 || m == NULL) {
		add(&l, payload.n == 0 ? "empty payload" : "message ");
		if (payload.n > 0)
			add_number(&l, number);
		return l.len;
	}
	add(&l, m->name);
	hide = secret(m, payload);
	for (const struct ett_field *f = m->fields();
	     f->name != NULL && r.err == ETT_OK; f++) {
		add(&l, " ");
		add(&l, f->name);
		add(&l, "=");
		if (hide && f->type == ETT_T_rest) {
			add(&l, "(hidden, bytes: ");
			add_number(&l, ett_rd_rest(&r).n);
			add(&l, ")");
		} else {
			add_value(&l, &r, f->type);
		}
	}
	if (ett_rd_end(&r) != ETT_OK) {
		add(&l, " !");
		add(&l, ett_err_name(r.err));
	}
	return l.len;
}
