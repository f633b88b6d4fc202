/* SPDX-License-Identifier: ISC
 *
 * Cipher and MAC "none": never without being asked for twice, and then they
 * are what they are called.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test/expect.h"

enum { BYTES = 20000 };

static struct pair_setup setup(const char *cipher, const char *mac)
{
	struct pair_setup x = pair_setup(expect_real());

	for (size_t i = 0; i < PAIR_ENDS; i++) {
		x.cfg[i].cipher = cipher;
		x.cfg[i].mac = mac;
		x.cfg[i].allow_none = true;
	}
	return x;
}

static void refused(enum ett_role role, const char *cipher, const char *mac)
{
	struct pair_setup x = setup(NULL, NULL);
	const char *why = NULL;

	x.cfg[role].allow_none = false;
	x.cfg[role].cipher = cipher;
	x.cfg[role].mac = mac;
	assert_null(pair_new(&x, &why));
	assert_non_null(why);
	assert_non_null(strstr(why, "none"));
}

/* The lists of one direction alone. */
static void refused_from_server(const char *cipher, const char *mac)
{
	struct pair_setup x = setup(NULL, NULL);

	x.cfg[ETT_CLIENT].allow_none = false;
	x.cfg[ETT_CLIENT].cipher_sc = cipher;
	x.cfg[ETT_CLIENT].mac_sc = mac;
	assert_null(pair_new(&x, NULL));
}

static void asking_once_is_refused(void **state)
{
	(void)state;
	refused_from_server("none", NULL);
	refused_from_server(NULL, "+none");
	for (enum ett_role r = ETT_CLIENT; r <= ETT_SERVER; r++) {
		refused(r, "none", NULL);
		refused(r, "+none", NULL);
		refused(r, "^none", NULL);
		refused(r, "aes128-ctr,none", NULL);
		refused(r, NULL, "none");
		refused(r, NULL, "+none");
		refused(r, NULL, "hmac-sha2-256,none");
	}
}

static void leave_alone_changes_no_list(void **state)
{
	struct pair_setup x = setup(NULL, NULL);
	struct pair *p = expect_ready(&x);
	struct ett_msg_kexinit k;

	(void)state;
	for (enum ett_role r = ETT_CLIENT; r <= ETT_SERVER; r++) {
		expect_sent(p, r, ETT_MSG_kexinit, 0, &k);
		assert_false(ett_names_has(k.cipher_cs, ETT_LIT("none")));
		assert_false(ett_names_has(k.cipher_sc, ETT_LIT("none")));
		assert_false(ett_names_has(k.mac_cs, ETT_LIT("none")));
		assert_false(ett_names_has(k.mac_sc, ETT_LIT("none")));
	}
	pair_free(p);
}

/* A peer that has nothing else gets nothing. */
static void whoever_does_not_list_it_does_not_agree(void **state)
{
	(void)state;
	for (enum ett_role r = ETT_CLIENT; r <= ETT_SERVER; r++) {
		struct pair_setup x = setup("none", "none");
		struct pair *p;

		x.cfg[r].cipher = x.cfg[r].mac = NULL;
		p = expect_pair(&x);
		assert_false(pair_ready(p));
		expect_over(p, ETT_CLIENT, ETT_KEX);
		pair_free(p);
	}
}

static bool seen(const struct pair_wire *w, const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i + n <= w->len; i++)
		if (memcmp(w->log + i, text, n) == 0)
			return true;
	return false;
}

/* Sends data both ways under new keys, too. */
static void works(struct pair *p)
{
	uint32_t peer, chan = pair_opened(p, ETT_CLIENT, 65536, &peer);

	assert_int_not_equal(chan, PAIR_NO_CHAN);
	pair_send(p, ETT_CLIENT, chan, BYTES);
	pair_send(p, ETT_SERVER, peer, BYTES);
	assert_int_equal(ett_rekey(p->end[ETT_SERVER].s), ETT_OK);
	expect_run(p);
	expect_alive(p);
	expect_flow(&p->end[0].flow[chan], &p->end[1].flow[peer]);
	expect_flow(&p->end[1].flow[peer], &p->end[0].flow[chan]);
}

static const struct {
	const char *cipher, *mac;
	bool hides, guards;
} rows[] = {
	{ "none", "none", false, false },
	{ "none", "hmac-sha2-256", false, true },
	{ "none", "hmac-sha2-256-etm@openssh.com", false, true },
	{ "aes128-ctr", "none", true, false },
	{ "aes128-ctr", "hmac-sha2-256", true, true },
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static void asking_twice_gets_what_was_asked_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct pair_setup x = setup(rows[i].cipher, rows[i].mac);
		struct pair *p = expect_ready(&x);
		const struct ett_agreed *a =
		    ett_session_agreed(p->end[ETT_CLIENT].s);

		assert_string_equal(a->cipher_cs, rows[i].cipher);
		assert_string_equal(a->mac_sc, rows[i].mac);
		works(p);
		assert_int_equal(seen(&p->wire[0], "ssh-connection"),
				 !rows[i].hides);
		pair_free(p);
	}
}

/* One bit on the way, in the middle of channel data. */
static void a_mac_of_none_lets_a_changed_bit_pass(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct pair_setup x = setup(rows[i].cipher, rows[i].mac);
		struct pair *p = expect_ready(&x);
		uint32_t peer, chan = pair_opened(p, ETT_CLIENT, 65536, &peer);

		assert_int_not_equal(chan, PAIR_NO_CHAN);
		p->wire[ETT_CLIENT].flip_at = p->wire[ETT_CLIENT].len + 500;
		p->wire[ETT_CLIENT].mask = 1;
		pair_send(p, ETT_CLIENT, chan, 1000);
		pair_run(p);
		if (rows[i].guards) {
			expect_over(p, ETT_SERVER, ETT_MAC);
		} else {
			expect_alive(p);
			assert_true(p->end[ETT_SERVER].flow[peer].damaged);
		}
		pair_free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asking_once_is_refused),
		cmocka_unit_test(leave_alone_changes_no_list),
		cmocka_unit_test(whoever_does_not_list_it_does_not_agree),
		cmocka_unit_test(asking_twice_gets_what_was_asked_for),
		cmocka_unit_test(a_mac_of_none_lets_a_changed_bit_pass),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
