/* SPDX-License-Identifier: ISC
 *
 * Kind "ecdh": our public value from a secret, and the shared secret with a
 * peer's, through the common checks.
 */
#include "crypto/check.h"
#include "vectors/answer.h"

enum vec_outcome vec_solve_ecdh(struct vec_case *c, struct vec_answers *a)
{
	struct ett_bytes secret, peer;
	const struct ett_dh *d;
	uint8_t *pub, *shared;
	const char *name;
	ett_err e;

	if (!vec_algorithm(c, &name) ||
	    !vec_hex(c, c->test, "secret", &secret) ||
	    !vec_hex(c, c->test, "peer", &peer))
		return VEC_BROKEN;
	d = ett_find_dh(c->backend, name);
	if (d == NULL)
		return VEC_ABSENT;
	if (secret.n != d->secret_len)
		return vec_say(c, VEC_BROKEN, "secret of %zu bytes", secret.n);
	pub = vec_memory(c, d->public_len);
	shared = vec_memory(c, d->shared_len);
	e = ett_ecdh_public(d, secret.p, pub);
	if (e != ETT_OK)
		return vec_say(c, VEC_BROKEN, "%s", ett_err_text(e));
	e = ett_ecdh_shared(d, secret.p, peer, shared);
	vec_answer(a, "public", pub, d->public_len);
	vec_answer(a, "shared", shared, d->shared_len);
	return vec_outcome_of(c, e);
}

static enum vec_outcome run(struct vec_case *c)
{
	return vec_solve(c, vec_solve_ecdh);
}

const struct vec_kind vec_kind_ecdh = {
	.schema = "ecdh",
	.group_needs = (const char *const[]){ NULL },
	.group_may = (const char *const[]){ "checkedWith", NULL },
	.test_needs = (const char *const[]){ "secret", "peer", NULL },
	.test_may = (const char *const[]){ "public", "shared", NULL },
	.run = run,
};
