/* SPDX-License-Identifier: ISC
 *
 * Kind "hash": the digest of a message.
 */
#include "crypto/kdf.h"
#include "vectors/answer.h"

enum vec_outcome vec_solve_hash(struct vec_case *c, struct vec_answers *a)
{
	const struct ett_hash *h;
	struct ett_bytes msg;
	const char *name;
	uint8_t *digest;
	ett_err e;

	if (!vec_algorithm(c, &name) || !vec_hex(c, c->test, "msg", &msg))
		return VEC_BROKEN;
	h = ett_find_hash(c->backend, name);
	if (h == NULL)
		return VEC_ABSENT;
	digest = vec_memory(c, h->digest_len);
	e = ett_digest(h, msg, digest);
	vec_answer(a, "digest", digest, h->digest_len);
	return vec_outcome_of(c, e);
}

static enum vec_outcome run(struct vec_case *c)
{
	return vec_solve(c, vec_solve_hash);
}

const struct vec_kind vec_kind_hash = {
	.schema = "hash",
	.group_needs = (const char *const[]){ NULL },
	.group_may = (const char *const[]){ "checkedWith", NULL },
	.test_needs = (const char *const[]){ "msg", "digest", NULL },
	.test_may = (const char *const[]){ NULL },
	.run = run,
};
