/* SPDX-License-Identifier: ISC
 *
 * The front: "ett NAME ..." becomes ett-NAME of the folder that this program
 * stands in, and of no other.  PATH plays no part, so an installed ett never
 * runs the tools of another version.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bin/opt.h"

static const struct ett_opt opts[] = { { 0, NULL, NULL, NULL } };
static const struct ett_prog prog = {
	"ett", "NAME [arguments]",
	"Runs ett-NAME; \"ett help\" lists the names.", opts
};

/* Ends with a slash.  Links are followed: what counts is where we are. */
static bool own_folder(char *folder, size_t room)
{
	ssize_t n = readlink("/proc/self/exe", folder, room - 1);
	char *slash;

	if (n <= 0)
		return false;
	folder[n] = '\0';
	slash = strrchr(folder, '/');
	if (slash == NULL)
		return false;
	slash[1] = '\0';
	return true;
}

static int is_program(const struct dirent *d)
{
	return strncmp(d->d_name, "ett-", 4) == 0 &&
	       strspn(d->d_name + 4, "abcdefghijklmnopqrstuvwxyz-") ==
		   strlen(d->d_name + 4);
}

static int list(const char *folder)
{
	struct dirent **entry;
	int n = scandir(folder, &entry, is_program, alphasort);

	if (n < 0) {
		ett_complain(&prog, "%s: %s", folder, strerror(errno));
		return ETT_EXIT_USAGE;
	}
	for (int i = 0; i < n; i++) {
		char path[PATH_MAX + 256];

		snprintf(path, sizeof path, "%s%s", folder, entry[i]->d_name);
		if (access(path, X_OK) == 0)
			puts(entry[i]->d_name + 4);
		free(entry[i]);
	}
	free(entry);
	return ETT_EXIT_OK;
}

static int run(const char *folder, char **argv)
{
	char path[PATH_MAX + 256], shown[128];
	int n = snprintf(path, sizeof path, "%sett-%s", folder, argv[0]);

	ett_escape(ett_str(argv[0]), shown, sizeof shown);
	if (n < 0 || (size_t)n >= sizeof path || strchr(argv[0], '/') != NULL) {
		ett_complain(&prog, "'%s' is not the name of a program", shown);
		return ETT_EXIT_USAGE;
	}
	argv[0] = path;
	execv(path, argv);
	if (errno == ENOENT)
		ett_complain(&prog, "no program '%s' (see ett help)", shown);
	else
		ett_complain(&prog, "%s: %s", shown, strerror(errno));
	return ETT_EXIT_USAGE;
}

int main(int argc, char **argv)
{
	struct ett_args a = { &prog, argc, argv, 0, NULL, NULL };
	int found = ett_args_next(&a);
	char folder[PATH_MAX];

	if (found != ETT_ARGS_END)
		return ett_args_exit(found);
	if (a.at >= argc) {
		ett_complain(&prog, "which program? (see ett help)");
		return ETT_EXIT_USAGE;
	}
	if (!own_folder(folder, sizeof folder)) {
		ett_complain(&prog, "cannot tell the folder of this program");
		return ETT_EXIT_USAGE;
	}
	if (strcmp(argv[a.at], "help") == 0)
		return list(folder);
	return run(folder, argv + a.at);
}
