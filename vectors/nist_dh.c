/* SPDX-License-Identifier: ISC
 *
 * Stanzas about Diffie-Hellman modulo a prime.
 */
#include <string.h>

#include "crypto/check.h"
#include "vectors/kinds.h"
#include "vectors/ops.h"

static const char *const dh_group[] = {
	"section", "above", "p", "q", "g", NULL
};
static const char *const dh_needs[] = { "count",    "xstatcavs", "ystatcavs",
					"xstatiut", "ystatiut",  "z",
					NULL };
static const char *const dh_may[] = { "p", "q", "g", "cavshashzz", NULL };
static const char *const decimal_needs[] = { "count", "p", "g", "x",
					     "y",     "k", NULL };
static const char *const modp_needs[] = { "count", "p", "g", NULL };

static bool number(struct vec_case *c, const char *name, struct ett_bytes *out)
{
	const json_t *from =
	    json_object_get(c->test, name) != NULL ? c->test : c->group;

	if (!vec_hex(c, from, name, out))
		return false;
	*out = vec_strip(*out);
	return true;
}

struct exchange {
	struct ett_bytes p, g, x, y, peer, z;
};

static enum vec_outcome exchange(struct vec_case *c, const struct exchange *v)
{
	const struct ett_modexp *m = c->backend->modexp;
	uint8_t out[ETT_AGREE_MAX];
	ett_err e;

	if (m == NULL)
		return vec_say(c, VEC_ABSENT, "modexp");
	if (8 * v->p.n < ETT_MODP_MIN_BITS || v->p.n > sizeof out)
		return vec_say(c, VEC_UNUSED, "a prime of %zu bits",
			       8 * v->p.n);
	e = ett_modp_public(m, v->p, v->g, v->x, out);
	if (e == ETT_OK && v->y.n > 0 &&
	    !ett_bytes_eq((struct ett_bytes){ out, v->p.n },
			  vec_widen(c, v->y, v->p.n)))
		return VEC_REJECTED;
	if (e == ETT_OK)
		e = ett_modp_shared(m, v->p, v->peer, v->x, out);
	if (e == ETT_KEX)
		return VEC_REJECTED;
	if (e != ETT_OK)
		return vec_say(c, VEC_BROKEN, "%s", ett_err_text(e));
	return vec_compare(c, (struct ett_bytes){ out, v->p.n },
			   vec_widen(c, v->z, v->p.n));
}

/* As with curves, ours is the IUT's side. */
static enum vec_outcome dh(struct vec_case *c)
{
	const char *comment =
	    json_string_value(json_object_get(c->test, "comment"));
	struct exchange v;
	enum vec_outcome o;

	if (!number(c, "p", &v.p) || !number(c, "g", &v.g) ||
	    !number(c, "xstatiut", &v.x) || !number(c, "ystatiut", &v.y) ||
	    !number(c, "ystatcavs", &v.peer) || !number(c, "z", &v.z))
		return VEC_BROKEN;
	if (comment != NULL && strstr(comment, "CAVS's") != NULL)
		return vec_say(c, VEC_UNUSED,
			       "groups of SSH state no order to check y with");
	o = exchange(c, &v);
	return o == VEC_WRONG ? VEC_REJECTED : o;
}

/* Digits to bytes: times ten, plus the digit. */
static bool decimal(struct vec_case *c, const char *name, struct ett_bytes *out)
{
	const char *digits;
	uint8_t *p = vec_memory(c, ETT_AGREE_MAX);

	if (!vec_text(c, c->test, name, &digits))
		return false;
	for (; *digits >= '0' && *digits <= '9'; digits++) {
		unsigned carry = (unsigned)(*digits - '0');

		for (size_t i = ETT_AGREE_MAX; i-- > 0;) {
			carry += 10u * p[i];
			p[i] = (uint8_t)carry;
			carry >>= 8;
		}
	}
	*out = vec_strip((struct ett_bytes){ p, ETT_AGREE_MAX });
	return *digits == '\0';
}

static enum vec_outcome dh_decimal(struct vec_case *c)
{
	struct exchange v = { .y = { NULL, 0 } };

	if (!decimal(c, "p", &v.p) || !decimal(c, "g", &v.g) ||
	    !decimal(c, "x", &v.x) || !decimal(c, "y", &v.peer) ||
	    !vec_hex(c, c->test, "k", &v.z))
		return vec_say(c, VEC_BROKEN, "a number is none");
	return exchange(c, &v);
}

static enum vec_outcome modp(struct vec_case *c)
{
	static const char *const names[] = { "modp1024", "modp2048", "modp4096",
					     "modp8192" };
	struct ett_bytes p, g;

	if (!number(c, "p", &p) || !number(c, "g", &g))
		return VEC_BROKEN;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct ett_bytes ours = ett_modp_prime(names[i]);

		if (ours.n == p.n)
			return vec_compare(c, ours, p);
	}
	return vec_say(c, VEC_UNUSED, "a group SSH does not have");
}

/* clang-format off */
const struct vec_kind vec_kind_nist_dh = {
	"nist.dh", NULL, dh_group, dh_needs, dh_may, dh
};
const struct vec_kind vec_kind_nist_dh_decimal = {
	"nist.dh-decimal", NULL, NULL, decimal_needs, NULL, dh_decimal
};
const struct vec_kind vec_kind_nist_modp = {
	"nist.modp", NULL, NULL, modp_needs, NULL, modp
};
/* clang-format on */
