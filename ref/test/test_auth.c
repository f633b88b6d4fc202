/* SPDX-License-Identifier: ISC
 *
 * User authentication, RFC 4252, as a server sees it: nobody gets in but who
 * signs this session with a key that the application accepts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/key.h"
#include "test/expect.h"
#include "test/null.h"

static void keys_are_asked_about_then_signed_with(void **state)
{
	struct pair *p = expect_toy();
	struct ett_msg_userauth_request r;
	struct ett_msg_userauth_failure f;
	struct ett_msg_userauth_pk_ok ok;
	struct ett_msg_publickey_query q;
	const struct pair_event *ev;

	(void)state;
	SENT(p, ETT_CLIENT, userauth_request, 0, &r);
	assert_true(ett_bytes_is(r.method, "none"));
	assert_true(ett_bytes_is(r.service, "ssh-connection"));
	SENT(p, ETT_SERVER, userauth_failure, 0, &f);
	assert_true(ett_bytes_is(f.methods, "publickey"));
	assert_false(f.partial_success);
	SENT(p, ETT_CLIENT, userauth_request, 1, &r);
	assert_int_equal(ett_decode(publickey_query, r.body, &q), ETT_OK);
	assert_false(q.has_sig);
	assert_true(ett_bytes_eq(q.key, ett_key_blob(p->user_key)));
	SENT(p, ETT_SERVER, userauth_pk_ok, 0, &ok);
	assert_true(ett_bytes_eq(ok.key, q.key));
	assert_true(ett_bytes_eq(ok.alg, q.alg));
	for (size_t i = 0; i < 2; i++) {
		ev = pair_event(p, ETT_SERVER, ETT_EV_AUTH, i);
		assert_int_equal(ev->ev.has_sig, i);
		assert_string_equal(ev->user, "user");
	}
	assert_int_equal(COUNT(p, ETT_CLIENT, userauth_request), 3);
	assert_int_equal(COUNT(p, ETT_SERVER, userauth_success), 1);
	pair_free(p);
}

static void a_refused_key_does_not_get_in(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p;

	(void)state;
	x.policy[ETT_SERVER].refuse_user = true;
	p = expect_pair(&x);
	assert_false(pair_ready(p));
	expect_over(p, ETT_CLIENT, ETT_AUTH);
	expect_told(p, ETT_SERVER, 14);
	assert_false(p->end[ETT_SERVER].ready);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_AUTH), 1);
	assert_non_null(strstr(ett_session_why(p->end[0].s), "publickey"));
	pair_free(p);
}

static void each_key_is_tried_in_its_turn(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	struct ett_key *a = pair_key(null_backend(), "ssh-ed25519", 7);
	struct ett_key *b = pair_key(null_backend(), "ssh-ed25519", 8);
	const struct ett_key *keys[] = { a, b, NULL };
	struct ett_msg_userauth_request r;
	struct ett_msg_publickey_signed m;
	struct pair *p;

	(void)state;
	x.cfg[ETT_CLIENT].user_keys = keys;
	p = expect_pair(&x);
	p->end[ETT_SERVER].policy.leave = true;
	expect_run(p);
	assert_int_equal(ett_auth(p->end[ETT_SERVER].s, false), ETT_OK);
	p->end[ETT_SERVER].policy.leave = false;
	assert_true(pair_ready(p));
	SENT(p, ETT_CLIENT, userauth_request, 3, &r);
	assert_int_equal(ett_decode(publickey_signed, r.body, &m), ETT_OK);
	assert_true(ett_bytes_eq(m.key, ett_key_blob(b)));
	pair_free(p);
	ett_key_free(a);
	ett_key_free(b);
}

static void without_a_key_there_is_no_way_in(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	const struct ett_key *none[] = { NULL };
	struct pair *p;

	(void)state;
	x.cfg[ETT_CLIENT].user_keys = none;
	p = expect_pair(&x);
	assert_false(pair_ready(p));
	expect_over(p, ETT_CLIENT, ETT_AUTH);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_AUTH), 0);
	pair_free(p);
}

/* Real signatures over readable packets: any byte of the signature counts,
 * and any byte that is signed. */
static void a_changed_signature_or_request_does_not_get_in(void **state)
{
	struct ett_backend mixed = null_mixed(expect_real());
	struct pair_setup x = pair_setup(&mixed);
	struct pair *p = expect_ready(&x);
	size_t at = expect_offset(p, ETT_CLIENT, ETT_NUM_userauth_request, 2);
	size_t n = pair_msg(p, ETT_CLIENT, ETT_OUT, ETT_NUM_userauth_request, 2)
		       ->payload.n;

	(void)state;
	pair_free(p);
	for (size_t i = 0; i < n; i++) {
		p = expect_pair(&x);
		p->wire[ETT_CLIENT].flip_at = at + 5 + i;
		p->wire[ETT_CLIENT].mask = (uint8_t)(1U << (i % 8));
		pair_run(p);
		assert_false(p->stuck);
		assert_false(p->end[ETT_SERVER].ready);
		assert_int_equal(COUNT(p, ETT_SERVER, userauth_success), 0);
		pair_free(p);
	}
}

/* What the client signed in a session with this seed. */
static struct ett_bytes signed_request(const struct pair_setup *x,
				       uint8_t *copy)
{
	struct pair *p = expect_ready(x);
	struct ett_bytes v =
	    pair_msg(p, ETT_CLIENT, ETT_OUT, ETT_NUM_userauth_request, 2)
		->payload;

	assert_true(v.n <= 512);
	memcpy(copy, v.p, v.n);
	pair_free(p);
	return (struct ett_bytes){ copy, v.n };
}

static void a_signature_over_another_session_does_not_get_in(void **state)
{
	struct ett_backend mixed = null_mixed(expect_real());
	struct pair_setup x = pair_setup(&mixed);
	uint8_t copy[512];
	struct ett_bytes request;

	(void)state;
	for (uint64_t seed = 1; seed <= 2; seed++) {
		bool mine = seed == 1;
		struct pair *p;

		x.seed[ETT_CLIENT] = seed;
		request = signed_request(&x, copy);
		x.seed[ETT_CLIENT] = 1;
		p = expect_before(&x, ETT_CLIENT, ETT_NUM_userauth_request);
		pair_say(p, ETT_SERVER, request);
		p->wire[ETT_SERVER].mute = true;
		expect_run(p);
		assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_AUTH), 1);
		assert_int_equal(p->end[ETT_SERVER].ready, mine);
		assert_int_equal(COUNT(p, ETT_SERVER, userauth_success), mine);
		assert_int_equal(COUNT(p, ETT_SERVER, userauth_failure), !mine);
		pair_free(p);
	}
}

/* A server that waits for the first request, and whose answers are lost. */
static struct pair *server_asks(uint32_t tries)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p;

	x.cfg[ETT_SERVER].auth_tries = tries;
	p = expect_before(&x, ETT_CLIENT, ETT_NUM_userauth_request);
	p->wire[ETT_SERVER].mute = true;
	return p;
}

static void try_method(struct pair *p, const char *service, const char *method,
		       struct ett_bytes body)
{
	SAY(p, ETT_SERVER, userauth_request, .user = ETT_LIT("u"),
	    .service = ett_str(service), .method = ett_str(method),
	    .body = body);
}

static void other_methods_fail_and_name_publickey(void **state)
{
	static const struct {
		const char *service, *method;
		struct ett_bytes body;
	} row[] = {
		{ "ssh-connection", "none", ETT_INIT("") },
		{ "ssh-connection", "password",
		  ETT_INIT("\0\0\0\0\x06secret") },
		{ "ssh-connection", "keyboard-interactive",
		  ETT_INIT("\0\0\0\0\0\0\0\0") },
		{ "ssh-connection", "hostbased", ETT_INIT("") },
		{ "ssh-connection", "", ETT_INIT("") },
		{ "ssh-connection", "publickey",
		  ETT_INIT("\0\0\0\0\x04none\0\0\0\0") },
		{ "ssh-connection", "publickey",
		  ETT_INIT("\0\0\0\0\x0bssh-ed25519\0\0\0\x0b\0\0\0\x07"
			   "ssh-rsa") },
		{ "ssh-connection", "publickey",
		  ETT_INIT("\0\0\0\0\x0crsa-sha2-512\0\0\0\x0b\0\0\0\x07"
			   "ssh-rsa") },
		{ "other-service", "publickey", ETT_INIT("") },
		{ "ssh-userauth", "none", ETT_INIT("") },
	};
	struct pair *p = server_asks(0);

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct ett_msg_userauth_failure m;

		try_method(p, row[i].service, row[i].method, row[i].body);
		expect_run(p);
		expect_alive(p);
		SENT(p, ETT_SERVER, userauth_failure, i, &m);
		assert_true(ett_bytes_is(m.methods, "publickey"));
		assert_false(m.partial_success);
	}
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_AUTH), 0);
	pair_free(p);
}

static void too_many_tries_end_it(void **state)
{
	struct pair *p = server_asks(3);

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		try_method(p, "ssh-connection", "none", ETT_LIT(""));
		expect_run(p);
		expect_alive(p);
		assert_int_equal(COUNT(p, ETT_SERVER, userauth_failure), i + 1);
	}
	try_method(p, "ssh-connection", "none", ETT_LIT(""));
	expect_run(p);
	expect_over(p, ETT_SERVER, ETT_AUTH);
	assert_int_equal(pair_reason(p, ETT_SERVER), 14);
	pair_free(p);
}

static void malformed_requests_end_it(void **state)
{
	static const struct ett_bytes body[] = {
		ETT_INIT(""),
		ETT_INIT("\0"),
		ETT_INIT("\0\0\0\0\x05shor"),
		ETT_INIT("\x01\0\0\0\x0bssh-ed25519\0\0\0\0"),
		ETT_INIT("\0\0\0\0\x0bssh-ed25519\0\0\0\0\0"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof body / sizeof body[0]; i++) {
		struct pair *p = server_asks(0);

		try_method(p, "ssh-connection", "publickey", body[i]);
		expect_run(p);
		expect_over(p, ETT_SERVER, i == 4 ? ETT_TRAILING : ETT_SHORT);
		pair_free(p);
	}
}

/* RFC 4252 section 6: an error that ends the connection. */
static void connection_messages_before_success_end_it(void **state)
{
	(void)state;
	for (unsigned number = 80; number < 256; number++) {
		uint8_t payload[32] = { 0 };
		struct pair *p;

		if (number == ETT_NUM_ping || number == ETT_NUM_pong)
			continue;
		p = server_asks(0);
		payload[0] = (uint8_t)number;
		pair_say(p, ETT_SERVER, (struct ett_bytes){ payload, 32 });
		expect_run(p);
		expect_over(p, ETT_SERVER, ETT_ORDER);
		assert_int_equal(p->end[ETT_SERVER].ready, false);
		pair_free(p);
	}
}

static void services_other_than_authentication_are_refused(void **state)
{
	static const char *const name[] = { "ssh-connection", "", "shell",
					    "ssh-userauth " };
	struct pair_setup x = pair_setup(null_backend());

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct pair *p =
		    expect_before(&x, ETT_CLIENT, ETT_NUM_service_request);

		SAY(p, ETT_SERVER, service_request,
		    .service = ett_str(name[i]));
		expect_run(p);
		expect_over(p, ETT_SERVER, ETT_SERVICE);
		assert_int_equal(pair_reason(p, ETT_SERVER), 7);
		pair_free(p);
	}
}

static void no_request_comes_before_the_service(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p = expect_before(&x, ETT_CLIENT, ETT_NUM_service_request);

	(void)state;
	try_method(p, "ssh-connection", "none", ETT_LIT(""));
	expect_run(p);
	expect_over(p, ETT_SERVER, ETT_ORDER);
	pair_free(p);
}

/* RFC 4252 section 5.1. */
static void requests_after_success_are_ignored(void **state)
{
	struct pair *p = expect_toy();
	size_t before = p->wire[ETT_SERVER].len;

	(void)state;
	try_method(p, "ssh-connection", "none", ETT_LIT(""));
	try_method(p, "ssh-connection", "publickey", ETT_LIT("junk"));
	expect_run(p);
	expect_alive(p);
	assert_int_equal(p->wire[ETT_SERVER].len, before);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_READY), 1);
	pair_free(p);
}

static void until_the_question_is_answered_nothing_goes_on(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p;
	struct ett_event ev;
	size_t room;

	(void)state;
	x.policy[ETT_SERVER].leave = true;
	p = expect_pair(&x);
	expect_run(p);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_AUTH), 1);
	assert_int_equal(ett_next_event(p->end[1].s, &ev), ETT_OK);
	assert_int_equal(ev.kind, ETT_EV_NONE);
	ett_recv_buf(p->end[1].s, &room);
	assert_int_equal(room, 0);
	assert_int_equal(ett_auth(p->end[1].s, true), ETT_OK);
	p->end[1].policy.leave = false;
	assert_true(pair_ready(p));
	pair_free(p);
}

/* What only a server may say, said to one. */
static void messages_of_a_server_end_it(void **state)
{
	static const struct ett_bytes row[] = {
		ETT_INIT("\x06\0\0\0\x0cssh-userauth"),
		ETT_INIT("\x33\0\0\0\x09publickey\0"),
		ETT_INIT("\x34"),
		ETT_INIT("\x35\0\0\0\x02hi\0\0\0\0"),
		ETT_INIT("\x3c\0\0\0\0\0\0\0\0"),
	};
	static const uint8_t at[] = { ETT_NUM_service_request,
				      ETT_NUM_userauth_request };
	struct pair_setup x = pair_setup(null_backend());

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		struct pair *p = expect_before(&x, ETT_CLIENT, at[i & 1]);

		pair_say(p, ETT_SERVER, row[i / 2]);
		expect_run(p);
		expect_over(p, ETT_SERVER, ETT_ORDER);
		pair_free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_asked_about_then_signed_with),
		cmocka_unit_test(a_refused_key_does_not_get_in),
		cmocka_unit_test(each_key_is_tried_in_its_turn),
		cmocka_unit_test(without_a_key_there_is_no_way_in),
		cmocka_unit_test(
		    a_changed_signature_or_request_does_not_get_in),
		cmocka_unit_test(
		    a_signature_over_another_session_does_not_get_in),
		cmocka_unit_test(other_methods_fail_and_name_publickey),
		cmocka_unit_test(too_many_tries_end_it),
		cmocka_unit_test(malformed_requests_end_it),
		cmocka_unit_test(connection_messages_before_success_end_it),
		cmocka_unit_test(
		    services_other_than_authentication_are_refused),
		cmocka_unit_test(no_request_comes_before_the_service),
		cmocka_unit_test(requests_after_success_are_ignored),
		cmocka_unit_test(
		    until_the_question_is_answered_nothing_goes_on),
		cmocka_unit_test(messages_of_a_server_end_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
