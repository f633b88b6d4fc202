/* SPDX-License-Identifier: ISC
 *
 * Key agreement.  What arrives here was checked above.  X25519 and X448 with
 * a point of small order give zeros, for the caller to refuse.
 */
#include <nettle/curve25519.h>
#include <nettle/curve448.h>

#include "crypto/nettle/nettle.h"
#include "crypto/nettle/number.h"

static ett_err derive_x25519(const uint8_t *secret, uint8_t *pub)
{
	curve25519_mul_g(pub, secret);
	return ETT_OK;
}

static ett_err agree_x25519(const uint8_t *secret, struct ett_bytes peer_pub,
			    uint8_t *shared)
{
	if (peer_pub.n != CURVE25519_SIZE)
		return ETT_ARG;
	curve25519_mul(shared, secret, peer_pub.p);
	return ETT_OK;
}

static ett_err derive_x448(const uint8_t *secret, uint8_t *pub)
{
	curve448_mul_g(pub, secret);
	return ETT_OK;
}

static ett_err agree_x448(const uint8_t *secret, struct ett_bytes peer_pub,
			  uint8_t *shared)
{
	if (peer_pub.n != CURVE448_SIZE)
		return ETT_ARG;
	curve448_mul(shared, secret, peer_pub.p);
	return ETT_OK;
}

/* What a multiplication holds. */
struct work {
	const struct ett_nettle_curve *curve;
	struct ecc_scalar scalar;
	struct ecc_point point;
};

static ett_err work_new(struct work *w, size_t point_len, const uint8_t *secret)
{
	w->curve = ett_nettle_curve(point_len);
	ecc_scalar_init(&w->scalar, w->curve->get());
	ecc_point_init(&w->point, w->curve->get());
	return ett_nettle_get_scalar(
	    (struct ett_bytes){ secret, w->curve->width }, &w->scalar);
}

static void work_free(struct work *w)
{
	ecc_point_clear(&w->point);
	ecc_scalar_clear(&w->scalar);
}

static ett_err derive(size_t point_len, const uint8_t *secret, uint8_t *pub)
{
	struct work w;
	ett_err e = work_new(&w, point_len, secret);

	if (e == ETT_OK) {
		ecc_point_mul_g(&w.point, &w.scalar);
		e = ett_nettle_put_point(&w.point, pub, w.curve->width);
	}
	work_free(&w);
	return e;
}

static ett_err put_x(const struct ecc_point *p, uint8_t *out, size_t width)
{
	mpz_t x, y;
	ett_err e;

	mpz_init(x);
	mpz_init(y);
	ecc_point_get(p, x, y);
	e = ett_nettle_put(x, out, width);
	mpz_clear(y);
	mpz_clear(x);
	return e;
}

static ett_err agree(size_t point_len, const uint8_t *secret,
		     struct ett_bytes peer, uint8_t *shared)
{
	struct work w;
	ett_err e = work_new(&w, point_len, secret);

	if (e == ETT_OK)
		e = peer.n == point_len ? ett_nettle_get_point(peer, &w.point)
					: ETT_ARG;
	if (e == ETT_OK) {
		ecc_point_mul(&w.point, &w.scalar, &w.point);
		e = put_x(&w.point, shared, w.curve->width);
	}
	work_free(&w);
	return e;
}

enum { P256 = 1 + 2 * 32, P384 = 1 + 2 * 48, P521 = 1 + 2 * 66 };

static ett_err derive_p256(const uint8_t *secret, uint8_t *pub)
{
	return derive(P256, secret, pub);
}

static ett_err derive_p384(const uint8_t *secret, uint8_t *pub)
{
	return derive(P384, secret, pub);
}

static ett_err derive_p521(const uint8_t *secret, uint8_t *pub)
{
	return derive(P521, secret, pub);
}

static ett_err agree_p256(const uint8_t *secret, struct ett_bytes peer_pub,
			  uint8_t *shared)
{
	return agree(P256, secret, peer_pub, shared);
}

static ett_err agree_p384(const uint8_t *secret, struct ett_bytes peer_pub,
			  uint8_t *shared)
{
	return agree(P384, secret, peer_pub, shared);
}

static ett_err agree_p521(const uint8_t *secret, struct ett_bytes peer_pub,
			  uint8_t *shared)
{
	return agree(P521, secret, peer_pub, shared);
}

/* clang-format off */
static const struct ett_dh
	x25519 = { "x25519", 32, 32,   32, derive_x25519, agree_x25519 },
	x448   = { "x448",   56, 56,   56, derive_x448,   agree_x448 },
	p256   = { "p256",   32, P256, 32, derive_p256,   agree_p256 },
	p384   = { "p384",   48, P384, 48, derive_p384,   agree_p384 },
	p521   = { "p521",   66, P521, 66, derive_p521,   agree_p521 };
/* clang-format on */

const struct ett_dh *const ett_nettle_dhs[] = {
	&x25519, &x448, &p256, &p384, &p521, NULL,
};
