/* SPDX-License-Identifier: ISC
 *
 * Key agreement: shares that are good, and shares that a peer might send to
 * learn something (RFC 7748 section 6, RFC 8731 section 3, RFC 5656 section
 * 4, RFC 4253 section 8, RFC 4419 section 3, RFC 8268 section 4).
 */
#include <string.h>

#include "crypto/check.h"
#include "crypto/curve.h"
#include "test/known.h"
#include "vectors/index.h"
#include "vectors/make.h"

enum { POINT_MAX = 133, SECRET_MAX = 66, X_LEN = 64, PAIRS = 8 };

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void known_of(struct vec_make *m, const char *name)
{
	for (const struct known_dh *k = known_dhs; k->name != NULL; k++) {
		json_t *t;

		if (strcmp(k->name, name) != 0)
			continue;
		vec_make_group(m, "Ecdh",
			       (struct vec_source){ k->source, "", true });
		t = vec_make_test(m, "published", NULL);
		vec_make_text(t, "secret", k->secret);
		vec_make_text(t, "peer", k->peer);
		vec_make_text(t, "shared", k->shared);
		vec_make_add(m, t, "valid");
	}
}

/* A valid secret, in out. */
static struct ett_bytes secret_of(struct vec_make *m, const struct ett_dh *d,
				  uint8_t *out)
{
	struct ett_bytes order = ett_curve_order(d->name);

	memcpy(out, vec_make_bytes(m, d->secret_len).p, d->secret_len);
	/* Below the order of each of the curves. */
	if (order.n > 0)
		out[0] = order.n == SECRET_MAX ? 0 : out[0] & 0x7f;
	return (struct ett_bytes){ out, d->secret_len };
}

static void add_share(struct vec_make *m, const struct ett_dh *d,
		      struct ett_bytes peer, const char *comment,
		      const char *flag)
{
	uint8_t secret[SECRET_MAX];
	json_t *t = vec_make_test(m, comment, flag);

	vec_make_hex(t, "secret", secret_of(m, d, secret));
	vec_make_hex(t, "peer", peer);
	vec_make_add(m, t,
		     flag == NULL || strcmp(flag, "NonCanonical") == 0 ||
			     strcmp(flag, "Boundary") == 0
			 ? "valid"
			 : "invalid");
}

static struct ett_bytes good_share(struct vec_make *m, const struct ett_dh *d,
				   uint8_t *out)
{
	uint8_t secret[SECRET_MAX];

	secret_of(m, d, secret);
	if (ett_ecdh_public(d, secret, out) != ETT_OK)
		vec_make_die(m, "no public value");
	return (struct ett_bytes){ out, d->public_len };
}

static void wrong_lengths(struct vec_make *m, const struct ett_dh *d)
{
	uint8_t pub[POINT_MAX + 1] = { 0 };
	struct ett_bytes v = good_share(m, d, pub);

	add_share(m, d, (struct ett_bytes){ pub, 0 }, "empty", "WrongLength");
	add_share(m, d, (struct ett_bytes){ pub, v.n - 1 }, "a byte short",
		  "WrongLength");
	add_share(m, d, (struct ett_bytes){ pub, v.n + 1 }, "a byte too long",
		  "WrongLength");
}

/* SEC 1 section 2.3: other forms of a point, and points of no curve. */
static void bad_points(struct vec_make *m, const struct ett_dh *d)
{
	uint8_t pub[POINT_MAX];
	struct ett_bytes v = good_share(m, d, pub);
	size_t half = (v.n - 1) / 2;
	uint8_t last = pub[v.n - 1];

	pub[v.n - 1] ^= 1;
	add_share(m, d, v, "y with another last bit", "OffCurve");
	pub[v.n - 1] = last;
	pub[half] ^= 1;
	add_share(m, d, v, "x with another last bit", "OffCurve");
	pub[half] ^= 1;
	pub[0] = (uint8_t)(0x06 | (last & 1));
	add_share(m, d, v, "hybrid form", "NotUncompressed");
	pub[0] = 0x05;
	add_share(m, d, v, "form 05", "NotUncompressed");
	pub[0] = (uint8_t)(0x02 | (last & 1));
	add_share(m, d, (struct ett_bytes){ pub, 1 + half }, "compressed",
		  "NotUncompressed");
	pub[0] = 0;
	add_share(m, d, (struct ett_bytes){ pub, 1 }, "the point at infinity",
		  "NotUncompressed");
	memset(pub, 0, sizeof pub);
	pub[0] = 0x04;
	add_share(m, d, v, "x and y zero", "OffCurve");
	memset(pub + 1, 0xff, half);
	add_share(m, d, v, "x above the field", "OffCurve");
	memset(pub + 1, 0xff, 2 * half);
	add_share(m, d, v, "x and y above the field", "OffCurve");
}

/* Little-endian: x25519's prime is 2^255 - 19, x448's 2^448 - 2^224 - 1. */
static struct ett_bytes near_prime(const struct ett_dh *d, int plus,
				   uint8_t *out)
{
	memset(out, 0xff, d->public_len);
	if (d->public_len == 32) {
		out[0] = (uint8_t)(0xed + plus);
		out[31] = 0x7f;
	} else if (plus <= 0) {
		out[28] = 0xfe;
		out[0] = (uint8_t)(0xff + plus);
	} else {
		memset(out, 0, 28);
		out[0] = (uint8_t)(plus - 1);
	}
	return (struct ett_bytes){ out, d->public_len };
}

/* The points of order 8 of Curve25519, RFC 7748 section 6.1 and its errata. */
static const uint8_t order8[][32] = {
	{ 0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3,
	  0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32,
	  0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00 },
	{ 0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1,
	  0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c,
	  0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57 },
};

static void montgomery(struct vec_make *m, const struct ett_dh *d)
{
	uint8_t u[POINT_MAX] = { 0 };
	struct ett_bytes v = { u, d->public_len };

	add_share(m, d, v, "u = 0", "SmallOrder");
	u[0] = 1;
	add_share(m, d, v, "u = 1", "SmallOrder");
	add_share(m, d, near_prime(d, -1, u), "u = p - 1", "SmallOrder");
	add_share(m, d, near_prime(d, 0, u), "u = p", "SmallOrder");
	add_share(m, d, near_prime(d, 1, u), "u = p + 1", "SmallOrder");
	add_share(m, d, near_prime(d, 3, u), "u = p + 3", "NonCanonical");
	for (size_t i = 0; v.n == 32 && i < COUNT(order8); i++)
		add_share(m, d, (struct ett_bytes){ order8[i], 32 },
			  "a point of order 8", "SmallOrder");
	if (v.n != 32)
		return;
	good_share(m, d, u);
	u[31] |= 0x80;
	add_share(m, d, v, "the unused top bit set", "NonCanonical");
}

static void edge_secrets(struct vec_make *m, const struct ett_dh *d)
{
	struct ett_bytes order = ett_curve_order(d->name);
	uint8_t secret[SECRET_MAX] = { 0 }, pub[POINT_MAX];
	json_t *t = vec_make_test(m, "secret 1", "Boundary");

	secret[order.n - 1] = 1;
	vec_make_hex(t, "secret", (struct ett_bytes){ secret, order.n });
	vec_make_hex(t, "peer", good_share(m, d, pub));
	vec_make_add(m, t, "valid");
	memcpy(secret, order.p, order.n);
	secret[order.n - 1] ^= 1;
	t = vec_make_test(m, "the largest secret", "Boundary");
	vec_make_hex(t, "secret", (struct ett_bytes){ secret, order.n });
	vec_make_hex(t, "peer", good_share(m, d, pub));
	vec_make_add(m, t, "valid");
}

static void make_ecdh(struct vec_make *m, const struct ett_dh *d)
{
	bool curve = ett_curve_order(d->name).n > 0;
	uint8_t pub[POINT_MAX];

	vec_make_open(m, "ecdh", &vec_kind_ecdh, vec_solve_ecdh, d->name);
	known_of(m, d->name);
	vec_make_group(m, "Ecdh", vec_make_random());
	for (int i = 0; i < PAIRS; i++)
		add_share(m, d, good_share(m, d, pub), "random", NULL);
	if (curve)
		edge_secrets(m, d);
	wrong_lengths(m, d);
	if (curve)
		bad_points(m, d);
	else
		montgomery(m, d);
	vec_make_close(m);
}

static void each(void *ctx, const char *kind, const char *name)
{
	struct vec_make *m = ctx;

	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);
		const struct ett_dh *d =
		    b == NULL ? NULL : ett_find_dh(b, name);

		if (strcmp(kind, "ecdh") == 0 && d != NULL &&
		    vec_index_count(m->index, kind, name) == 0)
			make_ecdh(m, d);
	}
}

static const struct ett_modexp *any_modexp(struct vec_make *m)
{
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);

		if (b != NULL && b->modexp != NULL)
			return b->modexp;
	}
	vec_make_die(m, "no backend has modexp");
}

static struct ett_bytes exponent(struct vec_make *m, uint8_t *out)
{
	memcpy(out, vec_make_bytes(m, X_LEN).p, X_LEN);
	out[0] |= 0x80;
	return (struct ett_bytes){ out, X_LEN };
}

static void add_modp(struct vec_make *m, struct ett_bytes peer,
		     const char *comment, const char *flag)
{
	uint8_t x[X_LEN];
	json_t *t = vec_make_test(m, comment, flag);

	vec_make_hex(t, "x", exponent(m, x));
	vec_make_hex(t, "peer", peer);
	vec_make_add(m, t, flag == NULL ? "valid" : "invalid");
}

/* Without leading zeros, as ett_modp_shared() takes it. */
static struct ett_bytes stripped(const uint8_t *p, size_t n)
{
	while (n > 0 && *p == 0) {
		p++;
		n--;
	}
	return (struct ett_bytes){ p, n };
}

static void good_modp(struct vec_make *m, struct ett_bytes p,
		      struct ett_bytes g)
{
	uint8_t x[X_LEN], pub[ETT_AGREE_MAX];

	if (ett_modp_public(any_modexp(m), p, g, exponent(m, x), pub) != ETT_OK)
		vec_make_die(m, "no public value");
	add_modp(m, stripped(pub, p.n), "random", NULL);
}

static void bad_modp(struct vec_make *m, struct ett_bytes p)
{
	uint8_t y[ETT_AGREE_MAX + 1] = { 0 };
	struct ett_bytes v = { y, p.n };

	add_modp(m, (struct ett_bytes){ y, 0 }, "0", "OutOfRange");
	add_modp(m, ETT_LIT("\x01"), "1", "OutOfRange");
	add_modp(m, ETT_LIT("\x00\x02"), "2 behind a zero byte", "Malformed");
	memcpy(y, p.p, p.n);
	y[p.n - 1] ^= 1;
	add_modp(m, v, "p - 1", "OutOfRange");
	add_modp(m, p, "p", "OutOfRange");
	memset(y, 0xff, sizeof y);
	add_modp(m, v, "all ones, above p", "OutOfRange");
	v.n = p.n + 1;
	add_modp(m, v, "a byte longer than p", "WrongLength");
}

static void make_modp(struct vec_make *m, const char *name, size_t pairs)
{
	struct ett_bytes p = ett_modp_prime(name);

	vec_make_open(m, "modp", &vec_kind_modp, vec_solve_modp, name);
	vec_make_group(m, "Modp", vec_make_random());
	while (pairs-- > 0)
		good_modp(m, p, ETT_LIT("\x02"));
	bad_modp(m, p);
	vec_make_close(m);
}

/* What a server may send for a group exchange: here, other generators. */
static void make_exchanged(struct vec_make *m)
{
	static const struct ett_bytes g[] = { ETT_INIT("\x05"),
					      ETT_INIT("\x40\x01") };
	struct ett_bytes p = ett_modp_prime("modp2048");

	vec_make_open(m, "modp", &vec_kind_modp, vec_solve_modp,
		      "group-exchange");
	for (size_t i = 0; i < COUNT(g); i++) {
		json_t *group = vec_make_group(m, "Modp", vec_make_random());

		vec_make_hex(group, "p", p);
		vec_make_hex(group, "g", g[i]);
		good_modp(m, p, g[i]);
		good_modp(m, p, g[i]);
	}
	vec_make_close(m);
}

static void add_group(struct vec_make *m, struct ett_bytes p,
		      struct ett_bytes g, const char *comment, const char *flag)
{
	json_t *t = vec_make_test(m, comment, flag);

	vec_make_hex(t, "p", p);
	vec_make_hex(t, "g", g);
	vec_make_add(m, t, flag == NULL ? "valid" : "invalid");
}

static void bad_groups(struct vec_make *m, struct ett_bytes p)
{
	uint8_t n[ETT_AGREE_MAX + 1] = { 0 };
	struct ett_bytes v = { n, p.n }, two = ETT_LIT("\x02");

	add_group(m, p, (struct ett_bytes){ n, 0 }, "g = 0", "OutOfRange");
	add_group(m, p, ETT_LIT("\x01"), "g = 1", "OutOfRange");
	add_group(m, p, p, "g = p", "OutOfRange");
	memcpy(n, p.p, p.n);
	n[p.n - 1] ^= 1;
	add_group(m, p, v, "g = p - 1", "OutOfRange");
	add_group(m, v, two, "p is even", "Malformed");
	add_group(m, (struct ett_bytes){ n, 0 }, two, "p = 0", "Malformed");
	add_group(m, ETT_LIT("\x07"), two, "p = 7", "WrongLength");
	n[0] = 0x7f;
	n[p.n - 1] |= 1;
	add_group(m, v, two, "p of 1023 bits", "WrongLength");
	memset(n, 0xff, sizeof n);
	n[0] = 1;
	v.n = sizeof n;
	add_group(m, v, two, "p of 8193 bits", "WrongLength");
}

static void make_groups(struct vec_make *m)
{
	static const char *const names[] = { "modp1024", "modp2048", "modp4096",
					     "modp8192" };
	const struct vec_source rfc = { "RFC 4419 section 3, RFC 8270", "",
					true };

	vec_make_open(m, "modp-group", &vec_kind_modp_group, NULL,
		      "group-exchange");
	vec_make_group(m, "ModpGroup", rfc);
	for (size_t i = 0; i < COUNT(names); i++)
		add_group(m, ett_modp_prime(names[i]), ETT_LIT("\x02"),
			  names[i], NULL);
	add_group(m, ett_modp_prime("modp2048"), ETT_LIT("\x05"), "g = 5",
		  NULL);
	bad_groups(m, ett_modp_prime("modp1024"));
	vec_make_close(m);
}

void vec_make_agreement(struct vec_make *m)
{
	vec_index_demands(each, m);
	make_modp(m, "modp1024", 3);
	make_modp(m, "modp2048", 3);
	make_modp(m, "modp4096", 2);
	make_modp(m, "modp8192", 2);
	make_exchanged(m);
	make_groups(m);
}
