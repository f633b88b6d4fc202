/* SPDX-License-Identifier: ISC
 *
 * The keys that are shown to the server, in the order of the options.  A key
 * that was named must be usable; one of a default name that is not there, or
 * not usable, is passed over.
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

static size_t load_defaults(struct ett_identities *ids,
			    const struct ett_backend *b,
			    const struct ett_client_options *o)
{
	static const char *const names[] = { "~/.ssh/id_ed25519",
					     "~/.ssh/id_ecdsa",
					     "~/.ssh/id_rsa" };
	size_t n = 0;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct ett_why why = { "" };
		char path[4096];

		if (!ett_path_expand(names[i], path, sizeof path) ||
		    access(path, F_OK) != 0)
			continue;
		if (load(b, o, names[i], &ids->key[n], &why) == ETT_OK)
			n++;
		else
			ett_log(ETT_NOTICE, "%s", why.text);
	}
	return n;
}

ett_err ett_identities_load(struct ett_identities *ids,
			    const struct ett_backend *b,
			    const struct ett_client_options *o,
			    struct ett_why *why)
{
	ett_err e = ETT_OK;

	if (o->identities == 0 && load_defaults(ids, b, o) == 0)
		return ett_fail(why, "no key to log in with: name one by -i");
	for (size_t i = 0; i < o->identities && e == ETT_OK; i++)
		e = load(b, o, o->identity[i], &ids->key[i], why);
	return e;
}

void ett_identities_free(struct ett_identities *ids)
{
	for (size_t i = 0; ids->key[i] != NULL; i++) {
		ett_key_free(ids->key[i]);
		ids->key[i] = NULL;
	}
}
