/* SPDX-License-Identifier: ISC
 *
 * Memcheck's log.  A complaint is a line of its own words, then a stack, one
 * frame a line: "at 0x48: f (file.c:1)", "by 0x49: g (in /lib/libx.so.1)".
 */
#include <fnmatch.h>
#include <string.h>

#include "test/ct/ct.h"

enum { LINE = 1024, NAME = 80 };

/* Between the brackets: a library, or our own source. */
static void library(const char *line, char *out, size_t room)
{
	const char *in = strstr(line, "(in "), *slash;

	slash = in != NULL ? strrchr(in, '/') : NULL;
	snprintf(out, room, "%.*s",
		 slash != NULL ? (int)strcspn(slash + 1, ")\n") : 3,
		 slash != NULL ? slash + 1 : "ett");
}

/*
 * A complaint is about the library of its first frame, those of valgrind's own
 * malloc and memset aside, and has the name of the first that has one: what is
 * not exported has none, so that may be its caller's.
 */
static bool frame(const char *line, char *of, char *out, size_t room)
{
	const char *name = strstr(line, ": ");

	if (strstr(line, "   at 0x") == NULL &&
	    strstr(line, "   by 0x") == NULL)
		return false;
	if (name == NULL || strstr(line, "/vgpreload_") != NULL)
		return false;
	if (of[0] == '\0')
		library(line, of, NAME);
	if (strncmp(name, ": ???", 5) == 0)
		return false;
	name += 2;
	snprintf(out, room, "%.*s (%s)", (int)strcspn(name, " @"), name, of);
	return true;
}

/* As many as there is room for; then there are more. */
static void note(char *where, size_t room, const char *name)
{
	size_t n = strlen(where);

	if (strstr(where, name) != NULL || strstr(where, ", ...") != NULL)
		return;
	if (n + strlen(name) + sizeof ", , ..." > room)
		name = "...";
	snprintf(where + n, room - n, "%s%s", n > 0 ? ", " : "", name);
}

void ct_log_read(FILE *log, struct ct_found *out)
{
	char line[LINE], of[NAME] = "", name[2 * NAME];
	bool open = false;

	out->where[0] = '\0';
	while (fgets(line, sizeof line, log) != NULL) {
		if (strstr(line, "uninitialised value") != NULL) {
			open = true;
			of[0] = '\0';
		}
		if (!open || !frame(line, of, name, sizeof name))
			continue;
		note(out->where, sizeof out->where, name);
		open = false;
	}
}

/* A row cut into its three parts. */
static bool row(char *line, const char **backend, const char **op,
		const char **reason)
{
	char *colon = strstr(line, ": "), *space = strchr(line, ' ');

	if (line[0] == '#' || colon == NULL || space == NULL || space > colon)
		return false;
	line[strcspn(line, "\n")] = '\0';
	*space = *colon = '\0';
	*backend = line;
	*op = space + 1;
	*reason = colon + 2;
	return true;
}

const char *ct_reason(FILE *expected, const char *backend, const char *op)
{
	static char line[LINE];
	const char *of, *which, *reason;

	rewind(expected);
	while (fgets(line, sizeof line, expected) != NULL)
		if (row(line, &of, &which, &reason) &&
		    fnmatch(of, backend, 0) == 0 && fnmatch(which, op, 0) == 0)
			return reason;
	return NULL;
}
