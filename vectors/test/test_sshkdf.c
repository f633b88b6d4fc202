/* SPDX-License-Identifier: ISC
 *
 * The published keys against OpenSSL's own key derivation of SSH: a second
 * reading of RFC 4253 section 7.2, which ett does not use.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "vectors/suite.h"

enum { OUT_MAX = 256 };

static OSSL_PARAM octets(const char *name, struct ett_bytes v)
{
	return OSSL_PARAM_construct_octet_string(name, (void *)(uintptr_t)v.p,
						 v.n);
}

/* False: this OpenSSL has not got the hash. */
static bool derive(struct vec_case *c, const char *hash, const char *letter,
		   uint8_t *out, size_t n)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "SSHKDF", NULL);
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
	struct ett_bytes k, h, id;
	OSSL_PARAM params[6];
	bool done;

	assert_non_null(ctx);
	assert_true(vec_hex(c, c->test, "K", &k));
	assert_true(vec_hex(c, c->test, "H", &h));
	assert_true(vec_hex(c, c->test, "sessionId", &id));
	params[0] = OSSL_PARAM_construct_utf8_string(
	    OSSL_KDF_PARAM_DIGEST, (char *)(uintptr_t)hash, 0);
	params[1] = octets(OSSL_KDF_PARAM_KEY, k);
	params[2] = octets(OSSL_KDF_PARAM_SSHKDF_XCGHASH, h);
	params[3] = octets(OSSL_KDF_PARAM_SSHKDF_SESSION_ID, id);
	params[4] = OSSL_PARAM_construct_utf8_string(
	    OSSL_KDF_PARAM_SSHKDF_TYPE, (char *)(uintptr_t)letter, 1);
	params[5] = OSSL_PARAM_construct_end();
	done = EVP_KDF_derive(ctx, out, n, params) == 1;
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	return done;
}

static bool is_same(struct vec_case *c, const char *hash)
{
	uint8_t out[OUT_MAX] = { 0 };
	const char *letter;
	struct ett_bytes want;
	bool here;

	assert_true(vec_text(c, c->test, "letter", &letter));
	assert_true(vec_hex(c, c->test, "out", &want));
	assert_true(want.n <= sizeof out);
	/* It makes no key of no bytes. */
	here = want.n > 0 && derive(c, hash, letter, out, want.n);
	if (here)
		assert_memory_equal(out, want.p, want.n);
	vec_case_done(c);
	return here;
}

static size_t compare_file(const char *path)
{
	char problem[VEC_PROBLEM_MAX];
	struct vec_suite s;
	size_t n = 0;

	if (!vec_suite_open(&s, path, vec_json_read(path, problem), problem))
		fail_msg("%s: %s", path, problem);
	for (size_t i = 0; i < s.n; i++) {
		struct vec_case c = { .file = s.file,
				      .group = s.tests[i].group,
				      .test = s.tests[i].test };

		n += is_same(&c, json_string_value(
				     json_object_get(s.file, "algorithm")));
	}
	vec_suite_close(&s);
	return n;
}

static void keys_are_those_of_openssl(void **state)
{
	size_t n = 0;
	glob_t found;

	(void)state;
	assert_int_equal(glob("vectors/kdf/sha*.json", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		n += compare_file(found.gl_pathv[i]);
	/* SHA-1 and three of SHA-2, all tests but the one without a byte. */
	assert_int_equal(found.gl_pathc, 4);
	assert_int_equal(n, 4 * 17);
	globfree(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_those_of_openssl),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
