/* SPDX-License-Identifier: ISC
 *
 * Channels from OPEN to CLOSE: RFC 4254 sections 5.1, 5.3 and 5.4.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test/expect.h"
#include "test/null.h"

static const struct ett_bytes tcp_body =
    ETT_INIT("\0\0\0\x01h\0\0\0\x50\0\0\0\x01o\0\0\0\x07");

static void every_kind_of_channel_carries_its_target(void **state)
{
	static const struct {
		enum ett_target target;
		enum ett_role from;
		const char *host;
		uint32_t port;
	} row[] = {
		{ ETT_DIRECT_TCPIP, ETT_CLIENT, "127.0.0.1", 80 },
		{ ETT_FORWARDED_TCPIP, ETT_SERVER, "127.0.0.1", 80 },
		{ ETT_DIRECT_STREAMLOCAL, ETT_CLIENT, "/run/sock", 0 },
		{ ETT_FORWARDED_STREAMLOCAL, ETT_SERVER, "/run/sock", 0 },
	};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		enum ett_role to = (enum ett_role)(1 - row[i].from);
		struct pair *p = expect_toy();
		uint32_t chan = pair_open(p, row[i].from, row[i].target, 999);
		const struct pair_event *ev;

		assert_int_not_equal(chan, PAIR_NO_CHAN);
		expect_run(p);
		expect_alive(p);
		ev = pair_event(p, to, ETT_EV_OPEN, 0);
		assert_non_null(ev);
		assert_int_equal(ev->ev.target, row[i].target);
		assert_string_equal(ev->host, row[i].host);
		assert_int_equal(ev->ev.port, row[i].port);
		ev = pair_event(p, row[i].from, ETT_EV_OPENED, 0);
		assert_int_equal(ev->ev.chan, chan);
		pair_free(p);
	}
}

/* Each side opens only what RFC 4254 section 7 lets it. */
static void kinds_in_the_wrong_direction_are_prohibited(void **state)
{
	static const struct {
		enum ett_target target;
		enum ett_role from;
	} row[] = {
		{ ETT_DIRECT_TCPIP, ETT_SERVER },
		{ ETT_FORWARDED_TCPIP, ETT_CLIENT },
		{ ETT_DIRECT_STREAMLOCAL, ETT_SERVER },
		{ ETT_FORWARDED_STREAMLOCAL, ETT_CLIENT },
	};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct pair *p = expect_toy();
		const struct pair_event *ev;

		assert_int_not_equal(
		    pair_open(p, row[i].from, row[i].target, 999),
		    PAIR_NO_CHAN);
		expect_run(p);
		expect_alive(p);
		ev = pair_event(p, row[i].from, ETT_EV_REFUSED, 0);
		assert_non_null(ev);
		assert_int_equal(ev->ev.code, 1);
		pair_free(p);
	}
}

static void sessions_and_unknown_types_are_refused_with_3(void **state)
{
	static const char *const kind[] = { "session", "x11", "direct-tcpi",
					    "direct-tcpip@example.com", "" };

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		enum ett_role to = (enum ett_role)(i & 1);
		struct pair *p = expect_toy();
		struct ett_msg_channel_open_failure m;

		p->wire[to].mute = true;
		SAY(p, to, channel_open, .kind = ett_str(kind[i / 2]),
		    .sender = 0xfffffffe, .window = 1, .max_packet = 1,
		    .body = ETT_LIT("whatever"));
		expect_run(p);
		expect_alive(p);
		SENT(p, to, channel_open_failure, 0, &m);
		assert_int_equal(m.reason, 3);
		assert_int_equal(m.recipient, 0xfffffffe);
		assert_int_equal(pair_events(p, to, ETT_EV_OPEN), 0);
		pair_free(p);
	}
}

static void a_refusal_tells_reason_and_text(void **state)
{
	(void)state;
	for (uint32_t code = 1; code <= 4; code++) {
		struct pair_setup x = pair_setup(null_backend());
		struct pair *p;
		const struct pair_event *ev;
		uint32_t chan;

		x.policy[ETT_SERVER].refuse_code = code;
		p = expect_ready(&x);
		chan = pair_open(p, ETT_CLIENT, ETT_DIRECT_TCPIP, 1);
		expect_run(p);
		ev = pair_event(p, ETT_CLIENT, ETT_EV_REFUSED, 0);
		assert_int_equal(ev->ev.code, code);
		assert_int_equal(ev->ev.chan, chan);
		assert_string_equal(ev->data, "refused by policy");
		/* The number is free, at both ends. */
		p->end[ETT_SERVER].policy.refuse_code = 0;
		assert_int_equal(pair_open(p, ETT_CLIENT, ETT_DIRECT_TCPIP, 1),
				 chan);
		expect_run(p);
		expect_alive(p);
		assert_int_equal(
		    pair_event(p, ETT_SERVER, ETT_EV_OPEN, 1)->ev.chan,
		    pair_event(p, ETT_SERVER, ETT_EV_OPEN, 0)->ev.chan);
		pair_free(p);
	}
}

static void opens_can_be_answered_late_and_in_any_order(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p;
	uint32_t c[3], s[3];

	(void)state;
	p = expect_ready(&x);
	p->end[ETT_SERVER].policy.leave = true;
	for (size_t i = 0; i < 3; i++)
		c[i] = pair_open(p, ETT_CLIENT, ETT_DIRECT_TCPIP, 100);
	expect_run(p);
	for (size_t i = 0; i < 3; i++)
		s[i] = pair_event(p, ETT_SERVER, ETT_EV_OPEN, i)->ev.chan;
	for (size_t i = 3; i-- > 0;) {
		assert_int_equal(ett_chan_answer(p->end[ETT_SERVER].s, s[i],
						 100, i == 1, "no"),
				 ETT_OK);
		assert_int_equal(
		    ett_chan_answer(p->end[ETT_SERVER].s, s[i], 100, 0, ""),
		    ETT_ARG);
		expect_run(p);
	}
	expect_alive(p);
	assert_int_equal(pair_event(p, ETT_CLIENT, ETT_EV_OPENED, 0)->ev.chan,
			 c[2]);
	assert_int_equal(pair_event(p, ETT_CLIENT, ETT_EV_REFUSED, 0)->ev.chan,
			 c[1]);
	assert_int_equal(pair_event(p, ETT_CLIENT, ETT_EV_OPENED, 1)->ev.chan,
			 c[0]);
	pair_free(p);
}

static void too_many_channels_are_a_shortage(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p;
	const struct pair_event *ev;

	(void)state;
	x.cfg[ETT_SERVER].channels_max = 3;
	x.cfg[ETT_CLIENT].channels_max = 4;
	p = expect_ready(&x);
	for (size_t i = 0; i < 4; i++)
		assert_int_not_equal(
		    pair_open(p, ETT_CLIENT, ETT_DIRECT_TCPIP, 1),
		    PAIR_NO_CHAN);
	assert_int_equal(pair_open(p, ETT_CLIENT, ETT_DIRECT_TCPIP, 1),
			 PAIR_NO_CHAN);
	expect_run(p);
	expect_alive(p);
	assert_int_equal(pair_events(p, ETT_CLIENT, ETT_EV_OPENED), 3);
	ev = pair_event(p, ETT_CLIENT, ETT_EV_REFUSED, 0);
	assert_int_equal(ev->ev.code, 4);
	pair_free(p);
}

/* All orders in which two ends can say EOF and CLOSE. */
static void eof_and_close_come_in_any_order(void **state)
{
	static const char *const order[] = {
		"eEcC", "eEC", "eC", "C", "c", "EecC", "Ec", "ecC", "cC", "CEe"
	};

	(void)state;
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
		struct pair *p = expect_toy();
		uint32_t n[2];

		n[0] = pair_opened(p, ETT_CLIENT, 100, &n[1]);
		for (const char *o = order[i]; *o != '\0'; o++) {
			size_t r = *o == 'E' || *o == 'C';
			struct ett_session *s = p->end[r].s;
			ett_err e = *o == 'e' || *o == 'E'
					? ett_chan_eof(s, n[r])
					: ett_chan_close(s, n[r]);

			/* A channel that is gone is no channel any more. */
			assert_int_equal(
			    e, p->end[r].flow[n[r]].closed ? ETT_ARG : ETT_OK);
			expect_run(p);
		}
		expect_alive(p);
		for (size_t r = 0; r < 2; r++) {
			enum ett_role role = (enum ett_role)r;
			bool said = strchr(order[i], r ? 'e' : 'E') != NULL &&
				    order[i][0] != 'C';

			assert_int_equal(
			    pair_events(p, role, ETT_EV_CHAN_CLOSED), 1);
			assert_int_equal(COUNT(p, role, channel_close), 1);
			assert_int_equal(pair_events(p, role, ETT_EV_EOF),
					 said);
		}
		pair_free(p);
	}
}

static void data_before_eof_and_close_arrives(void **state)
{
	struct pair *p = expect_toy();
	uint32_t s, c = pair_opened(p, ETT_CLIENT, 1000, &s);
	struct ett_room room;

	(void)state;
	assert_int_equal(ett_chan_rooms(p->end[0].s, c, &room, 1), 1);
	memset(room.p, 'x', 500);
	assert_int_equal(ett_chan_ack(p->end[0].s, c, 500), ETT_OK);
	assert_int_equal(ett_chan_eof(p->end[0].s, c), ETT_OK);
	assert_int_equal(ett_chan_rooms(p->end[0].s, c, &room, 1), 0);
	assert_int_equal(ett_chan_close(p->end[0].s, c), ETT_OK);
	expect_run(p);
	expect_alive(p);
	assert_int_equal(p->end[1].flow[s].received, 500);
	assert_true(p->end[1].flow[s].eof_in);
	assert_true(p->end[1].flow[s].closed);
	assert_true(p->end[0].flow[c].closed);
	pair_free(p);
}

/* RFC 4254 section 5.3: the other direction stays open. */
static void half_closed_channels_carry_the_other_half(void **state)
{
	struct pair *p = expect_toy();
	uint32_t s, c = pair_opened(p, ETT_CLIENT, 1000, &s);

	(void)state;
	assert_int_equal(ett_chan_eof(p->end[0].s, c), ETT_OK);
	expect_run(p);
	pair_send(p, ETT_SERVER, s, 50000);
	expect_run(p);
	expect_alive(p);
	expect_flow(&p->end[1].flow[s], &p->end[0].flow[c]);
	pair_free(p);
}

static void numbers_are_used_again_only_after_both_closed(void **state)
{
	struct pair *p = expect_toy();
	uint32_t s, c = pair_opened(p, ETT_CLIENT, 1000, &s), other;

	(void)state;
	p->wire[ETT_SERVER].mute = true;
	assert_int_equal(ett_chan_close(p->end[0].s, c), ETT_OK);
	expect_run(p);
	other = pair_open(p, ETT_CLIENT, ETT_DIRECT_TCPIP, 1);
	assert_int_not_equal(other, c);
	SAY(p, ETT_CLIENT, channel_close, .recipient = c);
	expect_run(p);
	assert_int_equal(pair_open(p, ETT_CLIENT, ETT_DIRECT_TCPIP, 1), c);
	expect_alive(p);
	pair_free(p);
}

static void a_channel_may_be_closed_while_it_opens(void **state)
{
	struct pair *p = expect_toy();
	uint32_t c = pair_open(p, ETT_CLIENT, ETT_DIRECT_TCPIP, 100);

	(void)state;
	assert_int_equal(ett_chan_close(p->end[0].s, c), ETT_OK);
	expect_run(p);
	expect_alive(p);
	assert_int_equal(pair_events(p, ETT_CLIENT, ETT_EV_CHAN_CLOSED), 1);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_CHAN_CLOSED), 1);
	assert_int_equal(pair_open(p, ETT_CLIENT, ETT_DIRECT_TCPIP, 1), c);
	pair_free(p);
}

static void thousands_of_channels_in_a_row(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	for (uint32_t i = 0; i < 3000; i++) {
		uint32_t s, c = pair_opened(p, ETT_CLIENT, 1000, &s);

		assert_int_equal(c, 0);
		assert_int_equal(s, 0);
		pair_send(p, ETT_CLIENT, c, 10);
		expect_run(p);
		assert_int_equal(p->end[1].flow[s].received, 10);
		assert_int_equal(ett_chan_close(p->end[i & 1].s, 0), ETT_OK);
		expect_run(p);
	}
	expect_alive(p);
	pair_free(p);
}

/* To the server of a pair with one open channel. */
static void say_about_channels(struct ett_bytes payload, ett_err want)
{
	for (size_t r = 0; r < 2; r++) {
		enum ett_role to = (enum ett_role)r;
		struct pair *p = expect_toy();
		uint32_t s, c = pair_opened(p, ETT_CLIENT, 1000, &s);

		assert_int_equal(c, 0);
		assert_int_equal(s, 0);
		p->wire[to].mute = true;
		pair_say(p, to, payload);
		expect_run(p);
		if (want == ETT_OK)
			expect_alive(p);
		else
			expect_over(p, to, want);
		pair_free(p);
	}
}

static void messages_for_channels_that_are_not_open_end_it(void **state)
{
	(void)state;
	say_about_channels(ETT_LIT("\x5e\0\0\0\x01\0\0\0\x01x"), ETT_ORDER);
	say_about_channels(ETT_LIT("\x5e\xff\xff\xff\xff\0\0\0\x01x"),
			   ETT_ORDER);
	say_about_channels(ETT_LIT("\x5f\0\0\0\x01\0\0\0\x01\0\0\0\x01x"),
			   ETT_ORDER);
	say_about_channels(ETT_LIT("\x5d\0\0\0\x01\0\0\0\x01"), ETT_ORDER);
	say_about_channels(ETT_LIT("\x60\0\0\0\x01"), ETT_ORDER);
	say_about_channels(ETT_LIT("\x61\0\0\0\x01"), ETT_ORDER);
	say_about_channels(ETT_LIT("\x62\0\0\0\x01\0\0\0\x01x\x01"), ETT_ORDER);
}

static void answers_to_no_open_end_it(void **state)
{
	static const uint8_t yes[] = "\x5b\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x01";
	static const uint8_t no[] = "\x5c\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0";
	uint8_t copy[17];

	(void)state;
	for (uint8_t chan = 0; chan < 2; chan++) {
		memcpy(copy, yes, 17);
		copy[4] = chan;
		say_about_channels((struct ett_bytes){ copy, 17 }, ETT_ORDER);
		memcpy(copy, no, 17);
		copy[4] = chan;
		say_about_channels((struct ett_bytes){ copy, 17 }, ETT_ORDER);
	}
}

static void a_second_eof_is_not_told(void **state)
{
	struct pair *p = expect_toy();
	uint32_t s, c = pair_opened(p, ETT_CLIENT, 1000, &s);

	(void)state;
	assert_int_not_equal(c, PAIR_NO_CHAN);
	SAY(p, ETT_SERVER, channel_eof, .recipient = s);
	SAY(p, ETT_SERVER, channel_eof, .recipient = s);
	expect_run(p);
	expect_alive(p);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_EOF), 1);
	pair_free(p);
}

static void data_after_eof_ends_it(void **state)
{
	struct pair *p = expect_toy();
	uint32_t s, c = pair_opened(p, ETT_CLIENT, 1000, &s);

	(void)state;
	assert_int_not_equal(c, PAIR_NO_CHAN);
	SAY(p, ETT_SERVER, channel_eof, .recipient = s);
	SAY(p, ETT_SERVER, channel_data, .recipient = s, .data = ETT_LIT("x"));
	expect_run(p);
	expect_over(p, ETT_SERVER, ETT_ORDER);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_DATA), 0);
	pair_free(p);
}

/* Between our CLOSE and the peer's, what the peer sends is of no interest. */
static void after_our_close_late_messages_are_swallowed(void **state)
{
	struct pair *p = expect_toy();
	uint32_t s, c = pair_opened(p, ETT_CLIENT, 1000, &s);

	(void)state;
	p->wire[ETT_CLIENT].mute = p->wire[ETT_SERVER].mute = true;
	assert_int_equal(ett_chan_close(p->end[1].s, s), ETT_OK);
	SAY(p, ETT_SERVER, channel_data, .recipient = s,
	    .data = ETT_LIT("late"));
	SAY(p, ETT_SERVER, channel_window_adjust, .recipient = s, .bytes = 9);
	SAY(p, ETT_SERVER, channel_request, .recipient = s,
	    .name = ETT_LIT("x"), .want_reply = true);
	SAY(p, ETT_SERVER, channel_eof, .recipient = s);
	expect_run(p);
	expect_alive(p);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_DATA), 0);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_EOF), 0);
	assert_int_equal(COUNT(p, ETT_SERVER, channel_failure), 0);
	SAY(p, ETT_SERVER, channel_close, .recipient = s);
	expect_run(p);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_CHAN_CLOSED), 1);
	assert_int_equal(c, 0);
	pair_free(p);
}

static void channel_requests_fail_if_an_answer_is_wanted(void **state)
{
	struct pair *p = expect_toy();
	uint32_t s, c = pair_opened(p, ETT_CLIENT, 1000, &s);
	struct ett_msg_channel_failure m;

	(void)state;
	p->wire[ETT_SERVER].mute = true;
	SAY(p, ETT_SERVER, channel_request, .recipient = s,
	    .name = ETT_LIT("shell"));
	expect_run(p);
	assert_int_equal(COUNT(p, ETT_SERVER, channel_failure), 0);
	SAY(p, ETT_SERVER, channel_request, .recipient = s,
	    .name = ETT_LIT("exec"), .want_reply = true,
	    .body = ETT_LIT("\0\0\0\x02ls"));
	expect_run(p);
	expect_alive(p);
	SENT(p, ETT_SERVER, channel_failure, 0, &m);
	assert_int_equal(m.recipient, c);
	pair_free(p);
}

static void malformed_opens_end_it(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	SAY(p, ETT_SERVER, channel_open, .kind = ETT_LIT("direct-tcpip"),
	    .window = 1, .max_packet = 1,
	    .body = { tcp_body.p, tcp_body.n - 1 });
	expect_run(p);
	expect_over(p, ETT_SERVER, ETT_SHORT);
	pair_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_channel_carries_its_target),
		cmocka_unit_test(kinds_in_the_wrong_direction_are_prohibited),
		cmocka_unit_test(sessions_and_unknown_types_are_refused_with_3),
		cmocka_unit_test(a_refusal_tells_reason_and_text),
		cmocka_unit_test(opens_can_be_answered_late_and_in_any_order),
		cmocka_unit_test(too_many_channels_are_a_shortage),
		cmocka_unit_test(eof_and_close_come_in_any_order),
		cmocka_unit_test(data_before_eof_and_close_arrives),
		cmocka_unit_test(half_closed_channels_carry_the_other_half),
		cmocka_unit_test(numbers_are_used_again_only_after_both_closed),
		cmocka_unit_test(a_channel_may_be_closed_while_it_opens),
		cmocka_unit_test(thousands_of_channels_in_a_row),
		cmocka_unit_test(
		    messages_for_channels_that_are_not_open_end_it),
		cmocka_unit_test(answers_to_no_open_end_it),
		cmocka_unit_test(a_second_eof_is_not_told),
		cmocka_unit_test(data_after_eof_ends_it),
		cmocka_unit_test(after_our_close_late_messages_are_swallowed),
		cmocka_unit_test(channel_requests_fail_if_an_answer_is_wanted),
		cmocka_unit_test(malformed_opens_end_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
