/* SPDX-License-Identifier: ISC
 *
 * Payloads as lines for people: whatever a peer sends, the line is printable,
 * bounded, and holds no password.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test/seed.h"
#include "wire/print.h"

enum { LINE = 4096 };

static const char *line_of(struct ett_bytes payload, const char *method)
{
	static char line[LINE];
	size_t n;

	memset(line, 0x2a, sizeof line);
	n = ett_print_payload(payload, method, line, sizeof line);
	assert_int_equal(n, strlen(line));
	return line;
}

static void fields_stand_with_their_names(void **state)
{
	static const struct {
		struct ett_bytes payload;
		const char *line;
	} row[] = {
		{ ETT_INIT("\x15"), "newkeys" },
		{ ETT_INIT("\x02\0\0\0\x03xyz"), "ignore data=\"xyz\"" },
		{ ETT_INIT("\x5d\0\0\0\x07\xff\xff\xff\xff"),
		  "channel_window_adjust recipient=7 bytes=4294967295" },
		{ ETT_INIT("\x04\x01\0\0\0\x01m\0\0\0\0"),
		  "debug always_display=true message=\"m\" language=\"\"" },
		{ ETT_INIT("\x04\0\0\0\0\x01m\0\0\0\0"),
		  "debug always_display=false message=\"m\" language=\"\"" },
		{ ETT_INIT("\x5e\0\0\0\x01\0\0\0\x02\x01\xfe"),
		  "channel_data recipient=1 data=0x01fe" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		assert_string_equal(line_of(row[i].payload, NULL), row[i].line);
}

static void the_method_chooses_among_shared_numbers(void **state)
{
	struct ett_bytes p = ETT_LIT("\x1e\0\0\0\x01\x05");

	(void)state;
	assert_string_equal(line_of(p, "kex_ecdh"), "kex_ecdh_init q_c=0x05");
	assert_string_equal(line_of(p, "kexdh"), "kexdh_init e=0x05");
	assert_string_equal(line_of(p, NULL), "kexdh_init e=0x05");
	assert_string_equal(line_of(p, "no such method"), "kexdh_init e=0x05");
	assert_string_equal(line_of(ETT_LIT("\x20\0\0\0\x01\x05"), "gex"),
			    "gex_init e=0x05");
	assert_int_equal(ett_layout_find(21, "gex")->number, 21);
	assert_null(ett_layout_find(0, NULL));
	assert_null(ett_layout_find(255, NULL));
}

static void what_cannot_be_decoded_is_said(void **state)
{
	(void)state;
	assert_string_equal(line_of(ETT_LIT(""), NULL), "empty payload");
	assert_string_equal(line_of(ETT_LIT("\xfa\x01"), NULL), "message 250");
	assert_non_null(strstr(line_of(ETT_LIT("\x5d\0\0"), NULL), "!SHORT"));
	assert_non_null(
	    strstr(line_of(ETT_LIT("\x15\0"), NULL), "newkeys !TRAILING"));
	assert_non_null(
	    strstr(line_of(ETT_LIT("\x02\xff\xff\xff\xff"), NULL), "!SHORT"));
}

static void terminal_escapes_do_not_get_through(void **state)
{
	const char *line = line_of(
	    ETT_LIT("\x01\0\0\0\x02\0\0\0\x04\x1b]0;\0\0\0\x01\n"), NULL);

	(void)state;
	assert_string_equal(line, "disconnect reason=2 "
				  "description=0x1b5d303b language=0x0a");
	line = line_of(ETT_LIT("\x02\0\0\0\x03\\x1"), NULL);
	assert_string_equal(line, "ignore data=\"\\\\x1\"");
	line = line_of(ETT_LIT("\x02\0\0\0\x01\x7f"), NULL);
	assert_string_equal(line, "ignore data=0x7f");
}

static void long_fields_are_cut_and_counted(void **state)
{
	uint8_t text[5 + 1000] = { 2, 0, 0, 1000 >> 8, 1000 & 255 };
	const char *line;

	(void)state;
	memset(text + 5, 'a', 1000);
	line = line_of((struct ett_bytes){ text, sizeof text }, NULL);
	assert_true(strlen(line) < 200);
	assert_non_null(strstr(line, "\"..+904"));

	memset(text + 5, 1, 1000);
	line = line_of((struct ett_bytes){ text, sizeof text }, NULL);
	assert_true(strlen(line) < 200);
	assert_non_null(strstr(line, "..+976"));
}

static void passwords_are_hidden(void **state)
{
	static const struct ett_bytes row[] = {
		ETT_INIT("\x32\0\0\0\x01u\0\0\0\x0essh-connection"
			 "\0\0\0\x08password\0\0\0\0\x06hunter"),
		ETT_INIT("\x32\0\0\0\x01u\0\0\0\x0essh-connection"
			 "\0\0\0\x08password\x01\0\0\0\x06hunter"
			 "\0\0\0\x06hunter"),
		ETT_INIT("\x3d\0\0\0\x01\0\0\0\x06hunter"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		const char *line = line_of(row[i], NULL);

		assert_null(strstr(line, "hunter"));
		assert_null(strstr(line, "68756e746572"));
		assert_non_null(strstr(line, "(hidden, bytes: "));
	}
}

static void other_authentication_is_shown(void **state)
{
	const char *line =
	    line_of(ETT_LIT("\x32\0\0\0\x01u\0\0\0\x0essh-connection"
			    "\0\0\0\x04none"),
		    NULL);

	(void)state;
	assert_string_equal(line, "userauth_request user=\"u\" "
				  "service=\"ssh-connection\" "
				  "method=\"none\" body=\"\"");
}

/* In any room the line is a prefix of the whole, with a NUL, and no more. */
static void lines_never_pass_their_room(void **state)
{
	struct ett_bytes p =
	    ETT_LIT("\x32\0\0\0\x02u\x01\0\0\0\x01s\0\0\0\x08password\0\0\0");
	char whole[LINE], out[LINE];
	size_t n = ett_print_payload(p, NULL, whole, sizeof whole);

	(void)state;
	for (size_t room = 1; room <= n + 1; room++) {
		size_t got;

		memset(out, 0x2a, sizeof out);
		got = ett_print_payload(p, NULL, out, room);
		assert_int_equal(got, room - 1);
		assert_memory_equal(out, whole, got);
		assert_int_equal(out[got], 0);
		assert_int_equal(out[room], 0x2a);
	}
}

static void noise_gives_printable_lines(void **state)
{
	uint64_t seed = 4;
	struct ett_rng rng = seed_rng(&seed);
	uint8_t noise[64];

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		uint8_t *copy = malloc(i % sizeof noise + 1);
		struct ett_bytes p = { copy, i % sizeof noise };
		const char *c;

		assert_non_null(copy);
		assert_int_equal(rng.fill(rng.ctx, noise, sizeof noise), 0);
		memcpy(copy, noise, p.n);
		for (size_t j = 1; j < p.n && i % 3 == 0; j++)
			copy[j] = j % 4 == 0 ? copy[j] % 16 : 0;
		for (c = line_of(p, i & 1 ? "gex" : NULL); *c != 0; c++)
			assert_in_range(*c, 0x20, 0x7e);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_stand_with_their_names),
		cmocka_unit_test(the_method_chooses_among_shared_numbers),
		cmocka_unit_test(what_cannot_be_decoded_is_said),
		cmocka_unit_test(terminal_escapes_do_not_get_through),
		cmocka_unit_test(long_fields_are_cut_and_counted),
		cmocka_unit_test(passwords_are_hidden),
		cmocka_unit_test(other_authentication_is_shown),
		cmocka_unit_test(lines_never_pass_their_room),
		cmocka_unit_test(noise_gives_printable_lines),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
