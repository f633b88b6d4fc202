/* SPDX-License-Identifier: ISC
 *
 * ct [--json FILE] [--tap] [--expected FILE] [--op PATTERN] [BACKEND ...]: runs
 * itself under valgrind, and there each operation in a child process, whose
 * complaints are in a log of its own.  A deviation that is not in FILE fails;
 * one in FILE that is seen no more is told.  Exit: 0 as expected, 1 not, 2
 * could not be judged.
 */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <valgrind/memcheck.h>

#include "reports/result.h"
#include "test/ct/ct.h"

enum { OPS_MAX = 160, PATH = 512, TEXT = 512 };
enum { GOOD, BAD, UNABLE };

struct ct {
	const char *logs; /* folder */
	const char *op;   /* pattern */
	FILE *json, *expected;
	bool tap;
	unsigned count;
	int status;
};

/* What a child tells. */
struct told {
	ett_err err;
	unsigned times;
};

static const char *const usage =
    "usage: ct [--json FILE] [--tap] [--expected FILE] [--op PATTERN] "
    "[BACKEND ...]\n";

static int under_valgrind(char **argv)
{
	static char tool[] = "valgrind", option[] = "--logs";
	static char logs[] = "/tmp/ett-ct.XXXXXX";
	char *args[64] = { tool, argv[0], option, logs }, options[PATH];
	size_t n = 4;

	for (size_t i = 1; argv[i] != NULL && n < 63; i++)
		args[n++] = argv[i];
	if (mkdtemp(logs) == NULL) {
		perror("ct: a folder for logs");
		return UNABLE;
	}
	snprintf(options, sizeof options,
		 "-q --leak-check=no --error-limit=no --num-callers=12 "
		 "--log-file=%s/%%p",
		 logs);
	setenv("VALGRIND_OPTS", options, 1);
	execvp(args[0], args);
	perror("ct: valgrind");
	rmdir(logs);
	return UNABLE;
}

static void run_in_child(const struct ct_op *op, int to)
{
	unsigned before = VALGRIND_COUNT_ERRORS;
	struct told t = { op->run(op->primitive), 0 };

	t.times = (unsigned)VALGRIND_COUNT_ERRORS - before;
	_exit(write(to, &t, sizeof t) == sizeof t ? 0 : 1);
}

static void read_log(const struct ct *c, pid_t child, struct ct_found *out)
{
	char path[PATH];
	FILE *log;

	snprintf(path, sizeof path, "%s/%ld", c->logs, (long)child);
	log = fopen(path, "r");
	if (log == NULL)
		return;
	ct_log_read(log, out);
	fclose(log);
	unlink(path);
}

static ett_err observe(const struct ct *c, const struct ct_op *op,
		       struct ct_found *out)
{
	struct told t = { ETT_CRYPTO, 0 };
	int fd[2];
	pid_t child;

	*out = (struct ct_found){ 0 };
	if (pipe(fd) != 0)
		return ETT_SYSTEM;
	fflush(NULL);
	child = fork();
	if (child == 0)
		run_in_child(op, fd[1]);
	close(fd[1]);
	if (child < 0 || read(fd[0], &t, sizeof t) != sizeof t)
		t.err = ETT_SYSTEM;
	close(fd[0]);
	if (child > 0 && waitpid(child, NULL, 0) == child)
		read_log(c, child, out);
	out->times = t.times;
	return t.err;
}

/* The control is the other way round: it has to be seen. */
static enum result_verdict judge(const struct ct_op *op, ett_err e,
				 const struct ct_found *found,
				 const char *reason)
{
	if (e != ETT_OK)
		return RESULT_INCONCLUSIVE;
	if (strcmp(op->name, "control") == 0)
		return found->times > 1 ? RESULT_PASS : RESULT_FAIL;
	if (found->times == 0)
		return reason == NULL ? RESULT_PASS : RESULT_INFO;
	return reason == NULL ? RESULT_FAIL : RESULT_NONSTRICT;
}

static void explain(enum result_verdict v, ett_err e,
		    const struct ct_found *found, const char *reason, char *why)
{
	if (v == RESULT_INCONCLUSIVE)
		snprintf(why, TEXT, "failed: %s", ett_err_text(e));
	else if (v == RESULT_INFO)
		snprintf(why, TEXT, "not seen here, though expected: %s",
			 reason);
	else if (found->times == 0)
		snprintf(why, TEXT, "constant time as far as memcheck sees");
	else
		snprintf(why, TEXT, "%u uses of secrets in %s%s%s",
			 found->times, found->where, reason == NULL ? "" : ": ",
			 reason == NULL ? "" : reason);
}

static void print(struct ct *c, const struct result *r, bool good)
{
	c->count++;
	if (c->tap)
		printf("%s %u - %s %s: %s\n", good ? "ok" : "not ok", c->count,
		       r->subject, r->id, r->why);
	else
		printf("%-12s %-8s %-30s %s\n", result_verdict_name(r->verdict),
		       r->subject, r->id, r->why);
	if (c->json != NULL && result_put(c->json, r) != ETT_OK)
		c->status = UNABLE;
}

static void one(struct ct *c, const char *subject, const struct ct_op *op)
{
	struct ct_found found;
	ett_err e = observe(c, op, &found);
	const char *reason = NULL;
	char why[TEXT];
	struct result r = { .tool = "ct",
			    .id = op->name,
			    .req = "time does not depend on secrets",
			    .subject = subject,
			    .why = why };
	bool good;

	if (c->expected != NULL)
		reason = ct_reason(c->expected, subject, op->name);
	r.verdict = judge(op, e, &found, reason);
	explain(r.verdict, e, &found, reason, why);
	good = r.verdict != RESULT_FAIL && r.verdict != RESULT_INCONCLUSIVE;
	if (!good && c->status == GOOD)
		c->status = BAD;
	print(c, &r, good);
}

static void all(struct ct *c, const char *subject, const struct ett_backend *b)
{
	static struct ct_op ops[OPS_MAX];
	size_t n = ct_ops(b, ops, OPS_MAX);

	if (n > OPS_MAX) {
		fprintf(stderr, "ct: %s has too many operations\n", subject);
		c->status = UNABLE;
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (b == NULL || fnmatch(c->op, ops[i].name, 0) == 0)
			one(c, subject, &ops[i]);
}

static void judge_backend(struct ct *c, const char *name)
{
	const struct ett_backend *b = ett_backend(name);

	if (b != NULL) {
		all(c, name, b);
		return;
	}
	fprintf(stderr, "ct: no crypto backend '%s' here\n", name);
	c->status = UNABLE;
}

static FILE *open_or_end(const char *path, const char *mode)
{
	FILE *f = fopen(path, mode);

	if (f == NULL) {
		fprintf(stderr, "ct: ");
		perror(path);
		exit(UNABLE);
	}
	return f;
}

/* The first that is no option; 0: what is there is none of ours. */
static int options(struct ct *c, int argc, char **argv)
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "--tap") == 0)
			c->tap = true;
		else if (i + 1 == argc)
			return 0;
		else if (strcmp(argv[i], "--logs") == 0)
			c->logs = argv[++i];
		else if (strcmp(argv[i], "--op") == 0)
			c->op = argv[++i];
		else if (strcmp(argv[i], "--json") == 0)
			c->json = open_or_end(argv[++i], "w");
		else if (strcmp(argv[i], "--expected") == 0)
			c->expected = open_or_end(argv[++i], "r");
		else
			return 0;
	}
	return i;
}

static int finish(struct ct *c)
{
	char path[PATH];

	if (c->tap)
		printf("1..%u\n", c->count);
	if (c->json != NULL && fclose(c->json) != 0) {
		perror("ct: results");
		c->status = UNABLE;
	}
	if (c->expected != NULL)
		fclose(c->expected);
	snprintf(path, sizeof path, "%s/%ld", c->logs, (long)getpid());
	unlink(path);
	rmdir(c->logs);
	return c->status;
}

int main(int argc, char **argv)
{
	struct ct c = { .op = "*" };
	int first = options(&c, argc, argv);

	if (first == 0 || (argc == 2 && strcmp(argv[1], "--help") == 0)) {
		fputs(usage, first == 0 ? stderr : stdout);
		return UNABLE;
	}
	if (!RUNNING_ON_VALGRIND)
		return under_valgrind(argv);
	all(&c, "ett", NULL);
	for (int i = first; i < argc; i++)
		judge_backend(&c, argv[i]);
	for (size_t i = 0; first == argc && ett_backends[i] != NULL; i++)
		judge_backend(&c, ett_backends[i]->name);
	return finish(&c);
}
