/* SPDX-License-Identifier: ISC
 *
 * Wycheproof's signatures.  Keys are taken as numbers; the other encodings
 * of the same key in these files are not looked at.
 */
#include <string.h>

#include "vectors/kinds.h"
#include "vectors/ops.h"

static const char *const key_group[] = { "publicKey", "publicKeyDer",
					 "publicKeyPem", NULL };
static const char *const key_may[] = { "sha", "publicKeyJwk", NULL };
static const char *const rsa_group[] = { "publicKey", "keySize", "sha", NULL };
static const char *const rsa_may[] = { "publicKeyAsn", "publicKeyDer",
				       "publicKeyPem", "keyJwk", NULL };
static const char *const rsa_sign_group[] = { "privateKey", "keySize", "sha",
					      NULL };
static const char *const rsa_sign_may[] = { "keyAsn",        "keyDer",
					    "keyPem",        "keyJwk",
					    "privateKeyPem", "privateKeyPkcs8",
					    "privateKeyJwk", NULL };
static const char *const test_needs[] = { "msg", "sig", NULL };

struct input {
	struct ett_bytes msg, sig;
	const json_t *key; /* object in the group */
};

static bool read_input(struct vec_case *c, const char *key, struct input *in)
{
	in->key = json_object_get(c->group, key);
	return vec_hex(c, c->test, "msg", &in->msg) &&
	       vec_hex(c, c->test, "sig", &in->sig);
}

static enum vec_outcome eddsa(struct vec_case *c)
{
	struct ett_key_nums key = { 0 };
	struct input in;
	const char *curve;

	if (!read_input(c, "publicKey", &in) ||
	    !vec_text(c, in.key, "curve", &curve) ||
	    !vec_hex(c, in.key, "pk", &key.pub[0]))
		return VEC_BROKEN;
	return vec_verify(
	    c, strcmp(curve, "edwards448") == 0 ? "ed448" : "ed25519", &key,
	    in.msg, in.sig);
}

static enum vec_outcome ecdsa(struct vec_case *c)
{
	static const char *const names[][3] = {
		{ "secp256r1", "SHA-256", "ecdsa-p256-sha256" },
		{ "secp384r1", "SHA-384", "ecdsa-p384-sha384" },
		{ "secp521r1", "SHA-512", "ecdsa-p521-sha512" },
	};
	struct ett_key_nums key = { 0 };
	struct input in;
	const char *curve, *sha;

	if (!read_input(c, "publicKey", &in) ||
	    !vec_text(c, in.key, "curve", &curve) ||
	    !vec_text(c, c->group, "sha", &sha) ||
	    !vec_hex(c, in.key, "uncompressed", &key.pub[0]))
		return VEC_BROKEN;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i][0], curve) == 0 &&
		    strcmp(names[i][1], sha) == 0)
			return vec_verify(c, names[i][2], &key, in.msg, in.sig);
	return vec_say(c, VEC_UNUSED, "%.20s with %.20s", curve, sha);
}

static enum vec_outcome dsa(struct vec_case *c)
{
	struct ett_key_nums key = { 0 };
	struct input in;
	const char *sha;

	if (!read_input(c, "publicKey", &in) ||
	    !vec_text(c, c->group, "sha", &sha) ||
	    !vec_hex(c, in.key, "p", &key.pub[0]) ||
	    !vec_hex(c, in.key, "q", &key.pub[1]) ||
	    !vec_hex(c, in.key, "g", &key.pub[2]) ||
	    !vec_hex(c, in.key, "y", &key.pub[3]))
		return VEC_BROKEN;
	for (int i = 0; i < 4; i++)
		key.pub[i] = vec_strip(key.pub[i]);
	if (key.pub[1].n != 20 || strcmp(sha, "SHA-1") != 0)
		return vec_say(c, VEC_UNUSED,
			       "DSA with %.20s and q of %zu bits", sha,
			       key.pub[1].n * 8);
	return vec_verify(c, "dsa-sha1", &key, in.msg, in.sig);
}

/* NULL: no signature algorithm of SSH has this hash. */
static const char *rsa_name(const char *sha)
{
	static const char *const names[][2] = {
		{ "SHA-1", "rsa-sha1" },
		{ "SHA-256", "rsa-sha256" },
		{ "SHA-512", "rsa-sha512" },
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i][0], sha) == 0)
			return names[i][1];
	return NULL;
}

static bool rsa_public(struct vec_case *c, const json_t *from,
		       struct ett_key_nums *key)
{
	if (!vec_hex(c, from, "modulus", &key->pub[0]) ||
	    !vec_hex(c, from, "publicExponent", &key->pub[1]))
		return false;
	key->pub[0] = vec_strip(key->pub[0]);
	key->pub[1] = vec_strip(key->pub[1]);
	return true;
}

static enum vec_outcome rsa(struct vec_case *c)
{
	struct ett_key_nums key = { 0 };
	struct input in;
	const char *sha;

	if (!read_input(c, "publicKey", &in) ||
	    !vec_text(c, c->group, "sha", &sha) || !rsa_public(c, in.key, &key))
		return VEC_BROKEN;
	if (rsa_name(sha) == NULL)
		return vec_say(c, VEC_UNUSED, "RSA with %.20s", sha);
	return vec_verify(c, rsa_name(sha), &key, in.msg, in.sig);
}

/* One DER element (ITU-T X.690 section 8.1) off the front of *in. */
static bool der_next(struct ett_bytes *in, struct ett_bytes *out)
{
	size_t at = 2, n, more;

	if (in->n < at)
		return false;
	n = in->p[1];
	more = n >= 0x80 ? n & 0x7f : 0;
	if (more > 2 || in->n < at + more)
		return false;
	if (more > 0)
		n = 0;
	for (; at < 2 + more; at++)
		n = n << 8 | in->p[at];
	if (in->n - at < n)
		return false;
	*out = (struct ett_bytes){ in->p + at, n };
	*in = (struct ett_bytes){ in->p + at + n, in->n - at - n };
	return true;
}

/*
 * RFC 5208: version, algorithm, and in an octet string what RFC 8017 appendix
 * A.1.2 has: version, n, e, d, p, q, d mod p-1, d mod q-1, q^-1 mod p.
 */
static bool rsa_private(struct vec_case *c, struct ett_key_nums *key)
{
	struct ett_bytes in, outer, octets, numbers, skip, n[9] = { { 0 } };
	bool ok;

	if (!vec_hex(c, c->group, "privateKeyPkcs8", &in))
		return false;
	ok = der_next(&in, &outer) && der_next(&outer, &skip) &&
	     der_next(&outer, &skip) && der_next(&outer, &octets) &&
	     der_next(&octets, &numbers);
	for (int i = 0; i < 9 && ok; i++) {
		ok = der_next(&numbers, &n[i]);
		n[i] = vec_strip(n[i]);
	}
	if (!ok) {
		vec_say(c, VEC_BROKEN, "privateKeyPkcs8 is no RSA key");
		return false;
	}
	*key = (struct ett_key_nums){ .pub = { n[1], n[2] },
				      .sec = { n[3], n[4], n[5], n[8] } };
	return true;
}

static enum vec_outcome rsa_sign(struct vec_case *c)
{
	struct ett_key_nums key = { 0 };
	struct input in;
	const char *sha;
	enum vec_outcome o;

	if (!read_input(c, "privateKey", &in) ||
	    !vec_text(c, c->group, "sha", &sha) || !rsa_private(c, &key))
		return VEC_BROKEN;
	if (rsa_name(sha) == NULL)
		return vec_say(c, VEC_UNUSED, "RSA with %.20s", sha);
	o = vec_sign(c, rsa_name(sha), &key, in.msg, in.sig);
	if (o != VEC_ACCEPTED)
		return o;
	return vec_verify(c, rsa_name(sha), &key, in.msg, in.sig);
}

const struct vec_kind vec_kind_wp_eddsa = {
	.schema = "eddsa_verify_schema_v1.json",
	.group_needs = key_group,
	.group_may = key_may,
	.test_needs = test_needs,
	.run = eddsa,
};

const struct vec_kind vec_kind_wp_ecdsa = {
	.schema = "ecdsa_p1363_verify_schema_v1.json",
	.group_needs = key_group,
	.group_may = key_may,
	.test_needs = test_needs,
	.run = ecdsa,
};

const struct vec_kind vec_kind_wp_dsa = {
	.schema = "dsa_p1363_verify_schema_v1.json",
	.group_needs = key_group,
	.group_may = key_may,
	.test_needs = test_needs,
	.run = dsa,
};

const struct vec_kind vec_kind_wp_rsa = {
	.schema = "rsassa_pkcs1_verify_schema_v1.json",
	.group_needs = rsa_group,
	.group_may = rsa_may,
	.test_needs = test_needs,
	.run = rsa,
};

const struct vec_kind vec_kind_wp_rsa_sign = {
	.schema = "rsassa_pkcs1_generate_schema_v1.json",
	.group_needs = rsa_sign_group,
	.group_may = rsa_sign_may,
	.test_needs = test_needs,
	.run = rsa_sign,
};
