/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_TOMCRYPT_CURVE_H
#define ETT_CRYPTO_TOMCRYPT_CURVE_H

#include "crypto/tomcrypt/number.h"

/* Lengths of an uncompressed point, by which a curve is known here. */
enum {
	ETT_TOMCRYPT_P256 = 1 + 2 * 32,
	ETT_TOMCRYPT_P384 = 1 + 2 * 48,
	ETT_TOMCRYPT_P521 = 1 + 2 * 66
};

/*
 * A curve with what one computes on it: a scalar, its base point, and a point.
 * Points are affine: z is 1, for the library wants it so.
 */
enum { ETT_TOMCRYPT_CURVE_NUMBERS = 9 };

struct ett_tomcrypt_curve {
	const ltc_ecc_set_type *set;
	int index;    /* of set, in the library's list */
	size_t width; /* bytes of a coordinate, and of the order */
	void *numbers[ETT_TOMCRYPT_CURVE_NUMBERS]; /* all of the below */
	void *prime, *order, *scalar;
	ecc_point base, point;
};

/* ARG: no curve has such points.  What was not made may be freed as well. */
ETT_OWED ett_err ett_tomcrypt_curve_new(struct ett_tomcrypt_curve *c,
					size_t point_len);
void ett_tomcrypt_curve_free(struct ett_tomcrypt_curve *c);

/* c->scalar; ARG unless it is in [1, order - 1]. */
ETT_OWED ett_err ett_tomcrypt_get_scalar(struct ett_tomcrypt_curve *c,
					 struct ett_bytes in);

/* c->point, as it is: whether it is one of the curve was asked above. */
ETT_OWED ett_err ett_tomcrypt_get_point(struct ett_tomcrypt_curve *c,
					struct ett_bytes in);
ETT_OWED ett_err ett_tomcrypt_put_point(const ecc_point *p, uint8_t *out,
					size_t width);

/* scalar * from, which may be to. */
ETT_OWED ett_err ett_tomcrypt_multiply(struct ett_tomcrypt_curve *c,
				       void *scalar, ecc_point *from,
				       ecc_point *to);

/*
 * The first coordinate of c->base + c->point, whatever they have become.
 * *none: they are each other's inverse, and there is no such coordinate.
 */
ETT_OWED ett_err ett_tomcrypt_sum(struct ett_tomcrypt_curve *c, void *x,
				  bool *none);

#endif
