/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/keyfile.h"
#include "test/seed.h"

static const struct ett_backend *backend;
static uint64_t seed = 1;

static const char *const types[] = {
	"ssh-ed25519",
	"ecdsa-sha2-nistp256",
	"ecdsa-sha2-nistp384",
	"ecdsa-sha2-nistp521",
	"ssh-rsa",
	"ssh-dss",
};

static struct ett_key *new_key(const char *type)
{
	struct ett_key *k = NULL;

	assert_int_equal(ett_key_generate(backend, type, 0, seed_rng(&seed),
					  "a comment", &k),
			 ETT_OK);
	return k;
}

static struct ett_buf written(const struct ett_key *k, const char *passphrase)
{
	struct ett_buf text = { 0 };

	assert_int_equal(
	    ett_keyfile_write(backend, k, passphrase, seed_rng(&seed), &text),
	    ETT_OK);
	return text;
}

static ett_err read_as(struct ett_bytes text, const char *passphrase,
		       struct ett_key **out)
{
	return ett_keyfile_read(backend, text, passphrase, out);
}

static void what_is_written_is_read_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		struct ett_key *k = new_key(types[i]), *again = NULL;
		struct ett_buf text = written(k, NULL), twice = { 0 };

		assert_int_equal(read_as(ett_buf_view(&text), NULL, &again),
				 ETT_OK);
		assert_true(ett_key_is_private(again));
		assert_string_equal(ett_key_type(again), types[i]);
		assert_string_equal(ett_key_comment(again), "a comment");
		assert_true(ett_bytes_eq(ett_key_blob(k), ett_key_blob(again)));
		twice = written(again, NULL);
		assert_int_equal(twice.len, text.len);
		ett_buf_free(&twice);
		ett_buf_free(&text);
		ett_key_free(again);
		ett_key_free(k);
	}
}

static void only_the_right_passphrase_opens_a_file(void **state)
{
	struct ett_key *k = new_key("ssh-ed25519"), *again = NULL;
	struct ett_buf text = written(k, "open sesame");

	(void)state;
	assert_int_equal(read_as(ett_buf_view(&text), "open sesamee", &again),
			 ETT_PASSPHRASE);
	assert_int_equal(read_as(ett_buf_view(&text), "", &again),
			 ETT_PASSPHRASE);
	assert_int_equal(read_as(ett_buf_view(&text), NULL, &again),
			 ETT_PASSPHRASE);
	assert_null(again);
	assert_int_equal(read_as(ett_buf_view(&text), "open sesame", &again),
			 ETT_OK);
	assert_true(ett_bytes_eq(ett_key_blob(k), ett_key_blob(again)));
	ett_buf_free(&text);
	ett_key_free(again);
	ett_key_free(k);
}

/* From the test file of OpenBSD's library, and one longer than a block. */
static void bcrypt_gives_the_known_answers(void **state)
{
	static const struct {
		const char *pass, *salt;
		uint32_t rounds;
		size_t n;
		const char *want;
	} row[] = {
		{ "password", "salt", 4, 32,
		  "5bbf0cc293587f1c3635555c27796598"
		  "d47e579071bf427e9d8fbe842aba34d9" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		uint8_t out[64];
		char hex[2 * sizeof out + 1];

		assert_int_equal(ett_bcrypt_pbkdf(backend, ett_str(row[i].pass),
						  ett_str(row[i].salt),
						  row[i].rounds, out, row[i].n),
				 ETT_OK);
		ett_hex((struct ett_bytes){ out, row[i].n }, hex, sizeof hex);
		assert_string_equal(hex, row[i].want);
	}
}

static void bcrypt_refuses_empty_input(void **state)
{
	uint8_t out[8];

	(void)state;
	assert_int_equal(ett_bcrypt_pbkdf(backend, ETT_LIT(""), ETT_LIT("s"), 1,
					  out, sizeof out),
			 ETT_ARG);
	assert_int_equal(ett_bcrypt_pbkdf(backend, ETT_LIT("p"), ETT_LIT(""), 1,
					  out, sizeof out),
			 ETT_ARG);
	assert_int_equal(ett_bcrypt_pbkdf(backend, ETT_LIT("p"), ETT_LIT("s"),
					  0, out, sizeof out),
			 ETT_ARG);
}

static void no_truncated_file_is_read(void **state)
{
	struct ett_key *k = new_key("ssh-ed25519"), *again = NULL;
	struct ett_buf text = written(k, NULL);
	struct ett_bytes whole = ett_buf_view(&text);

	(void)state;
	/* The last byte is the newline, which need not be there. */
	for (size_t n = 0; n + 1 < whole.n; n++)
		assert_int_not_equal(
		    read_as((struct ett_bytes){ whole.p, n }, NULL, &again),
		    ETT_OK);
	assert_null(again);
	ett_buf_free(&text);
	ett_key_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(only_the_right_passphrase_opens_a_file),
		cmocka_unit_test(bcrypt_gives_the_known_answers),
		cmocka_unit_test(bcrypt_refuses_empty_input),
		cmocka_unit_test(no_truncated_file_is_read),
	};

	backend = ett_backend("openssl");
	if (backend == NULL)
		return 1;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
