/* SPDX-License-Identifier: ISC
 *
 * Public-key stanzas: NIST's files, and those made in their likeness.
 */
#include <string.h>

#include "crypto/check.h"
#include "vectors/kinds.h"
#include "vectors/ops.h"

static const char *const section_may[] = { "section", "above", "n", "mod",
					   NULL };
static const char *const rsa_group[] = { "mod", "n", "p", "q", "e", "d", NULL };
static const char *const rsa_needs[] = { "shaalg", "msg", "s", NULL };
static const char *const rsa_may[] = {
	"e", "d", "saltval", "em with hash moved", "em with trailer wrong", NULL
};
static const char *const dsa_group[] = { "mod", "p", "q", "g", NULL };
static const char *const dsa_needs[] = { "msg", NULL };
static const char *const dsa_may[] = { "x", "k", "y", "r", "s", NULL };
static const char *const dsa_pair_needs[] = { "x", "y", NULL };
static const char *const ecdsa_needs[] = { "msg", "qx", "qy", "r", "s", NULL };
static const char *const ecdsa_may[] = { "d", "k", NULL };
static const char *const point_needs[] = { "qx", "qy", NULL };
static const char *const pair_needs[] = { "d", "qx", "qy", NULL };
static const char *const ecdh_needs[] = { "count",   "dscavs", "qscavsx",
					  "qscavsy", "dsiut",  "qsiutx",
					  "qsiuty",  "z",      "cavshashzz",
					  NULL };
static const char *const xdh_needs[] = { "count", "input_scalar", "input_u",
					 "output_u", NULL };
static const char *const eddsa_needs[] = { "secret", "public", "message",
					   "signature", NULL };
static const char *const eddsa_may[] = { "count", "context", NULL };

struct curve {
	const char *name, *kas; /* section of a signature; of an agreement */
	const char *primitive, *hash, *sig, *sha;
};

/* clang-format off */
static const struct curve curves[] = {
	{ "P-256", "EC - SHA256", "p256", "sha256", "ecdsa-p256-sha256",
	  "P-256,SHA-256" },
	{ "P-384", "ED - SHA384", "p384", "sha384", "ecdsa-p384-sha384",
	  "P-384,SHA-384" },
	{ "P-521", "EE - SHA512", "p521", "sha512", "ecdsa-p521-sha512",
	  "P-521,SHA-512" },
};
/* clang-format on */

/* An integer without leading zeros. */
static bool number(struct vec_case *c, const char *name, struct ett_bytes *out)
{
	const json_t *from =
	    json_object_get(c->test, name) != NULL ? c->test : c->group;

	if (!vec_hex(c, from, name, out))
		return false;
	*out = vec_strip(*out);
	return true;
}

static const char *rsa_name(const char *sha)
{
	static const char *const names[][2] = { { "SHA1", "rsa-sha1" },
						{ "SHA256", "rsa-sha256" },
						{ "SHA512", "rsa-sha512" } };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i][0], sha) == 0)
			return names[i][1];
	return NULL;
}

static enum vec_outcome rsa(struct vec_case *c)
{
	struct ett_key_nums key = { 0 };
	struct ett_bytes msg, sig;
	const char *sha;

	if (!vec_text(c, c->test, "shaalg", &sha) ||
	    !number(c, "n", &key.pub[0]) || !number(c, "e", &key.pub[1]) ||
	    !vec_hex(c, c->test, "msg", &msg) || !number(c, "s", &sig))
		return VEC_BROKEN;
	if (rsa_name(sha) == NULL)
		return vec_say(c, VEC_UNUSED, "RSA with %.10s", sha);
	return vec_verify(c, rsa_name(sha), &key, msg,
			  vec_widen(c, sig, key.pub[0].n));
}

static bool dsa_key(struct vec_case *c, struct ett_key_nums *key)
{
	return number(c, "p", &key->pub[0]) && number(c, "q", &key->pub[1]) &&
	       number(c, "g", &key->pub[2]) && number(c, "y", &key->pub[3]);
}

/* FIPS 186-2 knew no other sizes, and no other hash. */
static enum vec_outcome dsa(struct vec_case *c)
{
	struct ett_key_nums key = { 0 };
	struct ett_bytes msg, r, s;
	const char *mod;

	if (json_object_get(c->test, "y") == NULL)
		return vec_say(c, VEC_UNUSED, "the file ends in this stanza");
	if (!vec_text(c, c->group, "mod", &mod) || !dsa_key(c, &key) ||
	    !vec_hex(c, c->test, "msg", &msg) || !number(c, "r", &r) ||
	    !number(c, "s", &s))
		return VEC_BROKEN;
	if (strcmp(mod, "1024") != 0 &&
	    strcmp(mod, "L=1024, N=160, SHA-1") != 0)
		return vec_say(c, VEC_UNUSED, "DSA with %.30s", mod);
	return vec_verify(
	    c, "dsa-sha1", &key, msg,
	    vec_join(c, vec_widen(c, r, 20), vec_widen(c, s, 20)));
}

static enum vec_outcome power(struct vec_case *c, struct ett_bytes base,
			      struct ett_bytes exponent, struct ett_bytes p,
			      struct ett_bytes want)
{
	uint8_t out[ETT_AGREE_MAX];
	ett_err e;

	if (c->backend->modexp == NULL)
		return vec_say(c, VEC_ABSENT, "modexp");
	if (p.n < ETT_MODP_MIN_BITS / 8 || p.n > sizeof out)
		return vec_say(c, VEC_UNUSED, "a prime of %zu bits", 8 * p.n);
	e = ett_modp_shared(c->backend->modexp, p, base, exponent, out);
	if (e == ETT_KEX)
		return VEC_REJECTED;
	if (e != ETT_OK)
		return vec_say(c, VEC_BROKEN, "%s", ett_err_text(e));
	return vec_compare(c, (struct ett_bytes){ out, p.n },
			   vec_widen(c, want, p.n));
}

static enum vec_outcome dsa_pair(struct vec_case *c)
{
	struct ett_key_nums key = { 0 };
	struct ett_bytes x;

	if (!dsa_key(c, &key) || !number(c, "x", &x))
		return VEC_BROKEN;
	return power(c, key.pub[2], x, key.pub[0], key.pub[3]);
}

/* The curve of the group: in its section, or in the one above that. */
static const struct curve *curve_of(const struct vec_case *c)
{
	const char *section =
	    json_string_value(json_object_get(c->group, "section"));
	const char *above =
	    json_string_value(json_object_get(c->group, "above"));

	for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
		const struct curve *v = &curves[i];

		if (section != NULL && (strcmp(section, v->name) == 0 ||
					strcmp(section, v->kas) == 0 ||
					strcmp(section, v->sha) == 0))
			return v;
		if (above != NULL && strcmp(above, v->name) == 0)
			return v;
	}
	return NULL;
}

static enum vec_outcome not_ours(struct vec_case *c)
{
	const char *section = "";

	if (!vec_text(c, c->group, "section", &section))
		return VEC_BROKEN;
	return vec_say(c, VEC_UNUSED, "a curve or hash SSH does not have");
}

/* Uncompressed.  A coordinate that is too wide makes a point too long. */
static bool point(struct vec_case *c, const char *x, const char *y,
		  const struct curve *v, struct ett_bytes *out)
{
	static const uint8_t form[] = { 0x04 };
	size_t n = strcmp(v->primitive, "p256") == 0   ? 32
		   : strcmp(v->primitive, "p384") == 0 ? 48
						       : 66;
	struct ett_bytes ax, ay;

	if (!vec_hex(c, c->test, x, &ax) || !vec_hex(c, c->test, y, &ay))
		return false;
	*out = vec_join(c, (struct ett_bytes){ form, sizeof form },
			vec_join(c, vec_widen(c, ax, n), vec_widen(c, ay, n)));
	return true;
}

static enum vec_outcome ecdsa(struct vec_case *c)
{
	const struct curve *v = curve_of(c);
	const char *section;
	struct ett_key_nums key = { 0 };
	struct ett_bytes msg, r, s;
	size_t n;

	if (v == NULL || !vec_text(c, c->group, "section", &section) ||
	    strcmp(section, v->sha) != 0)
		return not_ours(c);
	if (!point(c, "qx", "qy", v, &key.pub[0]) ||
	    !vec_hex(c, c->test, "msg", &msg) || !number(c, "r", &r) ||
	    !number(c, "s", &s))
		return VEC_BROKEN;
	n = key.pub[0].n / 2;
	return vec_verify(c, v->sig, &key, msg,
			  vec_join(c, vec_widen(c, r, n), vec_widen(c, s, n)));
}

static enum vec_outcome ec_point(struct vec_case *c)
{
	const struct curve *v = curve_of(c);
	const struct ett_sig *s;
	struct ett_key_nums key = { 0 };

	if (v == NULL)
		return not_ours(c);
	s = ett_find_sig(c->backend, v->sig);
	if (s == NULL)
		return vec_say(c, VEC_ABSENT, "%s", v->sig);
	if (!point(c, "qx", "qy", v, &key.pub[0]))
		return VEC_BROKEN;
	return ett_check_public(s, &key) == ETT_OK ? VEC_ACCEPTED
						   : VEC_REJECTED;
}

static enum vec_outcome ec_pair(struct vec_case *c)
{
	const struct curve *v = curve_of(c);
	struct ett_bytes d, pub;

	if (v == NULL)
		return not_ours(c);
	if (!vec_hex(c, c->test, "d", &d) || !point(c, "qx", "qy", v, &pub))
		return VEC_BROKEN;
	return vec_pair(c, v->primitive, d, pub);
}

/*
 * SP 800-56A's validity test.  Ours is the IUT's side: its own pair must go
 * together, the peer's value be a point, and Z and its hash be right.
 */
static enum vec_outcome ecdh(struct vec_case *c)
{
	const struct curve *v = curve_of(c);
	struct ett_bytes d, own, peer, z, hashed;
	enum vec_outcome o;

	if (v == NULL)
		return not_ours(c);
	if (!vec_hex(c, c->test, "dsiut", &d) ||
	    !point(c, "qsiutx", "qsiuty", v, &own) ||
	    !point(c, "qscavsx", "qscavsy", v, &peer) ||
	    !vec_hex(c, c->test, "z", &z) ||
	    !vec_hex(c, c->test, "cavshashzz", &hashed))
		return VEC_BROKEN;
	o = vec_pair(c, v->primitive, d, own);
	if (o == VEC_ACCEPTED)
		o = vec_agree(c, v->primitive, d, peer, z);
	if (o == VEC_ACCEPTED)
		o = vec_hash(c, v->hash, z, hashed);
	return o == VEC_WRONG ? VEC_REJECTED : o;
}

static enum vec_outcome xdh(struct vec_case *c)
{
	struct ett_bytes secret, peer, shared;
	const char *name;

	if (!vec_text(c, c->file, "algorithm", &name) ||
	    !vec_hex(c, c->test, "input_scalar", &secret) ||
	    !vec_hex(c, c->test, "input_u", &peer) ||
	    !vec_hex(c, c->test, "output_u", &shared))
		return VEC_BROKEN;
	return vec_agree(c, name, secret, peer, shared);
}

static enum vec_outcome eddsa(struct vec_case *c)
{
	struct ett_key_nums key = { 0 };
	struct ett_bytes msg, sig;
	enum vec_outcome o;
	const char *name;

	if (!vec_text(c, c->file, "algorithm", &name) ||
	    !vec_hex(c, c->test, "secret", &key.sec[0]) ||
	    !vec_hex(c, c->test, "public", &key.pub[0]) ||
	    !vec_hex(c, c->test, "message", &msg) ||
	    !vec_hex(c, c->test, "signature", &sig))
		return VEC_BROKEN;
	if (json_object_get(c->test, "context") != NULL)
		return vec_say(c, VEC_UNUSED, "a context; SSH's is empty");
	o = vec_sign(c, name, &key, msg, sig);
	return o == VEC_ACCEPTED ? vec_verify(c, name, &key, msg, sig) : o;
}

/* clang-format off */
const struct vec_kind vec_kind_nist_rsa = {
	"nist.rsa", NULL, rsa_group, rsa_needs, rsa_may, rsa
};
const struct vec_kind vec_kind_nist_dsa = {
	"nist.dsa", dsa_group, NULL, dsa_needs, dsa_may, dsa
};
const struct vec_kind vec_kind_nist_dsa_pair = {
	"nist.dsa-pair", dsa_group, NULL, dsa_pair_needs, NULL, dsa_pair
};
const struct vec_kind vec_kind_nist_ecdsa = {
	"nist.ecdsa", NULL, section_may, ecdsa_needs, ecdsa_may, ecdsa
};
const struct vec_kind vec_kind_nist_ec_point = {
	"nist.ec-point", NULL, section_may, point_needs, NULL, ec_point
};
const struct vec_kind vec_kind_nist_ec_pair = {
	"nist.ec-pair", NULL, section_may, pair_needs, NULL, ec_pair
};
const struct vec_kind vec_kind_nist_ecdh = {
	"nist.ecdh", NULL, section_may, ecdh_needs, NULL, ecdh
};
const struct vec_kind vec_kind_nist_xdh = {
	"nist.xdh", NULL, NULL, xdh_needs, NULL, xdh
};
const struct vec_kind vec_kind_nist_eddsa = {
	"nist.eddsa", NULL, NULL, eddsa_needs, eddsa_may, eddsa
};
/* clang-format on */
