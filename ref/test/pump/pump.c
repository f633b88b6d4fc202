/*
 * SPDX-License-Identifier: ISC
 *
 * pump: a load that proves itself, for tests of tunnels.  This file reads the
 * command line; nothing starts before all of it is understood.
 */
#include "test/pump/pump.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/pump/net.h"

static const char usage[] =
    "usage: pump serve [-l ADDR] [--count N] [--limit SECONDS]\n"
    "       pump send [OPTION ...] ADDR\n"
    "       pump send [OPTION ...] --run -- COMMAND ...\n"
    "       pump port\n"
    "ADDR is HOST:PORT or the path of a Unix socket.  Options of send:\n"
    "  --bytes N[K|M|G]    each way, over each connection (64K)\n"
    "  --conns N           open at once (1)\n"
    "  --serial N          so many rounds, one after another (1)\n"
    "  --slow near|far|both  the first connection reads only when all\n"
    "                      others of its round have ended\n"
    "  --no-half-close     for peers that end both directions at once\n"
    "  --refused           every connection must end before any byte came\n"
    "  --socks 4|5 --proxy HOST:PORT   go through a SOCKS server\n"
    "  --limit SECONDS     for everything (60)\n"
    "  --seed N            instead of a random one\n"
    "Facts come as one line of JSON on stdout.  Exit status: 0 all as\n"
    "expected, 1 not, 2 usage error.\n";

enum { OPT_RUN = 'r' };

/* clang-format off */
static const struct option options[] = {
	{ "bytes",         required_argument, NULL, 'b' },
	{ "conns",         required_argument, NULL, 'c' },
	{ "count",         required_argument, NULL, 'n' },
	{ "help",          no_argument,       NULL, 'h' },
	{ "limit",         required_argument, NULL, 't' },
	{ "no-half-close", no_argument,       NULL, 'H' },
	{ "proxy",         required_argument, NULL, 'x' },
	{ "refused",       no_argument,       NULL, 'R' },
	{ "run",           no_argument,       NULL, OPT_RUN },
	{ "seed",          required_argument, NULL, 's' },
	{ "serial",        required_argument, NULL, 'S' },
	{ "slow",          required_argument, NULL, 'w' },
	{ "socks",         required_argument, NULL, 'k' },
	{ "version",       no_argument,       NULL, 'V' },
	{ NULL, 0, NULL, 0 }
};
/* clang-format on */

static int usage_error(const char *what, const char *arg)
{
	fprintf(stderr, "pump: %s%s; see pump --help\n", what, arg);
	return 2;
}

/* A number with K, M or G; false: it is none. */
static bool number(const char *arg, uint64_t max, uint64_t *out)
{
	static const char units[] = "KMG";
	const char *unit;
	char *end;
	uint64_t n = strtoull(arg, &end, 10);

	if (end == arg || *arg == '-')
		return false;
	unit = *end != '\0' ? strchr(units, *end) : NULL;
	if (unit != NULL) {
		n <<= 10 * (unit - units + 1);
		end++;
	}
	if (*end != '\0' || n > max)
		return false;
	*out = n;
	return true;
}

static bool count(const char *arg, unsigned *out)
{
	uint64_t n;

	if (!number(arg, 1000000, &n))
		return false;
	*out = (unsigned)n;
	return true;
}

static bool slow(const char *arg, unsigned *out)
{
	static const char *const name[] = { "none", "near", "far", "both" };

	for (unsigned i = 0; i < sizeof name / sizeof name[0]; i++) {
		if (strcmp(arg, name[i]) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

/* One option; false: its argument makes no sense. */
static bool take(struct pump_options *o, int opt, const char *arg)
{
	switch (opt) {
	case 'b':
		return number(arg, UINT64_C(1) << 40, &o->bytes);
	case 'c':
		return count(arg, &o->conns) && o->conns > 0 &&
		       o->conns <= PUMP_LIVE_MAX;
	case 'n':
		return count(arg, &o->count);
	case 't':
		return count(arg, &o->limit);
	case 'H':
		o->half_close = false;
		return true;
	case 'x':
		o->proxy = arg;
		return true;
	case 'R':
		o->refused = true;
		return true;
	case 's':
		return number(arg, UINT64_MAX, &o->seed);
	case 'S':
		return count(arg, &o->rounds) && o->rounds > 0;
	case 'w':
		return slow(arg, &o->slow);
	case 'k':
		return count(arg, &o->socks) &&
		       (o->socks == 4 || o->socks == 5);
	case 'l':
		o->addr = arg;
		return true;
	default:
		return false;
	}
}

static int free_port(void)
{
	int port = pump_free_port();

	if (port < 0)
		return 2;
	printf("%d\n", port);
	return 0;
}

static int send_mode(struct pump_options *o, char **rest, bool run)
{
	if (rest[0] == NULL)
		return usage_error("send needs an address", "");
	if (!run && rest[1] != NULL)
		return usage_error("one address is enough: ", rest[1]);
	if ((o->socks != 0) != (o->proxy != NULL))
		return usage_error("--socks and --proxy need each other", "");
	if (run && (o->socks != 0 || o->conns * o->rounds != 1))
		return usage_error("--run is for one connection", "");
	o->addr = rest[0];
	o->run = run ? rest : NULL;
	return pump_send(o);
}

static int dispatch(struct pump_options *o, char **rest, bool run)
{
	const char *mode = rest[0];

	signal(SIGPIPE, SIG_IGN);
	if (mode == NULL)
		return usage_error("no mode", "");
	if (ett_backend("auto") == NULL)
		return usage_error("the crypto library did not start", "");
	if (strcmp(mode, "port") == 0)
		return free_port();
	if (strcmp(mode, "serve") == 0)
		return rest[1] == NULL ? pump_serve(o)
				       : usage_error("what is ", rest[1]);
	if (strcmp(mode, "send") == 0)
		return send_mode(o, rest + 1, run);
	return usage_error("no such mode: ", mode);
}

int main(int argc, char **argv)
{
	struct pump_options o = { .bytes = 65536,
				  .conns = 1,
				  .rounds = 1,
				  .limit = 60,
				  .half_close = true,
				  .addr = "127.0.0.1:0" };
	struct ett_rng rng = ett_rng_system();
	bool run = false;
	int opt;

	if (rng.fill(rng.ctx, (uint8_t *)&o.seed, sizeof o.seed) != ETT_OK)
		return usage_error("no random bytes", "");
	if (argc > 1 && strcmp(argv[1], "serve") == 0)
		o.limit = 0;
	while ((opt = getopt_long(argc, argv, "l:h", options, NULL)) != -1) {
		if (opt == 'h')
			return fputs(usage, stdout) < 0 ? 2 : 0;
		if (opt == 'V')
			return puts("pump " ETT_RELEASE) < 0 ? 2 : 0;
		if (opt == OPT_RUN)
			run = true;
		else if (!take(&o, opt, optarg))
			return usage_error("bad option or argument ",
					   optarg != NULL ? optarg : "");
	}
	return dispatch(&o, argv + optind, run);
}
