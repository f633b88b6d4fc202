/* SPDX-License-Identifier: ISC
 *
 * What a key may do: the grant of its line and the lists of the server must
 * both permit it.  Nothing here looks at anything but its arguments.
 */
#include <string.h>

#include "bin/server.h"

/* "host:port", either of them '*'. */
static bool is_entry(struct ett_bytes entry)
{
	struct ett_bytes port = { entry.p + entry.n, 0 };
	unsigned v = 0;

	while (port.n < entry.n && port.p[-1] != ':') {
		port.p--;
		port.n++;
	}
	if (port.n + 1 >= entry.n)
		return false;
	if (ett_bytes_is(port, "*"))
		return true;
	for (size_t i = 0; i < port.n && v <= 65535; i++) {
		if (port.p[i] < '0' || port.p[i] > '9')
			return false;
		v = v * 10 + (unsigned)(port.p[i] - '0');
	}
	return v >= 1 && v <= 65535;
}

ett_err ett_permit_check(const char *list, const char *what,
			 struct ett_why *why)
{
	struct ett_bytes rest = ett_str(list), entry;

	if (list == NULL)
		return ETT_OK;
	while (ett_names_next(&rest, &entry))
		if (!is_entry(entry))
			return ett_fail(why, "%s: '%.*s' is not host:port",
					what, (int)entry.n,
					(const char *)entry.p);
	return ETT_OK;
}

/* A path can stand in no list, so any list keeps Unix sockets out. */
bool ett_may_open(const struct ett_grant *grant, const char *server,
		  enum ett_target target, struct ett_bytes host, uint32_t port)
{
	if (!grant->forward)
		return false;
	if (target != ETT_DIRECT_TCPIP)
		return !grant->has_open && server == NULL;
	if (grant->has_open && !ett_permitted(grant->open, host, port))
		return false;
	return server == NULL || ett_permitted(server, host, port);
}

static bool is_loopback(struct ett_bytes host)
{
	return ett_bytes_is(host, "localhost") ||
	       ett_bytes_is(host, "127.0.0.1") || ett_bytes_is(host, "::1");
}

/* Where no list says otherwise, what is opened here stays on this machine. */
bool ett_may_listen(const struct ett_grant *grant, const char *server,
		    enum ett_target target, struct ett_bytes host,
		    uint32_t port)
{
	bool listed = grant->has_listen || server != NULL;

	if (!grant->forward)
		return false;
	if (target != ETT_FORWARDED_TCPIP)
		return !listed;
	if (!listed)
		return is_loopback(host);
	if (grant->has_listen && !ett_permitted(grant->listen, host, port))
		return false;
	return server == NULL || ett_permitted(server, host, port);
}
