/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 sections 7.2 and 7.3: what keys are made from, and when they are
 * taken into use.
 */
#include <string.h>

#include "conformance/engine/case.h"
#include "conformance/peer/exchange.h"

enum { DELAY_MS = 500 }; /* long enough to be later than what was sent */

static void first_packets(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "a lawful handshake");
	conf_reach(p, AT_AUTH, r);
}

/* One message of the target under its new keys, if it has any to send while
 * ours are the old ones; SERVICE_REQUEST has to be answered afterwards. */
static bool hear_early(struct conf_peer *p, bool *asked,
		       struct conf_reaction *r)
{
	*asked = conf_hear_message(p, r) && p->link.payload.n > 0 &&
		 p->link.payload.p[0] == ETT_NUM_service_request;
	return *asked || r->kind == RE_SILENCE;
}

static void accept_service(struct conf_peer *p, struct conf_reaction *r)
{
	struct ett_msg_service_accept m = { .service =
						ETT_LIT("ssh-userauth") };

	(void)conf_say(p, ETT_MSG_service_accept, &m, NULL);
	p->in_service = conf_expect(p, ETT_NUM_userauth_request, r);
}

static void late_newkeys(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	uint64_t wait = p->wait_ms;
	bool asked = false, goes_on;

	conf_text(sent, CONF_WHY_MAX, "NEWKEYS %d ms late", DELAY_MS);
	p->wait_ms = DELAY_MS;
	if (conf_expect(p, ETT_NUM_newkeys, r))
		goes_on = conf_take_newkeys(p) && hear_early(p, &asked, r);
	else
		goes_on = r->kind == RE_SILENCE;
	p->wait_ms = wait;
	if (!goes_on)
		return;
	*r = (struct conf_reaction){ 0 };
	conf_reach(p, AT_NEWKEYS, r);
	if (r->kind == 0 && asked)
		accept_service(p, r);
	else if (r->kind == 0)
		conf_reach(p, AT_AUTH, r);
}

/* The end, or no more than silence: then the same is asked lawfully. */
static void service_before_newkeys(struct conf_peer *p, struct conf_reaction *r,
				   char *sent)
{
	static const struct conf_twist name[] = {
		SET(service_request, service, "ssh-userauth"), { .at = 0 }
	};
	uint64_t wait = p->wait_ms;

	conf_text(sent, CONF_WHY_MAX, "SERVICE_REQUEST before NEWKEYS");
	p->aside = (struct conf_aside){ BEFORE_NEWKEYS, ETT_MSG_service_request,
					name };
	conf_reach(p, AT_NEWKEYS, r);
	if (r->kind != 0)
		return;
	p->wait_ms = wait < DELAY_MS ? wait : DELAY_MS;
	conf_await(p, r);
	p->wait_ms = wait;
	if (r->kind == RE_SILENCE || r->kind == RE_UNIMPLEMENTED)
		conf_reach_keyed(p, r);
}

/* Silence is that of a target that waits for the rest of a packet, as long as
 * what was no length has made it; nothing was taken.
 *
 * A client has said its SERVICE_REQUEST by then: what counts is whether it
 * goes on with the answer. */
static void unencrypted(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "an unencrypted IGNORE behind NEWKEYS");
	p->aside = (struct conf_aside){ BEHIND_NEWKEYS, ETT_MSG_ignore, NULL };
	conf_reach_keyed(p, r);
	if (r->kind == RE_KEYED && p->is_server)
		(void)conf_expect(p, ETT_NUM_userauth_request, r);
}

static void newkeys_with_tail(struct conf_peer *p, struct conf_reaction *r,
			      char *sent)
{
	static const struct conf_twist tail[] = { TAIL("tail"), { .at = 0 } };

	conf_text(sent, CONF_WHY_MAX, "NEWKEYS with 4 bytes behind it");
	p->twist_newkeys = tail;
	conf_reach_keyed(p, r);
}

/* The end at once is one thing; keys that do not fit any more another. */
static void newkeys_again(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	uint64_t wait = p->wait_ms;

	conf_text(sent, CONF_WHY_MAX, "NEWKEYS without a key exchange");
	(void)conf_say_twisted(p, ETT_MSG_newkeys, NULL);
	p->wait_ms = wait < DELAY_MS ? wait : DELAY_MS;
	conf_await(p, r);
	p->wait_ms = wait;
	if (r->kind != RE_SILENCE && r->kind != RE_UNIMPLEMENTED)
		return;
	*r = (struct conf_reaction){ 0 };
	if (p->logged_in)
		(void)conf_alive(p, r);
	else
		conf_reach(p, AT_AUTH, r);
	if ((r->kind & RE_TERM) != 0)
		r->kind = RE_KEYS_DIFFER;
}

/* Keys of the second exchange are made with the H of the first. */
static void keys_of_session(struct conf_peer *p, struct conf_reaction *r,
			    char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "two key exchanges more");
	if (conf_rekey(p, r) && conf_alive(p, r) && conf_rekey(p, r))
		(void)conf_alive(p, r);
}

/* A target that does not exchange keys so early cannot be asked. */
static bool rekey_early(struct conf_peer *p, struct conf_reaction *r)
{
	if (conf_ask_rekey(p, r))
		return true;
	r->kind = RE_NO_COMMON;
	conf_text(r->text, sizeof r->text,
		  "the target exchanges no keys again before the login");
	return false;
}

static void sign_first(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "a key exchange, then a signature over the first H");
	if (!rekey_early(p, r))
		return;
	(void)conf_say_publickey(p, p->login.key, NULL, true);
	(void)conf_expect(p, ETT_NUM_userauth_success, r);
}

static void sign_second(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	struct conf_kex *k = &p->kex;
	uint8_t first[ETT_DIGEST_MAX];
	size_t n = k->session_id_n;

	conf_text(sent, CONF_WHY_MAX,
		  "a key exchange, then a signature over the second H");
	if (!rekey_early(p, r))
		return;
	memcpy(first, k->session_id, n);
	memcpy(k->session_id, k->h, k->h_n);
	k->session_id_n = k->h_n;
	(void)conf_say_publickey(p, p->login.key, NULL, true);
	memcpy(k->session_id, first, n);
	k->session_id_n = n;
	(void)conf_expect(p, ETT_NUM_userauth_failure, r);
}

extern const struct conf_case conf_newkeys[];

/* clang-format off */

/* One cell of the matrix: hash of the key exchange, lengths of the keys. */
#define MADE(tag, kex_, cipher, mac)                                    \
	{                                                               \
		.id     = "TRANS-4253-7.2-01/" tag,                     \
		.req    = "4253-7.2-01",                                \
		.says   = "keys made by " tag,                          \
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,      \
		.steps  = STEPS(NEED(kex, kex_),                        \
				NEED(cipher_cs, cipher),                \
				NEED(cipher_sc, cipher),                \
				NEED(mac_cs, mac), NEED(mac_sc, mac),   \
				SAY_WITH(kexinit,                       \
					 SET(kexinit, kex, kex_),       \
					 SET(kexinit, cipher_cs, cipher), \
					 SET(kexinit, cipher_sc, cipher), \
					 SET(kexinit, mac_cs, mac),     \
					 SET(kexinit, mac_sc, mac)),    \
				KEX(RE_KEYED)),                         \
	}
#define SHA1   "diffie-hellman-group14-sha1"
#define SHA256 "curve25519-sha256,curve25519-sha256@libssh.org,"        \
	       "ecdh-sha2-nistp256,diffie-hellman-group14-sha256"
#define SHA384 "ecdh-sha2-nistp384"
#define SHA512 "ecdh-sha2-nistp521,diffie-hellman-group16-sha512"
#define CHACHA "chacha20-poly1305@openssh.com"
#define GCM    "aes256-gcm@openssh.com"
#define MACS   "hmac-sha2-256,hmac-sha2-256-etm@openssh.com,hmac-sha1"
#define MAC64  "hmac-sha2-512,hmac-sha2-512-etm@openssh.com"

/* Before NEWKEYS, at this place, something that only new keys permit. */
#define EARLY(tag, where, place)                                         \
	{                                                               \
		.id     = "TRANS-4253-7.1-22/" tag,                     \
		.req    = "4253-7.1-17",                                \
		.says   = "SERVICE_REQUEST " where " is not answered",  \
		.target = AS_SERVER, .tier = 1, .start = AT_VERSION,    \
		.steps  = STEPS(ASIDE_WITH(place, service_request,      \
					   SET(service_request, service, \
					       "ssh-userauth")),        \
				KEX_OR(RE_TERM, RE_KEYED)),             \
	}
#define UPPER(tag, ...)                                                 \
	{                                                               \
		.id     = "TRANS-4253-7.3-07/" tag,                     \
		.req    = "4253-7.3-06",                                \
		.says   = tag " before NEWKEYS is not taken",           \
		.target = AS_CLIENT, .tier = 1, .start = AT_VERSION,    \
		.steps  = STEPS(ASIDE_WITH(BEHIND_INIT, __VA_ARGS__),   \
				KEX_OR(RE_TERM, RE_KEYED)),             \
	}

const struct conf_case conf_newkeys[] = {
	MADE("sha1-16",   SHA1,   "aes128-ctr", MACS),
	MADE("sha1-32",   SHA1,   "aes256-ctr", MACS),
	MADE("sha1-64",   SHA1,   CHACHA,       MACS),
	MADE("sha1-gcm",  SHA1,   GCM,          MACS),
	MADE("sha1-mac64", SHA1,  "aes128-ctr", MAC64),
	MADE("sha256-16", SHA256, "aes128-ctr", MACS),
	MADE("sha256-32", SHA256, "aes256-ctr", MACS),
	MADE("sha256-64", SHA256, CHACHA,       MACS),
	MADE("sha256-gcm", SHA256, GCM,         MACS),
	MADE("sha256-mac64", SHA256, "aes128-ctr", MAC64),
	MADE("sha384-16", SHA384, "aes128-ctr", MACS),
	MADE("sha384-32", SHA384, "aes256-ctr", MACS),
	MADE("sha384-64", SHA384, CHACHA,       MACS),
	MADE("sha384-gcm", SHA384, GCM,         MACS),
	MADE("sha384-mac64", SHA384, "aes128-ctr", MAC64),
	MADE("sha512-16", SHA512, "aes128-ctr", MACS),
	MADE("sha512-32", SHA512, "aes256-ctr", MACS),
	MADE("sha512-64", SHA512, CHACHA,       MACS),
	MADE("sha512-gcm", SHA512, GCM,         MACS),
	MADE("sha512-mac64", SHA512, "aes128-ctr", MAC64),
	{
		.id     = "TRANS-4253-7.2-02/keys",
		.req    = "4253-7.2-02",
		.says   = "later keys are made with the first exchange hash",
		.target = AS_BOTH, .tier = 1, .start = AT_CHANNEL,
		.needs  = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(DO(keys_of_session)),
	},
	{
		.id     = "TRANS-4253-7.2-02/first",
		.req    = "4253-7.2-02",
		.says   = "a login signed with the first exchange hash is good",
		.target = AS_SERVER, .tier = 1, .start = AT_AUTH,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO(sign_first)),
	},
	{
		.id     = "TRANS-4253-7.2-02/second",
		.req    = "4253-7.2-02",
		.says   = "a login signed with the second one is not",
		.target = AS_SERVER, .tier = 1, .start = AT_AUTH,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO_EXPECT(sign_second, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-7.3-01",
		.req    = "4253-7.3-01",
		.says   = "what comes behind NEWKEYS is under the new keys",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.ext_info = true,
		.steps  = STEPS(DO(first_packets)),
	},
	{
		.id     = "TRANS-4253-7.3-02",
		.req    = "4253-7.3-02",
		.says   = "each direction takes new keys at its own NEWKEYS",
		.target = AS_BOTH, .tier = 1, .start = AT_REPLY,
		.ext_info = true,
		.steps  = STEPS(DO(late_newkeys)),
	},
	{
		.id     = "TRANS-4253-7.3-03",
		.req    = "4253-7.3-03",
		.says   = "NEWKEYS before the exchange has run",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(ASIDE(BEHIND_KEXINIT, newkeys),
				KEX_OR(RE_TERM, RE_KEYED)),
	},
	EARLY("version", "behind the identification", BEFORE_KEXINIT),
	EARLY("kexinit", "behind KEXINIT", BEHIND_KEXINIT),
	{
		.id     = "TRANS-4253-7.1-22/reply",
		.req    = "4253-7.1-17",
		.says   = "SERVICE_REQUEST behind the reply is not answered",
		.target = AS_SERVER, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(DO_EXPECT_OR(service_before_newkeys, RE_TERM,
					     RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7.3-04",
		.req    = "4253-7.3-01",
		.says   = "an unencrypted packet behind NEWKEYS is no packet",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(DO_EXPECT_OR(unencrypted,
					     RE_TERM | RE_KEYS_DIFFER,
					     RE_SILENCE)),
	},
	{
		.id     = "TRANS-4253-7.3-05",
		.req    = "4253-7.3-04",
		.says   = "NEWKEYS with bytes behind it",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(DO_EXPECT_OR(newkeys_with_tail,
					     RE_TERM | RE_KEYS_DIFFER,
					     RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7.3-06/handshake",
		.req    = "4253-7.3-05",
		.says   = "NEWKEYS once more, without a key exchange",
		.target = AS_SERVER, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(DO_EXPECT(newkeys_again, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-7.3-06/session",
		.req    = "4253-7.3-05",
		.says   = "NEWKEYS in a session, without a key exchange",
		.target = AS_BOTH, .tier = 1, .start = AT_CHANNEL,
		.needs  = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(DO_EXPECT(newkeys_again, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-7.3-07/newkeys",
		.req    = "4253-7.3-03",
		.says   = "a server's NEWKEYS before its reply",
		.target = AS_CLIENT, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(ASIDE(BEHIND_INIT, newkeys), KEX(RE_TERM)),
	},
	UPPER("service-accept", service_accept,
	      SET(service_accept, service, "ssh-userauth")),
	UPPER("success", userauth_success, NUMBER(52)),
	UPPER("info-request", userauth_info_request, NUMBER(60)),
	UPPER("channel-open", channel_open,
	      SET(channel_open, kind, "session")),
	{ .id = NULL }
};
/* clang-format on */
