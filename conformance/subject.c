/* SPDX-License-Identifier: ISC
 *
 * One row for each kind of target: how it is named, how it is opened.
 */
#include "conformance/subject.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "conformance/peer/hostkey.h"
#include "conformance/target/client.h"
#include "conformance/target/exec.h"
#include "conformance/target/inproc.h"
#include "conformance/target/local.h"
#include "conformance/target/tcp.h"

enum { HOST_MAX = 256 };

struct conf_subject {
	struct conf_target target;
	struct conf_profile profile;
	struct conf_secrets secrets;
	struct ett_key_mem host_key; /* the judge's, before clients */
	pid_t echo;                  /* behind direct-tcpip; 0: none */
	void *own;                   /* the target's own */
	void (*free_own)(struct conf_subject *s);
};

static void free_tcp(struct conf_subject *s)
{
	conf_tcp_free(s->own);
}

/* HOST:PORT or [HOST]:PORT */
static bool open_tcp(struct conf_subject *s, const struct conf_options *o,
		     const char *at, char *why)
{
	const char *colon = strrchr(at, ':');
	char host[HOST_MAX];
	size_t n;

	(void)o;
	if (colon == NULL || (size_t)(colon - at) >= sizeof host) {
		conf_text(why, CONF_OPEN_WHY, "is not server:HOST:PORT");
		return false;
	}
	n = (size_t)(colon - at);
	if (n >= 2 && at[0] == '[' && at[n - 1] == ']') {
		at++;
		n -= 2;
	}
	memcpy(host, at, n);
	host[n] = '\0';
	s->own = conf_tcp_new(host, colon + 1, why);
	s->free_own = free_tcp;
	if (s->own != NULL)
		s->target = conf_tcp_target(s->own);
	return s->own != NULL;
}

static void free_exec(struct conf_subject *s)
{
	conf_exec_free(s->own);
}

static bool open_exec(struct conf_subject *s, const struct conf_options *o,
		      const char *at, char *why)
{
	(void)o;
	s->own = conf_exec_new(at, why);
	s->free_own = free_exec;
	if (s->own != NULL)
		s->target = conf_exec_target(s->own);
	return s->own != NULL;
}

static void free_client(struct conf_subject *s)
{
	conf_client_free(s->own);
}

/* The judge's own, before clients. */
static bool make_host_key(struct conf_subject *s, struct conf_put *blob,
			  char *why)
{
	const struct ett_backend *b = conf_backend();

	if (b == NULL ||
	    conf_own_key_make(b, ett_rng_system(), &s->host_key) != ETT_OK) {
		conf_text(why, CONF_OPEN_WHY, "no host key could be made");
		return false;
	}
	conf_own_key_blob(&s->host_key, blob);
	s->profile.host_key = &s->host_key;
	return true;
}

static bool open_client(struct conf_subject *s, const struct conf_options *o,
			const char *at, char *why)
{
	uint8_t mem[128];
	struct conf_put blob = { mem, 0, sizeof mem, false };
	struct conf_client_setup setup = { .command = at,
					   .user = o->user,
					   .key = o->key[0] };

	if (!make_host_key(s, &blob, why))
		return false;
	setup.host_key = conf_put_view(&blob);
	s->own = conf_client_new(&setup, why);
	s->free_own = free_client;
	if (s->own == NULL)
		return false;
	s->target = conf_client_target(s->own);
	s->profile.has = HAS_LOGIN;
	if (strstr(at, "{known_hosts}") != NULL)
		s->profile.has |= HAS_KNOWN_HOST;
	if (conf_client_listens(s->own))
		s->profile.has |= HAS_CHANNEL | HAS_DIRECT;
	return true;
}

static void free_inproc(struct conf_subject *s)
{
	conf_inproc_free(s->own);
}

static bool open_core(struct conf_subject *s, const struct conf_options *o,
		      unsigned role, char *why)
{
	uint8_t mem[128];
	struct conf_put blob = { mem, 0, sizeof mem, false };

	s->own = conf_inproc_new(o->seed, role, why);
	s->free_own = free_inproc;
	if (s->own == NULL)
		return false;
	s->target = conf_inproc_target(s->own);
	s->profile = conf_inproc_profile(s->own);
	if (role == AS_SERVER)
		return true;
	if (!make_host_key(s, &blob, why))
		return false;
	conf_inproc_trust(s->own, conf_put_view(&blob));
	s->profile.has |= HAS_KNOWN_HOST;
	return true;
}

static bool open_inproc(struct conf_subject *s, const struct conf_options *o,
			const char *at, char *why)
{
	(void)at;
	return open_core(s, o, AS_SERVER, why);
}

static bool open_inproc_client(struct conf_subject *s,
			       const struct conf_options *o, const char *at,
			       char *why)
{
	(void)at;
	return open_core(s, o, AS_CLIENT, why);
}

struct kind {
	const char *prefix; /* with a colon something follows */
	bool (*open)(struct conf_subject *s, const struct conf_options *o,
		     const char *at, char *why);
	bool claims; /* is its profile what the command line claims? */
};

static const struct kind kinds[] = {
	{ "server:", open_tcp, true },
	{ "exec:", open_exec, true },
	{ "client:", open_client, false },
	{ "inproc", open_inproc, false },
	{ "inproc:client", open_inproc_client, false },
};

static const struct kind *kind_of(const char *target)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		size_t n = strlen(kinds[i].prefix);
		bool more = kinds[i].prefix[n - 1] == ':';

		if (more ? strncmp(target, kinds[i].prefix, n) == 0
			 : strcmp(target, kinds[i].prefix) == 0)
			return &kinds[i];
	}
	return NULL;
}

/* Where the target can reach us, connections that it forwards end here. */
static bool start_echo(struct conf_subject *s)
{
	uint16_t port;

	if (s->profile.echo.kind != ECHO_DIRECT || s->profile.echo.host != NULL)
		return true;
	s->echo = conf_local_echo_at(&port);
	s->profile.echo.host = "127.0.0.1";
	s->profile.echo.port = port;
	return s->echo != 0;
}

struct conf_subject *conf_subject_new(const struct conf_options *o)
{
	const struct kind *kind = kind_of(o->target);
	struct conf_subject *s = calloc(1, sizeof *s);
	char why[CONF_OPEN_WHY] = "not a kind of target; see --help";

	if (s != NULL && kind != NULL && kind->claims &&
	    !conf_profile_read(o, &s->secrets, &s->profile)) {
		conf_subject_free(s);
		return NULL;
	}
	if (s != NULL && kind != NULL &&
	    kind->open(s, o, o->target + strlen(kind->prefix), why) &&
	    start_echo(s))
		return s;
	fprintf(stderr, "ett-conform: %s: %s\n", o->target, why);
	conf_subject_free(s);
	return NULL;
}

void conf_subject_free(struct conf_subject *s)
{
	if (s == NULL)
		return;
	if (s->own != NULL)
		s->free_own(s);
	if (s->echo != 0) {
		(void)kill(s->echo, SIGKILL);
		(void)waitpid(s->echo, NULL, 0);
	}
	ett_wipe(s, sizeof *s);
	free(s);
}

const struct conf_target *conf_subject_target(const struct conf_subject *s)
{
	return &s->target;
}

const struct conf_profile *conf_subject_profile(const struct conf_subject *s)
{
	return &s->profile;
}
