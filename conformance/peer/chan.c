/* SPDX-License-Identifier: ISC
 *
 * Numbers of channels are the judge's to choose, so a number of the target
 * that does not fit is the target's mistake, and never an index.
 */
#include "conformance/peer/chan.h"

#include <stdio.h>
#include <string.h>

#include "conformance/peer/put.h"

struct conf_chan *conf_chan_find(struct conf_chans *c, uint32_t ours)
{
	for (size_t i = 0; i < CONF_CHANS; i++)
		if (c->at[i].used && c->at[i].ours == ours)
			return &c->at[i];
	return NULL;
}

static bool over(const struct conf_chan *c)
{
	return c->closed && c->said_close;
}

/* Its number is free for another one as soon as both have said CLOSE. */
static struct conf_chan *by_theirs(struct conf_chans *c, uint32_t theirs)
{
	for (size_t i = 0; i < CONF_CHANS; i++)
		if (c->at[i].open && !over(&c->at[i]) &&
		    c->at[i].theirs == theirs)
			return &c->at[i];
	return NULL;
}

/* One that is free, or closed on both sides long ago. */
static struct conf_chan *fresh(struct conf_chans *c, uint32_t ours)
{
	struct conf_chan *at = conf_chan_find(c, ours);

	for (size_t i = 0; i < CONF_CHANS && at == NULL; i++)
		if (!c->at[i].used)
			at = &c->at[i];
	for (size_t i = 0; i < CONF_CHANS && at == NULL; i++)
		if (over(&c->at[i]))
			at = &c->at[i];
	if (at != NULL)
		*at = (struct conf_chan){ .used = true, .ours = ours };
	return at;
}

static uint32_t num(const struct conf_seen *s, size_t i)
{
	return i < s->n ? (uint32_t)s->v[i].num : 0;
}

static struct ett_bytes view(const struct conf_seen *s, size_t i)
{
	return i < s->n ? s->v[i].bytes : (struct ett_bytes){ NULL, 0 };
}

/* The values of CHANNEL_OPEN: kind, sender, window, max_packet. */
static void say_open(struct conf_chans *c, const struct conf_seen *s)
{
	struct conf_chan *at = fresh(c, num(s, 1));

	if (at == NULL)
		return;
	at->may_hear = num(s, 2);
	at->max_hear = num(s, 3);
}

/* recipient, sender, window, max_packet: we confirm what the target opened,
 * which hear_open() has noted under its own number. */
static void say_confirmation(struct conf_chans *c, const struct conf_seen *s)
{
	struct conf_chan *at = fresh(c, num(s, 1));

	if (at == NULL)
		return;
	at->open = true;
	at->theirs = num(s, 0);
	at->may_hear = num(s, 2);
	at->max_hear = num(s, 3);
	at->may_send = c->opening_window;
	at->max_send = c->opening_max;
}

/* Each byte is a mixture of all bits of its position (splitmix64). */
static uint8_t pattern(uint64_t at)
{
	at = (at + 1) * 0x9e3779b97f4a7c15u;
	at = (at ^ at >> 30) * 0xbf58476d1ce4e5b9u;
	return (uint8_t)(at >> 56);
}

void conf_pattern(uint64_t from, uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = pattern(from + i);
}

static void say_data(struct conf_chans *c, const struct conf_seen *s, size_t i)
{
	struct conf_chan *at = by_theirs(c, num(s, 0));
	size_t n = view(s, i).n;

	if (at == NULL)
		return;
	at->said += n;
	at->may_send -= n < at->may_send ? n : at->may_send;
}

void conf_chans_say(struct conf_chans *c, const struct conf_seen *s)
{
	struct conf_chan *at = s->n > 0 ? by_theirs(c, num(s, 0)) : NULL;

	switch (s->row != NULL ? s->row->number : 0) {
	case ETT_NUM_channel_open:
		say_open(c, s);
		break;
	case ETT_NUM_channel_open_confirmation:
		say_confirmation(c, s);
		break;
	case ETT_NUM_channel_data:
		say_data(c, s, 1);
		break;
	case ETT_NUM_channel_extended_data:
		say_data(c, s, 2);
		break;
	case ETT_NUM_channel_window_adjust:
		if (at != NULL)
			at->may_hear += num(s, 1);
		break;
	case ETT_NUM_channel_eof:
		if (at != NULL)
			at->said_eof = true;
		break;
	case ETT_NUM_channel_close:
		if (at != NULL)
			at->said_close = true;
		break;
	default:
		break;
	}
}

static void hear_confirmation(struct conf_chan *at, const struct conf_seen *s)
{
	at->open = true;
	at->theirs = num(s, 1);
	at->may_send = num(s, 2);
	at->max_send = num(s, 3);
}

static void hear_data(struct conf_chans *c, struct conf_chan *at,
		      struct ett_bytes data, bool ext)
{
	size_t room = sizeof at->kept - at->kept_n;

	if (data.n > at->may_hear)
		c->odd |= CHAN_OVER_WINDOW;
	if (data.n > at->max_hear)
		c->odd |= CHAN_OVER_PACKET;
	if (at->eof)
		c->odd |= CHAN_AFTER_EOF;
	at->may_hear -= data.n < at->may_hear ? data.n : at->may_hear;
	if (ext) {
		at->heard_ext += data.n;
		return;
	}
	for (size_t i = 0; i < data.n && at->same == at->heard + i; i++)
		at->same += data.p[i] == pattern(at->same);
	at->heard += data.n;
	if (room > data.n)
		room = data.n;
	if (room > 0)
		memcpy(at->kept + at->kept_n, data.p, room);
	at->kept_n += room;
}

static void hear_reply(char *replies, size_t *n, char reply)
{
	if (*n + 1 < CONF_REPLIES)
		replies[(*n)++] = reply;
}

/* recipient, name, want_reply, body */
static void hear_request(struct conf_chan *at, const struct conf_seen *s)
{
	struct ett_bytes body = view(s, 3);

	if (!ett_bytes_is(view(s, 1), "exit-status") || body.n < 4)
		return;
	at->has_status = true;
	at->status = (uint32_t)body.p[0] << 24 | (uint32_t)body.p[1] << 16 |
		     (uint32_t)body.p[2] << 8 | body.p[3];
}

static void hear_on(struct conf_chans *c, struct conf_chan *at,
		    const struct conf_seen *s)
{
	if (at->closed)
		c->odd |= CHAN_AFTER_CLOSE;
	switch (s->row->number) {
	case ETT_NUM_channel_open_confirmation:
		hear_confirmation(at, s);
		break;
	case ETT_NUM_channel_open_failure:
		at->refused = true;
		at->reason = num(s, 1);
		break;
	case ETT_NUM_channel_window_adjust:
		at->may_send += num(s, 1);
		break;
	case ETT_NUM_channel_data:
		hear_data(c, at, view(s, 1), false);
		break;
	case ETT_NUM_channel_extended_data:
		hear_data(c, at, view(s, 2), true);
		break;
	case ETT_NUM_channel_eof:
		at->eof = true;
		break;
	case ETT_NUM_channel_close:
		at->closed = true;
		break;
	case ETT_NUM_channel_request:
		hear_request(at, s);
		break;
	case ETT_NUM_channel_success:
		hear_reply(at->replies, &at->replies_n, 's');
		break;
	default:
		hear_reply(at->replies, &at->replies_n, 'f');
	}
}

static void hear_global(struct conf_chans *c, const struct conf_seen *s)
{
	struct ett_bytes body = view(s, 0);
	bool yes = s->row->number == ETT_NUM_request_success;

	hear_reply(c->globals, &c->globals_n, yes ? 's' : 'f');
	if (yes && body.n == 4)
		c->forwarded_port = (uint32_t)body.p[2] << 8 | body.p[3];
}

void conf_chans_hear(struct conf_chans *c, const struct conf_seen *s)
{
	uint8_t number = s->row != NULL ? s->row->number : 0;
	struct conf_chan *at;

	if (number == ETT_NUM_request_success ||
	    number == ETT_NUM_request_failure) {
		hear_global(c, s);
		return;
	}
	if (number == ETT_NUM_channel_open) {
		c->opening = num(s, 1);
		c->opening_window = num(s, 2);
		c->opening_max = num(s, 3);
		return;
	}
	if (number < ETT_NUM_channel_open_confirmation ||
	    number > ETT_NUM_channel_failure || s->n == 0)
		return;
	at = conf_chan_find(c, num(s, 0));
	if (at == NULL)
		c->odd |= CHAN_STRAY;
	else
		hear_on(c, at, s);
}

void conf_chan_odd_text(unsigned odd, char *out, size_t room)
{
	static const char *const words[] = {
		"data beyond the window",
		"data longer than the maximum packet size",
		"data after EOF",
		"a message after CLOSE",
		"a message for a channel that is not there",
	};
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if ((odd & 1u << i) != 0 && n < room)
			n += (size_t)snprintf(out + n, room - n, "%s%s",
					      n > 0 ? ", " : "", words[i]);
}
