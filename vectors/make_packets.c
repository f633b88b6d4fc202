/* SPDX-License-Identifier: ISC
 *
 * Packets: every cipher with MACs of both classes, every MAC with a block
 * cipher in counter mode and in CBC, sequence numbers at their ends, and
 * packets that nobody may accept.
 */
#include <stdlib.h>
#include <string.h>

#include "vectors/make.h"
#include "vectors/packet.h"
#include "vectors/suite.h"
#include "wire/cursor.h"

enum { HEAD = 5, PAD_MIN = 4, PAD_MAX = 255, PACKETS_MAX = 4 };

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

struct suite {
	const struct ett_cipher_alg *cipher;
	const struct ett_mac_alg *mac; /* NULL: AEAD */
	bool etm;                      /* packet_length is not encrypted */
};

/* What goes into the packets of one test. */
struct plan {
	const char *comment, *flag;
	uint32_t seq[PACKETS_MAX];
	size_t payload[PACKETS_MAX]; /* lengths; 0 ends the list */
	bool most_padding;
};

static size_t padding(const struct suite *s, size_t payload, bool most)
{
	size_t block = s->cipher->block_len > 8 ? s->cipher->block_len : 8;
	size_t body = HEAD + payload - (s->etm ? 4 : 0);
	size_t pad = block - body % block;

	if (pad < PAD_MIN)
		pad += block;
	while (most && pad + block <= PAD_MAX)
		pad += block;
	return pad;
}

/* The first backend that can seal them all; NULL: none can. */
static json_t *seal(struct vec_make *m, const struct suite *s,
		    const struct plan *plan, const struct ett_backend *b)
{
	struct vec_case c = { .backend = b,
			      .file = m->file,
			      .group = m->group };
	struct ett_sealer *x = NULL;
	enum vec_outcome o = vec_packet_sealer(&c, ETT_OUT, &x);
	json_t *packets = json_array();

	for (size_t i = 0;
	     i < PACKETS_MAX && plan->payload[i] > 0 && o == VEC_ACCEPTED;
	     i++) {
		size_t pad = padding(s, plan->payload[i], plan->most_padding);
		struct vec_packet p = {
			.seq = plan->seq[i],
			.payload = vec_make_bytes(m, plan->payload[i]),
			.padding = vec_make_bytes(m, pad),
		};
		json_t *row = json_object();

		o = vec_packet_seal(&c, x, &p, &p.wire);
		vec_make_number(row, "seq", p.seq);
		vec_make_hex(row, "payload", p.payload);
		vec_make_hex(row, "padding", p.padding);
		vec_make_hex(row, "wire", p.wire);
		json_array_append_new(packets, row);
	}
	if (x != NULL)
		ett_sealer_done(x);
	if (o == VEC_BROKEN)
		vec_make_die(m, c.detail);
	vec_case_done(&c);
	if (o == VEC_ACCEPTED)
		return packets;
	json_decref(packets);
	return NULL;
}

static json_t *add_plan(struct vec_make *m, const struct suite *s,
			const struct plan *plan)
{
	json_t *t = NULL, *packets = NULL;

	for (size_t i = 0; ett_backends[i] != NULL && packets == NULL; i++)
		if (ett_backend(ett_backends[i]->name) != NULL)
			packets = seal(m, s, plan,
				       ett_backend(ett_backends[i]->name));
	if (packets == NULL)
		return NULL;
	t = vec_make_test(m, plan->comment, plan->flag);
	if (json_object_set_new(t, "packets", packets) != 0)
		vec_make_die(m, "out of memory");
	vec_make_add(m, t, "valid");
	return t;
}

/* The packets of a good test, the last with one digit of wire changed. */
static void add_tampered(struct vec_make *m, const json_t *good, size_t digit,
			 const char *comment)
{
	static const char digits[] = "0123456789abcdef";
	json_t *packets = json_deep_copy(json_object_get(good, "packets"));
	json_t *last = json_array_get(packets, json_array_size(packets) - 1);
	const char *wire = json_string_value(json_object_get(last, "wire"));
	json_t *t = vec_make_test(m, comment, "Modified");
	size_t n = strlen(wire);
	char *copy = strdup(wire);

	if (copy == NULL || json_object_set_new(t, "packets", packets) != 0)
		vec_make_die(m, "out of memory");
	else {
		size_t at = digit < n ? digit : n - 1;

		copy[at] = digits[(strchr(digits, copy[at]) - digits) ^ 1];
		vec_make_text(last, "wire", copy);
		json_object_del(last, "payload");
		json_object_del(last, "padding");
		vec_make_add(m, t, "invalid");
	}
	free(copy);
}

/* The same packets under the next sequence number: none with GCM, where the
 * number has no part in the tag. */
static void add_replayed(struct vec_make *m, const json_t *good)
{
	json_t *packets = json_deep_copy(json_object_get(good, "packets"));
	json_t *last = json_array_get(packets, json_array_size(packets) - 1);
	json_t *t =
	    vec_make_test(m, "another sequence number", "SequenceNumber");
	json_int_t seq = json_integer_value(json_object_get(last, "seq"));

	vec_make_number(last, "seq", (size_t)(seq ^ 1));
	json_object_del(last, "payload");
	json_object_del(last, "padding");
	if (json_object_set_new(t, "packets", packets) != 0)
		vec_make_die(m, "out of memory");
	vec_make_add(m, t, "invalid");
}

static void open_group(struct vec_make *m, const struct suite *s,
		       const struct ett_bytes *iv)
{
	struct ett_seal_lens n = ett_sealer_key_lens(s->cipher, s->mac);
	json_t *group = vec_make_group(m, "Packet", vec_make_random());

	vec_make_text(group, "cipher", s->cipher->name);
	vec_make_text(group, "mac", s->mac == NULL ? "" : s->mac->name);
	vec_make_hex(group, "key", vec_make_bytes(m, n.key));
	vec_make_hex(group, "iv", iv != NULL ? *iv : vec_make_bytes(m, n.iv));
	vec_make_hex(group, "macKey", vec_make_bytes(m, n.mac_key));
}

static struct suite suite_of(const char *cipher, const char *mac)
{
	struct suite s = { ett_cipher_alg(ett_str(cipher)),
			   mac == NULL ? NULL : ett_mac_alg(ett_str(mac)),
			   true };

	if (s.cipher->mode == ETT_MODE_GCM ||
	    s.cipher->mode == ETT_MODE_CHACHAPOLY)
		s.mac = NULL;
	else
		s.etm = s.mac->etm;
	return s;
}

/* How many of the plans. */
enum depth { FIRST = 0, NUMBERS = 2, ALL = 3 };

static void packets_of(struct vec_make *m, const struct suite *s,
		       enum depth depth)
{
	static const struct plan plans[] = {
		{ "the first packets",
		  "SequenceNumber",
		  { 0, 1, 2 },
		  { 1, 16, 29 },
		  false },
		{ "around 2^31",
		  "SequenceNumber",
		  { 0x7fffffff, 0x80000000 },
		  { 5, 9 },
		  false },
		{ "the sequence number wraps",
		  "SequenceNumber",
		  { 0xfffffffe, 0xffffffff, 0 },
		  { 3, 12, 21 },
		  false },
		{ "the most padding", "Padding", { 7 }, { 40 }, true },
	};
	static const struct plan short_plan = {
		"one packet", NULL, { 4 }, { 10 }, false
	};
	json_t *good;

	open_group(m, s, NULL);
	for (size_t i = 0; i < COUNT(plans) && i <= (size_t)depth; i++)
		add_plan(m, s, &plans[i]);
	good = add_plan(m, s, &short_plan);
	if (good == NULL)
		return;
	add_tampered(m, good, SIZE_MAX, "the last bit of the tag changed");
	add_tampered(m, good, 11, "a bit of the first block changed");
	if (depth == ALL)
		add_tampered(m, good, 7, "a bit of packet_length changed");
	if (s->cipher->mode != ETT_MODE_GCM)
		add_replayed(m, good);
}

/* GCM's invocation counter, RFC 5647 section 7.1, and counter modes whose
 * first block is the last one there is. */
static void counter_ends(struct vec_make *m, const struct suite *s)
{
	static const struct plan plan = { "the counter runs over",
					  "CounterWrap",
					  { 0, 1, 2 },
					  { 5, 20, 5 },
					  false };
	uint8_t ones[16];
	struct ett_bytes iv = { ones, s->cipher->iv_len };

	memset(ones, 0xff, sizeof ones);
	open_group(m, s, &iv);
	add_plan(m, s, &plan);
}

static void make_cipher(struct vec_make *m, const char *name)
{
	static const char *const macs[] = { "hmac-sha2-256",
					    "hmac-sha2-256-etm@openssh.com" };
	struct suite s = suite_of(name, macs[0]);

	vec_make_open(m, "packet", &vec_kind_packet, NULL, name);
	packets_of(m, &s, ALL);
	if (s.cipher->mode == ETT_MODE_GCM || strstr(name, "-ctr") != NULL)
		counter_ends(m, &s);
	if (s.mac != NULL) {
		s = suite_of(name, macs[1]);
		packets_of(m, &s, FIRST);
	}
	vec_make_close(m);
}

static void make_mac(struct vec_make *m, const char *name)
{
	struct suite s = suite_of("aes128-ctr", name);

	vec_make_open(m, "packet", &vec_kind_packet, NULL, name);
	packets_of(m, &s, NUMBERS);
	s = suite_of("3des-cbc", name);
	packets_of(m, &s, FIRST);
	vec_make_close(m);
}

void vec_make_packets(struct vec_make *m)
{
	const char *name;

	for (size_t i = 0;
	     (name = ett_alg_at(ETT_ALG_CIPHER, i, NULL, NULL)) != NULL; i++)
		if (strcmp(name, "none") != 0)
			make_cipher(m, name);
	for (size_t i = 0;
	     (name = ett_alg_at(ETT_ALG_MAC, i, NULL, NULL)) != NULL; i++)
		if (strcmp(name, "none") != 0)
			make_mac(m, name);
}
