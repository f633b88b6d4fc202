/* SPDX-License-Identifier: ISC
 *
 * Key agreement between us and a stranger.  Nothing that the peer chose
 * reaches a library before it was judged here, and no shared secret leaves
 * that the peer could have forced.
 */
#include "crypto/check.h"

#include <string.h>

#include "crypto/curve.h"

/* A working source gives a valid scalar at the first try, almost always. */
enum { MAX_TRIES = 64 };

/*
 * RFC 7748: every string of the right length is a secret, and a public value;
 * one that is not reduced counts as if it were (section 5), and is no reason
 * to refuse (RFC 8731 section 3).
 */
static bool is_montgomery(const struct ett_dh *d)
{
	return strcmp(d->name, "x25519") == 0 || strcmp(d->name, "x448") == 0;
}

/* The order of P-521 begins with a byte of which only one bit is used. */
static uint8_t top_mask(struct ett_bytes order)
{
	uint8_t mask = 0xff;

	while (mask >> 1 >= order.p[0])
		mask >>= 1;
	return mask;
}

ett_err ett_ecdh_secret(const struct ett_dh *d, struct ett_rng rng,
			uint8_t *secret)
{
	struct ett_bytes order = ett_curve_order(d->name);
	ett_err e = ETT_OK;

	if (is_montgomery(d))
		return rng.fill(rng.ctx, secret, d->secret_len);
	if (order.n != d->secret_len)
		return ETT_ARG;
	for (int i = 0; i < MAX_TRIES && e == ETT_OK; i++) {
		e = rng.fill(rng.ctx, secret, order.n);
		secret[0] &= top_mask(order);
		if (e == ETT_OK &&
		    ett_below((struct ett_bytes){ secret, order.n }, order))
			return ETT_OK;
	}
	return ETT_RNG;
}

ett_err ett_ecdh_public(const struct ett_dh *d, const uint8_t *secret,
			uint8_t *pub)
{
	return d->derive(secret, pub);
}

static bool all_zero(const uint8_t *p, size_t n)
{
	uint8_t any = 0;

	for (size_t i = 0; i < n; i++)
		any |= p[i];
	return any == 0;
}

ett_err ett_ecdh_shared(const struct ett_dh *d, const uint8_t *secret,
			struct ett_bytes peer, uint8_t *shared)
{
	ett_err e;

	if (peer.n != d->public_len)
		return ETT_KEX;
	if (!is_montgomery(d) && !ett_curve_has(d->name, peer))
		return ETT_KEX;
	e = d->agree(secret, peer, shared);
	if (e == ETT_OK && is_montgomery(d) && all_zero(shared, d->shared_len))
		e = ETT_KEX;
	return e;
}

static size_t bits(struct ett_bytes v)
{
	size_t n = v.n * 8;

	for (uint8_t top = v.p[0]; n > 0 && !(top & 0x80);
	     top = (uint8_t)(top << 1))
		n--;
	return n;
}

/*
 * 1 < v < p - 1 for an odd p.  v is as wide as p, and may be secret.
 */
static bool inside(struct ett_bytes v, struct ett_bytes p)
{
	uint8_t minus_one[ETT_AGREE_MAX];
	bool one = all_zero(v.p, v.n - 1) & (v.p[v.n - 1] == 1);

	memcpy(minus_one, p.p, p.n);
	minus_one[p.n - 1] ^= 1;
	return ett_below(v, (struct ett_bytes){ minus_one, p.n }) & !one;
}

/* The same for what came from the peer: shorter, without leading zeros. */
static bool inside_short(struct ett_bytes v, struct ett_bytes p)
{
	uint8_t wide[ETT_AGREE_MAX] = { 0 };

	if (v.n == 0 || v.n > p.n || v.p[0] == 0)
		return false;
	memcpy(wide + p.n - v.n, v.p, v.n);
	return inside((struct ett_bytes){ wide, p.n }, p);
}

static bool good_prime(struct ett_bytes p)
{
	return p.n > 0 && p.n <= ETT_AGREE_MAX && p.p[0] != 0 &&
	       bits(p) >= ETT_MODP_MIN_BITS && (p.p[p.n - 1] & 1);
}

ett_err ett_modp_check(struct ett_bytes p, struct ett_bytes g)
{
	return good_prime(p) && inside_short(g, p) ? ETT_OK : ETT_KEX;
}

static bool good_exponent(struct ett_bytes x, struct ett_bytes p)
{
	return x.n > 0 && x.n <= p.n && !all_zero(x.p, x.n);
}

ett_err ett_modp_public(const struct ett_modexp *m, struct ett_bytes p,
			struct ett_bytes g, struct ett_bytes x, uint8_t *out)
{
	if (!good_prime(p) || !inside_short(g, p))
		return ETT_KEX;
	if (!good_exponent(x, p))
		return ETT_ARG;
	return m->pow(g, x, p, out);
}

ett_err ett_modp_shared(const struct ett_modexp *m, struct ett_bytes p,
			struct ett_bytes y, struct ett_bytes x, uint8_t *out)
{
	ett_err e = ett_modp_public(m, p, y, x, out);

	if (e == ETT_OK && !inside((struct ett_bytes){ out, p.n }, p))
		e = ETT_KEX;
	return e;
}
