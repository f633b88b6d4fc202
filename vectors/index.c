/* SPDX-License-Identifier: ISC
 *
 * Counts what is there, and says what has to be.
 */
#include "vectors/index.h"

#include <string.h>

#include "crypto/algs.h"

static const struct {
	const char *kind;
	size_t tests;
} minimums[] = {
	{ "hash", 10 },      { "mac", 8 },           { "cipher", 6 },
	{ "aead", 12 },      { "ecdh", 12 },         { "modp", 4 },
	{ "modp-group", 8 }, { "signature", 8 },     { "kdf", 10 },
	{ "wire", 4 },       { "exchange-hash", 2 }, { "packet", 4 },
	{ "negotiate", 20 }, { "handshake", 1 },
};

size_t vec_index_minimum(const char *kind)
{
	for (size_t i = 0; i < sizeof minimums / sizeof minimums[0]; i++)
		if (strcmp(minimums[i].kind, kind) == 0)
			return minimums[i].tests;
	return 1;
}

json_t *vec_index_new(void)
{
	return json_pack("{s:[], s:[]}", "files", "algorithms");
}

static json_t *find_row(const json_t *index, const char *kind,
			const char *algorithm)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(index, "algorithms"), i, row)
	{
		const char *k = json_string_value(json_object_get(row, "kind"));
		const char *a =
		    json_string_value(json_object_get(row, "algorithm"));

		if (k != NULL && a != NULL && strcmp(k, kind) == 0 &&
		    strcmp(a, algorithm) == 0)
			return row;
	}
	return NULL;
}

size_t vec_index_count(const json_t *index, const char *kind,
		       const char *algorithm)
{
	const json_t *row = find_row(index, kind, algorithm);

	return row == NULL
		   ? 0
		   : (size_t)json_integer_value(json_object_get(row, "tests"));
}

/* n more tests about what a member names; none if it names nothing. */
static bool count(json_t *index, const char *kind, const json_t *name, size_t n)
{
	const char *algorithm = json_string_value(name);
	json_t *row;

	if (algorithm == NULL || algorithm[0] == '\0')
		return true;
	row = find_row(index, kind, algorithm);
	if (row != NULL)
		return json_object_set_new(
			   row, "tests",
			   json_integer(json_integer_value(
					    json_object_get(row, "tests")) +
					(json_int_t)n)) == 0;
	row = json_pack("{s:s, s:s, s:I, s:I}", "algorithm", algorithm, "kind",
			kind, "tests", (json_int_t)n, "minimum",
			(json_int_t)vec_index_minimum(kind));
	return json_array_append_new(json_object_get(index, "algorithms"),
				     row) == 0;
}

static bool count_handshake(json_t *index, const json_t *test)
{
	static const char *const member[] = { "kex", "hostKey", "cipher",
					      "mac" };
	const json_t *suite = json_object_get(test, "suite");
	bool ok = true;

	for (size_t i = 0; i < sizeof member / sizeof member[0]; i++)
		ok = ok && count(index, "handshake",
				 json_object_get(suite, member[i]), 1);
	return ok;
}

static bool count_group(json_t *index, const char *kind, const json_t *file,
			const json_t *group)
{
	const json_t *tests = json_object_get(group, "tests"), *test;
	size_t n = json_array_size(tests), i;
	bool ok = true;

	if (strcmp(kind, "handshake") == 0) {
		json_array_foreach(tests, i, test) ok =
		    ok && count_handshake(index, test);
		return ok;
	}
	if (strcmp(kind, "packet") == 0)
		return count(index, kind, json_object_get(group, "cipher"),
			     n) &&
		       count(index, kind, json_object_get(group, "mac"), n);
	return count(index, kind, json_object_get(file, "algorithm"), n);
}

bool vec_index_add(json_t *index, const char *name, const json_t *file)
{
	const char *kind = json_string_value(json_object_get(file, "schema"));
	json_t *witness = json_object_get(
	    json_array_get(json_object_get(file, "provenance"), 0),
	    "checkedWith");
	json_t *row, *group;
	size_t i;
	bool ok;

	if (kind == NULL)
		return false;
	row = json_pack("{s:s, s:s, s:O, s:O?}", "file", name, "kind", kind,
			"tests", json_object_get(file, "numberOfTests"),
			"checkedWith", witness);
	ok = json_array_append_new(json_object_get(index, "files"), row) == 0;
	json_array_foreach(json_object_get(file, "testGroups"), i, group) ok =
	    ok && count_group(index, kind, file, group);
	return ok;
}

struct demand {
	void (*each)(void *ctx, const char *kind, const char *algorithm);
	void *ctx;
};

static void demand_names(const struct demand *d, enum ett_alg_kind alg,
			 const char *kind)
{
	const char *name;

	for (size_t i = 0; (name = ett_alg_at(alg, i, NULL, NULL)) != NULL; i++)
		if (strcmp(name, "none") != 0)
			d->each(d->ctx, kind, name);
}

static void demand_primitives(const struct demand *d,
			      const struct ett_backend *b)
{
	/* So that all of its ciphers are there to be listed. */
	(void)ett_find_cipher(b, "");
	for (size_t i = 0; b->hashes[i] != NULL; i++)
		d->each(d->ctx, "hash", b->hashes[i]->name);
	for (size_t i = 0; b->macs[i] != NULL; i++)
		d->each(d->ctx, "mac", b->macs[i]->name);
	for (size_t i = 0; b->ciphers[i] != NULL; i++)
		d->each(d->ctx, "cipher", b->ciphers[i]->name);
	for (size_t i = 0; b->aeads[i] != NULL; i++)
		d->each(d->ctx, "aead", b->aeads[i]->name);
	for (size_t i = 0; b->dhs[i] != NULL; i++)
		d->each(d->ctx, "ecdh", b->dhs[i]->name);
}

void vec_index_demands(void (*each)(void *ctx, const char *kind,
				    const char *algorithm),
		       void *ctx)
{
	const struct demand d = { each, ctx };

	demand_names(&d, ETT_ALG_KEX, "exchange-hash");
	demand_names(&d, ETT_ALG_KEX, "handshake");
	demand_names(&d, ETT_ALG_SIG, "signature");
	demand_names(&d, ETT_ALG_SIG, "handshake");
	demand_names(&d, ETT_ALG_CIPHER, "packet");
	demand_names(&d, ETT_ALG_MAC, "packet");
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);

		if (b != NULL)
			demand_primitives(&d, b);
	}
}
