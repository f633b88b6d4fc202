/* SPDX-License-Identifier: ISC
 *
 * authorized_keys.  A line grants only if every part of it was understood:
 * an option that is not in the table might have been meant to take away what
 * we would give.
 */
#include "crypto/authkeys.h"

#include <string.h>

#include "crypto/keyfile.h"
#include "crypto/textline.h"
#include "wire/cursor.h"

enum effect {
	EFFECT_NONE, /* of what a tunnel does not have */
	EFFECT_FORWARD,
	EFFECT_NO_FORWARD,
	EFFECT_OPEN,
	EFFECT_LISTEN,
	EFFECT_FROM,
	EFFECT_EXPIRY,
	EFFECT_AUTHORITY
};

/* clang-format off */
static const struct option {
	const char *name;
	bool has_value;
	enum effect effect;
} options[] = {
	{ "restrict",            false, EFFECT_NO_FORWARD },
	{ "port-forwarding",     false, EFFECT_FORWARD },
	{ "no-port-forwarding",  false, EFFECT_NO_FORWARD },
	{ "permitopen",          true,  EFFECT_OPEN },
	{ "permitlisten",        true,  EFFECT_LISTEN },
	{ "from",                true,  EFFECT_FROM },
	{ "expiry-time",         true,  EFFECT_EXPIRY },
	{ "cert-authority",      false, EFFECT_AUTHORITY },
	{ "agent-forwarding",    false, EFFECT_NONE },
	{ "no-agent-forwarding", false, EFFECT_NONE },
	{ "pty",                 false, EFFECT_NONE },
	{ "no-pty",              false, EFFECT_NONE },
	{ "user-rc",             false, EFFECT_NONE },
	{ "no-user-rc",          false, EFFECT_NONE },
	{ "x11-forwarding",      false, EFFECT_NONE },
	{ "no-x11-forwarding",   false, EFFECT_NONE },
	{ "touch-required",      false, EFFECT_NONE },
	{ "no-touch-required",   false, EFFECT_NONE },
	{ "verify-required",     false, EFFECT_NONE },
	{ "no-verify-required",  false, EFFECT_NONE },
	{ "command",             true,  EFFECT_NONE },
	{ "environment",         true,  EFFECT_NONE },
	{ "principals",          true,  EFFECT_NONE },
	{ "tunnel",              true,  EFFECT_NONE },
};
/* clang-format on */

/* Who asks; and what the line has said so far. */
struct reading {
	const char *from;
	int64_t now;
	struct ett_grant grant;
	bool has_from;
	const char *why; /* grants nothing, because; NULL: it does */
};

/* Reasons that lie in who asks and when, not in the line. */
static const char why_from[] = "from= does not match the peer's address";
static const char why_expired[] = "expiry-time= has passed";

static const struct option *option_named(struct ett_bytes name)
{
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
		struct ett_bytes known = ett_str(options[i].name);
		size_t n = 0;

		while (n < known.n && n < name.n &&
		       known.p[n] == ett_lower(name.p[n]))
			n++;
		if (n == known.n && n == name.n)
			return &options[i];
	}
	return NULL;
}

/* "host:port" with a number or '*' as port; bare: "port" will do. */
static bool is_host_port(struct ett_bytes v, bool bare)
{
	size_t colon = v.n, n = 0;
	unsigned port = 0;

	while (colon > 0 && v.p[colon - 1] != ':')
		colon--;
	if (colon == 0 ? !bare : colon == 1)
		return false;
	if (v.n - colon == 1 && v.p[colon] == '*')
		return true;
	for (n = colon; n < v.n && n - colon < 6; n++) {
		if (v.p[n] < '0' || v.p[n] > '9')
			return false;
		port = port * 10 + (unsigned)(v.p[n] - '0');
	}
	return n == v.n && n > colon && port > 0 && port <= 65535;
}

/* Adds "host:port" in lower case to a list of the grant. */
static const char *add_permit(char *list, size_t room, struct ett_bytes v,
			      bool bare)
{
	size_t len = strlen(list);
	struct ett_wr w = ett_wr((uint8_t *)list + len, room - len);

	if (v.n == 0 || memchr(v.p, ',', v.n) != NULL || !is_host_port(v, bare))
		return "not host:port";
	if (len > 0)
		ett_wr_u8(&w, ',');
	if (memchr(v.p, ':', v.n) == NULL)
		ett_wr_raw(&w, ETT_LIT("*:"));
	for (size_t i = 0; i < v.n; i++)
		ett_wr_u8(&w, ett_lower(v.p[i]));
	ett_wr_u8(&w, '\0');
	if (w.err == ETT_OK)
		return NULL;
	list[len] = '\0';
	return "too many permitopen= or permitlisten=";
}

static const char *apply_from(struct reading *r, struct ett_bytes v)
{
	ett_err e = ett_from_matches(v, r->from);

	if (r->has_from)
		return "more than one from=";
	r->has_from = true;
	if (e == ETT_NOKEY)
		r->why = why_from;
	return e == ETT_FORMAT ? "malformed address in from=" : NULL;
}

static const char *apply_expiry(struct reading *r, struct ett_bytes v)
{
	int64_t when = 0;

	if (ett_expiry_read(v, &when) != ETT_OK)
		return "malformed expiry-time=";
	if (when < r->now)
		r->why = why_expired;
	return NULL;
}

/* What is wrong with the option, or NULL. */
static const char *apply(struct reading *r, enum effect effect,
			 struct ett_bytes v)
{
	struct ett_grant *g = &r->grant;

	switch (effect) {
	case EFFECT_FORWARD:
	case EFFECT_NO_FORWARD:
		g->forward = effect == EFFECT_FORWARD;
		return NULL;
	case EFFECT_OPEN:
		g->has_open = true;
		return add_permit(g->open, sizeof g->open, v, false);
	case EFFECT_LISTEN:
		g->has_listen = true;
		return add_permit(g->listen, sizeof g->listen, v, true);
	case EFFECT_FROM:
		return apply_from(r, v);
	case EFFECT_EXPIRY:
		return apply_expiry(r, v);
	case EFFECT_AUTHORITY:
		return "certificates are not supported";
	case EFFECT_NONE:
		break;
	}
	return NULL;
}

/* "value" with \" inside; takes it off *text. */
static bool take_quoted(struct ett_bytes *text, struct ett_bytes *value)
{
	size_t n = 1;

	if (text->n == 0 || text->p[0] != '"')
		return false;
	while (n < text->n && text->p[n] != '"')
		n += n + 1 < text->n && text->p[n] == '\\' &&
			     text->p[n + 1] == '"'
			 ? 2
			 : 1;
	if (n >= text->n)
		return false;
	*value = (struct ett_bytes){ text->p + 1, n - 1 };
	text->p += n + 1;
	text->n -= n + 1;
	return true;
}

/* One option off the front of *text, with the comma behind it. */
static const char *read_option(struct reading *r, struct ett_bytes *text)
{
	struct ett_bytes name = { text->p, 0 }, value = { 0 };
	const struct option *o;
	bool has_value;

	while (name.n < text->n && !strchr("=,", name.p[name.n]))
		name.n++;
	text->p += name.n;
	text->n -= name.n;
	o = option_named(name);
	if (o == NULL)
		return "unknown option";

	has_value = text->n > 0 && text->p[0] == '=';
	if (has_value != o->has_value)
		return has_value ? "option takes no value"
				 : "option lacks its value";
	if (has_value) {
		text->p++;
		text->n--;
		if (!take_quoted(text, &value))
			return "value is not in quotes";
	}
	if (text->n > 0 && (text->p[0] != ',' || text->n == 1))
		return "malformed list of options";
	if (text->n > 0) {
		text->p++;
		text->n--;
	}
	return apply(r, o->effect, value);
}

/* Options end at the first blank outside quotes. */
static struct ett_bytes take_options(struct ett_bytes *line)
{
	struct ett_bytes all = { line->p, 0 };
	bool quoted = false;

	for (; all.n < line->n; all.n++) {
		uint8_t c = all.p[all.n];

		if (c == '\\' && all.n + 1 < line->n && all.p[all.n + 1] == '"')
			all.n++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == ' ' || c == '\t'))
			break;
	}
	line->p += all.n;
	line->n -= all.n;
	ett_line_trim(line);
	return all;
}

/* Does the line grant this key something?  r->why tells why not. */
static bool read_line(struct reading *r, struct ett_bytes line,
		      struct ett_bytes key)
{
	struct ett_bytes bare = line, list = { 0 };
	struct ett_line_key found;
	const char *wrong;

	if (ett_line_key(&bare, &found) != ETT_OK) {
		list = take_options(&line);
		if (ett_line_key(&line, &found) != ETT_OK) {
			r->why = "no key";
			return false;
		}
	}
	while (list.n > 0) {
		wrong = read_option(r, &list);
		if (wrong != NULL) {
			r->why = wrong;
			return false;
		}
	}
	if (ett_bytes_eq(found.blob, key))
		return r->why == NULL;
	if (r->why == why_from || r->why == why_expired)
		r->why = NULL; /* of no concern to this peer */
	return false;
}

ett_err ett_authorized(struct ett_bytes text, struct ett_bytes key,
		       const char *from, int64_t now_utc,
		       struct ett_grant *grant, const struct ett_line_log *log)
{
	struct ett_bytes line;

	for (unsigned n = 1; ett_line_next(&text, &line); n++) {
		struct reading r = { .from = from, .now = now_utc };

		ett_line_trim(&line);
		if (ett_line_is_blank(line))
			continue;
		r.grant.forward = true;
		r.grant.line = n;
		if (read_line(&r, line, key)) {
			*grant = r.grant;
			return ETT_OK;
		}
		if (r.why != NULL && log != NULL)
			log->line(log->ctx, n, r.why);
	}
	return ETT_NOKEY;
}

static bool same_text(struct ett_bytes a, struct ett_bytes b)
{
	size_t i = 0;

	if (a.n != b.n)
		return false;
	while (i < a.n && ett_lower(a.p[i]) == ett_lower(b.p[i]))
		i++;
	return i == a.n;
}

static bool same_port(struct ett_bytes text, uint32_t port)
{
	uint32_t v = 0;

	if (ett_bytes_is(text, "*"))
		return true;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9' || v > 65535)
			return false;
		v = v * 10 + (uint32_t)(text.p[i] - '0');
	}
	return text.n > 0 && v == port;
}

static bool permits(struct ett_bytes one, struct ett_bytes host, uint32_t port)
{
	struct ett_bytes name = one;

	while (name.n > 0 && name.p[name.n - 1] != ':')
		name.n--;
	if (name.n < 2 ||
	    !same_port((struct ett_bytes){ one.p + name.n, one.n - name.n },
		       port))
		return false;
	name.n--;
	if (name.n > 2 && name.p[0] == '[' && name.p[name.n - 1] == ']') {
		name.p++;
		name.n -= 2;
	}
	return ett_bytes_is(name, "*") || same_text(name, host);
}

bool ett_permitted(const char *list, struct ett_bytes host, uint32_t port)
{
	struct ett_bytes rest = ett_str(list), one;

	while (ett_names_next(&rest, &one))
		if (permits(one, host, port))
			return true;
	return false;
}
