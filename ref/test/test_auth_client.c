/* SPDX-License-Identifier: ISC
 *
 * User authentication, RFC 4252, as a client sees it: what a server may say,
 * and what it may not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/key.h"
#include "test/expect.h"
#include "test/null.h"

/* A client that waits for the first message of that number. */
static struct pair *client_waits(uint8_t number)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p = expect_before(&x, ETT_SERVER, number);

	p->wire[ETT_CLIENT].mute = true;
	return p;
}

static void the_service_must_be_the_one_asked_for(void **state)
{
	struct pair *p = client_waits(ETT_NUM_service_accept);

	(void)state;
	SAY(p, ETT_CLIENT, service_accept,
	    .service = ETT_LIT("ssh-connection"));
	expect_run(p);
	expect_over(p, ETT_CLIENT, ETT_ORDER);
	pair_free(p);
}

static void success_comes_only_after_a_request(void **state)
{
	struct pair *p = client_waits(ETT_NUM_service_accept);

	(void)state;
	pair_say(p, ETT_CLIENT, ETT_LIT("\x34"));
	expect_run(p);
	expect_over(p, ETT_CLIENT, ETT_ORDER);
	assert_false(p->end[ETT_CLIENT].ready);
	pair_free(p);
}

/* A query is no request to be let in. */
static void success_does_not_answer_a_query(void **state)
{
	struct pair *p = client_waits(ETT_NUM_userauth_pk_ok);

	(void)state;
	pair_say(p, ETT_CLIENT, ETT_LIT("\x34"));
	expect_run(p);
	expect_over(p, ETT_CLIENT, ETT_ORDER);
	assert_false(p->end[ETT_CLIENT].ready);
	pair_free(p);
}

static void a_server_may_ask_for_nothing(void **state)
{
	struct pair *p = client_waits(ETT_NUM_userauth_failure);

	(void)state;
	pair_say(p, ETT_CLIENT, ETT_LIT("\x34"));
	expect_run(p);
	expect_alive(p);
	assert_true(p->end[ETT_CLIENT].ready);
	pair_free(p);
}

static void pk_ok_must_name_the_key_that_was_asked_about(void **state)
{
	struct pair *p = client_waits(ETT_NUM_userauth_pk_ok);
	struct ett_bytes key = ett_key_blob(p->user_key);

	(void)state;
	key.n--;
	SAY(p, ETT_CLIENT, userauth_pk_ok, .alg = ETT_LIT("ssh-ed25519"),
	    .key = key);
	expect_run(p);
	expect_over(p, ETT_CLIENT, ETT_ORDER);
	pair_free(p);

	p = client_waits(ETT_NUM_userauth_pk_ok);
	SAY(p, ETT_CLIENT, userauth_pk_ok, .alg = ETT_LIT("ssh-ed448"),
	    .key = ett_key_blob(p->user_key));
	expect_run(p);
	expect_over(p, ETT_CLIENT, ETT_ORDER);
	assert_int_equal(COUNT(p, ETT_CLIENT, userauth_request), 2);
	pair_free(p);
}

static void pk_ok_without_a_query_ends_it(void **state)
{
	struct pair *p = client_waits(ETT_NUM_userauth_failure);

	(void)state;
	SAY(p, ETT_CLIENT, userauth_pk_ok, .alg = ETT_LIT("ssh-ed25519"),
	    .key = ett_key_blob(p->user_key));
	expect_run(p);
	expect_over(p, ETT_CLIENT, ETT_ORDER);
	pair_free(p);
}

static void a_server_that_takes_no_keys_is_told_of(void **state)
{
	struct pair *p = client_waits(ETT_NUM_userauth_failure);

	(void)state;
	SAY(p, ETT_CLIENT, userauth_failure,
	    .methods = ETT_LIT("password,hostbased"));
	expect_run(p);
	expect_over(p, ETT_CLIENT, ETT_AUTH);
	assert_int_equal(pair_reason(p, ETT_CLIENT), 14);
	assert_non_null(strstr(ett_session_why(p->end[ETT_CLIENT].s),
			       "password,hostbased"));
	pair_free(p);
}

static void banners_are_handed_on(void **state)
{
	struct pair *p = client_waits(ETT_NUM_userauth_failure);

	(void)state;
	SAY(p, ETT_CLIENT, userauth_banner,
	    .message = ETT_LIT("no\x1b[2Jtrespassing\n"));
	expect_run(p);
	expect_alive(p);
	assert_string_equal(pair_event(p, ETT_CLIENT, ETT_EV_BANNER, 0)->data,
			    "no\\x1b[2Jtrespassing\\x0a");
	pair_free(p);
}

static void connection_messages_before_success_end_it(void **state)
{
	(void)state;
	for (unsigned number = 80; number < 101; number++) {
		uint8_t payload[32] = { (uint8_t)number };
		struct pair *p = client_waits(ETT_NUM_userauth_failure);

		pair_say(p, ETT_CLIENT, (struct ett_bytes){ payload, 32 });
		expect_run(p);
		expect_over(p, ETT_CLIENT, ETT_ORDER);
		pair_free(p);
	}
}

static void after_success_no_authentication_is_answered(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	pair_say(p, ETT_CLIENT, ETT_LIT("\x34"));
	expect_run(p);
	expect_over(p, ETT_CLIENT, ETT_ORDER);
	pair_free(p);
}

/* RFC 8332 section 3.3 with RFC 8308 section 3.1. */
static void rsa_keys_sign_as_the_server_can_verify(void **state)
{
	static const char *const server[] = { "rsa-sha2-512", "rsa-sha2-256",
					      "rsa-sha2-256,rsa-sha2-512" };
	static const char *const want[] = { "rsa-sha2-512", "rsa-sha2-256",
					    "rsa-sha2-512" };
	struct ett_key *rsa = pair_key(expect_real(), "ssh-rsa", 1);
	const struct ett_key *keys[] = { rsa, NULL };

	(void)state;
	assert_non_null(rsa);
	for (size_t i = 0; i < 3; i++) {
		struct pair_setup x = pair_setup(expect_real());
		struct ett_msg_userauth_request r;
		struct ett_msg_publickey_signed m;
		struct pair *p;

		x.cfg[ETT_CLIENT].user_keys = keys;
		x.cfg[ETT_CLIENT].pubkey = "rsa-sha2-512,rsa-sha2-256";
		x.cfg[ETT_SERVER].pubkey = server[i];
		p = expect_ready(&x);
		SENT(p, ETT_CLIENT, userauth_request, 2, &r);
		assert_int_equal(ett_decode(publickey_signed, r.body, &m),
				 ETT_OK);
		assert_true(ett_bytes_is(m.alg, want[i]));
		pair_free(p);
	}
	ett_key_free(rsa);
}

static void a_key_that_the_server_cannot_verify_is_not_offered(void **state)
{
	struct pair_setup x = pair_setup(expect_real());
	struct pair *p;

	(void)state;
	x.cfg[ETT_SERVER].pubkey = "rsa-sha2-512";
	p = expect_pair(&x);
	assert_false(pair_ready(p));
	expect_over(p, ETT_CLIENT, ETT_AUTH);
	assert_int_equal(COUNT(p, ETT_CLIENT, userauth_request), 1);
	pair_free(p);
}

/* What only a client may say, said to one. */
static void messages_of_a_client_end_it(void **state)
{
	static const struct ett_bytes row[] = {
		ETT_INIT("\x05\0\0\0\x0cssh-userauth"),
		ETT_INIT("\x32\0\0\0\x01u\0\0\0\x0essh-connection"
			 "\0\0\0\x04none"),
		ETT_INIT("\x3d\0\0\0\0"),
	};
	static const uint8_t at[] = { ETT_NUM_service_accept,
				      ETT_NUM_userauth_failure };

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct pair *p = client_waits(at[i & 1]);

		pair_say(p, ETT_CLIENT, row[i / 2]);
		expect_run(p);
		expect_over(p, ETT_CLIENT, ETT_ORDER);
		pair_free(p);
	}
}

/* RFC 8308: extensions that are not known are skipped, what is malformed is
 * malformed. */
static void extension_lists_are_read_to_the_end(void **state)
{
	static const struct {
		struct ett_bytes info;
		ett_err want;
	} row[] = {
		{ ETT_INIT("\x07\0\0\0\0"), ETT_OK },
		{ ETT_INIT("\x07\0\0\0\x01\0\0\0\x01x\0\0\0\x01y"), ETT_OK },
		{ ETT_INIT("\x07\0\0\0\x02\0\0\0\x01x\0\0\0\x01y"), ETT_SHORT },
		{ ETT_INIT("\x07\xff\xff\xff\xff\0\0\0\x01x\0\0\0\x01y"),
		  ETT_SHORT },
		{ ETT_INIT("\x07\0\0\0\0\0\0\0\x01x\0\0\0\x01y"),
		  ETT_TRAILING },
		{ ETT_INIT("\x07\0\0"), ETT_SHORT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct pair *p = client_waits(ETT_NUM_service_accept);

		pair_say(p, ETT_CLIENT, row[i].info);
		expect_run(p);
		if (row[i].want == ETT_OK)
			expect_alive(p);
		else
			expect_over(p, ETT_CLIENT, row[i].want);
		pair_free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_service_must_be_the_one_asked_for),
		cmocka_unit_test(success_comes_only_after_a_request),
		cmocka_unit_test(success_does_not_answer_a_query),
		cmocka_unit_test(a_server_may_ask_for_nothing),
		cmocka_unit_test(pk_ok_must_name_the_key_that_was_asked_about),
		cmocka_unit_test(pk_ok_without_a_query_ends_it),
		cmocka_unit_test(a_server_that_takes_no_keys_is_told_of),
		cmocka_unit_test(banners_are_handed_on),
		cmocka_unit_test(connection_messages_before_success_end_it),
		cmocka_unit_test(after_success_no_authentication_is_answered),
		cmocka_unit_test(rsa_keys_sign_as_the_server_can_verify),
		cmocka_unit_test(
		    a_key_that_the_server_cannot_verify_is_not_offered),
		cmocka_unit_test(messages_of_a_client_end_it),
		cmocka_unit_test(extension_lists_are_read_to_the_end),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
