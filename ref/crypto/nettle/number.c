/* SPDX-License-Identifier: ISC
 *
 * Numbers, points and random bytes between our terms and the library's.
 */
#include "crypto/nettle/number.h"

#include <string.h>

#include <nettle/ecc-curve.h>

void ett_nettle_get(struct ett_bytes in, mpz_t z)
{
	mpz_import(z, in.n, 1, 1, 1, 0, in.p);
}

ett_err ett_nettle_put(const mpz_t z, uint8_t *out, size_t n)
{
	size_t len = (mpz_sizeinbase(z, 2) + 7) / 8;

	if (mpz_sgn(z) == 0)
		len = 0;
	if (len > n)
		return ETT_ARG;
	memset(out, 0, n);
	mpz_export(out + n - len, NULL, 1, 1, 1, 0, z);
	return ETT_OK;
}

const struct ett_nettle_curve *ett_nettle_curve(size_t point_len)
{
	static const struct ett_nettle_curve curves[] = {
		{ nettle_get_secp_256r1, 32 },
		{ nettle_get_secp_384r1, 48 },
		{ nettle_get_secp_521r1, 66 },
	};

	for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
		if (point_len == 1 + 2 * curves[i].width)
			return &curves[i];
	return NULL;
}

ett_err ett_nettle_get_point(struct ett_bytes in, struct ecc_point *p)
{
	size_t width = in.n / 2;
	mpz_t x, y;
	bool good;

	if (in.n < 3 || in.n % 2 == 0 || in.p[0] != 4)
		return ETT_ARG;
	mpz_init(x);
	mpz_init(y);
	ett_nettle_get((struct ett_bytes){ in.p + 1, width }, x);
	ett_nettle_get((struct ett_bytes){ in.p + 1 + width, width }, y);
	good = ecc_point_set(p, x, y);
	mpz_clear(y);
	mpz_clear(x);
	return good ? ETT_OK : ETT_ARG;
}

ett_err ett_nettle_put_point(const struct ecc_point *p, uint8_t *out,
			     size_t width)
{
	mpz_t x, y;
	ett_err e;

	mpz_init(x);
	mpz_init(y);
	ecc_point_get(p, x, y);
	out[0] = 4;
	e = ett_nettle_put(x, out + 1, width);
	if (e == ETT_OK)
		e = ett_nettle_put(y, out + 1 + width, width);
	mpz_clear(y);
	mpz_clear(x);
	return e;
}

ett_err ett_nettle_get_scalar(struct ett_bytes in, struct ecc_scalar *s)
{
	mpz_t z;
	bool good;

	mpz_init(z);
	ett_nettle_get(in, z);
	good = ecc_scalar_set(s, z);
	mpz_clear(z);
	return good ? ETT_OK : ETT_ARG;
}

void ett_nettle_random(void *random, size_t n, uint8_t *out)
{
	struct ett_nettle_random *r = random;

	if (r->err == ETT_OK)
		r->err = r->rng.fill(r->rng.ctx, out, n);
	if (r->err == ETT_OK)
		return;
	for (size_t i = 0; i < n; i++) {
		r->worthless = r->worthless * UINT64_C(6364136223846793005) + 1;
		out[i] = (uint8_t)(r->worthless >> 56);
	}
}
