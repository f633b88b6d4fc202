/* SPDX-License-Identifier: ISC
 *
 * Hashes, MACs, ciphers and AEADs: one file for each that any backend has.
 * First the published answers (test/known.h), then lengths and counters at
 * their ends.
 */
#include <string.h>

#include "test/known.h"
#include "vectors/index.h"
#include "vectors/make.h"

enum { DISCARD = 1536, BLOCK_MAX = 16, IV_MAX = 16 };

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static struct vec_source published(const char *name)
{
	return (struct vec_source){ name, "", true };
}

static void make_hash(struct vec_make *m, const struct ett_hash *h)
{
	static const size_t lens[] = { 0,   1,   3,   55,  56,  63,
				       64,  65,  111, 112, 119, 127,
				       128, 129, 200, 300, 1000 };

	vec_make_open(m, "hash", &vec_kind_hash, vec_solve_hash, h->name);
	for (const struct known_hash *k = known_hashes; k->name != NULL; k++) {
		json_t *t;

		if (strcmp(k->name, h->name) != 0)
			continue;
		vec_make_group(m, "Hash", published(k->source));
		t = vec_make_test(m, "published", NULL);
		vec_make_text(t, "msg", k->in);
		vec_make_text(t, "digest", k->digest);
		vec_make_add(m, t, "valid");
	}
	vec_make_group(m, "Hash", vec_make_random());
	for (size_t i = 0; i < COUNT(lens); i++) {
		json_t *t = vec_make_test(
		    m, vec_make_print("%zu bytes", lens[i]), NULL);

		vec_make_hex(t, "msg", vec_make_bytes(m, lens[i]));
		vec_make_add(m, t, "valid");
	}
	vec_make_close(m);
}

static void known_macs_of(struct vec_make *m, const char *name)
{
	for (const struct known_mac *k = known_macs; k->name != NULL; k++) {
		json_t *t;

		if (strcmp(k->name, name) != 0)
			continue;
		vec_make_group(m, "Mac", published(k->source));
		t = vec_make_test(m, "published", NULL);
		vec_make_text(t, "key", k->key);
		vec_make_text(t, "msg", k->in);
		vec_make_text(t, "tag", k->tag);
		if (k->nonce != NULL)
			vec_make_text(t, "nonce", k->nonce);
		vec_make_add(m, t, "valid");
	}
}

static void add_mac(struct vec_make *m, const struct ett_mac *mac,
		    struct ett_bytes key, size_t len, struct ett_bytes nonce)
{
	json_t *t = vec_make_test(
	    m, vec_make_print("key %zu, message %zu bytes", key.n, len),
	    mac->nonce_len > 0 ? "SequenceNumber" : NULL);

	vec_make_hex(t, "key", key);
	vec_make_hex(t, "msg", vec_make_bytes(m, len));
	if (mac->nonce_len > 0)
		vec_make_hex(t, "nonce", nonce);
	vec_make_add(m, t, "valid");
}

/* The nonces of SSH: sequence numbers of 32 bits, and what UMAC does with the
 * lowest bits, which choose a part of a block. */
static void umacs(struct vec_make *m, const struct ett_mac *mac)
{
	static const struct ett_bytes nonces[] = {
		ETT_INIT("\0\0\0\0\0\0\0\0"),
		ETT_INIT("\0\0\0\0\0\0\0\1"),
		ETT_INIT("\0\0\0\0\0\0\0\2"),
		ETT_INIT("\0\0\0\0\0\0\0\3"),
		ETT_INIT("\0\0\0\0\x7f\xff\xff\xff"),
		ETT_INIT("\0\0\0\0\x80\0\0\0"),
		ETT_INIT("\0\0\0\0\xff\xff\xff\xfe"),
		ETT_INIT("\0\0\0\0\xff\xff\xff\xff"),
		ETT_INIT("\0\0\0\1\0\0\0\0"),
		ETT_INIT("\xff\xff\xff\xff\xff\xff\xff\xff"),
	};
	static const size_t lens[] = { 0,  1,    8,    31,   32,
				       33, 1023, 1024, 1025, 2048 };
	struct ett_bytes key = vec_make_bytes(m, mac->key_len);

	for (size_t i = 0; i < COUNT(nonces); i++)
		add_mac(m, mac, key, lens[i], nonces[i]);
}

static void make_mac(struct vec_make *m, const struct ett_mac *mac)
{
	static const size_t keys[] = { 1, 16, 63, 64, 65, 127, 128, 129, 200 };
	static const size_t lens[] = {
		0, 1, 15, 16, 17, 63, 64, 65, 300, 1000
	};
	const struct ett_bytes none = { NULL, 0 };
	bool hmac = strncmp(mac->name, "hmac", 4) == 0;

	vec_make_open(m, "mac", &vec_kind_mac, vec_solve_mac, mac->name);
	known_macs_of(m, mac->name);
	vec_make_group(m, "Mac", vec_make_random());
	if (mac->nonce_len > 0)
		umacs(m, mac);
	for (size_t i = 0; mac->nonce_len == 0 && i < COUNT(lens); i++)
		add_mac(m, mac, vec_make_bytes(m, mac->key_len), lens[i], none);
	for (size_t i = 0; hmac && i < COUNT(keys); i++)
		add_mac(m, mac, vec_make_bytes(m, keys[i]), 50, none);
	vec_make_close(m);
}

static void known_ciphers_of(struct vec_make *m, const struct ett_cipher *c)
{
	for (const struct known_cipher *k = known_ciphers; k->name != NULL;
	     k++) {
		json_t *t;

		if (strcmp(k->name, c->name) != 0)
			continue;
		vec_make_group(m, "Cipher", published(k->source));
		t = vec_make_test(m, "published", NULL);
		vec_make_text(t, "key", k->key);
		if (c->iv_len > 0)
			vec_make_text(t, "iv", k->iv);
		vec_make_text(t, "pt", k->plain);
		vec_make_text(t, "ct", k->crypted);
		vec_make_add(m, t, "valid");
	}
}

static json_t *cipher_test(struct vec_make *m, const struct ett_cipher *c,
			   size_t len, const char *flag)
{
	json_t *t = vec_make_test(m, vec_make_print("%zu bytes", len), flag);

	vec_make_hex(t, "key", vec_make_bytes(m, c->key_len));
	return t;
}

static void add_cipher(struct vec_make *m, const struct ett_cipher *c,
		       size_t len, const uint8_t *iv, const char *flag)
{
	json_t *t = cipher_test(m, c, len, flag);

	if (c->iv_len > 0)
		vec_make_hex(t, "iv", (struct ett_bytes){ iv, c->iv_len });
	vec_make_hex(t, "pt", vec_make_bytes(m, len));
	vec_make_add(m, t, "valid");
}

/* Counters that run over after 1 and after 2 blocks: the whole of it, its
 * lower half, its lowest 32 bits. */
static void counters(struct vec_make *m, const struct ett_cipher *c)
{
	const size_t wide[] = { c->iv_len, c->iv_len / 2, 4, 1 };

	for (size_t i = 0; i < COUNT(wide); i++)
		for (uint8_t last = 0xff; last >= 0xfe; last--) {
			uint8_t iv[IV_MAX];

			memcpy(iv, vec_make_bytes(m, c->iv_len).p, c->iv_len);
			memset(iv + c->iv_len - wide[i], 0xff, wide[i]);
			iv[c->iv_len - 1] = last;
			add_cipher(m, c, 4 * c->block_len, iv, "CounterWrap");
		}
}

/* The 64-bit little-endian block counter of the original ChaCha20. */
static void chacha_counters(struct vec_make *m, const struct ett_cipher *c)
{
	static const uint8_t at[][8] = {
		{ 0 },
		{ 1 },
		{ 0xff, 0xff, 0xff, 0x7f },
		{ 0xff, 0xff, 0xff, 0xff },
		{ 0xff, 0xff, 0xff, 0xff, 0x01 },
	};

	for (size_t i = 0; i < COUNT(at); i++) {
		uint8_t iv[IV_MAX];

		memcpy(iv, at[i], 8);
		memcpy(iv + 8, vec_make_bytes(m, 8).p, 8);
		add_cipher(m, c, 200, iv, i > 1 ? "CounterWrap" : NULL);
	}
}

static void rc4(struct vec_make *m, const struct ett_cipher *c)
{
	static const size_t lens[] = { 1, 8, 255, 256, 257 };

	for (size_t i = 0; i < COUNT(lens); i++) {
		json_t *t = cipher_test(m, c, lens[i], "Discard");

		vec_make_number(t, "discard", DISCARD);
		vec_make_hex(t, "pt", vec_make_bytes(m, lens[i]));
		vec_make_add(m, t, "valid");
	}
}

static void make_cipher(struct vec_make *m, const struct ett_cipher *c)
{
	static const uint8_t zero[IV_MAX] = { 0 };
	static const size_t blocks[] = { 1, 2, 3, 5, 8 };

	vec_make_open(m, "cipher", &vec_kind_cipher, vec_solve_cipher, c->name);
	known_ciphers_of(m, c);
	vec_make_group(m, "Cipher", vec_make_random());
	for (size_t i = 0; i < COUNT(blocks); i++)
		add_cipher(m, c, blocks[i] * c->block_len,
			   vec_make_bytes(m, IV_MAX).p, NULL);
	add_cipher(m, c, 4 * c->block_len, zero, "Boundary");
	if (strstr(c->name, "-ctr") != NULL)
		counters(m, c);
	if (strcmp(c->name, "chacha20") == 0)
		chacha_counters(m, c);
	if (strncmp(c->name, "rc4", 3) == 0)
		rc4(m, c);
	vec_make_close(m);
}

static void known_aeads_of(struct vec_make *m, const char *name)
{
	for (const struct known_aead *k = known_aeads; k->name != NULL; k++) {
		json_t *t;

		if (strcmp(k->name, name) != 0)
			continue;
		vec_make_group(m, "Aead", published(k->source));
		t = vec_make_test(m, "published", NULL);
		vec_make_text(t, "key", k->key);
		vec_make_text(t, "nonce", k->nonce);
		vec_make_text(t, "aad", k->aad);
		vec_make_text(t, "pt", k->plain);
		vec_make_text(t, "ct", k->crypted);
		vec_make_text(t, "tag", k->tag);
		vec_make_add(m, t, "valid");
	}
}

/* A copy of a sealed test in which one bit of a member is another. */
static void tamper(struct vec_make *m, const json_t *sealed, const char *member,
		   bool last)
{
	static const char digits[] = "0123456789abcdef";
	static const char *const copied[] = { "key", "nonce", "aad", "ct",
					      "tag" };
	json_t *t = vec_make_test(
	    m, vec_make_print("%s bit of %s", last ? "last" : "first", member),
	    "Modified");

	for (size_t i = 0; i < COUNT(copied); i++) {
		char hex[1024];
		size_t n;

		n = strlen(
		    json_string_value(json_object_get(sealed, copied[i])));
		memcpy(hex,
		       json_string_value(json_object_get(sealed, copied[i])),
		       n + 1);
		if (strcmp(copied[i], member) == 0) {
			size_t at = last ? n - 1 : 0;
			int v = (int)(strchr(digits, hex[at]) - digits);

			hex[at] = digits[v ^ (last ? 1 : 8)];
		}
		vec_make_text(t, copied[i], hex);
	}
	vec_make_add(m, t, "invalid");
}

static void make_aead(struct vec_make *m, const struct ett_aead *a)
{
	static const struct {
		size_t aad, pt;
	} lens[] = { { 0, 0 },  { 4, 16 }, { 4, 32 },  { 4, 48 },
		     { 4, 64 }, { 4, 1 },  { 13, 15 }, { 16, 17 },
		     { 20, 0 }, { 0, 64 }, { 4, 240 } };
	json_t *t = NULL;

	vec_make_open(m, "aead", &vec_kind_aead, vec_solve_aead, a->name);
	known_aeads_of(m, a->name);
	vec_make_group(m, "Aead", vec_make_random());
	for (size_t i = 0; i < COUNT(lens); i++) {
		t = vec_make_test(
		    m,
		    vec_make_print("%zu bytes of data, %zu beside", lens[i].pt,
				   lens[i].aad),
		    NULL);
		vec_make_hex(t, "key", vec_make_bytes(m, a->key_len));
		vec_make_hex(t, "nonce", vec_make_bytes(m, a->nonce_len));
		vec_make_hex(t, "aad", vec_make_bytes(m, lens[i].aad));
		vec_make_hex(t, "pt", vec_make_bytes(m, lens[i].pt));
		vec_make_add(m, t, "valid");
	}
	for (int last = 0; last < 2; last++) {
		tamper(m, t, "tag", last != 0);
		tamper(m, t, "ct", last != 0);
		tamper(m, t, "aad", last != 0);
		tamper(m, t, "nonce", last != 0);
		tamper(m, t, "key", last != 0);
	}
	vec_make_close(m);
}

/* The first backend's row for a primitive says how long things are. */
static void make_one(struct vec_make *m, const struct ett_backend *b,
		     const char *kind, const char *name)
{
	const struct ett_hash *h = ett_find_hash(b, name);
	const struct ett_mac *mac = ett_find_mac(b, name);
	const struct ett_cipher *c = ett_find_cipher(b, name);
	const struct ett_aead *a = ett_find_aead(b, name);

	if (strcmp(kind, "hash") == 0 && h != NULL)
		make_hash(m, h);
	else if (strcmp(kind, "mac") == 0 && mac != NULL)
		make_mac(m, mac);
	else if (strcmp(kind, "cipher") == 0 && c != NULL)
		make_cipher(m, c);
	else if (strcmp(kind, "aead") == 0 && a != NULL)
		make_aead(m, a);
}

static void each(void *ctx, const char *kind, const char *name)
{
	struct vec_make *m = ctx;

	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);

		if (b != NULL && vec_index_count(m->index, kind, name) == 0)
			make_one(m, b, kind, name);
	}
}

void vec_make_primitives(struct vec_make *m)
{
	vec_index_demands(each, m);
}
