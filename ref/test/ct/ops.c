/* SPDX-License-Identifier: ISC
 *
 * The operations.  What is secret has no value for memcheck: keys, plaintext,
 * what is hashed on the way to keys, and what a random source gives.  Lengths,
 * nonces and peers' public values are public.  To open a packet is left out:
 * that its tag is wrong is told to all.
 */
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include <valgrind/memcheck.h>

#include "crypto/kdf.h"
#include "test/ct/ct.h"
#include "test/seed.h"

enum { DATA = 1024, GROUP = 256, SIZE = 1024 };

static alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX];
static uint8_t key[64], data[DATA];

/* The macro's answer is of no interest. */
static void hide(const void *p, size_t n)
{
	(void)VALGRIND_MAKE_MEM_UNDEFINED(p, n);
}

static void show(const void *p, size_t n)
{
	(void)VALGRIND_MAKE_MEM_DEFINED(p, n);
}

static void fill(uint8_t *out, size_t n)
{
	uint64_t state = n;

	seed_fill(&state, out, n);
}

static void secret(uint8_t *out, size_t n)
{
	fill(out, n);
	hide(out, n);
}

static ett_err secret_fill(void *state, uint8_t *out, size_t n)
{
	seed_fill(state, out, n);
	hide(out, n);
	return ETT_OK;
}

static ett_err hash(const void *primitive)
{
	const struct ett_hash *h = primitive;
	uint8_t digest[ETT_DIGEST_MAX];
	ett_err e = h->init(ctx);

	secret(data, sizeof data);
	if (e != ETT_OK)
		return e;
	h->update(ctx, (struct ett_bytes){ data, sizeof data });
	return h->final(ctx, digest);
}

/* The secrets of all six keys of a key exchange. */
static ett_err derive_keys(const void *primitive)
{
	uint8_t k[GROUP], h[ETT_DIGEST_MAX], out[64];
	const struct ett_hash *how = primitive;
	const struct ett_key_source from = { how,
					     { k, sizeof k },
					     { h, how->digest_len },
					     { h, how->digest_len } };
	ett_err e = ETT_OK;

	secret(k, sizeof k);
	fill(h, sizeof h);
	for (char letter = 'A'; letter <= 'F' && e == ETT_OK; letter++)
		e = ett_derive_key(&from, letter, out, sizeof out);
	return e;
}

static ett_err mac(const void *primitive)
{
	const struct ett_mac *m = primitive;
	uint8_t nonce[16] = { 1 }, tag[ETT_TAG_MAX];
	ett_err e;

	secret(key, sizeof key);
	secret(data, sizeof data);
	e = m->init(ctx, (struct ett_bytes){ key, m->key_len });
	if (e != ETT_OK)
		return e;
	if (m->start != NULL)
		m->start(ctx, nonce);
	m->update(ctx, (struct ett_bytes){ data, sizeof data });
	return m->final(ctx, tag);
}

static ett_err cipher(const void *primitive)
{
	const struct ett_cipher *c = primitive;
	const uint8_t iv[16] = { 1 };
	ett_err e = ETT_OK;

	for (enum ett_dir dir = ETT_IN; dir <= ETT_OUT && e == ETT_OK; dir++) {
		secret(key, sizeof key);
		secret(data, sizeof data);
		e = c->init(ctx, dir, key, iv);
		if (e == ETT_OK)
			e = c->crypt(ctx, data, sizeof data);
	}
	return e;
}

static ett_err seal(const void *primitive)
{
	const struct ett_aead *a = primitive;
	const uint8_t nonce[16] = { 1 };
	uint8_t tag[ETT_TAG_MAX];
	ett_err e;

	secret(key, sizeof key);
	secret(data, sizeof data);
	e = a->init(ctx, ETT_OUT, key);
	if (e == ETT_OK)
		e = a->seal(ctx, nonce, ETT_LIT("aad"), data, sizeof data, tag);
	return e;
}

/* 1 and more, below every order. */
static void scalar(uint8_t *out, size_t n)
{
	fill(out, n);
	out[0] = 0;
	out[n - 1] |= 1;
}

static ett_err derive(const void *primitive)
{
	const struct ett_dh *d = primitive;
	uint8_t s[80], pub[160];

	scalar(s, d->secret_len);
	hide(s, d->secret_len);
	return d->derive(s, pub);
}

static ett_err agree(const void *primitive)
{
	const struct ett_dh *d = primitive;
	uint8_t s[80], pub[160], shared[80];
	ett_err e;

	scalar(s, d->secret_len);
	e = d->derive(s, pub);
	if (e != ETT_OK)
		return e;
	show(pub, d->public_len);
	hide(s, d->secret_len);
	return d->agree(s, (struct ett_bytes){ pub, d->public_len }, shared);
}

static ett_err power(const void *primitive)
{
	const struct ett_modexp *m = primitive;
	uint8_t exp[32], mod[GROUP], out[GROUP];

	fill(mod, sizeof mod);
	mod[0] |= 0x80;
	mod[sizeof mod - 1] |= 1;
	secret(exp, sizeof exp);
	return m->pow(ETT_LIT("\2"), (struct ett_bytes){ exp, sizeof exp },
		      (struct ett_bytes){ mod, sizeof mod }, out);
}

static ett_err sign(const void *primitive)
{
	static struct ett_key_mem mem;
	static uint8_t sig[1024];
	const struct ett_sig *s = primitive;
	const bool sized = s->name[1] == 's'; /* rsa, dsa */
	uint64_t state = 1;
	const struct ett_rng rng = { secret_fill, &state };
	size_t len;
	ett_err e = s->generate(sized ? SIZE : 0, seed_rng(&state), &mem);

	if (e != ETT_OK)
		return e;
	for (size_t i = 0; i < ETT_KEY_NUMS; i++)
		hide(mem.nums.sec[i].p, mem.nums.sec[i].n);
	return s->sign(&mem.nums, ETT_LIT("message"), rng, sig, &len);
}

/* Whether they are the same is told to all, how far is not. */
static ett_err compare(const void *primitive)
{
	uint8_t a[32], b[32];
	volatile bool same;

	(void)primitive;
	secret(a, sizeof a);
	secret(b, sizeof b);
	same = ett_same(a, b, sizeof a);
	show((const void *)&same, sizeof same);
	return same ? ETT_OK : ETT_CRYPTO;
}

/* The control: stops where they differ, and looks up a table. */
static ett_err leak(const void *primitive)
{
	uint8_t a[32], b[32], table[256];
	volatile uint8_t got;
	size_t i = 0;

	(void)primitive;
	fill(table, sizeof table);
	secret(a, sizeof a);
	secret(b, sizeof b);
	while (i < sizeof a && a[i] == b[i])
		i++;
	got = (uint8_t)(table[b[31]] + i);
	(void)got;
	return ETT_OK;
}

struct list {
	struct ct_op *op;
	size_t n, room;
};

static void add(struct list *l, const char *what, const char *name,
		ett_err (*run)(const void *), const void *primitive)
{
	struct ct_op *op = &l->op[l->n];

	if (l->n++ >= l->room)
		return;
	op->run = run;
	op->primitive = primitive;
	snprintf(op->name, sizeof op->name, "%s%s%s", what,
		 name[0] != '\0' ? " " : "", name);
}

static void add_symmetric(struct list *l, const struct ett_backend *b)
{
	for (size_t i = 0; b->hashes[i] != NULL; i++) {
		add(l, "hash", b->hashes[i]->name, hash, b->hashes[i]);
		add(l, "derive keys by", b->hashes[i]->name, derive_keys,
		    b->hashes[i]);
	}
	for (size_t i = 0; b->macs[i] != NULL; i++)
		add(l, "mac", b->macs[i]->name, mac, b->macs[i]);
	for (size_t i = 0; b->ciphers[i] != NULL; i++)
		add(l, "crypt", b->ciphers[i]->name, cipher, b->ciphers[i]);
	for (size_t i = 0; b->aeads[i] != NULL; i++)
		add(l, "seal", b->aeads[i]->name, seal, b->aeads[i]);
}

static void add_asymmetric(struct list *l, const struct ett_backend *b)
{
	for (size_t i = 0; b->dhs[i] != NULL; i++) {
		add(l, "derive", b->dhs[i]->name, derive, b->dhs[i]);
		add(l, "agree", b->dhs[i]->name, agree, b->dhs[i]);
	}
	if (b->modexp != NULL)
		add(l, "modexp", "", power, b->modexp);
	for (size_t i = 0; b->sigs[i] != NULL; i++)
		add(l, "sign", b->sigs[i]->name, sign, b->sigs[i]);
}

size_t ct_ops(const struct ett_backend *b, struct ct_op *out, size_t room)
{
	struct list l = { out, 0, room };

	if (b == NULL) {
		add(&l, "compare", "", compare, NULL);
		add(&l, "control", "", leak, NULL);
		return l.n;
	}
	if (b->more != NULL)
		(void)b->more();
	add_symmetric(&l, b);
	add_asymmetric(&l, b);
	return l.n;
}
