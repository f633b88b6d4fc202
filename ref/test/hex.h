/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_HEX_H
#define ETT_TEST_HEX_H

#include "base/bytes.h"

/*
 * Test data is written as hexadecimal digits; blanks between them are
 * ignored.  NULL gives no bytes.  What is malformed, or longer than out, ends
 * the test.
 */
struct ett_bytes hex_bytes(const char *hex, uint8_t *out, size_t room);

/* The same with room for 2048 bytes that come with it. */
struct hex {
	size_t n;
	uint8_t p[2048];
};

struct hex hex_make(const char *hex);
struct ett_bytes hex_view(const struct hex *h);

#endif
