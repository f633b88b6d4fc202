/* SPDX-License-Identifier: ISC
 *
 * One child process for each pair of libraries, which sends a result per row
 * through a pipe, in order.  When it ends before its last row, the row whose
 * result is missing is what ended it; another child goes on behind that row.
 *
 * Invariant: the children of a slot are reaped before the slot is used again.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vectors/interop/interop.h"

enum {
	JOBS_MAX = 64,
	ROW_SECONDS = 600 /* then a row is taken for endless */
};

struct slot {
	pid_t pid; /* 0: free */
	int from;
	size_t pair, row; /* the row whose result comes next */
	size_t got;       /* bytes of it */
	struct interop_result part;
};

struct farm {
	struct interop *x;
	struct slot slots[JOBS_MAX];
	size_t jobs, next_pair, done, all;
	void (*tell)(size_t done, size_t all);
};

struct interop_result *interop_result(const struct interop *x, size_t c,
				      size_t s, size_t row)
{
	return &x->results[(c * x->n + s) * x->rows_n + row];
}

static bool put(int fd, const void *p, size_t n)
{
	const uint8_t *at = p;

	while (n > 0) {
		ssize_t done = write(fd, at, n);

		if (done < 0 && errno != EINTR)
			return false;
		if (done > 0) {
			at += done;
			n -= (size_t)done;
		}
	}
	return true;
}

/* The life of a child. */
static void work(const struct farm *f, const struct slot *s, int to)
{
	size_t c = s->pair / f->x->n, v = s->pair % f->x->n;
	struct interop_result r;

	for (size_t i = s->row; i < f->x->rows_n; i++) {
		alarm(ROW_SECONDS);
		memset(&r, 0, sizeof r);
		if (interop_concerns(&f->x->rows[i], c, v))
			interop_try(f->x, &f->x->rows[i], c, v, &r);
		if (!put(to, &r, sizeof r))
			_exit(1);
	}
	_exit(0);
}

static bool start(struct farm *f, struct slot *s)
{
	int ends[2];

	if (pipe(ends) != 0)
		return false;
	fflush(NULL);
	s->pid = fork();
	if (s->pid == 0) {
		close(ends[0]);
		work(f, s, ends[1]);
	}
	close(ends[1]);
	s->from = ends[0];
	s->got = 0;
	if (s->pid > 0)
		return true;
	close(ends[0]);
	s->pid = 0;
	return false;
}

static void keep(struct farm *f, struct slot *s)
{
	size_t at = s->pair * f->x->rows_n + s->row++;

	f->x->results[at] = s->part;
	s->got = 0;
	f->done++;
	if (f->tell != NULL)
		f->tell(f->done, f->all);
}

/* The child is gone: for good, or before its time. */
static bool ended(struct farm *f, struct slot *s)
{
	int status = 0;

	close(s->from);
	while (waitpid(s->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	s->pid = 0;
	if (s->row == f->x->rows_n)
		return true;
	memset(&s->part, 0, sizeof s->part);
	s->part.verdict = INTEROP_FAILED;
	if (WIFSIGNALED(status))
		snprintf(s->part.why, sizeof s->part.why,
			 "the process ended by signal %d (%s)",
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(s->part.why, sizeof s->part.why,
			 "the process ended with status %d",
			 WEXITSTATUS(status));
	keep(f, s);
	return s->row == f->x->rows_n || start(f, s);
}

static bool hear(struct farm *f, struct slot *s)
{
	uint8_t *at = (uint8_t *)&s->part + s->got;
	ssize_t n = read(s->from, at, sizeof s->part - s->got);

	if (n < 0)
		return errno == EINTR;
	if (n == 0)
		return ended(f, s);
	s->got += (size_t)n;
	if (s->got == sizeof s->part)
		keep(f, s);
	return true;
}

static bool fill_slots(struct farm *f, size_t *busy)
{
	size_t pairs = f->x->n * f->x->n;

	*busy = 0;
	for (size_t i = 0; i < f->jobs; i++) {
		struct slot *s = &f->slots[i];

		if (s->pid == 0 && f->next_pair < pairs) {
			s->pair = f->next_pair++;
			s->row = 0;
			if (!start(f, s))
				return false;
		}
		*busy += s->pid != 0;
	}
	return true;
}

static bool wait_and_hear(struct farm *f)
{
	struct pollfd p[JOBS_MAX];

	for (size_t i = 0; i < f->jobs; i++)
		p[i] = (struct pollfd){
			.fd = f->slots[i].pid != 0 ? f->slots[i].from : -1,
			.events = POLLIN,
		};
	if (poll(p, f->jobs, -1) < 0)
		return errno == EINTR;
	for (size_t i = 0; i < f->jobs; i++)
		if (p[i].revents != 0 && !hear(f, &f->slots[i]))
			return false;
	return true;
}

bool interop_run(struct interop *x, size_t jobs,
		 void (*tell)(size_t done, size_t all))
{
	struct farm *f = calloc(1, sizeof *f);
	size_t busy = 0;
	bool good = true;

	free(x->results);
	x->results = calloc(x->n * x->n * x->rows_n, sizeof *x->results);
	if (f == NULL || x->results == NULL)
		abort();
	f->x = x;
	f->jobs = jobs < JOBS_MAX ? jobs : JOBS_MAX;
	f->all = x->n * x->n * x->rows_n;
	f->tell = tell;
	do
		good = fill_slots(f, &busy) && (busy == 0 || wait_and_hear(f));
	while (good && busy > 0);
	free(f);
	return good;
}
