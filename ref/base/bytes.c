/* SPDX-License-Identifier: ISC */
#include "base/bytes.h"

#include <string.h>

struct ett_bytes ett_str(const char *s)
{
	return (struct ett_bytes){ (const uint8_t *)s,
				   s == NULL ? 0 : strlen(s) };
}

bool ett_bytes_eq(struct ett_bytes a, struct ett_bytes b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool ett_bytes_is(struct ett_bytes a, const char *s)
{
	return ett_bytes_eq(a, ett_str(s));
}

bool ett_names_next(struct ett_bytes *list, struct ett_bytes *name)
{
	size_t n = 0;

	if (list->n == 0)
		return false;
	while (n < list->n && list->p[n] != ',')
		n++;
	*name = (struct ett_bytes){ list->p, n };
	if (n < list->n)
		n++;
	list->p += n;
	list->n -= n;
	return true;
}

bool ett_names_has(struct ett_bytes list, struct ett_bytes name)
{
	struct ett_bytes one;

	while (ett_names_next(&list, &one))
		if (ett_bytes_eq(one, name))
			return true;
	return false;
}

void ett_wipe(void *p, size_t n)
{
	volatile uint8_t *v = p;

	while (n-- > 0)
		*v++ = 0;
}

bool ett_same(const void *a, const void *b, size_t n)
{
	const volatile uint8_t *x = a, *y = b;
	uint8_t diff = 0;

	for (size_t i = 0; i < n; i++)
		diff |= (uint8_t)(x[i] ^ y[i]);
	return diff == 0;
}

static const char digits[] = "0123456789abcdef";

size_t ett_escape(struct ett_bytes in, char *out, size_t room)
{
	size_t len = 0;

	for (size_t i = 0; i < in.n; i++) {
		uint8_t c = in.p[i];
		char text[4] = { '\\', 'x', digits[c >> 4], digits[c & 15] };
		size_t n = 4;

		if (c == '\\') {
			text[1] = '\\';
			n = 2;
		} else if (c >= 0x20 && c < 0x7f) {
			text[0] = (char)c;
			n = 1;
		}
		if (len + n >= room)
			break;
		memcpy(out + len, text, n);
		len += n;
	}
	out[len] = '\0';
	return len;
}

size_t ett_hex(struct ett_bytes in, char *out, size_t room)
{
	size_t len = 0;

	for (size_t i = 0; i < in.n && len + 2 < room; i++) {
		out[len++] = digits[in.p[i] >> 4];
		out[len++] = digits[in.p[i] & 15];
	}
	out[len] = '\0';
	return len;
}
