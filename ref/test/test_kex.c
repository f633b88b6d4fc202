/* SPDX-License-Identifier: ISC
 *
 * Key exchange as the RFCs negotiate it: what is agreed, guesses, strict key
 * exchange, extension negotiation.  On the toy backend, where keys that do
 * not match do no harm.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/key.h"
#include "test/expect.h"
#include "test/null.h"
#include "wire/cursor.h"

#define X25519  "curve25519-sha256"
#define LIBSSH  "curve25519-sha256@libssh.org"
#define GROUP14 "diffie-hellman-group14-sha256"
#define GROUP16 "diffie-hellman-group16-sha512"
#define AES128  "aes128-ctr"
#define AES256  "aes256-ctr"
#define GCM     "aes128-gcm@openssh.com"
#define SHA256  "hmac-sha2-256"
#define ETM256  "hmac-sha2-256-etm@openssh.com"

static struct pair_setup toy(void)
{
	return pair_setup(null_backend());
}

/* RFC 4253 section 7.1: the client's first name that the server has too. */
static void the_first_of_the_clients_list_wins(void **state)
{
	static const struct {
		const char *client, *server, *agreed;
	} kex[] = {
		{ X25519 "," GROUP14, GROUP14 "," X25519, X25519 },
		{ GROUP14 "," X25519, X25519 "," GROUP14, GROUP14 },
		{ LIBSSH "," GROUP16, GROUP14 "," GROUP16, GROUP16 },
	}, cipher[] = {
		{ AES128 "," AES256, AES256 "," AES128, AES128 },
		{ GCM "," AES256, AES128 "," AES256, AES256 },
	}, mac[] = {
		{ ETM256 "," SHA256, SHA256 "," ETM256, ETM256 },
		{ ETM256 "," SHA256, SHA256, SHA256 },
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct pair_setup x = toy();
		const struct ett_agreed *a;
		struct pair *p;

		x.cfg[0].kex = kex[i].client;
		x.cfg[1].kex = kex[i].server;
		x.cfg[0].cipher = cipher[i % 2].client;
		x.cfg[1].cipher = cipher[i % 2].server;
		x.cfg[0].mac = mac[i % 2].client;
		x.cfg[1].mac = mac[i % 2].server;
		p = expect_ready(&x);
		for (size_t r = 0; r < 2; r++) {
			a = ett_session_agreed(p->end[r].s);
			assert_string_equal(a->kex, kex[i].agreed);
			assert_string_equal(a->hostkey, "ssh-ed25519");
			assert_string_equal(a->cipher_cs, cipher[i % 2].agreed);
			assert_string_equal(a->cipher_sc, cipher[i % 2].agreed);
			assert_string_equal(a->mac_cs, mac[i % 2].agreed);
			assert_string_equal(a->mac_sc, mac[i % 2].agreed);
			assert_int_equal(a->rekeys, 0);
		}
		pair_free(p);
	}
}

static void an_aead_needs_no_common_mac(void **state)
{
	struct pair_setup x = toy();
	struct pair *p;

	(void)state;
	x.cfg[0].mac = SHA256;
	x.cfg[1].mac = ETM256;
	p = expect_ready(&x);
	assert_string_equal(ett_session_agreed(p->end[0].s)->mac_cs, "");
	assert_string_equal(ett_session_agreed(p->end[1].s)->mac_sc, "");
	pair_free(p);
}

static const char **list_at(struct ett_config *c, size_t offset)
{
	return (const char **)(void *)((char *)c + offset);
}

static void no_common_name_tells_both_lists(void **state)
{
	static const struct {
		size_t at;
		const char *client, *server;
	} row[] = {
		{ offsetof(struct ett_config, kex), X25519 "," LIBSSH,
		  GROUP14 },
		{ offsetof(struct ett_config, cipher), AES128, AES256 },
		{ offsetof(struct ett_config, mac), SHA256, ETM256 },
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct pair_setup x = toy();
		struct pair *p;

		x.cfg[0].cipher = x.cfg[1].cipher = AES128;
		*list_at(&x.cfg[0], row[i].at) = row[i].client;
		*list_at(&x.cfg[1], row[i].at) = row[i].server;
		p = expect_pair(&x);
		assert_false(pair_ready(p));
		for (size_t r = 0; r < 2; r++) {
			const char *why = ett_session_why(p->end[r].s);

			if (p->end[r].error == ETT_PEER)
				continue;
			expect_over(p, (enum ett_role)r, ETT_KEX);
			assert_int_equal(pair_reason(p, (enum ett_role)r), 3);
			assert_non_null(strstr(why, row[i].client));
			assert_non_null(strstr(why, row[i].server));
		}
		assert_true(p->end[0].error == ETT_KEX ||
			    p->end[1].error == ETT_KEX);
		pair_free(p);
	}
}

static size_t inits(const struct pair *p)
{
	return COUNT(p, ETT_CLIENT, kexdh_init);
}

/* RFC 4253 section 7: a right guess is used, a wrong one is dropped. */
static void guesses_right_and_wrong_both_lead_to_keys(void **state)
{
	static const struct {
		const char *client, *server;
		size_t inits;
	} row[] = {
		{ X25519, X25519, 1 },
		{ X25519 "," GROUP14, X25519, 1 },
		{ GROUP14 "," X25519, GROUP14 "," X25519, 1 },
		{ X25519 "," GROUP14, GROUP14 "," X25519, 2 },
		{ LIBSSH "," GROUP14, GROUP14, 2 },
		{ GROUP14 "," X25519, X25519, 2 },
	};

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct pair_setup x = toy();
		struct pair *p;

		x.cfg[0].guess = true;
		x.cfg[0].kex = row[i].client;
		x.cfg[1].kex = row[i].server;
		p = expect_ready(&x);
		assert_int_equal(inits(p), row[i].inits);
		assert_int_equal(COUNT(p, ETT_SERVER, kexdh_reply), 1);
		assert_true(ett_bytes_eq(ett_session_id(p->end[0].s),
					 ett_session_id(p->end[1].s)));
		pair_free(p);
	}
}

/* The flag in a KEXINIT of ours; the lists of a toy pair stand before it. */
static size_t guess_flag_at(const struct pair *p, enum ett_role role)
{
	const struct pair_msg *m =
	    pair_msg(p, role, ETT_OUT, ETT_NUM_kexinit, 0);

	return 14 + 5 + m->payload.n - 5;
}

static void a_right_guess_of_a_server_that_sends_none_is_no_harm(void **state)
{
	struct pair_setup x = toy();
	struct pair *p = expect_pair(&x);

	(void)state;
	p->wire[ETT_SERVER].flip_at = guess_flag_at(p, ETT_SERVER);
	p->wire[ETT_SERVER].mask = 1;
	assert_true(pair_ready(p));
	expect_alive(p);
	pair_free(p);
}

/* The server says that a guess follows, and the lists say it is wrong: then
 * the client drops the reply, and waits for ever for another one. */
static void the_packet_after_a_wrong_guess_is_dropped(void **state)
{
	struct pair_setup x = toy();
	struct pair *p;

	(void)state;
	x.cfg[0].kex = X25519 "," GROUP14;
	x.cfg[1].kex = GROUP14 "," X25519;
	p = expect_pair(&x);
	p->wire[ETT_SERVER].flip_at = guess_flag_at(p, ETT_SERVER);
	p->wire[ETT_SERVER].mask = 1;
	assert_false(pair_ready(p));
	assert_int_equal(pair_events(p, ETT_CLIENT, ETT_EV_HOSTKEY), 0);
	expect_over(p, ETT_CLIENT, ETT_ORDER);
	pair_free(p);
}

/* What follows NEWKEYS in one direction. */
static const struct pair_msg *after_newkeys(const struct pair *p,
					    enum ett_role role, enum ett_dir d)
{
	const struct pair_end *e = &p->end[role];
	bool keyed = false;

	for (size_t i = 0; i < e->msgs_n; i++) {
		const struct pair_msg *m = &e->msgs[i];

		if (m->dir != d)
			continue;
		if (keyed)
			return m;
		keyed = m->payload.p[0] == ETT_NUM_newkeys;
	}
	return NULL;
}

static void strictness_takes_both_and_restarts_the_count(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		bool strict = i == 0;
		struct pair_setup x = toy();
		struct pair *p;

		x.cfg[0].no_strict = i & 1;
		x.cfg[1].no_strict = i & 2;
		p = expect_ready(&x);
		for (size_t r = 0; r < 2; r++) {
			enum ett_role role = (enum ett_role)r;
			const struct pair_msg *out =
			    after_newkeys(p, role, ETT_OUT);
			const struct pair_msg *in =
			    after_newkeys(p, role, ETT_IN);

			assert_int_equal(
			    ett_session_agreed(p->end[r].s)->strict, strict);
			/* KEXINIT, init or reply, NEWKEYS, this one. */
			assert_int_equal(out->seq, strict ? 0 : 3);
			assert_int_equal(in->seq, strict ? 0 : 3);
		}
		pair_free(p);
	}
}

static void markers_stand_in_the_first_kexinit_alone(void **state)
{
	static const char *const ext[] = { "ext-info-c", "ext-info-s" };
	static const char *const strict[] = { "kex-strict-c-v00@openssh.com",
					      "kex-strict-s-v00@openssh.com" };
	struct pair *p = expect_toy();

	(void)state;
	assert_int_equal(ett_rekey(p->end[0].s), ETT_OK);
	expect_run(p);
	expect_alive(p);
	for (size_t r = 0; r < 2; r++)
		for (size_t n = 0; n < 2; n++) {
			struct ett_msg_kexinit m;

			SENT(p, (enum ett_role)r, kexinit, n, &m);
			assert_int_equal(ett_names_has(m.kex, ett_str(ext[r])),
					 n == 0);
			assert_int_equal(
			    ett_names_has(m.kex, ett_str(strict[r])), n == 0);
			assert_false(ett_names_has(m.kex, ett_str(ext[1 - r])));
			assert_int_equal(m.reserved, 0);
		}
	pair_free(p);
}

static void ext_info_follows_newkeys_if_asked_for(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct pair_setup x = toy();
		struct pair *p;

		x.cfg[0].no_ext_info = i & 1;
		x.cfg[1].no_ext_info = i & 2;
		p = expect_ready(&x);
		for (unsigned r = 0; r < 2; r++) {
			const struct pair_msg *m =
			    after_newkeys(p, (enum ett_role)r, ETT_OUT);

			/* Of no use to a side that takes none itself. */
			assert_int_equal(m->payload.p[0] == ETT_NUM_ext_info,
					 i == 0);
			assert_int_equal(COUNT(p, (enum ett_role)r, ext_info),
					 i == 0);
		}
		pair_free(p);
	}
}

static void a_server_tells_its_signature_algorithms(void **state)
{
	struct pair *p = expect_toy();
	struct ett_msg_ext_info m;
	struct ett_rd r;
	bool found = false;

	(void)state;
	SENT(p, ETT_SERVER, ext_info, 0, &m);
	r = ett_rd(m.body);
	for (uint32_t i = 0; i < m.count; i++) {
		struct ett_bytes name = ett_rd_str(&r);
		struct ett_bytes value = ett_rd_str(&r);

		if (!ett_bytes_is(name, "server-sig-algs"))
			continue;
		found = true;
		assert_true(ett_bytes_is(value, "ssh-ed25519"));
	}
	assert_int_equal(ett_rd_end(&r), ETT_OK);
	assert_true(found);
	pair_free(p);
}

static void the_host_key_is_the_applications_decision(void **state)
{
	struct pair_setup x = toy();
	struct pair *p;

	(void)state;
	x.policy[ETT_CLIENT].refuse_hostkey = true;
	p = expect_pair(&x);
	assert_false(pair_ready(p));
	expect_over(p, ETT_CLIENT, ETT_HOSTKEY);
	expect_told(p, ETT_SERVER, 9);
	assert_int_equal(pair_events(p, ETT_CLIENT, ETT_EV_KEYED), 0);
	assert_int_equal(COUNT(p, ETT_CLIENT, newkeys), 0);
	pair_free(p);
}

static void until_the_host_key_is_answered_nothing_goes_on(void **state)
{
	struct pair_setup x = toy();
	struct pair *p;

	(void)state;
	x.policy[ETT_CLIENT].leave = true;
	p = expect_pair(&x);
	expect_run(p);
	assert_int_equal(p->end[ETT_CLIENT].events_n, 1);
	assert_int_equal(COUNT(p, ETT_CLIENT, newkeys), 0);
	assert_int_equal(ett_hostkey(p->end[ETT_CLIENT].s, true), ETT_OK);
	p->end[ETT_CLIENT].policy.leave = false;
	assert_true(pair_ready(p));
	expect_alive(p);
	pair_free(p);
}

/* An application that accepted one key has not accepted another. */
static void a_host_key_that_changes_is_asked_about_again(void **state)
{
	(void)state;
	for (unsigned refuse = 0; refuse < 2; refuse++) {
		struct pair *p = expect_toy();
		struct ett_key *other =
		    pair_key(null_backend(), "ssh-ed25519", 99);

		assert_int_equal(ett_rekey(p->end[1].s), ETT_OK);
		expect_run(p);
		assert_int_equal(pair_events(p, ETT_CLIENT, ETT_EV_HOSTKEY), 1);
		p->host_keys[0] = other;
		p->end[ETT_CLIENT].policy.refuse_hostkey = refuse;
		assert_int_equal(ett_rekey(p->end[1].s), ETT_OK);
		expect_run(p);
		assert_int_equal(pair_events(p, ETT_CLIENT, ETT_EV_HOSTKEY), 2);
		if (refuse)
			expect_over(p, ETT_CLIENT, ETT_HOSTKEY);
		else
			expect_alive(p);
		pair_free(p);
		ett_key_free(other);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_of_the_clients_list_wins),
		cmocka_unit_test(an_aead_needs_no_common_mac),
		cmocka_unit_test(no_common_name_tells_both_lists),
		cmocka_unit_test(guesses_right_and_wrong_both_lead_to_keys),
		cmocka_unit_test(
		    a_right_guess_of_a_server_that_sends_none_is_no_harm),
		cmocka_unit_test(the_packet_after_a_wrong_guess_is_dropped),
		cmocka_unit_test(strictness_takes_both_and_restarts_the_count),
		cmocka_unit_test(markers_stand_in_the_first_kexinit_alone),
		cmocka_unit_test(ext_info_follows_newkeys_if_asked_for),
		cmocka_unit_test(a_server_tells_its_signature_algorithms),
		cmocka_unit_test(the_host_key_is_the_applications_decision),
		cmocka_unit_test(
		    until_the_host_key_is_answered_nothing_goes_on),
		cmocka_unit_test(a_host_key_that_changes_is_asked_about_again),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
