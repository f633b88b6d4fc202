/* SPDX-License-Identifier: ISC
 *
 * Questions to a pair, as assertions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/backend.h"
#include "test/expect.h"
#include "test/null.h"

const struct ett_backend *expect_real(void)
{
	const struct ett_backend *b = ett_backend("auto");

	assert_non_null(b);
	return b;
}

struct pair *expect_pair(const struct pair_setup *x)
{
	const char *why = "";
	struct pair *p = pair_new(x, &why);

	if (p == NULL)
		fail_msg("no session: %s", why);
	return p;
}

void expect_run(struct pair *p)
{
	assert_true(pair_run(p));
}

void expect_alive(const struct pair *p)
{
	assert_false(p->stuck);
	for (size_t i = 0; i < PAIR_ENDS; i++) {
		const struct pair_end *e = &p->end[i];

		if (e->closed)
			fail_msg("%s is over: %s", i ? "server" : "client",
				 ett_session_why(e->s));
		if (e->call_error != ETT_OK)
			fail_msg("a call failed: %s",
				 ett_err_name(e->call_error));
		assert_string_equal(ett_session_why(e->s), "");
	}
}

struct pair *expect_ready(const struct pair_setup *x)
{
	struct pair *p = expect_pair(x);
	bool ready = pair_ready(p);

	expect_alive(p);
	assert_true(ready);
	return p;
}

struct pair *expect_toy(void)
{
	struct pair_setup x = pair_setup(null_backend());

	return expect_ready(&x);
}

size_t expect_offset(const struct pair *p, enum ett_role from, uint8_t number,
		     size_t n)
{
	static uint8_t packet[70000];
	const struct pair_end *e = &p->end[from];
	size_t at = strlen("SSH-2.0-pair\r\n");
	bool sealed = false;

	for (size_t i = 0; i < e->msgs_n; i++) {
		struct ett_bytes v = e->msgs[i].payload;

		if (e->msgs[i].dir != ETT_OUT)
			continue;
		if (v.p[0] == number && n-- == 0)
			return at;
		at += pair_packet(v, sealed, packet);
		sealed |= v.p[0] == ETT_NUM_newkeys;
	}
	fail_msg("message %u was not sent", number);
	return 0;
}

struct pair *expect_before(const struct pair_setup *x, enum ett_role from,
			   uint8_t number)
{
	struct pair *p = expect_ready(x);
	size_t at = expect_offset(p, from, number, 0);

	pair_free(p);
	p = expect_pair(x);
	p->wire[from].mute_at = at;
	expect_run(p);
	expect_alive(p);
	return p;
}

void expect_over(const struct pair *p, enum ett_role end, ett_err err)
{
	const struct pair_end *e = &p->end[end];

	assert_false(p->stuck);
	assert_true(e->closed);
	if (e->error != err)
		fail_msg("%s, not %s: %s", ett_err_name(e->error),
			 ett_err_name(err), ett_session_why(e->s));
	assert_true(strlen(ett_session_why(e->s)) > 0);
	assert_int_equal(pair_reason(p, end), ett_err_reason(err));
	assert_int_equal(pair_events(p, end, ETT_EV_CLOSED), 1);
}

void expect_told(const struct pair *p, enum ett_role end, uint32_t reason)
{
	const struct pair_event *ev = pair_event(p, end, ETT_EV_CLOSED, 0);

	expect_over(p, end, ETT_PEER);
	assert_non_null(ev);
	assert_int_equal(ev->ev.code, reason);
}

void expect_flow(const struct pair_flow *a, const struct pair_flow *b)
{
	assert_false(b->damaged);
	assert_false(b->excess);
	assert_int_equal(a->sent, a->to_send);
	assert_int_equal(b->received, a->sent);
}

void expect_say(struct pair *p, enum ett_role to, enum ett_msg_id id,
		const void *msg)
{
	static uint8_t payload[70000];
	size_t n;

	assert_int_equal(ett_encode_id(id, msg, payload, sizeof payload, &n),
			 ETT_OK);
	pair_say(p, to, (struct ett_bytes){ payload, n });
}

void expect_sent(const struct pair *p, enum ett_role end, enum ett_msg_id id,
		 size_t n, void *msg)
{
	const struct pair_msg *m =
	    pair_msg(p, end, ETT_OUT, ett_layout[id].number, n);

	if (m == NULL) {
		fail_msg("%s was not sent", ett_layout[id].name);
		return;
	}
	assert_int_equal(ett_decode_id(id, m->payload, msg), ETT_OK);
}
