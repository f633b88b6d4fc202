/* SPDX-License-Identifier: ISC
 *
 * ett-report: result lines in, pages out; nothing is written unless every
 * line was understood.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>

#include "reports/report.h"

static const char usage[] =
    "usage: ett-report -o DIR RESULTS.jsonl ...\n"
    "Writes DIR/index.html, matrix.html, a page for each target, summary.md,\n"
    "junit.xml and results.json.\n"
    "  -o DIR      folder for the pages, made if missing\n"
    "  --help      this text\n"
    "  --version   release\n";

struct pages {
	const struct report *rep;
	struct report_targets targets;
	const char *dir;
};

static ett_err index_page(const struct pages *p, size_t which, FILE *out)
{
	(void)which;
	return report_html(p->rep, &p->targets, p->dir, out);
}

static ett_err matrix_page(const struct pages *p, size_t which, FILE *out)
{
	(void)which;
	return report_matrix(p->rep, &p->targets, p->dir, out);
}

static ett_err target_page(const struct pages *p, size_t which, FILE *out)
{
	return report_target_page(p->rep, &p->targets, which, p->dir, out);
}

static ett_err markdown_page(const struct pages *p, size_t which, FILE *out)
{
	(void)which;
	return report_markdown(p->rep, p->dir, out);
}

static ett_err junit_page(const struct pages *p, size_t which, FILE *out)
{
	(void)which;
	return report_junit(p->rep, p->dir, out);
}

static ett_err json_page(const struct pages *p, size_t which, FILE *out)
{
	(void)which;
	return report_json(p->rep, p->dir, out);
}

typedef ett_err renderer(const struct pages *p, size_t which, FILE *out);

static const struct {
	const char *name;
	renderer *render;
} pages[] = {
	{ "index.html", index_page },    { "matrix.html", matrix_page },
	{ "summary.md", markdown_page }, { "junit.xml", junit_page },
	{ "results.json", json_page },
};

static ett_err write_page(const struct pages *p, const char *name,
			  renderer *render, size_t which)
{
	char path[PATH_MAX];
	FILE *out;
	ett_err err;

	if (snprintf(path, sizeof path, "%s/%s", p->dir, name) >=
	    (int)sizeof path) {
		errno = ENAMETOOLONG;
		return ETT_SYSTEM;
	}
	out = fopen(path, "w");
	if (out == NULL)
		return ETT_SYSTEM;
	err = render(p, which, out);
	if (ferror(out) && err == ETT_OK)
		err = ETT_SYSTEM;
	if (fclose(out) != 0 && err == ETT_OK)
		err = ETT_SYSTEM;
	return err;
}

static int fail(const char *what, ett_err err)
{
	fprintf(stderr, "ett-report: %s: %s\n", what,
		err == ETT_SYSTEM ? strerror(errno) : ett_err_text(err));
	return 2;
}

static ett_err write_all(const struct report *rep, const char *dir)
{
	struct pages p = { .rep = rep, .dir = dir };
	ett_err err = report_targets_find(rep, &p.targets);

	for (size_t i = 0; err == ETT_OK && i < sizeof pages / sizeof pages[0];
	     i++)
		err = write_page(&p, pages[i].name, pages[i].render, 0);
	for (size_t i = 0; err == ETT_OK && i < p.targets.n; i++)
		err = write_page(&p, p.targets.target[i].page, target_page, i);
	report_targets_free(&p.targets);
	return err;
}

static int write_pages(const struct report *rep, const char *dir)
{
	char *absolute;
	ett_err err = ETT_OK;

	if (mkdir(dir, 0777) != 0 && errno != EEXIST)
		return fail(dir, ETT_SYSTEM);
	absolute = realpath(dir, NULL);
	if (absolute == NULL)
		return fail(dir, ETT_SYSTEM);
	err = write_all(rep, absolute);
	free(absolute);
	return err == ETT_OK ? 0 : fail(dir, err);
}

static int report(const char *dir, char *const *paths)
{
	struct report rep = { .n = 0 };
	int status = 0;

	for (; *paths != NULL; paths++) {
		ett_err err = report_load(&rep, *paths, stderr);

		if (err == ETT_SYSTEM || err == ETT_NOMEM)
			fail(*paths, err);
		if (err != ETT_OK)
			status = 2;
	}
	if (status != 0) {
		fputs("ett-report: nothing written\n", stderr);
	} else if (rep.n == 0) {
		fputs("ett-report: no results, nothing written\n", stderr);
		status = 2;
	} else {
		status = write_pages(&rep, dir);
	}
	report_free(&rep);
	return status;
}

int main(int argc, char **argv)
{
	const char *dir = NULL;
	int at = 1;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return fputs(usage, stdout) < 0;
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return puts("ett-report " ETT_RELEASE) < 0;
	if (at + 1 < argc && strcmp(argv[at], "-o") == 0) {
		dir = argv[at + 1];
		at += 2;
	}
	if (at < argc && strcmp(argv[at], "--") == 0)
		at++;
	else if (at < argc && argv[at][0] == '-')
		dir = NULL;
	if (dir == NULL || at == argc) {
		fputs(usage, stderr);
		return 2;
	}
	return report(dir, argv + at);
}
