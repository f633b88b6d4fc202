/* SPDX-License-Identifier: ISC
 *
 * A sequence number counts every packet, unencrypted ones too (RFC 4253
 * section 6.4); a packet_length is bounded before memory is used by it.
 */
#include "conformance/peer/packet.h"

#include <string.h>

enum { LENGTH = 4, PADDING_MIN = 4, PADDING_MAX = 255, SMALLEST = 16 };
enum { PAYLOAD_MAX = 32768, TOTAL_MAX = 35000 };

ett_err conf_link_init(struct conf_link *l)
{
	memset(l, 0, sizeof *l);
	return ett_buf_new(&l->got, CONF_PACKET_MAX);
}

void conf_link_free(struct conf_link *l)
{
	conf_lock_free(&l->in.lock);
	conf_lock_free(&l->out.lock);
	ett_buf_free(&l->got);
}

/* The shortest lawful padding for this payload. */
static size_t padding_for(const struct conf_lock *lock, size_t payload)
{
	size_t block = conf_lock_block(lock);
	size_t counted = 1 + payload;
	size_t pad;

	if (conf_lock_length_counts(lock))
		counted += LENGTH;
	pad = block - counted % block;
	if (pad < PADDING_MIN)
		pad += block;
	while (LENGTH + 1 + payload + pad < SMALLEST)
		pad += block;
	return pad;
}

static uint32_t num_of(const struct conf_twist *twists,
		       enum conf_twist_kind kind, size_t lawful)
{
	const struct conf_twist *t = conf_twist_find(twists, kind);

	return t != NULL ? t->num : (uint32_t)lawful;
}

static const struct conf_twist *has(const struct conf_twist *twists,
				    enum conf_twist_kind kind)
{
	return conf_twist_find(twists, kind);
}

static size_t padding_asked(const struct conf_lock *lock, size_t payload,
			    const struct conf_twist *twists)
{
	size_t least = padding_for(lock, payload);
	size_t block = conf_lock_block(lock);

	if (has(twists, TW_PAD_MOST) != NULL)
		return least + (PADDING_MAX - least) / block * block;
	if (has(twists, TW_PAD_MORE) != NULL)
		return least + has(twists, TW_PAD_MORE)->num;
	return num_of(twists, TW_PAD, least);
}

/* What happens to a sealed packet of n bytes and its tag on the way. */
static void spoil(const struct conf_twist *twists, uint8_t *packet, size_t n,
		  size_t tag)
{
	const struct conf_twist *flip = has(twists, TW_FLIP);

	if (flip != NULL && flip->at < n + tag)
		packet[flip->at] ^= (uint8_t)flip->num;
	if (has(twists, TW_PAD_FLIP) != NULL)
		packet[n - 1] ^= 0x80;
	if (has(twists, TW_TAG_FLIP) != NULL && tag > 0)
		packet[n] ^= 0x80;
}

ett_err conf_link_put(struct conf_link *l, struct ett_bytes payload,
		      const struct conf_twist *twists, struct ett_rng rng,
		      struct conf_put *out)
{
	struct conf_half *h = &l->out;
	size_t pad = padding_asked(&h->lock, payload.n, twists);
	size_t n = LENGTH + 1 + payload.n + pad;
	size_t tag = conf_lock_tag(&h->lock), start = out->n;
	uint8_t *packet = out->p + start;
	uint32_t seq = h->seq + num_of(twists, TW_SEQ_SKEW, 0);
	ett_err e;

	if (out->lost || n + tag > out->room - start)
		return ETT_SPACE;
	conf_put_u32(out, num_of(twists, TW_PACKET_LEN, n - LENGTH));
	conf_put_u8(out, (uint8_t)num_of(twists, TW_PAD_LEN, pad));
	conf_put_raw(out, payload);
	e = rng.fill(rng.ctx, out->p + out->n, pad);
	if (e == ETT_OK)
		e = conf_lock_seal(&h->lock, seq, packet, n);
	if (e != ETT_OK)
		return e;
	spoil(twists, packet, n, tag);
	out->n = has(twists, TW_LOST) != NULL ? start : start + n + tag;
	if (has(twists, TW_AGAIN) != NULL)
		conf_put_raw(out, (struct ett_bytes){ packet, n + tag });
	h->seq++;
	return out->lost ? ETT_SPACE : ETT_OK;
}

static enum conf_take take_length(struct conf_link *l)
{
	struct conf_half *h = &l->in;
	size_t have;
	uint8_t *p;

	if (ett_buf_view(&l->got).n < conf_lock_head(&h->lock))
		return TAKE_MORE;
	p = ett_buf_room(&l->got, &have) - ett_buf_view(&l->got).n;
	if (conf_lock_length(&h->lock, h->seq, p, &l->length) != ETT_OK)
		return TAKE_BAD_TAG;
	if (l->length < 1 + PADDING_MIN ||
	    l->length > CONF_PACKET_MAX - LENGTH - ETT_TAG_MAX)
		return TAKE_BAD_LENGTH;
	l->have_length = true;
	return TAKE_PACKET;
}

static void note_odd(struct conf_link *l, size_t n, size_t pad)
{
	const struct conf_lock *lock = &l->in.lock;
	bool counts = conf_lock_length_counts(lock);
	size_t counted = counts ? n : n - LENGTH;

	if (pad < PADDING_MIN)
		l->odd |= PACKET_PADDING;
	if (counted % conf_lock_block(lock) != 0)
		l->odd |= PACKET_ALIGN;
	/* chacha20-poly1305 has none of its own: OpenSSH sends 12 bytes */
	if (counts && n < SMALLEST)
		l->odd |= PACKET_SMALL;
	if (n + conf_lock_tag(lock) > TOTAL_MAX)
		l->odd |= PACKET_LARGE;
	if (pad + 1 > n - LENGTH)
		l->odd |= PACKET_INSIDE;
	else if (n - LENGTH - 1 - pad > PAYLOAD_MAX)
		l->odd |= PACKET_LARGE;
}

enum conf_take conf_link_take(struct conf_link *l)
{
	struct conf_half *h = &l->in;
	enum conf_take t;
	size_t n, pad, room;
	uint8_t *p;

	ett_buf_drain(&l->got, l->used);
	l->used = 0;
	l->payload = (struct ett_bytes){ NULL, 0 };
	t = l->have_length ? TAKE_PACKET : take_length(l);
	if (t != TAKE_PACKET)
		return t;
	n = LENGTH + (size_t)l->length;
	if (ett_buf_view(&l->got).n < n + conf_lock_tag(&h->lock))
		return TAKE_MORE;
	p = ett_buf_room(&l->got, &room) - ett_buf_view(&l->got).n;
	l->have_length = false;
	if (conf_lock_open(&h->lock, h->seq, p, n) != ETT_OK)
		return TAKE_BAD_TAG;
	pad = p[LENGTH];
	note_odd(l, n, pad);
	if (pad + 1 <= n - LENGTH)
		l->payload =
		    (struct ett_bytes){ p + LENGTH + 1, n - LENGTH - 1 - pad };
	l->used = n + conf_lock_tag(&h->lock);
	l->taken_seq = h->seq++;
	return TAKE_PACKET;
}

bool conf_link_fits(struct conf_link *l, uint32_t seq)
{
	struct conf_lock *lock = &l->in.lock;
	size_t have = ett_buf_view(&l->got).n, room;
	uint8_t *p = ett_buf_room(&l->got, &room) - have;

	if (have < LENGTH)
		return false;
	if (lock->kind == LOCK_CHACHA &&
	    conf_lock_length(lock, seq, p, &l->length) != ETT_OK)
		return false;
	return l->length > PADDING_MIN &&
	       have >= conf_lock_tag(lock) + LENGTH &&
	       l->length <= have - conf_lock_tag(lock) - LENGTH &&
	       conf_lock_fits(lock, seq, p, LENGTH + (size_t)l->length);
}
