/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_NETTLE_PKEY_H
#define ETT_CRYPTO_NETTLE_PKEY_H

#include <nettle/dsa.h>
#include <nettle/rsa.h>

#include "crypto/backend.h"

/*
 * Keys between our numbers and the library's.  Whatever get answers, the
 * caller clears what it filled.  ARG: the numbers are no key, or such that
 * the library would divide by zero.
 */
struct ett_nettle_rsa {
	struct rsa_public_key pub;
	struct rsa_private_key sec; /* if the key has a secret */
};
ETT_OWED ett_err ett_nettle_get_rsa(const struct ett_key_nums *key,
				    struct ett_nettle_rsa *out);
void ett_nettle_clear_rsa(struct ett_nettle_rsa *k);

struct ett_nettle_dsa {
	struct dsa_params group;
	mpz_t pub, sec;
};
ETT_OWED ett_err ett_nettle_get_dsa(const struct ett_key_nums *key,
				    struct ett_nettle_dsa *out);
void ett_nettle_clear_dsa(struct ett_nettle_dsa *k);

/* generate of struct ett_sig. */
ett_err ett_nettle_make_ed25519(unsigned bits, struct ett_rng rng,
				struct ett_key_mem *out);
ett_err ett_nettle_make_ed448(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out);
ett_err ett_nettle_make_p256(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out);
ett_err ett_nettle_make_p384(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out);
ett_err ett_nettle_make_p521(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out);
ett_err ett_nettle_make_rsa(unsigned bits, struct ett_rng rng,
			    struct ett_key_mem *out);
ett_err ett_nettle_make_dsa(unsigned bits, struct ett_rng rng,
			    struct ett_key_mem *out);

#endif
