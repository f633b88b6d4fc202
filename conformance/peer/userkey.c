/* SPDX-License-Identifier: ISC
 *
 * Numbers of a key file are copied into the key before anything else is done
 * with them, so that the file can be wiped by whoever read it.
 */
#include "conformance/peer/userkey.h"

#include <string.h>

static const char armor_head[] = "-----BEGIN OPENSSH PRIVATE KEY-----";
static const char armor_foot[] = "-----END OPENSSH PRIVATE KEY-----";
static const char magic[] = "openssh-key-v1"; /* with its NUL */

enum { BINARY_MAX = 8192, SIG_MAX = 2048, ED25519 = 32 };

struct row {
	const char *type, *algs, *curve;
	size_t order; /* bytes of r and of s; 0: the signature as it is */
};

/* clang-format off */
static const struct row rows[] = {
	{ "ssh-ed25519", "ssh-ed25519", NULL, 0 },
	{ "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", "nistp256", 32 },
	{ "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384", "nistp384", 48 },
	{ "ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521", "nistp521", 66 },
	{ "ssh-rsa", "rsa-sha2-512,rsa-sha2-256", NULL, 0 },
};

static const struct { const char *alg, *primitive; } primitives[] = {
	{ "ssh-ed25519",         "ed25519" },
	{ "ecdsa-sha2-nistp256", "ecdsa-p256-sha256" },
	{ "ecdsa-sha2-nistp384", "ecdsa-p384-sha384" },
	{ "ecdsa-sha2-nistp521", "ecdsa-p521-sha512" },
	{ "rsa-sha2-512",        "rsa-sha512" },
	{ "rsa-sha2-256",        "rsa-sha256" },
	{ "ssh-rsa",             "rsa-sha1" },
};
/* clang-format on */

static const struct row *row_of(struct ett_bytes type)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (ett_bytes_is(type, rows[i].type))
			return &rows[i];
	return NULL;
}

/* What is left of a blob; bad once something did not fit. */
struct scan {
	struct ett_bytes left;
	bool bad;
};

static struct ett_bytes take(struct scan *s, size_t n)
{
	struct ett_bytes v = { s->left.p, n };

	if (s->bad || n > s->left.n) {
		s->bad = true;
		return (struct ett_bytes){ NULL, 0 };
	}
	s->left.p += n;
	s->left.n -= n;
	return v;
}

static uint32_t take_u32(struct scan *s)
{
	struct ett_bytes v = take(s, 4);

	return v.n == 0 ? 0
			: (uint32_t)v.p[0] << 24 | (uint32_t)v.p[1] << 16 |
			      (uint32_t)v.p[2] << 8 | v.p[3];
}

static struct ett_bytes take_str(struct scan *s)
{
	return take(s, take_u32(s));
}

/* Copies a number into the key, without leading zeros unless a width says
 * how many it has. */
static struct ett_bytes keep(struct ett_key_mem *m, struct ett_bytes v,
			     size_t width)
{
	uint8_t *to = m->mem + m->used;

	while (v.n > 0 && v.p[0] == 0) {
		v.p++;
		v.n--;
	}
	if (width < v.n)
		width = v.n;
	if (width > sizeof m->mem - m->used)
		return (struct ett_bytes){ NULL, 0 };
	memset(to, 0, width - v.n);
	if (v.n > 0)
		memcpy(to + width - v.n, v.p, v.n);
	m->used += width;
	return (struct ett_bytes){ to, width };
}

static void read_ed25519(struct scan *s, struct ett_key_mem *m)
{
	struct ett_bytes pub = take_str(s), both = take_str(s);

	if (pub.n != ED25519 || both.n != (size_t)2 * ED25519) {
		s->bad = true;
		return;
	}
	m->nums.pub[0] = keep(m, pub, ED25519);
	m->nums.sec[0] =
	    keep(m, (struct ett_bytes){ both.p, ED25519 }, ED25519);
}

static void read_ecdsa(struct scan *s, const struct row *r,
		       struct ett_key_mem *m)
{
	struct ett_bytes curve = take_str(s), point = take_str(s);
	struct ett_bytes secret = take_str(s);

	if (!ett_bytes_is(curve, r->curve) || point.n != 1 + 2 * r->order) {
		s->bad = true;
		return;
	}
	m->nums.pub[0] = keep(m, point, point.n);
	m->nums.sec[0] = keep(m, secret, r->order);
}

/* n, e, d, q^-1 mod p, p, q; backend.h has the inverse last. */
static void read_rsa(struct scan *s, struct ett_key_mem *m)
{
	struct ett_bytes inverse;

	m->nums.pub[0] = keep(m, take_str(s), 0);
	m->nums.pub[1] = keep(m, take_str(s), 0);
	m->nums.sec[0] = keep(m, take_str(s), 0);
	inverse = take_str(s);
	m->nums.sec[1] = keep(m, take_str(s), 0);
	m->nums.sec[2] = keep(m, take_str(s), 0);
	m->nums.sec[3] = keep(m, inverse, 0);
}

static void put_blob(struct conf_user_key *k, const struct row *r)
{
	struct conf_put o = { k->blob, 0, sizeof k->blob, false };
	const struct ett_bytes *pub = k->mem.nums.pub;

	conf_put_str(&o, ett_str(r->type));
	if (r->curve != NULL)
		conf_put_str(&o, ett_str(r->curve));
	if (strcmp(r->type, "ssh-rsa") == 0) {
		conf_put_uint(&o, pub[1]);
		conf_put_uint(&o, pub[0]);
	} else {
		conf_put_str(&o, pub[0]);
	}
	k->blob_n = o.lost ? 0 : o.n;
}

static bool read_secret(struct ett_bytes blob, struct conf_user_key *k)
{
	struct scan s = { blob, false };
	uint32_t check = take_u32(&s);
	const struct row *r;

	if (take_u32(&s) != check)
		return false;
	r = row_of(take_str(&s));
	if (r == NULL)
		return false;
	if (r->curve != NULL)
		read_ecdsa(&s, r, &k->mem);
	else if (strcmp(r->type, "ssh-rsa") == 0)
		read_rsa(&s, &k->mem);
	else
		read_ed25519(&s, &k->mem);
	put_blob(k, r);
	k->type = r->type;
	return !s.bad && k->blob_n > 0;
}

static int digit(uint8_t c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c != 0 ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

/* RFC 4648 section 4; what is no digit is passed over, as line ends are. */
static size_t decode(struct ett_bytes text, uint8_t *out, size_t room)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t n = 0;

	for (size_t i = 0; i < text.n && n < room; i++) {
		int d = digit(text.p[i]);

		if (d < 0)
			continue;
		bits = bits << 6 | (uint32_t)d;
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (uint8_t)(bits >> have);
		}
	}
	return n;
}

/* Where text stands in in; in.n if nowhere. */
static size_t find(struct ett_bytes in, const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i + n <= in.n; i++)
		if (memcmp(in.p + i, text, n) == 0)
			return i;
	return in.n;
}

static const char *read_binary(struct ett_bytes binary, struct conf_user_key *k)
{
	struct scan s = { binary, false };
	struct ett_bytes head = take(&s, sizeof magic), cipher, secret;

	if (s.bad || memcmp(head.p, magic, sizeof magic) != 0)
		return "it does not begin as openssh-key-v1";
	cipher = take_str(&s);
	(void)take_str(&s); /* kdf */
	(void)take_str(&s); /* its options */
	if (!s.bad && !ett_bytes_is(cipher, "none"))
		return "it has a passphrase; the judge needs a key without";
	if (take_u32(&s) != 1)
		return "it does not hold one key";
	(void)take_str(&s); /* the public half stands in the other, too */
	secret = take_str(&s);
	if (s.bad || !read_secret(secret, k))
		return "it is damaged, or of a type that the judge lacks";
	return NULL;
}

bool conf_user_key_read(struct ett_bytes file, struct conf_user_key *k,
			char *why, size_t room)
{
	size_t from = find(file, armor_head), to = find(file, armor_foot);
	const char *wrong = "it is no private key in OpenSSH's format";
	uint8_t binary[BINARY_MAX];

	memset(k, 0, sizeof *k);
	if (from < to && to < file.n) {
		struct ett_bytes text = { file.p + from + strlen(armor_head),
					  to - from - strlen(armor_head) };
		size_t n = decode(text, binary, sizeof binary);

		wrong = read_binary((struct ett_bytes){ binary, n }, k);
	}
	ett_wipe(binary, sizeof binary);
	if (wrong == NULL)
		return true;
	ett_wipe(k, sizeof *k);
	conf_text(why, room, "%s", wrong);
	return false;
}

static const struct ett_sig *signer(const struct ett_backend *b,
				    const char *alg)
{
	for (size_t i = 0; i < sizeof primitives / sizeof primitives[0]; i++)
		if (strcmp(primitives[i].alg, alg) == 0)
			return ett_find_sig(b, primitives[i].primitive);
	return NULL;
}

ett_err conf_user_key_make(const struct ett_backend *b, const char *type,
			   struct ett_rng rng, struct conf_user_key *k)
{
	return conf_user_key_make_of(b, type, 0, rng, k);
}

ett_err conf_user_key_make_of(const struct ett_backend *b, const char *type,
			      unsigned bits, struct ett_rng rng,
			      struct conf_user_key *k)
{
	const struct row *r = row_of(ett_str(type));
	const struct ett_sig *s = signer(b, type);
	ett_err e;

	if (bits == 0 && strcmp(type, "ssh-rsa") == 0)
		bits = 2048;
	memset(k, 0, sizeof *k);
	if (r == NULL || s == NULL)
		return ETT_NOKEY;
	e = s->generate(bits, rng, &k->mem);
	if (e != ETT_OK)
		return e;
	put_blob(k, r);
	k->type = r->type;
	return ETT_OK;
}

struct ett_bytes conf_user_key_blob(const struct conf_user_key *k)
{
	return (struct ett_bytes){ k->blob, k->blob_n };
}

const char *conf_user_key_algs(const struct conf_user_key *k)
{
	return row_of(ett_str(k->type))->algs;
}

ett_err conf_user_key_sign(const struct conf_user_key *k,
			   const struct ett_backend *b, const char *alg,
			   struct ett_bytes data, struct ett_rng rng,
			   struct conf_put *out)
{
	const struct ett_sig *s = signer(b, alg);
	const struct row *r = row_of(ett_str(k->type));
	uint8_t sig[SIG_MAX], rs_mem[2 * 72];
	struct conf_put rs = { rs_mem, 0, sizeof rs_mem, false };
	struct ett_bytes v = { sig, 0 };
	ett_err e;

	if (s == NULL || s->sig_max_len > sizeof sig)
		return ETT_NOKEY;
	e = s->sign(&k->mem.nums, data, rng, sig, &v.n);
	if (e != ETT_OK)
		return e;
	if (r->order > 0) {
		conf_put_uint(&rs, (struct ett_bytes){ sig, r->order });
		conf_put_uint(&rs,
			      (struct ett_bytes){ sig + r->order, r->order });
		v = conf_put_view(&rs);
	}
	conf_put_str(out, ett_str(alg));
	conf_put_str(out, v);
	return ETT_OK;
}
