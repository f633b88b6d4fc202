/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/base64.h"
#include "crypto/blob.h"
#include "crypto/keyfile.h"
#include "test/seed.h"

static const struct ett_backend *backend;
static uint64_t seed = 1;

static const char *const types[] = {
	"ssh-ed25519",
	"ssh-ed448",
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

/* From the test file of OpenBSD's library; one block, then two interleaved. */
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
		{ "password", "salt", 4, 48,
		  "5ba4bfc60c7ac272931458407f4c1c49"
		  "36ea356c55125c5a279b791d65bf9842"
		  "d49d7e1b572a9052715ebfa9421e7e94" },
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

/* What is read from a damaged file is refused, or only its comment or its
 * secret differs: the secret of a key has no check but its use. */
static void no_damaged_file_gives_another_key(void **state)
{
	struct ett_key *k = new_key("ssh-ed25519");
	struct ett_buf text = written(k, NULL);
	struct ett_bytes whole = ett_buf_view(&text);
	uint8_t *copy = malloc(whole.n);

	(void)state;
	assert_non_null(copy);
	memcpy(copy, whole.p, whole.n);
	for (size_t i = 0; i < 8 * whole.n; i++) {
		struct ett_key *again = NULL;

		copy[i / 8] ^= (uint8_t)(1U << i % 8);
		if (read_as((struct ett_bytes){ copy, whole.n }, NULL,
			    &again) == ETT_OK)
			assert_true(
			    ett_bytes_eq(ett_key_blob(k), ett_key_blob(again)));
		copy[i / 8] = whole.p[i / 8];
		ett_key_free(again);
	}
	free(copy);
	ett_buf_free(&text);
	ett_key_free(k);
}

/* An unencrypted file in parts, to be put together wrongly. */
struct layout {
	const char *magic, *cipher, *kdf, *options;
	uint32_t keys, check;
	const char *type, *padding;
	bool trailing;
	ett_err want;
};

static struct ett_bytes assemble(const struct layout *l,
				 const struct ett_key *k, uint8_t *out,
				 size_t room)
{
	uint8_t inner[512];
	struct ett_bytes secret = { inner, 0 }, whole = { out, 0 };
	struct ett_wr w = ett_wr(inner, sizeof inner);

	ett_wr_u32(&w, 7);
	ett_wr_u32(&w, l->check);
	ett_wr_str(&w, ett_str(l->type));
	ett_wr_raw(&w, ett_key_secret(k));
	ett_wr_str(&w, ETT_LIT("four"));
	ett_wr_raw(&w, ett_str(l->padding));
	assert_int_equal(ett_wr_end(&w, &secret.n), ETT_OK);

	w = ett_wr(out, room);
	ett_wr_raw(&w, (struct ett_bytes){ (const uint8_t *)l->magic, 15 });
	ett_wr_str(&w, ett_str(l->cipher));
	ett_wr_str(&w, ett_str(l->kdf));
	ett_wr_str(&w, ett_str(l->options));
	ett_wr_u32(&w, l->keys);
	ett_wr_str(&w, ett_key_blob(k));
	ett_wr_str(&w, secret);
	if (l->trailing)
		ett_wr_u8(&w, 0);
	assert_int_equal(ett_wr_end(&w, &whole.n), ETT_OK);
	return whole;
}

static void each_part_of_a_file_is_checked(void **state)
{
	/* clang-format off */
	static const char m[] = "openssh-key-v1", t[] = "ssh-ed25519";
	static const struct layout row[] = {
		{ m, "none", "none", "", 1, 7, t, "\x01", false, ETT_OK },
		{ "openssh-key-v2", "none", "none", "", 1, 7, t, "\x01", false,
		  ETT_FORMAT },
		{ m, "nonsense", "none", "", 1, 7, t, "\x01", false,
		  ETT_NOKEY },
		{ m, "none", "bcrypt", "", 1, 7, t, "\x01", false,
		  ETT_FORMAT },
		{ m, "none", "none", "x", 1, 7, t, "\x01", false, ETT_FORMAT },
		{ m, "aes256-ctr", "none", "", 1, 7, t, "\x01", false,
		  ETT_NOKEY },
		{ m, "aes256-gcm@openssh.com", "bcrypt", "", 1, 7, t, "\x01",
		  false, ETT_NOKEY },
		{ m, "none", "none", "", 0, 7, t, "\x01", false, ETT_FORMAT },
		{ m, "none", "none", "", 2, 7, t, "\x01", false, ETT_FORMAT },
		{ m, "none", "none", "", 1, 8, t, "\x01", false, ETT_FORMAT },
		{ m, "none", "none", "", 1, 7, "ssh-rsa", "\x01\x02\x03\x04"
		  "\x05", false, ETT_FORMAT },
		{ m, "none", "none", "", 1, 7, t, "\x02", false, ETT_FORMAT },
		{ m, "none", "none", "", 1, 7, t, "", false, ETT_FORMAT },
		{ m, "none", "none", "", 1, 7, t,
		  "\x01\x02\x03\x04\x05\x06\x07\x08\x09", false, ETT_OK },
		{ m, "none", "none", "", 1, 7, t,
		  "\x01\x02\x03\x04\x05\x06\x07\x08\x0a", false,
		  ETT_FORMAT },
		{ m, "none", "none", "", 1, 7, t,
		  "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c"
		  "\x0d\x0e\x0f\x10\x11", false, ETT_TRAILING },
		{ m, "none", "none", "", 1, 7, t, "\x01", true, ETT_TRAILING },
	};
	/* clang-format on */
	struct ett_key *k = new_key("ssh-ed25519");

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		uint8_t bin[1024];
		char digits[2048], text[4096];
		struct ett_key *again = NULL;
		size_t len;
		ett_err e;

		assert_int_equal(
		    ett_base64_encode(assemble(&row[i], k, bin, sizeof bin),
				      true, digits, sizeof digits, &len),
		    ETT_OK);
		snprintf(text, sizeof text, "%s\n%s\n%s\n",
			 "-----BEGIN OPENSSH PRIVATE KEY-----", digits,
			 "-----END OPENSSH PRIVATE KEY-----");
		e = read_as(ett_str(text), NULL, &again);
		if (e != row[i].want)
			fail_msg("row %zu: %s", i, ett_err_name(e));
		ett_key_free(again);
	}
	ett_key_free(k);
}

static void the_public_part_needs_no_passphrase(void **state)
{
	struct ett_key *k = new_key("ssh-ed25519"), *pub = NULL;
	struct ett_buf text = written(k, "secret");

	(void)state;
	assert_int_equal(ett_keyfile_public(ett_buf_view(&text), &pub), ETT_OK);
	assert_true(ett_bytes_eq(ett_key_blob(k), ett_key_blob(pub)));
	assert_false(ett_key_is_private(pub));
	ett_key_free(pub);
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
		cmocka_unit_test(no_damaged_file_gives_another_key),
		cmocka_unit_test(each_part_of_a_file_is_checked),
		cmocka_unit_test(the_public_part_needs_no_passphrase),
	};

	backend = ett_backend("auto");
	if (backend == NULL)
		return 1;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
