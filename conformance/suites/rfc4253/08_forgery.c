/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 8, RFC 8332, RFC 5656, RFC 8709: what a client must not
 * take for the host.  Each forgery is as near to a lawful reply as it can be:
 * a client that looks away for once goes on.
 */
#include <string.h>

#include "conformance/engine/case.h"
#include "conformance/peer/hostkey.h"
#include "conformance/peer/sparekey.h"

extern const struct conf_case conf_forgery[];

enum { BLOB_MAX = 4096, ORDER = 32, HUGE = 65536 };

/* Signatures */

static bool sign_own(struct conf_peer *p, struct ett_bytes h,
		     struct conf_put *sig)
{
	return conf_own_key_sign(p->backend, &p->own_key, h, p->rng, sig) ==
	       ETT_OK;
}

static bool sign_flipped(struct conf_peer *p, struct ett_bytes h,
			 struct conf_put *sig)
{
	if (!sign_own(p, h, sig))
		return false;
	sig->p[sig->n - ORDER - 1] ^= 1; /* in R; S is judged first */
	return true;
}

static bool sign_other_h(struct conf_peer *p, struct ett_bytes h,
			 struct conf_put *sig)
{
	uint8_t other[ETT_DIGEST_MAX];

	memcpy(other, h.p, h.n);
	other[0] ^= 1;
	return sign_own(p, (struct ett_bytes){ other, h.n }, sig);
}

static bool sign_as(enum conf_spare which, const char *alg, struct ett_bytes h,
		    struct conf_put *sig)
{
	const struct conf_user_key *k = conf_spare_key(which);

	return k != NULL && conf_spare_sign(k, alg, h, sig);
}

static bool sign_strange(struct conf_peer *p, struct ett_bytes h,
			 struct conf_put *sig)
{
	(void)p;
	return sign_as(SPARE_STRANGE, "ssh-ed25519", h, sig);
}

static bool sign_sha1(struct conf_peer *p, struct ett_bytes h,
		      struct conf_put *sig)
{
	(void)p;
	return sign_as(SPARE_RSA, "ssh-rsa", h, sig);
}

static bool sign_256(struct conf_peer *p, struct ett_bytes h,
		     struct conf_put *sig)
{
	(void)p;
	return sign_as(SPARE_RSA, "rsa-sha2-256", h, sig);
}

static bool sign_512(struct conf_peer *p, struct ett_bytes h,
		     struct conf_put *sig)
{
	(void)p;
	return sign_as(SPARE_RSA, "rsa-sha2-512", h, sig);
}

/* Signature blobs that are none */

static bool sign_empty(struct conf_peer *p, struct ett_bytes h,
		       struct conf_put *sig)
{
	(void)p;
	(void)h;
	(void)sig;
	return true;
}

/* Its inner length off by one. */
static bool sign_length(struct conf_peer *p, struct ett_bytes h, int off,
			struct conf_put *sig)
{
	enum { AT = 4 + 11 + 3 }; /* behind "ssh-ed25519" */

	if (!sign_own(p, h, sig))
		return false;
	sig->p[AT] = (uint8_t)(sig->p[AT] + off);
	return true;
}

static bool sign_long(struct conf_peer *p, struct ett_bytes h,
		      struct conf_put *sig)
{
	return sign_length(p, h, 1, sig);
}

static bool sign_short(struct conf_peer *p, struct ett_bytes h,
		       struct conf_put *sig)
{
	return sign_length(p, h, -1, sig);
}

static bool sign_tail(struct conf_peer *p, struct ett_bytes h,
		      struct conf_put *sig)
{
	if (!sign_own(p, h, sig))
		return false;
	conf_put_u32(sig, 0);
	return true;
}

/* Host keys */

static bool key_of(enum conf_spare which, struct conf_put *k_s)
{
	const struct conf_user_key *k = conf_spare_key(which);

	if (k != NULL)
		conf_put_raw(k_s, conf_user_key_blob(k));
	return k != NULL;
}

static bool key_rsa(struct conf_peer *p, struct conf_put *k_s)
{
	(void)p;
	return key_of(SPARE_RSA, k_s);
}

static bool key_strange(struct conf_peer *p, struct conf_put *k_s)
{
	(void)p;
	return key_of(SPARE_STRANGE, k_s);
}

static bool key_empty(struct conf_peer *p, struct conf_put *k_s)
{
	(void)p;
	(void)k_s;
	return true;
}

static bool key_long(struct conf_peer *p, struct conf_put *k_s)
{
	conf_own_key_blob(&p->own_key, k_s);
	k_s->p[3]++; /* the length of the type */
	return true;
}

static bool key_tail(struct conf_peer *p, struct conf_put *k_s)
{
	conf_own_key_blob(&p->own_key, k_s);
	conf_put_u32(k_s, 0);
	return true;
}

static bool key_huge(struct conf_peer *p, struct conf_put *k_s)
{
	conf_own_key_blob(&p->own_key, k_s);
	while (k_s->n < HUGE)
		conf_put_u32(k_s, 0);
	return true;
}

/* ECDSA: r and s of a lawful signature, each with its leading byte */
struct numbers {
	uint8_t v[2][ORDER + 1];
};

static bool sign_ecdsa(struct ett_bytes h, struct numbers *n)
{
	uint8_t mem[256];
	struct conf_put sig = { mem, 0, sizeof mem, false };
	size_t at = 4 + 19 + 4; /* the name, the length of both */

	memset(n, 0, sizeof *n);
	if (!sign_as(SPARE_ECDSA, "ecdsa-sha2-nistp256", h, &sig))
		return false;
	for (int i = 0; i < 2; i++) {
		size_t len = mem[at + 3];

		if (len > ORDER + 1)
			return false;
		memcpy(n->v[i] + ORDER + 1 - len, mem + at + 4, len);
		at += 4 + len;
	}
	return true;
}

static const uint8_t order[ORDER] = { 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00,
				      0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
				      0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7,
				      0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2,
				      0xfc, 0x63, 0x25, 0x51 };

static void add_order(uint8_t v[ORDER + 1])
{
	unsigned carry = 0;

	for (size_t i = ORDER; i > 0; i--) {
		carry += (unsigned)v[i] + order[i - 1];
		v[i] = (uint8_t)carry;
		carry >>= 8;
	}
	v[0] = (uint8_t)(v[0] + carry);
}

static void put_ecdsa(const struct numbers *n, struct conf_put *sig)
{
	uint8_t mem[128];
	struct conf_put both = { mem, 0, sizeof mem, false };

	for (int i = 0; i < 2; i++)
		conf_put_uint(&both, (struct ett_bytes){ n->v[i], ORDER + 1 });
	conf_put_str(sig, ETT_LIT("ecdsa-sha2-nistp256"));
	conf_put_str(sig, conf_put_view(&both));
}

static bool sign_zero_r(struct conf_peer *p, struct ett_bytes h,
			struct conf_put *sig)
{
	struct numbers n;

	(void)p;
	if (!sign_ecdsa(h, &n))
		return false;
	memset(n.v[0], 0, sizeof n.v[0]);
	put_ecdsa(&n, sig);
	return true;
}

static bool sign_zeros(struct conf_peer *p, struct ett_bytes h,
		       struct conf_put *sig)
{
	const struct numbers n = { 0 };

	(void)p;
	(void)h;
	put_ecdsa(&n, sig);
	return true;
}

static bool sign_more(struct ett_bytes h, int which, struct conf_put *sig)
{
	struct numbers n;

	if (!sign_ecdsa(h, &n))
		return false;
	add_order(n.v[which]);
	put_ecdsa(&n, sig);
	return true;
}

static bool sign_more_r(struct conf_peer *p, struct ett_bytes h,
			struct conf_put *sig)
{
	(void)p;
	return sign_more(h, 0, sig);
}

static bool sign_more_s(struct conf_peer *p, struct ett_bytes h,
			struct conf_put *sig)
{
	(void)p;
	return sign_more(h, 1, sig);
}

/* 32 bytes each, the first of them with its first bit set: s - n, r - n. */
static bool sign_negative(struct conf_peer *p, struct ett_bytes h,
			  struct conf_put *sig)
{
	uint8_t mem[128];
	struct conf_put both = { mem, 0, sizeof mem, false };
	struct numbers n;

	(void)p;
	if (!sign_ecdsa(h, &n))
		return false;
	for (int i = 0; i < 2; i++) {
		n.v[i][1] |= 0x80;
		conf_put_str(&both, (struct ett_bytes){ n.v[i] + 1, ORDER });
	}
	conf_put_str(sig, ETT_LIT("ecdsa-sha2-nistp256"));
	conf_put_str(sig, conf_put_view(&both));
	return true;
}

/* Ed25519: S + L is S to whoever does not look (RFC 8032 section 5.1.7). */
static bool sign_more_l(struct conf_peer *p, struct ett_bytes h,
			struct conf_put *sig)
{
	static const uint8_t l[ORDER] = { 0xed, 0xd3,       0xf5, 0x5c, 0x1a,
					  0x63, 0x12,       0x58, 0xd6, 0x9c,
					  0xf7, 0xa2,       0xde, 0xf9, 0xde,
					  0x14, [31] = 0x10 };
	unsigned carry = 0;

	if (!sign_own(p, h, sig))
		return false;
	for (size_t i = 0; i < ORDER; i++) {
		uint8_t *s = sig->p + sig->n - ORDER + i;

		carry += (unsigned)*s + l[i];
		*s = (uint8_t)carry;
		carry >>= 8;
	}
	return true;
}

/* The neutral element as key: R neutral and S 0 sign everything. */
static const uint8_t neutral[ORDER] = { 1 };

static bool key_neutral(struct conf_peer *p, struct conf_put *k_s)
{
	(void)p;
	conf_put_str(k_s, ETT_LIT("ssh-ed25519"));
	conf_put_str(k_s, (struct ett_bytes){ neutral, ORDER });
	return true;
}

static bool sign_neutral(struct conf_peer *p, struct ett_bytes h,
			 struct conf_put *sig)
{
	uint8_t both[2 * ORDER] = { 1 };

	(void)p;
	(void)h;
	conf_put_str(sig, ETT_LIT("ssh-ed25519"));
	conf_put_str(sig, (struct ett_bytes){ both, sizeof both });
	return true;
}

/* RSA keys that nobody should compute with: e, and n of so many bytes. */
static bool key_rsa_of(struct ett_bytes e, size_t n, struct conf_put *k_s)
{
	uint8_t modulus[2048];

	memset(modulus, 0xa5, sizeof modulus);
	conf_put_str(k_s, ETT_LIT("ssh-rsa"));
	conf_put_uint(k_s, e);
	conf_put_uint(k_s, (struct ett_bytes){ modulus, n });
	return true;
}

static bool key_16384(struct conf_peer *p, struct conf_put *k_s)
{
	(void)p;
	return key_rsa_of(ETT_LIT("\1\0\1"), 2048, k_s);
}

static bool key_huge_e(struct conf_peer *p, struct conf_put *k_s)
{
	uint8_t e[256];

	(void)p;
	memset(e, 0x5b, sizeof e);
	return key_rsa_of((struct ett_bytes){ e, sizeof e }, 256, k_s);
}

static bool sign_nothing(size_t n, struct conf_put *sig)
{
	uint8_t v[2048];

	memset(v, 0x11, sizeof v);
	conf_put_str(sig, ETT_LIT("rsa-sha2-512"));
	conf_put_str(sig, (struct ett_bytes){ v, n });
	return true;
}

static bool sign_16384(struct conf_peer *p, struct ett_bytes h,
		       struct conf_put *sig)
{
	(void)p;
	(void)h;
	return sign_nothing(2048, sig);
}

static bool sign_2048(struct conf_peer *p, struct ett_bytes h,
		      struct conf_put *sig)
{
	(void)p;
	(void)h;
	return sign_nothing(256, sig);
}

/* 512 bits: factored long ago, and so anybody's. */
static bool key_512(struct conf_peer *p, struct conf_put *k_s)
{
	const struct conf_user_key *k = conf_spare_key(SPARE_RSA_512);

	(void)p;
	if (k != NULL)
		conf_put_raw(k_s, conf_user_key_blob(k));
	return k != NULL;
}

static bool sign_with_512(struct conf_peer *p, struct ett_bytes h,
			  struct conf_put *sig)
{
	(void)p;
	return sign_as(SPARE_RSA_512, "rsa-sha2-256", h, sig);
}

/* clang-format off */
#define FORGED(name, its_req, its_tier, alg, text, k, s)                \
	{                                                               \
		.id     = name, .req = its_req, .says = text,           \
		.target = AS_CLIENT, .tier = its_tier,                  \
		.start  = AT_VERSION,                                   \
		.steps  = STEPS(HOSTKEY(alg), PLAN(.says = text,        \
			.forgery = &(const struct conf_forgery){        \
				.key = k, .sign = s }),                 \
				KEX(RE_TERM)),                          \
	}
#define ED "ssh-ed25519"
#define EC "ecdsa-sha2-nistp256"
const struct conf_case conf_forgery[] = {
	FORGED("TRANS-4253-8-06/bit", "4253-8-06", 1, ED,
	       "a bit of the signature is wrong", NULL, sign_flipped),
	FORGED("TRANS-4253-8-06/hash", "4253-8-06", 1, ED,
	       "a signature over another hash", NULL, sign_other_h),
	FORGED("TRANS-4253-8-06/key", "4253-8-06", 1, ED,
	       "a signature by another key", NULL, sign_strange),
	FORGED("TRANS-8332-3-01/sha1", "8332-3-11", 1, "rsa-sha2-512",
	       "a signature of ssh-rsa, with SHA-1", NULL, sign_sha1),
	FORGED("TRANS-8332-3-01/256", "8332-3-11", 1, "rsa-sha2-512",
	       "a signature of rsa-sha2-256", NULL, sign_256),
	FORGED("TRANS-4253-6.6-01", "4253-6.6-01", 1, ED,
	       "an RSA key and its signature", key_rsa, sign_512),
	{
		.id     = "TRANS-4253-8-07",
		.req    = "4253-8-07",
		.says   = "another key than the one it was told",
		.target = AS_CLIENT, .tier = 2, .start = AT_VERSION,
		.needs  = HAS_KNOWN_HOST,
		.steps  = STEPS(HOSTKEY(ED), PLAN(.says = "an unknown host key",
			.forgery = &(const struct conf_forgery){
				.key = key_strange, .sign = sign_strange }),
				KEX(RE_TERM)),
	},
	FORGED("TRANS-4253-8-08/key-empty", "4253-8-08", 2, ED,
	       "a host key of no bytes", key_empty, NULL),
	FORGED("TRANS-4253-8-08/key-length", "4253-8-08", 2, ED,
	       "a type that is longer than it says", key_long, NULL),
	FORGED("TRANS-4253-8-08/key-tail", "4253-8-08", 2, ED,
	       "bytes after the host key", key_tail, NULL),
	FORGED("TRANS-4253-8-08/key-huge", "4253-8-08", 2, ED,
	       "a host key of 64 KiB", key_huge, NULL),
	FORGED("TRANS-4253-8-08/sig-empty", "4253-8-08", 2, ED,
	       "a signature of no bytes", NULL, sign_empty),
	FORGED("TRANS-4253-8-08/sig-long", "4253-8-08", 2, ED,
	       "a signature that ends early", NULL, sign_long),
	FORGED("TRANS-4253-8-08/sig-short", "4253-8-08", 2, ED,
	       "a signature of 63 bytes, and one behind", NULL, sign_short),
	FORGED("TRANS-4253-8-08/sig-tail", "4253-8-08", 2, ED,
	       "bytes after the signature", NULL, sign_tail),
	FORGED("TRANS-5656-3.1.2-02/r-zero", "5656-3.1.2-04", 2, EC,
	       "r = 0", NULL, sign_zero_r),
	FORGED("TRANS-5656-3.1.2-02/zeros", "5656-3.1.2-04", 2, EC,
	       "r = 0 and s = 0", NULL, sign_zeros),
	FORGED("TRANS-5656-3.1.2-02/r-large", "5656-3.1.2-04", 2, EC,
	       "r + n for r", NULL, sign_more_r),
	FORGED("TRANS-5656-3.1.2-02/s-large", "5656-3.1.2-04", 2, EC,
	       "s + n for s", NULL, sign_more_s),
	FORGED("TRANS-5656-3.1.2-02/negative", "5656-3.1.2-04", 2, EC,
	       "negative r and s", NULL, sign_negative),
	FORGED("TRANS-8709-7-01/large", "8709-7-01", 2, ED,
	       "S + L for S", NULL, sign_more_l),
	{
		.id     = "TRANS-8709-7-01/small",
		.req    = "8709-7-01",
		.says   = "the neutral element as host key",
		.target = AS_CLIENT, .tier = 2, .info = true,
		.start  = AT_VERSION,
		.steps  = STEPS(HOSTKEY(ED), PLAN(.says = "a neutral key",
			.forgery = &(const struct conf_forgery){
				.key = key_neutral, .sign = sign_neutral }),
				KEX(RE_TERM | RE_KEYED | RE_KEYS_DIFFER)),
	},
	FORGED("TRANS-4253-6.6-02/512", "4253-6.6-02", 2, "rsa-sha2-256",
	       "an RSA key of 512 bits", key_512, sign_with_512),
	FORGED("TRANS-4253-6.6-02/16384", "4253-6.6-02", 2, "rsa-sha2-512",
	       "an RSA key of 16384 bits", key_16384, sign_16384),
	FORGED("TRANS-4253-6.6-02/e", "4253-6.6-02", 2, "rsa-sha2-512",
	       "an RSA key with an e of 2047 bits", key_huge_e, sign_2048),
	{ .id = NULL }
};
/* clang-format on */
