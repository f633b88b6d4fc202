/* SPDX-License-Identifier: ISC
 *
 * A secret never leaves this file but through the keys made from it; the
 * other side's public value is checked before it is used, because a judge
 * that can be crashed by its subject judges nothing.
 */
#include "conformance/peer/kex.h"

#include <stdio.h>
#include <string.h>

#include "conformance/peer/sane.h"

/* clang-format off */
/* RFC 3526 sections 3 and 5; the generator is 2. */
static const char modp2048[] =
	"FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
	"020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
	"4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
	"EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
	"98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
	"9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
	"E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
	"3995497CEA956AE515D2261898FA051015728E5A8AACAA68FFFFFFFFFFFFFFFF";
static const char modp4096[] =
	"FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
	"020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
	"4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
	"EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
	"98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
	"9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
	"E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
	"3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"
	"A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
	"ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
	"D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
	"08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A92108011A723C12A787E6D7"
	"88719A10BDBA5B2699C327186AF4E23C1A946834B6150BDA2583E9CA2AD44CE8"
	"DBBBC2DB04DE8EF92E8EFC141FBECAA6287C59474E6BC05D99B2964FA090C3A2"
	"233BA186515BE7ED1F612970CEE2D7AFB81BDD762170481CD0069127D5B05AA9"
	"93B4EA988D8FDDC186FFB7DC90A6C08F4DF435C934063199FFFFFFFFFFFFFFFF";

static const struct conf_method methods[] = {
	{ "curve25519-sha256", "x25519", "sha256", NULL, "kex_ecdh" },
	{ "curve25519-sha256@libssh.org", "x25519", "sha256", NULL, "kex_ecdh" },
	{ "ecdh-sha2-nistp256", "p256", "sha256", NULL, "kex_ecdh" },
	{ "ecdh-sha2-nistp384", "p384", "sha384", NULL, "kex_ecdh" },
	{ "ecdh-sha2-nistp521", "p521", "sha512", NULL, "kex_ecdh" },
	{ "diffie-hellman-group14-sha256", "", "sha256", modp2048, "kexdh" },
	{ "diffie-hellman-group16-sha512", "", "sha512", modp4096, "kexdh" },
	{ "diffie-hellman-group14-sha1", "", "sha1", modp2048, "kexdh" },
	{ "diffie-hellman-group-exchange-sha256", "", "sha256", NULL, "gex" },
};
/* clang-format on */

enum {
	N_METHODS = sizeof methods / sizeof methods[0],
	DH_SECRET = 40,
	GRIND_MAX = 8192
};

bool conf_method_is_dh(const struct conf_method *m)
{
	return m->group[0] == '\0';
}

bool conf_method_is_gex(const struct conf_method *m)
{
	return conf_method_is_dh(m) && m->prime == NULL;
}

static bool possible(const struct ett_backend *b, const struct conf_method *m)
{
	if (ett_find_hash(b, m->hash) == NULL)
		return false;
	return conf_method_is_dh(m) ? b->modexp != NULL
				    : ett_find_dh(b, m->group) != NULL;
}

const struct conf_method *conf_method_find(const struct ett_backend *b,
					   struct ett_bytes name)
{
	for (size_t i = 0; i < N_METHODS; i++)
		if (ett_bytes_is(name, methods[i].name))
			return possible(b, &methods[i]) ? &methods[i] : NULL;
	return NULL;
}

void conf_method_names(const struct ett_backend *b, char *out, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < N_METHODS; i++)
		if (possible(b, &methods[i]) && n < room)
			n +=
			    (size_t)snprintf(out + n, room - n, "%s%s",
					     n > 0 ? "," : "", methods[i].name);
}

static int nibble(char c)
{
	return c <= '9' ? c - '0' : c - 'A' + 10;
}

/* A number in hexadecimal as the bytes of an mpint. */
static size_t from_hex(const char *hex, uint8_t *out)
{
	size_t n = strlen(hex) / 2, at = 0;

	if (nibble(hex[0]) >= 8)
		out[at++] = 0;
	for (size_t i = 0; i < n; i++)
		out[at++] =
		    (uint8_t)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
	return at;
}

struct ett_bytes conf_modp2048(uint8_t mem[CONF_VALUE_MAX])
{
	return (struct ett_bytes){ mem, from_hex(modp2048, mem) };
}

static struct ett_bytes strip(struct ett_bytes v)
{
	while (v.n > 0 && v.p[0] == 0) {
		v.p++;
		v.n--;
	}
	return v;
}

struct ett_bytes conf_exchange_prime(const struct conf_exchange *x)
{
	return strip((struct ett_bytes){ x->p, x->p_n });
}

/*
 * Curve secrets: x25519 takes any bytes; for the NIST curves the top bits are
 * cleared so that the scalar is below the order, and the last one is set so
 * that it is not zero.  DH: 320 random bits (RFC 4419 section 6.2 asks for
 * twice the strength of the keys).
 */
static ett_err new_secret(struct conf_exchange *x, const struct ett_backend *b,
			  struct ett_rng rng)
{
	const struct ett_dh *d = ett_find_dh(b, x->method->group);
	ett_err e;

	x->secret_n = d != NULL ? d->secret_len : DH_SECRET;
	if (x->secret_n > sizeof x->secret)
		return ETT_SPACE;
	e = rng.fill(rng.ctx, x->secret, x->secret_n);
	if (e != ETT_OK)
		return e;
	if (d == NULL) {
		x->secret[0] |= 0x80;
	} else if (strcmp(d->name, "x25519") != 0) {
		x->secret[0] =
		    strcmp(d->name, "p521") == 0 ? 0 : x->secret[0] & 0x7f;
		x->secret[x->secret_n - 1] |= 1;
	}
	return ETT_OK;
}

void conf_exchange_set(struct conf_exchange *x, struct ett_bytes number)
{
	size_t sign;

	number = strip(number);
	sign = number.n > 0 && number.p[0] >= 0x80;
	if (number.n + sign > sizeof x->ours)
		return;
	memmove(x->ours + sign, number.p, number.n);
	if (sign)
		x->ours[0] = 0;
	x->ours_n = number.n + sign;
}

static ett_err power(const struct conf_exchange *x, const struct ett_backend *b,
		     struct ett_bytes base, uint8_t *out, size_t *n)
{
	struct ett_bytes p = conf_exchange_prime(x);
	struct ett_bytes exp = { x->secret, x->secret_n };

	if (p.n == 0 || (p.p[p.n - 1] & 1) == 0)
		return ETT_KEX;
	*n = p.n;
	return b->modexp->pow(base, exp, p, out);
}

/* Our public value for the secret that we have. */
static ett_err derive(struct conf_exchange *x, const struct ett_backend *b)
{
	const struct ett_dh *d = ett_find_dh(b, x->method->group);
	struct ett_bytes g = strip((struct ett_bytes){ x->g, x->g_n });
	uint8_t e_mem[CONF_VALUE_MAX];
	size_t n;
	ett_err e;

	if (d != NULL) {
		x->ours_n = d->public_len;
		return d->derive(x->secret, x->ours);
	}
	e = power(x, b, g, e_mem, &n);
	if (e == ETT_OK)
		conf_exchange_set(x, (struct ett_bytes){ e_mem, n });
	return e;
}

ett_err conf_exchange_start(struct conf_exchange *x,
			    const struct conf_method *m,
			    const struct ett_backend *b, struct ett_rng rng)
{
	ett_err e;

	memset(x, 0, sizeof *x);
	x->method = m;
	x->min = x->n = 2048;
	x->max = 8192;
	if (conf_method_is_gex(m))
		return ETT_OK;
	if (m->prime != NULL) {
		x->p_n = from_hex(m->prime, x->p);
		x->g[0] = 2;
		x->g_n = 1;
	}
	e = new_secret(x, b, rng);
	return e == ETT_OK ? derive(x, b) : e;
}

ett_err conf_exchange_group(struct conf_exchange *x,
			    const struct ett_backend *b, struct ett_rng rng,
			    struct ett_bytes p, struct ett_bytes g)
{
	ett_err e;

	if (p.n > sizeof x->p || g.n > sizeof x->g || strip(g).n == 0 ||
	    p.p[0] >= 0x80 || g.p[0] >= 0x80)
		return ETT_KEX;
	memcpy(x->p, p.p, p.n);
	memcpy(x->g, g.p, g.n);
	x->p_n = p.n;
	x->g_n = g.n;
	e = new_secret(x, b, rng);
	return e == ETT_OK ? derive(x, b) : e;
}

/* RFC 8268 section 4: 1 < f < p - 1. */
static bool in_range(struct ett_bytes f, struct ett_bytes p)
{
	int cmp;

	f = strip(f);
	if (f.n == 0 || (f.n == 1 && f.p[0] == 1) || f.n > p.n)
		return false;
	if (f.n < p.n)
		return true;
	cmp = memcmp(f.p, p.p, p.n - 1);
	return cmp < 0 || (cmp == 0 && f.p[f.n - 1] < p.p[p.n - 1] - 1);
}

static ett_err finish_dh(struct conf_exchange *x, const struct ett_backend *b,
			 struct ett_bytes theirs, uint8_t *k, size_t *n)
{
	struct ett_bytes p = conf_exchange_prime(x);
	ett_err e;

	if (p.n == 0 || theirs.n == 0 || theirs.p[0] >= 0x80 ||
	    !in_range(theirs, p))
		return ETT_KEX;
	e = power(x, b, strip(theirs), k, n);
	if (e == ETT_OK && !in_range((struct ett_bytes){ k, *n }, p))
		e = ETT_KEX;
	return e;
}

static ett_err finish_curve(struct conf_exchange *x,
			    const struct ett_backend *b,
			    struct ett_bytes theirs, uint8_t *k, size_t *n)
{
	const struct ett_dh *d = ett_find_dh(b, x->method->group);
	ett_err e;

	if (theirs.n != d->public_len)
		return ETT_KEX;
	if (conf_curve_order(d->name).n > 0 &&
	    !conf_sane_point(b, d->name, theirs))
		return ETT_KEX;
	*n = d->shared_len;
	e = d->agree(x->secret, theirs, k);
	if (e == ETT_OK && strip((struct ett_bytes){ k, *n }).n == 0)
		e = ETT_KEX;
	return e;
}

/* K as a number of n bytes. */
static ett_err secret_number(struct conf_exchange *x,
			     const struct ett_backend *b,
			     struct ett_bytes theirs, uint8_t *k, size_t *n)
{
	if (x->k_is == K_COMPUTED)
		return conf_method_is_dh(x->method)
			   ? finish_dh(x, b, theirs, k, n)
			   : finish_curve(x, b, theirs, k, n);
	if (x->k_is == K_GIVEN)
		theirs = (struct ett_bytes){ x->k_given, x->k_given_n };
	if (theirs.n > CONF_VALUE_MAX)
		return ETT_KEX;
	if (theirs.n > 0)
		memcpy(k, theirs.p, theirs.n);
	*n = theirs.n;
	return ETT_OK;
}

ett_err conf_exchange_finish(struct conf_exchange *x,
			     const struct ett_backend *b,
			     struct ett_bytes theirs)
{
	struct conf_put o = { x->k, 0, sizeof x->k, false };
	uint8_t k[CONF_VALUE_MAX];
	size_t n = 0;
	ett_err e;

	e = secret_number(x, b, theirs, k, &n);
	if (e == ETT_OK)
		conf_put_uint(&o, (struct ett_bytes){ k, n });
	x->k_n = o.n;
	ett_wipe(k, sizeof k);
	return e;
}

/* How many bytes K has, and how many it could have. */
static bool is_wanted(const struct conf_exchange *x,
		      const struct ett_backend *b, enum conf_want want)
{
	const struct ett_dh *d = ett_find_dh(b, x->method->group);
	size_t full = d != NULL ? d->shared_len : conf_exchange_prime(x).n;
	bool k = want == WANT_K_SHORT || want == WANT_K_HIGH;
	size_t n = k ? x->k_n - 4 : x->ours_n;

	return want == WANT_K_SHORT || want == WANT_OURS_SHORT ? n < full
							       : n > full;
}

/* An exponent of 64 bits is quick, and as good for what is looked for here. */
static ett_err quick_secret(struct conf_exchange *x,
			    const struct ett_backend *b, struct ett_rng rng)
{
	ett_err e = new_secret(x, b, rng);

	if (conf_method_is_dh(x->method))
		x->secret_n = 8;
	return e;
}

ett_err conf_exchange_grind(struct conf_exchange *x,
			    const struct ett_backend *b, struct ett_rng rng,
			    enum conf_want want, struct ett_bytes theirs)
{
	bool k = want == WANT_K_SHORT || want == WANT_K_HIGH;
	ett_err e = ETT_OK;

	for (int i = 0; i < GRIND_MAX && e == ETT_OK; i++) {
		e = quick_secret(x, b, rng);
		if (e == ETT_OK)
			e = k ? conf_exchange_finish(x, b, theirs)
			      : derive(x, b);
		if (e == ETT_OK && is_wanted(x, b, want))
			return k ? derive(x, b) : ETT_OK;
	}
	return e == ETT_OK ? ETT_RNG : e;
}

void conf_exchange_wipe(struct conf_exchange *x)
{
	ett_wipe(x, sizeof *x);
}

static void hash_str(const struct ett_hash *hash, void *ctx, struct ett_bytes v)
{
	uint8_t length[4];
	struct conf_put o = { length, 0, sizeof length, false };

	conf_put_u32(&o, (uint32_t)v.n);
	hash->update(ctx, conf_put_view(&o));
	hash->update(ctx, v);
}

/* RFC 4419 section 3, and 5 for a request with n alone. */
static void hash_group(const struct ett_hash *hash, void *ctx,
		       const struct conf_exchange *x)
{
	const uint32_t asked[] = { x->min, x->n, x->max };
	uint8_t mem[12];
	struct conf_put o = { mem, 0, sizeof mem, false };

	for (size_t i = 0; i < 3; i++)
		if (!x->old || i == 1)
			conf_put_u32(&o, asked[i]);
	hash->update(ctx, conf_put_view(&o));
	hash_str(hash, ctx, (struct ett_bytes){ x->p, x->p_n });
	hash_str(hash, ctx, (struct ett_bytes){ x->g, x->g_n });
}

struct ctx_mem {
	_Alignas(16) uint8_t mem[ETT_CTX_MAX];
};

ett_err conf_exchange_hash(const struct ett_hash *hash,
			   const struct conf_hashed *x, uint8_t *h)
{
	const struct ett_bytes *const order[] = { &x->v_c, &x->v_s, &x->i_c,
						  &x->i_s, &x->k_s };
	struct ctx_mem ctx = { { 0 } };
	ett_err e = hash->init(ctx.mem);

	if (e == ETT_OK) {
		for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
			hash_str(hash, ctx.mem, *order[i]);
		if (x->group != NULL)
			hash_group(hash, ctx.mem, x->group);
		hash_str(hash, ctx.mem, x->q_c);
		hash_str(hash, ctx.mem, x->q_s);
		hash->update(ctx.mem, x->k);
		e = hash->final(ctx.mem, h);
	}
	hash->done(ctx.mem);
	return e;
}

/* One link of the chain: HASH(K || H || what). */
static ett_err key_link(const struct conf_keying *from,
			const struct ett_bytes what[2], uint8_t *out)
{
	const struct ett_hash *hash = from->hash;
	struct ctx_mem ctx = { { 0 } };
	ett_err e = hash->init(ctx.mem);

	if (e == ETT_OK) {
		hash->update(ctx.mem, from->k);
		hash->update(ctx.mem, from->h);
		hash->update(ctx.mem, what[0]);
		hash->update(ctx.mem, what[1]);
		e = hash->final(ctx.mem, out);
	}
	hash->done(ctx.mem);
	return e;
}

ett_err conf_key(const struct conf_keying *from, char letter, uint8_t *out,
		 size_t n)
{
	const uint8_t letter_byte = (uint8_t)letter;
	uint8_t all[4 * ETT_DIGEST_MAX];
	struct ett_bytes what[2] = { { &letter_byte, 1 }, from->session_id };
	size_t made = 0;
	ett_err e = ETT_OK;

	if (n + from->hash->digest_len > sizeof all)
		return ETT_SPACE;
	while (made < n && e == ETT_OK) {
		e = key_link(from, what, all + made);
		made += from->hash->digest_len;
		what[0] = (struct ett_bytes){ all, made };
		what[1] = (struct ett_bytes){ NULL, 0 };
	}
	if (e == ETT_OK)
		memcpy(out, all, n);
	ett_wipe(all, sizeof all);
	return e;
}
