/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_KEYFILE_IMPL_H
#define ETT_CRYPTO_KEYFILE_IMPL_H

#include "crypto/keyfile.h"

/* What reading and writing of openssh-key-v1 share. */
#define ETT_KEYFILE_HEAD "-----BEGIN OPENSSH PRIVATE KEY-----"
#define ETT_KEYFILE_FOOT "-----END OPENSSH PRIVATE KEY-----"

/* The unit of padding where nothing is encrypted. */
enum { ETT_KEYFILE_BLOCK = 8 };

extern const struct ett_bytes ett_keyfile_magic; /* with its NUL */

struct ett_keyfile_kdf {
	const char *passphrase;
	struct ett_bytes salt;
	uint32_t rounds;
};

/* Decrypts (ETT_IN) or encrypts n bytes of data in place. */
ETT_OWED ett_err ett_keyfile_crypt(const struct ett_backend *b,
				   const struct ett_cipher_alg *alg,
				   enum ett_dir dir,
				   const struct ett_keyfile_kdf *kdf,
				   uint8_t *data, size_t n);

#endif
