/* SPDX-License-Identifier: ISC
 *
 * Never more on its way than CONF_STREAM_AHEAD: two ends that only send would
 * wait for each other for ever.
 */
#include "conformance/peer/stream.h"

enum { BLOCK = 32000, WINDOW = 1 << 20 };

static struct conf_chan *the_channel(struct conf_peer *p)
{
	return conf_chan_find(&p->chans, 0);
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t say_block(struct conf_peer *p, uint64_t n)
{
	const struct conf_chan *c = the_channel(p);
	uint8_t block[BLOCK];

	n = least(least(n, BLOCK), least(c->may_send, c->max_send));
	conf_pattern(c->said, block, (size_t)n);
	if (n > 0)
		(void)conf_data(p, c->ours,
				(struct ett_bytes){ block, (size_t)n });
	return n;
}

uint64_t conf_stream_burst(struct conf_peer *p, uint64_t n)
{
	uint64_t left = n, now;

	do {
		now = say_block(p, left);
		left -= now;
	} while (now > 0 && left > 0);
	return n - left;
}

static bool there(struct conf_peer *p, uint64_t heard)
{
	const struct conf_chan *c = the_channel(p);

	return c->heard >= heard || c->closed || c->same < c->heard;
}

/* Until so many came back, and the window is as open as it was. */
static bool await(struct conf_peer *p, uint64_t heard, struct conf_reaction *r)
{
	const struct conf_chan *c = the_channel(p);

	if (!conf_until(p, there, heard, r))
		return false;
	if (c->may_hear < WINDOW / 2)
		(void)conf_adjust(p, c->ours, WINDOW - (uint32_t)c->may_hear);
	if (c->heard >= heard && c->same == c->heard)
		return true;
	r->kind = RE_ANSWER;
	conf_text(r->text, sizeof r->text,
		  "of %llu bytes sent through the channel the first %llu came "
		  "back as they were, then %s",
		  (unsigned long long)c->said, (unsigned long long)c->same,
		  c->closed ? "CLOSE" : "other ones");
	return false;
}

bool conf_stream(struct conf_peer *p, uint64_t n, struct conf_reaction *r)
{
	const struct conf_chan *c = the_channel(p);

	while (n > 0) {
		uint64_t on_way = c->said - c->heard;
		uint64_t now =
		    on_way + BLOCK > CONF_STREAM_AHEAD ? 0 : say_block(p, n);

		n -= now;
		if (now == 0 && on_way == 0)
			return conf_react_ours(r, "no window was left open");
		if (now == 0 && !await(p, c->heard + 1, r))
			return false;
	}
	return true;
}

bool conf_stream_back(struct conf_peer *p, struct conf_reaction *r)
{
	const struct conf_chan *c = the_channel(p);

	while (c->heard < c->said)
		if (!await(p, c->heard + 1, r))
			return false;
	return await(p, c->said, r);
}
