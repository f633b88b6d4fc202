/* SPDX-License-Identifier: ISC
 *
 * No number that a peer chose for a key or a signature reaches a library
 * unless it passed through here: some libraries abort, or compute on, when a
 * number is out of its range.
 */
#include <string.h>

#include "crypto/blob.h"
#include "crypto/check.h"
#include "crypto/curve.h"
#include "crypto/edwards.h"
#include "crypto/pkcs1.h"

enum family { FAMILY_EDWARDS, FAMILY_ECDSA, FAMILY_RSA, FAMILY_DSA };

struct rule {
	const char *primitive;
	enum family family;
	const char *how; /* the curve; of RSA the hash */
};

enum { DSA_P_BITS = 1024, DSA_Q_BITS = 160, DSA_Q_LEN = 20 };

/* FIPS 186-4 section B.3.1; a longer one only costs whoever verifies. */
enum { RSA_E_BITS = 256 };

/* clang-format off */
static const struct rule rules[] = {
	{ "ed25519",           FAMILY_EDWARDS, "ed25519" },
	{ "ed448",             FAMILY_EDWARDS, "ed448" },
	{ "ecdsa-p256-sha256", FAMILY_ECDSA,   "p256" },
	{ "ecdsa-p384-sha384", FAMILY_ECDSA,   "p384" },
	{ "ecdsa-p521-sha512", FAMILY_ECDSA,   "p521" },
	{ "rsa-sha1",          FAMILY_RSA,     "sha1" },
	{ "rsa-sha256",        FAMILY_RSA,     "sha256" },
	{ "rsa-sha512",        FAMILY_RSA,     "sha512" },
	{ "dsa-sha1",          FAMILY_DSA,     NULL },
};
/* clang-format on */

static const struct rule *rule_for(const struct ett_sig *s)
{
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (strcmp(s->name, rules[i].primitive) == 0)
			return &rules[i];
	return NULL;
}

static struct ett_bytes strip(struct ett_bytes v)
{
	while (v.n > 0 && v.p[0] == 0) {
		v.p++;
		v.n--;
	}
	return v;
}

/* Big-endian numbers: < 0, 0, > 0 as a is below, equal to, above b. */
static int compare(struct ett_bytes a, struct ett_bytes b)
{
	a = strip(a);
	b = strip(b);
	if (a.n != b.n)
		return a.n < b.n ? -1 : 1;
	return a.n == 0 ? 0 : memcmp(a.p, b.p, a.n);
}

static bool is_odd(struct ett_bytes v)
{
	return v.n > 0 && (v.p[v.n - 1] & 1);
}

static size_t bit_len(struct ett_bytes v)
{
	size_t top = 8;

	v = strip(v);
	if (v.n == 0)
		return 0;
	while (!(v.p[0] >> (top - 1)))
		top--;
	return (v.n - 1) * 8 + top;
}

/* low <= v < high, for a low of one byte. */
static bool in_range(struct ett_bytes v, uint8_t low, struct ett_bytes high)
{
	return compare(v, (struct ett_bytes){ &low, 1 }) >= 0 &&
	       compare(v, high) < 0;
}

static ett_err check_rsa(struct ett_bytes n, struct ett_bytes e)
{
	size_t bits = bit_len(n);

	if (bits < ETT_RSA_MIN_BITS || bits > ETT_RSA_MAX_BITS || !is_odd(n))
		return ETT_FORMAT;
	return is_odd(e) && in_range(e, 3, n) && bit_len(e) <= RSA_E_BITS
		   ? ETT_OK
		   : ETT_FORMAT;
}

/* 1 < v < p - 1 for an odd p; p - 1 has order 2. */
static bool inside(struct ett_bytes v, struct ett_bytes p)
{
	bool is_last = v.n == p.n && memcmp(v.p, p.p, p.n - 1) == 0 &&
		       v.p[v.n - 1] == (p.p[p.n - 1] ^ 1);

	return in_range(v, 2, p) && !is_last;
}

/* FIPS 186-4 section 4.1; p and q are trusted to be prime. */
static ett_err check_dsa(const struct ett_bytes *pub)
{
	struct ett_bytes p = pub[0], q = pub[1];

	if (bit_len(p) != DSA_P_BITS || bit_len(q) != DSA_Q_BITS ||
	    !is_odd(p) || !is_odd(q))
		return ETT_FORMAT;
	return inside(pub[2], p) && inside(pub[3], p) ? ETT_OK : ETT_FORMAT;
}

ett_err ett_check_public(const struct ett_sig *s,
			 const struct ett_key_nums *key)
{
	const struct rule *r = rule_for(s);

	if (r == NULL)
		return ETT_ARG;
	if (r->family == FAMILY_EDWARDS)
		return ett_edwards_key(r->how, key->pub[0]) ? ETT_OK
							    : ETT_FORMAT;
	if (r->family == FAMILY_RSA)
		return check_rsa(key->pub[0], key->pub[1]);
	if (r->family == FAMILY_DSA)
		return check_dsa(key->pub);
	return ett_curve_has(r->how, key->pub[0]) ? ETT_OK : ETT_FORMAT;
}

/* r then s, each as wide as the order and 0 < r, s < order. */
static ett_err check_pair(struct ett_bytes sig, struct ett_bytes order)
{
	struct ett_bytes r = { sig.p, order.n };
	struct ett_bytes s = { sig.p + order.n, order.n };

	if (sig.n != 2 * order.n || !in_range(r, 1, order) ||
	    !in_range(s, 1, order))
		return ETT_SIG;
	return ETT_OK;
}

static void halve(uint8_t *v)
{
	for (size_t i = DSA_Q_LEN; i-- > 1;)
		v[i] = (uint8_t)(v[i] >> 1 | v[i - 1] << 7);
	v[0] >>= 1;
}

/* a -= b, for a >= b. */
static void subtract(uint8_t *a, const uint8_t *b)
{
	unsigned borrow = 0;

	for (size_t i = DSA_Q_LEN; i-- > 0;) {
		unsigned d = 256U + a[i] - b[i] - borrow;

		a[i] = (uint8_t)d;
		borrow = d < 256;
	}
}

/*
 * Has s an inverse modulo q, which is odd?  Nobody knows whether a stranger's q
 * is prime, and libgcrypt ends the process when there is none.  The greatest
 * common divisor, by halves and differences: each turn takes a bit away.
 */
static bool has_inverse(struct ett_bytes s, struct ett_bytes q)
{
	uint8_t a[DSA_Q_LEN], b[DSA_Q_LEN], other[DSA_Q_LEN];
	struct ett_bytes left = { a, sizeof a };

	memcpy(a, s.p, sizeof a);
	memcpy(b, q.p, sizeof b);
	while (bit_len(left) > 0) {
		if (!is_odd(left)) {
			halve(a);
			continue;
		}
		if (memcmp(a, b, sizeof a) < 0) {
			memcpy(other, a, sizeof a);
			memcpy(a, b, sizeof a);
			memcpy(b, other, sizeof b);
		}
		subtract(a, b);
	}
	return bit_len((struct ett_bytes){ b, sizeof b }) == 1;
}

static ett_err check_dsa_pair(struct ett_bytes sig, struct ett_bytes q)
{
	ett_err e = q.n == DSA_Q_LEN ? check_pair(sig, q) : ETT_SIG;
	struct ett_bytes s = { sig.p + DSA_Q_LEN, DSA_Q_LEN };

	return e != ETT_OK || has_inverse(s, q) ? e : ETT_SIG;
}

ett_err ett_check_signature(const struct ett_sig *s,
			    const struct ett_key_nums *key,
			    struct ett_bytes sig)
{
	const struct rule *r = rule_for(s);
	struct ett_bytes n = key->pub[0];

	if (r == NULL)
		return ETT_ARG;
	if (r->family == FAMILY_EDWARDS)
		return ett_edwards_signature(r->how, sig) ? ETT_OK : ETT_SIG;
	if (r->family == FAMILY_DSA)
		return check_dsa_pair(sig, key->pub[1]);
	if (r->family == FAMILY_ECDSA)
		return check_pair(sig, ett_curve_order(r->how));
	return sig.n == n.n && in_range(sig, 1, n) ? ETT_OK : ETT_SIG;
}

ett_err ett_verify(const struct ett_backend *b, const struct ett_sig *s,
		   const struct ett_key_nums *key, struct ett_bytes msg,
		   struct ett_bytes sig)
{
	const struct rule *r = rule_for(s);
	ett_err e = ett_check_public(s, key);

	if (e == ETT_OK)
		e = ett_check_signature(s, key, sig);
	if (e != ETT_OK)
		return e;
	if (r->family == FAMILY_RSA)
		return ett_pkcs1_verify(b, r->how, key, msg, sig);
	return s->verify(key, msg, sig);
}
