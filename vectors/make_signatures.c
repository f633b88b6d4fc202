/* SPDX-License-Identifier: ISC
 *
 * Signatures of every algorithm: good ones, and those that a peer might try
 * instead (RFC 4253 section 6.6, RFC 5656 section 3.1.2, RFC 8332 section 3,
 * RFC 8032 section 5.1.7, FIPS 186-4 sections 4.7 and 6.4).
 */
#include <string.h>

#include "crypto/curve.h"
#include "crypto/key.h"
#include "crypto/keyfile.h"
#include "test/seed.h"
#include "vectors/make.h"
#include "wire/cursor.h"

enum { RSA_BITS = 2048, MSG_LEN = 32, ORDER_MAX = 66 };

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* A good signature, taken apart. */
struct good {
	const struct ett_sig_alg *alg;
	struct ett_bytes msg, blob, body;
};

static void add(struct vec_make *m, const struct good *g, struct ett_bytes blob,
		const char *comment, const char *flag)
{
	json_t *t = vec_make_test(m, comment, flag);

	vec_make_hex(t, "msg", g->msg);
	vec_make_hex(t, "sig", blob);
	vec_make_add(m, t, "invalid");
}

/* The blob of another name or body. */
static void add_parts(struct vec_make *m, const struct good *g,
		      const char *name, struct ett_bytes body,
		      const char *comment, const char *flag)
{
	uint8_t blob[ETT_SIG_BLOB_MAX + 16];
	struct ett_wr w = ett_wr(blob, sizeof blob);
	size_t n = 0;

	ett_wr_str(&w, ett_str(name));
	ett_wr_str(&w, body);
	if (ett_wr_end(&w, &n) != ETT_OK)
		vec_make_die(m, "no room for a signature");
	add(m, g, (struct ett_bytes){ blob, n }, comment, flag);
}

static void add_body(struct vec_make *m, const struct good *g,
		     struct ett_bytes body, const char *comment,
		     const char *flag)
{
	add_parts(m, g, g->alg->name, body, comment, flag);
}

static const char *other_name(const struct ett_sig_alg *alg)
{
	const char *name;

	/* RSA's hash may not be exchanged: the nearest neighbor of each. */
	if (strcmp(alg->name, "rsa-sha2-256") == 0)
		return "ssh-rsa";
	if (strcmp(alg->key_type, "ssh-rsa") == 0)
		return "rsa-sha2-256";
	for (size_t i = 0;
	     (name = ett_alg_at(ETT_ALG_SIG, i, NULL, NULL)) != NULL; i++)
		if (strcmp(name, alg->name) != 0)
			break;
	return name;
}

/* What can be wrong with the blob of any algorithm. */
static void bad_blobs(struct vec_make *m, const struct good *g)
{
	uint8_t blob[ETT_SIG_BLOB_MAX + 16];
	struct ett_bytes v = { blob, g->blob.n }, body = g->body;
	struct good other = *g;
	uint8_t msg[MSG_LEN + 1];

	memcpy(blob, g->blob.p, g->blob.n);
	blob[v.n - 1] ^= 1;
	add(m, g, v, "another last bit", "Modified");
	blob[v.n - 1] ^= 1;
	blob[v.n - body.n / 2] ^= 0x10;
	add(m, g, v, "another bit in the middle", "Modified");
	blob[v.n - body.n / 2] ^= 0x10;
	v.n++;
	blob[v.n - 1] = 0;
	add(m, g, v, "a byte behind the blob", "WrongLength");
	v.n -= 2;
	add(m, g, v, "the blob cut short", "WrongLength");
	add(m, g, (struct ett_bytes){ blob, 0 }, "nothing", "WrongLength");
	add_body(m, g, (struct ett_bytes){ blob, 0 }, "an empty signature",
		 "WrongLength");
	body.n--;
	add_body(m, g, body, "a byte short", "WrongLength");
	add_parts(m, g, other_name(g->alg), g->body, "another algorithm's name",
		  "WrongName");
	add_parts(m, g, "", g->body, "no name", "WrongName");
	memcpy(msg, g->msg.p, g->msg.n);
	msg[0] ^= 0x80;
	other.msg.p = msg;
	add(m, &other, g->blob, "for another message", "Modified");
}

/* S + L, little-endian: the same signature without the range check. */
static void malleable_eddsa(struct vec_make *m, const struct good *g)
{
	static const uint8_t order25519[32] = {
		0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,        0xd6,
		0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10,
	};
	static const uint8_t order448[57] = {
		0xf3, 0x44, 0x58, 0xab, 0x92, 0xc2, 0x78, 0x23, 0x55, 0x8f,
		0xc5, 0x8d, 0x72, 0xc2, 0x6c, 0x21, 0x90, 0x36, 0xd6, 0xae,
		0x49, 0xdb, 0x4e, 0xc4, 0xe9, 0x23, 0xca, 0x7c, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0x3f,
	};
	size_t half = g->body.n / 2;
	const uint8_t *order = half == 32 ? order25519 : order448;
	uint8_t sig[2 * 57];
	struct ett_bytes v = { sig, g->body.n };
	unsigned carry = 0;

	memcpy(sig, g->body.p, g->body.n);
	for (size_t i = 0; i < half; i++, carry >>= 8) {
		carry += (unsigned)sig[half + i] + order[i];
		sig[half + i] = (uint8_t)carry;
	}
	add_body(m, g, v, "S + L", "Malleable");
	memset(sig + half, 0, half);
	add_body(m, g, v, "S = 0", "Malformed");
	memset(sig, 0, sizeof sig);
	add_body(m, g, v, "all zero", "Malformed");
	memset(sig, 0xff, sizeof sig);
	add_body(m, g, v, "all ones", "Malformed");
}

static void add_pair(struct vec_make *m, const struct good *g,
		     struct ett_bytes r, struct ett_bytes s,
		     const char *comment)
{
	uint8_t body[2 * (ORDER_MAX + 6)];
	struct ett_wr w = ett_wr(body, sizeof body);
	size_t n = 0;

	ett_wr_uint(&w, r);
	ett_wr_uint(&w, s);
	if (ett_wr_end(&w, &n) != ETT_OK)
		vec_make_die(m, "no room for r and s");
	add_body(m, g, (struct ett_bytes){ body, n }, comment, "OutOfRange");
}

/* mpints that are not as short as they can be. */
static void add_long_mpint(struct vec_make *m, const struct good *g,
			   struct ett_bytes r, struct ett_bytes s)
{
	uint8_t body[2 * (ORDER_MAX + 6)];
	struct ett_wr w = ett_wr(body, sizeof body);
	size_t n = 0;

	ett_wr_u32(&w, (uint32_t)r.n + 2);
	ett_wr_u8(&w, 0);
	ett_wr_u8(&w, 0);
	ett_wr_raw(&w, r);
	ett_wr_uint(&w, s);
	if (ett_wr_end(&w, &n) != ETT_OK)
		vec_make_die(m, "no room for r and s");
	add_body(m, g, (struct ett_bytes){ body, n }, "r behind zero bytes",
		 "NonCanonical");
}

static void bad_ecdsa(struct vec_make *m, const struct good *g,
		      const char *curve)
{
	struct ett_bytes order = ett_curve_order(curve);
	struct ett_bytes zero = { NULL, 0 }, one = ETT_LIT("\x01");
	struct ett_rd rd = ett_rd(g->body);
	struct ett_bytes r = ett_rd_uint(&rd), s = ett_rd_uint(&rd);

	add_pair(m, g, zero, s, "r = 0");
	add_pair(m, g, r, zero, "s = 0");
	add_pair(m, g, zero, zero, "r = s = 0");
	add_pair(m, g, order, s, "r = n");
	add_pair(m, g, r, order, "s = n");
	add_pair(m, g, one, one, "r = s = 1");
	add_pair(m, g, s, r, "r and s exchanged");
	add_long_mpint(m, g, r, s);
}

static void bad_fixed(struct vec_make *m, const struct good *g)
{
	uint8_t body[2048];
	size_t n = g->body.n;
	struct ett_bytes v = { body, n };

	memset(body, 0, sizeof body);
	add_body(m, g, v, "all zero", "OutOfRange");
	body[n - 1] = 1;
	add_body(m, g, v, "1", "OutOfRange");
	memset(body, 0xff, n);
	add_body(m, g, v, "all ones", "OutOfRange");
	memset(body, 0, sizeof body);
	memcpy(body + 1, g->body.p, n);
	v.n = n + 1;
	add_body(m, g, v, "behind a zero byte", "WrongLength");
	memcpy(body, g->body.p, n);
	body[n] = 0;
	add_body(m, g, v, "before a zero byte", "WrongLength");
}

/* r or s zero, each of 20 bytes. */
static void bad_dsa(struct vec_make *m, const struct good *g)
{
	uint8_t body[40];

	memcpy(body, g->body.p, sizeof body);
	memset(body, 0, 20);
	add_body(m, g, (struct ett_bytes){ body, 40 }, "r = 0", "OutOfRange");
	memcpy(body, g->body.p, sizeof body);
	memset(body + 20, 0, 20);
	add_body(m, g, (struct ett_bytes){ body, 40 }, "s = 0", "OutOfRange");
}

static void bad_bodies(struct vec_make *m, const struct good *g)
{
	const char *primitive = g->alg->primitive;

	if (strncmp(primitive, "ed", 2) == 0) {
		malleable_eddsa(m, g);
	} else if (strncmp(primitive, "ecdsa-", 6) == 0) {
		const char curve[] = { primitive[6], primitive[7], primitive[8],
				       primitive[9], '\0' };

		bad_ecdsa(m, g, curve);
	} else {
		bad_fixed(m, g);
		if (strncmp(primitive, "dsa", 3) == 0)
			bad_dsa(m, g);
	}
}

static void private_key(struct vec_make *m, json_t *group,
			const struct ett_key *k)
{
	struct ett_buf text = { NULL, 0, 0, 0 };
	struct ett_bytes v;

	if (ett_keyfile_write(vec_make_signer(), k, NULL, seed_rng(&m->rng),
			      &text) != ETT_OK)
		vec_make_die(m, "the key cannot be written");
	v = ett_buf_view(&text);
	if (json_object_set_new(group, "privateKey",
				json_stringn((const char *)v.p, v.n)) != 0)
		vec_make_die(m, "the key is no text");
	ett_buf_free(&text);
}

static void sign(struct vec_make *m, const struct ett_key *k,
		 const struct ett_sig_alg *alg, size_t len, struct good *g,
		 uint8_t *blob)
{
	struct ett_rd rd;
	size_t n;

	g->alg = alg;
	g->msg = vec_make_bytes(m, len);
	if (ett_key_sign(k, vec_make_signer(), alg, g->msg, seed_rng(&m->rng),
			 blob, &n) != ETT_OK)
		vec_make_die(m, "no signature");
	g->blob = (struct ett_bytes){ blob, n };
	rd = ett_rd(g->blob);
	ett_rd_str(&rd);
	g->body = ett_rd_str(&rd);
}

static struct ett_key *make_key(struct vec_make *m, const char *type)
{
	unsigned bits = strcmp(type, "ssh-rsa") == 0 ? RSA_BITS : 0;
	struct ett_key *k = NULL;

	if (ett_key_generate(vec_make_signer(), type, bits, seed_rng(&m->rng),
			     "vectors", &k) != ETT_OK)
		vec_make_die(m, "no key");
	return k;
}

/* The signature is good, the key is not the one. */
static void wrong_keys(struct vec_make *m, const struct good *g)
{
	const char *type = g->alg->key_type;
	const char *other = strcmp(type, "ssh-ed25519") == 0
				? "ecdsa-sha2-nistp256"
				: "ssh-ed25519";
	const char *const types[] = { type, other };

	for (size_t i = 0; i < COUNT(types); i++) {
		struct ett_key *k = make_key(m, types[i]);
		json_t *group =
		    vec_make_group(m, "Signature", vec_make_random());

		vec_make_hex(group, "publicKey", ett_key_blob(k));
		add(m, g, g->blob,
		    i == 0 ? "another key" : "another type of key", "WrongKey");
		ett_key_free(k);
	}
}

static void make_sig(struct vec_make *m, const struct ett_sig_alg *alg)
{
	static const size_t lens[] = { 0, 1, 20, 64, 200, MSG_LEN };
	uint8_t blob[ETT_SIG_BLOB_MAX], msg[MSG_LEN];
	struct ett_key *k;
	struct good g = { 0 };
	json_t *group;

	vec_make_open(m, "signature", &vec_kind_signature, NULL, alg->name);
	k = make_key(m, alg->key_type);
	group = vec_make_group(m, "Signature", vec_make_random());
	vec_make_hex(group, "publicKey", ett_key_blob(k));
	private_key(m, group, k);
	for (size_t i = 0; i < COUNT(lens); i++) {
		json_t *t;

		sign(m, k, alg, lens[i], &g, blob);
		t = vec_make_test(m, vec_make_print("%zu bytes", lens[i]),
				  NULL);
		vec_make_hex(t, "msg", g.msg);
		vec_make_hex(t, "sig", g.blob);
		vec_make_add(m, t, "valid");
	}
	/* The last one serves what follows; its bytes must stay. */
	memcpy(msg, g.msg.p, MSG_LEN);
	g.msg.p = msg;
	bad_blobs(m, &g);
	bad_bodies(m, &g);
	wrong_keys(m, &g);
	ett_key_free(k);
	vec_make_close(m);
}

void vec_make_signatures(struct vec_make *m)
{
	const char *name;

	for (size_t i = 0;
	     (name = ett_alg_at(ETT_ALG_SIG, i, NULL, NULL)) != NULL; i++)
		if (ett_alg_has(vec_make_signer(), ETT_ALG_SIG, ett_str(name)))
			make_sig(m, ett_sig_alg(ett_str(name)));
}
