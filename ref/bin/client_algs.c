/* SPDX-License-Identifier: ISC
 *
 * --algorithms: the table of algorithms, with what the options make of it and
 * with the library that would do the work.
 */
#include <stdio.h>

#include "bin/client.h"

struct kind {
	enum ett_alg_kind kind;
	const char *name;
	const char *spec;
};

static void row(const struct ett_backend *b, const struct kind *k,
		const char *name, bool on, bool json)
{
	bool has = ett_alg_has(b, k->kind, ett_str(name));
	const char *library = has ? b->name : "";
	const char *version = has ? b->version() : "";

	if (json)
		printf("{\"name\":\"%s\",\"kind\":\"%s\",\"on\":%s,"
		       "\"backend\":\"%s\",\"version\":\"%s\"}\n",
		       name, k->name, on ? "true" : "false", library, version);
	else
		printf("%-36s %-8s %-4s %s%s%s\n", name, k->name,
		       on ? "on" : "off", has ? library : "-", has ? " " : "",
		       version);
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
	const char *name;

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const struct kind *k = &kinds[i];
		char offered[2048] = "";

		/* An unusable list offers nothing, which is what is shown. */
		if (ett_algs_list(b, k->kind, k->spec, offered, sizeof offered,
				  NULL) != ETT_OK)
			offered[0] = '\0';
		for (size_t n = 0;
		     (name = ett_alg_at(k->kind, n, NULL, NULL)) != NULL; n++)
			row(b, k, name,
			    ett_names_has(ett_str(offered), ett_str(name)),
			    o->json);
	}
}
