/* SPDX-License-Identifier: ISC
 *
 * AES-CTR.  The library counts in the last 32 bits of the counter alone, and
 * starts them again at zero; RFC 4344 counts in all 128.  So no call goes
 * beyond the block whose last 32 bits are ones, and the counter is kept here.
 */
#include <stdalign.h>
#include <string.h>

#include "crypto/ipsecmb/ipsecmb.h"

enum { BLOCK = 16, ROUND_KEYS = 15 };

struct keys {
	alignas(BLOCK) uint8_t round[ROUND_KEYS][BLOCK];
};

struct ctx {
	struct keys encrypt;
	IMB_KEY_SIZE_BYTES key_len;
	uint8_t counter[BLOCK]; /* of the next block */
};

static ett_err restart(void *ctx, const uint8_t *iv)
{
	struct ctx *c = ctx;

	memcpy(c->counter, iv, BLOCK);
	return ETT_OK;
}

/* Both ways it encrypts counters; keys to decrypt come along unasked. */
static ett_err init(struct ctx *c, IMB_KEY_SIZE_BYTES key_len, keyexp_t expand,
		    const uint8_t *key, const uint8_t *iv)
{
	struct keys decrypt;

	c->key_len = key_len;
	expand(key, &c->encrypt, &decrypt);
	ett_wipe(&decrypt, sizeof decrypt);
	return restart(c, iv);
}

static ett_err init_aes128(void *ctx, enum ett_dir dir, const uint8_t *key,
			   const uint8_t *iv)
{
	(void)dir;
	return init(ctx, IMB_KEY_128_BYTES, ett_ipsecmb()->keyexp_128, key, iv);
}

static ett_err init_aes192(void *ctx, enum ett_dir dir, const uint8_t *key,
			   const uint8_t *iv)
{
	(void)dir;
	return init(ctx, IMB_KEY_192_BYTES, ett_ipsecmb()->keyexp_192, key, iv);
}

static ett_err init_aes256(void *ctx, enum ett_dir dir, const uint8_t *key,
			   const uint8_t *iv)
{
	(void)dir;
	return init(ctx, IMB_KEY_256_BYTES, ett_ipsecmb()->keyexp_256, key, iv);
}

/* How many of these blocks the library counts right. */
static size_t blocks_before_carry(const uint8_t *counter, size_t blocks)
{
	uint32_t last = 0;

	for (size_t i = BLOCK - sizeof last; i < BLOCK; i++)
		last = last << 8 | counter[i];
	return blocks - 1 > UINT32_MAX - last ? (size_t)(UINT32_MAX - last) + 1
					      : blocks;
}

static void count(uint8_t *counter, size_t blocks)
{
	for (size_t i = BLOCK; i-- > 0 && blocks > 0;) {
		blocks += counter[i];
		counter[i] = (uint8_t)blocks;
		blocks >>= 8;
	}
}

/* A burst of one: worked off at once, nothing of it stays in the manager. */
static ett_err crypt_blocks(struct ctx *c, uint8_t *data, size_t blocks)
{
	IMB_JOB job = {
		.enc_keys = &c->encrypt,
		.key_len_in_bytes = (uint64_t)c->key_len,
		.src = data,
		.dst = data,
		.msg_len_to_cipher_in_bytes = blocks * BLOCK,
		.iv = c->counter,
		.iv_len_in_bytes = BLOCK,
	};

	if (IMB_SUBMIT_CIPHER_BURST(ett_ipsecmb(), &job, 1, IMB_CIPHER_CNTR,
				    IMB_DIR_ENCRYPT, c->key_len) != 1 ||
	    job.status != IMB_STATUS_COMPLETED)
		return ETT_CRYPTO;
	count(c->counter, blocks);
	return ETT_OK;
}

static ett_err crypt(void *ctx, uint8_t *data, size_t n)
{
	struct ctx *c = ctx;

	if (n % BLOCK != 0)
		return ETT_ARG;
	for (size_t left = n / BLOCK, some; left > 0; left -= some) {
		ett_err e;

		some = blocks_before_carry(c->counter, left);
		e = crypt_blocks(c, data, some);
		if (e != ETT_OK)
			return e;
		data += some * BLOCK;
	}
	return ETT_OK;
}

static void done(void *ctx)
{
	ett_wipe(ctx, sizeof(struct ctx));
}

/* clang-format off */
#define CIPHER(name, key, init)                        \
	{ name, sizeof(struct ctx), key, BLOCK, BLOCK, \
	  init, restart, crypt, done }

static const struct ett_cipher
	aes128_ctr = CIPHER("aes128-ctr", 16, init_aes128),
	aes192_ctr = CIPHER("aes192-ctr", 24, init_aes192),
	aes256_ctr = CIPHER("aes256-ctr", 32, init_aes256);
/* clang-format on */

const struct ett_cipher *const ett_ipsecmb_ciphers[] = {
	&aes128_ctr,
	&aes192_ctr,
	&aes256_ctr,
	NULL,
};
