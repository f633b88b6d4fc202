/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 9: key re-exchange.  Either side may begin it at any time,
 * with other algorithms than before, and everything else goes on as if it
 * had not been.
 */
#include <stdio.h>

#include "conformance/engine/case.h"
#include "conformance/peer/stream.h"

enum {
	STORM = 200,
	PAUSE_MS = 1000, /* of an exchange that is left alone */
	SOME = 100000    /* bytes through a channel */
};

static bool lacks(struct conf_reaction *r, const char *text)
{
	r->kind = RE_NO_COMMON;
	conf_text(r->text, sizeof r->text, "%s", text);
	return false;
}

static void rekey(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "KEXINIT in an idle session");
	if (conf_rekey(p, r))
		(void)conf_alive(p, r);
}

static void rekey_with_ctr(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	static const char ctr[] = "aes128-ctr,aes256-ctr,aes192-ctr";

	conf_text(sent, CONF_WHY_MAX, "%s, and data over key exchanges", ctr);
	conf_text(p->offer[2], CONF_LIST_MAX, "%s", ctr);
	conf_text(p->offer[3], CONF_LIST_MAX, "%s", ctr);
	for (int i = 0; i < 3; i++)
		if (!conf_rekey(p, r) || !conf_stream(p, SOME, r) ||
		    !conf_stream_back(p, r))
			return;
}

/* A client has asked to be let in before it can hear our KEXINIT: it hears
 * the answer afterwards. */
static void rekey_before_login(struct conf_peer *p, struct conf_reaction *r,
			       char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "KEXINIT before the login");
	if (p->is_server && !conf_expect(p, ETT_NUM_userauth_request, r))
		return;
	if (!conf_ask_rekey(p, r))
		return;
	if (p->is_server) {
		(void)conf_say_twisted(p, ETT_MSG_userauth_success, NULL);
		p->logged_in = true;
		(void)conf_alive(p, r);
	} else {
		(void)conf_log_in(p, r);
	}
}

static void leave_alone(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "KEXINIT, a pause of %d ms, and the rest",
		  PAUSE_MS);
	(void)conf_say_kexinit(p, NULL);
	conf_pause(p, PAUSE_MS);
	if (conf_rekey(p, r))
		(void)conf_alive(p, r);
}

static void storm(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "%d key exchanges", STORM);
	for (int i = 0; i < STORM; i++)
		if (!conf_rekey(p, r))
			return;
	(void)conf_alive(p, r);
}

/* Other algorithms */

/* Once with each name that both have in this list, and its neighbor for the
 * other direction. */
static bool each_name(struct conf_peer *p, int first, int last, char *sent,
		      struct conf_reaction *r)
{
	char all[CONF_LIST_MAX];
	struct ett_bytes list = { (uint8_t *)all, 0 }, name;
	unsigned tried = 0;

	list.n = (size_t)snprintf(all, sizeof all, "%s", p->offer[first]);
	while (ett_names_next(&list, &name)) {
		for (int i = first; i <= last; i++)
			conf_text(p->offer[i], CONF_LIST_MAX, "%.*s",
				  (int)name.n, (const char *)name.p);
		if (!ett_names_has(conf_list(&p->kex.theirs, first), name) ||
		    !ett_names_has(conf_list(&p->kex.theirs, last), name))
			continue;
		tried++;
		conf_text(sent, CONF_WHY_MAX, "a key exchange to %.*s",
			  (int)name.n, (const char *)name.p);
		if (!conf_rekey(p, r) || !conf_alive(p, r))
			return false;
	}
	return tried > 1 ||
	       lacks(r, "target and judge have one such algorithm in common");
}

static void change_kex(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	(void)each_name(p, 0, 0, sent, r);
}

static void change_hostkey(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	(void)each_name(p, 1, 1, sent, r);
}

static void change_cipher(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	(void)each_name(p, 2, 3, sent, r);
}

static void change_mac(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	for (int i = 2; i <= 3; i++)
		conf_text(p->offer[i], CONF_LIST_MAX,
			  "aes128-ctr,aes192-ctr,aes256-ctr");
	(void)each_name(p, 4, 5, sent, r);
}

/* What ends a later exchange */

/* The end, or what else the target does about what was said; its KEXINIT and
 * what was on its way are passed over. */
static void await_end(struct conf_peer *p, struct conf_reaction *r)
{
	while (conf_hear_message(p, r)) {
		uint8_t number =
		    p->link.payload.n > 0 ? p->link.payload.p[0] : 0;

		if (number == ETT_NUM_kexinit ||
		    number >= ETT_NUM_global_request)
			continue;
		conf_react(p, r);
		return;
	}
}

static void nothing_common(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "KEXINIT with an unknown method alone");
	conf_text(p->offer[0], CONF_LIST_MAX, "nope@example.com");
	(void)conf_say_kexinit(p, NULL);
	await_end(p, r);
}

/* As RE_KEYED, if it completes all the same. */
static void rekey_badly(struct conf_peer *p, struct conf_reaction *r)
{
	if (!conf_rekey(p, r) || !conf_alive(p, r))
		return;
	r->kind = RE_KEYED;
	conf_text(r->text, sizeof r->text,
		  "the key exchange completed, and the session goes on");
}

#define ZEROS_16 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

static void zero_point(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	static const struct conf_twist init[] = {
		SET(kex_ecdh_init, q_c, ZEROS_16 ZEROS_16), { .at = 0 }
	};
	static const struct conf_twist reply[] = {
		SET(kex_ecdh_reply, q_s, ZEROS_16 ZEROS_16), { .at = 0 }
	};

	conf_text(sent, CONF_WHY_MAX, "a public value of zeros (X25519)");
	conf_text(p->offer[0], CONF_LIST_MAX,
		  "curve25519-sha256,curve25519-sha256@libssh.org");
	p->twist_init = init;
	p->twist_reply = reply;
	rekey_badly(p, r);
}

static void zero_number(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	static const struct conf_twist init[] = { SET(kexdh_init, e, ""),
						  { .at = 0 } };
	static const struct conf_twist reply[] = { SET(kexdh_reply, f, ""),
						   { .at = 0 } };

	conf_text(sent, CONF_WHY_MAX, "a public value of 0 (group 14)");
	conf_text(p->offer[0], CONF_LIST_MAX, "diffie-hellman-group14-sha256");
	p->twist_init = init;
	p->twist_reply = reply;
	rekey_badly(p, r);
}

static void bad_signature(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	static const struct conf_twist reply[] = {
		SET(kex_ecdh_reply, signature,
		    "\0\0\0\x0bssh-ed25519\0\0\0\x40" ZEROS_16 ZEROS_16 ZEROS_16
			ZEROS_16),
		{ .at = 0 }
	};

	conf_text(sent, CONF_WHY_MAX, "a signature of zeros");
	conf_text(p->offer[0], CONF_LIST_MAX,
		  "curve25519-sha256,curve25519-sha256@libssh.org,"
		  "ecdh-sha2-nistp256");
	p->twist_reply = reply;
	rekey_badly(p, r);
}

extern const struct conf_case conf_rfc4253_rekey[];

/* clang-format off */
#define IN_SESSION .start = AT_CHANNEL, .needs = HAS_LOGIN | HAS_CHANNEL

const struct conf_case conf_rfc4253_rekey[] = {
	{
		.id     = "TRANS-4253-9-01",
		.req    = "4253-9-01",
		.says   = "a key exchange begun by the peer completes",
		.target = AS_BOTH, .tier = 1, IN_SESSION,
		.steps  = STEPS(DO(rekey)),
	},
	{
		.id     = "TRANS-4253-9-05/cipher",
		.req    = "4253-9-05",
		.says   = "the cipher may change, to AEAD and back too",
		.target = AS_BOTH, .tier = 1, IN_SESSION,
		.steps  = STEPS(DO(change_cipher)),
	},
	{
		.id     = "TRANS-4253-9-05/mac",
		.req    = "4253-9-05",
		.says   = "the MAC may change",
		.target = AS_BOTH, .tier = 1, IN_SESSION,
		.steps  = STEPS(NEED(cipher_cs,
				     "aes128-ctr,aes192-ctr,aes256-ctr"),
				DO(change_mac)),
	},
	{
		.id     = "TRANS-4253-9-05/kex",
		.req    = "4253-9-05",
		.says   = "the key exchange method may change",
		.target = AS_BOTH, .tier = 1, IN_SESSION,
		.steps  = STEPS(DO(change_kex)),
	},
	{
		.id     = "TRANS-4253-9-05/hostkey",
		.req    = "4253-9-05",
		.says   = "the host key algorithm may change",
		.target = AS_SERVER, .tier = 1, IN_SESSION,
		.steps  = STEPS(DO(change_hostkey)),
	},
	{
		.id     = "TRANS-4253-9-06",
		.req    = "4253-9-07",
		.says   = "a client stays one if the server begins",
		.target = AS_CLIENT, .tier = 1, IN_SESSION,
		.steps  = STEPS(DO(rekey), DO(rekey)),
	},
	{
		.id     = "TRANS-4253-9-07",
		.req    = "4253-9-08",
		.says   = "counters of AES-CTR begin anew",
		.target = AS_BOTH, .tier = 2, IN_SESSION,
		.steps  = STEPS(NEED(cipher_cs,
				     "aes128-ctr,aes192-ctr,aes256-ctr"),
				NEED(cipher_sc,
				     "aes128-ctr,aes192-ctr,aes256-ctr"),
				DO(rekey_with_ctr)),
	},
	{
		.id     = "TRANS-4253-9-08",
		.req    = "4253-9-09",
		.says   = "no common method in a later exchange is the end",
		.target = AS_BOTH, .tier = 2, IN_SESSION,
		.steps  = STEPS(DO_EXPECT(nothing_common, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-9-09/x25519",
		.req    = "4253-9-10",
		.says   = "a zero point in a later exchange is the end",
		.target = AS_BOTH, .tier = 2, IN_SESSION,
		.steps  = STEPS(NEED(kex, "curve25519-sha256,"
				     "curve25519-sha256@libssh.org"),
				DO_EXPECT(zero_point, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-9-09/dh",
		.req    = "4253-9-10",
		.says   = "e or f of 0 in a later exchange is the end",
		.target = AS_BOTH, .tier = 2, IN_SESSION,
		.steps  = STEPS(NEED(kex, "diffie-hellman-group14-sha256"),
				DO_EXPECT(zero_number, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-9-09/signature",
		.req    = "4253-9-10",
		.says   = "a bad signature in a later exchange is the end",
		.target = AS_CLIENT, .tier = 2, IN_SESSION,
		.steps  = STEPS(NEED(kex, "curve25519-sha256,"
				     "curve25519-sha256@libssh.org,"
				     "ecdh-sha2-nistp256"),
				DO_EXPECT(bad_signature, RE_TERM)),
	},
	{
		.id     = "TRANS-8308-3.2.1-01",
		.req    = "8308-3.2.1-01",
		.says   = "a key exchange before the login",
		.target = AS_BOTH, .tier = 3, .start = AT_AUTH,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO_EXPECT_OR(rekey_before_login, 0,
					     RE_TERM | RE_UNIMPLEMENTED)),
	},
	{
		.id     = "TRANS-4253-9-10",
		.req    = "4253-9-11",
		.says   = "a key exchange that goes on late",
		.target = AS_BOTH, .tier = 3, IN_SESSION,
		.steps  = STEPS(DO_EXPECT(leave_alone, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-9-11",
		.req    = "4253-9-12",
		.says   = "200 key exchanges",
		.target = AS_BOTH, .tier = 2, IN_SESSION,
		.steps  = STEPS(DO_EXPECT(storm, RE_TERM)),
	},
	{ .id = NULL }
};
/* clang-format on */
