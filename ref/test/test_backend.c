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

/* Of every backend in turn. */
static const struct ett_backend *b;
static alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX];

/* clang-format off */
static const struct hash_answer {
	const char *name, *in, *digest, *source;
} hashes[] = {
	{ "md5", "616263", "900150983cd24fb0d6963f7d28e17f72", "RFC 1321 A.5" },
	{ "sha1", "616263", "a9993e364706816aba3e25717850c26c9cd0d89d",
	  "RFC 3174" },
	{ "sha256", "616263",
	  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	  "RFC 6234" },
	{ "sha256", "",
	  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	  "NIST" },
	{ "sha384", "616263",
	  "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
	  "8086072ba1e7cc2358baeca134c825a7", "RFC 6234" },
	{ "sha512", "616263",
	  "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	  "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
	  "RFC 6234" },
};

static const struct mac_answer {
	const char *name, *key, *in, *tag, *source;
} macs[] = {
	{ "hmac-md5", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
	  "9294727a3638bb1c13f48ef8158bfc9d", "RFC 2202 2.1" },
	{ "hmac-md5", "4a656665",
	  "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
	  "750c783e6ab0b503eaa86e310a5db738", "RFC 2202 2.2" },
	{ "hmac-sha1", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
	  "4869205468657265", "b617318655057264e28bc0b6fb378c8ef146be00",
	  "RFC 2202 3.1" },
	{ "hmac-sha1", "4a656665",
	  "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
	  "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", "RFC 2202 3.2" },
	{ "hmac-sha256", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
	  "4869205468657265",
	  "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
	  "RFC 4231 4.2" },
	{ "hmac-sha256", "4a656665",
	  "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
	  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
	  "RFC 4231 4.3" },
	{ "hmac-sha512", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
	  "4869205468657265",
	  "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
	  "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
	  "RFC 4231 4.2" },
	{ "hmac-sha512", "4a656665",
	  "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
	  "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
	  "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
	  "RFC 4231 4.3" },
	{ "poly1305",
	  "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b",
	  "43727970746f6772617068696320466f72756d205265736561726368204772"
	  "6f7570", "a8061dc1305136c6c22b8baf0c0127a9", "RFC 8439 2.5.2" },
};

static const struct cipher_answer {
	const char *name, *key, *iv, *plain, *crypted, *source;
} ciphers[] = {
	{ "aes128-ctr", "2b7e151628aed2a6abf7158809cf4f3c",
	  "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
	  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
	  "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff",
	  "SP 800-38A F.5.1" },
	{ "aes192-ctr", "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
	  "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
	  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
	  "1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e94",
	  "SP 800-38A F.5.3" },
	{ "aes256-ctr",
	  "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
	  "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
	  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
	  "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5",
	  "SP 800-38A F.5.5" },
	{ "aes128-cbc", "2b7e151628aed2a6abf7158809cf4f3c",
	  "000102030405060708090a0b0c0d0e0f",
	  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
	  "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2",
	  "SP 800-38A F.2.1" },
	{ "aes192-cbc", "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
	  "000102030405060708090a0b0c0d0e0f",
	  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
	  "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a",
	  "SP 800-38A F.2.3" },
	{ "aes256-cbc",
	  "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
	  "000102030405060708090a0b0c0d0e0f",
	  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
	  "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d",
	  "SP 800-38A F.2.5" },
	{ "3des-cbc", "0123456789abcdef23456789abcdef01456789abcdef0123",
	  "0000000000000000", /* the blocks of the source, chained */
	  "5468652071756663c3069ffe8a4ceb7faa8d64a178500296",
	  "a826fd8ce53b855fcce21c8112256fe668d5c05dd9b6b900",
	  "SP 800-67 B.1" },
	{ "blowfish-cbc", "0123456789abcdeff0e1d2c3b4a59687",
	  "fedcba9876543210",
	  "37363534333231204e6f77206973207468652074696d6520666f722000000000",
	  "6b77b4d63006dee605b156e27403979358deb9e7154616d959f1652bd5ff92cc",
	  "Schneier" },
	{ "chacha20",
	  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
	  "0100000000000000" "0000004a00000000",
	  "4c616469657320616e642047656e746c656d656e206f662074686520636c6173"
	  "73206f66202739393a204966204920636f756c64206f6666657220796f75206f"
	  "6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"
	  "637265656e20776f756c642062652069742e",
	  "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b"
	  "f91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8"
	  "07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736"
	  "5af90bbf74a35be6b40b8eedf2785e42874d", "RFC 8439 2.4.2" },
};

static const struct aead_answer {
	const char *name, *key, *nonce, *aad, *plain, *crypted, *tag, *source;
} aeads[] = {
	{ "aes128-gcm", "feffe9928665731c6d6a8f9467308308",
	  "cafebabefacedbaddecaf888",
	  "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
	  "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
	  "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
	  "5bc94fbc3221a5db94fae95ae7121a47", "GCM, test case 4" },
	{ "aes256-gcm",
	  "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
	  "cafebabefacedbaddecaf888",
	  "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
	  "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
	  "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
	  "76fc6ece0f4e1768cddf8853bb2d551b", "GCM, test case 16" },
	{ "aes128-gcm", "00000000000000000000000000000000",
	  "000000000000000000000000", "", "", "",
	  "58e2fccefa7e3061367f1d57a4e7455a", "GCM, test case 1" },
};

static const struct dh_answer {
	const char *name, *secret, *pub, *peer, *shared, *source;
} dhs[] = {
	{ "x25519",
	  "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
	  NULL,
	  "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
	  "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
	  "RFC 7748 5.2" },
	{ "x25519", /* the top bit of the point is to be ignored */
	  "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
	  NULL,
	  "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
	  "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
	  "RFC 7748 5.2" },
	{ "x25519",
	  "0900000000000000000000000000000000000000000000000000000000000000",
	  "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
	  "0900000000000000000000000000000000000000000000000000000000000000",
	  "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
	  "RFC 7748 5.2, first iteration" },
	{ "p256",
	  "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433",
	  "04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c37725811"
	  "805271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990b"
	  "b3",
	  "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf"
	  "6356fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872"
	  "ab",
	  "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de",
	  "RFC 5903 8.1" },
	{ "p384",
	  "099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655"
	  "e35b538041e649ee3faef896783ab194",
	  "04667842d7d180ac2cde6f74f37551f55755c7645c20ef73e31634fe72b4c55e"
	  "e6de3ac808acb4bdb4c88732aee95f41aa9482ed1fc0eeb9cafc4984625ccfc2"
	  "3f65032149e0e144ada024181535a0f38eeb9fcff3c2c947dae69b4c634573a8"
	  "1c",
	  "04e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc50"
	  "9d0d1ac43a0336def96fda41d0774a3571dcfbec7aacf3196472169e83843036"
	  "7f66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e638"
	  "6c",
	  "11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4"
	  "d603135569b9e9d09cf5d4a270f59746",
	  "RFC 5903 8.2" },
	{ "p521",
	  "0037ade9319a89f4dabdb3ef411aaccca5123c61acab57b5393dce47608172a0"
	  "95aa85a30fe1c2952c6771d937ba9777f5957b2639bab072462f68c27a57382d"
	  "4a52",
	  "040015417e84dbf28c0ad3c278713349dc7df153c897a1891bd98bab4357c9ec"
	  "bee1e3bf42e00b8e380aeae57c2d107564941885942af5a7f4601723c4195d17"
	  "6ced3e017cae20b6641d2eeb695786d8c946146239d099e18e1d5a514c739d7c"
	  "b4a10ad8a788015ac405d7799dc75e7b7d5b6cf2261a6a7f1507438bf01beb6c"
	  "a3926f9582",
	  "0400d0b3975ac4b799f5bea16d5e13e9af971d5e9b984c9f39728b5e5739735a"
	  "219b97c356436adc6e95bb0352f6be64a6c2912d4ef2d0433ced2b6171640012"
	  "d9460f015c68226383956e3bd066e797b623c27ce0eac2f551a10c2c724d9852"
	  "077b87220b6536c5c408a1d2aebb8e86d678ae49cb57091f4732296579ab44fc"
	  "d17f0fc56a",
	  "01144c7d79ae6956bc8edb8e7c787c4521cb086fa64407f97894e5e6b2d79b04"
	  "d1427e73ca4baa240a34786859810c06b3c715a3a8cc3151f2bee417996d19f3"
	  "ddea",
	  "RFC 5903 8.3" },
};
/* clang-format on */

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
	for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
		const struct ett_hash *h = ett_find_hash(b, hashes[i].name);
		const struct hex in = hex_make(hashes[i].in);
		const struct hex want = hex_make(hashes[i].digest);

		if (h != NULL)
			hash_in_pieces(h, &in, &want, hashes[i].source);
	}
}

static void mac_in_pieces(const struct ett_mac *m, const struct mac_answer *a)
{
	const struct hex key = hex_make(a->key), in = hex_make(a->in);
	const struct hex want = hex_make(a->tag);
	uint8_t tag[ETT_TAG_MAX];

	assert_int_equal(m->tag_len, want.n);
	for (size_t first = 0; first <= in.n; first++) {
		assert_int_equal(m->init(ctx, hex_view(&key)), ETT_OK);
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
	for (size_t i = 0; i < sizeof macs / sizeof macs[0]; i++) {
		const struct ett_mac *m = ett_find_mac(b, macs[i].name);

		if (m != NULL)
			mac_in_pieces(m, &macs[i]);
	}
}

static void a_mac_is_keyed_again_behind_its_tag(void **state)
{
	(void)state;
	for (size_t i = 0; b->macs[i] != NULL; i++) {
		const struct ett_mac *m = b->macs[i];
		const uint8_t key[64] = { 1, 2, 3 };
		uint8_t tag[2][ETT_TAG_MAX];

		assert_int_equal(
		    m->init(ctx, (struct ett_bytes){ key, m->key_len }),
		    ETT_OK);
		m->update(ctx, ETT_LIT("message"));
		assert_int_equal(m->final(ctx, tag[0]), ETT_OK);
		m->update(ctx, ETT_LIT("message"));
		if (strcmp(m->name, "poly1305") == 0) {
			assert_int_not_equal(m->final(ctx, tag[1]), ETT_OK);
		} else {
			assert_int_equal(m->final(ctx, tag[1]), ETT_OK);
			assert_memory_equal(tag[0], tag[1], m->tag_len);
		}
		m->done(ctx);
	}
}

/* Both directions, in one call and block by block, then after a restart. */
static void cipher_answers(const struct ett_cipher *c,
			   const struct cipher_answer *a)
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
	assert_int_equal(c->restart(ctx, iv.p), ETT_OK);
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
	for (size_t i = 0; i < sizeof ciphers / sizeof ciphers[0]; i++) {
		const struct ett_cipher *c =
		    ett_find_cipher(b, ciphers[i].name);

		if (c != NULL)
			cipher_answers(c, &ciphers[i]);
	}
}

/* The block behind counter last is that of counter next. */
static void carries(const char *name, const uint8_t *last, const uint8_t *next)
{
	const struct ett_cipher *c = ett_find_cipher(b, name);
	const uint8_t key[32] = { 7 };
	uint8_t two[128] = { 0 }, one[64] = { 0 };
	size_t block = strcmp(name, "chacha20") == 0 ? 64 : 16;

	if (c == NULL)
		return;
	assert_int_equal(c->init(ctx, ETT_OUT, key, last), ETT_OK);
	assert_int_equal(c->crypt(ctx, two, 2 * block), ETT_OK);
	assert_int_equal(c->restart(ctx, next), ETT_OK);
	assert_int_equal(c->crypt(ctx, one, block), ETT_OK);
	assert_memory_equal(two + block, one, block);
	c->done(ctx);
}

static void block_counters_carry(void **state)
{
	static const uint8_t zero[16];
	static const uint8_t chacha_last[16] = { 255, 255, 255, 255 };
	static const uint8_t chacha_next[16] = { 0, 0, 0, 0, 1 };
	uint8_t ones[16];

	(void)state;
	memset(ones, 0xff, sizeof ones);
	carries("aes128-ctr", ones, zero);
	carries("aes192-ctr", ones, zero);
	carries("aes256-ctr", ones, zero);
	carries("chacha20", chacha_last, chacha_next);
}

static void aead_answers(const struct ett_aead *a, const struct aead_answer *t)
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
	for (size_t i = 0; i < sizeof aeads / sizeof aeads[0]; i++) {
		const struct ett_aead *a = ett_find_aead(b, aeads[i].name);

		if (a != NULL)
			aead_answers(a, &aeads[i]);
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

static void dh_answers(const struct ett_dh *d, const struct dh_answer *a)
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
	for (size_t i = 0; i < sizeof dhs / sizeof dhs[0]; i++) {
		const struct ett_dh *d = ett_find_dh(b, dhs[i].name);

		if (d != NULL)
			dh_answers(d, &dhs[i]);
	}
}

static void modexp_gives_known_answers(void **state)
{
	uint8_t out[2];

	(void)state;
	if (b->modexp == NULL)
		skip();
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

/* Everything in a list of the backend stands in a list of answers. */
static void has_answer(const char *name, const void *answers, size_t size,
		       size_t step)
{
	const char *at = answers, *have;

	for (const char *end = at + size; at < end; at += step) {
		memcpy(&have, at, sizeof have);
		if (strcmp(have, name) == 0)
			return;
	}
	fail_msg("%s: %s has no known answer", b->name, name);
}

static void every_primitive_has_a_known_answer(void **state)
{
	(void)state;
	for (size_t i = 0; b->hashes[i] != NULL; i++)
		has_answer(b->hashes[i]->name, hashes, sizeof hashes,
			   sizeof hashes[0]);
	for (size_t i = 0; b->macs[i] != NULL; i++)
		has_answer(b->macs[i]->name, macs, sizeof macs, sizeof macs[0]);
	for (size_t i = 0; b->ciphers[i] != NULL; i++)
		has_answer(b->ciphers[i]->name, ciphers, sizeof ciphers,
			   sizeof ciphers[0]);
	for (size_t i = 0; b->aeads[i] != NULL; i++)
		has_answer(b->aeads[i]->name, aeads, sizeof aeads,
			   sizeof aeads[0]);
	for (size_t i = 0; b->dhs[i] != NULL; i++)
		has_answer(b->dhs[i]->name, dhs, sizeof dhs, sizeof dhs[0]);
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

static int run(const struct ett_backend *which)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_give_known_answers),
		cmocka_unit_test(macs_give_known_answers),
		cmocka_unit_test(a_mac_is_keyed_again_behind_its_tag),
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

	b = ett_backend(which->name);
	if (b == NULL)
		return 1;
	return cmocka_run_group_tests_name(which->name, tests, NULL, NULL);
}

int main(void)
{
	int failed = 0;

	cmocka_set_message_output(CM_OUTPUT_TAP);
	for (size_t i = 0; ett_backends[i] != NULL; i++)
		failed += run(ett_backends[i]);
	return failed != 0;
}
