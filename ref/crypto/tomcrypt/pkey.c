/* SPDX-License-Identifier: ISC
 *
 * Keys: from numbers, and made.  A public key was checked above; the secret
 * half comes from a file, and is judged here as far as the library would fail
 * over it.
 */
#include "crypto/tomcrypt/pkey.h"

#include <string.h>

#include "crypto/tomcrypt/curve.h"
#include "crypto/tomcrypt/random.h"

enum { RSA_E = 65537, RSA_MAX_BITS = 4096, DSA_Q_BYTES = 20 };

/* p and q make n, and can be divided by once one less. */
static ett_err judge_factors(rsa_key *k)
{
	void *n;
	bool good = false;
	ett_err e = ett_tomcrypt_numbers(&n, 1);

	if (e == ETT_OK)
		e = ett_tomcrypt_err(ltc_mp.mul(k->p, k->q, n));
	if (e == ETT_OK)
		good = ltc_mp.compare(n, k->N) == LTC_MP_EQ &&
		       ltc_mp.compare_d(k->p, 1) == LTC_MP_GT &&
		       ltc_mp.compare_d(k->q, 1) == LTC_MP_GT;
	ett_tomcrypt_free(&n, 1);
	return e == ETT_OK && !good ? ETT_ARG : e;
}

/* d mod (p - 1), which SSH does not store. */
static ett_err exponent(void *d, void *p, void *out)
{
	void *m;
	ett_err e = ett_tomcrypt_numbers(&m, 1);

	if (e == ETT_OK)
		e = ett_tomcrypt_err(ltc_mp.subi(p, 1, m));
	if (e == ETT_OK)
		e = ett_tomcrypt_err(ltc_mp.mpdiv(d, m, NULL, out));
	ett_tomcrypt_free(&m, 1);
	return e;
}

static ett_err get_rsa_secret(const struct ett_bytes *sec, rsa_key *k)
{
	void *const to[] = { k->d, k->p, k->q, k->qP };
	ett_err e = ETT_OK;

	for (size_t i = 0; i < sizeof to / sizeof to[0] && e == ETT_OK; i++)
		e = ett_tomcrypt_get(sec[i], to[i]);
	if (e == ETT_OK)
		e = judge_factors(k);
	if (e == ETT_OK)
		e = exponent(k->d, k->p, k->dP);
	if (e == ETT_OK)
		e = exponent(k->d, k->q, k->dQ);
	return e;
}

ett_err ett_tomcrypt_get_rsa(const struct ett_key_nums *in,
			     struct ett_tomcrypt_rsa *out)
{
	void **n = out->numbers;
	ett_err e = ett_tomcrypt_numbers(n, ETT_TOMCRYPT_RSA_NUMBERS);

	out->key = (rsa_key){ PK_PUBLIC, n[0], n[1], n[2], n[3],
			      n[4],      n[5], n[6], n[7] };
	if (e != ETT_OK)
		return e;
	if (!ett_tomcrypt_is_odd(in->pub[0]))
		return ETT_ARG;
	e = ett_tomcrypt_get(in->pub[0], out->key.N);
	if (e == ETT_OK)
		e = ett_tomcrypt_get(in->pub[1], out->key.e);
	if (e != ETT_OK || in->sec[0].n == 0)
		return e;
	out->key.type = PK_PRIVATE;
	return get_rsa_secret(in->sec, &out->key);
}

void ett_tomcrypt_clear_rsa(struct ett_tomcrypt_rsa *k)
{
	ett_tomcrypt_free(k->numbers, ETT_TOMCRYPT_RSA_NUMBERS);
}

/* A random number below q is found for each signature, until neither half of
 * it is zero: without these there might be none, ever. */
static bool has_order(dsa_key *k)
{
	return ltc_mp.count_bits(k->q) == 8 * DSA_Q_BYTES &&
	       ltc_mp.compare_d(k->g, 1) == LTC_MP_GT &&
	       ltc_mp.compare(k->g, k->p) == LTC_MP_LT;
}

ett_err ett_tomcrypt_get_dsa(const struct ett_key_nums *in,
			     struct ett_tomcrypt_dsa *out)
{
	void **n = out->numbers;
	ett_err e = ett_tomcrypt_numbers(n, ETT_TOMCRYPT_DSA_NUMBERS);

	out->key = (dsa_key){ .type = PK_PUBLIC,
			      .qord = DSA_Q_BYTES,
			      .p = n[0],
			      .q = n[1],
			      .g = n[2],
			      .y = n[3],
			      .x = n[4] };
	for (size_t i = 0; i < ETT_KEY_NUMS && e == ETT_OK; i++)
		e = ett_tomcrypt_get(in->pub[i], n[i]);
	if (e == ETT_OK && in->sec[0].n > 0) {
		out->key.type = PK_PRIVATE;
		e = ett_tomcrypt_get(in->sec[0], out->key.x);
	}
	if (e != ETT_OK)
		return e;
	return ett_tomcrypt_is_odd(in->pub[0]) && has_order(&out->key)
		   ? ETT_OK
		   : ETT_ARG;
}

void ett_tomcrypt_clear_dsa(struct ett_tomcrypt_dsa *k)
{
	ett_tomcrypt_free(k->numbers, ETT_TOMCRYPT_DSA_NUMBERS);
}

/* Stores a number without leading zeros. */
static ett_err take(void *number, struct ett_key_mem *out, struct ett_bytes *to)
{
	size_t n = ltc_mp.unsigned_size(number);
	uint8_t *at = out->mem + out->used;
	ett_err e;

	if (n > ETT_KEY_MEM - out->used)
		return ETT_ARG;
	e = ett_tomcrypt_put(number, at, n);
	if (e != ETT_OK)
		return e;
	*to = (struct ett_bytes){ at, n };
	out->used += n;
	return ETT_OK;
}

static ett_err take_pair(const ecc_key *k, size_t width,
			 struct ett_key_mem *out)
{
	uint8_t *pub = out->mem, *sec = out->mem + 1 + 2 * width;
	ett_err e = ett_tomcrypt_put_point(&k->pubkey, pub, width);

	if (e == ETT_OK)
		e = ett_tomcrypt_put(k->k, sec, width);
	out->nums.pub[0] = (struct ett_bytes){ pub, 1 + 2 * width };
	out->nums.sec[0] = (struct ett_bytes){ sec, width };
	out->used = 1 + 3 * width;
	return e;
}

static ett_err make_ecdsa(size_t width, struct ett_rng rng,
			  struct ett_key_mem *out)
{
	ecc_key k;
	ett_err e;

	ett_tomcrypt_lend(rng);
	e = ett_tomcrypt_end(ecc_make_key(
	    ett_tomcrypt_state(), ett_tomcrypt_random(), (int)width, &k));
	if (e != ETT_OK)
		return e;
	e = take_pair(&k, width, out);
	ecc_free(&k);
	return e;
}

ett_err ett_tomcrypt_make_p256(unsigned bits, struct ett_rng rng,
			       struct ett_key_mem *out)
{
	(void)bits;
	return make_ecdsa(32, rng, out);
}

ett_err ett_tomcrypt_make_p384(unsigned bits, struct ett_rng rng,
			       struct ett_key_mem *out)
{
	(void)bits;
	return make_ecdsa(48, rng, out);
}

ett_err ett_tomcrypt_make_p521(unsigned bits, struct ett_rng rng,
			       struct ett_key_mem *out)
{
	(void)bits;
	return make_ecdsa(66, rng, out);
}

static ett_err take_rsa(const rsa_key *k, struct ett_key_mem *out)
{
	struct ett_bytes *pub = out->nums.pub, *sec = out->nums.sec;
	ett_err e = take(k->N, out, &pub[0]);

	if (e == ETT_OK)
		e = take(k->e, out, &pub[1]);
	if (e == ETT_OK)
		e = take(k->d, out, &sec[0]);
	if (e == ETT_OK)
		e = take(k->p, out, &sec[1]);
	if (e == ETT_OK)
		e = take(k->q, out, &sec[2]);
	return e == ETT_OK ? take(k->qP, out, &sec[3]) : e;
}

ett_err ett_tomcrypt_make_rsa(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out)
{
	rsa_key k;
	ett_err e;

	if (bits > RSA_MAX_BITS || bits % 8 != 0)
		return ETT_ARG;
	ett_tomcrypt_lend(rng);
	e = ett_tomcrypt_end(rsa_make_key(ett_tomcrypt_state(),
					  ett_tomcrypt_random(),
					  (int)(bits / 8), RSA_E, &k));
	if (e != ETT_OK)
		return e;
	e = take_rsa(&k, out);
	rsa_free(&k);
	return e;
}

static ett_err take_dsa(const dsa_key *k, struct ett_key_mem *out)
{
	struct ett_bytes *pub = out->nums.pub;
	ett_err e = take(k->p, out, &pub[0]);

	if (e == ETT_OK)
		e = take(k->q, out, &pub[1]);
	if (e == ETT_OK)
		e = take(k->g, out, &pub[2]);
	if (e == ETT_OK)
		e = take(k->y, out, &pub[3]);
	return e == ETT_OK ? take(k->x, out, &out->nums.sec[0]) : e;
}

ett_err ett_tomcrypt_make_dsa(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out)
{
	dsa_key k;
	ett_err e;

	if (bits % 8 != 0)
		return ETT_ARG;
	ett_tomcrypt_lend(rng);
	e = ett_tomcrypt_end(dsa_make_key(ett_tomcrypt_state(),
					  ett_tomcrypt_random(), DSA_Q_BYTES,
					  (int)(bits / 8), &k));
	if (e != ETT_OK)
		return e;
	e = take_dsa(&k, out);
	dsa_free(&k);
	return e;
}
