/* SPDX-License-Identifier: ISC
 *
 * AES-GCM.  The key is set once; each packet sets its nonce, and nothing else.
 */
#include <nettle/aes.h>
#include <nettle/gcm.h>
#include <nettle/nettle-meta.h>

#include "crypto/nettle/nettle.h"

enum { NONCE = 12, TAG = GCM_DIGEST_SIZE };

struct ctx {
	const struct nettle_cipher *how;
	struct gcm_key key;
	struct gcm_ctx gcm;
	union {
		struct aes128_ctx aes128;
		struct aes256_ctx aes256;
	} state;
};

static ett_err init(struct ctx *c, const struct nettle_cipher *how,
		    const uint8_t *key)
{
	c->how = how;
	how->set_encrypt_key(&c->state, key);
	gcm_set_key(&c->key, &c->state, how->encrypt);
	return ETT_OK;
}

static ett_err init_aes128(void *ctx, enum ett_dir dir, const uint8_t *key)
{
	(void)dir;
	return init(ctx, &nettle_aes128, key);
}

static ett_err init_aes256(void *ctx, enum ett_dir dir, const uint8_t *key)
{
	(void)dir;
	return init(ctx, &nettle_aes256, key);
}

static void begin(struct ctx *c, const uint8_t *nonce, struct ett_bytes aad)
{
	gcm_set_iv(&c->gcm, &c->key, NONCE, nonce);
	if (aad.n > 0)
		gcm_update(&c->gcm, &c->key, aad.n, aad.p);
}

static ett_err seal(void *ctx, const uint8_t *nonce, struct ett_bytes aad,
		    uint8_t *data, size_t n, uint8_t *tag)
{
	struct ctx *c = ctx;

	begin(c, nonce, aad);
	if (n > 0)
		gcm_encrypt(&c->gcm, &c->key, &c->state, c->how->encrypt, n,
			    data, data);
	gcm_digest(&c->gcm, &c->key, &c->state, c->how->encrypt, TAG, tag);
	return ETT_OK;
}

static ett_err open(void *ctx, const uint8_t *nonce, struct ett_bytes aad,
		    uint8_t *data, size_t n, const uint8_t *tag)
{
	struct ctx *c = ctx;
	uint8_t want[TAG];
	bool same;

	begin(c, nonce, aad);
	if (n > 0)
		gcm_decrypt(&c->gcm, &c->key, &c->state, c->how->encrypt, n,
			    data, data);
	gcm_digest(&c->gcm, &c->key, &c->state, c->how->encrypt, TAG, want);
	same = ett_same(want, tag, TAG);
	ett_wipe(want, sizeof want);
	if (same)
		return ETT_OK;
	ett_wipe(data, n);
	return ETT_MAC;
}

static void done(void *ctx)
{
	ett_wipe(ctx, sizeof(struct ctx));
}

/* clang-format off */
#define AEAD(name, key, init) \
	{ name, sizeof(struct ctx), key, NONCE, TAG, init, seal, open, done }

static const struct ett_aead
	aes128_gcm = AEAD("aes128-gcm", 16, init_aes128),
	aes256_gcm = AEAD("aes256-gcm", 32, init_aes256);
/* clang-format on */

const struct ett_aead *const ett_nettle_aeads[] = {
	&aes128_gcm,
	&aes256_gcm,
	NULL,
};
