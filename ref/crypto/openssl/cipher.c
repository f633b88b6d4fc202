/* SPDX-License-Identifier: ISC
 *
 * Ciphers without authentication.  The key is set once; a new IV, and nothing
 * else, starts the next packet.
 */
#include <limits.h>

#include <openssl/evp.h>

#include "crypto/openssl/openssl.h"

/* clang-format off */
enum {
	AES128_CTR, AES128_CBC, AES192_CTR, AES192_CBC, AES256_CTR,
	AES256_CBC, CAMELLIA128_CTR, CAMELLIA128_CBC, CAMELLIA192_CTR,
	CAMELLIA192_CBC, CAMELLIA256_CTR, CAMELLIA256_CBC, DES3_CTR,
	DES3_CBC, CHACHA20,
	BLOWFISH_CTR, BLOWFISH_CBC, CAST128_CTR, CAST128_CBC, RC4_128,
	RC4_256,
	N,
	LEGACY = BLOWFISH_CTR /* from here on in the legacy provider */
};
/* clang-format on */
static struct {
	EVP_CIPHER *cipher;
	int key_len;
} fetched[N];

/* The length first: some of these ciphers take keys of any. */
static bool set_key(EVP_CIPHER_CTX *evp, int which, enum ett_dir dir,
		    const uint8_t *key, const uint8_t *iv)
{
	return EVP_CipherInit_ex2(evp, fetched[which].cipher, NULL, NULL,
				  dir == ETT_OUT, NULL) &&
	       EVP_CIPHER_CTX_set_key_length(evp, fetched[which].key_len) &&
	       EVP_CIPHER_CTX_set_padding(evp, 0) &&
	       EVP_CipherInit_ex2(evp, NULL, key, iv, -1, NULL);
}

static ett_err init(struct ett_openssl_cipher *c, int which, enum ett_dir dir,
		    const uint8_t *key, const uint8_t *iv)
{
	if (c->evp == NULL)
		c->evp = EVP_CIPHER_CTX_new();
	if (c->evp == NULL || !set_key(c->evp, which, dir, key, iv))
		return ett_openssl_failed();
	return ETT_OK;
}

static ett_err restart(void *ctx, const uint8_t *iv)
{
	struct ett_openssl_cipher *c = ctx;

	if (!EVP_CipherInit_ex2(c->evp, NULL, NULL, iv, -1, NULL))
		return ett_openssl_failed();
	return ETT_OK;
}

static ett_err crypt(void *ctx, uint8_t *data, size_t n)
{
	struct ett_openssl_cipher *c = ctx;
	int len;

	if (n > INT_MAX)
		return ETT_ARG;
	if (n > 0 && !EVP_CipherUpdate(c->evp, data, &len, data, (int)n))
		return ett_openssl_failed();
	return ETT_OK;
}

static void done(void *ctx)
{
	struct ett_openssl_cipher *c = ctx;

	EVP_CIPHER_CTX_free(c->evp);
	*c = (struct ett_openssl_cipher){ 0 };
}

/* In counter mode both directions encrypt the counter. */
static ett_err init_ctr(struct ett_openssl_cipher *c, int which,
			enum ett_dir dir, const uint8_t *key, const uint8_t *iv)
{
	ett_err e = init(c, which, ETT_OUT, key, NULL);

	(void)dir;
	return e == ETT_OK ? ett_openssl_restart_ctr(c, iv) : e;
}

static ett_err init_rc4(struct ett_openssl_cipher *c, int which,
			enum ett_dir dir, const uint8_t *key, const uint8_t *iv)
{
	(void)iv;
	return init(c, which, dir, key, NULL);
}

static ett_err restart_rc4(void *ctx, const uint8_t *iv)
{
	(void)ctx;
	(void)iv;
	return ETT_OK;
}

/* clang-format off */
#define INIT(name) \
	static ett_err init_##name(void *ctx, enum ett_dir dir, \
				   const uint8_t *key, const uint8_t *iv)

INIT(aes128_ctr)      { return init(ctx, AES128_CTR, dir, key, iv); }
INIT(aes128_cbc)      { return init(ctx, AES128_CBC, dir, key, iv); }
INIT(aes192_ctr)      { return init(ctx, AES192_CTR, dir, key, iv); }
INIT(aes192_cbc)      { return init(ctx, AES192_CBC, dir, key, iv); }
INIT(aes256_ctr)      { return init(ctx, AES256_CTR, dir, key, iv); }
INIT(aes256_cbc)      { return init(ctx, AES256_CBC, dir, key, iv); }
INIT(camellia128_ctr) { return init(ctx, CAMELLIA128_CTR, dir, key, iv); }
INIT(camellia128_cbc) { return init(ctx, CAMELLIA128_CBC, dir, key, iv); }
INIT(camellia192_ctr) { return init(ctx, CAMELLIA192_CTR, dir, key, iv); }
INIT(camellia192_cbc) { return init(ctx, CAMELLIA192_CBC, dir, key, iv); }
INIT(camellia256_ctr) { return init(ctx, CAMELLIA256_CTR, dir, key, iv); }
INIT(camellia256_cbc) { return init(ctx, CAMELLIA256_CBC, dir, key, iv); }
INIT(des3_ctr)        { return init_ctr(ctx, DES3_CTR, dir, key, iv); }
INIT(des3_cbc)        { return init(ctx, DES3_CBC, dir, key, iv); }
INIT(chacha20)        { return init(ctx, CHACHA20, dir, key, iv); }
INIT(blowfish_ctr)    { return init_ctr(ctx, BLOWFISH_CTR, dir, key, iv); }
INIT(blowfish_cbc)    { return init(ctx, BLOWFISH_CBC, dir, key, iv); }
INIT(cast128_ctr)     { return init_ctr(ctx, CAST128_CTR, dir, key, iv); }
INIT(cast128_cbc)     { return init(ctx, CAST128_CBC, dir, key, iv); }
INIT(rc4_128)         { return init_rc4(ctx, RC4_128, dir, key, iv); }
INIT(rc4_256)         { return init_rc4(ctx, RC4_256, dir, key, iv); }

#define CIPHER(name, key, iv, block, init, restart, crypt) \
	{ name, sizeof(struct ett_openssl_cipher), key, iv, block, \
	  init, restart, crypt, done }
#define EVP(name, key, iv, block, init) \
	CIPHER(name, key, iv, block, init, restart, crypt)
#define CTR(name, key, block, init) \
	CIPHER(name, key, block, block, init, \
	       ett_openssl_restart_ctr, ett_openssl_crypt_ctr)
#define RC4(name, key, init) \
	CIPHER(name, key, 0, 1, init, restart_rc4, crypt)

static const struct {
	const char *name; /* the library's */
	struct ett_cipher cipher;
} rows[N] = {
	[AES128_CTR]      = { "AES-128-CTR",
		EVP("aes128-ctr", 16, 16, 16, init_aes128_ctr) },
	[AES128_CBC]      = { "AES-128-CBC",
		EVP("aes128-cbc", 16, 16, 16, init_aes128_cbc) },
	[AES192_CTR]      = { "AES-192-CTR",
		EVP("aes192-ctr", 24, 16, 16, init_aes192_ctr) },
	[AES192_CBC]      = { "AES-192-CBC",
		EVP("aes192-cbc", 24, 16, 16, init_aes192_cbc) },
	[AES256_CTR]      = { "AES-256-CTR",
		EVP("aes256-ctr", 32, 16, 16, init_aes256_ctr) },
	[AES256_CBC]      = { "AES-256-CBC",
		EVP("aes256-cbc", 32, 16, 16, init_aes256_cbc) },
	[CAMELLIA128_CTR] = { "CAMELLIA-128-CTR",
		EVP("camellia128-ctr", 16, 16, 16, init_camellia128_ctr) },
	[CAMELLIA128_CBC] = { "CAMELLIA-128-CBC",
		EVP("camellia128-cbc", 16, 16, 16, init_camellia128_cbc) },
	[CAMELLIA192_CTR] = { "CAMELLIA-192-CTR",
		EVP("camellia192-ctr", 24, 16, 16, init_camellia192_ctr) },
	[CAMELLIA192_CBC] = { "CAMELLIA-192-CBC",
		EVP("camellia192-cbc", 24, 16, 16, init_camellia192_cbc) },
	[CAMELLIA256_CTR] = { "CAMELLIA-256-CTR",
		EVP("camellia256-ctr", 32, 16, 16, init_camellia256_ctr) },
	[CAMELLIA256_CBC] = { "CAMELLIA-256-CBC",
		EVP("camellia256-cbc", 32, 16, 16, init_camellia256_cbc) },
	[DES3_CTR]        = { "DES-EDE3",
		CTR("3des-ctr", 24, 8, init_des3_ctr) },
	[DES3_CBC]        = { "DES-EDE3-CBC",
		EVP("3des-cbc", 24, 8, 8, init_des3_cbc) },
	[CHACHA20]        = { "ChaCha20",
		EVP("chacha20", 32, 16, 1, init_chacha20) },
	[BLOWFISH_CTR]    = { "BF-ECB",
		CTR("blowfish-ctr", 32, 8, init_blowfish_ctr) },
	[BLOWFISH_CBC]    = { "BF-CBC",
		EVP("blowfish-cbc", 16, 8, 8, init_blowfish_cbc) },
	[CAST128_CTR]     = { "CAST5-ECB",
		CTR("cast128-ctr", 16, 8, init_cast128_ctr) },
	[CAST128_CBC]     = { "CAST5-CBC",
		EVP("cast128-cbc", 16, 8, 8, init_cast128_cbc) },
	[RC4_128]         = { "RC4",
		RC4("rc4-128", 16, init_rc4_128) },
	[RC4_256]         = { "RC4",
		RC4("rc4-256", 32, init_rc4_256) },
};
/* clang-format on */

const struct ett_cipher *ett_openssl_ciphers[N + 1];

ett_err ett_openssl_fetch_ciphers(OSSL_LIB_CTX *lib, bool legacy)
{
	static size_t n;
	const size_t end = legacy ? N : LEGACY;
	ett_err e = ETT_OK;

	for (size_t i = legacy ? LEGACY : 0; i < end && e == ETT_OK; i++) {
		fetched[i].key_len = (int)rows[i].cipher.key_len;
		fetched[i].cipher = EVP_CIPHER_fetch(lib, rows[i].name, NULL);
		if (fetched[i].cipher != NULL)
			ett_openssl_ciphers[n++] = &rows[i].cipher;
		else
			e = ett_openssl_absent();
	}
	return e;
}
