/* SPDX-License-Identifier: ISC
 *
 * Everything printed here is the project's own text, and none of it is made
 * up: cases, requirements and messages are read from their tables.
 */
#include "conformance/list.h"

#include <fnmatch.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "conformance/engine/req.h"
#include "conformance/engine/words.h"

bool conf_matches(const struct conf_options *o, const char *id)
{
	if (o->patterns[0] == NULL)
		return true;
	for (size_t i = 0; o->patterns[i] != NULL; i++)
		if (fnmatch(o->patterns[i], id, 0) == 0)
			return true;
	return false;
}

static const char *role_name(unsigned target)
{
	static const char *const names[] = { "-", "server", "client", "both" };

	return names[target & AS_BOTH];
}

static int put_json(json_t *line)
{
	int bad = line == NULL || json_dumpf(line, stdout, JSON_COMPACT) != 0 ||
		  putchar('\n') == EOF;

	json_decref(line);
	return bad;
}

static int case_as_json(const struct conf_case *c, const struct conf_req *r)
{
	return put_json(json_pack("{ssssssssssssss si}", "id", c->id, "req",
				  r->id, "requirement", r->says, "level",
				  conf_level_name(r->level), "section",
				  r->section, "role", role_name(c->target),
				  "says", c->says, "tier", (int)c->tier));
}

static int untested_as_json(const struct conf_req *r)
{
	return put_json(json_pack("{ssssssssssss}", "req", r->id, "requirement",
				  r->says, "level", conf_level_name(r->level),
				  "section", r->section, "role",
				  role_name(r->who), "untested", r->untested));
}

/* What has no case is listed too, so that nobody takes it for tested. */
static int list_untested(const struct conf_options *o)
{
	int bad = 0;

	for (const struct conf_req *r = conf_reqs; r->id != NULL; r++) {
		if (r->untested == NULL || o->patterns[0] != NULL)
			continue;
		if (o->as_json)
			bad |= untested_as_json(r);
		else
			printf("%-28s %-6s %-6s -  %s: not testable here: %s\n",
			       r->id, conf_level_name(r->level),
			       role_name(r->who), r->says, r->untested);
	}
	return bad;
}

int conf_list_cases(const struct conf_options *o)
{
	int bad = 0;

	for (size_t i = 0; conf_suites[i] != NULL; i++) {
		for (const struct conf_case *c = conf_suites[i]; c->id != NULL;
		     c++) {
			const struct conf_req *r = conf_req_find(c->req);

			if (r == NULL || !conf_matches(o, c->id))
				continue;
			if (o->as_json)
				bad |= case_as_json(c, r);
			else
				printf("%-28s %-6s %-6s %u  %s\n", c->id,
				       conf_level_name(r->level),
				       role_name(c->target), c->tier, c->says);
		}
	}
	return bad | list_untested(o);
}

static void cases_of(const struct conf_req *r)
{
	for (size_t i = 0; conf_suites[i] != NULL; i++)
		for (const struct conf_case *c = conf_suites[i]; c->id != NULL;
		     c++)
			if (strcmp(c->req, r->id) == 0)
				printf("    %-28s %s\n", c->id, c->says);
}

int conf_list_requirements(bool with_cases)
{
	for (const struct conf_req *r = conf_reqs; r->id != NULL; r++) {
		printf("%-14s %-6s %-6s %3zu  %-13s %s\n", r->id,
		       conf_level_name(r->level), role_name(r->who),
		       conf_req_cases(r), r->section, r->says);
		if (r->untested != NULL)
			printf("    not testable here: %s\n", r->untested);
		if (with_cases)
			cases_of(r);
	}
	return 0;
}

static const char *phases(unsigned phase, char *out, size_t room)
{
	snprintf(out, room, "%s%s%s%s", phase & ETT_PHASE_KEX ? "kex " : "",
		 phase & ETT_PHASE_SVC ? "service " : "",
		 phase & ETT_PHASE_AUTH ? "auth " : "",
		 phase & ETT_PHASE_CONN ? "connection " : "");
	return out;
}

int conf_list_messages(void)
{
	static const char *const from[] = { "-", "client", "server", "both" };
	char when[64];

	for (size_t i = 0; i < ETT_MSG_COUNT; i++) {
		const struct ett_layout *l = &ett_layout[i];

		if (l->inside != NULL)
			printf("    %-26s in %s \"%s\"", l->name, l->inside,
			       l->key);
		else
			printf("%3u %-26s %-6s %s(%s)", l->number, l->name,
			       from[l->from],
			       phases(l->phase, when, sizeof when), l->rfc);
		for (const struct ett_field *f = l->fields(); f->name != NULL;
		     f++)
			printf(" %s", f->name);
		putchar('\n');
	}
	return 0;
}

static void explain_steps(const struct conf_case *c)
{
	char good[300], tolerable[300], open[300];

	for (const struct conf_step *s = c->steps; s->op != OP_END; s++) {
		if (s->good == 0)
			continue;
		conf_reactions_text(s->good, good, sizeof good);
		conf_reactions_text(s->tolerable, tolerable, sizeof tolerable);
		conf_reactions_text(s->open, open, sizeof open);
		printf("PASS:        %s\n", good);
		if (s->tolerable != 0)
			printf("NONSTRICT:   %s\n", tolerable);
		if (s->open != 0)
			printf("INCONCLUSIVE: %s\n", open);
		printf("FAIL:        all else\n");
	}
}

int conf_explain(const char *id)
{
	static const char *const starts[] = { "connected, nothing sent",
					      "identifications exchanged",
					      "KEXINITs exchanged",
					      "all said but our NEWKEYS",
					      "new keys in use",
					      "service ssh-userauth accepted",
					      "logged in",
					      "a channel open" };

	const struct conf_case *c = conf_case_find(id);
	const struct conf_req *r = c == NULL ? NULL : conf_req_find(c->req);

	if (r == NULL) {
		fprintf(stderr, "ett-conform: %s: no such case; see --list\n",
			id);
		return 2;
	}
	printf("%s: %s\n", c->id, c->says);
	printf("Requirement: %s, %s, %s\n", r->id, conf_level_name(r->level),
	       r->section);
	printf("             %s\n", r->says);
	printf("Target:      %s\nTier:        %u\n", role_name(c->target),
	       c->tier);
	printf("Start:       %s\n", starts[c->start]);
	explain_steps(c);
	return 0;
}
