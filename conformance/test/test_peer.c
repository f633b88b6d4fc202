/* SPDX-License-Identifier: ISC
 *
 * The second packet layer, key derivation and verification against those of
 * the reference: two of each, made apart, agree.
 */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conformance/peer/hostkey.h"
#include "conformance/peer/kex.h"
#include "conformance/peer/packet.h"
#include "crypto/kdf.h"
#include "crypto/key.h"
#include "crypto/seal.h"
#include "test/seed.h"

static uint64_t seed = 3;

static struct ett_bytes random_bytes(uint8_t *out, size_t n)
{
	assert_int_equal(seed_rng(&seed).fill(&seed, out, n), ETT_OK);
	return (struct ett_bytes){ out, n };
}

/* Packets */

static const char *const ciphers[] = { "aes128-ctr", "aes256-ctr",
				       "aes128-gcm@openssh.com",
				       "aes256-gcm@openssh.com",
				       "chacha20-poly1305@openssh.com" };
static const char *const macs[] = { "hmac-sha2-256", "hmac-sha1",
				    "hmac-sha2-512-etm@openssh.com" };

static uint8_t keys[64];

static void open_reference(struct ett_sealer *s, const char *cipher,
			   const char *mac, enum ett_dir dir)
{
	const struct ett_backend *b = ett_backend(ett_backends[0]->name);
	const struct ett_cipher_alg *c = ett_cipher_alg(ett_str(cipher));
	const struct ett_mac_alg *m = conf_cipher_is_aead(ett_str(cipher))
					  ? NULL
					  : ett_mac_alg(ett_str(mac));
	struct ett_seal_lens n = ett_sealer_key_lens(c, m);
	struct ett_seal_keys k = { { keys, n.key },
				   { keys, n.iv },
				   { keys, n.mac_key } };

	assert_int_equal(ett_sealer_init(s, b, c, m, dir, &k), ETT_OK);
}

static void lock_half(struct conf_half *h, const char *cipher, const char *mac,
		      enum ett_dir dir)
{
	const struct ett_backend *b = ett_backend(ett_backends[0]->name);
	struct conf_lock_keys k = { keys, keys, keys };

	assert_int_equal(
	    conf_lock_init(&h->lock, b, ett_str(cipher), ett_str(mac), dir, &k),
	    ETT_OK);
}

/* Ours to theirs, theirs to ours, five packets of growing size each way. */
static void exchange_packets(const char *cipher, const char *mac)
{
	struct ett_sealer *s = calloc(1, ett_sealer_size());
	struct conf_link l;
	uint8_t wire[4096];
	uint32_t length;

	assert_non_null(s);
	assert_int_equal(conf_link_init(&l), ETT_OK);
	lock_half(&l.out, cipher, mac, ETT_OUT);
	open_reference(s, cipher, mac, ETT_IN);
	for (uint32_t seq = 0; seq < 5; seq++) {
		struct conf_put o = { wire, 0, sizeof wire, false };
		uint8_t payload[700];
		struct ett_bytes v = random_bytes(payload, 1 + seq * 150);

		assert_int_equal(
		    conf_link_put(&l, v, NULL, seed_rng(&seed), &o), ETT_OK);
		assert_int_equal(ett_open_len(s, seq, wire, &length), ETT_OK);
		assert_int_equal(length + 4 + ett_sealer_tag(s), o.n);
		assert_int_equal(ett_open(s, seq, wire, length + 4), ETT_OK);
		assert_memory_equal(wire + 5, v.p, v.n);
	}
	ett_sealer_done(s);

	lock_half(&l.in, cipher, mac, ETT_IN);
	open_reference(s, cipher, mac, ETT_OUT);
	for (uint32_t seq = 0; seq < 5; seq++) {
		size_t block = ett_sealer_block(s), room;
		size_t n = ett_sealer_skip(s) + block * (seq + 2);
		uint8_t *to = ett_buf_room(&l.got, &room);

		memset(to, 0x55, n);
		memcpy(to, "\0\0\0", 3);
		to[3] = (uint8_t)(n - 4);
		to[4] = 7;
		assert_int_equal(ett_seal(s, seq, to, n), ETT_OK);
		ett_buf_fill(&l.got, n + ett_sealer_tag(s));
		assert_int_equal(conf_link_take(&l), TAKE_PACKET);
		assert_int_equal(l.payload.n, n - 5 - 7);
		assert_int_equal(l.odd, 0);
	}
	ett_sealer_done(s);
	conf_link_free(&l);
	free(s);
}

static void both_packet_layers_agree(void **state)
{
	(void)state;
	random_bytes(keys, sizeof keys);
	for (size_t i = 0; i < sizeof ciphers / sizeof ciphers[0]; i++)
		for (size_t k = 0; k < sizeof macs / sizeof macs[0]; k++)
			exchange_packets(ciphers[i], macs[k]);
}

static void a_wrong_tag_is_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ciphers / sizeof ciphers[0]; i++) {
		struct conf_link l;
		struct conf_put o;
		size_t room;

		assert_int_equal(conf_link_init(&l), ETT_OK);
		lock_half(&l.out, ciphers[i], macs[0], ETT_OUT);
		lock_half(&l.in, ciphers[i], macs[0], ETT_IN);
		o.p = ett_buf_room(&l.got, &room);
		o.n = 0;
		o.room = room;
		o.lost = false;
		assert_int_equal(conf_link_put(&l, ETT_LIT("\x02"),
					       TWISTS(TAG_FLIP()),
					       seed_rng(&seed), &o),
				 ETT_OK);
		ett_buf_fill(&l.got, o.n);
		assert_int_equal(conf_link_take(&l), TAKE_BAD_TAG);
		conf_link_free(&l);
	}
}

/* What one packet looks like to whoever gets it, and what a lawful one that
 * follows does. */
static void take_two(const char *cipher, const struct conf_twist *twists,
		     enum conf_take want[2])
{
	struct conf_put o = { NULL, 0, 0, false };
	struct ett_bytes v = ETT_LIT("\x02sixteen bytes..");
	struct conf_link l;

	assert_int_equal(conf_link_init(&l), ETT_OK);
	lock_half(&l.out, cipher, macs[0], ETT_OUT);
	lock_half(&l.in, cipher, macs[0], ETT_IN);
	o.p = ett_buf_room(&l.got, &o.room);
	assert_int_equal(conf_link_put(&l, v, twists, seed_rng(&seed), &o),
			 ETT_OK);
	assert_int_equal(conf_link_put(&l, v, NULL, seed_rng(&seed), &o),
			 ETT_OK);
	ett_buf_fill(&l.got, o.n);
	want[0] = conf_link_take(&l);
	want[1] = want[0] == TAKE_PACKET ? conf_link_take(&l) : TAKE_MORE;
	conf_link_free(&l);
}

static void changed_lost_and_repeated_packets_do_not_open(void **state)
{
	static const struct {
		struct conf_twist twists[2];
		bool first; /* opens */
	} row[] = {
		{ { FLIP(10, 1), { .at = 0 } }, false },
		{ { PAD_FLIP(), { .at = 0 } }, false },
		{ { LOST(), { .at = 0 } }, false },
		{ { AGAIN(), { .at = 0 } }, true },
	};
	enum conf_take got[2];

	(void)state;
	for (size_t i = 0; i < sizeof ciphers / sizeof ciphers[0]; i++) {
		take_two(ciphers[i], NULL, got);
		assert_int_equal(got[1], TAKE_PACKET);
		for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
			take_two(ciphers[i], row[k].twists, got);
			assert_int_equal(got[0] == TAKE_PACKET, row[k].first);
			assert_int_not_equal(got[1], TAKE_PACKET);
		}
	}
}

static void twisted_framing_is_noted(void **state)
{
	static const struct {
		struct conf_twist twists[2];
		unsigned odd;
	} row[] = {
		{ { PAD(3), { .at = 0 } },
		  PACKET_PADDING | PACKET_ALIGN | PACKET_SMALL },
		{ { PAD(250), { .at = 0 } }, 0 },
		{ { PAD(11), { .at = 0 } }, PACKET_ALIGN },
		{ { PAD_MORE(1), { .at = 0 } }, PACKET_ALIGN },
		{ { PAD_MOST(), { .at = 0 } }, 0 },
		{ { PAD_LEN(200), { .at = 0 } }, PACKET_INSIDE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct conf_link l;
		struct conf_put o = { NULL, 0, 0, false };

		assert_int_equal(conf_link_init(&l), ETT_OK);
		o.p = ett_buf_room(&l.got, &o.room);
		assert_int_equal(conf_link_put(&l, ETT_LIT("\x02"),
					       row[i].twists, seed_rng(&seed),
					       &o),
				 ETT_OK);
		ett_buf_fill(&l.got, o.n);
		assert_int_equal(conf_link_take(&l), TAKE_PACKET);
		assert_int_equal(l.odd, row[i].odd);
		conf_link_free(&l);
	}
}

/* Keys */

static void both_key_derivations_agree(void **state)
{
	static const char *const hashes[] = { "sha1", "sha256", "sha512" };
	const struct ett_backend *b = ett_backend(ett_backends[0]->name);
	uint8_t k[40], h[64], id[64], mine[80], theirs[80];
	struct conf_keying from;
	struct ett_key_source ref;

	(void)state;
	for (size_t which = 0; which < 3; which++) {
		from.hash = ett_find_hash(b, hashes[which]);
		from.k = random_bytes(k, sizeof k);
		from.h = random_bytes(h, from.hash->digest_len);
		from.session_id = random_bytes(id, from.hash->digest_len);
		ref = (struct ett_key_source){ from.hash, from.k, from.h,
					       from.session_id };
		for (int i = 0; i < 6; i++) {
			char letter = (char)('A' + i);

			assert_int_equal(conf_key(&from, letter, mine, 80),
					 ETT_OK);
			assert_int_equal(
			    ett_derive_key(&ref, letter, theirs, 80), ETT_OK);
			assert_memory_equal(mine, theirs, 80);
		}
	}
}

/* Where the method has none of its own. */
static void agree_on_group(struct conf_exchange *x, struct conf_exchange *y,
			   const struct ett_backend *b, struct ett_rng rng)
{
	const struct ett_bytes g = ETT_LIT("\x02");
	uint8_t mem[CONF_VALUE_MAX];
	struct ett_bytes p = conf_modp2048(mem);

	if (!conf_method_is_gex(x->method))
		return;
	assert_int_equal(conf_exchange_group(x, b, rng, p, g), ETT_OK);
	assert_int_equal(conf_exchange_group(y, b, rng, p, g), ETT_OK);
}

static void both_sides_of_a_method_agree(void **state)
{
	const struct ett_backend *b = ett_backend(ett_backends[0]->name);
	char names[600];
	struct ett_bytes list, name;

	(void)state;
	conf_method_names(b, names, sizeof names);
	list = ett_str(names);
	while (ett_names_next(&list, &name)) {
		const struct conf_method *m = conf_method_find(b, name);
		struct ett_rng rng = seed_rng(&seed);
		struct conf_exchange x, y;

		assert_int_equal(conf_exchange_start(&x, m, b, rng), ETT_OK);
		assert_int_equal(conf_exchange_start(&y, m, b, rng), ETT_OK);
		agree_on_group(&x, &y, b, rng);
		assert_int_equal(
		    conf_exchange_finish(
			&x, b, (struct ett_bytes){ y.ours, y.ours_n }),
		    ETT_OK);
		assert_int_equal(
		    conf_exchange_finish(
			&y, b, (struct ett_bytes){ x.ours, x.ours_n }),
		    ETT_OK);
		assert_int_equal(x.k_n, y.k_n);
		assert_memory_equal(x.k, y.k, x.k_n);
		assert_int_not_equal(
		    conf_exchange_finish(&x, b, ETT_LIT("\x01")), ETT_OK);
	}
}

static void signatures_of_the_reference_verify(void **state)
{
	static const char *const types[] = { "ssh-ed25519",
					     "ecdsa-sha2-nistp256",
					     "ecdsa-sha2-nistp521", "ssh-rsa" };
	static const char *const algs[] = { "ssh-ed25519",
					    "ecdsa-sha2-nistp256",
					    "ecdsa-sha2-nistp521",
					    "rsa-sha2-512" };
	const struct ett_backend *b = ett_backend(ett_backends[0]->name);

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct ett_bytes alg = ett_str(algs[i]), data = ETT_LIT("H");
		uint8_t sig[ETT_SIG_BLOB_MAX];
		struct ett_key *key;
		size_t n;

		assert_int_equal(
		    ett_key_generate(b, types[i], 0, seed_rng(&seed), "", &key),
		    ETT_OK);
		assert_int_equal(ett_key_sign(key, b, ett_sig_alg(alg), data,
					      seed_rng(&seed), sig, &n),
				 ETT_OK);
		assert_null(conf_hostkey_verify(b, alg, ett_key_blob(key), data,
						(struct ett_bytes){ sig, n }));
		assert_non_null(
		    conf_hostkey_verify(b, alg, ett_key_blob(key), ETT_LIT("h"),
					(struct ett_bytes){ sig, n }));
		assert_non_null(
		    conf_hostkey_verify(b, alg, ett_key_blob(key), data,
					(struct ett_bytes){ sig, n - 1 }));
		ett_key_free(key);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_packet_layers_agree),
		cmocka_unit_test(a_wrong_tag_is_seen),
		cmocka_unit_test(changed_lost_and_repeated_packets_do_not_open),
		cmocka_unit_test(twisted_framing_is_noted),
		cmocka_unit_test(both_key_derivations_agree),
		cmocka_unit_test(both_sides_of_a_method_agree),
		cmocka_unit_test(signatures_of_the_reference_verify),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
