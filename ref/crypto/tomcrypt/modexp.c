/* SPDX-License-Identifier: ISC
 *
 * Modular exponentiation.  The library has none whose time does not depend on
 * the exponent.
 */
#include "crypto/tomcrypt/number.h"
#include "crypto/tomcrypt/tomcrypt.h"

enum { MAX_BYTES = 2048 };

enum { BASE, EXPONENT, MODULUS, NUMBERS };

static ett_err modexp(struct ett_bytes base, struct ett_bytes exp,
		      struct ett_bytes m, uint8_t *out)
{
	void *n[NUMBERS];
	ett_err e;

	if (base.n > MAX_BYTES || exp.n > MAX_BYTES || m.n > MAX_BYTES ||
	    !ett_tomcrypt_is_odd(m))
		return ETT_ARG;
	e = ett_tomcrypt_numbers(n, NUMBERS);
	if (e == ETT_OK)
		e = ett_tomcrypt_get(base, n[BASE]);
	if (e == ETT_OK)
		e = ett_tomcrypt_get(exp, n[EXPONENT]);
	if (e == ETT_OK)
		e = ett_tomcrypt_get(m, n[MODULUS]);
	if (e == ETT_OK)
		e = ett_tomcrypt_err(
		    ltc_mp.exptmod(n[BASE], n[EXPONENT], n[MODULUS], n[BASE]));
	if (e == ETT_OK)
		e = ett_tomcrypt_put(n[BASE], out, m.n);
	ett_tomcrypt_free(n, NUMBERS);
	return e;
}

const struct ett_modexp ett_tomcrypt_modexp = { "modexp", modexp };
