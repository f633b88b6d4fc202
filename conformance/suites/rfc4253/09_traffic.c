/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 sections 7.1 and 9: what is on its way while keys are exchanged.
 * Nothing of it is lost, and nothing that may not be there is among it.
 */
#include "conformance/engine/case.h"
#include "conformance/peer/stream.h"

enum {
	MIB = 1 << 20,
	TOTAL = 8 * MIB,     /* enough for several exchanges, soon done */
	PATIENCE = 16 * MIB, /* a target that may begin has begun by then */
	FLOOD = 4 * MIB,     /* without reading */
	BURST = 1 << 17,
	IGNORED = 32000,
	SMALL = 1000 /* a window */
};

static bool blame(struct conf_reaction *r, const char *text)
{
	r->kind = RE_ANSWER;
	conf_text(r->text, sizeof r->text, "%s", text);
	return false;
}

static void flood(struct conf_peer *p, uint32_t n)
{
	static const uint8_t zeros[IGNORED];
	struct ett_msg_ignore m = { .data = { (uint8_t *)zeros, IGNORED } };

	for (; n > IGNORED; n -= IGNORED)
		(void)conf_say(p, ETT_MSG_ignore, &m, NULL);
}

/* Data in both directions, a key exchange of ours after each MiB. */
static void stream_over_rekeys(struct conf_peer *p, struct conf_reaction *r,
			       char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "%d MiB each way, a key exchange after each", TOTAL / MIB);
	for (int i = 0; i < TOTAL / MIB; i++)
		if (!conf_stream(p, MIB, r) || !conf_rekey(p, r))
			return;
	(void)conf_stream_back(p, r);
}

static void target_begins(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	unsigned before = p->exchanges;
	uint64_t said = 0;

	conf_text(sent, CONF_WHY_MAX, "data until the target exchanges keys");
	for (; said < PATIENCE && p->exchanges < before + 2; said += MIB)
		if (!conf_stream(p, MIB, r))
			return;
	if (!conf_stream_back(p, r))
		return;
	if (p->exchanges < before + 2)
		(void)blame(r, "no second key exchange of its own in 16 MiB");
}

/* What an echo that takes its time has to say comes amid the exchanges. */
static void busy_rekeys(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "2 MiB, a key exchange after each 256 KiB");
	for (int i = 0; i < 8; i++)
		if (!conf_stream(p, MIB / 4, r) || !conf_rekey(p, r))
			return;
	(void)conf_stream_back(p, r);
}

/* The target's KEXINIT is on its way, and we have not read it. */
static void both_begin(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	unsigned before = p->exchanges;

	conf_text(sent, CONF_WHY_MAX, "4 MiB of IGNORE, KEXINIT, no reading");
	flood(p, FLOOD);
	if (!conf_rekey(p, r) || !conf_alive(p, r))
		return;
	if (p->exchanges != before + 1)
		(void)blame(r, "more than one key exchange");
}

/* Between the target's KEXINIT and ours. */
static void in_flight_to_it(struct conf_peer *p, struct conf_reaction *r,
			    char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "4 MiB of IGNORE and data, no reading, then KEXINIT");
	flood(p, FLOOD);
	(void)conf_stream_burst(p, BURST);
	if (conf_rekey(p, r))
		(void)conf_stream_back(p, r);
}

/* Whatever of the echo is not on its way yet has to wait. */
static void in_flight_from_it(struct conf_peer *p, struct conf_reaction *r,
			      char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "data and KEXINIT in one piece");
	p->hold = true;
	(void)conf_stream_burst(p, BURST);
	(void)conf_say_kexinit(p, NULL);
	p->hold = false;
	(void)conf_flush(p);
	if (!conf_rekey(p, r) || !conf_stream_back(p, r))
		return;
	if (p->odd_in_kex >= 0)
		(void)blame(r, "a message between KEXINIT and NEWKEYS that may "
			       "not be there");
}

/* Upper layers */

static bool chan_answered(struct conf_peer *p, uint64_t ours)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, (uint32_t)ours);

	return c->open || c->refused;
}

static void open_amid(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	static const struct conf_twist open[] = { SET(channel_open, kind,
						      "amid@ett.example"),
						  NUM(channel_open, sender, 1),
						  { .at = 0 } };

	conf_text(sent, CONF_WHY_MAX, "CHANNEL_OPEN behind our KEXINIT");
	p->aside =
	    (struct conf_aside){ BEHIND_KEXINIT, ETT_MSG_channel_open, open };
	if (!conf_rekey(p, r))
		return;
	if (chan_answered(p, 1))
		(void)blame(r, "CHANNEL_OPEN was answered before NEWKEYS");
	else
		(void)conf_until(p, chan_answered, 1, r);
}

static void request_amid(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	static const struct conf_twist request[] = {
		SET(global_request, name, "amid@ett.example"),
		NUM(global_request, want_reply, 1),
		{ .at = 0 }
	};
	uint64_t before = p->chans.globals_n;

	conf_text(sent, CONF_WHY_MAX, "GLOBAL_REQUEST behind our KEXINIT");
	p->aside = (struct conf_aside){ BEHIND_KEXINIT, ETT_MSG_global_request,
					request };
	if (!conf_rekey(p, r))
		return;
	if (p->chans.globals_n > before)
		(void)blame(r, "GLOBAL_REQUEST was answered before NEWKEYS");
	else
		(void)conf_alive(p, r);
}

static bool closed(struct conf_peer *p, uint64_t ours)
{
	return conf_chan_find(&p->chans, (uint32_t)ours)->closed;
}

static bool heard(struct conf_peer *p, uint64_t n)
{
	return conf_chan_find(&p->chans, 0)->heard >= n;
}

/* The echo of three windows, its EOF and its CLOSE wait for our window. */
static void held_back(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	const struct conf_chan *c;

	conf_text(sent, CONF_WHY_MAX,
		  "%d bytes and EOF, a window of %d, then a key exchange",
		  3 * SMALL, SMALL);
	if (!conf_open_echo(p, 0, SMALL, 32768, r)) {
		r->kind = RE_OURS; /* there is nothing to be judged */
		return;
	}
	c = conf_chan_find(&p->chans, 0);
	(void)conf_stream_burst(p, 3 * (uint64_t)SMALL);
	(void)conf_eof(p, 0);
	if (!conf_until(p, heard, SMALL, r) || !conf_rekey(p, r))
		return;
	if (c->heard > SMALL || c->eof || c->closed) {
		(void)blame(r, "the closed window did not hold back the rest");
		return;
	}
	(void)conf_adjust(p, 0, 3 * SMALL);
	if (!conf_until(p, closed, 0, r))
		return;
	if (!c->eof || c->heard < 3 * SMALL || c->same < c->heard)
		(void)blame(r, "CLOSE, but not all of the data and EOF");
}

/* PING */

static bool ponged(struct conf_peer *p, uint64_t n)
{
	return p->pongs > n;
}

static void ping(struct conf_peer *p)
{
	static const struct conf_twist data[] = { SET(ping, data, "judge"),
						  { .at = 0 } };

	(void)conf_say_twisted(p, ETT_MSG_ping, data);
}

static bool offers_ping(const struct conf_peer *p, struct conf_reaction *r)
{
	if (!p->pings)
		conf_text(r->text, sizeof r->text,
			  "the target does not offer ping@openssh.com");
	r->kind = p->pings ? 0 : RE_NO_COMMON;
	return p->pings;
}

static void ping_idle(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "PING in an idle session");
	if (!offers_ping(p, r))
		return;
	ping(p);
	(void)conf_until(p, ponged, 0, r);
}

static void ping_amid(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "PING between the target's KEXINIT and ours");
	if (!offers_ping(p, r))
		return;
	flood(p, FLOOD);
	ping(p);
	if (conf_rekey(p, r))
		(void)conf_until(p, ponged, 0, r);
}

extern const struct conf_case conf_rekey_traffic[];

/* clang-format off */
#define IN_SESSION .start = AT_CHANNEL
#define ECHOES     (HAS_LOGIN | HAS_CHANNEL)

const struct conf_case conf_rekey_traffic[] = {
	{
		.id     = "TRANS-4253-9-02",
		.req    = "4253-9-02",
		.says   = "a key exchange begun by the target completes",
		.target = AS_BOTH, .tier = 2, IN_SESSION,
		.needs  = ECHOES | HAS_REKEY,
		.steps  = STEPS(DO(target_begins)),
	},
	{
		.id     = "TRANS-4253-9-03",
		.req    = "4253-9-03",
		.says   = "a key exchange that both begin is one",
		.target = AS_BOTH, .tier = 1, IN_SESSION,
		.needs  = ECHOES | HAS_REKEY,
		.steps  = STEPS(DO(both_begin)),
	},
	{
		.id     = "TRANS-4253-7.1-23/to-target",
		.req    = "4253-7.1-18",
		.says   = "data behind the target's KEXINIT is not lost",
		.target = AS_BOTH, .tier = 1, IN_SESSION,
		.needs  = ECHOES | HAS_REKEY,
		.steps  = STEPS(DO(in_flight_to_it)),
	},
	{
		.id     = "TRANS-4253-7.1-23/from-target",
		.req    = "4253-7.1-18",
		.says   = "data behind our KEXINIT is not lost",
		.target = AS_BOTH, .tier = 1, IN_SESSION,
		.needs  = ECHOES,
		.steps  = STEPS(DO(in_flight_from_it)),
	},
	{
		.id     = "TRANS-4253-7.1-24",
		.req    = "4253-7.1-16",
		.says   = "no data between KEXINIT and NEWKEYS",
		.target = AS_BOTH, .tier = 1, IN_SESSION,
		.needs  = ECHOES,
		.steps  = STEPS(DO(in_flight_from_it), DO(busy_rekeys)),
	},
	{
		.id     = "TRANS-4253-9-04",
		.req    = "4253-9-04",
		.says   = "8 MiB each way over key exchanges are unchanged",
		.target = AS_BOTH, .tier = 1, IN_SESSION,
		.needs  = ECHOES,
		.steps  = STEPS(DO(stream_over_rekeys)),
	},
	{
		.id     = "TRANS-4253-7.1-25/open",
		.req    = "4253-7.1-19",
		.says   = "CHANNEL_OPEN behind KEXINIT waits, or is the end",
		.target = AS_SERVER, .tier = 2, IN_SESSION, .needs = ECHOES,
		.steps  = STEPS(DO_EXPECT(open_amid, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-7.1-25/request",
		.req    = "4253-7.1-19",
		.says   = "GLOBAL_REQUEST behind KEXINIT does, too",
		.target = AS_SERVER, .tier = 2, IN_SESSION, .needs = ECHOES,
		.steps  = STEPS(DO_EXPECT(request_amid, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-9-12",
		.req    = "4253-9-13",
		.says   = "what a closed window holds back comes later",
		.target = AS_BOTH, .tier = 2, .start = AT_LOGIN,
		.needs  = ECHOES,
		.steps  = STEPS(DO(held_back)),
	},
	{
		.id     = "PROTO-1.8-01/idle",
		.req    = "ossh-1.8-01",
		.says   = "PING is answered",
		.target = AS_BOTH, .tier = 1, IN_SESSION, .ext_info = true,
		.needs  = ECHOES,
		.steps  = STEPS(DO(ping_idle)),
	},
	{
		.id     = "PROTO-1.8-01/rekey",
		.req    = "ossh-1.8-01",
		.says   = "PING amid a key exchange is answered behind it",
		.target = AS_BOTH, .tier = 1, IN_SESSION, .ext_info = true,
		.needs  = ECHOES | HAS_REKEY,
		.steps  = STEPS(DO(ping_amid)),
	},
	{ .id = NULL }
};
/* clang-format on */
