/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_TOMCRYPT_PKEY_H
#define ETT_CRYPTO_TOMCRYPT_PKEY_H

#include "crypto/backend.h"
#include "crypto/tomcrypt/number.h"

/*
 * Keys between our numbers and the library's: its structures, with numbers of
 * ours in them.  Whatever get answers, the caller clears what it filled.  ARG:
 * the numbers are no key, or such that the library would divide by zero or
 * not come to an end.
 */
enum { ETT_TOMCRYPT_RSA_NUMBERS = 8, ETT_TOMCRYPT_DSA_NUMBERS = 5 };

struct ett_tomcrypt_rsa {
	rsa_key key; /* private if our numbers had a secret */
	void *numbers[ETT_TOMCRYPT_RSA_NUMBERS];
};
ETT_OWED ett_err ett_tomcrypt_get_rsa(const struct ett_key_nums *in,
				      struct ett_tomcrypt_rsa *out);
void ett_tomcrypt_clear_rsa(struct ett_tomcrypt_rsa *k);

struct ett_tomcrypt_dsa {
	dsa_key key;
	void *numbers[ETT_TOMCRYPT_DSA_NUMBERS];
};
ETT_OWED ett_err ett_tomcrypt_get_dsa(const struct ett_key_nums *in,
				      struct ett_tomcrypt_dsa *out);
void ett_tomcrypt_clear_dsa(struct ett_tomcrypt_dsa *k);

/* generate of struct ett_sig. */
ett_err ett_tomcrypt_make_p256(unsigned bits, struct ett_rng rng,
			       struct ett_key_mem *out);
ett_err ett_tomcrypt_make_p384(unsigned bits, struct ett_rng rng,
			       struct ett_key_mem *out);
ett_err ett_tomcrypt_make_p521(unsigned bits, struct ett_rng rng,
			       struct ett_key_mem *out);

/* ARG if bits are not whole bytes, or more than 4096. */
ett_err ett_tomcrypt_make_rsa(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out);
ett_err ett_tomcrypt_make_dsa(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out);

#endif
