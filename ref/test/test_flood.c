/* SPDX-License-Identifier: ISC
 *
 * A peer that asks and never listens: what waits for it is bounded, and it
 * harms only itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test/expect.h"
#include "test/null.h"

/* The next events, and the answers to them; nothing that is sent leaves. */
static void take(struct pair *p, enum ett_role end)
{
	struct ett_session *s = p->end[end].s;
	struct ett_event ev;

	while (ett_next_event(s, &ev) == ETT_OK && ev.kind != ETT_EV_NONE) {
		ett_err e = ETT_OK;

		if (ev.kind == ETT_EV_CLOSED) {
			p->end[end].closed = true;
			p->end[end].error = ev.error;
			return;
		}
		if (ev.kind == ETT_EV_OPEN)
			e = ett_chan_answer(s, ev.chan, 1000, 4, "no");
		if (ev.kind == ETT_EV_LISTEN)
			e = ett_listen_answer(s, false, 0);
		/* CLOSED tells what a failed answer has ended. */
		assert_true(e == ETT_OK || e == ETT_TOO_BIG);
	}
}

/* Feeds the same packet until there is no room; how often it went in. */
static size_t flood(struct pair *p, enum ett_role to, struct ett_bytes payload)
{
	uint8_t packet[512];
	size_t n = pair_packet(payload, p->end[to].keyed_in, packet);
	size_t fed = 0, room;

	for (;;) {
		assert_true(fed < 1000000);
		ett_recv_buf(p->end[to].s, &room);
		if (room < n || p->end[to].closed)
			return fed;
		pair_raw(p, to, (struct ett_bytes){ packet, n });
		take(p, to);
		fed++;
	}
}

static const struct ett_bytes asks[] = {
	ETT_INIT("\xc0\0\0\0\x04ping"),
	ETT_INIT("\x50\0\0\0\x01x\x01"),
	ETT_INIT("\x50\0\0\0\x0dtcpip-forward\x01\0\0\0\0\0\0\0\0"),
	ETT_INIT("\x5a\0\0\0\x07session\0\0\0\0\0\0\0\x01\0\0\0\x01"),
	ETT_INIT("\x5a\0\0\0\x0c"
		 "direct-tcpip\0\0\0\0\0\0\0\x01\0\0\0\x01"
		 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	ETT_INIT("\x12"),
};

enum { ASKS = sizeof asks / sizeof asks[0] };

static void answers_that_are_not_taken_stop_the_reading(void **state)
{
	(void)state;
	for (size_t i = 0; i < ASKS; i++) {
		struct pair *p = expect_toy();
		struct ett_session *s = p->end[ETT_SERVER].s;
		size_t fed = flood(p, ETT_SERVER, asks[i]);
		size_t room;

		assert_true(fed > 1000);
		assert_false(p->end[ETT_SERVER].closed);
		assert_in_range(ett_send_buf(s).n, 1, 4 * 1024 * 1024);

		/* Once it listens, all answers come, and more is read. */
		p->wire[ETT_SERVER].mute = true;
		expect_run(p);
		expect_alive(p);
		ett_recv_buf(s, &room);
		assert_true(room > 0);
		pair_free(p);
	}
}

static size_t answers(const struct pair *p)
{
	return COUNT(p, ETT_SERVER, pong) +
	       COUNT(p, ETT_SERVER, request_failure) +
	       COUNT(p, ETT_SERVER, channel_open_failure) +
	       COUNT(p, ETT_SERVER, unimplemented);
}

static void no_answer_is_lost_over_a_stop(void **state)
{
	(void)state;
	for (size_t i = 0; i < ASKS; i++) {
		struct pair *p = expect_toy();
		size_t fed = 0, before = answers(p);

		p->wire[ETT_SERVER].mute = true;
		for (size_t round = 0; round < 3; round++) {
			fed += flood(p, ETT_SERVER, asks[i]);
			expect_run(p);
		}
		expect_alive(p);
		assert_int_equal(answers(p) - before, fed);
		pair_free(p);
	}
}

/* Long answers wait for room; short ones behind them do not overtake. */
static void answers_keep_their_order(void **state)
{
	static uint8_t data[30000];
	struct pair *p = expect_toy();
	struct ett_msg_pong m;
	uint32_t n = 0;
	size_t room;

	(void)state;
	p->wire[ETT_SERVER].mute = true;
	for (ett_recv_buf(p->end[ETT_SERVER].s, &room); room > 40000;
	     ett_recv_buf(p->end[ETT_SERVER].s, &room)) {
		data[0] = (uint8_t)(n >> 8);
		data[1] = (uint8_t)n;
		SAY(p, ETT_SERVER, ping,
		    .data = { data, n % 2 == 0 ? sizeof data : 2 });
		take(p, ETT_SERVER);
		assert_true(++n < 10000);
	}
	expect_run(p);
	expect_alive(p);
	assert_int_equal(COUNT(p, ETT_SERVER, pong), n);
	for (uint32_t i = 0; i < n; i++) {
		SENT(p, ETT_SERVER, pong, i, &m);
		assert_int_equal(m.data.p[0] << 8 | m.data.p[1], i);
	}
	pair_free(p);
}

/* Our KEXINIT is out and the peer never answers it, but asks on: the answers
 * may not be sent, and what waits is bounded. */
static void asking_on_during_a_key_exchange_has_an_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < ASKS - 1; i++) {
		struct pair *p = expect_toy();

		assert_int_equal(ett_rekey(p->end[ETT_SERVER].s), ETT_OK);
		p->wire[ETT_SERVER].mute = true;
		flood(p, ETT_SERVER, asks[i]);
		if (p->end[ETT_SERVER].closed)
			assert_int_equal(p->end[ETT_SERVER].error, ETT_TOO_BIG);
		expect_run(p);
		pair_free(p);
	}
}

/* Unanswered opens hold a channel each, and the rest is refused. */
static void opens_beyond_the_limit_are_refused_not_kept(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	p->wire[ETT_SERVER].mute = true;
	p->end[ETT_SERVER].policy.leave = true;
	for (size_t i = 0; i < 500; i++)
		pair_say(p, ETT_SERVER, asks[4]);
	expect_run(p);
	expect_alive(p);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_OPEN), PAIR_FLOWS);
	assert_int_equal(COUNT(p, ETT_SERVER, channel_open_failure),
			 500 - PAIR_FLOWS);
	pair_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_that_are_not_taken_stop_the_reading),
		cmocka_unit_test(no_answer_is_lost_over_a_stop),
		cmocka_unit_test(asking_on_during_a_key_exchange_has_an_end),
		cmocka_unit_test(opens_beyond_the_limit_are_refused_not_kept),
		cmocka_unit_test(answers_keep_their_order),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
