/* SPDX-License-Identifier: ISC
 *
 * Kind "modp": Diffie-Hellman in a group of RFC 2409 or RFC 3526, which the
 * algorithm names, or in the group's own p and g (RFC 4419).  Numbers are
 * unsigned and big-endian; public and shared are as wide as p.
 */
#include "crypto/check.h"
#include "vectors/answer.h"

struct job {
	struct ett_bytes p, g, x, peer;
};

static bool read_group(struct vec_case *c, struct job *j)
{
	const char *name;

	if (json_object_get(c->group, "p") != NULL)
		return vec_hex(c, c->group, "p", &j->p) &&
		       vec_hex(c, c->group, "g", &j->g);
	if (!vec_algorithm(c, &name))
		return false;
	j->p = ett_modp_prime(name);
	j->g = ETT_LIT("\x02");
	if (j->p.n == 0)
		vec_say(c, VEC_BROKEN, "%s: no such group", name);
	return j->p.n > 0;
}

enum vec_outcome vec_solve_modp(struct vec_case *c, struct vec_answers *a)
{
	const struct ett_modexp *m = c->backend->modexp;
	uint8_t *pub, *shared;
	struct job j = { 0 };
	ett_err e;

	if (!read_group(c, &j) || !vec_hex(c, c->test, "x", &j.x) ||
	    !vec_hex(c, c->test, "peer", &j.peer))
		return VEC_BROKEN;
	if (m == NULL)
		return VEC_ABSENT;
	pub = vec_memory(c, j.p.n);
	shared = vec_memory(c, j.p.n);
	e = ett_modp_public(m, j.p, j.g, j.x, pub);
	if (e != ETT_OK)
		return vec_say(c, VEC_BROKEN, "%s", ett_err_text(e));
	e = ett_modp_shared(m, j.p, j.peer, j.x, shared);
	vec_answer(a, "public", pub, j.p.n);
	vec_answer(a, "shared", shared, j.p.n);
	return vec_outcome_of(c, e);
}

static enum vec_outcome run(struct vec_case *c)
{
	return vec_solve(c, vec_solve_modp);
}

const struct vec_kind vec_kind_modp = {
	.schema = "modp",
	.group_needs = (const char *const[]){ NULL },
	.group_may = (const char *const[]){ "checkedWith", "p", "g", NULL },
	.test_needs = (const char *const[]){ "x", "peer", NULL },
	.test_may = (const char *const[]){ "public", "shared", NULL },
	.run = run,
};
