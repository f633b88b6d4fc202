/* SPDX-License-Identifier: ISC
 *
 * What a stranger might send instead of public values, groups and signatures:
 * every library, behind the common checks, refuses all of it, and for the
 * same reason.  Each row gives one string of verdicts.
 */
#include <string.h>

#include "crypto/check.h"
#include "vectors/interop/row.h"

enum { POINT_MAX = 160, PRIME_LEN = 128, X25519_LEN = 32 };

/* A verdict that is not the one there must be; what names the case. */
static void expect(struct interop_try *t, struct interop_sum *sum, ett_err got,
		   bool good, const char *what)
{
	interop_sum_number(sum, (uint64_t)got);
	if (good != (got == ETT_OK))
		interop_fail(t, "%s: %s", what,
			     got == ETT_OK ? "accepted" : ett_err_text(got));
	if (got == ETT_CRYPTO || got == ETT_NOMEM || got == ETT_ARG)
		interop_fail(t, "%s: %s", what, ett_err_text(got));
}

struct points {
	struct interop_try *t;
	const struct ett_dh *d;
	struct interop_sum sum;
	uint8_t secret[POINT_MAX], good[POINT_MAX], bad[POINT_MAX];
};

static void put_point(struct points *x, size_t n, bool good, const char *what)
{
	uint8_t shared[ETT_AGREE_MAX];

	expect(x->t, &x->sum,
	       ett_ecdh_shared(x->d, x->secret, (struct ett_bytes){ x->bad, n },
			       shared),
	       good, what);
	memcpy(x->bad, x->good, sizeof x->bad);
}

static void bad_lengths(struct points *x)
{
	size_t n = x->d->public_len;

	put_point(x, 0, false, "an empty value");
	put_point(x, 1, false, "one byte");
	put_point(x, n - 1, false, "a byte too short");
	put_point(x, n + 1, false, "a byte too long");
	memset(x->bad, 0, n);
	put_point(x, n, false, "all zeros");
}

/* SEC 1 section 2.3.3: only 04 x y, x and y below p, on the curve. */
static void bad_points(struct points *x)
{
	static const uint8_t forms[] = { 0, 2, 3, 5, 6, 7, 0xff };
	size_t n = x->d->public_len;

	for (size_t i = 0; i < sizeof forms; i++) {
		x->bad[0] = forms[i];
		put_point(x, n, false, "a form of point that is none");
	}
	x->bad[0] = 2 + (x->good[n - 1] & 1);
	put_point(x, 1 + (n - 1) / 2, false, "a compressed point");
	for (size_t bit = 0; bit < 8; bit++) {
		x->bad[n - 1] ^= (uint8_t)(1u << bit);
		put_point(x, n, false, "a point beside the curve");
		x->bad[1 + (n - 1) / 2 - 1] ^= (uint8_t)(1u << bit);
		put_point(x, n, false, "a point beside the curve");
	}
	memset(x->bad + 1, 0xff, n - 1);
	put_point(x, n, false, "coordinates above p");
	memset(x->bad + 1, 0, n - 1);
	put_point(x, n, false, "the point (0, 0)");
}

/* p - 1, p or p + 1 for x25519 and x448, RFC 7748 section 4: little-endian,
 * 2^255 - 19 and 2^448 - 2^224 - 1. */
static void near_prime(struct points *x, unsigned more)
{
	size_t n = x->d->public_len;
	unsigned carry = more;

	memset(x->bad, 0xff, n);
	x->bad[0] = n == X25519_LEN ? 0xec : 0xfe;
	x->bad[n - 1] = n == X25519_LEN ? 0x7f : 0xff;
	if (n != X25519_LEN)
		x->bad[n / 2] = 0xfe;
	for (size_t i = 0; i < n; i++) {
		carry += x->bad[i];
		x->bad[i] = (uint8_t)carry;
		carry >>= 8;
	}
}

static void low_order(struct points *x)
{
	size_t n = x->d->public_len;

	memset(x->bad, 0, n);
	x->bad[0] = 1;
	put_point(x, n, false, "a point of low order");
	for (unsigned more = 0; more < 3; more++) {
		near_prime(x, more);
		put_point(x, n, false, "a point of low order");
	}
}

static bool find_dh(struct interop_try *t, struct points *x)
{
	*x = (struct points){ .t = t,
			      .d = ett_find_dh(t->client, t->row->name) };
	if (x->d == NULL) {
		interop_lacks(t, t->client, t->row->name);
		return false;
	}
	memset(x->secret, 0, sizeof x->secret);
	x->secret[x->d->secret_len - 1] = 5;
	if (ett_ecdh_public(x->d, x->secret, x->good) != ETT_OK) {
		interop_fail(t, "no public value");
		return false;
	}
	memcpy(x->bad, x->good, sizeof x->bad);
	return true;
}

void interop_points(struct interop_try *t)
{
	struct points x;

	if (!find_dh(t, &x))
		return;
	interop_sum_start(t->x, &x.sum);
	put_point(&x, x.d->public_len, true, "a good value");
	bad_lengths(&x);
	if (t->row->name[0] == 'x')
		low_order(&x);
	else
		bad_points(&x);
	interop_sum_end(t, &x.sum, INTEROP_ANSWERS);
}

/* Several libraries end the process for some of these groups. */
static void bad_groups(struct interop_try *t, struct interop_sum *sum)
{
	const struct ett_modexp *m = t->client->modexp;
	struct ett_bytes good = ett_modp_prime("modp1024");
	struct ett_bytes two = ETT_LIT("\2"), five = ETT_LIT("\5");
	uint8_t odd[PRIME_LEN], out[ETT_AGREE_MAX];
	struct ett_bytes p = { odd, PRIME_LEN };

	memcpy(odd, good.p, PRIME_LEN);
	expect(t, sum, ett_modp_public(m, p, two, five, out), true, "a group");
	odd[PRIME_LEN - 1] &= 0xfe;
	expect(t, sum, ett_modp_public(m, p, two, five, out), false,
	       "an even modulus");
	memset(odd, 0, PRIME_LEN);
	expect(t, sum, ett_modp_public(m, p, two, five, out), false, "p = 0");
	odd[PRIME_LEN - 1] = 1;
	expect(t, sum, ett_modp_public(m, p, two, five, out), false, "p = 1");
	p.n = 0;
	expect(t, sum, ett_modp_public(m, p, two, five, out), false, "no p");
	p = (struct ett_bytes){ good.p, PRIME_LEN / 2 };
	expect(t, sum, ett_modp_public(m, p, two, five, out), false,
	       "a modulus of 512 bits");
	expect(t, sum, ett_modp_public(m, good, ETT_LIT("\1"), five, out),
	       false, "g = 1");
	expect(
	    t, sum,
	    ett_modp_public(m, good, (struct ett_bytes){ odd, 0 }, five, out),
	    false, "g = 0");
	expect(t, sum, ett_modp_public(m, good, good, five, out), false,
	       "g = p");
}

static void bad_values(struct interop_try *t, struct interop_sum *sum)
{
	const struct ett_modexp *m = t->client->modexp;
	struct ett_bytes p = ett_modp_prime("modp1024");
	struct ett_bytes five = ETT_LIT("\5");
	uint8_t v[PRIME_LEN + 1] = { 1 }, out[ETT_AGREE_MAX];
	struct ett_bytes y = { v, PRIME_LEN };

	expect(t, sum, ett_modp_shared(m, p, ETT_LIT("\2"), five, out), true,
	       "y = 2");
	expect(t, sum, ett_modp_shared(m, p, ETT_LIT("\1"), five, out), false,
	       "y = 1");
	y.n = 0;
	expect(t, sum, ett_modp_shared(m, p, y, five, out), false, "y = 0");
	expect(t, sum, ett_modp_shared(m, p, p, five, out), false, "y = p");
	memcpy(v, p.p, PRIME_LEN);
	v[PRIME_LEN - 1] ^= 1;
	y.n = PRIME_LEN;
	expect(t, sum, ett_modp_shared(m, p, y, five, out), false, "y = p - 1");
	memcpy(v + 1, p.p, PRIME_LEN);
	v[0] = 1;
	y.n = PRIME_LEN + 1;
	expect(t, sum, ett_modp_shared(m, p, y, five, out), false,
	       "y longer than p");
}

void interop_groups(struct interop_try *t)
{
	struct interop_sum sum;

	if (t->client->modexp == NULL) {
		interop_lacks(t, t->client, "modexp");
		return;
	}
	interop_sum_start(t->x, &sum);
	bad_groups(t, &sum);
	bad_values(t, &sum);
	interop_sum_end(t, &sum, INTEROP_ANSWERS);
}
