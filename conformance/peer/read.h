/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_READ_H
#define CONFORMANCE_PEER_READ_H

#include "wire/layout.h"

/*
 * The tolerant decoder: takes any payload apart as far as it goes and notes
 * what is not as it should be.  It never fails.
 */
enum conf_odd {
	ODD_SHORT = 1,      /* ends inside a field */
	ODD_TAIL = 2,       /* goes on after the last field */
	ODD_BOOL = 4,       /* a boolean that is neither 0 nor 1 */
	ODD_EMPTY_NAME = 8, /* a name of no length in a name-list */
	ODD_LONG_NAME = 16, /* a name of more than 64 bytes */
	ODD_BAD_NAME = 32,  /* a name with bytes that are not printable */
	ODD_MPINT = 64,     /* an mpint that is not in its shortest form */
	ODD_NEGATIVE = 128, /* a negative mpint where none makes sense */
	ODD_UNKNOWN = 256   /* no message of this number is in the table */
};

enum { CONF_FIELDS_MAX = 16, CONF_NAME_MAX = 64 };

struct conf_value {
	struct ett_bytes bytes; /* str, names, mpint, cookie, rest */
	uint64_t num;           /* u8, bit (as sent), u32, u64 */
};

struct conf_seen {
	const struct ett_layout *row; /* NULL: unknown number */
	unsigned odd;                 /* enum conf_odd */
	size_t n;                     /* fields that were there in full */
	struct conf_value v[CONF_FIELDS_MAX];
};

/*
 * prefix picks the row where a number has several meanings: the first whose
 * name begins with it ("kex_ecdh", "kexdh"), else the first of the number.
 * Views in *seen point into payload.
 */
void conf_read(struct ett_bytes payload, const char *prefix,
	       struct conf_seen *seen);

/* A field by its offset in struct ett_msg_NAME; zeros if it was not there. */
struct conf_value conf_seen_at(const struct conf_seen *seen, size_t offset);

/* "empty name, bytes after the last field"; at most room bytes with NUL. */
void conf_odd_text(unsigned odd, char *out, size_t room);

/* One line with every field, escaped and cut, for transcripts. */
void conf_seen_print(const struct conf_seen *seen, struct ett_bytes payload,
		     char *out, size_t room);

#endif
