/* SPDX-License-Identifier: ISC
 *
 * The keys that are shown to the server, in the order of the options.  As in
 * ssh(1), one that cannot be used is told and passed over: a server may take
 * another, and one that takes none says so itself.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bin/client.h"
#include "bin/tty.h"
#include "io/log.h"

static ett_err ask(const char *path, char *out, size_t room)
{
	char question[4200];

	snprintf(question, sizeof question, "Passphrase of %s: ", path);
	return ett_tty_ask(question, false, out, room);
}

static ett_err load(const struct ett_backend *b,
		    const struct ett_client_options *o, const char *name,
		    struct ett_key **key, struct ett_why *why)
{
	bool can_ask = o->batch == 0 && ett_tty_there();
	char path[4096];

	if (!ett_path_expand(name, path, sizeof path))
		return ett_fail(why, "%s: no such path", name);
	return ett_key_load(b, path, can_ask ? ask : NULL, key, why);
}

static bool is_there(const char *name)
{
	char path[4096];

	return ett_path_expand(name, path, sizeof path) &&
	       access(path, F_OK) == 0;
}

void ett_identities_load(struct ett_identities *ids,
			 const struct ett_backend *b,
			 const struct ett_client_options *o)
{
	static const char *const usual[] = { "~/.ssh/id_ed25519",
					     "~/.ssh/id_ecdsa",
					     "~/.ssh/id_rsa" };
	bool named = o->identities > 0;
	size_t n = named ? o->identities : sizeof usual / sizeof usual[0];
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		const char *name = named ? o->identity[i] : usual[i];
		struct ett_why why = { "" };

		if (!named && !is_there(name))
			continue;
		if (load(b, o, name, &ids->key[found], &why) == ETT_OK)
			found++;
		else
			ett_log(ETT_ERROR, "%s", why.text);
	}
}

void ett_identities_free(struct ett_identities *ids)
{
	for (size_t i = 0; ids->key[i] != NULL; i++) {
		ett_key_free(ids->key[i]);
		ids->key[i] = NULL;
	}
}
