/* SPDX-License-Identifier: ISC
 *
 * Wycheproof's key agreements.  The peer's value goes through the common
 * checks, as it would in a key exchange.
 */
#include <string.h>

#include "crypto/check.h"
#include "vectors/kinds.h"

enum { SECRET_MAX = 72 };

static const char *const no_names[] = { NULL };
static const char *const xdh_group[] = { "curve", NULL };
static const char *const ecdh_group[] = { "curve", "encoding", NULL };
static const char *const test_needs[] = { "public", "private", "shared", NULL };

static const struct {
	const char *curve, *primitive;
} curves[] = {
	{ "curve25519", "x25519" }, { "curve448", "x448" },
	{ "secp256r1", "p256" },    { "secp384r1", "p384" },
	{ "secp521r1", "p521" },
};

static const char *primitive_of(const char *curve)
{
	for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
		if (strcmp(curves[i].curve, curve) == 0)
			return curves[i].primitive;
	return NULL;
}

/* Integers of Wycheproof may be wider or narrower than what they are. */
static bool as_wide(struct ett_bytes in, uint8_t *out, size_t n)
{
	while (in.n > n && in.p[0] == 0) {
		in.p++;
		in.n--;
	}
	if (in.n > n)
		return false;
	memset(out, 0, n - in.n);
	memcpy(out + n - in.n, in.p, in.n);
	return true;
}

static enum vec_outcome agree(struct vec_case *c, const struct ett_dh *d,
			      const uint8_t *secret)
{
	uint8_t shared[ETT_AGREE_MAX];
	struct ett_bytes peer, want;
	ett_err e;

	if (!vec_hex(c, c->test, "public", &peer) ||
	    !vec_hex(c, c->test, "shared", &want))
		return VEC_BROKEN;
	e = ett_ecdh_shared(d, secret, peer, shared);
	if (e == ETT_KEX)
		return VEC_REJECTED;
	if (e != ETT_OK)
		return vec_say(c, VEC_BROKEN, "%s", ett_err_text(e));
	return vec_compare(c, (struct ett_bytes){ shared, d->shared_len },
			   want);
}

static enum vec_outcome run(struct vec_case *c)
{
	uint8_t secret[SECRET_MAX];
	const struct ett_dh *d;
	struct ett_bytes own;
	const char *curve, *name;

	if (!vec_text(c, c->group, "curve", &curve) ||
	    !vec_hex(c, c->test, "private", &own))
		return VEC_BROKEN;
	name = primitive_of(curve);
	if (name == NULL)
		return vec_say(c, VEC_BROKEN, "curve %.40s is unknown", curve);
	d = ett_find_dh(c->backend, name);
	if (d == NULL)
		return vec_say(c, VEC_ABSENT, "%s", name);
	if (d->secret_len > sizeof secret ||
	    !as_wide(own, secret, d->secret_len))
		return vec_say(c, VEC_BROKEN, "private is too long");
	return agree(c, d, secret);
}

const struct vec_kind vec_kind_wp_xdh = {
	.schema = "xdh_comp_schema_v1.json",
	.group_needs = xdh_group,
	.group_may = no_names,
	.test_needs = test_needs,
	.test_may = no_names,
	.run = run,
};

const struct vec_kind vec_kind_wp_ecdh = {
	.schema = "ecdh_ecpoint_test_schema_v1.json",
	.group_needs = ecdh_group,
	.group_may = no_names,
	.test_needs = test_needs,
	.test_may = no_names,
	.run = run,
};
