/* SPDX-License-Identifier: ISC
 *
 * Stream ciphers.
 */
#include <string.h>

#include <nettle/arcfour.h>
#include <nettle/chacha.h>
#include <nettle/memxor.h>

#include "crypto/nettle/nettle.h"

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

static void done_chacha20(void *ctx)
{
	ett_wipe(ctx, sizeof(struct stream));
}

const struct ett_cipher ett_nettle_chacha20 = {
	.name = "chacha20",
	.ctx_size = sizeof(struct stream),
	.key_len = CHACHA_KEY_SIZE,
	.iv_len = CHACHA_COUNTER_SIZE + CHACHA_NONCE_SIZE,
	.block_len = 1,
	.init = init_chacha20,
	.restart = restart_chacha20,
	.crypt = crypt_chacha20,
	.done = done_chacha20,
};

static ett_err init_rc4_128(void *ctx, enum ett_dir dir, const uint8_t *key,
			    const uint8_t *iv)
{
	(void)dir;
	(void)iv;
	arcfour_set_key(ctx, 16, key);
	return ETT_OK;
}

static ett_err init_rc4_256(void *ctx, enum ett_dir dir, const uint8_t *key,
			    const uint8_t *iv)
{
	(void)dir;
	(void)iv;
	arcfour_set_key(ctx, 32, key);
	return ETT_OK;
}

static ett_err restart_rc4(void *ctx, const uint8_t *iv)
{
	(void)ctx;
	(void)iv;
	return ETT_OK;
}

static ett_err crypt_rc4(void *ctx, uint8_t *data, size_t n)
{
	if (n > 0)
		arcfour_crypt(ctx, n, data, data);
	return ETT_OK;
}

static void done_rc4(void *ctx)
{
	ett_wipe(ctx, sizeof(struct arcfour_ctx));
}

/* clang-format off */
#define RC4(name, key, init) \
	{ name, sizeof(struct arcfour_ctx), key, 0, 1, \
	  init, restart_rc4, crypt_rc4, done_rc4 }

const struct ett_cipher
	ett_nettle_rc4_128 = RC4("rc4-128", 16, init_rc4_128),
	ett_nettle_rc4_256 = RC4("rc4-256", 32, init_rc4_256);
/* clang-format on */
