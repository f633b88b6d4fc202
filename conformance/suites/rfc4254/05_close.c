/* SPDX-License-Identifier: ISC
 *
 * RFC 4254 sections 5.3 and 5.4: the ends of a channel, and requests on it.
 */
#include "conformance/engine/case.h"

enum { WINDOW = 65536, PACKET = 32768, MIB = 1 << 20, ROUNDS = 50 };

static const struct ett_bytes nothing = { NULL, 0 };

static void read_after_eof(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	uint64_t n;

	if (!conf_open_echo(p, 0, 0, PACKET, r) || !conf_fill(p, 0, MIB, &n, r))
		return;
	conf_text(sent, CONF_WHY_MAX,
		  "%llu bytes against window 0, EOF, then window",
		  (unsigned long long)n);
	(void)conf_eof(p, 0);
	(void)conf_adjust(p, 0, MIB);
	if (conf_until_heard(p, 0, n, r))
		(void)conf_lawful(p, r);
}

static void data_after_eof(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, 0);

	conf_text(sent, CONF_WHY_MAX, "EOF and 100 bytes of data");
	p->hold = true;
	(void)conf_eof(p, 0);
	(void)conf_send(p, 0, 100, r);
	p->hold = false;
	(void)conf_flush(p);
	while (r->kind == 0 && !c->eof && !c->closed && c->heard == 0)
		(void)conf_hear_one(p, r);
	if (r->kind == 0 && conf_alive(p, r) && c->heard > 0)
		(void)conf_blame(r, "data after EOF was delivered");
}

static void close_idle(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "CLOSE on an idle channel");
	(void)conf_close(p, 0);
	if (conf_until_closed(p, 0, r) && conf_barrier(p, r))
		(void)conf_lawful(p, r);
}

static void close_busy(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "256 KiB of data, CLOSE behind it");
	if (!conf_send(p, 0, MIB / 4, r))
		return;
	(void)conf_close(p, 0);
	(void)conf_until_closed(p, 0, r);
}

static void close_without_window(struct conf_peer *p, struct conf_reaction *r,
				 char *sent)
{
	uint64_t n;

	if (!conf_open_echo(p, 0, 0, PACKET, r) || !conf_fill(p, 0, MIB, &n, r))
		return;
	conf_text(sent, CONF_WHY_MAX,
		  "%llu bytes that cannot come back for want of window, CLOSE",
		  (unsigned long long)n);
	(void)conf_close(p, 0);
	if (conf_until_closed(p, 0, r))
		(void)conf_lawful(p, r);
}

static void close_twice(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "CLOSE twice");
	p->hold = true;
	(void)conf_close(p, 0);
	(void)conf_close(p, 0);
	p->hold = false;
	(void)conf_flush(p);
	if (conf_until_closed(p, 0, r) && conf_barrier(p, r))
		(void)conf_lawful(p, r);
}

/* Each round a channel under the same number; who listens for a reason to
 * open channels has one each time. */
static void use_again(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	int rounds = p->is_server ? 5 : ROUNDS;

	conf_text(sent, CONF_WHY_MAX,
		  "%d channels one after another, all under our number 3",
		  rounds);
	if (p->is_server && p->wire.want_channel == NULL) {
		(void)conf_lacks(r, "the client opens one channel only");
		return;
	}
	for (int i = 0; i < rounds; i++) {
		if (!conf_open_echo(p, 3, WINDOW, PACKET, r) ||
		    !conf_pass(p, 3, 10, r))
			return;
		(void)conf_close(p, 3);
		if (!conf_until_closed(p, 3, r))
			return;
	}
	(void)conf_lawful(p, r);
}

/* A whole life, of which p->chans has kept count. */
static void live_and_end(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "200000 bytes, EOF, CLOSE when CLOSE came");
	if (!conf_pass(p, 0, 200000, r))
		return;
	(void)conf_eof(p, 0);
	if (!conf_until_closed(p, 0, r))
		return;
	(void)conf_close(p, 0);
	if (conf_barrier(p, r) && conf_alive(p, r))
		(void)conf_lawful(p, r);
}

static void close_while_sent_to(struct conf_peer *p, struct conf_reaction *r,
				char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "64 KiB of data, and CLOSE while it comes back");
	if (!conf_send(p, 0, WINDOW, r))
		return;
	(void)conf_close(p, 0);
	if (conf_until_closed(p, 0, r) && conf_barrier(p, r) &&
	    conf_alive(p, r))
		(void)conf_lawful(p, r);
}

/* Requests */

static void ask_unknown(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, 0);
	size_t was = c->replies_n;

	conf_text(sent, CONF_WHY_MAX,
		  "CHANNEL_REQUEST foo@example.com, want_reply TRUE");
	(void)conf_request(p, 0, "foo@example.com", true, nothing);
	if (conf_until_replies(p, 0, was + 1, r) && c->replies[was] != 'f')
		(void)conf_blame(r, "CHANNEL_SUCCESS to an unknown request");
}

static void ask_without_reply(struct conf_peer *p, struct conf_reaction *r,
			      char *sent)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, 0);
	size_t was = c->replies_n;

	conf_text(sent, CONF_WHY_MAX,
		  "CHANNEL_REQUEST foo@example.com, want_reply FALSE");
	(void)conf_request(p, 0, "foo@example.com", false, nothing);
	if (conf_barrier(p, r) && c->replies_n > was)
		(void)conf_blame(r, "a reply that was not wanted");
}

static void ask_for_three_replies(struct conf_peer *p, struct conf_reaction *r,
				  char *sent)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, 0);
	size_t was = c->replies_n;

	conf_text(sent, CONF_WHY_MAX, "three unknown requests in one piece");
	p->hold = true;
	(void)conf_request(p, 0, "foo@example.com", true, nothing);
	(void)conf_request(p, 0, "bar@example.com", true, nothing);
	(void)conf_request(p, 0, "baz@example.com", true, nothing);
	p->hold = false;
	(void)conf_flush(p);
	if (conf_until_replies(p, 0, was + 3, r) && conf_barrier(p, r) &&
	    c->replies_n != was + 3)
		(void)conf_blame(r, "%zu replies to three requests",
				 c->replies_n - was);
}

/* Answers to nothing: success and failure by turns. */
static void say_strays(struct conf_peer *p, int n)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, 0);
	const struct ett_msg_channel_success yes = { .recipient = c->theirs };
	const struct ett_msg_channel_failure no = { .recipient = c->theirs };

	for (int i = 0; i < n; i++)
		if (i % 2 == 0)
			(void)conf_say(p, ETT_MSG_channel_success, &yes, NULL);
		else
			(void)conf_say(p, ETT_MSG_channel_failure, &no, NULL);
}

static void stray_reply(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "CHANNEL_SUCCESS unasked");
	say_strays(p, 1);
	(void)conf_alive(p, r);
}

static void stray_replies(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "64 of CHANNEL_SUCCESS and CHANNEL_FAILURE, unasked");
	say_strays(p, 64);
	(void)conf_alive(p, r);
}

extern const struct conf_case conf_chan_close[];

/* clang-format off */
#define BOTH_LOGIN(t) .target = AS_BOTH, .tier = (t), .start = AT_LOGIN, \
		      .needs = HAS_LOGIN | HAS_CHANNEL
#define BOTH_CHANNEL(t) .target = AS_BOTH, .tier = (t), .start = AT_CHANNEL, \
			.needs = HAS_LOGIN | HAS_CHANNEL

const struct conf_case conf_chan_close[] = {
	{
		.id     = "CONN-4254-5.3-01",
		.req    = "4254-5.3-01",
		.says   = "after EOF all comes back that is on its way",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO(read_after_eof)),
	},
	{
		.id     = "CONN-4254-5.3-02",
		.req    = "4254-5.3-02",
		.says   = "data after EOF is ignored or ends it",
		BOTH_CHANNEL(2),
		.steps  = STEPS(DO_EXPECT_OR(data_after_eof, RE_TERM,
					     RE_ANSWER)),
	},
	{
		.id     = "CONN-4254-5.3-03/idle",
		.req    = "4254-5.3-03",
		.says   = "CLOSE of an idle channel is answered with CLOSE",
		BOTH_CHANNEL(1),
		.steps  = STEPS(DO(close_idle)),
	},
	{
		.id     = "CONN-4254-5.3-03/busy",
		.req    = "4254-5.3-03",
		.says   = "CLOSE of a busy channel is answered with CLOSE",
		BOTH_CHANNEL(1),
		.steps  = STEPS(DO(close_busy)),
	},
	{
		.id     = "CONN-4254-5.3-03/window",
		.req    = "4254-5.3-03",
		.says   = "CLOSE is answered with CLOSE, window or not",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO(close_without_window)),
	},
	{
		.id     = "CONN-4254-5.3-04",
		.req    = "4254-5.3-04",
		.says   = "a second CLOSE has no second answer",
		BOTH_CHANNEL(3),
		.steps  = STEPS(DO_EXPECT(close_twice, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.3-05",
		.req    = "4254-5.3-05",
		.says   = "a number that is free again may be used again",
		BOTH_LOGIN(2),
		.steps  = STEPS(DO(use_again)),
	},
	{
		.id     = "CONN-4254-5.3-07/eof",
		.req    = "4254-5.3-07",
		.says   = "no data after EOF, nothing after CLOSE",
		BOTH_CHANNEL(1),
		.steps  = STEPS(DO(live_and_end)),
	},
	{
		.id     = "CONN-4254-5.3-07/close",
		.req    = "4254-5.3-07",
		.says   = "nothing after CLOSE when the judge closes first",
		BOTH_CHANNEL(1),
		.steps  = STEPS(DO(close_while_sent_to)),
	},
	{
		.id     = "CONN-4254-5.4-01",
		.req    = "4254-5.4-01",
		.says   = "an unknown channel request is answered with "
			  "CHANNEL_FAILURE",
		BOTH_CHANNEL(1),
		.steps  = STEPS(DO(ask_unknown)),
	},
	{
		.id     = "CONN-4254-5.4-02",
		.req    = "4254-5.4-02",
		.says   = "no reply to a channel request that wants none",
		BOTH_CHANNEL(1),
		.steps  = STEPS(DO(ask_without_reply)),
	},
	{
		.id     = "CONN-4254-5.4-03/number",
		.req    = "4254-5.4-03",
		.says   = "three requests in one piece have three replies",
		BOTH_CHANNEL(1),
		.steps  = STEPS(DO(ask_for_three_replies)),
	},
	{
		.id     = "CONN-4254-5.4-04/one",
		.req    = "4254-5.4-04",
		.says   = "a reply to nothing is ignored or ends it",
		BOTH_CHANNEL(2),
		.steps  = STEPS(DO_EXPECT(stray_reply, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.4-04/many",
		.req    = "4254-5.4-04",
		.says   = "64 replies to nothing are ignored or end it",
		BOTH_CHANNEL(2),
		.steps  = STEPS(DO_EXPECT(stray_replies, RE_TERM)),
	},
	{ .id = NULL }
};
/* clang-format on */
