/* SPDX-License-Identifier: ISC
 *
 * RFC 4254 sections 5.1, 6.1, 6.3.2 and 7.2: who may open what, and under
 * which number.
 */
#include "conformance/engine/case.h"

enum { WINDOW = 65536, PACKET = 32768 };

static const struct ett_bytes nothing = { NULL, 0 };

/* Everything on the channel has to come under the number that we gave. */
static void use_number(struct conf_peer *p, uint32_t ours,
		       struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "channel %u, and data on it", ours);
	if (conf_open_echo(p, ours, WINDOW, PACKET, r) &&
	    conf_pass(p, ours, 100, r))
		(void)conf_lawful(p, r);
}

static void use_zero(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	use_number(p, 0, r, sent);
}

static void use_seven(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	use_number(p, 7, r, sent);
}

static void use_last(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	use_number(p, UINT32_MAX, r, sent);
}

/* RE_REFUSED with the reason as code, RE_ANSWER if it was opened. */
static void ask_for(struct conf_peer *p, const char *kind,
		    struct ett_bytes body, struct conf_reaction *r, char *sent)
{
	const struct conf_chan *c;

	conf_text(sent, CONF_WHY_MAX, "CHANNEL_OPEN %s", kind);
	(void)conf_open_with(p, kind, body, 1, WINDOW, PACKET);
	if (!conf_until_answered(p, 1, r))
		return;
	c = conf_chan_find(&p->chans, 1);
	if (c->open) {
		(void)conf_blame(r, "CHANNEL_OPEN_CONFIRMATION for %s", kind);
		return;
	}
	r->kind = RE_REFUSED;
	r->code = c->reason;
	conf_text(r->text, sizeof r->text, "CHANNEL_OPEN_FAILURE %u",
		  c->reason);
}

static void ask_unknown(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	ask_for(p, "nonesuch@example.com", nothing, r, sent);
	if (r->kind == RE_REFUSED && r->code != 3)
		(void)conf_blame(r,
				 "CHANNEL_OPEN_FAILURE with reason %u, not "
				 "SSH_OPEN_UNKNOWN_CHANNEL_TYPE (3)",
				 r->code);
}

static void ask_session(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	ask_for(p, "session", nothing, r, sent);
}

static void ask_agent(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	ask_for(p, "auth-agent@openssh.com", nothing, r, sent);
}

static void ask_x11(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	uint8_t mem[64];
	struct conf_put body = { mem, 0, sizeof mem, false };

	conf_put_str(&body, ETT_LIT("127.0.0.1"));
	conf_put_u32(&body, 6010);
	ask_for(p, "x11", conf_put_view(&body), r, sent);
}

static void ask_tcpip(struct conf_peer *p, const char *kind,
		      struct conf_reaction *r, char *sent)
{
	uint8_t mem[64];
	struct conf_put body = { mem, 0, sizeof mem, false };

	conf_put_str(&body, ETT_LIT("127.0.0.1"));
	conf_put_u32(&body, 40022);
	conf_put_str(&body, ETT_LIT("127.0.0.1"));
	conf_put_u32(&body, 1);
	ask_for(p, kind, conf_put_view(&body), r, sent);
}

static void ask_forwarded(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	ask_tcpip(p, "forwarded-tcpip", r, sent);
}

static void ask_direct(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	ask_tcpip(p, "direct-tcpip", r, sent);
}

/* Two under one number: both work as one, or the second is refused. */
static void same_number(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	uint32_t first;

	conf_text(sent, CONF_WHY_MAX, "two channels with our number 5");
	if (!conf_open_echo(p, 5, WINDOW, PACKET, r))
		return;
	first = conf_chan_find(&p->chans, 5)->theirs;
	conf_chan_find(&p->chans, 5)->closed = true;
	if (!conf_open_echo(p, 5, WINDOW, PACKET, r)) {
		r->kind = r->kind == RE_OURS ? RE_REFUSED : r->kind;
		return;
	}
	if (conf_chan_find(&p->chans, 5)->theirs == first)
		(void)conf_blame(r, "two channels share number %u", first);
	else if (conf_pass(p, 5, 100, r))
		(void)conf_alive(p, r);
}

/* Answers are counted by message; p->chans has no room for so many. */
static void flood(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	enum { OPENS = 1000 };
	uint8_t mem[512];
	struct conf_put body = { mem, 0, sizeof mem, false };
	bool session = p->echo.kind == ECHO_SESSION;
	int yes = 0, no = 0;

	conf_text(sent, CONF_WHY_MAX, "%d times CHANNEL_OPEN", OPENS);
	if (!session) {
		conf_put_str(&body, ett_str(p->echo.host));
		conf_put_u32(&body, p->echo.port);
		conf_put_str(&body, ETT_LIT("127.0.0.1"));
		conf_put_u32(&body, 1);
	}
	for (uint32_t i = 0; i < OPENS; i++)
		(void)conf_open_with(p, session ? "session" : "direct-tcpip",
				     conf_put_view(&body), i, WINDOW, PACKET);
	while (yes + no < OPENS) {
		if (!conf_hear_one(p, r))
			return;
		yes +=
		    p->link.payload.p[0] == ETT_NUM_channel_open_confirmation;
		no += p->link.payload.p[0] == ETT_NUM_channel_open_failure;
	}
	(void)conf_alive(p, r);
}

static void stray_confirmation(struct conf_peer *p, struct conf_reaction *r,
			       char *sent)
{
	const struct ett_msg_channel_open_confirmation m = {
		.recipient = 4242, .window = WINDOW, .max_packet = PACKET
	};

	conf_text(sent, CONF_WHY_MAX,
		  "CHANNEL_OPEN_CONFIRMATION for channel 4242");
	(void)conf_say(p, ETT_MSG_channel_open_confirmation, &m, NULL);
	(void)conf_alive(p, r);
}

static void stray_failure(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	const struct ett_msg_channel_open_failure m = { .recipient = 4242,
							.reason = 1 };

	conf_text(sent, CONF_WHY_MAX, "CHANNEL_OPEN_FAILURE for channel 4242");
	(void)conf_say(p, ETT_MSG_channel_open_failure, &m, NULL);
	(void)conf_alive(p, r);
}

/* Another number for a channel that has one: its data must not go there. */
static void confirm_again(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	struct ett_msg_channel_open_confirmation m = { .sender = 77,
						       .window = WINDOW,
						       .max_packet = PACKET };
	struct conf_chan was;

	conf_text(sent, CONF_WHY_MAX,
		  "CHANNEL_OPEN_CONFIRMATION for a channel that is open");
	was = *conf_chan_find(&p->chans, 0);
	m.recipient = was.theirs;
	(void)conf_say(p, ETT_MSG_channel_open_confirmation, &m, NULL);
	conf_chan_find(&p->chans, 77)->open = false;
	if (conf_pass(p, 0, 100, r))
		(void)conf_lawful(p, r);
}

static void say_odd_open(struct conf_peer *p, const struct conf_twist *twists,
			 struct conf_reaction *r)
{
	const struct ett_msg_channel_open m = { .kind = ETT_LIT("session"),
						.sender = 1,
						.window = WINDOW,
						.max_packet = PACKET };

	(void)conf_say(p, ETT_MSG_channel_open, &m, twists);
	while (conf_hear_one(p, r)) {
		if (p->link.payload.p[0] == ETT_NUM_channel_open_confirmation) {
			(void)conf_blame(r, "the channel was opened");
			return;
		}
		if (p->link.payload.p[0] == ETT_NUM_channel_open_failure) {
			(void)conf_alive(p, r);
			return;
		}
	}
}

static void cut_open(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "CHANNEL_OPEN cut inside its window");
	say_odd_open(p, TWISTS(CUT(channel_open, window, 2)), r);
}

static void long_open(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "CHANNEL_OPEN session with 4 bytes behind its end");
	say_odd_open(p, TWISTS(TAIL("tail")), r);
}

extern const struct conf_case conf_chan_open[];

/* clang-format off */
#define BOTH_LOGIN(t) .target = AS_BOTH, .tier = (t), .start = AT_LOGIN, \
		      .needs = HAS_LOGIN
#define BOTH_CHANNEL(t) .target = AS_BOTH, .tier = (t), .start = AT_LOGIN, \
			.needs = HAS_LOGIN | HAS_CHANNEL

const struct conf_case conf_chan_open[] = {
	{
		.id     = "CONN-4254-5.1-01/zero",
		.req    = "4254-5.1-01",
		.says   = "messages carry our channel number 0",
		BOTH_CHANNEL(1),
		.steps  = STEPS(DO(use_zero)),
	},
	{
		.id     = "CONN-4254-5.1-01/seven",
		.req    = "4254-5.1-01",
		.says   = "messages carry our channel number 7",
		BOTH_CHANNEL(1),
		.steps  = STEPS(DO(use_seven)),
	},
	{
		.id     = "CONN-4254-5.1-01/last",
		.req    = "4254-5.1-01",
		.says   = "messages carry our channel number 4294967295",
		BOTH_CHANNEL(1),
		.steps  = STEPS(DO(use_last)),
	},
	{
		.id     = "CONN-4254-5.1-02",
		.req    = "4254-5.1-02",
		.says   = "an unknown channel type is refused with reason 3",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO_EXPECT(ask_unknown, RE_REFUSED)),
	},
	{
		.id     = "CONN-4254-5.1-03",
		.req    = "4254-5.1-03",
		.says   = "two channels under one number of ours do not mix",
		.target = AS_SERVER, .tier = 3, .start = AT_LOGIN,
		.needs  = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(DO_EXPECT(same_number, RE_REFUSED | RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.1-04",
		.req    = "4254-5.1-04",
		.says   = "1000 channels are opened or refused, without harm",
		.target = AS_SERVER, .tier = 3, .start = AT_LOGIN,
		.needs  = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(DO_EXPECT_OR(flood, 0, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.1-05/confirmation",
		.req    = "4254-5.1-05",
		.says   = "a confirmation of nothing is ignored or ends it",
		BOTH_LOGIN(3),
		.steps  = STEPS(DO_EXPECT(stray_confirmation, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.1-05/failure",
		.req    = "4254-5.1-05",
		.says   = "a refusal of nothing is ignored or ends it",
		BOTH_LOGIN(3),
		.steps  = STEPS(DO_EXPECT(stray_failure, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.1-05/again",
		.req    = "4254-5.1-05",
		.says   = "a second confirmation does not move a channel",
		.target = AS_BOTH, .tier = 3, .start = AT_CHANNEL,
		.needs  = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(DO_EXPECT(confirm_again, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.1-06/cut",
		.req    = "4254-5.1-06",
		.says   = "a truncated CHANNEL_OPEN opens nothing",
		BOTH_LOGIN(3),
		.steps  = STEPS(DO_EXPECT(cut_open, RE_TERM)),
	},
	{
		.id     = "CONN-4254-5.1-06/tail",
		.req    = "4254-5.1-06",
		.says   = "bytes behind CHANNEL_OPEN session",
		BOTH_LOGIN(3),
		.steps  = STEPS(DO_EXPECT_OR(long_open, RE_TERM, RE_ANSWER)),
	},
	{
		.id     = "CONN-4254-6.1-01",
		.req    = "4254-6.1-01",
		.says   = "a client opens no sessions for its server",
		.target = AS_CLIENT, .tier = 1, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO_EXPECT(ask_session, RE_REFUSED)),
	},
	{
		.id     = "CONN-4254-7.2-01",
		.req    = "4254-7.2-01",
		.says   = "forwarded-tcpip that nobody asked for is refused",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO_EXPECT(ask_forwarded,
					  RE_REFUSED | RE_TERM)),
	},
	{
		.id     = "CONN-4254-6.3.2-01",
		.req    = "4254-6.3.2-01",
		.says   = "x11 that nobody asked for is refused",
		BOTH_LOGIN(1),
		.steps  = STEPS(DO_EXPECT(ask_x11, RE_REFUSED | RE_TERM)),
	},
	{
		.id     = "CONN-4254-7.2-02/direct",
		.req    = "4254-7.2-02",
		.says   = "a client opens no direct-tcpip for its server",
		.target = AS_CLIENT, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO_EXPECT(ask_direct, RE_REFUSED)),
	},
	{
		.id     = "CONN-4254-7.2-02/agent",
		.req    = "4254-7.2-02",
		.says   = "a client whose agent was not asked for refuses it",
		.target = AS_CLIENT, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO_EXPECT(ask_agent, RE_REFUSED)),
	},
	{ .id = NULL }
};
/* clang-format on */
