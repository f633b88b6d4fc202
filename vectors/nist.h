/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_NIST_H
#define VECTORS_NIST_H

#include "vectors/suite.h"

/*
 * Which files of Debian's python3-cryptography-vectors there are, and how to
 * read them: stanzas of "NAME = hex", below sections in brackets.
 */
struct vec_nist {
	const char *files;     /* pattern below cryptography_vectors */
	size_t count;          /* how many those are */
	const char *schema;    /* kind of vector */
	const char *algorithm; /* primitive; * stands for the key's bits */
	const char *first;     /* member that begins a test, in lower case;
				* those before it belong to a whole section;
				* behind a #: the file is a dump */
};

extern const struct vec_nist vec_nist_rows[]; /* ends with files NULL */

/* The row for a file, by how its path ends; NULL: none is. */
const struct vec_nist *vec_nist_find(const char *path);

/*
 * The file as a file of vectors in JSON; names of members in lower case.
 * NULL: problem, VEC_PROBLEM_MAX bytes, says why.
 */
json_t *vec_nist_read(const struct vec_nist *row, const char *path,
		      char *problem);

#endif
