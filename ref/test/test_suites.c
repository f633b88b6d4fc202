/* SPDX-License-Identifier: ISC
 *
 * Every algorithm that the real backend has, in a whole session: handshake,
 * authentication, data both ways, a rekey.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/algs.h"
#include "crypto/key.h"
#include "test/expect.h"

enum { BYTES = 100000 };

/* Everything but one list is what pair_setup() says. */
static void run(const struct pair_setup *x)
{
	struct pair *p = expect_ready(x);
	uint32_t peer, chan = pair_opened(p, ETT_CLIENT, 65536, &peer);

	assert_int_not_equal(chan, PAIR_NO_CHAN);
	pair_send(p, ETT_CLIENT, chan, BYTES);
	pair_send(p, ETT_SERVER, peer, BYTES);
	assert_int_equal(ett_rekey(p->end[ETT_CLIENT].s), ETT_OK);
	expect_run(p);
	expect_alive(p);
	expect_flow(&p->end[0].flow[chan], &p->end[1].flow[peer]);
	expect_flow(&p->end[1].flow[peer], &p->end[0].flow[chan]);
	assert_int_equal(ett_session_agreed(p->end[0].s)->rekeys, 1);
	assert_true(ett_bytes_eq(ett_session_id(p->end[0].s),
				 ett_session_id(p->end[1].s)));
	pair_free(p);
}

/* Calls use with each name of a kind that the backend has. */
static void each(enum ett_alg_kind kind, void (*use)(const char *name))
{
	const struct ett_backend *b = expect_real();
	const char *name;
	size_t used = 0;

	for (size_t i = 0; (name = ett_alg_at(kind, i, NULL, NULL)); i++)
		if (ett_alg_has(b, kind, ett_str(name))) {
			use(name);
			used++;
		}
	assert_true(used > 0);
}

static void use_kex(const char *name)
{
	struct pair_setup x = pair_setup(expect_real());

	x.cfg[0].kex = x.cfg[1].kex = name;
	print_message("# %s\n", name);
	run(&x);
}

static void every_key_exchange_method_works(void **state)
{
	(void)state;
	each(ETT_ALG_KEX, use_kex);
}

/* Keys are expensive: one of each type, made when first asked for. */
static const struct ett_key *key_of(const char *type)
{
	enum { TYPES = 16 };
	static struct ett_key *key[TYPES];

	for (size_t i = 0; i < TYPES; i++) {
		if (key[i] == NULL)
			key[i] = pair_key(expect_real(), type, 5);
		assert_non_null(key[i]);
		if (strcmp(ett_key_type(key[i]), type) == 0)
			return key[i];
	}
	return NULL;
}

static void use_sig(const char *name)
{
	struct pair_setup x = pair_setup(expect_real());
	const struct ett_key *keys[2] = {
		key_of(ett_sig_alg(ett_str(name))->key_type), NULL
	};

	assert_non_null(keys[0]);
	x.cfg[0].hostkey = x.cfg[1].hostkey = name;
	x.cfg[0].pubkey = x.cfg[1].pubkey = name;
	x.cfg[1].host_keys = x.cfg[0].user_keys = keys;
	print_message("# %s\n", name);
	run(&x);
}

static void every_signature_algorithm_works_for_both_keys(void **state)
{
	(void)state;
	each(ETT_ALG_SIG, use_sig);
}

static const char *cipher_in_use;

static void use_mac(const char *name)
{
	struct pair_setup x = pair_setup(expect_real());

	x.cfg[0].cipher = x.cfg[1].cipher = cipher_in_use;
	x.cfg[0].allow_none = x.cfg[1].allow_none = true;
	x.cfg[0].mac = x.cfg[1].mac = name;
	run(&x);
}

static void use_cipher(const char *name)
{
	const struct ett_cipher_alg *c = ett_cipher_alg(ett_str(name));

	cipher_in_use = name;
	print_message("# %s\n", name);
	if (ett_cipher_wants_mac(c))
		each(ETT_ALG_MAC, use_mac);
	else
		use_mac("hmac-sha2-256");
}

static void every_cipher_works_with_every_mac(void **state)
{
	(void)state;
	each(ETT_ALG_CIPHER, use_cipher);
}

/* What both ends offer unless told otherwise. */
static void the_default_lists_work(void **state)
{
	struct pair_setup x = pair_setup(expect_real());

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct ett_config *c = &x.cfg[i];

		c->kex = c->cipher = c->mac = c->hostkey = c->pubkey = NULL;
		c->software = NULL;
	}
	run(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_exchange_method_works),
		cmocka_unit_test(every_signature_algorithm_works_for_both_keys),
		cmocka_unit_test(every_cipher_works_with_every_mac),
		cmocka_unit_test(the_default_lists_work),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
