/* SPDX-License-Identifier: ISC
 *
 * How a session ends, and the text that says why.
 *
 * Invariant: why[] is NUL-terminated; the first error and its text stay.
 */
#include <string.h>

#include "proto/internal.h"

void ett_why(struct ett_session *s, const char *text)
{
	ett_why_more(s, text, (struct ett_bytes){ 0 });
}

void ett_why_more(struct ett_session *s, const char *text,
		  struct ett_bytes what)
{
	size_t left = sizeof s->why - s->why_len - 1, n = strlen(text);

	if (n > left)
		n = left;
	memcpy(s->why + s->why_len, text, n);
	s->why_len += n;
	s->why_len +=
	    ett_escape(what, s->why + s->why_len, sizeof s->why - s->why_len);
}

void ett_why_number(struct ett_session *s, uint64_t n)
{
	char digit[20];
	size_t i = sizeof digit;

	do {
		digit[--i] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	ett_why_more(
	    s, "",
	    (struct ett_bytes){ (uint8_t *)digit + i, sizeof digit - i });
}

void ett_session_end(struct ett_session *s, ett_err e, uint32_t reason,
		     struct ett_bytes text)
{
	struct ett_msg_disconnect m = { .reason = reason, .description = text };

	if (s->err != ETT_OK)
		return;
	/* The farewell is best effort: what ended the session may be just
	 * that nothing can be sealed any more. */
	if (reason != 0 && ett_send_msg(s, disconnect, &m) != ETT_OK)
		ett_why(s, " (the peer could not be told)");
	s->err = e;
	s->code = reason;
	s->waiting = WAIT_NONE;
	s->held.off = s->held.len = 0;
	ett_kex_wipe(&s->kex);
}

void ett_session_fail(struct ett_session *s, ett_err e)
{
	if (s->why_len == 0)
		ett_why(s, ett_err_text(e));
	ett_session_end(s, e, ett_err_reason(e), ett_str(ett_err_text(e)));
}

ett_err ett_disconnect(struct ett_session *s, uint32_t reason, const char *text)
{
	if (s->err != ETT_OK)
		return s->err;
	ett_why_more(s, "we ended it: ", ett_str(text));
	ett_session_end(s, ETT_CLOSED, reason, ett_str(text));
	return ETT_OK;
}
