/* SPDX-License-Identifier: ISC
 *
 * --algorithms: the table of algorithms, with what the options make of it,
 * with the library that would do the work, and with all that could.
 */
#include <stdio.h>
#include <string.h>

#include "bin/client.h"

struct kind {
	enum ett_alg_kind kind;
	const char *name;
	const char *spec;
};

/* One algorithm: is it offered, and who would serve it? */
struct row {
	const struct kind *kind;
	const char *name;
	bool on;
	const struct ett_backend *by; /* NULL: nobody */
};

static bool could(const struct ett_backend *b, const struct row *r)
{
	return b != NULL &&
	       ett_alg_server(b, r->kind->kind, ett_str(r->name)) == b;
}

static void print_json(const struct row *r)
{
	const char *comma = "";

	printf("{\"name\":\"%s\",\"kind\":\"%s\",\"on\":%s,\"backend\":\"%s\","
	       "\"version\":\"%s\",\"backends\":[",
	       r->name, r->kind->name, r->on ? "true" : "false",
	       r->by != NULL ? r->by->name : "",
	       r->by != NULL ? r->by->version() : "");
	for (size_t i = 0; ett_backends[i] != NULL; i++)
		if (could(ett_backend(ett_backends[i]->name), r)) {
			printf("%s\"%s\"", comma, ett_backends[i]->name);
			comma = ",";
		}
	printf("]}\n");
}

/* A column for each library: "*" serves it, "+" could.  What none has to do
 * with is said behind them. */
static void print_row(const struct row *r)
{
	int gap = 0;

	printf("%-36s %-8s %-4s", r->name, r->kind->name, r->on ? "on" : "off");
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const char *name = ett_backends[i]->name;
		const struct ett_backend *b = ett_backend(name);
		const char *mark = could(b, r) ? "+" : "-";

		printf("%*s %s", gap, "", b != NULL && b == r->by ? "*" : mark);
		gap = (int)strlen(name) - 1;
	}
	printf("%s\n", r->by == &ett_core ? "  core" : "");
}

static void print_head(void)
{
	printf("%-36s %-8s %-4s", "algorithm", "kind", "");
	for (size_t i = 0; ett_backends[i] != NULL; i++)
		printf(" %s", ett_backends[i]->name);
	printf("\n");
}

static void print_versions(void)
{
	printf("\n* serves it, + could, - cannot:\n");
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);

		printf("%s %s\n", ett_backends[i]->name,
		       b != NULL ? b->version() : "did not start");
	}
}

static void print_kind(const struct ett_backend *b, const struct kind *k,
		       bool json)
{
	char offered[2048] = "";
	struct row r = { .kind = k };

	/* An unusable list offers nothing, which is what is shown. */
	if (ett_algs_list(b, k->kind, k->spec, offered, sizeof offered, NULL) !=
	    ETT_OK)
		offered[0] = '\0';
	for (size_t i = 0; (r.name = ett_alg_at(k->kind, i, NULL, NULL)); i++) {
		r.on = ett_names_has(ett_str(offered), ett_str(r.name));
		r.by = ett_alg_server(b, k->kind, ett_str(r.name));
		if (json)
			print_json(&r);
		else
			print_row(&r);
	}
}

void ett_algorithms_print(const struct ett_backend *b,
			  const struct ett_client_options *o)
{
	const struct kind kinds[] = {
		{ ETT_ALG_KEX, "kex", o->kex },
		{ ETT_ALG_SIG, "hostkey", o->host_algs },
		{ ETT_ALG_SIG, "pubkey", o->user_algs },
		{ ETT_ALG_CIPHER, "cipher", o->ciphers },
		{ ETT_ALG_MAC, "mac", o->macs },
	};

	if (!o->json)
		print_head();
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		print_kind(b, &kinds[i], o->json);
	if (!o->json)
		print_versions();
}
