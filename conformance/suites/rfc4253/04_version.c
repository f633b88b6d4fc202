/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 sections 4.2, 5.1, 5.2 and 8: the identification lines, and that
 * they are hashed as they were sent.
 */
#include <stdio.h>
#include <string.h>

#include "conformance/engine/case.h"

extern const struct conf_case conf_rfc4253_version[];

/* "SSH-2.0-", 245 times a, CR LF: 255 bytes */
#define A7   "aaaaaaa"
#define A35  A7 A7 A7 A7 A7
#define A245 A35 A35 A35 A35 A35 A35 A35
#define A198 A35 A35 A35 A35 A35 A7 A7 A7 "aa"
#define A990 A245 A245 A245 A245 A7 "aaa"

static bool printable(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] < 0x20 || p[i] > 0x7e)
			return false;
	return true;
}

static const char *grammar_fault(const struct conf_peer *p)
{
	const uint8_t *v = p->v_theirs, *space;
	size_t n = p->v_theirs_n, software;

	if (n < 8 || (memcmp(v, "SSH-2.0-", 8) != 0 &&
		      (n < 9 || memcmp(v, "SSH-1.99-", 9) != 0)))
		return "does not begin with SSH-2.0-";
	if (!p->v_theirs_crlf)
		return "does not end with CR LF";
	if (p->v_theirs_long)
		return "is longer than 255 bytes";
	if (!printable(v, n))
		return "has bytes that are not printable";
	v += v[4] == '2' ? 8 : 9;
	n -= (size_t)(v - p->v_theirs);
	space = memchr(v, ' ', n);
	software = space == NULL ? n : (size_t)(space - v);
	if (software == 0)
		return "has no software version";
	return memchr(v, '-', software) != NULL
		   ? "has a minus sign in its software version"
		   : NULL;
}

static enum result_verdict version_grammar(const struct conf_peer *p, char *why)
{
	const char *fault = grammar_fault(p);

	if (fault == NULL)
		return RESULT_PASS;
	snprintf(why, CONF_WHY_MAX, "the identification line %s", fault);
	return RESULT_FAIL;
}

/* clang-format off */
const struct conf_case conf_rfc4253_version[] = {
	{
		.id     = "TRANS-4253-4.2-01",
		.req    = "4253-4.2-01",
		.says   = "the identification line follows the grammar",
		.target = AS_BOTH, .tier = 1,
		.steps  = STEPS(LISTEN(), CHECK(version_grammar)),
	},
	{
		.id     = "TRANS-4253-4.2-02",
		.req    = "4253-4.2-08",
		.says   = "an identification that ends with LF alone",
		.target = AS_BOTH, .tier = 3, .info = true,
		.steps  = STEPS(VERSION("SSH-2.0-ettconform\n"),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "TRANS-4253-4.2-03",
		.req    = "4253-4.2-02",
		.says   = "an identification of exactly 255 bytes",
		.target = AS_BOTH, .tier = 1,
		.steps  = STEPS(VERSION("SSH-2.0-" A245 "\r\n"),
				KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-4.2-04/256",
		.req    = "4253-4.2-03",
		.says   = "an identification of 256 bytes",
		.target = AS_BOTH, .tier = 2,
		.steps  = STEPS(VERSION("SSH-2.0-" A245 "a\r\n"),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "TRANS-4253-4.2-04/1000",
		.req    = "4253-4.2-03",
		.says   = "an identification of 1000 bytes",
		.target = AS_BOTH, .tier = 2,
		.steps  = STEPS(VERSION("SSH-2.0-" A990 "\r\n"),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "TRANS-4253-4.2-05",
		.req    = "4253-4.2-09",
		.says   = "64 KiB without a line end, then a byte each second",
		.target = AS_BOTH, .tier = 3,
		.steps  = STEPS(RAW("SSH-2.0-"), REPEAT("a", 65536),
				DRIP("a", 30, RE_TERM, RE_SILENCE)),
	},
	{
		.id     = "TRANS-4253-4.2-06",
		.req    = "4253-4.2-04",
		.says   = "a NUL inside the software version",
		.target = AS_BOTH, .tier = 2,
		.steps  = STEPS(VERSION("SSH-2.0-ett\0conform\r\n"),
				KEX_OR(RE_TERM, RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-4.2-07/ff",
		.req    = "4253-4.2-05",
		.says   = "a byte of 0xff inside the software version",
		.target = AS_BOTH, .tier = 2,
		.steps  = STEPS(VERSION("SSH-2.0-ett\xff" "conform\r\n"),
				KEX(RE_TERM | RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-4.2-07/esc",
		.req    = "4253-4.2-05",
		.says   = "an ESC inside the software version",
		.target = AS_BOTH, .tier = 2,
		.steps  = STEPS(VERSION("SSH-2.0-ett\x1b[31mconform\r\n"),
				KEX(RE_TERM | RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-4.2-08",
		.req    = "4253-4.2-06",
		.says   = "a peer of version 1.5 is turned away",
		.target = AS_BOTH, .tier = 1,
		.steps  = STEPS(VERSION("SSH-1.5-ettconform\r\n"),
				KEX(RE_TERM)),
	},
	{
		.id     = "TRANS-4253-4.2-09/2.1",
		.req    = "4253-4.2-07",
		.says   = "a peer of version 2.1",
		.target = AS_BOTH, .tier = 3, .info = true,
		.steps  = STEPS(VERSION("SSH-2.1-ettconform\r\n"),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "TRANS-4253-4.2-09/3.0",
		.req    = "4253-4.2-07",
		.says   = "a peer of version 3.0",
		.target = AS_BOTH, .tier = 3, .info = true,
		.steps  = STEPS(VERSION("SSH-3.0-ettconform\r\n"),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "TRANS-4253-4.2-09/2",
		.req    = "4253-4.2-07",
		.says   = "a peer of version 2, without a minor one",
		.target = AS_BOTH, .tier = 3, .info = true,
		.steps  = STEPS(VERSION("SSH-2-ettconform\r\n"),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "TRANS-4253-5.1-01",
		.req    = "4253-5.1-01",
		.says   = "a server of version 1.99 is one of 2.0",
		.target = AS_CLIENT, .tier = 1,
		.steps  = STEPS(VERSION("SSH-1.99-ettconform\r\n"),
				KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-5.1-02",
		.req    = "4253-5.1-02",
		.says   = "a client of version 1.99",
		.target = AS_SERVER, .tier = 3, .info = true,
		.steps  = STEPS(VERSION("SSH-1.99-ettconform\r\n"),
				KEX(RE_KEYED | RE_TERM)),
	},
	{
		.id     = "TRANS-4253-4.2-10/one",
		.req    = "4253-4.2-11",
		.says   = "one line before the server's identification",
		.target = AS_CLIENT, .tier = 1,
		.steps  = STEPS(RAW("welcome\r\n"), KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-4.2-10/crlf",
		.req    = "4253-4.2-11",
		.says   = "40 lines of 200 bytes before it",
		.target = AS_CLIENT, .tier = 1,
		.steps  = STEPS(RAW("welcome\r\n"), REPEAT(A198 "\r\n", 40),
				KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-4.2-10/lf",
		.req    = "4253-4.2-11",
		.says   = "40 lines of 200 bytes that end with LF alone",
		.target = AS_CLIENT, .tier = 1,
		.steps  = STEPS(RAW("welcome\n"), REPEAT(A198 "a\n", 40),
				KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-4.2-11",
		.req    = "4253-4.2-12",
		.says   = "one line without end before it",
		.target = AS_CLIENT, .tier = 3,
		.steps  = STEPS(REPEAT("a", 262144), EXPECT(RE_TERM)),
	},
	{
		.id     = "TRANS-4253-4.2-13",
		.req    = "4253-4.2-10",
		.says   = "a line before the client's identification",
		.target = AS_SERVER, .tier = 2,
		.steps  = STEPS(RAW("hello\r\n"), KEX_OR(RE_TERM, RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-4.2-14",
		.req    = "4253-4.2-14",
		.says   = "the identification byte by byte",
		.target = AS_BOTH, .tier = 1,
		.steps  = STEPS(CHUNK(1), VERSION("SSH-2.0-ettconform\r\n"),
				CHUNK(0), KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-5.2-01",
		.req    = "4253-5.2-01",
		.says   = "identification and KEXINIT in one piece",
		.target = AS_SERVER, .tier = 1,
		.steps  = STEPS(HOLD(), VERSION("SSH-2.0-ettconform\r\n"),
				SAY(kexinit), KEX(RE_KEYED)),
	},
	{
		.id     = "TRANS-4253-8-01",
		.req    = "4253-8-01",
		.says   = "an identification with comments is hashed whole",
		.target = AS_BOTH, .tier = 1,
		.steps  = STEPS(VERSION("SSH-2.0-ett_9 a comment, - and "
					"more\r\n"),
				KEX(RE_KEYED)),
	},
	{ .id = NULL },
};
/* clang-format on */
