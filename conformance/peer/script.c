/* SPDX-License-Identifier: ISC
 *
 * Each step says what the RFC lets a client say next and waits for the one
 * answer that lets it go on; all else ends the script with a reaction.
 */
#include "conformance/peer/script.h"

#include <stdio.h>

#include "conformance/peer/exchange.h"
#include "conformance/peer/values.h"

static const char our_version[] = "SSH-2.0-ettconform_0.1\r\n";

static void react(struct conf_reaction *r, unsigned kind, const char *text)
{
	r->kind = kind;
	conf_text(r->text, sizeof r->text, "%s", text);
}

static void react_disconnect(const struct conf_peer *p, struct conf_reaction *r)
{
	struct ett_bytes said =
	    p->seen.n > 1 ? p->seen.v[1].bytes : (struct ett_bytes){ NULL, 0 };
	char text[200];

	r->kind = RE_DISCONNECT;
	r->code = p->seen.n > 0 ? (uint32_t)p->seen.v[0].num : 0;
	ett_escape(said, text, sizeof text);
	conf_text(r->text, sizeof r->text, "DISCONNECT %u \"%s\"", r->code,
		  text);
}

bool conf_react_ours(struct conf_reaction *r, const char *text)
{
	react(r, RE_OURS, text);
	return false;
}

void conf_react(const struct conf_peer *p, struct conf_reaction *r)
{
	uint8_t number = p->link.payload.n > 0 ? p->link.payload.p[0] : 0;

	if (number == ETT_NUM_disconnect) {
		react_disconnect(p, r);
		return;
	}
	if (number == ETT_NUM_unimplemented) {
		r->kind = RE_UNIMPLEMENTED;
		r->code = p->unimplemented_seq;
		conf_text(r->text, sizeof r->text,
			  "UNIMPLEMENTED for packet %u", r->code);
		return;
	}
	r->kind = RE_ANSWER;
	r->code = number;
	conf_text(r->text, sizeof r->text, "message %u (%s)", number,
		  p->seen.row != NULL ? p->seen.row->name : "unknown");
}

/*
 * Some say a line of text in place of DISCONNECT before they close.  What
 * counts is that the connection ends.
 */
static void react_garbled(struct conf_peer *p, struct conf_reaction *r)
{
	uint64_t deadline = p->wire.now(p->wire.ctx) + p->wait_ms;
	struct ett_bytes last = ett_buf_view(&p->link.got);
	char text[200];

	ett_escape(last, text, sizeof text);
	r->kind = conf_drain(p, deadline) ? RE_CLOSE : RE_GARBLED;
	conf_text(r->text, sizeof r->text,
		  "%sbytes that are no SSH packet: "
		  "\"%s\"%s",
		  r->kind == RE_CLOSE ? "closed after " : "", text,
		  last.n >= sizeof text ? ".." : "");
}

/* What ended the hearing, as a reaction. */
static void react_end(struct conf_peer *p, enum conf_hear h,
		      struct conf_reaction *r)
{
	bool keyed = p->link.in.lock.kind != LOCK_NONE;

	if (p->flooded)
		react(r, RE_GARBLED,
		      "a flood, without an end or what was waited for");
	else if (h == HEAR_CLOSED)
		react(r, RE_CLOSE,
		      p->any_byte ? "closed" : "closed without a byte");
	else if (h == HEAR_SILENCE)
		react(r, RE_SILENCE, "silence");
	else if (keyed && conf_link_fits(&p->link, 0))
		react(r, RE_KEYS_DIFFER,
		      "a packet sealed with sequence number 0, though strict "
		      "key exchange was not agreed on");
	else if (keyed)
		react(r, RE_KEYS_DIFFER,
		      "a packet that does not decrypt "
		      "under the new keys");
	else
		react_garbled(p, r);
}

static bool passed_over(uint8_t number)
{
	return number == ETT_NUM_ignore || number == ETT_NUM_debug ||
	       number == ETT_NUM_ext_info;
}

bool conf_hear_message(struct conf_peer *p, struct conf_reaction *r)
{
	uint64_t start = p->wire.now(p->wire.ctx);
	enum conf_hear h = HEAR_LINE;
	bool got = false;

	while (!got) {
		h = conf_hear(p, start + p->wait_ms);
		if (h == HEAR_LINE || h == HEAR_VERSION)
			continue;
		if (h != HEAR_MESSAGE)
			break;
		got = p->link.payload.n == 0 ||
		      !passed_over(p->link.payload.p[0]);
	}
	if (!got)
		react_end(p, h, r);
	r->ms = p->wire.now(p->wire.ctx) - start;
	return got;
}

void conf_await(struct conf_peer *p, struct conf_reaction *r)
{
	if (!conf_flush(p))
		conf_note(p, "-- the target took no more bytes");
	while (conf_hear_message(p, r)) {
		if (p->link.payload.n > 0 &&
		    p->link.payload.p[0] == ETT_NUM_kexinit)
			continue;
		conf_react(p, r);
		return;
	}
}

/* RFC 4253 section 7.1: what was on its way before the target's KEXINIT. */
static bool in_flight(const struct conf_peer *p, uint8_t number)
{
	return p->logged_in && !p->heard_kexinit &&
	       number >= ETT_NUM_global_request;
}

/* Waits for this message; UNIMPLEMENTED is passed over, because what it was
 * for shows in what follows. */
static bool expect(struct conf_peer *p, uint8_t number, struct conf_reaction *r)
{
	while (conf_hear_message(p, r)) {
		uint8_t got = p->link.payload.n > 0 ? p->link.payload.p[0] : 0;

		if (got == number)
			return true;
		if (got == ETT_NUM_unimplemented || in_flight(p, got))
			continue;
		conf_react(p, r);
		return false;
	}
	return false;
}

static bool reach_version(struct conf_peer *p, struct conf_reaction *r)
{
	uint64_t start = p->wire.now(p->wire.ctx);
	enum conf_hear h = HEAR_VERSION;

	if (!p->said_version)
		(void)conf_say_version(p, ett_str(our_version));
	while (!p->heard_version) {
		h = conf_hear(p, start + p->wait_ms);
		if (h == HEAR_LINE || h == HEAR_VERSION)
			continue;
		react_end(p, h, r);
		r->ms = p->wire.now(p->wire.ctx) - start;
		return false;
	}
	return true;
}

static void say_kexinit(struct conf_peer *p)
{
	conf_say_aside(p, BEFORE_KEXINIT);
	(void)conf_say_kexinit(p, NULL);
	conf_say_aside(p, BEHIND_KEXINIT);
}

static bool reach_kexinit(struct conf_peer *p, struct conf_reaction *r)
{
	if (!p->said_kexinit)
		say_kexinit(p);
	return p->heard_kexinit || expect(p, ETT_NUM_kexinit, r);
}

bool conf_say_guess(struct conf_peer *p)
{
	struct ett_bytes list = conf_list(&p->kex.ours, 0), name;
	const struct conf_method *m = NULL;

	while (m == NULL && ett_names_next(&list, &name))
		m = conf_method_find(p->backend, name);
	if (m == NULL ||
	    conf_exchange_start(&p->kex.guess, m, p->backend, p->rng) != ETT_OK)
		return false;
	p->kex.has_guess = true;
	/* With most methods a server speaks second, so what it sends on a
	 * guess is a reply to nothing, which no client can use. */
	if (p->is_server)
		conf_say_empty_reply(p, &p->kex.guess);
	else
		conf_say_first(p, &p->kex.guess);
	return true;
}

static bool start_exchange(struct conf_peer *p, struct conf_reaction *r)
{
	char why[256];

	if (!conf_agree(p, why, sizeof why)) {
		react(r, RE_NO_COMMON, why);
		return false;
	}
	if (!p->is_server && conf_guess_is_right(p)) {
		p->kex.x = p->kex.guess;
		return true;
	}
	if (!conf_values_begin(p))
		return conf_react_ours(r,
				       "the judge's own key exchange failed");
	if (p->is_server)
		return true;
	conf_say_first(p, &p->kex.x);
	conf_say_aside(p, BEHIND_INIT);
	return true;
}

/* As client: our first packet, and the reply to the one with our value. */
static bool exchange_as_client(struct conf_peer *p, struct conf_reaction *r)
{
	const struct conf_method *m;
	char why[256];

	if (!start_exchange(p, r))
		return false;
	m = p->kex.x.method;
	if (conf_method_is_gex(m)) {
		if (!expect(p, ETT_NUM_gex_group, r))
			return false;
		if (!conf_take_group(p))
			return conf_react_ours(r, "the judge cannot compute "
						  "with the group it got");
	}
	if (!expect(p, conf_reply_number(m), r))
		return false;
	if (conf_take_reply(p, why, sizeof why))
		return true;
	react(r, RE_KEYS_DIFFER, why);
	return false;
}

/* A guess of the client that is wrong is for the method that it likes best. */
static bool skip_guess(struct conf_peer *p, struct conf_reaction *r)
{
	struct ett_bytes list = conf_list(&p->kex.theirs, 0), first;
	const struct conf_method *m = NULL;

	if (ett_names_next(&list, &first))
		m = conf_method_find(p->backend, first);
	return expect(p, m != NULL ? conf_first_number(m) : ETT_NUM_kexdh_init,
		      r);
}

/* As server: the client's value, and our reply. */
static bool exchange_as_server(struct conf_peer *p, struct conf_reaction *r)
{
	const struct conf_method *m;

	if (!start_exchange(p, r))
		return false;
	m = p->kex.x.method;
	if (conf_their_guess_is_wrong(p) && !skip_guess(p, r))
		return false;
	if (conf_method_is_gex(m)) {
		if (!expect(p, ETT_NUM_gex_request, r))
			return false;
		if (!conf_say_group(p))
			return conf_react_ours(r, "the judge has no group");
	}
	if (!expect(p, conf_init_number(m), r))
		return false;
	conf_say_aside(p, BEHIND_INIT);
	if (conf_answer_init(p))
		return true;
	react(r, RE_KEYS_DIFFER, "the target's public value is invalid");
	return false;
}

static bool reach_reply(struct conf_peer *p, struct conf_reaction *r)
{
	if (!p->exchanged)
		p->exchanged = p->is_server ? exchange_as_server(p, r)
					    : exchange_as_client(p, r);
	return p->exchanged;
}

static bool reach_newkeys(struct conf_peer *p, struct conf_reaction *r)
{
	static const char fault[] = "the judge could not switch keys";

	if (!p->said_newkeys) {
		conf_say_aside(p, BEFORE_NEWKEYS);
		if (!conf_say_newkeys(p))
			return conf_react_ours(r, fault);
	}
	if (p->heard_newkeys)
		return true;
	if (!expect(p, ETT_NUM_newkeys, r))
		return false;
	return conf_take_newkeys(p) || conf_react_ours(r, fault);
}

/*
 * The signature was over our H, so K is equal on both sides; a target that
 * now ends the connection over a MAC, or without a word that decrypts, has
 * made other keys of it, or agreed on something else.
 */
static void name_wrong_keys(struct conf_peer *p, struct conf_reaction *r)
{
	bool silent_end = r->kind == RE_CLOSE;
	bool mac = r->kind == RE_DISCONNECT && r->code == 5;

	if (!silent_end && !mac)
		return;
	conf_note(p, "-- our first encrypted packet was not accepted");
	r->kind = RE_KEYS_DIFFER;
	conf_text(r->text, sizeof r->text,
		  "our first encrypted packet was not accepted: keys derived, "
		  "or algorithms agreed on, differ");
}

bool conf_rekey(struct conf_peer *p, struct conf_reaction *r)
{
	bool said = p->said_kexinit && !p->said_newkeys;

	*r = (struct conf_reaction){ 0 };
	if (!said)
		say_kexinit(p);
	return reach_kexinit(p, r) && reach_reply(p, r) && reach_newkeys(p, r);
}

bool conf_ask_rekey(struct conf_peer *p, struct conf_reaction *r)
{
	*r = (struct conf_reaction){ 0 };
	say_kexinit(p);
	do {
		if (!conf_hear_message(p, r))
			return false;
	} while (
	    in_flight(p, p->link.payload.n > 0 ? p->link.payload.p[0] : 0));
	if (p->heard_kexinit)
		return conf_rekey(p, r);
	conf_react(p, r);
	return false;
}

static bool serve(struct conf_peer *p, struct conf_reaction *r)
{
	struct ett_msg_service_accept m = { 0 };

	p->in_service = expect(p, ETT_NUM_service_request, r);
	if (!p->in_service) {
		name_wrong_keys(p, r);
		return false;
	}
	m.service = p->seen.v[0].bytes;
	(void)conf_say(p, ETT_MSG_service_accept, &m, NULL);
	return true;
}

static bool reach_channel(struct conf_peer *p, struct conf_reaction *r)
{
	return conf_open_echo(p, 0, 1 << 20, 32768, r);
}

static bool reach_auth(struct conf_peer *p, struct conf_reaction *r)
{
	struct ett_msg_service_request m = { .service =
						 ETT_LIT("ssh-userauth") };

	if (p->in_service)
		return true;
	if (p->is_server)
		return serve(p, r);
	(void)conf_say(p, ETT_MSG_service_request, &m, NULL);
	p->in_service = expect(p, ETT_NUM_service_accept, r);
	if (p->in_service)
		return true;
	name_wrong_keys(p, r);
	return false;
}

void conf_reach(struct conf_peer *p, enum conf_start place,
		struct conf_reaction *r)
{
	static bool (*const stage[])(struct conf_peer *,
				     struct conf_reaction *) = {
		[AT_VERSION] = reach_version, [AT_KEXINIT] = reach_kexinit,
		[AT_REPLY] = reach_reply,     [AT_NEWKEYS] = reach_newkeys,
		[AT_AUTH] = reach_auth,       [AT_LOGIN] = conf_log_in,
		[AT_CHANNEL] = reach_channel,
	};

	*r = (struct conf_reaction){ 0 };
	p->hold = false;
	if (!conf_flush(p))
		conf_note(p, "-- the target took no more bytes");
	for (size_t i = AT_VERSION; i <= (size_t)place; i++)
		if (!stage[i](p, r))
			return;
}

void conf_reach_keyed(struct conf_peer *p, struct conf_reaction *r)
{
	conf_reach(p, AT_AUTH, r);
	if (r->kind != 0 && p->kex.guess_used) {
		char then[sizeof r->text];

		conf_text(then, sizeof then, "%s", r->text);
		conf_text(r->text, sizeof r->text,
			  "the wrong guess was used as if right, then: %s",
			  then);
	}
	if (r->kind != 0)
		return;
	if (p->kex.guess_used)
		react(r, RE_GUESSED,
		      "SERVICE_ACCEPT under new keys, made "
		      "with the guess that was wrong");
	else if (p->unimplemented > 0)
		react(r, RE_KEYED,
		      "SERVICE_ACCEPT under the new keys, after "
		      "UNIMPLEMENTED");
	else
		react(r, RE_KEYED,
		      p->is_server ? "SERVICE_REQUEST under the new keys"
				   : "SERVICE_ACCEPT under the new keys");
}
