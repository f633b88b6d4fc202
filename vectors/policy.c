/* SPDX-License-Identifier: ISC
 *
 * A departure from what a file states is written down, with its reason, or it
 * is a failure.
 */
#include "vectors/policy.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 4 };

static char *next_word(char **at)
{
	char *word = *at + strspn(*at, " \t");

	*at = word + strcspn(word, " \t");
	if (**at != '\0')
		*(*at)++ = '\0';
	return word;
}

/* Takes line over; false: it is no rule. */
static bool parse(struct vec_rule *r, char *line)
{
	char *words[WORDS], *at = line;

	for (int i = 0; i < WORDS; i++)
		words[i] = next_word(&at);
	at += strspn(at, " \t");
	*r = (struct vec_rule){ .line = line,
				.file = words[0],
				.which = words[1],
				.backend = words[2],
				.reason = at,
				.accept = strcmp(words[3], "accept") == 0 };
	return *at != '\0' && (r->accept || strcmp(words[3], "reject") == 0);
}

static bool add(struct vec_policy *p, const char *line)
{
	char *copy;

	if (p->n == VEC_POLICY_MAX)
		return false;
	copy = strdup(line);
	if (copy == NULL)
		return false;
	return parse(&p->rules[p->n++], copy);
}

bool vec_policy_read(struct vec_policy *p, const char *path, char *problem)
{
	FILE *in = fopen(path, "r");
	char *line = NULL;
	size_t room = 0, number = 0;
	bool ok = in != NULL;

	*p = (struct vec_policy){ .n = 0 };
	if (!ok)
		snprintf(problem, VEC_PROBLEM_MAX, "%s", strerror(errno));
	while (ok && getline(&line, &room, in) > 0) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		ok = add(p, line);
		if (!ok)
			snprintf(problem, VEC_PROBLEM_MAX,
				 "line %zu: no rule, or more than %d of them",
				 number, VEC_POLICY_MAX);
	}
	free(line);
	if (in != NULL)
		fclose(in);
	return ok;
}

void vec_policy_free(struct vec_policy *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->rules[i].line);
	p->n = 0;
}

static bool has_flag(const json_t *test, const char *flag)
{
	size_t i;
	json_t *one;

	json_array_foreach(json_object_get(test, "flags"), i,
			   one) if (json_is_string(one) &&
				    strcmp(json_string_value(one), flag) ==
					0) return true;
	return false;
}

static bool is_about(const struct vec_rule *r, const struct vec_test *t)
{
	char id[24];

	snprintf(id, sizeof id, "%zu", t->id);
	return strcmp(r->which, "*") == 0 || strcmp(r->which, id) == 0 ||
	       has_flag(t->test, r->which);
}

static bool is_for(const struct vec_rule *r, const struct vec_suite *s,
		   const char *backend)
{
	const char *slash = strrchr(s->name, '/');
	const char *base = slash != NULL ? slash + 1 : s->name;

	return fnmatch(r->file, base, 0) == 0 &&
	       (strcmp(r->backend, "*") == 0 ||
		strcmp(r->backend, backend) == 0);
}

void vec_policy_due(struct vec_policy *p, const struct vec_suite *s,
		    const char *backend)
{
	for (size_t i = 0; i < p->n; i++)
		if (is_for(&p->rules[i], s, backend))
			p->rules[i].due = true;
}

struct vec_rule *vec_policy_find(struct vec_policy *p,
				 const struct vec_suite *s,
				 const struct vec_test *t, const char *backend)
{
	for (size_t i = 0; i < p->n; i++) {
		struct vec_rule *r = &p->rules[i];

		if (is_for(r, s, backend) && is_about(r, t)) {
			r->used = true;
			return r;
		}
	}
	return NULL;
}
