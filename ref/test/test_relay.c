/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
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

static void bytes_come_back_and_so_does_the_end(void **state)
{
	static const uint64_t size[] = { 0, 1, 32768, 5000000 };
	struct tunnel *t = *state;
	struct ett_forward *f;
	struct ett_place at;

	tunnel_connect(t);
	assert_true(t->at_client.ready);
	f = tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL);
	at = tunnel_near_end(f);
	for (size_t i = 0; i < sizeof size / sizeof size[0]; i++) {
		struct app *a = tunnel_app(t, &at, size[i]);

		assert_true(tunnel_until(t, all_apps_done));
		assert_true(app_is_whole(a, size[i]));
	}
}

static void a_hundred_at_once_each_get_their_own(void **state)
{
	struct tunnel *t = *state;
	struct app *a[100];
	struct ett_forward *f;
	struct ett_place at;

	tunnel_connect(t);
	f = tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL);
	at = tunnel_near_end(f);
	for (size_t i = 0; i < 100; i++)
		a[i] = tunnel_app(t, &at, 50000 + i);
	assert_true(tunnel_until(t, all_apps_done));
	for (size_t i = 0; i < 100; i++)
		assert_true(app_is_whole(a[i], 50000 + i));
	assert_int_equal(ett_relay_facts(t->client)->opened, 100);
}

static void an_unreachable_place_resets_the_local_side(void **state)
{
	struct tunnel *t = *state;
	struct ett_place to = tunnel_nowhere(), at;
	struct ett_forward *f;
	struct app *a;

	tunnel_connect(t);
	f = tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, &to);
	at = tunnel_near_end(f);
	a = tunnel_app(t, &at, 10);
	assert_true(tunnel_until(t, all_apps_done));
	assert_true(a->reset);
	assert_int_equal(a->got, 0);
	assert_int_equal(ett_relay_facts(t->client)->refused, 1);
	assert_false(t->at_client.closed);
}

static void on_joined(void *ctx, uint32_t code, const char *text)
{
	struct tunnel *t = ctx;

	t->joined = true;
	t->join_code = code;
	snprintf(t->join_text, sizeof t->join_text, "%s", text);
	ett_loop_stop(t->loop);
}

static bool is_joined(const struct tunnel *t)
{
	return t->joined;
}

static void join_to(struct tunnel *t, const struct ett_place *to, int in,
		    int out)
{
	int fd[2] = { in, out };

	t->joined = false;
	assert_int_equal(ett_relay_join(t->client, to, fd, on_joined, t),
			 ETT_OK);
	assert_false(t->joined);
	assert_true(tunnel_until(t, is_joined));
}

static void a_refusal_tells_why(void **state)
{
	struct tunnel *t = *state;
	struct ett_place to = tunnel_nowhere();
	int end[2];

	tunnel_connect(t);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, end), 0);
	join_to(t, &to, end[0], end[0]);
	assert_int_equal(t->join_code, 2);
	assert_string_equal(t->join_text, "Connection refused");
	close(end[1]);

	t->refuse_open = true;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, end), 0);
	join_to(t, &t->service_at, end[0], end[0]);
	assert_int_equal(t->join_code, 1);
	close(end[1]);
}

static void a_pair_of_pipes_is_joined(void **state)
{
	struct tunnel *t = *state;
	int in[2], out[2], same[2];
	char got[16] = { 0 };

	tunnel_connect(t);
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	assert_int_equal(write(in[1], "through", 7), 7);
	close(in[1]);
	same[0] = dup(in[0]);
	same[1] = dup(out[1]);
	join_to(t, &t->service_at, in[0], out[1]);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fcntl(same[i], F_GETFL) & O_NONBLOCK, 0);
		close(same[i]);
	}
	assert_int_equal(t->join_code, 0);
	assert_int_equal(read(out[0], got, sizeof got), 7);
	assert_string_equal(got, "through");
	assert_int_equal(read(out[0], got, sizeof got), 0);
	close(out[0]);
}

static void files_are_joined(void **state)
{
	struct tunnel *t = *state;
	FILE *in = tmpfile(), *out = tmpfile();
	static char text[200000], got[sizeof text + 1];

	tunnel_connect(t);
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = 'y';
	assert_int_equal(write(fileno(in), text, sizeof text), sizeof text);
	lseek(fileno(in), 0, SEEK_SET);
	join_to(t, &t->service_at, dup(fileno(in)), dup(fileno(out)));
	assert_int_equal(t->join_code, 0);
	lseek(fileno(out), 0, SEEK_SET);
	assert_int_equal(read(fileno(out), got, sizeof got), sizeof text);
	assert_memory_equal(got, text, sizeof text);
	fclose(in);
	fclose(out);
}

/* What one window and the buffers of four sockets cannot hold. */
enum { FLOOD = 40 << 20 };

static struct app *quick;

static bool quick_is_done(const struct tunnel *t)
{
	(void)t;
	return quick->done;
}

static void a_slow_reader_stalls_nobody(void **state)
{
	struct tunnel *t = *state;
	struct ett_forward *flood, *echo;
	struct ett_place at, echo_at;
	struct app *slow;

	tunnel_connect(t);
	flood = tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL);
	at = tunnel_near_end(flood);
	slow = tunnel_app(t, &at, FLOOD);
	slow->deaf = true;
	echo = tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL);
	echo_at = tunnel_near_end(echo);
	for (int i = 0; i < 5; i++) {
		quick = tunnel_app(t, &echo_at, 3000000);
		assert_true(tunnel_until(t, quick_is_done));
		assert_true(app_is_whole(quick, 3000000));
	}
	assert_int_equal(slow->got, 0);
	app_hear(slow);
	assert_true(tunnel_until(t, all_apps_done));
	assert_true(app_is_whole(slow, FLOOD));
}

static void a_wrong_host_key_ends_it(void **state)
{
	struct tunnel *t = *state;

	t->refuse_hostkey = true;
	tunnel_connect(t);
	assert_true(tunnel_until(t, client_is_closed));
	assert_int_equal(t->at_client.error, ETT_HOSTKEY);
	assert_true(t->at_client.why[0] != '\0');
}

static void a_refused_user_does_not_enter(void **state)
{
	struct tunnel *t = *state;

	t->refuse_user = true;
	tunnel_connect(t);
	assert_true(tunnel_until(t, client_is_closed));
	assert_false(t->at_client.ready);
	assert_int_equal(t->at_client.error, ETT_AUTH);
}

static bool service_got_some(const struct tunnel *t)
{
	return t->apps_n > 1 && t->app[1]->got > 0;
}

static void a_cut_is_no_end_of_file(void **state)
{
	struct tunnel *t = *state;
	struct ett_forward *f;
	struct ett_place at;
	struct app *a;

	tunnel_connect(t);
	f = tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL);
	at = tunnel_near_end(f);
	t->watched = true;
	a = tunnel_app(t, &at, 1000);
	a->keep_open = true;
	assert_true(tunnel_until(t, service_got_some));
	ett_relay_end(t->client, 11, "cut");
	assert_true(tunnel_until(t, all_apps_done));
	assert_true(a->reset);
	assert_true(t->app[1]->reset);
	assert_int_equal(t->at_client.error, ETT_OK);
	assert_int_equal(t->at_server.error, ETT_PEER);
}

static void a_stop_waits_for_what_is_open(void **state)
{
	struct tunnel *t = *state;
	struct ett_forward *f;
	struct ett_place at;
	struct app *a, *late;

	tunnel_connect(t);
	f = tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL);
	at = tunnel_near_end(f);
	t->watched = true;
	a = tunnel_app(t, &at, 1000);
	a->keep_open = true;
	assert_true(tunnel_until(t, service_got_some));
	t->watched = false;
	ett_server_stop(t->server, true);
	late = tunnel_app(t, &at, 10);
	while (!late->done && !t->late)
		ett_loop_run(t->loop);
	assert_true(late->reset);
	assert_false(a->done);
	assert_false(t->at_client.closed);
	shutdown(a->fd, SHUT_WR);
	a->keep_open = false;
	assert_true(tunnel_until(t, all_apps_done));
	assert_true(app_is_whole(a, 1000));
	assert_true(tunnel_until(t, client_is_closed));
}

static bool server_refused(const struct tunnel *t)
{
	return ett_server_facts(t->server)->refused == 1 && t->waiting == 0;
}

static void connections_are_limited(void **state)
{
	struct tunnel *t = *state;
	struct ett_place at = { .host = "127.0.0.1", .port = t->server_port };
	struct app *a;

	ett_server_free(t->server);
	t->serving.connections_max = 1;
	tunnel_serve(t);
	at.port = t->server_port;
	tunnel_connect(t);
	a = tunnel_app(t, &at, 0);
	assert_true(tunnel_until(t, server_refused));
	assert_int_equal(a->got, 0);
	assert_int_equal(ett_server_facts(t->server)->open, 1);
}

static bool first_saw_the_end(const struct tunnel *t)
{
	return t->app[0]->eof;
}

/* The far side ends first; what the near side says later still arrives. */
static void each_way_ends_by_itself(void **state)
{
	struct tunnel *t = *state;
	struct ett_place at;
	struct app *a;

	t->model.echo = false;
	t->model.to_send = 700000;
	t->model.salt = 7;
	tunnel_connect(t);
	at = tunnel_near_end(tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL));
	t->watched = true;
	a = tunnel_app(t, &at, 0);
	a->keep_open = true;
	assert_true(tunnel_until(t, first_saw_the_end));
	assert_int_equal(a->got, 700000);
	assert_false(t->app[1]->done);
	a->to_send = 500000;
	app_hear(a);
	app_finish(a);
	assert_true(tunnel_until(t, all_apps_done));
	assert_false(a->damaged || a->reset);
	assert_int_equal(t->app[1]->got, 500000);
	assert_false(t->app[1]->reset);
}

static bool no_flow_is_open(const struct tunnel *t)
{
	const struct ett_relay_facts *f = ett_relay_facts(t->client);

	return f->opened == 1 && f->closed == 1 && t->waiting == 0;
}

static void reset_by(struct tunnel *t, size_t which)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };
	struct ett_place at;

	tunnel_connect(t);
	at = tunnel_near_end(tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL));
	t->watched = true;
	tunnel_app(t, &at, 1000)->keep_open = true;
	assert_true(tunnel_until(t, service_got_some));
	setsockopt(t->app[which]->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	app_close(t->app[which]);
	app_finish(t->app[1 - which]);
	assert_true(tunnel_until(t, no_flow_is_open));
	assert_false(t->at_client.closed);
}

static void a_reset_near_by_ends_the_channel_alone(void **state)
{
	reset_by(*state, 0);
}

static void a_reset_far_away_ends_the_channel_alone(void **state)
{
	reset_by(*state, 1);
}

/* The service is no SSH server: it closes without a word. */
static void a_peer_that_hangs_up_is_lost(void **state)
{
	struct tunnel *t = *state;

	t->model.echo = false;
	t->server_port = t->service_at.port;
	tunnel_connect(t);
	assert_true(tunnel_until(t, client_is_closed));
	assert_int_equal(t->at_client.error, ETT_LOST);
}

static bool server_has_none(const struct tunnel *t)
{
	return t->at_server.closed;
}

static void who_never_authenticates_is_sent_away(void **state)
{
	struct tunnel *t = *state;
	struct ett_place at = { .host = "127.0.0.1", .port = t->server_port };
	struct app *a;

	t->server_cfg.auth_within = ETT_SECOND / 20;
	a = tunnel_app(t, &at, 0);
	a->keep_open = true;
	assert_true(tunnel_until(t, server_has_none));
	assert_int_equal(t->at_server.error, ETT_TIMEOUT);
	assert_int_equal(ett_server_facts(t->server)->starting, 0);
}

static void who_is_not_authenticated_is_limited(void **state)
{
	struct tunnel *t = *state;
	struct ett_place at = { .host = "127.0.0.1" };
	struct app *a;

	ett_server_free(t->server);
	t->serving.startups_max = 1;
	tunnel_serve(t);
	at.port = t->server_port;
	tunnel_connect(t);
	a = tunnel_app(t, &at, 0);
	a->keep_open = true;
	t->watched = true;
	while (ett_server_facts(t->server)->starting == 0 && !t->late)
		ett_loop_run(t->loop);
	a = tunnel_app(t, &at, 0);
	while (!a->done && !t->late)
		ett_loop_run(t->loop);
	assert_int_equal(ett_server_facts(t->server)->refused, 1);
	assert_int_equal(ett_server_facts(t->server)->open, 2);
	assert_false(t->at_client.closed);
}

int main(void)
{
#define IN_TUNNEL(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest test[] = {
		IN_TUNNEL(bytes_come_back_and_so_does_the_end),
		IN_TUNNEL(a_hundred_at_once_each_get_their_own),
		IN_TUNNEL(an_unreachable_place_resets_the_local_side),
		IN_TUNNEL(a_refusal_tells_why),
		IN_TUNNEL(a_pair_of_pipes_is_joined),
		IN_TUNNEL(files_are_joined),
		IN_TUNNEL(a_slow_reader_stalls_nobody),
		IN_TUNNEL(a_wrong_host_key_ends_it),
		IN_TUNNEL(a_refused_user_does_not_enter),
		IN_TUNNEL(a_cut_is_no_end_of_file),
		IN_TUNNEL(a_stop_waits_for_what_is_open),
		IN_TUNNEL(connections_are_limited),
		IN_TUNNEL(each_way_ends_by_itself),
		IN_TUNNEL(a_reset_near_by_ends_the_channel_alone),
		IN_TUNNEL(a_reset_far_away_ends_the_channel_alone),
		IN_TUNNEL(a_peer_that_hangs_up_is_lost),
		IN_TUNNEL(who_never_authenticates_is_sent_away),
		IN_TUNNEL(who_is_not_authenticated_is_limited),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("relay", test, NULL, NULL);
}
