/* SPDX-License-Identifier: ISC
 *
 * What only this library can get wrong: it divides by whatever it is given,
 * takes a random source that cannot fail, and checks no peer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/blob.h"
#include "crypto/check.h"
#include "crypto/key.h"
#include "test/seed.h"

static const struct ett_backend *b;
static uint64_t seed = 44;

static void even_moduli_never_reach_gmp(void **state)
{
	const struct ett_bytes two = ETT_LIT("\2"), ten = ETT_LIT("\12");
	uint8_t out[2];

	(void)state;
	assert_int_equal(b->modexp->pow(two, two, ten, out), ETT_ARG);
	assert_int_equal(b->modexp->pow(two, two, ETT_LIT("\0\0"), out),
			 ETT_ARG);
	assert_int_equal(b->modexp->pow(two, two, (struct ett_bytes){ 0 }, out),
			 ETT_ARG);
	assert_int_equal(b->modexp->pow(ten, ETT_LIT("\0"), ETT_LIT("\7"), out),
			 ETT_OK);
	assert_int_equal(out[0], 1);
}

/* The library computes on; the layer above tells it by the zeros. */
static void x25519_of_small_order_gives_zeros(void **state)
{
	static const uint8_t secret[32] = { 8 }, point[32] = { 1 }, zero[32];
	const struct ett_bytes peer = { point, sizeof point };
	const struct ett_dh *d = ett_find_dh(b, "x25519");
	uint8_t shared[32] = { 7 };

	(void)state;
	assert_int_equal(d->agree(secret, peer, shared), ETT_OK);
	assert_memory_equal(shared, zero, sizeof zero);
	assert_int_equal(ett_ecdh_shared(d, secret, peer, shared), ETT_KEX);
}

static const char *const types[] = {
	"ssh-ed25519",         "ssh-ed448", "ecdsa-sha2-nistp256",
	"ecdsa-sha2-nistp521", "ssh-rsa",   "ssh-dss"
};

enum { TYPES = sizeof types / sizeof types[0] };

struct source {
	struct ett_rng good;
	unsigned calls; /* so many go well */
};

static ett_err fill(void *ctx, uint8_t *out, size_t n)
{
	struct source *s = ctx;

	if (s->calls == 0)
		return ETT_RNG;
	s->calls--;
	return s->good.fill(s->good.ctx, out, n);
}

static void failing_randomness_gives_no_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < TYPES; i++)
		for (unsigned calls = 0; calls < 2; calls++) {
			struct source s = { seed_rng(&seed), calls };
			struct ett_rng rng = { fill, &s };
			struct ett_key *key = NULL;
			ett_err e =
			    ett_key_generate(b, types[i], 0, rng, "", &key);

			if (s.calls == 0 && calls > 0 && e == ETT_OK)
				ett_key_free(key); /* one was enough */
			else
				assert_int_equal(e, ETT_RNG);
		}
}

static const char *algorithm_of(const char *type)
{
	return strcmp(type, "ssh-rsa") == 0 ? "rsa-sha2-256" : type;
}

static void failing_randomness_gives_no_signature(void **state)
{
	(void)state;
	for (size_t i = 2; i < TYPES; i++) { /* EdDSA needs none */
		const struct ett_sig_alg *alg =
		    ett_sig_alg(ett_str(algorithm_of(types[i])));
		struct source s = { seed_rng(&seed), 0 };
		struct ett_rng rng = { fill, &s };
		uint8_t sig[ETT_SIG_BLOB_MAX];
		struct ett_key *key = NULL;
		size_t n;

		assert_int_equal(
		    ett_key_generate(b, types[i], 0, seed_rng(&seed), "", &key),
		    ETT_OK);
		assert_int_equal(
		    ett_key_sign(key, b, alg, ETT_LIT("m"), rng, sig, &n),
		    ETT_RNG);
		ett_key_free(key);
	}
}

/* Factors that make the modulus, and a division by zero. */
static void rsa_factors_are_judged(void **state)
{
	const struct ett_sig *s = ett_find_sig(b, "rsa-sha256");
	const struct ett_bytes prime = ett_modp_prime("modp2048");
	const struct ett_bytes one = ETT_LIT("\1"), e = ETT_LIT("\3");
	struct ett_key_nums k = { .pub = { prime, e },
				  .sec = { one, prime, one, one } };
	uint8_t sig[ETT_SIG_RAW_MAX];
	size_t n;

	(void)state;
	assert_int_equal(s->sign(&k, ETT_LIT("m"), seed_rng(&seed), sig, &n),
			 ETT_ARG);
	k.sec[1] = one;
	k.sec[2] = prime;
	assert_int_equal(s->sign(&k, ETT_LIT("m"), seed_rng(&seed), sig, &n),
			 ETT_ARG);
	k.sec[2] = e;
	assert_int_equal(s->sign(&k, ETT_LIT("m"), seed_rng(&seed), sig, &n),
			 ETT_ARG);
	k.sec[1] = k.sec[2] = (struct ett_bytes){ 0 };
	assert_int_equal(s->sign(&k, ETT_LIT("m"), seed_rng(&seed), sig, &n),
			 ETT_ARG);
}

/* Scalars and points that are none are refused even here. */
static void curves_judge_what_they_get(void **state)
{
	static const uint8_t zero[32], one[32] = { [31] = 1 };
	static const uint8_t nowhere[65] = { 4, 1 };
	const struct ett_dh *d = ett_find_dh(b, "p256");
	uint8_t out[65];

	(void)state;
	assert_int_equal(d->derive(zero, out), ETT_ARG);
	assert_int_equal(d->agree(one, (struct ett_bytes){ nowhere, 65 }, out),
			 ETT_ARG);
	assert_int_equal(d->agree(one, (struct ett_bytes){ nowhere, 64 }, out),
			 ETT_ARG);
}

static int start(void **state)
{
	(void)state;
	b = ett_backend("nettle");
	return b != NULL ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(even_moduli_never_reach_gmp),
		cmocka_unit_test(x25519_of_small_order_gives_zeros),
		cmocka_unit_test(failing_randomness_gives_no_key),
		cmocka_unit_test(failing_randomness_gives_no_signature),
		cmocka_unit_test(rsa_factors_are_judged),
		cmocka_unit_test(curves_judge_what_they_get),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, start, NULL);
}
