/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/seal.h"
#include "test/seed.h"
#include "wire/cursor.h"

enum { ROOM = 1024, KEY_ROOM = 64 };

static const struct ett_backend *backend(void)
{
	const struct ett_backend *b = ett_backend("auto");

	assert_non_null(b);
	return b;
}

/* Both ends of one direction, with keys from a fixed seed. */
struct pair {
	const struct ett_cipher_alg *cipher;
	const struct ett_mac_alg *mac;
	uint8_t key[KEY_ROOM], iv[KEY_ROOM], mac_key[KEY_ROOM];
	struct ett_sealer *out, *in;
};

static void start(struct pair *p)
{
	const struct ett_seal_lens n = ett_sealer_key_lens(p->cipher, p->mac);
	const struct ett_seal_keys keys = { { p->key, n.key },
					    { p->iv, n.iv },
					    { p->mac_key, n.mac_key } };

	assert_int_equal(ett_sealer_init(p->out, backend(), p->cipher, p->mac,
					 ETT_OUT, &keys),
			 ETT_OK);
	assert_int_equal(
	    ett_sealer_init(p->in, backend(), p->cipher, p->mac, ETT_IN, &keys),
	    ETT_OK);
}

static void pair_new(struct pair *p, const char *cipher, const char *mac)
{
	uint64_t seed = 4253;
	struct ett_rng rng = seed_rng(&seed);

	p->cipher = ett_cipher_alg(ett_str(cipher));
	p->mac = ett_mac_alg(ett_str(mac));
	assert_int_equal(rng.fill(rng.ctx, p->key, KEY_ROOM), ETT_OK);
	assert_int_equal(rng.fill(rng.ctx, p->iv, KEY_ROOM), ETT_OK);
	assert_int_equal(rng.fill(rng.ctx, p->mac_key, KEY_ROOM), ETT_OK);
	p->out = calloc(1, ett_sealer_size());
	p->in = calloc(1, ett_sealer_size());
	assert_non_null(p->out);
	assert_non_null(p->in);
	start(p);
}

static void pair_again(struct pair *p)
{
	ett_sealer_done(p->out);
	ett_sealer_done(p->in);
	start(p);
}

static void pair_free(struct pair *p)
{
	ett_sealer_done(p->out);
	ett_sealer_done(p->in);
	free(p->out);
	free(p->in);
}

/* One of each construction, and of each kind of primitive in it. */
static const struct class
{
	const char *cipher, *mac;
	bool seq; /* is the sequence number protected? */
} every_class[] = {
	{ "aes128-ctr", "hmac-sha2-256", true },
	{ "aes256-cbc", "hmac-sha1-96", true },
	{ "aes128-ctr", "hmac-sha2-256-etm@openssh.com", true },
	{ "aes128-gcm@openssh.com", NULL, false },
	{ "chacha20-poly1305@openssh.com", NULL, true },
	{ "3des-cbc", "hmac-md5", true },
	{ "3des-ctr", "hmac-ripemd160-etm@openssh.com", true },
	{ "arcfour256", "hmac-sha1", true },
	{ "arcfour128", "hmac-sha1-etm@openssh.com", true },
	{ "arcfour", "hmac-sha2-256", true },
	{ "aes128-ctr", "umac-64@openssh.com", true },
	{ "aes128-ctr", "umac-128-etm@openssh.com", true },
	{ "none", "umac-64-etm@openssh.com", true },
	{ "none", "hmac-sha2-256", true },
};

enum { EVERY_CLASS = sizeof every_class / sizeof every_class[0] };

/* Those that the libraries serve that were built in. */
static struct class classes[EVERY_CLASS];
static size_t classes_n;

/* A packet as RFC 4253 section 6 wants it; its length without the tag. */
static size_t build(const struct ett_sealer *x, size_t payload, uint8_t *packet)
{
	const size_t block = ett_sealer_block(x), skip = ett_sealer_skip(x);
	size_t padding = block - (5 - skip + payload) % block;

	if (padding < 4)
		padding += block;
	ett_put_u32(packet, (uint32_t)(1 + payload + padding));
	packet[4] = (uint8_t)padding;
	for (size_t i = 0; i < payload + padding; i++)
		packet[5 + i] = (uint8_t)(i * 7 + payload);
	return 5 + payload + padding;
}

static ett_err open_packet(struct ett_sealer *x, uint32_t seq, uint8_t *packet,
			   size_t n)
{
	uint32_t len;

	assert_int_equal(ett_open_len(x, seq, packet, &len), ETT_OK);
	return ett_open(x, seq, packet, n);
}

static void round_trip(struct pair *p, uint32_t seq, size_t payload)
{
	uint8_t plain[ROOM], packet[ROOM];
	size_t n = build(p->out, payload, plain);
	uint32_t len;

	memcpy(packet, plain, n);
	assert_int_equal(ett_seal(p->out, seq, packet, n), ETT_OK);
	if (p->cipher->key_len > 0)
		assert_memory_not_equal(packet + 4, plain + 4, n - 4);
	else
		assert_memory_equal(packet, plain, n);
	assert_int_equal(ett_open_len(p->in, seq, packet, &len), ETT_OK);
	assert_int_equal(len, n - 4);
	assert_int_equal(ett_open(p->in, seq, packet, n), ETT_OK);
	assert_memory_equal(packet + 4, plain + 4, n - 4);
}

static void lengths_opened(const char *cipher, const char *mac)
{
	struct pair p;

	pair_new(&p, cipher, mac);
	assert_true(ett_sealer_block(p.out) >= 8);
	for (uint32_t i = 0; i < 3 * 16; i++)
		round_trip(&p, i, 1 + i);
	pair_free(&p);
}

static bool have(enum ett_alg_kind kind, const char *name)
{
	return name == NULL || ett_alg_has(backend(), kind, ett_str(name));
}

static void every_mac_with(const char *cipher)
{
	const char *mac;

	for (size_t i = 0; (mac = ett_alg_at(ETT_ALG_MAC, i, NULL, NULL)); i++)
		if (have(ETT_ALG_MAC, mac))
			lengths_opened(cipher, mac);
}

static void every_cipher_and_mac_opens_what_it_sealed(void **state)
{
	const char *cipher;

	(void)state;
	for (size_t i = 0; (cipher = ett_alg_at(ETT_ALG_CIPHER, i, NULL, NULL));
	     i++) {
		if (!have(ETT_ALG_CIPHER, cipher))
			continue;
		if (ett_cipher_wants_mac(ett_cipher_alg(ett_str(cipher))))
			every_mac_with(cipher);
		else
			lengths_opened(cipher, NULL);
	}
}

static void refused(struct pair *p, size_t bit)
{
	static const uint8_t zero[ROOM];
	uint8_t packet[ROOM];
	size_t n = build(p->out, 20, packet);

	pair_again(p);
	assert_int_equal(ett_seal(p->out, 9, packet, n), ETT_OK);
	packet[bit / 8] ^= (uint8_t)(1u << bit % 8);
	assert_int_equal(open_packet(p->in, 9, packet, n), ETT_MAC);
	assert_memory_equal(packet, zero, n);
}

static void every_single_bit_flip_is_refused_and_wiped(void **state)
{
	uint8_t packet[ROOM];

	(void)state;
	for (size_t i = 0; i < classes_n; i++) {
		struct pair p;
		size_t n;

		pair_new(&p, classes[i].cipher, classes[i].mac);
		n = build(p.out, 20, packet) + ett_sealer_tag(p.out);
		for (size_t bit = 0; bit < n * 8; bit++)
			refused(&p, bit);
		pair_free(&p);
	}
}

static void sequence_numbers_reach_their_end(void **state)
{
	static const uint32_t seqs[] = { 0,          1,          0x7fffffff,
					 0x80000000, 0xffffffff, 0 };

	(void)state;
	for (size_t i = 0; i < classes_n; i++) {
		struct pair p;

		pair_new(&p, classes[i].cipher, classes[i].mac);
		for (size_t j = 0; j < sizeof seqs / sizeof seqs[0]; j++)
			round_trip(&p, seqs[j], 40);
		pair_free(&p);
	}
}

/* GCM has its own counter instead, RFC 5647 section 7.1. */
static void another_sequence_number_is_refused(void **state)
{
	static const uint32_t wrong[] = { 6, 8, 7 + 0x100, 7 + 0x10000,
					  7 + 0x1000000 };
	uint8_t packet[ROOM];

	(void)state;
	for (size_t i = 0; i < classes_n; i++) {
		struct pair p;

		pair_new(&p, classes[i].cipher, classes[i].mac);
		for (size_t j = 0; j < sizeof wrong / sizeof wrong[0]; j++) {
			size_t n = build(p.out, 30, packet);

			pair_again(&p);
			assert_int_equal(ett_seal(p.out, 7, packet, n), ETT_OK);
			assert_int_equal(open_packet(p.in, wrong[j], packet, n),
					 classes[i].seq ? ETT_MAC : ETT_OK);
		}
		pair_free(&p);
	}
}

static void a_packet_opens_once(void **state)
{
	uint8_t packet[ROOM], again[ROOM];

	(void)state;
	for (size_t i = 0; i < classes_n; i++) {
		struct pair p;
		size_t n;

		pair_new(&p, classes[i].cipher, classes[i].mac);
		n = build(p.out, 30, packet);
		assert_int_equal(ett_seal(p.out, 0, packet, n), ETT_OK);
		memcpy(again, packet, sizeof again);
		assert_int_equal(open_packet(p.in, 0, packet, n), ETT_OK);
		assert_int_equal(open_packet(p.in, 1, again, n), ETT_MAC);
		pair_free(&p);
	}
}

/* RFC 5647 section 7.1: the counter is 64 bits, the fixed field stays. */
static void gcm_counter_wraps_without_touching_the_fixed_field(void **state)
{
	struct pair last, first;
	uint8_t a[ROOM], b[ROOM];
	size_t n;

	(void)state;
	pair_new(&last, "aes256-gcm@openssh.com", NULL);
	pair_new(&first, "aes256-gcm@openssh.com", NULL);
	memset(last.iv + 4, 0xff, 8);
	memset(first.iv + 4, 0, 8);
	pair_again(&last);
	pair_again(&first);
	round_trip(&last, 0, 50);
	n = build(last.out, 60, a);
	build(first.out, 60, b);
	assert_int_equal(ett_seal(last.out, 1, a, n), ETT_OK);
	assert_int_equal(ett_seal(first.out, 1, b, n), ETT_OK);
	assert_memory_equal(a, b, n + 16);
	pair_free(&last);
	pair_free(&first);
}

static void broken_blocks_reach_no_library(void **state)
{
	uint8_t packet[ROOM] = { 0 };

	(void)state;
	for (size_t i = 0; i < classes_n; i++) {
		struct pair p;
		size_t block, skip;

		pair_new(&p, classes[i].cipher, classes[i].mac);
		block = ett_sealer_block(p.in);
		skip = ett_sealer_skip(p.in);
		for (size_t n = 0; n < skip + 4 * block; n++) {
			if (n > skip && (n - skip) % block == 0)
				continue;
			assert_int_equal(ett_open(p.in, 0, packet, n),
					 ETT_FORMAT);
			assert_int_equal(ett_seal(p.out, 0, packet, n),
					 ETT_ARG);
		}
		pair_free(&p);
	}
}

static void keys_of_another_length_are_refused(void **state)
{
	static const uint8_t key[65];
	struct ett_sealer *x = calloc(1, ett_sealer_size());

	(void)state;
	assert_non_null(x);
	for (size_t i = 0; i < classes_n; i++) {
		const struct ett_cipher_alg *cipher =
		    ett_cipher_alg(ett_str(classes[i].cipher));
		const struct ett_mac_alg *mac =
		    ett_mac_alg(ett_str(classes[i].mac));
		const struct ett_seal_lens n = ett_sealer_key_lens(cipher, mac);
		const struct ett_seal_keys wrong[] = {
			{ { key, n.key + 1 },
			  { key, n.iv },
			  { key, n.mac_key } },
			{ { key, n.key - 1 },
			  { key, n.iv },
			  { key, n.mac_key } },
			{ { key, n.key },
			  { key, n.iv + 1 },
			  { key, n.mac_key } },
			{ { key, n.key },
			  { key, n.iv },
			  { key, n.mac_key + 1 } },
		};

		for (size_t j = 0; j < sizeof wrong / sizeof wrong[0]; j++)
			assert_int_equal(ett_sealer_init(x, backend(), cipher,
							 mac, ETT_OUT,
							 &wrong[j]),
					 ETT_ARG);
	}
	free(x);
}

static const void *const nothing[] = { NULL };

static void a_backend_without_the_primitive_is_no_key(void **state)
{
	const struct ett_backend empty = { .name = "empty",
					   .macs = (void *)nothing,
					   .ciphers = (void *)nothing,
					   .aeads = (void *)nothing };
	struct ett_sealer *x = calloc(1, ett_sealer_size());
	static uint8_t key[64], packet[64];

	(void)state;
	assert_non_null(x);
	for (size_t i = 0; i < classes_n; i++) {
		const struct ett_cipher_alg *cipher =
		    ett_cipher_alg(ett_str(classes[i].cipher));
		const struct ett_mac_alg *mac =
		    ett_mac_alg(ett_str(classes[i].mac));
		const struct ett_seal_lens n = ett_sealer_key_lens(cipher, mac);
		const struct ett_seal_keys keys = { { key, n.key },
						    { key, n.iv },
						    { key, n.mac_key } };

		assert_int_equal(
		    ett_sealer_init(x, &empty, cipher, mac, ETT_OUT, &keys),
		    ETT_NOKEY);
		assert_int_equal(ett_seal(x, 0, packet, 64), ETT_ARG);
	}
	free(x);
}

static void none_changes_nothing(void **state)
{
	struct ett_sealer *x = calloc(1, ett_sealer_size());
	uint8_t plain[ROOM], packet[ROOM];
	uint32_t len;
	size_t n;

	(void)state;
	assert_non_null(x);
	ett_sealer_init_none(x);
	assert_int_equal(ett_sealer_block(x), 8);
	assert_int_equal(ett_sealer_tag(x), 0);
	assert_int_equal(ett_sealer_skip(x), 0);
	n = build(x, 33, plain);
	memcpy(packet, plain, n);
	assert_int_equal(ett_seal(x, 0, packet, n), ETT_OK);
	assert_int_equal(ett_open_len(x, 0, packet, &len), ETT_OK);
	assert_int_equal(len, n - 4);
	assert_int_equal(ett_open(x, 0, packet, n), ETT_OK);
	assert_memory_equal(packet, plain, n);
	free(x);
}

static void done_leaves_nothing_behind(void **state)
{
	struct ett_sealer *fresh = calloc(1, ett_sealer_size());

	(void)state;
	assert_non_null(fresh);
	ett_sealer_init_none(fresh);
	for (size_t i = 0; i < classes_n; i++) {
		struct pair p;

		pair_new(&p, classes[i].cipher, classes[i].mac);
		round_trip(&p, 3, 10);
		ett_sealer_done(p.out);
		assert_memory_equal(p.out, fresh, ett_sealer_size());
		pair_free(&p);
	}
	free(fresh);
}

/* What of every_class can be tested here. */
static int choose(void **state)
{
	(void)state;
	for (size_t i = 0; i < EVERY_CLASS; i++)
		if (have(ETT_ALG_CIPHER, every_class[i].cipher) &&
		    have(ETT_ALG_MAC, every_class[i].mac))
			classes[classes_n++] = every_class[i];
	return classes_n > 0 ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cipher_and_mac_opens_what_it_sealed),
		cmocka_unit_test(every_single_bit_flip_is_refused_and_wiped),
		cmocka_unit_test(sequence_numbers_reach_their_end),
		cmocka_unit_test(another_sequence_number_is_refused),
		cmocka_unit_test(a_packet_opens_once),
		cmocka_unit_test(
		    gcm_counter_wraps_without_touching_the_fixed_field),
		cmocka_unit_test(broken_blocks_reach_no_library),
		cmocka_unit_test(keys_of_another_length_are_refused),
		cmocka_unit_test(a_backend_without_the_primitive_is_no_key),
		cmocka_unit_test(none_changes_nothing),
		cmocka_unit_test(done_leaves_nothing_behind),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, choose, NULL);
}
