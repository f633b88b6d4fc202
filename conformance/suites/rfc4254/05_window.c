/* SPDX-License-Identifier: ISC
 *
 * RFC 4254 section 5.2: windows and maximum packet sizes.  What the target
 * sends too much of, p->chans notes whenever it comes; so data that is held
 * back is always enough to break the rule at once.
 */
#include "conformance/engine/case.h"

enum { WINDOW = 65536, PACKET = 32768, MANY = 3000, MIB = 1 << 20 };

static const uint8_t zeros[PACKET];

static struct ett_bytes data_of(size_t n)
{
	return (struct ett_bytes){ (uint8_t *)zeros, n };
}

/* n bytes more of window, after which so many came in all. */
static bool grant(struct conf_peer *p, uint32_t n, uint64_t all,
		  struct conf_reaction *r)
{
	(void)conf_adjust(p, 0, n);
	return conf_until_heard(p, 0, all, r) && conf_barrier(p, r) &&
	       conf_lawful(p, r);
}

static void grant_little(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "a channel with window 0, 100 bytes that come back, then "
		  "window for 3, 1, 0 and 96 bytes");
	if (!conf_open_echo(p, 0, 0, PACKET, r) || !conf_send(p, 0, 100, r) ||
	    !conf_barrier(p, r) || !conf_lawful(p, r))
		return;
	(void)(grant(p, 3, 3, r) && grant(p, 1, 4, r) && grant(p, 0, 4, r) &&
	       grant(p, 96, 100, r));
}

/* A peer may find such packets too small to be of use. */
static void limit_packet(struct conf_peer *p, uint32_t max,
			 struct conf_reaction *r, char *sent)
{
	const struct conf_chan *c;
	uint64_t n = max < 1000 ? 20 * (uint64_t)max : 200000;

	conf_text(sent, CONF_WHY_MAX,
		  "a channel with maximum packet size %u, and data", max);
	if (!conf_open_echo(p, 0, WINDOW, max, r)) {
		c = conf_chan_find(&p->chans, 0);
		if (c != NULL && c->refused)
			r->kind = RE_REFUSED;
		return;
	}
	if (conf_pass(p, 0, n, r))
		(void)conf_lawful(p, r);
}

static void limit_to_1(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	limit_packet(p, 1, r, sent);
}

static void limit_to_8(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	limit_packet(p, 8, r, sent);
}

static void limit_to_100(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	limit_packet(p, 100, r, sent);
}

static void limit_to_32768(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	limit_packet(p, 32768, r, sent);
}

/* Refused, closed, or there without data; but not data of no length. */
static void limit_to_0(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	const struct conf_chan *c;
	uint64_t was;

	conf_text(sent, CONF_WHY_MAX,
		  "a channel with maximum packet size 0, and data");
	if (!conf_open_echo(p, 0, WINDOW, 0, r)) {
		c = conf_chan_find(&p->chans, 0);
		if (c != NULL && c->refused)
			r->kind = RE_REFUSED;
		return;
	}
	if (!conf_data(p, 0, data_of(100)) || !conf_barrier(p, r))
		return;
	was = p->link.in.seq;
	if (!conf_alive(p, r) || !conf_barrier(p, r) || !conf_lawful(p, r))
		return;
	if (p->link.in.seq - was > 16)
		(void)conf_blame(r, "a flood of messages");
}

/* Until n bytes of both streams came in all, and no more than that. */
static bool both_streams(struct conf_peer *p, uint64_t n,
			 struct conf_reaction *r)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, 1);

	while (c->heard + c->heard_ext < n && !c->closed)
		if (!conf_hear_one(p, r))
			return false;
	return conf_barrier(p, r) && conf_lawful(p, r);
}

static bool exec_both(struct conf_peer *p, struct conf_reaction *r)
{
	static const char command[] =
	    "head -c 3000 /dev/zero >&2; head -c 3000 /dev/zero";
	uint8_t mem[256];
	struct conf_put body = { mem, 0, sizeof mem, false };
	const struct conf_chan *c;

	(void)conf_open_with(p, "session", (struct ett_bytes){ NULL, 0 }, 1,
			     100, PACKET);
	c = conf_chan_find(&p->chans, 1);
	if (!conf_until_answered(p, 1, r))
		return false;
	if (!c->open)
		return conf_lacks(r, "sessions are refused");
	conf_put_str(&body, ett_str(command));
	(void)conf_request(p, 1, "exec", true, conf_put_view(&body));
	if (!conf_until_replies(p, 1, 1, r))
		return false;
	return c->replies[0] == 's' || conf_lacks(r, "exec is refused");
}

/* RFC 4254 section 6.5: of both streams more than the window holds. */
static void share_window(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	const struct conf_chan *c;

	conf_text(sent, CONF_WHY_MAX,
		  "a session with window 100; exec of what writes 3000 bytes "
		  "to each of stderr and stdout");
	if (!exec_both(p, r) || !both_streams(p, 100, r))
		return;
	(void)conf_adjust(p, 1, 1000);
	if (!both_streams(p, 1100, r))
		return;
	(void)conf_adjust(p, 1, 2 * MANY);
	if (!both_streams(p, 2 * MANY, r))
		return;
	c = conf_chan_find(&p->chans, 1);
	if (c->heard_ext == 0)
		(void)conf_lacks(r, "no shell wrote to stderr");
	else if (c->heard_ext != MANY)
		(void)conf_blame(r, "%llu bytes of extended data, not %d",
				 (unsigned long long)c->heard_ext, MANY);
}

static void largest_window(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "a channel with window 4294967295");
	if (conf_open_echo(p, 0, UINT32_MAX, PACKET, r))
		(void)conf_pass(p, 0, 100000, r);
}

static void largest_adjust(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "a channel with window 1, WINDOW_ADJUST by 4294967294");
	if (!conf_open_echo(p, 0, 1, PACKET, r))
		return;
	(void)conf_adjust(p, 0, UINT32_MAX - 1);
	(void)conf_pass(p, 0, 100000, r);
}

/* Whoever wraps has a byte left, or none, and keeps us waiting. */
static void grow(struct conf_peer *p, int times, struct conf_reaction *r,
		 char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "a channel with window 2, WINDOW_ADJUST by 4294967295, %d "
		  "time(s)",
		  times);
	if (!conf_open_echo(p, 0, 2, PACKET, r))
		return;
	for (int i = 0; i < times; i++)
		(void)conf_adjust(p, 0, UINT32_MAX);
	(void)conf_pass(p, 0, 1000, r);
}

static void grow_once(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	grow(p, 1, r, sent);
}

static void grow_twice(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	grow(p, 2, r, sent);
}

/* Nobody reads at our end until the target gives no more window.  What is
 * beyond may be lost, or delivered by one that has the room. */
static void overrun(struct conf_peer *p, uint64_t by, struct conf_reaction *r,
		    char *sent)
{
	const struct conf_chan *c;
	uint64_t within;

	if (!conf_open_echo(p, 0, 0, PACKET, r) ||
	    !conf_fill(p, 0, 16 * MIB, &within, r))
		return;
	c = conf_chan_find(&p->chans, 0);
	conf_text(sent, CONF_WHY_MAX,
		  "%llu bytes, up to the end of the window, then %llu more",
		  (unsigned long long)within, (unsigned long long)by);
	if (c->may_send > 0) {
		(void)conf_lacks(r, "its window is never used up");
		return;
	}
	for (uint64_t left = by; left > 0;) {
		uint64_t n = left < PACKET ? left : PACKET;

		if (n > c->max_send)
			n = c->max_send;
		if (!conf_data(p, 0, data_of((size_t)n)))
			break;
		left -= n;
	}
	if (!conf_alive(p, r))
		return;
	(void)conf_adjust(p, 0, 32 * MIB);
	if (!conf_until_heard(p, 0, within, r) || !conf_barrier(p, r))
		return;
	if (c->heard > within)
		(void)conf_blame(r, "what was beyond the window came back");
}

static void overrun_by_1(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	overrun(p, 1, r, sent);
}

static void overrun_by_mib(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	overrun(p, MIB, r, sent);
}

/* One packet of data of its maximum size, or of as much as its window holds
 * from the start, and over bytes more. */
static void one_packet(struct conf_peer *p, uint32_t over,
		       struct conf_reaction *r, char *sent)
{
	static const uint8_t most[1 << 18];
	const struct conf_chan *c = conf_chan_find(&p->chans, 0);
	uint64_t n = c->max_send;

	if (over == 0 && n > c->may_send)
		n = c->may_send;
	n += over;
	conf_text(sent, CONF_WHY_MAX, "%llu bytes of data in one message",
		  (unsigned long long)n);
	if (n > c->may_send || n > sizeof most) {
		(void)conf_lacks(r, "its maximum packet size is too large to "
				    "be reached");
		return;
	}
	(void)conf_data(p, 0, (struct ett_bytes){ (uint8_t *)most, (size_t)n });
	if (conf_until_heard(p, 0, n, r))
		(void)conf_blame(r, "accepted: all came back");
	if (over == 0 && r->kind == RE_ANSWER && c->heard == n)
		r->kind = 0;
}

static void largest_packet(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	one_packet(p, 0, r, sent);
}

static void too_large_packet(struct conf_peer *p, struct conf_reaction *r,
			     char *sent)
{
	one_packet(p, 1, r, sent);
}

/* The catalogue's 100 MiB show no more than several windows do. */
static void pass_much(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "16 MiB, which all come back");
	if (conf_pass(p, 0, 16 * MIB, r))
		(void)conf_lawful(p, r);
}

extern const struct conf_case conf_chan_window[];

/* clang-format off */
#define BOTH_LOGIN(t) .target = AS_BOTH, .tier = (t), .start = AT_LOGIN, \
		      .needs = HAS_LOGIN | HAS_CHANNEL
#define BOTH_CHANNEL(t) .target = AS_BOTH, .tier = (t), .start = AT_CHANNEL, \
			.needs = HAS_LOGIN | HAS_CHANNEL

const struct conf_case conf_chan_window[] = {
	{
		.id     = "CONN-4254-5.2-01",
		.req    = "4254-5.2-01",
		.says   = "no byte more than the window allows",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO(grant_little)),
	},
	{
		.id     = "CONN-4254-5.2-02/1",
		.req    = "4254-5.2-02",
		.says   = "no data longer than 1 byte",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO_EXPECT_OR(limit_to_1, 0,
					     RE_REFUSED | RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.2-02/8",
		.req    = "4254-5.2-02",
		.says   = "no data longer than 8 bytes",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO_EXPECT_OR(limit_to_8, 0,
					     RE_REFUSED | RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.2-02/100",
		.req    = "4254-5.2-02",
		.says   = "no data longer than 100 bytes",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO_EXPECT_OR(limit_to_100, 0, RE_REFUSED)),
	},
	{
		.id     = "CONN-4254-5.2-02/32768",
		.req    = "4254-5.2-02",
		.says   = "no data longer than 32768 bytes",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO(limit_to_32768)),
	},
	{
		.id     = "CONN-4254-5.2-03",
		.req    = "4254-5.2-03",
		.says   = "a maximum packet size of 0 stalls nobody",
		BOTH_LOGIN(3),
		.steps  = STEPS(DO_EXPECT(limit_to_0, RE_REFUSED | RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.2-04",
		.req    = "4254-5.2-04",
		.says   = "stderr and stdout share one window",
		.target = AS_SERVER, .tier = 1, .start = AT_LOGIN,
		.needs  = HAS_LOGIN | HAS_SESSION,
		.steps  = STEPS(DO(share_window)),
	},
	{
		.id     = "CONN-4254-5.2-05/initial",
		.req    = "4254-5.2-05",
		.says   = "a window of 2^32 - 1 bytes from the start",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO(largest_window)),
	},
	{
		.id     = "CONN-4254-5.2-05/adjusted",
		.req    = "4254-5.2-05",
		.says   = "a window grown to 2^32 - 1 bytes",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO(largest_adjust)),
	},
	{
		.id     = "CONN-4254-5.2-06/once",
		.req    = "4254-5.2-06",
		.says   = "a window grown beyond 2^32 - 1 does not wrap",
		BOTH_LOGIN(2),
		.steps  = STEPS(DO_EXPECT(grow_once, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.2-06/twice",
		.req    = "4254-5.2-06",
		.says   = "nor does one grown by 2^32 - 1 twice",
		BOTH_LOGIN(2),
		.steps  = STEPS(DO_EXPECT(grow_twice, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.2-07/byte",
		.req    = "4254-5.2-07",
		.says   = "a byte beyond the window is ignored or ends it",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO_EXPECT_OR(overrun_by_1, RE_TERM, RE_ANSWER)),
	},
	{
		.id     = "CONN-4254-5.2-07/mib",
		.req    = "4254-5.2-07",
		.says   = "1 MiB beyond the window is ignored or ends it",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO_EXPECT_OR(overrun_by_mib, RE_TERM,
					     RE_ANSWER)),
	},
	{
		.id     = "CONN-4254-5.2-08",
		.req    = "4254-5.2-08",
		.says   = "data longer than the maximum packet size",
		BOTH_CHANNEL(2), .info = true,
		.steps  = STEPS(DO_EXPECT(too_large_packet,
					  RE_TERM | RE_ANSWER | RE_SILENCE)),
	},
	{
		.id     = "CONN-4254-5.2-09",
		.req    = "4254-5.2-09",
		.says   = "data of the maximum packet size is taken",
		BOTH_CHANNEL(1),
		.steps  = STEPS(DO(largest_packet)),
	},
	{
		.id     = "CONN-4254-5.2-10",
		.req    = "4254-5.2-10",
		.says   = "16 MiB through the default window, both ways",
		BOTH_CHANNEL(1),
		.steps  = STEPS(DO(pass_much)),
	},
	{ .id = NULL }
};
/* clang-format on */
