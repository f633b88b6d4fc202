/* SPDX-License-Identifier: ISC
 *
 * Modular exponentiation by GMP, in a time that depends on the lengths of the
 * numbers alone.  GMP ends the process by a signal if the modulus is even or
 * zero, so that never gets there, whoever asks.
 */
#include "crypto/nettle/nettle.h"
#include "crypto/nettle/number.h"

enum { MAX_BYTES = 2048 };

static ett_err modexp(struct ett_bytes base, struct ett_bytes exp,
		      struct ett_bytes m, uint8_t *out)
{
	mpz_t b, x, p;
	ett_err e;

	if (base.n > MAX_BYTES || exp.n > MAX_BYTES || m.n > MAX_BYTES)
		return ETT_ARG;
	if (m.n == 0 || !(m.p[m.n - 1] & 1))
		return ETT_ARG;
	mpz_init(b);
	mpz_init(x);
	mpz_init(p);
	ett_nettle_get(base, b);
	ett_nettle_get(exp, x);
	ett_nettle_get(m, p);
	mpz_powm_sec(b, b, x, p);
	e = ett_nettle_put(b, out, m.n);
	mpz_clear(p);
	mpz_clear(x);
	mpz_clear(b);
	return e;
}

const struct ett_modexp ett_nettle_modexp = { "modexp", modexp };
