/* SPDX-License-Identifier: ISC
 *
 * Block ciphers without authentication, in counter and chaining mode.  The
 * library's description of each does the work.
 */
#include <string.h>

#include <nettle/aes.h>
#include <nettle/blowfish.h>
#include <nettle/camellia.h>
#include <nettle/cast128.h>
#include <nettle/cbc.h>
#include <nettle/ctr.h>
#include <nettle/des.h>
#include <nettle/nettle-meta.h>
#include <nettle/serpent.h>
#include <nettle/twofish.h>

#include "crypto/nettle/nettle.h"

enum { BLOCK_MAX = 16, BLOWFISH256_KEY_SIZE = 32 };

struct block {
	const struct nettle_cipher *how;
	enum ett_dir dir;
	uint8_t iv[BLOCK_MAX]; /* or the counter */
	union {
		struct aes128_ctx aes128;
		struct aes192_ctx aes192;
		struct aes256_ctx aes256;
		struct blowfish_ctx blowfish;
		struct camellia128_ctx camellia128;
		struct camellia256_ctx camellia256; /* and of 192 bits */
		struct cast128_ctx cast128;
		struct des3_ctx des3;
		struct serpent_ctx serpent;
		struct twofish_ctx twofish;
	} state;
};

/* The library has no description of these.  It sets weak keys too, and
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

/* RFC 4344 section 4: 256 bits in counter mode. */
static void set_blowfish256(void *ctx, const uint8_t *key)
{
	(void)blowfish_set_key(ctx, BLOWFISH256_KEY_SIZE, key);
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
		     encrypt_blowfish, decrypt_blowfish },
	blowfish256 = { "blowfish256", sizeof(struct blowfish_ctx),
			BLOWFISH_BLOCK_SIZE, BLOWFISH256_KEY_SIZE,
			set_blowfish256, set_blowfish256,
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
			enum ett_dir dir, const uint8_t *key, const uint8_t *iv)
{
	c->how = how;
	c->dir = dir;
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

/* clang-format off */
#define INIT(name) \
	static ett_err name(void *ctx, enum ett_dir dir, const uint8_t *key, \
			    const uint8_t *iv)

INIT(init_aes128_ctr)      { return init_ctr(ctx, &nettle_aes128, dir, key, iv); }
INIT(init_aes128_cbc)      { return init_cbc(ctx, &nettle_aes128, dir, key, iv); }
INIT(init_aes192_ctr)      { return init_ctr(ctx, &nettle_aes192, dir, key, iv); }
INIT(init_aes192_cbc)      { return init_cbc(ctx, &nettle_aes192, dir, key, iv); }
INIT(init_aes256_ctr)      { return init_ctr(ctx, &nettle_aes256, dir, key, iv); }
INIT(init_aes256_cbc)      { return init_cbc(ctx, &nettle_aes256, dir, key, iv); }
INIT(init_camellia128_ctr) { return init_ctr(ctx, &nettle_camellia128, dir, key, iv); }
INIT(init_camellia128_cbc) { return init_cbc(ctx, &nettle_camellia128, dir, key, iv); }
INIT(init_camellia192_ctr) { return init_ctr(ctx, &nettle_camellia192, dir, key, iv); }
INIT(init_camellia192_cbc) { return init_cbc(ctx, &nettle_camellia192, dir, key, iv); }
INIT(init_camellia256_ctr) { return init_ctr(ctx, &nettle_camellia256, dir, key, iv); }
INIT(init_camellia256_cbc) { return init_cbc(ctx, &nettle_camellia256, dir, key, iv); }
INIT(init_twofish256_ctr)  { return init_ctr(ctx, &nettle_twofish256, dir, key, iv); }
INIT(init_twofish256_cbc)  { return init_cbc(ctx, &nettle_twofish256, dir, key, iv); }
INIT(init_serpent256_ctr)  { return init_ctr(ctx, &nettle_serpent256, dir, key, iv); }
INIT(init_serpent256_cbc)  { return init_cbc(ctx, &nettle_serpent256, dir, key, iv); }
INIT(init_des3_ctr)        { return init_ctr(ctx, &des3, dir, key, iv); }
INIT(init_des3_cbc)        { return init_cbc(ctx, &des3, dir, key, iv); }
INIT(init_blowfish_ctr)    { return init_ctr(ctx, &blowfish256, dir, key, iv); }
INIT(init_blowfish_cbc)    { return init_cbc(ctx, &blowfish, dir, key, iv); }
INIT(init_cast128_ctr)     { return init_ctr(ctx, &nettle_cast128, dir, key, iv); }
INIT(init_cast128_cbc)     { return init_cbc(ctx, &nettle_cast128, dir, key, iv); }

#define CTR(name, key, size, init) \
	{ name, sizeof(struct block), key, size, size, \
	  init, restart_block, crypt_ctr, done_block }
#define CBC(name, key, size, init) \
	{ name, sizeof(struct block), key, size, size, \
	  init, restart_block, crypt_cbc, done_block }

static const struct ett_cipher
	aes128_ctr      = CTR("aes128-ctr",      16, 16, init_aes128_ctr),
	aes128_cbc      = CBC("aes128-cbc",      16, 16, init_aes128_cbc),
	aes192_ctr      = CTR("aes192-ctr",      24, 16, init_aes192_ctr),
	aes192_cbc      = CBC("aes192-cbc",      24, 16, init_aes192_cbc),
	aes256_ctr      = CTR("aes256-ctr",      32, 16, init_aes256_ctr),
	aes256_cbc      = CBC("aes256-cbc",      32, 16, init_aes256_cbc),
	camellia128_ctr = CTR("camellia128-ctr", 16, 16, init_camellia128_ctr),
	camellia128_cbc = CBC("camellia128-cbc", 16, 16, init_camellia128_cbc),
	camellia192_ctr = CTR("camellia192-ctr", 24, 16, init_camellia192_ctr),
	camellia192_cbc = CBC("camellia192-cbc", 24, 16, init_camellia192_cbc),
	camellia256_ctr = CTR("camellia256-ctr", 32, 16, init_camellia256_ctr),
	camellia256_cbc = CBC("camellia256-cbc", 32, 16, init_camellia256_cbc),
	twofish256_ctr  = CTR("twofish256-ctr",  32, 16, init_twofish256_ctr),
	twofish256_cbc  = CBC("twofish256-cbc",  32, 16, init_twofish256_cbc),
	serpent256_ctr  = CTR("serpent256-ctr",  32, 16, init_serpent256_ctr),
	serpent256_cbc  = CBC("serpent256-cbc",  32, 16, init_serpent256_cbc),
	des3_ctr        = CTR("3des-ctr",        24,  8, init_des3_ctr),
	des3_cbc        = CBC("3des-cbc",        24,  8, init_des3_cbc),
	blowfish_ctr    = CTR("blowfish-ctr",    32,  8, init_blowfish_ctr),
	blowfish_cbc    = CBC("blowfish-cbc",    16,  8, init_blowfish_cbc),
	cast128_ctr     = CTR("cast128-ctr",     16,  8, init_cast128_ctr),
	cast128_cbc     = CBC("cast128-cbc",     16,  8, init_cast128_cbc);

const struct ett_cipher *const ett_nettle_ciphers[] = {
	&aes128_ctr, &aes128_cbc, &aes192_ctr, &aes192_cbc,
	&aes256_ctr, &aes256_cbc, &camellia128_ctr, &camellia128_cbc,
	&camellia192_ctr, &camellia192_cbc, &camellia256_ctr, &camellia256_cbc,
	&twofish256_ctr, &twofish256_cbc, &serpent256_ctr, &serpent256_cbc,
	&des3_ctr, &des3_cbc, &blowfish_ctr, &blowfish_cbc,
	&cast128_ctr, &cast128_cbc,
	&ett_nettle_chacha20, &ett_nettle_rc4_128, &ett_nettle_rc4_256, NULL,
};
/* clang-format on */
