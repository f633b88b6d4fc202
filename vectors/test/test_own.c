/* SPDX-License-Identifier: ISC
 *
 * Each kind of ett's own files can fail: another byte in what a test states
 * is noticed, and so is another result.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vectors/suite.h"

/* Of each kind a small file, and a member whose change must be seen. */
static const struct {
	const char *path, *member;
} samples[] = {
	{ "vectors/hash/sha256.json", "digest" },
	{ "vectors/hash/sha256.json", "msg" },
	{ "vectors/mac/hmac-sha1.json", "tag" },
	{ "vectors/mac/umac-64.json", "nonce" },
	{ "vectors/cipher/aes128-ctr.json", "ct" },
	{ "vectors/cipher/aes128-cbc.json", "iv" },
	{ "vectors/aead/aes128-gcm.json", "tag" },
	{ "vectors/aead/aes128-gcm.json", "aad" },
	{ "vectors/ecdh/x25519.json", "shared" },
	{ "vectors/ecdh/p256.json", "peer" },
	{ "vectors/modp/modp1024.json", "public" },
	{ "vectors/modp/modp1024.json", "x" },
	{ "vectors/signature/ssh-ed25519.json", "sig" },
	{ "vectors/signature/ecdsa-sha2-nistp256.json", "msg" },
	{ "vectors/kdf/sha256.json", "out" },
	{ "vectors/kdf/sha256.json", "sessionId" },
	{ "vectors/exchange-hash/curve25519-sha256.json", "H" },
	{ "vectors/exchange-hash/diffie-hellman-group14-sha256.json", "K" },
	{ "vectors/wire/mpint.json", "value" },
	{ "vectors/packet/aes128-ctr.json", "wire" },
	{ "vectors/packet/chacha20-poly1305@openssh.com.json", "payload" },
	{ "vectors/packet/3des-cbc.json", "padding" },
	{ "vectors/negotiate/kexinit.json", "encC2S" },
	{ "vectors/handshake/curve25519-sha256.json", "wire" },
	{ "vectors/handshake/curve25519-sha256.json", "K" },
	{ "vectors/handshake/curve25519-sha256.json", "F" },
	{ "vectors/handshake/ssh-dss.json", "H" },
	{ "vectors/handshake/ssh-dss.json", "payload" },
};

static enum vec_outcome run(const struct vec_suite *s, const json_t *group,
			    const json_t *test)
{
	struct vec_case c = { .backend = ett_backend("auto"),
			      .file = s->file,
			      .group = group,
			      .test = test };
	enum vec_outcome o = s->kind->run(&c);

	vec_case_done(&c);
	return o;
}

/* Where the member stands: in the test, in an object of it, or in the last
 * element of a list of it that has one. */
static json_t *holder(json_t *test, const char *member)
{
	const char *name;
	json_t *value, *found = NULL;

	if (json_object_get(test, member) != NULL)
		return test;
	json_object_foreach(test, name, value)
	{
		if (json_is_array(value) && json_array_size(value) > 0)
			value =
			    json_array_get(value, json_array_size(value) - 1);
		if (json_object_get(value, member) != NULL)
			found = value;
	}
	return found;
}

/* Another first character: a digit, or a name that nobody knows. */
static void change(json_t *from, const char *member)
{
	char *text = strdup(json_string_value(json_object_get(from, member)));

	assert_non_null(text);
	assert_true(text[0] != '\0');
	text[0] = text[0] == '1' ? '2' : '1';
	assert_int_equal(json_object_set_new(from, member, json_string(text)),
			 0);
	free(text);
}

/* The first valid test that states something there. */
static json_t *find_test(const struct vec_suite *s, const char *member,
			 const json_t **group)
{
	for (size_t i = 0; i < s->n; i++) {
		json_t *t = json_deep_copy(s->tests[i].test);
		json_t *h = holder(t, member);
		const char *text =
		    json_string_value(json_object_get(h, member));
		const char *result =
		    json_string_value(json_object_get(t, "result"));

		*group = s->tests[i].group;
		if (text != NULL && text[0] != '\0' &&
		    strcmp(result, "valid") == 0 &&
		    run(s, *group, t) == VEC_ACCEPTED)
			return t;
		json_decref(t);
	}
	return NULL;
}

static void open_suite(struct vec_suite *s, const char *path)
{
	char problem[VEC_PROBLEM_MAX];

	if (!vec_suite_open(s, path, vec_json_read(path, problem), problem))
		fail_msg("%s: %s", path, problem);
}

static void another_byte_is_noticed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		struct vec_suite s;
		const json_t *group = NULL;
		json_t *test;

		open_suite(&s, samples[i].path);
		test = find_test(&s, samples[i].member, &group);
		if (test == NULL)
			fail_msg("%s: no test states %s", samples[i].path,
				 samples[i].member);
		change(holder(test, samples[i].member), samples[i].member);
		if (run(&s, group, test) == VEC_ACCEPTED)
			fail_msg("%s: another %s is taken", samples[i].path,
				 samples[i].member);
		json_decref(test);
		vec_suite_close(&s);
	}
}

/* What a result claims is what happens: so another claim is a failure. */
static void results_are_outcomes(const char *path)
{
	struct vec_suite s;

	open_suite(&s, path);
	for (size_t i = 0; i < s.n; i++) {
		const char *result = json_string_value(
		    json_object_get(s.tests[i].test, "result"));
		enum vec_outcome want = strcmp(result, "invalid") == 0
					    ? VEC_REJECTED
					    : VEC_ACCEPTED;
		enum vec_outcome o = run(&s, s.tests[i].group, s.tests[i].test);

		if (o != want && o != VEC_ABSENT)
			fail_msg("%s: tcId %zu is %s, but outcome %d", path,
				 s.tests[i].id, result, (int)o);
	}
	vec_suite_close(&s);
}

static void every_result_is_the_outcome(void **state)
{
	glob_t found;

	(void)state;
	assert_int_equal(glob("vectors/*/*.json", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		results_are_outcomes(found.gl_pathv[i]);
	globfree(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_byte_is_noticed),
		cmocka_unit_test(every_result_is_the_outcome),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
