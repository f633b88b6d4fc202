/* SPDX-License-Identifier: ISC
 *
 * Ciphers without authentication.  The key is set once; a new IV, and nothing
 * else, starts the next packet.
 */
#include <string.h>

#include <nettle/aes.h>
#include <nettle/blowfish.h>
#include <nettle/cbc.h>
#include <nettle/chacha.h>
#include <nettle/ctr.h>
#include <nettle/des.h>
#include <nettle/memxor.h>
#include <nettle/nettle-meta.h>

#include "crypto/nettle/nettle.h"

enum { BLOCK_MAX = 16 };

struct block {
	const struct nettle_cipher *how;
	enum ett_dir dir;
	uint8_t iv[BLOCK_MAX]; /* or the counter */
	union {
		struct aes128_ctx aes128;
		struct aes192_ctx aes192;
		struct aes256_ctx aes256;
		struct des3_ctx des3;
		struct blowfish_ctx blowfish;
	} state;
};

/* The library has no description of these two.  It sets weak keys too, and
 * tells; a key that both ends derived is what it is. */
static void set_des3(void *ctx, const uint8_t *key)
{
	(void)des3_set_key(ctx, key);
}

static void encrypt_des3(const void *ctx, size_t n, uint8_t *out,
			 const uint8_t *in)
{
	des3_encrypt(ctx, n, out, in);
}

static void decrypt_des3(const void *ctx, size_t n, uint8_t *out,
			 const uint8_t *in)
{
	des3_decrypt(ctx, n, out, in);
}

static void set_blowfish(void *ctx, const uint8_t *key)
{
	(void)blowfish128_set_key(ctx, key);
}

static void encrypt_blowfish(const void *ctx, size_t n, uint8_t *out,
			     const uint8_t *in)
{
	blowfish_encrypt(ctx, n, out, in);
}

static void decrypt_blowfish(const void *ctx, size_t n, uint8_t *out,
			     const uint8_t *in)
{
	blowfish_decrypt(ctx, n, out, in);
}

/* clang-format off */
static const struct nettle_cipher
	des3 = { "des3", sizeof(struct des3_ctx), DES3_BLOCK_SIZE,
		 DES3_KEY_SIZE, set_des3, set_des3,
		 encrypt_des3, decrypt_des3 },
	blowfish = { "blowfish", sizeof(struct blowfish_ctx),
		     BLOWFISH_BLOCK_SIZE, BLOWFISH128_KEY_SIZE,
		     set_blowfish, set_blowfish,
		     encrypt_blowfish, decrypt_blowfish };
/* clang-format on */

static ett_err restart_block(void *ctx, const uint8_t *iv)
{
	struct block *c = ctx;

	memcpy(c->iv, iv, c->how->block_size);
	return ETT_OK;
}

/* In counter mode both directions encrypt the counter. */
static ett_err init_ctr(struct block *c, const struct nettle_cipher *how,
			const uint8_t *key, const uint8_t *iv)
{
	c->how = how;
	how->set_encrypt_key(&c->state, key);
	return restart_block(c, iv);
}

static ett_err crypt_ctr(void *ctx, uint8_t *data, size_t n)
{
	struct block *c = ctx;

	ctr_crypt(&c->state, c->how->encrypt, c->how->block_size, c->iv, n,
		  data, data);
	return ETT_OK;
}

static ett_err init_cbc(struct block *c, const struct nettle_cipher *how,
			enum ett_dir dir, const uint8_t *key, const uint8_t *iv)
{
	c->how = how;
	c->dir = dir;
	if (dir == ETT_OUT)
		how->set_encrypt_key(&c->state, key);
	else
		how->set_decrypt_key(&c->state, key);
	return restart_block(c, iv);
}

static ett_err crypt_cbc(void *ctx, uint8_t *data, size_t n)
{
	struct block *c = ctx;

	if (c->dir == ETT_OUT)
		cbc_encrypt(&c->state, c->how->encrypt, c->how->block_size,
			    c->iv, n, data, data);
	else
		cbc_decrypt(&c->state, c->how->decrypt, c->how->block_size,
			    c->iv, n, data, data);
	return ETT_OK;
}

static void done_block(void *ctx)
{
	ett_wipe(ctx, sizeof(struct block));
}

static ett_err init_aes128_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	(void)dir;
	return init_ctr(ctx, &nettle_aes128, key, iv);
}

static ett_err init_aes192_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	(void)dir;
	return init_ctr(ctx, &nettle_aes192, key, iv);
}

static ett_err init_aes256_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	(void)dir;
	return init_ctr(ctx, &nettle_aes256, key, iv);
}

static ett_err init_aes128_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init_cbc(ctx, &nettle_aes128, dir, key, iv);
}

static ett_err init_aes192_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init_cbc(ctx, &nettle_aes192, dir, key, iv);
}

static ett_err init_aes256_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init_cbc(ctx, &nettle_aes256, dir, key, iv);
}

static ett_err init_3des_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			     const uint8_t *iv)
{
	return init_cbc(ctx, &des3, dir, key, iv);
}

static ett_err init_blowfish_cbc(void *ctx, enum ett_dir dir,
				 const uint8_t *key, const uint8_t *iv)
{
	return init_cbc(ctx, &blowfish, dir, key, iv);
}

/* The library forgets what it did not use of a block of the stream, so the
 * rest of one waits here for the next call. */
struct stream {
	struct chacha_ctx chacha;
	uint8_t rest[CHACHA_BLOCK_SIZE]; /* the last left bytes count */
	size_t left;
};

static ett_err restart_chacha20(void *ctx, const uint8_t *iv)
{
	struct stream *c = ctx;

	chacha_set_nonce(&c->chacha, iv + CHACHA_COUNTER_SIZE);
	chacha_set_counter(&c->chacha, iv);
	c->left = 0;
	return ETT_OK;
}

static ett_err init_chacha20(void *ctx, enum ett_dir dir, const uint8_t *key,
			     const uint8_t *iv)
{
	struct stream *c = ctx;

	(void)dir;
	chacha_set_key(&c->chacha, key);
	return restart_chacha20(ctx, iv);
}

/* Uses what is left of a block; how much that was. */
static size_t use_rest(struct stream *c, uint8_t *data, size_t n)
{
	if (n > c->left)
		n = c->left;
	memxor(data, c->rest + sizeof c->rest - c->left, n);
	c->left -= n;
	return n;
}

static ett_err crypt_chacha20(void *ctx, uint8_t *data, size_t n)
{
	struct stream *c = ctx;
	size_t used = use_rest(c, data, n), whole;

	data += used;
	n -= used;
	whole = n - n % CHACHA_BLOCK_SIZE;
	if (whole > 0)
		chacha_crypt(&c->chacha, whole, data, data);
	if (n == whole)
		return ETT_OK;
	memset(c->rest, 0, sizeof c->rest);
	chacha_crypt(&c->chacha, sizeof c->rest, c->rest, c->rest);
	c->left = sizeof c->rest;
	use_rest(c, data + whole, n - whole);
	return ETT_OK;
}

static void done_stream(void *ctx)
{
	ett_wipe(ctx, sizeof(struct stream));
}

/* clang-format off */
#define CTR(name, key, init) \
	{ name, sizeof(struct block), key, 16, 16, \
	  init, restart_block, crypt_ctr, done_block }
#define CBC(name, key, size, init) \
	{ name, sizeof(struct block), key, size, size, \
	  init, restart_block, crypt_cbc, done_block }

static const struct ett_cipher
	aes128_ctr   = CTR("aes128-ctr", 16, init_aes128_ctr),
	aes192_ctr   = CTR("aes192-ctr", 24, init_aes192_ctr),
	aes256_ctr   = CTR("aes256-ctr", 32, init_aes256_ctr),
	aes128_cbc   = CBC("aes128-cbc", 16, 16, init_aes128_cbc),
	aes192_cbc   = CBC("aes192-cbc", 24, 16, init_aes192_cbc),
	aes256_cbc   = CBC("aes256-cbc", 32, 16, init_aes256_cbc),
	des3_cbc     = CBC("3des-cbc", 24, 8, init_3des_cbc),
	blowfish_cbc = CBC("blowfish-cbc", 16, 8, init_blowfish_cbc),
	chacha20 = { "chacha20", sizeof(struct stream), 32, 16, 1,
		     init_chacha20, restart_chacha20, crypt_chacha20,
		     done_stream };
/* clang-format on */

const struct ett_cipher *const ett_nettle_ciphers[] = {
	&aes128_ctr, &aes192_ctr, &aes256_ctr,   &aes128_cbc, &aes192_cbc,
	&aes256_cbc, &des3_cbc,   &blowfish_cbc, &chacha20,   NULL,
};
