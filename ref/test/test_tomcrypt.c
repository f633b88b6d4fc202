/* SPDX-License-Identifier: ISC
 *
 * What only this library can get wrong: it ends the process over a number that
 * was never made, blinds RSA with numbers of its own choice, keeps tables on
 * the heap, takes padding and points that it should not.
 */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LTM_DESC
#include <tomcrypt.h>

#include "crypto/blob.h"
#include "crypto/check.h"
#include "crypto/key.h"
#include "test/seed.h"

/* What the linker calls them. */
void *real_calloc(size_t count, size_t n) __asm__("__real_calloc");
void *wrap_calloc(size_t count, size_t n) __asm__("__wrap_calloc");

static const struct ett_backend *b;
static uint64_t seed = 45;

/* What our code takes from the heap, and whether it gets it. */
static unsigned long taken;
static bool refused;

void *wrap_calloc(size_t count, size_t n)
{
	taken++;
	return refused ? NULL : real_calloc(count, n);
}

/* Numbers that were asked for, and the one that is not made; 0: none. */
static unsigned long asked, fails_at;

static int make_number(void **number)
{
	if (++asked == fails_at)
		return CRYPT_MEM;
	return ltm_desc.init(number);
}

static const char *const types[] = { "ecdsa-sha2-nistp256",
				     "ecdsa-sha2-nistp521", "ssh-rsa",
				     "ssh-dss" };

enum { TYPES = sizeof types / sizeof types[0] };

struct source {
	struct ett_rng good;
	unsigned calls; /* so many go well */
	size_t bytes;
};

static ett_err fill(void *ctx, uint8_t *out, size_t n)
{
	struct source *s = ctx;

	if (s->calls == 0)
		return ETT_RNG;
	s->calls--;
	s->bytes += n;
	return s->good.fill(s->good.ctx, out, n);
}

static const struct ett_sig_alg *algorithm_of(const char *type)
{
	if (strcmp(type, "ssh-rsa") == 0)
		type = "rsa-sha2-256";
	return ett_sig_alg(ett_str(type));
}

static struct ett_key *make_key(const char *type)
{
	struct ett_key *key = NULL;

	assert_int_equal(
	    ett_key_generate(b, type, 0, seed_rng(&seed), "", &key), ETT_OK);
	return key;
}

static void failing_randomness_gives_no_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < TYPES; i++)
		for (unsigned calls = 0; calls < 12; calls++) {
			struct source s = { seed_rng(&seed), calls, 0 };
			struct ett_rng rng = { fill, &s };
			struct ett_key *key = NULL;
			ett_err e =
			    ett_key_generate(b, types[i], 0, rng, "", &key);

			if (calls > 0 && e == ETT_OK)
				ett_key_free(key); /* these were enough */
			else
				assert_int_equal(e, ETT_RNG);
		}
}

/* A signature, and how much randomness it took. */
static ett_err sign(const struct ett_key *key, const char *type, unsigned calls,
		    size_t *bytes)
{
	struct source s = { seed_rng(&seed), calls, 0 };
	struct ett_rng rng = { fill, &s };
	uint8_t sig[ETT_SIG_BLOB_MAX];
	size_t n;
	ett_err e = ett_key_sign(key, b, algorithm_of(type), ETT_LIT("m"), rng,
				 sig, &n);

	*bytes = s.bytes;
	return e;
}

static void failing_randomness_gives_no_signature(void **state)
{
	size_t bytes;

	(void)state;
	for (size_t i = 0; i < TYPES; i++) {
		struct ett_key *key = make_key(types[i]);
		ett_err e = ETT_RNG;

		assert_int_equal(sign(key, types[i], 0, &bytes), ETT_RNG);
		for (unsigned calls = 1; e != ETT_OK; calls++) {
			e = sign(key, types[i], calls, &bytes);
			assert_true(e == ETT_OK || e == ETT_RNG);
		}
		ett_key_free(key);
	}
}

/* As many random bytes as the modulus has, from the caller. */
static void rsa_is_blinded_by_our_source(void **state)
{
	struct ett_key *key = make_key("ssh-rsa");
	size_t bytes;

	(void)state;
	assert_int_equal(sign(key, "ssh-rsa", 1000, &bytes), ETT_OK);
	assert_true(bytes >= 3072 / 8);
	ett_key_free(key);
}

/* Outside of a call that was given a source there is none. */
static void library_has_no_source_of_its_own(void **state)
{
	void *n;

	(void)state;
	assert_int_equal(ltm_desc.init(&n), CRYPT_OK);
	assert_int_not_equal(ltm_desc.rand(n, 4), CRYPT_OK);
	ltm_desc.deinit(n);
}

static ett_err use_signature(const struct ett_key *key, const char *type)
{
	uint8_t sig[ETT_SIG_BLOB_MAX];
	struct ett_bytes view = { sig, 0 };
	ett_err e = ett_key_sign(key, b, algorithm_of(type), ETT_LIT("m"),
				 seed_rng(&seed), sig, &view.n);

	if (e != ETT_OK)
		return e;
	return ett_key_verify(b, algorithm_of(type), ett_key_blob(key),
			      ETT_LIT("m"), view);
}

static ett_err use_curve(const struct ett_key *key, const char *curve)
{
	static const uint8_t secret[66] = { 0, 1, 2, 3 };
	const struct ett_dh *d = ett_find_dh(b, curve);
	uint8_t pub[133], shared[66];
	ett_err e = ett_ecdh_public(d, secret, pub);

	(void)key;
	if (e == ETT_OK)
		e = ett_ecdh_shared(d, secret,
				    (struct ett_bytes){ pub, d->public_len },
				    shared);
	return e;
}

static ett_err use_group(const struct ett_key *key, const char *group)
{
	uint8_t out[ETT_AGREE_MAX];

	(void)key;
	return ett_modp_public(b->modexp, ett_modp_prime(group), ETT_LIT("\2"),
			       ETT_LIT("exponent"), out);
}

/* One number cannot be made, each of the first ones and then in growing steps:
 * an error, and nothing is lost. */
static void survives(ett_err (*use)(const struct ett_key *key,
				    const char *name),
		     const struct ett_key *key, const char *name)
{
	bool failed = true;

	for (unsigned long n = 1; failed; n += 1 + n / 4) {
		ett_err e;

		fails_at = asked + n;
		e = use(key, name);
		failed = asked >= fails_at;
		fails_at = 0;
		if (failed && e != ETT_NOMEM)
			fail_msg("%s: number %lu: %s", name, n,
				 ett_err_name(e));
		assert_true(failed || e == ETT_OK);
	}
	assert_int_equal(use(key, name), ETT_OK);
}

static void numbers_that_cannot_be_made_are_an_error(void **state)
{
	(void)state;
	ltc_mp.init = make_number;
	for (size_t i = 0; i < TYPES; i++) {
		struct ett_key *key = make_key(types[i]);

		survives(use_signature, key, types[i]);
		ett_key_free(key);
	}
	survives(use_curve, NULL, "p256");
	survives(use_group, NULL, "modp1024");
	ltc_mp.init = ltm_desc.init;
}

static void big_contexts_are_taken_once(void **state)
{
	static alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX];
	const struct ett_aead *a = ett_find_aead(b, "aes256-gcm");
	uint8_t key[32] = { 1 }, nonce[12] = { 2 }, data[40] = { 3 }, tag[16];
	unsigned long before = taken;

	(void)state;
	refused = true;
	assert_int_equal(a->init(ctx, ETT_OUT, key), ETT_NOMEM);
	refused = false;
	a->done(ctx);
	assert_int_equal(a->init(ctx, ETT_OUT, key), ETT_OK);
	assert_int_equal(a->init(ctx, ETT_OUT, key), ETT_OK);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(
		    a->seal(ctx, nonce, ETT_LIT("aad"), data, sizeof data, tag),
		    ETT_OK);
	assert_int_equal(taken - before, 2);
	a->done(ctx);
	a->done(ctx);
}

/* The common checks refuse these; here they may give anything but an end. */
static void points_of_no_curve_end_nothing(void **state)
{
	uint8_t point[133], shared[66], secret[66] = { 0, 1, 2, 3 };

	(void)state;
	for (size_t i = 0; b->dhs[i] != NULL; i++) {
		const struct ett_dh *d = b->dhs[i];
		const struct ett_bytes view = { point, d->public_len };

		for (unsigned k = 0; k < 8; k++) {
			memset(point, k < 4 ? 0 : 255, sizeof point);
			point[0] = 4;
			point[d->public_len - 1] = (uint8_t)(k % 4);
			(void)d->agree(secret, view, shared);
		}
		point[0] = 2;
		assert_int_equal(d->agree(secret, view, shared), ETT_ARG);
		assert_int_equal(
		    d->agree(secret, (struct ett_bytes){ NULL, 0 }, shared),
		    ETT_ARG);
		memset(secret, 255, sizeof secret);
		assert_int_equal(d->derive(secret, point), ETT_ARG);
		memset(secret, 0, sizeof secret);
		assert_int_equal(d->derive(secret, point), ETT_ARG);
		secret[1] = 1;
	}
}

static void moduli_that_crash_never_get_there(void **state)
{
	const struct ett_bytes two = ETT_LIT("\2"), none = { 0 };
	uint8_t out[2];

	(void)state;
	assert_int_equal(b->modexp->pow(two, two, ETT_LIT("\12"), out),
			 ETT_ARG);
	assert_int_equal(b->modexp->pow(two, two, ETT_LIT("\0\0"), out),
			 ETT_ARG);
	assert_int_equal(b->modexp->pow(two, two, none, out), ETT_ARG);
	assert_int_equal(b->modexp->pow(none, two, ETT_LIT("\7"), out), ETT_OK);
	assert_int_equal(out[0], 0);
	assert_int_equal(b->modexp->pow(two, none, ETT_LIT("\7"), out), ETT_OK);
	assert_int_equal(out[0], 1);
	assert_int_equal(b->modexp->pow(two, two, ETT_LIT("\1"), out), ETT_OK);
	assert_int_equal(out[0], 0);
}

static void rsa_factors_are_judged(void **state)
{
	const struct ett_sig *s = ett_find_sig(b, "rsa-sha256");
	const struct ett_bytes prime = ett_modp_prime("modp2048");
	const struct ett_bytes one = ETT_LIT("\1"), three = ETT_LIT("\3");
	const struct ett_bytes none = { 0 };
	const struct ett_bytes bad[][2] = {
		{ prime, one },   { one, prime },  { one, three },
		{ three, three }, { none, prime }, { none, none },
	};
	struct ett_key_nums k = { .pub = { prime, three },
				  .sec = { three, one, one, one } };
	uint8_t sig[ETT_SIG_RAW_MAX];
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		k.sec[1] = bad[i][0];
		k.sec[2] = bad[i][1];
		assert_int_equal(
		    s->sign(&k, ETT_LIT("m"), seed_rng(&seed), sig, &n),
		    ETT_ARG);
	}
	k.pub[0] = none;
	assert_int_equal(s->verify(&k, ETT_LIT("m"), prime), ETT_ARG);
}

/* A block with this DigestInfo in front of the hash of "m", signed. */
static void sign_block(const struct ett_key_nums *k, struct ett_bytes info,
		       uint8_t *sig)
{
	static const char *const name = "sha256";
	const struct ett_hash *h = ett_find_hash(b, name);
	uint8_t block[512];
	alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX] = { 0 };
	size_t n = k->pub[0].n, tail = info.n + h->digest_len;

	memset(block, 0xff, n);
	block[0] = 0;
	block[1] = 1;
	block[n - tail - 1] = 0;
	memcpy(block + n - tail, info.p, info.n);
	assert_int_equal(h->init(ctx), ETT_OK);
	h->update(ctx, ETT_LIT("m"));
	assert_int_equal(h->final(ctx, block + n - h->digest_len), ETT_OK);
	assert_int_equal(b->modexp->pow((struct ett_bytes){ block, n },
					k->sec[0], k->pub[0], sig),
			 ETT_OK);
}

/* The library's own parser takes the second. */
static void rsa_padding_is_compared_byte_by_byte(void **state)
{
	static const struct ett_bytes
	    right = ETT_INIT("\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03"
			     "\x04\x02\x01\x05\x00\x04\x20"),
	    wrong = ETT_INIT("\x31\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03"
			     "\x04\x02\x01\x05\x00\x04\x20");
	static struct ett_key_mem made;
	const struct ett_sig *s = ett_find_sig(b, "rsa-sha256");
	uint8_t bytes[512];
	struct ett_bytes sig = { bytes, 2048 / 8 };

	(void)state;
	assert_int_equal(s->generate(2048, seed_rng(&seed), &made), ETT_OK);
	sign_block(&made.nums, right, bytes);
	assert_int_equal(s->verify(&made.nums, ETT_LIT("m"), sig), ETT_OK);
	sign_block(&made.nums, wrong, bytes);
	assert_int_equal(s->verify(&made.nums, ETT_LIT("m"), sig), ETT_SIG);
	memset(bytes, 0xff, sizeof bytes);
	assert_int_equal(s->verify(&made.nums, ETT_LIT("m"), sig), ETT_SIG);
}

enum { WIDTH = 32 };

/* number * 1, as bytes. */
static void put(void *number, uint8_t *out)
{
	size_t n = ltc_mp.unsigned_size(number);

	memset(out, 0, WIDTH);
	assert_int_equal(ltc_mp.unsigned_write(number, out + WIDTH - n),
			 CRYPT_OK);
}

/*
 * A key and a signature of "m" on P-256 such that the two multiples of points
 * that verification adds are one point: with r = x(2G), s = hash and the
 * secret hash / r these are G and G.  With the negative secret, G and -G.
 */
static void add_a_point_to_itself(bool negative, uint8_t *pub, uint8_t *sig)
{
	const struct ett_dh *d = ett_find_dh(b, "p256");
	uint8_t two[WIDTH] = { [WIDTH - 1] = 2 }, hash[WIDTH];
	unsigned long n = sizeof hash;
	void *order, *r, *e;

	assert_int_equal(ltc_init_multi(&order, &r, &e, NULL), CRYPT_OK);
	ltc_mp.read_radix(order, ltc_ecc_sets[5].order, 16);
	assert_int_equal(d->derive(two, pub), ETT_OK);
	register_hash(&sha256_desc);
	hash_memory(find_hash("sha256"), (const unsigned char *)"m", 1, hash,
		    &n);
	ltc_mp.unsigned_read(r, pub + 1, WIDTH);
	ltc_mp.unsigned_read(e, hash, WIDTH);
	ltc_mp.mpdiv(r, order, NULL, r);
	ltc_mp.mpdiv(e, order, NULL, e);
	put(r, sig);
	put(e, sig + WIDTH);
	ltc_mp.invmod(r, order, r);
	ltc_mp.mulmod(e, r, order, e);
	if (negative)
		ltc_mp.sub(order, e, e);
	put(e, hash);
	assert_int_equal(d->derive(hash, pub), ETT_OK);
	ltc_deinit_multi(order, r, e, NULL);
}

static void ecdsa_adds_equal_and_inverse_points(void **state)
{
	const struct ett_sig *s = ett_find_sig(b, "ecdsa-p256-sha256");
	uint8_t pub[1 + 2 * WIDTH], sig[2 * WIDTH];
	const struct ett_key_nums key = { .pub = { { pub, sizeof pub } } };
	const struct ett_bytes view = { sig, sizeof sig };

	(void)state;
	assert_int_equal(ltc_ecc_sets[5].size, WIDTH);
	add_a_point_to_itself(false, pub, sig);
	assert_int_equal(s->verify(&key, ETT_LIT("m"), view), ETT_OK);
	assert_int_equal(s->verify(&key, ETT_LIT("n"), view), ETT_SIG);
	add_a_point_to_itself(true, pub, sig);
	assert_int_equal(s->verify(&key, ETT_LIT("m"), view), ETT_SIG);
}

static int start(void **state)
{
	(void)state;
	b = ett_backend("tomcrypt");
	return b != NULL && b->start() == ETT_OK ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(library_has_no_source_of_its_own),
		cmocka_unit_test(failing_randomness_gives_no_key),
		cmocka_unit_test(failing_randomness_gives_no_signature),
		cmocka_unit_test(rsa_is_blinded_by_our_source),
		cmocka_unit_test(numbers_that_cannot_be_made_are_an_error),
		cmocka_unit_test(big_contexts_are_taken_once),
		cmocka_unit_test(points_of_no_curve_end_nothing),
		cmocka_unit_test(moduli_that_crash_never_get_there),
		cmocka_unit_test(rsa_factors_are_judged),
		cmocka_unit_test(rsa_padding_is_compared_byte_by_byte),
		cmocka_unit_test(ecdsa_adds_equal_and_inverse_points),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, start, NULL);
}
