/* SPDX-License-Identifier: ISC
 *
 * Opening channels: RFC 4254 sections 5.1 and 7.2, OpenSSH PROTOCOL 2.4.
 *
 * Invariant: a server takes only the "direct" kinds, a client only the
 * "forwarded" ones; whoever asks for something else is told why, and no
 * number is used up.
 */
#include "proto/internal.h"

enum {
	PROHIBITED = 1, /* SSH_OPEN_ADMINISTRATIVELY_PROHIBITED */
	UNKNOWN_TYPE = 3,
	SHORTAGE = 4
};

static const struct {
	const char *name;
	bool to_server;
} kind[] = {
	[ETT_DIRECT_TCPIP] = { "direct-tcpip", true },
	[ETT_FORWARDED_TCPIP] = { "forwarded-tcpip", false },
	[ETT_DIRECT_STREAMLOCAL] = { "direct-streamlocal@openssh.com", true },
	[ETT_FORWARDED_STREAMLOCAL] = { "forwarded-streamlocal@openssh.com",
					false },
};

enum { KINDS = sizeof kind / sizeof kind[0], BODY_MAX = 4096 };

static ett_err refuse(struct ett_session *s, uint32_t peer, uint32_t reason,
		      const char *text)
{
	struct ett_msg_channel_open_failure m = { .recipient = peer,
						  .reason = reason,
						  .description =
						      ett_str(text) };

	return ett_send_msg(s, channel_open_failure, &m);
}

static ett_err read_target(enum ett_target target, struct ett_bytes body,
			   struct ett_event *ev)
{
	struct ett_msg_direct_tcpip tcp = { 0 };
	struct ett_msg_direct_streamlocal direct = { 0 };
	struct ett_msg_forwarded_streamlocal back = { 0 };
	ett_err e;

	switch (target) {
	case ETT_DIRECT_STREAMLOCAL:
		e = ett_decode(direct_streamlocal, body, &direct);
		ev->host = direct.path;
		return e;
	case ETT_FORWARDED_STREAMLOCAL:
		e = ett_decode(forwarded_streamlocal, body, &back);
		ev->host = back.path;
		return e;
	case ETT_DIRECT_TCPIP:
	case ETT_FORWARDED_TCPIP:
		break;
	}
	/* direct-tcpip and forwarded-tcpip have the same layout. */
	e = ett_decode(direct_tcpip, body, &tcp);
	ev->host = tcp.host;
	ev->port = tcp.port;
	ev->origin = tcp.origin;
	ev->origin_port = tcp.origin_port;
	return e;
}

static ett_err ask(struct ett_session *s, const struct ett_msg_channel_open *m,
		   enum ett_target target)
{
	struct ett_event ev = { .kind = ETT_EV_OPEN, .target = target };
	struct chan *c;
	ett_err e;

	e = read_target(target, m->body, &ev);
	if (e != ETT_OK)
		return e;
	c = ett_chan_take(s, &ev.chan);
	if (c == NULL)
		return refuse(s, m->sender, SHORTAGE, "no channel is free");
	c->peer = m->sender;
	c->send_window = m->window;
	c->send_max = m->max_packet;
	*ett_emit(s, ETT_EV_OPEN) = ev;
	return ETT_OK;
}

ett_err ett_on_channel_open(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_channel_open m;
	ett_err e;

	e = ett_decode(channel_open, p, &m);
	if (e != ETT_OK)
		return e;
	for (size_t i = 0; i < KINDS; i++) {
		if (!ett_bytes_is(m.kind, kind[i].name))
			continue;
		if (kind[i].to_server != is_server(s))
			return refuse(s, m.sender, PROHIBITED,
				      "not in this direction");
		if (m.max_packet == 0)
			return refuse(s, m.sender, PROHIBITED,
				      "maximum packet size is zero");
		return ask(s, &m, (enum ett_target)i);
	}
	return refuse(s, m.sender, UNKNOWN_TYPE, "unknown channel type");
}

static void set_window(struct chan *c, uint32_t window)
{
	c->recv_window = window;
	c->quarter = window / 4 > 0 ? window / 4 : 1;
}

static ett_err confirm(struct ett_session *s, uint32_t number, uint32_t window)
{
	struct chan *c = ett_chan_find(s, number);
	struct ett_msg_channel_open_confirmation m = { .recipient = c->peer,
						       .sender = number,
						       .window = window,
						       .max_packet =
							   ETT_DATA_MAX };

	set_window(c, window);
	c->state = CHAN_OPEN;
	return ett_send_msg(s, channel_open_confirmation, &m);
}

ett_err ett_chan_answer(struct ett_session *s, uint32_t number, uint32_t window,
			uint32_t code, const char *text)
{
	struct chan *c = ett_chan_find(s, number);
	uint32_t peer;
	ett_err e;

	if (s->err != ETT_OK)
		return s->err;
	if (c == NULL || c->state != CHAN_ASKED)
		return ETT_ARG;
	peer = c->peer;
	if (code == 0) {
		e = confirm(s, number, window);
	} else {
		ett_chan_drop(s, number);
		e = refuse(s, peer, code, text);
	}
	if (e != ETT_OK)
		ett_session_fail(s, e);
	return e;
}

static ett_err encode_target(const struct ett_open *o, struct ett_wr *w)
{
	size_t n;

	ett_wr_str(w, o->host);
	switch (o->target) {
	case ETT_DIRECT_TCPIP:
	case ETT_FORWARDED_TCPIP:
		ett_wr_u32(w, o->port);
		ett_wr_str(w, o->origin);
		ett_wr_u32(w, o->origin_port);
		break;
	case ETT_DIRECT_STREAMLOCAL:
		ett_wr_str(w, (struct ett_bytes){ 0 });
		ett_wr_u32(w, 0);
		break;
	case ETT_FORWARDED_STREAMLOCAL:
		ett_wr_str(w, (struct ett_bytes){ 0 });
		break;
	}
	return ett_wr_end(w, &n);
}

static ett_err send_open(struct ett_session *s, const struct ett_open *o,
			 uint32_t number)
{
	struct ett_wr w = ett_wr(s->scratch + SCRATCH_LEN / 2, BODY_MAX);
	struct ett_msg_channel_open m = { .kind = ett_str(kind[o->target].name),
					  .sender = number,
					  .window = o->window,
					  .max_packet = ETT_DATA_MAX };
	ett_err e;

	e = encode_target(o, &w);
	if (e != ETT_OK)
		return e;
	m.body = (struct ett_bytes){ w.start, (size_t)(w.p - w.start) };
	return ett_send_msg(s, channel_open, &m);
}

ett_err ett_chan_open(struct ett_session *s, const struct ett_open *o,
		      uint32_t *chan)
{
	struct chan *c;
	uint32_t number;
	ett_err e;

	if (s->err != ETT_OK)
		return s->err;
	if (s->phase != ETT_PHASE_CONN ||
	    o->host.n + o->origin.n > BODY_MAX - 64)
		return ETT_ARG;
	/* Opens wait for room; answers to the peer have the better right. */
	if (s->held.len - s->held.off > s->held.cap / 2)
		return ETT_SPACE;
	c = ett_chan_take(s, &number);
	if (c == NULL)
		return ETT_SPACE;
	c->state = CHAN_OPENING;
	set_window(c, o->window);
	e = send_open(s, o, number);
	if (e != ETT_OK) {
		ett_session_fail(s, e);
		return e;
	}
	*chan = number;
	return ETT_OK;
}

static struct chan *opening(struct ett_session *s, uint32_t number)
{
	struct chan *c = ett_chan_find(s, number);

	if (c != NULL && c->state == CHAN_OPENING)
		return c;
	ett_why(s, "answer to the opening of channel ");
	ett_why_number(s, number);
	ett_why(s, ", which was not asked for");
	return NULL;
}

ett_err ett_on_channel_confirmation(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_channel_open_confirmation m;
	struct chan *c;
	ett_err e;

	e = ett_decode(channel_open_confirmation, p, &m);
	if (e != ETT_OK)
		return e;
	c = opening(s, m.recipient);
	if (c == NULL)
		return ETT_ORDER;
	c->state = CHAN_OPEN;
	c->peer = m.sender;
	c->send_window = m.window;
	c->send_max = m.max_packet;
	/* A channel that nothing may be sent on, or that has lost its local
	 * side meanwhile, is closed in the ordinary way. */
	if (c->close_wanted || m.max_packet == 0)
		return ett_chan_send_close(s, c);
	ett_emit(s, ETT_EV_OPENED)->chan = m.recipient;
	return ETT_OK;
}

ett_err ett_on_channel_failure_to_open(struct ett_session *s,
				       struct ett_bytes p)
{
	struct ett_msg_channel_open_failure m;
	struct ett_event *ev;
	ett_err e;

	e = ett_decode(channel_open_failure, p, &m);
	if (e != ETT_OK)
		return e;
	if (opening(s, m.recipient) == NULL)
		return ETT_ORDER;
	ett_chan_drop(s, m.recipient);
	ev = ett_emit(s, ETT_EV_REFUSED);
	ev->chan = m.recipient;
	ev->code = m.reason;
	ev->data = m.description;
	return ETT_OK;
}
