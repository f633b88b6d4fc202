/* SPDX-License-Identifier: ISC
 *
 * What a kind takes out of a test.  The files may be anybody's: no member is
 * used before its type and its digits were looked at.
 */
#include "vectors/suite.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was handed out for one test, newest first. */
struct block {
	_Alignas(max_align_t) struct block *next;
};

enum { HEX_SHOWN = 33 }; /* with a final NUL: two of them fit into detail */

void *vec_memory(struct vec_case *c, size_t n)
{
	struct block *b = NULL;

	if (n <= SIZE_MAX - sizeof *b)
		b = calloc(1, sizeof *b + n);
	if (b == NULL) {
		fputs("ett-vectors: out of memory\n", stderr);
		abort();
	}
	b->next = c->memory;
	c->memory = b;
	return b + 1;
}

void vec_case_done(struct vec_case *c)
{
	struct block *b = c->memory;

	while (b != NULL) {
		struct block *next = b->next;

		free(b);
		b = next;
	}
	c->memory = NULL;
}

enum vec_outcome vec_say(struct vec_case *c, enum vec_outcome o,
			 const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->detail, sizeof c->detail, format, args);
	va_end(args);
	return o;
}

static bool refuse(struct vec_case *c, const char *member, const char *what)
{
	vec_say(c, VEC_BROKEN, "member \"%s\" %s", member, what);
	return false;
}

/* The value of a digit; -1: none. */
static int digit(char d)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = memchr(digits, d | 0x20, sizeof digits - 1);

	if (d >= '0' && d <= '9')
		return d - '0';
	return at != NULL && at >= digits + 10 ? (int)(at - digits) : -1;
}

bool vec_text(struct vec_case *c, const json_t *from, const char *member,
	      const char **out)
{
	const json_t *value = json_object_get(from, member);

	if (!json_is_string(value))
		return refuse(c, member, "is no string");
	*out = json_string_value(value);
	return true;
}

bool vec_hex(struct vec_case *c, const json_t *from, const char *member,
	     struct ett_bytes *out)
{
	const char *hex;
	size_t digits, odd;
	uint8_t *p;

	if (!vec_text(c, from, member, &hex))
		return false;
	digits = strlen(hex);
	odd = digits & 1;
	p = vec_memory(c, digits / 2 + 1);
	for (size_t i = 0; i < digits; i++) {
		int d = digit(hex[i]);

		if (d < 0)
			return refuse(c, member, "is not hexadecimal");
		p[(i + odd) / 2] = (uint8_t)(p[(i + odd) / 2] << 4 | d);
	}
	*out = (struct ett_bytes){ p, (digits + odd) / 2 };
	return true;
}

bool vec_number(struct vec_case *c, const json_t *from, const char *member,
		size_t *out)
{
	const json_t *value = json_object_get(from, member);

	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return refuse(c, member, "is no number");
	*out = (size_t)json_integer_value(value);
	return true;
}

enum vec_outcome vec_compare(struct vec_case *c, struct ett_bytes got,
			     struct ett_bytes want)
{
	char is[HEX_SHOWN], stated[HEX_SHOWN];
	size_t at = 0;

	if (ett_bytes_eq(got, want))
		return VEC_ACCEPTED;
	while (at < got.n && at < want.n && got.p[at] == want.p[at])
		at++;
	ett_hex((struct ett_bytes){ got.p + at, got.n - at }, is, sizeof is);
	ett_hex((struct ett_bytes){ want.p + at, want.n - at }, stated,
		sizeof stated);
	return vec_say(c, VEC_WRONG,
		       "got %zu bytes, stated %zu; from byte %zu: %s, not %s",
		       got.n, want.n, at, is, stated);
}
