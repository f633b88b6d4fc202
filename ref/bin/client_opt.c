/* SPDX-License-Identifier: ISC
 *
 * The command line of ett-client, in ssh's letters.  What has a keyword goes
 * through the keyword, so that -p, -o Port and Port in a file are one thing;
 * the file comes last, because the first value counts.
 */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bin/client.h"
#include "bin/opt_config.h"
#include "io/file.h"

enum { CONFIG_MAX = 1 << 20 };

/* clang-format off */
enum {
	PORT, IDENTITY, LOGIN, LOCAL, REMOTE, DYNAMIC, JOIN, JUMP, CIPHERS,
	MACS, OPTION, FILE_, VERBOSE, QUIET, IPV4, IPV6, NO_COMMAND, BACKEND,
	ALGORITHMS, JSON, RECONNECT, ALLOW_NONE
};

static const struct ett_opt opts[] = {
	[PORT] =       { 'p', NULL, "PORT", "port of the server (22)" },
	[IDENTITY] =   { 'i', NULL, "FILE", "private key; repeatable" },
	[LOGIN] =      { 'l', NULL, "USER", "user to log in as" },
	[LOCAL] =      { 'L', NULL, "SPEC", "[bind:]port:host:hostport: from here to there" },
	[REMOTE] =     { 'R', NULL, "SPEC", "[bind:]port:host:hostport: from there to here" },
	[DYNAMIC] =    { 'D', NULL, "SPEC", "[bind:]port: a SOCKS proxy" },
	[JOIN] =       { 'W', NULL, "HOST:PORT", "join standard input and output to it" },
	[JUMP] =       { 'J', NULL, "HOP[,HOP]", "go through these servers" },
	[CIPHERS] =    { 'c', NULL, "LIST", "ciphers" },
	[MACS] =       { 'm', NULL, "LIST", "MACs" },
	[OPTION] =     { 'o', NULL, "NAME=VALUE", "option of ssh_config(5)" },
	[FILE_] =      { 'F', NULL, "FILE", "options from a file; none by default" },
	[VERBOSE] =    { 'v', NULL, NULL, "say more; -vv: each message" },
	[QUIET] =      { 'q', NULL, NULL, "say errors alone" },
	[IPV4] =       { '4', NULL, NULL, "IPv4 alone" },
	[IPV6] =       { '6', NULL, NULL, "IPv6 alone" },
	[NO_COMMAND] = { 'N', NULL, NULL, "no command: always so" },
	[BACKEND] =    { 0, "backend", "NAME", "crypto library (auto)" },
	[ALGORITHMS] = { 0, "algorithms", NULL, "list algorithms and what serves them" },
	[JSON] =       { 0, "json", NULL, "the same as JSON, an object a line" },
	[RECONNECT] =  { 0, "reconnect", NULL, "keep listeners and come back" },
	[ALLOW_NONE] = { 0, "allow-none", NULL, "tests: cipher or MAC \"none\" if listed" },
	{ 0, NULL, NULL, NULL }
};

/* Letters that are a keyword. */
static const char *const keyword_of[] = {
	[PORT] = "Port", [LOGIN] = "User",
	[LOCAL] = "LocalForward", [REMOTE] = "RemoteForward",
	[DYNAMIC] = "DynamicForward", [JUMP] = "ProxyJump",
	[CIPHERS] = "Ciphers", [MACS] = "MACs", [ALLOW_NONE] = NULL
};
/* clang-format on */

const struct ett_prog ett_client_prog = {
	"ett-client", "[options] [USER@]HOST",
	"The near end of the tunnel: connects to an SSH-2 server and forwards.",
	opts
};

bool ett_path_expand(const char *path, char *out, size_t room)
{
	const char *home = getenv("HOME");
	const struct passwd *pw;
	int n;

	if (strncmp(path, "~/", 2) != 0) {
		n = snprintf(out, room, "%s", path);
		return n >= 0 && (size_t)n < room;
	}
	if (home == NULL || *home == '\0') {
		pw = getpwuid(getuid());
		home = pw == NULL ? NULL : pw->pw_dir;
	}
	if (home == NULL)
		return false;
	n = snprintf(out, room, "%s%s", home, path + 1);
	return n >= 0 && (size_t)n < room;
}

static ett_err set(struct ett_client_options *o, int option, char *value,
		   struct ett_why *why)
{
	const struct ett_config_sink sink = { ett_client_keyword, o };

	if (keyword_of[option] != NULL)
		return ett_client_keyword(o, keyword_of[option], value, true,
					  why);
	switch (option) {
	case IDENTITY: /* not through its keyword: a path may have blanks */
		return ett_client_identity(o, value, why);
	case JOIN:
		return ett_opt_hostport(value, &o->join, why);
	case OPTION:
		return ett_config_option(value, &sink, why);
	case FILE_:
		o->config_file = value;
		break;
	case VERBOSE:
		o->verbose++;
		break;
	case QUIET:
		o->verbose = -1;
		break;
	case IPV4:
		o->family = AF_INET;
		break;
	case IPV6:
		o->family = AF_INET6;
		break;
	case BACKEND:
		o->backend = value;
		break;
	case ALGORITHMS:
		o->algorithms = true;
		break;
	case JSON:
		o->json = true;
		break;
	case RECONNECT:
		o->reconnect = true;
		break;
	case ALLOW_NONE:
		o->allow_none = true;
		break;
	default: /* -N says what is so anyway */
		break;
	}
	return ETT_OK;
}

/* Kept until the options are done: their values point into it. */
static ett_err read_config(struct ett_client_options *o, struct ett_why *why)
{
	const struct ett_config_sink sink = { ett_client_keyword, o };
	struct ett_buf file = { 0 };
	struct ett_bytes text;
	char path[4096];
	ett_err e;

	if (o->config_file == NULL || strcmp(o->config_file, "none") == 0)
		return ETT_OK;
	if (!ett_path_expand(o->config_file, path, sizeof path))
		return ett_fail(why, "%s: no such path", o->config_file);
	e = ett_file_read(path, CONFIG_MAX, &file);
	if (e == ETT_SYSTEM)
		return ett_fail(why, "%s: %s", path, strerror(errno));
	if (e != ETT_OK)
		return ett_fail(why, "%s: %s", path, ett_err_text(e));
	text = ett_buf_view(&file);
	o->config_text = malloc(text.n + 1);
	if (o->config_text != NULL) {
		if (text.n > 0)
			memcpy(o->config_text, text.p, text.n);
		o->config_text[text.n] = '\0';
	}
	ett_buf_free(&file);
	if (o->config_text == NULL)
		return ett_fail(why, "%s", ett_err_text(ETT_NOMEM));
	return ett_config_text(o->config_text, text.n, path, o->to.host, &sink,
			       why);
}

/* Who we are, where nobody said who to be. */
static ett_err fill_user(struct ett_client_options *o, struct ett_why *why)
{
	const struct passwd *pw = getpwuid(getuid());

	snprintf(o->me, sizeof o->me, "%s", pw == NULL ? "" : pw->pw_name);
	if (o->user == NULL)
		o->user = o->me;
	if (o->user[0] == '\0')
		return ett_fail(why, "no user: say USER@HOST or -l USER");
	return ETT_OK;
}

static uint64_t or_default(uint64_t v, uint64_t standard)
{
	return v == ETT_UNSET ? standard : v;
}

static ett_err fill_defaults(struct ett_client_options *o, struct ett_why *why)
{
	o->port = or_default(o->port, 22);
	o->connect_timeout = or_default(o->connect_timeout, 0);
	o->exit_on_failure = or_default(o->exit_on_failure, 0);
	o->batch = or_default(o->batch, 0);
	o->hash_known = or_default(o->hash_known, 0);
	o->alive_every = or_default(o->alive_every, 0);
	o->alive_max = or_default(o->alive_max, 3);
	if (o->strict == ETT_STRICT_UNSET)
		o->strict = ETT_STRICT_ASK;
	if (o->known_files == 0) {
		o->known_file[0] = "~/.ssh/known_hosts";
		o->known_files = 1;
	}
	if (o->host_name == NULL)
		o->host_name = o->to.host;
	if (o->join.host[0] != '\0' && o->reconnect)
		return ett_fail(why, "-W and --reconnect exclude each other");
	return fill_user(o, why);
}

static bool complain(const struct ett_args *a, int option,
		     const struct ett_why *why)
{
	if (opts[option].name == NULL)
		ett_complain(a->prog, "-%c: %s", opts[option].letter,
			     why->text);
	else
		ett_complain(a->prog, "--%s: %s", opts[option].name, why->text);
	return false;
}

/* Options, one host among them, and options again. */
static bool scan(struct ett_client_options *o, struct ett_args *a, int *code)
{
	struct ett_why why = { "" };
	const char *host = NULL;
	int option;

	for (;;) {
		option = ett_args_next(a);
		if (option >= 0) {
			if (set(o, option, a->value, &why) != ETT_OK)
				return complain(a, option, &why);
			continue;
		}
		if (option != ETT_ARGS_END) {
			*code = ett_args_exit(option);
			return false;
		}
		if (a->at >= a->argc || host != NULL)
			break;
		host = a->argv[a->at++];
	}
	if (a->at < a->argc)
		ett_complain(a->prog, "'%s': there is no remote command",
			     a->argv[a->at]);
	else if (host == NULL && !o->algorithms)
		ett_complain(a->prog, "which host? (see ett-client --help)");
	else if (host != NULL && ett_opt_hop(host, false, &o->to, &why))
		ett_complain(a->prog, "%s", why.text);
	else
		return true;
	return false;
}

bool ett_client_options_read(struct ett_client_options *o, int argc,
			     char **argv, int *code)
{
	struct ett_args a = { &ett_client_prog, argc, argv, 0, NULL, NULL };
	struct ett_why why = { "" };
	ett_err e;

	*o = (struct ett_client_options){ .port = ETT_UNSET,
					  .alive_every = ETT_UNSET,
					  .alive_max = ETT_UNSET,
					  .connect_timeout = ETT_UNSET,
					  .exit_on_failure = ETT_UNSET,
					  .batch = ETT_UNSET,
					  .hash_known = ETT_UNSET };
	*code = ETT_EXIT_USAGE;
	if (!scan(o, &a, code))
		return false;
	/* "user@host" was on the command line: it stands before the file. */
	if (o->user == NULL && o->to.user[0] != '\0')
		o->user = o->to.user;
	e = read_config(o, &why);
	if (e == ETT_OK)
		e = fill_defaults(o, &why);
	if (e == ETT_OK)
		return true;
	ett_complain(a.prog, "%s", why.text);
	ett_client_options_done(o);
	return false;
}

void ett_client_options_done(struct ett_client_options *o)
{
	free(o->config_text);
	o->config_text = NULL;
}
