/* SPDX-License-Identifier: ISC
 *
 * The matrix of one axis at a time: from the suite that most libraries have,
 * one algorithm is exchanged for each other that any of them has.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>

#include "vectors/interop/interop.h"

struct interop_row *interop_add(struct interop *x, enum interop_kind kind)
{
	struct interop_row *row;

	if (x->rows_n == x->rows_cap) {
		x->rows_cap = x->rows_cap > 0 ? 2 * x->rows_cap : 256;
		x->rows = realloc(x->rows, x->rows_cap * sizeof *x->rows);
		if (x->rows == NULL)
			abort();
	}
	row = &x->rows[x->rows_n++];
	*row = (struct interop_row){ .kind = kind, .suite = x->base };
	return row;
}

static void both(const char *way[2], const char *name)
{
	way[0] = way[1] = name;
}

static void add_axes(struct interop *x)
{
	struct interop_row *r;
	const char *name;

	for (size_t i = 0; (name = interop_alg(x, ETT_ALG_KEX, i)); i++) {
		r = interop_add(x, INTEROP_SESSION);
		r->suite.kex = name;
		snprintf(r->id, sizeof r->id, "kex/%s", name);
	}
	for (size_t i = 0; (name = interop_alg(x, ETT_ALG_SIG, i)); i++) {
		r = interop_add(x, INTEROP_SESSION);
		r->suite.hostkey = name;
		snprintf(r->id, sizeof r->id, "hostkey/%s", name);
	}
	for (size_t i = 0; (name = interop_alg(x, ETT_ALG_CIPHER, i)); i++) {
		r = interop_add(x, INTEROP_SESSION);
		both(r->suite.cipher, name);
		snprintf(r->id, sizeof r->id, "cipher/%s", name);
	}
	for (size_t i = 0; (name = interop_alg(x, ETT_ALG_MAC, i)); i++) {
		r = interop_add(x, INTEROP_SESSION);
		both(r->suite.mac, name);
		snprintf(r->id, sizeof r->id, "mac/%s", name);
	}
}

/* One suite for each way in which packets are protected. */
static const struct {
	const char *name, *cipher, *mac;
} ways[] = {
	{ "encrypt-and-mac", "aes128-ctr", "hmac-sha2-256" },
	{ "encrypt-then-mac", "aes128-ctr", "hmac-sha2-256-etm@openssh.com" },
	{ "cbc", "aes128-cbc", "hmac-sha1" },
	{ "gcm", "aes128-gcm@openssh.com", NULL },
	{ "chacha20-poly1305", "chacha20-poly1305@openssh.com", NULL },
};
enum { WAYS = sizeof ways / sizeof ways[0] };

static void protect(struct interop_row *r, size_t dir, size_t way)
{
	r->suite.cipher[dir] = ways[way].cipher;
	if (ways[way].mac != NULL)
		r->suite.mac[dir] = ways[way].mac;
}

/* Each way with the next one in the other direction, and alone in both:
 * rekeyed in mid-stream, delivered in small pieces. */
static void add_ways(struct interop *x)
{
	static const size_t chunk[] = { 1, 7, 4096 };
	struct interop_row *r;

	for (size_t i = 0; i < WAYS; i++) {
		size_t next = (i + 1) % WAYS;

		r = interop_add(x, INTEROP_SESSION);
		protect(r, 0, i);
		protect(r, 1, next);
		snprintf(r->id, sizeof r->id, "directions/%s/%s", ways[i].name,
			 ways[next].name);
		r = interop_add(x, INTEROP_SESSION);
		protect(r, 0, i);
		protect(r, 1, i);
		r->rekey = true;
		snprintf(r->id, sizeof r->id, "rekey/%s", ways[i].name);
		for (size_t k = 0; k < sizeof chunk / sizeof chunk[0]; k++) {
			r = interop_add(x, INTEROP_SESSION);
			protect(r, 0, i);
			protect(r, 1, i);
			r->chunk = chunk[k];
			snprintf(r->id, sizeof r->id, "chunk/%zu/%s", chunk[k],
				 ways[i].name);
		}
	}
}

/* A sweep goes by the offsets of another session: they must not move. */
static void add_tamper(struct interop *x)
{
	struct interop_row *r;

	if (!interop_repeats(x, x->base.hostkey))
		return;
	r = interop_add(x, INTEROP_TAMPER);
	r->clear = true;
	r->suite.kex = x->quick_kex;
	snprintf(r->id, sizeof r->id, "tamper/clear");
	for (size_t i = 0; i < WAYS; i++) {
		r = interop_add(x, INTEROP_TAMPER);
		r->suite.kex = x->quick_kex;
		protect(r, 0, i);
		protect(r, 1, i);
		snprintf(r->id, sizeof r->id, "tamper/%s", ways[i].name);
	}
}

static void add_seal(struct interop *x, const char *cipher, const char *mac)
{
	struct interop_row *r = interop_add(x, INTEROP_SEAL);

	both(r->suite.cipher, cipher);
	both(r->suite.mac, mac);
	snprintf(r->id, sizeof r->id, "packets/%s%s%s", cipher,
		 mac != NULL ? "/" : "", mac != NULL ? mac : "");
}

static void add_seals(struct interop *x)
{
	const char *c, *m;

	for (size_t i = 0; (c = interop_alg(x, ETT_ALG_CIPHER, i)); i++) {
		if (!interop_wants_mac(c)) {
			add_seal(x, c, NULL);
			continue;
		}
		for (size_t k = 0; (m = interop_alg(x, ETT_ALG_MAC, k)); k++)
			add_seal(x, c, m);
	}
}

static void add_hostile(struct interop *x)
{
	static const char *const curves[] = { "x25519", "x448", "p256", "p384",
					      "p521" };
	struct interop_row *r;
	const char *name;

	for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
		r = interop_add(x, INTEROP_POINTS);
		r->name = curves[i];
		snprintf(r->id, sizeof r->id, "hostile/%s", curves[i]);
	}
	r = interop_add(x, INTEROP_GROUPS);
	r->name = "modexp";
	snprintf(r->id, sizeof r->id, "hostile/modexp");
	for (size_t i = 0; (name = interop_alg(x, ETT_ALG_SIG, i)); i++) {
		r = interop_add(x, INTEROP_SIGNATURES);
		r->name = name;
		snprintf(r->id, sizeof r->id, "hostile/%s", name);
	}
}

void interop_rows(struct interop *x, enum interop_matrix m)
{
	if (m == INTEROP_PAIRWISE)
		interop_cover(x);
	else if (m == INTEROP_FULL)
		interop_product(x);
	if (m != INTEROP_AXIS)
		return;
	add_axes(x);
	add_ways(x);
	add_seals(x);
	add_hostile(x);
	add_tamper(x);
}

static bool fits(const char *id, const char *const *patterns)
{
	for (size_t i = 0; patterns[i] != NULL; i++)
		if (fnmatch(patterns[i], id, 0) == 0)
			return true;
	return patterns[0] == NULL;
}

void interop_keep(struct interop *x, const char *const *patterns)
{
	size_t n = 0;

	for (size_t i = 0; i < x->rows_n; i++)
		if (fits(x->rows[i].id, patterns))
			x->rows[n++] = x->rows[i];
	x->rows_n = n;
}

bool interop_concerns(const struct interop_row *row, size_t c, size_t s)
{
	bool alone = row->kind == INTEROP_POINTS ||
		     row->kind == INTEROP_GROUPS ||
		     row->kind == INTEROP_SIGNATURES;

	return c == s || !alone;
}
