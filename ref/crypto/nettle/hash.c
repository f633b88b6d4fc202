/* SPDX-License-Identifier: ISC
 *
 * Hashes.  The library's own description of each does the work.
 */
#include <nettle/md5.h>
#include <nettle/nettle-meta.h>
#include <nettle/ripemd160.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include "crypto/nettle/nettle.h"

struct ctx {
	const struct nettle_hash *how;
	bool ended; /* a digest was given: init comes first */
	union {
		struct md5_ctx md5;
		struct sha1_ctx sha1;
		struct sha256_ctx sha256;
		struct sha512_ctx sha512; /* and of SHA-384 */
		struct ripemd160_ctx ripemd160;
	} state;
};

static ett_err init(struct ctx *c, const struct nettle_hash *how)
{
	c->how = how;
	c->ended = false;
	how->init(&c->state);
	return ETT_OK;
}

static ett_err init_md5(void *ctx)
{
	return init(ctx, &nettle_md5);
}

static ett_err init_sha1(void *ctx)
{
	return init(ctx, &nettle_sha1);
}

static ett_err init_sha256(void *ctx)
{
	return init(ctx, &nettle_sha256);
}

static ett_err init_sha384(void *ctx)
{
	return init(ctx, &nettle_sha384);
}

static ett_err init_sha512(void *ctx)
{
	return init(ctx, &nettle_sha512);
}

static ett_err init_ripemd160(void *ctx)
{
	return init(ctx, &nettle_ripemd160);
}

static void update(void *ctx, struct ett_bytes in)
{
	struct ctx *c = ctx;

	if (in.n > 0)
		c->how->update(&c->state, in.n, in.p);
}

static ett_err final(void *ctx, uint8_t *digest)
{
	struct ctx *c = ctx;

	if (c->ended)
		return ETT_CRYPTO;
	c->how->digest(&c->state, c->how->digest_size, digest);
	c->ended = true;
	return ETT_OK;
}

static void done(void *ctx)
{
	ett_wipe(ctx, sizeof(struct ctx));
}

/* clang-format off */
#define HASH(name, len, init) \
	{ name, sizeof(struct ctx), len, init, update, final, done }

static const struct ett_hash
	md5    = HASH("md5",    16, init_md5),
	sha1   = HASH("sha1",   20, init_sha1),
	sha256 = HASH("sha256", 32, init_sha256),
	sha384 = HASH("sha384", 48, init_sha384),
	sha512 = HASH("sha512", 64, init_sha512),
	ripemd160 = HASH("ripemd160", 20, init_ripemd160);
/* clang-format on */

const struct ett_hash *const ett_nettle_hashes[] = {
	&md5, &sha1, &sha256, &sha384, &sha512, &ripemd160, NULL,
};
