/* SPDX-License-Identifier: ISC
 *
 * Counter mode, RFC 4344 section 4, for ciphers that the library has block by
 * block alone: what is encrypted is the counter, and then added to the data.
 * All of them have blocks of 64 bits, and so a counter of 64.
 */
#include <openssl/evp.h>

#include "crypto/openssl/openssl.h"

enum { BLOCK = 8, BLOCKS = 64 }; /* so many in one call of the library */

ett_err ett_openssl_restart_ctr(void *ctx, const uint8_t *iv)
{
	struct ett_openssl_cipher *c = ctx;

	c->counter = 0;
	for (size_t i = 0; i < BLOCK; i++)
		c->counter = c->counter << 8 | iv[i];
	return ETT_OK;
}

static void put_counters(struct ett_openssl_cipher *c, uint8_t *out, size_t n)
{
	for (size_t at = 0; at < n; at += BLOCK) {
		for (size_t i = 0; i < BLOCK; i++)
			out[at + i] = (uint8_t)(c->counter >> (56 - 8 * i));
		c->counter++;
	}
}

ett_err ett_openssl_crypt_ctr(void *ctx, uint8_t *data, size_t n)
{
	struct ett_openssl_cipher *c = ctx;
	uint8_t stream[BLOCK * BLOCKS];
	ett_err e = ETT_OK;
	int len;

	while (n > 0 && e == ETT_OK) {
		size_t part = n < sizeof stream ? n : sizeof stream;

		put_counters(c, stream, part);
		if (!EVP_EncryptUpdate(c->evp, stream, &len, stream, (int)part))
			e = ett_openssl_failed();
		for (size_t i = 0; i < part && e == ETT_OK; i++)
			data[i] ^= stream[i];
		data += part;
		n -= part;
	}
	ett_wipe(stream, sizeof stream);
	return e;
}
