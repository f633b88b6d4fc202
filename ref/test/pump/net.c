/*
 * SPDX-License-Identifier: ISC
 *
 * Every way to get a pair of descriptors: sockets, SOCKS, a child's stdio.
 * All of it blocks, bounded by WAIT_SECONDS per answer; only the streams
 * themselves are polled.
 */
#include "test/pump/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { WAIT_SECONDS = 30, NAME_MAX_LEN = 255, BACKLOG = 4096 };

struct place {
	char host[NAME_MAX_LEN + 1];
	char port[6];
};

static int complain(const char *what, const char *addr, const char *why)
{
	fprintf(stderr, "pump: %s %s: %s\n", what, addr, why);
	return -1;
}

/* HOST:PORT or [HOST]:PORT; false: neither. */
static bool place_parse(const char *addr, struct place *at)
{
	const char *colon = strrchr(addr, ':');
	size_t len;

	if (colon == NULL || strlen(colon + 1) >= sizeof at->port)
		return false;
	len = (size_t)(colon - addr);
	if (len >= 2 && addr[0] == '[' && addr[len - 1] == ']') {
		addr++;
		len -= 2;
	}
	if (len == 0 || len > NAME_MAX_LEN)
		return false;
	memcpy(at->host, addr, len);
	at->host[len] = '\0';
	strcpy(at->port, colon + 1);
	return true;
}

static struct addrinfo *resolve(const char *addr)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;
	struct place at;
	int rc;

	if (!place_parse(addr, &at)) {
		complain("address", addr, "not HOST:PORT");
		return NULL;
	}
	rc = getaddrinfo(at.host, at.port, &hints, &found);
	if (rc != 0) {
		complain("address", addr, gai_strerror(rc));
		return NULL;
	}
	return found;
}

static bool unix_place(const char *path, struct sockaddr_un *sun)
{
	memset(sun, 0, sizeof *sun);
	sun->sun_family = AF_UNIX;
	if (strlen(path) >= sizeof sun->sun_path)
		return false;
	strcpy(sun->sun_path, path);
	return true;
}

/* bind or connect, whichever addr needs: one way for both families. */
static int open_socket(const char *addr,
		       int (*use)(int, const struct sockaddr *, socklen_t),
		       const char *what)
{
	struct addrinfo *found = NULL;
	struct sockaddr_un sun;
	int fd, rc, one = 1;

	if (strchr(addr, '/') != NULL) {
		if (!unix_place(addr, &sun))
			return complain(what, addr, "path too long");
		fd = socket(AF_UNIX, SOCK_STREAM, 0);
		rc = use(fd, (const struct sockaddr *)&sun, sizeof sun);
	} else {
		found = resolve(addr);
		if (found == NULL)
			return -1;
		fd = socket(found->ai_family, SOCK_STREAM, 0);
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
		rc = use(fd, found->ai_addr, found->ai_addrlen);
		freeaddrinfo(found);
	}
	if (fd < 0 || rc != 0) {
		complain(what, addr, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

int pump_connect(const char *addr)
{
	struct timeval wait = { .tv_sec = WAIT_SECONDS };
	int fd = open_socket(addr, connect, "connect");

	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	return fd;
}

static unsigned port_of(int fd)
{
	struct sockaddr_storage ss = { 0 };
	socklen_t len = sizeof ss;

	if (getsockname(fd, (struct sockaddr *)&ss, &len) != 0)
		return 0;
	return ntohs(ss.ss_family == AF_INET6
			 ? ((struct sockaddr_in6 *)&ss)->sin6_port
			 : ((struct sockaddr_in *)&ss)->sin_port);
}

int pump_listen(const char *addr, char *name, size_t room)
{
	int fd = open_socket(addr, bind, "listen");
	struct place at;

	if (fd < 0)
		return -1;
	if (listen(fd, BACKLOG) != 0) {
		close(fd);
		return complain("listen", addr, strerror(errno));
	}
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	if (strchr(addr, '/') == NULL && place_parse(addr, &at))
		snprintf(name, room, "%s port %u", at.host, port_of(fd));
	else
		snprintf(name, room, "%s", addr);
	return fd;
}

int pump_free_port(void)
{
	int fd = open_socket("127.0.0.1:0", bind, "bind");
	int port;

	if (fd < 0)
		return -1;
	port = (int)port_of(fd);
	close(fd);
	return port;
}

static bool read_all(int fd, uint8_t *p, size_t n)
{
	while (n > 0) {
		ssize_t got = read(fd, p, n);

		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

/* RFC 1928 section 4: type of address and the address. */
static size_t socks5_addr(uint8_t *out, const char *host)
{
	size_t len = strlen(host);

	if (inet_pton(AF_INET, host, out + 1) == 1) {
		out[0] = 1;
		return 5;
	}
	if (inet_pton(AF_INET6, host, out + 1) == 1) {
		out[0] = 4;
		return 17;
	}
	out[0] = 3;
	out[1] = (uint8_t)len;
	memcpy(out + 2, host, len);
	return 2 + len;
}

/* RFC 1928: no authentication, CONNECT.  1: granted, 0: refused, -1: lost. */
static int socks5(int fd, const struct place *at)
{
	uint8_t b[NAME_MAX_LEN + 8] = { 5, 1, 0 };
	unsigned port = (unsigned)strtoul(at->port, NULL, 10);
	size_t n = 3, rest;
	int granted;

	if (write(fd, b, 3) != 3 || !read_all(fd, b, 2) || b[1] != 0)
		return -1;
	b[1] = 1;
	b[2] = 0;
	n += socks5_addr(b + 3, at->host);
	b[n++] = (uint8_t)(port >> 8);
	b[n++] = (uint8_t)port;
	if (write(fd, b, n) != (ssize_t)n || !read_all(fd, b, 5))
		return -1;
	granted = b[1] == 0;
	rest = b[3] == 1 ? 5 : b[3] == 4 ? 17 : (size_t)b[4] + 2;
	if (granted && !read_all(fd, b, rest))
		return -1;
	return granted;
}

/* SOCKS 4, or 4a when the host is no IPv4 address. */
static int socks4(int fd, const struct place *at)
{
	uint8_t b[NAME_MAX_LEN + 16] = { 4, 1 };
	unsigned port = (unsigned)strtoul(at->port, NULL, 10);
	size_t n = 9;

	b[2] = (uint8_t)(port >> 8);
	b[3] = (uint8_t)port;
	if (inet_pton(AF_INET, at->host, b + 4) != 1) {
		memcpy(b + 4, "\0\0\0\1", 4);
		memcpy(b + 9, at->host, strlen(at->host) + 1);
		n += strlen(at->host) + 1;
	}
	if (write(fd, b, n) != (ssize_t)n || !read_all(fd, b, 8))
		return -1;
	return b[0] == 0 && b[1] == 90;
}

int pump_connect_socks(const char *proxy, unsigned version, const char *addr,
		       int *refused)
{
	struct place at;
	int fd, rc;

	*refused = 0;
	if (!place_parse(addr, &at))
		return complain("address", addr, "not HOST:PORT");
	fd = pump_connect(proxy);
	if (fd < 0)
		return -1;
	rc = version == 5 ? socks5(fd, &at) : socks4(fd, &at);
	if (rc == 1)
		return fd;
	close(fd);
	*refused = 1; /* OpenSSH says nothing, it closes */
	return complain("SOCKS to", addr, rc == 0 ? "refused" : "no answer");
}

static void become(char *const argv[], int in, int out)
{
	signal(SIGPIPE, SIG_DFL); /* ours ignores it, a command expects it */
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
		execvp(argv[0], argv);
	complain("run", argv[0], strerror(errno));
	_exit(127);
}

pid_t pump_run(char *const argv[], int *rfd, int *wfd)
{
	int down[2], up[2];
	pid_t pid;

	if (pipe(down) != 0 || pipe(up) != 0)
		return complain("run", argv[0], strerror(errno));
	for (int i = 0; i < 2; i++) {
		fcntl(down[i], F_SETFD, FD_CLOEXEC);
		fcntl(up[i], F_SETFD, FD_CLOEXEC);
	}
	pid = fork();
	if (pid == 0)
		become(argv, up[0], down[1]);
	close(up[0]);
	close(down[1]);
	if (pid < 0) {
		close(up[1]);
		close(down[0]);
		return complain("run", argv[0], strerror(errno));
	}
	*rfd = down[0];
	*wfd = up[1];
	return pid;
}
