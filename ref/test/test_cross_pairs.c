/* SPDX-License-Identifier: ISC
 *
 * Whole sessions between every two libraries, each on either side: every
 * algorithm that both have, in turn.  With the same random bytes the wire
 * carries the same bytes, whoever computes them; where signatures consume
 * randomness, and so move what follows, the messages are compared, and where
 * they are random themselves nothing but success is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/key.h"
#include "test/expect.h"

enum { BYTES = 100000 }; /* several packets */

/* What must be the same as in the first session. */
enum equal { WIRE, MESSAGES, NOTHING };

/* The session of the first pair of libraries, for comparison. */
static struct pair *model;

static struct pair *session(const struct pair_setup *x)
{
	struct pair *p = expect_ready(x);
	uint32_t peer, chan = pair_opened(p, ETT_CLIENT, 65536, &peer);

	assert_int_not_equal(chan, PAIR_NO_CHAN);
	pair_send(p, ETT_CLIENT, chan, BYTES);
	pair_send(p, ETT_SERVER, peer, BYTES);
	expect_run(p);
	expect_alive(p);
	expect_flow(&p->end[0].flow[chan], &p->end[1].flow[peer]);
	expect_flow(&p->end[1].flow[peer], &p->end[0].flow[chan]);
	return p;
}

static void compare_wire(const struct pair *p, enum ett_role from)
{
	const struct pair_wire *x = &model->wire[from], *y = &p->wire[from];

	assert_int_equal(x->len, y->len);
	assert_memory_equal(x->log, y->log, x->len);
}

static void compare_messages(const struct pair *p, enum ett_role of)
{
	const struct pair_end *x = &model->end[of], *y = &p->end[of];

	assert_int_equal(x->msgs_n, y->msgs_n);
	for (size_t i = 0; i < x->msgs_n; i++) {
		assert_int_equal(x->msgs[i].dir, y->msgs[i].dir);
		assert_true(
		    ett_bytes_eq(x->msgs[i].payload, y->msgs[i].payload));
	}
}

static void compare(const struct pair *p, enum equal how)
{
	for (enum ett_role r = ETT_CLIENT; r <= ETT_SERVER; r++) {
		if (how == WIRE)
			compare_wire(p, r);
		if (how != NOTHING)
			compare_messages(p, r);
	}
	if (how != NOTHING)
		assert_true(ett_bytes_eq(ett_session_id(model->end[0].s),
					 ett_session_id(p->end[0].s)));
}

/* The n-th backend that was built in. */
static const struct ett_backend *built(size_t n)
{
	const struct ett_backend *b = ett_backend(ett_backends[n]->name);

	assert_non_null(b);
	return b;
}

static bool have(enum ett_alg_kind kind, const char *name, size_t n)
{
	return ett_alg_has(built(n), kind, ett_str(name));
}

/* NULL: no library has it. */
static const struct ett_backend *first_with(const char *sig)
{
	for (size_t i = 0; ett_backends[i] != NULL; i++)
		if (have(ETT_ALG_SIG, sig, i))
			return built(i);
	return NULL;
}

/* One key for all pairs: libraries make different ones.  It serves the host
 * and the user. */
static struct ett_key *key_for(const char *sig)
{
	const struct ett_backend *b = first_with(sig);
	struct ett_key *key;

	if (b == NULL)
		return NULL;
	key = pair_key(b, ett_sig_alg(ett_str(sig))->key_type, 5);
	assert_non_null(key);
	return key;
}

/* One that draws nonces at random makes all sessions differ. */
static enum equal equal_of(const char *sig)
{
	const struct ett_sig_alg *a = ett_sig_alg(ett_str(sig));

	for (size_t i = 0; ett_backends[i] != NULL; i++)
		if (have(ETT_ALG_SIG, sig, i) &&
		    !ett_find_sig(built(i), a->primitive)->repeatable)
			return NOTHING;
	return strcmp(a->key_type, "ssh-rsa") == 0 ? MESSAGES : WIRE;
}

/* All that the session takes? */
static bool serves(const struct pair_setup *x, size_t n)
{
	const struct ett_config *c = &x->cfg[ETT_CLIENT];

	return have(ETT_ALG_KEX, c->kex, n) &&
	       have(ETT_ALG_CIPHER, c->cipher, n) &&
	       have(ETT_ALG_MAC, c->mac, n) && have(ETT_ALG_SIG, c->hostkey, n);
}

/*
 * What a session needs besides.  Not every library has the first; a pair with
 * such a one goes the second way, where the first pair of all waits for it.
 */
struct way {
	const char *kex, *sig;
};

static const struct way ways[] = {
	{ "curve25519-sha256", "ssh-ed25519" },
	{ "ecdh-sha2-nistp256", "rsa-sha2-256" },
};

enum { WAYS = sizeof ways / sizeof ways[0] };

/* Of the host and the user; NULL: no library has the algorithm. */
static struct ett_key *way_keys[WAYS];

static bool goes(const struct way *w, size_t n)
{
	return have(ETT_ALG_KEX, w->kex, n) && have(ETT_ALG_SIG, w->sig, n);
}

/* Does it take the second way without need? */
static bool has_better(const struct way *w, size_t c, size_t s)
{
	return w != ways && model != NULL && goes(ways, c) && goes(ways, s);
}

/* The same session between all ordered pairs that have what it takes. */
static void all_pairs(struct pair_setup x, const struct way *w,
		      const struct ett_key *key)
{
	const struct ett_key *keys[2] = { key, NULL };
	enum equal how = equal_of(x.cfg[0].hostkey);

	x.cfg[ETT_SERVER].host_keys = x.cfg[ETT_CLIENT].user_keys = keys;

	model = NULL;
	for (size_t c = 0; ett_backends[c] != NULL; c++)
		for (size_t s = 0; ett_backends[s] != NULL; s++) {
			struct pair *p;

			if (!serves(&x, c) || !serves(&x, s) ||
			    has_better(w, c, s))
				continue;
			x.cfg[ETT_CLIENT].backend = built(c);
			x.cfg[ETT_SERVER].backend = built(s);
			p = session(&x);
			if (model != NULL)
				compare(p, how);
			else
				model = p;
			if (p != model)
				pair_free(p);
		}
	pair_free(model);
	model = NULL;
}

static struct pair_setup setup(const struct way *w)
{
	struct pair_setup x = pair_setup(built(0));

	for (enum ett_role r = ETT_CLIENT; r <= ETT_SERVER; r++) {
		x.cfg[r].kex = w->kex;
		x.cfg[r].hostkey = x.cfg[r].pubkey = w->sig;
		x.cfg[r].allow_none = true;
	}
	return x;
}

static void each(enum ett_alg_kind kind,
		 void (*use)(struct pair_setup x, const struct way *w,
			     const char *name))
{
	const char *name;

	for (size_t i = 0; (name = ett_alg_at(kind, i, NULL, NULL)); i++) {
		print_message("# %s\n", name);
		for (size_t k = 0; k < WAYS; k++)
			use(setup(&ways[k]), &ways[k], name);
	}
}

/* With the key of the way. */
static void all_with_key(struct pair_setup x, const struct way *w)
{
	const struct ett_key *key = way_keys[w - ways];

	if (key != NULL)
		all_pairs(x, w, key);
}

static void use_kex(struct pair_setup x, const struct way *w, const char *name)
{
	x.cfg[0].kex = x.cfg[1].kex = name;
	all_with_key(x, w);
}

static void key_exchanges_are_the_same(void **state)
{
	(void)state;
	each(ETT_ALG_KEX, use_kex);
}

static void use_cipher(struct pair_setup x, const struct way *w,
		       const char *name)
{
	x.cfg[0].cipher = x.cfg[1].cipher = name;
	all_with_key(x, w);
}

static void ciphers_are_the_same(void **state)
{
	(void)state;
	each(ETT_ALG_CIPHER, use_cipher);
}

static void use_mac(struct pair_setup x, const struct way *w, const char *name)
{
	x.cfg[0].cipher = x.cfg[1].cipher = "aes128-ctr";
	x.cfg[0].mac = x.cfg[1].mac = name;
	all_with_key(x, w);
}

static void macs_are_the_same(void **state)
{
	(void)state;
	each(ETT_ALG_MAC, use_mac);
}

static void use_sig(struct pair_setup x, const struct way *w, const char *name)
{
	struct ett_key *key = key_for(name);

	x.cfg[0].hostkey = x.cfg[1].hostkey = name;
	x.cfg[0].pubkey = x.cfg[1].pubkey = name;
	if (key != NULL)
		all_pairs(x, w, key);
	ett_key_free(key);
}

static void signatures_are_the_same(void **state)
{
	(void)state;
	each(ETT_ALG_SIG, use_sig);
}

static int make_keys(void **state)
{
	(void)state;
	for (size_t k = 0; k < WAYS; k++)
		way_keys[k] = key_for(ways[k].sig);
	return 0;
}

static int free_keys(void **state)
{
	(void)state;
	for (size_t k = 0; k < WAYS; k++)
		ett_key_free(way_keys[k]);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_exchanges_are_the_same),
		cmocka_unit_test(ciphers_are_the_same),
		cmocka_unit_test(macs_are_the_same),
		cmocka_unit_test(signatures_are_the_same),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_keys, free_keys);
}
