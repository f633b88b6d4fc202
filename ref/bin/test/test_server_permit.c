/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bin/server.h"

/* A grant with these lists; NULL: the line has no such option. */
static struct ett_grant grant_of(bool forward, const char *open,
				 const char *listen)
{
	struct ett_grant g = { .forward = forward,
			       .has_open = open != NULL,
			       .has_listen = listen != NULL };

	snprintf(g.open, sizeof g.open, "%s", open == NULL ? "" : open);
	snprintf(g.listen, sizeof g.listen, "%s", listen == NULL ? "" : listen);
	return g;
}

/* clang-format off */
static const struct row {
	bool forward;
	const char *key, *server; /* lists */
	const char *host;
	uint32_t port;            /* 0: a Unix socket */
	bool may;
} opens[] = {
	{ true,  NULL,         NULL,         "h", 80, true },
	{ false, NULL,         NULL,         "h", 80, false },
	{ false, "h:80",       NULL,         "h", 80, false },
	{ true,  "h:80",       NULL,         "h", 80, true },
	{ true,  "h:80",       NULL,         "h", 81, false },
	{ true,  "h:80",       NULL,         "i", 80, false },
	{ true,  "h:*",        NULL,         "h", 81, true },
	{ true,  "*:80",       NULL,         "i", 80, true },
	{ true,  "",           NULL,         "h", 80, false },
	{ true,  NULL,         "h:80",       "h", 80, true },
	{ true,  NULL,         "h:80",       "h", 81, false },
	{ true,  "h:*",        "*:80",       "h", 80, true },
	{ true,  "h:*",        "*:80",       "h", 81, false },
	{ true,  "h:*",        "*:80",       "i", 80, false },
	{ true,  NULL,         "[::1]:80",   "::1", 80, true },
	{ true,  NULL,         NULL,         "/s", 0, true },
	{ false, NULL,         NULL,         "/s", 0, false },
	{ true,  "*:*",        NULL,         "/s", 0, false },
	{ true,  NULL,         "*:*",        "/s", 0, false },
}, listens[] = {
	{ true,  NULL,         NULL,         "localhost", 80, true },
	{ true,  NULL,         NULL,         "127.0.0.1", 80, true },
	{ true,  NULL,         NULL,         "::1", 80, true },
	{ true,  NULL,         NULL,         "", 80, false },
	{ true,  NULL,         NULL,         "0.0.0.0", 80, false },
	{ true,  NULL,         NULL,         "192.0.2.1", 80, false },
	{ false, NULL,         NULL,         "localhost", 80, false },
	{ true,  "0.0.0.0:80", NULL,         "0.0.0.0", 80, true },
	{ true,  "*:80",       NULL,         "0.0.0.0", 80, true },
	{ true,  "*:80",       NULL,         "localhost", 81, false },
	{ true,  NULL,         "*:*",        "0.0.0.0", 80, true },
	{ true,  "*:80",       "localhost:*", "0.0.0.0", 80, false },
	{ true,  "*:80",       "localhost:*", "localhost", 80, true },
	{ true,  NULL,         NULL,         "/s", 0, true },
	{ true,  "*:*",        NULL,         "/s", 0, false },
};
/* clang-format on */

static void both_lists_must_permit_what_is_opened(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof opens / sizeof opens[0]; i++) {
		const struct row *r = &opens[i];
		struct ett_grant g = grant_of(r->forward, r->key, NULL);
		enum ett_target t =
		    r->port == 0 ? ETT_DIRECT_STREAMLOCAL : ETT_DIRECT_TCPIP;

		print_message("# %zu %s:%u\n", i, r->host, (unsigned)r->port);
		assert_int_equal(
		    ett_may_open(&g, r->server, t, ett_str(r->host), r->port),
		    r->may);
	}
}

static void listeners_stay_on_this_machine_unless_listed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof listens / sizeof listens[0]; i++) {
		const struct row *r = &listens[i];
		struct ett_grant g = grant_of(r->forward, NULL, r->key);
		enum ett_target t = r->port == 0 ? ETT_FORWARDED_STREAMLOCAL
						 : ETT_FORWARDED_TCPIP;

		print_message("# %zu %s:%u\n", i, r->host, (unsigned)r->port);
		assert_int_equal(
		    ett_may_listen(&g, r->server, t, ett_str(r->host), r->port),
		    r->may);
	}
}

/* A visitor that is not ready yet has a zeroed grant. */
static void nobody_may_do_anything(void **state)
{
	const struct ett_grant nobody = { 0 };

	(void)state;
	assert_false(
	    ett_may_open(&nobody, NULL, ETT_DIRECT_TCPIP, ett_str("h"), 80));
	assert_false(
	    ett_may_open(&nobody, "*:*", ETT_DIRECT_TCPIP, ett_str("h"), 80));
	assert_false(ett_may_listen(&nobody, NULL, ETT_FORWARDED_TCPIP,
				    ett_str("localhost"), 80));
}

static void lists_are_checked_when_they_are_given(void **state)
{
	struct ett_why why;

	(void)state;
	for (const char **t =
		 (const char *[]){ "h:80", "*:80", "h:*", "*:*", "[::1]:80",
				   "a:1,b:65535", NULL };
	     *t != NULL; t++)
		assert_int_equal(ett_permit_check(*t, "--x", &why), ETT_OK);
	assert_int_equal(ett_permit_check(NULL, "--x", &why), ETT_OK);
	for (const char **t =
		 (const char *[]){ "h", "80", ":80", "h:", "h:0", "h:65536",
				   "h:8x", "h:-1", "a:1,b", NULL };
	     *t != NULL; t++) {
		print_message("# %s\n", *t);
		assert_int_equal(ett_permit_check(*t, "--x", &why), ETT_FORMAT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_lists_must_permit_what_is_opened),
		cmocka_unit_test(listeners_stay_on_this_machine_unless_listed),
		cmocka_unit_test(nobody_may_do_anything),
		cmocka_unit_test(lists_are_checked_when_they_are_given),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
