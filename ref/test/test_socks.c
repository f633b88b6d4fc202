/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "proto/socks.h"

#define HELLO5        "\x05\x01\x00"
#define METHOD5       "\x05\x00"
#define REFUSED5(rep) METHOD5 "\x05" rep "\0\x01\0\0\0\0\0\0"
#define REFUSED4      "\0\x5b\0\0\0\0\0\0"

static char long_name[255 + 1], long_user[256 + 1];
static uint8_t long_4a[8 + 1 + 256], long_5[3 + 5 + 255 + 2];
static uint8_t too_long_4a[8 + 1 + 256], too_long_user[8 + 256];

/* clang-format off */
static struct row {
	const char *what;
	struct ett_bytes in;
	enum ett_socks_step step;
	const char *host;
	uint16_t port;
	struct ett_bytes out;
} row[] = {
	{ "4, an address", ETT_INIT("\x04\x01\x00\x50\x7f\x00\x00\x01\0"),
	  ETT_SOCKS_CONNECT, "127.0.0.1", 80, ETT_INIT("") },
	{ "4, a user", ETT_INIT("\x04\x01\xff\xff\xc0\x00\x02\xfe" "fred\0"),
	  ETT_SOCKS_CONNECT, "192.0.2.254", 65535, ETT_INIT("") },
	{ "4, 0.0.0.0 is an address",
	  ETT_INIT("\x04\x01\x00\x50\0\0\0\0\0"),
	  ETT_SOCKS_CONNECT, "0.0.0.0", 80, ETT_INIT("") },
	{ "4, BIND", ETT_INIT("\x04\x02\x00\x50\x7f\x00\x00\x01\0"),
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT(REFUSED4) },
	{ "4a, a name",
	  ETT_INIT("\x04\x01\x01\xbb\0\0\0\x01" "u\0" "a.example\0"),
	  ETT_SOCKS_CONNECT, "a.example", 443, ETT_INIT("") },
	{ "4a, BIND",
	  ETT_INIT("\x04\x02\x01\xbb\0\0\0\x01" "u\0" "a.example\0"),
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT(REFUSED4) },
	{ "4a, no name", ETT_INIT("\x04\x01\x01\xbb\0\0\0\x01" "\0\0"),
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT(REFUSED4) },
	{ "4a, a blank in the name",
	  ETT_INIT("\x04\x01\x01\xbb\0\0\0\x01" "\0a b\0"),
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT(REFUSED4) },
	{ "4a, the longest name", { long_4a, sizeof long_4a },
	  ETT_SOCKS_CONNECT, long_name, 443, ETT_INIT("") },
	{ "4a, a name too long", { too_long_4a, sizeof too_long_4a },
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT(REFUSED4) },
	{ "4, a user too long", { too_long_user, sizeof too_long_user },
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT(REFUSED4) },
	{ "5, an IPv4 address",
	  ETT_INIT(HELLO5 "\x05\x01\0\x01\x0a\x00\x00\x63\x1f\x90"),
	  ETT_SOCKS_CONNECT, "10.0.0.99", 8080, ETT_INIT(METHOD5) },
	{ "5, a name", ETT_INIT(HELLO5 "\x05\x01\0\x03\x01" "h\0\x16"),
	  ETT_SOCKS_CONNECT, "h", 22, ETT_INIT(METHOD5) },
	{ "5, the longest name", { long_5, sizeof long_5 },
	  ETT_SOCKS_CONNECT, long_name, 22, ETT_INIT(METHOD5) },
	{ "5, an IPv6 address",
	  ETT_INIT(HELLO5 "\x05\x01\0\x04"
		   "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\0\x16"),
	  ETT_SOCKS_CONNECT, "2001:db8::1", 22, ETT_INIT(METHOD5) },
	{ "5, ::1",
	  ETT_INIT(HELLO5 "\x05\x01\0\x04"
		   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\x16"),
	  ETT_SOCKS_CONNECT, "::1", 22, ETT_INIT(METHOD5) },
	{ "5, ::",
	  ETT_INIT(HELLO5 "\x05\x01\0\x04"
		   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x16"),
	  ETT_SOCKS_CONNECT, "::", 22, ETT_INIT(METHOD5) },
	{ "5, fe80::",
	  ETT_INIT(HELLO5 "\x05\x01\0\x04"
		   "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x16"),
	  ETT_SOCKS_CONNECT, "fe80::", 22, ETT_INIT(METHOD5) },
	{ "5, one zero group stays, the first longest run goes",
	  ETT_INIT(HELLO5 "\x05\x01\0\x04"
		   "\0\x01\0\0\0\x02\0\0\0\0\x0a\xbc\0\0\0\0\0\x16"),
	  ETT_SOCKS_CONNECT, "1:0:2::abc:0:0", 22, ETT_INIT(METHOD5) },
	{ "5, one zero group alone stays",
	  ETT_INIT(HELLO5 "\x05\x01\0\x04"
		   "\0\x01\0\x02\0\x03\0\0\0\x05\0\x06\0\x07\0\x08\0\x16"),
	  ETT_SOCKS_CONNECT, "1:2:3:0:5:6:7:8", 22, ETT_INIT(METHOD5) },
	{ "5, no-auth among others",
	  ETT_INIT("\x05\x03\x02\x01\0\x05\x01\0\x03\x01" "h\0\x16"),
	  ETT_SOCKS_CONNECT, "h", 22, ETT_INIT(METHOD5) },
	{ "5, no method that we have", ETT_INIT("\x05\x02\x01\x02"),
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT("\x05\xff") },
	{ "5, no method at all", ETT_INIT("\x05\0"),
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT("\x05\xff") },
	{ "5, BIND", ETT_INIT(HELLO5 "\x05\x02\0\x01\x0a\0\0\x63\x1f\x90"),
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT(REFUSED5("\x07")) },
	{ "5, UDP", ETT_INIT(HELLO5 "\x05\x03\0\x01\x0a\0\0\x63\x1f\x90"),
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT(REFUSED5("\x07")) },
	{ "5, an unknown type of address",
	  ETT_INIT(HELLO5 "\x05\x01\0\x02\x0a"),
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT(REFUSED5("\x08")) },
	{ "5, an empty name", ETT_INIT(HELLO5 "\x05\x01\0\x03\0\0\x16"),
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT(REFUSED5("\x01")) },
	{ "5, NUL in the name",
	  ETT_INIT(HELLO5 "\x05\x01\0\x03\x03" "a\0b\0\x16"),
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT(REFUSED5("\x01")) },
	{ "5, request of another version", ETT_INIT(HELLO5 "\x04"),
	  ETT_SOCKS_REFUSED, "", 0, ETT_INIT(REFUSED5("\x01")) },
	{ "HTTP", ETT_INIT("G"), ETT_SOCKS_REFUSED, "", 0, ETT_INIT("") },
	{ "a zero", ETT_INIT("\0"), ETT_SOCKS_REFUSED, "", 0, ETT_INIT("") },
};
/* clang-format on */

enum { ROWS = sizeof row / sizeof row[0] };

static int make_long_requests(void **state)
{
	(void)state;
	memset(long_name, 'n', 255);
	memset(long_user, 'u', 256);
	memcpy(long_4a, "\x04\x01\x01\xbb\0\0\0\x01", 8);
	memcpy(long_4a + 9, long_name, 256);
	memcpy(too_long_4a, long_4a, sizeof long_4a);
	too_long_4a[sizeof too_long_4a - 1] = 'n';
	memcpy(too_long_user, long_4a, 8);
	memcpy(too_long_user + 8, long_user, 256);
	memcpy(long_5, HELLO5 "\x05\x01\0\x03\xff", 8);
	memcpy(long_5 + 8, long_name, 255);
	memcpy(long_5 + 8 + 255, "\0\x16", 2);
	return 0;
}

static void check_end(const struct row *r, const struct ett_socks *s)
{
	assert_int_equal(s->step, r->step);
	assert_int_equal(s->out_len, r->out.n);
	assert_memory_equal(s->out, r->out.p, r->out.n);
	if (r->step != ETT_SOCKS_CONNECT)
		return;
	assert_string_equal(s->host, r->host);
	assert_int_equal(s->port, r->port);
}

static void requests_in_one_piece(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct ett_socks s = { 0 };
		size_t used;

		print_message("# %s\n", row[i].what);
		ett_socks_feed(&s, row[i].in, &used);
		assert_int_equal(used, row[i].in.n);
		check_end(&row[i], &s);
	}
}

static void every_truncation_needs_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		for (size_t n = 0; n < row[i].in.n; n++) {
			struct ett_bytes cut = { row[i].in.p, n };
			struct ett_socks s = { 0 };
			size_t used;

			assert_int_equal(ett_socks_feed(&s, cut, &used),
					 ETT_SOCKS_MORE);
			assert_int_equal(used, n);
		}
	}
}

static void any_cut_gives_the_same_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct ett_socks s = { 0 };
		size_t used;

		for (size_t n = 0; n < row[i].in.n; n++) {
			struct ett_bytes one = { row[i].in.p + n, 1 };

			ett_socks_feed(&s, one, &used);
			assert_int_equal(used, 1);
		}
		check_end(&row[i], &s);
	}
}

/* A client may send its first data without waiting for the answer. */
static void bytes_behind_the_request_are_not_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct ett_socks s = { 0 };
		uint8_t more[sizeof long_5 + 8];
		struct ett_bytes in = { more, row[i].in.n + 8 };
		size_t used;

		memset(more, 0x16, sizeof more);
		memcpy(more, row[i].in.p, row[i].in.n);
		ett_socks_feed(&s, in, &used);
		assert_int_equal(used, row[i].in.n);
		ett_socks_feed(&s, in, &used);
		assert_int_equal(used, 0);
		check_end(&row[i], &s);
	}
}

static void answers_follow_the_fate_of_the_channel(void **state)
{
	static const struct {
		uint32_t code;
		uint8_t v4, v5;
	} fate[] = { { 0, 90, 0 },         { 1, 91, 2 }, { 2, 91, 5 },
		     { 3, 91, 1 },         { 4, 91, 1 }, { 5, 91, 1 },
		     { UINT32_MAX, 91, 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof fate / sizeof fate[0]; i++) {
		struct ett_socks four = { 0 }, five = { 0 };
		size_t used;

		ett_socks_feed(&four, row[0].in, &used);
		ett_socks_answer(&four, fate[i].code);
		assert_int_equal(four.out_len, 8);
		assert_int_equal(four.out[0], 0);
		assert_int_equal(four.out[1], fate[i].v4);

		ett_socks_feed(&five, row[12].in, &used);
		assert_int_equal(five.step, ETT_SOCKS_CONNECT);
		ett_socks_answer(&five, fate[i].code);
		assert_int_equal(five.out_len, 12);
		assert_int_equal(five.out[2], 5);
		assert_int_equal(five.out[3], fate[i].v5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_in_one_piece),
		cmocka_unit_test(every_truncation_needs_more),
		cmocka_unit_test(any_cut_gives_the_same_end),
		cmocka_unit_test(bytes_behind_the_request_are_not_taken),
		cmocka_unit_test(answers_follow_the_fate_of_the_channel),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_long_requests, NULL);
}
