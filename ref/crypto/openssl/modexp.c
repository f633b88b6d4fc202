/* SPDX-License-Identifier: ISC
 *
 * Modular exponentiation, in constant time as far as the library goes.
 */
#include <openssl/bn.h>

#include "crypto/openssl/openssl.h"

enum { MAX_BYTES = 2048 };

struct work {
	BN_CTX *bn;
	BIGNUM *base, *exp, *m, *out;
};

static bool work_new(struct work *w, struct ett_bytes base,
		     struct ett_bytes exp, struct ett_bytes m)
{
	w->bn = BN_CTX_secure_new_ex(ett_openssl_lib());
	w->base = BN_bin2bn(base.p, (int)base.n, NULL);
	w->m = BN_bin2bn(m.p, (int)m.n, NULL);
	w->exp = BN_secure_new();
	w->out = BN_secure_new();
	if (w->bn == NULL || w->base == NULL || w->m == NULL ||
	    w->exp == NULL || w->out == NULL)
		return false;
	BN_set_flags(w->exp, BN_FLG_CONSTTIME);
	return BN_bin2bn(exp.p, (int)exp.n, w->exp) != NULL;
}

static void work_free(struct work *w)
{
	BN_clear_free(w->out);
	BN_clear_free(w->exp);
	BN_free(w->m);
	BN_free(w->base);
	BN_CTX_free(w->bn);
}

static ett_err modexp(struct ett_bytes base, struct ett_bytes exp,
		      struct ett_bytes m, uint8_t *out)
{
	struct work w = { 0 };
	bool good;

	if (base.n > MAX_BYTES || exp.n > MAX_BYTES || m.n > MAX_BYTES)
		return ETT_ARG;
	good =
	    work_new(&w, base, exp, m) &&
	    BN_mod_exp_mont_consttime(w.out, w.base, w.exp, w.m, w.bn, NULL) &&
	    BN_bn2binpad(w.out, out, (int)m.n) == (int)m.n;
	work_free(&w);
	return good ? ETT_OK : ett_openssl_failed();
}

const struct ett_modexp ett_openssl_modexp = { "modexp", modexp };
