/* SPDX-License-Identifier: ISC
 *
 * Kind "modp-group": is this p and g, sent in KEX_DH_GEX_GROUP, a group to
 * compute in?  RFC 4419 section 3.  No library is asked.
 */
#include "crypto/check.h"
#include "vectors/answer.h"

static enum vec_outcome run(struct vec_case *c)
{
	struct ett_bytes p, g;

	if (!vec_hex(c, c->test, "p", &p) || !vec_hex(c, c->test, "g", &g))
		return VEC_BROKEN;
	return vec_outcome_of(c, ett_modp_check(p, g));
}

const struct vec_kind vec_kind_modp_group = {
	.schema = "modp-group",
	.group_needs = (const char *const[]){ NULL },
	.group_may = (const char *const[]){ "checkedWith", NULL },
	.test_needs = (const char *const[]){ "p", "g", NULL },
	.test_may = (const char *const[]){ NULL },
	.run = run,
};
