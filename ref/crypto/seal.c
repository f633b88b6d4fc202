/* SPDX-License-Identifier: ISC
 *
 * Chooses the construction and keeps its promises: no construction sees a
 * length that it could not handle, and a packet that could not be sealed or
 * opened is wiped, so that what failed is neither sent nor acted on.
 */
#include "crypto/seal_impl.h"

#include <string.h>

#include "wire/cursor.h"

/* RFC 4345 section 4: the first bytes of the key stream tell of the key. */
enum { LEN = 4, MIN_BLOCK = 8, ARCFOUR_DISCARD = 1536 };

static ett_err none_len(struct ett_sealer *x, uint32_t seq, uint8_t *packet)
{
	(void)x;
	(void)seq;
	(void)packet;
	return ETT_OK;
}

static ett_err none(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
		    size_t n)
{
	(void)x;
	(void)seq;
	(void)packet;
	(void)n;
	return ETT_OK;
}

static const struct ett_seal_way seal_none = {
	.open_len = none_len,
	.open = none,
	.seal = none,
};

size_t ett_sealer_size(void)
{
	return sizeof(struct ett_sealer);
}

void ett_sealer_init_none(struct ett_sealer *x)
{
	memset(x, 0, sizeof *x);
	x->way = &seal_none;
	x->block = MIN_BLOCK;
	x->head = LEN;
}

static void clear(struct ett_sealer *x)
{
	if (x->cipher != NULL) {
		x->cipher->done(x->main_ctx);
		x->cipher->done(x->len_ctx);
	}
	if (x->aead != NULL)
		x->aead->done(x->main_ctx);
	if (x->mac != NULL)
		x->mac->done(x->mac_ctx);
	ett_wipe(x, sizeof *x);
}

void ett_sealer_done(struct ett_sealer *x)
{
	clear(x);
	ett_sealer_init_none(x);
}

struct ett_seal_lens ett_sealer_key_lens(const struct ett_cipher_alg *cipher,
					 const struct ett_mac_alg *mac)
{
	bool with_mac = ett_cipher_wants_mac(cipher) && mac != NULL;

	return (struct ett_seal_lens){
		.key = cipher->key_len,
		.iv = cipher->iv_len,
		.mac_key = with_mac ? mac->key_len : 0,
	};
}

static void choose_mac(struct ett_sealer *x, const struct ett_backend *b,
		       const struct ett_cipher_alg *cipher,
		       const struct ett_mac_alg *mac)
{
	x->way = mac->etm ? &ett_seal_etm : &ett_seal_mac;
	x->cipher = ett_find_cipher(b, cipher->primitive);
	x->mac = ett_find_mac(b, mac->primitive);
	x->block =
	    cipher->block_len > MIN_BLOCK ? cipher->block_len : MIN_BLOCK;
	x->skip = mac->etm ? LEN : 0;
	x->head = mac->etm ? LEN : x->block;
	x->tag = mac->tag_len;
	x->discard = cipher->mode == ETT_MODE_ARCFOUR ? ARCFOUR_DISCARD : 0;
}

static void choose_aead(struct ett_sealer *x, const struct ett_backend *b,
			const struct ett_cipher_alg *cipher)
{
	if (cipher->mode == ETT_MODE_GCM) {
		x->way = &ett_seal_gcm;
		x->aead = ett_find_aead(b, cipher->primitive);
	} else {
		x->way = &ett_seal_chachapoly;
		x->cipher = ett_find_cipher(b, cipher->primitive);
		x->mac = ett_find_mac(b, "poly1305");
	}
	x->block = cipher->block_len;
	x->skip = LEN;
	x->head = LEN;
	x->tag = 16;
}

static bool fits(const struct ett_seal_keys *keys, struct ett_seal_lens lens)
{
	return keys->key.n == lens.key && keys->iv.n == lens.iv &&
	       keys->mac_key.n == lens.mac_key;
}

ett_err ett_sealer_init(struct ett_sealer *x, const struct ett_backend *b,
			const struct ett_cipher_alg *cipher,
			const struct ett_mac_alg *mac, enum ett_dir dir,
			const struct ett_seal_keys *keys)
{
	ett_err e = ETT_NOKEY;

	if ((ett_cipher_wants_mac(cipher) && mac == NULL) ||
	    !fits(keys, ett_sealer_key_lens(cipher, mac)))
		return ETT_ARG;
	memset(x, 0, sizeof *x);
	x->dir = dir;
	if (ett_cipher_wants_mac(cipher))
		choose_mac(x, b, cipher, mac);
	else
		choose_aead(x, b, cipher);
	if (x->aead != NULL || (x->cipher != NULL && x->mac != NULL))
		e = x->way->init(x, keys);
	if (e != ETT_OK) {
		/* It seals nothing, but its lengths may be asked for. */
		clear(x);
		x->block = MIN_BLOCK;
		x->head = LEN;
	}
	return e;
}

size_t ett_sealer_block(const struct ett_sealer *x)
{
	return x->block;
}

size_t ett_sealer_skip(const struct ett_sealer *x)
{
	return x->skip;
}

size_t ett_sealer_tag(const struct ett_sealer *x)
{
	return x->tag;
}

size_t ett_sealer_head(const struct ett_sealer *x)
{
	return x->head;
}

static bool whole_blocks(const struct ett_sealer *x, size_t n)
{
	return n >= x->skip + x->block && (n - x->skip) % x->block == 0;
}

ett_err ett_open_len(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
		     uint32_t *packet_len)
{
	ett_err e = ETT_ARG;

	if (x->way != NULL)
		e = x->way->open_len(x, seq, packet);
	if (e == ETT_OK)
		*packet_len = ett_get_u32(packet);
	return e;
}

ett_err ett_open(struct ett_sealer *x, uint32_t seq, uint8_t *packet, size_t n)
{
	ett_err e = ETT_ARG;

	if (x->way != NULL)
		e = whole_blocks(x, n) ? x->way->open(x, seq, packet, n)
				       : ETT_FORMAT;
	if (e != ETT_OK)
		ett_wipe(packet, n);
	return e;
}

ett_err ett_seal(struct ett_sealer *x, uint32_t seq, uint8_t *packet, size_t n)
{
	ett_err e = ETT_ARG;

	if (x->way != NULL && whole_blocks(x, n))
		e = x->way->seal(x, seq, packet, n);
	if (e != ETT_OK)
		ett_wipe(packet, n);
	return e;
}
