/* SPDX-License-Identifier: ISC
 *
 * A socket that never blocks: every wait has its end.
 */
#include "conformance/target/stream.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

enum { SEND_MS = 5000, WAIT_MAX = 600000 };

bool conf_stream_ready(int fd, short what, uint64_t ms)
{
	struct pollfd p = { .fd = fd, .events = what };
	int n;

	do
		n = poll(&p, 1, ms > WAIT_MAX ? WAIT_MAX : (int)ms);
	while (n < 0 && errno == EINTR);
	return n > 0;
}

static bool stream_send(void *ctx, struct ett_bytes b)
{
	const int *fd = ctx;

	while (b.n > 0) {
		ssize_t n = send(*fd, b.p, b.n, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN)
			return false;
		if (n < 0 && !conf_stream_ready(*fd, POLLOUT, SEND_MS))
			return false;
		if (n < 0)
			continue;
		b.p += n;
		b.n -= (size_t)n;
	}
	return true;
}

static long stream_recv(void *ctx, uint8_t *p, size_t room, uint64_t ms)
{
	const int *fd = ctx;
	ssize_t n;

	if (!conf_stream_ready(*fd, POLLIN, ms))
		return CONF_SILENT;
	do
		n = recv(*fd, p, room, 0);
	while (n < 0 && errno == EINTR);
	/* A reset is an end like any other. */
	return n > 0 ? (long)n : CONF_CLOSED;
}

uint64_t conf_stream_now(void *ctx)
{
	struct timespec t;

	(void)ctx;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void conf_stream_pause(void *ctx, uint64_t ms)
{
	struct timespec t = { .tv_sec = (time_t)(ms / 1000),
			      .tv_nsec = (long)(ms % 1000) * 1000000 };

	(void)ctx;
	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		continue;
}

struct conf_wire conf_stream_wire(int *fd)
{
	return (struct conf_wire){ .send = stream_send,
				   .recv = stream_recv,
				   .now = conf_stream_now,
				   .ctx = fd };
}
