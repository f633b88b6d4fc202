/* SPDX-License-Identifier: ISC
 *
 * AES-GCM.  The library multiplies by tables of 64 KiB, made for each key:
 * they are on the heap, taken by the first init and used again by the next
 * one.  The key is set once; each packet sets its nonce, and nothing else.
 */
#include <stdlib.h>

#include "crypto/tomcrypt/number.h"
#include "crypto/tomcrypt/tomcrypt.h"

enum { NONCE = 12, TAG = 16 };

struct ctx {
	gcm_state *gcm; /* owned; NULL: none yet */
};

static ett_err init(struct ctx *c, const uint8_t *key, int key_len)
{
	if (c->gcm == NULL)
		c->gcm = calloc(1, sizeof *c->gcm);
	if (c->gcm == NULL)
		return ETT_NOMEM;
	return ett_tomcrypt_err(
	    gcm_init(c->gcm, find_cipher("aes"), key, key_len));
}

static ett_err init_aes128(void *ctx, enum ett_dir dir, const uint8_t *key)
{
	(void)dir;
	return init(ctx, key, 16);
}

static ett_err init_aes256(void *ctx, enum ett_dir dir, const uint8_t *key)
{
	(void)dir;
	return init(ctx, key, 32);
}

/* What is authenticated may be empty, but has to come. */
static int begin(gcm_state *gcm, const uint8_t *nonce, struct ett_bytes aad)
{
	int code = gcm_reset(gcm);

	if (code == CRYPT_OK)
		code = gcm_add_iv(gcm, nonce, NONCE);
	if (code == CRYPT_OK)
		code = gcm_add_aad(gcm, aad.n > 0 ? aad.p : nonce, aad.n);
	return code;
}

static int end(gcm_state *gcm, uint8_t *data, size_t n, int dir, uint8_t *tag)
{
	unsigned long tag_len = TAG;
	int code = CRYPT_OK;

	if (n > 0)
		code = gcm_process(gcm, data, n, data, dir);
	return code == CRYPT_OK ? gcm_done(gcm, tag, &tag_len) : code;
}

static ett_err seal(void *ctx, const uint8_t *nonce, struct ett_bytes aad,
		    uint8_t *data, size_t n, uint8_t *tag)
{
	struct ctx *c = ctx;
	int code = begin(c->gcm, nonce, aad);

	if (code == CRYPT_OK)
		code = end(c->gcm, data, n, GCM_ENCRYPT, tag);
	return ett_tomcrypt_err(code);
}

static ett_err open(void *ctx, const uint8_t *nonce, struct ett_bytes aad,
		    uint8_t *data, size_t n, const uint8_t *tag)
{
	struct ctx *c = ctx;
	uint8_t want[TAG];
	int code = begin(c->gcm, nonce, aad);
	bool same;

	if (code == CRYPT_OK)
		code = end(c->gcm, data, n, GCM_DECRYPT, want);
	same = code == CRYPT_OK && ett_same(want, tag, TAG);
	ett_wipe(want, sizeof want);
	if (same)
		return ETT_OK;
	ett_wipe(data, n);
	return code == CRYPT_OK ? ETT_MAC : ett_tomcrypt_err(code);
}

static void done(void *ctx)
{
	struct ctx *c = ctx;

	if (c->gcm != NULL)
		ett_wipe(c->gcm, sizeof *c->gcm);
	free(c->gcm);
	c->gcm = NULL;
}

/* clang-format off */
#define AEAD(name, key, init) \
	{ name, sizeof(struct ctx), key, NONCE, TAG, init, seal, open, done }

static const struct ett_aead
	aes128_gcm = AEAD("aes128-gcm", 16, init_aes128),
	aes256_gcm = AEAD("aes256-gcm", 32, init_aes256);
/* clang-format on */

const struct ett_aead *const ett_tomcrypt_aeads[] = {
	&aes128_gcm,
	&aes256_gcm,
	NULL,
};
