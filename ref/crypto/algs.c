/* SPDX-License-Identifier: ISC
 *
 * The rows of algs.def as four tables, and the proposals made from them.
 */
#include "crypto/algs.h"

#include <string.h>

/* clang-format off */
#define KEX(name, method, group, hash, rfc, on) \
	{ name, ETT_KEX_##method, group, hash, rfc, on },
#define CIPHER(...)
#define MAC(...)
#define SIG(...)
static const struct ett_kex_alg kexes[] = {
#include "crypto/algs.def"
	{ 0 }
};

#define KEX(...)
#define CIPHER(name, mode, primitive, key, iv, block, rfc, on) \
	{ name, ETT_MODE_##mode, primitive, key, iv, block, rfc, on },
#define MAC(...)
#define SIG(...)
static const struct ett_cipher_alg ciphers[] = {
#include "crypto/algs.def"
	{ 0 }
};

#define KEX(...)
#define CIPHER(...)
#define MAC(...) { __VA_ARGS__ },
#define SIG(...)
static const struct ett_mac_alg macs[] = {
#include "crypto/algs.def"
	{ 0 }
};

#define KEX(...)
#define CIPHER(...)
#define MAC(...)
#define SIG(...) { __VA_ARGS__ },
static const struct ett_sig_alg sigs[] = {
#include "crypto/algs.def"
	{ 0 }
};
/* clang-format on */

bool ett_cipher_wants_mac(const struct ett_cipher_alg *a)
{
	return a->mode == ETT_MODE_MAC || a->mode == ETT_MODE_ARCFOUR;
}

const struct ett_kex_alg *ett_kex_alg(struct ett_bytes name)
{
	for (size_t i = 0; kexes[i].name != NULL; i++)
		if (ett_bytes_is(name, kexes[i].name))
			return &kexes[i];
	return NULL;
}

const struct ett_cipher_alg *ett_cipher_alg(struct ett_bytes name)
{
	for (size_t i = 0; ciphers[i].name != NULL; i++)
		if (ett_bytes_is(name, ciphers[i].name))
			return &ciphers[i];
	return NULL;
}

const struct ett_mac_alg *ett_mac_alg(struct ett_bytes name)
{
	for (size_t i = 0; macs[i].name != NULL; i++)
		if (ett_bytes_is(name, macs[i].name))
			return &macs[i];
	return NULL;
}

const struct ett_sig_alg *ett_sig_alg(struct ett_bytes name)
{
	for (size_t i = 0; sigs[i].name != NULL; i++)
		if (ett_bytes_is(name, sigs[i].name))
			return &sigs[i];
	return NULL;
}

/* What all kinds of row have in common. */
struct row {
	const char *name, *rfc;
	bool on;
};

#define ROW(table, i)                                                         \
	((i) < sizeof(table) / sizeof(table)[0]                               \
	     ? (struct row){ (table)[i].name, (table)[i].rfc, (table)[i].on } \
	     : (struct row){ 0 })

static struct row row_at(enum ett_alg_kind kind, size_t i)
{
	switch (kind) {
	case ETT_ALG_KEX:
		return ROW(kexes, i);
	case ETT_ALG_SIG:
		return ROW(sigs, i);
	case ETT_ALG_CIPHER:
		return ROW(ciphers, i);
	case ETT_ALG_MAC:
		return ROW(macs, i);
	}
	return (struct row){ 0 };
}

const char *ett_alg_at(enum ett_alg_kind kind, size_t i, bool *on,
		       const char **rfc)
{
	struct row r = row_at(kind, i);

	if (r.name != NULL && on != NULL)
		*on = r.on;
	if (r.name != NULL && rfc != NULL)
		*rfc = r.rfc;
	return r.name;
}

static bool known(enum ett_alg_kind kind, struct ett_bytes name)
{
	const char *at;

	for (size_t i = 0; (at = ett_alg_at(kind, i, NULL, NULL)); i++)
		if (ett_bytes_is(name, at))
			return true;
	return false;
}

static bool has_kex(const struct ett_backend *b, const struct ett_kex_alg *a)
{
	if (ett_find_hash(b, a->hash) == NULL)
		return false;
	if (a->method == ETT_KEX_ECDH)
		return ett_find_dh(b, a->group) != NULL;
	return b->modexp != NULL;
}

static bool has_cipher(const struct ett_backend *b,
		       const struct ett_cipher_alg *a)
{
	switch (a->mode) {
	case ETT_MODE_GCM:
		return ett_find_aead(b, a->primitive) != NULL;
	case ETT_MODE_CHACHAPOLY:
		return ett_find_cipher(b, a->primitive) != NULL &&
		       ett_find_mac(b, "poly1305") != NULL;
	case ETT_MODE_MAC:
	case ETT_MODE_ARCFOUR:
		return ett_find_cipher(b, a->primitive) != NULL;
	}
	return false;
}

bool ett_alg_has(const struct ett_backend *b, enum ett_alg_kind kind,
		 struct ett_bytes name)
{
	if (!known(kind, name))
		return false;
	switch (kind) {
	case ETT_ALG_KEX:
		return has_kex(b, ett_kex_alg(name));
	case ETT_ALG_CIPHER:
		return has_cipher(b, ett_cipher_alg(name));
	case ETT_ALG_MAC:
		return ett_find_mac(b, ett_mac_alg(name)->primitive) != NULL;
	case ETT_ALG_SIG:
		return ett_find_sig(b, ett_sig_alg(name)->primitive) != NULL;
	}
	return false;
}

/* Of an algorithm that the backend has. */
static const void *main_primitive(const struct ett_backend *b,
				  enum ett_alg_kind kind, struct ett_bytes name)
{
	const struct ett_kex_alg *kex = ett_kex_alg(name);
	const struct ett_cipher_alg *c = ett_cipher_alg(name);

	if (kind == ETT_ALG_MAC)
		return ett_find_mac(b, ett_mac_alg(name)->primitive);
	if (kind == ETT_ALG_SIG)
		return ett_find_sig(b, ett_sig_alg(name)->primitive);
	if (kind == ETT_ALG_KEX && kex->method == ETT_KEX_ECDH)
		return ett_find_dh(b, kex->group);
	if (kind == ETT_ALG_KEX)
		return b->modexp;
	if (c->mode == ETT_MODE_GCM)
		return ett_find_aead(b, c->primitive);
	return ett_find_cipher(b, c->primitive);
}

const struct ett_backend *ett_alg_server(const struct ett_backend *b,
					 enum ett_alg_kind kind,
					 struct ett_bytes name)
{
	const struct ett_backend *at;
	const void *p;

	if (!ett_alg_has(b, kind, name))
		return NULL;
	if (ett_alg_has(&ett_core, kind, name))
		return &ett_core;
	p = main_primitive(b, kind, name);
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		at = ett_backend(ett_backends[i]->name);
		if (at != NULL && main_primitive(at, kind, name) == p)
			return at;
	}
	return NULL;
}

/* A name-list that grows at the end of out. */
struct list {
	const struct ett_backend *b;
	enum ett_alg_kind kind;
	struct ett_bytes without;
	char *out;
	size_t len, room;
	ett_err err;
};

static void add(struct list *l, struct ett_bytes name)
{
	struct ett_bytes have = { (const uint8_t *)l->out, l->len };
	size_t comma = l->len > 0 ? 1 : 0;

	if (l->err != ETT_OK || ett_names_has(have, name) ||
	    ett_names_has(l->without, name) ||
	    !ett_alg_has(l->b, l->kind, name))
		return;
	if (l->room - l->len <= comma + name.n) {
		l->err = ETT_SPACE;
		return;
	}
	memcpy(l->out + l->len, ",", comma);
	memcpy(l->out + l->len + comma, name.p, name.n);
	l->len += comma + name.n;
}

static void add_all(struct list *l, struct ett_bytes names)
{
	struct ett_bytes name;

	while (ett_names_next(&names, &name))
		add(l, name);
}

static void add_default(struct list *l)
{
	const char *name;
	bool on;

	for (size_t i = 0; (name = ett_alg_at(l->kind, i, &on, NULL)); i++)
		if (on)
			add(l, ett_str(name));
}

/* The first of names that is none. */
static bool unknown_in(enum ett_alg_kind kind, struct ett_bytes names,
		       struct ett_bytes *unknown)
{
	while (ett_names_next(&names, unknown))
		if (!known(kind, *unknown))
			return true;
	return false;
}

ett_err ett_algs_list(const struct ett_backend *b, enum ett_alg_kind kind,
		      const char *spec, char *out, size_t room,
		      struct ett_bytes *unknown)
{
	struct list l = { .b = b, .kind = kind, .out = out, .room = room };
	struct ett_bytes names = ett_str(spec), bad;
	char how = spec == NULL ? '+' : spec[0];

	if (names.n > 0 && strchr("+-^", how) != NULL)
		names = ett_str(spec + 1);
	else if (spec != NULL)
		how = '=';
	if (unknown_in(kind, names, &bad)) {
		if (unknown != NULL)
			*unknown = bad;
		return ETT_FORMAT;
	}
	if (how == '-')
		l.without = names;
	if (how == '^' || how == '=')
		add_all(&l, names);
	if (how != '=')
		add_default(&l);
	if (how == '+')
		add_all(&l, names);
	if (l.err == ETT_OK && l.len == 0)
		return ETT_KEX;
	if (l.err == ETT_OK)
		out[l.len] = '\0';
	return l.err;
}
