/* SPDX-License-Identifier: ISC
 *
 * Hashes.
 */
#include <string.h>

#include <gcrypt.h>

#include "crypto/gcrypt/gcrypt.h"

struct ctx {
	gcry_md_hd_t md;
	size_t len;
	bool running; /* no digest was given since init */
};

static ett_err init(struct ctx *c, int which)
{
	gcry_error_t bad = 0;

	if (c->md == NULL)
		bad = gcry_md_open(&c->md, which, 0);
	else
		gcry_md_reset(c->md);
	c->running = bad == 0;
	c->len = gcry_md_get_algo_dlen(which);
	return bad == 0 ? ETT_OK : ett_gcrypt_failed(bad);
}

static ett_err init_md5(void *ctx)
{
	return init(ctx, GCRY_MD_MD5);
}

static ett_err init_sha1(void *ctx)
{
	return init(ctx, GCRY_MD_SHA1);
}

static ett_err init_sha256(void *ctx)
{
	return init(ctx, GCRY_MD_SHA256);
}

static ett_err init_sha384(void *ctx)
{
	return init(ctx, GCRY_MD_SHA384);
}

static ett_err init_sha512(void *ctx)
{
	return init(ctx, GCRY_MD_SHA512);
}

static ett_err init_ripemd160(void *ctx)
{
	return init(ctx, GCRY_MD_RMD160);
}

static void update(void *ctx, struct ett_bytes in)
{
	struct ctx *c = ctx;

	if (c->running && in.n > 0)
		gcry_md_write(c->md, in.p, in.n);
}

static ett_err final(void *ctx, uint8_t *digest)
{
	struct ctx *c = ctx;
	const uint8_t *p = c->running ? gcry_md_read(c->md, 0) : NULL;

	c->running = false;
	if (p == NULL)
		return ETT_CRYPTO;
	memcpy(digest, p, c->len);
	return ETT_OK;
}

static void done(void *ctx)
{
	struct ctx *c = ctx;

	gcry_md_close(c->md);
	*c = (struct ctx){ 0 };
}

/* clang-format off */
#define HASH(name, len, init) \
	{ name, sizeof(struct ctx), len, init, update, final, done }

static const struct {
	int which;
	struct ett_hash hash;
} rows[] = {
	{ GCRY_MD_MD5,    HASH("md5",       16, init_md5) },
	{ GCRY_MD_SHA1,   HASH("sha1",      20, init_sha1) },
	{ GCRY_MD_SHA256, HASH("sha256",    32, init_sha256) },
	{ GCRY_MD_SHA384, HASH("sha384",    48, init_sha384) },
	{ GCRY_MD_SHA512, HASH("sha512",    64, init_sha512) },
	{ GCRY_MD_RMD160, HASH("ripemd160", 20, init_ripemd160) },
};
/* clang-format on */

enum { N = sizeof rows / sizeof rows[0] };
const struct ett_hash *ett_gcrypt_hashes[N + 1];

void ett_gcrypt_list_hashes(void)
{
	size_t n = 0;

	for (size_t i = 0; i < N; i++)
		if (gcry_md_test_algo(rows[i].which) == 0)
			ett_gcrypt_hashes[n++] = &rows[i].hash;
}
