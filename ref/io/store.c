/* SPDX-License-Identifier: ISC
 *
 * Invariant: no chunk in a store is empty; n is the sum of their bytes.
 */
#include "io/store.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHUNK = 32768, /* with its head */
	SPARES_MAX = 32
};

struct chunk {
	struct chunk *next;
	uint32_t off, end;
	uint8_t bytes[CHUNK - sizeof(void *) - 2 * sizeof(uint32_t)];
};

static struct chunk *chunk_get(struct pool *pool)
{
	struct chunk *c = pool->spare;

	if (c == NULL) {
		c = malloc(sizeof *c);
	} else {
		pool->spare = c->next;
		pool->n--;
	}
	if (c != NULL) {
		c->next = NULL;
		c->off = c->end = 0;
	}
	return c;
}

static void chunk_put(struct pool *pool, struct chunk *c)
{
	if (pool->n == SPARES_MAX) {
		free(c);
		return;
	}
	c->next = pool->spare;
	pool->spare = c;
	pool->n++;
}

static ett_err grow(struct store *s, struct pool *pool)
{
	struct chunk *c = chunk_get(pool);

	if (c == NULL)
		return ETT_NOMEM;
	if (s->first == NULL)
		s->first = c;
	else
		s->last->next = c;
	s->last = c;
	return ETT_OK;
}

ett_err ett_store_put(struct store *s, struct pool *pool, struct ett_bytes b)
{
	while (b.n > 0) {
		struct chunk *c = s->last;
		size_t n;

		if (s->first == NULL || c->end == sizeof c->bytes) {
			ett_err e = grow(s, pool);

			if (e != ETT_OK)
				return e;
			c = s->last;
		}
		n = sizeof c->bytes - c->end;
		if (n > b.n)
			n = b.n;
		memcpy(c->bytes + c->end, b.p, n);
		c->end += (uint32_t)n;
		s->n += n;
		b.p += n;
		b.n -= n;
	}
	return ETT_OK;
}

int ett_store_views(const struct store *s, struct iovec *iov, int max)
{
	struct chunk *c = s->first;
	int n = 0;

	for (; c != NULL && n < max; c = c->next, n++) {
		iov[n].iov_base = c->bytes + c->off;
		iov[n].iov_len = c->end - c->off;
	}
	return n;
}

void ett_store_drain(struct store *s, struct pool *pool, size_t n)
{
	s->n -= n;
	while (n > 0) {
		struct chunk *c = s->first;
		size_t has = c->end - c->off;

		if (n < has) {
			c->off += (uint32_t)n;
			return;
		}
		n -= has;
		s->first = c->next;
		chunk_put(pool, c);
	}
}

void ett_pool_free(struct pool *pool)
{
	while (pool->spare != NULL) {
		struct chunk *c = pool->spare;

		pool->spare = c->next;
		free(c);
	}
	pool->n = 0;
}
