/* SPDX-License-Identifier: ISC
 *
 * Hashes.  A failure of init or update is kept, and told by final.
 */
#include <openssl/evp.h>

#include "crypto/openssl/openssl.h"

struct ctx {
	EVP_MD_CTX *evp;
	bool failed;
};

enum { MD5, SHA1, SHA256, SHA384, SHA512, RIPEMD160, N };
static EVP_MD *fetched[N];

static ett_err init(struct ctx *c, int which)
{
	if (c->evp == NULL)
		c->evp = EVP_MD_CTX_new();
	c->failed =
	    c->evp == NULL || !EVP_DigestInit_ex2(c->evp, fetched[which], NULL);
	return c->failed ? ett_openssl_failed() : ETT_OK;
}

static ett_err init_md5(void *ctx)
{
	return init(ctx, MD5);
}

static ett_err init_sha1(void *ctx)
{
	return init(ctx, SHA1);
}

static ett_err init_sha256(void *ctx)
{
	return init(ctx, SHA256);
}

static ett_err init_sha384(void *ctx)
{
	return init(ctx, SHA384);
}

static ett_err init_sha512(void *ctx)
{
	return init(ctx, SHA512);
}

static ett_err init_ripemd160(void *ctx)
{
	return init(ctx, RIPEMD160);
}

static void update(void *ctx, struct ett_bytes in)
{
	struct ctx *c = ctx;

	if (!c->failed && in.n > 0)
		c->failed = !EVP_DigestUpdate(c->evp, in.p, in.n);
}

static ett_err final(void *ctx, uint8_t *digest)
{
	struct ctx *c = ctx;
	bool bad = c->failed || !EVP_DigestFinal_ex(c->evp, digest, NULL);

	c->failed = true;
	return bad ? ett_openssl_failed() : ETT_OK;
}

static void done(void *ctx)
{
	struct ctx *c = ctx;

	EVP_MD_CTX_free(c->evp);
	*c = (struct ctx){ 0 };
}

/* clang-format off */
#define HASH(name, len, init) \
	{ name, sizeof(struct ctx), len, init, update, final, done }

static const struct {
	const char *name; /* the library's */
	struct ett_hash hash;
} rows[N] = {
	[MD5]    = { "MD5",      HASH("md5",    16, init_md5) },
	[SHA1]   = { "SHA1",     HASH("sha1",   20, init_sha1) },
	[SHA256] = { "SHA2-256", HASH("sha256", 32, init_sha256) },
	[SHA384] = { "SHA2-384", HASH("sha384", 48, init_sha384) },
	[SHA512] = { "SHA2-512", HASH("sha512", 64, init_sha512) },
	[RIPEMD160] = { "RIPEMD160", HASH("ripemd160", 20, init_ripemd160) },
};
/* clang-format on */

const struct ett_hash *ett_openssl_hashes[N + 1];

ett_err ett_openssl_fetch_hashes(OSSL_LIB_CTX *lib)
{
	size_t n = 0;
	ett_err e = ETT_OK;

	for (size_t i = 0; i < N && e == ETT_OK; i++) {
		fetched[i] = EVP_MD_fetch(lib, rows[i].name, NULL);
		if (fetched[i] != NULL)
			ett_openssl_hashes[n++] = &rows[i].hash;
		else
			e = ett_openssl_absent();
	}
	return e;
}
