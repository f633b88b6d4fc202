/* SPDX-License-Identifier: ISC
 *
 * Key agreement.  What arrives here was checked above.
 */
#include "crypto/tomcrypt/curve.h"
#include "crypto/tomcrypt/tomcrypt.h"

static ett_err derive(size_t point_len, const uint8_t *secret, uint8_t *pub)
{
	struct ett_tomcrypt_curve c;
	ett_err e = ett_tomcrypt_curve_new(&c, point_len);

	if (e == ETT_OK)
		e = ett_tomcrypt_get_scalar(
		    &c, (struct ett_bytes){ secret, c.width });
	if (e == ETT_OK)
		e = ett_tomcrypt_multiply(&c, c.scalar, &c.base, &c.point);
	if (e == ETT_OK)
		e = ett_tomcrypt_put_point(&c.point, pub, c.width);
	ett_tomcrypt_curve_free(&c);
	return e;
}

static ett_err agree(size_t point_len, const uint8_t *secret,
		     struct ett_bytes peer, uint8_t *shared)
{
	struct ett_tomcrypt_curve c;
	ett_err e = ett_tomcrypt_curve_new(&c, point_len);

	if (e == ETT_OK)
		e = ett_tomcrypt_get_scalar(
		    &c, (struct ett_bytes){ secret, c.width });
	if (e == ETT_OK)
		e = ett_tomcrypt_get_point(&c, peer);
	if (e == ETT_OK)
		e = ett_tomcrypt_multiply(&c, c.scalar, &c.point, &c.point);
	if (e == ETT_OK)
		e = ett_tomcrypt_put(c.point.x, shared, c.width);
	ett_tomcrypt_curve_free(&c);
	return e;
}

enum {
	P256 = ETT_TOMCRYPT_P256,
	P384 = ETT_TOMCRYPT_P384,
	P521 = ETT_TOMCRYPT_P521
};

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
	p256 = { "p256", 32, P256, 32, derive_p256, agree_p256 },
	p384 = { "p384", 48, P384, 48, derive_p384, agree_p384 },
	p521 = { "p521", 66, P521, 66, derive_p521, agree_p521 };
/* clang-format on */

const struct ett_dh *const ett_tomcrypt_dhs[] = { &p256, &p384, &p521, NULL };
