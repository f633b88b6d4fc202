/* SPDX-License-Identifier: ISC
 *
 * Where vectors lie.
 */
#include "vectors/files.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vectors/nist.h"

static void *must(void *p)
{
	if (p == NULL) {
		fputs("ett-vectors: out of memory\n", stderr);
		abort();
	}
	return p;
}

char *vec_path(const char *dir, const char *name)
{
	size_t n = strlen(dir) + strlen(name) + 2;
	char *path = must(malloc(n));

	snprintf(path, n, "%s/%s", dir, name);
	return path;
}

static void add(struct vec_files *files, const char *path, char *name)
{
	files->list =
	    must(realloc(files->list, (files->n + 1) * sizeof *files->list));
	files->list[files->n++] =
	    (struct vec_file){ .path = must(strdup(path)), .name = name };
}

size_t vec_files_add(struct vec_files *files, const char *dir,
		     const char *pattern, const char *label)
{
	char *all = vec_path(dir, pattern);
	glob_t found;
	size_t n = 0;

	if (glob(all, 0, NULL, &found) == 0) {
		for (; n < found.gl_pathc; n++) {
			const char *path = found.gl_pathv[n];

			add(files, path,
			    label == NULL
				? must(strdup(path))
				: vec_path(label, path + strlen(dir) + 1));
		}
		globfree(&found);
	}
	free(all);
	return n;
}

bool vec_files_add_path(struct vec_files *files, const char *path)
{
	static const char *const below[] = { "*.json", "*/*.json", "*/*/*.json",
					     NULL };
	struct stat st;

	if (stat(path, &st) != 0)
		return false;
	if (!S_ISDIR(st.st_mode)) {
		add(files, path, must(strdup(path)));
		return true;
	}
	for (const char *const *p = below; *p != NULL; p++)
		vec_files_add(files, path, *p, NULL);
	for (const struct vec_nist *row = vec_nist_rows; row->files != NULL;
	     row++)
		vec_files_add(files, path, row->files, NULL);
	return true;
}

void vec_files_free(struct vec_files *files)
{
	for (size_t i = 0; i < files->n; i++) {
		free(files->list[i].path);
		free(files->list[i].name);
	}
	free(files->list);
	*files = (struct vec_files){ .n = 0 };
}

/* The folder that the program is in. */
static bool program_dir(char *dir, size_t room)
{
	ssize_t n = readlink("/proc/self/exe", dir, room - 1);
	char *slash;

	if (n < 0)
		return false;
	dir[n] = '\0';
	slash = strrchr(dir, '/');
	if (slash != NULL)
		*slash = '\0';
	return slash != NULL;
}

static bool is_home(const char *dir)
{
	char *policy = vec_path(dir, "policy");
	bool is = access(policy, R_OK) == 0;

	free(policy);
	return is;
}

char *vec_home(void)
{
	static const char *const from_program[] = { "../share/ett/vectors",
						    "../vectors",
						    "../../vectors", NULL };
	const char *named = getenv("ETT_VECTORS");
	char dir[PATH_MAX];

	if (named != NULL)
		return is_home(named) ? must(strdup(named)) : NULL;
	if (program_dir(dir, sizeof dir))
		for (const char *const *p = from_program; *p != NULL; p++) {
			char *home = vec_path(dir, *p);

			if (is_home(home))
				return home;
			free(home);
		}
	return is_home("vectors") ? must(strdup("vectors")) : NULL;
}
