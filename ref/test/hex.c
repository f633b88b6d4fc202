/* SPDX-License-Identifier: ISC */
#include "test/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static uint8_t digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	if (at == NULL)
		fail_msg("'%c' is no hexadecimal digit", c);
	return (uint8_t)(at - digits);
}

struct ett_bytes hex_bytes(const char *hex, uint8_t *out, size_t room)
{
	struct ett_bytes v = { out, 0 };

	while (hex != NULL && *hex != '\0') {
		if (*hex == ' ') {
			hex++;
			continue;
		}
		if (v.n == room)
			fail_msg("more than %zu bytes of test data", room);
		out[v.n++] = (uint8_t)(digit(hex[0]) << 4 | digit(hex[1]));
		hex += 2;
	}
	return v;
}

struct hex hex_make(const char *hex)
{
	struct hex h;

	h.n = hex_bytes(hex, h.p, sizeof h.p).n;
	return h;
}

struct ett_bytes hex_view(const struct hex *h)
{
	return (struct ett_bytes){ h->p, h->n };
}
