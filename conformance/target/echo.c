/* SPDX-License-Identifier: ISC
 *
 * The window granted is the room of waiting: what comes in within it fits,
 * and what is sent on is granted again.
 */
#include "conformance/target/echo.h"

#include <string.h>

void echo_free(struct echo *e)
{
	for (size_t i = 0; i < ECHO_CHANS; i++)
		ett_buf_free(&e->at[i].waiting);
	memset(e, 0, sizeof *e);
}

static struct echo_chan *find(struct echo *e, uint32_t number)
{
	for (size_t i = 0; i < ECHO_CHANS; i++)
		if (e->at[i].used && e->at[i].number == number)
			return &e->at[i];
	return NULL;
}

ett_err echo_add(struct echo *e, uint32_t number, uint32_t to)
{
	struct echo_chan *c = e->at;
	ett_err err;

	while (c < e->at + ECHO_CHANS && c->used)
		c++;
	if (c == e->at + ECHO_CHANS)
		return ETT_SPACE;
	err = ett_buf_new(&c->waiting, ECHO_WINDOW);
	if (err != ETT_OK)
		return err;
	c->used = true;
	c->eof = c->said_eof = false;
	c->number = number;
	c->to = to;
	return ETT_OK;
}

static ett_err take(struct echo_chan *c, struct ett_bytes data)
{
	size_t room;
	uint8_t *to = ett_buf_room(&c->waiting, &room);

	if (data.n > room)
		return ETT_SPACE;
	memcpy(to, data.p, data.n);
	ett_buf_fill(&c->waiting, data.n);
	return ETT_OK;
}

/* What comes from the other one has nowhere to go any more. */
static ett_err drop(struct echo *e, struct ett_session *s, struct echo_chan *c)
{
	struct echo_chan *other = find(e, c->to);

	ett_buf_free(&c->waiting);
	c->used = false;
	if (other == NULL || other == c)
		return ETT_OK;
	other->to = other->number;
	return ett_chan_close(s, other->number);
}

ett_err echo_event(struct echo *e, struct ett_session *s,
		   const struct ett_event *ev)
{
	struct echo_chan *c = find(e, ev->chan);

	if (c == NULL)
		return ETT_OK;
	switch (ev->kind) {
	case ETT_EV_DATA:
		return take(c, ev->data);
	case ETT_EV_EOF:
		c->eof = true;
		return ETT_OK;
	case ETT_EV_CHAN_CLOSED:
	case ETT_EV_REFUSED:
		return drop(e, s, c);
	default:
		return ETT_OK;
	}
}

static ett_err send_some(struct echo_chan *c, struct ett_session *s,
			 bool *moved)
{
	struct ett_bytes v = ett_buf_view(&c->waiting);
	struct ett_room room;
	ett_err err;

	if (v.n == 0 || ett_chan_rooms(s, c->to, &room, 1) == 0)
		return ETT_OK;
	if (v.n > room.n)
		v.n = room.n;
	memcpy(room.p, v.p, v.n);
	err = ett_chan_ack(s, c->to, v.n);
	if (err != ETT_OK)
		return err;
	ett_buf_drain(&c->waiting, v.n);
	*moved = true;
	return ett_chan_grant(s, c->number, (uint32_t)v.n);
}

static ett_err end(struct echo_chan *c, struct ett_session *s, bool *moved)
{
	ett_err err;

	if (!c->eof || c->said_eof || ett_buf_view(&c->waiting).n > 0)
		return ETT_OK;
	c->said_eof = *moved = true;
	err = ett_chan_eof(s, c->to);
	return err == ETT_OK ? ett_chan_close(s, c->to) : err;
}

ett_err echo_send(struct echo *e, struct ett_session *s, bool *moved)
{
	ett_err err = ETT_OK;

	*moved = false;
	for (size_t i = 0; i < ECHO_CHANS && err == ETT_OK; i++) {
		struct echo_chan *c = &e->at[i];

		if (c->used)
			err = send_some(c, s, moved);
		if (err == ETT_OK && c->used)
			err = end(c, s, moved);
	}
	return err;
}
