/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 sections 6.3 and 6.4, RFC 5647, RFC 8758, and what OpenSSH's
 * PROTOCOL has added: ciphers, MACs, and that nothing is believed which they
 * do not vouch for.  The question behind a packet that was changed must not be
 * answered any more.  Where a wrong packet_length can only be seen by its size,
 * one that is waited for is not yet believed: that is for section 6.1 to judge.
 */
#include <stdio.h>

#include "conformance/suites/protections.h"

/* RFC 8758 section 2 */
static enum result_verdict no_arcfour(const struct conf_peer *p, char *why)
{
	static const char *const names[] = { "arcfour", "arcfour128",
					     "arcfour256" };
	enum { CIPHER_CS = 2, CIPHER_SC = 3 };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct ett_bytes name = ett_str(names[i]);

		if (!ett_names_has(conf_list(&p->kex.theirs, CIPHER_CS),
				   name) &&
		    !ett_names_has(conf_list(&p->kex.theirs, CIPHER_SC), name))
			continue;
		snprintf(why, CONF_WHY_MAX, "%s is offered", names[i]);
		return RESULT_FAIL;
	}
	return RESULT_PASS;
}

static bool ask_times(struct conf_peer *p, size_t n, struct conf_reaction *r)
{
	bool on = true;

	for (size_t i = 0; i < n && on; i++)
		on = conf_alive(p, r);
	return on;
}

/* More than one byte of a counter holds. */
static void ask_often(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "300 questions");
	(void)ask_times(p, 300, r);
}

static void log_in(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	(void)sent;
	conf_reach(p, AT_LOGIN, r);
}

/* UNIMPLEMENTED names the packet by its number, which is where the count of
 * the target shows; not every target sends it. */
static void count_on(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	static const uint8_t unknown[] = { 191 };
	unsigned before = p->unimplemented;
	uint32_t seq;

	conf_text(sent, CONF_WHY_MAX,
		  "a key exchange, an unknown message, 10 questions");
	if (!conf_rekey(p, r))
		return;
	seq = p->link.out.seq;
	(void)conf_say_payload(p, (struct ett_bytes){ unknown, sizeof unknown },
			       NULL);
	if (!ask_times(p, 10, r) || p->unimplemented == before ||
	    p->unimplemented_seq == seq)
		return;
	r->kind = RE_UNIMPLEMENTED;
	conf_text(r->text, sizeof r->text,
		  "UNIMPLEMENTED for packet %u, which was packet %u",
		  p->unimplemented_seq, seq);
}

extern const struct conf_case conf_integrity[];

#define NOPE "nope@example.com"

/* A packet of 48 bytes: changing 0x10 in the last byte of its packet_length
 * takes 16 off, or, in one of 32, adds 16. */
#define IN_LENGTH FLIP(3, 0x10)
#define IN_DATA   FLIP(12, 0x01)

/* clang-format off */
#define CHANGED(case_id, req_id, what, lock, ...)                       \
	PACKET_CASE(case_id, req_id, 1, what, lock(), READY(),            \
		    SAY_WITH(ignore, __VA_ARGS__), ASK(RE_TERM))

#define CHANGED_LENGTH(case_id, req_id, lock)                           \
	CHANGED(case_id "/shorter", req_id, "packet_length made shorter", \
		lock, DATA(32), IN_LENGTH),                             \
	CHANGED(case_id "/longer", req_id, "packet_length made longer", \
		lock, DATA(16), IN_LENGTH),                             \
	PACKET_CASE(case_id "/huge", req_id, 1,                         \
		    "packet_length made huge", lock(), READY(),         \
		    SAY_WITH(ignore, DATA(16), FLIP(0, 0x80)),          \
		    ASK_OR(RE_TERM, RE_SILENCE))

#define CHANGED_REST(case_id, req_id, lock)                             \
	CHANGED(case_id "/tag", req_id, "a bit of the tag changed",     \
		lock, DATA(16), TAG_FLIP()),                            \
	CHANGED(case_id "/body", req_id, "a bit of the payload changed", \
		lock, DATA(16), IN_DATA),                               \
	CHANGED(case_id "/padding", req_id, "a bit of the padding changed", \
		lock, DATA(16), PAD_FLIP())

#define COUNTED_ON(case_id, lock)                                       \
	{                                                               \
		.id     = (case_id),                                    \
		.req    = "4253-6.4-03",                                \
		.says   = "sequence numbers go on over a key exchange", \
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,      \
		.needs  = HAS_LOGIN,                                    \
		.steps  = STEPS(lock(), DO(log_in), DO(count_on)),        \
	}

const struct conf_case conf_integrity[] = {
	PACKET_CASE("TRANS-4253-6.3-01/ctr", "4253-6.3-01", 1,
		    "aes128-ctr one way, aes256-ctr the other",
		    BOTH_WAYS(mac, "hmac-sha2-256"),
		    ONLY(cipher_cs, "aes128-ctr"),
		    ONLY(cipher_sc, "aes256-ctr"), ASK(RE_ANSWER)),
	PACKET_CASE("TRANS-4253-6.3-01/gcm", "4253-6.3-01", 1,
		    "aes128-ctr one way, AES-GCM the other",
		    BOTH_WAYS(mac, "hmac-sha2-256"),
		    ONLY(cipher_cs, "aes128-ctr"),
		    ONLY(cipher_sc, "aes256-gcm@openssh.com"),
		    ASK(RE_ANSWER)),
	PACKET_CASE("TRANS-4253-6.3-01/chacha", "4253-6.3-01", 1,
		    "chacha20-poly1305 one way, aes256-ctr the other",
		    BOTH_WAYS(mac, "hmac-sha2-256"),
		    ONLY(cipher_cs, "chacha20-poly1305@openssh.com"),
		    ONLY(cipher_sc, "aes256-ctr"), ASK(RE_ANSWER)),
	PACKET_CASE("TRANS-4253-6.4-01/sha", "4253-6.4-01", 1,
		    "hmac-sha2-256 one way, hmac-sha1 the other",
		    BOTH_WAYS(cipher, "aes128-ctr"),
		    ONLY(mac_cs, "hmac-sha2-256"),
		    ONLY(mac_sc, "hmac-sha1"), ASK(RE_ANSWER)),
	PACKET_CASE("TRANS-4253-6.4-01/long", "4253-6.4-01", 1,
		    "hmac-sha2-256 one way, hmac-sha2-512 the other",
		    BOTH_WAYS(cipher, "aes128-ctr"),
		    ONLY(mac_cs, "hmac-sha2-256"),
		    ONLY(mac_sc, "hmac-sha2-512"), ASK(RE_ANSWER)),
	PACKET_CASE("TRANS-4253-6.4-01/etm", "4253-6.4-01", 1,
		    "encrypt-then-MAC one way, encrypt-and-MAC the other",
		    BOTH_WAYS(cipher, "aes128-ctr"),
		    ONLY(mac_cs, "hmac-sha2-256-etm@openssh.com"),
		    ONLY(mac_sc, "hmac-sha2-256"), ASK(RE_ANSWER)),
	CHANGED("TRANS-4253-6.4-02", "4253-6.4-02",
		"a bit of the MAC changed", EM, DATA(16), TAG_FLIP()),
	CHANGED("TRANS-4253-6.4-03/body", "4253-6.4-02",
		"a bit of the payload changed", EM, DATA(16), IN_DATA),
	CHANGED("TRANS-4253-6.4-03/padding", "4253-6.4-02",
		"a bit of the padding changed", EM, DATA(16), PAD_FLIP()),
	CHANGED_REST("PROTO-1.5-01", "ossh-1.5-01", ETM),
	CHANGED_LENGTH("PROTO-1.5-01", "ossh-1.5-01", ETM),
	CHANGED_REST("TRANS-5647-7.2-01", "5647-7.2-01", GCM),
	CHANGED_LENGTH("TRANS-5647-7.2-01", "5647-7.2-01", GCM),
	CHANGED_REST("PROTO-CP-01", "ossh-cp-01", CHACHA),
	CHANGED_LENGTH("PROTO-CP-01", "ossh-cp-01", CHACHA),
	PACKET_CASE("TRANS-5647-7.1-01/128", "5647-7.1-01", 2,
		    "1000 packets with aes128-gcm", GCM(), READY(), HOLD(),
		    SAY_TIMES(1000, ignore, DATA(1)), ASK(RE_ANSWER)),
	PACKET_CASE("TRANS-5647-7.1-01/256", "5647-7.1-01", 2,
		    "1000 packets with aes256-gcm",
		    BOTH_WAYS(cipher, "aes256-gcm@openssh.com"), READY(),
		    HOLD(), SAY_TIMES(1000, ignore, DATA(1)), ASK(RE_ANSWER)),
	{
		.id     = "TRANS-5647-7.1-01/back",
		.req    = "5647-7.1-01",
		.says   = "300 packets with aes128-gcm, and their answers",
		.target = AS_BOTH, .tier = 2, .start = AT_VERSION,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(GCM(), DO(log_in), DO(ask_often)),
	},
	PACKET_CASE("PROTO-CP-02/chacha", "ossh-cp-02", 1,
		    "chacha20-poly1305 and no MAC in common",
		    CHACHA(), SAY_WITH(kexinit, SET(kexinit, mac_cs, NOPE),
				     SET(kexinit, mac_sc, NOPE)),
		    ASK(RE_ANSWER)),
	PACKET_CASE("PROTO-CP-02/gcm", "ossh-1.6-01", 1,
		    "AES-GCM and no MAC in common",
		    GCM(), SAY_WITH(kexinit, SET(kexinit, mac_cs, NOPE),
				  SET(kexinit, mac_sc, NOPE)),
		    ASK(RE_ANSWER)),
	EACH("TRANS-4253-6.4-04/", "4253-6.4-03", 1,
	     "packets before the first keys are counted",
	     SAY_TIMES(3, ignore, DATA(16)), ASK(RE_ANSWER)),
	COUNTED_ON("TRANS-4253-6.4-05/em", EM),
	COUNTED_ON("TRANS-4253-6.4-05/etm", ETM),
	COUNTED_ON("TRANS-4253-6.4-05/gcm", GCM),
	COUNTED_ON("TRANS-4253-6.4-05/chacha", CHACHA),
	EACH("TRANS-4253-6.4-06/replayed-", "4253-6.4-04", 2,
	     "a packet comes a second time", READY(),
	     SAY_WITH(ignore, DATA(16), AGAIN()),
	     ASK_OR(RE_TERM, RE_SILENCE)),
	EACH("TRANS-4253-6.4-06/lost-", "4253-6.4-04", 2,
	     "a packet does not come", READY(),
	     SAY_WITH(ignore, DATA(16), LOST()),
	     ASK_OR(RE_TERM, RE_SILENCE)),
	{
		.id     = "TRANS-8758-2-01",
		.req    = "8758-2-01",
		.says   = "RC4 is not offered",
		.target = AS_BOTH, .tier = 2, .start = AT_KEXINIT,
		.steps  = STEPS(CHECK(no_arcfour)),
	},
	{ .id = NULL }
};
/* clang-format on */
