/* SPDX-License-Identifier: ISC
 *
 * Peers answer in the order of what they are sent (RFC 4253 section 11.4), so
 * once the question is answered, all that was said before it has been.
 */
#include "conformance/peer/number.h"

#include <string.h>

enum { AUTH_FIRST = 50, AUTH_LAST = 79 };

void conf_say_number(struct conf_peer *p, uint8_t number)
{
	struct conf_twist as_number[] = { NUMBER(number), { .at = 0 } };

	for (size_t i = 0; i < ETT_MSG_COUNT; i++) {
		if (ett_layout[i].inside != NULL ||
		    ett_layout[i].number != number)
			continue;
		(void)conf_say_twisted(p, (enum ett_msg_id)i, NULL);
		return;
	}
	(void)conf_say_twisted(p, ETT_MSG_newkeys, as_number);
}

/* Not by conf_reach(): whoever ends the connection here does so because of
 * what was said before, and not over the keys. */
static bool ask_service(struct conf_peer *p, struct conf_reaction *r)
{
	struct ett_msg_service_request m = { .service =
						 ETT_LIT("ssh-userauth") };
	struct ett_msg_service_accept accept = { .service = m.service };

	if (p->is_server) {
		p->in_service = conf_expect(p, ETT_NUM_service_request, r);
		if (p->in_service)
			(void)conf_say(p, ETT_MSG_service_accept, &accept,
				       NULL);
	} else {
		(void)conf_say(p, ETT_MSG_service_request, &m, NULL);
		p->in_service = conf_expect(p, ETT_NUM_service_accept, r);
	}
	return p->in_service;
}

/* A client is let in, and asked there: what it requests before that it may
 * have sent before it read a word.  A server is asked for what it must
 * refuse. */
static bool ask_login(struct conf_peer *p, struct conf_reaction *r)
{
	if (p->is_server)
		return conf_log_in(p, r) && conf_alive(p, r);
	(void)conf_say_none(p);
	return conf_expect(p, ETT_NUM_userauth_failure, r);
}

bool conf_question(struct conf_peer *p, struct conf_reaction *r)
{
	*r = (struct conf_reaction){ 0 };
	if (p->logged_in)
		return conf_alive(p, r);
	if (p->in_service)
		return ask_login(p, r);
	conf_reach(p, AT_NEWKEYS, r);
	if (r->kind != 0 || !ask_service(p, r))
		return false;
	return !p->is_server || ask_login(p, r);
}

/*
 * A server that was talked into a login still says no to the next request, so
 * it is asked for what comes behind one.  That it ends the connection then is
 * as it should be.
 */
static bool still_outside(struct conf_peer *p, struct conf_reaction *r)
{
	struct ett_msg_global_request m = { .name =
						ETT_INIT("alive@ett.example"),
					    .want_reply = true };
	uint64_t before = p->chans.globals_n;
	struct conf_reaction then = { 0 };

	if (p->is_server || p->logged_in || !p->in_service)
		return true;
	(void)conf_say(p, ETT_MSG_global_request, &m, NULL);
	(void)conf_say_none(p);
	(void)conf_expect(p, ETT_NUM_userauth_failure, &then);
	if (p->chans.globals_n == before && then.kind != RE_ANSWER)
		return true;
	r->kind = RE_ANSWER;
	conf_text(r->text, sizeof r->text,
		  "a global request is answered though nobody has logged in");
	return false;
}

static void name_answer(const struct conf_peer *p, unsigned before,
			uint32_t seq, struct conf_reaction *r)
{
	unsigned n = p->unimplemented - before;

	r->code = p->unimplemented_seq;
	r->kind = RE_ANSWER;
	if (n == 0) {
		r->kind = RE_IGNORED;
		conf_text(r->text, sizeof r->text,
			  "no answer, and the session goes on");
	} else if (n > 1) {
		conf_text(r->text, sizeof r->text,
			  "UNIMPLEMENTED %u times for one message", n);
	} else if (r->code != seq) {
		conf_text(r->text, sizeof r->text,
			  "UNIMPLEMENTED for packet %u, where it was packet %u",
			  r->code, seq);
	} else {
		r->kind = RE_UNIMPLEMENTED;
		conf_text(r->text, sizeof r->text,
			  "UNIMPLEMENTED for packet %u", seq);
	}
}

/* The end of a connection is one, whatever it came before. */
static void name_end(const struct conf_peer *p, unsigned before,
		     struct conf_reaction *r)
{
	size_t n = strlen(r->text);

	if (p->unimplemented > before && n < sizeof r->text)
		conf_text(r->text + n, sizeof r->text - n,
			  ", behind UNIMPLEMENTED");
}

void conf_try_number(struct conf_peer *p, uint8_t number,
		     struct conf_reaction *r)
{
	bool login = number >= AUTH_FIRST && number <= AUTH_LAST;
	unsigned before = p->unimplemented;
	uint32_t seq = p->link.out.seq;

	conf_say_number(p, number);
	if (!conf_question(p, r)) {
		name_end(p, before, r);
		return;
	}
	name_answer(p, before, seq, r);
	if (login)
		(void)still_outside(p, r);
}

bool conf_try_numbers(struct conf_peer *p, const uint8_t *number, size_t n,
		      bool *unimplemented)
{
	unsigned heard = p->unimplemented, all;
	struct conf_reaction r;
	uint32_t seq[CONF_NUMBERS];

	for (size_t i = 0; i < n; i++) {
		seq[i] = p->link.out.seq;
		conf_say_number(p, number[i]);
	}
	if (!conf_question(p, &r))
		return false;
	all = p->unimplemented;
	for (size_t i = 0; i < n; i++) {
		unimplemented[i] = heard < all && heard < CONF_UNIMPLEMENTED &&
				   p->unimplemented_all[heard] == seq[i];
		heard += unimplemented[i];
	}
	return heard == all && still_outside(p, &r);
}
