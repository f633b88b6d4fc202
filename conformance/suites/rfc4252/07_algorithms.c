/* SPDX-License-Identifier: ISC
 *
 * The algorithms of user keys: RFC 4252 section 7, RFC 5656 section 3.1,
 * RFC 8332, and PROTOCOL section 3.1 of OpenSSH.  Numbers that are no
 * signature are sent in place of one; with the secret half of an RSA key any
 * block can be signed, so forgeries need no weak key.
 */
#include <string.h>

#include "conformance/engine/case.h"
#include "conformance/peer/auth.h"
#include "conformance/peer/sane.h"

static bool begin(struct conf_peer *p, const char *type, const char *alg,
		  struct conf_reaction *r, struct conf_pk *pk)
{
	const struct conf_user_key *k = conf_key_of(p, type, r);

	if (k != NULL)
		conf_pk_make(p, k, alg, pk);
	return k != NULL;
}

/* 7-04 */

static void let_in(struct conf_peer *p, struct conf_reaction *r,
		   const char *type, const char *alg, char *sent)
{
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX, "publickey, signed with %s",
		  alg != NULL ? alg : type);
	if (!begin(p, type, alg, r, &pk))
		return;
	if (conf_pk_send(p, &pk))
		(void)conf_expect(p, ETT_NUM_userauth_success, r);
	else
		(void)conf_skip(r, "the judge's library lacks the algorithm");
}

#define LET_IN(name, type, alg)                                        \
	static void name(struct conf_peer *p, struct conf_reaction *r, \
			 char *sent)                                   \
	{                                                              \
		let_in(p, r, type, alg, sent);                         \
	}
LET_IN(in_ed25519, "ssh-ed25519", NULL)
LET_IN(in_p256, "ecdsa-sha2-nistp256", NULL)
LET_IN(in_p384, "ecdsa-sha2-nistp384", NULL)
LET_IN(in_p521, "ecdsa-sha2-nistp521", NULL)
LET_IN(in_rsa_256, "ssh-rsa", "rsa-sha2-256")
LET_IN(in_rsa_512, "ssh-rsa", "rsa-sha2-512")
#undef LET_IN

/* RFC 8332 section 3.2 */

static void other_name(struct conf_peer *p, struct conf_reaction *r,
		       const char *said, const char *signed_as, char *sent)
{
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX, "publickey %s with a signature %s", said,
		  signed_as);
	if (!begin(p, "ssh-rsa", said, r, &pk))
		return;
	pk.sig_alg = signed_as;
	(void)conf_pk_send(p, &pk);
	(void)conf_refused(p, r);
}

static void sha512_for_sha256(struct conf_peer *p, struct conf_reaction *r,
			      char *sent)
{
	other_name(p, r, "rsa-sha2-256", "rsa-sha2-512", sent);
}

static void sha256_for_ssh_rsa(struct conf_peer *p, struct conf_reaction *r,
			       char *sent)
{
	other_name(p, r, "ssh-rsa", "rsa-sha2-256", sent);
}

/* RFC 8332 section 5.3, RFC 8017 section 9.2 */

enum forgery { FORGE_NONE, FORGE_SHORT, FORGE_PADDING, FORGE_TYPE, FORGE_HASH };
enum { RSA_MAX = 2048, SHA256 = 32, PS_LEAST = 8 };

/* DigestInfo of SHA-256 up to the hash, RFC 8017 section 9.2 note 1. */
static const uint8_t digest_info[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60,
				       0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
				       0x01, 0x05, 0x00, 0x04, 0x20 };

static bool hash_data(const struct conf_peer *p, const struct conf_pk *pk,
		      uint8_t *out)
{
	const struct ett_hash *hash = ett_find_hash(p->backend, "sha256");
	_Alignas(16) uint8_t ctx[ETT_CTX_MAX] = { 0 };
	uint8_t mem[CONF_SIGNED_MAX];
	struct conf_put data = { mem, 0, sizeof mem, false };
	ett_err e = hash != NULL ? hash->init(ctx) : ETT_CRYPTO;

	if (e != ETT_OK)
		return false;
	conf_pk_data(pk, &data);
	hash->update(ctx, conf_put_view(&data));
	e = hash->final(ctx, out);
	hash->done(ctx);
	return e == ETT_OK && !data.lost;
}

/* 00 01 FF .. FF 00 DigestInfo hash, with one thing wrong. */
static void make_block(uint8_t *block, size_t n, const uint8_t *hash,
		       enum forgery how)
{
	size_t tail = sizeof digest_info + SHA256;
	size_t at = how == FORGE_SHORT ? 2 + PS_LEAST : n - tail - 1;

	memset(block, 0xff, n);
	block[0] = 0;
	block[1] = how == FORGE_TYPE ? 2 : 1;
	block[at] = 0;
	memcpy(block + at + 1, digest_info, sizeof digest_info);
	memcpy(block + at + 1 + sizeof digest_info, hash, SHA256);
	if (how == FORGE_PADDING)
		block[n / 2] = 0xfe;
	if (how == FORGE_HASH)
		block[n - 1] ^= 1;
}

static bool forge(const struct conf_peer *p, const struct conf_pk *pk,
		  enum forgery how, struct conf_put *sig)
{
	const struct ett_key_nums *key = &pk->signer->mem.nums;
	size_t n = key->pub[0].n;
	uint8_t block[RSA_MAX], out[RSA_MAX], hash[SHA256];

	if (n > sizeof block || n < 128 || p->backend->modexp == NULL ||
	    !hash_data(p, pk, hash))
		return false;
	make_block(block, n, hash, how);
	if (p->backend->modexp->pow((struct ett_bytes){ block, n }, key->sec[0],
				    key->pub[0], out) != ETT_OK)
		return false;
	conf_put_str(sig, ETT_LIT("rsa-sha2-256"));
	conf_put_str(sig, (struct ett_bytes){ out, n });
	return true;
}

static bool send_forged(struct conf_peer *p, const struct conf_pk *pk,
			enum forgery how)
{
	uint8_t mem[CONF_SIG_MAX];
	struct conf_put sig = { mem, 0, sizeof mem, false };

	return forge(p, pk, how, &sig) &&
	       conf_pk_say(p, pk, conf_put_view(&sig));
}

/* The block that is right, made in the same way, must let in: else the
 * refusal was for something else. */
static void forged(struct conf_peer *p, struct conf_reaction *r,
		   enum forgery how, char *sent)
{
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX,
		  "rsa-sha2-256, a signed block with wrong padding");
	if (!begin(p, "ssh-rsa", "rsa-sha2-256", r, &pk))
		return;
	if (!send_forged(p, &pk, how)) {
		(void)conf_react_ours(r, "the judge could not sign");
		return;
	}
	if (!conf_refused(p, r))
		return;
	(void)send_forged(p, &pk, FORGE_NONE);
	if (!conf_expect(p, ETT_NUM_userauth_success, r) &&
	    r->kind == RE_ANSWER)
		(void)conf_react_ours(r, "the right block was refused too");
}

#define FORGED(name, how)                                              \
	static void name(struct conf_peer *p, struct conf_reaction *r, \
			 char *sent)                                   \
	{                                                              \
		forged(p, r, how, sent);                               \
	}
FORGED(forged_short, FORGE_SHORT)
FORGED(forged_padding, FORGE_PADDING)
FORGED(forged_type, FORGE_TYPE)
FORGED(forged_hash, FORGE_HASH)
#undef FORGED

/* RFC 5656 section 3.1.2 */

static const char ecdsa[] = "ecdsa-sha2-nistp256";

/* The two numbers of a lawful signature, as they are sent. */
struct pair {
	uint8_t mem[CONF_SIG_MAX];
	struct ett_bytes r, s;
};

static size_t length_at(const uint8_t *p)
{
	return (size_t)p[2] << 8 | p[3];
}

static bool lawful_pair(const struct conf_peer *p, const struct conf_pk *pk,
			struct pair *out)
{
	struct conf_put sig = { out->mem, 0, sizeof out->mem, false };
	const uint8_t *at = out->mem + 4 + strlen(ecdsa) + 4;

	if (!conf_pk_sign(p, pk, &sig))
		return false;
	out->r = (struct ett_bytes){ at + 4, length_at(at) };
	at += 4 + out->r.n;
	out->s = (struct ett_bytes){ at + 4, length_at(at) };
	return true;
}

static void say_pair(struct conf_peer *p, const struct conf_pk *pk,
		     struct ett_bytes r, struct ett_bytes s)
{
	uint8_t sig_mem[CONF_SIG_MAX], mem[CONF_SIG_MAX];
	struct conf_put pair = { mem, 0, sizeof mem, false };
	struct conf_put sig = { sig_mem, 0, sizeof sig_mem, false };

	conf_put_str(&pair, r);
	conf_put_str(&pair, s);
	conf_put_str(&sig, ett_str(ecdsa));
	conf_put_str(&sig, conf_put_view(&pair));
	(void)conf_pk_say(p, pk, conf_put_view(&sig));
}

enum numbers { R_ZERO, R_ORDER, R_NEGATIVE, R_LONG, R_HUGE };

/* What stands in place of r and s. */
static void wrong_pair(enum numbers how, struct pair *v, uint8_t *mem,
		       size_t room)
{
	struct ett_bytes order = conf_curve_order("p256");

	memset(mem, 0, room);
	switch (how) {
	case R_ZERO:
		v->r = v->s = (struct ett_bytes){ mem, 0 };
		break;
	case R_ORDER:
		memcpy(mem + 1, order.p, order.n);
		v->r = v->s = (struct ett_bytes){ mem, order.n + 1 };
		break;
	case R_NEGATIVE:
		memcpy(mem, v->r.p, v->r.n);
		mem[0] = 0x80;
		v->r.p = mem;
		break;
	case R_LONG:
		memcpy(mem + 2, v->r.p, v->r.n);
		v->r = (struct ett_bytes){ mem, v->r.n + 2 };
		break;
	default:
		mem[0] = 1;
		v->r = (struct ett_bytes){ mem, room };
	}
}

static void wrong_numbers(struct conf_peer *p, struct conf_reaction *r,
			  enum numbers how, char *sent)
{
	uint8_t mem[1000];
	struct conf_pk pk;
	struct pair v;

	conf_text(sent, CONF_WHY_MAX, "%s, numbers that are no signature",
		  ecdsa);
	if (!begin(p, ecdsa, NULL, r, &pk))
		return;
	if (!lawful_pair(p, &pk, &v)) {
		(void)conf_skip(r, "the judge's library lacks the algorithm");
		return;
	}
	wrong_pair(how, &v, mem, sizeof mem);
	say_pair(p, &pk, v.r, v.s);
	(void)conf_refused_alone(p, r);
}

#define NUMBERS(name, how)                                             \
	static void name(struct conf_peer *p, struct conf_reaction *r, \
			 char *sent)                                   \
	{                                                              \
		wrong_numbers(p, r, how, sent);                        \
	}
NUMBERS(numbers_zero, R_ZERO)
NUMBERS(numbers_order, R_ORDER)
NUMBERS(numbers_negative, R_NEGATIVE)
NUMBERS(numbers_long, R_LONG)
NUMBERS(numbers_huge, R_HUGE)
#undef NUMBERS

/* PROTOCOL section 3.1 */

static bool say_hostbound(struct conf_peer *p, struct conf_reaction *r,
			  bool right)
{
	uint8_t host_key[CONF_KEY_BLOB_MAX];
	struct conf_pk pk;

	if (!begin(p, NULL, NULL, r, &pk))
		return false;
	memcpy(host_key, p->kex.host_key, sizeof host_key);
	host_key[p->kex.host_key_n - 1] ^= !right;
	pk.said.method = ETT_LIT("publickey-hostbound-v00@openssh.com");
	pk.said.host_key = (struct ett_bytes){ host_key, p->kex.host_key_n };
	pk.over = pk.said;
	return conf_pk_send(p, &pk);
}

static void hostbound(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "publickey-hostbound-v00@openssh.com with another host key");
	if (p->kex.host_key_n == 0 || !say_hostbound(p, r, false) ||
	    !conf_refused(p, r))
		return;
	(void)say_hostbound(p, r, true);
	if (!conf_expect(p, ETT_NUM_userauth_success, r) &&
	    r->kind == RE_ANSWER)
		(void)conf_skip(r, "it does not take publickey-hostbound");
}

extern const struct conf_case conf_user_algs[];

/* clang-format off */
#define KEY(name, of, about, level, act, good, also)                    \
	{                                                               \
		.id = name, .req = of, .says = about,                   \
		.target = AS_SERVER, .tier = level,                     \
		.needs = HAS_LOGIN, .start = AT_AUTH,                   \
		.steps = STEPS(DO_EXPECT_OR(act, good, also)),          \
	}

const struct conf_case conf_user_algs[] = {
	KEY("AUTH-4252-7-04/ssh-ed25519", "4252-7-04",
	    "an Ed25519 key lets its user in", 1, in_ed25519, 0, 0),
	KEY("AUTH-4252-7-04/ecdsa-sha2-nistp256", "4252-7-04",
	    "a key on nistp256 lets its user in", 1, in_p256, 0, 0),
	KEY("AUTH-4252-7-04/ecdsa-sha2-nistp384", "4252-7-04",
	    "a key on nistp384 lets its user in", 1, in_p384, 0, 0),
	KEY("AUTH-4252-7-04/ecdsa-sha2-nistp521", "4252-7-04",
	    "a key on nistp521 lets its user in", 1, in_p521, 0, 0),
	KEY("AUTH-4252-7-04/rsa-sha2-256", "4252-7-04",
	    "an RSA key with SHA-256 lets its user in", 1, in_rsa_256, 0, 0),
	KEY("AUTH-4252-7-04/rsa-sha2-512", "4252-7-04",
	    "an RSA key with SHA-512 lets its user in", 1, in_rsa_512, 0, 0),
	KEY("AUTH-8332-3.2-01/sha512", "8332-3.2-01",
	    "rsa-sha2-512 in place of rsa-sha2-256", 2, sha512_for_sha256,
	    RE_TERM, RE_ANSWER),
	KEY("AUTH-8332-3.2-01/ssh-rsa", "8332-3.2-01",
	    "rsa-sha2-256 in place of ssh-rsa", 2, sha256_for_ssh_rsa,
	    RE_TERM, RE_ANSWER),
	KEY("AUTH-8332-5.3-01/short", "8332-5.3-01",
	    "short padding and bytes behind the hash are refused", 2,
	    forged_short, 0, RE_TERM),
	KEY("AUTH-8332-5.3-01/padding", "8332-5.3-01",
	    "padding with a wrong byte is refused", 2, forged_padding, 0,
	    RE_TERM),
	KEY("AUTH-8332-5.3-01/type", "8332-5.3-01",
	    "padding for encryption is refused", 2, forged_type, 0, RE_TERM),
	KEY("AUTH-8332-5.3-01/hash", "8332-5.3-01",
	    "a hash with its last bit wrong is refused", 2, forged_hash, 0,
	    RE_TERM),
	KEY("AUTH-5656-3.1.2-01/zero", "5656-3.1.2-01",
	    "r and s of 0 are refused", 2, numbers_zero, RE_TERM, 0),
	KEY("AUTH-5656-3.1.2-01/order", "5656-3.1.2-01",
	    "r and s of the order are refused", 2, numbers_order, RE_TERM, 0),
	KEY("AUTH-5656-3.1.2-01/negative", "5656-3.1.2-01",
	    "a negative r is refused", 2, numbers_negative, RE_TERM, 0),
	KEY("AUTH-5656-3.1.2-01/huge", "5656-3.1.2-01",
	    "an r of 1000 bytes is refused", 2, numbers_huge, RE_TERM, 0),
	KEY("AUTH-5656-3.1.2-01/long", "5656-3.1.2-02",
	    "an r with needless zeros in front", 2, numbers_long, RE_TERM,
	    RE_ANSWER),
	KEY("PROTO-3.1-01", "ossh-3.1-01",
	    "a signature for another host key is refused", 2, hostbound,
	    0, RE_TERM),
	{ .id = NULL }
};
/* clang-format on */
