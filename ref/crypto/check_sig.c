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

enum family { FAMILY_ED25519, FAMILY_ECDSA, FAMILY_RSA, FAMILY_DSA };

struct rule {
	const char *primitive;
	enum family family;
	const char *curve; /* ecdsa */
};

enum { DSA_P_BITS = 1024, DSA_Q_BITS = 160, ED25519_LEN = 32 };

/* clang-format off */
/* RFC 8032 section 5.1, little-endian. */
static const uint8_t ed25519_prime[] = {
	0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
};

static const uint8_t ed25519_order[] = {
	0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
	0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10,
};

/* y of the points whose order divides 8, by RFC 8032 section 5.1.2. */
static const uint8_t small_order[][ED25519_LEN] = {
	{ 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, },
	{ 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, },
	{ 0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, },
	{ 0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0,
	  0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
	  0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39,
	  0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05, },
	{ 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f,
	  0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
	  0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6,
	  0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a, },
};

static const struct rule rules[] = {
	{ "ed25519",           FAMILY_ED25519, NULL },
	{ "ecdsa-p256-sha256", FAMILY_ECDSA,   "p256" },
	{ "ecdsa-p384-sha384", FAMILY_ECDSA,   "p384" },
	{ "ecdsa-p521-sha512", FAMILY_ECDSA,   "p521" },
	{ "rsa-sha1",          FAMILY_RSA,     NULL },
	{ "rsa-sha256",        FAMILY_RSA,     NULL },
	{ "rsa-sha512",        FAMILY_RSA,     NULL },
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

/* As compare(), for little-endian numbers of ED25519_LEN bytes. */
static int compare_le(const uint8_t *a, const uint8_t *b)
{
	for (size_t i = ED25519_LEN; i-- > 0;)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

static ett_err check_ed25519(struct ett_bytes pub)
{
	uint8_t y[ED25519_LEN];

	if (pub.n != ED25519_LEN)
		return ETT_FORMAT;
	memcpy(y, pub.p, sizeof y);
	y[ED25519_LEN - 1] &= 0x7f; /* the sign of x */
	if (compare_le(y, ed25519_prime) >= 0)
		return ETT_FORMAT;
	for (size_t i = 0; i < sizeof small_order / sizeof y; i++)
		if (memcmp(y, small_order[i], sizeof y) == 0)
			return ETT_FORMAT;
	return ETT_OK;
}

static ett_err check_rsa(struct ett_bytes n, struct ett_bytes e)
{
	size_t bits = bit_len(n);

	if (bits < ETT_RSA_MIN_BITS || bits > ETT_RSA_MAX_BITS || !is_odd(n))
		return ETT_FORMAT;
	return is_odd(e) && in_range(e, 3, n) ? ETT_OK : ETT_FORMAT;
}

/* FIPS 186-4 section 4.1; p and q are trusted to be prime. */
static ett_err check_dsa(const struct ett_bytes *pub)
{
	struct ett_bytes p = pub[0], q = pub[1];

	if (bit_len(p) != DSA_P_BITS || bit_len(q) != DSA_Q_BITS ||
	    !is_odd(p) || !is_odd(q))
		return ETT_FORMAT;
	if (!in_range(pub[2], 2, p) || !in_range(pub[3], 2, p))
		return ETT_FORMAT;
	return ETT_OK;
}

ett_err ett_check_public(const struct ett_sig *s,
			 const struct ett_key_nums *key)
{
	const struct rule *r = rule_for(s);

	if (r == NULL)
		return ETT_ARG;
	if (r->family == FAMILY_ED25519)
		return check_ed25519(key->pub[0]);
	if (r->family == FAMILY_RSA)
		return check_rsa(key->pub[0], key->pub[1]);
	if (r->family == FAMILY_DSA)
		return check_dsa(key->pub);
	return ett_curve_has(r->curve, key->pub[0]) ? ETT_OK : ETT_FORMAT;
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

/* RFC 8032 section 5.1.7: S below the order of the group. */
static ett_err check_ed25519_sig(struct ett_bytes sig)
{
	if (sig.n != 2 * ED25519_LEN ||
	    compare_le(sig.p + ED25519_LEN, ed25519_order) >= 0)
		return ETT_SIG;
	return ETT_OK;
}

ett_err ett_check_signature(const struct ett_sig *s,
			    const struct ett_key_nums *key,
			    struct ett_bytes sig)
{
	const struct rule *r = rule_for(s);
	struct ett_bytes n = key->pub[0];

	if (r == NULL)
		return ETT_ARG;
	if (r->family == FAMILY_ED25519)
		return check_ed25519_sig(sig);
	if (r->family == FAMILY_DSA)
		return check_pair(sig, key->pub[1]);
	if (r->family == FAMILY_ECDSA)
		return check_pair(sig, ett_curve_order(r->curve));
	return sig.n == n.n && compare(sig, n) < 0 ? ETT_OK : ETT_SIG;
}
