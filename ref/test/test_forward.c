/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "test/tunnel.h"

static int set_up(void **state)
{
	*state = tunnel_new();
	return 0;
}

static int tear_down(void **state)
{
	tunnel_free(*state);
	return 0;
}

static bool has_refused(const struct tunnel *t)
{
	return ett_relay_facts(t->client)->refused > 0;
}

static bool is_listening(const struct tunnel *t)
{
	return t->at_client.listening;
}

static bool server_has_no_listener;

static void try_once(struct tunnel *t, const struct ett_place *at)
{
	struct app *a = tunnel_app(t, at, 10);

	assert_true(tunnel_until(t, all_apps_done));
	server_has_no_listener = a->reset && a->got == 0;
}

static void a_remote_forwarding_comes_and_goes(void **state)
{
	struct tunnel *t = *state;
	struct ett_forward *f;
	struct ett_place at;
	struct app *a;

	tunnel_connect(t);
	f = tunnel_forward(t, ETT_FORWARD_REMOTE, NULL, NULL);
	assert_true(tunnel_until(t, is_listening));
	assert_true(t->at_client.listening_ok);
	at = tunnel_near_end(f);
	assert_true(at.port != 0);
	assert_int_equal(at.port, t->at_client.port);
	a = tunnel_app(t, &at, 300000);
	assert_true(tunnel_until(t, all_apps_done));
	assert_true(app_is_whole(a, 300000));

	tunnel_unforward(t, f);
	for (int i = 0; i < 1000 && !server_has_no_listener; i++)
		try_once(t, &at);
	assert_true(server_has_no_listener);
}

static bool server_is_asked(const struct tunnel *t)
{
	return t->at_server.listening;
}

/* Freed between question and answer: nothing may listen in the end. */
static void a_remote_forwarding_may_be_freed_too_early(void **state)
{
	struct tunnel *t = *state;
	struct ett_place at = tunnel_nowhere();
	struct ett_forward *f;

	tunnel_connect(t);
	f = tunnel_forward(t, ETT_FORWARD_REMOTE, &at, NULL);
	assert_true(tunnel_until(t, server_is_asked));
	tunnel_unforward(t, f);
	assert_false(t->at_client.listening);
	server_has_no_listener = false;
	for (int i = 0; i < 1000 && !server_has_no_listener; i++)
		try_once(t, &at);
	assert_true(server_has_no_listener);
	assert_false(t->at_client.listening);
}

static void a_listener_may_be_refused(void **state)
{
	struct tunnel *t = *state;
	t->refuse_listen = true;
	tunnel_connect(t);
	tunnel_forward(t, ETT_FORWARD_REMOTE, NULL, NULL);
	assert_true(tunnel_until(t, is_listening));
	assert_false(t->at_client.listening_ok);
}

static void unix_sockets_serve_at_both_ends(void **state)
{
	struct tunnel *t = *state;
	char path[2][64];
	struct ett_place near = { .path = path[0] }, far = { .path = path[1] };
	struct app *a;

	for (int i = 0; i < 2; i++)
		snprintf(path[i], sizeof path[i], "/tmp/ett-relay-%d-%d",
			 (int)getpid(), i);
	tunnel_connect(t);
	tunnel_forward(t, ETT_FORWARD_REMOTE, &far, NULL);
	assert_true(tunnel_until(t, is_listening));
	assert_true(t->at_client.listening_ok);
	tunnel_forward(t, ETT_FORWARD_LOCAL, &near, &far);
	a = tunnel_app(t, &near, 100000);
	assert_true(tunnel_until(t, all_apps_done));
	assert_true(app_is_whole(a, 100000));
}

/* SOCKS 5: no authentication, then CONNECT to an IPv4 address. */
static void ask_socks(int fd, const struct ett_place *to)
{
	uint8_t ask[] = { 5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 0, 0 };

	ask[11] = (uint8_t)(to->port >> 8);
	ask[12] = (uint8_t)to->port;
	assert_int_equal(write(fd, ask, sizeof ask), sizeof ask);
}

static bool answer_came(const struct tunnel *t)
{
	char byte[12];
	int fd = t->app[0]->fd;

	return fd >= 0 && recv(fd, byte, sizeof byte, MSG_PEEK) == 12;
}

static bool first_is_connected(const struct tunnel *t)
{
	return t->app[0]->fd >= 0;
}

static void socks_answers(struct tunnel *t, const struct ett_place *to,
			  uint8_t answer)
{
	struct ett_place at;
	struct ett_forward *f;
	uint8_t got[12];
	struct app *a;

	tunnel_connect(t);
	f = tunnel_forward(t, ETT_FORWARD_DYNAMIC, NULL, NULL);
	at = tunnel_near_end(f);
	a = tunnel_app(t, &at, 100);
	a->by_hand = true;
	tunnel_until(t, first_is_connected);
	ask_socks(a->fd, to);
	assert_true(tunnel_until(t, answer_came));
	assert_int_equal(read(a->fd, got, sizeof got), 12);
	assert_int_equal(got[0], 5);
	assert_int_equal(got[1], 0);
	assert_int_equal(got[2], 5);
	assert_int_equal(got[3], answer);
}

static void socks_leads_to_the_place(void **state)
{
	struct tunnel *t = *state;
	struct app *a;

	socks_answers(t, &t->service_at, 0);
	a = t->app[0];
	app_hear(a);
	assert_true(tunnel_until(t, all_apps_done));
	assert_true(app_is_whole(a, 100));
}

static void socks_tells_a_refusal(void **state)
{
	struct tunnel *t = *state;
	struct ett_place to = tunnel_nowhere();

	socks_answers(t, &to, 5);
	assert_true(has_refused(t));
}

static void on_joined(void *ctx, uint32_t code, const char *text)
{
	struct tunnel *t = ctx;

	t->joined = true;
	t->join_code = code;
	snprintf(t->join_text, sizeof t->join_text, "%s", text);
	ett_loop_stop(t->loop);
}

static bool inner_is_decided(const struct tunnel *t)
{
	return t->at_inner.ready || t->at_inner.closed;
}

static void a_session_runs_inside_another(void **state)
{
	struct tunnel *t = *state;
	struct ett_place hop = { .host = "127.0.0.1", .port = t->server_port };
	struct ett_forward *f;
	struct ett_relay *outer;
	struct ett_place at;
	struct app *a;
	int fd;

	tunnel_connect(t);
	outer = t->client;
	assert_int_equal(ett_relay_through(outer, &hop, &fd, on_joined, t),
			 ETT_OK);
	t->inner = tunnel_client(t, fd, &t->at_inner);
	assert_true(tunnel_until(t, inner_is_decided));
	assert_true(t->at_inner.ready);
	t->client = t->inner;
	f = tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL);
	t->client = outer;
	at = tunnel_near_end(f);
	a = tunnel_app(t, &at, 1000000);
	assert_true(tunnel_until(t, all_apps_done));
	assert_true(app_is_whole(a, 1000000));
	assert_int_equal(ett_relay_facts(outer)->opened, 1);
}

static void a_second_relay_takes_over_a_forwarding(void **state)
{
	struct tunnel *t = *state;
	struct ett_forward *f;
	struct ett_place at;
	struct app *a;

	tunnel_connect(t);
	f = tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL);
	at = tunnel_near_end(f);
	ett_relay_end(t->client, 11, "for now");
	assert_true(tunnel_until(t, client_is_closed));
	a = tunnel_app(t, &at, 5000);
	t->at_client.ready = t->at_client.closed = false;
	tunnel_connect(t);
	ett_relay_attach(t->client, f);
	assert_true(tunnel_until(t, all_apps_done));
	assert_true(app_is_whole(a, 5000));
}

int main(void)
{
#define IN_TUNNEL(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest test[] = {
		IN_TUNNEL(a_remote_forwarding_comes_and_goes),
		IN_TUNNEL(a_remote_forwarding_may_be_freed_too_early),
		IN_TUNNEL(a_listener_may_be_refused),
		IN_TUNNEL(unix_sockets_serve_at_both_ends),
		IN_TUNNEL(socks_leads_to_the_place),
		IN_TUNNEL(socks_tells_a_refusal),
		IN_TUNNEL(a_session_runs_inside_another),
		IN_TUNNEL(a_second_relay_takes_over_a_forwarding),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("forward", test, NULL, NULL);
}
