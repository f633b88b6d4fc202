/* SPDX-License-Identifier: ISC
 *
 * Invariant: a listener is watched exactly while it is not paused, not resting
 * and not freed.  It rests for a moment when descriptors or memory run out,
 * or the loop would spin on a connection it cannot take.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/net.h"
#include "io/sock.h"
#include "io/watch.h"

#define REST (ETT_SECOND / 10)

enum { ACCEPTS_PER_TURN = 64 };

struct ett_listener {
	struct ett_bound bound;
	struct port {
		struct ett_watch watch;
		struct ett_listener *owner;
	} port[ETT_BOUND_MAX];
	ett_accept *call;
	void *ctx;
	struct ett_timer *rest;
	size_t held; /* watches not gone, and accept loops under way */
	bool paused, resting, freed;
};

static void watch_all(struct ett_listener *l)
{
	bool on = !l->paused && !l->resting && !l->freed;

	for (size_t i = 0; i < l->bound.n; i++)
		ett_watch_want(&l->port[i].watch, on ? WATCH_IN : 0);
}

static void release(struct ett_listener *l)
{
	if (--l->held == 0 && l->freed)
		free(l);
}

static void on_gone(struct ett_watch *w)
{
	release(((struct port *)w)->owner);
}

static void after_rest(void *ctx)
{
	struct ett_listener *l = ctx;

	l->resting = false;
	watch_all(l);
}

static void peer_of(const struct sockaddr_storage *ss, struct ett_peer *p)
{
	const void *any = ss;

	*p = (struct ett_peer){ 0 };
	if (ss->ss_family == AF_INET) {
		const struct sockaddr_in *in = any;

		inet_ntop(AF_INET, &in->sin_addr, p->host, sizeof p->host);
		p->port = ntohs(in->sin_port);
	} else if (ss->ss_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = any;

		inet_ntop(AF_INET6, &in6->sin6_addr, p->host, sizeof p->host);
		p->port = ntohs(in6->sin6_port);
	}
}

/* False: none is waiting, or none can be taken now. */
static bool accept_one(struct ett_listener *l, int from)
{
	struct sockaddr_storage ss = { 0 };
	socklen_t len = sizeof ss;
	struct ett_peer peer;
	int on = 1, fd;

	fd = accept(from, (struct sockaddr *)&ss, &len);
	if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
		       errno == ENOMEM)) {
		l->resting = true;
		watch_all(l);
		ett_timer_set(l->rest, ett_clock() + REST);
		return false;
	}
	if (fd < 0)
		return errno != EAGAIN && errno != EWOULDBLOCK;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	if (ss.ss_family == AF_INET || ss.ss_family == AF_INET6)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	peer_of(&ss, &peer);
	l->call(l->ctx, fd, &peer);
	return true;
}

static void on_ready(struct ett_watch *w, int what)
{
	struct ett_listener *l = ((struct port *)w)->owner;
	int fd = w->fd;

	(void)what;
	l->held++;
	for (int i = 0; i < ACCEPTS_PER_TURN; i++)
		if (l->paused || l->freed || !accept_one(l, fd))
			break;
	release(l);
}

static ett_err open_all(struct ett_listener *l, struct ett_loop *loop)
{
	ett_err e = ett_timer_new(&l->rest, loop, after_rest, l);

	for (size_t i = 0; i < l->bound.n && e == ETT_OK; i++) {
		l->port[i].owner = l;
		l->port[i].watch.ready = on_ready;
		l->port[i].watch.gone = on_gone;
		e = ett_watch_open(&l->port[i].watch, loop, l->bound.fd[i]);
		l->held += e == ETT_OK;
	}
	return e;
}

static void close_all(struct ett_listener *l)
{
	for (size_t i = l->held; i > 0; i--)
		ett_watch_close(&l->port[i - 1].watch);
	ett_timer_free(l->rest);
	l->freed = true;
}

ett_err ett_listener_new(struct ett_listener **out, struct ett_loop *loop,
			 struct ett_bound *b, ett_accept *call, void *ctx)
{
	struct ett_listener *l = calloc(1, sizeof *l);
	ett_err e;

	if (l == NULL)
		return ETT_NOMEM;
	l->bound = *b;
	l->call = call;
	l->ctx = ctx;
	l->paused = true;
	e = open_all(l, loop);
	if (e != ETT_OK) {
		close_all(l);
		if (l->held == 0)
			free(l);
		return e;
	}
	*b = (struct ett_bound){ 0 };
	*out = l;
	return ETT_OK;
}

void ett_listener_pause(struct ett_listener *l, bool pause)
{
	l->paused = pause;
	watch_all(l);
}

uint16_t ett_listener_port(const struct ett_listener *l)
{
	return l->bound.port;
}

void ett_listener_free(struct ett_listener *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->bound.n; i++)
		ett_watch_close(&l->port[i].watch);
	ett_timer_free(l->rest);
	ett_bound_free(&l->bound);
	l->freed = true;
}
