/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_KNOWN_H
#define ETT_TEST_KNOWN_H

/*
 * Known answers of the primitives, in hexadecimal (test/hex.h), each with the
 * document that gives it.  A row without a name ends each list.
 */
struct known_hash {
	const char *name, *in, *digest, *source;
};

/* nonce last: most have none. */
struct known_mac {
	const char *name, *key, *in, *tag, *source, *nonce;
};

struct known_cipher {
	const char *name, *key, *iv, *plain, *crypted, *source;
};

struct known_aead {
	const char *name, *key, *nonce, *aad, *plain, *crypted, *tag, *source;
};

/* pub is NULL where the source does not tell it. */
struct known_dh {
	const char *name, *secret, *pub, *peer, *shared, *source;
};

extern const struct known_hash known_hashes[];
extern const struct known_mac known_macs[];
extern const struct known_cipher known_ciphers[];
extern const struct known_aead known_aeads[];
extern const struct known_dh known_dhs[];

#endif
