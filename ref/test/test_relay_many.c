/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "test/tunnel.h"

/* Every connection has four sockets in this process. */
enum { MANY = 1000, ROWS = 150, ROW = 20, FILES = 4 * MANY + 100 };

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

static bool may_have_files(void)
{
	struct rlimit lim;

	if (getrlimit(RLIMIT_NOFILE, &lim) != 0)
		return false;
	if (lim.rlim_cur < FILES && lim.rlim_max >= FILES) {
		lim.rlim_cur = FILES;
		return setrlimit(RLIMIT_NOFILE, &lim) == 0;
	}
	return lim.rlim_cur >= FILES;
}

static bool all_are_answered(const struct tunnel *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->apps_n; i++)
		n += t->app[i]->got >= 1000;
	return n == 2 * MANY;
}

static void a_thousand_are_open_at_once(void **state)
{
	struct tunnel *t = *state;
	static struct app *a[MANY];
	struct ett_place at;

	if (!may_have_files())
		skip();
	tunnel_connect(t);
	at = tunnel_near_end(tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL));
	for (size_t i = 0; i < MANY; i++) {
		a[i] = tunnel_app(t, &at, 1000);
		a[i]->keep_open = true;
	}
	t->watched = true;
	assert_true(tunnel_until(t, all_are_answered));
	assert_int_equal(ett_relay_facts(t->client)->opened, MANY);
	assert_int_equal(ett_relay_facts(t->client)->closed, 0);
	t->watched = false;
	for (size_t i = 0; i < MANY; i++)
		app_finish(a[i]);
	assert_true(tunnel_until(t, all_apps_done));
	for (size_t i = 0; i < MANY; i++)
		assert_true(app_is_whole(a[i], 1000));
}

static bool none_is_open(const struct tunnel *t)
{
	const struct ett_relay_facts *f = ett_relay_facts(t->client);

	return t->waiting == 0 && f->opened == f->closed;
}

static void thousands_in_a_row_leave_nothing_behind(void **state)
{
	struct tunnel *t = *state;
	struct ett_place at;

	/* Fewer than there are connections: numbers are used again. */
	t->client_cfg.channels_max = 2 * ROW;
	tunnel_connect(t);
	at = tunnel_near_end(tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL));
	for (size_t i = 0; i < ROWS; i++) {
		struct app *a[ROW];

		for (size_t k = 0; k < ROW; k++)
			a[k] = tunnel_app(t, &at, 100 + k);
		assert_true(tunnel_until(t, none_is_open));
		for (size_t k = 0; k < ROW; k++)
			assert_true(app_is_whole(a[k], 100 + k));
		tunnel_forget_apps(t);
	}
	assert_int_equal(ett_relay_facts(t->client)->opened, ROWS * ROW);
}

/* More than the session has channels: some wait, none is lost. */
static void who_finds_no_channel_waits(void **state)
{
	struct tunnel *t = *state;
	struct ett_place at;
	struct app *a[50];

	t->client_cfg.channels_max = 8;
	tunnel_connect(t);
	at = tunnel_near_end(tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL));
	for (size_t i = 0; i < 50; i++)
		a[i] = tunnel_app(t, &at, 20000);
	assert_true(tunnel_until(t, all_apps_done));
	for (size_t i = 0; i < 50; i++)
		assert_true(app_is_whole(a[i], 20000));
}

static void new_keys_lose_nothing(void **state)
{
	struct tunnel *t = *state;
	struct app *a[4];
	struct ett_place at;

	t->client_cfg.rekey_bytes = 300000;
	t->server_cfg.rekey_bytes = 250000;
	tunnel_connect(t);
	at = tunnel_near_end(tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL));
	for (size_t i = 0; i < 4; i++)
		a[i] = tunnel_app(t, &at, 2000000);
	assert_true(tunnel_until(t, all_apps_done));
	for (size_t i = 0; i < 4; i++)
		assert_true(app_is_whole(a[i], 2000000));
	assert_true(ett_session_agreed(ett_relay_session(t->client))->rekeys >
		    10);
}

int main(void)
{
#define IN_TUNNEL(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest test[] = {
		IN_TUNNEL(a_thousand_are_open_at_once),
		IN_TUNNEL(thousands_in_a_row_leave_nothing_behind),
		IN_TUNNEL(who_finds_no_channel_waits),
		IN_TUNNEL(new_keys_lose_nothing),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("relay_many", test, NULL, NULL);
}
