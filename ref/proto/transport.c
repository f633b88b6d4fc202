/* SPDX-License-Identifier: ISC
 *
 * The messages that mean the same at any time: RFC 4253 section 11, and PING
 * of OpenSSH's PROTOCOL section 1.8.
 */
#include "proto/internal.h"

ett_err ett_on_disconnect(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_disconnect m = { 0 };

	/* Section 11.1: it ends here, however badly it is formed. */
	if (ett_decode(disconnect, p, &m) != ETT_OK)
		ett_why(s,
			"the peer ended the session with a malformed message");
	else
		ett_why_more(s, "the peer ended the session: ", m.description);
	ett_session_end(s, ETT_PEER, 0, (struct ett_bytes){ 0 });
	s->code = m.reason;
	return ETT_OK;
}

ett_err ett_on_ignore(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_ignore m;

	(void)s;
	return ett_decode(ignore, p, &m);
}

ett_err ett_on_debug(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_debug m;

	(void)s;
	return ett_decode(debug, p, &m);
}

/* All that we send is in the RFCs that every peer must know, or was offered
 * by it; so nothing hangs on which message it did not understand. */
ett_err ett_on_unimplemented(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_unimplemented m;

	(void)s;
	return ett_decode(unimplemented, p, &m);
}

ett_err ett_send_unimplemented(struct ett_session *s, uint32_t seq)
{
	struct ett_msg_unimplemented m = { .sequence = seq };

	return ett_send_msg(s, unimplemented, &m);
}

ett_err ett_on_ping(struct ett_session *s, struct ett_bytes p)
{
	struct ett_msg_ping m;
	struct ett_msg_pong answer;
	ett_err e;

	e = ett_decode(ping, p, &m);
	if (e != ETT_OK)
		return e;
	answer.data = m.data;
	return ett_send_msg(s, pong, &answer);
}
