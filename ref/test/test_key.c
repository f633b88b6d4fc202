/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/keyfile.h"
#include "test/seed.h"
#include "wire/cursor.h"

static const struct ett_backend *backend;

static const struct {
	const char *type, *alg;
	unsigned bits, want_bits;
} kinds[] = {
	{ "ssh-ed25519", "ssh-ed25519", 0, 256 },
	{ "ssh-ed448", "ssh-ed448", 0, 448 },
	{ "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", 0, 256 },
	{ "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384", 0, 384 },
	{ "ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521", 0, 521 },
	{ "ssh-rsa", "rsa-sha2-256", 1024, 1024 },
	{ "ssh-rsa", "rsa-sha2-512", 2048, 2048 },
	{ "ssh-rsa", "ssh-rsa", 1024, 1024 },
	{ "ssh-dss", "ssh-dss", 0, 1024 },
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static const struct ett_bytes message = ETT_INIT("what is signed");

static uint64_t seed = 1;

static struct ett_key *new_key(size_t i)
{
	struct ett_key *k = NULL;

	assert_int_equal(ett_key_generate(backend, kinds[i].type, kinds[i].bits,
					  seed_rng(&seed), "a comment", &k),
			 ETT_OK);
	return k;
}

static const struct ett_sig_alg *alg_of(size_t i)
{
	const struct ett_sig_alg *a = ett_sig_alg(ett_str(kinds[i].alg));

	assert_non_null(a);
	return a;
}

static void each_type_signs_and_verifies(void **state)
{
	uint8_t sig[ETT_SIG_BLOB_MAX];
	size_t len;

	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		struct ett_key *k = new_key(i);

		assert_string_equal(ett_key_type(k), kinds[i].type);
		assert_int_equal(ett_key_bits(k), kinds[i].want_bits);
		assert_true(ett_key_is_private(k));
		assert_int_equal(ett_key_sign(k, backend, alg_of(i), message,
					      seed_rng(&seed), sig, &len),
				 ETT_OK);
		assert_int_equal(ett_key_verify(backend, alg_of(i),
						ett_key_blob(k), message,
						(struct ett_bytes){ sig, len }),
				 ETT_OK);
		assert_int_equal(ett_key_verify(backend, alg_of(i),
						ett_key_blob(k),
						ETT_LIT("something else"),
						(struct ett_bytes){ sig, len }),
				 ETT_SIG);
		ett_key_free(k);
	}
}

/* A copy that ends where its memory ends, so that a sanitizer sees more. */
static uint8_t *copy_of(struct ett_bytes v)
{
	uint8_t *p = malloc(v.n > 0 ? v.n : 1);

	assert_non_null(p);
	if (v.n > 0)
		memcpy(p, v.p, v.n);
	return p;
}

static ett_err verify(size_t i, struct ett_bytes blob, struct ett_bytes sig)
{
	return ett_key_verify(backend, alg_of(i), blob, message, sig);
}

/* Verifies with each prefix and each flipped bit of v in place of it. */
static void damage(size_t i, struct ett_bytes v, struct ett_bytes other,
		   bool is_sig)
{
	uint8_t *copy = copy_of(v);

	for (size_t n = 0; n < v.n; n++) {
		uint8_t *cut = copy_of((struct ett_bytes){ v.p, n });
		struct ett_bytes part = { cut, n };

		assert_int_not_equal(is_sig ? verify(i, other, part)
					    : verify(i, part, other),
				     ETT_OK);
		free(cut);
	}
	for (size_t n = 0; n < v.n; n++) {
		struct ett_bytes bad = { copy, v.n };

		copy[n] ^= (uint8_t)(1U << n % 8);
		assert_int_not_equal(is_sig ? verify(i, other, bad)
					    : verify(i, bad, other),
				     ETT_OK);
		copy[n] = v.p[n];
	}
	free(copy);
}

static void damaged_keys_and_signatures_never_verify(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		struct ett_key *k = new_key(i);
		uint8_t mem[ETT_SIG_BLOB_MAX];
		struct ett_bytes sig = { mem, 0 };

		assert_int_equal(ett_key_sign(k, backend, alg_of(i), message,
					      seed_rng(&seed), mem, &sig.n),
				 ETT_OK);
		damage(i, sig, ett_key_blob(k), true);
		damage(i, ett_key_blob(k), sig, false);
		ett_key_free(k);
	}
}

/* A signature blob: string name, string body. */
static struct ett_bytes sig_blob(uint8_t *out, const char *name,
				 struct ett_bytes body)
{
	struct ett_wr w = ett_wr(out, ETT_SIG_BLOB_MAX);
	struct ett_bytes v = { out, 0 };

	ett_wr_str(&w, ett_str(name));
	ett_wr_str(&w, body);
	assert_int_equal(ett_wr_end(&w, &v.n), ETT_OK);
	return v;
}

static struct ett_bytes sig_body(struct ett_bytes blob)
{
	struct ett_rd r = ett_rd(blob);

	ett_rd_str(&r);
	return ett_rd_str(&r);
}

enum { RSA_SHA256 = 5, RSA_SHA512 = 6, RSA_SHA1 = 7 };

static void rsa_signatures_without_leading_zeros_verify(void **state)
{
	struct ett_key *k = new_key(RSA_SHA256);
	uint8_t mem[ETT_SIG_BLOB_MAX], again[ETT_SIG_BLOB_MAX];
	struct ett_bytes sig = { mem, 0 }, body = { 0 };
	uint8_t count[2] = { 0 };
	struct ett_bytes data = { count, sizeof count };

	(void)state;
	for (unsigned i = 0; i < 65536 && (i == 0 || body.p[0] != 0); i++) {
		count[0] = (uint8_t)(i >> 8);
		count[1] = (uint8_t)i;
		assert_int_equal(ett_key_sign(k, backend, alg_of(RSA_SHA256),
					      data, seed_rng(&seed), mem,
					      &sig.n),
				 ETT_OK);
		body = sig_body(sig);
		assert_int_equal(body.n, 128);
	}
	assert_int_equal(body.p[0], 0);
	sig = sig_blob(again, "rsa-sha2-256",
		       (struct ett_bytes){ body.p + 1, body.n - 1 });
	assert_int_equal(ett_key_verify(backend, alg_of(RSA_SHA256),
					ett_key_blob(k), data, sig),
			 ETT_OK);
	ett_key_free(k);
}

static void the_name_inside_must_be_that_of_the_algorithm(void **state)
{
	struct ett_key *k = new_key(RSA_SHA256);
	uint8_t mem[ETT_SIG_BLOB_MAX], other[ETT_SIG_BLOB_MAX];
	struct ett_bytes sig = { mem, 0 }, renamed;

	(void)state;
	assert_int_equal(ett_key_sign(k, backend, alg_of(RSA_SHA256), message,
				      seed_rng(&seed), mem, &sig.n),
			 ETT_OK);
	assert_int_equal(verify(RSA_SHA512, ett_key_blob(k), sig), ETT_SIG);
	assert_int_equal(verify(RSA_SHA1, ett_key_blob(k), sig), ETT_SIG);
	renamed = sig_blob(other, "rsa-sha2-512", sig_body(sig));
	assert_int_equal(verify(RSA_SHA256, ett_key_blob(k), renamed), ETT_SIG);
	assert_int_equal(verify(RSA_SHA512, ett_key_blob(k), renamed), ETT_SIG);
	assert_int_equal(verify(0, ett_key_blob(k), sig), ETT_SIG);
	ett_key_free(k);
}

static void a_public_key_does_not_sign(void **state)
{
	struct ett_key *k = new_key(0), *pub = NULL;
	uint8_t mem[ETT_SIG_BLOB_MAX];
	size_t len;

	(void)state;
	assert_int_equal(ett_key_public(ett_key_blob(k), &pub), ETT_OK);
	assert_false(ett_key_is_private(pub));
	assert_int_equal(ett_key_sign(pub, backend, alg_of(0), message,
				      seed_rng(&seed), mem, &len),
			 ETT_ARG);
	assert_int_equal(ett_key_sign(k, backend, alg_of(1), message,
				      seed_rng(&seed), mem, &len),
			 ETT_ARG);
	ett_key_free(pub);
	ett_key_free(k);
}

static void sizes_out_of_range_are_refused(void **state)
{
	struct ett_key *k = NULL;
	struct ett_rng rng = seed_rng(&seed);

	(void)state;
	assert_int_equal(
	    ett_key_generate(backend, "ssh-rsa", 1023, rng, "", &k), ETT_ARG);
	assert_int_equal(
	    ett_key_generate(backend, "ssh-rsa", 16385, rng, "", &k), ETT_ARG);
	assert_int_equal(ett_key_generate(backend, "ssh-none", 0, rng, "", &k),
			 ETT_NOKEY);
	assert_null(k);
}

#define LINE                                                                   \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh" \
	"YWFhYWFhYWFh"

static void lines_are_read_and_written(void **state)
{
	static const struct {
		const char *line, *again; /* NULL: refused */
	} row[] = {
		{ LINE, LINE },
		{ "  " LINE "\r\n", LINE },
		{ LINE " a comment ", LINE " a comment" },
		{ LINE " cut\there", LINE " cut" },
		{ "ssh-rsa"
		  " AAAAC3NzaC1lZDI1NTE5AAAAIGFhYWFhYWFhYWFhYWFhYWFh",
		  NULL },
		{ "ssh-ed25519", NULL },
		{ "ssh-ed25519 AAAA", NULL },
		{ LINE "=", NULL },
		{ "", NULL },
	};
	char out[256];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct ett_key *k = NULL;
		ett_err e = ett_keyline_read(ett_str(row[i].line), &k);

		assert_int_equal(e == ETT_OK, row[i].again != NULL);
		if (e != ETT_OK)
			continue;
		assert_int_equal(ett_keyline_write(k, out, sizeof out, &len),
				 ETT_OK);
		assert_string_equal(out, row[i].again);
		assert_int_equal(len, strlen(out));
		for (size_t room = 0; room <= len; room++)
			assert_int_equal(ett_keyline_write(k, out, room, &len),
					 ETT_SPACE);
		ett_key_free(k);
	}
}

/* As ssh-keygen -l prints it for LINE. */
static void fingerprint_is_that_of_openssh(void **state)
{
	struct ett_key *k = NULL;
	char text[ETT_FINGERPRINT_LEN];

	(void)state;
	assert_int_equal(ett_keyline_read(ett_str(LINE), &k), ETT_OK);
	assert_int_equal(ett_fingerprint(backend, ett_key_blob(k), text),
			 ETT_OK);
	assert_string_equal(
	    text, "SHA256:TGIk2D1DFZBKmjWssB2+Qdiona/OUK1TSuWAAHMK+n0");
	ett_key_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_type_signs_and_verifies),
		cmocka_unit_test(damaged_keys_and_signatures_never_verify),
		cmocka_unit_test(rsa_signatures_without_leading_zeros_verify),
		cmocka_unit_test(the_name_inside_must_be_that_of_the_algorithm),
		cmocka_unit_test(a_public_key_does_not_sign),
		cmocka_unit_test(sizes_out_of_range_are_refused),
		cmocka_unit_test(lines_are_read_and_written),
		cmocka_unit_test(fingerprint_is_that_of_openssh),
	};

	backend = ett_backend("auto");
	if (backend == NULL)
		return 1;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
