/* SPDX-License-Identifier: ISC
 *
 * Kind "exchange-hash": H over all that was exchanged, RFC 4253 section 8,
 * RFC 4419 section 3, RFC 5656 section 4.  Public values are as they were on
 * the wire: strings for ECDH, unsigned numbers for the others; K is encoded.
 */
#include "crypto/algs.h"
#include "crypto/kdf.h"
#include "vectors/answer.h"
#include "wire/cursor.h"

enum { VALUES_MAX = 8192 };

static bool write_hex(struct vec_case *c, struct ett_wr *w, const char *member,
		      void (*put)(struct ett_wr *w, struct ett_bytes v))
{
	struct ett_bytes v;

	if (!vec_hex(c, c->test, member, &v))
		return false;
	put(w, v);
	return true;
}

static bool write_sizes(struct vec_case *c, struct ett_wr *w)
{
	static const char *const member[] = { "min", "n", "max" };
	size_t v;

	for (size_t i = 0; i < sizeof member / sizeof member[0]; i++) {
		if (!vec_number(c, c->test, member[i], &v))
			return false;
		ett_wr_u32(w, (uint32_t)v);
	}
	return write_hex(c, w, "p", ett_wr_uint) &&
	       write_hex(c, w, "g", ett_wr_uint);
}

static bool write_values(struct vec_case *c, const struct ett_kex_alg *alg,
			 struct ett_bytes *values)
{
	struct ett_wr w = ett_wr(vec_memory(c, VALUES_MAX), VALUES_MAX);
	bool ecdh = alg->method == ETT_KEX_ECDH;

	if (alg->method == ETT_KEX_GEX && !write_sizes(c, &w))
		return false;
	if (!write_hex(c, &w, "clientPublic",
		       ecdh ? ett_wr_str : ett_wr_uint) ||
	    !write_hex(c, &w, "serverPublic", ecdh ? ett_wr_str : ett_wr_uint))
		return false;
	values->p = w.start;
	return ett_wr_end(&w, &values->n) == ETT_OK;
}

static bool read_exchange(struct vec_case *c, const struct ett_kex_alg *alg,
			  struct ett_exchange *x)
{
	const char *v_c, *v_s;

	if (!vec_text(c, c->test, "versionClient", &v_c) ||
	    !vec_text(c, c->test, "versionServer", &v_s) ||
	    !vec_hex(c, c->test, "kexinitClient", &x->i_c) ||
	    !vec_hex(c, c->test, "kexinitServer", &x->i_s) ||
	    !vec_hex(c, c->test, "hostKey", &x->k_s) ||
	    !vec_hex(c, c->test, "K", &x->k))
		return false;
	x->v_c = ett_str(v_c);
	x->v_s = ett_str(v_s);
	return write_values(c, alg, &x->values);
}

enum vec_outcome vec_solve_exchange(struct vec_case *c, struct vec_answers *a)
{
	const struct ett_kex_alg *alg;
	const struct ett_hash *hash;
	struct ett_exchange x = { 0 };
	const char *name;
	uint8_t *h;
	ett_err e;

	if (!vec_algorithm(c, &name))
		return VEC_BROKEN;
	alg = ett_kex_alg(ett_str(name));
	if (alg == NULL)
		return vec_say(c, VEC_BROKEN, "%s: no such method", name);
	if (!read_exchange(c, alg, &x))
		return VEC_BROKEN;
	hash = ett_find_hash(c->backend, alg->hash);
	if (hash == NULL)
		return VEC_ABSENT;
	h = vec_memory(c, hash->digest_len);
	e = ett_exchange_hash(hash, &x, h);
	vec_answer(a, "H", h, hash->digest_len);
	return vec_outcome_of(c, e);
}

static enum vec_outcome run(struct vec_case *c)
{
	return vec_solve(c, vec_solve_exchange);
}

const struct vec_kind vec_kind_exchange = {
	.schema = "exchange-hash",
	.group_needs = (const char *const[]){ NULL },
	.group_may = (const char *const[]){ "checkedWith", NULL },
	.test_needs = (const char *const[]){ "versionClient", "versionServer",
					     "kexinitClient", "kexinitServer",
					     "hostKey", "clientPublic",
					     "serverPublic", "K", "H", NULL },
	.test_may = (const char *const[]){ "min", "n", "max", "p", "g", NULL },
	.run = run,
};
