/* SPDX-License-Identifier: ISC
 *
 * Nothing here sends beyond the window or the maximum packet size of the
 * target: who wants to, says so message by message.
 */
#include "conformance/peer/flow.h"

#include <stdarg.h>
#include <stdio.h>

enum {
	BLOCK = 32768,      /* of data in one message */
	WINDOW = 1 << 20,   /* ours, where it is kept open */
	BARRIER = 0x0bad0b, /* the number of a channel that nobody opens */
	ROUNDS = 4          /* of looking whether the window has grown */
};

static const uint8_t block[BLOCK];

bool conf_blame(struct conf_reaction *r, const char *format, ...)
{
	va_list args;

	r->kind = RE_ANSWER;
	va_start(args, format);
	vsnprintf(r->text, sizeof r->text, format, args);
	va_end(args);
	return false;
}

bool conf_lacks(struct conf_reaction *r, const char *text)
{
	r->kind = RE_NO_COMMON;
	conf_text(r->text, sizeof r->text, "%s", text);
	return false;
}

static bool further(struct conf_peer *p, uint64_t seq)
{
	return p->link.in.seq != (uint32_t)seq;
}

bool conf_hear_one(struct conf_peer *p, struct conf_reaction *r)
{
	return conf_until(p, further, p->link.in.seq, r);
}

bool conf_barrier(struct conf_peer *p, struct conf_reaction *r)
{
	(void)conf_open_with(p, "barrier@ett.example",
			     (struct ett_bytes){ NULL, 0 }, BARRIER, 0, BLOCK);
	return conf_until_answered(p, BARRIER, r);
}

bool conf_lawful(struct conf_peer *p, struct conf_reaction *r)
{
	char odd[256];

	if (p->chans.odd == 0)
		return true;
	conf_chan_odd_text(p->chans.odd, odd, sizeof odd);
	return conf_blame(r, "%s", odd);
}

bool conf_say_global(struct conf_peer *p, const char *name, bool want_reply,
		     struct ett_bytes body)
{
	struct ett_msg_global_request m = { .name = ett_str(name),
					    .want_reply = want_reply,
					    .body = body };

	return conf_say(p, ETT_MSG_global_request, &m, NULL);
}

bool conf_extended(struct conf_peer *p, uint32_t ours, uint32_t code,
		   struct ett_bytes data)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);
	struct ett_msg_channel_extended_data m = { .recipient = c->theirs,
						   .code = code,
						   .data = data };

	return conf_say(p, ETT_MSG_channel_extended_data, &m, NULL);
}

bool conf_until_answered(struct conf_peer *p, uint32_t ours,
			 struct conf_reaction *r)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);

	if (c == NULL)
		return conf_react_ours(r, "the judge has no channel left");
	while (!c->open && !c->refused)
		if (!conf_hear_one(p, r))
			return false;
	return true;
}

bool conf_until_globals(struct conf_peer *p, size_t n, struct conf_reaction *r)
{
	while (p->chans.globals_n < n)
		if (!conf_hear_one(p, r))
			return false;
	return true;
}

bool conf_until_replies(struct conf_peer *p, uint32_t ours, size_t n,
			struct conf_reaction *r)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);

	while (c->replies_n < n && !c->closed)
		if (!conf_hear_one(p, r))
			return false;
	return c->replies_n >= n || conf_blame(r, "CLOSE in place of a reply");
}

bool conf_until_heard(struct conf_peer *p, uint32_t ours, uint64_t n,
		      struct conf_reaction *r)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);

	while (c->heard < n && !c->closed)
		if (!conf_hear_one(p, r))
			return false;
	return c->heard >= n ||
	       conf_blame(r, "CLOSE after %llu bytes of data, of %llu",
			  (unsigned long long)c->heard, (unsigned long long)n);
}

bool conf_until_closed(struct conf_peer *p, uint32_t ours,
		       struct conf_reaction *r)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);

	while (!c->closed)
		if (!conf_hear_one(p, r))
			return false;
	return true;
}

/* One message of data, if the target lets us; its length. */
static uint64_t send_block(struct conf_peer *p, const struct conf_chan *c,
			   uint64_t n)
{
	if (n > c->may_send)
		n = c->may_send;
	if (n > c->max_send)
		n = c->max_send;
	if (n > BLOCK)
		n = BLOCK;
	if (n > 0)
		(void)conf_data(
		    p, c->ours,
		    (struct ett_bytes){ (uint8_t *)block, (size_t)n });
	return n;
}

bool conf_send(struct conf_peer *p, uint32_t ours, uint64_t n,
	       struct conf_reaction *r)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);

	while (n > 0 && !c->closed) {
		uint64_t now = send_block(p, c, n);

		n -= now;
		if (now == 0 && !conf_hear_one(p, r))
			return false;
	}
	return n == 0 || conf_blame(r, "CLOSE in place of more window");
}

bool conf_fill(struct conf_peer *p, uint32_t ours, uint64_t n, uint64_t *sent,
	       struct conf_reaction *r)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);
	int quiet = 0;

	*sent = 0;
	while (*sent < n && quiet < ROUNDS && !c->closed) {
		uint64_t now = send_block(p, c, n - *sent);

		*sent += now;
		quiet = now > 0 ? 0 : quiet + 1;
		if (now == 0 && !conf_barrier(p, r))
			return false;
	}
	return true;
}

bool conf_pass(struct conf_peer *p, uint32_t ours, uint64_t n,
	       struct conf_reaction *r)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);
	uint64_t end = c->heard + n;

	while (c->heard < end && !c->closed) {
		uint64_t now = send_block(p, c, n);

		n -= now;
		if (c->may_hear < WINDOW / 2)
			(void)conf_adjust(p, ours,
					  WINDOW - (uint32_t)c->may_hear);
		if (now == 0 && !conf_hear_one(p, r))
			return false;
	}
	return c->heard >= end || conf_blame(r, "CLOSE while data was due");
}
