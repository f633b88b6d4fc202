/* SPDX-License-Identifier: ISC
 *
 * The terminal is left as it was found, also when the program is ended while
 * it waits for a passphrase: signals are held back until echo is on again, and
 * its own keys are bytes, of which control-C gives up.
 */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "bin/tty.h"

static int open_tty(void)
{
	return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

bool ett_tty_there(void)
{
	int fd = open_tty();

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

enum { CONTROL_C = 3 };

/* Byte by byte, so that nothing behind the line is taken. */
static ett_err read_line(int fd, char *out, size_t room)
{
	size_t n = 0;
	char c;

	for (;;) {
		if (read(fd, &c, 1) != 1 || c == CONTROL_C)
			return ETT_LOST;
		if (c == '\n' || c == '\r')
			break;
		if (n + 1 >= room)
			return ETT_SPACE;
		out[n++] = c;
	}
	out[n] = '\0';
	return ETT_OK;
}

static ett_err read_hidden(int fd, char *out, size_t room)
{
	struct termios was, now;
	sigset_t held, before;
	ett_err e;

	if (tcgetattr(fd, &was) != 0)
		return ETT_SYSTEM;
	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGHUP);
	sigprocmask(SIG_BLOCK, &held, &before);
	now = was;
	now.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL | ISIG);
	tcsetattr(fd, TCSAFLUSH, &now);
	e = read_line(fd, out, room);
	tcsetattr(fd, TCSAFLUSH, &was);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return e;
}

static bool say(int fd, const char *text)
{
	size_t n = strlen(text);

	return write(fd, text, n) == (ssize_t)n;
}

ett_err ett_tty_ask(const char *question, bool echo, char *out, size_t room)
{
	ett_err e = ETT_SYSTEM;
	int fd = open_tty();

	if (fd < 0)
		return e;
	if (say(fd, question))
		e = echo ? read_line(fd, out, room)
			 : read_hidden(fd, out, room);
	if (!echo && !say(fd, "\n"))
		e = ETT_SYSTEM;
	close(fd);
	return e;
}
