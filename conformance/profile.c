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

/* The first line; on the command line everybody could read it. */
static bool read_password(const char *path, char *out)
{
	FILE *f = fopen(path, "r");
	bool good;

	if (f == NULL)
		return complain(strerror(errno), path);
	good = fgets(out, CONF_PASSWORD_MAX, f) != NULL;
	fclose(f);
	if (!good)
		return complain("has no password in its first line", path);
	out[strcspn(out, "\r\n")] = '\0';
	return true;
}

static const struct {
	const char *name;
	unsigned has;
} features[] = {
	{ "login", HAS_LOGIN },
	{ "session", HAS_SESSION },
	{ "direct", HAS_DIRECT },
	{ "listen", HAS_LISTEN },
	{ "kbdint", HAS_KBDINT },
	{ "sftp", HAS_SFTP },
	{ "password", HAS_PASSWORD },
	{ "rekey", HAS_REKEY },
	{ "twofactor", HAS_TWO_FACTOR },
	{ "expired", HAS_EXPIRED },
	{ "slow", HAS_SLOW },
	{ "users", HAS_USERS },
};

static const struct {
	const char *name, *has;
} known[] = {
	{ "login", "login users session direct listen" }, /* as sshd is */
	{ "tunnel", "login direct listen" },              /* as ett-server is */
	{ "sftp", "login users sftp" },
	{ "auth", "login users" },
	{ "transport", "" },
};

static bool add_feature(const char *name, size_t n, unsigned *has)
{
	for (size_t i = 0; i < sizeof features / sizeof features[0]; i++)
		if (strlen(features[i].name) == n &&
		    memcmp(features[i].name, name, n) == 0) {
			*has |= features[i].has;
			return true;
		}
	fprintf(stderr, "ett-conform: %.*s: no feature of that name\n", (int)n,
		name);
	return false;
}

/* Names between spaces, up to the end of the line. */
static bool add_features(const char *text, unsigned *has)
{
	static const char space[] = " \t\r\n";

	for (text += strspn(text, space); *text != '\0';
	     text += strspn(text, space)) {
		size_t n = strcspn(text, space);

		if (!add_feature(text, n, has))
			return false;
		text += n;
	}
	return true;
}

/* Lines of names; what follows a # is for people. */
static bool read_features(const char *path, unsigned *has)
{
	char line[512];
	FILE *f = fopen(path, "r");
	bool good = true;

	if (f == NULL)
		return complain(strerror(errno), path);
	while (good && fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "#")] = '\0';
		good = add_features(line, has);
	}
	fclose(f);
	return good;
}

static bool read_profile(const char *profile, unsigned *has)
{
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(known[i].name, profile) == 0)
			return add_features(known[i].has, has);
	return read_features(profile, has);
}

/* Nothing behind a login can be judged without one. */
static unsigned without_login(unsigned has)
{
	return has & HAS_SLOW;
}

static bool read_secrets(const struct conf_options *o, struct conf_secrets *s,
			 struct conf_login *login)
{
	for (size_t i = 0; i < o->keys_n; i++)
		if (!read_key(o->key[i], &s->key[i]))
			return false;
	if (o->password != NULL && !read_password(o->password, s->password))
		return false;
	login->user = o->user;
	login->key = o->keys_n > 0 ? s->key : NULL;
	login->keys_n = o->keys_n;
	login->password = o->password != NULL ? s->password : NULL;
	return true;
}

static void add_echo(struct conf_profile *out)
{
	if ((out->has & HAS_SESSION) != 0) {
		out->echo.kind = ECHO_SESSION;
		out->echo.command = "cat";
	} else if ((out->has & HAS_DIRECT) != 0) {
		out->echo.kind = ECHO_DIRECT;
	}
	if (out->echo.kind != ECHO_NONE)
		out->has |= HAS_CHANNEL;
}

bool conf_profile_read(const struct conf_options *o, struct conf_secrets *s,
		       struct conf_profile *out)
{
	bool login = o->keys_n > 0 || o->password != NULL;
	const char *profile = o->profile;

	*out = (struct conf_profile){ 0 };
	if (profile == NULL)
		profile = login ? "login" : "transport";
	if (!read_profile(profile, &out->has))
		return false;
	if (!login) {
		out->has = without_login(out->has);
		return true;
	}
	if (!read_secrets(o, s, &out->login))
		return false;
	if (o->password != NULL)
		out->has |= HAS_PASSWORD;
	add_echo(out);
	return true;
}
