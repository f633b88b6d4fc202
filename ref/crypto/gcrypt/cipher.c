/* SPDX-License-Identifier: ISC
 *
 * Ciphers without authentication.  The key is set once; a new IV, and nothing
 * else, starts the next packet.
 */
#include <gcrypt.h>

#include "crypto/gcrypt/gcrypt.h"

struct ctx {
	gcry_cipher_hd_t cipher;
	const struct row *row;
	enum ett_dir dir;
};

/* A cipher of the library, in one of its modes. */
struct row {
	int which;
	int mode;
	struct ett_cipher cipher;
};

/* clang-format off */
enum {
	AES128_CTR, AES192_CTR, AES256_CTR, AES128_CBC, AES192_CBC, AES256_CBC,
	DES3_CTR, DES3_CBC, BLOWFISH_CTR, BLOWFISH_CBC, CAST128_CTR,
	CAST128_CBC, IDEA_CTR, IDEA_CBC, TWOFISH256_CTR, TWOFISH256_CBC,
	SERPENT256_CTR, SERPENT256_CBC, CAMELLIA128_CTR, CAMELLIA192_CTR,
	CAMELLIA256_CTR, CAMELLIA128_CBC, CAMELLIA192_CBC, CAMELLIA256_CBC,
	RC4_128, RC4_256, CHACHA20, N
};
/* clang-format on */

static const struct row rows[N]; /* below */

static ett_err restart(void *ctx, const uint8_t *iv)
{
	struct ctx *c = ctx;
	size_t n = c->row->cipher.iv_len;
	gcry_error_t bad = 0;

	if (c->row->mode == GCRY_CIPHER_MODE_CTR)
		bad = gcry_cipher_setctr(c->cipher, iv, n);
	else if (n > 0)
		bad = gcry_cipher_setiv(c->cipher, iv, n);
	return bad == 0 ? ETT_OK : ett_gcrypt_failed(bad);
}

/* A key that both ends derived is what it is: weak ones are set too, when
 * asked for, though the library still tells. */
static gcry_error_t set_key(struct ctx *c, const uint8_t *key)
{
	gcry_error_t bad =
	    gcry_cipher_ctl(c->cipher, GCRYCTL_SET_ALLOW_WEAK_KEY, NULL, 1);

	if (bad == 0)
		bad =
		    gcry_cipher_setkey(c->cipher, key, c->row->cipher.key_len);
	return gcry_err_code(bad) == GPG_ERR_WEAK_KEY ? 0 : bad;
}

static ett_err init(struct ctx *c, const struct row *row, enum ett_dir dir,
		    const uint8_t *key, const uint8_t *iv)
{
	gcry_error_t bad = 0;

	c->row = row;
	c->dir = dir;
	if (c->cipher == NULL)
		bad = gcry_cipher_open(&c->cipher, row->which, row->mode, 0);
	if (bad == 0)
		bad = set_key(c, key);
	return bad == 0 ? restart(c, iv) : ett_gcrypt_failed(bad);
}

static ett_err crypt(void *ctx, uint8_t *data, size_t n)
{
	struct ctx *c = ctx;
	gcry_error_t bad = 0;

	if (n > 0 && c->dir == ETT_OUT)
		bad = gcry_cipher_encrypt(c->cipher, data, n, NULL, 0);
	else if (n > 0)
		bad = gcry_cipher_decrypt(c->cipher, data, n, NULL, 0);
	return bad == 0 ? ETT_OK : ett_gcrypt_failed(bad);
}

static void done(void *ctx)
{
	struct ctx *c = ctx;

	gcry_cipher_close(c->cipher);
	*c = (struct ctx){ 0 };
}

static ett_err init_aes128_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init(ctx, &rows[AES128_CTR], dir, key, iv);
}

static ett_err init_aes192_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init(ctx, &rows[AES192_CTR], dir, key, iv);
}

static ett_err init_aes256_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init(ctx, &rows[AES256_CTR], dir, key, iv);
}

static ett_err init_aes128_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init(ctx, &rows[AES128_CBC], dir, key, iv);
}

static ett_err init_aes192_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init(ctx, &rows[AES192_CBC], dir, key, iv);
}

static ett_err init_aes256_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			       const uint8_t *iv)
{
	return init(ctx, &rows[AES256_CBC], dir, key, iv);
}

static ett_err init_des3_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			     const uint8_t *iv)
{
	return init(ctx, &rows[DES3_CTR], dir, key, iv);
}

static ett_err init_des3_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			     const uint8_t *iv)
{
	return init(ctx, &rows[DES3_CBC], dir, key, iv);
}

static ett_err init_blowfish_ctr(void *ctx, enum ett_dir dir,
				 const uint8_t *key, const uint8_t *iv)
{
	return init(ctx, &rows[BLOWFISH_CTR], dir, key, iv);
}

static ett_err init_blowfish_cbc(void *ctx, enum ett_dir dir,
				 const uint8_t *key, const uint8_t *iv)
{
	return init(ctx, &rows[BLOWFISH_CBC], dir, key, iv);
}

static ett_err init_cast128_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
				const uint8_t *iv)
{
	return init(ctx, &rows[CAST128_CTR], dir, key, iv);
}

static ett_err init_cast128_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
				const uint8_t *iv)
{
	return init(ctx, &rows[CAST128_CBC], dir, key, iv);
}

static ett_err init_idea_ctr(void *ctx, enum ett_dir dir, const uint8_t *key,
			     const uint8_t *iv)
{
	return init(ctx, &rows[IDEA_CTR], dir, key, iv);
}

static ett_err init_idea_cbc(void *ctx, enum ett_dir dir, const uint8_t *key,
			     const uint8_t *iv)
{
	return init(ctx, &rows[IDEA_CBC], dir, key, iv);
}

static ett_err init_twofish256_ctr(void *ctx, enum ett_dir dir,
				   const uint8_t *key, const uint8_t *iv)
{
	return init(ctx, &rows[TWOFISH256_CTR], dir, key, iv);
}

static ett_err init_twofish256_cbc(void *ctx, enum ett_dir dir,
				   const uint8_t *key, const uint8_t *iv)
{
	return init(ctx, &rows[TWOFISH256_CBC], dir, key, iv);
}

static ett_err init_serpent256_ctr(void *ctx, enum ett_dir dir,
				   const uint8_t *key, const uint8_t *iv)
{
	return init(ctx, &rows[SERPENT256_CTR], dir, key, iv);
}

static ett_err init_serpent256_cbc(void *ctx, enum ett_dir dir,
				   const uint8_t *key, const uint8_t *iv)
{
	return init(ctx, &rows[SERPENT256_CBC], dir, key, iv);
}

static ett_err init_camellia128_ctr(void *ctx, enum ett_dir dir,
				    const uint8_t *key, const uint8_t *iv)
{
	return init(ctx, &rows[CAMELLIA128_CTR], dir, key, iv);
}

static ett_err init_camellia192_ctr(void *ctx, enum ett_dir dir,
				    const uint8_t *key, const uint8_t *iv)
{
	return init(ctx, &rows[CAMELLIA192_CTR], dir, key, iv);
}

static ett_err init_camellia256_ctr(void *ctx, enum ett_dir dir,
				    const uint8_t *key, const uint8_t *iv)
{
	return init(ctx, &rows[CAMELLIA256_CTR], dir, key, iv);
}

static ett_err init_camellia128_cbc(void *ctx, enum ett_dir dir,
				    const uint8_t *key, const uint8_t *iv)
{
	return init(ctx, &rows[CAMELLIA128_CBC], dir, key, iv);
}

static ett_err init_camellia192_cbc(void *ctx, enum ett_dir dir,
				    const uint8_t *key, const uint8_t *iv)
{
	return init(ctx, &rows[CAMELLIA192_CBC], dir, key, iv);
}

static ett_err init_camellia256_cbc(void *ctx, enum ett_dir dir,
				    const uint8_t *key, const uint8_t *iv)
{
	return init(ctx, &rows[CAMELLIA256_CBC], dir, key, iv);
}

static ett_err init_rc4_128(void *ctx, enum ett_dir dir, const uint8_t *key,
			    const uint8_t *iv)
{
	return init(ctx, &rows[RC4_128], dir, key, iv);
}

static ett_err init_rc4_256(void *ctx, enum ett_dir dir, const uint8_t *key,
			    const uint8_t *iv)
{
	return init(ctx, &rows[RC4_256], dir, key, iv);
}

static ett_err init_chacha20(void *ctx, enum ett_dir dir, const uint8_t *key,
			     const uint8_t *iv)
{
	return init(ctx, &rows[CHACHA20], dir, key, iv);
}

/* clang-format off */
#define CIPHER(name, key, iv, block, init) \
	{ name, sizeof(struct ctx), key, iv, block, init, restart, crypt, done }
#define CTR(which, name, key, block, init) \
	{ GCRY_CIPHER_##which, GCRY_CIPHER_MODE_CTR, \
	  CIPHER(name, key, block, block, init) }
#define CBC(which, name, key, block, init) \
	{ GCRY_CIPHER_##which, GCRY_CIPHER_MODE_CBC, \
	  CIPHER(name, key, block, block, init) }
#define STREAM(which, name, key, iv, init) \
	{ GCRY_CIPHER_##which, GCRY_CIPHER_MODE_STREAM, \
	  CIPHER(name, key, iv, 1, init) }

/* RFC 4344 section 4 has a longer key for Blowfish than RFC 4253. */
static const struct row rows[N] = {
	[AES128_CTR] =
		CTR(AES128, "aes128-ctr", 16, 16, init_aes128_ctr),
	[AES192_CTR] =
		CTR(AES192, "aes192-ctr", 24, 16, init_aes192_ctr),
	[AES256_CTR] =
		CTR(AES256, "aes256-ctr", 32, 16, init_aes256_ctr),
	[AES128_CBC] =
		CBC(AES128, "aes128-cbc", 16, 16, init_aes128_cbc),
	[AES192_CBC] =
		CBC(AES192, "aes192-cbc", 24, 16, init_aes192_cbc),
	[AES256_CBC] =
		CBC(AES256, "aes256-cbc", 32, 16, init_aes256_cbc),
	[DES3_CTR] =
		CTR(3DES, "3des-ctr", 24, 8, init_des3_ctr),
	[DES3_CBC] =
		CBC(3DES, "3des-cbc", 24, 8, init_des3_cbc),
	[BLOWFISH_CTR] =
		CTR(BLOWFISH, "blowfish-ctr", 32, 8, init_blowfish_ctr),
	[BLOWFISH_CBC] =
		CBC(BLOWFISH, "blowfish-cbc", 16, 8, init_blowfish_cbc),
	[CAST128_CTR] =
		CTR(CAST5, "cast128-ctr", 16, 8, init_cast128_ctr),
	[CAST128_CBC] =
		CBC(CAST5, "cast128-cbc", 16, 8, init_cast128_cbc),
	[IDEA_CTR] =
		CTR(IDEA, "idea-ctr", 16, 8, init_idea_ctr),
	[IDEA_CBC] =
		CBC(IDEA, "idea-cbc", 16, 8, init_idea_cbc),
	[TWOFISH256_CTR] =
		CTR(TWOFISH, "twofish256-ctr", 32, 16, init_twofish256_ctr),
	[TWOFISH256_CBC] =
		CBC(TWOFISH, "twofish256-cbc", 32, 16, init_twofish256_cbc),
	[SERPENT256_CTR] =
		CTR(SERPENT256, "serpent256-ctr", 32, 16, init_serpent256_ctr),
	[SERPENT256_CBC] =
		CBC(SERPENT256, "serpent256-cbc", 32, 16, init_serpent256_cbc),
	[CAMELLIA128_CTR] =
		CTR(CAMELLIA128, "camellia128-ctr", 16, 16, init_camellia128_ctr),
	[CAMELLIA192_CTR] =
		CTR(CAMELLIA192, "camellia192-ctr", 24, 16, init_camellia192_ctr),
	[CAMELLIA256_CTR] =
		CTR(CAMELLIA256, "camellia256-ctr", 32, 16, init_camellia256_ctr),
	[CAMELLIA128_CBC] =
		CBC(CAMELLIA128, "camellia128-cbc", 16, 16, init_camellia128_cbc),
	[CAMELLIA192_CBC] =
		CBC(CAMELLIA192, "camellia192-cbc", 24, 16, init_camellia192_cbc),
	[CAMELLIA256_CBC] =
		CBC(CAMELLIA256, "camellia256-cbc", 32, 16, init_camellia256_cbc),
	[RC4_128] =
		STREAM(ARCFOUR, "rc4-128", 16, 0, init_rc4_128),
	[RC4_256] =
		STREAM(ARCFOUR, "rc4-256", 32, 0, init_rc4_256),
	[CHACHA20] =
		STREAM(CHACHA20, "chacha20", 32, 16, init_chacha20),
};
/* clang-format on */

const struct ett_cipher *ett_gcrypt_ciphers[N + 1];

void ett_gcrypt_list_ciphers(void)
{
	size_t n = 0;

	for (size_t i = 0; i < N; i++)
		if (gcry_cipher_test_algo(rows[i].which) == 0)
			ett_gcrypt_ciphers[n++] = &rows[i].cipher;
}
