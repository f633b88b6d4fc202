/* SPDX-License-Identifier: ISC
 *
 * Kind "mac": the tag of a message, untruncated.  A MAC with a nonce (UMAC,
 * RFC 4418) has it in each test; in SSH it is the sequence number as 64 bits.
 */
#include <string.h>

#include "vectors/answer.h"

/* Twice with one key: final must leave it usable, but for one-time MACs. */
static ett_err compute(const struct ett_mac *m, void *ctx, struct ett_bytes msg,
		       const uint8_t *nonce, uint8_t *tag)
{
	if (m->nonce_len > 0)
		m->start(ctx, nonce);
	m->update(ctx, msg);
	return m->final(ctx, tag);
}

static ett_err compute_twice(const struct ett_mac *m, void *ctx,
			     struct ett_bytes msg, const uint8_t *nonce,
			     uint8_t *tag)
{
	uint8_t again[ETT_TAG_MAX];
	ett_err e = compute(m, ctx, msg, nonce, tag);

	if (e != ETT_OK || strcmp(m->name, "poly1305") == 0)
		return e;
	e = compute(m, ctx, msg, nonce, again);
	return e == ETT_OK && memcmp(tag, again, m->tag_len) != 0 ? ETT_CRYPTO
								  : e;
}

enum vec_outcome vec_solve_mac(struct vec_case *c, struct vec_answers *a)
{
	struct ett_bytes key, msg, nonce = { NULL, 0 };
	const struct ett_mac *m;
	const char *name;
	uint8_t *tag;
	void *ctx;
	ett_err e;

	if (!vec_algorithm(c, &name) || !vec_hex(c, c->test, "key", &key) ||
	    !vec_hex(c, c->test, "msg", &msg))
		return VEC_BROKEN;
	m = ett_find_mac(c->backend, name);
	if (m == NULL)
		return VEC_ABSENT;
	if (vec_has(c, "nonce") && !vec_hex(c, c->test, "nonce", &nonce))
		return VEC_BROKEN;
	if (nonce.n != m->nonce_len)
		return vec_say(c, VEC_BROKEN, "a nonce of %zu bytes", nonce.n);
	ctx = vec_memory(c, m->ctx_size);
	tag = vec_memory(c, m->tag_len);
	e = m->init(ctx, key);
	if (e == ETT_OK)
		e = compute_twice(m, ctx, msg, nonce.p, tag);
	m->done(ctx);
	vec_answer(a, "tag", tag, m->tag_len);
	return vec_outcome_of(c, e);
}

static enum vec_outcome run(struct vec_case *c)
{
	return vec_solve(c, vec_solve_mac);
}

const struct vec_kind vec_kind_mac = {
	.schema = "mac",
	.group_needs = (const char *const[]){ NULL },
	.group_may = (const char *const[]){ "checkedWith", NULL },
	.test_needs = (const char *const[]){ "key", "msg", "tag", NULL },
	.test_may = (const char *const[]){ "nonce", NULL },
	.run = run,
};
