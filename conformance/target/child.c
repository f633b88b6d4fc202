/* SPDX-License-Identifier: ISC
 *
 * Only process groups that were started here are ever signalled.
 */
#include "conformance/target/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conformance/target/stream.h"

enum { KIND_MS = 300, UNKIND_MS = 1000, STEP_MS = 5 };

static int open_output(void)
{
	char path[] = "/tmp/ett-conform.XXXXXX";
	int fd = mkstemp(path);

	if (fd >= 0)
		(void)unlink(path);
	return fd;
}

static void run(const char *command, int in, int out, int err)
{
	(void)setpgid(0, 0);
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(126);
	/* The program's own sockets begin behind these. */
	for (int fd = 3; fd < 256; fd++)
		(void)close(fd);
	(void)signal(SIGPIPE, SIG_DFL);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

bool conf_child_start(struct conf_child *c, const char *command, int in,
		      bool both, char *why)
{
	*c = (struct conf_child){ .output = open_output() };
	if (c->output < 0) {
		snprintf(why, CONF_OPEN_WHY, "a temporary file: %s",
			 strerror(errno));
		return false;
	}
	c->pid = fork();
	if (c->pid == 0)
		run(command, in, both ? in : c->output, c->output);
	if (c->pid > 0) {
		(void)setpgid(c->pid, c->pid);
		return true;
	}
	snprintf(why, CONF_OPEN_WHY, "fork: %s", strerror(errno));
	c->pid = 0;
	conf_child_free(c);
	return false;
}

bool conf_child_ended(struct conf_child *c)
{
	if (c->pid == 0)
		return true;
	if (waitpid(c->pid, &c->status, WNOHANG) == 0)
		return false;
	/* Whatever it left behind goes with it. */
	(void)kill(-c->pid, SIGKILL);
	c->pid = 0;
	return true;
}

static bool ended_within(struct conf_child *c, int ms)
{
	for (int t = 0; t < ms; t += STEP_MS) {
		if (conf_child_ended(c))
			return true;
		conf_stream_pause(NULL, STEP_MS);
	}
	return conf_child_ended(c);
}

void conf_child_end(struct conf_child *c)
{
	if (c->pid == 0 || ended_within(c, KIND_MS))
		return;
	c->pressed = true;
	(void)kill(-c->pid, SIGTERM);
	if (ended_within(c, UNKIND_MS))
		return;
	(void)kill(-c->pid, SIGKILL);
	(void)waitpid(c->pid, &c->status, 0);
	c->pid = 0;
}

size_t conf_child_output(const struct conf_child *c, uint8_t *out, size_t room)
{
	ssize_t n = c->output >= 0 ? pread(c->output, out, room, 0) : 0;

	return n > 0 ? (size_t)n : 0;
}

static bool contains(const uint8_t *text, size_t n, const char *what)
{
	size_t len = strlen(what);

	for (size_t i = 0; i + len <= n; i++)
		if (memcmp(text + i, what, len) == 0)
			return true;
	return false;
}

bool conf_child_crashed(const struct conf_child *c, char *why, size_t room)
{
	static const char *const reports[] = { "ERROR: AddressSanitizer",
					       "ERROR: LeakSanitizer",
					       "WARNING: MemorySanitizer",
					       "WARNING: ThreadSanitizer",
					       "runtime error:" };
	static uint8_t text[CHILD_OUTPUT];
	size_t n = conf_child_output(c, text, sizeof text);

	for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++)
		if (contains(text, n, reports[i])) {
			conf_text(why, room, "it printed \"%s\"", reports[i]);
			return true;
		}
	/* The shell tells of a signal by a status above 128. */
	if (!c->pressed && WIFSIGNALED(c->status))
		conf_text(why, room, "it was ended by signal %d",
			  WTERMSIG(c->status));
	else if (!c->pressed && WIFEXITED(c->status) &&
		 WEXITSTATUS(c->status) > 128 && WEXITSTATUS(c->status) < 160)
		conf_text(why, room, "it was ended by signal %d",
			  WEXITSTATUS(c->status) - 128);
	else
		return false;
	return true;
}

void conf_child_free(struct conf_child *c)
{
	conf_child_end(c);
	if (c->output >= 0)
		close(c->output);
	c->output = -1;
}

/* Text that the command grows by; lost if it does not fit. */
struct line {
	char *p;
	size_t n, room;
	bool lost;
};

static void add(struct line *l, const char *text, size_t n)
{
	if (l->lost || n >= l->room - l->n) {
		l->lost = true;
		return;
	}
	memcpy(l->p + l->n, text, n);
	l->n += n;
	l->p[l->n] = '\0';
}

static void add_quoted(struct line *l, const char *value)
{
	add(l, "'", 1);
	for (; *value != '\0'; value++)
		if (*value == '\'')
			add(l, "'\\''", 4);
		else
			add(l, value, 1);
	add(l, "'", 1);
}

static const char *value_of(const char *const *values, const char *name,
			    size_t n)
{
	for (; values[0] != NULL; values += 2)
		if (strlen(values[0]) == n && memcmp(values[0], name, n) == 0)
			return values[1];
	return NULL;
}

/* The length of a placeholder's name at text, which begins with '{'; 0: it is
 * a brace of the shell's. */
static size_t name_at(const char *text)
{
	size_t n = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_");

	return text[1 + n] == '}' ? n : 0;
}

bool conf_child_command(const char *text, const char *const *values, char *out,
			size_t room, char *why)
{
	struct line l = { out, 0, room, false };

	out[0] = '\0';
	while (*text != '\0') {
		size_t plain = strcspn(text, "{");
		size_t n = text[plain] == '{' ? name_at(text + plain) : 0;
		const char *value;

		add(&l, text, plain + (n == 0 && text[plain] == '{'));
		text += plain + (n == 0 && text[plain] == '{');
		if (n == 0)
			continue;
		value = value_of(values, text + 1, n);
		if (value == NULL) {
			conf_text(why, CONF_OPEN_WHY,
				  "{%.*s} has no value here", (int)n, text + 1);
			return false;
		}
		add_quoted(&l, value);
		text += n + 2;
	}
	if (l.lost)
		conf_text(why, CONF_OPEN_WHY, "the command is too long");
	return !l.lost;
}
