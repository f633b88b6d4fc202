/* SPDX-License-Identifier: ISC
 *
 * Memcheck's log.  A complaint is a line of its own words, then a stack, one
 * frame a line: "at 0x48: f (file.c:1)", "by 0x49: g (in /lib/libx.so.1)".
 */
#include <fnmatch.h>
#include <string.h>

#include "test/ct/ct.h"

enum { LINE = 1024, NAME = 80 };

/* The first frame that has a name, with its library. */
static bool frame(const char *line, char *out, size_t room)
{
	const char *name = strstr(line, ": "), *in;
	size_t n;

	if (strstr(line, "   at 0x") == NULL &&
	    strstr(line, "   by 0x") == NULL)
		return false;
	if (name == NULL || strncmp(name, ": ???", 5) == 0)
		return false;
	name += 2;
	n = strcspn(name, " @");
	in = strstr(name, "(in ");
	in = in != NULL && strrchr(in, '/') ? strrchr(in, '/') + 1 : "ett)";
	snprintf(out, room, "%.*s (%.*s)", (int)n, name,
		 (int)strcspn(in, ")\n"), in);
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
	char line[LINE], name[NAME];
	bool open = false;

	out->where[0] = '\0';
	while (fgets(line, sizeof line, log) != NULL) {
		if (strstr(line, "uninitialised value") != NULL)
			open = true;
		if (!open || !frame(line, name, sizeof name))
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
