/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_PUMP_NET_H
#define ETT_TEST_PUMP_NET_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Addresses are HOST:PORT, [HOST]:PORT, or, with a slash in it, the path of a
 * Unix socket.  Each function that answers with a descriptor answers -1 after
 * saying on stderr what failed.
 */

/* name receives the address with the port that was taken. */
int pump_listen(const char *addr, char *name, size_t room);
int pump_connect(const char *addr);

/*
 * Through the SOCKS server at proxy to addr.  version is 4 or 5; a name goes
 * to the proxy as it is (4a).  *refused tells that the proxy said no,
 * or closed the connection instead.
 */
int pump_connect_socks(const char *proxy, unsigned version, const char *addr,
		       int *refused);

/* A command whose stdin is *wfd and whose stdout is *rfd; -1, or its pid. */
pid_t pump_run(char *const argv[], int *rfd, int *wfd);

/* A port of 127.0.0.1 that was free just now. */
int pump_free_port(void);

#endif
