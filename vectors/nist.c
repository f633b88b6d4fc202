/* SPDX-License-Identifier: ISC
 *
 * Stanzas of "NAME = VALUE" made into the form of our own files: a test for
 * every time that the row's first member comes, a group for every section.  The
 * one file that is a dump instead is made into stanzas on the way.
 */
#include "vectors/nist.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DUMP_MAX = 4096 };

struct reader {
	const struct vec_nist *row;
	json_t *groups, *group, *test;
	json_int_t n;
	bool in_head; /* the last line was a section */
	/* of a dump: the value that is being gathered */
	const char *name;
	char hex[DUMP_MAX];
	bool in_private;
	const char *problem;
};

static char *trim(char *s)
{
	char *end;

	s += strspn(s, " \t\r\n");
	end = s + strlen(s);
	while (end > s && strchr(" \t\r\n", end[-1]) != NULL)
		*--end = '\0';
	return s;
}

static void lower(char *s)
{
	for (; *s != '\0'; s++)
		*s = (char)tolower((unsigned char)*s);
}

static void set(struct reader *r, json_t *object, const char *name,
		const char *value)
{
	if (json_object_get(object, name) != NULL)
		r->problem = "a member is there twice";
	else if (json_object_set_new(object, name, json_string(value)) != 0)
		r->problem = "a value is no text";
}

static bool is_used(const struct reader *r)
{
	return strcmp(r->row->schema, "nist.unused") != 0;
}

static void end_test(struct reader *r)
{
	if (r->test == NULL)
		return;
	json_object_set_new(r->test, "tcId", json_integer(++r->n));
	if (json_object_get(r->test, "result") == NULL)
		set(r, r->test, "result", "valid");
	json_array_append_new(json_object_get(r->group, "tests"), r->test);
	r->test = NULL;
}

/* A group without tests leaves no trace. */
static void end_group(struct reader *r)
{
	end_test(r);
	if (json_array_size(json_object_get(r->group, "tests")) > 0)
		json_array_append(r->groups, r->group);
	json_decref(r->group);
	r->group = NULL;
}

static void begin_group(struct reader *r, const json_t *like)
{
	r->group = like != NULL ? json_copy((json_t *)like) : json_object();
	json_object_set_new(r->group, "type", json_string("Stanzas"));
	json_object_set_new(r->group, "tests", json_array());
}

/* "[P-256,SHA-256]", "[mod = 2048]"; several in a row make one group. */
static void section(struct reader *r, char *text)
{
	char *equals = strchr(text, '=');
	const json_t *above;

	text[strcspn(text, "]")] = '\0';
	if (!r->in_head) {
		end_group(r);
		begin_group(r, NULL);
	}
	r->in_head = true;
	if (!is_used(r))
		return;
	above = json_object_get(r->group, "section");
	if (equals != NULL) {
		*equals = '\0';
		lower(text);
		set(r, r->group, trim(text), trim(equals + 1));
		return;
	}
	if (above != NULL)
		json_object_set(r->group, "above", (json_t *)above);
	json_object_set_new(r->group, "section", json_string(trim(text)));
}

/* A member of the section comes anew, behind tests: so does the section. */
static void renew_group(struct reader *r, const char *name)
{
	json_t *old = json_incref(r->group);

	end_group(r);
	begin_group(r, old);
	json_object_del(r->group, name);
	json_decref(old);
}

static const char *first_of(const struct vec_nist *row)
{
	return row->first + (row->first[0] == '#');
}

static void member(struct reader *r, const char *name, const char *value)
{
	bool first = strcmp(name, first_of(r->row)) == 0;

	if (r->test != NULL && !first &&
	    json_object_get(r->group, name) != NULL)
		renew_group(r, name);
	if (first) {
		end_test(r);
		r->test = json_object();
	}
	if (strcmp(name, "result") == 0 && r->test != NULL) {
		set(r, r->test, "result",
		    value[0] == 'P' ? "valid" : "invalid");
		set(r, r->test, "comment", value);
	} else if (is_used(r) && r->test != NULL) {
		set(r, r->test, name, value);
	} else if (is_used(r)) {
		json_object_del(r->group, name);
		set(r, r->group, name, value);
	}
}

/* "text" becomes hexadecimal. */
static void quoted(struct reader *r, const char *name, char *value)
{
	size_t n = strlen(value), room = 2 * n + 1;
	char *hex = malloc(room);

	if (hex == NULL || n < 2) {
		r->problem = "a text does not end";
	} else {
		ett_hex((struct ett_bytes){ (uint8_t *)value + 1, n - 2 }, hex,
			room);
		member(r, name, hex);
	}
	free(hex);
}

static void squeeze(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++)
		if (*s != ' ')
			*to++ = *s;
	*to = '\0';
}

/* "NAME = VALUE", or "NAME No.001 : 01 02 03". */
static void stanza_line(struct reader *r, char *line)
{
	char *equals = strchr(line, '=');
	char *at = equals != NULL ? equals : strchr(line, ':');
	char *value;

	if (at == NULL) {
		r->problem = "a line is no member";
		return;
	}
	*at = '\0';
	value = trim(at + 1);
	if (equals == NULL) {
		squeeze(value);
		line[strcspn(line, " ")] = '\0';
	}
	line = trim(line);
	lower(line);
	if (value[0] == '"')
		quoted(r, line, value);
	else
		member(r, line, value);
}

/* Ed25519's "secret public:public:message:signature message:". */
static void colon_line(struct reader *r, char *line)
{
	static const char *const names[] = { "secret", "public", "message",
					     "signature" };
	static const size_t widths[] = { 64, 64, SIZE_MAX, 128 };

	end_test(r);
	r->test = json_object();
	for (int i = 0; i < 4; i++) {
		char *end = line + strcspn(line, ":");
		char *next = end + (*end == ':');

		*end = '\0';
		if (strlen(line) > widths[i])
			line[widths[i]] = '\0';
		set(r, r->test, names[i], line);
		line = next;
	}
}

/*
 * The dump of RSA Laboratories: "# NAME:", then lines of hexadecimal.  Only
 * the public key and what is signed with it are kept.
 */
static void dump_name(struct reader *r, const char *line)
{
	static const struct {
		const char *says, *name;
	} names[] = { { "# Modulus:", "n" },
		      { "# Exponent:", "e" },
		      { "# Message to be signed:", "msg" },
		      { "# Signature:", "s" } };

	if (strcmp(line, "# Private key") == 0)
		r->in_private = true;
	else if (strcmp(line, "# Public key") == 0)
		r->in_private = false;
	r->name = NULL;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(line, names[i].says) == 0)
			r->name = names[i].name;
	if (r->name != NULL && strcmp(r->name, "msg") == 0) {
		r->in_private = false;
		member(r, first_of(r->row), "SHA1");
	}
}

static void dump_line(struct reader *r, char *line)
{
	size_t n = strlen(r->hex);

	if (line[0] == '#') {
		if (n > 0 && r->name != NULL && !r->in_private)
			member(r, r->name, r->hex);
		r->hex[0] = '\0';
		dump_name(r, line);
		return;
	}
	squeeze(line);
	if (n + strlen(line) >= sizeof r->hex)
		r->problem = "a value is too long";
	else if (r->name != NULL)
		memcpy(r->hex + n, line, strlen(line) + 1);
}

static void take(struct reader *r, char *line)
{
	line = trim(line);
	if (line[0] != '\0' && r->row->first[0] == '#') {
		dump_line(r, line);
		return;
	}
	if (line[0] == '\0' || line[0] == '#' || line[0] == '!')
		return;
	if (line[0] == '[') {
		section(r, line + 1);
		return;
	}
	r->in_head = false;
	if (r->row->first[0] == ':')
		colon_line(r, line);
	else if (strcmp(line, "FAIL") == 0 && r->test != NULL)
		set(r, r->test, "result", "invalid");
	else
		stanza_line(r, line);
}

static void take_all(struct reader *r, FILE *in, size_t *number)
{
	char *line = NULL;
	size_t room = 0;

	while (r->problem == NULL && getline(&line, &room, in) > 0) {
		++*number;
		take(r, line);
	}
	if (r->row->first[0] == '#')
		dump_line(r, (char[]){ "#" });
	end_group(r);
	free(line);
}

json_t *vec_nist_read(const struct vec_nist *row, const char *path,
		      char *problem)
{
	struct reader r = { .row = row, .groups = json_array() };
	FILE *in = fopen(path, "r");
	size_t number = 0;
	json_t *file = NULL;

	if (in == NULL) {
		snprintf(problem, VEC_PROBLEM_MAX, "%s", strerror(errno));
		json_decref(r.groups);
		return NULL;
	}
	begin_group(&r, NULL);
	take_all(&r, in, &number);
	if (r.problem == NULL)
		file = json_pack("{sssssIsO}", "algorithm", row->algorithm,
				 "schema", row->schema, "numberOfTests", r.n,
				 "testGroups", r.groups);
	else
		snprintf(problem, VEC_PROBLEM_MAX, "line %zu: %s", number,
			 r.problem);
	json_decref(r.groups);
	fclose(in);
	return file;
}
