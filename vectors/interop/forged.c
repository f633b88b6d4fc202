/* SPDX-License-Identifier: ISC
 *
 * Forged signatures and hostile public keys.  All libraries judge the same
 * bytes: the key and the signature were made once, before there were pairs.
 */
#include <stdlib.h>
#include <string.h>

#include "vectors/interop/row.h"

enum { ED448_LEN = 57, BLOB_MAX = 128 };

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

/* Of the two Edwards curves: RFC 8032 sections 5.1 and 5.2, numbers with the
 * lowest byte first. */
static const struct edwards {
	const char *primitive;
	size_t len;        /* of a point and of S */
	size_t middle;     /* byte of the prime that is 0xfe, 0: none */
	uint8_t low, high; /* first and last byte of p - 1, without the sign */
	uint8_t order[ED448_LEN];
} curves[] = {
	/* clang-format off */
	{ "ed25519", 32, 0, 0xec, 0x7f,
		{ 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
		  0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
		  [31] = 0x10 } },
	{ "ed448", ED448_LEN, 28, 0xfe, 0,
		{
			0xf3, 0x44, 0x58, 0xab, 0x92, 0xc2, 0x78, 0x23,
			0x55, 0x8f, 0xc5, 0x8d, 0x72, 0xc2, 0x6c, 0x21,
			0x90, 0x36, 0xd6, 0xae, 0x49, 0xdb, 0x4e, 0xc4,
			0xe9, 0x23, 0xca, 0x7c, 0xff, 0xff, 0xff, 0xff,
			0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f,
			0 } },
	/* clang-format on */
};

/* Sections 5.1.7 and 5.2.7: S plus the order verifies where nobody looks. */
static void add_order(struct forgery *f, const struct edwards *c)
{
	uint8_t kept[ETT_SIG_BLOB_MAX], *s = f->sig + f->n - c->len;
	unsigned carry = 0;

	memcpy(kept, f->sig, f->n);
	for (size_t i = 0; i < c->len; i++) {
		carry += s[i] + (unsigned)c->order[i];
		s[i] = (uint8_t)carry;
		carry >>= 8;
	}
	judge(f, f->n, false, "a signature whose S is not reduced");
	memcpy(f->sig, kept, f->n);
}

/* p - 1 + more. */
static void near_prime(const struct edwards *c, unsigned more, uint8_t *y)
{
	unsigned carry = more;

	memset(y, 0xff, c->len);
	y[0] = c->low;
	y[c->len - 1] = c->high;
	if (c->middle != 0)
		y[c->middle] = 0xfe;
	for (size_t i = 0; i < c->len; i++) {
		carry += y[i];
		y[i] = (uint8_t)carry;
		carry >>= 8;
	}
}

/* y of 0, 1 and -1, reduced and not, with either sign: points of small order,
 * or none at all.  One library ends the process when it sees some of them. */
static void small_keys(struct forgery *f, const struct edwards *c)
{
	enum { YS = 5, MINUS = 2 };
	uint8_t blob[BLOB_MAX], *y;
	struct ett_bytes kept = f->key;

	memcpy(blob, kept.p, kept.n);
	y = blob + kept.n - c->len;
	f->key.p = blob;
	for (unsigned i = 0; i < 2 * YS; i++) {
		memset(y, 0, c->len);
		y[0] = (uint8_t)(i / 2);
		if (i / 2 >= MINUS)
			near_prime(c, i / 2 - MINUS, y);
		y[c->len - 1] |= (uint8_t)(i % 2 * 0x80);
		judge(f, f->n, false, "a public key of small order");
	}
	f->key = kept;
}

static void bend_edwards(struct forgery *f)
{
	for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
		if (strcmp(f->alg->primitive, curves[i].primitive) == 0) {
			add_order(f, &curves[i]);
			small_keys(f, &curves[i]);
		}
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
	bend_edwards(f);
	interop_sum_end(t, &f->sum, INTEROP_ANSWERS);
	free(f);
}
