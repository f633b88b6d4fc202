/* SPDX-License-Identifier: ISC
 *
 * Modular exponentiation; exponent and result are secret.  The library ends
 * the process if the modulus is zero, so that never gets there, whoever asks.
 */
#include "crypto/gcrypt/gcrypt.h"
#include "crypto/gcrypt/number.h"

enum { MAX_BYTES = 2048 };

static ett_err modexp(struct ett_bytes base, struct ett_bytes exp,
		      struct ett_bytes m, uint8_t *out)
{
	gcry_mpi_t b = NULL, x = NULL, p = NULL, y = NULL;
	ett_err e;

	if (base.n > MAX_BYTES || exp.n > MAX_BYTES || m.n > MAX_BYTES)
		return ETT_ARG;
	if (m.n == 0 || !(m.p[m.n - 1] & 1))
		return ETT_ARG;
	e = ett_gcrypt_room(m.n + exp.n);
	if (e == ETT_OK)
		e = ett_gcrypt_number(base, &b);
	if (e == ETT_OK)
		e = ett_gcrypt_number(m, &p);
	if (e == ETT_OK)
		e = ett_gcrypt_secret(exp, &x);
	if (e == ETT_OK) {
		y = gcry_mpi_snew(0);
		gcry_mpi_powm(y, b, x, p);
		e = ett_gcrypt_put(y, out, m.n);
	}
	gcry_mpi_release(y);
	gcry_mpi_release(x);
	gcry_mpi_release(p);
	gcry_mpi_release(b);
	return e;
}

const struct ett_modexp ett_gcrypt_modexp = { "modexp", modexp };
