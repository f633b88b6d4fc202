/* SPDX-License-Identifier: ISC
 *
 * The curves of NIST, from the library's list.  It has no call that takes a
 * secret scalar, and checks neither scalars nor points: the calls below its
 * own key agreement are used, with what was checked here and above.
 */
#include "crypto/tomcrypt/curve.h"

#include <string.h>

enum { HEXADECIMAL = 16 };

static ett_err find(struct ett_tomcrypt_curve *c, size_t point_len)
{
	for (int i = 0; ltc_ecc_is_valid_idx(i); i++)
		if (1 + 2 * (size_t)ltc_ecc_sets[i].size == point_len) {
			c->set = &ltc_ecc_sets[i];
			c->index = i;
			c->width = (size_t)ltc_ecc_sets[i].size;
			return ETT_OK;
		}
	return ETT_ARG;
}

static void name_numbers(struct ett_tomcrypt_curve *c)
{
	void **n = c->numbers;

	c->prime = n[0];
	c->order = n[1];
	c->scalar = n[2];
	c->base = (ecc_point){ .x = n[3], .y = n[4], .z = n[5] };
	c->point = (ecc_point){ .x = n[6], .y = n[7], .z = n[8] };
}

static int read_curve(struct ett_tomcrypt_curve *c)
{
	int code = ltc_mp.read_radix(c->prime, c->set->prime, HEXADECIMAL);

	if (code == CRYPT_OK)
		code = ltc_mp.read_radix(c->order, c->set->order, HEXADECIMAL);
	if (code == CRYPT_OK)
		code = ltc_mp.read_radix(c->base.x, c->set->Gx, HEXADECIMAL);
	if (code == CRYPT_OK)
		code = ltc_mp.read_radix(c->base.y, c->set->Gy, HEXADECIMAL);
	return code == CRYPT_OK ? ltc_mp.set_int(c->base.z, 1) : code;
}

ett_err ett_tomcrypt_curve_new(struct ett_tomcrypt_curve *c, size_t point_len)
{
	ett_err e;

	memset(c, 0, sizeof *c);
	e = find(c, point_len);
	if (e == ETT_OK)
		e = ett_tomcrypt_numbers(c->numbers,
					 ETT_TOMCRYPT_CURVE_NUMBERS);
	if (e != ETT_OK)
		return e;
	name_numbers(c);
	return ett_tomcrypt_err(read_curve(c));
}

void ett_tomcrypt_curve_free(struct ett_tomcrypt_curve *c)
{
	ett_tomcrypt_free(c->numbers, ETT_TOMCRYPT_CURVE_NUMBERS);
}

ett_err ett_tomcrypt_get_scalar(struct ett_tomcrypt_curve *c,
				struct ett_bytes in)
{
	ett_err e = ett_tomcrypt_get(in, c->scalar);

	if (e != ETT_OK)
		return e;
	if (ltc_mp.compare_d(c->scalar, 0) != LTC_MP_GT ||
	    ltc_mp.compare(c->scalar, c->order) != LTC_MP_LT)
		return ETT_ARG;
	return ETT_OK;
}

ett_err ett_tomcrypt_get_point(struct ett_tomcrypt_curve *c,
			       struct ett_bytes in)
{
	ett_err e;

	if (in.n != 1 + 2 * c->width || in.p[0] != 4)
		return ETT_ARG;
	e = ett_tomcrypt_get((struct ett_bytes){ in.p + 1, c->width },
			     c->point.x);
	if (e == ETT_OK)
		e = ett_tomcrypt_get(
		    (struct ett_bytes){ in.p + 1 + c->width, c->width },
		    c->point.y);
	if (e == ETT_OK)
		e = ett_tomcrypt_err(ltc_mp.set_int(c->point.z, 1));
	return e;
}

ett_err ett_tomcrypt_put_point(const ecc_point *p, uint8_t *out, size_t width)
{
	ett_err e = ett_tomcrypt_put(p->x, out + 1, width);

	out[0] = 4;
	return e == ETT_OK ? ett_tomcrypt_put(p->y, out + 1 + width, width) : e;
}

ett_err ett_tomcrypt_multiply(struct ett_tomcrypt_curve *c, void *scalar,
			      ecc_point *from, ecc_point *to)
{
	return ett_tomcrypt_err(
	    ltc_mp.ecc_ptmul(scalar, from, to, c->prime, 1));
}

/* The line through two points: rise and run of it. */
static int secant(struct ett_tomcrypt_curve *c, void *rise, void *run)
{
	int code = ltc_mp.submod(c->point.y, c->base.y, c->prime, rise);

	if (code == CRYPT_OK)
		code = ltc_mp.submod(c->point.x, c->base.x, c->prime, run);
	return code;
}

/* The line that touches y^2 = x^3 - 3x + b: 3(x^2 - 1) and 2y. */
static int tangent(struct ett_tomcrypt_curve *c, void *rise, void *run)
{
	int code = ltc_mp.sqrmod(c->base.x, c->prime, rise);

	if (code == CRYPT_OK)
		code = ltc_mp.subi(rise, 1, rise);
	if (code == CRYPT_OK)
		code = ltc_mp.muli(rise, 3, rise);
	if (code == CRYPT_OK)
		code = ltc_mp.addmod(c->base.y, c->base.y, c->prime, run);
	return code;
}

/* x = slope^2 - x1 - x2 */
static int third(struct ett_tomcrypt_curve *c, void *rise, void *run, void *x)
{
	int code = ltc_mp.invmod(run, c->prime, run);

	if (code == CRYPT_OK)
		code = ltc_mp.mulmod(rise, run, c->prime, x);
	if (code == CRYPT_OK)
		code = ltc_mp.sqrmod(x, c->prime, x);
	if (code == CRYPT_OK)
		code = ltc_mp.submod(x, c->base.x, c->prime, x);
	if (code == CRYPT_OK)
		code = ltc_mp.submod(x, c->point.x, c->prime, x);
	return code;
}

ett_err ett_tomcrypt_sum(struct ett_tomcrypt_curve *c, void *x, bool *none)
{
	bool same_x = ltc_mp.compare(c->base.x, c->point.x) == LTC_MP_EQ;
	bool same_y = ltc_mp.compare(c->base.y, c->point.y) == LTC_MP_EQ;
	void *line[2];
	ett_err e;

	*none = same_x && !same_y;
	if (*none)
		return ETT_OK;
	e = ett_tomcrypt_numbers(line, 2);
	if (e == ETT_OK)
		e = ett_tomcrypt_err(same_x ? tangent(c, line[0], line[1])
					    : secant(c, line[0], line[1]));
	if (e == ETT_OK)
		e = ett_tomcrypt_err(third(c, line[0], line[1], x));
	ett_tomcrypt_free(line, 2);
	return e;
}
