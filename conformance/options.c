/* SPDX-License-Identifier: ISC
 *
 * One table of options; what is not in it is a usage error that names it.
 */
#include "conformance/options.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: ett-conform [options] TARGET [PATTERN ...]\n"
    "Judge an SSH implementation by the RFCs.\n"
    "\n"
    "TARGET     server:HOST:PORT   a server behind a TCP port\n"
    "           exec:COMMAND       a server on standard input and output,\n"
    "                              started for each connection\n"
    "           client:COMMAND     a client, started for each connection;\n"
    "                              {host} {port} {user} {key} {known_hosts}\n"
    "                              {listen} in it are replaced\n"
    "           inproc             this project's own core, without sockets\n"
    "           inproc:client      the same core as a client\n"
    "PATTERN    case ids to run, as globs; all without one\n"
    "\n"
    "  --list [--json]      the cases\n"
    "  --requirements       the requirements, with their number of cases\n"
    "  --coverage           each requirement with its cases\n"
    "  --explain ID         what a case does and expects\n"
    "  --messages           the message table of SSH\n"
    "  --user NAME          user that the target knows\n"
    "  --key FILE           private key that the target accepts; more of them\n"
    "                       by more options, the first is logged in with\n"
    "  --password FILE      its first line is the password of the user\n"
    "  --profile NAME|FILE  what the target has: login, tunnel, transport\n"
    "  --timeout MS         wait so long for a reaction; measured without\n"
    "  --seed N             say the same bytes in every run\n"
    "  --strict             a SHOULD that is not kept fails the run\n"
    "  --json FILE          write one JSON object per result\n"
    "  --junit FILE         write a JUnit report\n"
    "  --tap                print results as the Test Anything Protocol\n"
    "  --report DIR         write a transcript of each case that did not pass\n"
    "  --known FILE         expected verdicts; a surprise fails the run\n"
    "  --write-known FILE   write the verdicts of this run as such a file\n"
    "  --jobs N             cases at once, if the target can take it (1)\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 as expected, 1 a violation or a surprise, 2 usage error\n"
    "or the target could not be judged.\n";

void conf_options_help(void)
{
	fputs(usage, stdout);
}

enum kind {
	OPT_MODE,
	OPT_TEXT,
	OPT_NUMBER,
	OPT_FLAG,
	OPT_JSON,
	OPT_JOBS,
	OPT_KEY,
	OPT_ABSENT
};

enum { JOBS_MAX = 64 };

struct option {
	const char *name;
	enum kind kind;
	size_t at; /* offset of its member; MODE: the mode */
};

/* clang-format off */
#define OPT(member) offsetof(struct conf_options, member)
static const struct option options[] = {
	{ "--list",         OPT_MODE,   MODE_LIST },
	{ "--requirements", OPT_MODE,   MODE_REQUIREMENTS },
	{ "--coverage",     OPT_MODE,   MODE_COVERAGE },
	{ "--messages",     OPT_MODE,   MODE_MESSAGES },
	{ "--help",         OPT_MODE,   MODE_HELP },
	{ "--version",      OPT_MODE,   MODE_VERSION },
	{ "--explain",      OPT_TEXT,   OPT(explain) },
	{ "--user",         OPT_TEXT,   OPT(user) },
	{ "--key",          OPT_KEY,    0 },
	{ "--password",     OPT_TEXT,   OPT(password) },
	{ "--junit",        OPT_TEXT,   OPT(junit) },
	{ "--report",       OPT_TEXT,   OPT(report) },
	{ "--known",        OPT_TEXT,   OPT(known) },
	{ "--write-known",  OPT_TEXT,   OPT(write_known) },
	{ "--profile",      OPT_TEXT,   OPT(profile) },
	{ "--timeout",      OPT_NUMBER, OPT(timeout_ms) },
	{ "--seed",         OPT_NUMBER, OPT(seed) },
	{ "--strict",       OPT_FLAG,   OPT(strict) },
	{ "--tap",          OPT_FLAG,   OPT(tap) },
	{ "--json",         OPT_JSON,   0 },
	{ "--jobs",         OPT_JOBS,   0 },
	{ "--host-key",     OPT_ABSENT, 0 },
};
/* clang-format on */

static bool complain(const char *what, const char *arg)
{
	fprintf(stderr, "ett-conform: %s: %s\nTry ett-conform --help.\n", arg,
		what);
	return false;
}

static bool add_key(struct conf_options *o, const char *path)
{
	if (o->keys_n == CONF_KEYS_MAX)
		return complain("no more than 8 keys", "--key");
	o->key[o->keys_n++] = path;
	return true;
}

static bool number(const char *arg, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(arg, &end, 10);
	return errno == 0 && end != arg && *end == '\0' && arg[0] != '-';
}

static const struct option *find(const char *arg, size_t n)
{
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
		if (strlen(options[i].name) == n &&
		    memcmp(options[i].name, arg, n) == 0)
			return &options[i];
	return NULL;
}

/* Takes the value of an option; value is NULL if there is none. */
static bool take(struct conf_options *o, const struct option *opt,
		 const char *value)
{
	char *base = (char *)o;
	uint64_t jobs;

	if (opt->kind == OPT_ABSENT)
		return complain("not possible: what a target has and which "
				"key it holds is read from its own messages",
				opt->name);
	if (value == NULL)
		return complain("needs a value", opt->name);
	if (opt->kind == OPT_JOBS) {
		if (!number(value, &jobs) || jobs < 1 || jobs > JOBS_MAX)
			return complain("needs a number from 1 to 64",
					opt->name);
		o->jobs = jobs;
		return true;
	}
	if (opt->kind == OPT_KEY)
		return add_key(o, value);
	if (opt->kind == OPT_NUMBER) {
		if (!number(value, (uint64_t *)(void *)(base + opt->at)))
			return complain("needs a number", opt->name);
		o->seeded |= opt->at == OPT(seed);
		return true;
	}
	if (opt->kind == OPT_JSON)
		o->json = value;
	else
		memcpy(base + opt->at, &value, sizeof value);
	if (o->explain != NULL)
		o->mode = MODE_EXPLAIN;
	return true;
}

static bool takes_value(const struct conf_options *o, const struct option *opt,
			const char *next)
{
	if (opt->kind != OPT_JSON)
		return opt->kind != OPT_MODE && opt->kind != OPT_FLAG;
	return o->mode == MODE_RUN && next != NULL &&
	       strncmp(next, "--", 2) != 0;
}

static bool no_value(struct conf_options *o, const struct option *opt)
{
	switch (opt->kind) {
	case OPT_MODE:
		o->mode = (enum conf_mode)opt->at;
		break;
	case OPT_FLAG:
		*(bool *)((char *)o + opt->at) = true;
		break;
	default:
		o->as_json = true;
	}
	return true;
}

static bool read_one(struct conf_options *o, char **argv, int *i)
{
	const char *arg = argv[*i];
	const char *equals = strchr(arg, '=');
	const struct option *opt =
	    find(arg, equals ? (size_t)(equals - arg) : strlen(arg));

	if (opt == NULL)
		return complain("unknown option", arg);
	if (equals != NULL) {
		if (opt->kind == OPT_MODE || opt->kind == OPT_FLAG)
			return complain("takes no value", opt->name);
		return take(o, opt, equals + 1);
	}
	if (!takes_value(o, opt, argv[*i + 1]))
		return no_value(o, opt);
	++*i;
	return take(o, opt, argv[*i]);
}

bool conf_options_read(int argc, char **argv, struct conf_options *o)
{
	int i = 1;

	*o = (struct conf_options){ .jobs = 1 };
	for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
		if (argv[i][2] == '\0') {
			i++;
			break;
		}
		if (!read_one(o, argv, &i))
			return false;
	}
	if (o->mode == MODE_RUN && i == argc)
		return complain("a target is needed", "TARGET");
	if (o->mode == MODE_RUN && o->as_json)
		return complain("needs a value", "--json");
	if (o->mode == MODE_RUN)
		o->target = argv[i++];
	if (o->target != NULL && strncmp(o->target, "inproc", 6) == 0)
		o->seeded = true;
	o->patterns = (const char *const *)(void *)(argv + i);
	return true;
}
