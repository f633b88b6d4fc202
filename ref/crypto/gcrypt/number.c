/* SPDX-License-Identifier: ISC
 *
 * Numbers between our terms and the library's.
 */
#include "crypto/gcrypt/number.h"

#include <string.h>

#include "crypto/gcrypt/gcrypt.h"

/* Exponentiation has a table of 16 numbers and some more for its work; keys
 * are there as expressions and as numbers. */
enum { ROOM = 4096, ROOM_PER_BYTE = 48 };

size_t ett_gcrypt_room_for(size_t n)
{
	return ROOM + n * ROOM_PER_BYTE;
}

ett_err ett_gcrypt_room(size_t n)
{
	void *p = gcry_malloc_secure(ett_gcrypt_room_for(n));

	gcry_free(p);
	return p != NULL ? ETT_OK : ETT_NOMEM;
}

ett_err ett_gcrypt_number(struct ett_bytes in, gcry_mpi_t *out)
{
	gcry_error_t bad =
	    gcry_mpi_scan(out, GCRYMPI_FMT_USG, in.p, in.n, NULL);

	if (bad == 0)
		return ETT_OK;
	*out = NULL;
	return ett_gcrypt_failed(bad);
}

void *ett_gcrypt_keep(struct ett_bytes secret)
{
	void *p = gcry_malloc_secure(secret.n > 0 ? secret.n : 1);

	if (p != NULL && secret.n > 0)
		memcpy(p, secret.p, secret.n);
	return p;
}

/* What is read from secure memory goes there. */
ett_err ett_gcrypt_secret(struct ett_bytes in, gcry_mpi_t *out)
{
	void *p = ett_gcrypt_keep(in);
	ett_err e = ETT_NOMEM;

	*out = NULL;
	if (p != NULL)
		e = ett_gcrypt_number((struct ett_bytes){ p, in.n }, out);
	gcry_free(p);
	return e;
}

ett_err ett_gcrypt_put(gcry_mpi_t z, uint8_t *out, size_t n)
{
	size_t len = (gcry_mpi_get_nbits(z) + 7) / 8;
	gcry_error_t bad;

	if (len > n)
		return ETT_ARG;
	memset(out, 0, n);
	bad = gcry_mpi_print(GCRYMPI_FMT_USG, out + n - len, len, NULL, z);
	return bad == 0 ? ETT_OK : ett_gcrypt_failed(bad);
}

bool ett_gcrypt_has_curve(const char *name)
{
	gcry_ctx_t c = NULL;
	bool has = gcry_mpi_ec_new(&c, NULL, name) == 0;

	gcry_ctx_release(c);
	return has;
}
