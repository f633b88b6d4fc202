/* SPDX-License-Identifier: ISC
 *
 * MACs.  The library's HMAC takes memory anew for every message, and gives it
 * back with the key in it.  So this is RFC 2104 over its hashes: the two
 * states behind the padded key are kept, and each message begins with a copy.
 * The key of Poly1305 serves one message.
 */
#include <string.h>

#include "crypto/tomcrypt/hash.h"
#include "crypto/tomcrypt/tomcrypt.h"

enum { HASH_BLOCK_MAX = 128, INNER_PAD = 0x36, OUTER_PAD = 0x5c };

struct hmac {
	const struct ltc_hash_descriptor *how;
	ett_err err;
	hash_state outer, inner, state;
};

/* The state of the hash behind a block of the key, every byte of it masked. */
static ett_err behind_key(const struct ltc_hash_descriptor *how,
			  const uint8_t *key, uint8_t mask, hash_state *state)
{
	uint8_t block[HASH_BLOCK_MAX];
	ett_err e = ett_tomcrypt_err(how->init(state));

	for (size_t i = 0; i < how->blocksize; i++)
		block[i] = key[i] ^ mask;
	if (e == ETT_OK)
		e = ett_tomcrypt_feed(
		    how, state, (struct ett_bytes){ block, how->blocksize });
	ett_wipe(block, sizeof block);
	return e;
}

static ett_err init_hmac(struct hmac *c, const struct ltc_hash_descriptor *how,
			 struct ett_bytes key)
{
	uint8_t block[HASH_BLOCK_MAX] = { 0 };
	ett_err e = ETT_OK;

	c->how = how;
	if (key.n > how->blocksize)
		e = ett_tomcrypt_digest(how, key, block);
	else if (key.n > 0)
		memcpy(block, key.p, key.n);
	if (e == ETT_OK)
		e = behind_key(how, block, OUTER_PAD, &c->outer);
	if (e == ETT_OK)
		e = behind_key(how, block, INNER_PAD, &c->inner);
	ett_wipe(block, sizeof block);
	c->state = c->inner;
	c->err = e;
	return e;
}

static ett_err init_md5(void *ctx, struct ett_bytes key)
{
	return init_hmac(ctx, &md5_desc, key);
}

static ett_err init_sha1(void *ctx, struct ett_bytes key)
{
	return init_hmac(ctx, &sha1_desc, key);
}

static ett_err init_sha256(void *ctx, struct ett_bytes key)
{
	return init_hmac(ctx, &sha256_desc, key);
}

static ett_err init_sha512(void *ctx, struct ett_bytes key)
{
	return init_hmac(ctx, &sha512_desc, key);
}

static ett_err init_ripemd160(void *ctx, struct ett_bytes key)
{
	return init_hmac(ctx, &rmd160_desc, key);
}

static void update_hmac(void *ctx, struct ett_bytes in)
{
	struct hmac *c = ctx;

	if (c->err == ETT_OK)
		c->err = ett_tomcrypt_feed(c->how, &c->state, in);
}

/* The outer hash, over the inner digest. */
static ett_err finish_hmac(struct hmac *c, uint8_t *tag)
{
	uint8_t digest[ETT_DIGEST_MAX];
	ett_err e = ett_tomcrypt_err(c->how->done(&c->state, digest));

	c->state = c->outer;
	if (e == ETT_OK)
		e = ett_tomcrypt_feed(
		    c->how, &c->state,
		    (struct ett_bytes){ digest, c->how->hashsize });
	if (e == ETT_OK)
		e = ett_tomcrypt_err(c->how->done(&c->state, tag));
	ett_wipe(digest, sizeof digest);
	return e;
}

static ett_err final_hmac(void *ctx, uint8_t *tag)
{
	struct hmac *c = ctx;
	ett_err e = c->err;

	if (e == ETT_OK)
		e = finish_hmac(c, tag);
	c->state = c->inner;
	c->err = ETT_OK;
	return e;
}

static void done_hmac(void *ctx)
{
	ett_wipe(ctx, sizeof(struct hmac));
}

enum { POLY1305_KEY = 32, POLY1305_TAG = 16 };

struct poly1305 {
	poly1305_state state;
	ett_err err;
	bool keyed;
};

static ett_err init_poly1305(void *ctx, struct ett_bytes key)
{
	struct poly1305 *c = ctx;

	c->keyed = false;
	if (key.n != POLY1305_KEY)
		return ETT_ARG;
	c->err = ett_tomcrypt_err(poly1305_init(&c->state, key.p, key.n));
	c->keyed = c->err == ETT_OK;
	return c->err;
}

static void update_poly1305(void *ctx, struct ett_bytes in)
{
	struct poly1305 *c = ctx;

	if (in.n > 0 && c->err == ETT_OK)
		c->err =
		    ett_tomcrypt_err(poly1305_process(&c->state, in.p, in.n));
}

static ett_err final_poly1305(void *ctx, uint8_t *tag)
{
	struct poly1305 *c = ctx;
	unsigned long n = POLY1305_TAG;

	if (!c->keyed)
		return ETT_CRYPTO;
	c->keyed = false;
	if (c->err != ETT_OK)
		return c->err;
	return ett_tomcrypt_err(poly1305_done(&c->state, tag, &n));
}

static void done_poly1305(void *ctx)
{
	ett_wipe(ctx, sizeof(struct poly1305));
}

/* clang-format off */
#define HMAC(name, len, init) \
	{ name, sizeof(struct hmac), len, len, \
	  init, update_hmac, final_hmac, done_hmac, 0, NULL }

static const struct ett_mac
	hmac_md5       = HMAC("hmac-md5",       16, init_md5),
	hmac_sha1      = HMAC("hmac-sha1",      20, init_sha1),
	hmac_sha256    = HMAC("hmac-sha256",    32, init_sha256),
	hmac_sha512    = HMAC("hmac-sha512",    64, init_sha512),
	hmac_ripemd160 = HMAC("hmac-ripemd160", 20, init_ripemd160),
	poly1305 = { "poly1305", sizeof(struct poly1305),
		     POLY1305_KEY, POLY1305_TAG, init_poly1305,
		     update_poly1305, final_poly1305, done_poly1305,
		     0, NULL };
/* clang-format on */

const struct ett_mac *const ett_tomcrypt_macs[] = {
	&hmac_md5,       &hmac_sha1, &hmac_sha256, &hmac_sha512,
	&hmac_ripemd160, &poly1305,  NULL,
};
