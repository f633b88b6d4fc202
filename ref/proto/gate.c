/* SPDX-License-Identifier: ISC
 *
 * The only place that decides whether a message may come now; handlers rely
 * on it.  It reads "from" and "phase" of messages.def and adds three rules
 * that no table row can say: strict key exchange, the peer's wrong guess, and
 * the end of a connection that is used before it was granted.
 */
#include "proto/internal.h"

typedef ett_err handler(struct ett_session *s, struct ett_bytes payload);

/* By number; numbers 30 to 49 are the method's. */
static handler *const on[256] = {
	[ETT_NUM_disconnect] = ett_on_disconnect,
	[ETT_NUM_ignore] = ett_on_ignore,
	[ETT_NUM_unimplemented] = ett_on_unimplemented,
	[ETT_NUM_debug] = ett_on_debug,
	[ETT_NUM_service_request] = ett_on_service_request,
	[ETT_NUM_service_accept] = ett_on_service_accept,
	[ETT_NUM_ext_info] = ett_on_ext_info,
	[ETT_NUM_kexinit] = ett_on_kexinit,
	[ETT_NUM_newkeys] = ett_on_newkeys,
	[ETT_NUM_userauth_request] = ett_on_userauth_request,
	[ETT_NUM_userauth_failure] = ett_on_userauth_failure,
	[ETT_NUM_userauth_success] = ett_on_userauth_success,
	[ETT_NUM_userauth_banner] = ett_on_userauth_banner,
	[ETT_NUM_userauth_pk_ok] = ett_on_userauth_60,
	[ETT_NUM_global_request] = ett_on_global_request,
	[ETT_NUM_request_success] = ett_on_request_reply,
	[ETT_NUM_request_failure] = ett_on_request_reply,
	[ETT_NUM_channel_open] = ett_on_channel_open,
	[ETT_NUM_channel_open_confirmation] = ett_on_channel_confirmation,
	[ETT_NUM_channel_open_failure] = ett_on_channel_failure_to_open,
	[ETT_NUM_channel_window_adjust] = ett_on_channel_adjust,
	[ETT_NUM_channel_data] = ett_on_channel_data,
	[ETT_NUM_channel_extended_data] = ett_on_channel_extended,
	[ETT_NUM_channel_eof] = ett_on_channel_eof,
	[ETT_NUM_channel_close] = ett_on_channel_close,
	[ETT_NUM_channel_request] = ett_on_channel_request,
	[ETT_NUM_channel_success] = ett_on_channel_reply,
	[ETT_NUM_channel_failure] = ett_on_channel_reply,
	[ETT_NUM_ping] = ett_on_ping,
};

enum { METHOD_FIRST = 30, METHOD_LAST = 49, AUTH_LAST = 79 };

static bool is_method(uint8_t number)
{
	return number >= METHOD_FIRST && number <= METHOD_LAST;
}

/* Union over the rows of a number: the rows differ by method alone. */
static bool known(uint8_t number, unsigned *from, unsigned *phase,
		  const char **name)
{
	*from = *phase = 0;
	for (size_t i = 0; i < ETT_MSG_COUNT; i++) {
		const struct ett_layout *l = &ett_layout[i];

		if (l->inside != NULL || l->number != number)
			continue;
		if (*from == 0)
			*name = l->name;
		*from |= l->from;
		*phase |= l->phase;
	}
	return *from != 0;
}

static void say_order(struct ett_session *s, const char *name, uint8_t number)
{
	ett_why(s, "message ");
	ett_why_number(s, number);
	ett_why_more(s, " ", ett_str(name));
	ett_why(s, " is not allowed in this state");
}

/*
 * RFC 4253 section 11.4: what is not known is answered, not fatal.  Before
 * authentication RFC 4252 section 6 forbids all from 80 on.  In the initial
 * key exchange strict peers have agreed that nothing unexpected comes.
 */
static ett_err unknown(struct ett_session *s, uint8_t number, uint32_t seq)
{
	bool early = s->phase != ETT_PHASE_CONN && number > AUTH_LAST;
	bool strict = s->kex.strict && !s->kex.done_once;

	if (!early && !strict)
		return ett_send_unimplemented(s, seq);
	say_order(s, early ? "(before authentication)" : "(unknown)", number);
	return ETT_ORDER;
}

/* Only the exchange itself, and its end, may come under strict key exchange
 * until the first NEWKEYS. */
static bool strict_allows(const struct ett_session *s, uint8_t number)
{
	if (!s->kex.strict || !s->in.kexing || s->kex.done_once)
		return true;
	return number == ETT_NUM_disconnect || number == ETT_NUM_newkeys ||
	       number == ETT_NUM_kexinit || is_method(number);
}

ett_err ett_dispatch(struct ett_session *s, struct ett_bytes payload,
		     uint32_t seq)
{
	unsigned sender = is_server(s) ? ETT_FROM_C : ETT_FROM_S;
	unsigned now = s->in.kexing ? ETT_PHASE_KEX : s->phase;
	unsigned from, phase;
	const char *name = "";
	uint8_t number;
	ett_err e;

	if (payload.n == 0) {
		ett_why(s, "packet without a payload");
		return ETT_FORMAT;
	}
	number = payload.p[0];
	if (s->kex.skip_next && is_method(number) && s->in.kexing) {
		s->kex.skip_next = false;
		return ETT_OK;
	}
	if (!known(number, &from, &phase, &name))
		return unknown(s, number, seq);
	if (!(from & sender) || !(phase & now) || !strict_allows(s, number)) {
		say_order(s, name, number);
		return ETT_ORDER;
	}
	if (is_method(number)) {
		e = ett_on_kex_method(s, payload);
	} else if (on[number] != NULL) {
		e = on[number](s, payload);
	} else {
		return unknown(s, number, seq);
	}
	if (e != ETT_OK && s->why_len == 0) {
		ett_why_more(s, "", ett_str(name));
		ett_why_more(s, ": ", ett_str(ett_err_text(e)));
	}
	return e;
}
