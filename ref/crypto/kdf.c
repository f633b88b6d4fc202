/* SPDX-License-Identifier: ISC
 *
 * K is secret, and so is every digest that a key is cut from: both are wiped
 * here, on every path.
 */
#include "crypto/kdf.h"

#include <stdalign.h>
#include <string.h>

#include "wire/cursor.h"

struct hashing {
	const struct ett_hash *hash;
	alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX];
};

static ett_err start(struct hashing *s, const struct ett_hash *hash)
{
	s->hash = hash;
	memset(s->ctx, 0, hash->ctx_size);
	return hash->init(s->ctx);
}

static void add(struct hashing *s, struct ett_bytes b)
{
	s->hash->update(s->ctx, b);
}

static void add_string(struct hashing *s, struct ett_bytes b)
{
	uint8_t len[4];

	ett_put_u32(len, (uint32_t)b.n);
	add(s, (struct ett_bytes){ len, sizeof len });
	add(s, b);
}

ett_err ett_digest(const struct ett_hash *hash, struct ett_bytes in,
		   uint8_t *digest)
{
	struct hashing s;
	ett_err e = start(&s, hash);

	if (e == ETT_OK) {
		add(&s, in);
		e = hash->final(s.ctx, digest);
	}
	hash->done(s.ctx);
	return e;
}

ett_err ett_exchange_hash(const struct ett_hash *hash,
			  const struct ett_exchange *x, uint8_t *h)
{
	struct hashing s;
	ett_err e = start(&s, hash);

	if (e == ETT_OK) {
		add_string(&s, x->v_c);
		add_string(&s, x->v_s);
		add_string(&s, x->i_c);
		add_string(&s, x->i_s);
		add_string(&s, x->k_s);
		add(&s, x->values);
		add(&s, x->k);
		e = hash->final(s.ctx, h);
	}
	hash->done(s.ctx);
	return e;
}

/* HASH over what RFC 4253 section 7.2 concatenates. */
static ett_err block(const struct ett_hash *hash,
		     const struct ett_bytes parts[4], uint8_t *digest)
{
	struct hashing s;
	ett_err e = start(&s, hash);

	if (e == ETT_OK) {
		for (size_t i = 0; i < 4; i++)
			add(&s, parts[i]);
		e = hash->final(s.ctx, digest);
	}
	hash->done(s.ctx);
	return e;
}

ett_err ett_derive_key(const struct ett_key_source *from, char letter,
		       uint8_t *out, size_t n)
{
	const struct ett_bytes x = { (const uint8_t *)&letter, 1 };
	struct ett_bytes parts[4] = { from->k, from->h, x, from->session_id };
	uint8_t digest[ETT_DIGEST_MAX];
	ett_err e = ETT_OK;
	size_t have = 0;

	while (have < n && e == ETT_OK) {
		size_t more = n - have;

		if (more > from->hash->digest_len)
			more = from->hash->digest_len;
		e = block(from->hash, parts, digest);
		if (e == ETT_OK)
			memcpy(out + have, digest, more);
		have += more;
		parts[2] = (struct ett_bytes){ out, have };
		parts[3].n = 0;
	}
	ett_wipe(digest, sizeof digest);
	if (e != ETT_OK)
		ett_wipe(out, n);
	return e;
}
