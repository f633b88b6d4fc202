/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "io/net.h"

/* A loop, what was accepted on it, and what a connection attempt told. */
struct net {
	struct ett_loop *loop;
	struct ett_listener *listener;
	struct ett_peer peer;
	int accepted, connected, calls;
	char why[128];
};

static int set_up(void **state)
{
	struct net *n = calloc(1, sizeof *n);

	n->accepted = n->connected = -1;
	*state = n;
	return ett_loop_new(&n->loop) == ETT_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	struct net *n = *state;

	ett_loop_free(n->loop); /* aborts if something was left open */
	if (n->accepted >= 0)
		close(n->accepted);
	if (n->connected >= 0)
		close(n->connected);
	free(n);
	return 0;
}

static void on_accept(void *ctx, int fd, const struct ett_peer *from)
{
	struct net *n = ctx;

	n->accepted = fd;
	n->peer = *from;
	ett_listener_free(n->listener);
}

static void on_connect(void *ctx, int fd, const char *why)
{
	struct net *n = ctx;

	n->calls++;
	n->connected = fd;
	if (fd < 0)
		snprintf(n->why, sizeof n->why, "%s", why);
}

static void listen_at(struct net *n, const struct ett_place *at)
{
	struct ett_bound b = { 0 };
	const char *why = NULL;

	assert_int_equal(ett_bind(&b, at, false, &why), ETT_OK);
	assert_int_equal(
	    ett_listener_new(&n->listener, n->loop, &b, on_accept, n), ETT_OK);
	ett_listener_pause(n->listener, false);
}

static void connect_to(struct net *n, const struct ett_place *to, ett_ns within)
{
	struct ett_connect *c;

	assert_int_equal(
	    ett_connect_new(&c, n->loop, to, within, on_connect, n), ETT_OK);
	assert_int_equal(n->calls, 0);
	ett_loop_run(n->loop);
	assert_int_equal(n->calls, 1);
}

static void assert_joined(const struct net *n)
{
	char got[4] = { 0 };

	assert_true(n->accepted >= 0 && n->connected >= 0);
	assert_int_equal(write(n->connected, "ett", 3), 3);
	assert_int_equal(read(n->accepted, got, sizeof got), 3);
	assert_string_equal(got, "ett");
}

static void tcp_connects_by_address_and_by_name(void **state)
{
	struct net *n = *state;
	struct ett_place at = { .host = "127.0.0.1" };

	listen_at(n, &at);
	at.port = ett_listener_port(n->listener);
	assert_true(at.port != 0);
	at.host = "localhost"; /* ::1 may come first, and refuses */
	connect_to(n, &at, 0);
	assert_joined(n);
	assert_string_equal(n->peer.host, "127.0.0.1");
}

static void unix_sockets_connect_and_leave_no_path(void **state)
{
	struct net *n = *state;
	char path[64];
	struct ett_place at = { .path = path };
	struct stat st;

	snprintf(path, sizeof path, "/tmp/ett-net-%d", (int)getpid());
	listen_at(n, &at);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	connect_to(n, &at, 0);
	assert_joined(n);
	assert_string_equal(n->peer.host, "");
	assert_int_equal(stat(path, &st), -1);
}

static void a_taken_port_is_a_clear_error(void **state)
{
	struct ett_place at = { .host = "127.0.0.1" };
	struct ett_bound one = { 0 }, two = { 0 };
	const char *why = NULL;

	(void)state;
	assert_int_equal(ett_bind(&one, &at, true, &why), ETT_OK);
	at.port = one.port;
	assert_int_equal(ett_bind(&two, &at, true, &why), ETT_SYSTEM);
	assert_string_equal(why, "Address already in use");
	assert_int_equal(two.n, 0);
	ett_bound_free(&one);
}

static void localhost_is_one_port_on_all_families(void **state)
{
	struct ett_place at = { .host = "localhost" };
	struct ett_bound b = { 0 };
	const char *why = NULL;

	(void)state;
	assert_int_equal(ett_bind(&b, &at, true, &why), ETT_OK);
	assert_true(b.n >= 1 && b.port != 0);
	ett_bound_free(&b);
}

static void names_are_not_resolved_for_a_peer(void **state)
{
	struct ett_place at = { .host = "ett.invalid" };
	struct ett_bound b = { 0 };
	const char *why = NULL;

	(void)state;
	assert_int_equal(ett_bind(&b, &at, true, &why), ETT_ARG);
	assert_non_null(why);
}

static void a_closed_port_refuses(void **state)
{
	struct net *n = *state;
	struct ett_place at = { .host = "127.0.0.1" };
	struct ett_bound b = { 0 };
	const char *why = NULL;

	assert_int_equal(ett_bind(&b, &at, true, &why), ETT_OK);
	at.port = b.port;
	ett_bound_free(&b);
	connect_to(n, &at, 0);
	assert_int_equal(n->connected, -1);
	assert_string_equal(n->why, "Connection refused");
}

static void a_missing_path_says_so(void **state)
{
	struct net *n = *state;
	struct ett_place at = { .path = "/tmp/ett-net-none/socket" };

	connect_to(n, &at, 0);
	assert_string_equal(n->why, "No such file or directory");
}

/* A Unix listener whose backlog is full never answers. */
static void an_attempt_ends_in_time(void **state)
{
	struct net *n = *state;
	char path[64];
	struct ett_place at = { .path = path };
	struct ett_bound b = { 0 };
	const char *why = NULL;
	int held[2];

	snprintf(path, sizeof path, "/tmp/ett-net-%d", (int)getpid());
	assert_int_equal(ett_bind(&b, &at, true, &why), ETT_OK);
	assert_int_equal(listen(b.fd[0], 0), 0);
	connect_to(n, &at, 0); /* takes the only place */
	held[0] = n->connected;
	n->calls = 0;
	connect_to(n, &at, ETT_SECOND / 20);
	held[1] = n->connected;
	assert_true(held[0] >= 0);
	assert_int_equal(held[1], -1);
	assert_string_equal(n->why, "Connection timed out");
	n->connected = held[0];
	ett_bound_free(&b);
}

static void a_cancelled_attempt_never_calls(void **state)
{
	static const char *const host[] = { "127.0.0.1", "localhost" };
	struct net *n = *state;
	struct ett_connect *c;

	for (size_t i = 0; i < 2; i++) {
		struct ett_place at = { .host = host[i], .port = 9 };

		assert_int_equal(
		    ett_connect_new(&c, n->loop, &at, 0, on_connect, n),
		    ETT_OK);
		ett_connect_cancel(c);
	}
	ett_loop_run(n->loop);
	assert_int_equal(n->calls, 0);
}

static void places_are_printed_escaped(void **state)
{
	char out[ETT_PLACE_MAX];

	(void)state;
	ett_place_text(&(struct ett_place){ .host = "a\n", .port = 22 }, out);
	assert_string_equal(out, "a\\x0a:22");
	ett_place_text(&(struct ett_place){ .host = "::1", .port = 22 }, out);
	assert_string_equal(out, "[::1]:22");
	ett_place_text(&(struct ett_place){ .path = "/x" }, out);
	assert_string_equal(out, "/x");
}

static void count(void *ctx)
{
	++*(int *)ctx;
}

static void a_timer_calls_once_and_not_early(void **state)
{
	struct net *n = *state;
	struct ett_timer *t, *never;
	ett_ns at = ett_clock() + ETT_SECOND / 100;
	int calls = 0;

	assert_int_equal(ett_timer_new(&t, n->loop, count, &calls), ETT_OK);
	assert_int_equal(ett_timer_new(&never, n->loop, count, &calls), ETT_OK);
	ett_timer_set(t, at);
	ett_timer_set(never, at);
	ett_timer_set(never, ETT_NEVER);
	ett_loop_run(n->loop);
	assert_int_equal(calls, 1);
	assert_true(ett_clock() >= at);
	ett_timer_free(t);
	ett_timer_free(never);
}

int main(void)
{
#define ON_LOOP(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest test[] = {
		ON_LOOP(tcp_connects_by_address_and_by_name),
		ON_LOOP(unix_sockets_connect_and_leave_no_path),
		ON_LOOP(a_taken_port_is_a_clear_error),
		ON_LOOP(localhost_is_one_port_on_all_families),
		ON_LOOP(names_are_not_resolved_for_a_peer),
		ON_LOOP(a_closed_port_refuses),
		ON_LOOP(a_missing_path_says_so),
		ON_LOOP(an_attempt_ends_in_time),
		ON_LOOP(a_cancelled_attempt_never_calls),
		ON_LOOP(places_are_printed_escaped),
		ON_LOOP(a_timer_calls_once_and_not_early),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("net", test, NULL, NULL);
}
