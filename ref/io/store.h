/* SPDX-License-Identifier: ISC */
#ifndef ETT_IO_STORE_H
#define ETT_IO_STORE_H

#include <sys/uio.h>

#include "base/bytes.h"

/*
 * Bytes that a local socket did not take yet.  Kept in chunks, which come
 * from a pool and go back to it, so that a reader a little slower than the
 * network costs no allocation.  Zeroed structs are ready and empty.
 */
struct chunk;

struct pool {
	struct chunk *spare;
	size_t n;
};

struct store {
	struct chunk *first, *last;
	size_t n; /* bytes */
};

/* Appends a copy; NOMEM: some of it may have been appended. */
ETT_OWED ett_err ett_store_put(struct store *s, struct pool *pool,
			       struct ett_bytes b);

/* Views of the oldest bytes for one writev(2); how many views. */
int ett_store_views(const struct store *s, struct iovec *iov, int max);
void ett_store_drain(struct store *s, struct pool *pool, size_t n);
void ett_pool_free(struct pool *pool);

#endif
