/* SPDX-License-Identifier: ISC
 *
 * Writer and reader work through the same table, so neither can know a
 * member that the other does not.
 */
#include "reports/result.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

struct member {
	const char *name;
	size_t offset; /* of a const char * in struct result */
	bool required;
};

/* clang-format off */
#define TEXT(name, required) { #name, offsetof(struct result, name), required }
static const struct member before_verdict[] = {
	TEXT(tool, true), TEXT(id, true), TEXT(req, false),
	TEXT(level, false), TEXT(section, false), TEXT(subject, true),
	TEXT(role, false), { NULL, 0, false },
};
static const struct member after_verdict[] = {
	TEXT(why, false), TEXT(sent, false), TEXT(got, false),
	TEXT(expected, false), TEXT(evidence, false), { NULL, 0, false },
};
#undef TEXT

static const char *const verdicts[RESULT_VERDICT_COUNT] = {
#define V(name) #name,
	RESULT_VERDICTS(V)
#undef V
};
/* clang-format on */

const char *result_verdict_name(enum result_verdict v)
{
	return verdicts[v];
}

static const char *text_of(const struct result *r, const struct member *m)
{
	const char *text;

	memcpy(&text, (const char *)r + m->offset, sizeof text);
	return text;
}

/* jansson takes valid UTF-8 only; the rest is made printable. */
static json_t *text_json(const char *text)
{
	json_t *json = json_string(text);
	size_t room = 4 * strlen(text) + 1;
	char *safe;

	if (json != NULL)
		return json;
	safe = malloc(room);
	if (safe == NULL)
		return NULL;
	ett_escape(ett_str(text), safe, room);
	json = json_string(safe);
	free(safe);
	return json;
}

static ett_err put_texts(json_t *object, const struct member *m,
			 const struct result *r)
{
	for (; m->name != NULL; m++) {
		const char *text = text_of(r, m);

		if (text == NULL && m->required)
			return ETT_ARG;
		if (json_object_set_new(object, m->name,
					text == NULL ? json_null()
						     : text_json(text)) != 0)
			return ETT_NOMEM;
	}
	return ETT_OK;
}

static ett_err put_all(json_t *object, const struct result *r)
{
	ett_err err;

	if (r->verdict >= RESULT_VERDICT_COUNT ||
	    (r->verdict != RESULT_PASS && r->why == NULL))
		return ETT_ARG;
	err = put_texts(object, before_verdict, r);
	if (err != ETT_OK)
		return err;
	if (json_object_set_new(object, "verdict",
				json_string(verdicts[r->verdict])) != 0)
		return ETT_NOMEM;
	err = put_texts(object, after_verdict, r);
	if (err != ETT_OK)
		return err;
	if (json_object_set_new(object, "ms", json_real(r->ms)) != 0)
		return ETT_NOMEM;
	return ETT_OK;
}

ett_err result_put(FILE *out, const struct result *r)
{
	json_t *object = json_object();
	char *line = NULL;
	ett_err err;

	if (object == NULL)
		return ETT_NOMEM;
	err = put_all(object, r);
	if (err != ETT_OK)
		goto done;
	line = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII |
				      JSON_REAL_PRECISION(9));
	if (line == NULL)
		err = ETT_NOMEM;
	else
		fprintf(out, "%s\n", line);
done:
	free(line);
	json_decref(object);
	return err;
}

static const char *get_texts(const json_t *object, const struct member *m,
			     struct result *r)
{
	for (; m->name != NULL; m++) {
		const json_t *value = json_object_get(object, m->name);
		const char *text = json_string_value(value);

		if (value == NULL || json_is_null(value)) {
			if (m->required)
				return "tool, id or subject is missing";
			continue;
		}
		if (text == NULL)
			return "a member that should be text is not";
		memcpy((char *)r + m->offset, &text, sizeof text);
	}
	return NULL;
}

static const char *get_verdict(const json_t *object, struct result *r)
{
	const char *name =
	    json_string_value(json_object_get(object, "verdict"));

	for (int v = 0; name != NULL && v < RESULT_VERDICT_COUNT; v++) {
		if (strcmp(name, verdicts[v]) == 0) {
			r->verdict = (enum result_verdict)v;
			return NULL;
		}
	}
	return "verdict is missing or unknown";
}

static const char *get_all(const json_t *object, struct result *r)
{
	const json_t *ms = json_object_get(object, "ms");
	const char *why;

	if (!json_is_object(object))
		return "not a JSON object";
	why = get_texts(object, before_verdict, r);
	if (why == NULL)
		why = get_verdict(object, r);
	if (why == NULL)
		why = get_texts(object, after_verdict, r);
	if (why != NULL)
		return why;
	if (r->verdict != RESULT_PASS && r->why == NULL)
		return "a verdict other than PASS without a why";
	if (ms != NULL && !json_is_number(ms))
		return "ms is not a number";
	r->ms = json_number_value(ms);
	return NULL;
}

ett_err result_get(struct ett_bytes line, struct result *r, void **held,
		   const char **why)
{
	struct result got = { .tool = NULL };
	json_error_t error;
	json_t *object = json_loadb((const char *)line.p, line.n,
				    JSON_REJECT_DUPLICATES, &error);
	const char *wrong =
	    object == NULL ? "not a JSON object" : get_all(object, &got);

	if (wrong != NULL) {
		json_decref(object);
		*why = wrong;
		return ETT_FORMAT;
	}
	*r = got;
	*held = object;
	return ETT_OK;
}

void result_free(void *held)
{
	json_decref(held);
}
