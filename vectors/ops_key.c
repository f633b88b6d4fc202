/* SPDX-License-Identifier: ISC
 *
 * Public-key primitives as vectors want them.  Nothing is asked of a library
 * that the common checks have not let through, as everywhere in ett.
 */
#include <string.h>

#include "crypto/check.h"
#include "vectors/ops.h"

static enum vec_outcome failed(struct vec_case *c, const char *what, ett_err e)
{
	return vec_say(c, VEC_BROKEN, "%s: %s", what, ett_err_text(e));
}

enum vec_outcome vec_agree(struct vec_case *c, const char *name,
			   struct ett_bytes secret, struct ett_bytes peer,
			   struct ett_bytes want)
{
	const struct ett_dh *d = ett_find_dh(c->backend, name);
	uint8_t shared[ETT_AGREE_MAX];
	ett_err e;

	if (d == NULL)
		return vec_say(c, VEC_ABSENT, "%s", name);
	if (secret.n != d->secret_len)
		secret = vec_widen(c, secret, d->secret_len);
	if (secret.n != d->secret_len)
		return vec_say(c, VEC_BROKEN, "the secret is too long");
	e = ett_ecdh_shared(d, secret.p, peer, shared);
	if (e == ETT_KEX)
		return VEC_REJECTED;
	if (e != ETT_OK)
		return failed(c, name, e);
	return vec_compare(c, (struct ett_bytes){ shared, d->shared_len },
			   want);
}

enum vec_outcome vec_pair(struct vec_case *c, const char *name,
			  struct ett_bytes secret, struct ett_bytes pub)
{
	const struct ett_dh *d = ett_find_dh(c->backend, name);
	uint8_t out[ETT_AGREE_MAX];
	ett_err e;

	if (d == NULL)
		return vec_say(c, VEC_ABSENT, "%s", name);
	if (secret.n != d->secret_len)
		secret = vec_widen(c, secret, d->secret_len);
	if (secret.n != d->secret_len)
		return vec_say(c, VEC_BROKEN, "the secret is too long");
	e = ett_ecdh_public(d, secret.p, out);
	if (e == ETT_ARG) /* no scalar of the curve */
		return VEC_REJECTED;
	if (e != ETT_OK)
		return failed(c, name, e);
	return ett_bytes_eq((struct ett_bytes){ out, d->public_len }, pub)
		   ? VEC_ACCEPTED
		   : VEC_REJECTED;
}

enum vec_outcome vec_verify(struct vec_case *c, const char *name,
			    const struct ett_key_nums *key,
			    struct ett_bytes msg, struct ett_bytes sig)
{
	const struct ett_sig *s = ett_find_sig(c->backend, name);
	ett_err e;

	if (s == NULL)
		return vec_say(c, VEC_ABSENT, "%s", name);
	e = ett_verify(c->backend, s, key, msg, sig);
	if (e == ETT_OK)
		return VEC_ACCEPTED;
	return e == ETT_SIG || e == ETT_FORMAT ? VEC_REJECTED
					       : failed(c, name, e);
}

enum vec_outcome vec_sign(struct vec_case *c, const char *name,
			  const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_bytes sig)
{
	const struct ett_sig *s = ett_find_sig(c->backend, name);
	uint8_t *out;
	size_t len = 0;
	ett_err e;

	if (s == NULL)
		return vec_say(c, VEC_ABSENT, "%s", name);
	if (ett_check_public(s, key) != ETT_OK)
		return VEC_REJECTED;
	out = vec_memory(c, s->sig_max_len);
	e = s->sign(key, msg, ett_rng_system(), out, &len);
	if (e != ETT_OK)
		return failed(c, name, e);
	return vec_compare(c, (struct ett_bytes){ out, len }, sig);
}
