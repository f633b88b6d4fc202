/* SPDX-License-Identifier: ISC
 *
 * AES-GCM.  The key is set once; each packet sets its nonce, and nothing else.
 */
#include <limits.h>
#include <string.h>

#include <openssl/evp.h>

#include "crypto/openssl/openssl.h"

struct ctx {
	EVP_CIPHER_CTX *evp;
};

enum { TAG = 16 };
enum { AES128_GCM, AES256_GCM, N };
static EVP_CIPHER *fetched[N];

static ett_err init(struct ctx *c, int which, enum ett_dir dir,
		    const uint8_t *key)
{
	if (c->evp == NULL)
		c->evp = EVP_CIPHER_CTX_new();
	if (c->evp == NULL || !EVP_CipherInit_ex2(c->evp, fetched[which], key,
						  NULL, dir == ETT_OUT, NULL))
		return ett_openssl_failed();
	return ETT_OK;
}

static ett_err init_aes128(void *ctx, enum ett_dir dir, const uint8_t *key)
{
	return init(ctx, AES128_GCM, dir, key);
}

static ett_err init_aes256(void *ctx, enum ett_dir dir, const uint8_t *key)
{
	return init(ctx, AES256_GCM, dir, key);
}

/* Everything but the tag. */
static bool crypt(EVP_CIPHER_CTX *evp, const uint8_t *nonce,
		  struct ett_bytes aad, uint8_t *data, size_t n)
{
	int len;

	return EVP_CipherInit_ex2(evp, NULL, NULL, nonce, -1, NULL) &&
	       (aad.n == 0 ||
		EVP_CipherUpdate(evp, NULL, &len, aad.p, (int)aad.n)) &&
	       (n == 0 || EVP_CipherUpdate(evp, data, &len, data, (int)n));
}

static ett_err seal(void *ctx, const uint8_t *nonce, struct ett_bytes aad,
		    uint8_t *data, size_t n, uint8_t *tag)
{
	struct ctx *c = ctx;
	int len;

	if (aad.n > INT_MAX || n > INT_MAX)
		return ETT_ARG;
	if (!crypt(c->evp, nonce, aad, data, n) ||
	    !EVP_CipherFinal_ex(c->evp, data, &len) ||
	    !EVP_CIPHER_CTX_ctrl(c->evp, EVP_CTRL_AEAD_GET_TAG, TAG, tag))
		return ett_openssl_failed();
	return ETT_OK;
}

static ett_err open(void *ctx, const uint8_t *nonce, struct ett_bytes aad,
		    uint8_t *data, size_t n, const uint8_t *tag)
{
	struct ctx *c = ctx;
	uint8_t copy[TAG];
	int len;
	ett_err e;

	if (aad.n > INT_MAX || n > INT_MAX)
		return ETT_ARG;
	memcpy(copy, tag, TAG);
	if (!crypt(c->evp, nonce, aad, data, n) ||
	    !EVP_CIPHER_CTX_ctrl(c->evp, EVP_CTRL_AEAD_SET_TAG, TAG, copy))
		e = ett_openssl_failed();
	else if (!EVP_CipherFinal_ex(c->evp, data, &len))
		e = ett_openssl_failed() == ETT_NOMEM ? ETT_NOMEM : ETT_MAC;
	else
		return ETT_OK;
	ett_wipe(data, n);
	return e;
}

static void done(void *ctx)
{
	struct ctx *c = ctx;

	EVP_CIPHER_CTX_free(c->evp);
	*c = (struct ctx){ 0 };
}

/* clang-format off */
#define AEAD(name, key, init) \
	{ name, sizeof(struct ctx), key, 12, TAG, init, seal, open, done }

static const struct {
	const char *name; /* the library's */
	struct ett_aead aead;
} rows[N] = {
	[AES128_GCM] = { "AES-128-GCM", AEAD("aes128-gcm", 16, init_aes128) },
	[AES256_GCM] = { "AES-256-GCM", AEAD("aes256-gcm", 32, init_aes256) },
};
/* clang-format on */

const struct ett_aead *ett_openssl_aeads[N + 1];

ett_err ett_openssl_fetch_aeads(OSSL_LIB_CTX *lib)
{
	size_t n = 0;
	ett_err e = ETT_OK;

	for (size_t i = 0; i < N && e == ETT_OK; i++) {
		fetched[i] = EVP_CIPHER_fetch(lib, rows[i].name, NULL);
		if (fetched[i] != NULL)
			ett_openssl_aeads[n++] = &rows[i].aead;
		else
			e = ett_openssl_absent();
	}
	return e;
}
