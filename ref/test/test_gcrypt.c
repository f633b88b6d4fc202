/* SPDX-License-Identifier: ISC
 *
 * What only this library can get wrong: it ends the process over some numbers,
 * takes signatures out of range, tells of a weak key that it set, and has
 * little secure memory.  What might end the process is tried in a child.
 */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <gcrypt.h>

#include "crypto/check.h"
#include "crypto/gcrypt/number.h"
#include "crypto/seal.h"
#include "test/hex.h"
#include "test/seed.h"

static const struct ett_backend *b;
static uint64_t seed = 45;
static struct ett_key_mem made;

/* Runs it in a process of its own, which must end well. */
static void in_a_child(bool (*claim)(void))
{
	pid_t pid = fork();
	int status = 0;

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(claim() ? 0 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status))
		fail_msg("the process ended by signal %d", WTERMSIG(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static const struct ett_sig *sig_of(const char *name)
{
	return ett_find_sig(b, name);
}

/* A key for this primitive, until the next one. */
static const struct ett_key_nums *key_of(const struct ett_sig *s, unsigned bits)
{
	memset(&made, 0, sizeof made);
	assert_int_equal(s->generate(bits, seed_rng(&seed), &made), ETT_OK);
	return &made.nums;
}

static bool zero_moduli_never_reach_it(void)
{
	const struct ett_bytes two = ETT_LIT("\2");
	uint8_t out[2];

	return b->modexp->pow(two, two, ETT_LIT("\0\0"), out) == ETT_ARG &&
	       b->modexp->pow(two, two, ETT_LIT("\0\12"), out) == ETT_ARG &&
	       b->modexp->pow(two, two, (struct ett_bytes){ 0 }, out) ==
		   ETT_ARG &&
	       b->modexp->pow(two, ETT_LIT("\0"), ETT_LIT("\7"), out) ==
		   ETT_OK &&
	       out[0] == 1;
}

static void zero_moduli_are_refused(void **state)
{
	(void)state;
	in_a_child(zero_moduli_never_reach_it);
}

/* The order of the point with this y divides 8. */
static bool key_is_refused(const char *y)
{
	const struct hex pub = hex_make(y), sig = { .n = 64 };
	const struct ett_key_nums key = { .pub = { hex_view(&pub) } };

	return ett_find_sig(b, "ed25519")
		   ->verify(&key, ETT_LIT("m"), hex_view(&sig)) == ETT_SIG;
}

static bool small_keys_never_reach_it(void)
{
	/* clang-format off */
	static const char *const y[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	};
	/* clang-format on */
	bool good = true;

	for (size_t i = 0; i < sizeof y / sizeof y[0]; i++)
		good = good && key_is_refused(y[i]);
	return good;
}

static void ed25519_keys_of_small_order_are_refused(void **state)
{
	(void)state;
	in_a_child(small_keys_never_reach_it);
}

/* a += v for numbers of n bytes; true if it fits. */
static bool add_number(uint8_t *a, const uint8_t *v, size_t n, bool little)
{
	unsigned carry = 0;

	for (size_t i = 0, at; i < n; i++, carry >>= 8) {
		at = little ? i : n - 1 - i;
		carry += (unsigned)a[at] + v[at];
		a[at] = (uint8_t)carry;
	}
	return carry == 0;
}

/* The order of the group added to S gives the same sum. */
static void ed25519_signatures_out_of_range_are_refused(void **state)
{
	const struct hex order = hex_make("edd3f55c1a631258d69cf7a2def9de14"
					  "00000000000000000000000000000010");
	const struct ett_sig *s = sig_of("ed25519");
	const struct ett_key_nums *key = key_of(s, 0);
	uint8_t sig[64];
	struct ett_bytes view = { sig, sizeof sig };
	size_t n;

	(void)state;
	assert_int_equal(s->sign(key, ETT_LIT("m"), seed_rng(&seed), sig, &n),
			 ETT_OK);
	assert_int_equal(s->verify(key, ETT_LIT("m"), view), ETT_OK);
	assert_true(add_number(sig + 32, order.p, 32, true));
	assert_int_equal(s->verify(key, ETT_LIT("m"), view), ETT_SIG);
}

/* The modulus added changes nothing that the library computes. */
static void rsa_signatures_out_of_range_are_refused(void **state)
{
	const struct ett_sig *s = sig_of("rsa-sha256");
	const struct ett_key_nums *key = key_of(s, 1024);
	struct ett_bytes m = key->pub[0];
	uint8_t sig[2048], byte = 0;
	struct ett_bytes view = { sig, m.n }, msg = { &byte, 1 };
	bool fits = false;
	size_t n;

	(void)state;
	while (!fits && ++byte < 100) {
		assert_int_equal(s->sign(key, msg, seed_rng(&seed), sig, &n),
				 ETT_OK);
		assert_int_equal(s->verify(key, msg, view), ETT_OK);
		fits = add_number(sig, m.p, m.n, false);
	}
	assert_true(fits);
	assert_int_equal(s->verify(key, msg, view), ETT_SIG);
}

/* The library computes with the smaller factor first. */
static void rsa_factors_may_come_in_any_order(void **state)
{
	const struct ett_sig *s = sig_of("rsa-sha512");
	const struct ett_key_nums *key = key_of(s, 1024);
	struct ett_key_nums other = *key;
	uint8_t sig[2][2048];
	size_t n[2];

	(void)state;
	other.sec[1] = key->sec[2];
	other.sec[2] = key->sec[1];
	assert_int_equal(
	    s->sign(key, ETT_LIT("m"), seed_rng(&seed), sig[0], &n[0]), ETT_OK);
	assert_int_equal(
	    s->sign(&other, ETT_LIT("m"), seed_rng(&seed), sig[1], &n[1]),
	    ETT_OK);
	assert_int_equal(n[0], n[1]);
	assert_memory_equal(sig[0], sig[1], n[0]);
}

/* Some would have it divide by zero, one makes a signature that is wrong. */
static bool bad_factors_give_no_signature(void)
{
	const struct ett_sig *s = ett_find_sig(b, "rsa-sha256");
	const struct ett_key_nums key = *key_of(s, 1024);
	const struct ett_bytes none = { 0 }, one = ETT_LIT("\1");
	const struct ett_bytes bad[][3] = {
		{ key.pub[0], one, one },  { one, key.pub[0], one },
		{ none, none, none },      { key.sec[1], key.sec[1], one },
		{ key.sec[1], none, one }, { key.sec[1], key.sec[2], one },
	};
	bool good = true;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct ett_key_nums k = key;
		uint8_t sig[2048];
		size_t n;
		ett_err e;

		memcpy(&k.sec[1], bad[i], sizeof bad[i]);
		e = s->sign(&k, ETT_LIT("m"), seed_rng(&seed), sig, &n);
		good = good && (e == ETT_ARG || e == ETT_CRYPTO);
	}
	return good;
}

static void rsa_factors_are_judged(void **state)
{
	(void)state;
	in_a_child(bad_factors_give_no_signature);
}

static void ecdsa_nonces_are_those_of_rfc_6979(void **state)
{
	const struct hex secret = hex_make("c9afa9d845ba75166b5c215767b1d693"
					   "4e50c3db36e89b127b8a622b120f6721");
	const struct hex pub = hex_make("04"
					"60fed4ba255a9d31c961eb74c6356d68"
					"c049b8923b61fa6ce669622e60f29fb6"
					"7903fe1008b8bc99a41ae9e95628bc64"
					"f2f1b20c2d7e9f5177a3c294d4462299");
	const struct hex want = hex_make("efd48b2aacb6a8fd1140dd9cd45e81d6"
					 "9d2c877b56aaf991c34d0ea84eaf3716"
					 "f7cb1c942d657c41d436c7a1b6e29f65"
					 "f3e900dbb9aff4064dc4ab2f843acda8");
	const struct ett_key_nums key = { .pub = { hex_view(&pub) },
					  .sec = { hex_view(&secret) } };
	const struct ett_sig *s = sig_of("ecdsa-p256-sha256");
	uint8_t sig[64];
	size_t n;

	(void)state;
	assert_int_equal(
	    s->sign(&key, ETT_LIT("sample"), seed_rng(&seed), sig, &n), ETT_OK);
	assert_int_equal(n, want.n);
	assert_memory_equal(sig, want.p, n);
}

/* A block of NIST's known answer test under a key of parity bits. */
static void weak_keys_are_keys(void **state)
{
	static const uint8_t iv[8] = { 0 };
	const struct hex want = hex_make("95f8a5e5dd31d900");
	const struct ett_cipher *c = ett_find_cipher(b, "3des-cbc");
	static alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX];
	uint8_t key[24], data[8];

	(void)state;
	assert_non_null(c);
	memset(key, 1, sizeof key);
	for (int again = 0; again < 2; again++) {
		memset(data, 0, sizeof data);
		data[0] = 0x80;
		assert_int_equal(c->init(ctx, ETT_OUT, key, iv), ETT_OK);
		assert_int_equal(c->crypt(ctx, data, sizeof data), ETT_OK);
		assert_memory_equal(data, want.p, sizeof data);
	}
	c->done(ctx);
}

/* All secure memory but for a block of so many bytes; 0: all of it. */
static void take_secure_memory_but(size_t left)
{
	void *p = left > 0 ? gcry_malloc_secure(left) : NULL;

	for (size_t n = 65536; n >= 32; n /= 2)
		while (gcry_malloc_secure(n) != NULL) {
		}
	gcry_free(p);
}

static ett_err agree(const char *name)
{
	static const uint8_t secret[66] = { 0, 1, 2, 3 };
	const struct ett_dh *d = ett_find_dh(b, name);
	uint8_t pub[133], shared[66];
	ett_err e = d->derive(secret, pub);

	return e == ETT_OK
		   ? d->agree(secret, (struct ett_bytes){ pub, d->public_len },
			      shared)
		   : e;
}

static ett_err power(const char *group)
{
	static uint8_t out[ETT_AGREE_MAX];
	struct ett_bytes p = ett_modp_prime(group);

	/* The prime itself as an exponent: the longest that there is. */
	return b->modexp->pow(ETT_LIT("\2"), p, p, out);
}

static ett_err sign(const char *name)
{
	static uint8_t sig[2048];
	size_t n;

	return ett_find_sig(b, name)->sign(&made.nums, ETT_LIT("m"),
					   seed_rng(&seed), sig, &n);
}

/* What computes with a secret, and the length of its numbers. */
/* clang-format off */
static const struct {
	ett_err (*compute)(const char *name);
	const char *name;
	unsigned bits; /* of the key */
	size_t n;
} jobs[] = {
	{ agree, "x25519",            0,    32 },
	{ agree, "p521",              0,    66 },
	{ power, "modp8192",          0,    2 * 1024 },
	{ sign,  "ed25519",           0,    32 },
	{ sign,  "ed448",             0,    57 },
	{ sign,  "ecdsa-p256-sha256", 0,    65 },
	{ sign,  "ecdsa-p521-sha512", 0,    133 },
	{ sign,  "rsa-sha512",        2048, 256 },
	{ sign,  "dsa-sha1",          1024, 128 },
};
/* clang-format on */

enum { JOBS = sizeof jobs / sizeof jobs[0] };
static size_t job;

static void make_its_key(void)
{
	if (jobs[job].compute == sign)
		key_of(sig_of(jobs[job].name), jobs[job].bits);
}

static bool a_full_pool_is_told(void)
{
	make_its_key();
	take_secure_memory_but(0);
	return jobs[job].compute(jobs[job].name) == ETT_NOMEM;
}

static void without_secure_memory_nothing_is_computed(void **state)
{
	(void)state;
	for (job = 0; job < JOBS; job++)
		in_a_child(a_full_pool_is_told);
}

/* The library has a line for each pool; one that overflowed is a second. */
static unsigned pools;

static void count_pools(void *ctx, int level, const char *format, va_list args)
{
	(void)ctx;
	(void)level;
	(void)format;
	(void)args;
	pools++;
}

static bool what_is_asked_for_is_enough(void)
{
	make_its_key();
	take_secure_memory_but(ett_gcrypt_room_for(jobs[job].n));
	if (jobs[job].compute(jobs[job].name) != ETT_OK)
		return false;
	gcry_set_log_handler(count_pools, NULL);
	gcry_control(GCRYCTL_DUMP_SECMEM_STATS);
	return pools == 1;
}

static void no_secret_leaves_secure_memory(void **state)
{
	(void)state;
	for (job = 0; job < JOBS; job++)
		in_a_child(what_is_asked_for_is_enough);
}

/* What the library has taken so far; none of it is secure memory here. */
static unsigned long allocations;

static void *allocate(size_t n)
{
	allocations++;
	return malloc(n);
}

static void *reallocate(void *p, size_t n)
{
	allocations++;
	return realloc(p, n);
}

static int is_secure(const void *p)
{
	(void)p;
	return 0;
}

/* The library takes some for the end of each HMAC. */
static bool seals_by_what_it_has(const char *cipher, const char *mac)
{
	static const uint8_t bytes[64] = { 4, 2 };
	const struct ett_cipher_alg *c = ett_cipher_alg(ett_str(cipher));
	const struct ett_mac_alg *m = ett_mac_alg(ett_str(mac));
	const struct ett_seal_lens n = ett_sealer_key_lens(c, m);
	const struct ett_seal_keys keys = { { bytes, n.key },
					    { bytes, n.iv },
					    { bytes, n.mac_key } };
	struct ett_sealer *x = calloc(1, ett_sealer_size());
	bool good =
	    x != NULL && ett_sealer_init(x, b, c, m, ETT_OUT, &keys) == ETT_OK;
	uint8_t packet[512] = { 0 };
	unsigned long before = 0;

	for (uint32_t seq = 0; seq < 100 && good; seq++) {
		if (seq == 1) /* the first packet opens what it takes */
			before = allocations;
		good = ett_seal(x, seq, packet,
				ett_sealer_skip(x) +
				    16 * ett_sealer_block(x)) == ETT_OK;
	}
	good = good && allocations - before == (m != NULL ? 99 : 0);
	if (x != NULL)
		ett_sealer_done(x);
	free(x);
	return good;
}

static bool packets_cost_nothing(void)
{
	gcry_set_allocation_handler(allocate, allocate, is_secure, reallocate,
				    free);
	b = ett_backend("gcrypt");
	return b != NULL &&
	       seals_by_what_it_has("aes256-gcm@openssh.com", NULL) &&
	       seals_by_what_it_has("chacha20-poly1305@openssh.com", NULL) &&
	       seals_by_what_it_has("idea-cbc", "hmac-sha1") &&
	       seals_by_what_it_has("idea-ctr",
				    "hmac-sha2-512-etm@openssh.com") &&
	       allocations > 0;
}

static void packets_are_sealed_without_more_memory(void **state)
{
	(void)state;
	in_a_child(packets_cost_nothing);
}

/* In that mode the library refuses what is not approved. */
static bool refused_primitives_are_not_offered(void)
{
	if (setenv("LIBGCRYPT_FORCE_FIPS_MODE", "1", 1) != 0)
		return false;
	b = ett_backend("gcrypt");
	return b != NULL && gcry_fips_mode_active() &&
	       ett_find_hash(b, "md5") == NULL &&
	       ett_find_hash(b, "sha256") != NULL &&
	       ett_find_cipher(b, "idea-cbc") == NULL &&
	       ett_find_cipher(b, "aes128-ctr") != NULL;
}

static void fips_mode_offers_less(void **state)
{
	(void)state;
	in_a_child(refused_primitives_are_not_offered);
}

static int start(void **state)
{
	(void)state;
	b = ett_backend("gcrypt");
	return b != NULL ? 0 : -1;
}

int main(void)
{
	/* The first two set up the library in ways of their own. */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fips_mode_offers_less),
		cmocka_unit_test(packets_are_sealed_without_more_memory),
		cmocka_unit_test_setup(zero_moduli_are_refused, start),
		cmocka_unit_test(ed25519_keys_of_small_order_are_refused),
		cmocka_unit_test(ed25519_signatures_out_of_range_are_refused),
		cmocka_unit_test(rsa_signatures_out_of_range_are_refused),
		cmocka_unit_test(rsa_factors_may_come_in_any_order),
		cmocka_unit_test(rsa_factors_are_judged),
		cmocka_unit_test(ecdsa_nonces_are_those_of_rfc_6979),
		cmocka_unit_test(weak_keys_are_keys),
		cmocka_unit_test(without_secure_memory_nothing_is_computed),
		cmocka_unit_test(no_secret_leaves_secure_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
