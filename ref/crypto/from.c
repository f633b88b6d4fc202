/* SPDX-License-Identifier: ISC
 *
 * Addresses are compared as 128-bit numbers, IPv4 in its mapped form, so that
 * every spelling of an address is the same address.
 */
#include <string.h>

#include "crypto/authkeys.h"
#include "crypto/textline.h"

enum { ADDR_LEN = 16, V4_AT = 12, V4_BITS = 32, GROUPS = 8 };

struct addr {
	uint8_t b[ADDR_LEN];
	bool v4;
};

static const uint8_t v4_prefix[V4_AT] = { 0, 0, 0, 0, 0,    0,
					  0, 0, 0, 0, 0xff, 0xff };

/* A decimal number without leading zeros, at most max; takes its digits. */
static bool take_decimal(struct ett_bytes *t, unsigned max, unsigned *out)
{
	unsigned v = 0;
	size_t n = 0;

	for (; n < t->n && t->p[n] >= '0' && t->p[n] <= '9' && n < 4; n++)
		v = v * 10 + (unsigned)(t->p[n] - '0');
	if (n == 0 || v > max || (n > 1 && t->p[0] == '0'))
		return false;
	t->p += n;
	t->n -= n;
	*out = v;
	return true;
}

static bool take_char(struct ett_bytes *t, char c)
{
	if (t->n == 0 || t->p[0] != (uint8_t)c)
		return false;
	t->p++;
	t->n--;
	return true;
}

static bool read_v4(struct ett_bytes t, uint8_t *out)
{
	for (int i = 0; i < 4; i++) {
		unsigned v;

		if (i > 0 && !take_char(&t, '.'))
			return false;
		if (!take_decimal(&t, 255, &v))
			return false;
		out[i] = (uint8_t)v;
	}
	return t.n == 0;
}

static int hex_value(uint8_t c)
{
	c = ett_lower(c);
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One to four hexadecimal digits. */
static bool take_group(struct ett_bytes *t, uint8_t *out)
{
	unsigned v = 0;
	size_t n = 0;

	for (; n < 4 && n < t->n && hex_value(t->p[n]) >= 0; n++)
		v = v << 4 | (unsigned)hex_value(t->p[n]);
	if (n == 0)
		return false;
	t->p += n;
	t->n -= n;
	out[0] = (uint8_t)(v >> 8);
	out[1] = (uint8_t)v;
	return true;
}

/* "::" in the middle: what was read behind it belongs at the end. */
static bool spread(uint8_t *b, size_t len, size_t gap)
{
	size_t tail;

	if (gap == SIZE_MAX)
		return len == ADDR_LEN;
	if (len >= ADDR_LEN)
		return false;
	tail = len - gap;
	memmove(b + ADDR_LEN - tail, b + gap, tail);
	memset(b + gap, 0, ADDR_LEN - len);
	return true;
}

/* RFC 4291 section 2.2, all three forms. */
static bool read_v6(struct ett_bytes t, uint8_t *b)
{
	size_t len = 0, gap = SIZE_MAX;

	if (take_char(&t, ':') && (t.n == 0 || t.p[0] != ':'))
		return false;
	while (t.n > 0 && len < ADDR_LEN) {
		if (take_char(&t, ':')) {
			if (gap != SIZE_MAX)
				return false;
			gap = len;
			continue;
		}
		if (len <= V4_AT && read_v4(t, b + len)) {
			len += 4;
			t.n = 0;
			break;
		}
		if (!take_group(&t, b + len))
			return false;
		len += 2;
		if (t.n > 0 && (!take_char(&t, ':') || t.n == 0))
			return false;
	}
	return t.n == 0 && spread(b, len, gap);
}

static bool read_addr(struct ett_bytes t, struct addr *a)
{
	const uint8_t *zone = t.n == 0 ? NULL : memchr(t.p, '%', t.n);
	uint8_t v4[4];

	if (read_v4(t, v4)) {
		memcpy(a->b, v4_prefix, V4_AT);
		memcpy(a->b + V4_AT, v4, 4);
	} else {
		if (zone != NULL)
			t.n = (size_t)(zone - t.p);
		if (!read_v6(t, a->b))
			return false;
	}
	a->v4 = memcmp(a->b, v4_prefix, V4_AT) == 0;
	return true;
}

static bool same_prefix(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned rest = bits % 8;
	size_t whole = bits / 8;

	if (memcmp(a, b, whole) != 0)
		return false;
	return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

/* No bit is set behind the prefix. */
static bool is_network(const struct addr *a, unsigned bits)
{
	struct addr zero = *a;

	for (unsigned i = bits; i < 8 * ADDR_LEN; i++)
		zero.b[i / 8] &= (uint8_t) ~(0x80U >> i % 8);
	return memcmp(zero.b, a->b, ADDR_LEN) == 0;
}

/* OK, NOKEY, or FORMAT if there is a '/' and no network around it. */
static ett_err match_one(struct ett_bytes pattern, struct ett_bytes text,
			 const struct addr *a)
{
	const uint8_t *slash =
	    pattern.n == 0 ? NULL : memchr(pattern.p, '/', pattern.n);
	struct ett_bytes host = pattern, len;
	unsigned bits = 8 * ADDR_LEN;
	struct addr net;

	if (slash != NULL) {
		host.n = (size_t)(slash - pattern.p);
		len = (struct ett_bytes){ slash + 1, pattern.n - host.n - 1 };
	}
	if (!read_addr(host, &net)) {
		if (slash != NULL)
			return ETT_FORMAT;
		return ett_match(pattern, text) ? ETT_OK : ETT_NOKEY;
	}
	if (slash != NULL) {
		if (!take_decimal(&len, net.v4 ? V4_BITS : 8 * ADDR_LEN,
				  &bits) ||
		    len.n != 0)
			return ETT_FORMAT;
		bits += net.v4 ? 8 * V4_AT : 0;
		if (!is_network(&net, bits))
			return ETT_FORMAT;
	}
	return a != NULL && same_prefix(net.b, a->b, bits) ? ETT_OK : ETT_NOKEY;
}

ett_err ett_from_matches(struct ett_bytes list, const char *addr)
{
	struct ett_bytes text = ett_str(addr), one;
	struct addr parsed;
	const struct addr *a = read_addr(text, &parsed) ? &parsed : NULL;
	bool found = false, denied = false;

	while (ett_names_next(&list, &one)) {
		bool negated = take_char(&one, '!');
		ett_err e = match_one(one, text, a);

		if (e == ETT_FORMAT)
			return e;
		if (e == ETT_OK && negated)
			denied = true;
		else if (e == ETT_OK)
			found = true;
	}
	return found && !denied ? ETT_OK : ETT_NOKEY;
}
