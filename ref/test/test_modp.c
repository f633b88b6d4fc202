/* SPDX-License-Identifier: ISC
 *
 * The fixed groups, and hostile values of Diffie-Hellman.  The backend here
 * ends the process when it is reached: what is refused must never get there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/check.h"
#include "test/seed.h"

static ett_err must_not_pow(struct ett_bytes base, struct ett_bytes exp,
			    struct ett_bytes m, uint8_t *out)
{
	(void)base;
	(void)exp;
	(void)m;
	(void)out;
	abort();
}

static const struct ett_modexp mine = { "modexp", must_not_pow };

static const struct ett_modexp *real(void)
{
	const struct ett_backend *b = ett_backend("auto");

	assert_non_null(b);
	return b->modexp;
}

static const struct {
	const char *name;
	size_t bits;
} groups[] = {
	{ "modp1024", 1024 },
	{ "modp2048", 2048 },
	{ "modp4096", 4096 },
	{ "modp8192", 8192 },
};

enum { GROUPS = sizeof groups / sizeof groups[0] };

static void one_at(uint8_t *p, size_t n)
{
	memset(p, 0, n);
	p[n - 1] = 1;
}

/* base^exp = 1 mod m */
static bool gives_one(uint8_t base, struct ett_bytes exp, struct ett_bytes m)
{
	uint8_t out[ETT_AGREE_MAX], one[ETT_AGREE_MAX];

	one_at(one, m.n);
	assert_int_equal(
	    real()->pow((struct ett_bytes){ &base, 1 }, exp, m, out), ETT_OK);
	return memcmp(out, one, m.n) == 0;
}

/* As wide as the prime that it comes from. */
struct number {
	size_t n;
	uint8_t p[ETT_AGREE_MAX];
};

static struct ett_bytes view(const struct number *v)
{
	return (struct ett_bytes){ v->p, v->n };
}

/* v - 1, for an odd v */
static struct number less_one(struct ett_bytes v)
{
	struct number r = { .n = v.n };

	memcpy(r.p, v.p, v.n);
	r.p[v.n - 1] ^= 1;
	return r;
}

static struct number half(struct ett_bytes v)
{
	struct number r = { .n = v.n };
	unsigned carry = 0;

	for (size_t i = 0; i < v.n; i++) {
		r.p[i] = (uint8_t)(carry << 7 | v.p[i] >> 1);
		carry = v.p[i] & 1;
	}
	return r;
}

/* Fermat's test for p and for q = (p - 1) / 2; 2 generates the subgroup of
 * order q.  One wrong digit, and none of the three holds. */
static void fixed_groups_have_safe_primes(void **state)
{
	(void)state;
	for (size_t i = 0; i < GROUPS; i++) {
		const struct ett_bytes p = ett_modp_prime(groups[i].name);
		const struct number q = half(p);
		const struct number p_less = less_one(p);
		const struct number q_less = less_one(view(&q));

		assert_int_equal(p.n * 8, groups[i].bits);
		assert_true(gives_one(3, view(&p_less), p));
		assert_true(gives_one(2, view(&q), p));
		assert_true(gives_one(3, view(&q_less), view(&q)));
	}
}

/* RFC 3526: the upper and lower 64 bits are ones, and between them come the
 * digits of pi, so the groups begin alike. */
static void fixed_groups_look_as_defined(void **state)
{
	const struct ett_bytes largest = ett_modp_prime("modp8192");

	(void)state;
	for (size_t i = 0; i < GROUPS; i++) {
		const struct ett_bytes p = ett_modp_prime(groups[i].name);

		assert_memory_equal(p.p, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
		assert_memory_equal(p.p + p.n - 8,
				    "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
		assert_memory_equal(p.p, largest.p, p.n - 32);
		assert_int_equal(ett_modp_check(p, ETT_LIT("\2")), ETT_OK);
	}
	assert_int_equal(ett_modp_prime("modp1536").n, 0);
	assert_int_equal(ett_modp_prime("p256").n, 0);
}

static void both_ends_agree(void **state)
{
	uint64_t seed = 8268;
	struct ett_rng rng = seed_rng(&seed);
	uint8_t x[2][40], pub[2][ETT_AGREE_MAX], shared[2][ETT_AGREE_MAX];

	(void)state;
	for (size_t i = 0; i < GROUPS; i++) {
		const struct ett_bytes p = ett_modp_prime(groups[i].name);

		for (int end = 0; end < 2; end++) {
			assert_int_equal(
			    rng.fill(rng.ctx, x[end], sizeof x[end]), ETT_OK);
			assert_int_equal(
			    ett_modp_public(real(), p, ETT_LIT("\2"),
					    (struct ett_bytes){ x[end], 40 },
					    pub[end]),
			    ETT_OK);
		}
		for (int end = 0; end < 2; end++) {
			const struct ett_bytes y = { pub[1 - end], p.n };

			assert_int_equal(
			    ett_modp_shared(real(), p, y,
					    (struct ett_bytes){ x[end], 40 },
					    shared[end]),
			    ETT_OK);
		}
		assert_memory_equal(shared[0], shared[1], p.n);
	}
}

static void y_refused(struct ett_bytes p, struct ett_bytes y)
{
	uint8_t out[ETT_AGREE_MAX];

	assert_int_equal(ett_modp_shared(&mine, p, y, ETT_LIT("\3"), out),
			 ETT_KEX);
	assert_int_equal(ett_modp_public(&mine, p, y, ETT_LIT("\3"), out),
			 ETT_KEX);
	assert_int_equal(ett_modp_check(p, y), ETT_KEX);
}

/* RFC 8268 section 4: 1 < e, f < p - 1; and mpint without leading zeros. */
static void values_outside_the_group_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < GROUPS; i++) {
		const struct ett_bytes p = ett_modp_prime(groups[i].name);
		uint8_t y[ETT_AGREE_MAX + 1];

		y_refused(p, ETT_LIT(""));
		y_refused(p, ETT_LIT("\0"));
		y_refused(p, ETT_LIT("\1"));
		y_refused(p, ETT_LIT("\0\2"));
		memcpy(y, p.p, p.n);
		y_refused(p, (struct ett_bytes){ y, p.n });
		y[p.n - 1]--;
		y_refused(p, (struct ett_bytes){ y, p.n });
		memset(y, 0xff, p.n);
		y_refused(p, (struct ett_bytes){ y, p.n });
		y_refused(p, (struct ett_bytes){ y, p.n + 1 });
		y[0] = 0;
		y_refused(p, (struct ett_bytes){ y, p.n });
	}
}

static void the_largest_and_smallest_value_are_accepted(void **state)
{
	const struct ett_bytes p = ett_modp_prime("modp1024");
	uint8_t y[128], out[128];

	(void)state;
	memcpy(y, p.p, p.n);
	y[p.n - 1] -= 2;
	assert_int_equal(ett_modp_shared(real(), p,
					 (struct ett_bytes){ y, p.n },
					 ETT_LIT("\3"), out),
			 ETT_OK);
	assert_int_equal(
	    ett_modp_shared(real(), p, ETT_LIT("\2"), ETT_LIT("\3"), out),
	    ETT_OK);
	assert_int_equal(out[127], 8);
}

static void p_refused(const uint8_t *p, size_t n)
{
	const struct ett_bytes m = { p, n }, g = ETT_LIT("\2");
	uint8_t out[ETT_AGREE_MAX];

	assert_int_equal(ett_modp_check(m, g), ETT_KEX);
	assert_int_equal(ett_modp_public(&mine, m, g, ETT_LIT("\3"), out),
			 ETT_KEX);
	assert_int_equal(ett_modp_shared(&mine, m, g, ETT_LIT("\3"), out),
			 ETT_KEX);
}

/* RFC 4419 section 3 bounds p; an even one crashes a library. */
static void hostile_moduli_are_refused(void **state)
{
	uint8_t p[ETT_AGREE_MAX + 1];

	(void)state;
	memset(p, 0xff, sizeof p);
	p_refused(p, 0);
	p_refused(p, 1);
	p_refused(p, 127);
	p_refused(p, ETT_AGREE_MAX + 1);
	p[255] = 0xfe;
	p_refused(p, 256);
	p[255] = 0;
	p_refused(p, 256);
	p[255] = 0xff;
	p[0] = 0;
	p_refused(p, 256);
	p[0] = 0x7f;
	p_refused(p, 128);
	assert_int_equal(
	    ett_modp_check((struct ett_bytes){ p, 256 }, ETT_LIT("\2")),
	    ETT_OK);
	p[0] = 0x80;
	assert_int_equal(
	    ett_modp_check((struct ett_bytes){ p, 128 }, ETT_LIT("\2")),
	    ETT_OK);
	assert_int_equal(ett_modp_check((struct ett_bytes){ p, ETT_AGREE_MAX },
					ETT_LIT("\2")),
			 ETT_OK);
}

static void exponents_of_no_use_are_refused(void **state)
{
	static const uint8_t zeros[129];
	const struct ett_bytes p = ett_modp_prime("modp1024");
	uint8_t out[128];

	(void)state;
	for (size_t n = 0; n <= sizeof zeros; n += 43)
		assert_int_equal(ett_modp_public(&mine, p, ETT_LIT("\2"),
						 (struct ett_bytes){ zeros, n },
						 out),
				 ETT_ARG);
}

/* What a group with a weak modulus can force a result to be. */
static uint8_t forced[128];

static ett_err forced_pow(struct ett_bytes base, struct ett_bytes exp,
			  struct ett_bytes m, uint8_t *out)
{
	(void)base;
	(void)exp;
	memcpy(out, forced, m.n);
	return ETT_OK;
}

static void forced_secrets_are_refused(void **state)
{
	static const struct ett_modexp m = { "modexp", forced_pow };
	const struct ett_bytes p = ett_modp_prime("modp1024");
	const struct ett_bytes g = ETT_LIT("\2"), x = ETT_LIT("\3");
	uint8_t out[128];

	(void)state;
	memset(forced, 0, sizeof forced);
	assert_int_equal(ett_modp_shared(&m, p, g, x, out), ETT_KEX);
	forced[127] = 1;
	assert_int_equal(ett_modp_shared(&m, p, g, x, out), ETT_KEX);
	forced[127] = 2;
	assert_int_equal(ett_modp_shared(&m, p, g, x, out), ETT_OK);
	memcpy(forced, p.p, p.n);
	forced[127] -= 1;
	assert_int_equal(ett_modp_shared(&m, p, g, x, out), ETT_KEX);
	forced[127] -= 1;
	assert_int_equal(ett_modp_shared(&m, p, g, x, out), ETT_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_groups_have_safe_primes),
		cmocka_unit_test(fixed_groups_look_as_defined),
		cmocka_unit_test(both_ends_agree),
		cmocka_unit_test(values_outside_the_group_are_refused),
		cmocka_unit_test(the_largest_and_smallest_value_are_accepted),
		cmocka_unit_test(hostile_moduli_are_refused),
		cmocka_unit_test(exponents_of_no_use_are_refused),
		cmocka_unit_test(forced_secrets_are_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
