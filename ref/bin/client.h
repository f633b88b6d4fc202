/* SPDX-License-Identifier: ISC */
#ifndef ETT_BIN_CLIENT_H
#define ETT_BIN_CLIENT_H

#include "bin/load.h"
#include "bin/opt_forward.h"
#include "bin/opt_size.h"
#include "io/relay.h"

/* The parts of ett-client: options, identities, known hosts, what runs it. */

enum {
	ETT_IDENTITIES_MAX = 16,
	ETT_FORWARDS_MAX = 64,
	ETT_HOPS_MAX = 8,
	ETT_KNOWN_FILES_MAX = 4
};

enum ett_strict {
	ETT_STRICT_UNSET,
	ETT_STRICT_ASK,
	ETT_STRICT_YES,
	ETT_STRICT_NO,
	ETT_STRICT_NEW /* accept-new */
};

/* ssh_config(5): the first value that is found counts.  So everything begins
 * as unset: NULL, or ETT_UNSET for numbers.  Not to be copied: texts may be
 * members. */
#define ETT_UNSET UINT64_MAX

struct ett_client_options {
	struct ett_hop to;
	const char *host_name; /* where to connect if not to.host */
	const char *user;
	char me[ETT_HOST_MAX + 1]; /* whom hops are logged in to as */
	uint64_t port;
	struct ett_hop hop[ETT_HOPS_MAX];
	size_t hops;
	bool has_jump;
	const char *identity[ETT_IDENTITIES_MAX];
	size_t identities;
	const char *known_file[ETT_KNOWN_FILES_MAX];
	size_t known_files;
	enum ett_strict strict;
	struct ett_opt_fwd forward[ETT_FORWARDS_MAX];
	size_t forwards;
	struct ett_opt_place join; /* -W; host "": none */
	const char *backend, *kex, *ciphers, *macs, *host_algs, *user_algs;
	struct ett_rekey_limit rekey;
	bool has_rekey;
	uint64_t alive_every, alive_max, connect_timeout;
	uint64_t exit_on_failure, batch, hash_known; /* 0, 1 */
	const char *config_file;
	int family;
	int verbose; /* -1: -q */
	bool reconnect, algorithms, json, allow_none;
	char *config_text; /* what values may point into; freed by ..._done */
};

extern const struct ett_prog ett_client_prog;

/* OK, or what the program is to exit with through *code (said already). */
ETT_OWED bool ett_client_options_read(struct ett_client_options *o, int argc,
				      char **argv, int *code);
void ett_client_options_done(struct ett_client_options *o);

/* One keyword of ssh_config(5); a sink of opt_config.h, ctx is the options. */
ETT_OWED ett_err ett_client_keyword(void *ctx, const char *keyword, char *value,
				    bool active, struct ett_why *why);

/* One more key of the user; path is borrowed.  FORMAT: too many. */
ETT_OWED ett_err ett_client_identity(struct ett_client_options *o,
				     const char *path, struct ett_why *why);

/* "~/x" with HOME put in; false: does not fit, or HOME is not known. */
bool ett_path_expand(const char *path, char *out, size_t room);

/*
 * The user's keys, ending with NULL: those of -i, or those of the usual names
 * that are there.  What cannot be used was said, and is left out.
 */
struct ett_identities {
	struct ett_key *key[ETT_IDENTITIES_MAX + 1];
};

void ett_identities_load(struct ett_identities *ids,
			 const struct ett_backend *b,
			 const struct ett_client_options *o);
void ett_identities_free(struct ett_identities *ids);

/* Is this the key of host:port?  Asks and adds as the options say; a refusal
 * was logged. */
bool ett_known_accept(const struct ett_client_options *o,
		      const struct ett_backend *b, const char *host,
		      unsigned port, struct ett_bytes key);

/*
 * Host key algorithms for this host: those of keys that are known come first,
 * so that a host is not taken for changed because it has several.  NULL: the
 * default.  room at least 1024.
 */
const char *ett_known_algorithms(const struct ett_client_options *o,
				 const struct ett_backend *b, const char *host,
				 unsigned port, char *out, size_t room);

/* --algorithms, on standard output. */
void ett_algorithms_print(const struct ett_backend *b,
			  const struct ett_client_options *o);

/*
 * The forwardings of a client.  They outlive connections: opened once,
 * attached to each relay that is ready.
 */
struct ett_forwards {
	const struct ett_client_options *o;
	struct ett_forward *forward[ETT_FORWARDS_MAX];
	bool said[ETT_FORWARDS_MAX]; /* "forwarding ..." was printed */
	size_t n;
};

/* Listens.  false: what failed was said, and nothing is left, or options say
 * that nothing may fail. */
ETT_OWED bool ett_forwards_open(struct ett_forwards *set, struct ett_loop *loop,
				const struct ett_client_options *o);
void ett_forwards_attach(struct ett_forwards *set, struct ett_relay *r);

/* The server's answer; false: what failed was said, and may not fail. */
ETT_OWED bool ett_forwards_listening(struct ett_forwards *set,
				     struct ett_forward *f, bool ok);
void ett_forwards_close(struct ett_forwards *set);

/* Connects, forwards, until it ends; exit code. */
int ett_client_run(const struct ett_client_options *o,
		   const struct ett_backend *b,
		   const struct ett_identities *ids);

#endif
