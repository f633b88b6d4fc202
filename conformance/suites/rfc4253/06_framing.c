/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 6: lengths, padding and alignment of packets.  A message
 * that is framed wrongly is followed by a lawful question, whose answer shows
 * that it was taken.  Before the first NEWKEYS the message is our KEXINIT,
 * without which nothing goes on.  A key exchange follows even then, as a client
 * may have sent a guess already.
 */
#include <stdio.h>
#include <string.h>

#include "conformance/peer/stream.h"
#include "conformance/suites/protections.h"

/* What the target sent, over the whole connection */

static enum result_verdict lawful_frames(const struct conf_peer *p, char *why)
{
	unsigned odd = p->link.odd & ~(unsigned)PACKET_LARGE;

	if (odd == 0)
		return RESULT_PASS;
	snprintf(why, CONF_WHY_MAX, "packets came with%s%s%s%s",
		 odd & PACKET_PADDING ? " less than 4 bytes of padding," : "",
		 odd & PACKET_ALIGN ? " a length that is no multiple," : "",
		 odd & PACKET_SMALL ? " fewer than 16 bytes," : "",
		 odd & PACKET_INSIDE ? " more padding than packet," : "");
	why[strlen(why) - 1] = '\0';
	return RESULT_FAIL;
}

static enum result_verdict lawful_sizes(const struct conf_peer *p, char *why)
{
	if ((p->link.odd & PACKET_LARGE) == 0)
		return RESULT_PASS;
	snprintf(why, CONF_WHY_MAX,
		 "a packet came with a payload of more than 32768 bytes, or "
		 "with more than 35000 bytes in all");
	return RESULT_FAIL;
}

/* Messages of every length up to a few blocks; what goes wrong here is for
 * other cases to say. */
static void hear_lengths(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	bool on = true;

	conf_text(sent, CONF_WHY_MAX, "1 to 40 bytes through a channel");
	for (uint64_t n = 1; n <= 40 && on; n++)
		on = conf_stream(p, n, r) && conf_stream_back(p, r);
	*r = (struct conf_reaction){ 0 };
}

/* With a maximum packet size of 32768 the target may send more, as that counts
 * the data alone; with this one it may not.  All at once, so that there is much
 * to send back. */
static void hear_much(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	enum { DATA_MOST = 32768 - 9, MUCH = 200000 };

	conf_text(sent, CONF_WHY_MAX, "200000 bytes through a channel");
	if (conf_open_echo(p, 0, 1 << 20, DATA_MOST, r)) {
		p->hold = true;
		(void)conf_stream_burst(p, MUCH);
		p->hold = false;
		(void)conf_flush(p);
		(void)conf_stream_back(p, r);
	}
	*r = (struct conf_reaction){ 0 };
}

/* KEXINIT with so little padding, and a language as long as it takes for a
 * multiple of 8. */
static void say_kexinit_padded(struct conf_peer *p, uint32_t pad)
{
	enum { REST = 4 + 1 + 1 + 16 + 4 * CONF_LISTS + 1 + 4, BLOCK = 8 };
	const struct conf_twist padded[] = { PAD(pad), { .at = 0 } };
	size_t n = REST + pad, more;

	for (int i = 0; i < CONF_LISTS; i++)
		n += strlen(p->offer[i]);
	more = (BLOCK - n % BLOCK) % BLOCK;
	conf_text(p->offer[8], CONF_LIST_MAX, "%.*s", (int)more, "language");
	(void)conf_say_kexinit(p, padded);
}

static void pad_3(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	(void)r;
	conf_text(sent, CONF_WHY_MAX, "kexinit; packet padding 3");
	say_kexinit_padded(p, 3);
}

static void pad_0(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	(void)r;
	conf_text(sent, CONF_WHY_MAX, "kexinit; packet padding 0");
	say_kexinit_padded(p, 0);
}

static void say_nothing(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	(void)r;
	conf_text(sent, CONF_WHY_MAX, "a packet without a payload");
	(void)conf_say_payload(p, (struct ett_bytes){ NULL, 0 }, NULL);
}

extern const struct conf_case conf_framing[];

#define HUGE  "\xff\xff\xff\xff" ZEROS
#define LARGE "\x00\x04\x00\x04" ZEROS
#define ZEROS "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

/* clang-format off */
const struct conf_case conf_framing[] = {
	EACH("TRANS-4253-6-01/", "4253-6-01", 1,
	     "every packet that comes is framed as it must be",
	     READY(), ASK(RE_ANSWER), CHECK(lawful_frames)),
	{
		.id     = "TRANS-4253-6-01/lengths",
		.req    = "4253-6-01",
		.says   = "so is every one of many lengths",
		.target = AS_BOTH, .tier = 1, .start = AT_CHANNEL,
		.needs  = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(DO(hear_lengths), CHECK(lawful_frames)),
	},
	PACKET_CASE("TRANS-4253-6-02/plain", "4253-6-02", 1,
		    "KEXINIT with as much padding as there can be",
		    SAY_WITH(kexinit, PAD_MOST()), ASK(RE_ANSWER)),
	EACH("TRANS-4253-6-02/", "4253-6-02", 1,
	     "IGNORE with as much padding as there can be",
	     READY(), SAY_WITH(ignore, DATA(20), PAD_MOST()), ASK(RE_ANSWER)),
	PACKET_CASE("TRANS-4253-6-03", "4253-6-03", 1,
		    "3 bytes of padding, unencrypted",
		    DO(pad_3), KEX_OR(RE_TERM, RE_KEYED)),
	PACKET_CASE("TRANS-4253-6-04/em", "4253-6-03", 2,
		    "3 bytes of padding, encrypted", EM(), READY(),
		    SAY_WITH(ignore, DATA(19), PAD(3)),
		    ASK_OR(RE_TERM, RE_ANSWER)),
	EACH_BUT_EM("TRANS-4253-6-04/", "4253-6-03", 2,
		    "3 bytes of padding, encrypted", READY(),
		    SAY_WITH(ignore, DATA(23), PAD(3)),
		    ASK_OR(RE_TERM, RE_ANSWER)),
	PACKET_CASE("TRANS-4253-6-05/plain", "4253-6-03", 2,
		    "no padding, unencrypted",
		    DO(pad_0), KEX_OR(RE_TERM, RE_KEYED)),
	PACKET_CASE("TRANS-4253-6-05/em", "4253-6-03", 2,
		    "no padding, encrypted", EM(), READY(),
		    SAY_WITH(ignore, DATA(22), PAD(0)),
		    ASK_OR(RE_TERM, RE_ANSWER)),
	EACH_BUT_EM("TRANS-4253-6-05/", "4253-6-03", 2,
		    "no padding, encrypted", READY(),
		    SAY_WITH(ignore, DATA(26), PAD(0)),
		    ASK_OR(RE_TERM, RE_ANSWER)),
	PACKET_CASE("TRANS-4253-6-06", "4253-6-04", 1,
		    "a length of a multiple of 8 and 1",
		    SAY_WITH(kexinit, PAD_MORE(1)), KEX(RE_TERM)),
	PACKET_CASE("TRANS-4253-6-07/em", "4253-6-04", 1,
		    "a length of a multiple of 16 and 8",
		    EM(), ASK_WITH(RE_TERM, PAD_MORE(8))),
	PACKET_CASE("TRANS-4253-6-07/etm", "4253-6-04", 1,
		    "a length of a multiple of 16 and 8",
		    ETM(), ASK_WITH(RE_TERM, PAD_MORE(8))),
	PACKET_CASE("TRANS-4253-6-07/gcm", "4253-6-04", 1,
		    "a length of a multiple of 16 and 8",
		    GCM(), ASK_WITH(RE_TERM, PAD_MORE(8))),
	PACKET_CASE("TRANS-4253-6-07/chacha", "4253-6-04", 1,
		    "a length of a multiple of 8 and 1",
		    CHACHA(), ASK_WITH(RE_TERM, PAD_MORE(1))),
	PACKET_CASE("TRANS-4253-6-08/0", "4253-6-05", 1,
		    "a packet_length of 0",
		    SAY_WITH(kexinit, PACKET_LEN(0)), KEX(RE_TERM)),
	PACKET_CASE("TRANS-4253-6-08/1", "4253-6-05", 1,
		    "a packet_length of 1",
		    SAY_WITH(kexinit, PACKET_LEN(1)), KEX(RE_TERM)),
	PACKET_CASE("TRANS-4253-6-08/4", "4253-6-05", 1,
		    "a packet_length of 4",
		    SAY_WITH(kexinit, PACKET_LEN(4)), KEX(RE_TERM)),
	EACH("TRANS-4253-6-08/", "4253-6-05", 1,
	     "a packet_length of 4, encrypted", READY(),
	     SAY_WITH(ignore, DATA(20), PACKET_LEN(4)), ASK(RE_TERM)),
	PACKET_CASE("TRANS-4253-6-09/plain", "4253-6-06", 1,
		    "padding_length 200 in a packet of 24 bytes",
		    SAY_WITH(ignore, DATA(8), PAD_LEN(200)), KEX(RE_TERM)),
	EACH("TRANS-4253-6-09/", "4253-6-06", 1,
	     "padding_length 200 in a short packet, encrypted", READY(),
	     SAY_WITH(ignore, DATA(8), PAD_LEN(200)), ASK(RE_TERM)),
	PACKET_CASE("TRANS-4253-6-10/plain", "4253-6-07", 2,
		    "a packet without a payload, unencrypted",
		    DO(say_nothing), KEX(RE_TERM | RE_KEYED)),
	EACH("TRANS-4253-6-10/", "4253-6-07", 2,
	     "a packet without a payload, encrypted",
	     READY(), DO(say_nothing), ASK(RE_TERM | RE_ANSWER)),
	EACH("TRANS-4253-6-11/split-", "4253-6-08", 1,
	     "packets that come byte by byte", READY(), CHUNK(1),
	     SAY_WITH(ignore, DATA(40)), ASK(RE_ANSWER)),
	EACH("TRANS-4253-6-11/joined-", "4253-6-08", 1,
	     "20 packets at once", READY(), HOLD(),
	     SAY_TIMES(20, ignore, DATA(40)), ASK(RE_ANSWER)),
	EACH("TRANS-4253-6.1-01/", "4253-6.1-01", 1,
	     "a payload of 32768 bytes", READY(),
	     SAY_WITH(ignore, DATA(32763)), ASK(RE_ANSWER)),
	PACKET_CASE("TRANS-4253-6.1-02", "4253-6.1-01", 1,
		    "a payload of 32768 bytes before KEXINIT",
		    SAY_WITH(ignore, DATA(32763)), KEX(RE_KEYED)),
	PACKET_CASE("TRANS-4253-6.1-03/em", "4253-6.1-01", 2,
		    "the longest payload, padding and MAC",
		    WITH_MAC("hmac-sha2-512"), READY(),
		    SAY_WITH(ignore, DATA(32763), PAD_MOST()), ASK(RE_ANSWER)),
	PACKET_CASE("TRANS-4253-6.1-03/etm", "4253-6.1-01", 2,
		    "the longest payload, padding and MAC",
		    WITH_MAC("hmac-sha2-512-etm@openssh.com"), READY(),
		    SAY_WITH(ignore, DATA(32763), PAD_MOST()), ASK(RE_ANSWER)),
	{
		.id     = "TRANS-4253-6.1-04",
		.req    = "4253-6.1-02",
		.says   = "a payload of 34900 bytes",
		.target = AS_BOTH, .tier = 3, .info = true,
		.start  = AT_VERSION,
		.steps  = STEPS(READY(), SAY_WITH(ignore, DATA(34895)),
				ASK(RE_ANSWER | RE_TERM)),
	},
	PACKET_CASE("TRANS-4253-6.1-05/plain", "4253-6.1-03", 1,
		    "a packet_length of 2^32 - 1", RAW(HUGE), KEX(RE_TERM)),
	EACH("TRANS-4253-6.1-05/", "4253-6.1-03", 1,
	     "a packet_length of 2^32 - 1, encrypted", READY(),
	     SAY_WITH(ignore, DATA(20), PACKET_LEN(0xffffffff)), ASK(RE_TERM)),
	PACKET_CASE("TRANS-4253-6.1-06", "4253-6.1-03", 3,
		    "a packet_length of 262148",
		    RAW(LARGE), KEX_OR(RE_TERM, RE_SILENCE)),
	PACKET_CASE("TRANS-4253-6.1-07/kex", "4253-6.1-04", 1,
		    "no packet that comes is too long",
		    ASK(RE_ANSWER), CHECK(lawful_sizes)),
	{
		.id     = "TRANS-4253-6.1-07/data",
		.req    = "4253-6.1-04",
		.says   = "nor is one of a channel",
		.target = AS_BOTH, .tier = 1, .start = AT_LOGIN,
		.needs  = HAS_LOGIN | HAS_CHANNEL,
		.steps  = STEPS(DO(hear_much), CHECK(lawful_sizes)),
	},
	{ .id = NULL }
};
/* clang-format on */
