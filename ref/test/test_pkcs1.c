/* SPDX-License-Identifier: ISC
 *
 * Blocks of PKCS #1 that look right to one parser or another, signed with a
 * key of ours: whatever library does the arithmetic, only the one true block
 * verifies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/blob.h"
#include "crypto/kdf.h"
#include "test/seed.h"

/* 1024 bits: 128 bytes.  A block of SHA-256, RFC 8017 section 9.2. */
enum { N = 128, DIGEST = 32, INFO = 19, AT_INFO = N - DIGEST - INFO };

static const uint8_t info[INFO] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60,
				    0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
				    0x01, 0x05, 0x00, 0x04, 0x20 };
static const struct ett_bytes message = ETT_INIT("what is signed");
static struct ett_key *key;

static void right_block(const struct ett_backend *b, uint8_t *em)
{
	memset(em, 0xff, N);
	em[0] = 0;
	em[1] = 1;
	em[AT_INFO - 1] = 0;
	memcpy(em + AT_INFO, info, INFO);
	assert_int_equal(ett_digest(ett_find_hash(b, "sha256"), message,
				    em + AT_INFO + INFO),
			 ETT_OK);
}

/* em^d mod n, as a signature blob, to be verified. */
static ett_err judge(const struct ett_backend *b, const uint8_t *em)
{
	const struct ett_key_nums *k = ett_key_numbers(key);
	uint8_t sig[N], blob[ETT_SIG_BLOB_MAX];
	struct ett_wr w = ett_wr(blob, sizeof blob);
	struct ett_bytes view = { blob, 0 };

	assert_int_equal(b->modexp->pow((struct ett_bytes){ em, N }, k->sec[0],
					k->pub[0], sig),
			 ETT_OK);
	ett_wr_str(&w, ETT_LIT("rsa-sha2-256"));
	ett_wr_str(&w, (struct ett_bytes){ sig, N });
	assert_int_equal(ett_wr_end(&w, &view.n), ETT_OK);
	return ett_key_verify(b, ett_sig_alg(ETT_LIT("rsa-sha2-256")),
			      ett_key_blob(key), message, view);
}

/* The fill ends k bytes early, what follows moves to there, and behind it
 * nobody cares. */
static void shorten(uint8_t *em, size_t k)
{
	memmove(em + AT_INFO - 1 - k, em + AT_INFO - 1, N - AT_INFO + 1);
	memset(em + N - k, 0x55, k);
}

/* DigestInfo of other bytes, before the digest. */
static void put_info(uint8_t *em, const char *der, size_t n)
{
	memset(em + 2, 0xff, AT_INFO);
	memcpy(em + N - DIGEST - n, der, n);
	em[N - DIGEST - n - 1] = 0;
}

static void every_byte_of_the_block_counts(const struct ett_backend *b)
{
	uint8_t em[N];

	right_block(b, em);
	assert_int_equal(judge(b, em), ETT_OK);
	for (size_t i = 1; i < N; i++) {
		em[i] ^= 1;
		if (judge(b, em) != ETT_SIG)
			fail_msg("%s: byte %zu", b->name, i);
		em[i] ^= 1;
	}
}

static void lookalikes_are_refused(const struct ett_backend *b)
{
	/* clang-format off */
	static const struct ett_bytes der[] = {
		/* no parameters; a length in two bytes; a NULL that is not */
		ETT_INIT("\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03"
			 "\x04\x02\x01\x04\x20"),
		ETT_INIT("\x30\x81\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65"
			 "\x03\x04\x02\x01\x05\x00\x04\x20"),
		ETT_INIT("\x30\x32\x30\x0e\x06\x09\x60\x86\x48\x01\x65\x03"
			 "\x04\x02\x01\x05\x01\x00\x04\x20"),
		/* another tag, as a parser let pass that looks at lengths */
		ETT_INIT("\x31\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03"
			 "\x04\x02\x01\x05\x00\x04\x20"),
		/* the digest alone, and with another name: SHA-512/256 */
		ETT_INIT(""),
		ETT_INIT("\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03"
			 "\x04\x02\x06\x05\x00\x04\x20"),
	};
	/* clang-format on */
	uint8_t em[N];

	for (size_t i = 0; i < sizeof der / sizeof der[0]; i++) {
		right_block(b, em);
		put_info(em, (const char *)der[i].p, der[i].n);
		if (judge(b, em) != ETT_SIG)
			fail_msg("%s: row %zu", b->name, i);
	}
	for (size_t k = 1; k < AT_INFO - 3; k++) {
		right_block(b, em);
		shorten(em, k);
		if (judge(b, em) != ETT_SIG)
			fail_msg("%s: %zu bytes short", b->name, k);
	}
}

static void each_backend(void (*judge_all)(const struct ett_backend *b))
{
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);

		if (b != NULL && b->modexp != NULL &&
		    ett_find_sig(b, "rsa-sha256") != NULL)
			judge_all(b);
	}
}

static void a_block_verifies_as_a_whole(void **state)
{
	(void)state;
	each_backend(every_byte_of_the_block_counts);
}

static void no_lookalike_verifies(void **state)
{
	(void)state;
	each_backend(lookalikes_are_refused);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_block_verifies_as_a_whole),
		cmocka_unit_test(no_lookalike_verifies),
	};
	uint64_t seed = 8017;
	int failed;

	cmocka_set_message_output(CM_OUTPUT_TAP);
	if (ett_key_generate(ett_backend("auto"), "ssh-rsa", 8 * N,
			     seed_rng(&seed), "", &key) != ETT_OK)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	ett_key_free(key);
	return failed;
}
