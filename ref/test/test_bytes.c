/* SPDX-License-Identifier: ISC
 *
 * Views, owned buffers, and text made safe to print.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/env.h"

static void strings_become_views_without_their_nul(void **state)
{
	(void)state;
	assert_int_equal(ett_str("abc").n, 3);
	assert_int_equal(ett_str("").n, 0);
	assert_int_equal(ett_str(NULL).n, 0);
	assert_int_equal(ETT_LIT("a\0b").n, 3);
}

static void equality_looks_at_length_and_content(void **state)
{
	struct ett_bytes none = { NULL, 0 };

	(void)state;
	assert_true(ett_bytes_eq(ETT_LIT("abc"), ETT_LIT("abc")));
	assert_false(ett_bytes_eq(ETT_LIT("abc"), ETT_LIT("abd")));
	assert_false(ett_bytes_eq(ETT_LIT("abc"), ETT_LIT("ab")));
	assert_true(ett_bytes_eq(none, ETT_LIT("")));
	assert_true(ett_bytes_is(none, ""));
	assert_true(ett_bytes_is(ETT_LIT("abc"), "abc"));
	assert_false(ett_bytes_is(ETT_LIT("abc\0"), "abc"));
}

static void a_list_yields_each_name_once_and_in_order(void **state)
{
	struct ett_bytes list = ETT_LIT("one,two,three"), name;

	(void)state;
	assert_true(ett_names_next(&list, &name));
	assert_true(ett_bytes_is(name, "one"));
	assert_true(ett_names_next(&list, &name));
	assert_true(ett_bytes_is(name, "two"));
	assert_true(ett_names_next(&list, &name));
	assert_true(ett_bytes_is(name, "three"));
	assert_false(ett_names_next(&list, &name));
	assert_true(ett_bytes_is(name, "three"));
}

static void a_comma_at_the_end_names_nothing(void **state)
{
	struct ett_bytes list = ETT_LIT("one,"), name;

	(void)state;
	assert_false(ett_names_has(list, ETT_LIT("")));
	assert_true(ett_names_next(&list, &name));
	assert_true(ett_bytes_is(name, "one"));
	assert_false(ett_names_next(&list, &name));
}

static void a_list_has_whole_names_only(void **state)
{
	struct ett_bytes list = ETT_LIT("one,two,three"), none = { NULL, 0 };

	(void)state;
	assert_true(ett_names_has(list, ETT_LIT("one")));
	assert_true(ett_names_has(list, ETT_LIT("two")));
	assert_true(ett_names_has(list, ETT_LIT("three")));
	assert_false(ett_names_has(list, ETT_LIT("thre")));
	assert_false(ett_names_has(list, ETT_LIT("threee")));
	assert_false(ett_names_has(list, ETT_LIT("one,two")));
	assert_false(ett_names_has(list, ETT_LIT("")));
	assert_false(ett_names_has(none, ETT_LIT("one")));
}

static void hostile_text_is_escaped(void **state)
{
	static const struct {
		struct ett_bytes in;
		const char *out;
	} row[] = {
		{ ETT_INIT(" az~"), " az~" },
		{ ETT_INIT("\\x41"), "\\\\x41" },
		{ ETT_INIT("\x1b[2J"), "\\x1b[2J" },
		{ ETT_INIT("a\r\nb"), "a\\x0d\\x0ab" },
		{ ETT_INIT("\0\x7f\x80\xff"), "\\x00\\x7f\\x80\\xff" },
		{ ETT_INIT("\xc3\xa9"), "\\xc3\\xa9" },
		{ { NULL, 0 }, "" },
	};
	char out[64];

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		assert_int_equal(ett_escape(row[i].in, out, sizeof out),
				 strlen(row[i].out));
		assert_string_equal(out, row[i].out);
	}
}

/* Whatever the room: a prefix of the whole, whole escapes, a NUL, no more. */
static void escapes_are_cut_between_characters(void **state)
{
	struct ett_bytes in = ETT_LIT("a\x01\\b\xff");
	static const char whole[] = "a\\x01\\\\b\\xff";
	static const size_t ends[] = { 0, 1, 5, 7, 8, 12 };
	char out[sizeof whole + 1];

	(void)state;
	for (size_t room = 1; room <= sizeof whole; room++) {
		size_t want = 0, n;

		for (size_t i = 0; i < 6; i++)
			if (ends[i] < room)
				want = ends[i];
		memset(out, 0x2a, sizeof out);
		n = ett_escape(in, out, room);
		assert_int_equal(n, want);
		assert_memory_equal(out, whole, n);
		assert_int_equal(out[n], 0);
		assert_int_equal(out[room], 0x2a);
	}
}

static void hex_is_lower_case_and_cut_between_bytes(void **state)
{
	struct ett_bytes in = ETT_LIT("\x00\x9a\xff");
	char out[8];

	(void)state;
	assert_int_equal(ett_hex(in, out, sizeof out), 6);
	assert_string_equal(out, "009aff");
	for (size_t room = 1; room < 7; room++) {
		memset(out, 0x2a, sizeof out);
		assert_int_equal(ett_hex(in, out, room), (room - 1) / 2 * 2);
		assert_int_equal(out[(room - 1) / 2 * 2], 0);
		assert_int_equal(out[room], 0x2a);
	}
}

static void same_compares_every_byte(void **state)
{
	uint8_t a[33], b[33];

	(void)state;
	memset(a, 7, sizeof a);
	memset(b, 7, sizeof b);
	assert_true(ett_same(a, b, sizeof a));
	assert_true(ett_same(a, b, 0));
	for (size_t i = 0; i < sizeof a; i++)
		for (unsigned bit = 1; bit < 256; bit <<= 1) {
			b[i] ^= (uint8_t)bit;
			assert_false(ett_same(a, b, sizeof a));
			b[i] ^= (uint8_t)bit;
		}
}

static void wipe_clears_exactly_what_it_is_given(void **state)
{
	uint8_t a[8];

	(void)state;
	memset(a, 0xee, sizeof a);
	ett_wipe(a + 1, 6);
	assert_memory_equal(a, "\xee\0\0\0\0\0\0\xee", 8);
}

static void a_buffer_keeps_order_over_fill_and_drain(void **state)
{
	struct ett_buf b = { 0 };
	uint8_t in = 0, out = 0;

	(void)state;
	assert_int_equal(ett_buf_new(&b, 16), ETT_OK);
	for (size_t round = 0; round < 200; round++) {
		size_t room, n;
		uint8_t *p = ett_buf_room(&b, &room);

		assert_int_equal(room, 16 - ett_buf_view(&b).n);
		n = round % 7 < room ? round % 7 : room;
		for (size_t i = 0; i < n; i++)
			p[i] = in++;
		ett_buf_fill(&b, n);
		n = round % 5 < ett_buf_view(&b).n ? round % 5
						   : ett_buf_view(&b).n;
		for (size_t i = 0; i < n; i++)
			assert_int_equal(ett_buf_view(&b).p[i], out++);
		ett_buf_drain(&b, n);
		assert_int_equal(ett_buf_view(&b).n, (uint8_t)(in - out));
	}
	assert_true(in != out);
	ett_buf_free(&b);
	assert_null(b.p);
	assert_int_equal(b.cap, 0);
}

static void an_empty_or_zeroed_buffer_may_be_freed(void **state)
{
	struct ett_buf b = { 0 };
	size_t room = 1;

	(void)state;
	ett_buf_free(&b);
	ett_buf_free(&b);
	assert_int_equal(ett_buf_new(&b, 0), ETT_OK);
	assert_non_null(ett_buf_room(&b, &room));
	assert_int_equal(room, 0);
	ett_buf_free(&b);
}

static void system_randomness_differs_each_time(void **state)
{
	struct ett_rng rng = ett_rng_system();
	uint8_t a[64] = { 0 }, b[64] = { 0 };

	(void)state;
	assert_int_equal(rng.fill(rng.ctx, a, sizeof a), ETT_OK);
	assert_int_equal(rng.fill(rng.ctx, b, sizeof b), ETT_OK);
	assert_int_equal(rng.fill(rng.ctx, NULL, 0), ETT_OK);
	assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_become_views_without_their_nul),
		cmocka_unit_test(equality_looks_at_length_and_content),
		cmocka_unit_test(a_list_yields_each_name_once_and_in_order),
		cmocka_unit_test(a_comma_at_the_end_names_nothing),
		cmocka_unit_test(a_list_has_whole_names_only),
		cmocka_unit_test(hostile_text_is_escaped),
		cmocka_unit_test(escapes_are_cut_between_characters),
		cmocka_unit_test(hex_is_lower_case_and_cut_between_bytes),
		cmocka_unit_test(same_compares_every_byte),
		cmocka_unit_test(wipe_clears_exactly_what_it_is_given),
		cmocka_unit_test(a_buffer_keeps_order_over_fill_and_drain),
		cmocka_unit_test(an_empty_or_zeroed_buffer_may_be_freed),
		cmocka_unit_test(system_randomness_differs_each_time),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
