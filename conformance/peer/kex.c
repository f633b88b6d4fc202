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
};
/* clang-format on */

enum { N_METHODS = sizeof methods / sizeof methods[0], DH_SECRET = 40 };

static bool possible(const struct ett_backend *b, const struct conf_method *m)
{
	if (ett_find_hash(b, m->hash) == NULL)
		return false;
	return m->prime != NULL ? b->modexp != NULL
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

static struct ett_bytes prime(const struct conf_method *m, uint8_t *out)
{
	size_t n = strlen(m->prime) / 2;

	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(nibble(m->prime[2 * i]) << 4 |
				   nibble(m->prime[2 * i + 1]));
	return (struct ett_bytes){ out, n };
}

/*
 * Curve secrets: x25519 takes any bytes; for the NIST curves the top bits are
 * cleared so that the scalar is below the order, and the last one is set so
 * that it is not zero.  DH: 320 random bits (RFC 4419 section 6.2 asks for
 * twice the strength of the keys).
 */
static ett_err new_secret(struct conf_exchange *x, const struct ett_dh *d,
			  struct ett_rng rng)
{
	size_t n = d == NULL ? DH_SECRET : d->secret_len;
	ett_err e;

	if (n > sizeof x->secret)
		return ETT_SPACE;
	e = rng.fill(rng.ctx, x->secret, n);
	if (e != ETT_OK)
		return e;
	if (d == NULL) {
		x->secret[0] |= 0x80;
	} else if (strcmp(d->name, "x25519") != 0) {
		x->secret[0] =
		    strcmp(d->name, "p521") == 0 ? 0 : x->secret[0] & 0x7f;
		x->secret[n - 1] |= 1;
	}
	return ETT_OK;
}

/* The bytes of an mpint: no leading zeros, a sign byte where it is due. */
static size_t mpint_bytes(struct ett_bytes v, uint8_t *out, size_t room)
{
	uint8_t mem[CONF_MPINT_MAX];
	struct conf_put o = { mem, 0, sizeof mem, false };

	conf_put_uint(&o, v);
	if (o.lost || o.n - 4 > room)
		return 0;
	memcpy(out, mem + 4, o.n - 4);
	return o.n - 4;
}

static ett_err power(struct conf_exchange *x, const struct ett_backend *b,
		     struct ett_bytes base, uint8_t *out, size_t *n)
{
	uint8_t p_mem[CONF_VALUE_MAX];
	struct ett_bytes p = prime(x->method, p_mem);
	struct ett_bytes exp = { x->secret, DH_SECRET };

	*n = p.n;
	return b->modexp->pow(base, exp, p, out);
}

ett_err conf_exchange_start(struct conf_exchange *x,
			    const struct conf_method *m,
			    const struct ett_backend *b, struct ett_rng rng)
{
	const struct ett_dh *d = ett_find_dh(b, m->group);
	uint8_t e_mem[CONF_VALUE_MAX];
	ett_err e;

	memset(x, 0, sizeof *x);
	x->method = m;
	e = new_secret(x, m->prime != NULL ? NULL : d, rng);
	if (e != ETT_OK)
		return e;
	if (m->prime == NULL) {
		x->ours_n = d->public_len;
		return d->derive(x->secret, x->ours);
	}
	e = power(x, b, ETT_LIT("\x02"), e_mem, &x->ours_n);
	if (e != ETT_OK)
		return e;
	x->ours_n = mpint_bytes((struct ett_bytes){ e_mem, x->ours_n }, x->ours,
				sizeof x->ours);
	return ETT_OK;
}

/* RFC 8268 section 4: 1 < f < p - 1. */
static bool in_range(struct ett_bytes f, struct ett_bytes p)
{
	int cmp;

	while (f.n > 0 && f.p[0] == 0) {
		f.p++;
		f.n--;
	}
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
	uint8_t p_mem[CONF_VALUE_MAX];

	if (!in_range(theirs, prime(x->method, p_mem)))
		return ETT_KEX;
	while (theirs.p[0] == 0) {
		theirs.p++;
		theirs.n--;
	}
	return power(x, b, theirs, k, n);
}

static ett_err finish_curve(struct conf_exchange *x,
			    const struct ett_backend *b,
			    struct ett_bytes theirs, uint8_t *k, size_t *n)
{
	const struct ett_dh *d = ett_find_dh(b, x->method->group);

	if (theirs.n != d->public_len)
		return ETT_KEX;
	if (conf_curve_order(d->name).n > 0 &&
	    !conf_sane_point(b, d->name, theirs))
		return ETT_KEX;
	*n = d->shared_len;
	return d->agree(x->secret, theirs, k);
}

ett_err conf_exchange_finish(struct conf_exchange *x,
			     const struct ett_backend *b,
			     struct ett_bytes theirs)
{
	struct conf_put o = { x->k, 0, sizeof x->k, false };
	uint8_t k[CONF_VALUE_MAX];
	size_t n = 0;
	ett_err e;

	e = x->method->prime != NULL ? finish_dh(x, b, theirs, k, &n)
				     : finish_curve(x, b, theirs, k, &n);
	if (e == ETT_OK)
		conf_put_uint(&o, (struct ett_bytes){ k, n });
	x->k_n = o.n;
	ett_wipe(k, sizeof k);
	return e;
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

struct ctx_mem {
	_Alignas(16) uint8_t mem[ETT_CTX_MAX];
};

ett_err conf_exchange_hash(const struct ett_hash *hash,
			   const struct conf_hashed *x, uint8_t *h)
{
	const struct ett_bytes *const order[] = { &x->v_c, &x->v_s, &x->i_c,
						  &x->i_s, &x->k_s, &x->q_c,
						  &x->q_s };
	struct ctx_mem ctx = { { 0 } };
	ett_err e = hash->init(ctx.mem);

	if (e == ETT_OK) {
		for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
			hash_str(hash, ctx.mem, *order[i]);
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
