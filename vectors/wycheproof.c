/* SPDX-License-Identifier: ISC
 *
 * Wycheproof's symmetric files, and those that SSH has no use for.
 */
#include <string.h>

#include "vectors/kinds.h"
#include "vectors/ops.h"

static const char *const aead_group[] = { "ivSize", "keySize", "tagSize",
					  NULL };
static const char *const aead_test[] = { "key", "iv",  "aad", "msg",
					 "ct",  "tag", NULL };
static const char *const cbc_group[] = { "keySize", "ivSize", NULL };
static const char *const cbc_test[] = { "key", "iv", "msg", "ct", NULL };
static const char *const mac_group[] = { "keySize", "tagSize", NULL };
static const char *const mac_test[] = { "key", "msg", "tag", NULL };
static const char *const kem_group[] = { "parameterSet", NULL };
static const char *const kem_may[] = {
	"seed", "ek", "dk", "c", "K", "m", NULL
};
static const char *const prime_test[] = { "value", NULL };

static bool is(const struct vec_case *c, const char *algorithm)
{
	const char *is =
	    json_string_value(json_object_get(c->file, "algorithm"));

	return is != NULL && strcmp(is, algorithm) == 0;
}

static enum vec_outcome gcm(struct vec_case *c, const struct vec_sealed *s)
{
	if (s->key.n != 16 && s->key.n != 32)
		return vec_say(c, VEC_UNUSED, "a key of %zu bytes", s->key.n);
	return vec_aead(c, s->key.n == 16 ? "aes128-gcm" : "aes256-gcm", s);
}

static enum vec_outcome aead(struct vec_case *c)
{
	struct vec_sealed s;

	if (!vec_hex(c, c->test, "key", &s.key) ||
	    !vec_hex(c, c->test, "iv", &s.nonce) ||
	    !vec_hex(c, c->test, "aad", &s.aad) ||
	    !vec_hex(c, c->test, "msg", &s.plain) ||
	    !vec_hex(c, c->test, "ct", &s.coded) ||
	    !vec_hex(c, c->test, "tag", &s.tag))
		return VEC_BROKEN;
	if (s.nonce.n != 12)
		return vec_say(c, VEC_UNUSED, "a nonce of %zu bytes",
			       s.nonce.n);
	if (s.tag.n != 16)
		return vec_say(c, VEC_UNUSED, "a tag of %zu bytes", s.tag.n);
	if (is(c, "AES-GCM"))
		return gcm(c, &s);
	if (is(c, "CHACHA20-POLY1305"))
		return vec_chachapoly(c, &s);
	return vec_say(c, VEC_UNUSED, "an algorithm SSH does not have");
}

/* PKCS #7 padding behind msg; SSH pads in another way. */
static struct ett_bytes padded(struct vec_case *c, struct ett_bytes msg)
{
	size_t n = 16 - msg.n % 16;
	uint8_t *p = vec_memory(c, n);

	memset(p, (int)n, n);
	return vec_join(c, msg, (struct ett_bytes){ p, n });
}

static enum vec_outcome cbc(struct vec_case *c)
{
	struct ett_bytes key, iv, msg, ct;
	const char *result, *name;

	if (!vec_hex(c, c->test, "key", &key) ||
	    !vec_hex(c, c->test, "iv", &iv) ||
	    !vec_hex(c, c->test, "msg", &msg) ||
	    !vec_hex(c, c->test, "ct", &ct) ||
	    !vec_text(c, c->test, "result", &result))
		return VEC_BROKEN;
	if (strcmp(result, "valid") != 0)
		return vec_say(c, VEC_UNUSED,
			       "it is about padding that SSH does not have");
	name = key.n == 16   ? "aes128-cbc"
	       : key.n == 24 ? "aes192-cbc"
			     : "aes256-cbc";
	return vec_cipher(c, name, key, iv, padded(c, msg), ct);
}

static enum vec_outcome mac(struct vec_case *c)
{
	static const char *const names[][2] = {
		{ "HMACSHA1", "hmac-sha1" },
		{ "HMACSHA256", "hmac-sha256" },
		{ "HMACSHA512", "hmac-sha512" },
	};
	struct ett_bytes key, msg, tag;

	if (!vec_hex(c, c->test, "key", &key) ||
	    !vec_hex(c, c->test, "msg", &msg) ||
	    !vec_hex(c, c->test, "tag", &tag))
		return VEC_BROKEN;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (is(c, names[i][0]))
			return vec_mac(c, names[i][1], key, msg, tag);
	return vec_say(c, VEC_UNUSED, "a MAC SSH does not have");
}

static enum vec_outcome kem(struct vec_case *c)
{
	return vec_say(c, VEC_UNUSED, "ett has no ML-KEM");
}

static enum vec_outcome prime(struct vec_case *c)
{
	return vec_say(c, VEC_UNUSED, "ett asks no number whether it is prime");
}

const struct vec_kind vec_kind_wp_aead = {
	.schema = "aead_test_schema_v1.json",
	.group_needs = aead_group,
	.test_needs = aead_test,
	.run = aead,
};

const struct vec_kind vec_kind_wp_cbc = {
	.schema = "ind_cpa_test_schema_v1.json",
	.group_needs = cbc_group,
	.test_needs = cbc_test,
	.run = cbc,
};

const struct vec_kind vec_kind_wp_mac = {
	.schema = "mac_test_schema_v1.json",
	.group_needs = mac_group,
	.test_needs = mac_test,
	.run = mac,
};

const struct vec_kind vec_kind_wp_kem = {
	.schema = "mlkem_test_schema.json",
	.group_needs = kem_group,
	.test_may = kem_may,
	.run = kem,
};

const struct vec_kind vec_kind_wp_kem_encaps = {
	.schema = "mlkem_encaps_test_schema.json",
	.group_needs = kem_group,
	.test_may = kem_may,
	.run = kem,
};

const struct vec_kind vec_kind_wp_kem_keygen = {
	.schema = "mlkem_keygen_seed_test_schema.json",
	.group_needs = kem_group,
	.test_may = kem_may,
	.run = kem,
};

const struct vec_kind vec_kind_wp_kem_decaps = {
	.schema = "mlkem_semi_expanded_decaps_test_schema.json",
	.group_needs = kem_group,
	.test_may = kem_may,
	.run = kem,
};

const struct vec_kind vec_kind_wp_prime = {
	.schema = "primality_test_schema_v1.json",
	.test_needs = prime_test,
	.run = prime,
};
