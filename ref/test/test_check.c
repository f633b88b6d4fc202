/* SPDX-License-Identifier: ISC
 *
 * Hostile public values of the curves.  The backend here ends the process
 * when it is reached: what is refused must never get that far.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/check.h"
#include "crypto/curve.h"
#include "test/hex.h"
#include "test/seed.h"

static ett_err must_not_derive(const uint8_t *secret, uint8_t *pub)
{
	(void)secret;
	(void)pub;
	abort();
}

static ett_err must_not_agree(const uint8_t *secret, struct ett_bytes peer_pub,
			      uint8_t *shared)
{
	(void)secret;
	(void)peer_pub;
	(void)shared;
	abort();
}

static const struct ett_dh mines[] = {
	{ "x25519", 32, 32, 32, must_not_derive, must_not_agree },
	{ "x448", 56, 56, 56, must_not_derive, must_not_agree },
	{ "p256", 32, 65, 32, must_not_derive, must_not_agree },
	{ "p384", 48, 97, 48, must_not_derive, must_not_agree },
	{ "p521", 66, 133, 66, must_not_derive, must_not_agree },
};

enum { NIST = 2 }; /* the first of them */

static const struct ett_dh *mine(const char *curve)
{
	for (size_t i = 0; i < sizeof mines / sizeof mines[0]; i++)
		if (strcmp(mines[i].name, curve) == 0)
			return &mines[i];
	fail_msg("no mine for %s", curve);
	return NULL;
}

static const struct ett_dh *real(const char *curve)
{
	const struct ett_backend *b = ett_backend("auto");

	assert_non_null(b);
	return ett_find_dh(b, curve);
}

static void refused(const char *curve, struct ett_bytes peer)
{
	static const uint8_t secret[66] = { 0, 1 };
	uint8_t shared[66];

	assert_int_equal(ett_ecdh_shared(mine(curve), secret, peer, shared),
			 ETT_KEX);
}

/* The base points, FIPS 186-4 section D.1.2. */
static const struct {
	const char *curve, *point;
} good[] = {
	{ "p256",
	  "04 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
	  "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5" },
	{ "p384", "04 aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b98"
		  "59f741e082542a385502f25dbf55296c3a545e3872760ab7"
		  "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147c"
		  "e9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f" },
	{ "p521",
	  "04 00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
	  "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd"
	  "66 011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"
	  "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd166"
	  "50" },
	{ "p256", /* x = 0 */
	  "04 0000000000000000000000000000000000000000000000000000000000000000"
	  "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4" },
	{ "p256", /* x = 5 */
	  "04 0000000000000000000000000000000000000000000000000000000000000005"
	  "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc" },
	{ "p256", /* y = 5 */
	  "04 d7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7"
	  "0000000000000000000000000000000000000000000000000000000000000005" },
};

enum { GOOD = sizeof good / sizeof good[0] };

/* On the curve modulo p, but a coordinate is not below p. */
static const struct {
	const char *curve, *point;
} unreduced[] = {
	{ "p256", /* x = p, that is 0 */
	  "04 ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
	  "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4" },
	{ "p256", /* x = p + 5 */
	  "04 ffffffff00000001000000000000000000000001000000000000000000000004"
	  "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc" },
	{ "p256", /* y = p + 5 */
	  "04 d7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7"
	  "ffffffff00000001000000000000000000000001000000000000000000000004" },
	{ "p521", /* x + p */
	  "04 02c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
	  "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd"
	  "65 011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"
	  "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd166"
	  "50" },
	{ "p521", /* y + p */
	  "04 00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
	  "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd"
	  "66 031839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"
	  "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd166"
	  "4f" },
};

static void points_of_the_curve_are_accepted(void **state)
{
	(void)state;
	for (size_t i = 0; i < GOOD; i++) {
		const struct hex h = hex_make(good[i].point);

		assert_true(ett_curve_has(good[i].curve, hex_view(&h)));
	}
}

static void unreduced_coordinates_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof unreduced / sizeof unreduced[0]; i++) {
		const struct hex h = hex_make(unreduced[i].point);

		refused(unreduced[i].curve, hex_view(&h));
	}
}

static void every_bit_flip_leaves_the_curve(void **state)
{
	(void)state;
	for (size_t i = 0; i < GOOD; i++) {
		struct hex h = hex_make(good[i].point);

		for (size_t bit = 0; bit < h.n * 8; bit++) {
			h.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
			refused(good[i].curve, hex_view(&h));
			h.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
	}
}

static void every_other_first_byte_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < GOOD; i++) {
		struct hex h = hex_make(good[i].point);

		for (unsigned form = 0; form < 256; form++) {
			h.p[0] = (uint8_t)form;
			if (form != 4)
				refused(good[i].curve, hex_view(&h));
		}
	}
}

static void every_other_length_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < GOOD; i++) {
		struct hex h = hex_make(good[i].point);
		const size_t right = h.n;

		memset(h.p + right, 0, sizeof h.p - right);
		for (h.n = 0; h.n < 2 * right + 2; h.n++)
			if (h.n != right)
				refused(good[i].curve, hex_view(&h));
	}
}

static void infinity_is_refused(void **state)
{
	uint8_t zeros[133] = { 0 };

	(void)state;
	for (size_t i = NIST; i < sizeof mines / sizeof mines[0]; i++) {
		const size_t n = mines[i].public_len;

		refused(mines[i].name, (struct ett_bytes){ zeros, 1 });
		refused(mines[i].name, (struct ett_bytes){ zeros, n });
		zeros[0] = 4;
		refused(mines[i].name, (struct ett_bytes){ zeros, n });
		zeros[0] = 0;
	}
}

static void points_of_the_library_are_accepted(void **state)
{
	static const char *const curves[] = { "p256", "p384", "p521" };
	uint64_t seed = 5656;
	uint8_t secret[66], pub[133];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct ett_dh *d = real(curves[i]);

		for (int j = 0; j < 20; j++) {
			assert_int_equal(
			    ett_ecdh_secret(d, seed_rng(&seed), secret),
			    ETT_OK);
			assert_int_equal(ett_ecdh_public(d, secret, pub),
					 ETT_OK);
			assert_true(ett_curve_has(
			    d->name, (struct ett_bytes){ pub, d->public_len }));
		}
	}
}

static void both_ends_agree(void **state)
{
	uint64_t seed = 8731;

	(void)state;
	for (size_t i = 0; i < sizeof mines / sizeof mines[0]; i++) {
		const struct ett_dh *d = real(mines[i].name);
		uint8_t secret[2][66], pub[2][133], shared[2][66];

		for (int end = 0; end < 2; end++) {
			assert_int_equal(
			    ett_ecdh_secret(d, seed_rng(&seed), secret[end]),
			    ETT_OK);
			assert_int_equal(
			    ett_ecdh_public(d, secret[end], pub[end]), ETT_OK);
		}
		for (int end = 0; end < 2; end++) {
			const struct ett_bytes peer = { pub[1 - end],
							d->public_len };

			assert_int_equal(
			    ett_ecdh_shared(d, secret[end], peer, shared[end]),
			    ETT_OK);
		}
		assert_memory_equal(shared[0], shared[1], d->shared_len);
	}
}

static void another_length_of_rfc_7748_is_refused(void **state)
{
	static const uint8_t point[128] = { 9 };

	(void)state;
	for (size_t i = 0; i < NIST; i++)
		for (size_t n = 0; n <= sizeof point; n++)
			if (n != mines[i].public_len)
				refused(mines[i].name,
					(struct ett_bytes){ point, n });
}

/* RFC 7748 section 6.1: every point whose multiples give all zeros; of X448 0,
 * 1 and -1, and 0 and 1 with p added. */
static const struct {
	const char *curve, *u;
} small_order[] = {
	/* clang-format off */
	{ "x25519", "0000000000000000000000000000000000000000000000000000000000000000" },
	{ "x25519", "0100000000000000000000000000000000000000000000000000000000000000" },
	{ "x25519", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800" },
	{ "x25519", "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157" },
	{ "x25519", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" },
	{ "x25519", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" },
	{ "x25519", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" },
	{ "x25519", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" },
	{ "x448", "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" },
	{ "x448", "0100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" },
	{ "x448", "fefffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffffff" },
	{ "x448", "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffffff" },
	{ "x448", "00000000000000000000000000000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffff" },
	/* clang-format on */
};

static void a_zero_result_is_refused(void **state)
{
	uint64_t seed = 7748;
	uint8_t secret[66], shared[66];

	(void)state;
	for (size_t i = 0; i < sizeof small_order / sizeof *small_order; i++) {
		const struct ett_dh *d = real(small_order[i].curve);
		const struct hex h = hex_make(small_order[i].u);

		assert_int_equal(ett_ecdh_secret(d, seed_rng(&seed), secret),
				 ETT_OK);
		assert_int_equal(
		    ett_ecdh_shared(d, secret, hex_view(&h), shared), ETT_KEX);
	}
}

/* RFC 7748 section 5: they count as if they were reduced, and so do not end
 * the key exchange.  The base point, with p added. */
static void unreduced_points_of_rfc_7748_are_accepted(void **state)
{
	/* clang-format off */
	static const struct {
		const char *curve, *reduced, *u;
	} row[] = {
		{ "x25519",
		  "0400000000000000000000000000000000000000000000000000000000000000",
		  "f1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" },
		{ "x25519", /* the top bit does not count at all */
		  "0900000000000000000000000000000000000000000000000000000000000000",
		  "0900000000000000000000000000000000000000000000000000000000000080" },
		{ "x448",
		  "0500000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
		  "04000000000000000000000000000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffff" },
	};
	/* clang-format on */
	static const uint8_t secret[66] = { 1, 2, 3 };
	uint8_t shared[2][66];

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		const struct ett_dh *d = real(row[i].curve);
		const struct hex x = hex_make(row[i].reduced);
		const struct hex y = hex_make(row[i].u);

		assert_int_equal(
		    ett_ecdh_shared(d, secret, hex_view(&x), shared[0]),
		    ETT_OK);
		assert_int_equal(
		    ett_ecdh_shared(d, secret, hex_view(&y), shared[1]),
		    ETT_OK);
		assert_memory_equal(shared[0], shared[1], d->shared_len);
	}
}

/* Gives what it was told to, the last of it for ever. */
struct told {
	struct ett_bytes bytes;
	ett_err err;
};

static ett_err tell(void *ctx, uint8_t *out, size_t n)
{
	struct told *t = ctx;

	if (t->err != ETT_OK)
		return t->err;
	memcpy(out, t->bytes.p, n);
	if (t->bytes.n > n) {
		t->bytes.p += n;
		t->bytes.n -= n;
	}
	return ETT_OK;
}

static ett_err secret_from(const char *curve, struct told *t, uint8_t *secret)
{
	return ett_ecdh_secret(
	    mine(curve), (struct ett_rng){ .fill = tell, .ctx = t }, secret);
}

static void secrets_are_below_the_order(void **state)
{
	static const char *const curves[] = { "p256", "p384", "p521" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct ett_bytes n = ett_curve_order(curves[i]);
		uint8_t said[3][66] = { 0 }, all[3 * 66], secret[66];
		struct told t = { { all, 3 * n.n }, ETT_OK };

		memset(said[0], 0xff, n.n);
		memcpy(said[1], n.p, n.n);
		memcpy(said[2], n.p, n.n);
		said[2][n.n - 1]--;
		for (size_t j = 0; j < 3; j++)
			memcpy(all + j * n.n, said[j], n.n);
		assert_int_equal(secret_from(curves[i], &t, secret), ETT_OK);
		assert_memory_equal(secret, said[2], n.n);
	}
}

static void a_stuck_source_is_an_error(void **state)
{
	static const uint8_t zeros[66];
	uint8_t ones[66], secret[66];
	struct told zero = { { zeros, 1 }, ETT_OK };
	struct told one = { { ones, 1 }, ETT_OK };
	struct told broken = { { zeros, 1 }, ETT_RNG };

	(void)state;
	memset(ones, 0xff, sizeof ones);
	for (size_t i = NIST; i < sizeof mines / sizeof mines[0]; i++) {
		const char *curve = mines[i].name;

		assert_int_equal(secret_from(curve, &zero, secret), ETT_RNG);
		assert_int_equal(secret_from(curve, &one, secret), ETT_RNG);
		assert_int_equal(secret_from(curve, &broken, secret), ETT_RNG);
	}
	assert_int_equal(secret_from("x25519", &broken, secret), ETT_RNG);
	assert_int_equal(secret_from("x448", &broken, secret), ETT_RNG);
}

static void below_is_strictly_between_zero_and_the_bound(void **state)
{
	static const struct {
		struct ett_bytes value, bound;
		bool below;
	} row[] = {
		{ ETT_INIT("\0\0"), ETT_INIT("\1\0"), false },
		{ ETT_INIT("\0\1"), ETT_INIT("\1\0"), true },
		{ ETT_INIT("\0\xff"), ETT_INIT("\1\0"), true },
		{ ETT_INIT("\1\0"), ETT_INIT("\1\0"), false },
		{ ETT_INIT("\1\1"), ETT_INIT("\1\0"), false },
		{ ETT_INIT("\xff\0"), ETT_INIT("\1\xff"), false },
		{ ETT_INIT("\1"), ETT_INIT("\1\0"), false },
		{ ETT_INIT(""), ETT_INIT(""), false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		assert_int_equal(ett_below(row[i].value, row[i].bound),
				 row[i].below);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_of_the_curve_are_accepted),
		cmocka_unit_test(unreduced_coordinates_are_refused),
		cmocka_unit_test(every_bit_flip_leaves_the_curve),
		cmocka_unit_test(every_other_first_byte_is_refused),
		cmocka_unit_test(every_other_length_is_refused),
		cmocka_unit_test(infinity_is_refused),
		cmocka_unit_test(points_of_the_library_are_accepted),
		cmocka_unit_test(both_ends_agree),
		cmocka_unit_test(another_length_of_rfc_7748_is_refused),
		cmocka_unit_test(a_zero_result_is_refused),
		cmocka_unit_test(unreduced_points_of_rfc_7748_are_accepted),
		cmocka_unit_test(secrets_are_below_the_order),
		cmocka_unit_test(a_stuck_source_is_an_error),
		cmocka_unit_test(below_is_strictly_between_zero_and_the_bound),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
