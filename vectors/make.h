/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_MAKE_H
#define VECTORS_MAKE_H

#include "vectors/answer.h"

/*
 * The maker of ett's own files.  Each file begins with a seed that follows
 * from its name, so that a new file changes no other.  A test is put to every
 * backend as it is added: whoever disagrees makes the maker fail, and a group
 * is kept only with two witnesses to all of its tests.
 *
 * Memory that cannot be had, and what a backend cannot do that it should,
 * ends the program.
 */
enum { VEC_MAKE_BACKENDS = 16 };

/* Where a group comes from.  published: the answers were there before us, so
 * that one library is witness enough. */
struct vec_source {
	const char *name, *version;
	bool published;
};

struct vec_make {
	const char *folder; /* "hash"; NULL: no file is open */
	char name[64];
	const struct vec_kind *kind;
	vec_solver *solver; /* NULL: outputs are given */
	json_t *file, *groups;
	size_t next_id;
	uint64_t rng;

	json_t *group, *tests;
	struct vec_source source;
	bool voted[VEC_MAKE_BACKENDS], lacks[VEC_MAKE_BACKENDS];

	const char *out; /* folder that all are written to */
	json_t *index;   /* rows, see make_index.c */
	size_t written, dropped;
	bool failed;
};

/* A file of this kind about this algorithm, until vec_make_close(). */
void vec_make_open(struct vec_make *m, const char *folder,
		   const struct vec_kind *kind, vec_solver *solver,
		   const char *algorithm);
void vec_make_close(struct vec_make *m);

/* A group, until the next one or the end of the file; its parameters are set
 * before the first test is added. */
json_t *vec_make_group(struct vec_make *m, const char *type,
		       struct vec_source source);

/* Made by us from the seed of the file. */
struct vec_source vec_make_random(void);

/* A test, for its members; flag may be NULL.  add puts it to the witnesses,
 * after its outputs were filled in, and takes it.  result: valid, invalid, or
 * acceptable, for what ett accepts and others need not. */
json_t *vec_make_test(struct vec_make *m, const char *comment,
		      const char *flag);
void vec_make_add(struct vec_make *m, json_t *test, const char *result);

/* Members. */
void vec_make_hex(json_t *to, const char *member, struct ett_bytes v);
void vec_make_text(json_t *to, const char *member, const char *text);
void vec_make_number(json_t *to, const char *member, size_t n);

/* n random bytes of the file's stream; the same memory is used again after
 * some calls. */
struct ett_bytes vec_make_bytes(struct vec_make *m, size_t n);

/* The end of the program. */
_Noreturn void vec_make_die(const struct vec_make *m, const char *why);

/* A text of the maker's own, until some calls later. */
const char *vec_make_print(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* What signs here, and makes keys: from the file's stream alone, so that even
 * ECDSA gives the same bytes again.  NULL: not built in. */
const struct ett_backend *vec_make_signer(void);

/* make_write.c: the file as it is published, the same in every run. */
ETT_OWED ett_err vec_make_write(const char *path, const json_t *file);

/* make_index.c: one row for the file that is open; the table of all. */
void vec_make_index_row(struct vec_make *m);
ETT_OWED ett_err vec_make_index_write(const struct vec_make *m);

/* The files of each kind, make_*.c. */
void vec_make_primitives(struct vec_make *m);
void vec_make_agreement(struct vec_make *m);
void vec_make_signatures(struct vec_make *m);
void vec_make_derivation(struct vec_make *m);
void vec_make_wire(struct vec_make *m);
void vec_make_packets(struct vec_make *m);
void vec_make_negotiation(struct vec_make *m);
void vec_make_handshakes(struct vec_make *m);

#endif
