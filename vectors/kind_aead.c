/* SPDX-License-Identifier: ISC
 *
 * Kind "aead": a test with pt is sealed, and opened again; one without is
 * opened, and is there to be refused.
 */
#include <string.h>

#include "vectors/answer.h"

struct job {
	const struct ett_aead *aead;
	void *ctx;
	struct ett_bytes key, nonce, aad;
};

static enum vec_outcome seal_one(struct vec_case *c, const struct job *j,
				 struct vec_answers *a)
{
	struct ett_bytes pt;
	uint8_t *data, *tag;
	ett_err e;

	if (!vec_hex(c, c->test, "pt", &pt))
		return VEC_BROKEN;
	data = vec_memory(c, 2 * pt.n + 1);
	tag = vec_memory(c, j->aead->tag_len);
	memcpy(data, pt.p, pt.n);
	e = j->aead->init(j->ctx, ETT_OUT, j->key.p);
	if (e == ETT_OK)
		e = j->aead->seal(j->ctx, j->nonce.p, j->aad, data, pt.n, tag);
	vec_answer(a, "ct", data, pt.n);
	vec_answer(a, "tag", tag, j->aead->tag_len);
	memcpy(data + pt.n, data, pt.n);
	if (e == ETT_OK)
		e = j->aead->init(j->ctx, ETT_IN, j->key.p);
	if (e == ETT_OK)
		e = j->aead->open(j->ctx, j->nonce.p, j->aad, data + pt.n, pt.n,
				  tag);
	if (e == ETT_OK && memcmp(data + pt.n, pt.p, pt.n) != 0)
		return vec_say(c, VEC_WRONG, "opens to something else");
	return vec_outcome_of(c, e);
}

static enum vec_outcome open_one(struct vec_case *c, const struct job *j)
{
	struct ett_bytes ct, tag;
	uint8_t *data;
	ett_err e;

	if (!vec_hex(c, c->test, "ct", &ct) ||
	    !vec_hex(c, c->test, "tag", &tag))
		return VEC_BROKEN;
	if (tag.n != j->aead->tag_len)
		return vec_say(c, VEC_BROKEN, "a tag of %zu bytes", tag.n);
	data = vec_memory(c, ct.n + 1);
	memcpy(data, ct.p, ct.n);
	e = j->aead->init(j->ctx, ETT_IN, j->key.p);
	if (e == ETT_OK)
		e = j->aead->open(j->ctx, j->nonce.p, j->aad, data, ct.n,
				  tag.p);
	return vec_outcome_of(c, e);
}

enum vec_outcome vec_solve_aead(struct vec_case *c, struct vec_answers *a)
{
	struct job j = { 0 };
	enum vec_outcome o;
	const char *name;

	if (!vec_algorithm(c, &name) || !vec_hex(c, c->test, "key", &j.key) ||
	    !vec_hex(c, c->test, "nonce", &j.nonce) ||
	    !vec_hex(c, c->test, "aad", &j.aad))
		return VEC_BROKEN;
	j.aead = ett_find_aead(c->backend, name);
	if (j.aead == NULL)
		return VEC_ABSENT;
	if (j.key.n != j.aead->key_len || j.nonce.n != j.aead->nonce_len)
		return vec_say(c, VEC_BROKEN, "key of %zu bytes, nonce %zu",
			       j.key.n, j.nonce.n);
	j.ctx = vec_memory(c, j.aead->ctx_size);
	o = vec_has(c, "pt") ? seal_one(c, &j, a) : open_one(c, &j);
	j.aead->done(j.ctx);
	return o;
}

static enum vec_outcome run(struct vec_case *c)
{
	return vec_solve(c, vec_solve_aead);
}

const struct vec_kind vec_kind_aead = {
	.schema = "aead",
	.group_needs = (const char *const[]){ NULL },
	.group_may = (const char *const[]){ "checkedWith", NULL },
	.test_needs =
	    (const char *const[]){ "key", "nonce", "aad", "ct", "tag", NULL },
	.test_may = (const char *const[]){ "pt", NULL },
	.run = run,
};
