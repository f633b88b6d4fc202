/* SPDX-License-Identifier: ISC
 *
 * A library that is wrong on purpose, beside one that is right: each proof of
 * ett-interop finds the fault that it is there for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vectors/interop/interop.h"

enum { RIGHT, WRONG, LIST = 3 };

/* Of the library that is right, and what a test bends in its copy. */
static const struct ett_backend *real;
static struct ett_backend bent;
static struct ett_cipher bent_cipher;
static struct ett_dh bent_dh;
static struct ett_sig bent_sig;
static struct ett_mac bent_mac;
static struct ett_hash bent_hash;
static const struct ett_cipher *real_cipher;
static const struct ett_dh *real_dh;

static const struct ett_cipher *ciphers[LIST];
static const struct ett_dh *dhs[LIST];
static const struct ett_sig *sigs[LIST];
static const struct ett_mac *macs[LIST];
static const struct ett_hash *hashes[LIST];

static const char kex[] = "ecdh-sha2-nistp256",
		  hostkey[] = "rsa-sha2-512,ecdsa-sha2-nistp256",
		  cipher[] = "aes128-ctr", mac[] = "hmac-sha2-256";

static bool started;

/* Few primitives are left, so that a run is short. */
static int renew(void **state)
{
	(void)state;
	real = ett_backend(ett_backends[0]->name);
	real_cipher = ett_find_cipher(real, "aes128-ctr");
	real_dh = ett_find_dh(real, "p256");
	bent = *real;
	bent.name = "bent";
	bent_cipher = *real_cipher;
	bent_dh = *real_dh;
	bent_sig = *ett_find_sig(real, "ecdsa-p256-sha256");
	bent_hash = *ett_find_hash(real, "sha256");
	bent_mac = *ett_find_mac(real, "hmac-sha256");
	ciphers[0] = &bent_cipher;
	dhs[0] = &bent_dh;
	sigs[0] = &bent_sig;
	sigs[1] = ett_find_sig(real, "rsa-sha512");
	hashes[0] = &bent_hash;
	hashes[1] = ett_find_hash(real, "sha512");
	bent.hashes = hashes;
	macs[0] = &bent_mac;
	bent.ciphers = ciphers;
	bent.dhs = dhs;
	bent.sigs = sigs;
	bent.macs = macs;
	started = false;
	return 0;
}

static struct interop subject;

/* Runs the rows of this pattern with both libraries. */
static void run(const char *pattern)
{
	static const struct ett_backend *both[3];
	const char *patterns[] = { pattern, NULL }, *why;
	struct interop_wish wish = {
		.backends = both,
		.seed = 3,
		.tamper_step = 7,
		.only = { kex, hostkey, cipher, mac },
	};

	both[RIGHT] = real;
	both[WRONG] = &bent;
	started = true;
	if (!interop_new(&subject, &wish, &why))
		fail_msg("%s", why);
	interop_rows(&subject, INTEROP_AXIS);
	interop_keep(&subject, patterns);
	assert_int_not_equal(subject.rows_n, 0);
	assert_true(interop_run(&subject, 2, NULL));
	interop_judge(&subject);
}

static int forget(void **state)
{
	(void)state;
	if (started)
		interop_free(&subject);
	return 0;
}

static const struct interop_result *result(size_t c, size_t s)
{
	return interop_result(&subject, c, s, 0);
}

static void expect(size_t c, size_t s, enum interop_verdict v)
{
	if (result(c, s)->verdict != v)
		fail_msg("%zu -> %zu: verdict %d: %s", c, s,
			 (int)result(c, s)->verdict, result(c, s)->why);
}

/* This pair failed, and says so in these words. */
static void expect_failed(size_t c, size_t s, const char *words)
{
	expect(c, s, INTEROP_FAILED);
	if (strstr(result(c, s)->why, words) == NULL)
		fail_msg("%s, not %s", result(c, s)->why, words);
}

static void libraries_that_agree_pass(void **state)
{
	(void)state;
	run("*/aes128-ctr*");
	for (size_t row = 0; row < subject.rows_n; row++)
		for (size_t i = 0; i < 4; i++)
			assert_int_equal(
			    interop_result(&subject, i / 2, i % 2, row)
				->verdict,
			    INTEROP_PASSED);
}

/* In counter mode both directions do the same, however the data is cut, so
 * the library that is wrong understands itself. */
static ett_err crypt_with_a_bit(void *ctx, uint8_t *data, size_t n)
{
	ett_err e = real_cipher->crypt(ctx, data, n);

	for (size_t i = 0; i < n; i++)
		data[i] ^= 1;
	return e;
}

static void one_wrong_bit_of_a_cipher_is_seen_on_the_wire(void **state)
{
	(void)state;
	bent_cipher.crypt = crypt_with_a_bit;
	run("cipher/aes128-ctr");
	expect(RIGHT, RIGHT, INTEROP_PASSED);
	expect_failed(RIGHT, WRONG, "no session");
	expect_failed(WRONG, RIGHT, "no session");
	expect_failed(WRONG, WRONG, "bytes from client to server");
}

static void one_wrong_bit_of_a_cipher_is_seen_in_packets(void **state)
{
	(void)state;
	bent_cipher.crypt = crypt_with_a_bit;
	run("packets/aes128-ctr/hmac-sha2-256");
	expect(RIGHT, RIGHT, INTEROP_PASSED);
	expect_failed(RIGHT, WRONG, "packet 0");
	expect_failed(WRONG, WRONG, "sealed packets");
}

static ett_err agree_on_another(const uint8_t *secret, struct ett_bytes peer,
				uint8_t *shared)
{
	ett_err e = real_dh->agree(secret, peer, shared);

	shared[0] ^= 1;
	return e;
}

static void a_wrong_shared_secret_is_seen_in_k(void **state)
{
	(void)state;
	bent_dh.agree = agree_on_another;
	run("kex/ecdh-sha2-nistp256");
	expect(RIGHT, RIGHT, INTEROP_PASSED);
	expect_failed(RIGHT, WRONG, "no session");
	expect_failed(WRONG, WRONG, "K: not as");
}

static ett_err agree_with_all(const struct ett_key_nums *key,
			      struct ett_bytes msg, struct ett_bytes sig)
{
	(void)key;
	(void)msg;
	(void)sig;
	return ETT_OK;
}

static void a_verifier_that_accepts_all_is_seen(void **state)
{
	(void)state;
	bent_sig.verify = agree_with_all;
	run("hostile/ecdsa-sha2-nistp256");
	expect(RIGHT, RIGHT, INTEROP_PASSED);
	expect_failed(WRONG, WRONG, "accepted");
}

static ett_err digest_of_nothing(void *ctx, uint8_t *digest)
{
	(void)ctx;
	memset(digest, 0, bent_hash.digest_len);
	return ETT_OK;
}

/* Then what the host key signs covers nothing of what was said. */
static void a_hash_of_nothing_is_seen_by_tampering(void **state)
{
	(void)state;
	bent_hash.final = digest_of_nothing;
	run("tamper/clear");
	expect(RIGHT, RIGHT, INTEROP_PASSED);
	expect_failed(WRONG, WRONG, "is ready after");
}

static ett_err tag_of_nothing(void *ctx, uint8_t *tag)
{
	(void)ctx;
	memset(tag, 0, bent_mac.tag_len);
	return ETT_OK;
}

static void a_mac_of_nothing_is_seen_by_tampering(void **state)
{
	(void)state;
	bent_mac.final = tag_of_nothing;
	run("tamper/encrypt-and-mac");
	expect(RIGHT, RIGHT, INTEROP_PASSED);
	expect_failed(WRONG, WRONG, "byte ");
	expect_failed(RIGHT, WRONG, "no session");
}

static ett_err give_up(const uint8_t *secret, struct ett_bytes peer,
		       uint8_t *shared)
{
	(void)secret;
	(void)peer;
	(void)shared;
	abort();
}

/* The rows behind it are run all the same. */
static void an_abort_fails_one_row_and_ends_nothing(void **state)
{
	(void)state;
	bent_dh.agree = give_up;
	run("[kp]*/*nist*");
	expect_failed(RIGHT, WRONG, "signal 6");
	renew(NULL);
	interop_free(&subject);
	bent_dh.agree = give_up;
	run("[hp]*/*256");
	for (size_t row = 0; row < subject.rows_n; row++) {
		const struct interop_result *r =
		    interop_result(&subject, WRONG, WRONG, row);
		bool uses = subject.rows[row].kind == INTEROP_SESSION ||
			    subject.rows[row].kind == INTEROP_POINTS;

		assert_int_equal(r->verdict,
				 uses ? INTEROP_FAILED : INTEROP_PASSED);
	}
}

static void what_one_lacks_is_not_offered(void **state)
{
	(void)state;
	ciphers[0] = NULL;
	run("cipher/aes128-ctr");
	expect(RIGHT, RIGHT, INTEROP_PASSED);
	expect(RIGHT, WRONG, INTEROP_NOT_OFFERED);
	expect(WRONG, RIGHT, INTEROP_NOT_OFFERED);
	expect(WRONG, WRONG, INTEROP_NOT_OFFERED);
	assert_string_equal(result(WRONG, WRONG)->why, "bent lacks aes128-ctr");
}

static bool meets(const struct interop_suite *s, const char *a, const char *b)
{
	const char *name[] = { s->kex, s->hostkey, s->cipher[0], s->mac[0] };
	bool has_a = false, has_b = false;

	for (size_t i = 0; i < 4; i++) {
		has_a |= strcmp(name[i], a) == 0;
		has_b |= strcmp(name[i], b) == 0;
	}
	return has_a && has_b;
}

static void expect_meeting(const struct interop *x, const char *a,
			   const char *b)
{
	for (size_t i = 0; i < x->rows_n; i++)
		if (meets(&x->rows[i].suite, a, b))
			return;
	fail_msg("%s and %s never meet", a, b);
}

static void any_two_algorithms_meet_in_the_cover(void **state)
{
	const struct ett_backend *list[] = { real, NULL };
	struct interop_wish wish = { .backends = list, .tamper_step = 1 };
	const char *why, *k, *s, *c;

	(void)state;
	started = true;
	assert_true(interop_new(&subject, &wish, &why));
	interop_rows(&subject, INTEROP_PAIRWISE);
	for (size_t i = 0; (c = interop_alg(&subject, ETT_ALG_CIPHER, i));
	     i++) {
		for (size_t n = 0; (k = interop_alg(&subject, ETT_ALG_KEX, n));
		     n++)
			expect_meeting(&subject, k, c);
		for (size_t n = 0; (s = interop_alg(&subject, ETT_ALG_SIG, n));
		     n++)
			expect_meeting(&subject, s, c);
		for (size_t n = 0;
		     interop_wants_mac(c) &&
		     (s = interop_alg(&subject, ETT_ALG_MAC, n)) != NULL;
		     n++)
			expect_meeting(&subject, s, c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, renew, forget)
		TEST(libraries_that_agree_pass),
		TEST(one_wrong_bit_of_a_cipher_is_seen_on_the_wire),
		TEST(one_wrong_bit_of_a_cipher_is_seen_in_packets),
		TEST(a_wrong_shared_secret_is_seen_in_k),
		TEST(a_verifier_that_accepts_all_is_seen),
		TEST(a_hash_of_nothing_is_seen_by_tampering),
		TEST(a_mac_of_nothing_is_seen_by_tampering),
		TEST(an_abort_fails_one_row_and_ends_nothing),
		TEST(what_one_lacks_is_not_offered),
		TEST(any_two_algorithms_meet_in_the_cover),
#undef TEST
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
