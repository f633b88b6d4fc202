/* SPDX-License-Identifier: ISC
 *
 * MACs.  A failure is kept, and told by final.  HMAC goes back to its keyed
 * state behind each tag; the key of Poly1305 serves one message.
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "crypto/openssl/openssl.h"

struct ctx {
	EVP_MAC_CTX *evp;
	bool failed;
};

/* One context of each kind, with a key of no meaning, to be duplicated. */
enum {
	HMAC_MD5,
	HMAC_SHA1,
	HMAC_SHA256,
	HMAC_SHA512,
	HMAC_RIPEMD160,
	POLY1305,
	N
};
static EVP_MAC_CTX *models[N];

static ett_err init(struct ctx *c, int which, struct ett_bytes key)
{
	if (c->evp == NULL)
		c->evp = EVP_MAC_CTX_dup(models[which]);
	c->failed = c->evp == NULL || !EVP_MAC_init(c->evp, key.p, key.n, NULL);
	return c->failed ? ett_openssl_failed() : ETT_OK;
}

static ett_err init_md5(void *ctx, struct ett_bytes key)
{
	return init(ctx, HMAC_MD5, key);
}

static ett_err init_sha1(void *ctx, struct ett_bytes key)
{
	return init(ctx, HMAC_SHA1, key);
}

static ett_err init_sha256(void *ctx, struct ett_bytes key)
{
	return init(ctx, HMAC_SHA256, key);
}

static ett_err init_sha512(void *ctx, struct ett_bytes key)
{
	return init(ctx, HMAC_SHA512, key);
}

static ett_err init_ripemd160(void *ctx, struct ett_bytes key)
{
	return init(ctx, HMAC_RIPEMD160, key);
}

static ett_err init_poly1305(void *ctx, struct ett_bytes key)
{
	return key.n == 32 ? init(ctx, POLY1305, key) : ETT_ARG;
}

static void update(void *ctx, struct ett_bytes in)
{
	struct ctx *c = ctx;

	if (!c->failed && in.n > 0)
		c->failed = !EVP_MAC_update(c->evp, in.p, in.n);
}

static ett_err final_once(void *ctx, uint8_t *tag)
{
	struct ctx *c = ctx;
	size_t len;
	bool bad =
	    c->failed ||
	    !EVP_MAC_final(c->evp, tag, &len, EVP_MAC_CTX_get_mac_size(c->evp));

	c->failed = true;
	return bad ? ett_openssl_failed() : ETT_OK;
}

static ett_err final_hmac(void *ctx, uint8_t *tag)
{
	struct ctx *c = ctx;
	ett_err e = final_once(ctx, tag);

	if (e != ETT_OK)
		return e;
	c->failed = !EVP_MAC_init(c->evp, NULL, 0, NULL);
	return c->failed ? ett_openssl_failed() : ETT_OK;
}

static void done(void *ctx)
{
	struct ctx *c = ctx;

	EVP_MAC_CTX_free(c->evp);
	*c = (struct ctx){ 0 };
}

/* clang-format off */
#define MAC(name, key, tag, init, final) \
	{ name, sizeof(struct ctx), key, tag, init, update, final, done, 0, NULL }

static const struct {
	const char *name, *digest; /* the library's */
	struct ett_mac mac;
} rows[N] = {
	[HMAC_MD5]    = { "HMAC", "MD5",
			  MAC("hmac-md5", 16, 16, init_md5, final_hmac) },
	[HMAC_SHA1]   = { "HMAC", "SHA1",
			  MAC("hmac-sha1", 20, 20, init_sha1, final_hmac) },
	[HMAC_SHA256] = { "HMAC", "SHA2-256",
			  MAC("hmac-sha256", 32, 32, init_sha256, final_hmac) },
	[HMAC_SHA512] = { "HMAC", "SHA2-512",
			  MAC("hmac-sha512", 64, 64, init_sha512, final_hmac) },
	[HMAC_RIPEMD160] = { "HMAC", "RIPEMD160",
			     MAC("hmac-ripemd160", 20, 20, init_ripemd160,
				 final_hmac) },
	[POLY1305]    = { "POLY1305", NULL,
			  MAC("poly1305", 32, 16, init_poly1305, final_once) },
};
/* clang-format on */

const struct ett_mac *ett_openssl_macs[N + 1];

/* NULL: the library lacks it, or failed; its error queue tells. */
static EVP_MAC_CTX *model(OSSL_LIB_CTX *lib, const char *name, char *digest)
{
	static const uint8_t key[32] = { 0 };
	OSSL_PARAM params[2] = { OSSL_PARAM_construct_end(),
				 OSSL_PARAM_construct_end() };
	EVP_MAC *mac = EVP_MAC_fetch(lib, name, NULL);
	EVP_MAC_CTX *ctx = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;

	EVP_MAC_free(mac);
	if (digest != NULL)
		params[0] = OSSL_PARAM_construct_utf8_string(
		    OSSL_MAC_PARAM_DIGEST, digest, 0);
	if (ctx != NULL && EVP_MAC_init(ctx, key, sizeof key, params))
		return ctx;
	EVP_MAC_CTX_free(ctx);
	return NULL;
}

ett_err ett_openssl_fetch_macs(OSSL_LIB_CTX *lib)
{
	size_t n = 0;
	ett_err e = ETT_OK;

	for (size_t i = 0; i < N && e == ETT_OK; i++) {
		models[i] = model(lib, rows[i].name, (char *)rows[i].digest);
		if (models[i] != NULL)
			ett_openssl_macs[n++] = &rows[i].mac;
		else
			e = ett_openssl_absent();
	}
	return e;
}
