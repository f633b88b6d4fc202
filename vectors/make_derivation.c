/* SPDX-License-Identifier: ISC
 *
 * The exchange hash of every method, and the keys that are made of it.
 */
#include <string.h>

#include "crypto/algs.h"
#include "crypto/check.h"
#include "vectors/index.h"
#include "vectors/make.h"
#include "wire/cursor.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* K as an mpint: what it begins with decides about its sign byte. */
static void set_k(json_t *t, const char *hex_start, struct ett_bytes rest)
{
	uint8_t number[512], encoded[520];
	struct ett_wr w = ett_wr(encoded, sizeof encoded);
	size_t n = 0;

	number[0] = (uint8_t)hex_start[0];
	memcpy(number + 1, rest.p, rest.n);
	ett_wr_uint(&w, (struct ett_bytes){ number, 1 + rest.n });
	if (ett_wr_end(&w, &n) == ETT_OK)
		vec_make_hex(t, "K", (struct ett_bytes){ encoded, n });
}

struct key_case {
	char letter;
	size_t length, k_rest;
	const char *k_start;
	bool rekeyed;
	const char *comment, *flag;
};

static void add_key(struct vec_make *m, size_t digest, const struct key_case *x)
{
	const char letter[] = { x->letter, '\0' };
	json_t *t = vec_make_test(m, x->comment, x->flag);
	struct ett_bytes h = vec_make_bytes(m, digest);

	set_k(t, x->k_start, vec_make_bytes(m, x->k_rest));
	vec_make_hex(t, "H", h);
	vec_make_hex(t, "sessionId",
		     x->rekeyed ? vec_make_bytes(m, digest) : h);
	vec_make_text(t, "letter", letter);
	vec_make_number(t, "length", x->length);
	vec_make_add(m, t, "valid");
}

static void make_kdf(struct vec_make *m, const struct ett_hash *h)
{
	const size_t n = h->digest_len;
	const struct key_case cases[] = {
		{ 'A', 16, 31, "\x41", false, "IV, client to server", NULL },
		{ 'B', 16, 31, "\x42", false, "IV, server to client", NULL },
		{ 'C', 16, 31, "\x43", false, "key, client to server", NULL },
		{ 'D', 16, 31, "\x44", false, "key, server to client", NULL },
		{ 'E', n, 31, "\x45", false, "MAC key, client to server",
		  NULL },
		{ 'F', n, 31, "\x46", false, "MAC key, server to client",
		  NULL },
		{ 'C', n, 31, "\x80", false, "K with a sign byte", "SignByte" },
		{ 'D', n, 31, "\x7f", false, "K without a sign byte",
		  "SignByte" },
		{ 'C', n, 31, "\x00", false, "K a byte shorter", "SignByte" },
		{ 'A', 1, 31, "\x11", false, "one byte", "Boundary" },
		{ 'A', 0, 31, "\x11", false, "no byte", "Boundary" },
		{ 'C', n + 1, 65, "\x22", false, "one byte more than a digest",
		  "Boundary" },
		{ 'D', 2 * n, 65, "\xff", false, "two digests", "Boundary" },
		{ 'E', 2 * n + 1, 255, "\x33", false,
		  "one byte more than two digests", "Boundary" },
		{ 'F', 200, 255, "\x99", false, "200 bytes", NULL },
		{ 'C', 64, 31, "\x55", true, "after a rekey: another H", NULL },
		{ 'F', 64, 31, "\xd5", true, "after a rekey: another H", NULL },
		{ 'A', 12, 0, "\x00", false, "K = 0", "Boundary" },
	};

	vec_make_open(m, "kdf", &vec_kind_kdf, vec_solve_kdf, h->name);
	vec_make_group(m, "Kdf", vec_make_random());
	for (size_t i = 0; i < COUNT(cases); i++)
		add_key(m, n, &cases[i]);
	vec_make_close(m);
}

/* All hashes there are, though no method of SSH has some of them. */
static void each(void *ctx, const char *kind, const char *name)
{
	struct vec_make *m = ctx;

	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);
		const struct ett_hash *h =
		    b == NULL ? NULL : ett_find_hash(b, name);

		if (strcmp(kind, "hash") == 0 && h != NULL &&
		    vec_index_count(m->index, "kdf", name) == 0)
			make_kdf(m, h);
	}
}

static void set_group(json_t *t)
{
	vec_make_number(t, "min", 2048);
	vec_make_number(t, "n", 3072);
	vec_make_number(t, "max", 8192);
	vec_make_hex(t, "p", ett_modp_prime("modp2048"));
	vec_make_hex(t, "g", ETT_LIT("\x02"));
}

/* The widths are those of the method, the numbers are random: nothing but
 * their encoding matters here. */
static size_t public_len(const struct ett_kex_alg *alg)
{
	if (alg->method == ETT_KEX_GEX)
		return ett_modp_prime("modp2048").n;
	if (alg->method == ETT_KEX_DH)
		return ett_modp_prime(alg->group).n;
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_dh *d =
		    ett_find_dh(ett_backends[i], alg->group);

		if (d != NULL)
			return d->public_len;
	}
	return 32;
}

static void add_exchange(struct vec_make *m, const struct ett_kex_alg *alg,
			 const char *k_start, const char *comment)
{
	json_t *t = vec_make_test(m, comment, "SignByte");
	size_t n = public_len(alg);

	vec_make_text(t, "versionClient", "SSH-2.0-client_1.0");
	vec_make_text(t, "versionServer", "SSH-2.0-server_2.0 with a comment");
	vec_make_hex(t, "kexinitClient", vec_make_bytes(m, 90));
	vec_make_hex(t, "kexinitServer", vec_make_bytes(m, 101));
	vec_make_hex(t, "hostKey", vec_make_bytes(m, 51));
	if (alg->method == ETT_KEX_GEX)
		set_group(t);
	vec_make_hex(t, "clientPublic", vec_make_bytes(m, n));
	vec_make_hex(t, "serverPublic", vec_make_bytes(m, n));
	set_k(t, k_start, vec_make_bytes(m, n > 128 ? 128 : n - 1));
	vec_make_add(m, t, "valid");
}

static void make_exchange(struct vec_make *m, const char *name)
{
	const struct ett_kex_alg *alg = ett_kex_alg(ett_str(name));

	vec_make_open(m, "exchange-hash", &vec_kind_exchange,
		      vec_solve_exchange, name);
	vec_make_group(m, "ExchangeHash", vec_make_random());
	add_exchange(m, alg, "\x5a", "K without a sign byte");
	add_exchange(m, alg, "\xa5", "K with a sign byte");
	vec_make_close(m);
}

void vec_make_derivation(struct vec_make *m)
{
	const char *name;

	vec_index_demands(each, m);
	for (size_t i = 0;
	     (name = ett_alg_at(ETT_ALG_KEX, i, NULL, NULL)) != NULL; i++)
		make_exchange(m, name);
}
