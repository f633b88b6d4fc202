/* SPDX-License-Identifier: ISC
 *
 * A visitor is nobody until a signature was verified: what its key permits is
 * noted when the key is accepted, and counts from ready() on.  The file of
 * authorized keys is read again for every key that is shown, so what is struck
 * out there is out at once.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bin/server.h"
#include "io/file.h"
#include "io/log.h"

enum { AUTHORIZED_MAX = 16 << 20, USER_SHOWN = 64 };

struct visitor {
	const struct ett_policy *policy;
	char from[46], name[64];
	char user[USER_SHOWN], key[ETT_FINGERPRINT_LEN];
	struct ett_grant noted; /* of the key that was accepted last */
	struct ett_grant grant; /* nothing, until ready() */
};

void *ett_policy_admit(void *policy, const struct ett_peer *from)
{
	struct visitor *v = calloc(1, sizeof *v);

	if (v == NULL) {
		ett_log(ETT_ERROR, "%s", ett_err_text(ETT_NOMEM));
		return NULL;
	}
	v->policy = policy;
	snprintf(v->from, sizeof v->from, "%s", from->host);
	snprintf(v->name, sizeof v->name, "%s port %u", v->from,
		 (unsigned)from->port);
	ett_log(ETT_INFO, "%s: connected", v->name);
	return v;
}

static void bad_line(void *ctx, unsigned line, const char *why)
{
	const struct visitor *v = ctx;

	ett_log(ETT_NOTICE, "%s:%u: grants nothing: %s",
		v->policy->options->authorized, line, why);
}

/* NOKEY: it may not enter; else the file could not be read. */
static ett_err look_up(struct visitor *v, struct ett_bytes key,
		       struct ett_grant *grant)
{
	const struct ett_line_log log = { bad_line, v };
	const char *path = v->policy->options->authorized;
	struct ett_buf text = { 0 };
	ett_err e;

	e = ett_file_read(path, AUTHORIZED_MAX, &text);
	if (e != ETT_OK) {
		ett_log(ETT_ERROR, "%s: %s", path,
			e == ETT_SYSTEM ? strerror(errno) : ett_err_text(e));
		return e;
	}
	e = ett_authorized(ett_buf_view(&text), key, v->from,
			   (int64_t)time(NULL), grant, &log);
	ett_buf_free(&text);
	return e;
}

static bool auth(void *ctx, const struct ett_event *ev)
{
	struct visitor *v = ctx;
	struct ett_grant grant = { 0 };
	ett_err e;

	ett_escape(ev->user, v->user, sizeof v->user);
	e = ett_fingerprint(v->policy->backend, ev->key, v->key);
	if (e == ETT_OK)
		e = look_up(v, ev->key, &grant);
	if (e != ETT_OK) {
		ett_log(ETT_INFO, "%s: refused %s with key %s", v->name,
			v->user, v->key);
		return false;
	}
	if (ev->has_sig)
		v->noted = grant;
	return true;
}

static void ready(void *ctx)
{
	struct visitor *v = ctx;

	v->grant = v->noted;
	ett_log(ETT_INFO, "%s: %s entered with key %s (%s:%u)", v->name,
		v->user, v->key, v->policy->options->authorized, v->grant.line);
}

static bool told(const struct visitor *v, bool may, const char *what,
		 struct ett_bytes host, uint32_t port)
{
	char shown[ETT_PLACE_MAX];

	ett_escape(host, shown, sizeof shown);
	if (!may)
		ett_log(ETT_INFO, "%s: may not %s %s port %u", v->name, what,
			shown, (unsigned)port);
	return may;
}

static bool may_open(void *ctx, enum ett_target target, struct ett_bytes host,
		     uint32_t port)
{
	const struct visitor *v = ctx;
	const char *list = v->policy->options->permit_open;

	return told(v, ett_may_open(&v->grant, list, target, host, port),
		    "connect to", host, port);
}

static bool may_listen(void *ctx, enum ett_target target, struct ett_bytes host,
		       uint32_t port)
{
	const struct visitor *v = ctx;
	const char *list = v->policy->options->permit_listen;

	return told(v, ett_may_listen(&v->grant, list, target, host, port),
		    "listen on", host, port);
}

static void closed(void *ctx, ett_err e, const char *why)
{
	struct visitor *v = ctx;

	if (e == ETT_OK || e == ETT_PEER || e == ETT_LOST)
		ett_log(ETT_INFO, "%s: closed%s%s", v->name,
			*why == '\0' ? "" : ": ", why);
	else
		ett_log(ETT_NOTICE, "%s: %s", v->name,
			*why == '\0' ? ett_err_text(e) : why);
	free(v);
}

const struct ett_relay_ops ett_policy_ops = { .auth = auth,
					      .ready = ready,
					      .may_open = may_open,
					      .may_listen = may_listen,
					      .closed = closed };
