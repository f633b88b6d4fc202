/* SPDX-License-Identifier: ISC
 *
 * A blob must be used up to its last byte and its names must be those that
 * were agreed; only then are its numbers given to the crypto library.
 */
#include "conformance/peer/hostkey.h"

#include <stdio.h>
#include <string.h>

#include "conformance/peer/sane.h"

enum kind { KIND_ED25519, KIND_ECDSA, KIND_RSA };

struct row {
	const char *alg, *key_type, *primitive;
	enum kind kind;
	const char *curve, *group; /* as SSH and as backend.h call it */
	size_t order;              /* bytes of r and of s */
};

/* clang-format off */
static const struct row rows[] = {
	{ "ssh-ed25519", "ssh-ed25519", "ed25519", KIND_ED25519, NULL, NULL, 0 },
	{ "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", "ecdsa-p256-sha256",
	  KIND_ECDSA, "nistp256", "p256", 32 },
	{ "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384", "ecdsa-p384-sha384",
	  KIND_ECDSA, "nistp384", "p384", 48 },
	{ "ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521", "ecdsa-p521-sha512",
	  KIND_ECDSA, "nistp521", "p521", 66 },
	{ "rsa-sha2-512", "ssh-rsa", "rsa-sha512", KIND_RSA, NULL, NULL, 0 },
	{ "rsa-sha2-256", "ssh-rsa", "rsa-sha256", KIND_RSA, NULL, NULL, 0 },
};
/* clang-format on */

enum { N_ROWS = sizeof rows / sizeof rows[0], ORDER_MAX = 66 };

static const struct row *find(struct ett_bytes alg)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (ett_bytes_is(alg, rows[i].alg))
			return &rows[i];
	return NULL;
}

bool conf_hostkey_knows(const struct ett_backend *b, struct ett_bytes alg)
{
	const struct row *r = find(alg);

	return r != NULL && ett_find_sig(b, r->primitive) != NULL;
}

void conf_hostkey_names(const struct ett_backend *b, char *out, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < N_ROWS; i++)
		if (ett_find_sig(b, rows[i].primitive) != NULL && n < room)
			n += (size_t)snprintf(out + n, room - n, "%s%s",
					      n > 0 ? "," : "", rows[i].alg);
}

/* The next string of a blob; false if it does not fit. */
static bool next(struct ett_bytes *blob, struct ett_bytes *v)
{
	size_t n;

	if (blob->n < 4)
		return false;
	n = (size_t)blob->p[0] << 24 | (size_t)blob->p[1] << 16 |
	    (size_t)blob->p[2] << 8 | blob->p[3];
	if (n > blob->n - 4)
		return false;
	*v = (struct ett_bytes){ blob->p + 4, n };
	blob->p += 4 + n;
	blob->n -= 4 + n;
	return true;
}

/* A positive mpint in its shortest form, without its sign byte. */
static bool next_uint(struct ett_bytes *blob, struct ett_bytes *v)
{
	if (!next(blob, v) || v->n == 0 || v->p[0] >= 0x80)
		return false;
	if (v->p[0] != 0)
		return true;
	v->p++;
	v->n--;
	return v->n > 0 && v->p[0] >= 0x80;
}

static const char *read_key(const struct row *r, struct ett_bytes blob,
			    struct ett_key_nums *key)
{
	struct ett_bytes type, curve;
	bool whole;

	memset(key, 0, sizeof *key);
	if (!next(&blob, &type) || !ett_bytes_is(type, r->key_type))
		return "the type of the host key is not that of the "
		       "algorithm agreed on";
	switch (r->kind) {
	case KIND_ED25519:
		whole = next(&blob, &key->pub[0]) && key->pub[0].n == 32;
		break;
	case KIND_ECDSA:
		whole = next(&blob, &curve) && ett_bytes_is(curve, r->curve) &&
			next(&blob, &key->pub[0]) &&
			key->pub[0].n == 1 + 2 * r->order &&
			key->pub[0].p[0] == 4;
		break;
	default:
		whole = next_uint(&blob, &key->pub[1]) &&
			next_uint(&blob, &key->pub[0]);
	}
	return whole && blob.n == 0 ? NULL : "the host key blob is malformed";
}

/* Is it a key at all?  Not every library can be asked. */
static bool is_key(const struct ett_backend *b, const struct row *r,
		   const struct ett_key_nums *key)
{
	switch (r->kind) {
	case KIND_ED25519:
		return conf_sane_ed25519(key->pub[0]);
	case KIND_ECDSA:
		return conf_sane_point(b, r->group, key->pub[0]);
	default:
		return conf_sane_rsa(key->pub[0], key->pub[1]);
	}
}

/* Bytes of the signature that are a number, and in range? */
static bool is_signature(const struct row *r, const struct ett_key_nums *key,
			 struct ett_bytes sig)
{
	struct ett_bytes order;

	switch (r->kind) {
	case KIND_ED25519:
		return sig.n == 64;
	case KIND_ECDSA:
		order = conf_curve_order(r->group);
		return conf_sane_below((struct ett_bytes){ sig.p, r->order },
				       order) &&
		       conf_sane_below(
			   (struct ett_bytes){ sig.p + r->order, r->order },
			   order);
	default:
		return sig.n == key->pub[0].n &&
		       conf_sane_below(sig, key->pub[0]);
	}
}

/* r and s side by side, each as wide as the order, as backend.h has them. */
static bool join_ecdsa(struct ett_bytes blob, size_t order, uint8_t *out)
{
	struct ett_bytes v[2];

	memset(out, 0, 2 * order);
	if (!next_uint(&blob, &v[0]) || !next_uint(&blob, &v[1]) ||
	    blob.n != 0 || v[0].n > order || v[1].n > order)
		return false;
	memcpy(out + order - v[0].n, v[0].p, v[0].n);
	memcpy(out + 2 * order - v[1].n, v[1].p, v[1].n);
	return true;
}

const char *conf_hostkey_verify(const struct ett_backend *b,
				struct ett_bytes alg, struct ett_bytes key_blob,
				struct ett_bytes data, struct ett_bytes blob)
{
	const struct row *r = find(alg);
	const struct ett_sig *s = r ? ett_find_sig(b, r->primitive) : NULL;
	uint8_t joined[2 * ORDER_MAX];
	struct ett_key_nums key;
	struct ett_bytes name, sig;
	const char *wrong;

	if (s == NULL)
		return "an algorithm that the judge does not have";
	wrong = read_key(r, key_blob, &key);
	if (wrong != NULL)
		return wrong;
	if (!next(&blob, &name) || !next(&blob, &sig) || blob.n != 0)
		return "the signature blob is malformed";
	if (!ett_bytes_is(name, r->alg))
		return "the name in the signature is not that of the "
		       "algorithm agreed on";
	if (!is_key(b, r, &key))
		return "the host key is no key: of small order, not on its "
		       "curve, or no modulus";
	if (r->kind == KIND_ECDSA) {
		if (!join_ecdsa(sig, r->order, joined))
			return "r or s is not a positive mpint";
		sig = (struct ett_bytes){ joined, 2 * r->order };
	}
	if (!is_signature(r, &key, sig))
		return "the signature is of another length, or its numbers "
		       "are out of range";
	return s->verify(&key, data, sig) == ETT_OK
		   ? NULL
		   : "the signature is not over the exchange hash";
}

ett_err conf_own_key_make(const struct ett_backend *b, struct ett_rng rng,
			  struct ett_key_mem *key)
{
	const struct ett_sig *s = ett_find_sig(b, "ed25519");

	return s == NULL ? ETT_NOKEY : s->generate(0, rng, key);
}

static void rebase(const struct ett_key_mem *from, struct ett_key_mem *to,
		   struct ett_bytes *v)
{
	if (v->p != NULL)
		v->p = to->mem + (v->p - from->mem);
}

void conf_own_key_use(const struct ett_key_mem *from, struct ett_key_mem *key)
{
	*key = *from;
	for (size_t i = 0; i < ETT_KEY_NUMS; i++) {
		rebase(from, key, &key->nums.pub[i]);
		rebase(from, key, &key->nums.sec[i]);
	}
}

void conf_own_key_blob(const struct ett_key_mem *key, struct conf_put *out)
{
	conf_put_str(out, ETT_LIT("ssh-ed25519"));
	conf_put_str(out, key->nums.pub[0]);
}

ett_err conf_own_key_sign(const struct ett_backend *b,
			  const struct ett_key_mem *key, struct ett_bytes data,
			  struct ett_rng rng, struct conf_put *out)
{
	const struct ett_sig *s = ett_find_sig(b, "ed25519");
	uint8_t sig[64];
	size_t n;
	ett_err e = ETT_NOKEY;

	if (s != NULL && s->sig_max_len <= sizeof sig)
		e = s->sign(&key->nums, data, rng, sig, &n);
	if (e != ETT_OK)
		return e;
	conf_put_str(out, ETT_LIT("ssh-ed25519"));
	conf_put_str(out, (struct ett_bytes){ sig, n });
	return ETT_OK;
}
