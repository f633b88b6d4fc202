/* SPDX-License-Identifier: ISC
 *
 * Ciphers without authentication.  The key is set once; a new IV, and nothing
 * else, starts the next packet.
 */
#include <limits.h>

#include <openssl/evp.h>

#include "crypto/openssl/openssl.h"

struct ctx {
	EVP_CIPHER_CTX *evp;
};

enum {
	AES128_CTR,
	AES192_CTR,
	AES256_CTR,
	AES128_CBC,
	AES192_CBC,
	AES256_CBC,
	DES3_CBC,
	CHACHA20,
	BLOWFISH_CBC,
	N,
	LEGACY = BLOWFISH_CBC /* from here on in the legacy provider */
};
static EVP_CIPHER *fetched[N];

static ett_err init(struct ctx *c, int which, enum ett_dir dir,
		    const uint8_t *key, const uint8_t *iv)
{
	if (c->evp == NULL)
		c->evp = EVP_CIPHER_CTX_new();
	if (c->evp == NULL ||
	    !EVP_CipherInit_ex2(c->evp, fetched[which], key, iv, dir == ETT_OUT,
				NULL) ||
	    !EVP_CIPHER_CTX_set_padding(c->evp, 0))
		return ett_openssl_failed();
	return ETT_OK;
}

static ett_err init_aes128_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init(ctx, AES128_CTR, dir, key, iv);
}

static ett_err init_aes192_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init(ctx, AES192_CTR, dir, key, iv);
}

static ett_err init_aes256_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init(ctx, AES256_CTR, dir, key, iv);
}

static ett_err init_aes128_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init(ctx, AES128_CBC, dir, key, iv);
}

static ett_err init_aes192_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init(ctx, AES192_CBC, dir, key, iv);
}

static ett_err init_aes256_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init(ctx, AES256_CBC, dir, key, iv);
}

static ett_err init_3des_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			     const uint8_t *iv)
{
	return init(ctx, DES3_CBC, dir, key, iv);
}

static ett_err init_blowfish_cbc(void *ctx, enum ett_dir dir,
				 const uint8_t *key, const uint8_t *iv)
{
	return init(ctx, BLOWFISH_CBC, dir, key, iv);
}

static ett_err init_chacha20(void *ctx, enum ett_dir dir, const uint8_t *key,
			     const uint8_t *iv)
{
	return init(ctx, CHACHA20, dir, key, iv);
}

static ett_err restart(void *ctx, const uint8_t *iv)
{
	struct ctx *c = ctx;

	if (!EVP_CipherInit_ex2(c->evp, NULL, NULL, iv, -1, NULL))
		return ett_openssl_failed();
	return ETT_OK;
}

static ett_err crypt(void *ctx, uint8_t *data, size_t n)
{
	struct ctx *c = ctx;
	int len;

	if (n > INT_MAX)
		return ETT_ARG;
	if (n > 0 && !EVP_CipherUpdate(c->evp, data, &len, data, (int)n))
		return ett_openssl_failed();
	return ETT_OK;
}

static void done(void *ctx)
{
	struct ctx *c = ctx;

	EVP_CIPHER_CTX_free(c->evp);
	*c = (struct ctx){ 0 };
}

/* clang-format off */
#define CIPHER(name, key, iv, block, init) \
	{ name, sizeof(struct ctx), key, iv, block, init, restart, crypt, done }

static const struct {
	const char *name; /* the library's */
	struct ett_cipher cipher;
} rows[N] = {
	[AES128_CTR]   = { "AES-128-CTR",
			   CIPHER("aes128-ctr", 16, 16, 16, init_aes128_ctr) },
	[AES192_CTR]   = { "AES-192-CTR",
			   CIPHER("aes192-ctr", 24, 16, 16, init_aes192_ctr) },
	[AES256_CTR]   = { "AES-256-CTR",
			   CIPHER("aes256-ctr", 32, 16, 16, init_aes256_ctr) },
	[AES128_CBC]   = { "AES-128-CBC",
			   CIPHER("aes128-cbc", 16, 16, 16, init_aes128_cbc) },
	[AES192_CBC]   = { "AES-192-CBC",
			   CIPHER("aes192-cbc", 24, 16, 16, init_aes192_cbc) },
	[AES256_CBC]   = { "AES-256-CBC",
			   CIPHER("aes256-cbc", 32, 16, 16, init_aes256_cbc) },
	[DES3_CBC]     = { "DES-EDE3-CBC",
			   CIPHER("3des-cbc", 24, 8, 8, init_3des_cbc) },
	[CHACHA20]     = { "ChaCha20",
			   CIPHER("chacha20", 32, 16, 1, init_chacha20) },
	[BLOWFISH_CBC] = { "BF-CBC",
			   CIPHER("blowfish-cbc", 16, 8, 8, init_blowfish_cbc) },
};
/* clang-format on */

const struct ett_cipher *ett_openssl_ciphers[N + 1];

ett_err ett_openssl_fetch_ciphers(OSSL_LIB_CTX *lib, bool legacy)
{
	static size_t n;
	const size_t end = legacy ? N : LEGACY;
	ett_err e = ETT_OK;

	for (size_t i = legacy ? LEGACY : 0; i < end && e == ETT_OK; i++) {
		fetched[i] = EVP_CIPHER_fetch(lib, rows[i].name, NULL);
		if (fetched[i] != NULL)
			ett_openssl_ciphers[n++] = &rows[i].cipher;
		else
			e = ett_openssl_absent();
	}
	return e;
}
