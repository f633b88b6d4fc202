/* SPDX-License-Identifier: ISC
 *
 * The local programs of a tunnel under test.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test/tunnel.h"

static uint8_t pattern(const struct app *a, uint64_t at)
{
	return (uint8_t)((at * 131 + (at >> 8) + a->salt) >> 1);
}

void app_done(struct app *a)
{
	if (a->done)
		return;
	a->done = true;
	a->tunnel->waiting--;
	tunnel_wake(a->tunnel);
}

static void on_gone(struct ett_watch *w)
{
	struct app *a = (struct app *)w;

	a->watching = false;
	if (a->forgotten)
		free(a);
}

void app_close(struct app *a)
{
	if (a->fd >= 0) {
		ett_watch_close(&a->watch);
		close(a->fd);
	}
	a->fd = -1;
	app_done(a);
}

static bool wants_to_send(const struct app *a)
{
	if (a->by_hand)
		return false;
	return a->echo ? a->held_n > 0 : a->sent < a->to_send;
}

static void app_watch(struct app *a)
{
	bool hears = !a->deaf && !a->eof && !(a->echo && a->held_n > 0);

	if (a->fd >= 0)
		ett_watch_want(&a->watch,
			       (hears ? WATCH_IN : 0) |
				   (wants_to_send(a) ? WATCH_OUT : 0));
}

static size_t next_bytes(struct app *a)
{
	uint64_t left = a->to_send - a->sent;
	size_t n = left < sizeof a->held ? (size_t)left : sizeof a->held;

	if (a->echo)
		return a->held_n;
	for (size_t i = 0; i < n; i++)
		a->held[i] = pattern(a, a->sent + i);
	a->held_off = 0;
	return n;
}

static void app_send(struct app *a)
{
	ssize_t put;

	while (wants_to_send(a)) {
		size_t n = next_bytes(a);

		put = send(a->fd, a->held + a->held_off, n, MSG_NOSIGNAL);
		if (put < 0 && errno == EAGAIN)
			return;
		if (put < 0) {
			a->reset = true;
			a->to_send = a->sent;
			a->held_n = 0;
			return;
		}
		a->sent += (uint64_t)put;
		if (a->echo) {
			a->held_off += (size_t)put;
			a->held_n -= (size_t)put;
		}
	}
	if (a->echo ? a->eof : !a->keep_open)
		shutdown(a->fd, SHUT_WR);
}

static void check(struct app *a, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a->damaged |= p[i] != pattern(a, a->got + i);
}

static void app_receive(struct app *a)
{
	ssize_t got;

	do {
		got = recv(a->fd, a->held, sizeof a->held, 0);
		if (got > 0 && !a->echo)
			check(a, a->held, (size_t)got);
		if (got > 0)
			a->got += (uint64_t)got;
	} while (got > 0 && !a->echo);
	if (got > 0) {
		a->held_off = 0;
		a->held_n = (size_t)got;
		app_send(a);
	}
	if (got < 0 && errno != EAGAIN) {
		a->reset = true;
		app_close(a);
	} else if (got == 0) {
		a->eof = true;
		if (a->echo)
			shutdown(a->fd, SHUT_WR);
		if (!wants_to_send(a) && !a->keep_open)
			app_close(a);
	}
}

static void on_ready(struct ett_watch *w, int what)
{
	struct app *a = (struct app *)w;

	if (a->by_hand) {
		tunnel_wake(a->tunnel);
		return;
	}
	if ((what & WATCH_OUT) != 0)
		app_send(a);
	if (a->fd >= 0 && (what & WATCH_IN) != 0)
		app_receive(a);
	if (a->fd >= 0 && a->eof && !wants_to_send(a) && !a->keep_open)
		app_close(a);
	app_watch(a);
	if (a->tunnel->watched)
		tunnel_wake(a->tunnel);
}

void app_finish(struct app *a)
{
	a->keep_open = false;
	if (a->fd >= 0 && !wants_to_send(a))
		shutdown(a->fd, SHUT_WR);
}

void app_hear(struct app *a)
{
	a->deaf = a->by_hand = false;
	app_watch(a);
}

void app_start(struct app *a, int fd)
{
	a->fd = fd;
	a->watch.ready = on_ready;
	a->watch.gone = on_gone;
	a->watching = true;
	tunnel_need(ett_watch_open(&a->watch, a->tunnel->loop, fd) == ETT_OK);
	if (!a->echo && !a->silent && !a->by_hand)
		app_send(a);
	app_watch(a);
	tunnel_wake(a->tunnel);
}
