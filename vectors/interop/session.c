/* SPDX-License-Identifier: ISC
 *
 * A whole session between two libraries: both ends know the same secrets, and
 * with the same random bytes the wire carries the same bytes, whoever
 * computes them.  Signatures that are random themselves are left out: then
 * all messages are compared without them, as what is behind them on the wire
 * may have moved.
 */
#include <stdlib.h>
#include <string.h>

#include "vectors/interop/link.h"
#include "wire/cursor.h"

/* A key exchange reply, or a request that proves the possession of a key, up
 * to the signature; any other message whole. */
static struct ett_bytes unsigned_part(struct ett_bytes payload)
{
	struct ett_rd r = ett_rd(payload);
	uint8_t number = ett_rd_u8(&r);
	bool reply =
	    number == ETT_NUM_kex_ecdh_reply || number == ETT_NUM_gex_reply;

	if (!reply && number != ETT_NUM_userauth_request)
		return payload;
	for (size_t i = 0; i < (reply ? 2 : 3); i++)
		ett_rd_str(&r);
	if (!reply) {
		ett_rd_bool(&r);
		ett_rd_str(&r);
		ett_rd_str(&r);
	}
	if (r.err != ETT_OK || r.p == r.end)
		return payload;
	return (struct ett_bytes){ payload.p, (size_t)(r.p - payload.p) };
}

static void sum_messages(struct interop_try *t, const struct pair *p,
			 bool whole)
{
	struct interop_sum sum;

	interop_sum_start(t->x, &sum);
	for (size_t i = 0; i < PAIR_ENDS; i++) {
		const struct pair_end *e = &p->end[i];

		for (size_t k = 0; k < e->msgs_n; k++) {
			struct ett_bytes m = e->msgs[k].payload;

			if (e->msgs[k].dir == ETT_OUT)
				interop_sum_add(&sum,
						whole ? m : unsigned_part(m));
		}
	}
	interop_sum_end(t, &sum, INTEROP_MESSAGES);
}

static void sum_wire(struct interop_try *t, const struct pair *p)
{
	for (size_t i = 0; i < PAIR_ENDS; i++) {
		struct interop_sum sum;

		interop_sum_start(t->x, &sum);
		interop_sum_add(
		    &sum, (struct ett_bytes){ p->wire[i].log, p->wire[i].len });
		interop_sum_end(t, &sum,
				i == 0 ? INTEROP_WIRE_CS : INTEROP_WIRE_SC);
	}
}

/* One of the secrets of an exchange. */
static struct ett_bytes secret(const struct secrets *s, enum interop_proof p)
{
	if (p == INTEROP_K)
		return (struct ett_bytes){ s->k, s->k_len };
	if (p == INTEROP_H)
		return (struct ett_bytes){ s->h, s->h_len };
	if (p == INTEROP_ID)
		return (struct ett_bytes){ s->id, s->id_len };
	return (struct ett_bytes){ s->key[0], sizeof s->key };
}

static void sum_secret(struct interop_try *t, const struct interop_link *l,
		       enum interop_proof p)
{
	const struct interop_link_end *c = &l->end[ETT_CLIENT];
	const struct interop_link_end *s = &l->end[ETT_SERVER];
	struct interop_sum sum;

	interop_sum_start(t->x, &sum);
	for (size_t i = 0; i < c->exchanges && i < s->exchanges; i++) {
		struct ett_bytes mine = secret(&c->secrets[i], p);

		if (!ett_bytes_eq(mine, secret(&s->secrets[i], p)))
			interop_fail(t, "%s: the two ends differ",
				     interop_proof_name(p));
		interop_sum_add(&sum, mine);
	}
	interop_sum_end(t, &sum, p);
}

static void sum_all(struct interop_try *t, const struct interop_link *l)
{
	size_t wanted = t->row->rekey ? 3 : 1;
	bool whole = interop_repeats(t->x, t->row->suite.hostkey);

	if (l->end[0].exchanges != wanted || l->end[1].exchanges != wanted)
		interop_fail(t, "%zu and %zu key exchanges, not %zu",
			     l->end[0].exchanges, l->end[1].exchanges, wanted);
	for (enum interop_proof p = INTEROP_K; p <= INTEROP_AF; p++)
		sum_secret(t, l, p);
	sum_messages(t, l->p, whole);
	if (whole)
		sum_wire(t, l->p);
}

static void no_session(struct interop_try *t, const struct interop_link *l)
{
	interop_fail(t, "no session: client: %.40s; server: %.40s",
		     ett_session_why(l->p->end[ETT_CLIENT].s),
		     ett_session_why(l->p->end[ETT_SERVER].s));
}

/* New keys while data is under way, first for one end, then for the other. */
static void rekey(struct interop_try *t, struct interop_link *l)
{
	enum { BULK = 12000, STEPS = 2 };

	for (size_t end = 0; end < PAIR_ENDS; end++) {
		pair_send(l->p, ETT_CLIENT, l->chan, BULK);
		pair_send(l->p, ETT_SERVER, l->peer, BULK);
		for (size_t i = 0; i < STEPS; i++)
			pair_step(l->p);
		if (ett_rekey(l->p->end[end].s) != ETT_OK)
			interop_fail(t, "new keys are refused");
		interop_link_send(l, 1);
	}
}

static void one_session(struct interop_try *t, struct interop_link *l)
{
	/* Around the block sizes, and more than one packet in flight. */
	static const uint64_t sizes[] = { 1, 7, 8, 15, 16, 17, 255, 9000 };
	const char *why;

	interop_link_plan(l, t);
	if (!interop_link_make(l, &why)) {
		interop_fail(t, "no session: %s", why);
		return;
	}
	if (interop_link_open(l)) {
		for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
			interop_link_send(l, sizes[i]);
		if (t->row->rekey)
			rekey(t, l);
	}
	if (interop_link_whole(l))
		sum_all(t, l);
	else
		no_session(t, l);
	interop_link_free(l);
}

/* What arrives in pieces is answered as what arrives at once. */
static void compare_with_whole(struct interop_try *t, struct interop_link *l)
{
	struct interop_row row = *t->row;
	struct interop_result r = { .verdict = INTEROP_PASSED };
	struct interop_try whole = *t;

	row.chunk = 0;
	whole.row = &row;
	whole.r = &r;
	one_session(&whole, l);
	if (r.verdict != INTEROP_PASSED)
		interop_fail(t, "in one piece: %s", r.why);
	else if (memcmp(r.sum, t->r->sum, sizeof r.sum) != 0)
		interop_fail(t, "other bytes than when delivered at once");
}

void interop_session(struct interop_try *t)
{
	struct interop_link *l;

	if (!interop_offered(t))
		return;
	l = malloc(sizeof *l);
	if (l == NULL)
		abort();
	one_session(t, l);
	if (t->row->chunk > 0 && t->r->verdict == INTEROP_PASSED)
		compare_with_whole(t, l);
	free(l);
}
