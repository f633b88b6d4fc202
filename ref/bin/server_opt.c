/* SPDX-License-Identifier: ISC
 *
 * The options of ett-server.  All that can be wrong with them is found before
 * a socket is opened, and what is wrong is named.
 */
#include <stdio.h>

#include "bin/server.h"

/* clang-format off */
enum {
	LISTEN, PORT, HOSTKEY, AUTHORIZED, OPEN, HEAR, BACKEND, KEX, CIPHERS,
	MACS, HOST_ALGS, USER_ALGS, REKEY, GRACE, CONNECTIONS, STARTUPS,
	CHANNELS, ALIVE, WORKERS, DRAIN, NO_SANDBOX, VERBOSE, ONCE, ALLOW_NONE
};

static const struct ett_opt opts[] = {
	[LISTEN] =      { 'l', NULL, "ADDR", "listen there (127.0.0.1)" },
	[PORT] =        { 'p', NULL, "PORT", "port (2222); 0: any free one" },
	[HOSTKEY] =     { 'k', NULL, "HOSTKEY", "private host key; repeatable" },
	[AUTHORIZED] =  { 'a', NULL, "FILE", "authorized_keys: who may enter" },
	[OPEN] =        { 0, "permit-open", "LIST", "host:port,...: nowhere else" },
	[HEAR] =        { 0, "permit-listen", "LIST", "host:port,...: listen nowhere else" },
	[BACKEND] =     { 0, "backend", "NAME", "crypto library (auto)" },
	[KEX] =         { 0, "kex", "LIST", "key exchange algorithms" },
	[CIPHERS] =     { 0, "ciphers", "LIST", "ciphers" },
	[MACS] =        { 0, "macs", "LIST", "MACs" },
	[HOST_ALGS] =   { 0, "host-key-algorithms", "LIST", "signatures of host keys" },
	[USER_ALGS] =   { 0, "pubkey-algorithms", "LIST", "signatures of user keys" },
	[REKEY] =       { 0, "rekey-limit", "BYTES[,SECONDS]", "new keys at the latest" },
	[GRACE] =       { 0, "login-grace", "SECONDS", "time to authenticate (120)" },
	[CONNECTIONS] = { 0, "max-connections", "N", "at once; 0: no limit (0)" },
	[STARTUPS] =    { 0, "max-startups", "N", "not yet authenticated (100)" },
	[CHANNELS] =    { 0, "max-channels", "N", "in one connection (1024)" },
	[ALIVE] =       { 0, "alive", "SECONDS", "ask a silent peer; 0: never (0)" },
	[WORKERS] =     { 0, "workers", "N", "processes that share the port (1)" },
	[DRAIN] =       { 0, "drain", "SECONDS", "after SIGTERM, time to end (30)" },
	[NO_SANDBOX] =  { 0, "no-sandbox", NULL, "keep privileges and core dumps" },
	[VERBOSE] =     { 'v', NULL, NULL, "say more; -vv: each message" },
	[ONCE] =        { 'd', NULL, NULL, "serve one connection, then exit" },
	[ALLOW_NONE] =  { 0, "allow-none", NULL, "tests: cipher or MAC \"none\" if listed" },
	{ 0, NULL, NULL, NULL }
};
/* clang-format on */

const struct ett_prog ett_server_prog = {
	"ett-server", "[options] -k HOSTKEY ... -a AUTHORIZED_KEYS",
	"The far end of the tunnel: an SSH-2 server that forwards and no more.",
	opts
};

/* Options that are a text and nothing else. */
static const char **text_of(struct ett_server_options *o, int option)
{
	switch (option) {
	case LISTEN:
		return &o->address;
	case AUTHORIZED:
		return &o->authorized;
	case OPEN:
		return &o->permit_open;
	case HEAR:
		return &o->permit_listen;
	case BACKEND:
		return &o->backend;
	case KEX:
		return &o->kex;
	case CIPHERS:
		return &o->ciphers;
	case MACS:
		return &o->macs;
	case HOST_ALGS:
		return &o->host_algs;
	case USER_ALGS:
		return &o->user_algs;
	default:
		return NULL;
	}
}

static ett_err add_host_key(struct ett_server_options *o, const char *path,
			    struct ett_why *why)
{
	if (o->host_keys == ETT_HOST_KEYS_MAX)
		return ett_fail(why, "more than %d host keys",
				ETT_HOST_KEYS_MAX);
	o->host_key[o->host_keys++] = path;
	return ETT_OK;
}

static ett_err set_port(struct ett_server_options *o, const char *value,
			struct ett_why *why)
{
	uint64_t v;
	ett_err e = ett_opt_number(value, 0, 65535, &v, why);

	if (e == ETT_OK)
		o->port = (unsigned)v;
	return e;
}

/* Options whose argument is a number, a time or a key. */
static ett_err set_number(struct ett_server_options *o, int option,
			  const char *value, struct ett_why *why)
{
	switch (option) {
	case PORT:
		return set_port(o, value, why);
	case HOSTKEY:
		return add_host_key(o, value, why);
	case REKEY:
		return ett_opt_rekey(value, &o->rekey, why);
	case GRACE:
		return ett_opt_seconds(value, &o->login_grace, why);
	case ALIVE:
		return ett_opt_seconds(value, &o->alive, why);
	case DRAIN:
		return ett_opt_seconds(value, &o->drain, why);
	case CONNECTIONS:
		return ett_opt_number(value, 0, 1000000, &o->max_connections,
				      why);
	case STARTUPS:
		return ett_opt_number(value, 0, 1000000, &o->max_startups, why);
	case CHANNELS:
		return ett_opt_number(value, 1, 65536, &o->max_channels, why);
	case WORKERS:
		return ett_opt_number(value, 1, ETT_WORKERS_MAX, &o->workers,
				      why);
	case VERBOSE:
		o->verbose++;
		return ETT_OK;
	case NO_SANDBOX:
		o->no_sandbox = true;
		return ETT_OK;
	case ONCE:
		o->once = true;
		return ETT_OK;
	case ALLOW_NONE:
		o->allow_none = true;
		return ETT_OK;
	default:
		return ETT_ARG;
	}
}

static ett_err set(struct ett_server_options *o, int option, const char *value,
		   struct ett_why *why)
{
	const char **text = text_of(o, option);

	if (text == NULL)
		return set_number(o, option, value, why);
	*text = value;
	return ETT_OK;
}

/* What only the whole command line can tell. */
static ett_err check(const struct ett_server_options *o, struct ett_why *why)
{
	ett_err e;

	if (o->host_keys == 0)
		return ett_fail(why, "-k: a host key is needed");
	if (o->authorized == NULL)
		return ett_fail(why, "-a: a file of authorized keys is needed");
	if (o->once && o->workers > 1)
		return ett_fail(why, "-d serves one connection, which more "
				     "than one worker cannot");
	e = ett_permit_check(o->permit_open, "--permit-open", why);
	if (e == ETT_OK)
		e = ett_permit_check(o->permit_listen, "--permit-listen", why);
	return e;
}

static const char *shown(int option)
{
	static char text[64];

	if (opts[option].name == NULL)
		snprintf(text, sizeof text, "-%c", opts[option].letter);
	else
		snprintf(text, sizeof text, "--%s", opts[option].name);
	return text;
}

bool ett_server_options_read(struct ett_server_options *o, int argc,
			     char **argv, int *code)
{
	struct ett_args a = { &ett_server_prog, argc, argv, 0, NULL, NULL };
	struct ett_why why = { "" };
	int option;

	*o = (struct ett_server_options){ .address = "127.0.0.1",
					  .port = 2222,
					  .login_grace = 120,
					  .drain = 30,
					  .max_startups = 100,
					  .max_channels = 1024,
					  .workers = 1 };
	*code = ETT_EXIT_USAGE;
	while ((option = ett_args_next(&a)) >= 0) {
		if (set(o, option, a.value, &why) == ETT_OK)
			continue;
		ett_complain(a.prog, "%s: %s", shown(option), why.text);
		return false;
	}
	if (option != ETT_ARGS_END) {
		*code = ett_args_exit(option);
		return false;
	}
	if (a.at < argc)
		ett_complain(a.prog, "unexpected argument '%s'", argv[a.at]);
	else if (check(o, &why) != ETT_OK)
		ett_complain(a.prog, "%s", why.text);
	else
		return true;
	return false;
}
