/* SPDX-License-Identifier: ISC
 *
 * Hashes.  The library's own description of each does the work.
 */
#include "crypto/tomcrypt/hash.h"

#include "crypto/tomcrypt/tomcrypt.h"

struct ctx {
	const struct ltc_hash_descriptor *how;
	ett_err err;
	bool ended; /* a digest was given: init comes first */
	hash_state state;
};

ett_err ett_tomcrypt_feed(const struct ltc_hash_descriptor *how,
			  hash_state *state, struct ett_bytes in)
{
	if (in.n == 0)
		return ETT_OK;
	return ett_tomcrypt_err(how->process(state, in.p, in.n));
}

ett_err ett_tomcrypt_digest(const struct ltc_hash_descriptor *how,
			    struct ett_bytes msg, uint8_t *out)
{
	hash_state state;
	ett_err e = ett_tomcrypt_err(how->init(&state));

	if (e == ETT_OK)
		e = ett_tomcrypt_feed(how, &state, msg);
	if (e == ETT_OK)
		e = ett_tomcrypt_err(how->done(&state, out));
	ett_wipe(&state, sizeof state);
	return e;
}

static ett_err init(struct ctx *c, const struct ltc_hash_descriptor *how)
{
	c->how = how;
	c->ended = false;
	c->err = ett_tomcrypt_err(how->init(&c->state));
	return c->err;
}

static ett_err init_md5(void *ctx)
{
	return init(ctx, &md5_desc);
}

static ett_err init_sha1(void *ctx)
{
	return init(ctx, &sha1_desc);
}

static ett_err init_sha256(void *ctx)
{
	return init(ctx, &sha256_desc);
}

static ett_err init_sha384(void *ctx)
{
	return init(ctx, &sha384_desc);
}

static ett_err init_sha512(void *ctx)
{
	return init(ctx, &sha512_desc);
}

static ett_err init_ripemd160(void *ctx)
{
	return init(ctx, &rmd160_desc);
}

static void update(void *ctx, struct ett_bytes in)
{
	struct ctx *c = ctx;

	if (c->err == ETT_OK)
		c->err = ett_tomcrypt_feed(c->how, &c->state, in);
}

static ett_err final(void *ctx, uint8_t *digest)
{
	struct ctx *c = ctx;

	if (c->err != ETT_OK || c->ended)
		return c->err != ETT_OK ? c->err : ETT_CRYPTO;
	c->ended = true;
	return ett_tomcrypt_err(c->how->done(&c->state, digest));
}

static void done(void *ctx)
{
	ett_wipe(ctx, sizeof(struct ctx));
}

/* clang-format off */
#define HASH(name, len, init) \
	{ name, sizeof(struct ctx), len, init, update, final, done }

static const struct ett_hash
	md5       = HASH("md5",       16, init_md5),
	sha1      = HASH("sha1",      20, init_sha1),
	sha256    = HASH("sha256",    32, init_sha256),
	sha384    = HASH("sha384",    48, init_sha384),
	sha512    = HASH("sha512",    64, init_sha512),
	ripemd160 = HASH("ripemd160", 20, init_ripemd160);
/* clang-format on */

const struct ett_hash *const ett_tomcrypt_hashes[] = {
	&md5, &sha1, &sha256, &sha384, &sha512, &ripemd160, NULL,
};
