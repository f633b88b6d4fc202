/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 7: the first packet of the key exchange, sent on a guess.
 * The guess is right only if both sides prefer the same method and the same
 * host key algorithm, whatever is then agreed on.
 *
 * A server has no first packet of its own in the methods that the judge
 * speaks: its right guess is a reply that must not be thrown away, its wrong
 * one a reply to nothing that must be.
 */
#include "conformance/engine/case.h"

extern const struct conf_case conf_rfc4253_guess[];

/* clang-format off */
const struct conf_case conf_rfc4253_guess[] = {
	{
		.id     = "TRANS-4253-7-01",
		.req    = "4253-7-01",
		.says   = "a right guess is used",
		.target = AS_SERVER, .tier = 1,
		.steps  = STEPS(ORDER(kex, ORDER_THEIRS),
				ORDER(hostkey, ORDER_THEIRS),
				HOLD(), VERSION("SSH-2.0-ettconform\r\n"),
				SAY_WITH(kexinit,
					 NUM(kexinit, guess_follows, 1)),
				GUESS(), KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7-02",
		.req    = "4253-7-02",
		.says   = "a guess for a method the target lacks is ignored",
		.target = AS_SERVER, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
					 FRONT(kexinit, kex,
					       "guess@example.com,"),
					 NUM(kexinit, guess_follows, 1)),
				GUESS(), KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7-03",
		.req    = "4253-7-02",
		.says   = "a guess is wrong if the preferred methods differ",
		.target = AS_SERVER, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(ORDER(kex, ORDER_NOT_THEIRS),
				SAY_WITH(kexinit,
					 NUM(kexinit, guess_follows, 1)),
				GUESS(), KEX_OR(RE_KEYED, RE_GUESSED)),
	},
	{
		.id     = "TRANS-4253-7-04",
		.req    = "4253-7-02",
		.says   = "a guess is wrong if only the host key differs",
		.target = AS_SERVER, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(ORDER(kex, ORDER_THEIRS),
				SAY_WITH(kexinit,
					 FRONT(kexinit, hostkey,
					       "guess@example.com,"),
					 NUM(kexinit, guess_follows, 1)),
				GUESS(), KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7-05/right",
		.req    = "4253-7-01",
		.says   = "a server's right guess is used",
		.target = AS_CLIENT, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(ORDER(kex, ORDER_THEIRS),
				ORDER(hostkey, ORDER_THEIRS),
				SAY_WITH(kexinit,
					 NUM(kexinit, guess_follows, 1)),
				KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7-05/unknown",
		.req    = "4253-7-02",
		.says   = "a server's guess for a method the target lacks",
		.target = AS_CLIENT, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
					 FRONT(kexinit, kex,
					       "guess@example.com,"),
					 NUM(kexinit, guess_follows, 1)),
				GUESS(), KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7-05/method",
		.req    = "4253-7-02",
		.says   = "a server's guess if the preferred methods differ",
		.target = AS_CLIENT, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(ORDER(kex, ORDER_NOT_THEIRS),
				SAY_WITH(kexinit,
					 NUM(kexinit, guess_follows, 1)),
				GUESS(), KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7-05/hostkey",
		.req    = "4253-7-02",
		.says   = "a server's guess if only the host key differs",
		.target = AS_CLIENT, .tier = 1, .start = AT_VERSION,
		.steps  = STEPS(ORDER(kex, ORDER_THEIRS),
				SAY_WITH(kexinit,
					 FRONT(kexinit, hostkey,
					       "guess@example.com,"),
					 NUM(kexinit, guess_follows, 1)),
				GUESS(), KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-7-06",
		.req    = "4253-7-03",
		.says   = "a wrong guess alone is not answered",
		.target = AS_SERVER, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
					 FRONT(kexinit, kex,
					       "guess@example.com,"),
					 NUM(kexinit, guess_follows, 1)),
				GUESS(), EXPECT(RE_SILENCE | RE_TERM)),
	},
	{
		.id     = "ARCH-4251-5-02",
		.req    = "4251-5-02",
		.says   = "first_kex_packet_follows of 2 is true",
		.target = AS_SERVER, .tier = 2, .start = AT_VERSION,
		.steps  = STEPS(SAY_WITH(kexinit,
					 FRONT(kexinit, kex,
					       "guess@example.com,"),
					 NUM(kexinit, guess_follows, 2)),
				GUESS(), KEX(RE_KEYED)),
	},
	{ .id = NULL },
};
/* clang-format on */
