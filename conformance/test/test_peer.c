/* SPDX-License-Identifier: ISC
 *
 * The judge's peer against the reference: two encoders, two decoders, two
 * packet layers and two key derivations must agree on all that is lawful, and
 * each twist must change what it says and nothing else.
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
#include "conformance/peer/read.h"
#include "crypto/kdf.h"
#include "crypto/key.h"
#include "crypto/seal.h"
#include "test/seed.h"

enum { MESSAGES = 2000, TEXT_MAX = 90 };

static uint64_t seed = 3;

static uint32_t random_below(uint32_t n)
{
	uint8_t b[4];

	assert_int_equal(seed_rng(&seed).fill(&seed, b, 4), ETT_OK);
	return ((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
		(uint32_t)b[2] << 8 | b[3]) %
	       n;
}

/* Random messages, lawful for their types */

struct message {
	union {
		uint64_t align;
		uint8_t mem[1024];
	} m;
	uint8_t text[CONF_FIELDS_MAX][TEXT_MAX];
};

static struct ett_bytes random_names(uint8_t *out)
{
	size_t n = 0;
	uint32_t names = random_below(5);

	for (uint32_t i = 0; i < names; i++) {
		if (i > 0)
			out[n++] = ',';
		for (uint32_t k = 1 + random_below(8); k > 0; k--)
			out[n++] = (uint8_t)('a' + random_below(26));
	}
	return (struct ett_bytes){ out, n };
}

static struct ett_bytes random_bytes(uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)random_below(256);
	return (struct ett_bytes){ out, n };
}

static struct ett_bytes random_mpint(uint8_t *out)
{
	struct ett_bytes v = random_bytes(out, random_below(40));

	if (v.n > 0)
		out[0] = (uint8_t)(1 + random_below(127));
	return v;
}

static struct ett_bytes random_view(enum ett_type type, uint8_t *out)
{
	switch (type) {
	case ETT_T_names:
		return random_names(out);
	case ETT_T_mpint:
		return random_mpint(out);
	case ETT_T_cookie:
		return random_bytes(out, ETT_COOKIE_LEN);
	default:
		return random_bytes(out, random_below(TEXT_MAX));
	}
}

static void random_field(struct message *x, const struct ett_field *f,
			 uint8_t *text)
{
	uint8_t *at = x->m.mem + f->offset;
	uint64_t u64 =
	    (uint64_t)random_below(UINT32_MAX) << 32 | random_below(UINT32_MAX);
	uint32_t u32 = random_below(UINT32_MAX);
	bool bit = random_below(2) == 1;
	struct ett_bytes v;

	switch (f->type) {
	case ETT_T_u8:
		*at = (uint8_t)u32;
		break;
	case ETT_T_bit:
		memcpy(at, &bit, sizeof bit);
		break;
	case ETT_T_u32:
		memcpy(at, &u32, sizeof u32);
		break;
	case ETT_T_u64:
		memcpy(at, &u64, sizeof u64);
		break;
	default:
		v = random_view(f->type, text);
		memcpy(at, &v, sizeof v);
	}
}

static void random_message(enum ett_msg_id id, struct message *x)
{
	size_t i = 0;

	memset(x, 0, sizeof *x);
	x->m.mem[0] = ett_layout[id].number;
	for (const struct ett_field *f = ett_layout[id].fields();
	     f->name != NULL; f++)
		random_field(x, f, x->text[i++]);
}

static void both_encoders_agree(void **state)
{
	struct message x;
	uint8_t mine[4096], theirs[4096];
	size_t len;

	(void)state;
	for (int i = 0; i < MESSAGES; i++) {
		enum ett_msg_id id = (enum ett_msg_id)(i % ETT_MSG_COUNT);
		struct conf_put o = { mine, 0, sizeof mine, false };

		random_message(id, &x);
		conf_encode(id, &x.m, NULL, &o);
		assert_false(o.lost);
		assert_int_equal(
		    ett_encode_id(id, &x.m, theirs, sizeof theirs, &len),
		    ETT_OK);
		assert_int_equal(o.n, len);
		assert_memory_equal(mine, theirs, len);
	}
}

/* What the strict decoder takes has nothing odd; what has nothing odd, it
 * takes.  A byte may be changed anywhere, or the end cut off. */
static void both_decoders_agree(void **state)
{
	struct message x, y;
	uint8_t wire[4096];
	struct conf_seen seen;

	(void)state;
	for (int i = 0; i < 4 * MESSAGES; i++) {
		enum ett_msg_id id = (enum ett_msg_id)(i % ETT_MSG_COUNT);
		const struct ett_layout *l = &ett_layout[id];
		struct conf_put o = { wire, 0, sizeof wire, false };
		unsigned ours = ODD_SHORT | ODD_TAIL | ODD_MPINT |
				ODD_EMPTY_NAME | ODD_BAD_NAME;
		bool strict;

		if (l->inside != NULL)
			continue;
		random_message(id, &x);
		conf_encode(id, &x.m, NULL, &o);
		if (o.n > 1 && random_below(2) == 1)
			wire[1 + random_below((uint32_t)o.n - 1)] ^=
			    (uint8_t)(1u << random_below(8));
		if (random_below(4) == 0)
			o.n -= random_below((uint32_t)o.n);
		conf_read(conf_put_view(&o), l->name, &seen);
		if (strcmp(seen.row->name, l->name) != 0)
			continue;
		strict = ett_decode_id(id, conf_put_view(&o), &y.m) == ETT_OK;
		if (strict != ((seen.odd & ours) == 0))
			fail_msg("%s: strict %d, odd %x", l->name, strict,
				 seen.odd);
	}
}

/* Twists */

struct twisted {
	uint8_t mem[600];
	struct conf_put o;
	struct conf_seen seen;
};

static void twist(struct twisted *t, const struct conf_twist *twists)
{
	uint8_t cookie[ETT_COOKIE_LEN] = { 0 };
	struct ett_msg_kexinit m = {
		.cookie = { cookie, sizeof cookie },
		.kex = ETT_LIT("a,b"),
		.hostkey = ETT_LIT("key"),
	};

	t->o = (struct conf_put){ t->mem, 0, sizeof t->mem, false };
	conf_encode(ETT_MSG_kexinit, &m, twists, &t->o);
	conf_read(conf_put_view(&t->o), NULL, &t->seen);
}

static struct ett_bytes kex_of(const struct twisted *t)
{
	return conf_seen_at(&t->seen, offsetof(struct ett_msg_kexinit, kex))
	    .bytes;
}

static void values_are_replaced_with_right_lengths(void **state)
{
	struct twisted t;

	(void)state;
	twist(&t, TWISTS(SET(kexinit, kex, "other")));
	assert_true(ett_bytes_is(kex_of(&t), "other"));
	assert_int_equal(t.seen.odd, 0);
	twist(&t, TWISTS(FRONT_TIMES(kexinit, kex, "x,", 3)));
	assert_true(ett_bytes_is(kex_of(&t), "x,x,x,a,b"));
	assert_int_equal(t.seen.odd, 0);
	twist(&t, TWISTS(NUM(kexinit, reserved, 7),
			 NUM(kexinit, guess_follows, 2)));
	assert_int_equal(
	    conf_seen_at(&t.seen, offsetof(struct ett_msg_kexinit, reserved))
		.num,
	    7);
	assert_int_equal(t.seen.odd, ODD_BOOL);
}

static void fields_are_left_out_and_doubled(void **state)
{
	struct twisted t, plain;

	(void)state;
	twist(&plain, NULL);
	assert_int_equal(plain.seen.odd, 0);
	twist(&t, TWISTS(OMIT(kexinit, kex)));
	assert_int_equal(t.o.n, plain.o.n - 7);
	assert_int_equal(t.seen.odd, ODD_SHORT);
	twist(&t, TWISTS(TWICE(kexinit, kex)));
	assert_int_equal(t.o.n, plain.o.n + 7);
	assert_int_equal(t.seen.odd, ODD_TAIL);
}

static void lengths_lie_and_ends_move(void **state)
{
	struct twisted t;

	(void)state;
	twist(&t, TWISTS(LEN(kexinit, kex, 5000)));
	assert_int_equal(t.seen.odd, ODD_SHORT);
	twist(&t, TWISTS(CUT(kexinit, cookie, 8)));
	assert_int_equal(t.o.n, 1 + 8);
	twist(&t, TWISTS(CUT(kexinit, hostkey, 2)));
	assert_int_equal(t.o.n, 1 + ETT_COOKIE_LEN + 7 + 2);
	twist(&t, TWISTS(TAIL("end")));
	assert_int_equal(t.seen.odd, ODD_TAIL);
	twist(&t, TWISTS(NUMBER(99)));
	assert_int_equal(t.mem[0], 99);
}

static void names_that_are_odd_are_noted(void **state)
{
	struct twisted t;

	(void)state;
	twist(&t, TWISTS(FRONT(kexinit, kex, ",")));
	assert_int_equal(t.seen.odd, ODD_EMPTY_NAME);
	twist(&t, TWISTS(SET(kexinit, kex, "a,b,")));
	assert_int_equal(t.seen.odd, ODD_EMPTY_NAME);
	twist(&t, TWISTS(FRONT_TIMES(kexinit, kex, "x", 65)));
	assert_int_equal(t.seen.odd, ODD_LONG_NAME);
	twist(&t, TWISTS(FRONT(kexinit, kex, "a\x01")));
	assert_int_equal(t.seen.odd, ODD_BAD_NAME);
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
	for (size_t i = 0; i < 3; i++) {
		from.hash = ett_find_hash(b, hashes[i]);
		from.k = random_bytes(k, sizeof k);
		from.h = random_bytes(h, from.hash->digest_len);
		from.session_id = random_bytes(id, from.hash->digest_len);
		ref = (struct ett_key_source){ from.hash, from.k, from.h,
					       from.session_id };
		for (char letter = 'A'; letter <= 'F'; letter++) {
			assert_int_equal(conf_key(&from, letter, mine, 80),
					 ETT_OK);
			assert_int_equal(
			    ett_derive_key(&ref, letter, theirs, 80), ETT_OK);
			assert_memory_equal(mine, theirs, 80);
		}
	}
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
		cmocka_unit_test(both_encoders_agree),
		cmocka_unit_test(both_decoders_agree),
		cmocka_unit_test(values_are_replaced_with_right_lengths),
		cmocka_unit_test(fields_are_left_out_and_doubled),
		cmocka_unit_test(lengths_lie_and_ends_move),
		cmocka_unit_test(names_that_are_odd_are_noted),
		cmocka_unit_test(both_packet_layers_agree),
		cmocka_unit_test(a_wrong_tag_is_seen),
		cmocka_unit_test(twisted_framing_is_noted),
		cmocka_unit_test(both_key_derivations_agree),
		cmocka_unit_test(both_sides_of_a_method_agree),
		cmocka_unit_test(signatures_of_the_reference_verify),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
