/* SPDX-License-Identifier: ISC
 *
 * The judge of clients, judged: the reference passes as a client, and with a
 * bug planted on its way each case finds the one that it is there for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conformance/engine/seed.h"
#include "conformance/target/inproc.h"
#include "conformance/test/rogue.h"

enum client_bug {
	CLIENT_LAWFUL,
	CLIENT_NO_199,   /* version 1.99 is refused */
	CLIENT_NO_LINES, /* lines before the identification are */
	CLIENT_PATIENT,  /* a line without end is no reason to end */
	CLIENT_SHORT,    /* more than 4096 bytes of such lines are refused */
	CLIENT_NO_LF,    /* one that ends with LF alone is */
	CLIENT_NO_FLAG,  /* first_kex_packet_follows is not heeded */
	CLIENT_FLAG_ALL  /* what follows is ignored, however right */
};

/*
 * The reference as a client, with bugs planted on its way: what the judge
 * says reaches it through here.
 */
struct spoiled {
	struct conf_target client;
	struct conf_wire inner;
	enum client_bug bug;
	bool gone, flag, keyed;
	size_t lines; /* bytes before the identification */
};

static bool begins(struct ett_bytes b, const char *with)
{
	return b.n >= strlen(with) && memcmp(b.p, with, strlen(with)) == 0;
}

/* Lines before the identification, which the judge sends in blocks. */
static bool refuses_lines(struct spoiled *s, struct ett_bytes b)
{
	const uint8_t *end = memchr(b.p, '\n', b.n);

	s->lines += b.n;
	return s->bug == CLIENT_NO_LINES ||
	       (s->bug == CLIENT_SHORT && s->lines > 4096) ||
	       (s->bug == CLIENT_NO_LF && end != NULL && end > b.p &&
		end[-1] != '\r');
}

static bool text_arrives(struct spoiled *s, struct ett_bytes b)
{
	if (begins(b, "SSH-"))
		s->gone |= s->bug == CLIENT_NO_199 && begins(b, "SSH-1.99-");
	else
		s->gone |= refuses_lines(s, b);
	return s->bug != CLIENT_PATIENT || !begins(b, "aaa");
}

/* A packet in clear: the flag is the fifth byte before the padding. */
static bool packet_arrives(struct spoiled *s, uint8_t *p)
{
	size_t end = (size_t)(p[2] << 8 | p[3]) + 4 - p[4];
	bool spoil = s->flag;

	if (p[5] == ETT_NUM_kexinit) {
		s->flag = p[end - 5] != 0;
		if (s->bug == CLIENT_NO_FLAG)
			p[end - 5] = 0;
		return true;
	}
	s->flag = false;
	s->keyed = p[5] == ETT_NUM_newkeys;
	return !spoil || s->bug != CLIENT_FLAG_ALL;
}

static bool spoiled_send(void *ctx, struct ett_bytes b)
{
	static uint8_t mem[CONF_PACKET_MAX];
	struct spoiled *s = ctx;
	bool arrives = true;

	if (!s->keyed && b.n > 16 && b.n <= sizeof mem && b.p[0] == 0) {
		memcpy(mem, b.p, b.n);
		b.p = mem;
		arrives = packet_arrives(s, mem);
	} else if (!s->keyed) {
		arrives = text_arrives(s, b);
	}
	if (!arrives)
		return true;
	return !s->gone && s->inner.send(s->inner.ctx, b);
}

static long spoiled_recv(void *ctx, uint8_t *p, size_t room, uint64_t ms)
{
	struct spoiled *s = ctx;

	long n = s->inner.recv(s->inner.ctx, p, room, s->gone ? 0 : ms);

	return s->gone && n == CONF_SILENT ? CONF_CLOSED : n;
}

static uint64_t spoiled_now(void *ctx)
{
	struct spoiled *s = ctx;

	return s->inner.now(s->inner.ctx);
}

static enum conf_opened spoiled_open(void *ctx, struct conf_wire *wire,
				     char *why)
{
	struct spoiled *s = ctx;

	*wire = (struct conf_wire){ .send = spoiled_send,
				    .recv = spoiled_recv,
				    .now = spoiled_now,
				    .ctx = s };
	s->gone = s->flag = s->keyed = false;
	s->lines = 0;
	return s->client.open(s->client.ctx, &s->inner, why);
}

static void spoiled_close(void *ctx)
{
	struct spoiled *s = ctx;

	s->client.close(s->client.ctx);
}

static void spoiled_pause(void *ctx, uint64_t ms)
{
	struct spoiled *s = ctx;

	s->client.pause(s->client.ctx, ms);
}

/* Verdict on the reference as a client, spoiled by this bug. */
static enum result_verdict judge_client(struct spoiled *s, const char *id,
					char *why)
{
	struct conf_inproc *t = conf_inproc_new(1, AS_CLIENT, why);
	struct conf_target target = { .role = AS_CLIENT,
				      .open = spoiled_open,
				      .close = spoiled_close,
				      .pause = spoiled_pause,
				      .ctx = s };
	struct conf_run run = { .backend = conf_backend(), .target = &target };
	struct conf_outcome out;
	uint64_t seed = 5;

	assert_non_null(t);
	s->client = conf_inproc_target(t);
	run.rng = conf_seeded(&seed);
	if (!conf_baseline(&run, why))
		fail_msg("baseline: %s", why);
	conf_judge(&run, conf_case_find(id), &out);
	conf_text(why, CONF_WHY_MAX, "%s", out.why);
	free(out.log);
	conf_inproc_free(t);
	return out.verdict;
}

/* clang-format off */
static const struct {
	enum client_bug bug;
	const char *id;
} rows[] = {
	{ CLIENT_NO_199,   "TRANS-4253-5.1-01" },
	{ CLIENT_NO_LINES, "TRANS-4253-4.2-10/one" },
	{ CLIENT_SHORT,    "TRANS-4253-4.2-10/crlf" },
	{ CLIENT_NO_LF,    "TRANS-4253-4.2-10/lf" },
	{ CLIENT_PATIENT,  "TRANS-4253-4.2-11" },
	{ CLIENT_FLAG_ALL, "TRANS-4253-7-05/right" },
	{ CLIENT_NO_FLAG,  "TRANS-4253-7-05/unknown" },
	{ CLIENT_NO_FLAG,  "TRANS-4253-7-05/method" },
	{ CLIENT_NO_FLAG,  "TRANS-4253-7-05/hostkey" },
};
/* clang-format on */

enum { N_ROWS = sizeof rows / sizeof rows[0] };

static void bugs_of_clients_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ROWS; i++) {
		char why[CONF_WHY_MAX] = "";
		struct spoiled s = { .bug = CLIENT_LAWFUL };

		if (judge_client(&s, rows[i].id, why) != RESULT_PASS)
			fail_msg("%s, lawful: %s", rows[i].id, why);
		s.bug = rows[i].bug;
		if (judge_client(&s, rows[i].id, why) != RESULT_FAIL)
			fail_msg("%s: %s", rows[i].id, why);
	}
}

/* An error of one library must not agree with itself. */
static void the_judge_takes_another_library_than_the_first(void **state)
{
	size_t able = 0;

	(void)state;
	for (size_t i = 0; ett_backends[i] != NULL; i++)
		if (ett_find_dh(ett_backend(ett_backends[i]->name), "x25519"))
			able++;
	assert_non_null(conf_backend());
	if (able < 2)
		assert_ptr_equal(conf_backend(), ett_backends[0]);
	else
		assert_ptr_not_equal(conf_backend(), ett_backends[0]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_judge_takes_another_library_than_the_first),
		cmocka_unit_test(bugs_of_clients_are_found),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
