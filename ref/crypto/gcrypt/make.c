/* SPDX-License-Identifier: ISC
 *
 * Keys made.
 */
#include "crypto/check.h"
#include "crypto/gcrypt/gcrypt.h"
#include "crypto/gcrypt/number.h"
#include "crypto/gcrypt/pkey.h"

enum { ED25519_LEN = 32, ED448_LEN = 57, DSA_Q_BITS = 160, RSA_E = 65537 };

/* Stores a number without leading zeros. */
static ett_err take(gcry_mpi_t z, struct ett_key_mem *out,
		    struct ett_bytes *number)
{
	size_t n = (gcry_mpi_get_nbits(z) + 7) / 8;
	uint8_t *to = out->mem + out->used;
	ett_err e = ETT_SPACE;

	if (n <= ETT_KEY_MEM - out->used)
		e = ett_gcrypt_put(z, to, n);
	if (e != ETT_OK)
		return e;
	*number = (struct ett_bytes){ to, n };
	out->used += n;
	return ETT_OK;
}

/* Stores a string of n bytes, which the library calls an opaque number. */
static ett_err take_string(gcry_mpi_t z, size_t n, struct ett_key_mem *out,
			   struct ett_bytes *string)
{
	uint8_t *to = out->mem + out->used;
	unsigned bits = 0;
	const uint8_t *p = z != NULL ? gcry_mpi_get_opaque(z, &bits) : NULL;

	if (p == NULL || (bits + 7) / 8 != n || n > ETT_KEY_MEM - out->used)
		return ETT_CRYPTO;
	for (size_t i = 0; i < n; i++)
		to[i] = p[i];
	*string = (struct ett_bytes){ to, n };
	out->used += n;
	return ETT_OK;
}

/* The public half, which the library computes from the secret one. */
static ett_err add_public(const char *curve, size_t n, struct ett_key_mem *out)
{
	gcry_sexp_t key = NULL;
	gcry_ctx_t c = NULL;
	gcry_mpi_t q = NULL;
	gcry_error_t bad = 0;
	ett_err e = ett_gcrypt_eddsa_secret(&out->nums, curve, &key);

	if (e == ETT_OK)
		bad = gcry_mpi_ec_new(&c, key, NULL);
	if (bad != 0)
		e = ett_gcrypt_failed(bad);
	if (e == ETT_OK) {
		q = gcry_mpi_ec_get_mpi("q@eddsa", c, 1);
		e = take_string(q, n, out, &out->nums.pub[0]);
	}
	gcry_mpi_release(q);
	gcry_ctx_release(c);
	gcry_sexp_release(key);
	return e;
}

ett_err ett_gcrypt_make_ed25519(unsigned bits, struct ett_rng rng,
				struct ett_key_mem *out)
{
	ett_err e = ett_gcrypt_room(ED25519_LEN);

	(void)bits;
	if (e == ETT_OK)
		e = rng.fill(rng.ctx, out->mem, ED25519_LEN);
	if (e != ETT_OK)
		return e;
	out->nums.sec[0] = (struct ett_bytes){ out->mem, ED25519_LEN };
	out->used = ED25519_LEN;
	return add_public("Ed25519", ED25519_LEN, out);
}

/* What the library answers to such a request; n tells the size of numbers. */
static ett_err ask(gcry_error_t bad, gcry_sexp_t request, size_t n,
		   gcry_sexp_t *key)
{
	ett_err e = bad == 0 ? ett_gcrypt_room(n) : ett_gcrypt_failed(bad);

	if (e == ETT_OK) {
		bad = gcry_pk_genkey(key, request);
		if (bad != 0)
			e = ett_gcrypt_failed(bad);
	}
	if (e != ETT_OK)
		*key = NULL;
	gcry_sexp_release(request);
	return e;
}

/* libgcrypt 1.10 computes a wrong public half from a seed alone, though not
 * where it makes both. */
ett_err ett_gcrypt_make_ed448(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out)
{
	gcry_sexp_t request = NULL, key = NULL;
	gcry_mpi_t q = NULL, d = NULL;
	gcry_error_t bad = gcry_sexp_build(
	    &request, NULL, "(genkey(ecc(curve Ed448)(flags eddsa)))");
	ett_err e = ask(bad, request, ED448_LEN, &key);

	(void)bits;
	(void)rng;
	if (e == ETT_OK) {
		bad = gcry_sexp_extract_param(key, "private-key!ecc", "/qd", &q,
					      &d, NULL);
		e = bad == 0 ? ETT_OK : ett_gcrypt_failed(bad);
	}
	if (e == ETT_OK)
		e = take_string(q, ED448_LEN, out, &out->nums.pub[0]);
	if (e == ETT_OK)
		e = take_string(d, ED448_LEN, out, &out->nums.sec[0]);
	gcry_mpi_release(d);
	gcry_mpi_release(q);
	gcry_sexp_release(key);
	return e;
}

/* A key of ECDSA is one for key agreement. */
static ett_err make_ecdsa(const char *curve, struct ett_rng rng,
			  struct ett_key_mem *out)
{
	const struct ett_dh *d = ett_find_dh(&ett_backend_gcrypt, curve);
	uint8_t *pub = out->mem, *sec;
	ett_err e;

	if (d == NULL)
		return ETT_NOKEY;
	sec = out->mem + d->public_len;
	e = ett_ecdh_secret(d, rng, sec);
	if (e == ETT_OK)
		e = ett_ecdh_public(d, sec, pub);
	out->nums.pub[0] = (struct ett_bytes){ pub, d->public_len };
	out->nums.sec[0] = (struct ett_bytes){ sec, d->secret_len };
	out->used = d->public_len + d->secret_len;
	return e;
}

ett_err ett_gcrypt_make_p256(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out)
{
	(void)bits;
	return make_ecdsa("p256", rng, out);
}

ett_err ett_gcrypt_make_p384(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out)
{
	(void)bits;
	return make_ecdsa("p384", rng, out);
}

ett_err ett_gcrypt_make_p521(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out)
{
	(void)bits;
	return make_ecdsa("p521", rng, out);
}

/* The numbers of a key that was made, five or six, to where they belong, in
 * the order of names. */
enum { NUMBERS = 6 };

static ett_err take_all(gcry_sexp_t key, const char *path, const char *names,
			struct ett_key_mem *out, struct ett_bytes *const *where)
{
	gcry_mpi_t z[NUMBERS] = { NULL };
	gcry_error_t bad = gcry_sexp_extract_param(
	    key, path, names, &z[0], &z[1], &z[2], &z[3], &z[4],
	    names[5] != '\0' ? &z[5] : NULL, NULL);
	ett_err e = bad == 0 ? ETT_OK : ett_gcrypt_failed(bad);

	for (size_t i = 0; i < NUMBERS && z[i] != NULL; i++) {
		if (e == ETT_OK)
			e = take(z[i], out, where[i]);
		gcry_mpi_release(z[i]);
	}
	return e;
}

ett_err ett_gcrypt_make_rsa(unsigned bits, struct ett_rng rng,
			    struct ett_key_mem *out)
{
	struct ett_bytes *pub = out->nums.pub, *sec = out->nums.sec;
	struct ett_bytes *const where[] = { &pub[0], &pub[1], &sec[0],
					    &sec[2], &sec[1], &sec[3] };
	gcry_sexp_t request = NULL, key = NULL;
	gcry_error_t bad = gcry_sexp_build(
	    &request, NULL, "(genkey(rsa(nbits %u)(rsa-use-e %u)))", bits,
	    (unsigned)RSA_E);
	ett_err e = ask(bad, request, bits / 8, &key);

	(void)rng;
	if (e == ETT_OK)
		e = take_all(key, "private-key!rsa", "nedpqu", out, where);
	gcry_sexp_release(key);
	return e;
}

ett_err ett_gcrypt_make_dsa(unsigned bits, struct ett_rng rng,
			    struct ett_key_mem *out)
{
	struct ett_bytes *pub = out->nums.pub;
	struct ett_bytes *const where[] = { &pub[0], &pub[1], &pub[2], &pub[3],
					    &out->nums.sec[0] };
	gcry_sexp_t request = NULL, key = NULL;
	gcry_error_t bad =
	    gcry_sexp_build(&request, NULL, "(genkey(dsa(nbits %u)(qbits %u)))",
			    bits, (unsigned)DSA_Q_BITS);
	ett_err e = ask(bad, request, bits / 8, &key);

	(void)rng;
	if (e == ETT_OK)
		e = take_all(key, "private-key!dsa", "pqgyx", out, where);
	gcry_sexp_release(key);
	return e;
}
