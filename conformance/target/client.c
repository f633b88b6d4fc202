/* SPDX-License-Identifier: ISC
 *
 * The judge is the server here, and waits for a program of which it knows no
 * more than the command line: for its connection, for its end.
 */
#include "conformance/target/client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conformance/engine/case.h"
#include "conformance/peer/sparekey.h"
#include "conformance/target/child.h"
#include "conformance/target/local.h"
#include "conformance/target/stream.h"
#include "crypto/base64.h"

enum { COMMAND_MAX = 4096, CONNECT_MS = 10000, STEP_MS = 20 };

struct conf_client {
	struct conf_client_setup setup;
	char command[COMMAND_MAX];
	char folder[32], known_hosts[64];
	uint8_t host_key[CONF_KEY_BLOB_MAX];
	bool listens;
	uint16_t port, local_port;
	struct conf_child child;
	pid_t echo; /* 0: none */
	int listener, null, fd;
};

static bool write_key(const struct conf_client *t, FILE *f, const char *type,
		      struct ett_bytes blob)
{
	char line[CONF_KEY_BLOB_MAX * 2];
	size_t n;

	return ett_base64_encode(blob, true, line, sizeof line, &n) == ETT_OK &&
	       fprintf(f, "[127.0.0.1]:%u %s %s\n", t->port, type, line) > 0;
}

/* The other keys that the judge may show, but for the strange one. */
static bool write_keys(const struct conf_client *t, FILE *f)
{
	bool good = write_key(t, f, "ssh-ed25519", t->setup.host_key);

	for (int i = SPARE_RSA; i <= SPARE_ECDSA && good; i++) {
		const struct conf_user_key *k =
		    conf_spare_key((enum conf_spare)i);

		if (k != NULL)
			good = write_key(t, f, k->type, conf_user_key_blob(k));
	}
	return good;
}

static bool write_known_hosts(struct conf_client *t, char *why)
{
	FILE *f;
	bool good;

	snprintf(t->folder, sizeof t->folder, "/tmp/ett-conform.XXXXXX");
	if (mkdtemp(t->folder) == NULL) {
		t->folder[0] = '\0';
		snprintf(why, CONF_OPEN_WHY, "a temporary folder: %s",
			 strerror(errno));
		return false;
	}
	snprintf(t->known_hosts, sizeof t->known_hosts, "%s/known_hosts",
		 t->folder);
	f = fopen(t->known_hosts, "w");
	good = f != NULL && write_keys(t, f);
	if (f != NULL)
		good = fclose(f) == 0 && good;
	if (!good)
		snprintf(why, CONF_OPEN_WHY, "%s: cannot be written",
			 t->known_hosts);
	return good;
}

static bool make_command(struct conf_client *t, char *why)
{
	char port[8], local[8];
	const char *const values[] = { "host",
				       "127.0.0.1",
				       "port",
				       port,
				       "listen",
				       local,
				       "known_hosts",
				       t->known_hosts,
				       "user",
				       t->setup.user ? t->setup.user : "judge",
				       t->setup.key ? "key" : NULL,
				       t->setup.key,
				       NULL };

	snprintf(port, sizeof port, "%u", t->port);
	snprintf(local, sizeof local, "%u", t->local_port);
	t->listens = strstr(t->setup.command, "{listen}") != NULL;
	return conf_child_command(t->setup.command, values, t->command,
				  sizeof t->command, why);
}

/* Ports, the file that knows them, and the command that names them. */
static bool set_up(struct conf_client *t, char *why)
{
	int spare;

	t->null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	t->listener = conf_local_listen(&t->port);
	/* Free now; the client will tell if it is not any more. */
	spare = conf_local_listen(&t->local_port);
	if (spare >= 0)
		close(spare);
	if (t->listener >= 0 && spare >= 0 && t->null >= 0)
		return write_known_hosts(t, why) && make_command(t, why);
	snprintf(why, CONF_OPEN_WHY, "a port to listen on: %s",
		 strerror(errno));
	return false;
}

struct conf_client *conf_client_new(const struct conf_client_setup *setup,
				    char *why)
{
	struct conf_client *t = calloc(1, sizeof *t);

	if (t == NULL) {
		snprintf(why, CONF_OPEN_WHY, "out of memory");
		return NULL;
	}
	t->setup = *setup;
	if (setup->host_key.n > sizeof t->host_key) {
		snprintf(why, CONF_OPEN_WHY, "the host key is too long");
		free(t);
		return NULL;
	}
	memcpy(t->host_key, setup->host_key.p, setup->host_key.n);
	t->setup.host_key.p = t->host_key;
	t->fd = t->child.output = -1;
	if (set_up(t, why))
		return t;
	conf_client_free(t);
	return NULL;
}

/* The folder and the sockets of before are the first process's. */
static bool client_split(void *ctx, unsigned number, char *why)
{
	struct conf_client *t = ctx;

	(void)number;
	close(t->listener);
	close(t->null);
	t->child = (struct conf_child){ .output = -1 };
	t->fd = -1;
	t->folder[0] = '\0';
	return set_up(t, why);
}

static void end_echo(struct conf_client *t)
{
	if (t->echo == 0)
		return;
	(void)kill(t->echo, SIGKILL);
	(void)waitpid(t->echo, NULL, 0);
	t->echo = 0;
}

static void client_close(void *ctx)
{
	struct conf_client *t = ctx;

	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
	end_echo(t);
	conf_child_end(&t->child);
}

void conf_client_free(struct conf_client *t)
{
	if (t == NULL)
		return;
	client_close(t);
	conf_child_free(&t->child);
	if (t->listener >= 0)
		close(t->listener);
	if (t->null >= 0)
		close(t->null);
	if (t->folder[0] != '\0') {
		(void)unlink(t->known_hosts);
		(void)rmdir(t->folder);
	}
	free(t);
}

/* One that came late, from the client of the case before, is not this one. */
static void turn_away(struct conf_client *t)
{
	int fd;

	while ((fd = accept(t->listener, NULL, NULL)) >= 0)
		close(fd);
}

static enum conf_opened await(struct conf_client *t, char *why)
{
	int on = 1;

	for (int ms = 0; ms < CONNECT_MS; ms += STEP_MS) {
		if (conf_stream_ready(t->listener, POLLIN, STEP_MS)) {
			t->fd = accept(t->listener, NULL, NULL);
			if (t->fd < 0)
				continue;
			(void)fcntl(t->fd, F_SETFL, O_NONBLOCK);
			(void)fcntl(t->fd, F_SETFD, FD_CLOEXEC);
			(void)setsockopt(t->fd, IPPROTO_TCP, TCP_NODELAY, &on,
					 sizeof on);
			return OPENED;
		}
		if (conf_child_ended(&t->child)) {
			snprintf(why, CONF_OPEN_WHY,
				 "the client ended before it connected");
			return OPEN_REFUSED;
		}
	}
	snprintf(why, CONF_OPEN_WHY, "the client did not connect within %d ms",
		 CONNECT_MS);
	return OPEN_FAILED;
}

/* RFC 4254 section 7.2: somebody connects to the forwarded port. */
static void client_channel(void *ctx)
{
	struct conf_client *t = ctx;

	end_echo(t);
	if (t->listens)
		t->echo = conf_local_echo_to(t->local_port);
}

static enum conf_opened client_open(void *ctx, struct conf_wire *wire,
				    char *why)
{
	struct conf_client *t = ctx;
	enum conf_opened opened;

	client_close(t);
	conf_child_free(&t->child);
	turn_away(t);
	if (!conf_child_start(&t->child, t->command, t->null, false, why))
		return OPEN_FAILED;
	opened = await(t, why);
	*wire = conf_stream_wire(&t->fd);
	wire->want_channel = client_channel;
	wire->owner = t;
	return opened;
}

static bool client_crashed(void *ctx, char *why)
{
	const struct conf_client *t = ctx;

	return conf_child_crashed(&t->child, why, CONF_OPEN_WHY);
}

static size_t client_printed(void *ctx, uint8_t *out, size_t room)
{
	const struct conf_client *t = ctx;

	return conf_child_output(&t->child, out, room);
}

struct conf_target conf_client_target(struct conf_client *t)
{
	return (struct conf_target){ .role = AS_CLIENT,
				     .open = client_open,
				     .close = client_close,
				     .pause = conf_stream_pause,
				     .crashed = client_crashed,
				     .printed = client_printed,
				     .split = client_split,
				     .ctx = t };
}

bool conf_client_listens(const struct conf_client *t)
{
	return t->listens;
}
