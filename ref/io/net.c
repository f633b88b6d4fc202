/* SPDX-License-Identifier: ISC
 *
 * Addresses, and sockets that listen.  Where a name stands for several
 * addresses, all of them are bound to one port or none is; only a family that
 * this machine lacks is passed over.
 */
#include "io/net.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/sock.h"

void ett_place_text(const struct ett_place *at, char out[ETT_PLACE_MAX])
{
	char name[ETT_PLACE_MAX - 16];
	const char *text = at->path != NULL ? at->path : at->host;

	ett_escape(ett_str(text), name, sizeof name);
	if (at->path != NULL)
		snprintf(out, ETT_PLACE_MAX, "%s", name);
	else if (strchr(name, ':') != NULL)
		snprintf(out, ETT_PLACE_MAX, "[%s]:%u", name, at->port);
	else
		snprintf(out, ETT_PLACE_MAX, "%s:%u", name, at->port);
}

ett_err ett_sock_system(const char **why)
{
	int saved = errno;

	*why = strerror(saved);
	errno = saved;
	return ETT_SYSTEM;
}

int ett_sock_new(int family)
{
	int on = 1, fd;

	fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && family != AF_UNIX)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

void ett_sock_close(int fd)
{
	int saved = errno;

	if (fd >= 0)
		close(fd);
	errno = saved;
}

ett_err ett_sock_unix(struct sockaddr_un *sun, const char *path,
		      const char **why)
{
	size_t n = strlen(path);

	memset(sun, 0, sizeof *sun);
	sun->sun_family = AF_UNIX;
	if (n == 0 || n >= sizeof sun->sun_path) {
		errno = n == 0 ? ENOENT : ENAMETOOLONG;
		return ett_sock_system(why);
	}
	memcpy(sun->sun_path, path, n);
	return ETT_OK;
}

ett_err ett_sock_resolve(struct addrinfo **list, const struct ett_place *at,
			 int flags, const char **why)
{
	struct addrinfo hint = { .ai_flags = flags | AI_NUMERICSERV,
				 .ai_family = at->family,
				 .ai_socktype = SOCK_STREAM };
	bool all = (flags & AI_PASSIVE) != 0 &&
		   (at->host[0] == '\0' || strcmp(at->host, "*") == 0);
	char port[8];
	int bad;

	snprintf(port, sizeof port, "%u", at->port);
	bad = getaddrinfo(all ? NULL : at->host, port, &hint, list);
	if (bad == EAI_SYSTEM)
		return ett_sock_system(why);
	*why = gai_strerror(bad);
	return bad == 0 ? ETT_OK : ETT_ARG;
}

static int listen_on(const struct sockaddr *to, socklen_t len)
{
	int on = 1, fd = ett_sock_new(to->sa_family);

	if (fd < 0)
		return -1;
	if (to->sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (to->sa_family != AF_UNIX)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, to, len) == 0 && listen(fd, SOMAXCONN) == 0)
		return fd;
	ett_sock_close(fd);
	return -1;
}

static ett_err bind_path(struct ett_bound *b, const char *path,
			 const char **why)
{
	struct sockaddr_un sun;
	mode_t old;
	ett_err e;

	e = ett_sock_unix(&sun, path, why);
	if (e != ETT_OK)
		return e;
	old = umask(0177);
	b->fd[0] = listen_on((struct sockaddr *)&sun, sizeof sun);
	umask(old);
	if (b->fd[0] < 0)
		return ett_sock_system(why);
	b->n = 1;
	memcpy(b->path, sun.sun_path, sizeof b->path);
	return ETT_OK;
}

static uint16_t *port_of(struct sockaddr *sa)
{
	if (sa->sa_family == AF_INET6)
		return &((struct sockaddr_in6 *)(void *)sa)->sin6_port;
	return &((struct sockaddr_in *)(void *)sa)->sin_port;
}

static uint16_t bound_port(int fd)
{
	struct sockaddr_storage ss = { 0 };
	socklen_t len = sizeof ss;

	getsockname(fd, (struct sockaddr *)&ss, &len);
	return ntohs(*port_of((struct sockaddr *)&ss));
}

static bool family_is_missing(void)
{
	return errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL;
}

static ett_err bind_list(struct ett_bound *b, const struct addrinfo *list,
			 const char **why)
{
	for (; list != NULL && b->n < ETT_BOUND_MAX; list = list->ai_next) {
		int fd;

		if (b->port != 0)
			*port_of(list->ai_addr) = htons(b->port);
		fd = listen_on(list->ai_addr, list->ai_addrlen);
		if (fd < 0 && family_is_missing())
			continue;
		if (fd < 0)
			return ett_sock_system(why);
		b->fd[b->n++] = fd;
		b->port = bound_port(fd);
	}
	if (b->n == 0) {
		errno = EADDRNOTAVAIL;
		return ett_sock_system(why);
	}
	return ETT_OK;
}

static ett_err bind_name(struct ett_bound *b, const struct ett_place *at,
			 bool numeric, const char **why)
{
	struct addrinfo *list;
	ett_err e;

	e = ett_sock_resolve(&list, at,
			     AI_PASSIVE | (numeric ? AI_NUMERICHOST : 0), why);
	if (e != ETT_OK)
		return e;
	e = bind_list(b, list, why);
	freeaddrinfo(list);
	return e;
}

/* Both loopback addresses: what the name means is not left to a resolver. */
static ett_err bind_localhost(struct ett_bound *b, const struct ett_place *at,
			      const char **why)
{
	static const struct {
		const char *host;
		int family;
	} row[] = { { "127.0.0.1", AF_INET }, { "::1", AF_INET6 } };
	struct ett_place one = *at;
	ett_err e = ETT_OK;

	for (size_t i = 0; i < 2 && e == ETT_OK; i++) {
		if (at->family != 0 && at->family != row[i].family)
			continue;
		one.host = row[i].host;
		one.port = b->port != 0 ? b->port : at->port;
		e = bind_name(b, &one, true, why);
		if (e == ETT_SYSTEM && b->n > 0 && family_is_missing())
			e = ETT_OK;
	}
	return e;
}

ett_err ett_bind(struct ett_bound *out, const struct ett_place *at,
		 bool numeric, const char **why)
{
	ett_err e = ETT_SYSTEM;

	/* A free port of one family may be taken in the other. */
	for (int tries = 0; tries < 8 && e == ETT_SYSTEM; tries++) {
		struct ett_bound b = { 0 };

		if (at->path != NULL)
			e = bind_path(&b, at->path, why);
		else if (strcmp(at->host, "localhost") == 0)
			e = bind_localhost(&b, at, why);
		else
			e = bind_name(&b, at, numeric, why);
		if (e == ETT_OK)
			*out = b;
		else
			ett_bound_free(&b);
		if (at->path != NULL || at->port != 0)
			break;
	}
	return e;
}

void ett_bound_free(struct ett_bound *b)
{
	int saved = errno;

	for (size_t i = 0; i < b->n; i++)
		close(b->fd[i]);
	if (b->n > 0 && b->path[0] != '\0')
		unlink(b->path);
	*b = (struct ett_bound){ 0 };
	errno = saved;
}
