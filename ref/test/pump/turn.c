/*
 * SPDX-License-Identifier: ISC
 *
 * One turn of the loop that both ends share.  A descriptor that is of no
 * interest is not polled at all, since poll(2) always tells of hang-ups.
 */
#include <poll.h>
#include <time.h>

#include "test/pump/pump.h"

double pump_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool pump_turn(struct pump_stream *const *s, size_t n, int listener,
	       int wait_ms)
{
	static struct pollfd p[2 * PUMP_LIVE_MAX + 1];

	p[2 * n] = (struct pollfd){ .fd = listener, .events = POLLIN };
	for (size_t i = 0; i < n; i++) {
		p[2 * i] = (struct pollfd){ .fd = pump_stream_wants_read(s[i])
						      ? s[i]->rfd
						      : -1,
					    .events = POLLIN };
		p[2 * i + 1] = (struct pollfd){
			.fd = pump_stream_wants_write(s[i]) ? s[i]->wfd : -1,
			.events = POLLOUT
		};
	}
	if (poll(p, 2 * n + 1, wait_ms) <= 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (p[2 * i].revents != 0)
			pump_stream_read(s[i]);
		if (p[2 * i + 1].revents != 0 && pump_stream_wants_write(s[i]))
			pump_stream_write(s[i]);
	}
	return p[2 * n].revents != 0;
}
