/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/keyfile.h"
#include "test/seed.h"

static const struct ett_backend *backend;
static uint64_t seed = 1;

/* Two keys of one type and one of another; not one is of any use. */
#define A                                                                      \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh" \
	"YWFhYWFhYWFh"
#define B                                                                      \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJiYmJiYmJiYmJiYmJiYmJiYmJiYmJi" \
	"YmJiYmJiYmJi"
#define R "ssh-rsa AAAAB3NzaC1yc2EAAAABAwAAAAEh"

#define BLOB_A                            \
	"\0\0\0\x0bssh-ed25519\0\0\0\x20" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define BLOB_B                            \
	"\0\0\0\x0bssh-ed25519\0\0\0\x20" \
	"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* "host.example" and "[host.example]:2222" as ssh-keygen -H hashes them. */
#define HASHED_HOST \
	"|1|svrMIR7ZdQ80KZq/6dlgpcWWZPk=|IGAOYZOoTHbXZ7uatgyjwLzkivc="
#define HASHED_PORT \
	"|1|gH0EiiiNfEJ+ziCTjLOuhYp1tiM=|WMF49Qve/bHJEthpUNZ2LxGIqec="

static const struct ett_host host = { "host", 22 };
static const struct ett_host nobody = { "nobody", 22 };
static const struct ett_host example = { "host.example", 22 };

static enum ett_known ask(const char *text, const char *name, unsigned port,
			  unsigned *line)
{
	const struct ett_host asked = { name, port };

	return ett_known_hosts(backend, ett_str(text), &asked, ETT_LIT(BLOB_A),
			       NULL, line);
}

/* clang-format off */
static const struct {
	const char *text, *host;
	unsigned port;
	enum ett_known want;
} files[] = {
	{ "", "host", 22, ETT_KNOWN_NEW },
	{ "host " A "\n", "host", 22, ETT_KNOWN_OK },
	{ "host " A " comment", "host", 22, ETT_KNOWN_OK },
	{ "\t host\t" A "\r\n", "host", 22, ETT_KNOWN_OK },
	{ "HOST " A "\n", "host", 22, ETT_KNOWN_OK },
	{ "host " A "\n", "HOST", 22, ETT_KNOWN_OK },
	{ "host " A "\n", "hos", 22, ETT_KNOWN_NEW },
	{ "host " A "\n", "hostt", 22, ETT_KNOWN_NEW },
	{ "#host " A "\n", "host", 22, ETT_KNOWN_NEW },
	{ "a,host,b " A "\n", "host", 22, ETT_KNOWN_OK },
	/* ports */
	{ "host " A "\n", "host", 2222, ETT_KNOWN_NEW },
	{ "[host]:2222 " A "\n", "host", 2222, ETT_KNOWN_OK },
	{ "[host]:2222 " A "\n", "host", 22, ETT_KNOWN_NEW },
	{ "[host]:2222 " A "\n", "host", 222, ETT_KNOWN_NEW },
	{ "[::1]:2222 " A "\n", "::1", 2222, ETT_KNOWN_OK },
	{ "::1 " A "\n", "::1", 22, ETT_KNOWN_OK },
	{ "[*]:2222 " A "\n", "host", 2222, ETT_KNOWN_OK },
	/* patterns */
	{ "*.test " A "\n", "host.test", 22, ETT_KNOWN_OK },
	{ "*.test " A "\n", "test", 22, ETT_KNOWN_NEW },
	{ "h?st " A "\n", "host", 22, ETT_KNOWN_OK },
	{ "h?st " A "\n", "hst", 22, ETT_KNOWN_NEW },
	{ "*.test,!bad.test " A "\n", "bad.test", 22, ETT_KNOWN_NEW },
	{ "!bad.test,*.test " A "\n", "bad.test", 22, ETT_KNOWN_NEW },
	{ "*.test,!bad.test " A "\n", "good.test", 22, ETT_KNOWN_OK },
	{ "!bad.test " A "\n", "good.test", 22, ETT_KNOWN_NEW },
	{ "*a*a*a*b " A "\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 22,
	  ETT_KNOWN_NEW },
	{ "host " A "\n", "*", 22, ETT_KNOWN_NEW },
	{ "host " A "\n", "", 22, ETT_KNOWN_NEW },
	/* other keys */
	{ "host " B "\n", "host", 22, ETT_KNOWN_CHANGED },
	{ "host " R "\n", "host", 22, ETT_KNOWN_OTHER },
	{ "host " R "\nhost " B "\n", "host", 22, ETT_KNOWN_CHANGED },
	{ "host " B "\nhost " A "\n", "host", 22, ETT_KNOWN_OK },
	{ "host " A "\nhost " B "\n", "host", 22, ETT_KNOWN_OK },
	{ "other " B "\n", "host", 22, ETT_KNOWN_NEW },
	/* markers */
	{ "@revoked host " A "\n", "host", 22, ETT_KNOWN_REVOKED },
	{ "@revoked * " A "\nhost " A "\n", "host", 22, ETT_KNOWN_REVOKED },
	{ "host " A "\n@revoked * " A "\n", "host", 22, ETT_KNOWN_REVOKED },
	{ "@revoked * " B "\nhost " A "\n", "host", 22, ETT_KNOWN_OK },
	{ "@revoked * " B "\n", "host", 22, ETT_KNOWN_NEW },
	{ "@revoked other " A "\n", "host", 22, ETT_KNOWN_NEW },
	{ "@cert-authority * " A "\n", "host", 22, ETT_KNOWN_NEW },
	{ "@cert-authority * " B "\n", "host", 22, ETT_KNOWN_NEW },
	{ "@nonsense * " A "\n", "host", 22, ETT_KNOWN_NEW },
	/* hashed, by ssh-keygen -H */
	{ HASHED_HOST " " A "\n", "host.example", 22, ETT_KNOWN_OK },
	{ HASHED_HOST " " A "\n", "HOST.example", 22, ETT_KNOWN_OK },
	{ HASHED_HOST " " A "\n", "host.example", 2222, ETT_KNOWN_NEW },
	{ HASHED_HOST " " A "\n", "other.example", 22, ETT_KNOWN_NEW },
	{ HASHED_PORT " " A "\n", "host.example", 2222, ETT_KNOWN_OK },
	{ HASHED_HOST " " B "\n", "host.example", 22, ETT_KNOWN_CHANGED },
	{ "@revoked " HASHED_HOST " " A "\n", "host.example", 22,
	  ETT_KNOWN_REVOKED },
	{ "|1|AAAA|AAAA " A "\n", "host", 22, ETT_KNOWN_NEW },
	{ "|1||  " A "\n", "host", 22, ETT_KNOWN_NEW },
	{ "|1|" " " A "\n", "host", 22, ETT_KNOWN_NEW },
	{ "|2|x|y " A "\n", "host", 22, ETT_KNOWN_NEW },
	/* malformed lines say nothing */
	{ "host\n", "host", 22, ETT_KNOWN_NEW },
	{ "host ssh-ed25519\n", "host", 22, ETT_KNOWN_NEW },
	{ "host ssh-ed25519 !!!!\n", "host", 22, ETT_KNOWN_NEW },
	{ "host ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIGFh\n", "host", 22,
	  ETT_KNOWN_NEW },
	{ "host 1024 35 1234567890\n", "host", 22, ETT_KNOWN_NEW },
	{ "host\nhost " A, "host", 22, ETT_KNOWN_OK },
};
/* clang-format on */

static void each_file_says_what_openssh_reads(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		unsigned line = 0;
		enum ett_known k =
		    ask(files[i].text, files[i].host, files[i].port, &line);

		if (k != files[i].want)
			fail_msg("row %zu (%s): %d", i, files[i].text, (int)k);
	}
}

static void a_changed_key_is_shown_with_its_line(void **state)
{
	struct ett_buf old = { 0 };
	unsigned line = 0;

	(void)state;
	assert_int_equal(ett_known_hosts(backend,
					 ETT_LIT("# x\n\nhost " R "\nhost " B),
					 &host, ETT_LIT(BLOB_A), &old, &line),
			 ETT_KNOWN_CHANGED);
	assert_int_equal(line, 4);
	assert_true(ett_bytes_eq(ett_buf_view(&old), ETT_LIT(BLOB_B)));
	ett_buf_free(&old);
}

static void types_are_listed_once_in_order(void **state)
{
	static const char text[] =
	    "host " R "\nother " A "\nhost " A "\nhost " B "\nhost " R
	    "\n@revoked host " A "\n";
	char out[64];
	const size_t want = sizeof "ssh-rsa,ssh-ed25519";

	(void)state;
	assert_int_equal(
	    ett_known_types(backend, ett_str(text), &host, out, sizeof out),
	    ETT_OK);
	assert_string_equal(out, "ssh-rsa,ssh-ed25519");
	assert_int_equal(
	    ett_known_types(backend, ett_str(text), &nobody, out, sizeof out),
	    ETT_OK);
	assert_string_equal(out, "");
	for (size_t room = 0; room < want; room++)
		assert_int_equal(
		    ett_known_types(backend, ett_str(text), &host, out, room),
		    ETT_SPACE);
}

static void a_written_line_is_found_again(void **state)
{
	static const struct ett_host row[] = { { "Host.Example", 22 },
					       { "host.example", 2222 },
					       { "::1", 1 },
					       { "192.0.2.1", 65535 } };
	const struct ett_rng rng = seed_rng(&seed);
	char line[512];

	(void)state;
	for (size_t i = 0; i < 2 * sizeof row / sizeof row[0]; i++) {
		const struct ett_host *h = &row[i / 2];
		bool hash = i % 2 == 1;

		assert_int_equal(ett_known_line(backend, h, ETT_LIT(BLOB_A),
						hash ? &rng : NULL, line,
						sizeof line),
				 ETT_OK);
		assert_int_equal(ask(line, h->name, h->port, NULL),
				 ETT_KNOWN_OK);
		assert_int_equal(ask(line, h->name, h->port - 1, NULL),
				 ETT_KNOWN_NEW);
		assert_int_equal(strncmp(line, "|1|", 3) == 0, hash);
		assert_null(strchr(line, '\n'));
		assert_true(ett_known_names(backend, ett_str(line), h));
	}
}

static void no_line_is_written_for_a_pattern(void **state)
{
	static const char *const bad[] = { "*",    "a,b", "a b",     "!a",
					   "a\nb", "",    "|1|x|y",  "@revoked",
					   "#",    "a?",  "\xc3\xa4" };
	char line[512];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct ett_host h = { bad[i], 22 };

		assert_int_equal(ett_known_line(backend, &h, ETT_LIT(BLOB_A),
						NULL, line, sizeof line),
				 ETT_ARG);
	}
}

static bool names(const char *line, const char *name)
{
	const struct ett_host h = { name, 22 };

	return ett_known_names(backend, ett_str(line), &h);
}

static void a_line_with_a_marker_is_not_forgotten(void **state)
{
	(void)state;
	assert_true(names("a,b " A, "b"));
	assert_false(names("a,b " A, "c"));
	assert_false(names("@revoked a " A, "a"));
	assert_false(names("# a " A, "a"));
	assert_false(names("", "a"));
}

/* Whatever happens to a file, no other key becomes the known one. */
static void damaged_files_do_no_harm(void **state)
{
	static const char text[] =
	    "@revoked * " R "\n" HASHED_HOST " " B "\nhost.example,!x " B "\n";
	size_t n = sizeof text - 1;
	char *copy = malloc(n);

	(void)state;
	assert_non_null(copy);
	for (size_t i = 0; i < n; i++) {
		for (int bit = 0; bit < 8; bit++) {
			memcpy(copy, text, n);
			copy[i] = (char)(copy[i] ^ 1 << bit);
			assert_int_not_equal(
			    ett_known_hosts(
				backend,
				(struct ett_bytes){ (uint8_t *)copy, n },
				&example, ETT_LIT(BLOB_A), NULL, NULL),
			    ETT_KNOWN_OK);
		}
		assert_int_not_equal(
		    ett_known_hosts(backend,
				    (struct ett_bytes){ (uint8_t *)copy, i },
				    &example, ETT_LIT(BLOB_A), NULL, NULL),
		    ETT_KNOWN_OK);
	}
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_file_says_what_openssh_reads),
		cmocka_unit_test(a_changed_key_is_shown_with_its_line),
		cmocka_unit_test(types_are_listed_once_in_order),
		cmocka_unit_test(a_written_line_is_found_again),
		cmocka_unit_test(no_line_is_written_for_a_pattern),
		cmocka_unit_test(a_line_with_a_marker_is_not_forgotten),
		cmocka_unit_test(damaged_files_do_no_harm),
	};

	backend = ett_backend("auto");
	if (backend == NULL)
		return 1;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
