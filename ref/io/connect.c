/* SPDX-License-Identifier: ISC
 *
 * Invariant: held counts what may still call back (resolver, watch, task);
 * the record is freed when it is over and nothing is held.  Each address
 * gets one attempt; the error told is that of the last.
 */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "io/net.h"
#include "io/sock.h"
#include "io/watch.h"

/* A Unix socket whose backlog is full says so at once, where a blocking
 * connect(2) would wait. */
#define AGAIN (ETT_SECOND / 200)

struct ett_connect {
	struct ett_watch watch;
	struct ett_task start;
	struct ett_loop *loop;
	struct ett_timer *timer;
	ett_ns deadline;
	uv_getaddrinfo_t resolver;
	struct addrinfo *list, *next;
	struct addrinfo local; /* the only one, for a Unix socket */
	struct sockaddr_un sun;
	ett_connected *call;
	void *ctx;
	const char *why;
	int fd, held;
	bool over;
};

static void release(struct ett_connect *c)
{
	if (--c->held == 0 && c->over)
		free(c);
}

/* Nothing more is tried or told. */
static void finish(struct ett_connect *c)
{
	c->over = true;
	if (c->list != &c->local)
		uv_freeaddrinfo(c->list);
	c->list = c->next = NULL;
	ett_timer_free(c->timer);
}

static void tell(struct ett_connect *c, int fd)
{
	ett_connected *call = c->call;
	void *ctx = c->ctx;
	const char *why = c->why;

	finish(c);
	call(ctx, fd, why);
}

/* True: an attempt is under way. */
static bool attempt(struct ett_connect *c, const struct addrinfo *to)
{
	c->fd = ett_sock_new(to->ai_family);
	if (c->fd >= 0 &&
	    (connect(c->fd, to->ai_addr, to->ai_addrlen) == 0 ||
	     errno == EINPROGRESS) &&
	    ett_watch_open(&c->watch, c->loop, c->fd) == ETT_OK) {
		c->held++;
		ett_watch_want(&c->watch, WATCH_OUT);
		return true;
	}
	c->why = strerror(errno);
	ett_sock_close(c->fd);
	c->fd = -1;
	return false;
}

static void proceed(struct ett_connect *c)
{
	while (c->next != NULL) {
		const struct addrinfo *to = c->next;

		if (attempt(c, to)) {
			c->next = to->ai_next;
			ett_timer_set(c->timer, c->deadline);
			return;
		}
		if (to == &c->local && errno == EAGAIN) {
			ett_ns at = ett_clock() + AGAIN;

			ett_timer_set(c->timer,
				      at < c->deadline ? at : c->deadline);
			return;
		}
		c->next = to->ai_next;
	}
	tell(c, -1);
}

static void on_time(void *ctx)
{
	struct ett_connect *c = ctx;

	c->held++;
	if (ett_clock() < c->deadline) {
		proceed(c);
	} else {
		c->why = strerror(ETIMEDOUT);
		if (c->fd >= 0)
			ett_watch_close(&c->watch);
		ett_sock_close(c->fd);
		c->fd = -1;
		tell(c, -1);
	}
	release(c);
}

static void on_ready(struct ett_watch *w, int what)
{
	struct ett_connect *c = (struct ett_connect *)w;
	int fd = c->fd, bad = 0;
	socklen_t len = sizeof bad;

	(void)what;
	ett_watch_close(w);
	c->fd = -1;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &bad, &len) != 0)
		bad = errno;
	if (bad == 0) {
		tell(c, fd);
		return;
	}
	c->why = strerror(bad);
	ett_sock_close(fd);
}

/* The watch may be used again now. */
static void on_gone(struct ett_watch *w)
{
	struct ett_connect *c = (struct ett_connect *)w;

	if (!c->over)
		proceed(c);
	release(c);
}

static void on_start(void *ctx)
{
	struct ett_connect *c = ctx;

	if (!c->over)
		proceed(c);
	release(c);
}

static void on_resolved(uv_getaddrinfo_t *req, int bad, struct addrinfo *list)
{
	struct ett_connect *c = req->data;

	if (c->over) {
		uv_freeaddrinfo(list);
	} else {
		c->list = c->next = list;
		if (bad != 0)
			c->why = uv_strerror(bad);
		proceed(c);
	}
	release(c);
}

static ett_err resolve(struct ett_connect *c, const struct ett_place *to)
{
	struct addrinfo hint = { .ai_family = to->family,
				 .ai_flags = AI_NUMERICSERV,
				 .ai_socktype = SOCK_STREAM };
	char port[8];
	int bad;

	snprintf(port, sizeof port, "%u", to->port);
	c->resolver.data = c;
	bad = uv_getaddrinfo(ett_loop_uv(c->loop), &c->resolver, on_resolved,
			     to->host, port, &hint);
	if (bad != 0)
		return bad == UV_ENOMEM ? ETT_NOMEM : ETT_ARG;
	c->held++;
	return ETT_OK;
}

/* What needs no resolver is at hand at once. */
static ett_err first_address(struct ett_connect *c, const struct ett_place *to)
{
	const char *ignored;
	ett_err e;

	if (to->path == NULL) {
		e = ett_sock_resolve(&c->list, to, AI_NUMERICHOST, &ignored);
		if (e == ETT_ARG)
			return resolve(c, to);
	} else {
		e = ett_sock_unix(&c->sun, to->path, &c->why);
		c->local = (struct addrinfo){ .ai_family = AF_UNIX,
					      .ai_addr = (void *)&c->sun,
					      .ai_addrlen = sizeof c->sun };
		c->list = e == ETT_OK ? &c->local : NULL;
		e = ETT_OK;
	}
	c->next = c->list;
	ett_task_put(c->loop, &c->start);
	c->held++;
	return e;
}

ett_err ett_connect_new(struct ett_connect **out, struct ett_loop *loop,
			const struct ett_place *to, ett_ns within,
			ett_connected *call, void *ctx)
{
	struct ett_connect *c = calloc(1, sizeof *c);
	ett_err e;

	if (c == NULL)
		return ETT_NOMEM;
	*c = (struct ett_connect){
		.watch = { .ready = on_ready, .gone = on_gone },
		.start = { .call = on_start, .ctx = c },
		.loop = loop,
		.deadline = within == 0 ? ETT_NEVER : ett_clock() + within,
		.call = call,
		.ctx = ctx,
		.why = "no address",
		.fd = -1,
	};
	e = ett_timer_new(&c->timer, loop, on_time, c);
	if (e == ETT_OK)
		e = first_address(c, to);
	if (e != ETT_OK) {
		ett_timer_free(c->timer);
		free(c);
		return e;
	}
	ett_timer_set(c->timer, c->deadline);
	*out = c;
	return ETT_OK;
}

void ett_connect_cancel(struct ett_connect *c)
{
	if (c->fd >= 0)
		ett_watch_close(&c->watch);
	ett_sock_close(c->fd);
	c->fd = -1;
	finish(c);
	if (c->held == 0)
		free(c);
}
