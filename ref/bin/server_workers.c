/* SPDX-License-Identifier: ISC
 *
 * The supervisor holds no connection and reads nothing from the network: it
 * waits for signals and for its children, and ends when the last one has.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bin/server.h"
#include "io/log.h"

struct supervisor {
	pid_t child[ETT_WORKERS_MAX];
	uint64_t n;
	int code;
	bool stopping;
};

static void tell_all(const struct supervisor *s, int number)
{
	for (uint64_t i = 0; i < s->n; i++)
		if (s->child[i] > 0)
			kill(s->child[i], number);
}

/* One that ended without being told to takes the others with it: clients
 * would otherwise find a server that is slow for no visible reason. */
static void note_end(struct supervisor *s, pid_t pid, int status)
{
	bool good = WIFEXITED(status) && WEXITSTATUS(status) == ETT_EXIT_OK;

	for (uint64_t i = 0; i < s->n; i++)
		if (s->child[i] == pid)
			s->child[i] = 0;
	if (good && s->stopping)
		return;
	s->code = ETT_EXIT_FAIL;
	if (WIFSIGNALED(status))
		ett_log(ETT_ERROR, "worker %ld died of signal %d", (long)pid,
			WTERMSIG(status));
	else
		ett_log(ETT_ERROR, "worker %ld ended with %d", (long)pid,
			WEXITSTATUS(status));
	if (!s->stopping)
		tell_all(s, SIGTERM);
	s->stopping = true;
}

static bool any_left(const struct supervisor *s)
{
	for (uint64_t i = 0; i < s->n; i++)
		if (s->child[i] > 0)
			return true;
	return false;
}

static void reap(struct supervisor *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		note_end(s, pid, status);
}

static void supervise(struct supervisor *s, const sigset_t *waited)
{
	int number;

	while (any_left(s)) {
		if (sigwait(waited, &number) != 0)
			continue;
		if (number == SIGTERM || number == SIGINT) {
			s->stopping = true;
			tell_all(s, SIGTERM);
		} else if (number == SIGHUP) {
			tell_all(s, SIGHUP);
		}
		reap(s);
	}
}

int ett_workers_run(uint64_t n, int (*work)(void *ctx), void *ctx)
{
	struct supervisor s = { .n = n, .code = ETT_EXIT_OK };
	sigset_t waited, before;

	sigemptyset(&waited);
	sigaddset(&waited, SIGTERM);
	sigaddset(&waited, SIGINT);
	sigaddset(&waited, SIGHUP);
	sigaddset(&waited, SIGCHLD);
	/* Blocked before the first fork: none can be lost. */
	sigprocmask(SIG_BLOCK, &waited, &before);
	for (uint64_t i = 0; i < n; i++) {
		s.child[i] = fork();
		if (s.child[i] == 0) {
			prctl(PR_SET_PDEATHSIG, SIGTERM);
			sigprocmask(SIG_SETMASK, &before, NULL);
			_exit(work(ctx));
		}
		if (s.child[i] > 0)
			continue;
		ett_log(ETT_ERROR, "cannot start a worker: %s",
			strerror(errno));
		s.stopping = true;
		s.code = ETT_EXIT_FAIL;
		tell_all(&s, SIGTERM);
		break;
	}
	supervise(&s, &waited);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return s.code;
}
