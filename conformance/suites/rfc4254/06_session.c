/* SPDX-License-Identifier: ISC
 *
 * RFC 4254 section 6: sessions.  The commands are those of POSIX sh; no
 * more than HAS_SESSION promises is asked of the target.
 */
#include "conformance/engine/case.h"

#include <string.h>

enum { WINDOW = 65536, PACKET = 32768, OURS = 1, LONG = 200000 };

static const struct ett_bytes nothing = { NULL, 0 };

static bool open_session(struct conf_peer *p, struct conf_reaction *r)
{
	(void)conf_open_with(p, "session", nothing, OURS, WINDOW, PACKET);
	if (!conf_until_answered(p, OURS, r))
		return false;
	return conf_chan_find(&p->chans, OURS)->open ||
	       conf_lacks(r, "sessions are refused");
}

/* A request whose body is one string. */
static void ask(struct conf_peer *p, uint32_t ours, const char *name,
		struct ett_bytes text)
{
	static uint8_t mem[LONG + 8];
	struct conf_put body = { mem, 0, sizeof mem, false };

	conf_put_str(&body, text);
	(void)conf_request(p, ours, name, true, conf_put_view(&body));
}

static bool last_is(const struct conf_peer *p, uint32_t ours, char reply)
{
	const struct conf_chan *c =
	    conf_chan_find((struct conf_chans *)&p->chans, ours);

	return c->replies_n > 0 && c->replies[c->replies_n - 1] == reply;
}

/* Is the end of the list missing, so that the reply is one all the same? */
static void ask_pty(struct conf_peer *p, const uint32_t size[2],
		    struct ett_bytes modes, struct conf_reaction *r)
{
	static uint8_t mem[100000];
	struct conf_put body = { mem, 0, sizeof mem, false };

	if (!open_session(p, r))
		return;
	conf_put_str(&body, ETT_LIT("vt100"));
	conf_put_u32(&body, size[0]);
	conf_put_u32(&body, size[1]);
	conf_put_u32(&body, 0);
	conf_put_u32(&body, 0);
	conf_put_str(&body, modes);
	(void)conf_request(p, OURS, "pty-req", true, conf_put_view(&body));
	if (conf_until_replies(p, OURS, 1, r))
		(void)conf_alive(p, r);
}

static const uint32_t usual_size[2] = { 80, 24 };

static void pty_of_no_size(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	static const uint32_t none[2] = { 0, 0 };

	conf_text(sent, CONF_WHY_MAX, "pty-req with 0 columns and 0 rows");
	ask_pty(p, none, (struct ett_bytes)ETT_INIT("\0"), r);
}

static void pty_with_opcode_200(struct conf_peer *p, struct conf_reaction *r,
				char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "pty-req whose modes end with opcode 200");
	ask_pty(p, usual_size, (struct ett_bytes)ETT_INIT("\x35\0\0\0\1\xc8\1"),
		r);
}

static void pty_with_cut_modes(struct conf_peer *p, struct conf_reaction *r,
			       char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "pty-req whose modes end in one");
	ask_pty(p, usual_size, (struct ett_bytes)ETT_INIT("\x35\0\0"), r);
}

static void pty_with_many_modes(struct conf_peer *p, struct conf_reaction *r,
				char *sent)
{
	static uint8_t modes[50001];

	conf_text(sent, CONF_WHY_MAX, "pty-req with 10000 modes");
	for (size_t i = 0; i + 5 < sizeof modes; i += 5)
		memcpy(modes + i, "\x35\0\0\0\1", 5); /* ECHO */
	ask_pty(p, usual_size, (struct ett_bytes){ modes, sizeof modes }, r);
}

/* On the channel of the case a command runs already. */
static void begin_again(struct conf_peer *p, const char *name,
			struct ett_bytes body, struct conf_reaction *r,
			char *sent)
{
	size_t was = conf_chan_find(&p->chans, 0)->replies_n;

	conf_text(sent, CONF_WHY_MAX, "exec, then %s", name);
	(void)conf_request(p, 0, name, true, body);
	if (!conf_until_replies(p, 0, was + 1, r))
		return;
	if (last_is(p, 0, 's'))
		(void)conf_blame(r, "CHANNEL_SUCCESS for the second one");
	else
		(void)conf_alive(p, r);
}

static void exec_again(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	static const char cat[] = "\0\0\0\3cat";

	begin_again(p, "exec", (struct ett_bytes)ETT_INIT(cat), r, sent);
}

static void shell_after_exec(struct conf_peer *p, struct conf_reaction *r,
			     char *sent)
{
	begin_again(p, "shell", nothing, r, sent);
}

static void unknown_subsystem(struct conf_peer *p, struct conf_reaction *r,
			      char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "subsystem nonesuch");
	if (!open_session(p, r))
		return;
	ask(p, OURS, "subsystem", ETT_LIT("nonesuch"));
	if (conf_until_replies(p, OURS, 1, r) && last_is(p, OURS, 's'))
		(void)conf_blame(r, "CHANNEL_SUCCESS for it");
}

static void exit_status(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	const struct conf_chan *c;
	bool wanted = false;

	conf_text(sent, CONF_WHY_MAX, "exec \"exit 7\"");
	if (!open_session(p, r))
		return;
	c = conf_chan_find(&p->chans, OURS);
	ask(p, OURS, "exec", ETT_LIT("exit 7"));
	while (!c->closed) {
		if (!conf_hear_one(p, r))
			return;
		if (p->link.payload.p[0] == ETT_NUM_channel_request)
			wanted = wanted ||
				 conf_seen_at(
				     &p->seen,
				     offsetof(struct ett_msg_channel_request,
					      want_reply))
					 .num != 0;
	}
	if (wanted)
		(void)conf_blame(r, "exit-status with want_reply TRUE");
	else if (!c->has_status)
		(void)conf_blame(r, "CLOSE without exit-status");
	else if (c->status != 7)
		(void)conf_blame(r, "exit-status %u, not 7", c->status);
	else
		(void)conf_lawful(p, r);
}

static void say_size(struct conf_peer *p, bool want_reply)
{
	uint8_t mem[16];
	struct conf_put body = { mem, 0, sizeof mem, false };

	conf_put_u32(&body, 100);
	conf_put_u32(&body, 40);
	conf_put_u32(&body, 0);
	conf_put_u32(&body, 0);
	(void)conf_request(p, 0, "window-change", want_reply,
			   conf_put_view(&body));
}

static void change_size(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, 0);
	size_t was = c->replies_n;

	conf_text(sent, CONF_WHY_MAX, "window-change, want_reply FALSE");
	say_size(p, false);
	if (conf_barrier(p, r) && c->replies_n > was)
		(void)conf_blame(r, "a reply that was not wanted");
	if (r->kind == 0)
		(void)conf_pass(p, 0, 100, r);
}

/* The RFC says that there is none, section 5.4 that there is. */
static void change_size_and_ask(struct conf_peer *p, struct conf_reaction *r,
				char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "window-change, want_reply TRUE");
	say_size(p, true);
	if (conf_barrier(p, r))
		(void)conf_pass(p, 0, 100, r);
}

/* env, something unknown, exec: section 5.4 lets them be sent at once. */
static void ask_in_order(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	static const char lang[] = "\0\0\0\4LANG\0\0\0\1C";
	const struct conf_chan *c;

	conf_text(sent, CONF_WHY_MAX,
		  "env, foo@example.com and exec in one piece");
	if (!open_session(p, r))
		return;
	c = conf_chan_find(&p->chans, OURS);
	p->hold = true;
	(void)conf_request(p, OURS, "env", true,
			   (struct ett_bytes)ETT_INIT(lang));
	(void)conf_request(p, OURS, "foo@example.com", true, nothing);
	ask(p, OURS, "exec", ETT_LIT("cat"));
	p->hold = false;
	(void)conf_flush(p);
	if (!conf_until_replies(p, OURS, 3, r))
		return;
	if (c->replies[1] != 'f' || c->replies[2] != 's')
		(void)conf_blame(r, "replies out of order: %.3s", c->replies);
}

extern const struct conf_case conf_session[];

/* clang-format off */
#define SESSION(t) .target = AS_SERVER, .tier = (t), .start = AT_LOGIN, \
		   .needs = HAS_LOGIN | HAS_SESSION
#define RUNNING(t) .target = AS_SERVER, .tier = (t), .start = AT_CHANNEL, \
		   .needs = HAS_LOGIN | HAS_SESSION | HAS_CHANNEL

const struct conf_case conf_session[] = {
	{
		.id     = "CONN-4254-5.4-03",
		.req    = "4254-5.4-03",
		.says   = "replies on a channel come in the order of requests",
		SESSION(1),
		.steps  = STEPS(DO(ask_in_order)),
	},
	{
		.id     = "CONN-4254-6.2-01/size",
		.req    = "4254-6.2-01",
		.says   = "a terminal of no size is one, or refused",
		SESSION(2),
		.steps  = STEPS(DO(pty_of_no_size)),
	},
	{
		.id     = "CONN-4254-6.2-01/opcode",
		.req    = "4254-6.2-01",
		.says   = "a mode of 160 to 255 ends the list of modes",
		SESSION(2),
		.steps  = STEPS(DO(pty_with_opcode_200)),
	},
	{
		.id     = "CONN-4254-6.2-01/cut",
		.req    = "4254-6.2-01",
		.says   = "modes that end early do no harm",
		SESSION(2),
		.steps  = STEPS(DO(pty_with_cut_modes)),
	},
	{
		.id     = "CONN-4254-6.2-01/many",
		.req    = "4254-6.2-01",
		.says   = "10000 modes do no harm",
		SESSION(2),
		.steps  = STEPS(DO(pty_with_many_modes)),
	},
	{
		.id     = "CONN-4254-6.5-01/exec",
		.req    = "4254-6.5-01",
		.says   = "exec after exec is refused",
		RUNNING(1),
		.steps  = STEPS(DO_EXPECT(exec_again, RE_TERM)),
	},
	{
		.id     = "CONN-4254-6.5-01/shell",
		.req    = "4254-6.5-01",
		.says   = "shell after exec is refused",
		RUNNING(1),
		.steps  = STEPS(DO_EXPECT(shell_after_exec, RE_TERM)),
	},
	{
		.id     = "CONN-4254-6.5-02",
		.req    = "4254-6.5-02",
		.says   = "an unknown subsystem is refused",
		SESSION(2),
		.steps  = STEPS(DO(unknown_subsystem)),
	},
	{
		.id     = "CONN-4254-6.7-01/false",
		.req    = "4254-6.7-01",
		.says   = "no reply to window-change",
		RUNNING(2),
		.steps  = STEPS(DO(change_size)),
	},
	{
		.id     = "CONN-4254-6.7-01/true",
		.req    = "4254-6.7-01",
		.says   = "window-change that wants a reply does no harm",
		RUNNING(2),
		.steps  = STEPS(DO(change_size_and_ask)),
	},
	{
		.id     = "CONN-4254-6.10-01",
		.req    = "4254-6.10-01",
		.says   = "exit-status tells the status, CLOSE follows",
		SESSION(1),
		.steps  = STEPS(DO(exit_status)),
	},
	{ .id = NULL }
};
/* clang-format on */
