/* SPDX-License-Identifier: ISC
 *
 * Channel data and windows, RFC 4254 section 5.2.
 *
 * Invariants.  send_window is what the peer granted less what was sent;
 * recv_window what we told the peer less what came.  A room lent for sending
 * lies in the send arena where its packet will stand: packets of full rooms
 * follow each other without a gap, so only the last may be short.
 */
#include <assert.h>
#include <string.h>

#include "proto/internal.h"

static ett_err send_adjust(struct ett_session *s, struct chan *c)
{
	struct ett_msg_channel_window_adjust m = { .recipient = c->peer,
						   .bytes = c->due };

	c->recv_window += c->due;
	c->due = 0;
	return ett_send_msg(s, channel_window_adjust, &m);
}

static ett_err grant(struct ett_session *s, struct chan *c, uint32_t n)
{
	if (n > UINT32_MAX - c->recv_window - c->due)
		return ETT_ARG;
	c->due += n;
	if (c->due == 0 || c->eof_got || c->close_sent)
		return ETT_OK;
	if (c->due < c->quarter && c->recv_window > 0)
		return ETT_OK;
	return send_adjust(s, c);
}

ett_err ett_chan_grant(struct ett_session *s, uint32_t number, uint32_t n)
{
	struct chan *c = ett_chan_find(s, number);
	ett_err e;

	if (s->err != ETT_OK)
		return s->err;
	if (c == NULL || c->state != CHAN_OPEN)
		return ETT_ARG;
	e = grant(s, c, n);
	if (e != ETT_OK && e != ETT_ARG)
		ett_session_fail(s, e);
	return e;
}

ett_err ett_on_channel_adjust(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_channel_window_adjust m;
	struct chan *c;
	ett_err e;

	e = ett_decode(channel_window_adjust, p, &m);
	if (e != ETT_OK)
		return e;
	c = ett_chan_find(s, m.recipient);
	if (c == NULL || c->state != CHAN_OPEN) {
		ett_why(s, "window for a channel that is not open");
		return ETT_ORDER;
	}
	/* The window must not pass 2^32 - 1.  The RFC names no penalty; a
	 * peer that wraps has lost count. */
	if (m.bytes > UINT32_MAX - c->send_window) {
		ett_why(s, "window grows beyond 2^32 - 1");
		return ETT_TOO_BIG;
	}
	if (c->send_window == 0 && m.bytes > 0 && !c->close_sent)
		ett_emit(s, ETT_EV_WRITABLE)->chan = m.recipient;
	c->send_window += m.bytes;
	return ETT_OK;
}

/* Bounds what came by what was granted. */
static ett_err take_in(struct ett_session *s, uint32_t number, size_t n,
		       struct chan **out)
{
	struct chan *c = ett_chan_find(s, number);

	if (c == NULL || c->state != CHAN_OPEN) {
		ett_why(s, "data for a channel that is not open");
		return ETT_ORDER;
	}
	if (c->eof_got) {
		ett_why(s, "data after the end of file");
		return ETT_ORDER;
	}
	if (n > ETT_DATA_MAX || n > c->recv_window) {
		ett_why(s, n > ETT_DATA_MAX
			       ? "data longer than the maximum packet size"
			       : "data beyond the window");
		return ETT_TOO_BIG;
	}
	c->recv_window -= (uint32_t)n;
	*out = c;
	return ETT_OK;
}

ett_err ett_on_channel_data(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_channel_data m;
	struct ett_event *ev;
	struct chan *c;
	ett_err e;

	e = ett_decode(channel_data, p, &m);
	if (e == ETT_OK)
		e = take_in(s, m.recipient, m.data.n, &c);
	if (e != ETT_OK || m.data.n == 0 || c->close_sent)
		return e;
	ev = ett_emit(s, ETT_EV_DATA);
	ev->chan = m.recipient;
	ev->data = m.data;
	return ETT_OK;
}

/* Counts against the same window; a tunnel has no use for it. */
ett_err ett_on_channel_extended(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_channel_extended_data m;
	struct chan *c;
	ett_err e;

	e = ett_decode(channel_extended_data, p, &m);
	if (e == ETT_OK)
		e = take_in(s, m.recipient, m.data.n, &c);
	return e == ETT_OK ? grant(s, c, (uint32_t)m.data.n) : e;
}

/* A full data packet, whatever the peer's own maximum is. */
static size_t full_size(const struct ett_session *s)
{
	return ett_packet_size(s, DATA_HEAD + ETT_DATA_MAX);
}

size_t ett_send_slots(const struct ett_session *s)
{
	size_t room = ett_send_room(s);

	if (s->err != ETT_OK || s->out.kexing || !ett_held_empty(s) ||
	    s->phase != ETT_PHASE_CONN || room < SEND_RESERVE + full_size(s))
		return 0;
	return (room - SEND_RESERVE) / full_size(s);
}

uint32_t ett_chan_window(const struct ett_session *s, uint32_t number)
{
	if (number >= s->chans.top || s->chans.at[number].state != CHAN_OPEN)
		return 0;
	return s->chans.at[number].send_window;
}

/* Data bytes in each packet on this channel. */
static uint32_t room_len(const struct chan *c)
{
	return c->send_max < ETT_DATA_MAX ? c->send_max : ETT_DATA_MAX;
}

static bool may_send(const struct chan *c)
{
	return c != NULL && c->state == CHAN_OPEN && !c->eof_sent &&
	       !c->close_sent && c->send_window > 0;
}

size_t ett_chan_rooms(struct ett_session *s, uint32_t number,
		      struct ett_room *rooms, size_t max)
{
	struct chan *c = ett_chan_find(s, number);
	size_t slots = ett_send_slots(s), stride, room, n = 0;
	uint32_t left;
	uint8_t *at;

	s->out.rooms = 0;
	if (slots == 0 || !may_send(c))
		return 0;
	max = max < slots ? max : slots;
	at = ett_packet_room(s, SEND_RESERVE + max * full_size(s), &room);
	stride = ett_packet_size(s, DATA_HEAD + room_len(c));
	for (left = c->send_window; n < max && n < ETT_BATCH_MAX && left > 0;
	     n++) {
		rooms[n].p = at + n * stride + PACKET_HEAD + DATA_HEAD;
		rooms[n].n = left < room_len(c) ? left : room_len(c);
		left -= (uint32_t)rooms[n].n;
	}
	s->out.rooms = (uint32_t)n;
	return n;
}

/* The data stands at packet + PACKET_HEAD + DATA_HEAD already. */
static ett_err send_data(struct ett_session *s, const struct chan *c,
			 uint32_t n)
{
	uint8_t *payload = s->out.mem + s->out.len + PACKET_HEAD;

	payload[0] = ETT_NUM_channel_data;
	ett_put_u32(payload + 1, c->peer);
	ett_put_u32(payload + 5, n);
	return ett_packet_finish(s, DATA_HEAD + n);
}

ett_err ett_chan_ack(struct ett_session *s, uint32_t number, size_t n)
{
	struct chan *c = ett_chan_find(s, number);
	ett_err e = ETT_OK;

	if (s->err != ETT_OK)
		return s->err;
	if (c == NULL || n > c->send_window ||
	    n > (size_t)s->out.rooms * room_len(c))
		return ETT_ARG;
	s->out.rooms = 0;
	while (n > 0 && e == ETT_OK) {
		uint32_t len = n < room_len(c) ? (uint32_t)n : room_len(c);

		e = send_data(s, c, len);
		c->send_window -= len;
		n -= len;
	}
	if (e == ETT_OK)
		e = ett_kex_if_due(s);
	if (e != ETT_OK)
		ett_session_fail(s, e);
	return e;
}
