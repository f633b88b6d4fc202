/* SPDX-License-Identifier: ISC
 *
 * A set is complete or is not kept: when one file cannot be read after SIGHUP,
 * the server goes on with the keys that it had.
 */
#include <stdlib.h>

#include "bin/server.h"

struct ett_host_keys {
	struct ett_host_keys *older;
	struct ett_key *key[ETT_HOST_KEYS_MAX + 1]; /* ends with NULL */
};

static void free_set(struct ett_host_keys *set)
{
	for (size_t i = 0; set->key[i] != NULL; i++)
		ett_key_free(set->key[i]);
	free(set);
}

ett_err ett_host_keys_load(struct ett_host_keys **sets,
			   const struct ett_backend *b,
			   const struct ett_server_options *o,
			   struct ett_why *why)
{
	struct ett_host_keys *set = calloc(1, sizeof *set);
	ett_err e;

	if (set == NULL)
		return ETT_NOMEM;
	for (size_t i = 0; i < o->host_keys; i++) {
		e = ett_key_load(b, o->host_key[i], NULL, &set->key[i], why);
		if (e != ETT_OK) {
			free_set(set);
			return e;
		}
	}
	set->older = *sets;
	*sets = set;
	return ETT_OK;
}

const struct ett_key *const *ett_host_keys_now(const struct ett_host_keys *s)
{
	return (const struct ett_key *const *)s->key;
}

void ett_host_keys_free(struct ett_host_keys *sets)
{
	while (sets != NULL) {
		struct ett_host_keys *older = sets->older;

		free_set(sets);
		sets = older;
	}
}
