/* SPDX-License-Identifier: ISC
 *
 * bcrypt_pbkdf, as OpenSSH derives keys from passphrases: PBKDF2 whose
 * function is bcrypt over SHA-512 digests.  Blowfish's tables are the first
 * digits of pi, computed here; against the cost of the rounds that is little.
 */
#include <stdlib.h>
#include <string.h>

#include "crypto/kdf.h"
#include "crypto/keyfile.h"
#include "wire/cursor.h"

enum {
	ROUNDS = 16,
	P_WORDS = ROUNDS + 2,
	S_WORDS = 4 * 256,
	SHA512_LEN = 64,
	BCRYPT_LEN = 32,
	BCRYPT_WORDS = BCRYPT_LEN / 4,
	STRETCH = 64
};

struct blowfish {
	uint32_t p[P_WORDS], s[4][256];
};

/* One word before the point, two behind the last digit for rounding. */
enum { PI_WORDS = 1 + P_WORDS + S_WORDS + 2 };

struct fixed {
	uint32_t w[PI_WORDS];
};

/* out = a / d, where the words of a before from are zero. */
static void divide(struct fixed *out, const struct fixed *a, size_t from,
		   uint32_t d)
{
	uint64_t rest = 0;

	for (size_t i = from; i < PI_WORDS; i++) {
		rest = rest << 32 | a->w[i];
		out->w[i] = (uint32_t)(rest / d);
		rest %= d;
	}
}

/* a += b, or a -= b, where the words of b before from are zero. */
static void accumulate(struct fixed *a, const struct fixed *b, size_t from,
		       bool minus)
{
	uint64_t carry = minus;

	for (size_t i = PI_WORDS; i-- > 0;) {
		uint32_t v = i < from ? 0 : b->w[i];

		carry += (uint64_t)a->w[i] + (minus ? ~v : v);
		a->w[i] = (uint32_t)carry;
		carry >>= 32;
	}
}

/* sum += factor * arctan(1 / x), or -=; work has two numbers. */
static void add_arctan(struct fixed *sum, uint32_t factor, uint32_t x,
		       bool minus, struct fixed *work)
{
	struct fixed *term = &work[0], *part = &work[1];
	size_t from = 0;

	memset(work, 0, 2 * sizeof *work);
	term->w[0] = factor;
	divide(term, term, 0, x);
	for (uint32_t k = 1; from < PI_WORDS; k += 2, minus = !minus) {
		divide(part, term, from, k);
		accumulate(sum, part, from, minus);
		divide(term, term, from, x * x);
		while (from < PI_WORDS && term->w[from] == 0)
			from++;
	}
}

/* Machin: pi = 16 arctan(1/5) - 4 arctan(1/239). */
static ett_err start_tables(struct blowfish *b)
{
	struct fixed *work = calloc(3, sizeof *work);

	if (work == NULL)
		return ETT_NOMEM;
	add_arctan(&work[0], 16, 5, false, &work[1]);
	add_arctan(&work[0], 4, 239, true, &work[1]);
	memcpy(b->p, work[0].w + 1, sizeof b->p);
	memcpy(b->s, work[0].w + 1 + P_WORDS, sizeof b->s);
	free(work);
	return ETT_OK;
}

static uint32_t mix(const struct blowfish *b, uint32_t x)
{
	return ((b->s[0][x >> 24] + b->s[1][x >> 16 & 255]) ^
		b->s[2][x >> 8 & 255]) +
	       b->s[3][x & 255];
}

static void encipher(const struct blowfish *b, uint32_t *block)
{
	uint32_t l = block[0], r = block[1];

	for (int i = 0; i < ROUNDS; i += 2) {
		l ^= b->p[i];
		r ^= mix(b, l) ^ b->p[i + 1];
		l ^= mix(b, r);
	}
	block[0] = r ^ b->p[ROUNDS + 1];
	block[1] = l ^ b->p[ROUNDS];
}

/* 64 bytes, read round and round as big-endian words. */
static uint32_t word(const uint8_t *bytes, size_t i)
{
	return ett_get_u32(bytes + i % (SHA512_LEN / 4) * 4);
}

/* Mixes key into the tables; salt NULL: zeros. */
static void expand(struct blowfish *b, const uint8_t *salt, const uint8_t *key)
{
	uint32_t block[2] = { 0 };

	for (size_t i = 0; i < P_WORDS; i++)
		b->p[i] ^= word(key, i);
	for (size_t i = 0; i < P_WORDS + S_WORDS; i += 2) {
		size_t at = i - P_WORDS;
		uint32_t *to =
		    i < P_WORDS ? &b->p[i] : &b->s[at / 256][at % 256];

		if (salt != NULL) {
			block[0] ^= word(salt, i);
			block[1] ^= word(salt, i + 1);
		}
		encipher(b, block);
		to[0] = block[0];
		to[1] = block[1];
	}
}

static void bcrypt(const struct blowfish *fresh, struct blowfish *b,
		   const uint8_t *pass, const uint8_t *salt, uint8_t *out)
{
	static const uint8_t text[] = "OxychromaticBlowfishSwatDynamite";
	uint32_t w[BCRYPT_WORDS];

	*b = *fresh;
	expand(b, salt, pass);
	for (int i = 0; i < STRETCH; i++) {
		expand(b, NULL, salt);
		expand(b, NULL, pass);
	}
	for (size_t i = 0; i < BCRYPT_WORDS; i++)
		w[i] = ett_get_u32(text + 4 * i);
	for (int i = 0; i < STRETCH; i++)
		for (size_t k = 0; k < BCRYPT_WORDS; k += 2)
			encipher(b, w + k);
	for (size_t i = 0; i < BCRYPT_LEN; i++)
		out[i] = (uint8_t)(w[i / 4] >> 8 * (i % 4));
	ett_wipe(w, sizeof w);
}

/* All that depends on the passphrase, in one piece to be wiped. */
struct work {
	struct blowfish fresh, now;
	uint8_t pass[SHA512_LEN], salt[SHA512_LEN];
	uint8_t step[BCRYPT_LEN], sum[BCRYPT_LEN];
	const struct ett_hash *sha512;
};

static ett_err salt_with_counter(struct work *k, struct ett_bytes salt,
				 uint32_t counter)
{
	struct ett_buf b = { 0 };
	ett_err e = ett_buf_new(&b, salt.n + 4);
	struct ett_wr w;
	size_t room, n;

	if (e != ETT_OK)
		return e;
	w = ett_wr(ett_buf_room(&b, &room), salt.n + 4);
	ett_wr_raw(&w, salt);
	ett_wr_u32(&w, counter);
	e = ett_wr_end(&w, &n);
	if (e == ETT_OK) {
		ett_buf_fill(&b, n);
		e = ett_digest(k->sha512, ett_buf_view(&b), k->salt);
	}
	ett_buf_free(&b);
	return e;
}

/* One block of output: the sum of all rounds, in k->sum. */
static ett_err one_block(struct work *k, struct ett_bytes salt,
			 uint32_t counter, uint32_t rounds)
{
	struct ett_bytes step = { k->step, sizeof k->step };
	ett_err e = salt_with_counter(k, salt, counter);

	memset(k->sum, 0, sizeof k->sum);
	for (uint32_t i = 0; i < rounds && e == ETT_OK; i++) {
		if (i > 0)
			e = ett_digest(k->sha512, step, k->salt);
		if (e != ETT_OK)
			return e;
		bcrypt(&k->fresh, &k->now, k->pass, k->salt, k->step);
		for (size_t j = 0; j < sizeof k->sum; j++)
			k->sum[j] ^= k->step[j];
	}
	return e;
}

/* The bytes of a block are spread over the whole output. */
static ett_err derive(struct work *k, struct ett_bytes salt, uint32_t rounds,
		      uint8_t *out, size_t n)
{
	size_t blocks = (n + BCRYPT_LEN - 1) / BCRYPT_LEN;

	for (size_t i = 0; i < blocks; i++) {
		ett_err e = one_block(k, salt, (uint32_t)i + 1, rounds);

		if (e != ETT_OK)
			return e;
		for (size_t j = 0; j * blocks + i < n; j++)
			out[j * blocks + i] = k->sum[j];
	}
	return ETT_OK;
}

ett_err ett_bcrypt_pbkdf(const struct ett_backend *b, struct ett_bytes pass,
			 struct ett_bytes salt, uint32_t rounds, uint8_t *out,
			 size_t n)
{
	const struct ett_hash *sha512 = ett_find_hash(b, "sha512");
	struct work *k;
	ett_err e;

	if (rounds == 0 || pass.n == 0 || salt.n == 0)
		return ETT_ARG;
	if (sha512 == NULL)
		return ETT_NOKEY;
	k = calloc(1, sizeof *k);
	if (k == NULL)
		return ETT_NOMEM;
	k->sha512 = sha512;
	e = start_tables(&k->fresh);
	if (e == ETT_OK)
		e = ett_digest(sha512, pass, k->pass);
	if (e == ETT_OK)
		e = derive(k, salt, rounds, out, n);
	ett_wipe(k, sizeof *k);
	free(k);
	return e;
}
