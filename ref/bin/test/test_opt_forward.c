/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "bin/opt_forward.h"

/* clang-format off */
static const struct row {
	enum ett_forward_kind kind;
	const char *spec;
	const char *from; unsigned from_port; bool from_path, any;
	const char *to;   unsigned to_port;   bool to_path;
} good[] = {
	{ ETT_FORWARD_LOCAL, "80:h:81",           "",     80, 0, 0, "h",    81, 0 },
	{ ETT_FORWARD_LOCAL, "0:h:81",            "",      0, 0, 0, "h",    81, 0 },
	{ ETT_FORWARD_LOCAL, "b:80:h:81",         "b",    80, 0, 0, "h",    81, 0 },
	{ ETT_FORWARD_LOCAL, ":80:h:81",          "",     80, 0, 1, "h",    81, 0 },
	{ ETT_FORWARD_LOCAL, "*:80:h:81",         "",     80, 0, 1, "h",    81, 0 },
	{ ETT_FORWARD_LOCAL, "[::1]:80:[::2]:81", "::1",  80, 0, 0, "::2",  81, 0 },
	{ ETT_FORWARD_LOCAL, "80:[::2]:81",       "",     80, 0, 0, "::2",  81, 0 },
	{ ETT_FORWARD_LOCAL, "80:/s",             "",     80, 0, 0, "/s",    0, 1 },
	{ ETT_FORWARD_LOCAL, "b:80:/s",           "b",    80, 0, 0, "/s",    0, 1 },
	{ ETT_FORWARD_LOCAL, "/l:h:81",           "/l",    0, 1, 0, "h",    81, 0 },
	{ ETT_FORWARD_LOCAL, "/l:/s",             "/l",    0, 1, 0, "/s",    0, 1 },
	{ ETT_FORWARD_REMOTE, "0:h:81",           "",      0, 0, 0, "h",    81, 0 },
	{ ETT_FORWARD_REMOTE, "/l:[::1]:65535",   "/l",    0, 1, 0, "::1", 65535, 0 },
	{ ETT_FORWARD_DYNAMIC, "1080",            "",   1080, 0, 0, "",      0, 0 },
	{ ETT_FORWARD_DYNAMIC, "[::1]:0",         "::1",   0, 0, 0, "",      0, 0 },
	{ ETT_FORWARD_DYNAMIC, "*:1080",          "",   1080, 0, 1, "",      0, 0 },
};

static const struct {
	enum ett_forward_kind kind;
	const char *spec;
} bad[] = {
	{ ETT_FORWARD_LOCAL, "" },              { ETT_FORWARD_LOCAL, "80" },
	{ ETT_FORWARD_LOCAL, "80:h" },          { ETT_FORWARD_LOCAL, "80:h:0" },
	{ ETT_FORWARD_LOCAL, "80:h:65536" },    { ETT_FORWARD_LOCAL, "65536:h:80" },
	{ ETT_FORWARD_LOCAL, "80::81" },        { ETT_FORWARD_LOCAL, "a:b:80:h:81" },
	{ ETT_FORWARD_LOCAL, "[::1:80:h:81" },  { ETT_FORWARD_LOCAL, "[::1]80:h:81" },
	{ ETT_FORWARD_LOCAL, "::1:80:h:81" },   { ETT_FORWARD_LOCAL, "80:h:81:" },
	{ ETT_FORWARD_LOCAL, "/l" },            { ETT_FORWARD_LOCAL, "/l:h" },
	{ ETT_FORWARD_LOCAL, "/l:80:h:81" },    { ETT_FORWARD_LOCAL, "80:/s:81" },
	{ ETT_FORWARD_LOCAL, "80:h h:81" },     { ETT_FORWARD_LOCAL, "-1:h:81" },
	{ ETT_FORWARD_LOCAL, "80:h:+81" },      { ETT_FORWARD_REMOTE, "8080" },
	{ ETT_FORWARD_DYNAMIC, "" },            { ETT_FORWARD_DYNAMIC, "a:b:80" },
	{ ETT_FORWARD_DYNAMIC, "/s" },          { ETT_FORWARD_DYNAMIC, "x" },
	{ ETT_FORWARD_DYNAMIC, "/l:80" },
};
/* clang-format on */

static void forwards_in_every_form(void **state)
{
	struct ett_opt_fwd f;
	struct ett_why why;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		const struct row *r = &good[i];

		print_message("# %s\n", r->spec);
		assert_int_equal(ett_opt_forward(r->kind, r->spec, &f, &why),
				 ETT_OK);
		assert_string_equal(f.from.host, r->from);
		assert_int_equal(f.from.port, r->from_port);
		assert_int_equal(f.from.is_path, r->from_path);
		assert_int_equal(f.any_bind, r->any);
		assert_string_equal(f.to.host, r->to);
		assert_int_equal(f.to.port, r->to_port);
		assert_int_equal(f.to.is_path, r->to_path);
	}
}

static void listeners_stay_at_home_unless_told(void **state)
{
	static const struct {
		enum ett_forward_kind kind;
		const char *spec;
		int family;
		const char *from;
	} row[] = {
		{ ETT_FORWARD_LOCAL, "80:h:81", 0, "127.0.0.1" },
		{ ETT_FORWARD_LOCAL, "80:h:81", AF_INET6, "::1" },
		{ ETT_FORWARD_LOCAL, "*:80:h:81", 0, "" },
		{ ETT_FORWARD_DYNAMIC, "80", 0, "127.0.0.1" },
		{ ETT_FORWARD_DYNAMIC, ":80", 0, "" },
		{ ETT_FORWARD_REMOTE, "80:h:81", 0, "localhost" },
		{ ETT_FORWARD_REMOTE, "*:80:h:81", 0, "" },
		{ ETT_FORWARD_REMOTE, "b:80:h:81", 0, "b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct ett_opt_fwd f;
		struct ett_forward_spec spec;

		assert_int_equal(
		    ett_opt_forward(row[i].kind, row[i].spec, &f, NULL),
		    ETT_OK);
		spec = ett_opt_spec(&f, row[i].family);
		assert_string_equal(spec.from.host, row[i].from);
		assert_int_equal(spec.from.port, 80);
	}
}

static void malformed_forwards_are_named(void **state)
{
	struct ett_opt_fwd f;
	struct ett_why why;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		print_message("# '%s'\n", bad[i].spec);
		assert_int_equal(
		    ett_opt_forward(bad[i].kind, bad[i].spec, &f, &why),
		    ETT_FORMAT);
		assert_non_null(strstr(why.text, bad[i].spec));
	}
}

static void long_names_are_refused(void **state)
{
	char spec[400] = "80:";
	struct ett_opt_fwd f;

	(void)state;
	memset(spec + 3, 'h', 256);
	strcpy(spec + 3 + 255, ":81");
	assert_int_equal(ett_opt_forward(ETT_FORWARD_LOCAL, spec, &f, NULL),
			 ETT_OK);
	strcpy(spec + 3 + 256 - 1, "h:81");
	assert_int_equal(ett_opt_forward(ETT_FORWARD_LOCAL, spec, &f, NULL),
			 ETT_FORMAT);
	spec[3] = '/';
	spec[3 + 107] = '\0';
	assert_int_equal(ett_opt_forward(ETT_FORWARD_LOCAL, spec, &f, NULL),
			 ETT_OK);
	spec[3 + 107] = 'h';
	spec[3 + 108] = '\0';
	assert_int_equal(ett_opt_forward(ETT_FORWARD_LOCAL, spec, &f, NULL),
			 ETT_FORMAT);
}

static void hops(void **state)
{
	static const struct {
		const char *spec;
		bool with_port;
		ett_err e;
		const char *user, *host;
		unsigned port;
	} row[] = {
		{ "h", true, ETT_OK, "", "h", 0 },
		{ "u@h", true, ETT_OK, "u", "h", 0 },
		{ "u@h:22", true, ETT_OK, "u", "h", 22 },
		{ "u@d@h:22", true, ETT_OK, "u@d", "h", 22 },
		{ "[::1]:22", true, ETT_OK, "", "::1", 22 },
		{ "::1", true, ETT_OK, "", "::1", 0 },
		{ "u@[::1]", true, ETT_OK, "u", "::1", 0 },
		{ "::1", false, ETT_OK, "", "::1", 0 },
		{ "u@h", false, ETT_OK, "u", "h", 0 },
		{ "@h", true, ETT_FORMAT, "", "", 0 },
		{ "u@", true, ETT_FORMAT, "", "", 0 },
		{ "", true, ETT_FORMAT, "", "", 0 },
		{ "h:", true, ETT_FORMAT, "", "", 0 },
		{ "h:0", true, ETT_FORMAT, "", "", 0 },
		{ ":22", true, ETT_FORMAT, "", "", 0 },
		{ "-oX", true, ETT_FORMAT, "", "", 0 },
		{ "u@-oX", true, ETT_FORMAT, "", "", 0 },
		{ "a b", true, ETT_FORMAT, "", "", 0 },
	};
	struct ett_hop hop;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		print_message("# '%s'\n", row[i].spec);
		assert_int_equal(
		    ett_opt_hop(row[i].spec, row[i].with_port, &hop, NULL),
		    row[i].e);
		if (row[i].e != ETT_OK)
			continue;
		assert_string_equal(hop.user, row[i].user);
		assert_string_equal(hop.host, row[i].host);
		assert_int_equal(hop.port, row[i].port);
	}
}

static void destinations_of_w(void **state)
{
	struct ett_opt_place p;

	(void)state;
	assert_int_equal(ett_opt_hostport("[::1]:80", &p, NULL), ETT_OK);
	assert_string_equal(p.host, "::1");
	assert_int_equal(p.port, 80);
	for (const char **t =
		 (const char *[]){ "h", "h:0", ":1", "h:1:2", "/s", NULL };
	     *t != NULL; t++)
		assert_int_equal(ett_opt_hostport(*t, &p, NULL), ETT_FORMAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forwards_in_every_form),
		cmocka_unit_test(listeners_stay_at_home_unless_told),
		cmocka_unit_test(malformed_forwards_are_named),
		cmocka_unit_test(long_names_are_refused),
		cmocka_unit_test(hops),
		cmocka_unit_test(destinations_of_w),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
