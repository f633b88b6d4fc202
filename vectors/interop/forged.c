/* SPDX-License-Identifier: ISC
 *
 * Forged signatures and hostile public keys.  All libraries judge the same
 * bytes: the key and the signature were made once, before there were pairs.
 */
#include <stdlib.h>
#include <string.h>

#include "vectors/interop/row.h"
#include "wire/cursor.h"

enum { ED25519_LEN = 32 };

struct forgery {
	struct interop_try *t;
	const struct ett_sig_alg *alg;
	struct ett_bytes key, msg;
	struct interop_sum sum;
	uint8_t sig[ETT_SIG_BLOB_MAX + 1];
	size_t n;
};

static void judge(struct forgery *f, size_t n, bool good, const char *what)
{
	ett_err e = ett_key_verify(f->t->client, f->alg, f->key, f->msg,
				   (struct ett_bytes){ f->sig, n });

	interop_sum_number(&f->sum, (uint64_t)e);
	if (good != (e == ETT_OK) || e == ETT_CRYPTO || e == ETT_NOMEM)
		interop_fail(f->t, "%s: %s", what,
			     e == ETT_OK ? "accepted" : ett_err_text(e));
}

/* Every byte of the blob, one bit at a time; other lengths; other numbers. */
static void bend_signature(struct forgery *f)
{
	for (size_t i = 0; i < f->n; i++) {
		uint8_t bit = (uint8_t)(1u << i % 8);

		f->sig[i] ^= bit;
		judge(f, f->n, false, "a signature with one bit changed");
		f->sig[i] ^= bit;
	}
	judge(f, 0, false, "no signature");
	judge(f, f->n - 1, false, "a signature cut short");
	f->sig[f->n] = 0;
	judge(f, f->n + 1, false, "a signature with a byte behind it");
	f->msg.n--;
	judge(f, f->n, false, "a signature for another message");
	f->msg.n++;
}

/* All of the inner signature, behind the name and the lengths. */
static void fill_signature(struct forgery *f)
{
	static const uint8_t with[] = { 0x00, 0xff };
	uint8_t kept[ETT_SIG_BLOB_MAX];
	size_t head = 4 + strlen(f->alg->name) + 4;

	memcpy(kept, f->sig, f->n);
	for (size_t i = 0; i < sizeof with; i++) {
		memset(f->sig + head, with[i], f->n - head);
		judge(f, f->n, false, "a signature of one byte repeated");
	}
	memcpy(f->sig, kept, f->n);
}

/* RFC 8032 section 5.1.7: S + L verifies where nobody looks. */
static void add_order(struct forgery *f)
{
	static const uint8_t order[ED25519_LEN] = {
		0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
		0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
		0,    0,    0,    0,    0,    0,    0,    0,
		0,    0,    0,    0,    0,    0,    0,    0x10
	};
	uint8_t kept[ETT_SIG_BLOB_MAX], *s = f->sig + f->n - ED25519_LEN;
	unsigned carry = 0;

	memcpy(kept, f->sig, f->n);
	for (size_t i = 0; i < ED25519_LEN; i++) {
		carry += s[i] + (unsigned)order[i];
		s[i] = (uint8_t)carry;
		carry >>= 8;
	}
	judge(f, f->n, false, "a signature whose S is not reduced");
	memcpy(f->sig, kept, f->n);
}

/* Points of small order, reduced and not; one library ends the process when it
 * sees some of them. */
static void small_keys(struct forgery *f)
{
	static const struct {
		uint8_t first, rest, last;
	} rows[] = { { 0, 0, 0 },          { 1, 0, 0 },
		     { 0, 0, 0x80 },       { 1, 0, 0x80 },
		     { 0xec, 0xff, 0x7f }, { 0xec, 0xff, 0xff },
		     { 0xed, 0xff, 0x7f }, { 0xee, 0xff, 0x7f },
		     { 0xed, 0xff, 0xff }, { 0xee, 0xff, 0xff } };
	uint8_t blob[128], *point;
	struct ett_bytes kept = f->key;

	memcpy(blob, kept.p, kept.n);
	point = blob + kept.n - ED25519_LEN;
	f->key.p = blob;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		memset(point, rows[i].rest, ED25519_LEN);
		point[0] = rows[i].first;
		point[ED25519_LEN - 1] = rows[i].last;
		judge(f, f->n, false, "a public key of small order");
	}
	f->key = kept;
}

void interop_signatures(struct interop_try *t)
{
	const struct interop_forgery *x;
	struct forgery *f;

	if (!ett_alg_has(t->client, ETT_ALG_SIG, ett_str(t->row->name))) {
		interop_lacks(t, t->client, t->row->name);
		return;
	}
	x = interop_signed(t->x, t->row->name);
	f = calloc(1, sizeof *f);
	if (f == NULL)
		abort();
	f->t = t;
	f->alg = ett_sig_alg(ett_str(t->row->name));
	f->key = ett_key_blob(interop_key(t->x, t->row->name, false));
	f->msg = ETT_LIT("message");
	f->n = x->n;
	memcpy(f->sig, x->sig, x->n);
	interop_sum_start(t->x, &f->sum);
	judge(f, f->n, true, "a good signature");
	bend_signature(f);
	fill_signature(f);
	if (strcmp(f->alg->primitive, "ed25519") == 0) {
		add_order(f);
		small_keys(f);
	}
	interop_sum_end(t, &f->sum, INTEROP_ANSWERS);
	free(f);
}
