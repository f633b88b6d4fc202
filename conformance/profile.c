/* SPDX-License-Identifier: ISC
 *
 * Features are claimed, never guessed: a target that was not said to have
 * something is not blamed for lacking it.
 */
#include "conformance/profile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 16384 };

static bool complain(const char *what, const char *arg)
{
	fprintf(stderr, "ett-conform: %s: %s\n", arg, what);
	return false;
}

static bool read_key(const char *path, struct conf_user_key *key)
{
	uint8_t mem[FILE_MAX];
	FILE *f = fopen(path, "rb");
	char why[CONF_OPEN_WHY];
	size_t n;
	bool good;

	if (f == NULL)
		return complain(strerror(errno), path);
	n = fread(mem, 1, sizeof mem, f);
	good = ferror(f) == 0;
	fclose(f);
	if (!good)
		return complain("cannot be read", path);
	good = conf_user_key_read((struct ett_bytes){ mem, n }, key, why,
				  sizeof why);
	ett_wipe(mem, sizeof mem);
	return good || complain(why, path);
}

bool conf_profile_read(const struct conf_options *o, struct conf_user_key *key,
		       struct conf_profile *out)
{
	*out = (struct conf_profile){ 0 };
	if (o->key == NULL)
		return true;
	if (!read_key(o->key, key))
		return false;
	out->login.key = key;
	out->login.user = o->user;
	out->has = HAS_LOGIN | HAS_CHANNEL | HAS_SESSION;
	out->echo.kind = ECHO_SESSION;
	out->echo.command = "cat";
	return true;
}
