/* SPDX-License-Identifier: ISC
 *
 * The numbers of the cases wait in a pipe that all processes read from, so a
 * slow case holds up one of them only.  What comes back is a struct of this
 * very program.
 */
#include "conformance/jobs.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conformance/engine/matrix.h"

/* One result, or with i == n the counts of a process that is done. */
struct message {
	size_t i, log_n;
	struct conf_outcome outcome;
	size_t probes, dead, slow, crashes;
	char dead_case[128], slow_case[128], crash_case[128];
};

struct worker {
	pid_t pid;
	int from; /* -1: it has told all */
};

struct state {
	struct conf_run *run;
	const struct conf_jobs *j;
	int queue; /* numbers of cases that nobody has begun */
	struct worker worker[CONF_JOBS_MAX];
	struct conf_outcome *done; /* as they come */
	bool *is_done;
	size_t told; /* so many were put */
};

static bool write_all(int fd, const void *p, size_t n)
{
	const char *at = p;

	while (n > 0) {
		ssize_t m = write(fd, at, n);

		if (m < 0 && errno == EINTR)
			continue;
		if (m <= 0)
			return false;
		at += m;
		n -= (size_t)m;
	}
	return true;
}

static bool read_all(int fd, void *p, size_t n)
{
	char *at = p;

	while (n > 0) {
		ssize_t m = read(fd, at, n);

		if (m < 0 && errno == EINTR)
			continue;
		if (m <= 0)
			return false;
		at += m;
		n -= (size_t)m;
	}
	return true;
}

static bool tell(int to, size_t i, struct conf_outcome *outcome)
{
	struct message m = { .i = i, .outcome = *outcome };
	bool good;

	m.log_n = outcome->log != NULL ? strlen(outcome->log) + 1 : 0;
	good =
	    write_all(to, &m, sizeof m) && write_all(to, outcome->log, m.log_n);
	free(outcome->log);
	return good;
}

static bool tell_counts(int to, size_t n, const struct conf_run *run)
{
	struct message m = { .i = n,
			     .probes = run->probes,
			     .dead = run->dead,
			     .slow = run->slow,
			     .crashes = run->crashes };

	memcpy(m.dead_case, run->dead_case, sizeof m.dead_case);
	memcpy(m.slow_case, run->slow_case, sizeof m.slow_case);
	memcpy(m.crash_case, run->crash_case, sizeof m.crash_case);
	return write_all(to, &m, sizeof m);
}

static bool work(struct state *s, unsigned number, int to)
{
	const struct conf_target *t = s->run->target;
	static struct conf_outcome outcomes[CONF_ROW_MAX];
	char why[CONF_OPEN_WHY];
	uint16_t i;

	if (t->split != NULL && !t->split(t->ctx, number, why)) {
		fprintf(stderr, "ett-conform: %s\n", why);
		return false;
	}
	while (read_all(s->queue, &i, sizeof i)) {
		size_t n = conf_row(s->j->cases + i, s->j->n - i);

		conf_judge_row(s->run, s->j->cases + i, n, outcomes);
		for (size_t k = 0; k < n; k++)
			if (!tell(to, i + k, &outcomes[k]))
				return false;
	}
	t->close(t->ctx);
	return tell_counts(to, s->j->n, s->run);
}

static bool start(struct state *s, unsigned number, char *why)
{
	struct worker *w = &s->worker[number];
	int ends[2];

	w->from = -1;
	if (pipe(ends) != 0) {
		conf_text(why, CONF_OPEN_WHY, "pipe: %s", strerror(errno));
		return false;
	}
	w->pid = fork();
	if (w->pid == 0) {
		close(ends[0]);
		_exit(work(s, number, ends[1]) ? 0 : 1);
	}
	close(ends[1]);
	w->from = ends[0];
	if (w->pid > 0)
		return true;
	conf_text(why, CONF_OPEN_WHY, "fork: %s", strerror(errno));
	return false;
}

static void add_counts(struct conf_run *run, const struct message *m)
{
	run->probes += m->probes;
	run->dead += m->dead;
	run->slow += m->slow;
	run->crashes += m->crashes;
	if (m->dead > 0)
		memcpy(run->dead_case, m->dead_case, sizeof m->dead_case);
	if (m->slow > 0)
		memcpy(run->slow_case, m->slow_case, sizeof m->slow_case);
	if (m->crashes > 0)
		memcpy(run->crash_case, m->crash_case, sizeof m->crash_case);
}

/* false: this process has told all it can. */
static bool hear(struct state *s, struct worker *w, bool *complete)
{
	struct message m;

	if (!read_all(w->from, &m, sizeof m) || m.i > s->j->n)
		return false;
	if (m.i == s->j->n) {
		add_counts(s->run, &m);
		*complete = true;
		return false;
	}
	m.outcome.log = m.log_n > 0 ? malloc(m.log_n) : NULL;
	if (m.log_n > 0 && (m.outcome.log == NULL ||
			    !read_all(w->from, m.outcome.log, m.log_n)))
		return false;
	s->done[m.i] = m.outcome;
	s->is_done[m.i] = true;
	return true;
}

static void put_in_order(struct state *s)
{
	while (s->told < s->j->n && s->is_done[s->told]) {
		struct conf_outcome *o = &s->done[s->told];

		s->j->put(s->j->ctx, s->j->cases[s->told], o);
		free(o->log);
		s->told++;
	}
}

/* Until every process has told all; how many told it completely. */
static unsigned gather(struct state *s)
{
	unsigned complete = 0;

	for (unsigned open = s->j->jobs; open > 0;) {
		struct pollfd p[CONF_JOBS_MAX];

		for (unsigned i = 0; i < s->j->jobs; i++)
			p[i] = (struct pollfd){ .fd = s->worker[i].from,
						.events = POLLIN };
		if (poll(p, s->j->jobs, -1) < 0 && errno != EINTR)
			return complete;
		for (unsigned i = 0; i < s->j->jobs; i++) {
			bool all = false;

			if (p[i].fd < 0 || p[i].revents == 0 ||
			    hear(s, &s->worker[i], &all))
				continue;
			complete += all;
			open--;
			close(s->worker[i].from);
			s->worker[i].from = -1;
		}
		put_in_order(s);
	}
	return complete;
}

static bool run_all(struct state *s, char *why)
{
	unsigned complete;
	bool started = true;

	for (unsigned i = 0; i < s->j->jobs; i++)
		started = start(s, i, why) && started;
	complete = gather(s);
	for (unsigned i = 0; i < s->j->jobs; i++)
		if (s->worker[i].pid > 0)
			(void)waitpid(s->worker[i].pid, NULL, 0);
	if (started && complete < s->j->jobs)
		conf_text(why, CONF_OPEN_WHY,
			  "a process of the judge ended too early");
	return started && complete == s->j->jobs;
}

static bool run_here(struct conf_run *run, const struct conf_jobs *j)
{
	static struct conf_outcome outcomes[CONF_ROW_MAX];
	size_t n;

	for (size_t i = 0; i < j->n; i += n) {
		n = conf_row(j->cases + i, j->n - i);
		conf_judge_row(run, j->cases + i, n, outcomes);
		for (size_t k = 0; k < n; k++) {
			j->put(j->ctx, j->cases[i + k], &outcomes[k]);
			free(outcomes[k].log);
		}
	}
	return true;
}

/* First cases of rows.  All of them fit into a pipe; what is read is gone for
 * the others. */
static int make_queue(const struct conf_jobs *j)
{
	int ends[2];
	bool good = true;

	if (j->n > CONF_JOBS_CASES || pipe(ends) != 0)
		return -1;
	for (size_t i = 0; i < j->n && good;
	     i += conf_row(j->cases + i, j->n - i)) {
		uint16_t number = (uint16_t)i;

		good = write_all(ends[1], &number, sizeof number);
	}
	close(ends[1]);
	if (good)
		return ends[0];
	close(ends[0]);
	return -1;
}

bool conf_jobs_run(struct conf_run *run, const struct conf_jobs *j, char *why)
{
	struct state s = { .run = run, .j = j, .queue = -1 };
	bool good = false;

	if (j->jobs <= 1 || j->jobs > CONF_JOBS_MAX)
		return run_here(run, j);
	s.queue = make_queue(j);
	s.done = calloc(j->n + 1, sizeof *s.done);
	s.is_done = calloc(j->n + 1, sizeof *s.is_done);
	if (s.queue < 0 || s.done == NULL || s.is_done == NULL)
		conf_text(why, CONF_OPEN_WHY, "no memory or no pipe is left");
	else
		good = run_all(&s, why);
	if (s.queue >= 0)
		close(s.queue);
	free(s.done);
	free(s.is_done);
	return good;
}
