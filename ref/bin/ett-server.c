/* SPDX-License-Identifier: ISC
 *
 * The far end.  Everything that can be wrong with options and files is found
 * before the line that says "listening"; after it only the network can fail.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "bin/server.h"
#include "io/log.h"

struct start {
	struct ett_server_options o;
	const struct ett_backend *backend;
	struct ett_host_keys *keys;
	struct ett_bound bound;
};

static ett_err check_algorithms(const struct ett_server_options *o,
				const struct ett_backend *b,
				struct ett_why *why)
{
	const struct ett_algs_option row[] = {
		{ ETT_ALG_KEX, o->kex, "--kex", o->allow_none },
		{ ETT_ALG_CIPHER, o->ciphers, "--ciphers", o->allow_none },
		{ ETT_ALG_MAC, o->macs, "--macs", o->allow_none },
		{ ETT_ALG_SIG, o->host_algs, "--host-key-algorithms",
		  o->allow_none },
		{ ETT_ALG_SIG, o->user_algs, "--pubkey-algorithms",
		  o->allow_none },
	};
	ett_err e = ETT_OK;

	for (size_t i = 0; i < sizeof row / sizeof row[0] && e == ETT_OK; i++)
		e = ett_algs_check(b, &row[i], why);
	return e;
}

/* Opened once so that a wrong name is found now and not at the first login. */
static ett_err check_authorized(const char *path, struct ett_why *why)
{
	FILE *f = fopen(path, "r");

	if (f == NULL)
		return ett_fail(why, "%s: %s", path, strerror(errno));
	fclose(f);
	return ETT_OK;
}

static ett_err load(struct start *s, struct ett_why *why)
{
	ett_err e;

	s->backend = ett_backend_pick(s->o.backend, why);
	if (s->backend == NULL)
		return ETT_FORMAT;
	e = check_algorithms(&s->o, s->backend, why);
	if (e == ETT_OK)
		e = check_authorized(s->o.authorized, why);
	if (e == ETT_OK)
		e = ett_host_keys_load(&s->keys, s->backend, &s->o, why);
	return e;
}

/* No more than this: what is run from here cannot gain privileges, and keys
 * do not end up in core files. */
static bool sandbox(void)
{
	const struct rlimit none = { 0, 0 };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       setrlimit(RLIMIT_CORE, &none) == 0;
}

static bool listen_there(struct start *s)
{
	const struct ett_place at = { .host = s->o.address,
				      .port = (uint16_t)s->o.port };
	char shown[ETT_PLACE_MAX];
	const char *why = NULL;
	ett_err e = ett_bind(&s->bound, &at, false, &why);

	if (e == ETT_OK)
		return true;
	ett_place_text(&at, shown);
	ett_log(ETT_ERROR, "cannot listen on %s: %s", shown,
		why == NULL ? ett_err_text(e) : why);
	return false;
}

static int serve(void *ctx)
{
	struct start *s = ctx;

	return ett_server_serve(&s->o, s->backend, &s->keys, &s->bound);
}

static int run(struct start *s)
{
	struct ett_why why = { "" };
	ett_err e = load(s, &why);

	if (e != ETT_OK) {
		ett_log(ETT_ERROR, "%s",
			why.text[0] == '\0' ? ett_err_text(e) : why.text);
		return ETT_EXIT_USAGE;
	}
	if (!s->o.no_sandbox && !sandbox()) {
		ett_log(ETT_ERROR, "no sandbox: %s (see --no-sandbox)",
			strerror(errno));
		return ETT_EXIT_USAGE;
	}
	if (!listen_there(s))
		return ETT_EXIT_FAIL;
	printf("listening on %s port %u\n", s->o.address,
	       (unsigned)s->bound.port);
	fflush(stdout);
	if (s->o.workers > 1)
		return ett_workers_run(s->o.workers, serve, s);
	return serve(s);
}

int main(int argc, char **argv)
{
	struct start s = { .keys = NULL };
	int code;

	if (!ett_server_options_read(&s.o, argc, argv, &code))
		return code;
	ett_log_to(ett_server_prog.name,
		   ETT_NOTICE + (s.o.verbose < 2 ? s.o.verbose : 2));
	code = run(&s);
	ett_bound_free(&s.bound);
	ett_host_keys_free(s.keys);
	return code;
}
