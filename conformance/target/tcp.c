/* SPDX-License-Identifier: ISC
 *
 * One socket at a time, never blocking: every wait has its end.
 */
#include "conformance/target/tcp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conformance/engine/case.h"
#include "conformance/target/stream.h"

/* Source addresses of each process, so that none is used twice. */
enum { CONNECT_MS = 5000, FROM_EACH = 900 };

struct conf_tcp {
	struct sockaddr_storage to;
	socklen_t to_len;
	bool loopback;
	uint32_t from; /* counts source addresses */
	int fd;
};

struct conf_tcp *conf_tcp_new(const char *host, const char *port, char *why)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	struct conf_tcp *t;
	int e = getaddrinfo(host, port, &hints, &found);

	if (e != 0) {
		snprintf(why, CONF_OPEN_WHY, "%s port %s: %s", host, port,
			 gai_strerror(e));
		return NULL;
	}
	t = calloc(1, sizeof *t);
	if (t != NULL) {
		memcpy(&t->to, found->ai_addr, found->ai_addrlen);
		t->to_len = found->ai_addrlen;
		t->fd = -1;
	} else {
		snprintf(why, CONF_OPEN_WHY, "out of memory");
	}
	freeaddrinfo(found);
	if (t != NULL && t->to.ss_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, &t->to, sizeof in);
		t->loopback = ntohl(in.sin_addr.s_addr) >> 24 == 127;
	}
	return t;
}

static void tcp_close(void *ctx)
{
	struct conf_tcp *t = ctx;

	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
}

void conf_tcp_free(struct conf_tcp *t)
{
	if (t == NULL)
		return;
	tcp_close(t);
	free(t);
}

/* 127.1.0.1 and on, never one that ends with 0 or 255. */
static void bind_elsewhere(struct conf_tcp *t)
{
	struct sockaddr_in from = { .sin_family = AF_INET };
	uint32_t i = t->from++;

	from.sin_addr.s_addr =
	    htonl(UINT32_C(0x7f010000) + (i / 250 % 250) * 256 + i % 250 + 1);
	/* Where the system does not let us, the usual address has to do. */
	if (bind(t->fd, (struct sockaddr *)&from, sizeof from) != 0)
		t->loopback = false;
}

static int connect_now(struct conf_tcp *t)
{
	int e = 0;
	socklen_t n = sizeof e;

	if (connect(t->fd, (struct sockaddr *)&t->to, t->to_len) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return errno;
	if (!conf_stream_ready(t->fd, POLLOUT, CONNECT_MS))
		return ETIMEDOUT;
	return getsockopt(t->fd, SOL_SOCKET, SO_ERROR, &e, &n) != 0 ? errno : e;
}

static enum conf_opened tcp_open(void *ctx, struct conf_wire *wire, char *why)
{
	struct conf_tcp *t = ctx;
	int on = 1, e;

	tcp_close(t);
	t->fd = socket(t->to.ss_family, SOCK_STREAM, 0);
	if (t->fd < 0 || fcntl(t->fd, F_SETFL, O_NONBLOCK) != 0) {
		snprintf(why, CONF_OPEN_WHY, "socket: %s", strerror(errno));
		return OPEN_FAILED;
	}
	/* Segments are what a case says they are. */
	(void)setsockopt(t->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (t->loopback)
		bind_elsewhere(t);
	e = connect_now(t);
	if (e != 0) {
		snprintf(why, CONF_OPEN_WHY, "connect: %s", strerror(e));
		return e == ECONNREFUSED ? OPEN_REFUSED : OPEN_FAILED;
	}
	*wire = conf_stream_wire(&t->fd);
	return OPENED;
}

static bool tcp_split(void *ctx, unsigned number, char *why)
{
	struct conf_tcp *t = ctx;

	(void)why;
	t->fd = -1;
	t->from += number * FROM_EACH;
	return true;
}

struct conf_target conf_tcp_target(struct conf_tcp *t)
{
	return (struct conf_target){ .role = AS_SERVER,
				     .open = tcp_open,
				     .close = tcp_close,
				     .pause = conf_stream_pause,
				     .split = tcp_split,
				     .ctx = t };
}
