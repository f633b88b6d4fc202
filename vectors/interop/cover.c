/* SPDX-License-Identifier: ISC
 *
 * The product of all algorithms, and the pairwise cover of it: any two
 * algorithms of different kinds meet in at least one row.  Greedy: the next
 * row is the first of those that bring the most new meetings, so the cover is
 * the same every time.
 *
 * A cipher that authenticates by itself meets no MAC: NO_MAC is a level of
 * its own that goes with such ciphers alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors/interop/interop.h"

enum { KEX, SIG, CIPHER, MAC, KINDS, LEVELS = 64, MEETINGS = 6 };

struct cover {
	const char *name[KINDS][LEVELS];
	size_t n[KINDS];
	/* met[a][b]: kinds a < b only */
	bool met[KINDS][KINDS][LEVELS][LEVELS];
};

static const char *const no_mac = "-";

static struct cover *cover_new(const struct interop *x)
{
	static const enum ett_alg_kind kind[KINDS] = { ETT_ALG_KEX, ETT_ALG_SIG,
						       ETT_ALG_CIPHER,
						       ETT_ALG_MAC };
	struct cover *c = calloc(1, sizeof *c);
	const char *name;

	if (c == NULL)
		abort();
	for (size_t k = 0; k < KINDS; k++)
		while (c->n[k] + 1 < LEVELS &&
		       (name = interop_alg(x, kind[k], c->n[k])) != NULL)
			c->name[k][c->n[k]++] = name;
	c->name[MAC][c->n[MAC]++] = no_mac;
	return c;
}

static bool goes_together(const struct cover *c, const size_t *at)
{
	return interop_wants_mac(c->name[CIPHER][at[CIPHER]]) ==
	       (c->name[MAC][at[MAC]] != no_mac);
}

/* The next row of the product, false behind the last; the MACs run first. */
static bool step(const struct cover *c, size_t *at)
{
	for (size_t k = KINDS; k-- > 0;) {
		if (++at[k] < c->n[k])
			return true;
		at[k] = 0;
	}
	return false;
}

/* Among the first so many kinds. */
static size_t new_meetings(const struct cover *c, const size_t *at,
			   size_t kinds)
{
	size_t n = 0;

	for (size_t a = 0; a < kinds; a++)
		for (size_t b = a + 1; b < kinds; b++)
			n += !c->met[a][b][at[a]][at[b]];
	return n;
}

static void meet(struct cover *c, const size_t *at)
{
	for (size_t a = 0; a < KINDS; a++)
		for (size_t b = a + 1; b < KINDS; b++)
			c->met[a][b][at[a]][at[b]] = true;
}

static void add(struct interop *x, const struct cover *c, const size_t *at)
{
	struct interop_row *r = interop_add(x, INTEROP_SESSION);
	const char *mac = c->name[MAC][at[MAC]];

	r->suite.kex = c->name[KEX][at[KEX]];
	r->suite.hostkey = c->name[SIG][at[SIG]];
	r->suite.cipher[0] = r->suite.cipher[1] = c->name[CIPHER][at[CIPHER]];
	if (mac != no_mac)
		r->suite.mac[0] = r->suite.mac[1] = mac;
	snprintf(r->id, sizeof r->id, "suite/%s/%s/%s/%s", r->suite.kex,
		 r->suite.hostkey, r->suite.cipher[0], mac);
}

/* Even if each other kind met this MAC for the first time. */
static bool no_mac_helps(const struct cover *c, const size_t *at, size_t most)
{
	return new_meetings(c, at, MAC) + MAC <= most;
}

/* How many meetings the best row brings, which cannot be more than cap; best
 * is then that row. */
static size_t best_row(const struct cover *c, size_t cap, size_t *best)
{
	size_t at[KINDS] = { 0 }, most = 0;

	do {
		size_t n =
		    goes_together(c, at) ? new_meetings(c, at, KINDS) : 0;

		if (n > most) {
			most = n;
			memcpy(best, at, sizeof at);
		}
		if (at[MAC] == 0 && no_mac_helps(c, at, most))
			at[MAC] = c->n[MAC] - 1;
	} while (most < cap && step(c, at));
	return most;
}

void interop_cover(struct interop *x)
{
	struct cover *c = cover_new(x);
	size_t at[KINDS], cap = MEETINGS;

	/* No row brings more than the best of those before it. */
	while ((cap = best_row(c, cap, at)) > 0) {
		meet(c, at);
		add(x, c, at);
	}
	free(c);
}

void interop_product(struct interop *x)
{
	struct cover *c = cover_new(x);
	size_t at[KINDS] = { 0 };

	do {
		if (goes_together(c, at))
			add(x, c, at);
	} while (step(c, at));
	free(c);
}
