/* SPDX-License-Identifier: ISC
 *
 * The judge, judged: a lawful server passes every case, and each bug planted
 * in it is found by the case that is there for it, with the words that name
 * it.
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

struct planted {
	const char *name; /* of the bug, as a claim about the judge */
	enum rogue_bug bug;
	const char *id;
	enum result_verdict verdict;
	const char *why; /* part of it; NULL: any */
};

/* clang-format off */
static struct planted rows[] = {
	{ "minus in software version", BUG_VERSION_MINUS, "TRANS-4253-4.2-01",
	  RESULT_FAIL, "minus sign" },
	{ "line ends with LF", BUG_VERSION_LF, "TRANS-4253-4.2-01",
	  RESULT_FAIL, "CR LF" },
	{ "LF accepted is only recorded", BUG_NONE, "TRANS-4253-4.2-02",
	  RESULT_INFO, "SERVICE_ACCEPT" },
	{ "128 bytes at most", BUG_VERSION_SHORT, "TRANS-4253-4.2-03",
	  RESULT_FAIL, "DISCONNECT 8" },
	{ "V_C cut, 256", BUG_VERSION_CUT, "TRANS-4253-4.2-04/256",
	  RESULT_PASS, NULL },
	{ "V_C cut, 1000", BUG_VERSION_CUT, "TRANS-4253-4.2-04/1000",
	  RESULT_FAIL, "V_C cut to 255 bytes" },
	{ "dies of an endless line", BUG_DIES, "TRANS-4253-4.2-05",
	  RESULT_FAIL, "no fresh connection works (ROB-01)" },
	{ "an endless line is read", BUG_VERSION_ENDLESS, "TRANS-4253-4.2-05",
	  RESULT_INCONCLUSIVE, "silence for 30000 ms" },
	{ "an endless line ends late", BUG_VERSION_GRACE, "TRANS-4253-4.2-05",
	  RESULT_PASS, NULL },
	{ "V_C ends at NUL", BUG_VERSION_NUL, "TRANS-4253-4.2-06",
	  RESULT_FAIL, "V_C cut at its NUL" },
	{ "NUL accepted whole", BUG_VERSION_ANY_BYTE, "TRANS-4253-4.2-06",
	  RESULT_NONSTRICT, "SERVICE_ACCEPT" },
	{ "0xff left out of V_C", BUG_VERSION_7BIT, "TRANS-4253-4.2-07/ff",
	  RESULT_FAIL, "not over the exchange hash" },
	{ "ESC left out of V_C", BUG_VERSION_7BIT, "TRANS-4253-4.2-07/esc",
	  RESULT_FAIL, "not over the exchange hash" },
	{ "speaks with 1.5", BUG_VERSION_ANY, "TRANS-4253-4.2-08",
	  RESULT_FAIL, "SERVICE_ACCEPT" },
	{ "a text before closing is an end", BUG_VERSION_TEXT,
	  "TRANS-4253-4.2-08", RESULT_PASS, NULL },
	{ "speaks with 2.1", BUG_VERSION_ANY, "TRANS-4253-4.2-09/2.1",
	  RESULT_INFO, "SERVICE_ACCEPT" },
	{ "lines before the client's", BUG_VERSION_LINES, "TRANS-4253-4.2-13",
	  RESULT_NONSTRICT, "SERVICE_ACCEPT" },
	{ "one segment only", BUG_VERSION_SEGMENT, "TRANS-4253-4.2-14",
	  RESULT_FAIL, "DISCONNECT 2" },
	{ "loses what comes with it", BUG_VERSION_ALONE, "TRANS-4253-5.2-01",
	  RESULT_FAIL, "DISCONNECT 2" },
	{ "V_C without comments", BUG_VERSION_COMMENT, "TRANS-4253-8-01",
	  RESULT_FAIL, "V_C without its comments" },

	{ "right guess ignored", BUG_GUESS_LOST, "TRANS-4253-7-01",
	  RESULT_FAIL, "silence" },
	{ "guess of unknown method used", BUG_GUESS_USED, "TRANS-4253-7-02",
	  RESULT_FAIL, "guess that was wrong" },
	{ "wrong guess refused", BUG_GUESS_REFUSED, "TRANS-4253-7-02",
	  RESULT_FAIL, "DISCONNECT 2" },
	{ "guess of second method used", BUG_GUESS_USED, "TRANS-4253-7-03",
	  RESULT_NONSTRICT, "guess that was wrong" },
	{ "wrong guess refused, second method", BUG_GUESS_REFUSED,
	  "TRANS-4253-7-03", RESULT_FAIL, "DISCONNECT 2" },
	{ "guess of other host key used", BUG_GUESS_USED, "TRANS-4253-7-04",
	  RESULT_FAIL, "guess that was wrong" },
	{ "wrong guess alone answered", BUG_GUESS_USED, "TRANS-4253-7-06",
	  RESULT_FAIL, "message 31" },
	{ "boolean 2 is false", BUG_GUESS_BOOL, "ARCH-4251-5-02",
	  RESULT_FAIL, NULL },

	{ "empty list", BUG_INIT_EMPTY, "TRANS-4253-7.1-02", RESULT_FAIL,
	  "compressions to the client is empty" },
	{ "reserved field", BUG_INIT_RESERVED, "TRANS-4253-7.1-02",
	  RESULT_FAIL, "reserved" },
	{ "bytes after KEXINIT", BUG_INIT_TAIL, "TRANS-4253-7.1-02",
	  RESULT_FAIL, "bytes after the last field" },
	{ "empty name", BUG_INIT_NAME, "TRANS-4253-7.1-02", RESULT_FAIL,
	  "an empty name" },
	{ "reserved hashed as 0", BUG_INIT_ZERO, "TRANS-4253-7.1-03",
	  RESULT_FAIL, "reserved field set to 0" },
	{ "languages refused", BUG_INIT_LANGUAGE, "TRANS-4253-7.1-04",
	  RESULT_FAIL, "DISCONNECT" },
	{ "unknown name refused", BUG_INIT_UNKNOWN, "TRANS-4253-7.1-05",
	  RESULT_FAIL, "DISCONNECT" },
	{ "name twice refused", BUG_INIT_TWICE, "TRANS-4253-7.1-06",
	  RESULT_NONSTRICT, "DISCONNECT" },
	{ "long list hangs", BUG_INIT_LONG, "TRANS-4253-7.1-07", RESULT_FAIL,
	  "silence" },
	{ "cut cookie waited for", BUG_INIT_CUT, "TRANS-4253-7.1-08/cookie",
	  RESULT_FAIL, "silence" },
	{ "cut list waited for", BUG_INIT_CUT, "TRANS-4253-7.1-08/list",
	  RESULT_FAIL, "silence" },
	{ "cut boolean waited for", BUG_INIT_CUT, "TRANS-4253-7.1-08/boolean",
	  RESULT_FAIL, "silence" },
	{ "tail left out of I_C", BUG_INIT_REWRITTEN, "TRANS-4253-7.1-09",
	  RESULT_FAIL, "without the bytes after its last field" },
	{ "exchange restarted", BUG_INIT_RESTART, "TRANS-4253-7.1-10",
	  RESULT_FAIL, "second KEXINIT" },
	{ "second KEXINIT ignored", BUG_INIT_AGAIN, "TRANS-4253-7.1-10",
	  RESULT_NONSTRICT, "SERVICE_ACCEPT" },
	{ "empty name is a marker, middle", BUG_INIT_STRICT,
	  "ARCH-4251-5-01/middle", RESULT_FAIL, "sequence number 0" },
	{ "empty name is a marker, front", BUG_INIT_STRICT,
	  "ARCH-4251-5-01/front", RESULT_FAIL, "sequence number 0" },
	{ "long name is a marker", BUG_INIT_STRICT, "ARCH-4251-6-01/long",
	  RESULT_FAIL, "sequence number 0" },
	{ "control character is a marker", BUG_INIT_STRICT,
	  "ARCH-4251-6-01/control", RESULT_FAIL, "sequence number 0" },
	{ "names refused for unknown", BUG_INIT_UNKNOWN,
	  "ARCH-4251-6-01/two-at", RESULT_PASS, NULL },
	{ "service message in key exchange", BUG_KEX_SERVICE,
	  "TRANS-4253-7.1-21", RESULT_FAIL, "message 6" },

	{ "names without case", BUG_CASE, "ARCH-4251-6-02", RESULT_FAIL,
	  "silence" },
	{ "server's method, 321", BUG_ORDER_KEX, "TRANS-4253-7.1-11/321",
	  RESULT_FAIL, NULL },
	{ "server's method, 213", BUG_ORDER_KEX, "TRANS-4253-7.1-11/213",
	  RESULT_FAIL, NULL },
	{ "server's host key", BUG_ORDER_KEY, "TRANS-4253-7.1-12",
	  RESULT_FAIL, "host key" },
	{ "server's ciphers", BUG_ORDER_CIPHER, "TRANS-4253-7.1-13/ciphers",
	  RESULT_FAIL, NULL },
	{ "server's cipher, one way", BUG_ORDER_CIPHER,
	  "TRANS-4253-7.1-13/one-way", RESULT_FAIL, NULL },
	{ "server's MACs", BUG_ORDER_MAC, "TRANS-4253-7.1-13/macs",
	  RESULT_FAIL, NULL },
	{ "no method, no end", BUG_NO_COMMON, "TRANS-4253-7.1-15",
	  RESULT_FAIL, "silence" },
	{ "no host key, no end", BUG_NO_COMMON_ON, "TRANS-4253-7.1-16",
	  RESULT_FAIL, "silence" },
	{ "no cipher to server", BUG_NO_COMMON, "TRANS-4253-7.1-17/to-server",
	  RESULT_FAIL, "silence" },
	{ "no cipher to client", BUG_NO_COMMON, "TRANS-4253-7.1-17/to-client",
	  RESULT_FAIL, "silence" },
	{ "no MAC to server", BUG_NO_COMMON, "TRANS-4253-7.1-18/to-server",
	  RESULT_FAIL, "silence" },
	{ "no MAC to client", BUG_NO_COMMON, "TRANS-4253-7.1-18/to-client",
	  RESULT_FAIL, "silence" },
	{ "no compression to server", BUG_NO_COMMON,
	  "TRANS-4253-7.1-19/to-server", RESULT_FAIL, "silence" },
	{ "no compression to client", BUG_NO_COMMON,
	  "TRANS-4253-7.1-19/to-client", RESULT_FAIL, "silence" },
	{ "cipher none taken", BUG_NO_COMMON, "TRANS-4253-7.1-20/cipher",
	  RESULT_FAIL, "silence" },
	{ "MAC none taken", BUG_NO_COMMON, "TRANS-4253-7.1-20/mac",
	  RESULT_FAIL, "silence" },
	{ "markers taken", BUG_NO_COMMON, "EXT-8308-2.2-01", RESULT_FAIL,
	  "silence" },

	{ "any password", BUG_PASSWORD_ANY, "AUTH-4252-8-01/wrong",
	  RESULT_FAIL, "userauth_success" },
	{ "no password", BUG_PASSWORD_NONE, "AUTH-4252-8-01/right",
	  RESULT_FAIL, "userauth_failure" },
	{ "a change locks out", BUG_PASSWORD_CHANGE, "AUTH-4252-8-02",
	  RESULT_FAIL, "userauth_failure" },
	{ "an old password", BUG_PASSWORD_OLD, "AUTH-4252-8-03", RESULT_FAIL,
	  "userauth_success" },
	{ "an empty password", BUG_PASSWORD_ANY, "AUTH-4252-8-04/empty",
	  RESULT_FAIL, "userauth_success" },
	{ "a password cut at NUL", BUG_PASSWORD_NUL, "AUTH-4252-8-04/nul",
	  RESULT_FAIL, "userauth_success" },
	{ "a password that is no text", BUG_PASSWORD_ANY,
	  "AUTH-4252-8-04/text", RESULT_FAIL, "userauth_success" },
	{ "always partial", BUG_PARTIAL, "AUTH-4252-5.1-02", RESULT_FAIL,
	  "wrong password was a partial success" },
	{ "none is partial", BUG_PARTIAL, "AUTH-4252-5.2-01", RESULT_FAIL,
	  "none was a partial success" },
	{ "state survives another user", BUG_KEEP_USER,
	  "AUTH-4252-5-05/return", RESULT_FAIL, "userauth_success" },
	{ "state survives another service", BUG_KEEP_SERVICE,
	  "AUTH-4252-5-06", RESULT_FAIL, "userauth_success" },
	{ "questions not asked", BUG_KBD_SILENT, "AUTH-4256-3.1-01",
	  RESULT_FAIL, "silence" },
	{ "too many responses", BUG_KBD_COUNT, "AUTH-4256-3.4-01/more",
	  RESULT_FAIL, "userauth_success" },
	{ "too few responses", BUG_KBD_COUNT, "AUTH-4256-3.4-01/less",
	  RESULT_FAIL, "userauth_success" },
	{ "no responses", BUG_KBD_COUNT, "AUTH-4256-3.4-01/none", RESULT_FAIL,
	  "userauth_success" },
	{ "a huge count is waited for", BUG_KBD_HUGE, "AUTH-4256-3.4-02",
	  RESULT_FAIL, "silence" },
	{ "two questions at once", BUG_KBD_TWO, "AUTH-4256-3.2-01",
	  RESULT_FAIL, "message 60" },
	{ "an abandoned question is refused", BUG_KBD_ABANDON,
	  "AUTH-4252-5-07", RESULT_FAIL, "userauth_failure" },
	{ "responses without a question", BUG_KBD_UNASKED, "AUTH-4252-6-03",
	  RESULT_FAIL, "userauth_success" },
	{ "any host key", BUG_HOSTBOUND, "PROTO-3.1-01", RESULT_FAIL,
	  "userauth_success" },

	{ "half of all refused", BUG_REFUSES, "TRANS-4253-4.2-08",
	  RESULT_PASS, NULL },
	{ "all refused from now on", BUG_LIMIT, "TRANS-4253-4.2-08",
	  RESULT_INCONCLUSIVE, "MaxStartups" },
	{ "one run silent, one not", BUG_FLAKY, "TRANS-4253-4.2-08",
	  RESULT_INCONCLUSIVE, "two runs disagree" },
};
/* clang-format on */

enum { N_ROWS = sizeof rows / sizeof rows[0] };

struct bench {
	struct rogue *rogue;
	struct conf_target target;
	struct conf_run run;
	struct conf_user_key user;
	uint64_t seed;
};

static void set_up(struct bench *b, enum rogue_bug bug)
{
	memset(b, 0, sizeof *b);
	b->rogue = rogue_new(bug);
	assert_non_null(b->rogue);
	b->target = rogue_target(b->rogue);
	b->seed = 11;
	b->run.backend = conf_backend();
	b->run.rng = conf_seeded(&b->seed);
	b->run.target = &b->target;
	assert_int_equal(conf_user_key_make(b->run.backend, "ssh-ed25519",
					    b->run.rng, &b->user),
			 ETT_OK);
	b->run.profile.login = (struct conf_login){ .user = "judge",
						    .password = ROGUE_PASSWORD,
						    .key = &b->user,
						    .keys_n = 1 };
}

/* Everybody is who the case needs. */
static void give_login(struct bench *b, const struct conf_case *c)
{
	rogue_user(b->rogue, conf_user_key_blob(&b->user), c->needs);
	b->run.profile.has = c->needs;
}

static void a_planted_bug_is_found(void **state)
{
	const struct planted *row = *state;
	const struct conf_case *c = conf_case_find(row->id);
	char why[CONF_WHY_MAX] = "";
	struct conf_outcome out;
	struct bench b;

	assert_non_null(c);
	set_up(&b, row->bug);
	if (!conf_baseline(&b.run, why))
		fail_msg("baseline: %s", why);
	give_login(&b, c);
	conf_judge(&b.run, c, &out);
	if (out.verdict != row->verdict ||
	    (row->why != NULL && strstr(out.why, row->why) == NULL))
		fail_msg("%s: %s: %s\n%s", row->id,
			 result_verdict_name(out.verdict), out.why, out.log);
	free(out.log);
	rogue_free(b.rogue);
}

/* The rogue goes no further than the key exchange; for what lies behind it
 * deviations are planted in the reference. */
static bool has_a_bug_planted(const struct conf_case *c)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (strcmp(rows[i].id, c->id) == 0)
			return true;
	return false;
}

static void a_lawful_server_passes_every_case(void **state)
{
	char why[CONF_WHY_MAX] = "";
	struct conf_outcome out;
	struct bench b;

	(void)state;
	set_up(&b, BUG_NONE);
	assert_true(conf_baseline(&b.run, why));
	for (size_t i = 0; conf_suites[i] != NULL; i++) {
		for (const struct conf_case *c = conf_suites[i]; c->id != NULL;
		     c++) {
			if (!has_a_bug_planted(c))
				continue;
			give_login(&b, c);
			conf_judge(&b.run, c, &out);
			if (out.verdict !=
				(c->info ? RESULT_INFO : RESULT_PASS) &&
			    out.verdict != RESULT_INFO)
				fail_msg("%s: %s: %s", c->id,
					 result_verdict_name(out.verdict),
					 out.why);
			free(out.log);
		}
	}
	assert_true(conf_oracle(&b.run, "ROB-01", &out));
	assert_int_equal(out.verdict, RESULT_PASS);
	rogue_free(b.rogue);
}

/* Else a dead target would take its time with each case that is left. */
static void a_target_that_stays_dead_is_left_alone(void **state)
{
	const struct conf_case *c = conf_case_find("TRANS-4253-4.2-05");
	char why[CONF_WHY_MAX] = "";
	struct conf_outcome out;
	struct bench b;

	(void)state;
	set_up(&b, BUG_DIES);
	assert_true(conf_baseline(&b.run, why));
	for (int i = 0; i < 4; i++) {
		conf_judge(&b.run, c, &out);
		free(out.log);
	}
	assert_int_equal(out.verdict, RESULT_INCONCLUSIVE);
	assert_non_null(strstr(out.why, "not tried: after 3 cases"));
	rogue_free(b.rogue);
}

/* Cases about logins; what takes another key than the user's is skipped. */
static void a_lawful_server_passes_every_login(void **state)
{
	static const char *const skipped[] = { "AUTH-4252-7-04", "AUTH-8332",
					       "AUTH-5656",
					       "AUTH-4252-7-06/second" };
	char why[CONF_WHY_MAX] = "";
	struct conf_outcome out;
	struct bench b;

	(void)state;
	set_up(&b, BUG_NONE);
	assert_true(conf_baseline(&b.run, why));
	for (size_t i = 0; conf_suites[i] != NULL; i++)
		for (const struct conf_case *c = conf_suites[i]; c->id != NULL;
		     c++) {
			bool other = strncmp(c->id, "AUTH-", 5) != 0;

			for (size_t k = 0; k < 4; k++)
				other |= strncmp(c->id, skipped[k],
						 strlen(skipped[k])) == 0;
			if (other || (c->target & AS_SERVER) == 0)
				continue;
			give_login(&b, c);
			conf_judge(&b.run, c, &out);
			if (out.verdict != RESULT_PASS &&
			    out.verdict != RESULT_INFO)
				fail_msg("%s: %s: %s", c->id,
					 result_verdict_name(out.verdict),
					 out.why);
			free(out.log);
		}
	rogue_free(b.rogue);
}

static void a_late_end_is_told_by_the_oracle(void **state)
{
	char why[CONF_WHY_MAX] = "";
	struct conf_outcome out;
	struct bench b;

	(void)state;
	set_up(&b, BUG_SLOW);
	assert_true(conf_baseline(&b.run, why));
	conf_judge(&b.run, conf_case_find("TRANS-4253-4.2-08"), &out);
	assert_int_equal(out.verdict, RESULT_PASS);
	free(out.log);
	assert_true(conf_oracle(&b.run, "ROB-02", &out));
	assert_int_equal(out.verdict, RESULT_FAIL);
	assert_non_null(strstr(out.why, "TRANS-4253-4.2-08"));
	rogue_free(b.rogue);
}

static void a_target_with_other_keys_is_not_accused(void **state)
{
	static const struct {
		enum rogue_bug bug;
		const char *why;
	} row[] = {
		{ BUG_SIGNATURE, "not over the exchange hash" },
		{ BUG_LETTER, "does not decrypt under the new keys" },
		{ BUG_TAG, "does not decrypt under the new keys" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		char why[CONF_WHY_MAX] = "";
		struct conf_outcome out;
		struct bench b;

		set_up(&b, row[i].bug);
		assert_true(conf_baseline(&b.run, why));
		assert_int_equal(b.run.usual.kind, RE_KEYS_DIFFER);
		conf_judge(&b.run, conf_case_find("TRANS-4253-8-01"), &out);
		assert_int_equal(out.verdict, RESULT_INCONCLUSIVE);
		assert_non_null(strstr(out.why, row[i].why));
		free(out.log);
		rogue_free(b.rogue);
	}
}

static const struct conf_case should_case = {
	.id = "TRANS-4253-4.2-08/should",
	.req = "4253-4.2-13", /* any that is a SHOULD */
	.says = "a SHOULD that is not kept",
	.target = AS_SERVER,
	.tier = 1,
	.steps = STEPS(VERSION("SSH-2.0-ettconform\r\n"), KEX(RE_TERM)),
};

static void a_should_not_kept_is_not_strict(void **state)
{
	char why[CONF_WHY_MAX] = "";
	struct conf_outcome out;
	struct bench b;

	(void)state;
	set_up(&b, BUG_NONE);
	assert_true(conf_baseline(&b.run, why));
	assert_int_equal(conf_req_find(should_case.req)->level, SHOULD);
	conf_judge(&b.run, &should_case, &out);
	assert_int_equal(out.verdict, RESULT_NONSTRICT);
	free(out.log);
	rogue_free(b.rogue);
}

static enum result_verdict strict_agreed(const struct conf_peer *p, char *why)
{
	conf_text(why, CONF_WHY_MAX, "strict key exchange was not agreed on");
	return p->resets && p->link.in.seq > 0 && p->link.in.seq < 4
		   ? RESULT_PASS
		   : RESULT_FAIL;
}

static const struct conf_case strict_case = {
	.id = "SKEX-03/test",
	.req = "4253-7.1-11",
	.says = "strict key exchange, when both offer it",
	.target = AS_SERVER,
	.tier = 1,
	.strict = true,
	.ext_info = true,
	.steps = STEPS(KEX(RE_KEYED), CHECK(strict_agreed)),
};

/* The one thing the rogue cannot show, the reference can. */
static void markers_are_offered_and_kept_to(void **state)
{
	struct conf_run run = { .backend = conf_backend() };
	char why[CONF_WHY_MAX] = "";
	struct conf_target target;
	struct conf_outcome out;
	struct conf_inproc *t = conf_inproc_new(1, AS_SERVER, why);
	uint64_t seed = 5;

	(void)state;
	assert_non_null(t);
	target = conf_inproc_target(t);
	run.target = &target;
	run.rng = conf_seeded(&seed);
	assert_true(conf_baseline(&run, why));
	conf_judge(&run, &strict_case, &out);
	if (out.verdict != RESULT_PASS)
		fail_msg("%s\n%s", out.why, out.log);
	assert_non_null(strstr(out.log, "ext_info"));
	free(out.log);
	conf_inproc_free(t);
}

/* What no lawful handshake works with is not judged at all. */
static void what_cannot_be_judged_is_said(void **state)
{
	static const struct {
		enum rogue_bug bug;
		const char *why;
	} row[] = {
		{ BUG_REFUSAL, "MaxStartups" },
		{ BUG_NO_WORDS, "silence" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		char why[CONF_WHY_MAX] = "";
		struct bench b;

		set_up(&b, row[i].bug);
		assert_false(conf_baseline(&b.run, why));
		if (strstr(why, row[i].why) == NULL)
			fail_msg("expected %s: %s", row[i].why, why);
		rogue_free(b.rogue);
	}
}

static void every_case_names_a_requirement(void **state)
{
	(void)state;
	for (size_t i = 0; conf_suites[i] != NULL; i++)
		for (const struct conf_case *c = conf_suites[i]; c->id != NULL;
		     c++)
			if (conf_req_find(c->req) == NULL)
				fail_msg("%s: no requirement %s", c->id,
					 c->req);
}

/* Of two with one id, the second would never be found. */
static void every_id_is_given_once(void **state)
{
	(void)state;
	for (size_t i = 0; conf_suites[i] != NULL; i++)
		for (const struct conf_case *c = conf_suites[i]; c->id != NULL;
		     c++)
			if (conf_case_find(c->id) != c)
				fail_msg("two cases are %s", c->id);
	for (const struct conf_req *r = conf_reqs; r->id != NULL; r++)
		if (conf_req_find(r->id) != r)
			fail_msg("two requirements are %s", r->id);
}

static const struct CMUnitTest others[] = {
	cmocka_unit_test(a_lawful_server_passes_every_case),
	cmocka_unit_test(a_target_that_stays_dead_is_left_alone),
	cmocka_unit_test(a_lawful_server_passes_every_login),
	cmocka_unit_test(a_late_end_is_told_by_the_oracle),
	cmocka_unit_test(a_should_not_kept_is_not_strict),
	cmocka_unit_test(markers_are_offered_and_kept_to),
	cmocka_unit_test(a_target_with_other_keys_is_not_accused),
	cmocka_unit_test(what_cannot_be_judged_is_said),
	cmocka_unit_test(every_case_names_a_requirement),
	cmocka_unit_test(every_id_is_given_once),
};

enum { N_OTHERS = sizeof others / sizeof others[0] };

int main(void)
{
	static struct CMUnitTest tests[N_ROWS + N_OTHERS];

	for (size_t i = 0; i < N_ROWS; i++)
		tests[i] = (struct CMUnitTest){
			.name = rows[i].name,
			.test_func = a_planted_bug_is_found,
			.initial_state = &rows[i],
		};
	memcpy(tests + N_ROWS, others, sizeof others);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
