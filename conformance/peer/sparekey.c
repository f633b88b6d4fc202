/* SPDX-License-Identifier: ISC
 *
 * RSA keys take long to make, so there is one of each kind in a process, and
 * the first library that can makes it.
 */
#include "conformance/peer/sparekey.h"

static const char *const types[] = {
	[SPARE_RSA] = "ssh-rsa",
	[SPARE_ECDSA] = "ecdsa-sha2-nistp256",
	[SPARE_STRANGE] = "ssh-ed25519",
	[SPARE_RSA_512] = "ssh-rsa",
};

enum { N_SPARES = sizeof types / sizeof types[0] };

const struct conf_user_key *conf_spare_key(enum conf_spare which)
{
	static struct conf_user_key keys[N_SPARES];
	struct conf_user_key *k = &keys[which];
	unsigned bits = which == SPARE_RSA_512 ? 512 : 0;

	for (size_t i = 0; k->type == NULL && ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);

		if (b != NULL &&
		    conf_user_key_make_of(b, types[which], bits,
					  ett_rng_system(), k) != ETT_OK)
			k->type = NULL;
	}
	return k->type != NULL ? k : NULL;
}

const struct conf_user_key *conf_spare_for(struct ett_bytes alg)
{
	if (ett_bytes_is(alg, "rsa-sha2-512") ||
	    ett_bytes_is(alg, "rsa-sha2-256"))
		return conf_spare_key(SPARE_RSA);
	if (ett_bytes_is(alg, types[SPARE_ECDSA]))
		return conf_spare_key(SPARE_ECDSA);
	return NULL;
}

bool conf_spare_sign(const struct conf_user_key *k, const char *alg,
		     struct ett_bytes data, struct conf_put *out)
{
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);

		if (b != NULL &&
		    conf_user_key_sign(k, b, alg, data, ett_rng_system(),
				       out) == ETT_OK)
			return true;
	}
	return false;
}
