/* SPDX-License-Identifier: ISC
 *
 * RFC 4254 section 7: forwarding.  Whoever has to connect to a port of the
 * target's is the target itself, through direct-tcpip, so the judge needs no
 * way there but the connection.
 */
#include "conformance/engine/case.h"

enum { WINDOW = 65536, PACKET = 32768, THERE = 1, BACK = 2, CLOSED_PORT = 1 };

static const struct ett_bytes nothing = { NULL, 0 };
static const char loopback[] = "127.0.0.1";

static void say_listen(struct conf_peer *p, bool cancel, uint32_t port)
{
	uint8_t mem[64];
	struct conf_put body = { mem, 0, sizeof mem, false };

	conf_put_str(&body, ett_str(loopback));
	conf_put_u32(&body, port);
	(void)conf_say_global(p,
			      cancel ? "cancel-tcpip-forward" : "tcpip-forward",
			      true, conf_put_view(&body));
}

/* A forwarding of a port that the target chooses, p->chans.forwarded_port. */
static bool listen_somewhere(struct conf_peer *p, struct conf_reaction *r)
{
	uint32_t port;

	say_listen(p, false, 0);
	if (!conf_until_globals(p, p->chans.globals_n + 1, r))
		return false;
	if (p->link.payload.p[0] == ETT_NUM_request_failure)
		return conf_lacks(r, "tcpip-forward is refused");
	port = p->chans.forwarded_port;
	if (p->link.payload.n != 5)
		return conf_blame(r,
				  "REQUEST_SUCCESS for port 0 with %zu bytes "
				  "of data, where a port has 4",
				  p->link.payload.n - 1);
	return (port > 0 && port <= UINT16_MAX) ||
	       conf_blame(r, "REQUEST_SUCCESS with port %u", port);
}

static bool unlisten(struct conf_peer *p, struct conf_reaction *r)
{
	say_listen(p, true, p->chans.forwarded_port);
	if (!conf_until_globals(p, p->chans.globals_n + 1, r))
		return false;
	return p->link.payload.p[0] == ETT_NUM_request_success ||
	       conf_blame(r, "the forwarding cannot be cancelled");
}

static void port_0(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "tcpip-forward for port 0");
	(void)listen_somewhere(p, r);
}

/* The port is one that was free a moment ago. */
static void fixed_port(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	uint32_t port;

	if (!listen_somewhere(p, r) || !unlisten(p, r))
		return;
	port = p->chans.forwarded_port;
	conf_text(sent, CONF_WHY_MAX, "tcpip-forward for port %u", port);
	say_listen(p, false, port);
	if (!conf_until_globals(p, p->chans.globals_n + 1, r))
		return;
	if (p->link.payload.p[0] == ETT_NUM_request_failure)
		(void)conf_lacks(r, "no port is there to be asked for");
	else if (p->link.payload.n != 1)
		(void)conf_blame(r,
				 "REQUEST_SUCCESS with %zu bytes of data, "
				 "though the port was given",
				 p->link.payload.n - 1);
}

static void cancel_unknown(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "cancel-tcpip-forward for what was never asked for");
	say_listen(p, true, 40023);
	if (conf_until_globals(p, 1, r) && p->chans.globals[0] != 'f')
		(void)conf_blame(r, "REQUEST_SUCCESS");
}

static void ask_client(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "tcpip-forward of a server");
	say_listen(p, false, 0);
	if (conf_until_globals(p, 1, r) && p->chans.globals[0] != 'f')
		(void)conf_blame(r, "REQUEST_SUCCESS");
}

static void say_direct(struct conf_peer *p, struct ett_bytes host,
		       uint32_t port)
{
	static uint8_t mem[70000];
	struct conf_put body = { mem, 0, sizeof mem, false };

	conf_put_str(&body, host);
	conf_put_u32(&body, port);
	conf_put_str(&body, ett_str(loopback));
	conf_put_u32(&body, 1);
	(void)conf_open_with(p, "direct-tcpip", conf_put_view(&body), THERE,
			     WINDOW, PACKET);
}

/* Does the CHANNEL_OPEN heard last begin with what was asked for? */
static bool tells_where(struct conf_peer *p, struct conf_reaction *r)
{
	struct ett_bytes kind =
	    conf_seen_at(&p->seen, offsetof(struct ett_msg_channel_open, kind))
		.bytes;
	struct ett_bytes got =
	    conf_seen_at(&p->seen, offsetof(struct ett_msg_channel_open, body))
		.bytes;
	uint8_t mem[64];
	struct conf_put want = { mem, 0, sizeof mem, false };

	conf_put_str(&want, ett_str(loopback));
	conf_put_u32(&want, p->chans.forwarded_port);
	if (!ett_bytes_is(kind, "forwarded-tcpip"))
		return conf_blame(r, "CHANNEL_OPEN of another type");
	if (got.n < want.n)
		return conf_blame(r, "CHANNEL_OPEN without address and port");
	got.n = want.n;
	return ett_bytes_eq(got, conf_put_view(&want)) ||
	       conf_blame(r, "forwarded-tcpip does not tell the address and "
			     "port that were asked for");
}

/* A connection to the forwarded port, which comes back and is taken. */
static bool come_round(struct conf_peer *p, struct conf_reaction *r)
{
	struct ett_msg_channel_open_confirmation m = { .sender = BACK,
						       .window = WINDOW,
						       .max_packet = PACKET };
	const struct conf_chan *there;

	say_direct(p, ett_str(loopback), p->chans.forwarded_port);
	there = conf_chan_find(&p->chans, THERE);
	do {
		if (!conf_hear_one(p, r))
			return false;
		if (there->refused)
			return conf_blame(r,
					  "OPEN_FAILURE %u for a connection "
					  "to the forwarded port",
					  there->reason);
	} while (p->link.payload.p[0] != ETT_NUM_channel_open);
	if (!tells_where(p, r))
		return false;
	m.recipient = p->chans.opening;
	(void)conf_say(p, ETT_MSG_channel_open_confirmation, &m, NULL);
	return conf_until_answered(p, THERE, r);
}

/* In one way, out of the other. */
static bool carry(struct conf_peer *p, struct conf_reaction *r)
{
	const struct conf_chan *back = conf_chan_find(&p->chans, BACK);

	return conf_send(p, THERE, 1000, r) &&
	       conf_until_heard(p, BACK, back->heard + 1000, r);
}

static void end_both(struct conf_peer *p, struct conf_reaction *r)
{
	(void)conf_close(p, THERE);
	(void)conf_close(p, BACK);
	if (conf_until_closed(p, THERE, r))
		(void)conf_until_closed(p, BACK, r);
}

static void listen_and_cancel(struct conf_peer *p, struct conf_reaction *r,
			      char *sent)
{
	const struct conf_chan *there;

	conf_text(sent, CONF_WHY_MAX,
		  "tcpip-forward, direct-tcpip to its port, "
		  "cancel-tcpip-forward, direct-tcpip once more");
	if (!listen_somewhere(p, r) || !come_round(p, r) || !carry(p, r))
		return;
	end_both(p, r);
	if (r->kind != 0 || !unlisten(p, r))
		return;
	say_direct(p, ett_str(loopback), p->chans.forwarded_port);
	there = conf_chan_find(&p->chans, THERE);
	while (!there->refused) {
		if (!conf_hear_one(p, r))
			return;
		if (there->open ||
		    p->link.payload.p[0] == ETT_NUM_channel_open) {
			(void)conf_blame(r, "the port is still listened on");
			return;
		}
	}
}

/* Refused, with which reason is the caller's business. */
static void ask_direct(struct conf_peer *p, struct ett_bytes host,
		       uint32_t port, struct conf_reaction *r, char *sent)
{
	const struct conf_chan *c;

	conf_text(sent, CONF_WHY_MAX, "direct-tcpip to port %u", port);
	say_direct(p, host, port);
	c = conf_chan_find(&p->chans, THERE);
	if (!conf_until_answered(p, THERE, r))
		return;
	if (c->open) {
		(void)conf_blame(r, "CHANNEL_OPEN_CONFIRMATION");
		return;
	}
	r->kind = RE_REFUSED;
	r->code = c->reason;
	conf_text(r->text, sizeof r->text, "OPEN_FAILURE %u", c->reason);
}

static void closed_port(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	ask_direct(p, ett_str(loopback), CLOSED_PORT, r, sent);
	if (r->kind == RE_REFUSED && r->code != 2 && r->code != 1)
		(void)conf_blame(r,
				 "OPEN_FAILURE with reason %u, not "
				 "SSH_OPEN_CONNECT_FAILED (2)",
				 r->code);
}

/* A bad question may be answered with DISCONNECT, a good one not. */
static void bad_port(struct conf_peer *p, uint32_t port,
		     struct conf_reaction *r, char *sent)
{
	ask_direct(p, ett_str(loopback), port, r, sent);
	if (r->kind == RE_REFUSED && conf_alive(p, r))
		r->kind = RE_REFUSED;
}

static void port_zero(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	bad_port(p, 0, r, sent);
}

static void port_65536(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	bad_port(p, 65536 + CLOSED_PORT, r, sent);
}

static void port_last(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	bad_port(p, UINT32_MAX, r, sent);
}

static void host_with_nul(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	ask_direct(p, (struct ett_bytes)ETT_INIT("127.0.0.1\0.example"),
		   CLOSED_PORT, r, sent);
}

static void host_too_long(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	static uint8_t host[30000];

	for (size_t i = 0; i < sizeof host; i++)
		host[i] = 'a';
	ask_direct(p, (struct ett_bytes){ host, sizeof host }, CLOSED_PORT, r,
		   sent);
}

static void outlive_session(struct conf_peer *p, struct conf_reaction *r,
			    char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "a forwarded connection beside a session, which ends");
	if (!listen_somewhere(p, r) || !come_round(p, r) || !carry(p, r))
		return;
	(void)conf_close(p, 0);
	if (conf_until_closed(p, 0, r) && conf_barrier(p, r))
		(void)carry(p, r);
}

static void missing_path(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	uint8_t mem[64];
	struct conf_put body = { mem, 0, sizeof mem, false };
	const struct conf_chan *c;

	conf_text(sent, CONF_WHY_MAX, "direct-streamlocal to no path");
	conf_put_str(&body, ETT_LIT("/nonexistent/ett"));
	conf_put_str(&body, nothing);
	conf_put_u32(&body, 0);
	(void)conf_open_with(p, "direct-streamlocal@openssh.com",
			     conf_put_view(&body), THERE, WINDOW, PACKET);
	if (!conf_until_answered(p, THERE, r))
		return;
	c = conf_chan_find(&p->chans, THERE);
	if (c->refused && c->reason == 3)
		(void)conf_lacks(r, "the channel type is not known");
	else if (c->open)
		(void)conf_blame(r, "CHANNEL_OPEN_CONFIRMATION");
}

extern const struct conf_case conf_forward[];

/* clang-format off */
#define SERVER(t, n) .target = AS_SERVER, .tier = (t), .start = AT_LOGIN, \
		     .needs = HAS_LOGIN | (n)

const struct conf_case conf_forward[] = {
	{
		.id     = "CONN-4254-7.1-01/any",
		.req    = "4254-7.1-01",
		.says   = "tcpip-forward for port 0 is answered with the port",
		SERVER(1, HAS_LISTEN),
		.steps  = STEPS(DO(port_0)),
	},
	{
		.id     = "CONN-4254-7.1-01/fixed",
		.req    = "4254-7.1-01",
		.says   = "tcpip-forward for a port is answered without data",
		SERVER(1, HAS_LISTEN),
		.steps  = STEPS(DO(fixed_port)),
	},
	{
		.id     = "CONN-4254-7.1-02",
		.req    = "4254-7.1-02",
		.says   = "a forwarding that is not there cannot be cancelled",
		SERVER(2, HAS_LISTEN),
		.steps  = STEPS(DO(cancel_unknown)),
	},
	{
		.id     = "CONN-4254-7.1-03",
		.req    = "4254-7.1-03",
		.says   = "a client refuses tcpip-forward",
		.target = AS_CLIENT, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO(ask_client)),
	},
	{
		.id     = "CONN-4254-7.1-04",
		.req    = "4254-7.1-04",
		.says   = "forwarded-tcpip tells what was asked for, until it "
			  "is cancelled",
		SERVER(2, HAS_LISTEN | HAS_DIRECT),
		.steps  = STEPS(DO(listen_and_cancel)),
	},
	{
		.id     = "CONN-4254-7.2-03",
		.req    = "4254-7.2-03",
		.says   = "direct-tcpip to a closed port is refused",
		SERVER(2, HAS_DIRECT),
		.steps  = STEPS(DO_EXPECT(closed_port, RE_REFUSED)),
	},
	{
		.id     = "CONN-4254-7.2-04/zero",
		.req    = "4254-7.2-04",
		.says   = "direct-tcpip to port 0 is refused",
		SERVER(3, HAS_DIRECT),
		.steps  = STEPS(DO_EXPECT_OR(port_zero, RE_REFUSED, RE_TERM)),
	},
	{
		.id     = "CONN-4254-7.2-04/65536",
		.req    = "4254-7.2-04",
		.says   = "direct-tcpip to a port beyond 65535 is refused",
		SERVER(3, HAS_DIRECT),
		.steps  = STEPS(DO_EXPECT_OR(port_65536, RE_REFUSED, RE_TERM)),
	},
	{
		.id     = "CONN-4254-7.2-04/last",
		.req    = "4254-7.2-04",
		.says   = "direct-tcpip to port 4294967295 is refused",
		SERVER(3, HAS_DIRECT),
		.steps  = STEPS(DO_EXPECT_OR(port_last, RE_REFUSED, RE_TERM)),
	},
	{
		.id     = "CONN-4254-7.2-04/nul",
		.req    = "4254-7.2-04",
		.says   = "direct-tcpip to a host with a NUL is refused",
		SERVER(3, HAS_DIRECT),
		.steps  = STEPS(DO_EXPECT_OR(host_with_nul, RE_REFUSED,
					     RE_TERM)),
	},
	{
		.id     = "CONN-4254-7.2-04/long",
		.req    = "4254-7.2-04",
		.says   = "direct-tcpip to a host of 30000 bytes is refused",
		SERVER(3, HAS_DIRECT),
		.steps  = STEPS(DO_EXPECT_OR(host_too_long, RE_REFUSED,
					     RE_TERM)),
	},
	{
		.id     = "CONN-4254-7.2-05",
		.req    = "4254-7.2-05",
		.says   = "a forwarded connection outlives a session",
		.target = AS_SERVER, .tier = 2, .start = AT_CHANNEL,
		.needs  = HAS_LOGIN | HAS_CHANNEL | HAS_SESSION | HAS_LISTEN |
			  HAS_DIRECT,
		.steps  = STEPS(DO(outlive_session)),
	},
	{
		.id     = "PROTO-2.4-01",
		.req    = "P-2.4-01",
		.says   = "direct-streamlocal to a path that is not there",
		SERVER(3, HAS_DIRECT),
		.steps  = STEPS(DO(missing_path)),
	},
	{ .id = NULL }
};
/* clang-format on */
