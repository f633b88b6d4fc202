/* SPDX-License-Identifier: ISC
 *
 * Signatures.  The library writes those of DSA and ECDSA in DER; above this
 * file r and s are raw, each as wide as the order.
 */
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "crypto/openssl/pkey.h"

/* DER of two integers of at most 66 bytes. */
enum { DER_MAX = 3 + 2 * (2 + 1 + 66) };

enum { ED25519_SIG_LEN = 64, ED448_SIG_LEN = 114 };
enum { DSA_WIDTH = 20, RSA_MAX = 2048 };

/* md is NULL where the signature scheme hashes by itself. */
static ett_err sign(EVP_PKEY *key, const char *md, struct ett_bytes msg,
		    uint8_t *sig, size_t *len)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	bool good = key != NULL && c != NULL &&
		    EVP_DigestSignInit_ex(c, NULL, md, ett_openssl_lib(), NULL,
					  key, NULL) == 1 &&
		    EVP_DigestSign(c, sig, len, msg.p, msg.n) == 1;

	EVP_MD_CTX_free(c);
	EVP_PKEY_free(key);
	return good ? ETT_OK : ett_openssl_failed();
}

/* What the library says while it verifies is about the signature. */
static ett_err verify(EVP_PKEY *key, const char *md, struct ett_bytes msg,
		      struct ett_bytes sig)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	ett_err e = ETT_OK;

	if (key == NULL || c == NULL ||
	    EVP_DigestVerifyInit_ex(c, NULL, md, ett_openssl_lib(), NULL, key,
				    NULL) != 1) {
		e = ett_openssl_failed();
	} else if (EVP_DigestVerify(c, sig.p, sig.n, msg.p, msg.n) != 1) {
		e = ett_openssl_failed() == ETT_NOMEM ? ETT_NOMEM : ETT_SIG;
	}
	EVP_MD_CTX_free(c);
	EVP_PKEY_free(key);
	return e;
}

static ett_err raw_from_der(const uint8_t *der, size_t n, uint8_t *raw,
			    int width)
{
	ECDSA_SIG *s = d2i_ECDSA_SIG(NULL, &der, (long)n);
	bool good =
	    s != NULL &&
	    BN_bn2binpad(ECDSA_SIG_get0_r(s), raw, width) == width &&
	    BN_bn2binpad(ECDSA_SIG_get0_s(s), raw + width, width) == width;

	ECDSA_SIG_free(s);
	return good ? ETT_OK : ett_openssl_failed();
}

static ett_err der_from_raw(struct ett_bytes raw, uint8_t *der, size_t *n)
{
	int width = (int)raw.n / 2, len = -1;
	BIGNUM *r = BN_bin2bn(raw.p, width, NULL);
	BIGNUM *s = BN_bin2bn(raw.p + width, width, NULL);
	ECDSA_SIG *pair = ECDSA_SIG_new();

	if (r != NULL && s != NULL && pair != NULL &&
	    ECDSA_SIG_set0(pair, r, s) == 1) {
		r = s = NULL;
		len = i2d_ECDSA_SIG(pair, &der);
	}
	ECDSA_SIG_free(pair);
	BN_free(s);
	BN_free(r);
	if (len < 0)
		return ett_openssl_failed();
	*n = (size_t)len;
	return ETT_OK;
}

/* Dss-Sig-Value and Ecdsa-Sig-Value are the same in DER. */
static ett_err sign_pair(EVP_PKEY *key, const char *md, struct ett_bytes msg,
			 uint8_t *sig, size_t width)
{
	uint8_t der[DER_MAX];
	size_t n = sizeof der;
	ett_err e = sign(key, md, msg, der, &n);

	return e == ETT_OK ? raw_from_der(der, n, sig, (int)width) : e;
}

static ett_err verify_pair(EVP_PKEY *key, const char *md, struct ett_bytes msg,
			   struct ett_bytes sig)
{
	uint8_t der[DER_MAX];
	struct ett_bytes view = { der, 0 };
	ett_err e = der_from_raw(sig, der, &view.n);

	if (e == ETT_OK)
		return verify(key, md, msg, view);
	EVP_PKEY_free(key);
	return e;
}

static ett_err sign_ed25519(const struct ett_key_nums *key,
			    struct ett_bytes msg, struct ett_rng rng,
			    uint8_t *sig, size_t *len)
{
	(void)rng;
	*len = ED25519_SIG_LEN;
	return sign(ett_openssl_ed25519(key), NULL, msg, sig, len);
}

static ett_err verify_ed25519(const struct ett_key_nums *key,
			      struct ett_bytes msg, struct ett_bytes sig)
{
	return verify(ett_openssl_ed25519(key), NULL, msg, sig);
}

static ett_err sign_ed448(const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_rng rng, uint8_t *sig, size_t *len)
{
	(void)rng;
	*len = ED448_SIG_LEN;
	return sign(ett_openssl_ed448(key), NULL, msg, sig, len);
}

static ett_err verify_ed448(const struct ett_key_nums *key,
			    struct ett_bytes msg, struct ett_bytes sig)
{
	return verify(ett_openssl_ed448(key), NULL, msg, sig);
}

static ett_err sign_dsa(const struct ett_key_nums *key, struct ett_bytes msg,
			struct ett_rng rng, uint8_t *sig, size_t *len)
{
	ett_err e =
	    sign_pair(ett_openssl_dsa(key), "SHA1", msg, sig, DSA_WIDTH);

	(void)rng;
	if (e == ETT_OK)
		*len = 2 * DSA_WIDTH;
	return e;
}

static ett_err verify_dsa(const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_bytes sig)
{
	return verify_pair(ett_openssl_dsa(key), "SHA1", msg, sig);
}

static ett_err sign_ecdsa(const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_rng rng, uint8_t *sig, size_t *len)
{
	const struct ett_openssl_curve *c = ett_openssl_curve(key);
	ett_err e;

	(void)rng;
	if (c == NULL)
		return ETT_ARG;
	e = sign_pair(ett_openssl_ecdsa(key), c->md, msg, sig, c->width);
	if (e == ETT_OK)
		*len = 2 * c->width;
	return e;
}

static ett_err verify_ecdsa(const struct ett_key_nums *key,
			    struct ett_bytes msg, struct ett_bytes sig)
{
	const struct ett_openssl_curve *c = ett_openssl_curve(key);

	if (c == NULL)
		return ETT_ARG;
	return verify_pair(ett_openssl_ecdsa(key), c->md, msg, sig);
}

static ett_err sign_rsa(const struct ett_key_nums *key, const char *md,
			struct ett_bytes msg, uint8_t *sig, size_t *len)
{
	*len = RSA_MAX;
	return sign(ett_openssl_rsa(key), md, msg, sig, len);
}

static ett_err sign_rsa_sha1(const struct ett_key_nums *key,
			     struct ett_bytes msg, struct ett_rng rng,
			     uint8_t *sig, size_t *len)
{
	(void)rng;
	return sign_rsa(key, "SHA1", msg, sig, len);
}

static ett_err sign_rsa_sha256(const struct ett_key_nums *key,
			       struct ett_bytes msg, struct ett_rng rng,
			       uint8_t *sig, size_t *len)
{
	(void)rng;
	return sign_rsa(key, "SHA256", msg, sig, len);
}

static ett_err sign_rsa_sha512(const struct ett_key_nums *key,
			       struct ett_bytes msg, struct ett_rng rng,
			       uint8_t *sig, size_t *len)
{
	(void)rng;
	return sign_rsa(key, "SHA512", msg, sig, len);
}

static ett_err verify_rsa_sha1(const struct ett_key_nums *key,
			       struct ett_bytes msg, struct ett_bytes sig)
{
	return verify(ett_openssl_rsa(key), "SHA1", msg, sig);
}

static ett_err verify_rsa_sha256(const struct ett_key_nums *key,
				 struct ett_bytes msg, struct ett_bytes sig)
{
	return verify(ett_openssl_rsa(key), "SHA256", msg, sig);
}

static ett_err verify_rsa_sha512(const struct ett_key_nums *key,
				 struct ett_bytes msg, struct ett_bytes sig)
{
	return verify(ett_openssl_rsa(key), "SHA512", msg, sig);
}

/* clang-format off */
static const struct ett_sig
	ed25519 = { "ed25519", ED25519_SIG_LEN, true,
		    sign_ed25519, verify_ed25519, ett_openssl_make_ed25519 },
	ed448 = { "ed448", ED448_SIG_LEN, true,
		  sign_ed448, verify_ed448, ett_openssl_make_ed448 },
	ecdsa_p256 = { "ecdsa-p256-sha256", 2 * 32, false,
		       sign_ecdsa, verify_ecdsa, ett_openssl_make_p256 },
	ecdsa_p384 = { "ecdsa-p384-sha384", 2 * 48, false,
		       sign_ecdsa, verify_ecdsa, ett_openssl_make_p384 },
	ecdsa_p521 = { "ecdsa-p521-sha512", 2 * 66, false,
		       sign_ecdsa, verify_ecdsa, ett_openssl_make_p521 },
	rsa_sha1 = { "rsa-sha1", RSA_MAX, true,
		     sign_rsa_sha1, verify_rsa_sha1, ett_openssl_make_rsa },
	rsa_sha256 = { "rsa-sha256", RSA_MAX, true, sign_rsa_sha256,
		       verify_rsa_sha256, ett_openssl_make_rsa },
	rsa_sha512 = { "rsa-sha512", RSA_MAX, true, sign_rsa_sha512,
		       verify_rsa_sha512, ett_openssl_make_rsa },
	dsa_sha1 = { "dsa-sha1", 2 * DSA_WIDTH, false,
		     sign_dsa, verify_dsa, ett_openssl_make_dsa };
/* clang-format on */

const struct ett_sig *const ett_openssl_sigs[] = {
	&ed25519,  &ed448,      &ecdsa_p256, &ecdsa_p384, &ecdsa_p521,
	&rsa_sha1, &rsa_sha256, &rsa_sha512, &dsa_sha1,   NULL,
};
