/* SPDX-License-Identifier: ISC
 *
 * Packets and the messages of RFC 4253 section 11, good and bad, to either
 * end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test/expect.h"
#include "test/null.h"

/* A session whose peer is the test alone. */
static struct pair *alone(enum ett_role role)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p;

	x.cfg[role].no_strict = true;
	p = expect_pair(&x);
	p->wire[0].mute = p->wire[1].mute = true;
	return p;
}

/* Packets that are wrong before anything is decoded; both ends, in clear. */
static void malformed_packets_end_it_with_a_protocol_error(void **state)
{
	static const struct {
		struct ett_bytes packet;
		ett_err want;
	} row[] = {
		{ ETT_INIT("\xff\xff\xff\xff\x04\0\0\0"), ETT_TOO_BIG },
		{ ETT_INIT("\x80\0\0\x04\x04\0\0\0"), ETT_TOO_BIG },
		{ ETT_INIT("\0\x04\0\x04\x04\0\0\0"), ETT_TOO_BIG },
		{ ETT_INIT("\0\0\0\0\x04\0\0\0"), ETT_TOO_BIG },
		{ ETT_INIT("\0\0\0\x04\x03\0\0\0"), ETT_TOO_BIG },
		{ ETT_INIT("\0\0\0\x0d\x04\0\0\0"), ETT_FORMAT },
		{ ETT_INIT("\0\0\0\x0c\x03\x02\0\0\0\x03"
			   "abc\0\0\0"),
		  ETT_FORMAT },
		{ ETT_INIT("\0\0\0\x0c\x0c\x02\0\0\0\0\0\0\0\0\0\0"),
		  ETT_FORMAT },
		{ ETT_INIT("\0\0\0\x0c\xff\x02\0\0\0\0\0\0\0\0\0\0"),
		  ETT_FORMAT },
		{ ETT_INIT("\0\0\0\x0c\x0b\0\0\0\0\0\0\0\0\0\0\0"),
		  ETT_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		for (size_t r = 0; r < 2; r++) {
			struct pair *p = alone((enum ett_role)r);

			pair_raw(p, (enum ett_role)r, ETT_LIT("SSH-2.0-x\r\n"));
			pair_raw(p, (enum ett_role)r, row[i].packet);
			expect_run(p);
			expect_over(p, (enum ett_role)r, row[i].want);
			assert_int_equal(pair_reason(p, (enum ett_role)r), 2);
			pair_free(p);
		}
}

/* RFC 4253 section 6.1: 32768 bytes of payload, 35000 in all. */
static void packets_of_35000_bytes_are_taken(void **state)
{
	static const uint8_t zero[34960];
	struct pair *p = expect_toy();

	(void)state;
	SAY(p, ETT_SERVER, ignore, .data = { zero, sizeof zero });
	SAY(p, ETT_CLIENT, ignore, .data = { zero, sizeof zero });
	expect_run(p);
	expect_alive(p);
	pair_free(p);
}

static void unknown_messages_are_answered_with_their_number(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	for (size_t r = 0; r < 2; r++) {
		struct ett_msg_unimplemented m;
		const struct pair_msg *in;

		p->wire[r].mute = true;
		pair_say(p, (enum ett_role)r, ETT_LIT("\x96junk"));
		pair_say(p, (enum ett_role)r, ETT_LIT("\xff"));
		expect_run(p);
		expect_alive(p);
		assert_int_equal(COUNT(p, (enum ett_role)r, unimplemented), 2);
		SENT(p, (enum ett_role)r, unimplemented, 1, &m);
		in = pair_msg(p, (enum ett_role)r, ETT_IN, 0xff, 0);
		assert_int_equal(m.sequence, in->seq);
	}
	pair_free(p);
}

static void transport_messages_change_nothing(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		enum ett_role r = (enum ett_role)i;
		size_t before = p->wire[r].len;

		SAY(p, r, ignore, .data = ETT_LIT("x"));
		SAY(p, r, debug, .always_display = true,
		    .message = ETT_LIT("hi"));
		SAY(p, r, unimplemented, .sequence = 5);
		expect_run(p);
		assert_int_equal(p->wire[r].len, before);
	}
	expect_alive(p);
	pair_free(p);
}

static void malformed_messages_end_it(void **state)
{
	static const struct {
		struct ett_bytes payload;
		ett_err want;
	} row[] = {
		{ { NULL, 0 }, ETT_FORMAT },
		{ ETT_INIT("\x02\0\0\0\x05"
			   "abc"),
		  ETT_SHORT },
		{ ETT_INIT("\x02\0\0\0\0x"), ETT_TRAILING },
		{ ETT_INIT("\x04\x01"), ETT_SHORT },
		{ ETT_INIT("\x03"), ETT_SHORT },
		{ ETT_INIT("\x50"), ETT_SHORT },
		{ ETT_INIT("\x5d\0\0\0\0"), ETT_SHORT },
		{ ETT_INIT("\xc0\0\0\0\0\0"), ETT_TRAILING },
		{ ETT_INIT("\x15\0"), ETT_ORDER },
		{ ETT_INIT("\x1e\0\0\0\0"), ETT_ORDER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		for (size_t r = 0; r < 2; r++) {
			struct pair *p = expect_toy();

			pair_say(p, (enum ett_role)r, row[i].payload);
			expect_run(p);
			expect_over(p, (enum ett_role)r, row[i].want);
			expect_told(p, (enum ett_role)(1 - r), 2);
			pair_free(p);
		}
}

static void ping_is_answered_with_its_own_data(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		enum ett_role r = (enum ett_role)i;
		struct ett_msg_pong m;

		p->wire[r].mute = true;
		SAY(p, r, ping, .data = ETT_LIT("any\0data"));
		expect_run(p);
		SENT(p, r, pong, 0, &m);
		assert_true(ett_bytes_eq(m.data, ETT_LIT("any\0data")));
	}
	expect_alive(p);
	pair_free(p);
}

static void a_disconnect_is_the_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		enum ett_role r = (enum ett_role)i;
		struct pair *p = expect_toy();
		const struct pair_event *ev;

		SAY(p, r, disconnect, .reason = 12,
		    .description = ETT_LIT("too\nmany"));
		pair_say(p, r, ETT_LIT("\xff"));
		expect_run(p);
		expect_over(p, r, ETT_PEER);
		ev = pair_event(p, r, ETT_EV_CLOSED, 0);
		assert_int_equal(ev->ev.code, 12);
		assert_non_null(
		    strstr(ett_session_why(p->end[r].s), "too\\x0amany"));
		assert_int_equal(COUNT(p, r, unimplemented), 0);
		pair_free(p);
	}
}

static void either_side_may_disconnect(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		enum ett_role r = (enum ett_role)i;
		struct pair *p = expect_toy();
		struct ett_msg_disconnect m;

		assert_int_equal(ett_disconnect(p->end[r].s, 11, "good night"),
				 ETT_OK);
		expect_run(p);
		expect_over(p, r, ETT_CLOSED);
		expect_told(p, (enum ett_role)(1 - r), 11);
		SENT(p, r, disconnect, 0, &m);
		assert_true(ett_bytes_is(m.description, "good night"));
		pair_free(p);
	}
}

static void a_stream_that_ends_is_lost(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	ett_recv_eof(p->end[ETT_CLIENT].s);
	expect_run(p);
	expect_over(p, ETT_CLIENT, ETT_LOST);
	expect_over(p, ETT_SERVER, ETT_LOST);
	pair_free(p);
}

/* What came before the end is still acted on. */
static void bytes_before_the_end_count(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	SAY(p, ETT_SERVER, ping, .data = ETT_LIT("last words"));
	ett_recv_eof(p->end[ETT_SERVER].s);
	p->wire[ETT_SERVER].mute = true;
	expect_run(p);
	expect_over(p, ETT_SERVER, ETT_LOST);
	assert_int_equal(COUNT(p, ETT_SERVER, pong), 1);
	pair_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    malformed_packets_end_it_with_a_protocol_error),
		cmocka_unit_test(packets_of_35000_bytes_are_taken),
		cmocka_unit_test(
		    unknown_messages_are_answered_with_their_number),
		cmocka_unit_test(transport_messages_change_nothing),
		cmocka_unit_test(malformed_messages_end_it),
		cmocka_unit_test(ping_is_answered_with_its_own_data),
		cmocka_unit_test(a_disconnect_is_the_end),
		cmocka_unit_test(either_side_may_disconnect),
		cmocka_unit_test(a_stream_that_ends_is_lost),
		cmocka_unit_test(bytes_before_the_end_count),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
