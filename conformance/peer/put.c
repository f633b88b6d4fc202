/* SPDX-License-Identifier: ISC
 *
 * n never passes room; once something was lost, nothing more is stored, so
 * what is there is always a prefix of what was meant.
 */
#include "conformance/peer/put.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void conf_text(char *out, size_t room, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(out, room, format, args);
	va_end(args);
}

void conf_put_raw(struct conf_put *o, struct ett_bytes v)
{
	if (o->lost || v.n > o->room - o->n) {
		o->lost = true;
		return;
	}
	if (v.n > 0)
		memcpy(o->p + o->n, v.p, v.n);
	o->n += v.n;
}

void conf_put_u8(struct conf_put *o, uint8_t v)
{
	conf_put_raw(o, (struct ett_bytes){ &v, 1 });
}

void conf_put_u32(struct conf_put *o, uint32_t v)
{
	const uint8_t b[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16),
			       (uint8_t)(v >> 8), (uint8_t)v };

	conf_put_raw(o, (struct ett_bytes){ b, sizeof b });
}

void conf_put_str(struct conf_put *o, struct ett_bytes v)
{
	conf_put_u32(o, (uint32_t)v.n);
	conf_put_raw(o, v);
}

void conf_put_uint(struct conf_put *o, struct ett_bytes v)
{
	while (v.n > 0 && v.p[0] == 0) {
		v.p++;
		v.n--;
	}
	if (v.n > 0 && v.p[0] >= 0x80) {
		conf_put_u32(o, (uint32_t)v.n + 1);
		conf_put_u8(o, 0);
		conf_put_raw(o, v);
		return;
	}
	conf_put_str(o, v);
}

struct ett_bytes conf_put_view(const struct conf_put *o)
{
	return (struct ett_bytes){ o->p, o->n };
}
