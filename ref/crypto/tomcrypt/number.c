/* SPDX-License-Identifier: ISC
 *
 * Numbers between our terms and the library's.  Every number of this backend
 * that the library does not make itself is made here.
 */
#include "crypto/tomcrypt/number.h"

#include <string.h>

ett_err ett_tomcrypt_err(int code)
{
	if (code == CRYPT_OK)
		return ETT_OK;
	return code == CRYPT_MEM ? ETT_NOMEM : ETT_CRYPTO;
}

ett_err ett_tomcrypt_numbers(void **numbers, size_t count)
{
	int code = CRYPT_OK;

	memset(numbers, 0, count * sizeof *numbers);
	for (size_t i = 0; i < count && code == CRYPT_OK; i++) {
		code = ltc_mp.init(&numbers[i]);
		if (code != CRYPT_OK)
			numbers[i] = NULL; /* it points at freed memory */
	}
	if (code != CRYPT_OK)
		ett_tomcrypt_free(numbers, count);
	return ett_tomcrypt_err(code);
}

void ett_tomcrypt_free(void **numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (numbers[i] != NULL)
			ltc_mp.deinit(numbers[i]);
		numbers[i] = NULL;
	}
}

ett_err ett_tomcrypt_get(struct ett_bytes in, void *number)
{
	/* The library takes lengths as int. */
	if (in.n > INT_MAX / 8)
		return ETT_ARG;
	if (in.n == 0)
		return ett_tomcrypt_err(ltc_mp.set_int(number, 0));
	return ett_tomcrypt_err(
	    ltc_mp.unsigned_read(number, (unsigned char *)in.p, in.n));
}

ett_err ett_tomcrypt_put(void *number, uint8_t *out, size_t n)
{
	size_t len = ltc_mp.unsigned_size(number);

	if (len > n)
		return ETT_ARG;
	memset(out, 0, n);
	return ett_tomcrypt_err(ltc_mp.unsigned_write(number, out + n - len));
}

bool ett_tomcrypt_is_odd(struct ett_bytes in)
{
	return in.n > 0 && (in.p[in.n - 1] & 1);
}
