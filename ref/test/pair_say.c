/* SPDX-License-Identifier: ISC
 *
 * Packets made by hand, RFC 4253 section 6, in the two shapes that a pair on
 * the toy ciphers knows: in clear, and as AES-GCM lays them out, whose toy
 * neither encrypts nor looks at the tag.
 */
#include <stdlib.h>
#include <string.h>

#include "test/null.h"
#include "test/pair.h"
#include "wire/cursor.h"

enum { TAG = 16, PAD_MIN = 4 };

void pair_raw(struct pair *p, enum ett_role to, struct ett_bytes bytes)
{
	struct pair_end *e = &p->end[to];

	while (bytes.n > 0 && !e->closed) {
		size_t room;
		uint8_t *dst = ett_recv_buf(e->s, &room);

		if (room == 0)
			break;
		if (room > bytes.n)
			room = bytes.n;
		memcpy(dst, bytes.p, room);
		bytes.p += room;
		bytes.n -= room;
		/* The test looks at the events, where a failure is told. */
		if (ett_recv_ack(e->s, room) != ETT_OK)
			break;
	}
}

size_t pair_packet(struct ett_bytes payload, bool sealed, uint8_t *out)
{
	size_t block = sealed ? 16 : 8, clear = sealed ? 0 : 4;
	size_t pad = block - (clear + 1 + payload.n) % block;
	size_t n;

	if (pad < PAD_MIN)
		pad += block;
	n = 4 + 1 + payload.n + pad;
	ett_put_u32(out, (uint32_t)(n - 4));
	out[4] = (uint8_t)pad;
	if (payload.n > 0)
		memcpy(out + 5, payload.p, payload.n);
	memset(out + 5 + payload.n, 0, pad);
	memset(out + n, NULL_TAG, sealed ? TAG : 0);
	return n + (sealed ? TAG : 0);
}

void pair_say(struct pair *p, enum ett_role to, struct ett_bytes payload)
{
	uint8_t *out = malloc(payload.n + PAIR_FRAME);
	size_t n;

	if (out == NULL)
		abort();
	n = pair_packet(payload, p->end[to].keyed_in, out);
	pair_raw(p, to, (struct ett_bytes){ out, n });
	free(out);
}
