/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_TOMCRYPT_NUMBER_H
#define ETT_CRYPTO_TOMCRYPT_NUMBER_H

/* Declares the one math library that this backend uses. */
#define LTM_DESC
#include <tomcrypt.h>

#include "base/env.h"

/* What the library answers, as ours: OK, NOMEM or CRYPTO. */
ETT_OWED ett_err ett_tomcrypt_err(int code);

/*
 * Makes count numbers, all zero; on failure none, and all pointers are NULL.
 * free passes over NULL, and leaves it behind.  The library wipes what is
 * freed, but not the memory that a number leaves when it grows.
 */
ETT_OWED ett_err ett_tomcrypt_numbers(void **numbers, size_t count);
void ett_tomcrypt_free(void **numbers, size_t count);

/* Our numbers (big-endian, unsigned) as the library's, which was made. */
ETT_OWED ett_err ett_tomcrypt_get(struct ett_bytes in, void *number);

/* Writes a number that is not negative, left-padded with zeros to n bytes;
 * ARG, and out untouched, if it has more. */
ETT_OWED ett_err ett_tomcrypt_put(void *number, uint8_t *out, size_t n);

/* An odd number from our side of the line: a modulus that cannot crash. */
bool ett_tomcrypt_is_odd(struct ett_bytes in);

#endif
