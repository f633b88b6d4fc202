/* SPDX-License-Identifier: ISC
 *
 * ett-conform: judges an SSH implementation by the RFCs, case by case.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/engine/matrix.h"
#include "conformance/engine/seed.h"
#include "conformance/jobs.h"
#include "conformance/list.h"
#include "conformance/output.h"
#include "conformance/subject.h"

static int complain(const char *what, const char *arg)
{
	fprintf(stderr, "ett-conform: %s: %s\n", arg, what);
	return 2;
}

static void put(void *ctx, const struct conf_case *c,
		const struct conf_outcome *outcome)
{
	conf_output_put(ctx, c->id, conf_req_find(c->req), outcome);
}

enum { CASES_MAX = 4096 };

static bool run_cases(struct conf_run *run, const struct conf_options *o,
		      struct conf_output *out)
{
	static const struct conf_case *cases[CASES_MAX];
	struct conf_jobs j = { .cases = cases,
			       .jobs = (unsigned)o->jobs,
			       .put = put,
			       .ctx = out };
	char why[CONF_OPEN_WHY];

	for (size_t i = 0; conf_suites[i] != NULL; i++)
		for (const struct conf_case *c = conf_suites[i]; c->id != NULL;
		     c++)
			if ((c->target & run->target->role) != 0 &&
			    conf_matches(o, c->id) && j.n < CASES_MAX)
				cases[j.n++] = c;
	if (conf_jobs_run(run, &j, why))
		return true;
	(void)complain(why, o->target);
	return false;
}

static void run_oracles(const struct conf_run *run,
			const struct conf_options *o, struct conf_output *out)
{
	static const char *const ids[][2] = { { "ROB-01", "rob-01" },
					      { "ROB-02", "rob-02" },
					      { "ROB-04", "rob-04" } };
	struct conf_outcome outcome;

	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
		if (conf_matches(o, ids[i][0]) &&
		    conf_oracle(run, ids[i][0], &outcome))
			conf_output_put(out, ids[i][0],
					conf_req_find(ids[i][1]), &outcome);
}

static int judge(const struct conf_target *target,
		 const struct conf_profile *profile,
		 const struct conf_options *o)
{
	uint64_t seed = o->seed;
	struct conf_run run = {
		.backend = conf_backend(),
		.rng = o->seeded ? conf_seeded(&seed) : ett_rng_system(),
		.seed = o->seeded ? &seed : NULL,
		.first_seed = o->seed,
		.target = target,
		.profile = *profile,
		.wait_ms = o->timeout_ms,
	};
	struct conf_output out;
	char why[CONF_WHY_MAX] = "";
	bool told;
	int status;

	if (run.backend == NULL)
		return complain("no crypto library starts", "judge");
	if (!conf_baseline(&run, why))
		return complain(why, o->target);
	fprintf(stderr,
		"%s: %s; a handshake takes %llu ms, a reaction may take "
		"%llu ms\n",
		o->target, run.facts.version,
		(unsigned long long)run.facts.handshake_ms,
		(unsigned long long)run.wait_ms);
	if (run.usual.kind != RE_KEYED)
		fprintf(stderr,
			"%s: no lawful handshake completes: %s; cases that "
			"need one are INCONCLUSIVE\n",
			o->target, run.usual.text);
	if (!conf_output_open(&out, o, run.facts.version,
			      target->role == AS_SERVER ? "server" : "client"))
		return 2;
	told = run_cases(&run, o, &out);
	run_oracles(&run, o, &out);
	status = conf_output_close(&out);
	return !told || (status == 0 && run.usual.kind != RE_KEYED) ? 2
								    : status;
}

static int run_target(const struct conf_options *o)
{
	struct conf_subject *s = conf_subject_new(o);
	int status;

	if (s == NULL)
		return 2;
	status = judge(conf_subject_target(s), conf_subject_profile(s), o);
	conf_subject_free(s);
	return status;
}

int main(int argc, char **argv)
{
	struct conf_options o;

	if (!conf_options_read(argc, argv, &o))
		return 2;
	conf_matrix_make();
	switch (o.mode) {
	case MODE_HELP:
		conf_options_help();
		return 0;
	case MODE_VERSION:
		puts("ett-conform " ETT_RELEASE);
		return 0;
	case MODE_LIST:
		return conf_list_cases(&o);
	case MODE_REQUIREMENTS:
		return conf_list_requirements(false);
	case MODE_COVERAGE:
		return conf_list_requirements(true);
	case MODE_MESSAGES:
		return conf_list_messages();
	case MODE_EXPLAIN:
		return conf_explain(o.explain);
	default:
		return run_target(&o);
	}
}
