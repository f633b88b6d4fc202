/* SPDX-License-Identifier: ISC */
#ifndef ETT_IO_SOCK_H
#define ETT_IO_SOCK_H

#include <sys/un.h>

#include "io/net.h"

/* What the files of ref/io share about sockets. */
struct addrinfo;

/* SYSTEM, with the text of errno, which stays as it is. */
ett_err ett_sock_system(const char **why);

/* Non-blocking, closed on exec, without delay; -1: errno tells. */
int ett_sock_new(int family);
void ett_sock_close(int fd); /* -1: nothing; keeps errno */

ETT_OWED ett_err ett_sock_unix(struct sockaddr_un *sun, const char *path,
			       const char **why);

/* getaddrinfo(3) with these flags; ARG: no such name or not an address. */
ETT_OWED ett_err ett_sock_resolve(struct addrinfo **list,
				  const struct ett_place *at, int flags,
				  const char **why);

#endif
