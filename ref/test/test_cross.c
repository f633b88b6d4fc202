/* SPDX-License-Identifier: ISC
 *
 * Libraries that were written apart from each other give the same answer to
 * everything.  Each test asks every two backends that were built in, on random
 * input, and compares what they answer.
 */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/check.h"
#include "crypto/key.h"
#include "test/seed.h"

enum { LONGEST = 5000, ROUNDS = 24 };

static const struct ett_backend *first; /* of the two */
static uint64_t seed = 42;
static alignas(max_align_t) uint8_t ctx_a[ETT_CTX_MAX], ctx_b[ETT_CTX_MAX];
static uint8_t in[LONGEST], a[LONGEST], b[LONGEST];

/* The n-th; NULL: so many there are not. */
static const struct ett_backend *built(size_t n)
{
	const struct ett_backend *o = NULL;

	if (ett_backends[n] != NULL) {
		o = ett_backend(ett_backends[n]->name);
		assert_non_null(o);
	}
	return o;
}

static size_t below(size_t n)
{
	uint64_t v;

	seed_fill(&seed, (uint8_t *)&v, sizeof v);
	return (size_t)(v % n);
}

/* Every length up to 200, then longer ones. */
static size_t some_length(size_t i)
{
	return i < 200 ? i : below(LONGEST);
}

static void same(const void *x, const void *y, size_t n, const char *name,
		 size_t len)
{
	if (memcmp(x, y, n) != 0)
		fail_msg("%s: %zu bytes: the answers differ", name, len);
}

static void hashes_are_the_same(const struct ett_backend *o)
{
	for (size_t i = 0; first->hashes[i] != NULL; i++) {
		const struct ett_hash *x = first->hashes[i];
		const struct ett_hash *y = ett_find_hash(o, x->name);

		for (size_t k = 0; y != NULL && k < 300; k++) {
			size_t n = some_length(k), cut = below(n + 1);

			seed_fill(&seed, in, n);
			assert_int_equal(x->init(ctx_a), ETT_OK);
			assert_int_equal(y->init(ctx_b), ETT_OK);
			x->update(ctx_a, (struct ett_bytes){ in, n });
			y->update(ctx_b, (struct ett_bytes){ in, cut });
			y->update(ctx_b,
				  (struct ett_bytes){ in + cut, n - cut });
			assert_int_equal(x->final(ctx_a, a), ETT_OK);
			assert_int_equal(y->final(ctx_b, b), ETT_OK);
			same(a, b, x->digest_len, x->name, n);
		}
		x->done(ctx_a);
		if (y != NULL)
			y->done(ctx_b);
	}
}

/* HMAC with keys of other lengths than SSH uses, too. */
static size_t mac_key_length(const struct ett_mac *m, size_t k)
{
	bool fixed = strncmp(m->name, "hmac", 4) != 0;

	return fixed || k % 2 == 0 ? m->key_len : 1 + below(200);
}

static void mac_is_the_same(const struct ett_mac *x, const struct ett_mac *y)
{
	uint8_t key[256];

	for (size_t k = 0; k < 300; k++) {
		size_t n = some_length(k), cut = below(n + 1);
		struct ett_bytes view = { key, mac_key_length(x, k) };

		seed_fill(&seed, in, n);
		seed_fill(&seed, key, sizeof key);
		assert_int_equal(x->init(ctx_a, view), ETT_OK);
		assert_int_equal(y->init(ctx_b, view), ETT_OK);
		if (x->nonce_len > 0) {
			x->start(ctx_a, key);
			y->start(ctx_b, key);
		}
		x->update(ctx_a, (struct ett_bytes){ in, n });
		y->update(ctx_b, (struct ett_bytes){ in, cut });
		y->update(ctx_b, (struct ett_bytes){ in + cut, n - cut });
		assert_int_equal(x->final(ctx_a, a), ETT_OK);
		assert_int_equal(y->final(ctx_b, b), ETT_OK);
		same(a, b, x->tag_len, x->name, n);
	}
	x->done(ctx_a);
	y->done(ctx_b);
}

static void macs_are_the_same(const struct ett_backend *o)
{
	for (size_t i = 0; first->macs[i] != NULL; i++) {
		const struct ett_mac *y = ett_find_mac(o, first->macs[i]->name);

		if (y != NULL)
			mac_is_the_same(first->macs[i], y);
	}
}

/* In pieces that begin and end anywhere. */
static void crypt_in_pieces(const struct ett_cipher *c, void *ctx,
			    uint8_t *data, size_t n)
{
	for (size_t at = 0, piece; at < n; at += piece) {
		piece = c->block_len * (1 + below(9));
		if (piece > n - at)
			piece = n - at;
		assert_int_equal(c->crypt(ctx, data + at, piece), ETT_OK);
	}
}

/* Under one key: what x encrypts, in two calls, y encrypts alike in many, and
 * decrypts. */
static void cipher_is_the_same(const struct ett_cipher *x,
			       const struct ett_cipher *y)
{
	uint8_t key[64], iv[16];

	for (size_t k = 0; k < 300; k++) {
		size_t n = some_length(k) / x->block_len * x->block_len, cut;

		seed_fill(&seed, in, n);
		seed_fill(&seed, key, sizeof key);
		seed_fill(&seed, iv, sizeof iv);
		if (k % 3 == 0) /* counters carry; ChaCha20's may not end */
			memset(iv, 0xff, x->block_len == 1 ? 4 : 16);
		memcpy(a, in, n);
		memcpy(b, in, n);
		assert_int_equal(x->init(ctx_a, ETT_OUT, key, iv), ETT_OK);
		assert_int_equal(y->init(ctx_b, ETT_OUT, key, iv), ETT_OK);
		cut = below(n / x->block_len + 1) * x->block_len;
		assert_int_equal(x->crypt(ctx_a, a, cut), ETT_OK);
		assert_int_equal(x->crypt(ctx_a, a + cut, n - cut), ETT_OK);
		crypt_in_pieces(y, ctx_b, b, n);
		same(a, b, n, x->name, n);
		assert_int_equal(y->init(ctx_b, ETT_IN, key, iv), ETT_OK);
		crypt_in_pieces(y, ctx_b, b, n);
		same(in, b, n, x->name, n);
	}
	x->done(ctx_a);
	y->done(ctx_b);
}

static void ciphers_are_the_same(const struct ett_backend *o)
{
	for (size_t i = 0; o->ciphers[i] != NULL; i++) {
		const struct ett_cipher *y = o->ciphers[i];
		const struct ett_cipher *x = ett_find_cipher(first, y->name);

		if (x != NULL) {
			cipher_is_the_same(x, y);
			cipher_is_the_same(y, x);
		}
	}
}

/* x seals, y opens; and refuses when a bit was changed. */
static void aead_is_the_same(const struct ett_aead *x, const struct ett_aead *y)
{
	uint8_t key[64], nonce[16], tag[ETT_TAG_MAX], aad[64];

	for (size_t k = 0; k < 300; k++) {
		size_t n = some_length(k);
		struct ett_bytes more = { aad, below(sizeof aad) };

		seed_fill(&seed, in, n);
		seed_fill(&seed, key, sizeof key);
		seed_fill(&seed, nonce, sizeof nonce);
		seed_fill(&seed, aad, sizeof aad);
		memcpy(a, in, n);
		assert_int_equal(x->init(ctx_a, ETT_OUT, key), ETT_OK);
		assert_int_equal(y->init(ctx_b, ETT_IN, key), ETT_OK);
		assert_int_equal(x->seal(ctx_a, nonce, more, a, n, tag),
				 ETT_OK);
		memcpy(b, a, n);
		assert_int_equal(y->open(ctx_b, nonce, more, b, n, tag),
				 ETT_OK);
		same(in, b, n, x->name, n);
		tag[below(x->tag_len)] ^= (uint8_t)(1u << below(8));
		assert_int_equal(y->open(ctx_b, nonce, more, a, n, tag),
				 ETT_MAC);
	}
	x->done(ctx_a);
	y->done(ctx_b);
}

static void aeads_are_the_same(const struct ett_backend *o)
{
	for (size_t i = 0; o->aeads[i] != NULL; i++) {
		const struct ett_aead *y = o->aeads[i];
		const struct ett_aead *x = ett_find_aead(first, y->name);

		if (x != NULL) {
			aead_is_the_same(x, y);
			aead_is_the_same(y, x);
		}
	}
}

/* Public values are the same, and so is what both agree on. */
static void curve_is_the_same(const struct ett_dh *x, const struct ett_dh *y)
{
	uint8_t sec_a[66], sec_b[66], pub_a[133], pub_b[133];

	for (size_t k = 0; k < ROUNDS; k++) {
		struct ett_bytes of_a = { pub_a, x->public_len };
		struct ett_bytes of_b = { pub_b, x->public_len };

		assert_int_equal(ett_ecdh_secret(x, seed_rng(&seed), sec_a),
				 ETT_OK);
		assert_int_equal(ett_ecdh_secret(y, seed_rng(&seed), sec_b),
				 ETT_OK);
		assert_int_equal(ett_ecdh_public(y, sec_a, pub_b), ETT_OK);
		assert_int_equal(ett_ecdh_public(x, sec_a, pub_a), ETT_OK);
		same(pub_a, pub_b, x->public_len, x->name, k);
		assert_int_equal(ett_ecdh_public(y, sec_b, pub_b), ETT_OK);
		assert_int_equal(ett_ecdh_shared(x, sec_a, of_b, a), ETT_OK);
		assert_int_equal(ett_ecdh_shared(y, sec_b, of_a, b), ETT_OK);
		same(a, b, x->shared_len, x->name, k);
	}
}

static void curves_are_the_same(const struct ett_backend *o)
{
	for (size_t i = 0; o->dhs[i] != NULL; i++) {
		const struct ett_dh *x = ett_find_dh(first, o->dhs[i]->name);

		if (x != NULL)
			curve_is_the_same(x, o->dhs[i]);
	}
}

/* Odd moduli of any length, bases above them too. */
static void powers_are_the_same(const struct ett_backend *o)
{
	for (size_t k = 0; k < 200; k++) {
		struct ett_bytes base = { in, 1 + below(200) };
		struct ett_bytes exp = { in + 200, 1 + below(64) };
		struct ett_bytes m = { in + 300, 1 + below(200) };

		seed_fill(&seed, in, 500);
		in[300] |= 1;
		in[300 + m.n - 1] |= 1;
		if (m.n == 1)
			in[300] |= 2; /* modulo 1 nothing is left */
		assert_int_equal(first->modexp->pow(base, exp, m, a), ETT_OK);
		assert_int_equal(o->modexp->pow(base, exp, m, b), ETT_OK);
		same(a, b, m.n, "modexp", m.n);
	}
}

static void groups_are_the_same(const struct ett_backend *o)
{
	static const char *const groups[] = { "modp1024", "modp2048",
					      "modp4096", "modp8192" };

	if (first->modexp == NULL || o->modexp == NULL)
		return;
	powers_are_the_same(o);
	for (size_t k = 0; k < 4; k++) {
		struct ett_bytes p = ett_modp_prime(groups[k]);
		struct ett_bytes x = { in, 64 };

		seed_fill(&seed, in, 64);
		assert_int_equal(
		    ett_modp_public(first->modexp, p, ETT_LIT("\2"), x, a),
		    ETT_OK);
		assert_int_equal(
		    ett_modp_public(o->modexp, p, ETT_LIT("\2"), x, b), ETT_OK);
		same(a, b, p.n, groups[k], p.n);
	}
}

/* A key that x made; x signs, y verifies, but not another message. */
static void signature_is_understood(const struct ett_backend *x,
				    const struct ett_backend *y,
				    const struct ett_sig_alg *alg,
				    const struct ett_key *key)
{
	uint8_t sig[ETT_SIG_BLOB_MAX], again[ETT_SIG_BLOB_MAX];
	struct ett_bytes view = { sig, 0 }, msg = { in, 1 + below(200) };
	size_t n;

	seed_fill(&seed, in, msg.n);
	assert_int_equal(
	    ett_key_sign(key, x, alg, msg, seed_rng(&seed), sig, &view.n),
	    ETT_OK);
	assert_int_equal(ett_key_verify(y, alg, ett_key_blob(key), msg, view),
			 ETT_OK);
	if (ett_find_sig(x, alg->primitive)->repeatable &&
	    ett_find_sig(y, alg->primitive)->repeatable) {
		assert_int_equal(
		    ett_key_sign(key, y, alg, msg, seed_rng(&seed), again, &n),
		    ETT_OK);
		assert_int_equal(n, view.n);
		same(sig, again, n, alg->name, msg.n);
	}
	in[below(msg.n)] ^= 1;
	assert_int_equal(ett_key_verify(y, alg, ett_key_blob(key), msg, view),
			 ETT_SIG);
}

static void algorithm_is_understood(const struct ett_backend *x,
				    const struct ett_backend *y,
				    const struct ett_sig_alg *alg)
{
	struct ett_key *key = NULL;

	assert_int_equal(
	    ett_key_generate(x, alg->key_type, 0, seed_rng(&seed), "", &key),
	    ETT_OK);
	for (size_t k = 0; k < 5; k++) {
		signature_is_understood(x, y, alg, key);
		signature_is_understood(y, x, alg, key);
	}
	ett_key_free(key);
}

static void signatures_are_understood(const struct ett_backend *o)
{
	const char *name;

	for (size_t i = 0; (name = ett_alg_at(ETT_ALG_SIG, i, NULL, NULL));
	     i++) {
		const struct ett_bytes s = ett_str(name);

		if (!ett_alg_has(first, ETT_ALG_SIG, s) ||
		    !ett_alg_has(o, ETT_ALG_SIG, s))
			continue;
		algorithm_is_understood(first, o, ett_sig_alg(s));
		algorithm_is_understood(o, first, ett_sig_alg(s));
	}
}

static void with_each_other(void (*compare)(const struct ett_backend *o))
{
	for (size_t i = 0; (first = built(i)) != NULL; i++)
		for (size_t k = i + 1; built(k) != NULL; k++)
			compare(built(k));
}

static void hashes_agree(void **state)
{
	(void)state;
	with_each_other(hashes_are_the_same);
}

static void macs_agree(void **state)
{
	(void)state;
	with_each_other(macs_are_the_same);
}

static void ciphers_agree(void **state)
{
	(void)state;
	with_each_other(ciphers_are_the_same);
}

static void aeads_agree(void **state)
{
	(void)state;
	with_each_other(aeads_are_the_same);
}

static void curves_agree(void **state)
{
	(void)state;
	with_each_other(curves_are_the_same);
}

static void groups_agree(void **state)
{
	(void)state;
	with_each_other(groups_are_the_same);
}

static void signatures_are_understood_by_all(void **state)
{
	(void)state;
	with_each_other(signatures_are_understood);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_agree),
		cmocka_unit_test(macs_agree),
		cmocka_unit_test(ciphers_agree),
		cmocka_unit_test(aeads_agree),
		cmocka_unit_test(curves_agree),
		cmocka_unit_test(groups_agree),
		cmocka_unit_test(signatures_are_understood_by_all),
	};

	if (ett_backends[1] == NULL) {
		print_message(
		    "1..0 # SKIP one library has none to agree with\n");
		return 0;
	}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
