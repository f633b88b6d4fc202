/* SPDX-License-Identifier: ISC
 *
 * The error vocabulary against the codes of RFC 4253 section 11.1.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

static void success_is_zero(void **state)
{
	(void)state;
	assert_int_equal(ETT_OK, 0);
	assert_string_equal(ett_err_name(ETT_OK), "OK");
	assert_int_equal(ett_err_reason(ETT_OK), 0);
}

static void every_error_has_a_name_and_a_text_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < ETT_ERR_COUNT; i++) {
		assert_true(strlen(ett_err_name((ett_err)i)) > 0);
		assert_true(strlen(ett_err_text((ett_err)i)) > 0);
		for (int j = 0; j < i; j++) {
			assert_string_not_equal(ett_err_name((ett_err)i),
						ett_err_name((ett_err)j));
			assert_string_not_equal(ett_err_text((ett_err)i),
						ett_err_text((ett_err)j));
		}
	}
}

static void what_is_no_error_reads_as_a_broken_contract(void **state)
{
	static const int wrong[] = { ETT_ERR_COUNT, ETT_ERR_COUNT + 1, 255 };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		ett_err e = (ett_err)wrong[i];

		assert_string_equal(ett_err_name(e), "ARG");
		assert_string_equal(ett_err_text(e), ett_err_text(ETT_ARG));
		assert_int_equal(ett_err_reason(e), 0);
	}
}

static void reasons_are_those_of_the_rfc(void **state)
{
	static const struct {
		ett_err e;
		unsigned reason;
	} row[] = {
		{ ETT_SHORT, 2 },   { ETT_TRAILING, 2 }, { ETT_FORMAT, 2 },
		{ ETT_ORDER, 2 },   { ETT_TOO_BIG, 2 },  { ETT_KEX, 3 },
		{ ETT_MAC, 5 },     { ETT_SERVICE, 7 },  { ETT_VERSION, 8 },
		{ ETT_HOSTKEY, 9 }, { ETT_CLOSED, 11 },  { ETT_AUTH, 14 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		assert_int_equal(ett_err_reason(row[i].e), row[i].reason);
	for (int i = 0; i < ETT_ERR_COUNT; i++)
		assert_in_range(ett_err_reason((ett_err)i), 0, 15);
}

/* The peer is gone, or said goodbye itself: there is nobody to tell. */
static void nothing_is_said_to_a_peer_that_left(void **state)
{
	(void)state;
	assert_int_equal(ett_err_reason(ETT_LOST), 0);
	assert_int_equal(ett_err_reason(ETT_PEER), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(success_is_zero),
		cmocka_unit_test(every_error_has_a_name_and_a_text_of_its_own),
		cmocka_unit_test(what_is_no_error_reads_as_a_broken_contract),
		cmocka_unit_test(reasons_are_those_of_the_rfc),
		cmocka_unit_test(nothing_is_said_to_a_peer_that_left),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
