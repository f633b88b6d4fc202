/* SPDX-License-Identifier: ISC
 *
 * Signatures.  Those of RSA are made by the functions that work in constant
 * time and blind the message; nonces of DSA and ECDSA, and the blinding, come
 * from the random source of the caller.
 */
#include <nettle/ecdsa.h>
#include <nettle/eddsa.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include "crypto/nettle/nettle.h"
#include "crypto/nettle/number.h"
#include "crypto/nettle/pkey.h"

enum { DSA_WIDTH = 20, RSA_MAX = 2048 };

static void digest(const struct nettle_hash *how, struct ett_bytes msg,
		   uint8_t *out)
{
	union {
		struct sha1_ctx sha1;
		struct sha256_ctx sha256;
		struct sha512_ctx sha512; /* and of SHA-384 */
	} state;

	how->init(&state);
	if (msg.n > 0)
		how->update(&state, msg.n, msg.p);
	how->digest(&state, how->digest_size, out);
}

/* The public half is computed anew: a signature made with another one would
 * give the secret away. */
static ett_err sign_ed25519(const struct ett_key_nums *key,
			    struct ett_bytes msg, struct ett_rng rng,
			    uint8_t *sig, size_t *len)
{
	uint8_t pub[ED25519_KEY_SIZE];

	(void)rng;
	if (key->sec[0].n != ED25519_KEY_SIZE)
		return ETT_ARG;
	ed25519_sha512_public_key(pub, key->sec[0].p);
	ed25519_sha512_sign(pub, key->sec[0].p, msg.n, msg.p, sig);
	*len = ED25519_SIGNATURE_SIZE;
	return ETT_OK;
}

static ett_err verify_ed25519(const struct ett_key_nums *key,
			      struct ett_bytes msg, struct ett_bytes sig)
{
	if (key->pub[0].n != ED25519_KEY_SIZE ||
	    sig.n != ED25519_SIGNATURE_SIZE)
		return ETT_ARG;
	return ed25519_sha512_verify(key->pub[0].p, msg.n, msg.p, sig.p)
		   ? ETT_OK
		   : ETT_SIG;
}

static ett_err sign_ed448(const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_rng rng, uint8_t *sig, size_t *len)
{
	uint8_t pub[ED448_KEY_SIZE];

	(void)rng;
	if (key->sec[0].n != ED448_KEY_SIZE)
		return ETT_ARG;
	ed448_shake256_public_key(pub, key->sec[0].p);
	ed448_shake256_sign(pub, key->sec[0].p, msg.n, msg.p, sig);
	*len = ED448_SIGNATURE_SIZE;
	return ETT_OK;
}

static ett_err verify_ed448(const struct ett_key_nums *key,
			    struct ett_bytes msg, struct ett_bytes sig)
{
	if (key->pub[0].n != ED448_KEY_SIZE || sig.n != ED448_SIGNATURE_SIZE)
		return ETT_ARG;
	return ed448_shake256_verify(key->pub[0].p, msg.n, msg.p, sig.p)
		   ? ETT_OK
		   : ETT_SIG;
}

/* r then s. */
static ett_err put_pair(const struct dsa_signature *pair, uint8_t *sig,
			size_t width)
{
	ett_err e = ett_nettle_put(pair->r, sig, width);

	return e == ETT_OK ? ett_nettle_put(pair->s, sig + width, width) : e;
}

static void get_pair(struct ett_bytes sig, struct dsa_signature *pair)
{
	size_t width = sig.n / 2;

	ett_nettle_get((struct ett_bytes){ sig.p, width }, pair->r);
	ett_nettle_get((struct ett_bytes){ sig.p + width, width }, pair->s);
}

static ett_err sign_dsa(const struct ett_key_nums *key, struct ett_bytes msg,
			struct ett_rng rng, uint8_t *sig, size_t *len)
{
	struct ett_nettle_random random = { .rng = rng };
	uint8_t hash[SHA1_DIGEST_SIZE];
	struct dsa_signature pair;
	struct ett_nettle_dsa k;
	ett_err e = ett_nettle_get_dsa(key, &k);

	dsa_signature_init(&pair);
	digest(&nettle_sha1, msg, hash);
	if (e == ETT_OK &&
	    !dsa_sign(&k.group, k.sec, &random, ett_nettle_random, sizeof hash,
		      hash, &pair))
		e = ETT_CRYPTO;
	if (e == ETT_OK)
		e = random.err;
	if (e == ETT_OK)
		e = put_pair(&pair, sig, DSA_WIDTH);
	if (e == ETT_OK)
		*len = 2 * DSA_WIDTH;
	dsa_signature_clear(&pair);
	ett_nettle_clear_dsa(&k);
	return e;
}

static ett_err verify_dsa(const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_bytes sig)
{
	uint8_t hash[SHA1_DIGEST_SIZE];
	struct dsa_signature pair;
	struct ett_nettle_dsa k;
	ett_err e = ett_nettle_get_dsa(key, &k);

	dsa_signature_init(&pair);
	get_pair(sig, &pair);
	digest(&nettle_sha1, msg, hash);
	if (e == ETT_OK &&
	    !dsa_verify(&k.group, k.pub, sizeof hash, hash, &pair))
		e = ETT_SIG;
	dsa_signature_clear(&pair);
	ett_nettle_clear_dsa(&k);
	return e;
}

/* What RFC 5656 section 6.2.1 hashes with on each curve. */
static const struct nettle_hash *hash_of(const struct ett_nettle_curve *c)
{
	if (c->width == 32)
		return &nettle_sha256;
	return c->width == 48 ? &nettle_sha384 : &nettle_sha512;
}

static ett_err sign_ecdsa(const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_rng rng, uint8_t *sig, size_t *len)
{
	const struct ett_nettle_curve *c = ett_nettle_curve(key->pub[0].n);
	struct ett_nettle_random random = { .rng = rng };
	uint8_t hash[SHA512_DIGEST_SIZE];
	struct dsa_signature pair;
	struct ecc_scalar secret;
	ett_err e;

	if (c == NULL)
		return ETT_ARG;
	dsa_signature_init(&pair);
	ecc_scalar_init(&secret, c->get());
	e = ett_nettle_get_scalar(key->sec[0], &secret);
	if (e == ETT_OK) {
		digest(hash_of(c), msg, hash);
		ecdsa_sign(&secret, &random, ett_nettle_random,
			   hash_of(c)->digest_size, hash, &pair);
		e = random.err;
	}
	if (e == ETT_OK)
		e = put_pair(&pair, sig, c->width);
	if (e == ETT_OK)
		*len = 2 * c->width;
	ecc_scalar_clear(&secret);
	dsa_signature_clear(&pair);
	return e;
}

static ett_err verify_ecdsa(const struct ett_key_nums *key,
			    struct ett_bytes msg, struct ett_bytes sig)
{
	const struct ett_nettle_curve *c = ett_nettle_curve(key->pub[0].n);
	uint8_t hash[SHA512_DIGEST_SIZE];
	struct dsa_signature pair;
	struct ecc_point point;
	ett_err e;

	if (c == NULL)
		return ETT_ARG;
	dsa_signature_init(&pair);
	ecc_point_init(&point, c->get());
	e = ett_nettle_get_point(key->pub[0], &point);
	get_pair(sig, &pair);
	digest(hash_of(c), msg, hash);
	if (e == ETT_OK &&
	    !ecdsa_verify(&point, hash_of(c)->digest_size, hash, &pair))
		e = ETT_SIG;
	ecc_point_clear(&point);
	dsa_signature_clear(&pair);
	return e;
}

/* A digest with the functions that go with it. */
struct rsa_way {
	const struct nettle_hash *hash;
	int (*sign)(const struct rsa_public_key *pub,
		    const struct rsa_private_key *sec, void *random_ctx,
		    nettle_random_func *random, const uint8_t *digest,
		    mpz_t sig);
	int (*verify)(const struct rsa_public_key *pub, const uint8_t *digest,
		      const mpz_t sig);
};

/* clang-format off */
static const struct rsa_way
	rsa_with_sha1 =   { &nettle_sha1,   rsa_sha1_sign_digest_tr,
			    rsa_sha1_verify_digest },
	rsa_with_sha256 = { &nettle_sha256, rsa_sha256_sign_digest_tr,
			    rsa_sha256_verify_digest },
	rsa_with_sha512 = { &nettle_sha512, rsa_sha512_sign_digest_tr,
			    rsa_sha512_verify_digest };
/* clang-format on */

struct rsa_job {
	const struct rsa_way *way;
	struct ett_bytes msg;
};

static ett_err sign_rsa(const struct ett_key_nums *key, struct rsa_job job,
			struct ett_rng rng, uint8_t *sig, size_t *len)
{
	struct ett_nettle_random random = { .rng = rng };
	uint8_t hash[SHA512_DIGEST_SIZE];
	struct ett_nettle_rsa k;
	ett_err e = ett_nettle_get_rsa(key, &k);
	mpz_t s;

	mpz_init(s);
	digest(job.way->hash, job.msg, hash);
	if (e == ETT_OK &&
	    !job.way->sign(&k.pub, &k.sec, &random, ett_nettle_random, hash, s))
		e = ETT_CRYPTO;
	if (random.err != ETT_OK)
		e = random.err;
	if (e == ETT_OK)
		e = ett_nettle_put(s, sig, k.pub.size);
	if (e == ETT_OK)
		*len = k.pub.size;
	mpz_clear(s);
	ett_nettle_clear_rsa(&k);
	return e;
}

static ett_err verify_rsa(const struct ett_key_nums *key, struct rsa_job job,
			  struct ett_bytes sig)
{
	const struct ett_key_nums pub = { .pub = { key->pub[0], key->pub[1] } };
	uint8_t hash[SHA512_DIGEST_SIZE];
	struct ett_nettle_rsa k;
	ett_err e = ett_nettle_get_rsa(&pub, &k);
	mpz_t s;

	mpz_init(s);
	ett_nettle_get(sig, s);
	digest(job.way->hash, job.msg, hash);
	if (e == ETT_OK && !job.way->verify(&k.pub, hash, s))
		e = ETT_SIG;
	mpz_clear(s);
	ett_nettle_clear_rsa(&k);
	return e;
}

static ett_err sign_rsa_sha1(const struct ett_key_nums *key,
			     struct ett_bytes msg, struct ett_rng rng,
			     uint8_t *sig, size_t *len)
{
	return sign_rsa(key, (struct rsa_job){ &rsa_with_sha1, msg }, rng, sig,
			len);
}

static ett_err sign_rsa_sha256(const struct ett_key_nums *key,
			       struct ett_bytes msg, struct ett_rng rng,
			       uint8_t *sig, size_t *len)
{
	return sign_rsa(key, (struct rsa_job){ &rsa_with_sha256, msg }, rng,
			sig, len);
}

static ett_err sign_rsa_sha512(const struct ett_key_nums *key,
			       struct ett_bytes msg, struct ett_rng rng,
			       uint8_t *sig, size_t *len)
{
	return sign_rsa(key, (struct rsa_job){ &rsa_with_sha512, msg }, rng,
			sig, len);
}

static ett_err verify_rsa_sha1(const struct ett_key_nums *key,
			       struct ett_bytes msg, struct ett_bytes sig)
{
	return verify_rsa(key, (struct rsa_job){ &rsa_with_sha1, msg }, sig);
}

static ett_err verify_rsa_sha256(const struct ett_key_nums *key,
				 struct ett_bytes msg, struct ett_bytes sig)
{
	return verify_rsa(key, (struct rsa_job){ &rsa_with_sha256, msg }, sig);
}

static ett_err verify_rsa_sha512(const struct ett_key_nums *key,
				 struct ett_bytes msg, struct ett_bytes sig)
{
	return verify_rsa(key, (struct rsa_job){ &rsa_with_sha512, msg }, sig);
}

/* clang-format off */
static const struct ett_sig
	ed25519 = { "ed25519", ED25519_SIGNATURE_SIZE, true,
		    sign_ed25519, verify_ed25519, ett_nettle_make_ed25519 },
	ed448 = { "ed448", ED448_SIGNATURE_SIZE, true,
		  sign_ed448, verify_ed448, ett_nettle_make_ed448 },
	ecdsa_p256 = { "ecdsa-p256-sha256", 2 * 32, false,
		       sign_ecdsa, verify_ecdsa, ett_nettle_make_p256 },
	ecdsa_p384 = { "ecdsa-p384-sha384", 2 * 48, false,
		       sign_ecdsa, verify_ecdsa, ett_nettle_make_p384 },
	ecdsa_p521 = { "ecdsa-p521-sha512", 2 * 66, false,
		       sign_ecdsa, verify_ecdsa, ett_nettle_make_p521 },
	rsa_sha1 = { "rsa-sha1", RSA_MAX, true,
		     sign_rsa_sha1, verify_rsa_sha1, ett_nettle_make_rsa },
	rsa_sha256 = { "rsa-sha256", RSA_MAX, true, sign_rsa_sha256,
		       verify_rsa_sha256, ett_nettle_make_rsa },
	rsa_sha512 = { "rsa-sha512", RSA_MAX, true, sign_rsa_sha512,
		       verify_rsa_sha512, ett_nettle_make_rsa },
	dsa_sha1 = { "dsa-sha1", 2 * DSA_WIDTH, false,
		     sign_dsa, verify_dsa, ett_nettle_make_dsa };
/* clang-format on */

const struct ett_sig *const ett_nettle_sigs[] = {
	&ed25519,  &ed448,      &ecdsa_p256, &ecdsa_p384, &ecdsa_p521,
	&rsa_sha1, &rsa_sha256, &rsa_sha512, &dsa_sha1,   NULL,
};
