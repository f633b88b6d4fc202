/* SPDX-License-Identifier: ISC
 *
 * What is particular to the backend on libipsec-mb.  The library counts
 * blocks in 32 bits, SSH in 128: the difference is made up for above it.
 */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/backend.h"

enum { BLOCK = 16, BLOCKS = 70 };

static const struct ett_backend *b;
static const uint8_t key[32] = { 7 };
static alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX];

static void next(uint8_t *counter)
{
	size_t i = BLOCK;

	while (i > 0 && ++counter[--i] == 0)
		continue;
}

/* Each block with an IV of its own: the library has nothing to count. */
static void block_by_block(const struct ett_cipher *c, const uint8_t *iv,
			   uint8_t *data)
{
	uint8_t counter[BLOCK];

	memcpy(counter, iv, BLOCK);
	for (size_t i = 0; i < BLOCKS; i++) {
		assert_int_equal(c->restart(ctx, counter), ETT_OK);
		assert_int_equal(c->crypt(ctx, data + i * BLOCK, BLOCK),
				 ETT_OK);
		next(counter);
	}
}

/* The carry anywhere in one call, and in the first of two. */
static void counts_in_all_bits(const struct ett_cipher *c, size_t ones)
{
	for (size_t before = 0; before < BLOCKS; before++) {
		uint8_t want[BLOCKS * BLOCK] = { 0 };
		uint8_t whole[BLOCKS * BLOCK] = { 0 };
		uint8_t halves[BLOCKS * BLOCK] = { 0 };
		const size_t half = sizeof halves / 2;
		uint8_t iv[BLOCK] = { 0x35 };

		memset(iv + BLOCK - ones, 0xff, ones);
		iv[BLOCK - 1] = (uint8_t)(0xff - before);
		assert_int_equal(c->init(ctx, ETT_OUT, key, iv), ETT_OK);
		assert_int_equal(c->crypt(ctx, whole, sizeof whole), ETT_OK);
		assert_int_equal(c->restart(ctx, iv), ETT_OK);
		assert_int_equal(c->crypt(ctx, halves, half), ETT_OK);
		assert_int_equal(c->crypt(ctx, halves + half, half), ETT_OK);
		block_by_block(c, iv, want);
		assert_memory_equal(whole, want, sizeof want);
		assert_memory_equal(halves, want, sizeof want);
	}
}

static void counters_carry_past_32_bits(void **state)
{
	(void)state;
	for (size_t i = 0; b->ciphers[i] != NULL; i++) {
		for (size_t ones = 1; ones <= BLOCK; ones++)
			counts_in_all_bits(b->ciphers[i], ones);
		b->ciphers[i]->done(ctx);
	}
}

static void parts_of_blocks_are_refused(void **state)
{
	static const uint8_t iv[BLOCK];
	uint8_t data[BLOCK + 1] = { 0 };

	(void)state;
	for (size_t i = 0; b->ciphers[i] != NULL; i++) {
		const struct ett_cipher *c = b->ciphers[i];

		assert_int_equal(c->init(ctx, ETT_OUT, key, iv), ETT_OK);
		assert_int_equal(c->crypt(ctx, data, sizeof data), ETT_ARG);
		assert_int_equal(data[0], 0);
		assert_int_equal(c->crypt(ctx, NULL, 0), ETT_OK);
		c->done(ctx);
	}
}

/* It does not work on what it refuses, which must not pass for work. */
static void what_the_library_refuses_fails(void **state)
{
	static const uint8_t nonce[12];
	const struct ett_bytes nowhere = { NULL, 3 };
	uint8_t data[BLOCK] = { 1 }, tag[16] = { 0 };

	(void)state;
	for (size_t i = 0; b->aeads[i] != NULL; i++) {
		const struct ett_aead *a = b->aeads[i];

		assert_int_equal(a->init(ctx, ETT_OUT, key), ETT_OK);
		assert_int_equal(
		    a->seal(ctx, nonce, nowhere, data, sizeof data, tag),
		    ETT_CRYPTO);
		assert_int_equal(
		    a->seal(ctx, nonce, ETT_LIT("aad"), data, sizeof data, tag),
		    ETT_OK);
		assert_int_equal(
		    a->open(ctx, nonce, nowhere, data, sizeof data, tag),
		    ETT_CRYPTO);
		assert_int_equal(data[0], 0);
		a->done(ctx);
	}
}

static void contexts_are_wiped(void **state)
{
	static const uint8_t zero[ETT_CTX_MAX], iv[BLOCK] = { 1 };

	(void)state;
	for (size_t i = 0; b->ciphers[i] != NULL; i++) {
		assert_int_equal(b->ciphers[i]->init(ctx, ETT_OUT, key, iv),
				 ETT_OK);
		b->ciphers[i]->done(ctx);
		assert_memory_equal(ctx, zero, sizeof zero);
	}
	for (size_t i = 0; b->aeads[i] != NULL; i++) {
		assert_int_equal(b->aeads[i]->init(ctx, ETT_OUT, key), ETT_OK);
		b->aeads[i]->done(ctx);
		assert_memory_equal(ctx, zero, sizeof zero);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters_carry_past_32_bits),
		cmocka_unit_test(parts_of_blocks_are_refused),
		cmocka_unit_test(what_the_library_refuses_fails),
		cmocka_unit_test(contexts_are_wiped),
	};

	b = ett_backend("ipsecmb");
	if (b == NULL) {
		print_message("1..0 # SKIP this processor lacks AES-NI\n");
		return 0;
	}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
