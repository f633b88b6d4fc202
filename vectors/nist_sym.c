/* SPDX-License-Identifier: ISC
 *
 * Symmetric stanzas.  Keys and values have several spellings; what a file
 * states is checked in both directions, whatever its section says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors/kinds.h"
#include "vectors/ops.h"

static const char *const any_group[] = { "section", "above", "k", NULL };
static const char *const cipher_test[] = {
	"count",          "key", "keys",      "key1",       "key2",
	"key3",           "iv",  "plaintext", "ciphertext", "ciphertext100",
	"ciphertext1000", "p",   "c",         NULL
};
static const char *const rc4_needs[] = { "count",     "key",        "offset",
					 "plaintext", "ciphertext", NULL };
static const char *const gcm_group[] = { "keylen", "ivlen",  "ptlen",
					 "aadlen", "taglen", NULL };
static const char *const gcm_needs[] = { "count", "key", "iv", "ct",
					 "aad",   "tag", NULL };
static const char *const gcm_may[] = { "pt", NULL };
static const char *const chacha_needs[] = {
	"count",     "key",        "nonce", "initial_block_counter",
	"plaintext", "ciphertext", NULL
};
static const char *const poly_may[] = { "count",      "key", "nonce",
					"in",         "ad",  "ct",
					"tag",        "iv",  "plaintext",
					"ciphertext", "aad", NULL };
static const char *const hash_group[] = { "l", "seed", NULL };
static const char *const hash_needs[] = { "len", "msg", "md", NULL };
static const char *const monte_needs[] = { "count", "md", NULL };
static const char *const mac_needs[] = { "key", "msg", NULL };
static const char *const mac_may[] = { "count", "len", "md", "tag", NULL };

enum { NAME_ROOM = 32 };

static bool has(const json_t *from, const char *member)
{
	return json_object_get(from, member) != NULL;
}

/* The algorithm of the file; its * is the length of the key in bits. */
static bool primitive(struct vec_case *c, size_t key_len, char *name)
{
	const char *algorithm, *star;

	if (!vec_text(c, c->file, "algorithm", &algorithm))
		return false;
	star = strchr(algorithm, '*');
	if (star == NULL)
		snprintf(name, NAME_ROOM, "%s", algorithm);
	else
		snprintf(name, NAME_ROOM, "%.*s%zu%s", (int)(star - algorithm),
			 algorithm, 8 * key_len, star + 1);
	return true;
}

static bool read_key(struct vec_case *c, struct ett_bytes *key)
{
	struct ett_bytes second, third;

	if (has(c->group, "k"))
		return vec_hex(c, c->group, "k", key);
	if (has(c->test, "key"))
		return vec_hex(c, c->test, "key", key);
	if (has(c->test, "keys")) {
		if (!vec_hex(c, c->test, "keys", key))
			return false;
		*key = vec_join(c, *key, vec_join(c, *key, *key));
		return true;
	}
	if (!vec_hex(c, c->test, "key1", key) ||
	    !vec_hex(c, c->test, "key2", &second) ||
	    !vec_hex(c, c->test, "key3", &third))
		return false;
	*key = vec_join(c, *key, vec_join(c, second, third));
	return true;
}

static bool read_texts(struct vec_case *c, struct ett_bytes *plain,
		       struct ett_bytes *coded)
{
	bool brief = has(c->test, "p");

	return vec_hex(c, c->test, brief ? "p" : "plaintext", plain) &&
	       vec_hex(c, c->test, brief ? "c" : "ciphertext", coded);
}

static enum vec_outcome cipher(struct vec_case *c)
{
	struct ett_bytes key, iv, plain, coded;
	char name[NAME_ROOM];

	if (!read_key(c, &key) || !primitive(c, key.n, name) ||
	    !vec_hex(c, c->test, "iv", &iv) || !read_texts(c, &plain, &coded))
		return VEC_BROKEN;
	return vec_cipher(c, name, key, iv, plain, coded);
}

/*
 * The block encrypted so often.  CBC of the block with zeros behind it, under
 * an IV of zero, is just that: each block is the encryption of the one before.
 */
static enum vec_outcome again(struct vec_case *c, const char *name,
			      struct ett_bytes key, struct ett_bytes plain,
			      size_t times)
{
	const struct ett_cipher *k = ett_find_cipher(c->backend, name);
	uint8_t *data = vec_memory(c, times * plain.n);
	const uint8_t *iv = vec_memory(c, plain.n);
	void *ctx = vec_memory(c, k->ctx_size);
	struct ett_bytes want;
	char member[32];
	ett_err e;

	snprintf(member, sizeof member, "ciphertext%zu", times);
	if (!has(c->test, member))
		return VEC_ACCEPTED;
	if (!vec_hex(c, c->test, member, &want))
		return VEC_BROKEN;
	memcpy(data, plain.p, plain.n);
	e = k->init(ctx, ETT_OUT, key.p, iv);
	if (e == ETT_OK)
		e = k->crypt(ctx, data, times * plain.n);
	k->done(ctx);
	if (e != ETT_OK)
		return vec_say(c, VEC_BROKEN, "%s", ett_err_text(e));
	return vec_compare(
	    c, (struct ett_bytes){ data + (times - 1) * plain.n, plain.n },
	    want);
}

static enum vec_outcome block(struct vec_case *c)
{
	struct ett_bytes key, plain, coded;
	char name[NAME_ROOM];
	enum vec_outcome o;

	if (!read_key(c, &key) || !primitive(c, key.n, name) ||
	    !read_texts(c, &plain, &coded))
		return VEC_BROKEN;
	o = vec_blocks(c, name, key, plain, coded);
	if (o == VEC_ACCEPTED)
		o = again(c, name, key, plain, 100);
	return o == VEC_ACCEPTED ? again(c, name, key, plain, 1000) : o;
}

/* What lies OFFSET bytes into the stream. */
static enum vec_outcome rc4(struct vec_case *c)
{
	struct ett_bytes key, plain, coded;
	const char *offset;
	char name[NAME_ROOM];
	const struct ett_cipher *k;
	void *ctx;
	uint8_t *data;
	size_t skip;
	ett_err e;

	if (!vec_hex(c, c->test, "key", &key) || !primitive(c, key.n, name) ||
	    !vec_text(c, c->test, "offset", &offset) ||
	    !read_texts(c, &plain, &coded))
		return VEC_BROKEN;
	if (key.n != 16 && key.n != 32)
		return vec_say(c, VEC_UNUSED, "a key of %zu bytes", key.n);
	k = ett_find_cipher(c->backend, name);
	if (k == NULL)
		return vec_say(c, VEC_ABSENT, "%s", name);
	skip = strtoul(offset, NULL, 10);
	data = vec_memory(c, skip + plain.n);
	memcpy(data + skip, plain.p, plain.n);
	ctx = vec_memory(c, k->ctx_size);
	e = k->init(ctx, ETT_OUT, key.p, NULL);
	if (e == ETT_OK)
		e = k->crypt(ctx, data, skip + plain.n);
	k->done(ctx);
	if (e != ETT_OK)
		return vec_say(c, VEC_BROKEN, "%s", ett_err_text(e));
	return vec_compare(c, (struct ett_bytes){ data + skip, plain.n },
			   coded);
}

static enum vec_outcome gcm(struct vec_case *c)
{
	struct vec_sealed s = { .plain = { NULL, 0 } };

	if (!vec_hex(c, c->test, "key", &s.key) ||
	    !vec_hex(c, c->test, "iv", &s.nonce) ||
	    !vec_hex(c, c->test, "aad", &s.aad) ||
	    !vec_hex(c, c->test, "ct", &s.coded) ||
	    !vec_hex(c, c->test, "tag", &s.tag) ||
	    (has(c->test, "pt") && !vec_hex(c, c->test, "pt", &s.plain)))
		return VEC_BROKEN;
	if (s.key.n != 16 && s.key.n != 32)
		return vec_say(c, VEC_UNUSED, "a key of %zu bytes", s.key.n);
	if (s.nonce.n != 12)
		return vec_say(c, VEC_UNUSED, "a nonce of another length");
	if (s.tag.n != 16)
		return vec_say(c, VEC_UNUSED, "a tag of another length");
	return vec_aead(c, s.key.n == 16 ? "aes128-gcm" : "aes256-gcm", &s);
}

static enum vec_outcome chacha20(struct vec_case *c)
{
	struct ett_bytes key, nonce, plain, coded;
	const char *text;
	uint8_t *counter = vec_memory(c, 4);
	unsigned long n;

	if (!vec_hex(c, c->test, "key", &key) ||
	    !vec_hex(c, c->test, "nonce", &nonce) ||
	    !vec_text(c, c->test, "initial_block_counter", &text) ||
	    !read_texts(c, &plain, &coded))
		return VEC_BROKEN;
	n = strtoul(text, NULL, 10);
	for (int i = 0; i < 4; i++)
		counter[i] = (uint8_t)(n >> 8 * i);
	return vec_cipher(c, "chacha20", key,
			  vec_join(c, (struct ett_bytes){ counter, 4 }, nonce),
			  plain, coded);
}

static enum vec_outcome chachapoly(struct vec_case *c)
{
	bool brief = has(c->test, "in");
	struct vec_sealed s;

	if (!vec_hex(c, c->test, "key", &s.key) ||
	    !vec_hex(c, c->test, brief ? "nonce" : "iv", &s.nonce) ||
	    !vec_hex(c, c->test, brief ? "ad" : "aad", &s.aad) ||
	    !vec_hex(c, c->test, brief ? "in" : "plaintext", &s.plain) ||
	    !vec_hex(c, c->test, brief ? "ct" : "ciphertext", &s.coded) ||
	    !vec_hex(c, c->test, "tag", &s.tag))
		return VEC_BROKEN;
	if (s.nonce.n != 12)
		return vec_say(c, VEC_UNUSED, "a nonce of %zu bytes",
			       s.nonce.n);
	return vec_chachapoly(c, &s);
}

/* Len is in bits; the empty message is written as one byte. */
static enum vec_outcome hash(struct vec_case *c)
{
	struct ett_bytes msg, md;
	const char *len, *name;

	if (!vec_text(c, c->file, "algorithm", &name) ||
	    !vec_text(c, c->test, "len", &len) ||
	    !vec_hex(c, c->test, "msg", &msg) ||
	    !vec_hex(c, c->test, "md", &md))
		return VEC_BROKEN;
	if (strcmp(len, "0") == 0)
		msg.n = 0;
	return vec_hash(c, name, msg, md);
}

/* FIPS 180's Monte Carlo test: 1,000 times the hash of the last three, from
 * the digest of the test before. */
static ett_err thousand(const struct ett_hash *h, void *ctx,
			struct ett_bytes seed, uint8_t *md)
{
	uint8_t last[3][ETT_DIGEST_MAX];
	ett_err e = ETT_OK;

	for (int i = 0; i < 3; i++)
		memcpy(last[i], seed.p, seed.n);
	for (int i = 0; i < 1000 && e == ETT_OK; i++) {
		e = h->init(ctx);
		for (int j = 0; j < 3 && e == ETT_OK; j++)
			h->update(ctx, (struct ett_bytes){ last[(i + j) % 3],
							   seed.n });
		if (e == ETT_OK)
			e = h->final(ctx, last[i % 3]);
	}
	h->done(ctx);
	memcpy(md, last[999 % 3], seed.n);
	return e;
}

static enum vec_outcome monte(struct vec_case *c)
{
	struct ett_bytes seed, md;
	uint8_t out[ETT_DIGEST_MAX];
	const json_t *before, *from = c->group;
	const struct ett_hash *h;
	const char *name, *count;
	ett_err e;

	if (!vec_text(c, c->file, "algorithm", &name) ||
	    !vec_text(c, c->test, "count", &count))
		return VEC_BROKEN;
	before = json_array_get(json_object_get(c->group, "tests"),
				strtoul(count, NULL, 10) - 1);
	if (before != NULL)
		from = before;
	if (!vec_hex(c, from, before != NULL ? "md" : "seed", &seed) ||
	    !vec_hex(c, c->test, "md", &md))
		return VEC_BROKEN;
	h = ett_find_hash(c->backend, name);
	if (h == NULL)
		return vec_say(c, VEC_ABSENT, "%s", name);
	if (seed.n != h->digest_len)
		return vec_say(c, VEC_BROKEN, "the seed is no digest");
	e = thousand(h, vec_memory(c, h->ctx_size), seed, out);
	if (e != ETT_OK)
		return vec_say(c, VEC_BROKEN, "%s", ett_err_text(e));
	return vec_compare(c, (struct ett_bytes){ out, seed.n }, md);
}

static enum vec_outcome mac(struct vec_case *c)
{
	struct ett_bytes key, msg, tag;
	const char *name;

	if (!vec_text(c, c->file, "algorithm", &name) ||
	    !vec_hex(c, c->test, "key", &key) ||
	    !vec_hex(c, c->test, "msg", &msg) ||
	    !vec_hex(c, c->test, has(c->test, "tag") ? "tag" : "md", &tag))
		return VEC_BROKEN;
	return vec_mac(c, name, key, msg, tag);
}

static enum vec_outcome unused(struct vec_case *c)
{
	const char *why = "";

	if (!vec_text(c, c->file, "algorithm", &why))
		return VEC_BROKEN;
	return vec_say(c, VEC_UNUSED, "%s", why);
}

/* clang-format off */
const struct vec_kind vec_kind_nist_cipher = {
	"nist.cipher", NULL, any_group, NULL, cipher_test, cipher
};
const struct vec_kind vec_kind_nist_block = {
	"nist.block", NULL, any_group, NULL, cipher_test, block
};
const struct vec_kind vec_kind_nist_rc4 = {
	"nist.rc4", NULL, any_group, rc4_needs, NULL, rc4
};
const struct vec_kind vec_kind_nist_gcm = {
	"nist.gcm", gcm_group, NULL, gcm_needs, gcm_may, gcm
};
const struct vec_kind vec_kind_nist_chacha20 = {
	"nist.chacha20", NULL, NULL, chacha_needs, NULL, chacha20
};
const struct vec_kind vec_kind_nist_chachapoly = {
	"nist.chachapoly", NULL, NULL, NULL, poly_may, chachapoly
};
const struct vec_kind vec_kind_nist_hash = {
	"nist.hash", NULL, hash_group, hash_needs, NULL, hash
};
const struct vec_kind vec_kind_nist_monte = {
	"nist.monte", NULL, hash_group, monte_needs, NULL, monte
};
const struct vec_kind vec_kind_nist_mac = {
	"nist.mac", NULL, NULL, mac_needs, mac_may, mac
};
const struct vec_kind vec_kind_nist_unused = {
	"nist.unused", NULL, NULL, NULL, NULL, unused
};
/* clang-format on */
