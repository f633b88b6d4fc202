/* SPDX-License-Identifier: ISC
 *
 * Two sessions in memory, repeatable to the last byte.
 */
#include <string.h>

#include "vectors/interop/link.h"

static void watch(void *ctx, struct pair_end *e, enum ett_dir dir,
		  struct ett_bytes payload)
{
	struct interop_link_end *l = ctx;

	e->rng = l->seed + ((uint64_t)dir + 1) * (UINT64_C(1) << 40) +
		 l->count[dir]++ * (UINT64_C(1) << 20);
	if (dir != ETT_OUT || payload.n == 0 ||
	    payload.p[0] != ETT_NUM_newkeys || l->exchanges == LINK_EXCHANGES)
		return;
	/* Where there are none, the comparison finds that they are missing. */
	if (secrets_of(e->s, &l->secrets[l->exchanges]) == ETT_OK)
		l->exchanges++;
}

void interop_link_plan(struct interop_link *l, const struct interop_try *t)
{
	const struct interop_suite *s = &t->row->suite;
	bool small = strncmp(t->row->id, "hostkey/", 8) != 0;

	*l = (struct interop_link){ .setup = { .chunk = PAIR_ALL } };
	l->keys[0] = interop_key(t->x, s->hostkey, small);
	l->setup.chunk = t->row->chunk > 0 ? t->row->chunk : PAIR_ALL;
	for (size_t i = 0; i < PAIR_ENDS; i++) {
		l->end[i].seed = t->x->seed + ((uint64_t)i + 1) * 1000003;
		l->setup.seed[i] = l->end[i].seed;
		l->setup.cfg[i] = (struct ett_config){
			.backend = i == ETT_CLIENT ? t->client : t->server,
			.software = "interop",
			.user = "user",
			.kex = s->kex,
			.hostkey = s->hostkey,
			.pubkey = s->hostkey,
			.cipher = s->cipher[0],
			.cipher_sc = s->cipher[1],
			.mac = s->mac[0],
			.mac_sc = s->mac[1],
			.allow_none = true,
			.channels_max = PAIR_FLOWS,
			.send_batch = 1,
			.recv_batch = 1,
		};
		l->setup.policy[i].watch = watch;
	}
	l->setup.cfg[ETT_SERVER].host_keys = l->keys;
	l->setup.cfg[ETT_CLIENT].user_keys = l->keys;
}

bool interop_link_make(struct interop_link *l, const char **why)
{
	for (size_t i = 0; i < PAIR_ENDS; i++) {
		l->setup.policy[i].watch_ctx = &l->end[i];
		l->setup.cfg[ETT_SERVER].host_keys = l->keys;
		l->setup.cfg[ETT_CLIENT].user_keys = l->keys;
		memset(l->end[i].count, 0, sizeof l->end[i].count);
		l->end[i].exchanges = 0;
	}
	l->chan = PAIR_NO_CHAN;
	*why = "";
	l->p = pair_new(&l->setup, why);
	return l->p != NULL;
}

void interop_link_free(struct interop_link *l)
{
	pair_free(l->p);
	l->p = NULL;
}

bool interop_link_open(struct interop_link *l)
{
	enum { WINDOW = 65536 };

	if (pair_ready(l->p))
		l->chan = pair_opened(l->p, ETT_CLIENT, WINDOW, &l->peer);
	return l->chan != PAIR_NO_CHAN;
}

void interop_link_send(struct interop_link *l, uint64_t n)
{
	pair_send(l->p, ETT_CLIENT, l->chan, n);
	pair_send(l->p, ETT_SERVER, l->peer, n);
	/* A pair that is stuck remembers it, interop_link_whole() asks. */
	(void)pair_run(l->p);
}

static bool arrived(const struct pair_flow *from, const struct pair_flow *to)
{
	return to->received == from->to_send && !to->damaged && !to->excess;
}

bool interop_link_whole(const struct interop_link *l)
{
	const struct pair_end *c = &l->p->end[ETT_CLIENT];
	const struct pair_end *s = &l->p->end[ETT_SERVER];

	return l->chan != PAIR_NO_CHAN && !l->p->stuck && !c->closed &&
	       !s->closed && c->call_error == ETT_OK &&
	       s->call_error == ETT_OK &&
	       arrived(&c->flow[l->chan], &s->flow[l->peer]) &&
	       arrived(&s->flow[l->peer], &c->flow[l->chan]);
}
