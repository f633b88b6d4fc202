/* SPDX-License-Identifier: ISC
 *
 * Keys from numbers.  A public key was checked; the secret half comes from a
 * file, and is judged here as far as the library would fail over it.  An
 * expression with a secret in it lives in secure memory, as what it was built
 * from did.
 */
#include "crypto/gcrypt/pkey.h"

#include "crypto/gcrypt/gcrypt.h"
#include "crypto/gcrypt/number.h"

static ett_err built(gcry_error_t bad, gcry_sexp_t *out)
{
	if (bad == 0)
		return ETT_OK;
	*out = NULL;
	return ett_gcrypt_failed(bad);
}

ett_err ett_gcrypt_rsa_public(const struct ett_key_nums *key, const char *curve,
			      gcry_sexp_t *out)
{
	const struct ett_bytes *v = key->pub;

	(void)curve;
	return built(gcry_sexp_build(out, NULL, "(public-key(rsa(n %b)(e %b)))",
				     (int)v[0].n, v[0].p, (int)v[1].n, v[1].p),
		     out);
}

struct rsa {
	gcry_mpi_t n, e, d, p, q, u; /* u: p^-1 mod q */
};

static ett_err get_rsa(const struct ett_key_nums *key, struct rsa *k)
{
	ett_err e = ett_gcrypt_number(key->pub[0], &k->n);

	if (e == ETT_OK)
		e = ett_gcrypt_number(key->pub[1], &k->e);
	if (e == ETT_OK)
		e = ett_gcrypt_secret(key->sec[0], &k->d);
	if (e == ETT_OK)
		e = ett_gcrypt_secret(key->sec[1], &k->q);
	if (e == ETT_OK)
		e = ett_gcrypt_secret(key->sec[2], &k->p);
	if (e == ETT_OK)
		e = ett_gcrypt_secret(key->sec[3], &k->u);
	return e;
}

/* p and q make n, and can be divided by once one less. */
static bool are_factors(const struct rsa *k)
{
	gcry_mpi_t n = gcry_mpi_snew(0);
	bool good;

	gcry_mpi_mul(n, k->p, k->q);
	good = gcry_mpi_cmp(n, k->n) == 0 && gcry_mpi_cmp_ui(k->p, 1) > 0 &&
	       gcry_mpi_cmp_ui(k->q, 1) > 0;
	gcry_mpi_release(n);
	return good;
}

/* The library computes with p < q, so its p is our q, and its u then our
 * coefficient; unless the key has them the other way around. */
static bool put_in_order(struct rsa *k)
{
	if (gcry_mpi_cmp(k->p, k->q) < 0)
		return true;
	gcry_mpi_swap(k->p, k->q);
	return gcry_mpi_invm(k->u, k->p, k->q);
}

ett_err ett_gcrypt_rsa_secret(const struct ett_key_nums *key, const char *curve,
			      gcry_sexp_t *out)
{
	struct rsa k = { 0 };
	ett_err e = get_rsa(key, &k);

	(void)curve;
	if (e == ETT_OK && (!are_factors(&k) || !put_in_order(&k)))
		e = ETT_ARG;
	if (e == ETT_OK)
		e = built(gcry_sexp_build(out, NULL,
					  "(private-key(rsa(n %M)(e %M)(d %M)"
					  "(p %M)(q %M)(u %M)))",
					  k.n, k.e, k.d, k.p, k.q, k.u),
			  out);
	gcry_mpi_release(k.u);
	gcry_mpi_release(k.q);
	gcry_mpi_release(k.p);
	gcry_mpi_release(k.d);
	gcry_mpi_release(k.e);
	gcry_mpi_release(k.n);
	return e;
}

ett_err ett_gcrypt_dsa_public(const struct ett_key_nums *key, const char *curve,
			      gcry_sexp_t *out)
{
	const struct ett_bytes *v = key->pub;

	(void)curve;
	return built(gcry_sexp_build(
			 out, NULL, "(public-key(dsa(p %b)(q %b)(g %b)(y %b)))",
			 (int)v[0].n, v[0].p, (int)v[1].n, v[1].p, (int)v[2].n,
			 v[2].p, (int)v[3].n, v[3].p),
		     out);
}

ett_err ett_gcrypt_dsa_secret(const struct ett_key_nums *key, const char *curve,
			      gcry_sexp_t *out)
{
	const struct ett_bytes *v = key->pub;
	void *x = ett_gcrypt_keep(key->sec[0]);
	ett_err e = ETT_NOMEM;

	(void)curve;
	if (x != NULL)
		e = built(gcry_sexp_build(out, NULL,
					  "(private-key(dsa(p %b)(q %b)(g %b)"
					  "(y %b)(x %b)))",
					  (int)v[0].n, v[0].p, (int)v[1].n,
					  v[1].p, (int)v[2].n, v[2].p,
					  (int)v[3].n, v[3].p,
					  (int)key->sec[0].n, x),
			  out);
	gcry_free(x);
	return e;
}

ett_err ett_gcrypt_ecdsa_public(const struct ett_key_nums *key,
				const char *curve, gcry_sexp_t *out)
{
	return built(gcry_sexp_build(out, NULL,
				     "(public-key(ecc(curve %s)(q %b)))", curve,
				     (int)key->pub[0].n, key->pub[0].p),
		     out);
}

/* Without the public half: the library computes what it needs of it. */
static ett_err curve_secret(const struct ett_key_nums *key, const char *curve,
			    const char *form, gcry_sexp_t *out)
{
	void *d = ett_gcrypt_keep(key->sec[0]);
	ett_err e = ETT_NOMEM;

	if (d != NULL)
		e = built(gcry_sexp_build(out, NULL, form, curve,
					  (int)key->sec[0].n, d),
			  out);
	gcry_free(d);
	return e;
}

ett_err ett_gcrypt_ecdsa_secret(const struct ett_key_nums *key,
				const char *curve, gcry_sexp_t *out)
{
	return curve_secret(key, curve, "(private-key(ecc(curve %s)(d %b)))",
			    out);
}

ett_err ett_gcrypt_eddsa_public(const struct ett_key_nums *key,
				const char *curve, gcry_sexp_t *out)
{
	return built(
	    gcry_sexp_build(out, NULL,
			    "(public-key(ecc(curve %s)(flags eddsa)(q %b)))",
			    curve, (int)key->pub[0].n, key->pub[0].p),
	    out);
}

ett_err ett_gcrypt_eddsa_secret(const struct ett_key_nums *key,
				const char *curve, gcry_sexp_t *out)
{
	return curve_secret(
	    key, curve, "(private-key(ecc(curve %s)(flags eddsa)(d %b)))", out);
}
