/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_SPAREKEY_H
#define CONFORMANCE_PEER_SPAREKEY_H

#include "conformance/peer/userkey.h"

/*
 * Host keys of the judge besides the usual one, each made when it is first
 * asked for and kept as long as the process; a process that is split off
 * later has the same.
 */
enum conf_spare {
	SPARE_RSA,     /* 2048 bits */
	SPARE_ECDSA,   /* nistp256 */
	SPARE_STRANGE, /* Ed25519; nobody was told of this one */
	SPARE_RSA_512  /* 512 bits */
};

/* NULL: no crypto library makes one. */
const struct conf_user_key *conf_spare_key(enum conf_spare which);

/* The one for this signature algorithm; NULL: none, or Ed25519. */
const struct conf_user_key *conf_spare_for(struct ett_bytes alg);

/* A signature blob over data as alg, by whichever library can. */
bool conf_spare_sign(const struct conf_user_key *k, const char *alg,
		     struct ett_bytes data, struct conf_put *out);

#endif
