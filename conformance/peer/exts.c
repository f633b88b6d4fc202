/* SPDX-License-Identifier: ISC
 *
 * Nothing of an EXT_INFO is believed when it comes: its bytes are kept, and
 * taken apart when somebody asks.
 */
#include "conformance/peer/exts.h"

#include <string.h>

enum { HEAD = 5 }; /* number of the message, number of extensions */

static void keep(struct conf_exts *x, struct ett_bytes payload)
{
	struct conf_ext *at = &x->at[x->n < CONF_EXTS ? x->n : CONF_EXTS - 1];

	at->before = x->last;
	at->behind = 0;
	at->n = payload.n < sizeof at->p ? payload.n : sizeof at->p;
	memcpy(at->p, payload.p, at->n);
	x->n++;
}

void conf_exts_hear(struct conf_exts *x, struct ett_bytes payload)
{
	uint8_t number = payload.n > 0 ? payload.p[0] : 0;

	if (x->n > 0 && x->n <= CONF_EXTS && x->last == ETT_NUM_ext_info)
		x->at[x->n - 1].behind = number;
	if (number == ETT_NUM_ext_info)
		keep(x, payload);
	x->last = number;
}

/* The string at the front of *left; false: there is none. */
static bool next(struct ett_bytes *left, struct ett_bytes *out)
{
	const uint8_t *p = left->p;
	uint32_t n;

	if (left->n < 4)
		return false;
	n = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
	    p[3];
	if (n > left->n - 4)
		return false;
	*out = (struct ett_bytes){ p + 4, n };
	left->p += 4 + (size_t)n;
	left->n -= 4 + (size_t)n;
	return true;
}

struct ett_bytes conf_ext_value(const struct conf_exts *x, const char *name)
{
	size_t last = x->n < CONF_EXTS ? x->n : CONF_EXTS;
	struct ett_bytes left, found, value;

	if (last == 0 || x->at[last - 1].n < HEAD)
		return (struct ett_bytes){ NULL, 0 };
	left = (struct ett_bytes){ x->at[last - 1].p + HEAD,
				   x->at[last - 1].n - HEAD };
	while (next(&left, &found) && next(&left, &value))
		if (ett_bytes_is(found, name))
			return value;
	return (struct ett_bytes){ NULL, 0 };
}
