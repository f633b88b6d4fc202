/* SPDX-License-Identifier: ISC
 *
 * Digests of what must be the same, made by a library that is asked for
 * nothing else here.  Each part goes in with its length before it, so that
 * parts cannot trade bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "vectors/interop/row.h"
#include "wire/cursor.h"

void interop_sum_start(const struct interop *x, struct interop_sum *sum)
{
	memset(sum, 0, sizeof *sum);
	sum->hash = x->hash;
	if (x->hash->init(sum->ctx) != ETT_OK)
		abort();
}

void interop_sum_number(struct interop_sum *sum, uint64_t v)
{
	uint8_t b[8];

	ett_put_u64(b, v);
	sum->hash->update(sum->ctx, (struct ett_bytes){ b, sizeof b });
}

void interop_sum_add(struct interop_sum *sum, struct ett_bytes in)
{
	interop_sum_number(sum, in.n);
	sum->hash->update(sum->ctx, in);
}

void interop_sum_end(struct interop_try *t, struct interop_sum *sum,
		     enum interop_proof p)
{
	if (sum->hash->final(sum->ctx, t->r->sum[p]) != ETT_OK)
		abort();
	sum->hash->done(sum->ctx);
	t->r->proofs |= 1u << p;
}
