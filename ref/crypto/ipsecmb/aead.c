/* SPDX-License-Identifier: ISC
 *
 * AES-GCM.  The key is expanded once; each packet is one call, which computes
 * the right tag whatever came with the packet.
 */
#include "crypto/ipsecmb/ipsecmb.h"

enum { NONCE = IMB_GCM_IV_DATA_LEN, TAG = IMB_MAX_TAG_LEN };

/* The library wants the key at a multiple of 16, as any ctx is. */
struct ctx {
	struct gcm_key_data key;
	struct gcm_context_data gcm;
};

/* It works on no arguments that it does not like, and tells it here alone. */
static ett_err worked(void)
{
	return imb_get_errno(ett_ipsecmb()) == 0 ? ETT_OK : ETT_CRYPTO;
}

static ett_err init_aes128(void *ctx, enum ett_dir dir, const uint8_t *key)
{
	struct ctx *c = ctx;

	(void)dir;
	IMB_AES128_GCM_PRE(ett_ipsecmb(), key, &c->key);
	return worked();
}

static ett_err init_aes256(void *ctx, enum ett_dir dir, const uint8_t *key)
{
	struct ctx *c = ctx;

	(void)dir;
	IMB_AES256_GCM_PRE(ett_ipsecmb(), key, &c->key);
	return worked();
}

static ett_err seal_aes128(void *ctx, const uint8_t *nonce,
			   struct ett_bytes aad, uint8_t *data, size_t n,
			   uint8_t *tag)
{
	struct ctx *c = ctx;

	IMB_AES128_GCM_ENC(ett_ipsecmb(), &c->key, &c->gcm, data, data, n,
			   nonce, aad.p, aad.n, tag, TAG);
	return worked();
}

static ett_err seal_aes256(void *ctx, const uint8_t *nonce,
			   struct ett_bytes aad, uint8_t *data, size_t n,
			   uint8_t *tag)
{
	struct ctx *c = ctx;

	IMB_AES256_GCM_ENC(ett_ipsecmb(), &c->key, &c->gcm, data, data, n,
			   nonce, aad.p, aad.n, tag, TAG);
	return worked();
}

static ett_err judge(uint8_t *want, const uint8_t *tag, uint8_t *data, size_t n)
{
	ett_err e = worked();

	if (e == ETT_OK && !ett_same(want, tag, TAG))
		e = ETT_MAC;
	ett_wipe(want, TAG);
	if (e != ETT_OK)
		ett_wipe(data, n);
	return e;
}

static ett_err open_aes128(void *ctx, const uint8_t *nonce,
			   struct ett_bytes aad, uint8_t *data, size_t n,
			   const uint8_t *tag)
{
	struct ctx *c = ctx;
	uint8_t want[TAG];

	IMB_AES128_GCM_DEC(ett_ipsecmb(), &c->key, &c->gcm, data, data, n,
			   nonce, aad.p, aad.n, want, TAG);
	return judge(want, tag, data, n);
}

static ett_err open_aes256(void *ctx, const uint8_t *nonce,
			   struct ett_bytes aad, uint8_t *data, size_t n,
			   const uint8_t *tag)
{
	struct ctx *c = ctx;
	uint8_t want[TAG];

	IMB_AES256_GCM_DEC(ett_ipsecmb(), &c->key, &c->gcm, data, data, n,
			   nonce, aad.p, aad.n, want, TAG);
	return judge(want, tag, data, n);
}

static void done(void *ctx)
{
	ett_wipe(ctx, sizeof(struct ctx));
}

/* clang-format off */
#define AEAD(name, key, which)                                  \
	{ name, sizeof(struct ctx), key, NONCE, TAG,            \
	  init_##which, seal_##which, open_##which, done }

static const struct ett_aead
	aes128_gcm = AEAD("aes128-gcm", IMB_GCM_128_KEY_LEN, aes128),
	aes256_gcm = AEAD("aes256-gcm", IMB_GCM_256_KEY_LEN, aes256);
/* clang-format on */

const struct ett_aead *const ett_ipsecmb_aeads[] = {
	&aes128_gcm,
	&aes256_gcm,
	NULL,
};
