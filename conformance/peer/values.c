/* SPDX-License-Identifier: ISC
 *
 * A value that a case has spoiled is sent as it is, and hashed as it was sent;
 * everything around it is lawful, so that nothing else can be the reason why
 * the target ends the connection.
 */
#include "conformance/peer/values.h"

#include "conformance/peer/exchange.h"
#include "conformance/peer/hostkey.h"
#include "conformance/peer/sparekey.h"

enum { REPLY_MAX = 70000 };

uint8_t conf_first_number(const struct conf_method *m)
{
	return conf_method_is_gex(m) ? ETT_NUM_gex_request : ETT_NUM_kexdh_init;
}

uint8_t conf_init_number(const struct conf_method *m)
{
	return conf_method_is_gex(m) ? ETT_NUM_gex_init : ETT_NUM_kexdh_init;
}

uint8_t conf_reply_number(const struct conf_method *m)
{
	return conf_method_is_gex(m) ? ETT_NUM_gex_reply : ETT_NUM_kexdh_reply;
}

/* Our lawful value is there: what the case wants of it. */
static bool spoil(struct conf_peer *p)
{
	const struct conf_plan *plan = &p->plan;
	bool ours =
	    plan->want == WANT_OURS_SHORT || plan->want == WANT_OURS_HIGH;

	if (ours &&
	    conf_exchange_grind(&p->kex.x, p->backend, p->rng, plan->want,
				(struct ett_bytes){ NULL, 0 }) != ETT_OK)
		return false;
	return plan->value == NULL || plan->value(&p->kex.x, plan->raw);
}

bool conf_values_begin(struct conf_peer *p)
{
	const struct conf_method *m =
	    conf_method_find(p->backend, p->kex.agreed[0]);

	if (m == NULL ||
	    conf_exchange_start(&p->kex.x, m, p->backend, p->rng) != ETT_OK)
		return false;
	p->kex.x.old = p->plan.gex_old;
	return conf_method_is_gex(m) || spoil(p);
}

static void say_request(struct conf_peer *p, const struct conf_exchange *x)
{
	struct ett_msg_gex_request m = { .min = x->min,
					 .n = x->n,
					 .max = x->max };
	struct ett_msg_gex_request_old old = { .n = x->n };

	if (x->old)
		(void)conf_say(p, ETT_MSG_gex_request_old, &old, NULL);
	else
		(void)conf_say(p, ETT_MSG_gex_request, &m, NULL);
}

static struct ett_bytes value_of(const struct conf_exchange *x)
{
	return (struct ett_bytes){ x->ours, x->ours_n };
}

void conf_say_first(struct conf_peer *p, const struct conf_exchange *x)
{
	struct ett_msg_kex_ecdh_init q = { .q_c = value_of(x) };
	struct ett_msg_kexdh_init e = { .e = value_of(x) };

	if (conf_method_is_gex(x->method))
		say_request(p, x);
	else if (conf_method_is_dh(x->method))
		(void)conf_say(p, ETT_MSG_kexdh_init, &e, p->twist_init);
	else
		(void)conf_say(p, ETT_MSG_kex_ecdh_init, &q, p->twist_init);
}

bool conf_take_group(struct conf_peer *p)
{
	struct conf_exchange *x = &p->kex.x;
	struct ett_msg_gex_init m;

	if (p->seen.n < 2 ||
	    conf_exchange_group(x, p->backend, p->rng, p->seen.v[0].bytes,
				p->seen.v[1].bytes) != ETT_OK ||
	    !spoil(p))
		return false;
	m.e = value_of(x);
	(void)conf_say(p, ETT_MSG_gex_init, &m, p->twist_init);
	return true;
}

void conf_say_group_of(struct conf_peer *p, const struct conf_exchange *x)
{
	struct ett_msg_gex_group m = { .p = { x->p, x->p_n },
				       .g = { x->g, x->g_n } };

	(void)conf_say(p, ETT_MSG_gex_group, &m, NULL);
}

bool conf_say_group(struct conf_peer *p)
{
	struct conf_exchange *x = &p->kex.x;
	uint8_t mem[CONF_VALUE_MAX];

	if (p->seen.n < 3)
		return false;
	x->min = (uint32_t)p->seen.v[0].num;
	x->n = (uint32_t)p->seen.v[1].num;
	x->max = (uint32_t)p->seen.v[2].num;
	if (conf_exchange_group(x, p->backend, p->rng, conf_modp2048(mem),
				ETT_LIT("\x02")) != ETT_OK ||
	    !spoil(p))
		return false;
	conf_say_group_of(p, x);
	return true;
}

static void say_reply(struct conf_peer *p, const struct conf_exchange *x,
		      struct ett_bytes k_s, struct ett_bytes sig)
{
	struct ett_msg_kexdh_reply dh = { .host_key = k_s,
					  .f = value_of(x),
					  .signature = sig };
	struct ett_msg_kex_ecdh_reply ec = { .host_key = k_s,
					     .q_s = value_of(x),
					     .signature = sig };
	struct ett_msg_gex_reply gex = { .host_key = k_s,
					 .f = value_of(x),
					 .signature = sig };

	if (conf_method_is_gex(x->method))
		(void)conf_say(p, ETT_MSG_gex_reply, &gex, p->twist_reply);
	else if (conf_method_is_dh(x->method))
		(void)conf_say(p, ETT_MSG_kexdh_reply, &dh, p->twist_reply);
	else
		(void)conf_say(p, ETT_MSG_kex_ecdh_reply, &ec, p->twist_reply);
}

void conf_say_empty_reply(struct conf_peer *p, const struct conf_exchange *x)
{
	const struct ett_bytes none = { NULL, 0 };

	say_reply(p, x, none, none);
}

static bool put_key(struct conf_peer *p, struct conf_put *k_s)
{
	const struct conf_user_key *spare = conf_spare_for(p->kex.agreed[1]);
	const struct conf_forgery *forgery = p->plan.forgery;

	if (forgery != NULL && forgery->key != NULL)
		return forgery->key(p, k_s) && !k_s->lost;
	if (spare != NULL)
		conf_put_raw(k_s, conf_user_key_blob(spare));
	else
		conf_own_key_blob(&p->own_key, k_s);
	return !k_s->lost;
}

static bool put_signature(struct conf_peer *p, struct conf_put *sig)
{
	const struct conf_user_key *spare = conf_spare_for(p->kex.agreed[1]);
	const struct conf_forgery *forgery = p->plan.forgery;
	struct ett_bytes h = { p->kex.h, p->kex.h_n };
	char alg[64];

	ett_escape(p->kex.agreed[1], alg, sizeof alg);
	if (forgery != NULL && forgery->sign != NULL)
		return forgery->sign(p, h, sig) && !sig->lost;
	if (spare != NULL)
		return conf_spare_sign(spare, alg, h, sig) && !sig->lost;
	return conf_own_key_sign(p->backend, &p->own_key, h, p->rng, sig) ==
	       ETT_OK;
}

/* Our own value may have to wait for theirs, if K is to be special. */
static bool agree(struct conf_peer *p, struct ett_bytes theirs)
{
	struct conf_exchange *x = &p->kex.x;
	bool k = p->plan.want == WANT_K_SHORT || p->plan.want == WANT_K_HIGH;

	if (k && conf_exchange_grind(x, p->backend, p->rng, p->plan.want,
				     theirs) != ETT_OK)
		return false;
	return conf_exchange_finish(x, p->backend, theirs) == ETT_OK;
}

bool conf_answer_init(struct conf_peer *p)
{
	static uint8_t key_mem[REPLY_MAX], sig_mem[REPLY_MAX];
	struct conf_put k_s = { key_mem, 0, sizeof key_mem, false };
	struct conf_put sig = { sig_mem, 0, sizeof sig_mem, false };
	struct ett_bytes theirs = p->seen.v[0].bytes;
	struct conf_kex *k = &p->kex;

	if (!agree(p, theirs) || !put_key(p, &k_s) ||
	    !conf_hash_as_server(p, conf_put_view(&k_s), theirs) ||
	    !put_signature(p, &sig))
		return false;
	say_reply(p, &k->x, conf_put_view(&k_s), conf_put_view(&sig));
	return true;
}
