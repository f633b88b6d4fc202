/* SPDX-License-Identifier: ISC
 *
 * What a stranger might send gets one verdict, whichever library is asked:
 * the common checks come first, and what they leave every library refuses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/check.h"
#include "crypto/key.h"
#include "test/hex.h"
#include "test/seed.h"

static uint64_t seed = 43;
static uint8_t out[ETT_AGREE_MAX];

/* What a stranger sends instead of a public value. */
static void refuse_points(const struct ett_backend *b)
{
	/* clang-format off */
	static const struct {
		const char *curve, *point;
	} rows[] = {
		/* of order 1, 2, 4 and 8, and not reduced (RFC 7748) */
		{ "x25519", "0000000000000000000000000000000000000000000000000000000000000000" },
		{ "x25519", "0100000000000000000000000000000000000000000000000000000000000000" },
		{ "x25519", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" },
		{ "x25519", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" },
		{ "x25519", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" },
		{ "x25519", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800" },
		{ "x25519", "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157" },
		/* too short, too long */
		{ "x25519", "09" },
		{ "p256",   "04" },
		/* infinity, (0, 0), not on the curve, compressed */
		{ "p256",   "00" },
		{ "p256",   "0400000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" },
		{ "p256",   "0400000000000000000000000000000000000000000000000000000000000000050000000000000000000000000000000000000000000000000000000000000005" },
		{ "p256",   "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296" },
	};
	/* clang-format on */
	static const uint8_t secret[66] = { 1, 2, 3 };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct ett_dh *d = ett_find_dh(b, rows[i].curve);
		const struct hex point = hex_make(rows[i].point);

		if (d != NULL)
			assert_int_equal(
			    ett_ecdh_shared(d, secret, hex_view(&point), out),
			    ETT_KEX);
	}
}

/* GMP ends the process by a signal for some of these. */
static void refuse_groups(const struct ett_backend *b)
{
	struct ett_bytes good = ett_modp_prime("modp1024");
	uint8_t b_even[128], b_zero[128] = { 0 };
	const struct ett_bytes even = { b_even, 128 }, zero = { b_zero, 128 };

	if (b->modexp == NULL)
		return;
	memcpy(b_even, good.p, sizeof b_even);
	b_even[127] &= 0xfe;
	assert_int_equal(
	    ett_modp_public(b->modexp, even, ETT_LIT("\2"), ETT_LIT("\5"), out),
	    ETT_KEX);
	assert_int_equal(
	    ett_modp_shared(b->modexp, zero, ETT_LIT("\2"), ETT_LIT("\5"), out),
	    ETT_KEX);
	assert_int_equal(ett_modp_shared(b->modexp, (struct ett_bytes){ 0 },
					 ETT_LIT("\2"), ETT_LIT("\5"), out),
			 ETT_KEX);
	assert_int_equal(
	    ett_modp_shared(b->modexp, good, ETT_LIT("\1"), ETT_LIT("\5"), out),
	    ETT_KEX);
	assert_int_not_equal(
	    b->modexp->pow(ETT_LIT("\2"), ETT_LIT("\5"), even, out), ETT_OK);
}

/* A signature that is right but for one number. */
static void refuse_signatures(const struct ett_backend *b)
{
	const char *name;

	for (size_t i = 0; (name = ett_alg_at(ETT_ALG_SIG, i, NULL, NULL));
	     i++) {
		const struct ett_sig_alg *alg = ett_sig_alg(ett_str(name));
		uint8_t sig[ETT_SIG_BLOB_MAX];
		struct ett_bytes view = { sig, 0 };
		struct ett_key *key = NULL;

		if (!ett_alg_has(b, ETT_ALG_SIG, ett_str(name)))
			continue;
		assert_int_equal(ett_key_generate(b, alg->key_type, 0,
						  seed_rng(&seed), "", &key),
				 ETT_OK);
		assert_int_equal(ett_key_sign(key, b, alg, ETT_LIT("message"),
					      seed_rng(&seed), sig, &view.n),
				 ETT_OK);
		for (size_t k = 0; k < 8 * 8; k++) {
			uint8_t *byte = sig + view.n - 1 - k / 8;

			*byte ^= (uint8_t)(1u << k % 8);
			assert_int_equal(
			    ett_key_verify(b, alg, ett_key_blob(key),
					   ETT_LIT("message"), view),
			    ETT_SIG);
			*byte ^= (uint8_t)(1u << k % 8);
		}
		ett_key_free(key);
	}
}

static void each_backend(void (*judge)(const struct ett_backend *b))
{
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);

		assert_non_null(b);
		judge(b);
	}
}

static void hostile_points_are_refused(void **state)
{
	(void)state;
	each_backend(refuse_points);
}

static void hostile_groups_are_refused(void **state)
{
	(void)state;
	each_backend(refuse_groups);
}

static void forged_signatures_are_refused(void **state)
{
	(void)state;
	each_backend(refuse_signatures);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_points_are_refused),
		cmocka_unit_test(hostile_groups_are_refused),
		cmocka_unit_test(forged_signatures_are_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
