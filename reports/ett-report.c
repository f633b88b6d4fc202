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
    "Writes DIR/index.html, summary.md, junit.xml and results.json.\n"
    "  -o DIR      folder for the pages, made if missing\n"
    "  --help      this text\n"
    "  --version   release\n";

static const struct page {
	const char *name;
	ett_err (*render)(const struct report *rep, const char *dir, FILE *out);
} pages[] = {
	{ "index.html", report_html },
	{ "summary.md", report_markdown },
	{ "junit.xml", report_junit },
	{ "results.json", report_json },
};

static ett_err write_page(const struct page *page, const struct report *rep,
			  const char *dir)
{
	char path[PATH_MAX];
	FILE *out;
	ett_err err;

	if (snprintf(path, sizeof path, "%s/%s", dir, page->name) >=
	    (int)sizeof path) {
		errno = ENAMETOOLONG;
		return ETT_SYSTEM;
	}
	out = fopen(path, "w");
	if (out == NULL)
		return ETT_SYSTEM;
	err = page->render(rep, dir, out);
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

static int write_pages(const struct report *rep, const char *dir)
{
	char *absolute;
	ett_err err = ETT_OK;

	if (mkdir(dir, 0777) != 0 && errno != EEXIST)
		return fail(dir, ETT_SYSTEM);
	absolute = realpath(dir, NULL);
	if (absolute == NULL)
		return fail(dir, ETT_SYSTEM);
	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
		err = write_page(&pages[i], rep, absolute);
		if (err != ETT_OK)
			break;
	}
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
