/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_SECRETS_H
#define ETT_TEST_SECRETS_H

#include "crypto/backend.h"
#include "proto/session.h"

/*
 * What a key exchange made, taken out of a live session: for tests and
 * vectors alone.  It is there while NEWKEYS is traced, in either direction,
 * and wiped when both ways have new keys.
 */
enum { SECRETS_K_MAX = 1100, SECRETS_KEYS = 6, SECRETS_KEY_LEN = 64 };

struct secrets {
	uint8_t k[SECRETS_K_MAX]; /* encoded, as it is hashed */
	uint8_t h[ETT_DIGEST_MAX], id[ETT_DIGEST_MAX];
	size_t k_len, h_len, id_len;
	/* 'A' to 'F', RFC 4253 section 7.2, each as long as any cipher or MAC
	 * takes; made with the hash that the session uses. */
	uint8_t key[SECRETS_KEYS][SECRETS_KEY_LEN];
};

/* ORDER: no key exchange has come so far, or its secrets are gone. */
ETT_OWED ett_err secrets_of(const struct ett_session *s, struct secrets *out);

#endif
