/* SPDX-License-Identifier: ISC
 *
 * Ciphers without authentication.  The key is set once; a new IV, and nothing
 * else, starts the next packet.  The library's states are in the caller's
 * memory and take no other; its functions to end them do nothing, so to wipe
 * them is to end them.
 */
#include "crypto/tomcrypt/number.h"
#include "crypto/tomcrypt/tomcrypt.h"

struct cbc {
	enum ett_dir dir;
	symmetric_CBC state;
};

_Static_assert(sizeof(struct cbc) <= ETT_CTX_MAX, "no room for a context");
_Static_assert(sizeof(symmetric_CTR) <= ETT_CTX_MAX, "no room for a context");

static ett_err restart_cbc(void *ctx, const uint8_t *iv)
{
	struct cbc *c = ctx;

	return ett_tomcrypt_err(
	    cbc_setiv(iv, (unsigned long)c->state.blocklen, &c->state));
}

/* A cipher as the library knows it, and a key for it. */
struct keyed {
	const char *cipher;
	int key_len;
	const uint8_t *key;
};

static ett_err init_cbc(struct cbc *c, struct keyed k, enum ett_dir dir,
			const uint8_t *iv)
{
	c->dir = dir;
	return ett_tomcrypt_err(cbc_start(find_cipher(k.cipher), iv, k.key,
					  k.key_len, 0, &c->state));
}

static ett_err crypt_cbc(void *ctx, uint8_t *data, size_t n)
{
	struct cbc *c = ctx;

	if (n == 0)
		return ETT_OK;
	return ett_tomcrypt_err(c->dir == ETT_OUT
				    ? cbc_encrypt(data, data, n, &c->state)
				    : cbc_decrypt(data, data, n, &c->state));
}

static void done_cbc(void *ctx)
{
	ett_wipe(ctx, sizeof(struct cbc));
}

static ett_err init_aes128_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init_cbc(ctx, (struct keyed){ "aes", 16, key }, dir, iv);
}

static ett_err init_aes192_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init_cbc(ctx, (struct keyed){ "aes", 24, key }, dir, iv);
}

static ett_err init_aes256_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init_cbc(ctx, (struct keyed){ "aes", 32, key }, dir, iv);
}

static ett_err init_3des_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			     const uint8_t *iv)
{
	return init_cbc(ctx, (struct keyed){ "3des", 24, key }, dir, iv);
}

static ett_err init_blowfish_cbc(void *ctx, enum ett_dir dir,
				 const uint8_t *key, const uint8_t *iv)
{
	return init_cbc(ctx, (struct keyed){ "blowfish", 16, key }, dir, iv);
}

static ett_err init_cast128_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
				const uint8_t *iv)
{
	return init_cbc(ctx, (struct keyed){ "cast5", 16, key }, dir, iv);
}

static ett_err init_twofish256_cbc(void *ctx, enum ett_dir dir,
				   const uint8_t *key, const uint8_t *iv)
{
	return init_cbc(ctx, (struct keyed){ "twofish", 32, key }, dir, iv);
}

static ett_err init_camellia128_cbc(void *ctx, enum ett_dir dir,
				    const uint8_t *key, const uint8_t *iv)
{
	return init_cbc(ctx, (struct keyed){ "camellia", 16, key }, dir, iv);
}

static ett_err init_camellia192_cbc(void *ctx, enum ett_dir dir,
				    const uint8_t *key, const uint8_t *iv)
{
	return init_cbc(ctx, (struct keyed){ "camellia", 24, key }, dir, iv);
}

static ett_err init_camellia256_cbc(void *ctx, enum ett_dir dir,
				    const uint8_t *key, const uint8_t *iv)
{
	return init_cbc(ctx, (struct keyed){ "camellia", 32, key }, dir, iv);
}

static ett_err restart_ctr(void *ctx, const uint8_t *iv)
{
	symmetric_CTR *c = ctx;

	return ett_tomcrypt_err(ctr_setiv(iv, (unsigned long)c->blocklen, c));
}

/* Both directions encrypt the counter: a number of the width of a block, with
 * its last byte first unless one asks otherwise. */
static ett_err init_ctr(symmetric_CTR *c, struct keyed k, const uint8_t *iv)
{
	return ett_tomcrypt_err(ctr_start(find_cipher(k.cipher), iv, k.key,
					  k.key_len, 0, CTR_COUNTER_BIG_ENDIAN,
					  c));
}

static ett_err crypt_ctr(void *ctx, uint8_t *data, size_t n)
{
	if (n == 0)
		return ETT_OK;
	return ett_tomcrypt_err(ctr_encrypt(data, data, n, ctx));
}

static void done_ctr(void *ctx)
{
	ett_wipe(ctx, sizeof(symmetric_CTR));
}

static ett_err init_aes128_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	(void)dir;
	return init_ctr(ctx, (struct keyed){ "aes", 16, key }, iv);
}

static ett_err init_aes192_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	(void)dir;
	return init_ctr(ctx, (struct keyed){ "aes", 24, key }, iv);
}

static ett_err init_aes256_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	(void)dir;
	return init_ctr(ctx, (struct keyed){ "aes", 32, key }, iv);
}

static ett_err init_3des_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			     const uint8_t *iv)
{
	(void)dir;
	return init_ctr(ctx, (struct keyed){ "3des", 24, key }, iv);
}

static ett_err init_blowfish_ctr(void *ctx, enum ett_dir dir,
				 const uint8_t *key, const uint8_t *iv)
{
	(void)dir;
	return init_ctr(ctx, (struct keyed){ "blowfish", 32, key }, iv);
}

static ett_err init_cast128_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
				const uint8_t *iv)
{
	(void)dir;
	return init_ctr(ctx, (struct keyed){ "cast5", 16, key }, iv);
}

static ett_err init_twofish256_ctr(void *ctx, enum ett_dir dir,
				   const uint8_t *key, const uint8_t *iv)
{
	(void)dir;
	return init_ctr(ctx, (struct keyed){ "twofish", 32, key }, iv);
}

static ett_err init_camellia128_ctr(void *ctx, enum ett_dir dir,
				    const uint8_t *key, const uint8_t *iv)
{
	(void)dir;
	return init_ctr(ctx, (struct keyed){ "camellia", 16, key }, iv);
}

static ett_err init_camellia192_ctr(void *ctx, enum ett_dir dir,
				    const uint8_t *key, const uint8_t *iv)
{
	(void)dir;
	return init_ctr(ctx, (struct keyed){ "camellia", 24, key }, iv);
}

static ett_err init_camellia256_ctr(void *ctx, enum ett_dir dir,
				    const uint8_t *key, const uint8_t *iv)
{
	(void)dir;
	return init_ctr(ctx, (struct keyed){ "camellia", 32, key }, iv);
}

enum { ARCFOUR_128 = 16, ARCFOUR_256 = 32 };

static ett_err init_arcfour128(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	(void)dir;
	(void)iv;
	return ett_tomcrypt_err(rc4_stream_setup(ctx, key, ARCFOUR_128));
}

static ett_err init_arcfour256(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	(void)dir;
	(void)iv;
	return ett_tomcrypt_err(rc4_stream_setup(ctx, key, ARCFOUR_256));
}

static ett_err restart_arcfour(void *ctx, const uint8_t *iv)
{
	(void)ctx;
	(void)iv;
	return ETT_OK;
}

static ett_err crypt_arcfour(void *ctx, uint8_t *data, size_t n)
{
	if (n == 0)
		return ETT_OK;
	return ett_tomcrypt_err(rc4_stream_crypt(ctx, data, n, data));
}

static void done_arcfour(void *ctx)
{
	ett_wipe(ctx, sizeof(rc4_state));
}

enum { CHACHA_KEY = 32, CHACHA_COUNTER = 8, CHACHA_NONCE = 8, ROUNDS = 20 };

static ett_err restart_chacha20(void *ctx, const uint8_t *iv)
{
	uint64_t counter = 0;

	for (size_t i = CHACHA_COUNTER; i-- > 0;)
		counter = counter << 8 | iv[i];
	return ett_tomcrypt_err(
	    chacha_ivctr64(ctx, iv + CHACHA_COUNTER, CHACHA_NONCE, counter));
}

static ett_err init_chacha20(void *ctx, enum ett_dir dir, const uint8_t *key,
			     const uint8_t *iv)
{
	ett_err e =
	    ett_tomcrypt_err(chacha_setup(ctx, key, CHACHA_KEY, ROUNDS));

	(void)dir;
	return e == ETT_OK ? restart_chacha20(ctx, iv) : e;
}

static ett_err crypt_chacha20(void *ctx, uint8_t *data, size_t n)
{
	if (n == 0)
		return ETT_OK;
	return ett_tomcrypt_err(chacha_crypt(ctx, data, n, data));
}

static void done_chacha20(void *ctx)
{
	ett_wipe(ctx, sizeof(chacha_state));
}

/* clang-format off */
#define CBC(name, key, block, init) \
	{ name, sizeof(struct cbc), key, block, block, \
	  init, restart_cbc, crypt_cbc, done_cbc }
#define CTR(name, key, block, init) \
	{ name, sizeof(symmetric_CTR), key, block, block, \
	  init, restart_ctr, crypt_ctr, done_ctr }
#define ARCFOUR(name, key, init) \
	{ name, sizeof(rc4_state), key, 0, 1, \
	  init, restart_arcfour, crypt_arcfour, done_arcfour }

static const struct ett_cipher
	aes128_cbc      = CBC("aes128-cbc", 16, 16, init_aes128_cbc),
	aes192_cbc      = CBC("aes192-cbc", 24, 16, init_aes192_cbc),
	aes256_cbc      = CBC("aes256-cbc", 32, 16, init_aes256_cbc),
	des3_cbc        = CBC("3des-cbc", 24, 8, init_3des_cbc),
	blowfish_cbc    = CBC("blowfish-cbc", 16, 8, init_blowfish_cbc),
	cast128_cbc     = CBC("cast128-cbc", 16, 8, init_cast128_cbc),
	twofish256_cbc  = CBC("twofish256-cbc", 32, 16, init_twofish256_cbc),
	camellia128_cbc = CBC("camellia128-cbc", 16, 16, init_camellia128_cbc),
	camellia192_cbc = CBC("camellia192-cbc", 24, 16, init_camellia192_cbc),
	camellia256_cbc = CBC("camellia256-cbc", 32, 16, init_camellia256_cbc),
	aes128_ctr      = CTR("aes128-ctr", 16, 16, init_aes128_ctr),
	aes192_ctr      = CTR("aes192-ctr", 24, 16, init_aes192_ctr),
	aes256_ctr      = CTR("aes256-ctr", 32, 16, init_aes256_ctr),
	des3_ctr        = CTR("3des-ctr", 24, 8, init_3des_ctr),
	blowfish_ctr    = CTR("blowfish-ctr", 32, 8, init_blowfish_ctr),
	cast128_ctr     = CTR("cast128-ctr", 16, 8, init_cast128_ctr),
	twofish256_ctr  = CTR("twofish256-ctr", 32, 16, init_twofish256_ctr),
	camellia128_ctr = CTR("camellia128-ctr", 16, 16, init_camellia128_ctr),
	camellia192_ctr = CTR("camellia192-ctr", 24, 16, init_camellia192_ctr),
	camellia256_ctr = CTR("camellia256-ctr", 32, 16, init_camellia256_ctr),
	arcfour128      = ARCFOUR("rc4-128", ARCFOUR_128, init_arcfour128),
	arcfour256      = ARCFOUR("rc4-256", ARCFOUR_256, init_arcfour256),
	chacha20 = { "chacha20", sizeof(chacha_state), CHACHA_KEY,
		     CHACHA_COUNTER + CHACHA_NONCE, 1, init_chacha20,
		     restart_chacha20, crypt_chacha20, done_chacha20 };
/* clang-format on */

const struct ett_cipher *const ett_tomcrypt_ciphers[] = {
	&aes128_ctr,      &aes192_ctr,      &aes256_ctr,      &aes128_cbc,
	&aes192_cbc,      &aes256_cbc,      &chacha20,        &des3_ctr,
	&des3_cbc,        &blowfish_ctr,    &blowfish_cbc,    &cast128_ctr,
	&cast128_cbc,     &twofish256_ctr,  &twofish256_cbc,  &camellia128_ctr,
	&camellia192_ctr, &camellia256_ctr, &camellia128_cbc, &camellia192_cbc,
	&camellia256_cbc, &arcfour128,      &arcfour256,      NULL,
};
