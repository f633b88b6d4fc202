/* SPDX-License-Identifier: ISC
 *
 * Cipher and MAC.  RFC 4253 section 6.4: the MAC is over the sequence number
 * and the plaintext, so a packet must be decrypted before it can be verified.
 * The -etm forms of OpenSSH have it over what is sent, verified first, with
 * packet_length left in clear.  A MAC with a nonce (UMAC) gets the sequence
 * number there, and not among what it authenticates.
 */
#include "crypto/seal_impl.h"

#include <string.h>

#include "wire/cursor.h"

/* Crypts bytes of no meaning, as many as are to be thrown away. */
static ett_err discard(struct ett_sealer *x)
{
	uint8_t stream[64] = { 0 };
	ett_err e = ETT_OK;

	for (size_t n = 0; n < x->discard && e == ETT_OK; n += sizeof stream)
		e = x->cipher->crypt(x->main_ctx, stream, sizeof stream);
	ett_wipe(stream, sizeof stream);
	return e;
}

static ett_err init(struct ett_sealer *x, const struct ett_seal_keys *keys)
{
	ett_err e =
	    x->cipher->init(x->main_ctx, x->dir, keys->key.p, keys->iv.p);

	if (e == ETT_OK)
		e = discard(x);
	if (e == ETT_OK)
		e = x->mac->init(x->mac_ctx, keys->mac_key);
	return e;
}

/* RFC 4253 section 6.4 authenticates the number with the packet; the nonce of
 * umac-64@openssh.com is the number as 64 bits. */
static void begin_tag(struct ett_sealer *x, uint32_t seq)
{
	uint8_t number[8] = { 0 };

	ett_put_u32(number + 4, seq);
	if (x->mac->nonce_len > 0)
		x->mac->start(x->mac_ctx, number);
	else
		x->mac->update(x->mac_ctx, (struct ett_bytes){ number + 4, 4 });
}

/* mac(key, sequence_number || packet), as many bytes as are sent. */
static ett_err make_tag(struct ett_sealer *x, uint32_t seq,
			const uint8_t *packet, size_t n, uint8_t *tag)
{
	uint8_t full[ETT_TAG_MAX];
	ett_err e;

	begin_tag(x, seq);
	x->mac->update(x->mac_ctx, (struct ett_bytes){ packet, n });
	e = x->mac->final(x->mac_ctx, full);
	if (e == ETT_OK)
		memcpy(tag, full, x->tag);
	return e;
}

static ett_err verify(struct ett_sealer *x, uint32_t seq, const uint8_t *packet,
		      size_t n)
{
	uint8_t tag[ETT_TAG_MAX];
	ett_err e = make_tag(x, seq, packet, n, tag);

	if (e == ETT_OK && !ett_same(tag, packet + n, x->tag))
		e = ETT_MAC;
	return e;
}

static ett_err crypt(struct ett_sealer *x, uint8_t *data, size_t n)
{
	return x->cipher->crypt(x->main_ctx, data, n);
}

static ett_err mac_open_len(struct ett_sealer *x, uint32_t seq, uint8_t *packet)
{
	(void)seq;
	return crypt(x, packet, x->head);
}

static ett_err mac_open(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
			size_t n)
{
	ett_err e = crypt(x, packet + x->head, n - x->head);

	return e == ETT_OK ? verify(x, seq, packet, n) : e;
}

static ett_err mac_seal(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
			size_t n)
{
	ett_err e = make_tag(x, seq, packet, n, packet + n);

	return e == ETT_OK ? crypt(x, packet, n) : e;
}

const struct ett_seal_way ett_seal_mac = {
	.init = init,
	.open_len = mac_open_len,
	.open = mac_open,
	.seal = mac_seal,
};

static ett_err etm_open_len(struct ett_sealer *x, uint32_t seq, uint8_t *packet)
{
	(void)x;
	(void)seq;
	(void)packet;
	return ETT_OK;
}

static ett_err etm_open(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
			size_t n)
{
	ett_err e = verify(x, seq, packet, n);

	return e == ETT_OK ? crypt(x, packet + x->skip, n - x->skip) : e;
}

static ett_err etm_seal(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
			size_t n)
{
	ett_err e = crypt(x, packet + x->skip, n - x->skip);

	return e == ETT_OK ? make_tag(x, seq, packet, n, packet + n) : e;
}

const struct ett_seal_way ett_seal_etm = {
	.init = init,
	.open_len = etm_open_len,
	.open = etm_open,
	.seal = etm_seal,
};
