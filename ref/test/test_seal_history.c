/* SPDX-License-Identifier: ISC
 *
 * What is peculiar to old ciphers and to UMAC: the first byte of the key
 * stream that is used, and where the sequence number goes.
 */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/seal.h"
#include "test/hex.h"
#include "wire/cursor.h"

enum { LEN = 64, LEN_ETM = LEN + 4, ROOM = LEN_ETM + ETT_TAG_MAX };

static const uint8_t mac_key[64] = { 4, 4, 1, 8 };

static const struct ett_backend *backend(void)
{
	const struct ett_backend *b = ett_backend("auto");

	assert_non_null(b);
	return b;
}

/* Behind the length that -etm leaves in clear there are whole blocks. */
static size_t length(const char *mac)
{
	return ett_mac_alg(ett_str(mac))->etm ? LEN_ETM : LEN;
}

/* Seals length(mac) bytes in place; false: no library has it. */
static bool seal(const char *cipher, const char *mac, const char *key,
		 uint32_t seq, uint8_t *packet)
{
	const struct ett_cipher_alg *c = ett_cipher_alg(ett_str(cipher));
	const struct ett_mac_alg *m = ett_mac_alg(ett_str(mac));
	const struct hex k = hex_make(key);
	const struct ett_seal_keys keys = {
		.key = hex_view(&k), .mac_key = { mac_key, m->key_len }
	};
	struct ett_sealer *x;

	if (!ett_alg_has(backend(), ETT_ALG_CIPHER, ett_str(cipher)) ||
	    !ett_alg_has(backend(), ETT_ALG_MAC, ett_str(mac)))
		return false;
	x = calloc(1, ett_sealer_size());
	assert_non_null(x);
	assert_int_equal(ett_sealer_init(x, backend(), c, m, ETT_OUT, &keys),
			 ETT_OK);
	assert_int_equal(ett_seal(x, seq, packet, length(mac)), ETT_OK);
	ett_sealer_done(x);
	free(x);
	return true;
}

/* RFC 4345 section 4: bytes 1536 and up of the stream are the first in use. */
static void arcfour_throws_1536_bytes_away(void **state)
{
	static const struct {
		const char *cipher, *key, *stream; /* of RFC 6229 */
	} rows[] = {
		{ "arcfour128", "0102030405060708090a0b0c0d0e0f10",
		  "ffa0b514647ec04f6306b892ae661181" },
		{ "arcfour128", "ebb46227c6cc8b37641910833222772a",
		  "1175da6ee756de46a53e2b075660b770" },
		{ "arcfour256",
		  "0102030405060708090a0b0c0d0e0f10"
		  "1112131415161718191a1b1c1d1e1f20",
		  "3e34135c79db010200767651cf263073" },
		{ "arcfour", "0102030405060708090a0b0c0d0e0f10",
		  "9ac7cc9a609d1ef7b2932899cde41b97" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct hex want = hex_make(rows[i].stream);
		uint8_t packet[ROOM] = { 0 };

		if (seal(rows[i].cipher, "hmac-sha2-256", rows[i].key, 0,
			 packet))
			assert_memory_equal(packet, want.p, want.n);
	}
}

/* As 64 bits, and not among what is authenticated. */
static void umac_gets_the_sequence_number_as_nonce(void **state)
{
	static const char *const names[] = { "umac-64@openssh.com",
					     "umac-128@openssh.com",
					     "umac-64-etm@openssh.com",
					     "umac-128-etm@openssh.com" };
	static const uint32_t seqs[] = { 0, 1, 0x12345678, 0xffffffff };
	static alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX];

	(void)state;
	for (size_t i = 0; i < 16; i++) {
		const struct ett_mac_alg *a =
		    ett_mac_alg(ett_str(names[i / 4]));
		const struct ett_mac *m = ett_find_mac(backend(), a->primitive);
		uint8_t packet[ROOM] = { 0 }, nonce[8] = { 0 };
		uint8_t tag[ETT_TAG_MAX];
		size_t n = length(a->name);

		if (!seal("none", a->name, "", seqs[i % 4], packet))
			continue;
		ett_put_u32(nonce + 4, seqs[i % 4]);
		assert_int_equal(
		    m->init(ctx, (struct ett_bytes){ mac_key, m->key_len }),
		    ETT_OK);
		m->start(ctx, nonce);
		m->update(ctx, (struct ett_bytes){ packet, n });
		assert_int_equal(m->final(ctx, tag), ETT_OK);
		m->done(ctx);
		assert_memory_equal(packet + n, tag, m->tag_len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arcfour_throws_1536_bytes_away),
		cmocka_unit_test(umac_gets_the_sequence_number_as_nonce),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
