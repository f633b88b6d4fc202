/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_INDEX_H
#define VECTORS_INDEX_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

/*
 * INDEX.json: which files there are, how many tests each has and who
 * witnessed them ("files"), and how many tests there are of each kind about
 * each algorithm, with the least that there have to be ("algorithms").  A
 * packet is about its cipher and its MAC, a handshake about its whole suite.
 */

/* Without rows; NULL: no memory. */
json_t *vec_index_new(void);

/* A file of this name ("hash/md5.json"); false: no memory. */
bool vec_index_add(json_t *index, const char *name, const json_t *file);

/* Tests about an algorithm; 0: no row. */
size_t vec_index_count(const json_t *index, const char *kind,
		       const char *algorithm);

size_t vec_index_minimum(const char *kind);

/* Calls each with all that must be in the index: what ett offers, and the
 * primitives of the backends that are built in. */
void vec_index_demands(void (*each)(void *ctx, const char *kind,
				    const char *algorithm),
		       void *ctx);

#endif
