/* SPDX-License-Identifier: ISC
 *
 * OpenSSL's generators: the two of the library context, which seed themselves,
 * and the three constructions of SP 800-90A, of a provider or with a seed of
 * ours.  All notice that the process was forked and seed themselves anew; one
 * with a seed of ours has nothing to do it from, and fails.
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "crypto/openssl/openssl.h"
#include "crypto/prng.h"

enum { STRENGTH = 256, NONCE = 16, SEED = 48, REQUEST_MAX = 65536 };

struct ctx {
	EVP_RAND_CTX *source, *drbg; /* NULL: the library context's own */
};

static ett_err init_own(void *ctx, struct ett_bytes seed)
{
	*(struct ctx *)ctx = (struct ctx){ 0 };
	return seed.n == 0 ? ETT_OK : ETT_ARG;
}

static ett_err fill_public(void *ctx, uint8_t *out, size_t n)
{
	(void)ctx;
	if (RAND_bytes_ex(ett_openssl_lib(), out, n, 0) != 1)
		return ett_openssl_failed();
	return ETT_OK;
}

static ett_err fill_private(void *ctx, uint8_t *out, size_t n)
{
	(void)ctx;
	if (RAND_priv_bytes_ex(ett_openssl_lib(), out, n, 0) != 1)
		return ett_openssl_failed();
	return ETT_OK;
}

static EVP_RAND_CTX *instance(const char *name, EVP_RAND_CTX *parent)
{
	EVP_RAND *rand = EVP_RAND_fetch(ett_openssl_lib(), name, NULL);
	EVP_RAND_CTX *c = EVP_RAND_CTX_new(rand, parent);

	EVP_RAND_free(rand);
	return c;
}

/* A source that gives what it was given: nonce, then entropy. */
static bool set_source(struct ctx *c, struct ett_bytes seed)
{
	unsigned strength = STRENGTH;
	const size_t nonce = NONCE;
	OSSL_PARAM p[] = {
		OSSL_PARAM_construct_uint(OSSL_RAND_PARAM_STRENGTH, &strength),
		OSSL_PARAM_construct_octet_string(OSSL_RAND_PARAM_TEST_NONCE,
						  (uint8_t *)seed.p, nonce),
		OSSL_PARAM_construct_octet_string(OSSL_RAND_PARAM_TEST_ENTROPY,
						  (uint8_t *)seed.p + nonce,
						  seed.n - nonce),
		OSSL_PARAM_construct_end()
	};

	c->source = instance("TEST-RAND", NULL);
	return c->source != NULL &&
	       EVP_RAND_instantiate(c->source, STRENGTH, 0, NULL, 0, p);
}

static ett_err instantiate(struct ctx *c, const char *name, OSSL_PARAM *how,
			   struct ett_bytes seed)
{
	*c = (struct ctx){ 0 };
	if (seed.n > 0 && seed.n < SEED)
		return ETT_ARG;
	if (seed.n > 0 && !set_source(c, seed))
		return ett_openssl_failed();
	c->drbg = instance(name, c->source);
	if (c->drbg == NULL ||
	    !EVP_RAND_instantiate(c->drbg, STRENGTH, 0, NULL, 0, how))
		return ett_openssl_failed();
	return ETT_OK;
}

static ett_err init_ctr(void *ctx, struct ett_bytes seed)
{
	char cipher[] = "AES-256-CTR";
	OSSL_PARAM how[] = { OSSL_PARAM_construct_utf8_string(
				 OSSL_DRBG_PARAM_CIPHER, cipher, 0),
			     OSSL_PARAM_construct_end() };

	return instantiate(ctx, "CTR-DRBG", how, seed);
}

static ett_err init_hash(void *ctx, struct ett_bytes seed)
{
	char digest[] = "SHA256";
	OSSL_PARAM how[] = { OSSL_PARAM_construct_utf8_string(
				 OSSL_DRBG_PARAM_DIGEST, digest, 0),
			     OSSL_PARAM_construct_end() };

	return instantiate(ctx, "HASH-DRBG", how, seed);
}

static ett_err init_hmac(void *ctx, struct ett_bytes seed)
{
	char digest[] = "SHA256", mac[] = "HMAC";
	OSSL_PARAM how[] = { OSSL_PARAM_construct_utf8_string(
				 OSSL_DRBG_PARAM_DIGEST, digest, 0),
			     OSSL_PARAM_construct_utf8_string(
				 OSSL_DRBG_PARAM_MAC, mac, 0),
			     OSSL_PARAM_construct_end() };

	return instantiate(ctx, "HMAC-DRBG", how, seed);
}

static ett_err fill_drbg(void *ctx, uint8_t *out, size_t n)
{
	struct ctx *c = ctx;

	for (size_t at = 0, some; at < n; at += some) {
		some = n - at < REQUEST_MAX ? n - at : REQUEST_MAX;
		if (!EVP_RAND_generate(c->drbg, out + at, some, STRENGTH, 0,
				       NULL, 0))
			return ett_openssl_failed();
	}
	return ETT_OK;
}

static void done(void *ctx)
{
	struct ctx *c = ctx;

	EVP_RAND_CTX_free(c->drbg);
	EVP_RAND_CTX_free(c->source);
	*c = (struct ctx){ 0 };
}

/* clang-format off */
#define PRNG(name, init, fill) \
	{ name, sizeof(struct ctx), init, fill, done }

static const struct ett_prng
	public = PRNG("rand-bytes", init_own, fill_public),
	private = PRNG("rand-priv-bytes", init_own, fill_private),
	ctr = PRNG("ctr-drbg-aes256", init_ctr, fill_drbg),
	hash = PRNG("hash-drbg-sha256", init_hash, fill_drbg),
	hmac = PRNG("hmac-drbg-sha256", init_hmac, fill_drbg);
/* clang-format on */

const struct ett_prng *const ett_openssl_prngs[] = {
	&public, &private, &ctr, &hash, &hmac, NULL,
};
