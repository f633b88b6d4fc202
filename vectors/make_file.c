/* SPDX-License-Identifier: ISC
 *
 * Files, groups and tests as they come to be.
 *
 * Invariant: voted[i] and lacks[i] tell of every test of the open group how
 * the i-th backend found it: as stated, or that it lacks the primitive.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "test/seed.h"
#include "vectors/make.h"
#include "vectors/suite.h"

enum {
	PATH_ROOM = 512,
	TEXTS = 8,
	TEXT_ROOM = 256,
	BUFFERS = 16,
	BYTES = 4096
};

/* Flags and what they say; those that a file uses stand in its notes. */
static const struct {
	const char *flag, *type, *description;
} notes[] = {
	{ "Regression", "BASIC",
	  "only one library that is built in has this: no proof, but a change "
	  "would show" },
	{ "Boundary", "EDGE_CASE",
	  "a length or a number at the end of its "
	  "range" },
	{ "CounterWrap", "EDGE_CASE", "the block counter runs over" },
	{ "Discard", "BASIC",
	  "the first 1536 bytes of key stream are thrown "
	  "away, RFC 4345" },
	{ "Modified", "AUTH_BYPASS",
	  "one bit is not what was sealed or "
	  "signed" },
	{ "WrongLength", "MISSING_STEP", "too long or too short" },
	{ "OffCurve", "MISSING_STEP", "no point of the curve" },
	{ "NotUncompressed", "MISSING_STEP",
	  "a form of point that SSH does not use" },
	{ "SmallOrder", "MISSING_STEP", "the shared secret would be zero" },
	{ "NonCanonical", "EDGE_CASE",
	  "another way to write what has a shortest or reduced form" },
	{ "OutOfRange", "MISSING_STEP",
	  "no element of the group but 1 and "
	  "-1" },
	{ "WrongName", "CONFUSION", "the name inside is another algorithm's" },
	{ "Malleable", "SIGNATURE_MALLEABILITY",
	  "made of a valid signature without the key" },
	{ "WrongKey", "CONFUSION", "a key of another type or another key" },
	{ "Malformed", "MISSING_STEP", "not what the type can look like" },
	{ "SignByte", "EDGE_CASE",
	  "a zero byte keeps the top bit from being "
	  "a sign" },
	{ "SequenceNumber", "EDGE_CASE", "first, last, or around a wrap" },
	{ "Padding", "MISSING_STEP", "least or most padding, or impossible" },
	{ "Strict", "BASIC", "strict key exchange, OpenSSH PROTOCOL 1.9" },
	{ "Guess", "BASIC", "a first packet follows, RFC 4253 section 7" },
	{ "NothingCommon", "BASIC", "a list has no name that the other has" },
};

void vec_make_die(const struct vec_make *m, const char *why)
{
	fprintf(stderr, "vectors-make: %s/%s: %s\n",
		m->folder == NULL ? "" : m->folder, m->name, why);
	exit(1);
}

const char *vec_make_print(const char *format, ...)
{
	static char texts[TEXTS][TEXT_ROOM];
	static size_t next;
	char *text = texts[next++ % TEXTS];
	va_list args;

	va_start(args, format);
	vsnprintf(text, TEXT_ROOM, format, args);
	va_end(args);
	return text;
}

struct ett_bytes vec_make_bytes(struct vec_make *m, size_t n)
{
	static uint8_t buffers[BUFFERS][BYTES];
	static size_t next;
	uint8_t *p = buffers[next++ % BUFFERS];

	if (n > BYTES)
		vec_make_die(m, "more random bytes than there is room for");
	seed_fill(&m->rng, p, n);
	return (struct ett_bytes){ p, n };
}

static json_t *owned(json_t *value)
{
	if (value == NULL) {
		fputs("vectors-make: out of memory, or text that is no UTF-8\n",
		      stderr);
		exit(1);
	}
	return value;
}

static void set(json_t *to, const char *member, json_t *value)
{
	if (json_object_set_new(to, member, owned(value)) != 0)
		owned(NULL);
}

static void append(json_t *to, json_t *value)
{
	if (json_array_append_new(to, owned(value)) != 0)
		owned(NULL);
}

void vec_make_text(json_t *to, const char *member, const char *text)
{
	set(to, member, json_string(text));
}

void vec_make_number(json_t *to, const char *member, size_t n)
{
	set(to, member, json_integer((json_int_t)n));
}

void vec_make_hex(json_t *to, const char *member, struct ett_bytes v)
{
	char *hex = malloc(2 * v.n + 1);

	if (hex == NULL)
		owned(NULL);
	else
		ett_hex(v, hex, 2 * v.n + 1);
	vec_make_text(to, member, hex);
	free(hex);
}

/* FNV-1a, 64 bits. */
static uint64_t seed_of(const char *folder, const char *name)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (const char *s = folder; *s != '\0'; s++)
		h = (h ^ (uint8_t)*s) * UINT64_C(0x100000001b3);
	for (const char *s = name; *s != '\0'; s++)
		h = (h ^ (uint8_t)*s) * UINT64_C(0x100000001b3);
	return h;
}

void vec_make_open(struct vec_make *m, const char *folder,
		   const struct vec_kind *kind, vec_solver *solver,
		   const char *algorithm)
{
	m->folder = folder;
	snprintf(m->name, sizeof m->name, "%s", algorithm);
	m->kind = kind;
	m->solver = solver;
	m->next_id = 1;
	m->rng = seed_of(folder, algorithm);
	m->file = owned(json_object());
	m->groups = owned(json_array());
	m->group = NULL;
	vec_make_text(m->file, "algorithm", algorithm);
	vec_make_text(m->file, "schema", kind->schema);
}

struct vec_source vec_make_random(void)
{
	return (struct vec_source){ "ett's maker, seeded with the file's name",
				    "1", false };
}

json_t *vec_make_test(struct vec_make *m, const char *comment, const char *flag)
{
	json_t *test = owned(json_object()), *flags = owned(json_array());

	set(test, "tcId", json_integer((json_int_t)m->next_id));
	vec_make_text(test, "comment", comment);
	if (flag != NULL)
		append(flags, json_string(flag));
	set(test, "flags", flags);
	return test;
}

/* Fills in what the first backend that can computes. */
static void solve(struct vec_make *m, json_t *test)
{
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		struct vec_answers a = { .n = 0 };
		struct vec_case c = { .backend =
					  ett_backend(ett_backends[i]->name),
				      .file = m->file,
				      .group = m->group,
				      .test = test };
		enum vec_outcome o =
		    c.backend == NULL ? VEC_ABSENT : m->solver(&c, &a);

		for (size_t k = 0; k < a.n && o == VEC_ACCEPTED; k++)
			vec_make_hex(test, a.at[k].member, a.at[k].value);
		vec_case_done(&c);
		if (o == VEC_BROKEN || o == VEC_WRONG)
			vec_make_die(m, c.detail);
		if (o == VEC_ACCEPTED)
			return;
	}
}

static void ask(struct vec_make *m, size_t i, const json_t *test,
		const char *result)
{
	struct vec_case c = { .backend = ett_backend(ett_backends[i]->name),
			      .file = m->file,
			      .group = m->group,
			      .test = test };
	enum vec_outcome want =
	    strcmp(result, "invalid") == 0 ? VEC_REJECTED : VEC_ACCEPTED;
	enum vec_outcome o = c.backend == NULL ? VEC_ABSENT : m->kind->run(&c);

	m->lacks[i] |= o == VEC_ABSENT;
	m->voted[i] |= o == want;
	if (o != want && o != VEC_ABSENT) {
		fprintf(stderr, "vectors-make: %s/%s %zu (%s): %s: %s\n",
			m->folder, m->name, m->next_id,
			json_string_value(json_object_get(test, "comment")),
			ett_backends[i]->name, c.detail);
		m->failed = true;
	}
	vec_case_done(&c);
}

void vec_make_add(struct vec_make *m, json_t *test, const char *result)
{
	bool valid = strcmp(result, "valid") == 0;

	vec_make_text(test, "result", result);
	if (valid && m->solver != NULL)
		solve(m, test);
	json_object_del(test, "result");
	if (strcmp(result, "acceptable") == 0)
		vec_make_text(test, "ettPolicy", "accept");
	vec_make_text(test, "result", result); /* the last member */
	for (size_t i = 0; i < VEC_MAKE_BACKENDS && ett_backends[i] != NULL;
	     i++)
		ask(m, i, test, result);
	append(m->tests, test);
	m->next_id++;
}

/* Kinds of which every backend has the same opinion: none is asked. */
static bool is_ours_alone(const struct vec_kind *k)
{
	return k == &vec_kind_wire || k == &vec_kind_modp_group ||
	       k == &vec_kind_negotiate;
}

static json_t *witnesses(const struct vec_make *m)
{
	json_t *list = owned(json_array());

	if (is_ours_alone(m->kind)) {
		append(list, json_string("ett"));
		return list;
	}
	for (size_t i = 0; i < VEC_MAKE_BACKENDS && ett_backends[i] != NULL;
	     i++)
		if (m->voted[i] && !m->lacks[i])
			append(list, json_string(vec_make_print(
					 "%s %s", ett_backends[i]->name,
					 ett_backend(ett_backends[i]->name)
					     ->version())));
	return list;
}

static void flag_all(struct vec_make *m, const char *flag)
{
	for (size_t i = 0; i < json_array_size(m->tests); i++)
		append(json_object_get(json_array_get(m->tests, i), "flags"),
		       json_string(flag));
}

/* Decides about the group that was open, if one was. */
static void end_group(struct vec_make *m)
{
	json_t *list;
	size_t n;

	if (m->group == NULL)
		return;
	list = witnesses(m);
	n = json_array_size(list);
	if (m->source.published && n > 0)
		append(list, json_string(m->source.name));
	else if (n == 1)
		flag_all(m, "Regression");
	set(m->group, "checkedWith", list);
	set(m->group, "tests", m->tests);
	if (n > 0 && json_array_size(m->tests) > 0) {
		append(m->groups, m->group);
	} else {
		m->dropped++;
		json_decref(m->group);
	}
	m->group = NULL;
}

json_t *vec_make_group(struct vec_make *m, const char *type,
		       struct vec_source source)
{
	json_t *from = owned(json_object());

	end_group(m);
	m->group = owned(json_object());
	m->tests = owned(json_array());
	m->source = source;
	memset(m->voted, 0, sizeof m->voted);
	memset(m->lacks, 0, sizeof m->lacks);
	vec_make_text(m->group, "type", type);
	vec_make_text(from, "name", source.name);
	vec_make_text(from, "version", source.version);
	set(m->group, "source", from);
	return m->group;
}

static bool has_flag(const json_t *test, const char *flag)
{
	const json_t *have = json_object_get(test, "flags");

	for (size_t i = 0; i < json_array_size(have); i++)
		if (strcmp(json_string_value(json_array_get(have, i)), flag) ==
		    0)
			return true;
	return false;
}

static bool uses_flag(const struct vec_make *m, const char *flag)
{
	for (size_t i = 0; i < json_array_size(m->groups); i++) {
		const json_t *tests =
		    json_object_get(json_array_get(m->groups, i), "tests");

		for (size_t k = 0; k < json_array_size(tests); k++)
			if (has_flag(json_array_get(tests, k), flag))
				return true;
	}
	return false;
}

static json_t *notes_used(const struct vec_make *m)
{
	json_t *all = owned(json_object());

	for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
		json_t *note;

		if (!uses_flag(m, notes[i].flag))
			continue;
		note = owned(json_object());
		vec_make_text(note, "bugType", notes[i].type);
		vec_make_text(note, "description", notes[i].description);
		set(all, notes[i].flag, note);
	}
	return all;
}

/* Who witnessed all groups. */
static json_t *common_witnesses(const struct vec_make *m)
{
	json_t *common = owned(json_array()), *name, *group;
	size_t i, k, w;

	json_array_foreach(
	    json_object_get(json_array_get(m->groups, 0), "checkedWith"), i,
	    name)
	{
		bool all = true;

		json_array_foreach(m->groups, k, group)
		{
			bool here = false;
			json_t *other;

			json_array_foreach(
			    json_object_get(group, "checkedWith"), w, other)
			    here |= json_equal(other, name);
			all &= here;
		}
		if (all)
			append(common, json_string(json_string_value(name)));
	}
	return common;
}

static void finish(struct vec_make *m)
{
	json_t *provenance = owned(json_array()), *row = owned(json_object());
	json_t *header = owned(json_array());
	json_t *group;
	size_t i, n = 0;

	json_array_foreach(m->groups, i, group) n +=
	    json_array_size(json_object_get(group, "tests"));
	vec_make_number(m->file, "numberOfTests", n);
	append(header, json_string("vectors/FORMAT.md says what the members "
				   "mean."));
	set(m->file, "header", header);
	set(m->file, "notes", notes_used(m));
	vec_make_text(row, "origin", "ett, vectors-make");
	vec_make_text(row, "version", "1");
	vec_make_text(row, "licence", "ISC");
	set(row, "checkedWith", common_witnesses(m));
	append(provenance, row);
	set(m->file, "provenance", provenance);
	set(m->file, "testGroups", json_incref(m->groups));
}

void vec_make_close(struct vec_make *m)
{
	char path[PATH_ROOM];
	int n;

	end_group(m);
	if (json_array_size(m->groups) > 0) {
		finish(m);
		snprintf(path, sizeof path, "%s/%s", m->out, m->folder);
		mkdir(path, 0777);
		n = snprintf(path, sizeof path, "%s/%s/%s.json", m->out,
			     m->folder, m->name);
		if (n < 0 || (size_t)n >= sizeof path ||
		    vec_make_write(path, m->file) != ETT_OK)
			vec_make_die(m, "cannot be written");
		vec_make_index_row(m);
		m->written++;
	}
	json_decref(m->groups);
	json_decref(m->file);
	m->folder = NULL;
}

const struct ett_backend *vec_make_signer(void)
{
	return ett_backend("nettle");
}
