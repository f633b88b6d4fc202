/* SPDX-License-Identifier: ISC */
#ifndef ETT_BIN_SERVER_H
#define ETT_BIN_SERVER_H

#include "bin/load.h"
#include "bin/opt_size.h"
#include "io/server.h"

/* The parts of ett-server: options, policy, keys, and what runs them. */

enum { ETT_HOST_KEYS_MAX = 16, ETT_WORKERS_MAX = 64 };

/* Texts are borrowed from the command line.  NULL and 0 are the defaults
 * except where server_opt.c says otherwise. */
struct ett_server_options {
	const char *address; /* "127.0.0.1" */
	unsigned port;       /* 2222; 0: any that is free */
	const char *host_key[ETT_HOST_KEYS_MAX];
	size_t host_keys;
	const char *authorized;
	const char *permit_open, *permit_listen; /* NULL: see policy */
	const char *backend, *kex, *ciphers, *macs, *host_algs, *user_algs;
	struct ett_rekey_limit rekey;
	uint64_t login_grace, alive, drain; /* seconds */
	uint64_t max_connections, max_startups, max_channels;
	uint64_t workers;
	bool no_sandbox, once, allow_none;
	unsigned verbose;
};

/* OK, or what the program is to exit with through *code (said already). */
ETT_OWED bool ett_server_options_read(struct ett_server_options *o, int argc,
				      char **argv, int *code);

extern const struct ett_prog ett_server_prog;

/*
 * Host keys.  A set that was replaced lives on, because sessions that began
 * with it may use it when they rekey; all go with ett_host_keys_free().
 */
struct ett_host_keys;

ETT_OWED ett_err ett_host_keys_load(struct ett_host_keys **sets,
				    const struct ett_backend *b,
				    const struct ett_server_options *o,
				    struct ett_why *why);
/* The newest set, ending with NULL. */
const struct ett_key *const *ett_host_keys_now(const struct ett_host_keys *s);
void ett_host_keys_free(struct ett_host_keys *sets);

/*
 * Who may enter, and what those may do.  One visitor for each connection:
 * ett_policy_admit() makes it, the relay's ops get it as ctx, their closed()
 * frees it.
 */
struct ett_policy {
	const struct ett_server_options *options;
	const struct ett_backend *backend;
};

extern const struct ett_relay_ops ett_policy_ops;
void *ett_policy_admit(void *policy, const struct ett_peer *from);

/* "host:port,..." with '*' for either; what names the option in why. */
ETT_OWED ett_err ett_permit_check(const char *list, const char *what,
				  struct ett_why *why);

/*
 * May a key with this grant have a channel to, or a listener at, host and
 * port?  server is --permit-open or --permit-listen, or NULL.  Pure: the whole
 * rule is here.
 */
bool ett_may_open(const struct ett_grant *grant, const char *server,
		  enum ett_target target, struct ett_bytes host, uint32_t port);
bool ett_may_listen(const struct ett_grant *grant, const char *server,
		    enum ett_target target, struct ett_bytes host,
		    uint32_t port);

/* Serves until told to stop; exit code.  Takes over *bound; SIGHUP adds to
 * *keys. */
int ett_server_serve(const struct ett_server_options *o,
		     const struct ett_backend *b, struct ett_host_keys **keys,
		     struct ett_bound *bound);

/*
 * Runs n workers as child processes, each of which gets its exit code from
 * work(ctx).  SIGTERM, SIGINT and SIGHUP are handed on; a worker that dies
 * otherwise ends all.  Exit code.
 */
int ett_workers_run(uint64_t n, int (*work)(void *ctx), void *ctx);

#endif
