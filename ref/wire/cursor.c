/* SPDX-License-Identifier: ISC
 *
 * Invariant: p <= end, and once err is set p == end, so that nothing more is
 * read or written.  Every length is compared with what is left before use.
 */
#include "wire/cursor.h"

#include <string.h>

uint32_t ett_get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | (uint32_t)p[3];
}

void ett_put_u32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

void ett_put_u64(uint8_t *p, uint64_t v)
{
	ett_put_u32(p, (uint32_t)(v >> 32));
	ett_put_u32(p + 4, (uint32_t)v);
}

static void rd_fail(struct ett_rd *r, ett_err e)
{
	if (r->err == ETT_OK)
		r->err = e;
	r->p = r->end;
}

struct ett_rd ett_rd(struct ett_bytes b)
{
	return (struct ett_rd){ .p = b.p, .end = b.n > 0 ? b.p + b.n : b.p };
}

struct ett_bytes ett_rd_raw(struct ett_rd *r, size_t n)
{
	struct ett_bytes v = { r->p, n };

	if (r->err != ETT_OK || n > (size_t)(r->end - r->p)) {
		rd_fail(r, ETT_SHORT);
		return (struct ett_bytes){ r->end, 0 };
	}
	if (n > 0)
		r->p += n;
	return v;
}

uint8_t ett_rd_u8(struct ett_rd *r)
{
	struct ett_bytes v = ett_rd_raw(r, 1);

	return v.n == 1 ? v.p[0] : 0;
}

bool ett_rd_bool(struct ett_rd *r)
{
	return ett_rd_u8(r) != 0;
}

uint32_t ett_rd_u32(struct ett_rd *r)
{
	struct ett_bytes v = ett_rd_raw(r, 4);

	return v.n == 4 ? ett_get_u32(v.p) : 0;
}

uint64_t ett_rd_u64(struct ett_rd *r)
{
	uint64_t high = ett_rd_u32(r);

	return high << 32 | ett_rd_u32(r);
}

struct ett_bytes ett_rd_str(struct ett_rd *r)
{
	return ett_rd_raw(r, ett_rd_u32(r));
}

/* RFC 4251 section 5: printable US-ASCII, no empty name, hence no comma at
 * either end and no two in a row.  A comma at the end is let through, since
 * libssh 0.10 ends lists of KEXINIT with one; it separates nothing.  Section
 * 6 bounds the length of a name, which is a matter of meaning and not looked
 * at here. */
struct ett_bytes ett_rd_names(struct ett_rd *r)
{
	struct ett_bytes v = ett_rd_str(r);
	uint8_t before = ',';

	for (size_t i = 0; i < v.n; i++) {
		uint8_t c = v.p[i];

		if (c <= 0x20 || c >= 0x7f || (c == ',' && before == ',')) {
			rd_fail(r, ETT_FORMAT);
			return (struct ett_bytes){ r->end, 0 };
		}
		before = c;
	}
	return v;
}

struct ett_bytes ett_rd_mpint(struct ett_rd *r)
{
	struct ett_bytes v = ett_rd_str(r);
	bool zero = v.n >= 1 && v.p[0] == 0;
	bool ones = v.n >= 2 && v.p[0] == 0xff;

	if ((zero && (v.n == 1 || !(v.p[1] & 0x80))) ||
	    (ones && (v.p[1] & 0x80))) {
		rd_fail(r, ETT_FORMAT);
		return (struct ett_bytes){ r->end, 0 };
	}
	return v;
}

struct ett_bytes ett_rd_uint(struct ett_rd *r)
{
	struct ett_bytes v = ett_rd_mpint(r);

	if (v.n > 0 && (v.p[0] & 0x80)) {
		rd_fail(r, ETT_FORMAT);
		return (struct ett_bytes){ r->end, 0 };
	}
	if (v.n > 0 && v.p[0] == 0) {
		v.p++;
		v.n--;
	}
	return v;
}

struct ett_bytes ett_rd_rest(struct ett_rd *r)
{
	return ett_rd_raw(r, (size_t)(r->end - r->p));
}

ett_err ett_rd_end(struct ett_rd *r)
{
	if (r->err == ETT_OK && r->p != r->end)
		r->err = ETT_TRAILING;
	return r->err;
}

struct ett_wr ett_wr(uint8_t *out, size_t room)
{
	return (struct ett_wr){ .start = out, .p = out, .end = out + room };
}

void ett_wr_raw(struct ett_wr *w, struct ett_bytes v)
{
	if (w->err != ETT_OK || v.n > (size_t)(w->end - w->p)) {
		w->err = ETT_SPACE;
		return;
	}
	if (v.n > 0)
		memcpy(w->p, v.p, v.n);
	w->p += v.n;
}

void ett_wr_u8(struct ett_wr *w, uint8_t v)
{
	ett_wr_raw(w, (struct ett_bytes){ &v, 1 });
}

void ett_wr_bool(struct ett_wr *w, bool v)
{
	ett_wr_u8(w, v ? 1 : 0);
}

void ett_wr_u32(struct ett_wr *w, uint32_t v)
{
	uint8_t b[4];

	ett_put_u32(b, v);
	ett_wr_raw(w, (struct ett_bytes){ b, sizeof b });
}

void ett_wr_u64(struct ett_wr *w, uint64_t v)
{
	uint8_t b[8];

	ett_put_u64(b, v);
	ett_wr_raw(w, (struct ett_bytes){ b, sizeof b });
}

void ett_wr_str(struct ett_wr *w, struct ett_bytes v)
{
	if (v.n > UINT32_MAX) {
		w->err = ETT_SPACE;
		return;
	}
	ett_wr_u32(w, (uint32_t)v.n);
	ett_wr_raw(w, v);
}

void ett_wr_uint(struct ett_wr *w, struct ett_bytes v)
{
	bool sign;

	while (v.n > 0 && v.p[0] == 0) {
		v.p++;
		v.n--;
	}
	sign = v.n > 0 && (v.p[0] & 0x80);
	if (v.n >= UINT32_MAX) {
		w->err = ETT_SPACE;
		return;
	}
	ett_wr_u32(w, (uint32_t)v.n + sign);
	if (sign)
		ett_wr_u8(w, 0);
	ett_wr_raw(w, v);
}

ett_err ett_wr_end(const struct ett_wr *w, size_t *len)
{
	if (w->err != ETT_OK)
		return w->err;
	*len = (size_t)(w->p - w->start);
	return ETT_OK;
}
