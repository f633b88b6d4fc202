/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "bin/client.h"

/* Reads a command line whose words stand between bars: values may have
 * blanks. */
static bool read_line(struct ett_client_options *o, const char *line, int *code)
{
	static char text[1000], *argv[64];
	int argc = 0;

	snprintf(text, sizeof text, "ett-client|%s", line);
	for (char *p = strtok(text, "|"); p != NULL && argc < 64;
	     p = strtok(NULL, "|"))
		argv[argc++] = p;
	return ett_client_options_read(o, argc, argv, code);
}

static void good(struct ett_client_options *o, const char *line)
{
	int code;

	print_message("# %s\n", line);
	assert_true(read_line(o, line, &code));
}

static void letters_are_those_of_ssh(void **state)
{
	struct ett_client_options o;

	(void)state;
	good(&o, "-p|2200|-i|my key|-l|joe|-L|80:h:81|-R|0:h:82|-D|1080|"
		 "-J|a,b@[::1]:24|-c|aes128-ctr|-m|hmac-sha2-256|-4Nv|-v|"
		 "far.example");
	assert_int_equal(o.port, 2200);
	assert_string_equal(o.identity[0], "my key");
	assert_string_equal(o.user, "joe");
	assert_int_equal(o.forwards, 3);
	assert_int_equal(o.forward[0].kind, ETT_FORWARD_LOCAL);
	assert_int_equal(o.forward[1].kind, ETT_FORWARD_REMOTE);
	assert_int_equal(o.forward[2].kind, ETT_FORWARD_DYNAMIC);
	assert_int_equal(o.hops, 2);
	assert_string_equal(o.hop[0].host, "a");
	assert_string_equal(o.hop[1].user, "b");
	assert_string_equal(o.hop[1].host, "::1");
	assert_int_equal(o.hop[1].port, 24);
	assert_string_equal(o.ciphers, "aes128-ctr");
	assert_string_equal(o.macs, "hmac-sha2-256");
	assert_int_equal(o.family, AF_INET);
	assert_int_equal(o.verbose, 2);
	assert_string_equal(o.to.host, "far.example");
	assert_string_equal(o.host_name, "far.example");

	good(&o, "joe@h|-W|[::1]:80|-q|-6");
	assert_string_equal(o.user, "joe");
	assert_string_equal(o.join.host, "::1");
	assert_int_equal(o.join.port, 80);
	assert_int_equal(o.verbose, -1);
	assert_int_equal(o.family, AF_INET6);
}

static void keywords_set_what_they_name(void **state)
{
	struct ett_client_options o;

	(void)state;
	good(&o,
	     "h|-o|Ciphers=aes256-ctr|-o|MACs hmac-sha1|"
	     "-o|KexAlgorithms=a|-o|HostKeyAlgorithms=b|"
	     "-o|PubkeyAcceptedAlgorithms=c|-o|UserKnownHostsFile=/x \"y z\"|"
	     "-o|StrictHostKeyChecking=accept-new|-o|IdentityFile=/i|"
	     "-o|Port=23|-o|User=u|-o|RekeyLimit=1G 1h|"
	     "-o|ServerAliveInterval=1m|-o|ServerAliveCountMax=5|"
	     "-o|ExitOnForwardFailure=yes|-o|ConnectTimeout=7|"
	     "-o|ProxyJump=j:24|-o|HostName=n|-o|BatchMode=yes|"
	     "-o|HashKnownHosts=yes|-o|LocalForward=80 h:81");
	assert_string_equal(o.ciphers, "aes256-ctr");
	assert_string_equal(o.macs, "hmac-sha1");
	assert_string_equal(o.kex, "a");
	assert_string_equal(o.host_algs, "b");
	assert_string_equal(o.user_algs, "c");
	assert_int_equal(o.known_files, 2);
	assert_string_equal(o.known_file[1], "y z");
	assert_int_equal(o.strict, ETT_STRICT_NEW);
	assert_string_equal(o.identity[0], "/i");
	assert_int_equal(o.port, 23);
	assert_string_equal(o.user, "u");
	assert_int_equal(o.rekey.bytes, 1 << 30);
	assert_int_equal(o.rekey.seconds, 3600);
	assert_int_equal(o.alive_every, 60);
	assert_int_equal(o.alive_max, 5);
	assert_int_equal(o.exit_on_failure, 1);
	assert_int_equal(o.connect_timeout, 7);
	assert_int_equal(o.hops, 1);
	assert_int_equal(o.hop[0].port, 24);
	assert_string_equal(o.host_name, "n");
	assert_string_equal(o.to.host, "h");
	assert_int_equal(o.batch, 1);
	assert_int_equal(o.hash_known, 1);
	assert_string_equal(o.forward[0].to.host, "h");
}

static void the_first_value_counts(void **state)
{
	struct ett_client_options o;

	(void)state;
	good(&o, "-p|1|-o|Port=2|-p|3|-o|User=a|-l|b|c@h|"
		 "-o|StrictHostKeyChecking=no|-o|StrictHostKeyChecking=yes|"
		 "-J|none|-o|ProxyJump=j");
	assert_int_equal(o.port, 1);
	assert_string_equal(o.user, "a");
	assert_int_equal(o.strict, ETT_STRICT_NO);
	assert_int_equal(o.hops, 0);
}

static void defaults(void **state)
{
	struct ett_client_options o;

	(void)state;
	good(&o, "h");
	assert_int_equal(o.port, 22);
	assert_int_equal(o.strict, ETT_STRICT_ASK);
	assert_string_equal(o.known_file[0], "~/.ssh/known_hosts");
	assert_int_equal(o.identities, 0);
	assert_int_equal(o.alive_every, 0);
	assert_int_equal(o.exit_on_failure, 0);
	assert_null(o.ciphers);
}

static void what_is_wrong_ends_with_2(void **state)
{
	static const char *const bad[] = {
		"",
		"-x|h",
		"h|ls",
		"-p|0|h",
		"-p|65536|h",
		"-L|80|h",
		"-o|NoSuch=1|h",
		"-o|Port=|h",
		"-o|Port=x|h",
		"-o|StrictHostKeyChecking=maybe|h",
		"-o|ExitOnForwardFailure=maybe|h",
		"-o|RekeyLimit=x|h",
		"-J|@|h",
		"-W|80|h",
		"-F|/nonexistent/file|h",
		"-W|a:1|--reconnect|h",
		"-|h",
	};
	struct ett_client_options o;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		int code = 77;

		print_message("# %s\n", bad[i]);
		assert_false(read_line(&o, bad[i], &code));
		assert_int_equal(code, ETT_EXIT_USAGE);
	}
}

static void a_file_comes_after_the_command_line(void **state)
{
	static const char text[] = "Host near\n\tPort 1\nHost far*\n"
				   "\tPort 2\n\tUser \"joe\"\n"
				   "\tIdentityFile /b\n"
				   "Host *\n\tPort 3\n\tCiphers aes128-ctr\n";
	char path[] = "/tmp/ett-test-XXXXXX", line[200];
	struct ett_client_options o;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
	close(fd);
	snprintf(line, sizeof line, "-F|%s|-i|/a|far1", path);
	good(&o, line);
	assert_int_equal(o.port, 2);
	assert_string_equal(o.user, "joe");
	assert_string_equal(o.ciphers, "aes128-ctr");
	assert_int_equal(o.identities, 2);
	assert_string_equal(o.identity[0], "/a");
	assert_string_equal(o.identity[1], "/b");
	ett_client_options_done(&o);

	snprintf(line, sizeof line, "-p|9|-F|%s|jim@far1", path);
	good(&o, line);
	assert_int_equal(o.port, 9);
	assert_string_equal(o.user, "jim");
	ett_client_options_done(&o);
	unlink(path);
}

static void tables_have_their_bounds(void **state)
{
	struct ett_client_options o = { .strict = ETT_STRICT_UNSET };
	struct ett_why why;
	char spec[20];

	(void)state;
	for (int i = 0; i < ETT_FORWARDS_MAX; i++) {
		snprintf(spec, sizeof spec, "%d:h:80", i);
		assert_int_equal(
		    ett_client_keyword(&o, "LocalForward", spec, true, &why),
		    ETT_OK);
	}
	snprintf(spec, sizeof spec, "80:h:80");
	assert_int_equal(
	    ett_client_keyword(&o, "LocalForward", spec, true, &why),
	    ETT_FORMAT);
	for (int i = 0; i < ETT_IDENTITIES_MAX; i++)
		assert_int_equal(ett_client_identity(&o, "i", &why), ETT_OK);
	assert_int_equal(ett_client_identity(&o, "i", &why), ETT_FORMAT);
	snprintf(spec, sizeof spec, "a,b,c,d,e,f,g,h,i");
	assert_int_equal(ett_client_keyword(&o, "ProxyJump", spec, true, &why),
			 ETT_FORMAT);
}

static void paths_of_home(void **state)
{
	char out[20];

	(void)state;
	setenv("HOME", "/a/folder", 1);
	assert_true(ett_path_expand("~/x", out, sizeof out));
	assert_string_equal(out, "/a/folder/x");
	assert_true(ett_path_expand("~x", out, sizeof out));
	assert_string_equal(out, "~x");
	assert_false(ett_path_expand("~/0123456789", out, sizeof out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_are_those_of_ssh),
		cmocka_unit_test(keywords_set_what_they_name),
		cmocka_unit_test(the_first_value_counts),
		cmocka_unit_test(defaults),
		cmocka_unit_test(what_is_wrong_ends_with_2),
		cmocka_unit_test(a_file_comes_after_the_command_line),
		cmocka_unit_test(tables_have_their_bounds),
		cmocka_unit_test(paths_of_home),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
