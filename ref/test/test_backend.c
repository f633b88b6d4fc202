/* SPDX-License-Identifier: ISC
 *
 * Known answers for every primitive that a backend offers, run on each one
 * that was built in.  A primitive without an answer here fails the test.
 */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/backend.h"
#include "test/hex.h"
#include "test/known.h"

/* Of every backend in turn. */
static const struct ett_backend *b;
static alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX];

static void check(const void *got, const struct hex *want, const char *name,
		  const char *source)
{
	if (memcmp(got, want->p, want->n) != 0)
		fail_msg("%s: %s: not the answer of %s", b->name, name, source);
}

/* In pieces of every size: the state between them is the library's. */
static void hash_in_pieces(const struct ett_hash *h, const struct hex *in,
			   const struct hex *want, const char *source)
{
	uint8_t digest[ETT_DIGEST_MAX];

	assert_int_equal(h->digest_len, want->n);
	for (size_t piece = 1; piece <= in->n + 1; piece++) {
		assert_int_equal(h->init(ctx), ETT_OK);
		for (size_t at = 0; at < in->n; at += piece)
			h->update(ctx, (struct ett_bytes){ in->p + at,
							   in->n - at < piece
							       ? in->n - at
							       : piece });
		assert_int_equal(h->final(ctx, digest), ETT_OK);
		check(digest, want, h->name, source);
	}
	h->done(ctx);
}

static void hashes_give_known_answers(void **state)
{
	(void)state;
	for (size_t i = 0; known_hashes[i].name != NULL; i++) {
		const struct ett_hash *h =
		    ett_find_hash(b, known_hashes[i].name);
		const struct hex in = hex_make(known_hashes[i].in);
		const struct hex want = hex_make(known_hashes[i].digest);

		if (h != NULL)
			hash_in_pieces(h, &in, &want, known_hashes[i].source);
	}
}

static void mac_in_pieces(const struct ett_mac *m, const struct known_mac *a)
{
	const struct hex key = hex_make(a->key), in = hex_make(a->in);
	const struct hex want = hex_make(a->tag), nonce = hex_make(a->nonce);
	uint8_t tag[ETT_TAG_MAX];

	assert_int_equal(m->tag_len, want.n);
	assert_int_equal(m->nonce_len, nonce.n);
	for (size_t first = 0; first <= in.n; first++) {
		assert_int_equal(m->init(ctx, hex_view(&key)), ETT_OK);
		if (m->nonce_len > 0)
			m->start(ctx, nonce.p);
		m->update(ctx, (struct ett_bytes){ in.p, first });
		m->update(ctx,
			  (struct ett_bytes){ in.p + first, in.n - first });
		assert_int_equal(m->final(ctx, tag), ETT_OK);
		check(tag, &want, m->name, a->source);
	}
	m->done(ctx);
}

static void macs_give_known_answers(void **state)
{
	(void)state;
	for (size_t i = 0; known_macs[i].name != NULL; i++) {
		const struct ett_mac *m = ett_find_mac(b, known_macs[i].name);

		if (m != NULL)
			mac_in_pieces(m, &known_macs[i]);
	}
}

static ett_err tag_of(const struct ett_mac *m, const uint8_t *nonce,
		      uint8_t *tag)
{
	if (m->nonce_len > 0)
		m->start(ctx, nonce);
	m->update(ctx, ETT_LIT("message"));
	return m->final(ctx, tag);
}

static void a_mac_is_keyed_again_behind_its_tag(void **state)
{
	static const uint8_t key[64] = { 1, 2, 3 }, nonce[16] = { 0 };

	(void)state;
	for (size_t i = 0; b->macs[i] != NULL; i++) {
		const struct ett_mac *m = b->macs[i];
		uint8_t tag[2][ETT_TAG_MAX];

		assert_int_equal(
		    m->init(ctx, (struct ett_bytes){ key, m->key_len }),
		    ETT_OK);
		assert_int_equal(tag_of(m, nonce, tag[0]), ETT_OK);
		if (strcmp(m->name, "poly1305") == 0) {
			assert_int_not_equal(tag_of(m, nonce, tag[1]), ETT_OK);
		} else {
			assert_int_equal(tag_of(m, nonce, tag[1]), ETT_OK);
			assert_memory_equal(tag[0], tag[1], m->tag_len);
		}
		m->done(ctx);
	}
}

/* In each of its bits: what the nonce serves as is the sequence number. */
static void the_nonce_changes_the_tag(void **state)
{
	static const uint8_t key[64] = { 1, 2, 3 }, zero[16] = { 0 };

	(void)state;
	for (size_t i = 0; b->macs[i] != NULL; i++) {
		const struct ett_mac *m = b->macs[i];
		uint8_t tag[2][ETT_TAG_MAX];

		assert_int_equal(
		    m->init(ctx, (struct ett_bytes){ key, m->key_len }),
		    ETT_OK);
		for (size_t bit = 0; bit < m->nonce_len * 8; bit++) {
			uint8_t nonce[16] = { 0 };

			nonce[bit / 8] = (uint8_t)(1u << bit % 8);
			assert_int_equal(tag_of(m, zero, tag[0]), ETT_OK);
			assert_int_equal(tag_of(m, nonce, tag[1]), ETT_OK);
			assert_memory_not_equal(tag[0], tag[1], m->tag_len);
		}
		m->done(ctx);
	}
}

/* Both directions, in one call, then block by block after a restart; what has
 * no IV begins again with its key. */
static void cipher_answers(const struct ett_cipher *c,
			   const struct known_cipher *a)
{
	const struct hex key = hex_make(a->key), iv = hex_make(a->iv);
	const struct hex plain = hex_make(a->plain);
	const struct hex crypted = hex_make(a->crypted);
	struct hex data = plain;

	assert_int_equal(c->key_len, key.n);
	assert_int_equal(c->iv_len, iv.n);
	assert_int_equal(c->init(ctx, ETT_OUT, key.p, iv.p), ETT_OK);
	assert_int_equal(c->crypt(ctx, data.p, data.n), ETT_OK);
	check(data.p, &crypted, c->name, a->source);
	data = plain;
	assert_int_equal(c->iv_len > 0 ? c->restart(ctx, iv.p)
				       : c->init(ctx, ETT_OUT, key.p, iv.p),
			 ETT_OK);
	for (size_t at = 0; at < data.n; at += c->block_len)
		assert_int_equal(c->crypt(ctx, data.p + at, c->block_len),
				 ETT_OK);
	check(data.p, &crypted, c->name, a->source);
	assert_int_equal(c->init(ctx, ETT_IN, key.p, iv.p), ETT_OK);
	assert_int_equal(c->crypt(ctx, data.p, data.n), ETT_OK);
	check(data.p, &plain, c->name, a->source);
	c->done(ctx);
}

static void ciphers_give_known_answers(void **state)
{
	(void)state;
	for (size_t i = 0; known_ciphers[i].name != NULL; i++) {
		const struct ett_cipher *c =
		    ett_find_cipher(b, known_ciphers[i].name);

		if (c != NULL)
			cipher_answers(c, &known_ciphers[i]);
	}
}

/* The block behind counter last is that of counter next. */
static void carries(const char *name, const uint8_t *last, const uint8_t *next)
{
	const struct ett_cipher *c = ett_find_cipher(b, name);
	const uint8_t key[32] = { 7 };
	uint8_t two[128] = { 0 }, one[64] = { 0 };
	size_t block;

	if (c == NULL)
		return;
	block = c->block_len == 1 ? 64 : c->block_len;
	assert_int_equal(c->init(ctx, ETT_OUT, key, last), ETT_OK);
	assert_int_equal(c->crypt(ctx, two, 2 * block), ETT_OK);
	assert_int_equal(c->restart(ctx, next), ETT_OK);
	assert_int_equal(c->crypt(ctx, one, block), ETT_OK);
	assert_memory_equal(two + block, one, block);
	c->done(ctx);
}

/* Past 8 bits, 16, and so on: some libraries count in fewer than all. */
static void carries_past_every_byte(const struct ett_cipher *c)
{
	for (size_t bytes = 1; bytes <= c->iv_len; bytes++) {
		uint8_t last[16] = { 0 }, next[16] = { 0 };

		memset(last + c->iv_len - bytes, 0xff, bytes);
		if (bytes < c->iv_len)
			next[c->iv_len - bytes - 1] = 1;
		carries(c->name, last, next);
	}
}

static void block_counters_carry(void **state)
{
	static const uint8_t chacha_last[16] = { 255, 255, 255, 255 };
	static const uint8_t chacha_next[16] = { 0, 0, 0, 0, 1 };

	(void)state;
	for (size_t i = 0; b->ciphers[i] != NULL; i++)
		if (strstr(b->ciphers[i]->name, "-ctr") != NULL)
			carries_past_every_byte(b->ciphers[i]);
	carries("chacha20", chacha_last, chacha_next);
}

static void aead_answers(const struct ett_aead *a, const struct known_aead *t)
{
	const struct hex key = hex_make(t->key), nonce = hex_make(t->nonce);
	const struct hex aad = hex_make(t->aad), plain = hex_make(t->plain);
	const struct hex crypted = hex_make(t->crypted);
	const struct hex want = hex_make(t->tag);
	struct hex data = plain;
	uint8_t tag[ETT_TAG_MAX];

	assert_int_equal(a->key_len, key.n);
	assert_int_equal(a->nonce_len, nonce.n);
	assert_int_equal(a->tag_len, want.n);
	for (int again = 0; again < 2; again++) {
		data = plain;
		assert_int_equal(a->init(ctx, ETT_OUT, key.p), ETT_OK);
		assert_int_equal(
		    a->seal(ctx, nonce.p, hex_view(&aad), data.p, data.n, tag),
		    ETT_OK);
		check(data.p, &crypted, a->name, t->source);
		check(tag, &want, a->name, t->source);
	}
	assert_int_equal(a->init(ctx, ETT_IN, key.p), ETT_OK);
	assert_int_equal(
	    a->open(ctx, nonce.p, hex_view(&aad), data.p, data.n, tag), ETT_OK);
	check(data.p, &plain, a->name, t->source);
	a->done(ctx);
}

static void aeads_give_known_answers(void **state)
{
	(void)state;
	for (size_t i = 0; known_aeads[i].name != NULL; i++) {
		const struct ett_aead *a =
		    ett_find_aead(b, known_aeads[i].name);

		if (a != NULL)
			aead_answers(a, &known_aeads[i]);
	}
}

/* And the next packet opens all the same. */
static void a_wrong_tag_gives_zeros(void **state)
{
	static const uint8_t key[32] = { 1 }, nonce[16] = { 2 }, zero[40];
	const struct ett_bytes aad = ETT_LIT("aad");

	(void)state;
	for (size_t i = 0; b->aeads[i] != NULL; i++) {
		const struct ett_aead *a = b->aeads[i];
		uint8_t sealed[40] = "plaintext", data[40], tag[ETT_TAG_MAX];

		assert_int_equal(a->init(ctx, ETT_OUT, key), ETT_OK);
		assert_int_equal(a->seal(ctx, nonce, aad, sealed, 40, tag),
				 ETT_OK);
		assert_int_equal(a->init(ctx, ETT_IN, key), ETT_OK);
		for (size_t bit = 0; bit < a->tag_len * 8; bit++) {
			memcpy(data, sealed, sizeof data);
			tag[bit / 8] ^= (uint8_t)(1u << bit % 8);
			assert_int_equal(
			    a->open(ctx, nonce, aad, data, 40, tag), ETT_MAC);
			assert_memory_equal(data, zero, 40);
			tag[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
		memcpy(data, sealed, sizeof data);
		assert_int_equal(a->open(ctx, nonce, aad, data, 40, tag),
				 ETT_OK);
		assert_string_equal((char *)data, "plaintext");
		a->done(ctx);
	}
}

static void dh_answers(const struct ett_dh *d, const struct known_dh *a)
{
	const struct hex secret = hex_make(a->secret), pub = hex_make(a->pub);
	const struct hex peer = hex_make(a->peer), want = hex_make(a->shared);
	uint8_t out[133];

	assert_int_equal(d->secret_len, secret.n);
	assert_int_equal(d->public_len, peer.n);
	assert_int_equal(d->shared_len, want.n);
	assert_int_equal(d->derive(secret.p, out), ETT_OK);
	check(out, &pub, d->name, a->source);
	assert_int_equal(d->agree(secret.p, hex_view(&peer), out), ETT_OK);
	check(out, &want, d->name, a->source);
}

static void key_agreement_gives_known_answers(void **state)
{
	(void)state;
	for (size_t i = 0; known_dhs[i].name != NULL; i++) {
		const struct ett_dh *d = ett_find_dh(b, known_dhs[i].name);

		if (d != NULL)
			dh_answers(d, &known_dhs[i]);
	}
}

static void modexp_gives_known_answers(void **state)
{
	uint8_t out[2];

	(void)state;
	if (b->modexp == NULL)
		return;
	/* 4^13 mod 497, and a result that needs a zero on its left */
	assert_int_equal(b->modexp->pow(ETT_LIT("\4"), ETT_LIT("\15"),
					ETT_LIT("\1\xf1"), out),
			 ETT_OK);
	assert_memory_equal(out, "\1\xbd", 2);
	assert_int_equal(b->modexp->pow(ETT_LIT("\4"), ETT_LIT("\1"),
					ETT_LIT("\1\xf1"), out),
			 ETT_OK);
	assert_memory_equal(out, "\0\4", 2);
}

/* The name comes first in every row of known.h. */
static void has_answer(const char *name, const void *rows, size_t step)
{
	const char *have, *at = rows;

	memcpy(&have, at, sizeof have);
	while (have != NULL && strcmp(have, name) != 0) {
		at += step;
		memcpy(&have, at, sizeof have);
	}
	if (have == NULL)
		fail_msg("%s: %s has no known answer", b->name, name);
}

static void every_primitive_has_a_known_answer(void **state)
{
	(void)state;
	for (size_t i = 0; b->hashes[i] != NULL; i++)
		has_answer(b->hashes[i]->name, known_hashes,
			   sizeof known_hashes[0]);
	for (size_t i = 0; b->macs[i] != NULL; i++)
		has_answer(b->macs[i]->name, known_macs, sizeof known_macs[0]);
	for (size_t i = 0; b->ciphers[i] != NULL; i++)
		has_answer(b->ciphers[i]->name, known_ciphers,
			   sizeof known_ciphers[0]);
	for (size_t i = 0; b->aeads[i] != NULL; i++)
		has_answer(b->aeads[i]->name, known_aeads,
			   sizeof known_aeads[0]);
	for (size_t i = 0; b->dhs[i] != NULL; i++)
		has_answer(b->dhs[i]->name, known_dhs, sizeof known_dhs[0]);
}

static void contexts_fit(void **state)
{
	(void)state;
	for (size_t i = 0; b->hashes[i] != NULL; i++)
		assert_true(b->hashes[i]->ctx_size <= ETT_CTX_MAX);
	for (size_t i = 0; b->macs[i] != NULL; i++)
		assert_true(b->macs[i]->ctx_size <= ETT_CTX_MAX);
	for (size_t i = 0; b->ciphers[i] != NULL; i++)
		assert_true(b->ciphers[i]->ctx_size <= ETT_CTX_MAX);
	for (size_t i = 0; b->aeads[i] != NULL; i++)
		assert_true(b->aeads[i]->ctx_size <= ETT_CTX_MAX);
}

static void done_is_allowed_on_zeroed_memory(void **state)
{
	(void)state;
	memset(ctx, 0, sizeof ctx);
	for (size_t i = 0; b->hashes[i] != NULL; i++)
		b->hashes[i]->done(ctx);
	for (size_t i = 0; b->macs[i] != NULL; i++)
		b->macs[i]->done(ctx);
	for (size_t i = 0; b->ciphers[i] != NULL; i++)
		b->ciphers[i]->done(ctx);
	for (size_t i = 0; b->aeads[i] != NULL; i++)
		b->aeads[i]->done(ctx);
}

static void unknown_names_are_not_found(void **state)
{
	(void)state;
	assert_null(ett_backend("no such library"));
	assert_null(ett_find_hash(b, "sha257"));
	assert_null(ett_find_mac(b, "hmac"));
	assert_null(ett_find_cipher(b, ""));
	assert_null(ett_find_aead(b, "aes192-gcm-siv"));
	assert_null(ett_find_dh(b, "p225"));
	assert_null(ett_find_sig(b, "ssh-rsa"));
	assert_non_null(b->version());
}

static int choose(void **state)
{
	b = *state;
	return b != NULL ? 0 : -1;
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(hashes_give_known_answers),
	cmocka_unit_test(macs_give_known_answers),
	cmocka_unit_test(a_mac_is_keyed_again_behind_its_tag),
	cmocka_unit_test(the_nonce_changes_the_tag),
	cmocka_unit_test(ciphers_give_known_answers),
	cmocka_unit_test(block_counters_carry),
	cmocka_unit_test(aeads_give_known_answers),
	cmocka_unit_test(a_wrong_tag_gives_zeros),
	cmocka_unit_test(key_agreement_gives_known_answers),
	cmocka_unit_test(modexp_gives_known_answers),
	cmocka_unit_test(every_primitive_has_a_known_answer),
	cmocka_unit_test(contexts_fit),
	cmocka_unit_test(done_is_allowed_on_zeroed_memory),
	cmocka_unit_test(unknown_names_are_not_found),
};

enum { TESTS = sizeof tests / sizeof tests[0], BACKENDS_MAX = 8 };

/* All of them on every backend, as one plan. */
int main(void)
{
	static struct CMUnitTest all[BACKENDS_MAX * TESTS];
	size_t n = 0;

	for (size_t i = 0; i < BACKENDS_MAX && ett_backends[i] != NULL; i++)
		for (size_t j = 0; j < TESTS; j++) {
			all[n] = tests[j];
			all[n].setup_func = choose;
			all[n++].initial_state =
			    (void *)ett_backend(ett_backends[i]->name);
		}
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return _cmocka_run_group_tests("backends", all, n, NULL, NULL);
}
