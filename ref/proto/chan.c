/* SPDX-License-Identifier: ISC
 *
 * Channel numbers, end of file and close, channel requests: RFC 4254
 * sections 5.3 and 5.4.
 *
 * Invariant: a number is free again only after CLOSE went both ways, so no
 * late message can reach its next owner.
 */
#include "proto/internal.h"

struct chan *ett_chan_find(struct ett_session *s, uint32_t number)
{
	if (number >= s->chans.top || s->chans.at[number].state == CHAN_FREE)
		return NULL;
	return &s->chans.at[number];
}

struct chan *ett_chan_take(struct ett_session *s, uint32_t *number)
{
	struct chans *all = &s->chans;
	struct chan *c;

	if (all->free != 0) {
		*number = all->free - 1;
		all->free = all->at[*number].next_free;
	} else if (all->top < all->max) {
		*number = all->top++;
	} else {
		return NULL;
	}
	c = &all->at[*number];
	*c = (struct chan){ .state = CHAN_ASKED };
	all->open++;
	return c;
}

void ett_chan_drop(struct ett_session *s, uint32_t number)
{
	struct chan *c = &s->chans.at[number];

	c->state = CHAN_FREE;
	c->next_free = s->chans.free;
	s->chans.free = number + 1;
	s->chans.open--;
}

/* The channel that a peer's message is for, once both have opened it. */
static struct chan *open_chan(struct ett_session *s, uint32_t number)
{
	struct chan *c = ett_chan_find(s, number);

	if (c != NULL && c->state == CHAN_OPEN)
		return c;
	ett_why(s, "message for channel ");
	ett_why_number(s, number);
	ett_why(s, ", which is not open");
	return NULL;
}

ett_err ett_chan_send_close(struct ett_session *s, struct chan *c)
{
	struct ett_msg_channel_close m = { .recipient = c->peer };

	if (c->close_sent)
		return ETT_OK;
	c->close_sent = true;
	return ett_send_msg(s, channel_close, &m);
}

ett_err ett_on_channel_eof(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_channel_eof m;
	struct chan *c;
	ett_err e;

	e = ett_decode(channel_eof, p, &m);
	if (e != ETT_OK)
		return e;
	c = open_chan(s, m.recipient);
	if (c == NULL)
		return ETT_ORDER;
	if (c->eof_got || c->close_sent)
		return ETT_OK;
	c->eof_got = true;
	ett_emit(s, ETT_EV_EOF)->chan = m.recipient;
	return ETT_OK;
}

ett_err ett_on_channel_close(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_channel_close m;
	struct chan *c;
	ett_err e;

	e = ett_decode(channel_close, p, &m);
	if (e != ETT_OK)
		return e;
	c = open_chan(s, m.recipient);
	if (c == NULL)
		return ETT_ORDER;
	e = ett_chan_send_close(s, c);
	if (e != ETT_OK)
		return e;
	ett_chan_drop(s, m.recipient);
	ett_emit(s, ETT_EV_CHAN_CLOSED)->chan = m.recipient;
	return ETT_OK;
}

/* There are no sessions here, so no request has an effect. */
ett_err ett_on_channel_request(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_channel_request m;
	struct ett_msg_channel_failure no;
	struct chan *c;
	ett_err e;

	e = ett_decode(channel_request, p, &m);
	if (e != ETT_OK)
		return e;
	c = open_chan(s, m.recipient);
	if (c == NULL)
		return ETT_ORDER;
	if (!m.want_reply || c->close_sent)
		return ETT_OK;
	no.recipient = c->peer;
	return ett_send_msg(s, channel_failure, &no);
}

/* We make no channel requests: an answer to one has no effect. */
ett_err ett_on_channel_reply(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_channel_success yes;
	struct ett_msg_channel_failure no;

	(void)s;
	return p.p[0] == ETT_NUM_channel_success
		   ? ett_decode(channel_success, p, &yes)
		   : ett_decode(channel_failure, p, &no);
}

ett_err ett_chan_eof(struct ett_session *s, uint32_t number)
{
	struct chan *c = ett_chan_find(s, number);
	struct ett_msg_channel_eof m;
	ett_err e;

	if (s->err != ETT_OK)
		return s->err;
	if (c == NULL || c->state != CHAN_OPEN)
		return ETT_ARG;
	if (c->eof_sent || c->close_sent)
		return ETT_OK;
	c->eof_sent = true;
	m.recipient = c->peer;
	e = ett_send_msg(s, channel_eof, &m);
	if (e != ETT_OK)
		ett_session_fail(s, e);
	return e;
}

ett_err ett_chan_close(struct ett_session *s, uint32_t number)
{
	struct chan *c = ett_chan_find(s, number);
	ett_err e;

	if (s->err != ETT_OK)
		return s->err;
	if (c == NULL || c->state == CHAN_ASKED)
		return ETT_ARG;
	if (c->state == CHAN_OPENING) {
		c->close_wanted = true;
		return ETT_OK;
	}
	e = ett_chan_send_close(s, c);
	if (e != ETT_OK)
		ett_session_fail(s, e);
	return e;
}
