/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_TARGET_TCP_H
#define CONFORMANCE_TARGET_TCP_H

#include "conformance/engine/target.h"

/*
 * A server behind a TCP port.  On loopback each connection comes from another
 * address of 127.0.0.0/8, because servers limit what one address may do.
 */
struct conf_tcp;

/* host is a name or an address; NULL: why (CONF_OPEN_WHY) says what failed. */
struct conf_tcp *conf_tcp_new(const char *host, const char *port, char *why);
void conf_tcp_free(struct conf_tcp *t);
struct conf_target conf_tcp_target(struct conf_tcp *t);

#endif
