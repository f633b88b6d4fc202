/* SPDX-License-Identifier: ISC
 *
 * Keys: from numbers, and made.  A public key was checked above; the secret
 * half comes from a file, and is judged here as far as the library would fail
 * over it.
 */
#include "crypto/nettle/pkey.h"

#include <nettle/ecdsa.h>
#include <nettle/eddsa.h>

#include "crypto/nettle/number.h"

enum { RSA_E = 65537, DSA_Q_BITS = 160 };

/* p and q make n, and can be divided by once one less. */
static bool are_factors(const struct ett_nettle_rsa *k)
{
	mpz_t n;
	bool good;

	mpz_init(n);
	mpz_mul(n, k->sec.p, k->sec.q);
	good = mpz_cmp(n, k->pub.n) == 0 && mpz_cmp_ui(k->sec.p, 1) > 0 &&
	       mpz_cmp_ui(k->sec.q, 1) > 0;
	mpz_clear(n);
	return good;
}

/* d mod (p - 1), which SSH does not store. */
static void exponent(const mpz_t d, const mpz_t p, mpz_t out)
{
	mpz_t m;

	mpz_init(m);
	mpz_sub_ui(m, p, 1);
	mpz_fdiv_r(out, d, m);
	mpz_clear(m);
}

static ett_err get_rsa_secret(const struct ett_bytes *sec,
			      struct ett_nettle_rsa *k)
{
	ett_nettle_get(sec[0], k->sec.d);
	ett_nettle_get(sec[1], k->sec.p);
	ett_nettle_get(sec[2], k->sec.q);
	ett_nettle_get(sec[3], k->sec.c);
	if (!are_factors(k))
		return ETT_ARG;
	exponent(k->sec.d, k->sec.p, k->sec.a);
	exponent(k->sec.d, k->sec.q, k->sec.b);
	return rsa_private_key_prepare(&k->sec) ? ETT_OK : ETT_ARG;
}

ett_err ett_nettle_get_rsa(const struct ett_key_nums *key,
			   struct ett_nettle_rsa *out)
{
	rsa_public_key_init(&out->pub);
	rsa_private_key_init(&out->sec);
	ett_nettle_get(key->pub[0], out->pub.n);
	ett_nettle_get(key->pub[1], out->pub.e);
	if (!rsa_public_key_prepare(&out->pub))
		return ETT_ARG;
	return key->sec[0].n > 0 ? get_rsa_secret(key->sec, out) : ETT_OK;
}

void ett_nettle_clear_rsa(struct ett_nettle_rsa *k)
{
	rsa_private_key_clear(&k->sec);
	rsa_public_key_clear(&k->pub);
}

ett_err ett_nettle_get_dsa(const struct ett_key_nums *key,
			   struct ett_nettle_dsa *out)
{
	dsa_params_init(&out->group);
	mpz_init(out->pub);
	mpz_init(out->sec);
	ett_nettle_get(key->pub[0], out->group.p);
	ett_nettle_get(key->pub[1], out->group.q);
	ett_nettle_get(key->pub[2], out->group.g);
	ett_nettle_get(key->pub[3], out->pub);
	if (mpz_even_p(out->group.p) || mpz_sgn(out->group.q) == 0)
		return ETT_ARG;
	if (key->sec[0].n > 0)
		ett_nettle_get(key->sec[0], out->sec);
	return ETT_OK;
}

void ett_nettle_clear_dsa(struct ett_nettle_dsa *k)
{
	mpz_clear(k->sec);
	mpz_clear(k->pub);
	dsa_params_clear(&k->group);
}

/* Stores a number without leading zeros. */
static bool take(const mpz_t z, struct ett_key_mem *out,
		 struct ett_bytes *number)
{
	size_t n = (mpz_sizeinbase(z, 2) + 7) / 8;
	uint8_t *to = out->mem + out->used;

	if (n > ETT_KEY_MEM - out->used || ett_nettle_put(z, to, n) != ETT_OK)
		return false;
	*number = (struct ett_bytes){ to, n };
	out->used += n;
	return true;
}

ett_err ett_nettle_make_ed25519(unsigned bits, struct ett_rng rng,
				struct ett_key_mem *out)
{
	uint8_t *seed = out->mem, *pub = out->mem + ED25519_KEY_SIZE;
	ett_err e = rng.fill(rng.ctx, seed, ED25519_KEY_SIZE);

	(void)bits;
	if (e != ETT_OK)
		return e;
	ed25519_sha512_public_key(pub, seed);
	out->nums.sec[0] = (struct ett_bytes){ seed, ED25519_KEY_SIZE };
	out->nums.pub[0] = (struct ett_bytes){ pub, ED25519_KEY_SIZE };
	out->used = 2 * ED25519_KEY_SIZE;
	return ETT_OK;
}

ett_err ett_nettle_make_ed448(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out)
{
	uint8_t *seed = out->mem, *pub = out->mem + ED448_KEY_SIZE;
	ett_err e = rng.fill(rng.ctx, seed, ED448_KEY_SIZE);

	(void)bits;
	if (e != ETT_OK)
		return e;
	ed448_shake256_public_key(pub, seed);
	out->nums.sec[0] = (struct ett_bytes){ seed, ED448_KEY_SIZE };
	out->nums.pub[0] = (struct ett_bytes){ pub, ED448_KEY_SIZE };
	out->used = 2 * ED448_KEY_SIZE;
	return ETT_OK;
}

static ett_err put_pair(const struct ecc_point *p, const struct ecc_scalar *s,
			size_t width, struct ett_key_mem *out)
{
	uint8_t *pub = out->mem, *sec = out->mem + 1 + 2 * width;
	ett_err e = ett_nettle_put_point(p, pub, width);
	mpz_t z;

	mpz_init(z);
	ecc_scalar_get(s, z);
	if (e == ETT_OK)
		e = ett_nettle_put(z, sec, width);
	mpz_clear(z);
	out->nums.pub[0] = (struct ett_bytes){ pub, 1 + 2 * width };
	out->nums.sec[0] = (struct ett_bytes){ sec, width };
	out->used = 1 + 3 * width;
	return e;
}

static ett_err make_ecdsa(size_t point_len, struct ett_rng rng,
			  struct ett_key_mem *out)
{
	const struct ett_nettle_curve *c = ett_nettle_curve(point_len);
	struct ett_nettle_random random = { .rng = rng };
	struct ecc_point p;
	struct ecc_scalar s;
	ett_err e;

	ecc_point_init(&p, c->get());
	ecc_scalar_init(&s, c->get());
	ecdsa_generate_keypair(&p, &s, &random, ett_nettle_random);
	e = random.err;
	if (e == ETT_OK)
		e = put_pair(&p, &s, c->width, out);
	ecc_scalar_clear(&s);
	ecc_point_clear(&p);
	return e;
}

ett_err ett_nettle_make_p256(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out)
{
	(void)bits;
	return make_ecdsa(1 + 2 * 32, rng, out);
}

ett_err ett_nettle_make_p384(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out)
{
	(void)bits;
	return make_ecdsa(1 + 2 * 48, rng, out);
}

ett_err ett_nettle_make_p521(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out)
{
	(void)bits;
	return make_ecdsa(1 + 2 * 66, rng, out);
}

ett_err ett_nettle_make_rsa(unsigned bits, struct ett_rng rng,
			    struct ett_key_mem *out)
{
	struct ett_nettle_random random = { .rng = rng };
	struct ett_bytes *pub = out->nums.pub, *sec = out->nums.sec;
	struct ett_nettle_rsa k;
	bool good;

	rsa_public_key_init(&k.pub);
	rsa_private_key_init(&k.sec);
	mpz_set_ui(k.pub.e, RSA_E);
	good = rsa_generate_keypair(&k.pub, &k.sec, &random, ett_nettle_random,
				    NULL, NULL, bits, 0) &&
	       take(k.pub.n, out, &pub[0]) && take(k.pub.e, out, &pub[1]) &&
	       take(k.sec.d, out, &sec[0]) && take(k.sec.p, out, &sec[1]) &&
	       take(k.sec.q, out, &sec[2]) && take(k.sec.c, out, &sec[3]);
	ett_nettle_clear_rsa(&k);
	if (random.err != ETT_OK)
		return random.err;
	return good ? ETT_OK : ETT_CRYPTO;
}

ett_err ett_nettle_make_dsa(unsigned bits, struct ett_rng rng,
			    struct ett_key_mem *out)
{
	struct ett_nettle_random random = { .rng = rng };
	struct ett_bytes *pub = out->nums.pub;
	struct ett_nettle_dsa k;
	bool good;

	dsa_params_init(&k.group);
	mpz_init(k.pub);
	mpz_init(k.sec);
	good = dsa_generate_params(&k.group, &random, ett_nettle_random, NULL,
				   NULL, bits, DSA_Q_BITS);
	if (good)
		dsa_generate_keypair(&k.group, k.pub, k.sec, &random,
				     ett_nettle_random);
	good = good && take(k.group.p, out, &pub[0]) &&
	       take(k.group.q, out, &pub[1]) && take(k.group.g, out, &pub[2]) &&
	       take(k.pub, out, &pub[3]) && take(k.sec, out, &out->nums.sec[0]);
	ett_nettle_clear_dsa(&k);
	if (random.err != ETT_OK)
		return random.err;
	return good ? ETT_OK : ETT_CRYPTO;
}
