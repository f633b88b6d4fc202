/* SPDX-License-Identifier: ISC
 *
 * One process a connection: its end, and what it printed, tell more of it
 * than the connection does.
 */
#include "conformance/target/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conformance/engine/case.h"
#include "conformance/target/child.h"
#include "conformance/target/stream.h"

enum { COMMAND_MAX = 4096 };

struct conf_exec {
	char command[COMMAND_MAX];
	struct conf_child child;
	int fd;
};

struct conf_exec *conf_exec_new(const char *command, char *why)
{
	static const char *const none[] = { NULL };
	struct conf_exec *t = calloc(1, sizeof *t);

	if (t == NULL) {
		snprintf(why, CONF_OPEN_WHY, "out of memory");
		return NULL;
	}
	t->fd = t->child.output = -1;
	if (conf_child_command(command, none, t->command, sizeof t->command,
			       why))
		return t;
	free(t);
	return NULL;
}

static void exec_close(void *ctx)
{
	struct conf_exec *t = ctx;

	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
	conf_child_end(&t->child);
}

void conf_exec_free(struct conf_exec *t)
{
	if (t == NULL)
		return;
	exec_close(t);
	conf_child_free(&t->child);
	free(t);
}

static enum conf_opened exec_open(void *ctx, struct conf_wire *wire, char *why)
{
	struct conf_exec *t = ctx;
	int pair[2];
	bool started;

	exec_close(t);
	conf_child_free(&t->child);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
		snprintf(why, CONF_OPEN_WHY, "socketpair: %s", strerror(errno));
		return OPEN_FAILED;
	}
	started = fcntl(pair[0], F_SETFL, O_NONBLOCK) == 0 &&
		  fcntl(pair[0], F_SETFD, FD_CLOEXEC) == 0 &&
		  conf_child_start(&t->child, t->command, pair[1], true, why);
	close(pair[1]);
	t->fd = pair[0];
	if (!started) {
		exec_close(t);
		return OPEN_FAILED;
	}
	*wire = conf_stream_wire(&t->fd);
	return OPENED;
}

static bool exec_crashed(void *ctx, char *why)
{
	const struct conf_exec *t = ctx;

	return conf_child_crashed(&t->child, why, CONF_OPEN_WHY);
}

static bool exec_split(void *ctx, unsigned number, char *why)
{
	struct conf_exec *t = ctx;

	(void)number;
	(void)why;
	t->fd = -1;
	t->child = (struct conf_child){ .output = -1 };
	return true;
}

struct conf_target conf_exec_target(struct conf_exec *t)
{
	return (struct conf_target){ .role = AS_SERVER,
				     .open = exec_open,
				     .close = exec_close,
				     .pause = conf_stream_pause,
				     .crashed = exec_crashed,
				     .split = exec_split,
				     .ctx = t };
}
