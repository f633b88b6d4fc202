/* SPDX-License-Identifier: ISC
 *
 * Binary packets, RFC 4253 section 6.
 *
 * Invariants.  Receiving: mem[off .. len) has come and was not looked at,
 * except that the length of the packet at off may be known; no byte of a
 * packet but its bounded length is used before its tag is verified.
 * Sending: mem[off .. len) is sealed and waits to be written.
 */
#include <assert.h>
#include <string.h>

#include "proto/internal.h"

static void trace(struct ett_session *s, enum ett_dir dir, uint32_t seq,
		  struct ett_bytes payload)
{
	if (s->env.trace.payload != NULL)
		s->env.trace.payload(s->env.trace.ctx, dir, seq, payload);
}

/* A direction that wraps before its first NEWKEYS could be made to repeat a
 * number under strict key exchange; nobody honest sends so much. */
static ett_err count(struct ett_session *s, uint32_t *seq)
{
	(*seq)++;
	if (*seq == 0 && !s->kex.done_once)
		return ETT_TOO_BIG;
	return ETT_OK;
}

static ett_err read_len(struct ett_session *s)
{
	struct packet_in *in = &s->in;
	uint32_t n;
	ett_err e;

	e = ett_open_len(in->sealer, in->seq, in->mem + in->off, &n);
	if (e != ETT_OK)
		return e;
	if (n > PACKET_LEN_MAX || n < PACKET_HEAD) {
		ett_why(s, "packet_length ");
		ett_why_number(s, n);
		ett_why(s, " is out of bounds");
		return ETT_TOO_BIG;
	}
	if ((n + 4 - ett_sealer_skip(in->sealer)) %
		ett_sealer_block(in->sealer) !=
	    0) {
		ett_why(s, "packet_length is no multiple of the block size");
		return ETT_FORMAT;
	}
	in->packet_len = n;
	return ETT_OK;
}

/* What was sealed has been verified; padding can still be nonsense. */
static ett_err unpad(struct ett_session *s, struct ett_bytes *payload)
{
	const uint8_t *packet = s->in.mem + s->in.off;
	uint32_t pad = packet[4];

	if (pad < 4 || pad > s->in.packet_len - 2) {
		ett_why(s, "padding_length ");
		ett_why_number(s, pad);
		ett_why(s, " in a packet of ");
		ett_why_number(s, s->in.packet_len);
		return ETT_FORMAT;
	}
	payload->p = packet + PACKET_HEAD;
	payload->n = s->in.packet_len - 1 - pad;
	return ETT_OK;
}

ett_err ett_packet_next(struct ett_session *s, struct ett_bytes *payload,
			uint32_t *seq)
{
	struct packet_in *in = &s->in;
	size_t whole;
	ett_err e;

	*payload = (struct ett_bytes){ 0 };
	if (in->packet_len == 0) {
		if (in->len - in->off < ett_sealer_head(in->sealer))
			return ETT_OK;
		e = read_len(s);
		if (e != ETT_OK)
			return e;
	}
	whole = 4 + (size_t)in->packet_len;
	if (in->len - in->off < whole + ett_sealer_tag(in->sealer))
		return ETT_OK;
	e = ett_open(in->sealer, in->seq, in->mem + in->off, whole);
	if (e == ETT_OK)
		e = unpad(s, payload);
	if (e != ETT_OK)
		return e;

	*seq = in->seq;
	in->off += whole + ett_sealer_tag(in->sealer);
	in->packet_len = 0;
	s->agreed.packets_in++;
	in->packets_keyed++;
	in->bytes_keyed += whole;
	trace(s, ETT_IN, *seq, *payload);
	return count(s, &in->seq);
}

static size_t padding(const struct ett_session *s, size_t n)
{
	size_t block = ett_sealer_block(s->out.sealer);
	size_t body = PACKET_HEAD + n - ett_sealer_skip(s->out.sealer);
	size_t pad = block - body % block;

	return pad < 4 ? pad + block : pad;
}

size_t ett_packet_size(const struct ett_session *s, size_t n)
{
	return PACKET_HEAD + n + padding(s, n) + ett_sealer_tag(s->out.sealer);
}

/* Random padding from a pool, so that the source is not asked per packet. */
static ett_err fill_padding(struct ett_session *s, uint8_t *at, size_t n)
{
	struct packet_out *out = &s->out;
	ett_err e;

	if (out->pad_left < n) {
		e = s->env.rng.fill(s->env.rng.ctx, out->pad, PAD_POOL);
		if (e != ETT_OK)
			return e;
		out->pad_left = PAD_POOL;
	}
	out->pad_left -= n;
	memcpy(at, out->pad + out->pad_left, n);
	return ETT_OK;
}

size_t ett_send_room(const struct ett_session *s)
{
	const struct packet_out *out = &s->out;
	size_t waiting = out->len - out->off;

	return waiting <= out->off ? out->cap - waiting : out->cap - out->len;
}

uint8_t *ett_packet_room(struct ett_session *s, size_t want, size_t *room)
{
	struct packet_out *out = &s->out;

	if (out->off > 0 && out->cap - out->len < want) {
		memmove(out->mem, out->mem + out->off, out->len - out->off);
		out->len -= out->off;
		out->off = 0;
	}
	*room = out->cap - out->len;
	return out->mem + out->len;
}

ett_err ett_packet_finish(struct ett_session *s, size_t n)
{
	struct packet_out *out = &s->out;
	uint8_t *packet = out->mem + out->len;
	size_t pad = padding(s, n), whole = PACKET_HEAD + n + pad;
	ett_err e;

	assert(whole + ett_sealer_tag(out->sealer) <= out->cap - out->len);
	trace(s, ETT_OUT, out->seq,
	      (struct ett_bytes){ packet + PACKET_HEAD, n });
	ett_put_u32(packet, (uint32_t)(whole - 4));
	packet[4] = (uint8_t)pad;
	e = fill_padding(s, packet + PACKET_HEAD + n, pad);
	if (e == ETT_OK)
		e = ett_seal(out->sealer, out->seq, packet, whole);
	if (e != ETT_OK)
		return e;
	out->len += whole + ett_sealer_tag(out->sealer);
	s->agreed.packets_out++;
	out->packets_keyed++;
	out->bytes_keyed += whole;
	return count(s, &out->seq);
}

bool ett_held_empty(const struct ett_session *s)
{
	return s->held.off == s->held.len;
}

static ett_err hold(struct ett_session *s, struct ett_bytes payload)
{
	struct held *h = &s->held;

	if (h->off > 0 && h->cap - h->len < payload.n + 4) {
		memmove(h->mem, h->mem + h->off, h->len - h->off);
		h->len -= h->off;
		h->off = 0;
	}
	if (h->cap - h->len < payload.n + 4) {
		ett_why(s, "the peer asks faster than it takes answers");
		return ETT_TOO_BIG;
	}
	ett_put_u32(h->mem + h->len, (uint32_t)payload.n);
	memcpy(h->mem + h->len + 4, payload.p, payload.n);
	h->len += payload.n + 4;
	return ETT_OK;
}

/*
 * RFC 4253 section 7.1: after our KEXINIT nothing goes out but the key
 * exchange and the transport messages, until our NEWKEYS.  The service
 * messages 5 and 6 and EXT_INFO are not among those either; they are never
 * sent then, since only the first keys bring them up.
 */
static bool must_wait(const struct ett_session *s, uint8_t number)
{
	return number >= ETT_NUM_userauth_request &&
	       (s->out.kexing || !ett_held_empty(s));
}

ett_err ett_send_payload(struct ett_session *s, struct ett_bytes payload)
{
	size_t room;
	uint8_t *packet;

	if (must_wait(s, payload.p[0]))
		return hold(s, payload);
	packet = ett_packet_room(s, ett_packet_size(s, payload.n) + KEX_RESERVE,
				 &room);
	if (payload.p[0] < ETT_NUM_userauth_request) {
		if (room < ett_packet_size(s, payload.n))
			return ETT_SPACE;
	} else if (room < ett_packet_size(s, payload.n) + KEX_RESERVE) {
		return hold(s, payload);
	}
	memcpy(packet + PACKET_HEAD, payload.p, payload.n);
	return ett_packet_finish(s, payload.n);
}

ett_err ett_send_id(struct ett_session *s, enum ett_msg_id id, const void *msg)
{
	size_t n;
	ett_err e;

	e = ett_encode_id(id, msg, s->scratch, SCRATCH_LEN, &n);
	if (e != ETT_OK)
		return e;
	return ett_send_payload(s, (struct ett_bytes){ s->scratch, n });
}

ett_err ett_held_flush(struct ett_session *s)
{
	struct held *h = &s->held;
	size_t room, n;
	uint8_t *packet;
	ett_err e;

	while (!ett_held_empty(s) && !s->out.kexing) {
		n = ett_get_u32(h->mem + h->off);
		packet = ett_packet_room(s, ett_packet_size(s, n) + KEX_RESERVE,
					 &room);
		if (room < ett_packet_size(s, n) + KEX_RESERVE)
			return ETT_OK;
		memcpy(packet + PACKET_HEAD, h->mem + h->off + 4, n);
		h->off += n + 4;
		e = ett_packet_finish(s, n);
		if (e != ETT_OK)
			return e;
	}
	if (ett_held_empty(s))
		h->off = h->len = 0;
	return ETT_OK;
}

bool ett_may_process(const struct ett_session *s)
{
	size_t queued = s->out.len - s->out.off;
	size_t waiting = s->held.len - s->held.off;

	if (s->out.cap - queued < SEND_ENOUGH)
		return false;
	/* A key exchange must go on, or nothing held back ever leaves. */
	return s->out.kexing || waiting < s->held.cap / 2;
}
