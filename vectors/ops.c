/* SPDX-License-Identifier: ISC
 *
 * Symmetric primitives as vectors want them: one call, the answer compared.
 */
#include "vectors/ops.h"

#include <string.h>

struct ett_bytes vec_strip(struct ett_bytes v)
{
	while (v.n > 0 && v.p[0] == 0) {
		v.p++;
		v.n--;
	}
	return v;
}

struct ett_bytes vec_widen(struct vec_case *c, struct ett_bytes v, size_t n)
{
	uint8_t *wide;

	v = vec_strip(v);
	if (v.n >= n)
		return v;
	wide = vec_memory(c, n);
	if (v.n > 0)
		memcpy(wide + n - v.n, v.p, v.n);
	return (struct ett_bytes){ wide, n };
}

struct ett_bytes vec_join(struct vec_case *c, struct ett_bytes a,
			  struct ett_bytes b)
{
	uint8_t *both = vec_memory(c, a.n + b.n);

	if (a.n > 0)
		memcpy(both, a.p, a.n);
	if (b.n > 0)
		memcpy(both + a.n, b.p, b.n);
	return (struct ett_bytes){ both, a.n + b.n };
}

static enum vec_outcome failed(struct vec_case *c, const char *what, ett_err e)
{
	return vec_say(c, VEC_BROKEN, "%s: %s", what, ett_err_text(e));
}

/* in, filled up to whole blocks, after the cipher went over it in steps. */
static enum vec_outcome crypt(struct vec_case *c, const struct ett_cipher *k,
			      void *ctx, const uint8_t *restart,
			      struct ett_bytes *data)
{
	size_t n = (data->n + k->block_len - 1) / k->block_len * k->block_len;
	size_t step = restart != NULL ? k->block_len : n;
	uint8_t *p = vec_memory(c, n);
	ett_err e = ETT_OK;

	if (data->n > 0)
		memcpy(p, data->p, data->n);
	for (size_t at = 0; at < n && e == ETT_OK; at += step) {
		if (restart != NULL)
			e = k->restart(ctx, restart);
		if (e == ETT_OK)
			e = k->crypt(ctx, p + at, step);
	}
	if (e != ETT_OK)
		return failed(c, k->name, e);
	data->p = p;
	return VEC_ACCEPTED;
}

struct cipher_job {
	const struct ett_cipher *cipher;
	const uint8_t *key, *iv, *restart;
};

static enum vec_outcome one_way(struct vec_case *c, const struct cipher_job *j,
				enum ett_dir dir, struct ett_bytes in,
				struct ett_bytes out)
{
	void *ctx = vec_memory(c, j->cipher->ctx_size);
	ett_err e = j->cipher->init(ctx, dir, j->key, j->iv);
	enum vec_outcome o = VEC_BROKEN;

	if (e != ETT_OK)
		failed(c, j->cipher->name, e);
	else
		o = crypt(c, j->cipher, ctx, j->restart, &in);
	if (o == VEC_ACCEPTED)
		o = vec_compare(c, in, out);
	j->cipher->done(ctx);
	return o;
}

static enum vec_outcome both_ways(struct vec_case *c,
				  const struct cipher_job *j,
				  struct ett_bytes plain,
				  struct ett_bytes coded)
{
	enum vec_outcome o = one_way(c, j, ETT_OUT, plain, coded);

	return o == VEC_ACCEPTED ? one_way(c, j, ETT_IN, coded, plain) : o;
}

enum vec_outcome vec_cipher(struct vec_case *c, const char *name,
			    struct ett_bytes key, struct ett_bytes iv,
			    struct ett_bytes plain, struct ett_bytes coded)
{
	const struct ett_cipher *k = ett_find_cipher(c->backend, name);

	if (k == NULL)
		return vec_say(c, VEC_ABSENT, "%s", name);
	if (key.n != k->key_len)
		return vec_say(c, VEC_UNUSED, "a key of %zu bytes", key.n);
	if (iv.n != k->iv_len)
		return vec_say(c, VEC_UNUSED, "an IV of %zu bytes", iv.n);
	return both_ways(
	    c, &(struct cipher_job){ .cipher = k, .key = key.p, .iv = iv.p },
	    plain, coded);
}

enum vec_outcome vec_blocks(struct vec_case *c, const char *name,
			    struct ett_bytes key, struct ett_bytes plain,
			    struct ett_bytes coded)
{
	const struct ett_cipher *k = ett_find_cipher(c->backend, name);
	const uint8_t *zero;

	if (k == NULL)
		return vec_say(c, VEC_ABSENT, "%s", name);
	if (key.n != k->key_len)
		return vec_say(c, VEC_UNUSED, "a key of %zu bytes", key.n);
	zero = vec_memory(c, k->iv_len);
	return both_ways(
	    c,
	    &(struct cipher_job){
		.cipher = k, .key = key.p, .iv = zero, .restart = zero },
	    plain, coded);
}

enum vec_outcome vec_hash(struct vec_case *c, const char *name,
			  struct ett_bytes msg, struct ett_bytes digest)
{
	const struct ett_hash *h = ett_find_hash(c->backend, name);
	uint8_t out[ETT_DIGEST_MAX];
	void *ctx;
	ett_err e;

	if (h == NULL)
		return vec_say(c, VEC_ABSENT, "%s", name);
	ctx = vec_memory(c, h->ctx_size);
	e = h->init(ctx);
	if (e == ETT_OK) {
		h->update(ctx, msg);
		e = h->final(ctx, out);
	}
	h->done(ctx);
	if (e != ETT_OK)
		return failed(c, name, e);
	return vec_compare(c, (struct ett_bytes){ out, h->digest_len }, digest);
}

static ett_err mac_of(struct vec_case *c, const struct ett_mac *m,
		      struct ett_bytes key, struct ett_bytes msg, uint8_t *tag)
{
	void *ctx = vec_memory(c, m->ctx_size);
	ett_err e = m->init(ctx, key);

	if (e == ETT_OK) {
		m->update(ctx, msg);
		e = m->final(ctx, tag);
	}
	m->done(ctx);
	return e;
}

enum vec_outcome vec_mac(struct vec_case *c, const char *name,
			 struct ett_bytes key, struct ett_bytes msg,
			 struct ett_bytes tag)
{
	const struct ett_mac *m = ett_find_mac(c->backend, name);
	uint8_t out[ETT_TAG_MAX];
	ett_err e;

	if (m == NULL)
		return vec_say(c, VEC_ABSENT, "%s", name);
	if (tag.n == 0 || tag.n > m->tag_len)
		return vec_say(c, VEC_BROKEN, "a tag of %zu bytes", tag.n);
	e = mac_of(c, m, key, msg, out);
	if (e != ETT_OK)
		return failed(c, name, e);
	return ett_same(out, tag.p, tag.n) ? VEC_ACCEPTED : VEC_REJECTED;
}

static uint8_t *copy_of(struct vec_case *c, struct ett_bytes in)
{
	uint8_t *p = vec_memory(c, in.n);

	if (in.n > 0)
		memcpy(p, in.p, in.n);
	return p;
}

static enum vec_outcome seal(struct vec_case *c, const struct ett_aead *a,
			     const struct vec_sealed *s)
{
	void *ctx = vec_memory(c, a->ctx_size);
	uint8_t *data = copy_of(c, s->plain), tag[ETT_TAG_MAX];
	ett_err e = a->init(ctx, ETT_OUT, s->key.p);

	if (e == ETT_OK)
		e = a->seal(ctx, s->nonce.p, s->aad, data, s->plain.n, tag);
	a->done(ctx);
	if (e != ETT_OK)
		return failed(c, a->name, e);
	return vec_compare(c,
			   vec_join(c, (struct ett_bytes){ data, s->plain.n },
				    (struct ett_bytes){ tag, a->tag_len }),
			   vec_join(c, s->coded, s->tag));
}

enum vec_outcome vec_aead(struct vec_case *c, const char *name,
			  const struct vec_sealed *s)
{
	const struct ett_aead *a = ett_find_aead(c->backend, name);
	uint8_t *data = copy_of(c, s->coded);
	enum vec_outcome o;
	void *ctx;
	ett_err e;

	if (a == NULL)
		return vec_say(c, VEC_ABSENT, "%s", name);
	if (s->key.n != a->key_len || s->nonce.n != a->nonce_len ||
	    s->tag.n != a->tag_len)
		return vec_say(c, VEC_BROKEN, "a length is not %s's", name);
	ctx = vec_memory(c, a->ctx_size);
	e = a->init(ctx, ETT_IN, s->key.p);
	if (e == ETT_OK)
		e = a->open(ctx, s->nonce.p, s->aad, data, s->coded.n,
			    s->tag.p);
	a->done(ctx);
	if (e == ETT_MAC)
		return VEC_REJECTED;
	if (e != ETT_OK)
		return failed(c, name, e);
	o = vec_compare(c, (struct ett_bytes){ data, s->coded.n }, s->plain);
	return o == VEC_ACCEPTED ? seal(c, a, s) : o;
}

/* RFC 8439 section 2.3: counter, then nonce.  Ours are of 64 bits each, and
 * the first half of its nonce is the second half of our counter. */
static struct ett_bytes block_iv(struct vec_case *c, uint32_t counter,
				 struct ett_bytes nonce)
{
	uint8_t *n = vec_memory(c, 4);

	n[0] = (uint8_t)counter;
	return vec_join(c, (struct ett_bytes){ n, 4 }, nonce);
}

/* Padding to 16 bytes, as section 2.8 has it. */
static struct ett_bytes padded(struct vec_case *c, struct ett_bytes v)
{
	uint8_t *zeros = vec_memory(c, 16);

	return vec_join(c, v,
			(struct ett_bytes){ zeros, (16 - v.n % 16) % 16 });
}

static struct ett_bytes lengths(struct vec_case *c, size_t aad, size_t coded)
{
	uint8_t *p = vec_memory(c, 16);

	for (int i = 0; i < 8; i++) {
		p[i] = (uint8_t)(aad >> 8 * i);
		p[8 + i] = (uint8_t)(coded >> 8 * i);
	}
	return (struct ett_bytes){ p, 16 };
}

static enum vec_outcome one_time_key(struct vec_case *c,
				     const struct ett_cipher *k,
				     const struct vec_sealed *s, uint8_t *key)
{
	void *ctx = vec_memory(c, k->ctx_size);
	ett_err e = k->init(ctx, ETT_OUT, s->key.p, block_iv(c, 0, s->nonce).p);

	if (e == ETT_OK)
		e = k->crypt(ctx, key, 32);
	k->done(ctx);
	return e == ETT_OK ? VEC_ACCEPTED : failed(c, k->name, e);
}

enum vec_outcome vec_chachapoly(struct vec_case *c, const struct vec_sealed *s)
{
	const struct ett_cipher *k = ett_find_cipher(c->backend, "chacha20");
	uint8_t *key = vec_memory(c, 32);
	enum vec_outcome o;

	if (k == NULL)
		return vec_say(c, VEC_ABSENT, "chacha20");
	o = one_time_key(c, k, s, key);
	if (o == VEC_ACCEPTED)
		o = vec_mac(c, "poly1305", (struct ett_bytes){ key, 32 },
			    vec_join(c,
				     vec_join(c, padded(c, s->aad),
					      padded(c, s->coded)),
				     lengths(c, s->aad.n, s->coded.n)),
			    s->tag);
	if (o == VEC_ACCEPTED)
		o = vec_cipher(c, "chacha20", s->key, block_iv(c, 1, s->nonce),
			       s->plain, s->coded);
	return o;
}
