/* SPDX-License-Identifier: ISC
 *
 * Global requests: listeners (RFC 4254 section 7.1, OpenSSH PROTOCOL 2.4),
 * what is unknown, and keepalives.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test/expect.h"
#include "test/null.h"

static const struct ett_bytes local = ETT_INIT("localhost");

static struct ett_session *client(struct pair *p)
{
	return p->end[ETT_CLIENT].s;
}

static void a_listener_is_asked_for_and_cancelled(void **state)
{
	static const struct {
		enum ett_target target;
		const char *host;
		uint32_t port, bound;
	} row[] = {
		{ ETT_FORWARDED_TCPIP, "localhost", 2222, 2222 },
		{ ETT_FORWARDED_TCPIP, "", 0, 40123 },
		{ ETT_FORWARDED_STREAMLOCAL, "/run/sock", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct pair_setup x = pair_setup(null_backend());
		struct pair *p;
		const struct pair_event *ev;

		x.policy[ETT_SERVER].port = 40123;
		p = expect_ready(&x);
		assert_int_equal(ett_listen(client(p), row[i].target,
					    ett_str(row[i].host), row[i].port),
				 ETT_OK);
		expect_run(p);
		ev = pair_event(p, ETT_SERVER, ETT_EV_LISTEN, 0);
		assert_non_null(ev);
		assert_int_equal(ev->ev.target, row[i].target);
		assert_string_equal(ev->host, row[i].host);
		assert_int_equal(ev->ev.port, row[i].port);
		ev = pair_event(p, ETT_CLIENT, ETT_EV_LISTENING, 0);
		assert_true(ev->ev.ok);
		assert_int_equal(ev->ev.port, row[i].bound);

		assert_int_equal(ett_unlisten(client(p), row[i].target,
					      ett_str(row[i].host),
					      row[i].bound),
				 ETT_OK);
		expect_run(p);
		expect_alive(p);
		ev = pair_event(p, ETT_SERVER, ETT_EV_UNLISTEN, 0);
		assert_int_equal(ev->ev.target, row[i].target);
		assert_string_equal(ev->host, row[i].host);
		assert_int_equal(ev->ev.port, row[i].bound);
		ev = pair_event(p, ETT_CLIENT, ETT_EV_UNLISTENED, 0);
		assert_true(ev->ev.ok);
		pair_free(p);
	}
}

/* RFC 4254 section 7.1: the port is in the answer only if 0 was asked for. */
static void the_bound_port_is_told_only_for_port_0(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	struct ett_msg_request_success m;
	struct pair *p;

	(void)state;
	x.policy[ETT_SERVER].port = 40123;
	p = expect_ready(&x);
	for (uint32_t i = 0; i < 2; i++)
		assert_int_equal(ett_listen(client(p), ETT_FORWARDED_TCPIP,
					    local, i == 0 ? 0 : 80),
				 ETT_OK);
	assert_int_equal(
	    ett_listen(client(p), ETT_FORWARDED_STREAMLOCAL, local, 0), ETT_OK);
	expect_run(p);
	SENT(p, ETT_SERVER, request_success, 0, &m);
	assert_true(ett_bytes_eq(m.body, ETT_LIT("\0\0\x9c\xbb")));
	SENT(p, ETT_SERVER, request_success, 1, &m);
	assert_int_equal(m.body.n, 0);
	SENT(p, ETT_SERVER, request_success, 2, &m);
	assert_int_equal(m.body.n, 0);
	pair_free(p);
}

static void refused_listeners_are_told(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p;

	(void)state;
	x.policy[ETT_SERVER].refuse_listen = true;
	p = expect_ready(&x);
	assert_int_equal(ett_listen(client(p), ETT_FORWARDED_TCPIP, local, 0),
			 ETT_OK);
	assert_int_equal(ett_unlisten(client(p), ETT_FORWARDED_TCPIP, local, 9),
			 ETT_OK);
	expect_run(p);
	expect_alive(p);
	assert_false(pair_event(p, ETT_CLIENT, ETT_EV_LISTENING, 0)->ev.ok);
	assert_false(pair_event(p, ETT_CLIENT, ETT_EV_UNLISTENED, 0)->ev.ok);
	pair_free(p);
}

static void answers_come_in_the_order_of_the_questions(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	p->end[ETT_SERVER].policy.leave = true;
	for (uint32_t i = 0; i < 10; i++)
		assert_int_equal(
		    ett_listen(client(p), ETT_FORWARDED_TCPIP, local, 1000 + i),
		    ETT_OK);
	for (uint32_t i = 0; i < 10; i++) {
		expect_run(p);
		/* One at a time: the next waits for the answer. */
		assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_LISTEN),
				 i + 1);
		assert_int_equal(
		    ett_listen_answer(p->end[ETT_SERVER].s, i % 3 == 0, 0),
		    ETT_OK);
	}
	expect_run(p);
	expect_alive(p);
	for (uint32_t i = 0; i < 10; i++) {
		const struct pair_event *ev =
		    pair_event(p, ETT_CLIENT, ETT_EV_LISTENING, i);

		assert_int_equal(ev->ev.ok, i % 3 == 0);
		assert_int_equal(ev->ev.port, 1000 + i);
	}
	pair_free(p);
}

static void too_many_open_questions_have_to_wait(void **state)
{
	struct pair *p = expect_toy();
	size_t asked = 0;

	(void)state;
	while (ett_listen(client(p), ETT_FORWARDED_TCPIP, local, 1) == ETT_OK) {
		asked++;
		assert_true(asked < 100000);
	}
	assert_int_equal(ett_listen(client(p), ETT_FORWARDED_TCPIP, local, 1),
			 ETT_SPACE);
	expect_run(p);
	expect_alive(p);
	assert_int_equal(pair_events(p, ETT_CLIENT, ETT_EV_LISTENING), asked);
	assert_int_equal(ett_listen(client(p), ETT_FORWARDED_TCPIP, local, 1),
			 ETT_OK);
	pair_free(p);
}

static void only_clients_ask_for_listeners(void **state)
{
	struct pair *p = expect_toy();
	struct ett_session *s = p->end[ETT_SERVER].s;

	(void)state;
	assert_int_equal(ett_listen(s, ETT_FORWARDED_TCPIP, local, 1), ETT_ARG);
	assert_int_equal(ett_unlisten(s, ETT_FORWARDED_STREAMLOCAL, local, 0),
			 ETT_ARG);
	assert_int_equal(ett_listen(client(p), ETT_DIRECT_TCPIP, local, 1),
			 ETT_ARG);
	p->wire[ETT_CLIENT].mute = true;
	SAY(p, ETT_CLIENT, global_request, .name = ETT_LIT("tcpip-forward"),
	    .want_reply = true, .body = ETT_LIT("\0\0\0\0\0\0\0\0"));
	expect_run(p);
	expect_alive(p);
	assert_int_equal(pair_events(p, ETT_CLIENT, ETT_EV_LISTEN), 0);
	assert_int_equal(COUNT(p, ETT_CLIENT, request_failure), 1);
	pair_free(p);
}

static void unknown_requests_fail_if_an_answer_is_wanted(void **state)
{
	static const char *const name[] = { "no-such@example.com",
					    "hostkeys-00@openssh.com",
					    "no-more-sessions@openssh.com",
					    "keepalive@openssh.com", "" };

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		enum ett_role to = (enum ett_role)(i & 1);
		struct pair *p = expect_toy();

		p->wire[to].mute = true;
		SAY(p, to, global_request, .name = ett_str(name[i / 2]),
		    .body = ETT_LIT("anything"));
		expect_run(p);
		assert_int_equal(COUNT(p, to, request_failure), 0);
		SAY(p, to, global_request, .name = ett_str(name[i / 2]),
		    .want_reply = true, .body = ETT_LIT("anything"));
		expect_run(p);
		expect_alive(p);
		assert_int_equal(COUNT(p, to, request_failure), 1);
		assert_int_equal(COUNT(p, to, request_success), 0);
		pair_free(p);
	}
}

static void a_listener_without_an_answer_wanted_gets_none(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	SAY(p, ETT_SERVER, global_request, .name = ETT_LIT("tcpip-forward"),
	    .body = ETT_LIT("\0\0\0\x01h\0\0\0\0"));
	expect_run(p);
	expect_alive(p);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_LISTEN), 1);
	assert_int_equal(COUNT(p, ETT_SERVER, request_success), 0);
	assert_int_equal(COUNT(p, ETT_SERVER, request_failure), 0);
	pair_free(p);
}

static void impossible_ports_fail(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	p->wire[ETT_SERVER].mute = true;
	SAY(p, ETT_SERVER, global_request, .name = ETT_LIT("tcpip-forward"),
	    .want_reply = true, .body = ETT_LIT("\0\0\0\x01h\0\x01\0\0"));
	expect_run(p);
	expect_alive(p);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_LISTEN), 0);
	assert_int_equal(COUNT(p, ETT_SERVER, request_failure), 1);
	pair_free(p);
}

static void malformed_requests_end_it(void **state)
{
	static const char *const name[] = {
		"tcpip-forward", "cancel-tcpip-forward",
		"streamlocal-forward@openssh.com",
		"cancel-streamlocal-forward@openssh.com"
	};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct pair *p = expect_toy();

		SAY(p, ETT_SERVER, global_request, .name = ett_str(name[i]),
		    .want_reply = true, .body = ETT_LIT("\0\0\0\x09h"));
		expect_run(p);
		expect_over(p, ETT_SERVER, ETT_SHORT);
		pair_free(p);
	}
}

static void answers_to_nothing_have_no_effect(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	for (size_t r = 0; r < 2; r++) {
		pair_say(p, (enum ett_role)r, ETT_LIT("\x51"));
		pair_say(p, (enum ett_role)r, ETT_LIT("\x52"));
	}
	expect_run(p);
	expect_alive(p);
	pair_free(p);
}

static void an_answer_without_its_port_ends_it(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	p->wire[ETT_CLIENT].mute = true;
	assert_int_equal(ett_listen(client(p), ETT_FORWARDED_TCPIP, local, 0),
			 ETT_OK);
	expect_run(p);
	pair_say(p, ETT_CLIENT, ETT_LIT("\x51"));
	expect_run(p);
	expect_over(p, ETT_CLIENT, ETT_SHORT);
	pair_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_listener_is_asked_for_and_cancelled),
		cmocka_unit_test(the_bound_port_is_told_only_for_port_0),
		cmocka_unit_test(refused_listeners_are_told),
		cmocka_unit_test(answers_come_in_the_order_of_the_questions),
		cmocka_unit_test(too_many_open_questions_have_to_wait),
		cmocka_unit_test(only_clients_ask_for_listeners),
		cmocka_unit_test(unknown_requests_fail_if_an_answer_is_wanted),
		cmocka_unit_test(a_listener_without_an_answer_wanted_gets_none),
		cmocka_unit_test(impossible_ports_fail),
		cmocka_unit_test(malformed_requests_end_it),
		cmocka_unit_test(answers_to_nothing_have_no_effect),
		cmocka_unit_test(an_answer_without_its_port_ends_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
