/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_GCRYPT_NUMBER_H
#define ETT_CRYPTO_GCRYPT_NUMBER_H

#include <gcrypt.h>

#include "base/env.h"

/* The secure memory: as much as signing with the longest RSA key takes, twice.
 */
enum { ETT_GCRYPT_POOL = 256 * 1024 };

/*
 * To be asked before anything is computed with a secret that has numbers of n
 * bytes: NOMEM unless the secure memory has room for all that it takes.  In
 * the middle of a computation the library does not report that there is none:
 * it goes on in memory that is not locked, or ends the process.
 */
ETT_OWED ett_err ett_gcrypt_room(size_t n);
size_t ett_gcrypt_room_for(size_t n); /* so many bytes */

/*
 * Our numbers (big-endian, unsigned) as the library's, for the caller to
 * release; secrets into secure memory.  On failure *out is NULL.
 */
ETT_OWED ett_err ett_gcrypt_number(struct ett_bytes in, gcry_mpi_t *out);
ETT_OWED ett_err ett_gcrypt_secret(struct ett_bytes in, gcry_mpi_t *out);

/* Writes z, not negative, left-padded with zeros to n bytes; ARG if it has
 * more. */
ETT_OWED ett_err ett_gcrypt_put(gcry_mpi_t z, uint8_t *out, size_t n);

/* A copy in secure memory, to be given back by gcry_free(); NULL: no room. */
void *ett_gcrypt_keep(struct ett_bytes secret);

/* By the library's name of it. */
bool ett_gcrypt_has_curve(const char *name);

#endif
