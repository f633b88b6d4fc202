/* SPDX-License-Identifier: ISC
 *
 * Signatures.  Nothing is signed or verified but with a public key, and
 * nothing verified but a signature, that the common checks accept: the library
 * ends the process over some keys of Ed25519, and takes signatures whose
 * numbers are out of range.  The layer above has asked the same; here it holds
 * for whoever calls.
 *
 * Nonces of DSA and ECDSA come from message and key (RFC 6979), and so does
 * all of EdDSA: every signature is repeatable.  Blinding takes its randomness
 * from the library's own generator.
 */
#include <string.h>

#include "crypto/check.h"
#include "crypto/gcrypt/gcrypt.h"
#include "crypto/gcrypt/number.h"
#include "crypto/gcrypt/pkey.h"

enum { RSA_MAX = 2048, DIGEST_MAX = 64 };

/* What is to be known of an algorithm. */
struct way {
	int pk;
	const char *curve;        /* the library's name */
	int hash;                 /* of the message; NONE: the curve's own */
	const char *data, *value; /* expressions: of a message, a signature */
	const char *names;        /* the numbers of a signature */
	ett_gcrypt_key *get_public, *get_secret;
	struct ett_sig sig;
};

static ett_err get_data(const struct way *w, struct ett_bytes msg,
			gcry_sexp_t *out)
{
	uint8_t digest[DIGEST_MAX];
	gcry_error_t bad;

	if (msg.n > INT32_MAX)
		return ETT_ARG;
	if (w->hash == GCRY_MD_NONE) {
		bad = gcry_sexp_build(out, NULL, w->data, (int)msg.n, msg.p);
	} else {
		gcry_md_hash_buffer(w->hash, digest, msg.p, msg.n);
		bad = gcry_sexp_build(
		    out, NULL, w->data, gcry_md_algo_name(w->hash),
		    (int)gcry_md_get_algo_dlen(w->hash), digest);
	}
	return bad == 0 ? ETT_OK : ett_gcrypt_failed(bad);
}

/* How wide each number of a signature is. */
static size_t width_of(const struct way *w, const struct ett_key_nums *key)
{
	return w->pk == GCRY_PK_RSA ? key->pub[0].n : w->sig.sig_max_len / 2;
}

/* One number after the other. */
static ett_err put_numbers(const struct way *w, gcry_sexp_t from, size_t width,
			   uint8_t *sig)
{
	ett_err e = ETT_OK;

	for (size_t i = 0; w->names[i] != '\0' && e == ETT_OK; i++) {
		gcry_sexp_t pair = gcry_sexp_find_token(from, w->names + i, 1);
		gcry_mpi_t z = gcry_sexp_nth_mpi(pair, 1, GCRYMPI_FMT_USG);

		e = z != NULL ? ett_gcrypt_put(z, sig + i * width, width)
			      : ETT_CRYPTO;
		gcry_mpi_release(z);
		gcry_sexp_release(pair);
	}
	return e;
}

static ett_err sign(const struct way *w, const struct ett_key_nums *key,
		    struct ett_bytes msg, uint8_t *sig, size_t *len)
{
	gcry_sexp_t secret = NULL, data = NULL, made = NULL;
	size_t width = width_of(w, key);
	gcry_error_t bad = 0;
	ett_err e = ett_gcrypt_room(key->pub[0].n);

	if (e == ETT_OK && ett_check_public(&w->sig, key) != ETT_OK)
		e = ETT_ARG;
	if (e == ETT_OK)
		e = w->get_secret(key, w->curve, &secret);
	if (e == ETT_OK)
		e = get_data(w, msg, &data);
	if (e == ETT_OK)
		bad = gcry_pk_sign(&made, data, secret);
	if (bad != 0)
		e = ett_gcrypt_failed(bad);
	else if (e == ETT_OK)
		e = put_numbers(w, made, width, sig);
	if (e == ETT_OK)
		*len = width * strlen(w->names);
	gcry_sexp_release(made);
	gcry_sexp_release(data);
	gcry_sexp_release(secret);
	return e;
}

static ett_err get_value(const struct way *w, struct ett_bytes sig,
			 gcry_sexp_t *out)
{
	size_t half = sig.n / 2;
	gcry_error_t bad;

	if (w->pk == GCRY_PK_RSA)
		bad = gcry_sexp_build(out, NULL, w->value, (int)sig.n, sig.p);
	else
		bad = gcry_sexp_build(out, NULL, w->value, (int)half, sig.p,
				      (int)half, sig.p + half);
	return bad == 0 ? ETT_OK : ett_gcrypt_failed(bad);
}

/* No such point, or not signed: what a peer can bring about. */
static ett_err verdict(gcry_error_t bad)
{
	switch (gcry_err_code(bad)) {
	case GPG_ERR_NO_ERROR:
		return ETT_OK;
	case GPG_ERR_BAD_SIGNATURE:
	case GPG_ERR_BROKEN_PUBKEY:
	case GPG_ERR_BAD_PUBKEY:
	case GPG_ERR_INV_OBJ:
		return ETT_SIG;
	default:
		return ett_gcrypt_failed(bad);
	}
}

static ett_err verify(const struct way *w, const struct ett_key_nums *key,
		      struct ett_bytes msg, struct ett_bytes sig)
{
	gcry_sexp_t public = NULL, data = NULL, value = NULL;
	ett_err e;

	if (ett_check_public(&w->sig, key) != ETT_OK ||
	    ett_check_signature(&w->sig, key, sig) != ETT_OK)
		return ETT_SIG;
	e = w->get_public(key, w->curve, &public);
	if (e == ETT_OK)
		e = get_data(w, msg, &data);
	if (e == ETT_OK)
		e = get_value(w, sig, &value);
	if (e == ETT_OK)
		e = verdict(gcry_pk_verify(value, data, public));
	gcry_sexp_release(value);
	gcry_sexp_release(data);
	gcry_sexp_release(public);
	return e;
}

enum {
	ED25519,
	ED448,
	P256,
	P384,
	P521,
	RSA_SHA1,
	RSA_SHA256,
	RSA_SHA512,
	DSA_SHA1,
	N
};

static const struct way ways[N]; /* below */

static ett_err sign_ed25519(const struct ett_key_nums *key,
			    struct ett_bytes msg, struct ett_rng rng,
			    uint8_t *sig, size_t *len)
{
	(void)rng;
	return sign(&ways[ED25519], key, msg, sig, len);
}

static ett_err verify_ed25519(const struct ett_key_nums *key,
			      struct ett_bytes msg, struct ett_bytes sig)
{
	return verify(&ways[ED25519], key, msg, sig);
}

static ett_err sign_ed448(const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_rng rng, uint8_t *sig, size_t *len)
{
	(void)rng;
	return sign(&ways[ED448], key, msg, sig, len);
}

static ett_err verify_ed448(const struct ett_key_nums *key,
			    struct ett_bytes msg, struct ett_bytes sig)
{
	return verify(&ways[ED448], key, msg, sig);
}

static ett_err sign_p256(const struct ett_key_nums *key, struct ett_bytes msg,
			 struct ett_rng rng, uint8_t *sig, size_t *len)
{
	(void)rng;
	return sign(&ways[P256], key, msg, sig, len);
}

static ett_err verify_p256(const struct ett_key_nums *key, struct ett_bytes msg,
			   struct ett_bytes sig)
{
	return verify(&ways[P256], key, msg, sig);
}

static ett_err sign_p384(const struct ett_key_nums *key, struct ett_bytes msg,
			 struct ett_rng rng, uint8_t *sig, size_t *len)
{
	(void)rng;
	return sign(&ways[P384], key, msg, sig, len);
}

static ett_err verify_p384(const struct ett_key_nums *key, struct ett_bytes msg,
			   struct ett_bytes sig)
{
	return verify(&ways[P384], key, msg, sig);
}

static ett_err sign_p521(const struct ett_key_nums *key, struct ett_bytes msg,
			 struct ett_rng rng, uint8_t *sig, size_t *len)
{
	(void)rng;
	return sign(&ways[P521], key, msg, sig, len);
}

static ett_err verify_p521(const struct ett_key_nums *key, struct ett_bytes msg,
			   struct ett_bytes sig)
{
	return verify(&ways[P521], key, msg, sig);
}

static ett_err sign_rsa_sha1(const struct ett_key_nums *key,
			     struct ett_bytes msg, struct ett_rng rng,
			     uint8_t *sig, size_t *len)
{
	(void)rng;
	return sign(&ways[RSA_SHA1], key, msg, sig, len);
}

static ett_err verify_rsa_sha1(const struct ett_key_nums *key,
			       struct ett_bytes msg, struct ett_bytes sig)
{
	return verify(&ways[RSA_SHA1], key, msg, sig);
}

static ett_err sign_rsa_sha256(const struct ett_key_nums *key,
			       struct ett_bytes msg, struct ett_rng rng,
			       uint8_t *sig, size_t *len)
{
	(void)rng;
	return sign(&ways[RSA_SHA256], key, msg, sig, len);
}

static ett_err verify_rsa_sha256(const struct ett_key_nums *key,
				 struct ett_bytes msg, struct ett_bytes sig)
{
	return verify(&ways[RSA_SHA256], key, msg, sig);
}

static ett_err sign_rsa_sha512(const struct ett_key_nums *key,
			       struct ett_bytes msg, struct ett_rng rng,
			       uint8_t *sig, size_t *len)
{
	(void)rng;
	return sign(&ways[RSA_SHA512], key, msg, sig, len);
}

static ett_err verify_rsa_sha512(const struct ett_key_nums *key,
				 struct ett_bytes msg, struct ett_bytes sig)
{
	return verify(&ways[RSA_SHA512], key, msg, sig);
}

static ett_err sign_dsa(const struct ett_key_nums *key, struct ett_bytes msg,
			struct ett_rng rng, uint8_t *sig, size_t *len)
{
	(void)rng;
	return sign(&ways[DSA_SHA1], key, msg, sig, len);
}

static ett_err verify_dsa(const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_bytes sig)
{
	return verify(&ways[DSA_SHA1], key, msg, sig);
}

/* clang-format off */
#define EDDSA(curve, data, name, len, sign, verify, make) \
	{ GCRY_PK_ECC, curve, GCRY_MD_NONE, data, \
	  "(sig-val(eddsa(r %b)(s %b)))", "rs", \
	  ett_gcrypt_eddsa_public, ett_gcrypt_eddsa_secret, \
	  { name, len, true, sign, verify, make } }
#define ECDSA(curve, hash, name, len, sign, verify, make) \
	{ GCRY_PK_ECC, curve, GCRY_MD_##hash, \
	  "(data(flags rfc6979)(hash %s %b))", \
	  "(sig-val(ecdsa(r %b)(s %b)))", "rs", \
	  ett_gcrypt_ecdsa_public, ett_gcrypt_ecdsa_secret, \
	  { name, len, true, sign, verify, make } }
#define RSA(hash, name, sign, verify) \
	{ GCRY_PK_RSA, NULL, GCRY_MD_##hash, \
	  "(data(flags pkcs1)(hash %s %b))", "(sig-val(rsa(s %b)))", "s", \
	  ett_gcrypt_rsa_public, ett_gcrypt_rsa_secret, \
	  { name, RSA_MAX, true, sign, verify, ett_gcrypt_make_rsa } }

static const struct way ways[N] = {
	[ED25519] =
		EDDSA("Ed25519",
		      "(data(flags eddsa)(hash-algo sha512)(value %b))",
		      "ed25519", 64, sign_ed25519, verify_ed25519,
		      ett_gcrypt_make_ed25519),
	[ED448] =
		EDDSA("Ed448", "(data(flags eddsa)(value %b))",
		      "ed448", 114, sign_ed448, verify_ed448,
		      ett_gcrypt_make_ed448),
	[P256] =
		ECDSA("NIST P-256", SHA256, "ecdsa-p256-sha256", 2 * 32,
		      sign_p256, verify_p256, ett_gcrypt_make_p256),
	[P384] =
		ECDSA("NIST P-384", SHA384, "ecdsa-p384-sha384", 2 * 48,
		      sign_p384, verify_p384, ett_gcrypt_make_p384),
	[P521] =
		ECDSA("NIST P-521", SHA512, "ecdsa-p521-sha512", 2 * 66,
		      sign_p521, verify_p521, ett_gcrypt_make_p521),
	[RSA_SHA1] =
		RSA(SHA1, "rsa-sha1", sign_rsa_sha1, verify_rsa_sha1),
	[RSA_SHA256] =
		RSA(SHA256, "rsa-sha256", sign_rsa_sha256, verify_rsa_sha256),
	[RSA_SHA512] =
		RSA(SHA512, "rsa-sha512", sign_rsa_sha512, verify_rsa_sha512),
	[DSA_SHA1] =
		{ GCRY_PK_DSA, NULL, GCRY_MD_SHA1,
		  "(data(flags rfc6979)(hash %s %b))",
		  "(sig-val(dsa(r %b)(s %b)))", "rs",
		  ett_gcrypt_dsa_public, ett_gcrypt_dsa_secret,
		  { "dsa-sha1", 2 * 20, true, sign_dsa, verify_dsa,
		    ett_gcrypt_make_dsa } },
};
/* clang-format on */

const struct ett_sig *ett_gcrypt_sigs[N + 1];

static bool has(const struct way *w)
{
	return gcry_pk_test_algo(w->pk) == 0 &&
	       (w->hash == GCRY_MD_NONE || gcry_md_test_algo(w->hash) == 0) &&
	       (w->curve == NULL || ett_gcrypt_has_curve(w->curve));
}

void ett_gcrypt_list_sigs(void)
{
	size_t n = 0;

	for (size_t i = 0; i < N; i++)
		if (has(&ways[i]))
			ett_gcrypt_sigs[n++] = &ways[i].sig;
}
