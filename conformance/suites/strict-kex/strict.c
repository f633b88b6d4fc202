/* SPDX-License-Identifier: ISC
 *
 * OpenSSH PROTOCOL 1.10: strict key exchange, the answer to CVE-2023-48795.
 * Nothing but the exchange itself may come until the first NEWKEYS, and
 * sequence numbers begin anew with each NEWKEYS.
 */
#include "conformance/engine/case.h"

static const struct ett_bytes markers[] = {
	ETT_INIT("kex-strict-c-v00@openssh.com"),
	ETT_INIT("kex-strict-s-v00@openssh.com"),
};

static enum result_verdict not_in_later(const struct conf_peer *p, char *why)
{
	struct ett_bytes list = conf_list(&p->kex.theirs, 0);

	if (p->exchanges > 0 && !ett_names_has(list, markers[0]) &&
	    !ett_names_has(list, markers[1]))
		return RESULT_PASS;
	conf_text(why, CONF_WHY_MAX,
		  "the marker stands in a later KEXINIT too, where it is not "
		  "valid and ignored");
	return RESULT_NONSTRICT;
}

static void handshake(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "a handshake without our marker");
	conf_reach(p, AT_AUTH, r);
}

/* Each direction has said more than NEWKEYS, so that a number that did not
 * begin anew has shown. */
static void strict_handshake(struct conf_peer *p, struct conf_reaction *r,
			     char *sent)
{
	struct ett_msg_ignore m = { .data = ETT_LIT("counted") };

	conf_text(sent, CONF_WHY_MAX, "a handshake with our marker");
	conf_reach(p, AT_NEWKEYS, r);
	(void)conf_say(p, ETT_MSG_ignore, &m, NULL);
	if (r->kind == 0)
		conf_reach(p, AT_AUTH, r);
}

static void rekey(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "a key exchange in the session");
	if (conf_rekey(p, r))
		(void)conf_alive(p, r);
}

static void rekey_thrice(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "three key exchanges in the session");
	for (int i = 0; i < 3; i++)
		if (!conf_rekey(p, r) || !conf_alive(p, r))
			return;
}

static void mark_later(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "the marker in a later KEXINIT");
	p->strict = p->markers_later = true;
	if (conf_rekey(p, r) && conf_alive(p, r) && conf_rekey(p, r))
		(void)conf_alive(p, r);
}

/*
 * What stands between two peers inserts a packet before NEWKEYS and takes
 * away the first one behind it: to the target it is as if the judge had said
 * one more, and had then not said one that it has counted.
 */
static void cut_prefix(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "IGNORE inserted before NEWKEYS, the first packet behind "
		  "it taken away");
	p->aside = (struct conf_aside){ BEFORE_NEWKEYS, ETT_MSG_ignore, NULL };
	conf_reach(p, AT_NEWKEYS, r);
	p->link.out.seq++;
	if (r->kind == 0)
		conf_reach_keyed(p, r);
	if (r->kind == RE_KEYED && p->is_server)
		(void)conf_expect(p, ETT_NUM_userauth_request, r);
}

extern const struct conf_case conf_strict[];

/* clang-format off */
#define MARKER  NEED(kex, "kex-strict-s-v00@openssh.com,"               \
			  "kex-strict-c-v00@openssh.com")
#define CHACHA  "chacha20-poly1305@openssh.com"

/* One message at this place of the first exchange: it must not complete.  A
 * target that goes under with the first encrypted packet is not open to
 * anybody, but nothing told it so. */
#define SLIPPED(id_, who, req_, says_, place, ...)                      \
	{                                                               \
		.id     = id_,                                          \
		.req    = req_,                                         \
		.says   = says_,                                        \
		.target = who, .tier = 1, .strict = true,               \
		.start  = AT_VERSION,                                   \
		.steps  = STEPS(MARKER, ASIDE_WITH(place, __VA_ARGS__), \
				KEX_OR(RE_TERM, RE_KEYS_DIFFER)),       \
	}

/* What is harmless elsewhere, in the four forms that there are. */
#define HARMLESS(id_, who, req_, where, place)                          \
	SLIPPED(id_ "/ignore", who, req_, "IGNORE " where, place,       \
		ignore, SET(ignore, data, "x")),                        \
	SLIPPED(id_ "/debug", who, req_, "DEBUG " where, place,         \
		debug, SET(debug, message, "x")),                       \
	SLIPPED(id_ "/unimplemented", who, req_,                        \
		"UNIMPLEMENTED " where, place,                          \
		unimplemented, NUM(unimplemented, sequence, 0)),        \
	SLIPPED(id_ "/unknown", who, req_, "message 128 " where, place, \
		ignore, NUMBER(128))

/* The value is that of the base point: valid, though not ours. */
#define Q_ANY "\x09\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"                      \
	      "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

const struct conf_case conf_strict[] = {
	{
		.id     = "SKEX-01/first",
		.req    = "ossh-1.10-01",
		.says   = "the marker stands in the first KEXINIT alone",
		.target = AS_BOTH, .tier = 1, .strict = true,
		.start  = AT_CHANNEL, .needs = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(MARKER, DO(rekey), CHECK(not_in_later)),
	},
	{
		.id     = "SKEX-01/chosen",
		.req    = "ossh-1.10-02",
		.says   = "the marker is never agreed on as a method",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(MARKER,
				SAY_WITH(kexinit,
					 SET(kexinit, kex,
					     "kex-strict-c-v00@openssh.com,"
					     "kex-strict-s-v00@openssh.com")),
				EXPECT(RE_TERM)),
	},
	{
		.id     = "SKEX-02",
		.req    = "ossh-1.10-03",
		.says   = "sequence numbers go on if only the target offers it",
		.target = AS_BOTH, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(MARKER, DO(handshake)),
	},
	{
		.id     = "SKEX-03",
		.req    = "ossh-1.10-04",
		.says   = "sequence numbers begin anew behind NEWKEYS",
		.target = AS_BOTH, .tier = 1, .strict = true, .ext_info = true,
		.start  = AT_VERSION,
		.steps  = STEPS(MARKER, DO(strict_handshake)),
	},
	HARMLESS("SKEX-04", AS_SERVER, "ossh-1.10-05", "before KEXINIT",
		 BEFORE_KEXINIT),
	HARMLESS("SKEX-05", AS_SERVER, "ossh-1.10-06", "behind KEXINIT",
		 BEHIND_KEXINIT),
	HARMLESS("SKEX-06", AS_SERVER, "ossh-1.10-06", "before NEWKEYS",
		 BEFORE_NEWKEYS),
	SLIPPED("SKEX-06/ext-info", AS_SERVER, "ossh-1.10-06",
		"EXT_INFO before NEWKEYS", BEFORE_NEWKEYS,
		ext_info, NUM(ext_info, count, 0)),
	SLIPPED("SKEX-07/channel-open", AS_SERVER, "ossh-1.10-06",
		"CHANNEL_OPEN behind KEXINIT", BEHIND_KEXINIT,
		channel_open, SET(channel_open, kind, "session")),
	SLIPPED("SKEX-07/userauth", AS_SERVER, "ossh-1.10-06",
		"USERAUTH_REQUEST behind KEXINIT", BEHIND_KEXINIT,
		userauth_request, SET(userauth_request, user, "judge"),
		SET(userauth_request, service, "ssh-connection"),
		SET(userauth_request, method, "none")),
	SLIPPED("SKEX-08/init", AS_SERVER, "ossh-1.10-06",
		"a second ECDH_INIT", BEFORE_NEWKEYS,
		kex_ecdh_init, SET(kex_ecdh_init, q_c, Q_ANY)),
	SLIPPED("SKEX-08/gex", AS_SERVER, "ossh-1.10-06",
		"GEX_REQUEST behind another method's exchange", BEFORE_NEWKEYS,
		gex_request, NUM(gex_request, min, 2048),
		NUM(gex_request, n, 2048), NUM(gex_request, max, 8192)),
	HARMLESS("SKEX-09/before-kexinit", AS_CLIENT, "ossh-1.10-05",
		 "before KEXINIT", BEFORE_KEXINIT),
	HARMLESS("SKEX-09/behind-kexinit", AS_CLIENT, "ossh-1.10-06",
		 "behind KEXINIT", BEHIND_KEXINIT),
	HARMLESS("SKEX-09/before-newkeys", AS_CLIENT, "ossh-1.10-06",
		 "before NEWKEYS", BEFORE_NEWKEYS),
	SLIPPED("SKEX-09/ext-info", AS_CLIENT, "ossh-1.10-06",
		"EXT_INFO before NEWKEYS", BEFORE_NEWKEYS,
		ext_info, NUM(ext_info, count, 0)),
	SLIPPED("SKEX-09/success", AS_CLIENT, "ossh-1.10-06",
		"USERAUTH_SUCCESS behind KEXINIT", BEHIND_KEXINIT,
		userauth_success, NUMBER(52)),
	SLIPPED("SKEX-09/channel-open", AS_CLIENT, "ossh-1.10-06",
		"CHANNEL_OPEN behind KEXINIT", BEHIND_KEXINIT,
		channel_open, SET(channel_open, kind, "session")),
	SLIPPED("SKEX-09/reply", AS_CLIENT, "ossh-1.10-06",
		"a second ECDH_REPLY", BEFORE_NEWKEYS,
		kex_ecdh_reply, SET(kex_ecdh_reply, q_s, Q_ANY)),
	{
		.id     = "SKEX-10",
		.req    = "ossh-1.10-07",
		.says   = "the marker in a later KEXINIT is ignored",
		.target = AS_BOTH, .tier = 1, .start = AT_CHANNEL,
		.needs  = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(MARKER, DO(mark_later)),
	},
	{
		.id     = "SKEX-11",
		.req    = "ossh-1.10-04",
		.says   = "sequence numbers begin anew in later exchanges too",
		.target = AS_BOTH, .tier = 1, .strict = true,
		.start  = AT_CHANNEL, .needs = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(MARKER, DO(rekey_thrice)),
	},
	{
		.id     = "SKEX-12",
		.req    = "ossh-1.10-08",
		.says   = "IGNORE in a later key exchange is lawful",
		.target = AS_BOTH, .tier = 2, .strict = true,
		.start  = AT_CHANNEL, .needs = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(MARKER, ASIDE(BEHIND_KEXINIT, ignore),
				DO_EXPECT_OR(rekey, 0, RE_TERM)),
	},
	{
		.id     = "SKEX-13",
		.req    = "ossh-1.10-09",
		.says   = "a packet cannot be taken away behind NEWKEYS",
		.target = AS_BOTH, .tier = 1, .strict = true,
		.start  = AT_VERSION,
		.steps  = STEPS(MARKER, NEED(cipher_cs, CHACHA),
				NEED(cipher_sc, CHACHA),
				DO_EXPECT(cut_prefix,
					  RE_TERM | RE_KEYS_DIFFER)),
	},
	{ .id = NULL }
};
/* clang-format on */
