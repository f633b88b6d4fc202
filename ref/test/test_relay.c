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

static struct ett_place near_end(const struct ett_forward *f)
{
	return (struct ett_place){ .host = "127.0.0.1",
				   .port = ett_forward_spec(f)->from.port };
}

static void assert_whole(const struct app *a, uint64_t n)
{
	assert_int_equal(a->sent, n);
	assert_int_equal(a->got, n);
	assert_false(a->damaged);
	assert_false(a->reset);
	assert_true(a->eof);
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
	at = near_end(f);
	for (size_t i = 0; i < sizeof size / sizeof size[0]; i++) {
		struct app *a = tunnel_app(t, &at, size[i]);

		assert_true(tunnel_until(t, all_apps_done));
		assert_whole(a, size[i]);
	}
	ett_forward_free(f);
}

static void a_hundred_at_once_each_get_their_own(void **state)
{
	struct tunnel *t = *state;
	struct app *a[100];
	struct ett_forward *f;
	struct ett_place at;

	tunnel_connect(t);
	f = tunnel_forward(t, ETT_FORWARD_LOCAL, NULL, NULL);
	at = near_end(f);
	for (size_t i = 0; i < 100; i++)
		a[i] = tunnel_app(t, &at, 50000 + i);
	assert_true(tunnel_until(t, all_apps_done));
	for (size_t i = 0; i < 100; i++)
		assert_whole(a[i], 50000 + i);
	assert_int_equal(ett_relay_facts(t->client)->opened, 100);
	ett_forward_free(f);
}

int main(void)
{
#define IN_TUNNEL(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest test[] = {
		IN_TUNNEL(bytes_come_back_and_so_does_the_end),
		IN_TUNNEL(a_hundred_at_once_each_get_their_own),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("relay", test, NULL, NULL);
}
