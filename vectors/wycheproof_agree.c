/* SPDX-License-Identifier: ISC
 *
 * Wycheproof's key agreements.  The peer's value goes through the common
 * checks, as it would in a key exchange.
 */
#include <string.h>

#include "vectors/kinds.h"
#include "vectors/ops.h"

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

static enum vec_outcome run(struct vec_case *c)
{
	struct ett_bytes own, peer, shared;
	const char *curve;

	if (!vec_text(c, c->group, "curve", &curve) ||
	    !vec_hex(c, c->test, "private", &own) ||
	    !vec_hex(c, c->test, "public", &peer) ||
	    !vec_hex(c, c->test, "shared", &shared))
		return VEC_BROKEN;
	for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
		if (strcmp(curves[i].curve, curve) == 0)
			return vec_agree(c, curves[i].primitive, own, peer,
					 shared);
	return vec_say(c, VEC_BROKEN, "curve %.40s is unknown", curve);
}

const struct vec_kind vec_kind_wp_xdh = {
	.schema = "xdh_comp_schema_v1.json",
	.group_needs = xdh_group,
	.test_needs = test_needs,
	.run = run,
};

const struct vec_kind vec_kind_wp_ecdh = {
	.schema = "ecdh_ecpoint_test_schema_v1.json",
	.group_needs = ecdh_group,
	.test_needs = test_needs,
	.run = run,
};
