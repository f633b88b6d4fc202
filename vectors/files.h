/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_FILES_H
#define VECTORS_FILES_H

#include "vectors/kind.h"

/* Files to be run, in order. */
struct vec_file {
	char *path;
	char *name; /* how it is called in results, whatever folder it is in */
};

struct vec_files {
	struct vec_file *list;
	size_t n;
};

/*
 * Adds dir/pattern (of the shell) and returns how many files that were; their
 * names begin with label instead of dir, unless label is NULL.
 */
size_t vec_files_add(struct vec_files *files, const char *dir,
		     const char *pattern, const char *label);

/* The same for a file, or for a folder and all that lies in it as far as its
 * name says that it can be read; false: it is not there. */
bool vec_files_add_path(struct vec_files *files, const char *path);
void vec_files_free(struct vec_files *files);

/*
 * Our own folder: $ETT_VECTORS; or of the installed ett, or of the sources,
 * that the program is in; or vectors where it was started.  NULL: none, else
 * heap memory.
 */
char *vec_home(void);

/* dir/name on the heap. */
char *vec_path(const char *dir, const char *name);

#endif
