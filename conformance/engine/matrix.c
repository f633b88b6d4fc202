/* SPDX-License-Identifier: ISC
 *
 * What may come when is read from the message table alone.  What that cannot
 * say, that a message belongs to a method or is out of turn in its own phase,
 * is left to the cases that are there for it, or judged as forbidden where no
 * peer could take it.
 */
#include "conformance/engine/matrix.h"

#include <stdio.h>

#include "conformance/engine/words.h"
#include "conformance/peer/number.h"

enum rule {
	RULE_NONE,     /* may come, or other cases are there for it */
	RULE_UNKNOWN,  /* RFC 4253 section 11.4 */
	RULE_LOCAL,    /* numbers of local extensions, RFC 4250 section 4.1.2 */
	RULE_IN_KEX,   /* the same before NEWKEYS, where an end does no harm */
	RULE_EARLY,    /* RFC 4252 section 6: 80 and above before the login */
	RULE_FORBIDDEN /* known, but not here, or not from this side */
};

struct place {
	const char *name;
	enum conf_start start;
	unsigned phase; /* of messages.def */
	unsigned needs;
};

/* clang-format off */
static const struct place places[] = {
	{ "version", AT_VERSION, ETT_PHASE_KEX, 0 },
	{ "kexinit", AT_KEXINIT, ETT_PHASE_KEX, 0 },
	{ "reply", AT_REPLY, ETT_PHASE_KEX, 0 },
	{ "newkeys", AT_NEWKEYS, ETT_PHASE_SVC, 0 },
	{ "auth", AT_AUTH, ETT_PHASE_AUTH, 0 },
	{ "login", AT_LOGIN, ETT_PHASE_CONN, HAS_LOGIN },
	{ "channel", AT_CHANNEL, ETT_PHASE_CONN, HAS_LOGIN | HAS_CHANNEL },
};

static const struct {
	const char *req, *says;
	unsigned good, tolerable;
} rules[] = {
	[RULE_NONE] = { "", "", 0, 0 },
	[RULE_UNKNOWN] = { "matrix-unknown",
		"UNIMPLEMENTED answers an unknown message",
		RE_UNIMPLEMENTED, 0 },
	[RULE_LOCAL] = { "matrix-unknown",
		"UNIMPLEMENTED answers what only others extended",
		RE_UNIMPLEMENTED, RE_TERM },
	[RULE_IN_KEX] = { "matrix-unknown",
		"an unknown message does no harm to a key exchange",
		RE_UNIMPLEMENTED, RE_TERM },
	[RULE_EARLY] = { "matrix-early",
		"nothing of the connection protocol before the login",
		RE_TERM | RE_UNIMPLEMENTED, RE_IGNORED },
	[RULE_FORBIDDEN] = { "matrix-forbidden",
		"a message that may not come here changes nothing",
		RE_TERM | RE_UNIMPLEMENTED, RE_IGNORED },
};
/* clang-format on */

enum {
	PLACES = sizeof places / sizeof places[0],
	NUMBERS = 256,
	METHOD_FIRST = 30, /* of the key exchange: 30 to 49 */
	METHOD_LAST = 49,
	AUTH_METHOD_FIRST = 60, /* of authentication: 60 to 79 */
	AUTH_LAST = 79,
	LOCAL_FIRST = 192,
	SAMPLE = 16 /* in a key exchange, of those that no one ever used */
};

void conf_number(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "a message of number %u", p->argument);
	conf_try_number(p, (uint8_t)p->argument, r);
}

struct conf_case conf_matrix[PLACES * NUMBERS + 1];
static struct conf_step steps[PLACES * NUMBERS][2];
static char ids[PLACES * NUMBERS][24];

/* All rows of a number: they differ by method alone. */
static bool known(uint8_t number, unsigned *from, unsigned *phase)
{
	*from = *phase = 0;
	for (size_t i = 0; i < ETT_MSG_COUNT; i++) {
		if (ett_layout[i].inside != NULL ||
		    ett_layout[i].number != number)
			continue;
		*from |= ett_layout[i].from;
		*phase |= ett_layout[i].phase;
	}
	return *from != 0;
}

/* What has cases of its own with verdicts of its own: a second KEXINIT, and
 * a client that is ahead of the answer that it needs. */
static bool judged_elsewhere(const struct place *at, uint8_t number)
{
	return number == ETT_NUM_kexinit ||
	       (number == ETT_NUM_service_request &&
		at->phase == ETT_PHASE_AUTH) ||
	       (number == ETT_NUM_userauth_request &&
		at->phase == ETT_PHASE_SVC);
}

/* In a key exchange each message has one place. */
static bool in_turn(const struct place *at, uint8_t number)
{
	if (number == ETT_NUM_newkeys)
		return at->start == AT_REPLY;
	if (number == ETT_NUM_kexdh_init || number == ETT_NUM_kexdh_reply)
		return at->start == AT_KEXINIT;
	return number < METHOD_FIRST || number > METHOD_LAST;
}

static enum rule rule_for(const struct place *at, uint8_t number,
			  unsigned sender)
{
	bool kex = at->phase == ETT_PHASE_KEX;
	bool outside = at->phase != ETT_PHASE_CONN;
	unsigned from, phase;
	bool row = known(number, &from, &phase);

	if (row && (from & sender) != 0 && (phase & at->phase) != 0 &&
	    (!kex || in_turn(at, number)))
		return RULE_NONE;
	if (row && (from & sender) != 0 && judged_elsewhere(at, number))
		return RULE_NONE;
	if (kex && !row && number > AUTH_LAST && number % SAMPLE != SAMPLE - 1)
		return RULE_NONE;
	if (outside && number > AUTH_LAST)
		return RULE_EARLY;
	if (row || (kex && number >= METHOD_FIRST && number <= METHOD_LAST) ||
	    (outside && number >= AUTH_METHOD_FIRST))
		return RULE_FORBIDDEN;
	if (kex)
		return RULE_IN_KEX;
	return number >= LOCAL_FIRST ? RULE_LOCAL : RULE_UNKNOWN;
}

static void make(size_t i, const struct place *at, uint8_t number)
{
	enum rule to_server = rule_for(at, number, ETT_FROM_C);
	enum rule to_client = rule_for(at, number, ETT_FROM_S);
	enum rule rule = to_server != RULE_NONE ? to_server : to_client;
	struct conf_case *c = &conf_matrix[i];

	snprintf(ids[i], sizeof ids[i], "MATRIX/%s/%u", at->name, number);
	steps[i][0] = (struct conf_step){ .op = OP_DO,
					  .act = conf_number,
					  .num = number,
					  .good = rules[rule].good,
					  .tolerable = rules[rule].tolerable };
	steps[i][1] = (struct conf_step){ .op = OP_END };
	*c = (struct conf_case){
		.id = ids[i],
		.req = rules[rule].req,
		.says = rules[rule].says,
		.target = (to_server != RULE_NONE ? AS_SERVER : 0) |
			  (to_client != RULE_NONE ? AS_CLIENT : 0),
		.tier = 2,
		.needs = at->needs,
		.start = at->start,
		.steps = steps[i],
	};
}

void conf_matrix_make(void)
{
	size_t n = 0;

	for (size_t i = 0; i < PLACES; i++) {
		for (unsigned number = 1; number < NUMBERS; number++) {
			make(n, &places[i], (uint8_t)number);
			n += conf_matrix[n].target != 0;
		}
	}
	conf_matrix[n] = (struct conf_case){ .id = NULL };
}

static bool of_matrix(const struct conf_case *c)
{
	return c >= conf_matrix && c < conf_matrix + PLACES * NUMBERS;
}

size_t conf_row(const struct conf_case *const *cases, size_t n)
{
	size_t i = 1;

	if (!of_matrix(cases[0]))
		return 1;
	while (i < n && i < CONF_ROW_MAX && of_matrix(cases[i]) &&
	       cases[i]->start == cases[0]->start)
		i++;
	return i;
}

/* What conf_number() and its step would have reported. */
static void put_shared(const struct conf_case *c, struct conf_outcome *out)
{
	*out = (struct conf_outcome){ .verdict = RESULT_PASS,
				      .kind = RE_UNIMPLEMENTED };
	conf_text(out->sent, sizeof out->sent,
		  "a message of number %u, with others", c->steps[0].num);
	conf_text(out->got, sizeof out->got,
		  "UNIMPLEMENTED for its packet, and the session goes on");
	conf_reactions_text(c->steps[0].good, out->expected,
			    sizeof out->expected);
}

void conf_judge_row(struct conf_run *run, const struct conf_case *const *cases,
		    size_t n, struct conf_outcome *out)
{
	bool done[CONF_ROW_MAX] = { false };
	uint8_t number[CONF_ROW_MAX];
	size_t last = n - 1;

	for (size_t i = 0; i < n; i++)
		number[i] = (uint8_t)cases[i]->steps[0].num;
	if (n > 1)
		conf_try_together(run, cases[0], number, n, done);
	while (last > 0 && done[last])
		last--;
	for (size_t i = 0; i < n; i++) {
		if (done[i])
			put_shared(cases[i], &out[i]);
		else if (i < last)
			conf_judge_on(run, cases[i], &out[i]);
		else
			conf_judge(run, cases[i], &out[i]);
	}
}
