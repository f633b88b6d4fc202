/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_PUT_H
#define CONFORMANCE_PEER_PUT_H

#include "base/bytes.h"

/* Text into room bytes, with a final NUL; what does not fit is cut. */
void conf_text(char *out, size_t room, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Bytes put one after another into memory of the caller.  What does not fit
 * sets lost and is dropped; every later put is dropped too.  Strings and
 * mpints are those of RFC 4251 section 5.
 */
struct conf_put {
	uint8_t *p;
	size_t n, room;
	bool lost;
};

void conf_put_raw(struct conf_put *o, struct ett_bytes v);
void conf_put_u8(struct conf_put *o, uint8_t v);
void conf_put_u32(struct conf_put *o, uint32_t v);
void conf_put_str(struct conf_put *o, struct ett_bytes v);

/* An unsigned big-endian number as mpint: shortest form, sign byte if due. */
void conf_put_uint(struct conf_put *o, struct ett_bytes v);

struct ett_bytes conf_put_view(const struct conf_put *o);

#endif
