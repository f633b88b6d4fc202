/* SPDX-License-Identifier: ISC
 *
 * RFC 4254 sections 5.2 and 9: messages that are out of place, which no text
 * tells what to do about.  What counts is that the rest goes on, or ends.
 */
#include "conformance/engine/case.h"

enum { NOBODY = 4242, LOST = 4 << 20, PACKET = 32768 };

static uint8_t bytes[PACKET];

static struct ett_bytes data_of(size_t n)
{
	return (struct ett_bytes){ bytes, n };
}

/* The channel of the case is as it was. */
static void still_works(struct conf_peer *p, struct conf_reaction *r)
{
	if (conf_pass(p, 0, 100, r))
		(void)conf_lawful(p, r);
}

static void data_for_nobody(struct conf_peer *p, struct conf_reaction *r,
			    char *sent)
{
	const struct ett_msg_channel_data m = { .recipient = NOBODY,
						.data = data_of(10) };

	conf_text(sent, CONF_WHY_MAX, "CHANNEL_DATA for channel %d", NOBODY);
	(void)conf_say(p, ETT_MSG_channel_data, &m, NULL);
	still_works(p, r);
}

static void adjust_for_nobody(struct conf_peer *p, struct conf_reaction *r,
			      char *sent)
{
	const struct ett_msg_channel_window_adjust m = { .recipient = NOBODY,
							 .bytes = 10 };

	conf_text(sent, CONF_WHY_MAX, "WINDOW_ADJUST for channel %d", NOBODY);
	(void)conf_say(p, ETT_MSG_channel_window_adjust, &m, NULL);
	still_works(p, r);
}

static void request_for_nobody(struct conf_peer *p, struct conf_reaction *r,
			       char *sent)
{
	const struct ett_msg_channel_request m = { .recipient = NOBODY,
						   .name =
						       ETT_LIT("foo@example."
							       "com"),
						   .want_reply = true };

	conf_text(sent, CONF_WHY_MAX, "CHANNEL_REQUEST for channel %d", NOBODY);
	(void)conf_say(p, ETT_MSG_channel_request, &m, NULL);
	still_works(p, r);
}

static void close_for_nobody(struct conf_peer *p, struct conf_reaction *r,
			     char *sent)
{
	const struct ett_msg_channel_close m = { .recipient = NOBODY };

	conf_text(sent, CONF_WHY_MAX, "CHANNEL_CLOSE for channel %d", NOBODY);
	(void)conf_say(p, ETT_MSG_channel_close, &m, NULL);
	still_works(p, r);
}

static void no_data(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "16 times CHANNEL_DATA of no length");
	for (int i = 0; i < 16; i++)
		(void)conf_data(p, 0, data_of(0));
	still_works(p, r);
}

static void unknown_stream(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "EXTENDED_DATA of type 99");
	(void)conf_extended(p, 0, 99, data_of(10));
	if (conf_barrier(p, r))
		still_works(p, r);
}

/* More than the window holds, so that it has to be given back. */
static void lost_stream(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, 0);
	uint64_t left = LOST;

	conf_text(sent, CONF_WHY_MAX,
		  "4 MiB of EXTENDED_DATA that nobody reads");
	while (left > 0 && !c->closed) {
		uint64_t n = left < c->may_send ? left : c->may_send;

		if (n > c->max_send)
			n = c->max_send;
		if (n > PACKET)
			n = PACKET;
		if (n > 0)
			(void)conf_extended(p, 0, 1, data_of((size_t)n));
		else if (!conf_hear_one(p, r))
			return;
		left -= n;
	}
	still_works(p, r);
}

/* RE_ANSWER: it went on as if nothing had come, which is no harm either. */
static void out_of_place(struct conf_peer *p, uint32_t number,
			 struct conf_reaction *r, char *sent)
{
	const struct ett_msg_kex_ecdh_init m = { .q_c = data_of(32) };
	unsigned before = p->unimplemented;

	conf_text(sent, CONF_WHY_MAX, "message %u in a running session",
		  number);
	(void)conf_say(p, ETT_MSG_kex_ecdh_init, &m, TWISTS(NUMBER(number)));
	if (conf_alive(p, r) && p->unimplemented == before)
		(void)conf_blame(r, "message %u was ignored", number);
}

static void kex_30(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	out_of_place(p, 30, r, sent);
}

static void kex_31(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	out_of_place(p, 31, r, sent);
}

static void kex_34(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	out_of_place(p, 34, r, sent);
}

static void auth_52(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	out_of_place(p, 52, r, sent);
}

static void auth_60(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	out_of_place(p, 60, r, sent);
}

extern const struct conf_case conf_chan_stray[];

/* clang-format off */
#define CHANNEL .target = AS_BOTH, .tier = 3, .start = AT_CHANNEL, \
		.needs = HAS_LOGIN | HAS_CHANNEL
#define LOGIN   .target = AS_BOTH, .tier = 3, .start = AT_LOGIN, \
		.needs = HAS_LOGIN

const struct conf_case conf_chan_stray[] = {
	{
		.id     = "CONN-4254-5.2-11",
		.req    = "4254-5.2-11",
		.says   = "extended data that nobody reads stalls nothing",
		CHANNEL,
		.steps  = STEPS(DO_EXPECT(lost_stream, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.2-12/data",
		.req    = "4254-5.2-12",
		.says   = "data for no channel is ignored or ends it",
		CHANNEL,
		.steps  = STEPS(DO_EXPECT(data_for_nobody, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.2-12/adjust",
		.req    = "4254-5.2-12",
		.says   = "window for no channel is ignored or ends it",
		CHANNEL,
		.steps  = STEPS(DO_EXPECT(adjust_for_nobody, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.2-12/request",
		.req    = "4254-5.2-12",
		.says   = "a request for no channel is ignored or ends it",
		CHANNEL,
		.steps  = STEPS(DO_EXPECT(request_for_nobody, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.2-12/close",
		.req    = "4254-5.2-12",
		.says   = "CLOSE for no channel is ignored or ends it",
		CHANNEL,
		.steps  = STEPS(DO_EXPECT(close_for_nobody, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.2-13/empty",
		.req    = "4254-5.2-13",
		.says   = "data of no length is ignored or ends it",
		CHANNEL,
		.steps  = STEPS(DO_EXPECT(no_data, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.2-14",
		.req    = "4254-5.2-14",
		.says   = "extended data of type 99 is ignored or ends it",
		CHANNEL,
		.steps  = STEPS(DO_EXPECT(unknown_stream, RE_TERM)),
	},
	{
		.id     = "CONN-4254-x-01/30",
		.req    = "4254-x-01",
		.says   = "message 30 without a key exchange does no harm",
		LOGIN,
		.steps  = STEPS(DO_EXPECT_OR(kex_30, RE_TERM, RE_ANSWER)),
	},
	{
		.id     = "CONN-4254-x-01/31",
		.req    = "4254-x-01",
		.says   = "message 31 without a key exchange does no harm",
		LOGIN,
		.steps  = STEPS(DO_EXPECT_OR(kex_31, RE_TERM, RE_ANSWER)),
	},
	{
		.id     = "CONN-4254-x-01/34",
		.req    = "4254-x-01",
		.says   = "message 34 without a key exchange does no harm",
		LOGIN,
		.steps  = STEPS(DO_EXPECT_OR(kex_34, RE_TERM, RE_ANSWER)),
	},
	{
		.id     = "CONN-4254-x-01/52",
		.req    = "4254-x-01",
		.says   = "message 52 behind the login does no harm",
		LOGIN,
		.steps  = STEPS(DO_EXPECT_OR(auth_52, RE_TERM, RE_ANSWER)),
	},
	{
		.id     = "CONN-4254-x-01/60",
		.req    = "4254-x-01",
		.says   = "message 60 behind the login does no harm",
		LOGIN,
		.steps  = STEPS(DO_EXPECT_OR(auth_60, RE_TERM, RE_ANSWER)),
	},
	{ .id = NULL }
};
/* clang-format on */
