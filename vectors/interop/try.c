/* SPDX-License-Identifier: ISC
 *
 * One row with one pair: who lacks what it takes, and what it gave.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "vectors/interop/row.h"

void interop_fail(struct interop_try *t, const char *format, ...)
{
	char raw[INTEROP_WHY_MAX / 2];
	va_list args;
	int n;

	if (t->r->verdict == INTEROP_FAILED)
		return;
	t->r->verdict = INTEROP_FAILED;
	va_start(args, format);
	n = vsnprintf(raw, sizeof raw, format, args);
	va_end(args);
	snprintf(t->r->why, sizeof t->r->why, "%s", n < 0 ? "?" : raw);
}

void interop_lacks(struct interop_try *t, const struct ett_backend *b,
		   const char *name)
{
	if (t->r->verdict != INTEROP_PASSED)
		return;
	t->r->verdict = INTEROP_NOT_OFFERED;
	snprintf(t->r->why, sizeof t->r->why, "%s lacks %s", b->name, name);
}

static void ask(struct interop_try *t, const struct ett_backend *b,
		enum ett_alg_kind kind, const char *name)
{
	if (!ett_alg_has(b, kind, ett_str(name)))
		interop_lacks(t, b, name);
}

static void ask_for_session(struct interop_try *t, const struct ett_backend *b)
{
	ask(t, b, ETT_ALG_KEX, t->row->suite.kex);
	ask(t, b, ETT_ALG_SIG, t->row->suite.hostkey);
}

static void ask_for_packets(struct interop_try *t, const struct ett_backend *b)
{
	const struct interop_suite *s = &t->row->suite;

	for (size_t dir = 0; dir < 2; dir++) {
		ask(t, b, ETT_ALG_CIPHER, s->cipher[dir]);
		if (interop_wants_mac(s->cipher[dir]))
			ask(t, b, ETT_ALG_MAC, s->mac[dir]);
	}
}

bool interop_offered(struct interop_try *t)
{
	const struct ett_backend *ends[] = { t->client, t->server };

	for (size_t i = 0; i < 2; i++) {
		if (t->row->kind != INTEROP_SEAL)
			ask_for_session(t, ends[i]);
		ask_for_packets(t, ends[i]);
	}
	return t->r->verdict == INTEROP_PASSED;
}

static double now_ms(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		return 0;
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

void interop_try(const struct interop *x, const struct interop_row *row,
		 size_t c, size_t s, struct interop_result *r)
{
	static void (*const way[])(struct interop_try * t) = {
		[INTEROP_SESSION] = interop_session,
		[INTEROP_SEAL] = interop_seal,
		[INTEROP_POINTS] = interop_points,
		[INTEROP_GROUPS] = interop_groups,
		[INTEROP_SIGNATURES] = interop_signatures,
		[INTEROP_TAMPER] = interop_tamper,
	};
	struct interop_try t = { .x = x,
				 .row = row,
				 .client = x->backends[c],
				 .server = x->backends[s],
				 .alone = c == s,
				 .r = r };
	double start = now_ms();

	*r = (struct interop_result){ .verdict = INTEROP_PASSED };
	way[row->kind](&t);
	r->ms = now_ms() - start;
}
