/* SPDX-License-Identifier: ISC
 *
 * Kind "signature": a signature blob as SSH sends it, under the key blob of
 * the group, for the signature algorithm that the file names.  Where the
 * private key is there (an openssh-key-v1 file), a valid test is also signed
 * anew: the same bytes must come out where the algorithm determines them, and
 * else something that verifies.
 */
#include <string.h>

#include "crypto/key.h"
#include "crypto/keyfile.h"
#include "test/seed.h"
#include "vectors/answer.h"

struct job {
	const struct ett_sig_alg *alg;
	struct ett_bytes key, msg, sig;
};

static ett_err verify(struct vec_case *c, const struct job *j,
		      struct ett_bytes sig)
{
	return ett_key_verify(c->backend, j->alg, j->key, j->msg, sig);
}

/* Do all libraries give the same bytes?  Not those of (EC)DSA, even where one
 * chooses its nonce as RFC 6979 has it and so repeats itself. */
static bool is_determined(const struct ett_sig_alg *alg)
{
	return strstr(alg->primitive, "dsa-") == NULL;
}

static enum vec_outcome sign_with(struct vec_case *c, const struct job *j,
				  const struct ett_key *k)
{
	uint8_t *out = vec_memory(c, ETT_SIG_BLOB_MAX);
	uint64_t seed = 1;
	size_t n;
	ett_err e = ett_key_sign(k, c->backend, j->alg, j->msg, seed_rng(&seed),
				 out, &n);

	if (e != ETT_OK)
		return vec_say(c, VEC_BROKEN, "signing: %s", ett_err_text(e));
	if (is_determined(j->alg))
		return vec_compare(c, (struct ett_bytes){ out, n }, j->sig);
	if (verify(c, j, (struct ett_bytes){ out, n }) != ETT_OK)
		return vec_say(c, VEC_WRONG, "its own signature is not good");
	return VEC_ACCEPTED;
}

static enum vec_outcome sign(struct vec_case *c, const struct job *j)
{
	struct ett_key *k = NULL;
	enum vec_outcome o;
	const char *text;
	ett_err e;

	if (!vec_text(c, c->group, "privateKey", &text))
		return VEC_BROKEN;
	e = ett_keyfile_read(c->backend, ett_str(text), NULL, &k);
	if (e != ETT_OK)
		return vec_say(c, VEC_BROKEN, "privateKey: %s",
			       ett_err_text(e));
	o = sign_with(c, j, k);
	ett_key_free(k);
	return o;
}

static enum vec_outcome run(struct vec_case *c)
{
	enum vec_outcome o = VEC_ACCEPTED;
	const char *name;
	struct job j;

	if (!vec_algorithm(c, &name) ||
	    !vec_hex(c, c->group, "publicKey", &j.key) ||
	    !vec_hex(c, c->test, "msg", &j.msg) ||
	    !vec_hex(c, c->test, "sig", &j.sig))
		return VEC_BROKEN;
	j.alg = ett_sig_alg(ett_str(name));
	if (j.alg == NULL)
		return vec_say(c, VEC_BROKEN, "%s: no such algorithm", name);
	if (!ett_alg_has(c->backend, ETT_ALG_SIG, ett_str(name)))
		return VEC_ABSENT;
	if (vec_states_valid(c) &&
	    json_object_get(c->group, "privateKey") != NULL)
		o = sign(c, &j);
	return o == VEC_ACCEPTED ? vec_outcome_of(c, verify(c, &j, j.sig)) : o;
}

const struct vec_kind vec_kind_signature = {
	.schema = "signature",
	.group_needs = (const char *const[]){ "publicKey", NULL },
	.group_may = (const char *const[]){ "checkedWith", "privateKey", NULL },
	.test_needs = (const char *const[]){ "msg", "sig", NULL },
	.test_may = (const char *const[]){ NULL },
	.run = run,
};
