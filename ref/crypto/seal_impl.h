/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_SEAL_IMPL_H
#define ETT_CRYPTO_SEAL_IMPL_H

#include <stdalign.h>

#include "crypto/seal.h"

/*
 * One construction of packet protection; private to seal*.c.  Before open and
 * seal are called, n was checked: a whole number of blocks behind skip, and
 * at least one.  init finds the primitives set and everything else zero; what
 * it leaves in the three contexts is given back by seal.c.
 */
struct ett_seal_way {
	ett_err (*init)(struct ett_sealer *x, const struct ett_seal_keys *keys);

	/* Makes the first four bytes readable. */
	ett_err (*open_len)(struct ett_sealer *x, uint32_t seq,
			    uint8_t *packet);
	ett_err (*open)(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
			size_t n);
	ett_err (*seal)(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
			size_t n);
};

extern const struct ett_seal_way ett_seal_mac, ett_seal_etm, ett_seal_gcm,
    ett_seal_chachapoly;

struct ett_sealer {
	const struct ett_seal_way *way;  /* NULL: nothing can be done with it */
	const struct ett_cipher *cipher; /* and mac, or aead alone */
	const struct ett_mac *mac;
	const struct ett_aead *aead;
	enum ett_dir dir;
	size_t block, skip, tag, head;
	size_t discard;    /* bytes of key stream before the first packet */
	uint8_t nonce[12]; /* GCM: of the next packet */
	uint8_t len[4];    /* chacha20-poly1305: as it came, for the tag */
	alignas(max_align_t) uint8_t main_ctx[ETT_CTX_MAX];
	alignas(max_align_t) uint8_t len_ctx[ETT_CTX_MAX];
	alignas(max_align_t) uint8_t mac_ctx[ETT_CTX_MAX];
};

#endif
