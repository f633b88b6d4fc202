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

/* All that the session takes? */
static bool serves(const struct pair_setup *x, size_t n)
{
	const struct ett_config *c = &x->cfg[ETT_CLIENT];

	return have(ETT_ALG_KEX, c->kex, n) &&
	       have(ETT_ALG_CIPHER, c->cipher, n) &&
	       have(ETT_ALG_MAC, c->mac, n) && have(ETT_ALG_SIG, c->hostkey, n);
}

/* The same session between all ordered pairs that have what it takes. */
static void all_pairs(struct pair_setup *x, enum equal how)
{
	model = NULL;
	for (size_t c = 0; ett_backends[c] != NULL; c++)
		for (size_t s = 0; ett_backends[s] != NULL; s++) {
			struct pair *p;

			if (!serves(x, c) || !serves(x, s))
				continue;
			x->cfg[ETT_CLIENT].backend = built(c);
			x->cfg[ETT_SERVER].backend = built(s);
			p = session(x);
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

static void each(enum ett_alg_kind kind, void (*use)(const char *name))
{
	const char *name;

	for (size_t i = 0; (name = ett_alg_at(kind, i, NULL, NULL)); i++) {
		print_message("# %s\n", name);
		use(name);
	}
}

static void use_kex(const char *name)
{
	struct pair_setup x = pair_setup(built(0));

	x.cfg[0].kex = x.cfg[1].kex = name;
	all_pairs(&x, WIRE);
}

static void key_exchanges_are_the_same(void **state)
{
	(void)state;
	each(ETT_ALG_KEX, use_kex);
}

static void use_cipher(const char *name)
{
	struct pair_setup x = pair_setup(built(0));

	x.cfg[0].cipher = x.cfg[1].cipher = name;
	all_pairs(&x, WIRE);
}

static void ciphers_are_the_same(void **state)
{
	(void)state;
	each(ETT_ALG_CIPHER, use_cipher);
}

static void use_mac(const char *name)
{
	struct pair_setup x = pair_setup(built(0));

	x.cfg[0].cipher = x.cfg[1].cipher = "aes128-ctr";
	x.cfg[0].mac = x.cfg[1].mac = name;
	all_pairs(&x, WIRE);
}

static void macs_are_the_same(void **state)
{
	(void)state;
	each(ETT_ALG_MAC, use_mac);
}

static enum equal equal_of(const char *sig)
{
	const struct ett_sig_alg *a = ett_sig_alg(ett_str(sig));

	if (!ett_find_sig(built(0), a->primitive)->repeatable)
		return NOTHING;
	return strcmp(a->key_type, "ssh-rsa") == 0 ? MESSAGES : WIRE;
}

/* One key for all pairs: libraries make different ones. */
static void use_sig(const char *name)
{
	struct pair_setup x = pair_setup(built(0));
	const struct ett_sig_alg *a = ett_sig_alg(ett_str(name));
	const struct ett_key *keys[2] = { NULL, NULL };
	struct ett_key *key;

	if (!have(ETT_ALG_SIG, name, 0))
		return;
	key = pair_key(built(0), a->key_type, 5);
	assert_non_null(key);
	keys[0] = key;
	x.cfg[0].hostkey = x.cfg[1].hostkey = name;
	x.cfg[0].pubkey = x.cfg[1].pubkey = name;
	x.cfg[1].host_keys = x.cfg[0].user_keys = keys;
	all_pairs(&x, equal_of(name));
	ett_key_free(key);
}

static void signatures_are_the_same(void **state)
{
	(void)state;
	each(ETT_ALG_SIG, use_sig);
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
	return cmocka_run_group_tests(tests, NULL, NULL);
}
