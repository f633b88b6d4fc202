/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_BASE64_H
#define ETT_CRYPTO_BASE64_H

#include "base/bytes.h"

/*
 * RFC 4648 section 4.  encode writes a final NUL and returns the length
 * without it through *len; pad tells whether '=' comes at the end.  decode
 * refuses everything that is not canonical: FORMAT.  SPACE.
 */
ETT_OWED ett_err ett_base64_encode(struct ett_bytes in, bool pad, char *out,
				   size_t room, size_t *len);
ETT_OWED ett_err ett_base64_decode(struct ett_bytes in, uint8_t *out,
				   size_t room, size_t *len);

#endif
