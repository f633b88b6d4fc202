/* SPDX-License-Identifier: ISC
 *
 * Listeners are opened before the first connection, so a port in use is told
 * at once; they are announced when there is a tunnel behind them.
 */
#include <stdio.h>

#include "bin/client.h"
#include "io/log.h"

/* "forwarding ADDR:PORT -> ...": scripts read this line. */
static void announce(const struct ett_forward *f)
{
	const struct ett_forward_spec *spec = ett_forward_spec(f);
	char from[ETT_PLACE_MAX], to[ETT_PLACE_MAX];

	ett_place_text(&spec->from, from);
	if (spec->kind == ETT_FORWARD_DYNAMIC)
		snprintf(to, sizeof to, "SOCKS");
	else
		ett_place_text(&spec->to, to);
	printf("forwarding %s -> %s%s\n", from, to,
	       spec->kind == ETT_FORWARD_REMOTE ? " (remote)" : "");
	fflush(stdout);
}

static bool open_one(struct ett_forwards *set, struct ett_loop *loop,
		     const struct ett_opt_fwd *asked)
{
	struct ett_forward_spec spec = ett_opt_spec(asked, set->o->family);
	char shown[ETT_PLACE_MAX];
	const char *why = NULL;
	ett_err e;

	e = ett_forward_new(&set->forward[set->n], loop, &spec, &why);
	if (e == ETT_OK) {
		set->n++;
		return true;
	}
	ett_place_text(&spec.from, shown);
	ett_log(ETT_ERROR, "cannot listen on %s: %s", shown,
		why == NULL ? ett_err_text(e) : why);
	return false;
}

bool ett_forwards_open(struct ett_forwards *set, struct ett_loop *loop,
		       const struct ett_client_options *o)
{
	bool all = true;

	set->o = o;
	for (size_t i = 0; i < o->forwards; i++)
		all = open_one(set, loop, &o->forward[i]) && all;
	return all || (set->n > 0 && o->exit_on_failure == 0);
}

void ett_forwards_attach(struct ett_forwards *set, struct ett_relay *r)
{
	for (size_t i = 0; i < set->n; i++) {
		struct ett_forward *f = set->forward[i];

		ett_relay_attach(r, f);
		if (ett_forward_spec(f)->kind == ETT_FORWARD_REMOTE ||
		    set->said[i])
			continue;
		set->said[i] = true;
		announce(f);
	}
}

bool ett_forwards_listening(struct ett_forwards *set, struct ett_forward *f,
			    bool ok)
{
	char shown[ETT_PLACE_MAX];

	if (ok) {
		announce(f);
		return true;
	}
	ett_place_text(&ett_forward_spec(f)->from, shown);
	ett_log(ETT_ERROR, "the server refuses to listen on %s", shown);
	return set->o->exit_on_failure == 0;
}

void ett_forwards_close(struct ett_forwards *set)
{
	for (size_t i = 0; i < set->n; i++)
		ett_forward_free(set->forward[i]);
	set->n = 0;
}
