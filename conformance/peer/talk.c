/* SPDX-License-Identifier: ISC
 *
 * What two peers say to each other once they know each other: channels, key
 * exchanges in between, and the small courtesies without which a lawful
 * target would take the judge for dead.
 */
#include "conformance/peer/script.h"

static uint8_t number_of(const struct conf_peer *p)
{
	return p->link.payload.n > 0 ? p->link.payload.p[0] : 0;
}

/* hostkeys-00@openssh.com, keepalive@openssh.com and the like: name,
 * want_reply. */
static void answer_global(struct conf_peer *p)
{
	struct ett_msg_request_failure m = { 0 };

	if (p->seen.n >= 2 && p->seen.v[1].num != 0)
		(void)conf_say(p, ETT_MSG_request_failure, &m, NULL);
}

enum heed { PASSED_OVER, TO_BE_SEEN, OVER };

/* What may come at any time. */
static enum heed heed(struct conf_peer *p, struct conf_reaction *r)
{
	switch (number_of(p)) {
	case ETT_NUM_kexinit:
		return conf_rekey(p, r) ? PASSED_OVER : OVER;
	case ETT_NUM_global_request:
		answer_global(p);
		return PASSED_OVER;
	case ETT_NUM_unimplemented:
	case ETT_NUM_userauth_banner:
	case ETT_NUM_channel_window_adjust:
		return PASSED_OVER;
	default:
		return TO_BE_SEEN;
	}
}

bool conf_expect(struct conf_peer *p, uint8_t number, struct conf_reaction *r)
{
	while (conf_hear_message(p, r)) {
		enum heed h;

		if (number_of(p) == number)
			return true;
		h = heed(p, r);
		if (h == TO_BE_SEEN)
			conf_react(p, r);
		if (h != PASSED_OVER)
			return false;
	}
	return false;
}

bool conf_until(struct conf_peer *p, conf_there *there, uint64_t n,
		struct conf_reaction *r)
{
	while (!there(p, n)) {
		enum heed h;

		if (!conf_hear_message(p, r))
			return false;
		h = heed(p, r);
		if (h == OVER)
			return false;
		if (h == PASSED_OVER || number_of(p) >= ETT_NUM_request_success)
			continue;
		conf_react(p, r);
		return false;
	}
	return true;
}

bool conf_open_with(struct conf_peer *p, const char *kind,
		    struct ett_bytes body, uint32_t ours, uint32_t window,
		    uint32_t max_packet)
{
	struct ett_msg_channel_open m = { .kind = ett_str(kind),
					  .sender = ours,
					  .window = window,
					  .max_packet = max_packet,
					  .body = body };

	return conf_say(p, ETT_MSG_channel_open, &m, NULL);
}

static bool answered(struct conf_peer *p, uint64_t ours)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, (uint32_t)ours);

	return c != NULL && (c->open || c->refused);
}

static bool replied(struct conf_peer *p, uint64_t ours)
{
	return conf_chan_find(&p->chans, (uint32_t)ours)->replies_n > 0;
}

bool conf_request(struct conf_peer *p, uint32_t ours, const char *name,
		  bool want_reply, struct ett_bytes body)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);
	struct ett_msg_channel_request m = { .recipient = c->theirs,
					     .name = ett_str(name),
					     .want_reply = want_reply,
					     .body = body };

	return conf_say(p, ETT_MSG_channel_request, &m, NULL);
}

bool conf_adjust(struct conf_peer *p, uint32_t ours, uint32_t n)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);
	struct ett_msg_channel_window_adjust m = { .recipient = c->theirs,
						   .bytes = n };

	return conf_say(p, ETT_MSG_channel_window_adjust, &m, NULL);
}

bool conf_data(struct conf_peer *p, uint32_t ours, struct ett_bytes data)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);
	struct ett_msg_channel_data m = { .recipient = c->theirs,
					  .data = data };

	return conf_say(p, ETT_MSG_channel_data, &m, NULL);
}

bool conf_eof(struct conf_peer *p, uint32_t ours)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);
	struct ett_msg_channel_eof m = { .recipient = c->theirs };

	return conf_say(p, ETT_MSG_channel_eof, &m, NULL);
}

bool conf_close(struct conf_peer *p, uint32_t ours)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);
	struct ett_msg_channel_close m = { .recipient = c->theirs };

	return conf_say(p, ETT_MSG_channel_close, &m, NULL);
}

static bool exec_echo(struct conf_peer *p, uint32_t ours,
		      struct conf_reaction *r)
{
	uint8_t mem[256];
	struct conf_put body = { mem, 0, sizeof mem, false };

	conf_put_str(&body, ett_str(p->echo.command));
	(void)conf_request(p, ours, "exec", true, conf_put_view(&body));
	if (!conf_until(p, replied, ours, r))
		return false;
	if (conf_chan_find(&p->chans, ours)->replies[0] == 's')
		return true;
	r->kind = RE_ANSWER;
	conf_text(r->text, sizeof r->text, "CHANNEL_FAILURE for exec");
	return false;
}

static bool open_as_client(struct conf_peer *p, uint32_t ours,
			   const uint32_t limits[2], struct conf_reaction *r)
{
	bool session = p->echo.kind == ECHO_SESSION;
	uint8_t mem[512];
	struct conf_put body = { mem, 0, sizeof mem, false };

	if (p->echo.kind == ECHO_NONE)
		return conf_react_ours(r, "no channel was said to be possible");
	if (!session) {
		conf_put_str(&body, ett_str(p->echo.host));
		conf_put_u32(&body, p->echo.port);
		conf_put_str(&body, ETT_LIT("127.0.0.1"));
		conf_put_u32(&body, 1);
	}
	(void)conf_open_with(p, session ? "session" : "direct-tcpip",
			     conf_put_view(&body), ours, limits[0], limits[1]);
	if (!conf_until(p, answered, ours, r))
		return false;
	if (conf_chan_find(&p->chans, ours)->refused) {
		r->kind = RE_OURS;
		conf_text(r->text, sizeof r->text,
			  "OPEN_FAILURE %u for the channel of the case",
			  conf_chan_find(&p->chans, ours)->reason);
		return false;
	}
	return !session || exec_echo(p, ours, r);
}

/* name, want_reply: until the client has said what the session is for. */
static bool serve_session(struct conf_peer *p, uint32_t ours,
			  struct conf_reaction *r)
{
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);
	struct ett_msg_channel_success m = { .recipient = c->theirs };
	bool begun = false;

	while (!begun) {
		struct ett_bytes name;

		if (!conf_expect(p, ETT_NUM_channel_request, r))
			return false;
		name = p->seen.v[1].bytes;
		begun = ett_bytes_is(name, "shell") ||
			ett_bytes_is(name, "exec") ||
			ett_bytes_is(name, "subsystem");
		if (p->seen.n > 2 && p->seen.v[2].num != 0)
			(void)conf_say(p, ETT_MSG_channel_success, &m, NULL);
	}
	return true;
}

static bool open_as_server(struct conf_peer *p, uint32_t ours,
			   const uint32_t limits[2], struct conf_reaction *r)
{
	struct ett_msg_channel_open_confirmation m = { 0 };
	bool session;

	if (p->wire.want_channel != NULL)
		p->wire.want_channel(p->wire.owner);
	if (!conf_expect(p, ETT_NUM_channel_open, r))
		return false;
	session = ett_bytes_is(p->seen.v[0].bytes, "session");
	m.recipient = p->chans.opening;
	m.sender = ours;
	m.window = limits[0];
	m.max_packet = limits[1];
	(void)conf_say(p, ETT_MSG_channel_open_confirmation, &m, NULL);
	return !session || serve_session(p, ours, r);
}

bool conf_open_echo(struct conf_peer *p, uint32_t ours, uint32_t window,
		    uint32_t max_packet, struct conf_reaction *r)
{
	const uint32_t limits[2] = { window, max_packet };
	const struct conf_chan *c = conf_chan_find(&p->chans, ours);

	if (c != NULL && c->open && !c->closed)
		return true;
	return p->is_server ? open_as_server(p, ours, limits, r)
			    : open_as_client(p, ours, limits, r);
}

static bool more_globals(struct conf_peer *p, uint64_t n)
{
	return p->chans.globals_n > n;
}

bool conf_alive(struct conf_peer *p, struct conf_reaction *r)
{
	struct ett_msg_global_request m = { .name =
						ETT_INIT("alive@ett.example"),
					    .want_reply = true };
	uint64_t before = p->chans.globals_n;

	*r = (struct conf_reaction){ 0 };
	(void)conf_say(p, ETT_MSG_global_request, &m, NULL);
	return conf_until(p, more_globals, before, r);
}
