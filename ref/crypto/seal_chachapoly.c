/* SPDX-License-Identifier: ISC
 *
 * chacha20-poly1305@openssh.com.  Of the 64 bytes of key the first half, K2,
 * protects the packet and the second, K1, hides packet_length.  The nonce of
 * both is the sequence number.  Block 0 of K2's stream gives the key of
 * Poly1305, the payload begins with block 1; the tag is over the encrypted
 * length and the encrypted payload, verified before the payload is decrypted.
 */
#include "crypto/seal_impl.h"

#include <string.h>

#include "wire/cursor.h"

enum { LEN = 4, HALF = 32, IV = 16, BLOCK = 64, TAG = 16 };

static ett_err init(struct ett_sealer *x, const struct ett_seal_keys *keys)
{
	static const uint8_t iv[IV] = { 0 };
	const uint8_t *k2 = keys->key.p, *k1 = k2 + HALF;
	ett_err e = x->cipher->init(x->main_ctx, x->dir, k2, iv);

	if (e == ETT_OK)
		e = x->cipher->init(x->len_ctx, x->dir, k1, iv);
	return e;
}

/* The stream of one packet from its block 0; the counter comes first. */
static ett_err restart(struct ett_sealer *x, void *ctx, uint32_t seq)
{
	uint8_t iv[IV] = { 0 };

	ett_put_u64(iv + 8, seq);
	return x->cipher->restart(ctx, iv);
}

static ett_err crypt_len(struct ett_sealer *x, uint32_t seq, uint8_t *packet)
{
	ett_err e = restart(x, x->len_ctx, seq);

	return e == ETT_OK ? x->cipher->crypt(x->len_ctx, packet, LEN) : e;
}

static ett_err crypt(struct ett_sealer *x, uint8_t *packet, size_t n)
{
	return x->cipher->crypt(x->main_ctx, packet + LEN, n - LEN);
}

/* Uses up block 0, so that crypt() goes on with block 1. */
static ett_err key_mac(struct ett_sealer *x, uint32_t seq)
{
	uint8_t block[BLOCK] = { 0 };
	ett_err e = restart(x, x->main_ctx, seq);

	if (e == ETT_OK)
		e = x->cipher->crypt(x->main_ctx, block, BLOCK);
	if (e == ETT_OK)
		e = x->mac->init(x->mac_ctx, (struct ett_bytes){ block, HALF });
	ett_wipe(block, sizeof block);
	return e;
}

static ett_err make_tag(struct ett_sealer *x, const uint8_t *len,
			const uint8_t *packet, size_t n, uint8_t *tag)
{
	x->mac->update(x->mac_ctx, (struct ett_bytes){ len, LEN });
	x->mac->update(x->mac_ctx, (struct ett_bytes){ packet + LEN, n - LEN });
	return x->mac->final(x->mac_ctx, tag);
}

static ett_err open_len(struct ett_sealer *x, uint32_t seq, uint8_t *packet)
{
	memcpy(x->len, packet, LEN);
	return crypt_len(x, seq, packet);
}

static ett_err open(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
		    size_t n)
{
	uint8_t tag[TAG];
	ett_err e = key_mac(x, seq);

	if (e == ETT_OK)
		e = make_tag(x, x->len, packet, n, tag);
	if (e == ETT_OK && !ett_same(tag, packet + n, TAG))
		e = ETT_MAC;
	return e == ETT_OK ? crypt(x, packet, n) : e;
}

static ett_err seal(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
		    size_t n)
{
	ett_err e = crypt_len(x, seq, packet);

	if (e == ETT_OK)
		e = key_mac(x, seq);
	if (e == ETT_OK)
		e = crypt(x, packet, n);
	return e == ETT_OK ? make_tag(x, packet, packet, n, packet + n) : e;
}

const struct ett_seal_way ett_seal_chachapoly = {
	.init = init,
	.open_len = open_len,
	.open = open,
	.seal = seal,
};
