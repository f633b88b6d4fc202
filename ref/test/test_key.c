/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/key.h"
#include "test/seed.h"

static const struct ett_backend *backend;

static const struct {
	const char *type, *alg;
	unsigned bits, want_bits;
} kinds[] = {
	{ "ssh-ed25519", "ssh-ed25519", 0, 256 },
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_type_signs_and_verifies),
	};

	backend = ett_backend("openssl");
	if (backend == NULL)
		return 1;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
