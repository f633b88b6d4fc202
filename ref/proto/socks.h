/* SPDX-License-Identifier: ISC */
#ifndef ETT_PROTO_SOCKS_H
#define ETT_PROTO_SOCKS_H

#include "base/bytes.h"

/*
 * The proxy's side of SOCKS 4, 4a and 5 (RFC 1928), as bytes: CONNECT alone,
 * no authentication.  Names stay names, so the far end resolves them.
 *
 *     local program -> ett_socks_feed() -> host, port -> a channel
 *     local program <- out, then ett_socks_answer() once its fate is known
 */
enum {
	ETT_SOCKS_IN_MAX = 8 + 256 + 256, /* SOCKS 4a: head, user, name */
	ETT_SOCKS_OUT_MAX = 2 + 10,       /* SOCKS 5: method, then a reply */
	ETT_SOCKS_HOST_MAX = 255
};

enum ett_socks_step {
	ETT_SOCKS_MORE,    /* needs more bytes; out may hold a reply */
	ETT_SOCKS_CONNECT, /* host and port are known */
	ETT_SOCKS_REFUSED  /* send out, then close */
};

/* A zeroed struct is ready.  host, port, out, out_len are for the caller, who
 * sets out_len to 0 when out was sent; the rest is private. */
struct ett_socks {
	char host[ETT_SOCKS_HOST_MAX + 1];
	uint16_t port;
	uint8_t out[ETT_SOCKS_OUT_MAX];
	size_t out_len;
	enum ett_socks_step step;
	bool greeted; /* SOCKS 5: the method was chosen */
	uint8_t version;
	uint8_t in[ETT_SOCKS_IN_MAX];
	size_t in_len;
};

/*
 * Takes bytes up to the end of the request and no further: *used of them; what
 * is behind belongs to the connection itself.  Bytes that come after CONNECT
 * or REFUSED are not taken.
 */
enum ett_socks_step ett_socks_feed(struct ett_socks *s, struct ett_bytes in,
				   size_t *used);

/*
 * After CONNECT: puts the answer into out.  open_code is 0 when the channel
 * is open, else the reason of its refusal (RFC 4254 section 5.1).
 */
void ett_socks_answer(struct ett_socks *s, uint32_t open_code);

#endif
