/* SPDX-License-Identifier: ISC
 *
 * Kind "packet": binary packets of RFC 4253 section 6 under one set of keys,
 * in the order in which they are sent.  Those of a valid test are sealed, and
 * opened; of an invalid one all but the last are good, and that one must be
 * refused.
 */
#include <string.h>

#include "crypto/seal.h"
#include "vectors/answer.h"
#include "vectors/packet.h"
#include "wire/cursor.h"

enum { HEAD = 5, LONGEST = 65536 };

/* The members of a packet; the getters read from the case as a whole. */
static bool read_packet(struct vec_case *c, const json_t *from,
			struct vec_packet *p)
{
	size_t seq;

	if (!vec_number(c, from, "seq", &seq) ||
	    !vec_hex(c, from, "wire", &p->wire))
		return false;
	p->seq = (uint32_t)seq;
	if (json_object_get(from, "payload") == NULL)
		return true;
	return vec_hex(c, from, "payload", &p->payload) &&
	       vec_hex(c, from, "padding", &p->padding);
}

enum vec_outcome vec_packet_seal(struct vec_case *c, struct ett_sealer *x,
				 const struct vec_packet *p,
				 struct ett_bytes *wire)
{
	size_t n = HEAD + p->payload.n + p->padding.n;
	size_t tag = ett_sealer_tag(x);
	uint8_t *packet = vec_memory(c, n + tag);
	ett_err e;

	ett_put_u32(packet, (uint32_t)(n - 4));
	packet[4] = (uint8_t)p->padding.n;
	memcpy(packet + HEAD, p->payload.p, p->payload.n);
	memcpy(packet + HEAD + p->payload.n, p->padding.p, p->padding.n);
	e = ett_seal(x, p->seq, packet, n);
	*wire = (struct ett_bytes){ packet, n + tag };
	return vec_outcome_of(c, e);
}

static enum vec_outcome unpad(struct vec_case *c, const struct vec_packet *p,
			      struct ett_bytes packet)
{
	size_t pad = packet.p[4];
	struct ett_bytes payload = { packet.p + HEAD, 0 };

	if (pad < 4 || pad + 2 > packet.n - 4)
		return vec_say(c, VEC_REJECTED, "padding of %zu bytes", pad);
	payload.n = packet.n - HEAD - pad;
	return p->payload.p == NULL ? VEC_ACCEPTED
				    : vec_compare(c, payload, p->payload);
}

/* As a receiver does it: the length first, and bounded. */
static enum vec_outcome open_one(struct vec_case *c, struct ett_sealer *x,
				 const struct vec_packet *p)
{
	size_t tag = ett_sealer_tag(x);
	uint8_t *packet = vec_memory(c, p->wire.n + 1);
	uint32_t len;
	ett_err e;

	if (p->wire.n < ett_sealer_head(x) + tag)
		return vec_say(c, VEC_REJECTED, "cut short");
	memcpy(packet, p->wire.p, p->wire.n);
	e = ett_open_len(x, p->seq, packet, &len);
	if (e != ETT_OK)
		return vec_outcome_of(c, e);
	if (len > LONGEST || (size_t)len + 4 + tag != p->wire.n)
		return vec_say(c, VEC_REJECTED, "packet_length %lu",
			       (unsigned long)len);
	e = ett_open(x, p->seq, packet, (size_t)len + 4);
	if (e != ETT_OK)
		return vec_outcome_of(c, e);
	return unpad(c, p, (struct ett_bytes){ packet, (size_t)len + 4 });
}

enum vec_outcome vec_packet_sealer(struct vec_case *c, enum ett_dir dir,
				   struct ett_sealer **out)
{
	const struct ett_cipher_alg *cipher;
	const struct ett_mac_alg *mac;
	const char *cipher_name, *mac_name;
	struct ett_seal_keys keys;
	ett_err e;

	if (!vec_text(c, c->group, "cipher", &cipher_name) ||
	    !vec_text(c, c->group, "mac", &mac_name) ||
	    !vec_hex(c, c->group, "key", &keys.key) ||
	    !vec_hex(c, c->group, "iv", &keys.iv) ||
	    !vec_hex(c, c->group, "macKey", &keys.mac_key))
		return VEC_BROKEN;
	cipher = ett_cipher_alg(ett_str(cipher_name));
	mac = ett_mac_alg(ett_str(mac_name));
	if (cipher == NULL || (mac == NULL && mac_name[0] != '\0'))
		return vec_say(c, VEC_BROKEN, "%s, %s: no such algorithm",
			       cipher_name, mac_name);
	*out = vec_memory(c, ett_sealer_size());
	e = ett_sealer_init(*out, c->backend, cipher, mac, dir, &keys);
	return e == ETT_NOKEY ? VEC_ABSENT : vec_outcome_of(c, e);
}

/* One after the other; *n is how many were as they should be. */
static enum vec_outcome each(struct vec_case *c, enum ett_dir dir, size_t *n)
{
	const json_t *packets = json_object_get(c->test, "packets");
	struct ett_sealer *x = NULL;
	enum vec_outcome o = vec_packet_sealer(c, dir, &x);

	*n = 0;
	for (size_t i = 0; i < json_array_size(packets); i++) {
		struct vec_packet p = { 0 };
		struct ett_bytes wire;

		if (o == VEC_ACCEPTED &&
		    !read_packet(c, json_array_get(packets, i), &p))
			o = VEC_BROKEN;
		if (o == VEC_ACCEPTED && dir == ETT_IN)
			o = open_one(c, x, &p);
		if (o == VEC_ACCEPTED && dir == ETT_OUT) {
			o = vec_packet_seal(c, x, &p, &wire);
			if (o == VEC_ACCEPTED)
				o = vec_compare(c, wire, p.wire);
		}
		*n += o == VEC_ACCEPTED;
	}
	if (x != NULL)
		ett_sealer_done(x);
	return o;
}

static enum vec_outcome run(struct vec_case *c)
{
	size_t count = json_array_size(json_object_get(c->test, "packets")), n;
	enum vec_outcome o = each(c, ETT_IN, &n);

	if (count == 0)
		return vec_say(c, VEC_BROKEN, "no packets");
	if (o == VEC_REJECTED && n + 1 != count)
		return vec_say(c, VEC_WRONG, "refused packet %zu, not the last",
			       n + 1);
	if (o != VEC_ACCEPTED || !vec_states_valid(c))
		return o;
	return each(c, ETT_OUT, &n);
}

const struct vec_kind vec_kind_packet = {
	.schema = "packet",
	.group_needs = (const char *const[]){ "cipher", "mac", "key", "iv",
					      "macKey", NULL },
	.group_may = (const char *const[]){ "checkedWith", NULL },
	.test_needs = (const char *const[]){ "packets", NULL },
	.test_may = (const char *const[]){ NULL },
	.run = run,
};
