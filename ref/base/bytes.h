/* SPDX-License-Identifier: ISC */
#ifndef ETT_BASE_BYTES_H
#define ETT_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * A view of memory that somebody else owns.  Passed by value, never freed.
 * n == 0 permits p == NULL.
 */
struct ett_bytes {
	const uint8_t *p;
	size_t n;
};

/* A string literal as a view: in an expression, and in a static table. */
/* clang-format off */
#define ETT_INIT(s) { (const uint8_t *)(s), sizeof(s) - 1 }
#define ETT_LIT(s)  ((struct ett_bytes)ETT_INIT(s))
/* clang-format on */

struct ett_bytes ett_str(const char *s); /* without its NUL; NULL: empty */

/* Not constant time: for what is public.  ett_same() is for secrets. */
bool ett_bytes_eq(struct ett_bytes a, struct ett_bytes b);
bool ett_bytes_is(struct ett_bytes a, const char *s);

/*
 * Name-lists, RFC 4251 section 5: comma-separated, no empty name.
 *
 * ett_names_next takes the first name off *list; false when none is left.
 * ett_names_has tells whether list holds exactly this name.
 */
bool ett_names_next(struct ett_bytes *list, struct ett_bytes *name);
bool ett_names_has(struct ett_bytes list, struct ett_bytes name);

/*
 * Owned memory: filled at the end, drained at the front, never more than cap
 * bytes, never reallocated, wiped when freed.  Members are private to buf.c.
 */
struct ett_buf {
	uint8_t *p;
	size_t off, len, cap;
};

/* cap bytes on the heap; NOMEM.  A zeroed buf may be freed. */
ETT_OWED ett_err ett_buf_new(struct ett_buf *b, size_t cap);
void ett_buf_free(struct ett_buf *b);

/* What is in it, until the next call with this buf. */
struct ett_bytes ett_buf_view(const struct ett_buf *b);

/* Writable memory behind the content; moves the content to the front. */
uint8_t *ett_buf_room(struct ett_buf *b, size_t *room);
void ett_buf_fill(struct ett_buf *b, size_t n);  /* n bytes were stored */
void ett_buf_drain(struct ett_buf *b, size_t n); /* n bytes are used up */

/* Overwrites n bytes of p; the compiler may not remove it. */
void ett_wipe(void *p, size_t n);

/* Compares n bytes in a time that does not depend on their values. */
bool ett_same(const void *a, const void *b, size_t n);

/*
 * Untrusted text made safe to print: printable ASCII as it is, backslash
 * doubled, all else as \xNN.  Writes at most room bytes with a final NUL
 * (room > 0), cuts what does not fit, returns the length without the NUL.
 */
size_t ett_escape(struct ett_bytes in, char *out, size_t room);

/* Lower-case hexadecimal of in, as ett_escape() bounds it. */
size_t ett_hex(struct ett_bytes in, char *out, size_t room);

#endif
