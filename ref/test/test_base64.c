/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/base64.h"

/* RFC 4648 section 10, and the two last letters. */
static const struct {
	const char *plain, *padded, *bare;
} row[] = {
	{ "", "", "" },
	{ "f", "Zg==", "Zg" },
	{ "fo", "Zm8=", "Zm8" },
	{ "foo", "Zm9v", "Zm9v" },
	{ "foob", "Zm9vYg==", "Zm9vYg" },
	{ "fooba", "Zm9vYmE=", "Zm9vYmE" },
	{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
	{ "\xfb\xff", "+/8=", "+/8" },
};

static void encodes_as_the_rfc_says(void **state)
{
	char out[16];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct ett_bytes in = ett_str(row[i].plain);

		assert_int_equal(
		    ett_base64_encode(in, true, out, sizeof out, &len), ETT_OK);
		assert_string_equal(out, row[i].padded);
		assert_int_equal(len, strlen(row[i].padded));
		assert_int_equal(
		    ett_base64_encode(in, false, out, sizeof out, &len),
		    ETT_OK);
		assert_string_equal(out, row[i].bare);
		for (size_t room = 0; room <= strlen(row[i].bare); room++)
			assert_int_equal(
			    ett_base64_encode(in, false, out, room, &len),
			    ETT_SPACE);
	}
}

static void decodes_what_it_encodes(void **state)
{
	uint8_t out[16];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct ett_bytes in = ett_str(row[i].padded);
		size_t n = strlen(row[i].plain);

		assert_int_equal(ett_base64_decode(in, out, n, &len), ETT_OK);
		assert_int_equal(len, n);
		assert_memory_equal(out, row[i].plain, n);
		if (n > 0)
			assert_int_equal(
			    ett_base64_decode(in, out, n - 1, &len), ETT_SPACE);
	}
}

static void refuses_all_other_text(void **state)
{
	static const char *const bad[] = {
		"Z",    "Zg",   "Zg=",      "=",        "====", "Z===",
		"Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n",   "Zm 9", "Zm9-",
		"Zm9_", "Zm=v", "=Zm9",     "Zm9v====",
	};
	uint8_t out[16];
	size_t len = 77;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(
		    ett_base64_decode(ett_str(bad[i]), out, sizeof out, &len),
		    ETT_FORMAT);
	assert_int_equal(len, 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodes_as_the_rfc_says),
		cmocka_unit_test(decodes_what_it_encodes),
		cmocka_unit_test(refuses_all_other_text),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
