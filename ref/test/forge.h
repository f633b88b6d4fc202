/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_FORGE_H
#define ETT_TEST_FORGE_H

#include "wire/cursor.h"

/* Keys and signatures that nobody would make, put together by hand. */

enum { FORGE_NUMBER_MAX = 2100, FORGE_BLOB_MAX = 4096 };

/* A number written in hexadecimal; "*N" stands for N times the digit before,
 * and a space may follow it: "f*63 e". */
struct forge_number {
	uint8_t b[FORGE_NUMBER_MAX];
	size_t n;
};
struct forge_number forge_hex(const char *text);

/* As string, and as mpint. */
void forge_string(struct ett_wr *w, const char *text);
void forge_number(struct ett_wr *w, const char *text);

/* A blob, that begins with a name; end gives a view into it. */
struct forge_blob {
	uint8_t b[FORGE_BLOB_MAX];
	struct ett_wr w;
};
void forge_start(struct forge_blob *b, const char *name);
struct ett_bytes forge_end(struct forge_blob *b);

#endif
