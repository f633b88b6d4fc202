/* SPDX-License-Identifier: ISC
 *
 * A lawful question: what is asked must be answered, so that an answer proves
 * that the target goes on, and its absence that it does not.  A server is
 * asked for its first service.  A client may say what it has to say without
 * waiting for SERVICE_ACCEPT, so it is asked behind its login; and so is a
 * server to which one has logged in.
 */
#include "conformance/peer/script.h"

bool conf_ready(struct conf_peer *p, struct conf_reaction *r)
{
	conf_reach(p, p->is_server ? AT_LOGIN : AT_NEWKEYS, r);
	return r->kind == 0;
}

static void say_question(struct conf_peer *p, const struct conf_twist *twists)
{
	struct ett_msg_service_request service = { .service = ETT_LIT(
						       "ssh-userauth") };
	struct ett_msg_global_request any = { .name =
						  ETT_INIT("ask@ett.example"),
					      .want_reply = true };

	p->hold = false;
	if (p->logged_in)
		(void)conf_say(p, ETT_MSG_global_request, &any, twists);
	else
		(void)conf_say(p, ETT_MSG_service_request, &service, twists);
}

static bool more_globals(struct conf_peer *p, uint64_t n)
{
	return p->chans.globals_n > n;
}

void conf_ask(struct conf_peer *p, const struct conf_twist *twists,
	      struct conf_reaction *r)
{
	uint64_t before = p->chans.globals_n;

	if (!conf_ready(p, r))
		return;
	say_question(p, twists);
	if (p->logged_in ? !conf_until(p, more_globals, before, r)
			 : !conf_expect(p, ETT_NUM_service_accept, r))
		return;
	p->in_service = true;
	conf_react(p, r);
}
