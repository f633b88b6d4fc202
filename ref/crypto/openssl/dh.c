/* SPDX-License-Identifier: ISC
 *
 * Key agreement.  What arrives here was checked above; X25519 and X448 with a
 * point of small order give the zeros that their definition demands, for the
 * caller to refuse, where the library would only report a failure.
 */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/proverr.h>

#include "crypto/openssl/openssl.h"

/* The curves of RFC 7748, by the library's names: secrets, public values and
 * results have one length. */
struct montgomery {
	const char *name;
	size_t len;
};
static const struct montgomery X25519 = { "X25519", 32 }, X448 = { "X448", 56 };

enum { P256, P384, P521, N };
static EC_GROUP *groups[N];

static EVP_PKEY *montgomery_key(const struct montgomery *x,
				const uint8_t *secret)
{
	return EVP_PKEY_new_raw_private_key_ex(ett_openssl_lib(), x->name, NULL,
					       secret, x->len);
}

static ett_err derive_montgomery(const struct montgomery *x,
				 const uint8_t *secret, uint8_t *pub)
{
	EVP_PKEY *key = montgomery_key(x, secret);
	size_t len = x->len;
	bool good = key != NULL && EVP_PKEY_get_raw_public_key(key, pub, &len);

	EVP_PKEY_free(key);
	return good ? ETT_OK : ett_openssl_failed();
}

static bool multiply(EVP_PKEY *key, EVP_PKEY *peer, uint8_t *shared, size_t len)
{
	EVP_PKEY_CTX *c =
	    EVP_PKEY_CTX_new_from_pkey(ett_openssl_lib(), key, NULL);
	bool good = c != NULL && EVP_PKEY_derive_init(c) > 0 &&
		    EVP_PKEY_derive_set_peer_ex(c, peer, 0) > 0 &&
		    EVP_PKEY_derive(c, shared, &len) > 0;

	EVP_PKEY_CTX_free(c);
	return good;
}

/* The only failure of the derivation itself is an all-zero result. */
static bool result_was_zero(void)
{
	unsigned long code = ERR_peek_last_error();

	return ERR_GET_LIB(code) == ERR_LIB_PROV &&
	       ERR_GET_REASON(code) == PROV_R_FAILED_DURING_DERIVATION;
}

static ett_err agree_montgomery(const struct montgomery *x,
				const uint8_t *secret,
				struct ett_bytes peer_pub, uint8_t *shared)
{
	ett_err e = ETT_OK;
	EVP_PKEY *key = montgomery_key(x, secret);
	EVP_PKEY *peer = EVP_PKEY_new_raw_public_key_ex(
	    ett_openssl_lib(), x->name, NULL, peer_pub.p, peer_pub.n);

	if (key == NULL || peer == NULL) {
		e = ett_openssl_failed();
	} else if (!multiply(key, peer, shared, x->len)) {
		if (result_was_zero())
			memset(shared, 0, x->len);
		else
			e = ETT_CRYPTO;
		if (ett_openssl_failed() == ETT_NOMEM)
			e = ETT_NOMEM;
	}
	EVP_PKEY_free(peer);
	EVP_PKEY_free(key);
	return e;
}

static ett_err derive_x25519(const uint8_t *secret, uint8_t *pub)
{
	return derive_montgomery(&X25519, secret, pub);
}

static ett_err derive_x448(const uint8_t *secret, uint8_t *pub)
{
	return derive_montgomery(&X448, secret, pub);
}

static ett_err agree_x25519(const uint8_t *secret, struct ett_bytes peer_pub,
			    uint8_t *shared)
{
	return agree_montgomery(&X25519, secret, peer_pub, shared);
}

static ett_err agree_x448(const uint8_t *secret, struct ett_bytes peer_pub,
			  uint8_t *shared)
{
	return agree_montgomery(&X448, secret, peer_pub, shared);
}

/* What a multiplication holds; all of it is wiped when it is freed. */
struct work {
	BN_CTX *bn;
	BIGNUM *scalar, *x;
	EC_POINT *in, *out;
};

static bool work_new(struct work *w, const EC_GROUP *g, const uint8_t *secret,
		     size_t n)
{
	w->bn = BN_CTX_secure_new_ex(ett_openssl_lib());
	w->scalar = BN_secure_new();
	w->x = BN_secure_new();
	w->in = EC_POINT_new(g);
	w->out = EC_POINT_new(g);
	if (w->bn == NULL || w->scalar == NULL || w->x == NULL ||
	    w->in == NULL || w->out == NULL)
		return false;
	BN_set_flags(w->scalar, BN_FLG_CONSTTIME);
	return BN_bin2bn(secret, (int)n, w->scalar) != NULL;
}

static void work_free(struct work *w)
{
	EC_POINT_clear_free(w->out);
	EC_POINT_clear_free(w->in);
	BN_clear_free(w->x);
	BN_clear_free(w->scalar);
	BN_CTX_free(w->bn);
}

static ett_err derive(const EC_GROUP *g, size_t n, const uint8_t *secret,
		      uint8_t *pub)
{
	struct work w = { 0 };
	bool good = work_new(&w, g, secret, n) &&
		    EC_POINT_mul(g, w.out, w.scalar, NULL, NULL, w.bn) &&
		    EC_POINT_point2oct(g, w.out, POINT_CONVERSION_UNCOMPRESSED,
				       pub, 1 + 2 * n, w.bn) == 1 + 2 * n;

	work_free(&w);
	return good ? ETT_OK : ett_openssl_failed();
}

static ett_err agree(const EC_GROUP *g, size_t n, const uint8_t *secret,
		     struct ett_bytes peer, uint8_t *shared)
{
	struct work w = { 0 };
	bool good =
	    work_new(&w, g, secret, n) &&
	    EC_POINT_oct2point(g, w.in, peer.p, peer.n, w.bn) &&
	    EC_POINT_mul(g, w.out, NULL, w.in, w.scalar, w.bn) &&
	    EC_POINT_get_affine_coordinates(g, w.out, w.x, NULL, w.bn) &&
	    BN_bn2binpad(w.x, shared, (int)n) == (int)n;

	work_free(&w);
	return good ? ETT_OK : ett_openssl_failed();
}

static ett_err derive_p256(const uint8_t *secret, uint8_t *pub)
{
	return derive(groups[P256], 32, secret, pub);
}

static ett_err derive_p384(const uint8_t *secret, uint8_t *pub)
{
	return derive(groups[P384], 48, secret, pub);
}

static ett_err derive_p521(const uint8_t *secret, uint8_t *pub)
{
	return derive(groups[P521], 66, secret, pub);
}

static ett_err agree_p256(const uint8_t *secret, struct ett_bytes peer_pub,
			  uint8_t *shared)
{
	return agree(groups[P256], 32, secret, peer_pub, shared);
}

static ett_err agree_p384(const uint8_t *secret, struct ett_bytes peer_pub,
			  uint8_t *shared)
{
	return agree(groups[P384], 48, secret, peer_pub, shared);
}

static ett_err agree_p521(const uint8_t *secret, struct ett_bytes peer_pub,
			  uint8_t *shared)
{
	return agree(groups[P521], 66, secret, peer_pub, shared);
}

/* clang-format off */
static const struct {
	const struct montgomery *x;
	struct ett_dh dh;
} montgomeries[] = {
	{ &X25519, { "x25519", 32, 32, 32, derive_x25519, agree_x25519 } },
	{ &X448,   { "x448",   56, 56, 56, derive_x448,   agree_x448 } },
};
enum { M = sizeof montgomeries / sizeof montgomeries[0] };

static const struct {
	int nid;
	struct ett_dh dh;
} rows[N] = {
	[P256] = { NID_X9_62_prime256v1,
		   { "p256", 32,  65, 32, derive_p256, agree_p256 } },
	[P384] = { NID_secp384r1,
		   { "p384", 48,  97, 48, derive_p384, agree_p384 } },
	[P521] = { NID_secp521r1,
		   { "p521", 66, 133, 66, derive_p521, agree_p521 } },
};
/* clang-format on */

const struct ett_dh *ett_openssl_dhs[M + N + 1];

static bool has(OSSL_LIB_CTX *lib, const struct montgomery *x)
{
	static const uint8_t any[56] = { 1 };
	EVP_PKEY *key =
	    EVP_PKEY_new_raw_private_key_ex(lib, x->name, NULL, any, x->len);
	bool good = key != NULL;

	EVP_PKEY_free(key);
	return good;
}

ett_err ett_openssl_fetch_dhs(OSSL_LIB_CTX *lib)
{
	size_t n = 0;
	ett_err e = ETT_OK;

	for (size_t i = 0; i < M && e == ETT_OK; i++) {
		if (has(lib, montgomeries[i].x))
			ett_openssl_dhs[n++] = &montgomeries[i].dh;
		else
			e = ett_openssl_absent();
	}
	for (size_t i = 0; i < N && e == ETT_OK; i++) {
		groups[i] =
		    EC_GROUP_new_by_curve_name_ex(lib, NULL, rows[i].nid);
		if (groups[i] != NULL)
			ett_openssl_dhs[n++] = &rows[i].dh;
		else
			e = ett_openssl_absent();
	}
	return e;
}
