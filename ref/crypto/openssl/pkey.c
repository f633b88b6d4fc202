/* SPDX-License-Identifier: ISC
 *
 * A key is a list of named parameters in either direction.
 */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/dsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "crypto/openssl/pkey.h"

enum { ED25519_LEN = 32, ED448_LEN = 57 };
enum { PARTS_MAX = 8, PRIME_MAX = 1024, DSA_Q_BITS = 160 };

enum part_form { PART_NUMBER, PART_OCTETS, PART_TEXT };

struct part {
	const char *name;
	enum part_form form;
	struct ett_bytes v;
};

/* n receives the number that the list refers to until it is built. */
static bool push(OSSL_PARAM_BLD *list, const struct part *p, BIGNUM **n)
{
	if (p->form == PART_TEXT)
		return OSSL_PARAM_BLD_push_utf8_string(
			   list, p->name, (const char *)p->v.p, p->v.n) == 1;
	if (p->form == PART_OCTETS)
		return OSSL_PARAM_BLD_push_octet_string(list, p->name, p->v.p,
							p->v.n) == 1;
	*n = BN_bin2bn(p->v.p, (int)p->v.n, NULL);
	return *n != NULL && OSSL_PARAM_BLD_push_BN(list, p->name, *n) == 1;
}

static OSSL_PARAM *params(const struct part *part, size_t n)
{
	OSSL_PARAM_BLD *list = OSSL_PARAM_BLD_new();
	BIGNUM *numbers[PARTS_MAX] = { NULL };
	OSSL_PARAM *out = NULL;
	bool good = list != NULL;

	for (size_t i = 0; good && i < n; i++)
		good = push(list, &part[i], &numbers[i]);
	if (good)
		out = OSSL_PARAM_BLD_to_param(list);
	for (size_t i = 0; i < n; i++)
		BN_clear_free(numbers[i]);
	OSSL_PARAM_BLD_free(list);
	return out;
}

/* Memory of a parameter list is not cleared by the library. */
static void params_free(OSSL_PARAM *list)
{
	for (OSSL_PARAM *p = list; p != NULL && p->key != NULL; p++)
		ett_wipe(p->data, p->data_size);
	OSSL_PARAM_free(list);
}

static EVP_PKEY *build(const char *type, int selection, const struct part *part,
		       size_t n)
{
	EVP_PKEY_CTX *c =
	    EVP_PKEY_CTX_new_from_name(ett_openssl_lib(), type, NULL);
	OSSL_PARAM *list = params(part, n);
	EVP_PKEY *key = NULL;

	if (c != NULL && list != NULL && EVP_PKEY_fromdata_init(c) == 1 &&
	    EVP_PKEY_fromdata(c, &key, selection, list) != 1)
		key = NULL;
	params_free(list);
	EVP_PKEY_CTX_free(c);
	return key;
}

/* A public key uses the first n_pub of its parts. */
static EVP_PKEY *build_key(const char *type, const struct ett_key_nums *key,
			   const struct part *part, size_t n_pub, size_t n)
{
	if (key->sec[0].n == 0)
		return build(type, EVP_PKEY_PUBLIC_KEY, part, n_pub);
	return build(type, EVP_PKEY_KEYPAIR, part, n);
}

static EVP_PKEY *edwards(const char *type, const struct ett_key_nums *key)
{
	const struct ett_bytes *pub = &key->pub[0], *seed = &key->sec[0];

	if (seed->n == 0)
		return EVP_PKEY_new_raw_public_key_ex(ett_openssl_lib(), type,
						      NULL, pub->p, pub->n);
	return EVP_PKEY_new_raw_private_key_ex(ett_openssl_lib(), type, NULL,
					       seed->p, seed->n);
}

EVP_PKEY *ett_openssl_ed25519(const struct ett_key_nums *key)
{
	return edwards("ED25519", key);
}

EVP_PKEY *ett_openssl_ed448(const struct ett_key_nums *key)
{
	return edwards("ED448", key);
}

static const struct ett_openssl_curve curves[] = {
	{ "P-256", "SHA256", 32 },
	{ "P-384", "SHA384", 48 },
	{ "P-521", "SHA512", 66 },
};

const struct ett_openssl_curve *
ett_openssl_curve(const struct ett_key_nums *key)
{
	for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
		if (key->pub[0].n == 1 + 2 * curves[i].width)
			return &curves[i];
	return NULL;
}

EVP_PKEY *ett_openssl_ecdsa(const struct ett_key_nums *key)
{
	const struct ett_openssl_curve *c = ett_openssl_curve(key);

	if (c == NULL)
		return NULL;
	return build_key(
	    "EC", key,
	    (const struct part[]){
		{ OSSL_PKEY_PARAM_GROUP_NAME, PART_TEXT, ett_str(c->group) },
		{ OSSL_PKEY_PARAM_PUB_KEY, PART_OCTETS, key->pub[0] },
		{ OSSL_PKEY_PARAM_PRIV_KEY, PART_NUMBER, key->sec[0] } },
	    2, 3);
}

EVP_PKEY *ett_openssl_dsa(const struct ett_key_nums *key)
{
	return build_key(
	    "DSA", key,
	    (const struct part[]){
		{ OSSL_PKEY_PARAM_FFC_P, PART_NUMBER, key->pub[0] },
		{ OSSL_PKEY_PARAM_FFC_Q, PART_NUMBER, key->pub[1] },
		{ OSSL_PKEY_PARAM_FFC_G, PART_NUMBER, key->pub[2] },
		{ OSSL_PKEY_PARAM_PUB_KEY, PART_NUMBER, key->pub[3] },
		{ OSSL_PKEY_PARAM_PRIV_KEY, PART_NUMBER, key->sec[0] } },
	    4, 5);
}

/* d mod (p - 1), which SSH does not store; n stays 0 on failure. */
static struct ett_bytes exponent(struct ett_bytes d, struct ett_bytes p,
				 uint8_t *out)
{
	BN_CTX *c = BN_CTX_secure_new();
	BIGNUM *x = BN_bin2bn(d.p, (int)d.n, NULL);
	BIGNUM *m = BN_bin2bn(p.p, (int)p.n, NULL);
	struct ett_bytes v = { out, 0 };

	if (c != NULL && x != NULL && m != NULL && p.n <= PRIME_MAX &&
	    BN_sub_word(m, 1) && BN_mod(x, x, m, c))
		v.n = (size_t)BN_bn2bin(x, out);
	BN_clear_free(m);
	BN_clear_free(x);
	BN_CTX_free(c);
	return v;
}

EVP_PKEY *ett_openssl_rsa(const struct ett_key_nums *key)
{
	const struct ett_bytes *pub = key->pub, *sec = key->sec;
	uint8_t dp[PRIME_MAX], dq[PRIME_MAX];
	struct part part[] = {
		{ OSSL_PKEY_PARAM_RSA_N, PART_NUMBER, pub[0] },
		{ OSSL_PKEY_PARAM_RSA_E, PART_NUMBER, pub[1] },
		{ OSSL_PKEY_PARAM_RSA_D, PART_NUMBER, sec[0] },
		{ OSSL_PKEY_PARAM_RSA_FACTOR1, PART_NUMBER, sec[1] },
		{ OSSL_PKEY_PARAM_RSA_FACTOR2, PART_NUMBER, sec[2] },
		{ OSSL_PKEY_PARAM_RSA_COEFFICIENT1, PART_NUMBER, sec[3] },
		{ OSSL_PKEY_PARAM_RSA_EXPONENT1, PART_NUMBER, { 0 } },
		{ OSSL_PKEY_PARAM_RSA_EXPONENT2, PART_NUMBER, { 0 } },
	};
	EVP_PKEY *out = NULL;

	if (sec[0].n > 0) {
		part[6].v = exponent(sec[0], sec[1], dp);
		part[7].v = exponent(sec[0], sec[2], dq);
	}
	if (sec[0].n == 0 || (part[6].v.n > 0 && part[7].v.n > 0))
		out = build_key("RSA", key, part, 2, 8);
	ett_wipe(dp, sizeof dp);
	ett_wipe(dq, sizeof dq);
	return out;
}

/* Stores a number; width 0: without leading zeros. */
static bool take(EVP_PKEY *key, const char *name, int width,
		 struct ett_key_mem *out, struct ett_bytes *number)
{
	uint8_t *to = out->mem + out->used;
	BIGNUM *v = NULL;
	bool good = EVP_PKEY_get_bn_param(key, name, &v) == 1;

	if (good && width == 0)
		width = BN_num_bytes(v);
	good = good && (size_t)width <= ETT_KEY_MEM - out->used &&
	       BN_bn2binpad(v, to, width) == width;
	if (good) {
		*number = (struct ett_bytes){ to, (size_t)width };
		out->used += (size_t)width;
	}
	BN_clear_free(v);
	return good;
}

static ett_err make_edwards(const char *type, size_t len, struct ett_rng rng,
			    struct ett_key_mem *out)
{
	uint8_t *seed = out->mem, *pub = out->mem + len;
	EVP_PKEY *key;
	ett_err e = rng.fill(rng.ctx, seed, len);

	if (e != ETT_OK)
		return e;
	out->nums.sec[0] = (struct ett_bytes){ seed, len };
	out->nums.pub[0] = (struct ett_bytes){ pub, len };
	out->used = 2 * len;
	key = edwards(type, &out->nums);
	if (key == NULL || EVP_PKEY_get_raw_public_key(key, pub, &len) != 1)
		e = ett_openssl_failed();
	EVP_PKEY_free(key);
	return e;
}

ett_err ett_openssl_make_ed25519(unsigned bits, struct ett_rng rng,
				 struct ett_key_mem *out)
{
	(void)bits;
	return make_edwards("ED25519", ED25519_LEN, rng, out);
}

ett_err ett_openssl_make_ed448(unsigned bits, struct ett_rng rng,
			       struct ett_key_mem *out)
{
	(void)bits;
	return make_edwards("ED448", ED448_LEN, rng, out);
}

static ett_err make_ecdsa(const struct ett_openssl_curve *c,
			  struct ett_key_mem *out)
{
	EVP_PKEY *key =
	    EVP_PKEY_Q_keygen(ett_openssl_lib(), NULL, "EC", c->group);
	size_t len = 0;
	bool good = key != NULL && EVP_PKEY_get_octet_string_param(
				       key, OSSL_PKEY_PARAM_PUB_KEY, out->mem,
				       ETT_KEY_MEM, &len) == 1;

	out->used = len;
	out->nums.pub[0] = (struct ett_bytes){ out->mem, len };
	good = good && take(key, OSSL_PKEY_PARAM_PRIV_KEY, (int)c->width, out,
			    &out->nums.sec[0]);
	EVP_PKEY_free(key);
	return good ? ETT_OK : ett_openssl_failed();
}

ett_err ett_openssl_make_p256(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out)
{
	(void)bits;
	(void)rng;
	return make_ecdsa(&curves[0], out);
}

ett_err ett_openssl_make_p384(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out)
{
	(void)bits;
	(void)rng;
	return make_ecdsa(&curves[1], out);
}

ett_err ett_openssl_make_p521(unsigned bits, struct ett_rng rng,
			      struct ett_key_mem *out)
{
	(void)bits;
	(void)rng;
	return make_ecdsa(&curves[2], out);
}

ett_err ett_openssl_make_rsa(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out)
{
	struct ett_bytes *pub = out->nums.pub, *sec = out->nums.sec;
	EVP_PKEY *key =
	    EVP_PKEY_Q_keygen(ett_openssl_lib(), NULL, "RSA", (size_t)bits);
	bool good =
	    key != NULL && take(key, OSSL_PKEY_PARAM_RSA_N, 0, out, &pub[0]) &&
	    take(key, OSSL_PKEY_PARAM_RSA_E, 0, out, &pub[1]) &&
	    take(key, OSSL_PKEY_PARAM_RSA_D, 0, out, &sec[0]) &&
	    take(key, OSSL_PKEY_PARAM_RSA_FACTOR1, 0, out, &sec[1]) &&
	    take(key, OSSL_PKEY_PARAM_RSA_FACTOR2, 0, out, &sec[2]) &&
	    take(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, 0, out, &sec[3]);

	(void)rng;
	EVP_PKEY_free(key);
	return good ? ETT_OK : ett_openssl_failed();
}

/* p, q, g, which a key is then made from. */
static EVP_PKEY *dsa_group(unsigned bits)
{
	EVP_PKEY_CTX *c =
	    EVP_PKEY_CTX_new_from_name(ett_openssl_lib(), "DSA", NULL);
	EVP_PKEY *group = NULL;

	if (c == NULL || EVP_PKEY_paramgen_init(c) != 1 ||
	    EVP_PKEY_CTX_set_dsa_paramgen_bits(c, (int)bits) != 1 ||
	    EVP_PKEY_CTX_set_dsa_paramgen_q_bits(c, DSA_Q_BITS) != 1 ||
	    EVP_PKEY_paramgen(c, &group) != 1)
		group = NULL;
	EVP_PKEY_CTX_free(c);
	return group;
}

ett_err ett_openssl_make_dsa(unsigned bits, struct ett_rng rng,
			     struct ett_key_mem *out)
{
	struct ett_bytes *pub = out->nums.pub;
	EVP_PKEY *key = NULL, *group = dsa_group(bits);
	EVP_PKEY_CTX *c =
	    group == NULL
		? NULL
		: EVP_PKEY_CTX_new_from_pkey(ett_openssl_lib(), group, NULL);
	bool good =
	    c != NULL && EVP_PKEY_keygen_init(c) == 1 &&
	    EVP_PKEY_keygen(c, &key) == 1 &&
	    take(key, OSSL_PKEY_PARAM_FFC_P, 0, out, &pub[0]) &&
	    take(key, OSSL_PKEY_PARAM_FFC_Q, 0, out, &pub[1]) &&
	    take(key, OSSL_PKEY_PARAM_FFC_G, 0, out, &pub[2]) &&
	    take(key, OSSL_PKEY_PARAM_PUB_KEY, 0, out, &pub[3]) &&
	    take(key, OSSL_PKEY_PARAM_PRIV_KEY, 0, out, &out->nums.sec[0]);

	(void)rng;
	EVP_PKEY_free(key);
	EVP_PKEY_CTX_free(c);
	EVP_PKEY_free(group);
	return good ? ETT_OK : ett_openssl_failed();
}
