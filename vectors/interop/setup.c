/* SPDX-License-Identifier: ISC
 *
 * What all pairs share: the keys, and the suite from which one algorithm at a
 * time departs.  Both must suit as many of the libraries as can be.
 */
#include <stdlib.h>
#include <string.h>

#include "test/seed.h"
#include "vectors/interop/interop.h"

enum { SMALL_RSA = 1024, USUAL_RSA = 2048, KEY_SEED = 77 };

const char *interop_proof_name(enum interop_proof p)
{
	static const char *const name[INTEROP_PROOFS] = {
		[INTEROP_WIRE_CS] = "bytes from client to server",
		[INTEROP_WIRE_SC] = "bytes from server to client",
		[INTEROP_MESSAGES] = "messages",
		[INTEROP_K] = "K",
		[INTEROP_H] = "H",
		[INTEROP_ID] = "session id",
		[INTEROP_AF] = "keys A to F",
		[INTEROP_SEALED] = "sealed packets",
		[INTEROP_ANSWERS] = "answers to hostile input",
	};

	return name[p];
}

static bool has(const struct ett_backend *b, enum ett_alg_kind kind,
		const char *name)
{
	return ett_alg_has(b, kind, ett_str(name));
}

static size_t how_many(const struct interop *x, enum ett_alg_kind kind,
		       const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < x->n; i++)
		n += has(x->backends[i], kind, name);
	return n;
}

static bool wanted(const struct interop *x, enum ett_alg_kind kind,
		   const char *name)
{
	const char *only = x->wish.only[kind];

	return (only == NULL || ett_names_has(ett_str(only), ett_str(name))) &&
	       how_many(x, kind, name) > 0;
}

/* The first that most libraries have: of these names, ended by NULL, or if
 * none of them is wanted, of all. */
static const char *most_common(const struct interop *x, enum ett_alg_kind kind,
			       const char *const *names)
{
	const char *best = NULL, *name;
	size_t most = 0;

	for (size_t i = 0; names[i] != NULL; i++) {
		size_t n = how_many(x, kind, names[i]);

		if (n > most && wanted(x, kind, names[i])) {
			most = n;
			best = names[i];
		}
	}
	if (best != NULL)
		return best;
	for (size_t i = 0; (name = interop_alg(x, kind, i)) != NULL; i++)
		if (how_many(x, kind, name) > most) {
			most = how_many(x, kind, name);
			best = name;
		}
	return best;
}

bool interop_repeats(const struct interop *x, const char *alg)
{
	const char *primitive = ett_sig_alg(ett_str(alg))->primitive;

	for (size_t i = 0; i < x->n; i++) {
		const struct ett_sig *s =
		    ett_find_sig(x->backends[i], primitive);

		if (s != NULL && !s->repeatable)
			return false;
	}
	return true;
}

/* Quick ones, and signatures that repeat: they leave the wire the same. */
static bool choose_base(struct interop *x)
{
	/* clang-format off */
	static const char *const liked[][4] = {
		[ETT_ALG_KEX] = { "curve25519-sha256", "ecdh-sha2-nistp256",
				  "diffie-hellman-group14-sha256", NULL },
		[ETT_ALG_SIG] = { "ssh-ed25519", "rsa-sha2-256",
				  "rsa-sha2-512", NULL },
		[ETT_ALG_CIPHER] = { "aes128-ctr", "aes256-ctr", "aes128-cbc",
				     NULL },
		[ETT_ALG_MAC] = { "hmac-sha2-256", "hmac-sha1", NULL },
	};
	/* clang-format on */
	struct interop_suite *b = &x->base;

	b->kex = most_common(x, ETT_ALG_KEX, liked[ETT_ALG_KEX]);
	b->hostkey = most_common(x, ETT_ALG_SIG, liked[ETT_ALG_SIG]);
	b->cipher[0] = b->cipher[1] =
	    most_common(x, ETT_ALG_CIPHER, liked[ETT_ALG_CIPHER]);
	b->mac[0] = b->mac[1] = most_common(x, ETT_ALG_MAC, liked[ETT_ALG_MAC]);
	return b->kex != NULL && b->hostkey != NULL && b->cipher[0] != NULL &&
	       b->mac[0] != NULL;
}

/* A short modulus costs less than a curve, but for the quickest of them. */
static void choose_quick_kex(struct interop *x)
{
	static const char quick[] = "diffie-hellman-group1-sha1";
	const char *base = x->base.kex;

	x->quick_kex = base;
	if (strncmp(base, "curve25519", 10) != 0 &&
	    wanted(x, ETT_ALG_KEX, quick) &&
	    how_many(x, ETT_ALG_KEX, quick) >= how_many(x, ETT_ALG_KEX, base))
		x->quick_kex = quick;
}

static bool is_rsa(const char *type)
{
	return strcmp(type, "ssh-rsa") == 0;
}

/*
 * Libraries that draw from our source when they make a key give the same one
 * for the same seed; the last built in is one of them more often than the
 * first, and for a key it does not matter whose it is.
 */
static bool make_key(struct interop *x, const char *type, bool small)
{
	struct interop_key *k = &x->keys[x->keys_n];
	unsigned bits = !is_rsa(type) ? 0 : small ? SMALL_RSA : USUAL_RSA;

	*k = (struct interop_key){ .type = type, .small = small };
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const char *name = ett_backends[i]->name;
		const struct ett_backend *b = ett_backend(name);
		uint64_t seed = x->seed + KEY_SEED;
		struct ett_key *key = NULL;

		if (b == NULL ||
		    (k->key != NULL && strcmp(name, "nettle") != 0))
			continue;
		if (ett_key_generate(b, type, bits, seed_rng(&seed), "",
				     &key) != ETT_OK)
			continue;
		ett_key_free(k->key);
		k->key = key;
	}
	x->keys_n += k->key != NULL;
	return k->key != NULL;
}

const struct ett_key *interop_key(const struct interop *x, const char *alg,
				  bool small)
{
	const char *type = ett_sig_alg(ett_str(alg))->key_type;

	for (size_t i = 0; i < x->keys_n; i++) {
		const struct interop_key *k = &x->keys[i];

		if (strcmp(k->type, type) == 0 &&
		    (!is_rsa(type) || k->small == small))
			return k->key;
	}
	return NULL;
}

static bool make_keys(struct interop *x)
{
	const char *alg;

	for (size_t i = 0; (alg = interop_alg(x, ETT_ALG_SIG, i)) != NULL;
	     i++) {
		const char *type = ett_sig_alg(ett_str(alg))->key_type;

		if (interop_key(x, alg, true) != NULL)
			continue;
		if (x->keys_n + 2 > INTEROP_KEYS_MAX ||
		    !make_key(x, type, true) ||
		    (is_rsa(type) && !make_key(x, type, false)))
			return false;
	}
	return true;
}

/* Whoever can signs first: what is forged from it is the same for all. */
static bool sign(struct interop *x, const char *alg)
{
	struct interop_forgery *f = &x->forgeries[x->forgeries_n++];
	uint64_t seed = x->seed;
	size_t i = 0;

	f->alg = alg;
	while (!has(x->backends[i], ETT_ALG_SIG, alg))
		i++;
	return ett_key_sign(interop_key(x, alg, false), x->backends[i],
			    ett_sig_alg(ett_str(alg)), ETT_LIT("message"),
			    seed_rng(&seed), f->sig, &f->n) == ETT_OK;
}

static bool sign_all(struct interop *x)
{
	const char *alg;

	for (size_t i = 0; (alg = interop_alg(x, ETT_ALG_SIG, i)) != NULL; i++)
		if (i == INTEROP_KEYS_MAX || !sign(x, alg))
			return false;
	return true;
}

const struct interop_forgery *interop_signed(const struct interop *x,
					     const char *alg)
{
	size_t i = 0;

	while (strcmp(x->forgeries[i].alg, alg) != 0)
		i++;
	return &x->forgeries[i];
}

static const struct ett_hash *find_hash(void)
{
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);

		if (b != NULL && ett_find_hash(b, "sha256") != NULL)
			return ett_find_hash(b, "sha256");
	}
	return NULL;
}

bool interop_new(struct interop *x, const struct interop_wish *wish,
		 const char **why)
{
	*x = (struct interop){ .wish = *wish,
			       .backends = wish->backends,
			       .seed = wish->seed };
	while (x->backends[x->n] != NULL)
		x->n++;
	x->hash = find_hash();
	*why = "no library has SHA-256";
	if (x->hash == NULL)
		return false;
	*why = "too many libraries";
	if (x->n * x->n > INTEROP_PAIRS_MAX)
		return false;
	*why = "a session takes an algorithm of each kind, and of one kind "
	       "nothing is left";
	if (!choose_base(x))
		return false;
	choose_quick_kex(x);
	*why = "a key could not be made";
	return make_keys(x) && sign_all(x);
}

void interop_free(struct interop *x)
{
	for (size_t i = 0; i < x->keys_n; i++)
		ett_key_free(x->keys[i].key);
	free(x->rows);
	free(x->results);
}

const char *interop_alg(const struct interop *x, enum ett_alg_kind kind,
			size_t n)
{
	const char *name;

	for (size_t i = 0; (name = ett_alg_at(kind, i, NULL, NULL)); i++)
		if (wanted(x, kind, name) && n-- == 0)
			return name;
	return NULL;
}

bool interop_wants_mac(const char *cipher)
{
	return ett_cipher_wants_mac(ett_cipher_alg(ett_str(cipher)));
}
