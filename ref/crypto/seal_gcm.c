/* SPDX-License-Identifier: ISC
 *
 * AES-GCM, RFC 5647 section 7: packet_length is sent in clear and is the
 * associated data.  The nonce is four fixed bytes and a counter that grows by
 * one with each packet, modulo 2^64; the sequence number has no part in it.
 */
#include "crypto/seal_impl.h"

#include <string.h>

enum { FIXED = 4 };

static ett_err init(struct ett_sealer *x, const struct ett_seal_keys *keys)
{
	memcpy(x->nonce, keys->iv.p, sizeof x->nonce);
	return x->aead->init(x->main_ctx, x->dir, keys->key.p);
}

static void next_nonce(struct ett_sealer *x)
{
	for (size_t i = sizeof x->nonce; i > FIXED; i--)
		if (++x->nonce[i - 1] != 0)
			break;
}

static ett_err open_len(struct ett_sealer *x, uint32_t seq, uint8_t *packet)
{
	(void)x;
	(void)seq;
	(void)packet;
	return ETT_OK;
}

static ett_err open(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
		    size_t n)
{
	struct ett_bytes aad = { packet, x->skip };
	ett_err e;

	(void)seq;
	e = x->aead->open(x->main_ctx, x->nonce, aad, packet + x->skip,
			  n - x->skip, packet + n);
	next_nonce(x);
	return e;
}

static ett_err seal(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
		    size_t n)
{
	struct ett_bytes aad = { packet, x->skip };
	ett_err e;

	(void)seq;
	e = x->aead->seal(x->main_ctx, x->nonce, aad, packet + x->skip,
			  n - x->skip, packet + n);
	next_nonce(x);
	return e;
}

const struct ett_seal_way ett_seal_gcm = {
	.init = init,
	.open_len = open_len,
	.open = open,
	.seal = seal,
};
