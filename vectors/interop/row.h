/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_INTEROP_ROW_H
#define VECTORS_INTEROP_ROW_H

#include <stdalign.h>

#include "vectors/interop/interop.h"

/* What the kinds of rows share. */

/* One row with one pair of libraries, as it runs. */
struct interop_try {
	const struct interop *x;
	const struct interop_row *row;
	const struct ett_backend *client, *server;
	bool alone; /* the client is the server */
	struct interop_result *r;
};

/* Fills why like printf, and the verdict; the first failure stays. */
void interop_fail(struct interop_try *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void interop_lacks(struct interop_try *t, const struct ett_backend *b,
		   const char *name);

/* NOT_OFFERED unless both have all of the row's suite that it uses. */
bool interop_offered(struct interop_try *t);

void interop_session(struct interop_try *t);
void interop_seal(struct interop_try *t);
void interop_points(struct interop_try *t);
void interop_groups(struct interop_try *t);
void interop_signatures(struct interop_try *t);
void interop_tamper(struct interop_try *t);

/* A digest in the making. */
struct interop_sum {
	const struct ett_hash *hash;
	alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX];
};

void interop_sum_start(const struct interop *x, struct interop_sum *sum);
void interop_sum_add(struct interop_sum *sum, struct ett_bytes in);
void interop_sum_number(struct interop_sum *sum, uint64_t v);
/* Its end is the proof p of this row. */
void interop_sum_end(struct interop_try *t, struct interop_sum *sum,
		     enum interop_proof p);

#endif
