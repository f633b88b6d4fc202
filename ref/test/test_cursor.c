/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "wire/cursor.h"

/* RFC 4251 section 5 gives these five mpints. */
static void mpints_of_the_rfc(void **state)
{
	static const struct {
		struct ett_bytes value, wire;
	} row[] = {
		{ { NULL, 0 }, { (const uint8_t *)"\0\0\0\0", 4 } },
		{ ETT_INIT("\x09\xa3\x78\xf9\xb2\xe3\x32\xa7"),
		  ETT_INIT("\0\0\0\x08\x09\xa3\x78\xf9\xb2\xe3\x32\xa7") },
		{ ETT_INIT("\x80"), ETT_INIT("\0\0\0\x02\0\x80") },
	};
	uint8_t out[32];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct ett_wr w = ett_wr(out, sizeof out);

		ett_wr_uint(&w, row[i].value);
		assert_int_equal(ett_wr_end(&w, &len), ETT_OK);
		assert_int_equal(len, row[i].wire.n);
		assert_memory_equal(out, row[i].wire.p, len);
	}
}

static ett_err read_uint(struct ett_bytes wire)
{
	struct ett_rd r = ett_rd(wire);

	ett_rd_uint(&r);
	return ett_rd_end(&r);
}

static void negative_and_padded_mpints_are_refused(void **state)
{
	(void)state;
	assert_int_equal(read_uint(ETT_LIT("\0\0\0\x01\x80")), ETT_FORMAT);
	assert_int_equal(read_uint(ETT_LIT("\0\0\0\x02\0\x01")), ETT_FORMAT);
	assert_int_equal(read_uint(ETT_LIT("\0\0\0\x01\0")), ETT_FORMAT);
	assert_int_equal(read_uint(ETT_LIT("\0\0\0\x02\xff\xff")), ETT_FORMAT);
	assert_int_equal(read_uint(ETT_LIT("\0\0\0\x02\0\x80")), ETT_OK);
	assert_int_equal(read_uint(ETT_LIT("\0\0\0\x05\x01")), ETT_SHORT);
}

static void name_lists_have_no_empty_name_but_may_end_with_a_comma(void **state)
{
	static const struct {
		struct ett_bytes wire;
		ett_err want;
	} row[] = {
		{ ETT_INIT("\0\0\0\0"), ETT_OK },
		{ ETT_INIT("\0\0\0\x03"
			   "a,b"),
		  ETT_OK },
		{ ETT_INIT("\0\0\0\x02"
			   "a,"),
		  ETT_OK },
		{ ETT_INIT("\0\0\0\x03"
			   "a,,"),
		  ETT_FORMAT },
		{ ETT_INIT("\0\0\0\x01,"), ETT_FORMAT },
		{ ETT_INIT("\0\0\0\x02,a"), ETT_FORMAT },
		{ ETT_INIT("\0\0\0\x04"
			   "a,,b"),
		  ETT_FORMAT },
		{ ETT_INIT("\0\0\0\x01 "), ETT_FORMAT },
		{ ETT_INIT("\0\0\0\x01\x7f"), ETT_FORMAT },
		{ ETT_INIT("\xff\xff\xff\xff"
			   "a"),
		  ETT_SHORT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct ett_rd r = ett_rd(row[i].wire);

		ett_rd_names(&r);
		assert_int_equal(ett_rd_end(&r), row[i].want);
	}
}

static void first_failure_sticks(void **state)
{
	struct ett_rd r = ett_rd(ETT_LIT("\0\0\0\x09x\x01"));

	(void)state;
	assert_int_equal(ett_rd_str(&r).n, 0);
	assert_int_equal(ett_rd_u8(&r), 0);
	assert_int_equal(ett_rd_rest(&r).n, 0);
	assert_int_equal(ett_rd_end(&r), ETT_SHORT);
}

static void writer_never_passes_its_room(void **state)
{
	uint8_t out[8];
	size_t len = 77;

	(void)state;
	for (size_t room = 0; room < 7; room++) {
		struct ett_wr w;

		memset(out, 0xee, sizeof out);
		w = ett_wr(out, room);
		ett_wr_str(&w, ETT_LIT("abc"));
		assert_int_equal(ett_wr_end(&w, &len), ETT_SPACE);
		assert_int_equal(len, 77);
		assert_int_equal(out[room], 0xee);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mpints_of_the_rfc),
		cmocka_unit_test(negative_and_padded_mpints_are_refused),
		cmocka_unit_test(
		    name_lists_have_no_empty_name_but_may_end_with_a_comma),
		cmocka_unit_test(first_failure_sticks),
		cmocka_unit_test(writer_never_passes_its_room),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
