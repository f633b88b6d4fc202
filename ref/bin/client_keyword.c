/* SPDX-License-Identifier: ISC
 *
 * The keywords of ssh_config(5) that we have, as a table: each has a kind,
 * which says how its value is read, and a place in the options.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bin/client.h"
#include "bin/opt_config.h"

enum kind {
	TEXT,
	PORT,
	SECONDS,
	NUMBER,
	FLAG,
	REKEY,
	STRICT,
	IDENTITY,
	KNOWN_FILE,
	LOCAL,
	REMOTE,
	DYNAMIC,
	JUMP
};

/* clang-format off */
#define AT(member) offsetof(struct ett_client_options, member)
static const struct keyword {
	const char *name;
	enum kind kind;
	size_t at;
} keywords[] = {
	{ "BatchMode",                FLAG,       AT(batch) },
	{ "Ciphers",                  TEXT,       AT(ciphers) },
	{ "ConnectTimeout",           SECONDS,    AT(connect_timeout) },
	{ "DynamicForward",           DYNAMIC,    0 },
	{ "ExitOnForwardFailure",     FLAG,       AT(exit_on_failure) },
	{ "HashKnownHosts",           FLAG,       AT(hash_known) },
	{ "HostKeyAlgorithms",        TEXT,       AT(host_algs) },
	{ "HostName",                 TEXT,       AT(host_name) },
	{ "IdentityFile",             IDENTITY,   0 },
	{ "KexAlgorithms",            TEXT,       AT(kex) },
	{ "LocalForward",             LOCAL,      0 },
	{ "MACs",                     TEXT,       AT(macs) },
	{ "Port",                     PORT,       AT(port) },
	{ "ProxyJump",                JUMP,       0 },
	{ "PubkeyAcceptedAlgorithms", TEXT,       AT(user_algs) },
	{ "RekeyLimit",               REKEY,      0 },
	{ "RemoteForward",            REMOTE,     0 },
	{ "ServerAliveCountMax",      NUMBER,     AT(alive_max) },
	{ "ServerAliveInterval",      SECONDS,    AT(alive_every) },
	{ "StrictHostKeyChecking",    STRICT,     0 },
	{ "User",                     TEXT,       AT(user) },
	{ "UserKnownHostsFile",       KNOWN_FILE, 0 },
};
/* clang-format on */

static const struct keyword *find(const char *name)
{
	for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
		if (strcasecmp(name, keywords[i].name) == 0)
			return &keywords[i];
	return NULL;
}

static ett_err set_text(const char **to, char *value, struct ett_why *why)
{
	char *word;
	ett_err e = ett_config_word(&value, &word, why);

	if (e != ETT_OK)
		return e;
	if (word == NULL || value[strspn(value, " \t")] != '\0')
		return ett_fail(why, "one word is needed");
	if (*to == NULL)
		*to = word;
	return ETT_OK;
}

static ett_err set_number(enum kind kind, uint64_t *to, const char *value,
			  struct ett_why *why)
{
	uint64_t v = 0;
	ett_err e = ETT_OK;

	if (kind == PORT)
		e = ett_opt_number(value, 1, 65535, &v, why);
	else if (kind == SECONDS)
		e = ett_opt_seconds(value, &v, why);
	else if (kind == NUMBER)
		e = ett_opt_number(value, 1, 1000, &v, why);
	else if (strcasecmp(value, "yes") == 0)
		v = 1;
	else if (strcasecmp(value, "no") != 0)
		e = ett_fail(why, "'%s' is not yes or no", value);
	if (e == ETT_OK && *to == ETT_UNSET)
		*to = v;
	return e;
}

static ett_err set_strict(enum ett_strict *to, const char *value,
			  struct ett_why *why)
{
	/* clang-format off */
	static const struct { const char *name; enum ett_strict v; } names[] = {
		{ "ask", ETT_STRICT_ASK }, { "yes", ETT_STRICT_YES },
		{ "no", ETT_STRICT_NO },   { "off", ETT_STRICT_NO },
		{ "accept-new", ETT_STRICT_NEW },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcasecmp(value, names[i].name) != 0)
			continue;
		if (*to == ETT_STRICT_UNSET)
			*to = names[i].v;
		return ETT_OK;
	}
	return ett_fail(why, "'%s' is not yes, no, ask or accept-new", value);
}

ett_err ett_client_identity(struct ett_client_options *o, const char *path,
			    struct ett_why *why)
{
	if (o->identities == ETT_IDENTITIES_MAX)
		return ett_fail(why, "more than %d identities",
				ETT_IDENTITIES_MAX);
	o->identity[o->identities++] = path;
	return ETT_OK;
}

static ett_err add_identity(struct ett_client_options *o, char *value,
			    struct ett_why *why)
{
	const char *path = NULL;
	ett_err e = set_text(&path, value, why);

	return e == ETT_OK ? ett_client_identity(o, path, why) : e;
}

static ett_err set_known_files(struct ett_client_options *o, char *value,
			       struct ett_why *why)
{
	const char *file[ETT_KNOWN_FILES_MAX];
	size_t n = 0;
	char *word;
	ett_err e;

	while ((e = ett_config_word(&value, &word, why)) == ETT_OK &&
	       word != NULL) {
		if (n == ETT_KNOWN_FILES_MAX)
			return ett_fail(why, "more than %d files",
					ETT_KNOWN_FILES_MAX);
		file[n++] = word;
	}
	if (e != ETT_OK)
		return e;
	if (n == 0)
		return ett_fail(why, "a file is needed");
	if (o->known_files > 0)
		return ETT_OK;
	memcpy(o->known_file, file, n * sizeof file[0]);
	o->known_files = n;
	return ETT_OK;
}

/* "LocalForward port host:hostport" is as if a colon stood between. */
static void join_words(char *value)
{
	char *space = strpbrk(value, " \t");
	size_t n;

	if (space == NULL)
		return;
	n = strspn(space, " \t");
	memmove(space + 1, space + n, strlen(space + n) + 1);
	*space = ':';
}

static ett_err add_forward(struct ett_client_options *o,
			   enum ett_forward_kind kind, char *value,
			   struct ett_why *why)
{
	ett_err e;

	if (o->forwards == ETT_FORWARDS_MAX)
		return ett_fail(why, "more than %d forwardings",
				ETT_FORWARDS_MAX);
	join_words(value);
	e = ett_opt_forward(kind, value, &o->forward[o->forwards], why);
	if (e == ETT_OK)
		o->forwards++;
	return e;
}

static ett_err set_jump(struct ett_client_options *o, char *value,
			struct ett_why *why)
{
	struct ett_hop hop[ETT_HOPS_MAX];
	size_t n = 0;
	char *next;
	ett_err e;

	if (strcasecmp(value, "none") == 0)
		value = NULL;
	for (; value != NULL; value = next) {
		next = strchr(value, ',');
		if (next != NULL)
			*next++ = '\0';
		if (n == ETT_HOPS_MAX)
			return ett_fail(why, "more than %d hops", ETT_HOPS_MAX);
		e = ett_opt_hop(value, true, &hop[n++], why);
		if (e != ETT_OK)
			return e;
	}
	if (o->has_jump)
		return ETT_OK;
	o->has_jump = true;
	memcpy(o->hop, hop, n * sizeof hop[0]);
	o->hops = n;
	return ETT_OK;
}

static ett_err set_rekey(struct ett_client_options *o, const char *value,
			 struct ett_why *why)
{
	struct ett_rekey_limit limit;
	ett_err e = ett_opt_rekey(value, &limit, why);

	if (e != ETT_OK || o->has_rekey)
		return e;
	o->has_rekey = true;
	o->rekey = limit;
	return ETT_OK;
}

static ett_err set(struct ett_client_options *o, const struct keyword *k,
		   char *value, struct ett_why *why)
{
	char *at = (char *)o + k->at;

	switch (k->kind) {
	case TEXT:
		return set_text((const char **)(void *)at, value, why);
	case PORT:
	case SECONDS:
	case NUMBER:
	case FLAG:
		return set_number(k->kind, (uint64_t *)(void *)at, value, why);
	case REKEY:
		return set_rekey(o, value, why);
	case STRICT:
		return set_strict(&o->strict, value, why);
	case IDENTITY:
		return add_identity(o, value, why);
	case KNOWN_FILE:
		return set_known_files(o, value, why);
	case LOCAL:
		return add_forward(o, ETT_FORWARD_LOCAL, value, why);
	case REMOTE:
		return add_forward(o, ETT_FORWARD_REMOTE, value, why);
	case DYNAMIC:
		return add_forward(o, ETT_FORWARD_DYNAMIC, value, why);
	case JUMP:
		return set_jump(o, value, why);
	}
	return ETT_ARG;
}

ett_err ett_client_keyword(void *ctx, const char *keyword, char *value,
			   bool active, struct ett_why *why)
{
	const struct keyword *k = find(keyword);
	struct ett_why inner = { "" };
	ett_err e;

	if (k == NULL)
		return ett_fail(why, "unknown option '%s'", keyword);
	if (*value == '\0')
		return ett_fail(why, "%s: a value is needed", k->name);
	if (!active)
		return ETT_OK;
	e = set(ctx, k, value, &inner);
	if (e != ETT_OK && why != NULL)
		snprintf(why->text, sizeof why->text, "%s: %.500s", k->name,
			 inner.text);
	return e;
}
