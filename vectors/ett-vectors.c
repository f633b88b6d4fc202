/* SPDX-License-Identifier: ISC
 *
 * ett-vectors: test vectors, ours and other people's, on every crypto library.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vectors/files.h"
#include "vectors/nist.h"
#include "vectors/session.h"

static const char usage[] =
    "usage: ett-vectors [options] [FILE|DIR ...]\n"
    "Run test vectors on every crypto library that was built in: those of\n"
    "ett, of Wycheproof and of python3-cryptography-vectors, or those named.\n"
    "\n"
    "  --backend NAME   on this library alone; all: on each of them\n"
    "  --kind K         only files of this kind (their member \"schema\")\n"
    "  --json FILE      write one JSON object per result\n"
    "  --tap            print the Test Anything Protocol, a line per file\n"
    "  --help, --version\n"
    "\n"
    "ETT_VECTORS        folder of ett's own vectors and of the policy\n"
    "ETT_VECTORS_DATA   folder with wycheproof/\n"
    "ETT_VECTORS_NIST   folder cryptography_vectors, if not Debian's\n"
    "\n"
    "Exit status: 0 as stated everywhere, 1 a failure, 2 could not be run.\n";

enum { WYCHEPROOF_FILES = 32 };

static const char debian[] =
    "/usr/lib/python3/dist-packages/cryptography_vectors";

struct options {
	const char *backend, *kind, *json;
	bool tap;
	char **paths; /* ends with NULL */
};

static int complain(const char *what, const char *arg)
{
	char safe[512];

	ett_escape(ett_str(arg), safe, sizeof safe);
	fprintf(stderr, "ett-vectors: %s: %s\n", safe, what);
	return 2;
}

/* The option's value is the next word; false: there is none. */
static bool value(char ***at, const char **out)
{
	if ((*at)[1] == NULL)
		return false;
	*out = *++*at;
	return true;
}

static bool parse(struct options *o, char **at)
{
	for (; *at != NULL && strncmp(*at, "--", 2) == 0; at++) {
		bool ok = true;

		if (strcmp(*at, "--") == 0) {
			at++;
			break;
		}
		if (strcmp(*at, "--backend") == 0)
			ok = value(&at, &o->backend);
		else if (strcmp(*at, "--kind") == 0)
			ok = value(&at, &o->kind);
		else if (strcmp(*at, "--json") == 0)
			ok = value(&at, &o->json);
		else if (strcmp(*at, "--tap") == 0)
			o->tap = true;
		else
			ok = false;
		if (!ok)
			return complain("no such option, or no value", *at) ==
			       0;
	}
	o->paths = at;
	return true;
}

/* Not started: that is for the children. */
static bool choose_backends(struct vec_session *s, const char *name)
{
	bool all = name == NULL || strcmp(name, "all") == 0;

	for (const struct ett_backend *const *b = ett_backends;
	     *b != NULL && s->n < VEC_BACKENDS_MAX; b++)
		if (all || strcmp((*b)->name, name) == 0)
			s->backends[s->n++] = *b;
	return s->n > 0;
}

static bool known_kind(const char *name)
{
	const struct vec_kind *const *k = vec_kinds;

	while (*k != NULL && strcmp((*k)->schema, name) != 0)
		k++;
	return *k != NULL;
}

static void add_wycheproof(struct vec_session *s, struct vec_files *files)
{
	const char *data = getenv("ETT_VECTORS_DATA");
	size_t n = 0;

	if (data != NULL)
		n = vec_files_add(files, data, "wycheproof/*.json", ".");
	if (n == 0)
		vec_session_absent(s, "wycheproof", WYCHEPROOF_FILES,
				   "ETT_VECTORS_DATA names no folder with "
				   "wycheproof/ in it");
}

static void add_nist(struct vec_session *s, struct vec_files *files)
{
	const char *dir = getenv("ETT_VECTORS_NIST");
	size_t found = 0, all = 0;

	for (const struct vec_nist *r = vec_nist_rows; r->files != NULL; r++) {
		found += vec_files_add(files, dir != NULL ? dir : debian,
				       r->files, "nist");
		all += r->count;
	}
	if (found < all)
		vec_session_absent(s, "nist", all - found,
				   "Debian has them in "
				   "python3-cryptography-vectors");
}

/* Exit status. */
static int run_files(struct vec_session *s, const struct vec_files *files)
{
	for (size_t i = 0; i < files->n; i++) {
		const struct vec_file *f = &files->list[i];
		const struct vec_nist *row = vec_nist_find(f->path);
		char problem[VEC_PROBLEM_MAX];
		json_t *json = row != NULL
				   ? vec_nist_read(row, f->path, problem)
				   : vec_json_read(f->path, problem);
		const char *name =
		    strncmp(f->name, "./", 2) == 0 ? f->name + 2 : f->name;

		if (vec_session_file(s, name, json, problem) != ETT_OK)
			return complain("could not be run", f->path);
	}
	return vec_session_end(s) ? 0 : 1;
}

static int collect_and_run(struct vec_session *s, const char *home,
			   char *const *paths)
{
	struct vec_files files = { .n = 0 };
	int status = 0;

	if (*paths == NULL) {
		vec_files_add(&files, home, "*/*.json", "vectors");
		add_wycheproof(s, &files);
		add_nist(s, &files);
	}
	for (; *paths != NULL && status == 0; paths++)
		if (!vec_files_add_path(&files, *paths))
			status = complain(strerror(errno), *paths);
	if (status == 0)
		status = run_files(s, &files);
	if (!vec_output_end(&s->out) && status == 0)
		status = complain("results could not be written", "output");
	vec_files_free(&files);
	return status;
}

static int run(struct vec_session *s, const struct options *o)
{
	char *home = vec_home(), *path;
	char problem[VEC_PROBLEM_MAX];
	int status = 2;

	if (home == NULL)
		return complain("no folder of vectors; set ETT_VECTORS",
				"vectors");
	path = vec_path(home, "policy");
	if (vec_policy_read(&s->policy, path, problem))
		status = collect_and_run(s, home, o->paths);
	else
		complain(problem, path);
	vec_policy_free(&s->policy);
	free(path);
	free(home);
	return status;
}

int main(int argc, char **argv)
{
	struct options o = { .backend = NULL };
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct vec_session s = { .jobs = cpus > 0 ? (size_t)cpus : 1,
				 .out = { .text = stdout } };
	int status;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return fputs(usage, stdout) < 0;
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return puts("ett-vectors " ETT_RELEASE) < 0;
	if (argc == 0 || !parse(&o, argv + 1))
		return 2;
	if (!choose_backends(&s, o.backend))
		return complain("no such backend", o.backend);
	if (o.kind != NULL && !known_kind(o.kind))
		return complain("no such kind", o.kind);
	s.kind = o.kind;
	s.out.tap = o.tap;
	if (o.json != NULL && (s.out.json = fopen(o.json, "w")) == NULL)
		return complain(strerror(errno), o.json);
	status = run(&s, &o);
	if (s.out.json != NULL && fclose(s.out.json) != 0 && status == 0)
		status = complain(strerror(errno), o.json);
	return status;
}
