/* SPDX-License-Identifier: ISC
 *
 * Windows and data, RFC 4254 section 5.2: what is granted is what is sent,
 * to the byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test/expect.h"
#include "test/null.h"
#include "wire/cursor.h"

struct joint {
	struct pair *p;
	uint32_t c, s; /* number at the client, at the server */
};

static struct joint joined(uint32_t client_window, uint32_t server_window,
			   bool no_grant)
{
	struct pair_setup x = pair_setup(null_backend());
	struct joint j;

	for (size_t i = 0; i < 2; i++) {
		x.policy[i].window = server_window;
		x.policy[i].no_grant = no_grant;
	}
	j.p = expect_ready(&x);
	j.c = pair_opened(j.p, ETT_CLIENT, client_window, &j.s);
	assert_int_not_equal(j.c, PAIR_NO_CHAN);
	return j;
}

static struct pair_flow *at_client(struct joint *j)
{
	return &j->p->end[ETT_CLIENT].flow[j->c];
}

static struct pair_flow *at_server(struct joint *j)
{
	return &j->p->end[ETT_SERVER].flow[j->s];
}

/*
 * Adds up what the wire said about one channel, seen from its sender: the
 * window of the confirmation (or of the open) plus each adjust, less each
 * byte, is never below zero.  Returns what is left.
 */
static uint64_t audit(const struct pair *p, enum ett_role sender,
		      uint64_t window)
{
	const struct pair_end *e = &p->end[sender];

	for (size_t i = 0; i < e->msgs_n; i++) {
		struct ett_bytes v = e->msgs[i].payload;
		struct ett_msg_channel_window_adjust a;
		struct ett_msg_channel_data d;

		if (v.p[0] == ETT_NUM_channel_window_adjust &&
		    e->msgs[i].dir == ETT_IN) {
			assert_int_equal(
			    ett_decode(channel_window_adjust, v, &a), ETT_OK);
			window += a.bytes;
		}
		if (v.p[0] == ETT_NUM_channel_data &&
		    e->msgs[i].dir == ETT_OUT) {
			assert_int_equal(ett_decode(channel_data, v, &d),
					 ETT_OK);
			assert_true(d.data.n <= window);
			assert_true(d.data.n > 0);
			assert_true(d.data.n <= ETT_DATA_MAX);
			window -= d.data.n;
		}
	}
	return window;
}

static void data_flows_both_ways_within_the_windows(void **state)
{
	static const uint32_t window[] = {
		1, 2, 3, 100, 32768, 65537, 2097152
	};

	(void)state;
	for (size_t i = 0; i < sizeof window / sizeof window[0]; i++) {
		uint32_t n = window[i] < 100 ? 500 : 300000;
		struct joint j = joined(window[i], window[6 - i], false);

		pair_send(j.p, ETT_CLIENT, j.c, window[6 - i] < 100 ? 500 : n);
		pair_send(j.p, ETT_SERVER, j.s, n);
		expect_run(j.p);
		expect_alive(j.p);
		expect_flow(at_client(&j), at_server(&j));
		expect_flow(at_server(&j), at_client(&j));
		assert_true(audit(j.p, ETT_CLIENT, window[6 - i]) <=
			    window[6 - i]);
		assert_true(audit(j.p, ETT_SERVER, window[i]) <= window[i]);
		pair_free(j.p);
	}
}

static void a_shut_window_stalls_and_a_grant_resumes(void **state)
{
	struct joint j = joined(5000, 1000, true);
	struct ett_session *s = j.p->end[ETT_CLIENT].s;
	struct ett_room room;

	(void)state;
	assert_int_equal(ett_chan_window(s, j.c), 1000);
	pair_send(j.p, ETT_CLIENT, j.c, 10000);
	expect_run(j.p);
	assert_int_equal(at_server(&j)->received, 1000);
	assert_int_equal(ett_chan_window(s, j.c), 0);
	assert_int_equal(ett_chan_rooms(s, j.c, &room, 1), 0);
	assert_int_equal(pair_events(j.p, ETT_CLIENT, ETT_EV_WRITABLE), 0);

	pair_grant(j.p, ETT_SERVER, j.s, 1);
	expect_run(j.p);
	assert_int_equal(at_server(&j)->received, 1001);
	assert_int_equal(pair_events(j.p, ETT_CLIENT, ETT_EV_WRITABLE), 1);
	pair_grant(j.p, ETT_SERVER, j.s, 8999);
	expect_run(j.p);
	expect_alive(j.p);
	expect_flow(at_client(&j), at_server(&j));
	assert_int_equal(audit(j.p, ETT_CLIENT, 1000), 0);
	pair_free(j.p);
}

static void a_window_of_zero_can_be_opened_later(void **state)
{
	struct joint j = joined(0, 1000, true);

	(void)state;
	pair_send(j.p, ETT_SERVER, j.s, 10);
	expect_run(j.p);
	assert_int_equal(at_client(&j)->received, 0);
	pair_grant(j.p, ETT_CLIENT, j.c, 10);
	expect_run(j.p);
	expect_flow(at_server(&j), at_client(&j));
	pair_free(j.p);
}

/* Adjusts are gathered: not one for each packet, and none for too little. */
static void grants_are_told_a_quarter_at_a_time(void **state)
{
	struct joint j = joined(100, 4000, true);

	(void)state;
	pair_send(j.p, ETT_CLIENT, j.c, 2000);
	expect_run(j.p);
	pair_grant(j.p, ETT_SERVER, j.s, 999);
	expect_run(j.p);
	assert_int_equal(COUNT(j.p, ETT_SERVER, channel_window_adjust), 0);
	pair_grant(j.p, ETT_SERVER, j.s, 1);
	expect_run(j.p);
	assert_int_equal(COUNT(j.p, ETT_SERVER, channel_window_adjust), 1);
	assert_int_equal(ett_chan_window(j.p->end[ETT_CLIENT].s, j.c), 3000);
	assert_int_equal(pair_events(j.p, ETT_CLIENT, ETT_EV_WRITABLE), 0);
	pair_free(j.p);
}

static void the_peers_maximum_packet_is_obeyed(void **state)
{
	static const uint32_t max[] = { 1, 100, 32767, 32768, 100000 };

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct pair *p = expect_toy();
		struct ett_session *s = p->end[ETT_SERVER].s;
		struct ett_msg_channel_data d = { 0 };
		uint32_t chan;

		p->wire[ETT_SERVER].mute = true;
		SAY(p, ETT_SERVER, channel_open,
		    .kind = ETT_LIT("direct-tcpip"), .sender = 7,
		    .window = 70000, .max_packet = max[i],
		    .body = ETT_LIT("\0\0\0\x01h\0\0\0\x50\0\0\0\x01o\0\0\0"
				    "\x01"));
		expect_run(p);
		chan = pair_event(p, ETT_SERVER, ETT_EV_OPEN, 0)->ev.chan;
		pair_send(p, ETT_SERVER, chan, max[i] < 2 ? 1000 : 70000);
		expect_run(p);
		expect_alive(p);
		for (size_t n = 0; n < COUNT(p, ETT_SERVER, channel_data);
		     n++) {
			SENT(p, ETT_SERVER, channel_data, n, &d);
			assert_true(d.data.n <= max[i]);
			assert_true(d.data.n <= ETT_DATA_MAX);
			assert_int_equal(d.recipient, 7);
		}
		assert_int_equal(ett_chan_window(s, chan),
				 max[i] < 2 ? 69000 : 0);
		pair_free(p);
	}
}

static struct joint to_server(void)
{
	struct joint j = joined(1000, 1000, true);

	j.p->wire[ETT_SERVER].mute = true;
	return j;
}

static void data_beyond_the_window_ends_it(void **state)
{
	static const uint8_t zero[2000];

	(void)state;
	for (size_t over = 0; over < 2; over++) {
		struct joint j = to_server();

		SAY(j.p, ETT_SERVER, channel_data, .recipient = j.s,
		    .data = { zero, 600 });
		SAY(j.p, ETT_SERVER, channel_data, .recipient = j.s,
		    .data = { zero, 400 + over });
		expect_run(j.p);
		if (over == 0)
			expect_alive(j.p);
		else
			expect_over(j.p, ETT_SERVER, ETT_TOO_BIG);
		assert_int_equal(at_server(&j)->received,
				 over == 0 ? 1000 : 600);
		pair_free(j.p);
	}
}

static void data_beyond_our_maximum_packet_ends_it(void **state)
{
	static const uint8_t zero[ETT_DATA_MAX + 1];

	(void)state;
	for (size_t over = 0; over < 2; over++) {
		struct joint j = joined(100000, 100000, true);

		j.p->wire[ETT_SERVER].mute = true;
		SAY(j.p, ETT_SERVER, channel_data, .recipient = j.s,
		    .data = { zero, ETT_DATA_MAX + over });
		expect_run(j.p);
		if (over == 0)
			expect_alive(j.p);
		else
			expect_over(j.p, ETT_SERVER, ETT_TOO_BIG);
		pair_free(j.p);
	}
}

/* RFC 4254 section 5.2: the window must not pass 2^32 - 1. */
static void a_window_that_wraps_ends_it(void **state)
{
	(void)state;
	for (uint32_t over = 0; over < 2; over++) {
		struct joint j = to_server();

		SAY(j.p, ETT_SERVER, channel_window_adjust, .recipient = j.s,
		    .bytes = UINT32_MAX - 1000 + over);
		expect_run(j.p);
		if (over == 0) {
			expect_alive(j.p);
			assert_int_equal(
			    ett_chan_window(j.p->end[ETT_SERVER].s, j.s),
			    UINT32_MAX);
		} else {
			expect_over(j.p, ETT_SERVER, ETT_TOO_BIG);
		}
		pair_free(j.p);
	}
}

static void our_own_window_cannot_wrap(void **state)
{
	struct joint j = joined(UINT32_MAX, 1000, true);
	struct ett_session *s = j.p->end[ETT_CLIENT].s;

	(void)state;
	assert_int_equal(ett_chan_grant(s, j.c, 1), ETT_ARG);
	assert_int_equal(ett_chan_grant(s, j.c, 0), ETT_OK);
	pair_send(j.p, ETT_SERVER, j.s, 5);
	expect_run(j.p);
	assert_int_equal(ett_chan_grant(s, j.c, 6), ETT_ARG);
	assert_int_equal(ett_chan_grant(s, j.c, 5), ETT_OK);
	expect_run(j.p);
	expect_alive(j.p);
	pair_free(j.p);
}

static void empty_data_and_extended_data_are_swallowed(void **state)
{
	struct joint j = to_server();

	(void)state;
	SAY(j.p, ETT_SERVER, channel_data, .recipient = j.s);
	SAY(j.p, ETT_SERVER, channel_extended_data, .recipient = j.s, .code = 1,
	    .data = ETT_LIT("standard error"));
	expect_run(j.p);
	expect_alive(j.p);
	assert_int_equal(pair_events(j.p, ETT_SERVER, ETT_EV_DATA), 0);
	pair_free(j.p);
}

/* It comes out of the same window, and is given back. */
static void extended_data_counts_against_the_window(void **state)
{
	static const uint8_t zero[1001];
	struct joint j = to_server();

	(void)state;
	for (size_t i = 0; i < 10; i++)
		SAY(j.p, ETT_SERVER, channel_extended_data, .recipient = j.s,
		    .code = 1, .data = { zero, 500 });
	expect_run(j.p);
	expect_alive(j.p);
	SAY(j.p, ETT_SERVER, channel_extended_data, .recipient = j.s, .code = 1,
	    .data = { zero, 1001 });
	expect_run(j.p);
	expect_over(j.p, ETT_SERVER, ETT_TOO_BIG);
	pair_free(j.p);
}

static void a_slow_channel_does_not_stall_another(void **state)
{
	struct joint j = joined(1000, 1000, true);
	uint32_t c, s;

	(void)state;
	pair_send(j.p, ETT_CLIENT, j.c, 100000);
	expect_run(j.p);
	for (size_t i = 0; i < 2; i++)
		j.p->end[i].policy.no_grant = false;
	c = pair_opened(j.p, ETT_CLIENT, 1000, &s);
	pair_send(j.p, ETT_CLIENT, c, 100000);
	expect_run(j.p);
	expect_flow(&j.p->end[0].flow[c], &j.p->end[1].flow[s]);
	assert_int_equal(at_server(&j)->received, 1000);
	pair_free(j.p);
}

/* Rooms that were lent may be filled in part, or not at all. */
static void rooms_may_be_filled_in_part(void **state)
{
	struct joint j = joined(1000, 200000, false);
	struct ett_session *s = j.p->end[ETT_CLIENT].s;
	struct ett_room rooms[ETT_BATCH_MAX];
	size_t n;

	(void)state;
	n = ett_chan_rooms(s, j.c, rooms, ETT_BATCH_MAX);
	assert_int_equal(n, 7);
	assert_int_equal(rooms[0].n, ETT_DATA_MAX);
	assert_int_equal(rooms[6].n, 200000 - 6 * ETT_DATA_MAX);
	assert_int_equal(ett_chan_ack(s, j.c, 0), ETT_OK);
	assert_int_equal(ett_send_buf(s).n, 0);
	n = ett_chan_rooms(s, j.c, rooms, 2);
	assert_int_equal(n, 2);
	assert_int_equal(ett_chan_ack(s, j.c, 2 * ETT_DATA_MAX + 1), ETT_ARG);
	assert_int_equal(ett_chan_rooms(s, j.c, rooms, 2), 2);
	memset(rooms[0].p, 1, rooms[0].n);
	memset(rooms[1].p, 2, 10);
	assert_int_equal(ett_chan_ack(s, j.c, ETT_DATA_MAX + 10), ETT_OK);
	expect_run(j.p);
	expect_alive(j.p);
	assert_int_equal(at_server(&j)->received, ETT_DATA_MAX + 10);
	assert_int_equal(COUNT(j.p, ETT_CLIENT, channel_data), 2);
	pair_free(j.p);
}

static void a_full_arena_lends_nothing_until_bytes_leave(void **state)
{
	struct joint j = joined(1000, 1 << 30, false);
	struct ett_session *s = j.p->end[ETT_CLIENT].s;
	struct ett_room rooms[ETT_BATCH_MAX];
	size_t n, slots, packets = 0;

	(void)state;
	assert_int_equal(ett_send_slots(s), ETT_BATCH_MAX);
	while ((n = ett_chan_rooms(s, j.c, rooms, ETT_BATCH_MAX)) > 0) {
		packets += n;
		assert_true(packets <= 2 * ETT_BATCH_MAX);
		assert_int_equal(ett_chan_ack(s, j.c, n * ETT_DATA_MAX),
				 ETT_OK);
	}
	assert_in_range(packets, ETT_BATCH_MAX - 1, ETT_BATCH_MAX);
	assert_int_equal(ett_send_slots(s), 0);
	slots = ett_send_buf(s).n;
	assert_true(slots > packets * ETT_DATA_MAX);
	expect_run(j.p);
	assert_int_equal(ett_send_slots(s), ETT_BATCH_MAX);
	assert_int_equal(at_server(&j)->received,
			 (uint64_t)packets * ETT_DATA_MAX);
	pair_free(j.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_flows_both_ways_within_the_windows),
		cmocka_unit_test(a_shut_window_stalls_and_a_grant_resumes),
		cmocka_unit_test(a_window_of_zero_can_be_opened_later),
		cmocka_unit_test(grants_are_told_a_quarter_at_a_time),
		cmocka_unit_test(the_peers_maximum_packet_is_obeyed),
		cmocka_unit_test(data_beyond_the_window_ends_it),
		cmocka_unit_test(data_beyond_our_maximum_packet_ends_it),
		cmocka_unit_test(a_window_that_wraps_ends_it),
		cmocka_unit_test(our_own_window_cannot_wrap),
		cmocka_unit_test(empty_data_and_extended_data_are_swallowed),
		cmocka_unit_test(extended_data_counts_against_the_window),
		cmocka_unit_test(a_slow_channel_does_not_stall_another),
		cmocka_unit_test(rooms_may_be_filled_in_part),
		cmocka_unit_test(a_full_arena_lends_nothing_until_bytes_leave),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
