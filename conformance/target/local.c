/* SPDX-License-Identifier: ISC
 *
 * Processes that know nothing but one socket: read, write, end with the end.
 */
#include "conformance/target/local.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TRIES = 500, STEP_NS = 10000000, CHUNK = 65536 };

static struct sockaddr_in loopback(uint16_t port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons(port) };

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return a;
}

int conf_local_listen(uint16_t *port)
{
	struct sockaddr_in a = loopback(0);
	socklen_t n = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return -1;
	if (bind(fd, (struct sockaddr *)&a, sizeof a) != 0 ||
	    listen(fd, 64) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &n) != 0 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) != 0 ||
	    fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
		close(fd);
		return -1;
	}
	*port = ntohs(a.sin_port);
	return fd;
}

static void echo(int fd)
{
	static char data[CHUNK];
	ssize_t n, m, done;

	(void)fcntl(fd, F_SETFL, 0);
	while ((n = read(fd, data, sizeof data)) > 0) {
		for (done = 0; done < n; done += m) {
			m = write(fd, data + done, (size_t)(n - done));
			if (m <= 0)
				return;
		}
	}
	(void)shutdown(fd, SHUT_WR);
}

static pid_t start(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid < 0 ? 0 : pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	return -1;
}

pid_t conf_local_echo_to(uint16_t port)
{
	const struct timespec step = { .tv_nsec = STEP_NS };
	struct sockaddr_in a = loopback(port);
	pid_t pid = start();

	if (pid >= 0)
		return pid;
	for (int i = 0; i < TRIES; i++) {
		int fd = socket(AF_INET, SOCK_STREAM, 0);

		if (fd >= 0 &&
		    connect(fd, (struct sockaddr *)&a, sizeof a) == 0) {
			echo(fd);
			_exit(0);
		}
		if (fd >= 0)
			close(fd);
		(void)nanosleep(&step, NULL);
	}
	_exit(1);
}

static void serve(int listener)
{
	struct pollfd p = { .fd = listener, .events = POLLIN };

	(void)signal(SIGCHLD, SIG_IGN);
	while (poll(&p, 1, -1) > 0) {
		int fd = accept(listener, NULL, NULL);

		if (fd >= 0 && fork() == 0) {
			(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
			close(listener);
			echo(fd);
			_exit(0);
		}
		if (fd >= 0)
			close(fd);
	}
}

pid_t conf_local_echo_at(uint16_t *port)
{
	int listener = conf_local_listen(port);
	pid_t pid;

	if (listener < 0)
		return 0;
	pid = start();
	if (pid < 0) {
		serve(listener);
		_exit(1);
	}
	close(listener);
	return pid;
}
