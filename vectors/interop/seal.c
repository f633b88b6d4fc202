/* SPDX-License-Identifier: ISC
 *
 * Packets from one library to the other, without a session around them, where
 * it is delicate: sequence numbers that pass 2^32, counters and invocation
 * counters (RFC 5647 section 7.1) of all ones, which carry.
 */
#include <stdlib.h>
#include <string.h>

#include "crypto/seal.h"
#include "test/seed.h"
#include "vectors/interop/row.h"
#include "wire/cursor.h"

enum { PACKET_MAX = 1200, KEYS_LEN = 64, PACKETS = 7, HEAD = 5, PAD_MIN = 4 };

struct seals {
	struct ett_sealer *from, *to;
	uint8_t key[KEYS_LEN], iv[KEYS_LEN], mac_key[KEYS_LEN];
	uint8_t plain[PACKET_MAX], packet[PACKET_MAX];
	struct interop_sum sum;
};

static void *memory(size_t n)
{
	void *p = calloc(1, n);

	if (p == NULL)
		abort();
	return p;
}

static bool start(struct interop_try *t, struct seals *x)
{
	const struct interop_suite *s = &t->row->suite;
	const struct ett_cipher_alg *c = ett_cipher_alg(ett_str(s->cipher[0]));
	const struct ett_mac_alg *m =
	    s->mac[0] != NULL ? ett_mac_alg(ett_str(s->mac[0])) : NULL;
	struct ett_seal_lens n = ett_sealer_key_lens(c, m);
	struct ett_seal_keys keys = { { x->key, n.key },
				      { x->iv, n.iv },
				      { x->mac_key, n.mac_key } };
	ett_err e;

	e = ett_sealer_init(x->from, t->client, c, m, ETT_OUT, &keys);
	if (e == ETT_OK)
		e = ett_sealer_init(x->to, t->server, c, m, ETT_IN, &keys);
	if (e != ETT_OK)
		interop_fail(t, "no keys: %s", ett_err_text(e));
	return e == ETT_OK;
}

/* A packet of at least so many bytes of payload, RFC 4253 section 6. */
static size_t build(const struct seals *x, uint8_t *at, size_t n,
		    uint64_t *seed)
{
	size_t block = ett_sealer_block(x->from);
	size_t skip = ett_sealer_skip(x->from);
	size_t pad = block - (HEAD + n - skip) % block;

	if (pad < PAD_MIN)
		pad += block;
	seed_fill(seed, at + HEAD, n + pad);
	ett_put_u32(at, (uint32_t)(1 + n + pad));
	at[4] = (uint8_t)pad;
	return HEAD + n + pad;
}

/* What the other end makes of the packet. */
static ett_err receive(struct seals *x, uint32_t seq, size_t n)
{
	uint32_t len;
	ett_err e = ett_open_len(x->to, seq, x->packet, &len);

	if (e == ETT_OK && len + 4 != n)
		e = ETT_FORMAT;
	return e == ETT_OK ? ett_open(x->to, seq, x->packet, n) : e;
}

static void exchange(struct interop_try *t, struct seals *x, uint32_t seq)
{
	static const size_t sizes[PACKETS] = { 1, 7, 16, 33, 255, 1000, 12 };
	uint64_t seed = t->x->seed;

	for (size_t i = 0; i < PACKETS; i++, seq++) {
		size_t n = build(x, x->plain, sizes[i], &seed);
		size_t tag = ett_sealer_tag(x->from);
		bool last = i == PACKETS - 1;
		ett_err e;

		memcpy(x->packet, x->plain, n);
		e = ett_seal(x->from, seq, x->packet, n);
		if (e != ETT_OK) {
			interop_fail(t, "packet %zu is not sealed: %s", i,
				     ett_err_text(e));
			return;
		}
		interop_sum_add(&x->sum,
				(struct ett_bytes){ x->packet, n + tag });
		if (last)
			x->packet[n + tag - 1] ^= 1;
		e = receive(x, seq, n);
		/* Without a tag it is the last byte of the padding. */
		if (last && tag > 0) {
			if (e != ETT_MAC)
				interop_fail(t, "a tag that is wrong: %s",
					     ett_err_text(e));
		} else if (e != ETT_OK) {
			interop_fail(t, "packet %zu (number %u): %s", i,
				     (unsigned)seq, ett_err_text(e));
			return;
		} else if (!last && memcmp(x->packet, x->plain, n) != 0) {
			interop_fail(t, "packet %zu arrives changed", i);
		}
	}
}

void interop_seal(struct interop_try *t)
{
	static const uint32_t first[] = { 0, UINT32_MAX - 2 };
	struct seals *x;

	if (!interop_offered(t))
		return;
	x = memory(sizeof *x);
	x->from = memory(ett_sealer_size());
	x->to = memory(ett_sealer_size());
	interop_sum_start(t->x, &x->sum);
	for (size_t i = 0; i < 4; i++) {
		uint64_t seed = t->x->seed + i;

		seed_fill(&seed, x->key, sizeof x->key);
		seed_fill(&seed, x->mac_key, sizeof x->mac_key);
		if (i < 2)
			seed_fill(&seed, x->iv, sizeof x->iv);
		else
			memset(x->iv, 0xff, sizeof x->iv);
		if (start(t, x))
			exchange(t, x, first[i % 2]);
		ett_sealer_done(x->from);
		ett_sealer_done(x->to);
	}
	interop_sum_end(t, &x->sum, INTEROP_SEALED);
	free(x->from);
	free(x->to);
	free(x);
}
