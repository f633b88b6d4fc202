/* SPDX-License-Identifier: ISC
 *
 * Kind "cipher": unauthenticated encryption, by SSH's name or that of the
 * primitive.  Each test is run in one piece, block by block (which must carry
 * the IV or the counter on), and back.  discard: so many bytes of key stream
 * are thrown away first, RFC 4345 section 4.
 */
#include <string.h>

#include "vectors/answer.h"

struct job {
	const struct ett_cipher *cipher;
	void *ctx;
	struct ett_bytes key, iv;
	size_t discard;
};

static ett_err skip(const struct job *j)
{
	uint8_t block[64] = { 0 };
	ett_err e = ETT_OK;

	for (size_t left = j->discard; left > 0 && e == ETT_OK;) {
		size_t n = left < sizeof block ? left : sizeof block;

		e = j->cipher->crypt(j->ctx, block, n);
		left -= n;
	}
	return e;
}

static ett_err crypt(const struct job *j, enum ett_dir dir, uint8_t *data,
		     size_t n, size_t piece)
{
	ett_err e = j->cipher->init(j->ctx, dir, j->key.p, j->iv.p);

	if (e == ETT_OK)
		e = skip(j);
	for (size_t at = 0; at < n && e == ETT_OK; at += piece)
		e = j->cipher->crypt(j->ctx, data + at,
				     piece < n - at ? piece : n - at);
	return e;
}

static enum vec_outcome work(struct vec_case *c, const struct job *j,
			     struct ett_bytes pt, struct vec_answers *a)
{
	uint8_t *whole = vec_memory(c, pt.n + 1);
	uint8_t *pieces = vec_memory(c, pt.n + 1);
	ett_err e;

	memcpy(whole, pt.p, pt.n);
	memcpy(pieces, pt.p, pt.n);
	e = crypt(j, ETT_OUT, whole, pt.n, pt.n);
	if (e == ETT_OK)
		e = crypt(j, ETT_OUT, pieces, pt.n, j->cipher->block_len);
	if (e != ETT_OK)
		return vec_outcome_of(c, e);
	if (memcmp(whole, pieces, pt.n) != 0)
		return vec_say(c, VEC_WRONG, "not the same block by block");
	e = crypt(j, ETT_IN, pieces, pt.n, pt.n);
	if (e == ETT_OK && memcmp(pieces, pt.p, pt.n) != 0)
		return vec_say(c, VEC_WRONG, "decrypts to something else");
	vec_answer(a, "ct", whole, pt.n);
	return vec_outcome_of(c, e);
}

enum vec_outcome vec_solve_cipher(struct vec_case *c, struct vec_answers *a)
{
	struct job j = { 0 };
	enum vec_outcome o;
	struct ett_bytes pt;
	const char *name;

	if (!vec_algorithm(c, &name) || !vec_hex(c, c->test, "key", &j.key) ||
	    !vec_hex(c, c->test, "pt", &pt))
		return VEC_BROKEN;
	if (vec_has(c, "iv") && !vec_hex(c, c->test, "iv", &j.iv))
		return VEC_BROKEN;
	if (vec_has(c, "discard") &&
	    !vec_number(c, c->test, "discard", &j.discard))
		return VEC_BROKEN;
	j.cipher = ett_find_cipher(c->backend, name);
	if (j.cipher == NULL)
		return VEC_ABSENT;
	if (j.key.n != j.cipher->key_len || j.iv.n != j.cipher->iv_len ||
	    pt.n % j.cipher->block_len != 0)
		return vec_say(c, VEC_BROKEN, "a key of %zu bytes, iv %zu",
			       j.key.n, j.iv.n);
	j.ctx = vec_memory(c, j.cipher->ctx_size);
	o = work(c, &j, pt, a);
	j.cipher->done(j.ctx);
	return o;
}

static enum vec_outcome run(struct vec_case *c)
{
	return vec_solve(c, vec_solve_cipher);
}

const struct vec_kind vec_kind_cipher = {
	.schema = "cipher",
	.group_needs = (const char *const[]){ NULL },
	.group_may = (const char *const[]){ "checkedWith", NULL },
	.test_needs = (const char *const[]){ "key", "pt", "ct", NULL },
	.test_may = (const char *const[]){ "iv", "discard", NULL },
	.run = run,
};
