/* SPDX-License-Identifier: ISC
 *
 * MACs.  HMAC goes back to its keyed state behind each tag; the key of
 * Poly1305 serves one message.
 *
 * The library has Poly1305 only with AES, as r, AES_k(nonce).  Under the key
 * k = 0 the nonce that is the decryption of s gives back s, and so the tag of
 * the plain function of RFC 8439 under (r, s).
 */
#include <string.h>

#include <nettle/hmac.h>
#include <nettle/nettle-meta.h>
#include <nettle/poly1305.h>
#include <nettle/umac.h>

#include "crypto/nettle/nettle.h"

union state {
	struct md5_ctx md5;
	struct sha1_ctx sha1;
	struct sha256_ctx sha256;
	struct sha512_ctx sha512;
	struct ripemd160_ctx ripemd160;
};

struct hmac {
	const struct nettle_hash *how;
	union state outer, inner, state;
};

static ett_err init_hmac(struct hmac *c, const struct nettle_hash *how,
			 struct ett_bytes key)
{
	c->how = how;
	hmac_set_key(&c->outer, &c->inner, &c->state, how, key.n, key.p);
	return ETT_OK;
}

static ett_err init_md5(void *ctx, struct ett_bytes key)
{
	return init_hmac(ctx, &nettle_md5, key);
}

static ett_err init_sha1(void *ctx, struct ett_bytes key)
{
	return init_hmac(ctx, &nettle_sha1, key);
}

static ett_err init_sha256(void *ctx, struct ett_bytes key)
{
	return init_hmac(ctx, &nettle_sha256, key);
}

static ett_err init_sha512(void *ctx, struct ett_bytes key)
{
	return init_hmac(ctx, &nettle_sha512, key);
}

static ett_err init_ripemd160(void *ctx, struct ett_bytes key)
{
	return init_hmac(ctx, &nettle_ripemd160, key);
}

static void update_hmac(void *ctx, struct ett_bytes in)
{
	struct hmac *c = ctx;

	if (in.n > 0)
		hmac_update(&c->state, c->how, in.n, in.p);
}

static ett_err final_hmac(void *ctx, uint8_t *tag)
{
	struct hmac *c = ctx;

	hmac_digest(&c->outer, &c->inner, &c->state, c->how,
		    c->how->digest_size, tag);
	return ETT_OK;
}

static void done_hmac(void *ctx)
{
	ett_wipe(ctx, sizeof(struct hmac));
}

enum { HALF = 16, POLY1305_KEY = 2 * HALF };

struct poly1305 {
	struct poly1305_aes_ctx aes;
	struct aes128_ctx inverse; /* of AES under the key 0 */
	bool has_inverse, keyed;
};

static ett_err init_poly1305(void *ctx, struct ett_bytes key)
{
	struct poly1305 *c = ctx;
	uint8_t zero_r[POLY1305_KEY] = { 0 }, nonce[HALF];

	if (key.n != POLY1305_KEY)
		return ETT_ARG;
	if (!c->has_inverse)
		aes128_set_decrypt_key(&c->inverse, zero_r);
	c->has_inverse = c->keyed = true;
	memcpy(zero_r + HALF, key.p, HALF);
	aes128_decrypt(&c->inverse, HALF, nonce, key.p + HALF);
	poly1305_aes_set_key(&c->aes, zero_r);
	poly1305_aes_set_nonce(&c->aes, nonce);
	ett_wipe(zero_r, sizeof zero_r);
	ett_wipe(nonce, sizeof nonce);
	return ETT_OK;
}

static void update_poly1305(void *ctx, struct ett_bytes in)
{
	struct poly1305 *c = ctx;

	if (in.n > 0)
		poly1305_aes_update(&c->aes, in.n, in.p);
}

static ett_err final_poly1305(void *ctx, uint8_t *tag)
{
	struct poly1305 *c = ctx;

	if (!c->keyed)
		return ETT_CRYPTO;
	poly1305_aes_digest(&c->aes, POLY1305_AES_DIGEST_SIZE, tag);
	c->keyed = false;
	return ETT_OK;
}

static void done_poly1305(void *ctx)
{
	ett_wipe(ctx, sizeof(struct poly1305));
}

/* The library counts the nonce on by itself; each message brings its own. */
enum { UMAC_NONCE = 8 };

static ett_err init_umac64(void *ctx, struct ett_bytes key)
{
	if (key.n != UMAC_KEY_SIZE)
		return ETT_ARG;
	umac64_set_key(ctx, key.p);
	return ETT_OK;
}

static void start_umac64(void *ctx, const uint8_t *nonce)
{
	umac64_set_nonce(ctx, UMAC_NONCE, nonce);
}

static void update_umac64(void *ctx, struct ett_bytes in)
{
	if (in.n > 0)
		umac64_update(ctx, in.n, in.p);
}

static ett_err final_umac64(void *ctx, uint8_t *tag)
{
	umac64_digest(ctx, UMAC64_DIGEST_SIZE, tag);
	return ETT_OK;
}

static void done_umac64(void *ctx)
{
	ett_wipe(ctx, sizeof(struct umac64_ctx));
}

static ett_err init_umac128(void *ctx, struct ett_bytes key)
{
	if (key.n != UMAC_KEY_SIZE)
		return ETT_ARG;
	umac128_set_key(ctx, key.p);
	return ETT_OK;
}

static void start_umac128(void *ctx, const uint8_t *nonce)
{
	umac128_set_nonce(ctx, UMAC_NONCE, nonce);
}

static void update_umac128(void *ctx, struct ett_bytes in)
{
	if (in.n > 0)
		umac128_update(ctx, in.n, in.p);
}

static ett_err final_umac128(void *ctx, uint8_t *tag)
{
	umac128_digest(ctx, UMAC128_DIGEST_SIZE, tag);
	return ETT_OK;
}

static void done_umac128(void *ctx)
{
	ett_wipe(ctx, sizeof(struct umac128_ctx));
}

/* clang-format off */
#define HMAC(name, len, init) \
	{ name, sizeof(struct hmac), len, len, \
	  init, update_hmac, final_hmac, done_hmac, 0, NULL }

static const struct ett_mac
	hmac_md5    = HMAC("hmac-md5",    16, init_md5),
	hmac_sha1   = HMAC("hmac-sha1",   20, init_sha1),
	hmac_sha256 = HMAC("hmac-sha256", 32, init_sha256),
	hmac_sha512 = HMAC("hmac-sha512", 64, init_sha512),
	hmac_ripemd160 = HMAC("hmac-ripemd160", 20, init_ripemd160),
	umac64 = { "umac-64", sizeof(struct umac64_ctx),
		   UMAC_KEY_SIZE, UMAC64_DIGEST_SIZE, init_umac64,
		   update_umac64, final_umac64, done_umac64,
		   UMAC_NONCE, start_umac64 },
	umac128 = { "umac-128", sizeof(struct umac128_ctx),
		    UMAC_KEY_SIZE, UMAC128_DIGEST_SIZE, init_umac128,
		    update_umac128, final_umac128, done_umac128,
		    UMAC_NONCE, start_umac128 },
	poly1305 = { "poly1305", sizeof(struct poly1305),
		     POLY1305_KEY, POLY1305_AES_DIGEST_SIZE, init_poly1305,
		     update_poly1305, final_poly1305, done_poly1305,
		     0, NULL };
/* clang-format on */

const struct ett_mac *const ett_nettle_macs[] = {
	&hmac_md5, &hmac_sha1, &hmac_sha256, &hmac_sha512, &hmac_ripemd160,
	&umac64,   &umac128,   &poly1305,    NULL,
};
