/* SPDX-License-Identifier: ISC
 *
 * AES-GCM.  The key is set once; each packet sets its nonce, which starts the
 * counter, the tag and the lengths anew.
 */
#include <gcrypt.h>

#include "crypto/gcrypt/gcrypt.h"

enum { NONCE = 12, TAG = 16 };

struct ctx {
	gcry_cipher_hd_t gcm;
};

static ett_err init(struct ctx *c, int which, const uint8_t *key)
{
	gcry_error_t bad = 0;

	if (c->gcm == NULL)
		bad = gcry_cipher_open(&c->gcm, which, GCRY_CIPHER_MODE_GCM, 0);
	if (bad == 0)
		bad = gcry_cipher_setkey(c->gcm, key,
					 gcry_cipher_get_algo_keylen(which));
	return bad == 0 ? ETT_OK : ett_gcrypt_failed(bad);
}

static ett_err init_aes128(void *ctx, enum ett_dir dir, const uint8_t *key)
{
	(void)dir;
	return init(ctx, GCRY_CIPHER_AES128, key);
}

static ett_err init_aes256(void *ctx, enum ett_dir dir, const uint8_t *key)
{
	(void)dir;
	return init(ctx, GCRY_CIPHER_AES256, key);
}

static gcry_error_t begin(struct ctx *c, const uint8_t *nonce,
			  struct ett_bytes aad)
{
	gcry_error_t bad = gcry_cipher_setiv(c->gcm, nonce, NONCE);

	if (bad == 0 && aad.n > 0)
		bad = gcry_cipher_authenticate(c->gcm, aad.p, aad.n);
	return bad;
}

static ett_err seal(void *ctx, const uint8_t *nonce, struct ett_bytes aad,
		    uint8_t *data, size_t n, uint8_t *tag)
{
	struct ctx *c = ctx;
	gcry_error_t bad = begin(c, nonce, aad);

	if (bad == 0 && n > 0)
		bad = gcry_cipher_encrypt(c->gcm, data, n, NULL, 0);
	if (bad == 0)
		bad = gcry_cipher_gettag(c->gcm, tag, TAG);
	return bad == 0 ? ETT_OK : ett_gcrypt_failed(bad);
}

static ett_err open(void *ctx, const uint8_t *nonce, struct ett_bytes aad,
		    uint8_t *data, size_t n, const uint8_t *tag)
{
	struct ctx *c = ctx;
	gcry_error_t bad = begin(c, nonce, aad);

	if (bad == 0 && n > 0)
		bad = gcry_cipher_decrypt(c->gcm, data, n, NULL, 0);
	if (bad == 0)
		bad = gcry_cipher_checktag(c->gcm, tag, TAG);
	if (bad == 0)
		return ETT_OK;
	ett_wipe(data, n);
	return gcry_err_code(bad) == GPG_ERR_CHECKSUM ? ETT_MAC
						      : ett_gcrypt_failed(bad);
}

static void done(void *ctx)
{
	struct ctx *c = ctx;

	gcry_cipher_close(c->gcm);
	c->gcm = NULL;
}

/* clang-format off */
#define AEAD(name, key, init) \
	{ name, sizeof(struct ctx), key, NONCE, TAG, init, seal, open, done }

static const struct {
	int which;
	struct ett_aead aead;
} rows[] = {
	{ GCRY_CIPHER_AES128, AEAD("aes128-gcm", 16, init_aes128) },
	{ GCRY_CIPHER_AES256, AEAD("aes256-gcm", 32, init_aes256) },
};
/* clang-format on */

enum { N = sizeof rows / sizeof rows[0] };
const struct ett_aead *ett_gcrypt_aeads[N + 1];

void ett_gcrypt_list_aeads(void)
{
	size_t n = 0;

	for (size_t i = 0; i < N; i++)
		if (gcry_cipher_test_algo(rows[i].which) == 0)
			ett_gcrypt_aeads[n++] = &rows[i].aead;
}
