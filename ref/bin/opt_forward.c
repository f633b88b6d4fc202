/* SPDX-License-Identifier: ISC
 *
 * A specification is cut into fields at its colons first, with brackets and
 * paths respected; what the fields mean follows from their number and from
 * which of them are paths.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "bin/opt_forward.h"
#include "bin/opt_size.h"

enum {
	FIELDS_MAX = 4,
	PATH_LEN_MAX = 107 /* sun_path of unix(7) */
};

struct field {
	char text[ETT_HOST_MAX + 1];
	bool is_path;
};

/* One field off *spec, up to a colon or the end. */
static bool cut_field(const char **spec, struct field *f)
{
	const char *p = *spec, *end;

	f->is_path = *p == '/';
	if (*p == '[') {
		end = strchr(++p, ']');
		if (end == NULL || (end[1] != ':' && end[1] != '\0'))
			return false;
		*spec = end + 1;
	} else {
		end = p + strcspn(p, ":");
		*spec = end;
	}
	if ((size_t)(end - p) > (f->is_path ? PATH_LEN_MAX : ETT_HOST_MAX))
		return false;
	memcpy(f->text, p, (size_t)(end - p));
	f->text[end - p] = '\0';
	return true;
}

/* Number of fields, 0 if spec is malformed or has too many. */
static int cut(const char *spec, struct field *fields)
{
	int n = 0;

	for (;;) {
		if (n == FIELDS_MAX || !cut_field(&spec, &fields[n++]))
			return 0;
		if (*spec == '\0')
			return n;
		spec++; /* a colon */
	}
}

/* What is accepted as a name; its meaning is the resolver's business. */
static bool is_host(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text >= 0x7f)
			return false;
	return true;
}

static bool set_place(struct ett_opt_place *place, const struct field *host,
		      const struct field *port, uint64_t port_min)
{
	uint64_t v = 0;

	memset(place, 0, sizeof *place);
	if (port != NULL) {
		if (ett_opt_number(port->text, port_min, 65535, &v, NULL) !=
		    ETT_OK)
			return false;
		place->port = (unsigned)v;
	}
	if (host == NULL)
		return true;
	if (host->is_path != (port == NULL) || !is_host(host->text))
		return false;
	place->is_path = host->is_path;
	snprintf(place->host, sizeof place->host, "%s", host->text);
	return true;
}

/* "[bind:]port" or a path, in n fields. */
static bool set_from(struct ett_opt_fwd *f, const struct field *fields, int n)
{
	if (n == 1 && fields[0].is_path)
		return set_place(&f->from, &fields[0], NULL, 0);
	if (n == 1)
		return set_place(&f->from, NULL, &fields[0], 0);
	if (n != 2 || !set_place(&f->from, &fields[0], &fields[1], 0))
		return false;
	f->any_bind = f->from.host[0] == '\0' || strcmp(f->from.host, "*") == 0;
	if (f->any_bind)
		f->from.host[0] = '\0';
	return true;
}

/* "host:port" or a path, in n fields. */
static bool set_to(struct ett_opt_place *to, const struct field *fields, int n)
{
	if (fields[0].text[0] == '\0')
		return false;
	if (n == 1)
		return set_place(to, &fields[0], NULL, 0);
	return set_place(to, &fields[0], &fields[1], 1);
}

ett_err ett_opt_forward(enum ett_forward_kind kind, const char *spec,
			struct ett_opt_fwd *out, struct ett_why *why)
{
	struct ett_opt_fwd f = { .kind = kind };
	struct field fields[FIELDS_MAX];
	int n = cut(spec, fields), right = 0;
	bool good;

	if (kind == ETT_FORWARD_DYNAMIC)
		good = n > 0 && !fields[0].is_path && set_from(&f, fields, n);
	else {
		right = n > 0 && fields[n - 1].is_path ? 1 : 2;
		good = n > right && set_from(&f, fields, n - right) &&
		       set_to(&f.to, fields + n - right, right);
	}
	if (!good)
		return ett_fail(why, "'%s' is not %s", spec,
				kind == ETT_FORWARD_DYNAMIC
				    ? "[bind:]port"
				    : "[bind:]port:host:hostport");
	*out = f;
	return ETT_OK;
}

ett_err ett_opt_hostport(const char *spec, struct ett_opt_place *out,
			 struct ett_why *why)
{
	struct field fields[FIELDS_MAX];
	struct ett_opt_place place;

	if (cut(spec, fields) != 2 || !set_to(&place, fields, 2))
		return ett_fail(why, "'%s' is not host:port", spec);
	*out = place;
	return ETT_OK;
}

struct ett_place ett_opt_place(const struct ett_opt_place *p, int family)
{
	struct ett_place place = { .host = p->host,
				   .path = p->is_path ? p->host : NULL,
				   .port = (uint16_t)p->port,
				   .family = family };

	return place;
}

struct ett_forward_spec ett_opt_spec(const struct ett_opt_fwd *f, int family)
{
	struct ett_forward_spec spec = { .kind = f->kind,
					 .from =
					     ett_opt_place(&f->from, family),
					 .to = ett_opt_place(&f->to, family) };

	if (f->from.host[0] != '\0' || f->any_bind)
		return spec;
	if (f->kind == ETT_FORWARD_REMOTE)
		spec.from.host = "localhost";
	else
		spec.from.host = family == AF_INET6 ? "::1" : "127.0.0.1";
	return spec;
}

/* An address with several colons and without brackets has no port. */
static bool set_hop(const char *text, bool with_port, struct ett_hop *hop)
{
	const char *colon = strchr(text, ':');
	struct field fields[FIELDS_MAX];
	int n = 1;

	if (text[0] != '[' &&
	    (!with_port || colon == NULL || strchr(colon + 1, ':') != NULL)) {
		if (strlen(text) > ETT_HOST_MAX)
			return false;
		memcpy(fields[0].text, text, strlen(text) + 1);
	} else {
		n = cut(text, fields);
	}
	if (n < 1 || n > (with_port ? 2 : 1) || !is_host(fields[0].text) ||
	    fields[0].text[0] == '\0' || fields[0].text[0] == '-')
		return false;
	snprintf(hop->host, sizeof hop->host, "%s", fields[0].text);
	return n == 1 ||
	       ett_opt_port(fields[1].text, &hop->port, NULL) == ETT_OK;
}

ett_err ett_opt_hop(const char *spec, bool with_port, struct ett_hop *out,
		    struct ett_why *why)
{
	const char *at = strrchr(spec, '@');
	struct ett_hop hop = { .port = 0 };
	size_t n = at == NULL ? 0 : (size_t)(at - spec);
	bool good = n <= ETT_HOST_MAX && (at == NULL || n > 0);

	if (good)
		memcpy(hop.user, spec, n);
	if (!good || !set_hop(at == NULL ? spec : at + 1, with_port, &hop))
		return ett_fail(why, "'%s' is not [user@]host%s", spec,
				with_port ? "[:port]" : "");
	*out = hop;
	return ETT_OK;
}
