/* SPDX-License-Identifier: ISC
 *
 * ett-interop: crypto libraries against each other, each as the client and as
 * the server of sessions in memory.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vectors/interop/report.h"

enum { BACKENDS_MAX = 8, NAME_ROOM = 64, TELL_EVERY = 64, DEFAULT_SEED = 1 };

static const char usage[] =
    "usage: ett-interop [options] [PATTERN ...]\n"
    "Prove crypto libraries against each other.\n"
    "\n"
    "PATTERN    ids of rows to run, as globs; all without one\n"
    "\n"
    "  --matrix axis        one algorithm exchanged at a time (default)\n"
    "  --matrix pairwise    any two algorithms meet in a session\n"
    "  --matrix full        all combinations; takes hours\n"
    "  --backends A,B,...   the libraries; all that were built in without\n"
    "  --kex L, --hostkey L, --cipher L, --mac L\n"
    "                       only these algorithms, separated by commas\n"
    "  --seed N             all that is random comes from it (1)\n"
    "  --tamper N           change every N-th byte only (1: every one)\n"
    "  --jobs N             pairs at once (as many as there are processors)\n"
    "  --json FILE          write one JSON object per result\n"
    "  --list               print the rows, run none\n"
    "  -v, --verbose        print every result, with the library that served\n"
    "                       each algorithm\n"
    "  --help, --version\n"
    "\n"
    "Exit status: 0 all the same, 1 a difference or a failure, 2 usage error\n"
    "or nothing could be compared.\n";

struct options {
	struct interop_wish wish;
	const struct ett_backend *backends[BACKENDS_MAX + 1];
	enum interop_matrix matrix;
	const char *json;
	const char *const *patterns;
	uint64_t jobs;
	bool list, verbose;
};

static int complain(const char *what, const char *arg)
{
	fprintf(stderr, "ett-interop: %s: %s\n", arg, what);
	return 2;
}

static bool refuse(const char *what, const char *arg)
{
	complain(what, arg);
	fputs("Try ett-interop --help.\n", stderr);
	return false;
}

static bool add_backend(struct options *o, const char *name)
{
	const struct ett_backend *b = ett_backend(name);
	size_t n = 0;

	while (o->backends[n] != NULL) {
		if (o->backends[n] == b)
			return refuse("is named twice", name);
		n++;
	}
	if (b == NULL)
		return refuse("no such library was built in, or it does not "
			      "start",
			      name);
	if (n == BACKENDS_MAX)
		return refuse("too many libraries", name);
	o->backends[n] = b;
	return true;
}

static bool add_backends(struct options *o, const char *list)
{
	struct ett_bytes rest = ett_str(list), one;
	char name[NAME_ROOM];

	while (ett_names_next(&rest, &one)) {
		ett_escape(one, name, sizeof name);
		if (!add_backend(o, name))
			return false;
	}
	return o->backends[0] != NULL ? true : refuse("names none", list);
}

static bool add_all_backends(struct options *o)
{
	for (size_t i = 0; ett_backends[i] != NULL; i++)
		if (!add_backend(o, ett_backends[i]->name))
			return false;
	return true;
}

static bool read_number(const char *arg, uint64_t least, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(arg, &end, 10);
	if (errno != 0 || end == arg || *end != '\0' || arg[0] == '-' ||
	    *out < least)
		return refuse("is not a number that makes sense here", arg);
	return true;
}

static bool read_matrix(struct options *o, const char *arg)
{
	static const char *const name[] = { [INTEROP_AXIS] = "axis",
					    [INTEROP_PAIRWISE] = "pairwise",
					    [INTEROP_FULL] = "full" };

	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++)
		if (strcmp(arg, name[i]) == 0) {
			o->matrix = (enum interop_matrix)i;
			return true;
		}
	return refuse("no such matrix", arg);
}

/* A list is an error if a name in it is unknown: else it would pass. */
static bool read_only(struct options *o, enum ett_alg_kind kind,
		      const char *list)
{
	struct ett_bytes rest = ett_str(list), one;
	const char *name;

	while (ett_names_next(&rest, &one)) {
		size_t i = 0;

		while ((name = ett_alg_at(kind, i, NULL, NULL)) != NULL &&
		       !ett_bytes_is(one, name))
			i++;
		if (name == NULL)
			return refuse("has a name that is unknown", list);
	}
	o->wish.only[kind] = list;
	return true;
}

enum option {
	OPT_MATRIX,
	OPT_BACKENDS,
	OPT_KEX,
	OPT_HOSTKEY,
	OPT_CIPHER,
	OPT_MAC,
	OPT_SEED,
	OPT_TAMPER,
	OPT_JOBS,
	OPT_JSON,
	OPTIONS
};

static bool take(struct options *o, enum option which, const char *value)
{
	uint64_t n;

	switch (which) {
	case OPT_MATRIX:
		return read_matrix(o, value);
	case OPT_BACKENDS:
		return add_backends(o, value);
	case OPT_KEX:
		return read_only(o, ETT_ALG_KEX, value);
	case OPT_HOSTKEY:
		return read_only(o, ETT_ALG_SIG, value);
	case OPT_CIPHER:
		return read_only(o, ETT_ALG_CIPHER, value);
	case OPT_MAC:
		return read_only(o, ETT_ALG_MAC, value);
	case OPT_SEED:
		return read_number(value, 0, &o->wish.seed);
	case OPT_TAMPER:
		if (!read_number(value, 1, &n))
			return false;
		o->wish.tamper_step = (size_t)n;
		return true;
	case OPT_JOBS:
		return read_number(value, 1, &o->jobs);
	default:
		o->json = value;
		return true;
	}
}

/* "--name value" or "--name=value". */
static bool read_option(struct options *o, char **argv, int *i)
{
	static const char *const name[OPTIONS] = {
		[OPT_MATRIX] = "--matrix", [OPT_BACKENDS] = "--backends",
		[OPT_KEX] = "--kex",       [OPT_HOSTKEY] = "--hostkey",
		[OPT_CIPHER] = "--cipher", [OPT_MAC] = "--mac",
		[OPT_SEED] = "--seed",     [OPT_TAMPER] = "--tamper",
		[OPT_JOBS] = "--jobs",     [OPT_JSON] = "--json",
	};
	const char *arg = argv[*i], *equal = strchr(arg, '=');
	size_t n = equal != NULL ? (size_t)(equal - arg) : strlen(arg);

	for (size_t k = 0; k < OPTIONS; k++) {
		if (strlen(name[k]) != n || memcmp(name[k], arg, n) != 0)
			continue;
		if (equal == NULL && argv[*i + 1] == NULL)
			return refuse("needs a value", arg);
		return take(o, (enum option)k,
			    equal != NULL ? equal + 1 : argv[++*i]);
	}
	return refuse("unknown option", arg);
}

static bool read_options(struct options *o, char **argv)
{
	int i = 1;

	for (; argv[i] != NULL && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		if (strcmp(argv[i], "--list") == 0)
			o->list = true;
		else if (strcmp(argv[i], "-v") == 0 ||
			 strcmp(argv[i], "--verbose") == 0)
			o->verbose = true;
		else if (!read_option(o, argv, &i))
			return false;
	}
	o->patterns = (const char *const *)(argv + i);
	return o->backends[0] != NULL || add_all_backends(o);
}

/* On a terminal only, and not for each of many rows. */
static void tell(size_t done, size_t all)
{
	if (done % TELL_EVERY == 0 || done == all)
		fprintf(stderr, "\r%zu of %zu%s", done, all,
			done == all ? "\n" : "");
}

static int write_json(const struct interop *x, const char *path)
{
	FILE *f = fopen(path, "w");
	bool good = f != NULL && interop_write_json(x, f);

	if (f != NULL && fclose(f) != 0)
		good = false;
	return good ? 0 : complain(strerror(errno), path);
}

static int run(struct interop *x, const struct options *o)
{
	size_t failed;
	int status = 0;

	if (!interop_run(x, (size_t)o->jobs,
			 isatty(STDERR_FILENO) ? tell : NULL))
		return complain(strerror(errno), "cannot start a process");
	interop_judge(x);
	interop_print_rows(x, o->verbose);
	failed = interop_print_table(x);
	if (o->json != NULL)
		status = write_json(x, o->json);
	if (failed > 0)
		printf("again: --seed %llu, with the id of the row\n",
		       (unsigned long long)o->wish.seed);
	if (fflush(stdout) != 0)
		return complain(strerror(errno), "standard output");
	if (status != 0)
		return status;
	return failed > 0;
}

static int prepare_and_run(const struct options *o)
{
	struct interop x;
	const char *why;
	int status = 0;

	if (!interop_new(&x, &o->wish, &why)) {
		interop_free(&x);
		return complain(why, "nothing to compare");
	}
	interop_rows(&x, o->matrix);
	interop_keep(&x, o->patterns);
	if (x.rows_n == 0)
		status = complain("no row has such an id", "PATTERN");
	else if (o->list)
		interop_print_list(&x);
	else
		status = run(&x, o);
	interop_free(&x);
	return status;
}

int main(int argc, char **argv)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct options o = { .wish = { .seed = DEFAULT_SEED, .tamper_step = 1 },
			     .jobs = cpus > 0 ? (uint64_t)cpus : 1 };

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		puts("ett-interop " ETT_RELEASE);
		return 0;
	}
	o.wish.backends = o.backends;
	return read_options(&o, argv) ? prepare_and_run(&o) : 2;
}
