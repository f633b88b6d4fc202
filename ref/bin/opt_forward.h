/* SPDX-License-Identifier: ISC */
#ifndef ETT_BIN_OPT_FORWARD_H
#define ETT_BIN_OPT_FORWARD_H

#include "bin/opt.h"
#include "io/relay.h"

/*
 * Where something listens or leads: a host and a port, or the path of a Unix
 * socket (then port is 0).  Hosts lose the brackets of [::1].
 */
enum { ETT_HOST_MAX = 255 };

struct ett_opt_place {
	bool is_path;
	char host[ETT_HOST_MAX + 1]; /* "": none was written */
	unsigned port;
};

struct ett_opt_fwd {
	enum ett_forward_kind kind;
	bool any_bind; /* a bind address was written, and it was "" or "*" */
	struct ett_opt_place from, to; /* DYNAMIC: to is empty */
};

/*
 * -L, -R: "[bind:]port:host:hostport", "[bind:]port:/path",
 * "/path:host:hostport", "/path:/path"; -D: "[bind:]port".  A listening port
 * may be 0, a destination may not.  FORMAT, why.
 */
ETT_OWED ett_err ett_opt_forward(enum ett_forward_kind kind, const char *spec,
				 struct ett_opt_fwd *out, struct ett_why *why);

/* "host:port", both needed: -W. */
ETT_OWED ett_err ett_opt_hostport(const char *spec, struct ett_opt_place *out,
				  struct ett_why *why);

/*
 * The same for ref/io; views into *f.  Where no bind address was written, a
 * local listener is 127.0.0.1, or ::1 if family is AF_INET6, and a remote one
 * is "localhost", which leaves the choice to the server (RFC 4254 7.1).
 */
struct ett_forward_spec ett_opt_spec(const struct ett_opt_fwd *f, int family);
struct ett_place ett_opt_place(const struct ett_opt_place *p, int family);

/* Who to log in as, where; user "" and port 0 where not written. */
struct ett_hop {
	char user[ETT_HOST_MAX + 1];
	char host[ETT_HOST_MAX + 1];
	unsigned port;
};

/*
 * "[user@]host"; with_port permits ":port" behind it: -J.  An IPv6 address
 * stands in brackets if a port follows.  A host that begins with '-' is
 * refused.  FORMAT, why.
 */
ETT_OWED ett_err ett_opt_hop(const char *spec, bool with_port,
			     struct ett_hop *out, struct ett_why *why);

#endif
