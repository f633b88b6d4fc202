/* SPDX-License-Identifier: ISC
 *
 * What two proposals agree on: written down from RFC 4253 section 7.1 and
 * OpenSSH's PROTOCOL 1.9, by hand.
 */
#include <string.h>

#include "vectors/make.h"

/* A proposal; NULL: as the usual one has it. */
struct proposal {
	const char *kex, *host_key, *enc_cs, *enc_sc, *mac_cs, *mac_sc,
	    *comp_cs, *comp_sc;
	bool guess;
};

struct outcome { /* kex NULL: nothing is agreed on */
	const char *kex, *host_key, *enc_cs, *enc_sc, *mac_cs, *mac_sc;
	bool strict, guess_right;
};

struct row {
	const char *comment, *flag;
	struct proposal client, server;
	struct outcome agreed;
};

#define X25519 "curve25519-sha256"
#define P256   "ecdh-sha2-nistp256"
#define GEX    "diffie-hellman-group-exchange-sha256"
#define ED     "ssh-ed25519"
#define EC     "ecdsa-sha2-nistp256"
#define CTR    "aes128-ctr"
#define CTR256 "aes256-ctr"
#define GCM    "aes128-gcm@openssh.com"
#define SHA2   "hmac-sha2-256"
#define SHA512 "hmac-sha2-512"
#define STRC   "kex-strict-c-v00@openssh.com"
#define STRS   "kex-strict-s-v00@openssh.com"

/* clang-format off */
static const struct proposal usual = { X25519, ED, CTR, CTR, SHA2, SHA2, "none", "none", false };

/* The usual outcome, but for whether the guess would be right and strict. */
#define USUAL(strict, right) { X25519, ED, CTR, CTR, SHA2, SHA2, strict, right }
#define NOTHING { NULL, NULL, NULL, NULL, NULL, NULL, false, false }

static const struct row rows[] = {
	{ "one name each", NULL, { 0 }, { 0 }, USUAL(false, true) },
	{ "the client's order holds: methods", NULL,
	  { .kex = P256 "," X25519 }, { .kex = X25519 "," P256 },
	  { P256, ED, CTR, CTR, SHA2, SHA2, false, false } },
	{ "the client's first that the server has", NULL,
	  { .kex = GEX "," P256 "," X25519 }, { .kex = X25519 "," P256 },
	  { P256, ED, CTR, CTR, SHA2, SHA2, false, false } },
	{ "the client's order holds: host keys", NULL,
	  { .host_key = EC "," ED }, { .host_key = ED "," EC },
	  { X25519, EC, CTR, CTR, SHA2, SHA2, false, false } },
	{ "the client's order holds: ciphers", NULL,
	  { .enc_cs = CTR256 "," CTR, .enc_sc = CTR256 "," CTR },
	  { .enc_cs = CTR "," CTR256, .enc_sc = CTR "," CTR256 },
	  { X25519, ED, CTR256, CTR256, SHA2, SHA2, false, true } },
	{ "the client's order holds: MACs", NULL,
	  { .mac_cs = SHA512 "," SHA2, .mac_sc = SHA2 "," SHA512 },
	  { .mac_cs = SHA2 "," SHA512, .mac_sc = SHA512 "," SHA2 },
	  { X25519, ED, CTR, CTR, SHA512, SHA2, false, true } },
	{ "directions differ", NULL,
	  { .enc_cs = CTR256, .enc_sc = CTR }, { .enc_cs = CTR256, .enc_sc = CTR },
	  { X25519, ED, CTR256, CTR, SHA2, SHA2, false, true } },
	{ "names that nobody knows are passed over", NULL,
	  { .kex = "new@example.com," X25519 }, { .kex = "newer@example.com," X25519 },
	  { X25519, ED, CTR, CTR, SHA2, SHA2, false, false } },
	{ "a name is no prefix of another", NULL,
	  { .kex = X25519 "@libssh.org," X25519 }, { 0 },
	  { X25519, ED, CTR, CTR, SHA2, SHA2, false, false } },
	{ "names are compared with their case", "NothingCommon",
	  { .kex = "Curve25519-SHA256" }, { 0 }, NOTHING },
	{ "an AEAD needs no MAC", NULL,
	  { .enc_cs = GCM, .enc_sc = GCM, .mac_cs = SHA512, .mac_sc = SHA512 },
	  { .enc_cs = GCM, .enc_sc = GCM },
	  { X25519, ED, GCM, GCM, "", "", false, true } },
	{ "an AEAD one way, a MAC the other", NULL,
	  { .enc_cs = GCM, .mac_cs = SHA512 }, { .enc_cs = GCM },
	  { X25519, ED, GCM, CTR, "", SHA2, false, true } },
	{ "no common MAC where one is needed", "NothingCommon",
	  { .enc_cs = GCM, .mac_sc = SHA512 }, { .enc_cs = GCM }, NOTHING },
	{ "compression is agreed on like the others", NULL,
	  { .comp_cs = "zlib,none", .comp_sc = "zlib@openssh.com,none" }, { 0 },
	  USUAL(false, true) },
	{ "no common method", "NothingCommon", { .kex = P256 }, { 0 }, NOTHING },
	{ "no common host key", "NothingCommon", { .host_key = EC }, { 0 }, NOTHING },
	{ "no common cipher to the server", "NothingCommon",
	  { .enc_cs = CTR256 }, { 0 }, NOTHING },
	{ "no common cipher to the client", "NothingCommon",
	  { .enc_sc = CTR256 }, { 0 }, NOTHING },
	{ "no common MAC to the server", "NothingCommon",
	  { .mac_cs = SHA512 }, { 0 }, NOTHING },
	{ "no common MAC to the client", "NothingCommon",
	  { .mac_sc = SHA512 }, { 0 }, NOTHING },
	{ "no common compression to the server", "NothingCommon",
	  { .comp_cs = "zlib" }, { 0 }, NOTHING },
	{ "no common compression to the client", "NothingCommon",
	  { .comp_sc = "zlib" }, { 0 }, NOTHING },
	{ "an empty list", "NothingCommon", { .kex = "" }, { 0 }, NOTHING },
	{ "empty lists on both sides", "NothingCommon",
	  { .mac_cs = "" }, { .mac_cs = "" }, NOTHING },
	{ "markers on both sides", "Strict",
	  { .kex = X25519 ",ext-info-c," STRC }, { .kex = X25519 ",ext-info-s," STRS },
	  USUAL(true, true) },
	{ "markers may stand first", "Strict",
	  { .kex = STRC "," X25519 }, { .kex = X25519 "," STRS },
	  USUAL(true, false) },
	{ "a marker is no method, though both list it", "Strict",
	  { .kex = STRC "," STRS "," X25519 }, { .kex = STRS "," STRC "," X25519 },
	  USUAL(true, false) },
	{ "markers alone agree on nothing", "Strict",
	  { .kex = STRC "," STRS }, { .kex = STRS "," STRC }, NOTHING },
	{ "a server's right guess", "Guess", { 0 }, { .guess = true }, USUAL(false, true) },
	{ "a client's right guess", "Guess", { .guess = true }, { 0 }, USUAL(false, true) },
	{ "right: only the first names count", "Guess",
	  { .kex = X25519 "," P256, .guess = true }, { .kex = X25519 "," GEX },
	  USUAL(false, true) },
	{ "wrong: the first methods differ", "Guess",
	  { .kex = P256 "," X25519, .guess = true }, { .kex = X25519 "," P256 },
	  { P256, ED, CTR, CTR, SHA2, SHA2, false, false } },
	{ "wrong: the first host keys differ", "Guess",
	  { .host_key = EC "," ED, .guess = true }, { .host_key = ED "," EC },
	  { X25519, EC, CTR, CTR, SHA2, SHA2, false, false } },
	{ "right although the ciphers differ", "Guess",
	  { .enc_cs = CTR256 "," CTR, .guess = true }, { 0 }, USUAL(false, true) },
};
/* clang-format on */

static const char *or_usual(const char *list, const char *usually)
{
	return list == NULL ? usually : list;
}

static void set_proposal(struct vec_make *m, json_t *t, const char *side,
			 const struct proposal *p)
{
	json_t *o = json_object();

	vec_make_text(o, "kex", or_usual(p->kex, usual.kex));
	vec_make_text(o, "hostKey", or_usual(p->host_key, usual.host_key));
	vec_make_text(o, "encC2S", or_usual(p->enc_cs, usual.enc_cs));
	vec_make_text(o, "encS2C", or_usual(p->enc_sc, usual.enc_sc));
	vec_make_text(o, "macC2S", or_usual(p->mac_cs, usual.mac_cs));
	vec_make_text(o, "macS2C", or_usual(p->mac_sc, usual.mac_sc));
	vec_make_text(o, "compC2S", or_usual(p->comp_cs, usual.comp_cs));
	vec_make_text(o, "compS2C", or_usual(p->comp_sc, usual.comp_sc));
	if (json_object_set_new(o, "guess", json_boolean(p->guess)) != 0 ||
	    json_object_set_new(t, side, o) != 0)
		vec_make_die(m, "out of memory");
}

static void set_agreed(struct vec_make *m, json_t *t, const struct outcome *a)
{
	json_t *o = json_object();

	vec_make_text(o, "kex", a->kex);
	vec_make_text(o, "hostKey", a->host_key);
	vec_make_text(o, "encC2S", a->enc_cs);
	vec_make_text(o, "encS2C", a->enc_sc);
	vec_make_text(o, "macC2S", a->mac_cs);
	vec_make_text(o, "macS2C", a->mac_sc);
	if (json_object_set_new(o, "strict", json_boolean(a->strict)) != 0 ||
	    json_object_set_new(o, "guessRight",
				json_boolean(a->guess_right)) != 0 ||
	    json_object_set_new(t, "agreed", o) != 0)
		vec_make_die(m, "out of memory");
}

static void add_row(struct vec_make *m, const struct row *r)
{
	json_t *t = vec_make_test(m, r->comment, r->flag);

	set_proposal(m, t, "client", &r->client);
	set_proposal(m, t, "server", &r->server);
	if (r->agreed.kex != NULL)
		set_agreed(m, t, &r->agreed);
	vec_make_add(m, t, r->agreed.kex != NULL ? "valid" : "invalid");
}

void vec_make_negotiation(struct vec_make *m)
{
	static const struct vec_source rfc = {
		"RFC 4253 section 7.1, OpenSSH PROTOCOL 1.9", "", true
	};

	vec_make_open(m, "negotiate", &vec_kind_negotiate, NULL, "kexinit");
	vec_make_group(m, "Negotiate", rfc);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		add_row(m, &rows[i]);
	vec_make_close(m);
}
