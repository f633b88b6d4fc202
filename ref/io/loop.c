/* SPDX-License-Identifier: ISC
 *
 * libuv tells what is ready; what is done about it runs in the check phase of
 * the same turn, so that one turn's data goes out in one write.
 *
 * Invariant: the idle handle is active exactly while a task is queued; it is
 * what keeps the next turn from waiting.
 */
#include "io/loop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "io/watch.h"

struct ett_timer {
	uv_timer_t uv;
	ett_call *call;
	void *ctx;
};

struct sig {
	uv_signal_t uv;
	ett_call *call;
	void *ctx;
	struct sig *next;
};

struct ett_loop {
	uv_loop_t uv;
	uv_check_t check;
	uv_idle_t idle;
	struct ett_task *first, **last;
	struct sig *sigs;
};

static ett_err system_err(int uv_error)
{
	if (uv_error == UV_ENOMEM)
		return ETT_NOMEM;
	errno = -uv_error;
	return ETT_SYSTEM;
}

uv_loop_t *ett_loop_uv(struct ett_loop *loop)
{
	return &loop->uv;
}

ett_ns ett_clock(void)
{
	return uv_hrtime();
}

static void idle(uv_idle_t *h)
{
	(void)h;
}

/* Runs what is queued now; what these put off is for the next turn. */
static void run_tasks(uv_check_t *h)
{
	struct ett_loop *loop = h->data;
	struct ett_task *t = loop->first, *next;

	loop->first = NULL;
	loop->last = &loop->first;
	for (; t != NULL; t = next) {
		next = t->next;
		t->queued = false;
		t->call(t->ctx);
	}
	if (loop->first == NULL)
		uv_idle_stop(&loop->idle);
}

void ett_task_put(struct ett_loop *loop, struct ett_task *t)
{
	if (t->queued)
		return;
	if (loop->first == NULL)
		uv_idle_start(&loop->idle, idle);
	t->queued = true;
	t->next = NULL;
	*loop->last = t;
	loop->last = &t->next;
}

ett_err ett_loop_new(struct ett_loop **out)
{
	struct ett_loop *loop = calloc(1, sizeof *loop);
	int bad;

	if (loop == NULL)
		return ETT_NOMEM;
	bad = uv_loop_init(&loop->uv);
	if (bad != 0) {
		free(loop);
		return system_err(bad);
	}
	signal(SIGPIPE, SIG_IGN);
	loop->last = &loop->first;
	uv_check_init(&loop->uv, &loop->check);
	uv_idle_init(&loop->uv, &loop->idle);
	loop->check.data = loop;
	uv_check_start(&loop->check, run_tasks);
	uv_unref((uv_handle_t *)&loop->check);
	*out = loop;
	return ETT_OK;
}

static void free_sig(uv_handle_t *h)
{
	free(h->data);
}

void ett_loop_free(struct ett_loop *loop)
{
	if (loop == NULL)
		return;
	for (struct sig *s = loop->sigs; s != NULL; s = s->next)
		uv_close((uv_handle_t *)&s->uv, free_sig);
	uv_close((uv_handle_t *)&loop->check, NULL);
	uv_close((uv_handle_t *)&loop->idle, NULL);
	uv_run(&loop->uv, UV_RUN_NOWAIT);
	if (uv_loop_close(&loop->uv) != 0)
		abort(); /* something still points into the loop */
	free(loop);
}

void ett_loop_run(struct ett_loop *loop)
{
	uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void ett_loop_stop(struct ett_loop *loop)
{
	uv_stop(&loop->uv);
}

static void on_timer(uv_timer_t *h)
{
	struct ett_timer *t = h->data;

	t->call(t->ctx);
}

ett_err ett_timer_new(struct ett_timer **out, struct ett_loop *loop,
		      ett_call *call, void *ctx)
{
	struct ett_timer *t = calloc(1, sizeof *t);

	if (t == NULL)
		return ETT_NOMEM;
	uv_timer_init(&loop->uv, &t->uv);
	t->uv.data = t;
	t->call = call;
	t->ctx = ctx;
	*out = t;
	return ETT_OK;
}

/* libuv counts milliseconds of the same clock, rounded down, and from the
 * start of the turn. */
void ett_timer_set(struct ett_timer *t, ett_ns at)
{
	const uint64_t ms = ETT_SECOND / 1000;
	uint64_t due = at / ms + (at % ms != 0), now = uv_now(t->uv.loop);

	if (at == ETT_NEVER)
		uv_timer_stop(&t->uv);
	else
		uv_timer_start(&t->uv, on_timer, due > now ? due - now : 0, 0);
}

static void free_timer(uv_handle_t *h)
{
	free(h->data);
}

void ett_timer_free(struct ett_timer *t)
{
	if (t != NULL)
		uv_close((uv_handle_t *)&t->uv, free_timer);
}

static void on_signal(uv_signal_t *h, int number)
{
	struct sig *s = h->data;

	(void)number;
	s->call(s->ctx);
}

ett_err ett_signal_on(struct ett_loop *loop, int number, ett_call *call,
		      void *ctx)
{
	struct sig *s = calloc(1, sizeof *s);
	int bad;

	if (s == NULL)
		return ETT_NOMEM;
	uv_signal_init(&loop->uv, &s->uv);
	s->uv.data = s;
	s->call = call;
	s->ctx = ctx;
	s->next = loop->sigs;
	loop->sigs = s;
	bad = uv_signal_start(&s->uv, on_signal, number);
	if (bad != 0)
		return system_err(bad);
	uv_unref((uv_handle_t *)&s->uv);
	return ETT_OK;
}

static int to_uv(int what)
{
	return (what & WATCH_IN ? UV_READABLE : 0) |
	       (what & WATCH_OUT ? UV_WRITABLE : 0);
}

static void on_poll(uv_poll_t *h, int status, int events);

static void arm(struct ett_watch *w)
{
	w->armed = w->want;
	if (w->want == 0)
		uv_poll_stop(&w->uv.poll);
	else if (uv_poll_start(&w->uv.poll, to_uv(w->want), on_poll) != 0)
		abort(); /* only for a descriptor closed behind our back */
}

/* On an error libuv stops watching: the owner finds it out by reading. */
static void on_poll(uv_poll_t *h, int status, int events)
{
	struct ett_watch *w = h->data;
	int what = (events & UV_READABLE ? WATCH_IN : 0) |
		   (events & UV_WRITABLE ? WATCH_OUT : 0);

	if (status != 0) {
		w->armed = 0;
		what = w->want;
	}
	if ((what & ~w->want) != 0)
		arm(w);
	if ((what & w->want) != 0)
		w->ready(w, what & w->want);
}

ett_err ett_watch_open(struct ett_watch *w, struct ett_loop *loop, int fd)
{
	int bad = uv_poll_init(&loop->uv, &w->uv.poll, fd);

	w->fd = fd;
	w->want = w->armed = 0;
	w->always = bad == UV_EPERM;
	if (w->always)
		bad = uv_idle_init(&loop->uv, &w->uv.file);
	w->uv.handle.data = w;
	return bad != 0 ? system_err(bad) : ETT_OK;
}

void ett_watch_want(struct ett_watch *w, int what)
{
	w->want = what;
	if (!w->always && (what & ~w->armed) != 0)
		arm(w);
}

static void on_gone(uv_handle_t *h)
{
	struct ett_watch *w = h->data;

	w->gone(w);
}

void ett_watch_close(struct ett_watch *w)
{
	w->want = 0;
	uv_close(&w->uv.handle, on_gone);
}
