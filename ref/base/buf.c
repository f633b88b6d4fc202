/* SPDX-License-Identifier: ISC
 *
 * Invariant: off <= len <= cap; the content is p[off .. len).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

ett_err ett_buf_new(struct ett_buf *b, size_t cap)
{
	uint8_t *p = malloc(cap > 0 ? cap : 1);

	if (p == NULL)
		return ETT_NOMEM;
	*b = (struct ett_buf){ .p = p, .cap = cap };
	return ETT_OK;
}

void ett_buf_free(struct ett_buf *b)
{
	if (b->p != NULL)
		ett_wipe(b->p, b->cap);
	free(b->p);
	*b = (struct ett_buf){ 0 };
}

struct ett_bytes ett_buf_view(const struct ett_buf *b)
{
	return (struct ett_bytes){ b->p + b->off, b->len - b->off };
}

uint8_t *ett_buf_room(struct ett_buf *b, size_t *room)
{
	if (b->off > 0) {
		memmove(b->p, b->p + b->off, b->len - b->off);
		b->len -= b->off;
		b->off = 0;
	}
	*room = b->cap - b->len;
	return b->p + b->len;
}

void ett_buf_fill(struct ett_buf *b, size_t n)
{
	assert(n <= b->cap - b->len);
	b->len += n;
}

void ett_buf_drain(struct ett_buf *b, size_t n)
{
	assert(n <= b->len - b->off);
	b->off += n;
	if (b->off == b->len)
		b->off = b->len = 0;
}
