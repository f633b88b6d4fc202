/* SPDX-License-Identifier: ISC
 *
 * Signatures.  Everything random comes from the caller's source, blinding
 * included; where that failed there is no signature.
 *
 * Two things are done here and not by the library.  Its parser takes RSA
 * padding that RFC 8017 does not allow, so the block that should have been
 * signed is made anew and compared.  And its ECDSA adds two multiples of
 * points by a short cut that is wrong where these are equal or inverse, so
 * each is computed, and the sum by the book.
 */
#include <string.h>

#include "crypto/tomcrypt/curve.h"
#include "crypto/tomcrypt/hash.h"
#include "crypto/tomcrypt/pkey.h"
#include "crypto/tomcrypt/random.h"
#include "crypto/tomcrypt/tomcrypt.h"

enum { SHA1_LEN = 20, RSA_MAX = 2048, DSA_WIDTH = 20 };

/* r and s, or what one makes of them. */
enum { R, S, PAIR };

static ett_err put_pair(void **pair, uint8_t *sig, size_t width)
{
	ett_err e = ett_tomcrypt_put(pair[R], sig, width);

	return e == ETT_OK ? ett_tomcrypt_put(pair[S], sig + width, width) : e;
}

/* SIG unless both are in [1, order - 1]. */
static ett_err get_pair(struct ett_bytes sig, void **pair, void *order)
{
	size_t width = sig.n / 2;

	for (size_t i = 0; i < PAIR; i++) {
		ett_err e = ett_tomcrypt_get(
		    (struct ett_bytes){ sig.p + i * width, width }, pair[i]);

		if (e != ETT_OK)
			return e;
		if (ltc_mp.compare_d(pair[i], 0) != LTC_MP_GT ||
		    ltc_mp.compare(pair[i], order) != LTC_MP_LT)
			return ETT_SIG;
	}
	return ETT_OK;
}

static ett_err sign_dsa(const struct ett_key_nums *key, struct ett_bytes msg,
			struct ett_rng rng, uint8_t *sig, size_t *len)
{
	uint8_t hash[SHA1_LEN];
	struct ett_tomcrypt_dsa k;
	void *pair[PAIR] = { NULL };
	ett_err e = ett_tomcrypt_get_dsa(key, &k);

	if (e == ETT_OK)
		e = ett_tomcrypt_digest(&sha1_desc, msg, hash);
	if (e == ETT_OK)
		e = ett_tomcrypt_numbers(pair, PAIR);
	if (e == ETT_OK) {
		ett_tomcrypt_lend(rng);
		e = ett_tomcrypt_end(dsa_sign_hash_raw(
		    hash, sizeof hash, pair[R], pair[S], ett_tomcrypt_state(),
		    ett_tomcrypt_random(), &k.key));
	}
	if (e == ETT_OK)
		e = put_pair(pair, sig, DSA_WIDTH);
	if (e == ETT_OK)
		*len = 2 * DSA_WIDTH;
	ett_tomcrypt_free(pair, PAIR);
	ett_tomcrypt_clear_dsa(&k);
	return e;
}

static ett_err verify_dsa(const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_bytes sig)
{
	uint8_t hash[SHA1_LEN];
	struct ett_tomcrypt_dsa k;
	void *pair[PAIR] = { NULL };
	int valid = 0;
	ett_err e = ett_tomcrypt_get_dsa(key, &k);

	if (e == ETT_OK)
		e = ett_tomcrypt_digest(&sha1_desc, msg, hash);
	if (e == ETT_OK)
		e = ett_tomcrypt_numbers(pair, PAIR);
	if (e == ETT_OK)
		e = get_pair(sig, pair, k.key.q);
	if (e == ETT_OK)
		e = ett_tomcrypt_err(dsa_verify_hash_raw(
		    pair[R], pair[S], hash, sizeof hash, &valid, &k.key));
	ett_tomcrypt_free(pair, PAIR);
	ett_tomcrypt_clear_dsa(&k);
	return e == ETT_OK && !valid ? ETT_SIG : e;
}

/* What RFC 5656 section 6.2.1 hashes with on each curve. */
static const struct ltc_hash_descriptor *
hash_of(const struct ett_tomcrypt_curve *c)
{
	if (c->width == 32)
		return &sha256_desc;
	return c->width == 48 ? &sha384_desc : &sha512_desc;
}

static ett_err sign_ecdsa(const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_rng rng, uint8_t *sig, size_t *len)
{
	uint8_t hash[ETT_DIGEST_MAX];
	struct ett_tomcrypt_curve c;
	unsigned long n;
	ett_err e = ett_tomcrypt_curve_new(&c, key->pub[0].n);

	if (e == ETT_OK)
		e = ett_tomcrypt_get_scalar(&c, key->sec[0]);
	if (e == ETT_OK)
		e = ett_tomcrypt_digest(hash_of(&c), msg, hash);
	if (e == ETT_OK) {
		ecc_key pair = { .type = PK_PRIVATE,
				 .idx = c.index,
				 .dp = c.set,
				 .pubkey = c.point,
				 .k = c.scalar };

		n = 2 * c.width;
		ett_tomcrypt_lend(rng);
		e = ett_tomcrypt_end(ecc_sign_hash_rfc7518(
		    hash, hash_of(&c)->hashsize, sig, &n, ett_tomcrypt_state(),
		    ett_tomcrypt_random(), &pair));
	}
	if (e == ETT_OK)
		*len = 2 * c.width;
	ett_tomcrypt_curve_free(&c);
	return e;
}

/*
 * FIPS 186-4 section 6.4: u1 = hash / s, u2 = r / s.  A hash is never longer
 * than the order of its curve.
 */
static ett_err divide(struct ett_tomcrypt_curve *c, struct ett_bytes hash,
		      void **pair, void **u)
{
	ett_err e = ett_tomcrypt_get(hash, u[0]);

	if (e == ETT_OK)
		e = ett_tomcrypt_err(ltc_mp.invmod(pair[S], c->order, pair[S]));
	if (e == ETT_OK)
		e = ett_tomcrypt_err(
		    ltc_mp.mulmod(u[0], pair[S], c->order, u[0]));
	if (e == ETT_OK)
		e = ett_tomcrypt_err(
		    ltc_mp.mulmod(pair[R], pair[S], c->order, u[1]));
	return e;
}

/* x of u1 * base + u2 * point; the library cannot multiply by zero. */
static ett_err combine(struct ett_tomcrypt_curve *c, void **u, void *x,
		       bool *none)
{
	bool alone = ltc_mp.compare_d(u[0], 0) == LTC_MP_EQ;
	ett_err e = ett_tomcrypt_multiply(c, u[1], &c->point, &c->point);

	*none = false;
	if (e == ETT_OK && alone)
		return ett_tomcrypt_err(ltc_mp.copy(c->point.x, x));
	if (e == ETT_OK)
		e = ett_tomcrypt_multiply(c, u[0], &c->base, &c->base);
	return e == ETT_OK ? ett_tomcrypt_sum(c, x, none) : e;
}

/* Is it x mod order what r says? */
static ett_err judge(struct ett_tomcrypt_curve *c, struct ett_bytes hash,
		     void **pair)
{
	enum { U1, U2, X, COUNT };
	void *n[COUNT];
	bool none = true;
	ett_err e = ett_tomcrypt_numbers(n, COUNT);

	if (e == ETT_OK)
		e = divide(c, hash, pair, &n[U1]);
	if (e == ETT_OK)
		e = combine(c, &n[U1], n[X], &none);
	if (e == ETT_OK && !none)
		e = ett_tomcrypt_err(ltc_mp.mpdiv(n[X], c->order, NULL, n[X]));
	if (e == ETT_OK && (none || ltc_mp.compare(n[X], pair[R]) != LTC_MP_EQ))
		e = ETT_SIG;
	ett_tomcrypt_free(n, COUNT);
	return e;
}

static ett_err verify_ecdsa(const struct ett_key_nums *key,
			    struct ett_bytes msg, struct ett_bytes sig)
{
	uint8_t hash[ETT_DIGEST_MAX];
	struct ett_tomcrypt_curve c;
	void *pair[PAIR] = { NULL };
	ett_err e = ett_tomcrypt_curve_new(&c, key->pub[0].n);

	if (e == ETT_OK)
		e = ett_tomcrypt_get_point(&c, key->pub[0]);
	if (e == ETT_OK)
		e = ett_tomcrypt_numbers(pair, PAIR);
	if (e == ETT_OK)
		e = get_pair(sig, pair, c.order);
	if (e == ETT_OK)
		e = ett_tomcrypt_digest(hash_of(&c), msg, hash);
	if (e == ETT_OK)
		e = judge(&c, (struct ett_bytes){ hash, hash_of(&c)->hashsize },
			  pair);
	ett_tomcrypt_free(pair, PAIR);
	ett_tomcrypt_curve_free(&c);
	return e;
}

/* A hash with what comes before it (RFC 8017 section 9.2, note 1). */
struct rsa_way {
	const struct ltc_hash_descriptor *hash;
	struct ett_bytes prefix;
};

/* clang-format off */
static const struct rsa_way
	with_sha1 = { &sha1_desc, ETT_INIT(
		"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04"
		"\x14") },
	with_sha256 = { &sha256_desc, ETT_INIT(
		"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02"
		"\x01\x05\x00\x04\x20") },
	with_sha512 = { &sha512_desc, ETT_INIT(
		"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02"
		"\x03\x05\x00\x04\x40") };
/* clang-format on */

struct rsa_job {
	const struct rsa_way *way;
	struct ett_bytes msg;
};

/* EMSA-PKCS1-v1_5 (RFC 8017 section 9.2): 00 01 ff .. ff 00, prefix, hash. */
static ett_err encode(struct rsa_job job, uint8_t *block, size_t n)
{
	enum { FIXED = 3, PADDING_MIN = 8 };
	const struct ett_bytes prefix = job.way->prefix;
	size_t hash_len = job.way->hash->hashsize;
	size_t tail = prefix.n + hash_len;

	if (n > RSA_MAX || n < FIXED + PADDING_MIN + tail)
		return ETT_ARG;
	memset(block, 0xff, n);
	block[0] = 0;
	block[1] = 1;
	block[n - tail - 1] = 0;
	memcpy(block + n - tail, prefix.p, prefix.n);
	return ett_tomcrypt_digest(job.way->hash, job.msg,
				   block + n - hash_len);
}

/* The library blinds the number, and looks whether the signature is right. */
static ett_err sign_rsa(const struct ett_key_nums *key, struct rsa_job job,
			struct ett_rng rng, uint8_t *sig, size_t *len)
{
	uint8_t block[RSA_MAX];
	unsigned long n = key->pub[0].n;
	struct ett_tomcrypt_rsa k;
	ett_err e = ett_tomcrypt_get_rsa(key, &k);

	if (e == ETT_OK)
		e = encode(job, block, n);
	if (e == ETT_OK) {
		ett_tomcrypt_lend(rng);
		e = ett_tomcrypt_end(rsa_exptmod(block, key->pub[0].n, sig, &n,
						 PK_PRIVATE, &k.key));
	}
	if (e == ETT_OK)
		*len = n;
	ett_tomcrypt_clear_rsa(&k);
	return e;
}

static ett_err verify_rsa(const struct ett_key_nums *key, struct rsa_job job,
			  struct ett_bytes sig)
{
	const struct ett_key_nums pub = { .pub = { key->pub[0], key->pub[1] } };
	uint8_t want[RSA_MAX] = { 0 }, got[RSA_MAX];
	unsigned long n = key->pub[0].n;
	struct ett_tomcrypt_rsa k;
	ett_err e = ett_tomcrypt_get_rsa(&pub, &k);

	if (e == ETT_OK)
		e = encode(job, want, n);
	if (e == ETT_OK && sig.n != n)
		e = ETT_SIG;
	if (e == ETT_OK) {
		int code =
		    rsa_exptmod(sig.p, sig.n, got, &n, PK_PUBLIC, &k.key);

		e = code == CRYPT_PK_INVALID_SIZE ? ETT_SIG
						  : ett_tomcrypt_err(code);
	}
	if (e == ETT_OK && (n != sig.n || memcmp(got, want, n) != 0))
		e = ETT_SIG;
	ett_tomcrypt_clear_rsa(&k);
	return e;
}

static ett_err sign_rsa_sha1(const struct ett_key_nums *key,
			     struct ett_bytes msg, struct ett_rng rng,
			     uint8_t *sig, size_t *len)
{
	return sign_rsa(key, (struct rsa_job){ &with_sha1, msg }, rng, sig,
			len);
}

static ett_err sign_rsa_sha256(const struct ett_key_nums *key,
			       struct ett_bytes msg, struct ett_rng rng,
			       uint8_t *sig, size_t *len)
{
	return sign_rsa(key, (struct rsa_job){ &with_sha256, msg }, rng, sig,
			len);
}

static ett_err sign_rsa_sha512(const struct ett_key_nums *key,
			       struct ett_bytes msg, struct ett_rng rng,
			       uint8_t *sig, size_t *len)
{
	return sign_rsa(key, (struct rsa_job){ &with_sha512, msg }, rng, sig,
			len);
}

static ett_err verify_rsa_sha1(const struct ett_key_nums *key,
			       struct ett_bytes msg, struct ett_bytes sig)
{
	return verify_rsa(key, (struct rsa_job){ &with_sha1, msg }, sig);
}

static ett_err verify_rsa_sha256(const struct ett_key_nums *key,
				 struct ett_bytes msg, struct ett_bytes sig)
{
	return verify_rsa(key, (struct rsa_job){ &with_sha256, msg }, sig);
}

static ett_err verify_rsa_sha512(const struct ett_key_nums *key,
				 struct ett_bytes msg, struct ett_bytes sig)
{
	return verify_rsa(key, (struct rsa_job){ &with_sha512, msg }, sig);
}

/* clang-format off */
static const struct ett_sig
	ecdsa_p256 = { "ecdsa-p256-sha256", 2 * 32, false,
		       sign_ecdsa, verify_ecdsa, ett_tomcrypt_make_p256 },
	ecdsa_p384 = { "ecdsa-p384-sha384", 2 * 48, false,
		       sign_ecdsa, verify_ecdsa, ett_tomcrypt_make_p384 },
	ecdsa_p521 = { "ecdsa-p521-sha512", 2 * 66, false,
		       sign_ecdsa, verify_ecdsa, ett_tomcrypt_make_p521 },
	rsa_sha1 = { "rsa-sha1", RSA_MAX, true, sign_rsa_sha1,
		     verify_rsa_sha1, ett_tomcrypt_make_rsa },
	rsa_sha256 = { "rsa-sha256", RSA_MAX, true, sign_rsa_sha256,
		       verify_rsa_sha256, ett_tomcrypt_make_rsa },
	rsa_sha512 = { "rsa-sha512", RSA_MAX, true, sign_rsa_sha512,
		       verify_rsa_sha512, ett_tomcrypt_make_rsa },
	dsa_sha1 = { "dsa-sha1", 2 * DSA_WIDTH, false,
		     sign_dsa, verify_dsa, ett_tomcrypt_make_dsa };
/* clang-format on */

const struct ett_sig *const ett_tomcrypt_sigs[] = {
	&ecdsa_p256, &ecdsa_p384, &ecdsa_p521, &rsa_sha1,
	&rsa_sha256, &rsa_sha512, &dsa_sha1,   NULL,
};
