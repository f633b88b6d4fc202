/* SPDX-License-Identifier: ISC
 *
 * Blobs are written as they are told, whether or not they make sense.
 */
#include "test/forge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static unsigned digit(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

struct forge_number forge_hex(const char *text)
{
	static char flat[2 * 2100 + 1];
	struct forge_number v = { .n = 0 };
	size_t n = 0;

	for (const char *p = text; *p != '\0';) {
		char *end = NULL;
		unsigned long times = 1;
		char c = *p++;

		if (*p == '*') {
			times = strtoul(p + 1, &end, 10);
			p = end + (*end == ' ');
		}
		for (; times > 0; times--)
			flat[n++] = c;
	}
	assert_true(n % 2 == 0 && n / 2 <= sizeof v.b);
	for (; v.n < n / 2; v.n++)
		v.b[v.n] = (uint8_t)(digit(flat[2 * v.n]) << 4 |
				     digit(flat[2 * v.n + 1]));
	return v;
}

void forge_string(struct ett_wr *w, const char *text)
{
	struct forge_number v = forge_hex(text);

	ett_wr_str(w, (struct ett_bytes){ v.b, v.n });
}

void forge_number(struct ett_wr *w, const char *text)
{
	struct forge_number v = forge_hex(text);

	ett_wr_uint(w, (struct ett_bytes){ v.b, v.n });
}

void forge_start(struct forge_blob *b, const char *name)
{
	b->w = ett_wr(b->b, sizeof b->b);
	ett_wr_str(&b->w, ett_str(name));
}

struct ett_bytes forge_end(struct forge_blob *b)
{
	struct ett_bytes v = { b->b, 0 };

	assert_int_equal(ett_wr_end(&b->w, &v.n), ETT_OK);
	return v;
}
