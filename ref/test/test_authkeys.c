/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "crypto/authkeys.h"
#include "crypto/base64.h"
#include "crypto/keyfile.h"

/* ssh-ed25519 keys whose 32 bytes are all 'a', and all 'b'. */
#define KEY_A                                                                  \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh" \
	"YWFhYWFhYWFh"
#define KEY_B                                                                  \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJiYmJiYmJiYmJiYmJiYmJiYmJiYmJi" \
	"YmJiYmJiYmJi"
#define BLOB_A                            \
	"\0\0\0\x0bssh-ed25519\0\0\0\x20" \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* 2026-01-01T00:00:00Z */
static const int64_t new_year = 1767225600;

struct told {
	unsigned count, line;
	const char *why;
};

static void tell(void *ctx, unsigned line, const char *why)
{
	struct told *t = ctx;

	t->count++;
	t->line = line;
	t->why = why;
}

static ett_err ask(const char *text, const char *from, struct ett_grant *g,
		   struct told *told)
{
	struct ett_line_log log = { tell, told };

	*told = (struct told){ 0 };
	return ett_authorized(ett_str(text), ETT_LIT(BLOB_A), from, new_year, g,
			      &log);
}

/* clang-format off */
static const struct {
	const char *text, *from;
	bool granted, forward, logged;
} lines[] = {
	{ KEY_A "\n", "10.0.0.1", true, true, false },
	{ KEY_A, "10.0.0.1", true, true, false },
	{ "  \t" KEY_A " some comment, \"with\" anything=", "::1",
	  true, true, false },
	{ "# nothing\n\n" KEY_B "\n" KEY_A "\r\n", "::1", true, true, false },
	{ KEY_B "\n", "::1", false, false, false },
	{ "", "::1", false, false, false },
	{ "#" KEY_A, "::1", false, false, false },
	{ "ssh-rsa" " " "AAAAC3NzaC1lZDI1NTE5AAAAIGFh", "::1",
	  false, false, true },
	{ "ssh-ed25519", "::1", false, false, true },
	{ "ssh-ed25519 A", "::1", false, false, true },
	/* options that give and take */
	{ "restrict " KEY_A, "::1", true, false, false },
	{ "RESTRICT,Port-Forwarding " KEY_A, "::1", true, true, false },
	{ "port-forwarding,restrict " KEY_A, "::1", true, false, false },
	{ "no-port-forwarding " KEY_A, "::1", true, false, false },
	/* options without effect on a tunnel */
	{ "no-pty,no-X11-forwarding,no-agent-forwarding,no-user-rc " KEY_A,
	  "::1", true, true, false },
	{ "command=\"echo \\\"a b, c\\\" restrict\" " KEY_A, "::1",
	  true, true, false },
	{ "environment=\"A=B\",tunnel=\"0\",principals=\"x,y\" " KEY_A,
	  "::1", true, true, false },
	/* malformed and unknown: nothing */
	{ "no-such-option " KEY_A, "::1", false, false, true },
	{ "no-such-option " KEY_B, "::1", false, false, true },
	{ "restrict, " KEY_A, "::1", false, false, true },
	{ ",restrict " KEY_A, "::1", false, false, true },
	{ "restrict,,pty " KEY_A, "::1", false, false, true },
	{ "restrict=\"1\" " KEY_A, "::1", false, false, true },
	{ "from " KEY_A, "::1", false, false, true },
	{ "from=::1 " KEY_A, "::1", false, false, true },
	{ "from=\"::1 " KEY_A, "::1", false, false, true },
	{ "command=\"x\"restrict " KEY_A, "::1", false, false, true },
	{ "cert-authority " KEY_A, "::1", false, false, true },
	{ "restrict" KEY_A, "::1", false, false, true },
	/* from= */
	{ "from=\"10.0.0.0/8\" " KEY_A, "10.1.2.3", true, true, false },
	{ "from=\"10.0.0.0/8\" " KEY_A, "11.1.2.3", false, false, true },
	{ "from=\"10.0.0.0/8\" " KEY_B, "11.1.2.3", false, false, false },
	{ "from=\"*,!10.1.*\" " KEY_A, "10.1.2.3", false, false, true },
	{ "from=\"*,!10.1.*\" " KEY_A, "10.2.2.3", true, true, false },
	{ "from=\"!10.1.*\" " KEY_A, "10.2.2.3", false, false, true },
	{ "from=\"\" " KEY_A, "10.2.2.3", false, false, true },
	{ "from=\"10.0.0.1/8\" " KEY_A, "10.0.0.1", false, false, true },
	{ "from=\"10.0.0.0/33\" " KEY_A, "10.0.0.1", false, false, true },
	{ "from=\"::1\",from=\"*\" " KEY_A, "::1", false, false, true },
	{ "from=\"10.9.9.9\" " KEY_A "\n" KEY_A, "::1", true, true, true },
	/* expiry-time= */
	{ "expiry-time=\"20260101Z\" " KEY_A, "::1", true, true, false },
	{ "expiry-time=\"20251231Z\" " KEY_A, "::1", false, false, true },
	{ "expiry-time=\"202512312359Z\" " KEY_A, "::1",
	  false, false, true },
	{ "expiry-time=\"20260101000000Z\" " KEY_A, "::1",
	  true, true, false },
	{ "expiry-time=\"20251231235959Z\" " KEY_A, "::1",
	  false, false, true },
	{ "expiry-time=\"20990101Z\",expiry-time=\"20200101Z\" " KEY_A,
	  "::1", false, false, true },
	{ "expiry-time=\"tomorrow\" " KEY_A, "::1", false, false, true },
	{ "expiry-time=\"20261301Z\" " KEY_A, "::1", false, false, true },
	/* permitopen= and permitlisten= must be understood */
	{ "permitopen=\"a:80\",permitopen=\"[::1]:*\" " KEY_A, "::1",
	  true, true, false },
	{ "permitopen=\"a\" " KEY_A, "::1", false, false, true },
	{ "permitopen=\":80\" " KEY_A, "::1", false, false, true },
	{ "permitopen=\"a:\" " KEY_A, "::1", false, false, true },
	{ "permitopen=\"a:0\" " KEY_A, "::1", false, false, true },
	{ "permitopen=\"a:65536\" " KEY_A, "::1", false, false, true },
	{ "permitopen=\"a:80,b:80\" " KEY_A, "::1", false, false, true },
	{ "permitlisten=\"8080\" " KEY_A, "::1", true, true, false },
	{ "permitlisten=\"localhost:8080\" " KEY_A, "::1",
	  true, true, false },
};
/* clang-format on */

static void each_line_grants_what_it_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		struct ett_grant g = { 0 };
		struct told told = { 0 };
		ett_err e = ask(lines[i].text, lines[i].from, &g, &told);

		if ((e == ETT_OK) != lines[i].granted ||
		    g.forward != lines[i].forward ||
		    (told.count > 0) != lines[i].logged)
			fail_msg("line %zu (%s): %s, forward %d, log: %s", i,
				 lines[i].text, ett_err_name(e), g.forward,
				 told.why == NULL ? "nothing" : told.why);
	}
}

static void the_line_is_named(void **state)
{
	struct ett_grant g;
	struct told told = { 0 };

	(void)state;
	assert_int_equal(ask("\n# x\nnonsense\n" KEY_A, "::1", &g, &told),
			 ETT_OK);
	assert_int_equal(told.count, 1);
	assert_int_equal(told.line, 3);
	assert_int_equal(g.line, 4);
}

static void permits_are_collected_in_lower_case(void **state)
{
	struct ett_grant g;
	struct told told = { 0 };

	(void)state;
	assert_int_equal(
	    ask("permitopen=\"WWW.Example.COM:80\","
		"permitopen=\"*:443\",permitlisten=\"8080\" " KEY_A,
		"::1", &g, &told),
	    ETT_OK);
	assert_true(g.has_open);
	assert_true(g.has_listen);
	assert_string_equal(g.open, "www.example.com:80,*:443");
	assert_string_equal(g.listen, "*:8080");
}

static void a_list_too_long_grants_nothing(void **state)
{
	char text[8192] = "";
	struct ett_grant g;
	struct told told = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
			 "permitopen=\"host-number-%d:80\",", i);
	snprintf(text + strlen(text), sizeof text - strlen(text), "pty %s",
		 KEY_A);
	assert_int_equal(ask(text, "::1", &g, &told), ETT_NOKEY);
	assert_int_equal(told.count, 1);
}

static void permitted_compares_host_and_port(void **state)
{
	/* clang-format off */
	static const struct {
		const char *list, *host;
		uint32_t port;
		bool want;
	} row[] = {
		{ "", "a", 80, false },
		{ "a:80", "a", 80, true },
		{ "a:80", "A", 80, true },
		{ "A:80", "a", 80, true },
		{ "a:80", "a", 81, false },
		{ "a:80", "ab", 80, false },
		{ "ab:80", "a", 80, false },
		{ "a:80,b:*", "b", 9, true },
		{ "a:80,b:*", "c", 9, false },
		{ "*:80", "anything", 80, true },
		{ "*:80", "anything", 81, false },
		{ "*:*", "anything", 81, true },
		{ "[::1]:80", "::1", 80, true },
		{ "[::1]:80", "::2", 80, false },
		{ "a", "a", 80, false },
		{ "a:", "a", 0, false },
		{ ":80", "", 80, false },
		{ "a:4294967376", "a", 80, false },
		{ "a:65616", "a", 80, false },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		if (ett_permitted(row[i].list, ett_str(row[i].host),
				  row[i].port) != row[i].want)
			fail_msg("%s %s:%u", row[i].list, row[i].host,
				 (unsigned)row[i].port);
}

static void addresses_match_in_every_spelling(void **state)
{
	/* clang-format off */
	static const struct {
		const char *list, *addr;
		ett_err want;
	} row[] = {
		{ "192.0.2.1", "192.0.2.1", ETT_OK },
		{ "192.0.2.1", "192.0.2.10", ETT_NOKEY },
		{ "192.0.2.?", "192.0.2.1", ETT_OK },
		{ "192.0.2.?", "192.0.2.10", ETT_NOKEY },
		{ "192.0.2.1", "::ffff:192.0.2.1", ETT_OK },
		{ "192.0.2.0/24", "192.0.2.255", ETT_OK },
		{ "192.0.2.0/25", "192.0.2.128", ETT_NOKEY },
		{ "192.0.2.0/25", "192.0.2.127", ETT_OK },
		{ "0.0.0.0/0", "203.0.113.9", ETT_OK },
		{ "0.0.0.0/0", "2001:db8::1", ETT_NOKEY },
		{ "::/0", "2001:db8::1", ETT_OK },
		{ "2001:db8::/32", "2001:db8:ffff::1", ETT_OK },
		{ "2001:db8::/32", "2001:db9::1", ETT_NOKEY },
		{ "2001:DB8:0:0:0:0:0:1", "2001:db8::1", ETT_OK },
		{ "fe80::/10", "fe80::1%eth0", ETT_OK },
		{ "::1", "::1", ETT_OK },
		{ "::1", "0:0:0:0:0:0:0:1", ETT_OK },
		{ "1::", "1:0:0:0:0:0:0:0", ETT_OK },
		{ "::ffff:1.2.3.4", "1.2.3.4", ETT_OK },
		{ "1.2.3.4/", "1.2.3.4", ETT_FORMAT },
		{ "1.2.3/24", "1.2.3.4", ETT_FORMAT },
		{ "1.2.3.0/24x", "1.2.3.4", ETT_FORMAT },
		{ "1.2.3.0/024", "1.2.3.4", ETT_FORMAT },
		{ "1.2.3.256/32", "1.2.3.4", ETT_FORMAT },
		{ ":/0", "1.2.3.4", ETT_FORMAT },
		{ ":::/0", "1.2.3.4", ETT_FORMAT },
		{ "1::2::3/128", "1.2.3.4", ETT_FORMAT },
		{ "1:2:3:4:5:6:7:8:9/128", "1.2.3.4", ETT_FORMAT },
		{ "1:/16", "1.2.3.4", ETT_FORMAT },
		{ "::/129", "1.2.3.4", ETT_FORMAT },
		{ "host.example", "1.2.3.4", ETT_NOKEY },
		{ "!1.2.3.4,*", "1.2.3.4", ETT_NOKEY },
		{ "*,!1.2.0.0/16", "1.2.3.4", ETT_NOKEY },
		{ "*", "nonsense", ETT_OK },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		ett_err e = ett_from_matches(ett_str(row[i].list), row[i].addr);

		if (e != row[i].want)
			fail_msg("%s, %s: %s", row[i].list, row[i].addr,
				 ett_err_name(e));
	}
}

static void times_are_read_as_the_calendar_has_them(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		int64_t want; /* -1: FORMAT */
	} row[] = {
		{ "19700101Z", 0 },
		{ "19700102Z", 86400 },
		{ "20260101Z", 1767225600 },
		{ "20240229Z", 1709164800 },
		{ "200002291230Z", 951827400 },
		{ "20380119031408Z", 2147483648 },
		{ "20250229Z", -1 },
		{ "21000229Z", -1 },
		{ "20260001Z", -1 },
		{ "20260100Z", -1 },
		{ "20260132Z", -1 },
		{ "2026010124Z", -1 },
		{ "202601012400Z", -1 },
		{ "202601012360Z", -1 },
		{ "20260101235960Z", -1 },
		{ "2026010Z", -1 },
		{ "2026-1-1Z", -1 },
		{ "20260101z", -1 },
		{ "Z", -1 },
		{ "", -1 },
	};
	/* clang-format on */
	int64_t when;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		when = -1;
		ett_err e = ett_expiry_read(ett_str(row[i].text), &when);

		assert_int_equal(e, row[i].want < 0 ? ETT_FORMAT : ETT_OK);
		assert_int_equal(when, row[i].want);
	}
}

static void times_without_z_are_local(void **state)
{
	int64_t when = 0;

	(void)state;
	setenv("TZ", "XYZ-3", 1);
	tzset();
	assert_int_equal(ett_expiry_read(ett_str("20260101"), &when), ETT_OK);
	assert_int_equal(when, new_year - 3 * 3600);
	unsetenv("TZ");
	tzset();
}

/* Each prefix and each flipped byte of a line: no crash, and no more than
 * the line gives. */
static void damaged_lines_do_no_harm(void **state)
{
	static const char line[] =
	    "from=\"10.0.0.0/8,!10.1.*\",expiry-time=\"20990101Z\","
	    "permitopen=\"a:80\",command=\"x \\\" y\" " KEY_A " comment";
	char copy[sizeof line];
	struct ett_grant g;
	struct told told = { 0 };

	(void)state;
	assert_int_equal(ask(line, "10.2.0.1", &g, &told), ETT_OK);
	for (size_t n = 0; n < strlen(line); n++) {
		char *cut = malloc(n + 1);

		assert_non_null(cut);
		memcpy(cut, line, n);
		cut[n] = '\0';
		if (n < strlen(line) - strlen(" comment"))
			assert_int_equal(ask(cut, "10.2.0.1", &g, &told),
					 ETT_NOKEY);
		free(cut);
		for (int bit = 0; bit < 8; bit++) {
			memcpy(copy, line, sizeof line);
			copy[n] = (char)(copy[n] ^ 1 << bit);
			assert_int_not_equal(ask(copy, "10.2.0.1", &g, &told),
					     ETT_NOMEM);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_line_grants_what_it_says),
		cmocka_unit_test(the_line_is_named),
		cmocka_unit_test(permits_are_collected_in_lower_case),
		cmocka_unit_test(a_list_too_long_grants_nothing),
		cmocka_unit_test(permitted_compares_host_and_port),
		cmocka_unit_test(addresses_match_in_every_spelling),
		cmocka_unit_test(times_are_read_as_the_calendar_has_them),
		cmocka_unit_test(times_without_z_are_local),
		cmocka_unit_test(damaged_lines_do_no_harm),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
