/* SPDX-License-Identifier: ISC
 *
 * No library runs in the process that judges it.  What a child has found out
 * stands in shared memory as soon as it is known, so its death costs one row.
 */
#include "vectors/run.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CANNOT_START = 3, PATIENCE_SECONDS = 60 };

struct job {
	struct vec_run *run;
	pid_t pid; /* 0: none is running */
	bool over;
};

static struct vec_row *shared_rows(size_t n)
{
	FILE *file = tmpfile();
	void *p = MAP_FAILED;

	if (file == NULL)
		return NULL;
	if (ftruncate(fileno(file), (off_t)(n * sizeof(struct vec_row))) == 0)
		p = mmap(NULL, n * sizeof(struct vec_row),
			 PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
	fclose(file);
	return p == MAP_FAILED ? NULL : p;
}

static size_t first_undone(const struct vec_suite *s, const struct vec_run *run)
{
	size_t i = 0;

	while (i < s->n && run->rows[i].done)
		i++;
	return i;
}

static void run_test(const struct vec_suite *s, const struct vec_test *t,
		     const struct ett_backend *backend, struct vec_row *row)
{
	struct vec_case c = { .backend = backend,
			      .file = s->file,
			      .group = t->group,
			      .test = t->test };

	alarm(PATIENCE_SECONDS);
	row->outcome = s->kind->run(&c);
	memcpy(row->detail, c.detail, sizeof row->detail);
	row->done = true;
	vec_case_done(&c);
}

_Noreturn static void child(const struct vec_suite *s, struct vec_run *run)
{
	if (run->backend->start() != ETT_OK)
		_exit(CANNOT_START);
	for (size_t i = first_undone(s, run); i < s->n; i++)
		run_test(s, &s->tests[i], run->backend, &run->rows[i]);
	_exit(0);
}

static bool start(const struct vec_suite *s, struct job *job)
{
	job->pid = fork();
	if (job->pid == 0)
		child(s, job->run);
	return job->pid > 0;
}

/* The first test without an answer is the one that killed the process. */
static void bury(const struct vec_suite *s, struct vec_run *run, int status)
{
	struct vec_row *row = &run->rows[first_undone(s, run)];

	if (WIFSIGNALED(status))
		snprintf(row->detail, sizeof row->detail,
			 "the process was killed by signal %d (%s)",
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(row->detail, sizeof row->detail,
			 "the process ended itself with status %d",
			 WEXITSTATUS(status));
	row->outcome = VEC_BROKEN;
	row->done = true;
}

static void reap(const struct vec_suite *s, struct job *job, int status)
{
	job->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT_START)
		job->run->absent = true;
	else if (first_undone(s, job->run) < s->n)
		bury(s, job->run, status);
	job->over = job->run->absent || first_undone(s, job->run) == s->n;
}

/* Starts what may start; how many are running then. */
static size_t start_some(const struct vec_suite *s, struct job *jobs, size_t n,
			 size_t most)
{
	size_t running = 0;

	for (size_t i = 0; i < n; i++)
		running += jobs[i].pid > 0;
	for (size_t i = 0; i < n && running < most; i++)
		if (!jobs[i].over && jobs[i].pid == 0 && start(s, &jobs[i]))
			running++;
	return running;
}

static ett_err drive(const struct vec_suite *s, struct job *jobs, size_t n,
		     size_t most)
{
	while (start_some(s, jobs, n, most) > 0) {
		int status;
		pid_t pid = wait(&status);

		if (pid < 0 && errno != EINTR)
			return ETT_SYSTEM;
		for (size_t i = 0; i < n; i++)
			if (pid > 0 && jobs[i].pid == pid)
				reap(s, &jobs[i], status);
	}
	for (size_t i = 0; i < n; i++)
		if (!jobs[i].over)
			return ETT_SYSTEM;
	return ETT_OK;
}

ett_err vec_run_all(const struct vec_suite *s, struct vec_run *runs, size_t n,
		    size_t most)
{
	struct job *jobs = calloc(n, sizeof *jobs);
	ett_err e = jobs == NULL ? ETT_NOMEM : ETT_OK;

	for (size_t i = 0; i < n && e == ETT_OK; i++) {
		runs[i].rows = shared_rows(s->n);
		jobs[i].run = &runs[i];
		if (runs[i].rows == NULL)
			e = ETT_SYSTEM;
	}
	if (e == ETT_OK)
		e = drive(s, jobs, n, most);
	free(jobs);
	return e;
}

void vec_run_free(const struct vec_suite *s, struct vec_run *runs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (runs[i].rows != NULL)
			munmap(runs[i].rows, s->n * sizeof(struct vec_row));
}
