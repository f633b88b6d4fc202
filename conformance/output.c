/* SPDX-License-Identifier: ISC
 *
 * Texts that hold bytes of the target were escaped where they were made; what
 * could not be written is never passed over: the run then ends with 2.  With
 * --tap all that is no result is a comment on standard output.
 */
#include "conformance/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/report.h"

enum { KNOWN_MAX = 1 << 20, PATH_LEN = 1024, SECTION_WIDTH = 22 };

static bool cannot(const char *path)
{
	fprintf(stderr, "ett-conform: %s: %s\n", path, strerror(errno));
	return false;
}

static bool read_known(struct conf_output *out)
{
	FILE *f = fopen(out->o->known, "r");
	size_t n;

	if (f == NULL)
		return cannot(out->o->known);
	out->known = malloc(KNOWN_MAX);
	n = out->known == NULL ? 0 : fread(out->known, 1, KNOWN_MAX - 1, f);
	if (out->known == NULL || ferror(f) != 0) {
		fclose(f);
		return cannot(out->o->known);
	}
	out->known[n] = '\0';
	fclose(f);
	return true;
}

static bool open_json(struct conf_output *out)
{
	const struct conf_options *o = out->o;

	if (o->json == NULL && o->junit == NULL)
		return true;
	snprintf(out->json_path, sizeof out->json_path, "%s%s",
		 o->json != NULL ? o->json : o->junit,
		 o->json != NULL ? "" : ".jsonl");
	out->json = fopen(out->json_path, "w");
	return out->json != NULL || cannot(out->json_path);
}

bool conf_output_open(struct conf_output *out, const struct conf_options *o,
		      const char *subject, const char *role)
{
	*out = (struct conf_output){ .o = o, .subject = subject, .role = role };
	if (o->report != NULL && mkdir(o->report, 0777) != 0 && errno != EEXIST)
		return cannot(o->report);
	if (o->known != NULL && !read_known(out))
		return false;
	if (o->write_known != NULL) {
		out->write_known = fopen(o->write_known, "w");
		if (out->write_known == NULL)
			return cannot(o->write_known);
		fprintf(out->write_known, "# %s\n# case: VERDICT, reason\n",
			subject);
	}
	return open_json(out);
}

/* Transcripts */

/* Results name evidence relative to the folder that they lie in. */
static const char *relative(const struct conf_output *out, const char *path,
			    char *whole)
{
	const char *slash = strrchr(out->json_path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - out->json_path) + 1;
	char here[PATH_LEN / 2];

	if (strncmp(path, out->json_path, n) == 0)
		return path + n;
	if (path[0] == '/' || getcwd(here, sizeof here) == NULL)
		return path;
	conf_text(whole, PATH_LEN, "%s/%s", here, path);
	return whole;
}

static void evidence_path(const struct conf_output *out, const char *id,
			  char *path)
{
	char name[128];
	size_t n = 0;

	for (; n < sizeof name - 1 && id[n] != '\0'; n++)
		name[n] = id[n] == '/' ? '_' : id[n];
	name[n] = '\0';
	snprintf(path, PATH_LEN, "%s/%s.txt", out->o->report, name);
}

static bool write_evidence(struct conf_output *out, const char *id,
			   const struct conf_outcome *c, char *path)
{
	FILE *f;

	evidence_path(out, id, path);
	f = fopen(path, "w");
	if (f == NULL)
		return cannot(path);
	fprintf(f,
		"case:     %s\nsubject:  %s\nverdict:  %s\nwhy:      %s\n"
		"sent:     %s\ngot:      %s\nexpected: %s\n\n"
		"-> to the target, <- from it, # sequence number\n%s",
		id, out->subject, result_verdict_name(c->verdict), c->why,
		c->sent, c->got, c->expected, c->log);
	if (fclose(f) != 0)
		return cannot(path);
	return true;
}

/* Known verdicts: "case: VERDICT, reason", # for comments */

static enum result_verdict expected_verdict(const struct conf_output *out,
					    const char *id)
{
	const char *line = out->known;
	size_t n = strlen(id);

	for (; line != NULL && *line != '\0'; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, id, n) != 0 || line[n] != ':')
			continue;
		line += n + 1;
		line += strspn(line, " ");
		for (int v = 0; v < RESULT_VERDICT_COUNT; v++) {
			const char *name =
			    result_verdict_name((enum result_verdict)v);
			size_t len = strlen(name);

			if (strncmp(line, name, len) == 0 &&
			    strchr(",\n", line[len]) != NULL)
				return (enum result_verdict)v;
		}
	}
	return RESULT_PASS;
}

/* INFO, SKIP and INCONCLUSIVE do not count, so they surprise nobody who
 * expected PASS. */
static bool is_surprise(enum result_verdict got, enum result_verdict want)
{
	if (got == want)
		return false;
	return want != RESULT_PASS || got == RESULT_FAIL ||
	       got == RESULT_NONSTRICT;
}

/* true: the verdict is a surprise. */
static bool compare_known(struct conf_output *out, const char *id,
			  const struct conf_outcome *c,
			  enum result_verdict want)
{
	if (out->write_known != NULL && c->verdict != RESULT_PASS)
		fprintf(out->write_known, "%s: %s, %s\n", id,
			result_verdict_name(c->verdict), c->why);
	if (out->known == NULL || !is_surprise(c->verdict, want))
		return false;
	out->surprises++;
	return true;
}

static const char *or_null(const char *text)
{
	return text[0] != '\0' ? text : NULL;
}

static void put_json(struct conf_output *out, const char *id,
		     const struct conf_req *req, const struct conf_outcome *c,
		     const char *evidence)
{
	struct result r = {
		.tool = "conform",
		.id = id,
		.req = req != NULL ? req->says : NULL,
		.level = req != NULL ? conf_level_name(req->level) : NULL,
		.section = req != NULL ? req->section : NULL,
		.subject = out->subject,
		.role = out->role,
		.verdict = c->verdict,
		.why = or_null(c->why),
		.sent = or_null(c->sent),
		.got = or_null(c->got),
		.expected = or_null(c->expected),
		.evidence = evidence,
		.ms = (double)c->ms,
	};

	if (result_put(out->json, &r) != ETT_OK)
		out->broken = true;
}

static void print_line(const char *id, const struct conf_req *req,
		       const struct conf_outcome *c)
{
	printf("%-12s %-28s %s%s%s\n", result_verdict_name(c->verdict), id,
	       req != NULL ? req->section : "", c->why[0] != '\0' ? ": " : "",
	       c->why);
}

/*
 * What was not decided has not passed, so INCONCLUSIVE is "not ok".  What
 * --known expects to be so fails no run and has not passed either: SKIP.
 */
static void print_tap(struct conf_output *out, const char *id,
		      const struct conf_outcome *c, bool fails, bool expected)
{
	const char *name = result_verdict_name(c->verdict);
	bool skipped = c->verdict == RESULT_SKIP && !fails;
	bool bad = fails || c->verdict == RESULT_FAIL ||
		   c->verdict == RESULT_INCONCLUSIVE;

	printf("%sok %zu - %s", bad && !expected ? "not " : "", ++out->printed,
	       id);
	if (bad && expected)
		printf(" # SKIP %s is known", name);
	else if (skipped)
		printf(" # SKIP %s", c->why);
	putchar('\n');
	if (c->verdict != RESULT_PASS && !skipped)
		printf("# %s: %s\n", name, c->why);
}

static bool should_not_kept(const struct conf_req *req,
			    const struct conf_outcome *c)
{
	return req != NULL && req->level == SHOULD &&
	       c->verdict == RESULT_NONSTRICT;
}

static void print_result(struct conf_output *out, const char *id,
			 const struct conf_req *req,
			 const struct conf_outcome *c)
{
	enum result_verdict want = expected_verdict(out, id);
	bool surprise = compare_known(out, id, c, want);
	bool fails = surprise || (out->known == NULL && out->o->strict &&
				  should_not_kept(req, c));

	if (out->o->tap)
		print_tap(out, id, c, fails,
			  out->known != NULL && c->verdict == want);
	else
		print_line(id, req, c);
	if (surprise)
		printf("%s%-28s a surprise: %s was expected\n",
		       out->o->tap ? "# " : "", id, result_verdict_name(want));
	fflush(stdout);
}

/* Of a document the first number: "RFC 4253 7" for its section 7.1. */
static void count_section(struct conf_output *out, const char *section,
			  enum result_verdict v)
{
	size_t n = strcspn(section, ".");
	size_t i = 0;

	if (n >= sizeof out->section[0].name)
		n = sizeof out->section[0].name - 1;
	while (i < out->sections &&
	       (strlen(out->section[i].name) != n ||
		memcmp(out->section[i].name, section, n) != 0))
		i++;
	if (i == CONF_SECTIONS)
		return;
	if (i == out->sections)
		memcpy(out->section[out->sections++].name, section, n);
	out->section[i].count[v]++;
}

void conf_output_put(struct conf_output *out, const char *id,
		     const struct conf_req *req, const struct conf_outcome *c)
{
	bool odd = c->verdict != RESULT_PASS && c->verdict != RESULT_SKIP;
	char path[PATH_LEN], whole[PATH_LEN];
	const char *evidence = NULL;

	if (out->o->report != NULL && odd && c->log != NULL) {
		if (write_evidence(out, id, c, path))
			evidence = relative(out, path, whole);
		else
			out->broken = true;
	}
	print_result(out, id, req, c);
	if (out->json != NULL)
		put_json(out, id, req, c, evidence);
	out->count[c->verdict]++;
	if (req != NULL)
		out->by_level[req->level][c->verdict]++;
	out->nonstrict_should += should_not_kept(req, c);
	if (req != NULL)
		count_section(out, req->section, c->verdict);
}

static void print_counts(const char *margin, const char *what,
			 const size_t *count)
{
	printf("%s%-*.*s", margin, SECTION_WIDTH, SECTION_WIDTH - 1, what);
	for (int v = 0; v < RESULT_VERDICT_COUNT; v++)
		printf(" %5zu", count[v]);
	putchar('\n');
}

static void summary(const struct conf_output *out)
{
	const char *margin = out->o->tap ? "# " : "";

	if (out->o->tap)
		printf("1..%zu", out->printed);
	printf("\n%s%s, judged as %s\n%s%-*s", margin, out->subject, out->role,
	       margin, SECTION_WIDTH, "section, level");
	for (int v = 0; v < RESULT_VERDICT_COUNT; v++)
		printf(" %5.5s", result_verdict_name((enum result_verdict)v));
	putchar('\n');
	for (size_t i = 0; i < out->sections; i++)
		print_counts(margin, out->section[i].name,
			     out->section[i].count);
	for (int l = 0; l < CONF_LEVELS; l++)
		print_counts(margin, conf_level_name((enum conf_level)l),
			     out->by_level[l]);
	print_counts(margin, "all", out->count);
}

static bool write_junit(const struct conf_output *out)
{
	struct report rep = { 0 };
	FILE *f = fopen(out->o->junit, "w");
	ett_err e;

	if (f == NULL)
		return cannot(out->o->junit);
	e = report_load(&rep, out->json_path, stderr);
	if (e == ETT_OK)
		e = report_junit(&rep, ".", f);
	report_free(&rep);
	if (e != ETT_OK)
		fprintf(stderr, "ett-conform: %s: %s\n", out->o->junit,
			ett_err_text(e));
	if (ferror(f) != 0)
		e = ETT_SPACE;
	if (fclose(f) != 0)
		return cannot(out->o->junit);
	if (out->o->json == NULL)
		remove(out->json_path);
	return e == ETT_OK;
}

static int exit_status(const struct conf_output *out)
{
	if (out->broken)
		return 2;
	if (out->known != NULL)
		return out->surprises > 0;
	if (out->count[RESULT_FAIL] > 0)
		return 1;
	return out->o->strict && out->nonstrict_should > 0;
}

int conf_output_close(struct conf_output *out)
{
	summary(out);
	if (out->json != NULL && (ferror(out->json) | fclose(out->json)) != 0)
		out->broken = !cannot(out->json_path);
	if (out->write_known != NULL &&
	    (ferror(out->write_known) | fclose(out->write_known)) != 0)
		out->broken = !cannot(out->o->write_known);
	if (out->o->junit != NULL && !write_junit(out))
		out->broken = true;
	free(out->known);
	if (fflush(stdout) != 0)
		out->broken = true;
	return exit_status(out);
}
