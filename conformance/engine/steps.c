/* SPDX-License-Identifier: ISC
 *
 * The interpreter of cases.  A step that waits decides: a reaction that is
 * good goes on, one that is tolerable goes on as NONSTRICT, anything else
 * ends the case.  Silence is never taken for assent.
 */
#include "conformance/engine/steps.h"

#include <stdio.h>
#include <string.h>

#include "conformance/engine/order.h"
#include "conformance/engine/words.h"

struct state {
	struct conf_run *run;
	const struct conf_case *c;
	struct conf_peer *p;
	struct conf_outcome *out;
};

static bool end(struct state *s, enum result_verdict v, const char *why)
{
	s->out->verdict = v;
	conf_text(s->out->why, sizeof s->out->why, "%s", why);
	return false;
}

/* Actions: what is sent */

static bool do_version(struct state *s, const struct conf_step *step)
{
	conf_add_raw(s->out->sent, "identification", step->raw);
	(void)conf_say_version(s->p, step->raw);
	return true;
}

static bool do_raw(struct state *s, const struct conf_step *step)
{
	conf_add_raw(s->out->sent, "bytes", step->raw);
	(void)conf_say_raw(s->p, step->raw);
	return true;
}

static bool do_repeat(struct state *s, const struct conf_step *step)
{
	uint8_t block[1024];
	uint32_t left = step->num, fit = 0;
	bool there = true;
	char what[32];

	snprintf(what, sizeof what, "%u times", step->num);
	conf_add_raw(s->out->sent, what, step->raw);
	for (; (fit + 1) * step->raw.n <= sizeof block; fit++)
		memcpy(block + fit * step->raw.n, step->raw.p, step->raw.n);
	while (left > 0 && there && fit > 0) {
		uint32_t now = left < fit ? left : fit;

		there = conf_say_raw(
		    s->p, (struct ett_bytes){ block, now * step->raw.n });
		left -= now;
	}
	return true;
}

static bool do_aside(struct state *s, const struct conf_step *step)
{
	static const char *const where[] = {
		[BEFORE_KEXINIT] = "before our KEXINIT:",
		[BEHIND_KEXINIT] = "behind our KEXINIT:",
		[BEHIND_INIT] = "behind the first packet of the exchange:",
		[BEFORE_NEWKEYS] = "before our NEWKEYS:",
		[BEHIND_NEWKEYS] = "behind our NEWKEYS, unencrypted:",
	};

	conf_add_text(s->out->sent, "%s", where[step->num]);
	conf_add_message(s->out->sent, step->msg, step->twists);
	s->p->aside = (struct conf_aside){ (enum conf_place)step->num,
					   step->msg, step->twists };
	return true;
}

static bool do_say(struct state *s, const struct conf_step *step)
{
	conf_add_message(s->out->sent, step->msg, step->twists);
	if (step->num > 0)
		conf_add_text(s->out->sent, "%u times", step->num);
	if (step->msg != ETT_MSG_kexinit) {
		for (uint32_t i = 0; i == 0 || i < step->num; i++)
			(void)conf_say_twisted(s->p, step->msg, step->twists);
		return true;
	}
	for (const struct conf_twist *t = step->twists;
	     t != NULL && t->kind != TW_NONE; t++)
		if (t->kind == TW_NUM &&
		    t->at == offsetof(struct ett_msg_kexinit, guess_follows))
			s->p->guess_follows = t->num != 0;
	(void)conf_say_kexinit(s->p, step->twists);
	return true;
}

static bool listed(const struct state *s, const struct conf_step *step)
{
	struct ett_bytes list = step->raw, name;
	int i = conf_list_index(step->at);

	while (ett_names_next(&list, &name))
		if (ett_names_has(ett_str(s->run->facts.list[i]), name))
			return true;
	return false;
}

static bool do_need(struct state *s, const struct conf_step *step)
{
	if (listed(s, step))
		return true;
	return end(s, RESULT_SKIP,
		   "the target offers none of the names that this needs");
}

static bool do_lack(struct state *s, const struct conf_step *step)
{
	if (!listed(s, step))
		return true;
	return end(s, RESULT_SKIP, "the target is configured to offer it");
}

static bool do_order(struct state *s, const struct conf_step *step)
{
	int i = conf_list_index(step->at);
	char why[CONF_WHY_MAX];

	if (!conf_order_list(s->p->offer[i], s->run->facts.list[i], step->num,
			     why))
		return end(s, RESULT_SKIP, why);
	conf_add_text(s->out->sent, "%s offered as %s",
		      conf_field_name(ETT_MSG_kexinit, step->at),
		      s->p->offer[i]);
	return true;
}

static bool do_only(struct state *s, const struct conf_step *step)
{
	int i = conf_list_index(step->at);
	char why[CONF_WHY_MAX];

	if (!conf_order_only(s->p->offer[i], s->run->facts.list[i], step->raw,
			     why))
		return end(s, RESULT_SKIP, why);
	conf_add_text(s->out->sent, "%s offered as %s",
		      conf_field_name(ETT_MSG_kexinit, step->at),
		      s->p->offer[i]);
	return true;
}

static bool do_tune(struct state *s, const struct conf_step *step)
{
	step->tune(s->p, step, s->out->sent);
	return true;
}

static bool do_guess(struct state *s, const struct conf_step *step)
{
	(void)step;
	conf_add_text(s->out->sent, "a guessed first packet");
	if (conf_say_guess(s->p))
		return true;
	return end(s, RESULT_INCONCLUSIVE, "the judge could not guess");
}

static bool do_hold(struct state *s, const struct conf_step *step)
{
	(void)step;
	s->p->hold = true;
	conf_add_text(s->out->sent, "in one piece");
	return true;
}

static bool do_chunk(struct state *s, const struct conf_step *step)
{
	s->p->chunk = step->num;
	if (step->num > 0)
		conf_add_text(s->out->sent, "%u byte(s) at a time", step->num);
	return true;
}

/* Waiting: what comes back */

static void fail_text(struct state *s, const struct conf_step *step,
		      const struct conf_reaction *r)
{
	char want[200];

	conf_reactions_text(step->good | step->tolerable, want, sizeof want);
	if (want[0] == '\0')
		conf_text(want, sizeof want, "%s", s->c->says);
	conf_text(s->out->why, sizeof s->out->why, "%s; expected: %s", r->text,
		  want);
}

static bool decide(struct state *s, const struct conf_step *step,
		   const struct conf_reaction *r)
{
	struct conf_outcome *out = s->out;

	out->kind = r->kind;
	out->by_timer =
	    r->kind == RE_SILENCE && !((step->good | step->open) & RE_SILENCE);
	out->refused = r->kind == RE_CLOSE && !s->p->heard_version;
	conf_text(out->got, sizeof out->got, "%s", r->text);
	if (step->good != 0)
		conf_reactions_text(step->good, out->expected,
				    sizeof out->expected);
	else
		conf_text(out->expected, sizeof out->expected, "%s",
			  s->c->says);
	if ((r->kind & RE_TERM) != 0 && r->ms > s->run->slow_ms &&
	    step->op != OP_DRIP) {
		s->run->slow++;
		conf_text(s->run->slow_case, sizeof s->run->slow_case, "%s",
			  s->c->id);
	}
	if ((r->kind & step->good) != 0)
		return true;
	if ((r->kind & step->tolerable) != 0) {
		out->verdict = RESULT_NONSTRICT;
		conf_text(out->why, sizeof out->why,
			  "%s, where this would be strict: %s", r->text,
			  out->expected);
		return true;
	}
	if ((r->kind & step->open) != 0) {
		conf_text(out->why, sizeof out->why,
			  "%s for %llu ms, which the RFC may allow", r->text,
			  (unsigned long long)r->ms);
		out->verdict = RESULT_INCONCLUSIVE;
		return false;
	}
	if (r->kind == RE_NO_COMMON)
		return end(s, RESULT_SKIP, r->text);
	if (step->op == OP_KEX && r->kind != RE_KEYED &&
	    r->kind == s->run->usual.kind) {
		conf_text(out->why, sizeof out->why,
			  "as every lawful handshake with this target: %s",
			  r->text);
		out->verdict = RESULT_INCONCLUSIVE;
		return false;
	}
	if (r->kind == RE_OURS)
		return end(s, RESULT_INCONCLUSIVE, r->text);
	out->verdict = RESULT_FAIL;
	fail_text(s, step, r);
	return false;
}

static bool do_listen(struct state *s, const struct conf_step *step)
{
	uint64_t end_at = s->p->wire.now(s->p->wire.ctx) + s->p->wait_ms;
	struct conf_outcome *out = s->out;
	enum conf_hear h = HEAR_LINE;

	(void)step;
	conf_add_text(out->sent, "nothing");
	while (h == HEAR_LINE)
		h = conf_hear(s->p, end_at);
	ett_escape((struct ett_bytes){ s->p->v_theirs, s->p->v_theirs_n },
		   out->got, sizeof out->got);
	if (h == HEAR_VERSION)
		return true;
	out->kind = h == HEAR_SILENCE ? RE_SILENCE : RE_CLOSE;
	out->by_timer = h == HEAR_SILENCE;
	out->refused = h == HEAR_CLOSED;
	return end(s, RESULT_FAIL, "no identification came");
}

/* Where silence is an answer, a short wait has to do: several times what a
 * whole handshake takes. */
static uint64_t wait_for(const struct state *s, const struct conf_step *step)
{
	uint64_t shorter = 300 + 4 * s->run->facts.handshake_ms;

	if ((step->good & RE_SILENCE) != 0 && shorter < s->run->wait_ms)
		return shorter;
	return s->run->wait_ms;
}

static bool do_expect(struct state *s, const struct conf_step *step)
{
	struct conf_reaction r = { 0 };

	s->p->hold = false;
	s->p->wait_ms = wait_for(s, step);
	conf_await(s->p, &r);
	s->p->wait_ms = s->run->wait_ms;
	return decide(s, step, &r);
}

/* A peer that is slow on purpose: an end counts, however late. */
static bool do_drip(struct state *s, const struct conf_step *step)
{
	uint64_t start = s->p->wire.now(s->p->wire.ctx);
	struct conf_reaction r = { .kind = RE_SILENCE };
	char what[40];

	snprintf(what, sizeof what, "each second, up to %u times", step->num);
	conf_add_raw(s->out->sent, what, step->raw);
	s->p->wait_ms = 1000;
	for (uint32_t i = 0; i < step->num && r.kind == RE_SILENCE; i++) {
		conf_await(s->p, &r);
		if (r.kind == RE_SILENCE)
			(void)conf_say_raw(s->p, step->raw);
	}
	s->p->wait_ms = s->run->wait_ms;
	r.ms = s->p->wire.now(s->p->wire.ctx) - start;
	return decide(s, step, &r);
}

static bool do_kex(struct state *s, const struct conf_step *step)
{
	struct conf_reaction r = { 0 };

	conf_reach_keyed(s->p, &r);
	return decide(s, step, &r);
}

static bool do_ask(struct state *s, const struct conf_step *step)
{
	struct conf_reaction r = { 0 };

	conf_add_text(s->out->sent, "a lawful question");
	conf_add_twists(s->out->sent, ETT_MSG_global_request, step->twists);
	conf_ask(s->p, step->twists, &r);
	return decide(s, step, &r);
}

static bool do_check(struct state *s, const struct conf_step *step)
{
	s->out->why[0] = '\0';
	s->out->verdict = step->check(s->p, s->out->why);
	conf_text(s->out->expected, sizeof s->out->expected, "%s", s->c->says);
	if (s->out->got[0] == '\0')
		conf_text(s->out->got, sizeof s->out->got, "%s",
			  s->out->why[0] != '\0' ? s->out->why : "as required");
	return s->out->verdict == RESULT_PASS;
}

static bool do_act(struct state *s, const struct conf_step *step)
{
	struct conf_reaction r = { 0 };
	char sent[CONF_WHY_MAX] = "";

	s->p->argument = step->num;
	step->act(s->p, &r, sent);
	if (sent[0] != '\0')
		conf_add_text(s->out->sent, "%s", sent);
	return r.kind == 0 || decide(s, step, &r);
}

/* A place that was to be reached lawfully decides nothing. */
static bool reached(struct state *s, const struct conf_reaction *r)
{
	if (r->kind == 0)
		return true;
	s->out->refused = r->kind == RE_CLOSE && !s->p->heard_version;
	s->out->by_timer = r->kind == RE_SILENCE;
	conf_text(s->out->got, sizeof s->out->got, "%s", r->text);
	return end(s,
		   r->kind == RE_NO_COMMON ? RESULT_SKIP : RESULT_INCONCLUSIVE,
		   r->kind == RE_NO_COMMON ? r->text
					   : "the lawful start of the case "
					     "was not answered");
}

static bool do_ready(struct state *s, const struct conf_step *step)
{
	struct conf_reaction r = { 0 };

	(void)step;
	(void)conf_ready(s->p, &r);
	return reached(s, &r);
}

static bool do_start(struct state *s)
{
	struct conf_reaction r = { 0 };

	s->p->strict = s->c->strict;
	s->p->ext_info = s->c->ext_info;
	if (s->c->start != AT_CONNECT)
		conf_reach(s->p, s->c->start, &r);
	return reached(s, &r);
}

typedef bool step_fn(struct state *s, const struct conf_step *step);

static step_fn *const fns[] = {
	[OP_VERSION] = do_version, [OP_RAW] = do_raw,
	[OP_REPEAT] = do_repeat,   [OP_DRIP] = do_drip,
	[OP_SAY] = do_say,         [OP_NEED] = do_need,
	[OP_LACK] = do_lack,       [OP_ORDER] = do_order,
	[OP_GUESS] = do_guess,     [OP_LISTEN] = do_listen,
	[OP_HOLD] = do_hold,       [OP_CHUNK] = do_chunk,
	[OP_EXPECT] = do_expect,   [OP_KEX] = do_kex,
	[OP_CHECK] = do_check,     [OP_DO] = do_act,
	[OP_ASIDE] = do_aside,     [OP_ONLY] = do_only,
	[OP_READY] = do_ready,     [OP_ASK] = do_ask,
	[OP_TUNE] = do_tune,
};

static bool has_all(struct state *s)
{
	static const char *const names[HAS_FEATURES] = {
		"a user that the judge can log in as",
		"a channel that echoes",
		"a password for the judge's user",
		"channels of type session",
		"direct-tcpip",
		"tcpip-forward",
		"keyboard-interactive",
		"the subsystem sftp alone",
		"a key exchange of its own beginning",
		"a user with key and password (twofactor)",
		"a user whose password has expired",
		"time for cases that take minutes (slow)",
		"been told the host key of the judge",
		"users, so that their names count",
	};
	unsigned lacks = s->c->needs & ~s->run->profile.has;
	size_t i = 0;

	if (lacks == 0)
		return true;
	while ((lacks & 1u << i) == 0)
		i++;
	conf_text(s->out->why, sizeof s->out->why,
		  "the target was not said to have %s", names[i]);
	s->out->verdict = RESULT_SKIP;
	return false;
}

static void finish(struct state *s)
{
	const struct conf_req *req = conf_req_find(s->c->req);
	struct conf_outcome *out = s->out;

	if (out->verdict == RESULT_FAIL && req != NULL &&
	    (req->level == SHOULD || req->level == MAY))
		out->verdict = RESULT_NONSTRICT;
	if (s->c->info && out->verdict <= RESULT_NONSTRICT) {
		out->verdict = RESULT_INFO;
		conf_text(out->why, sizeof out->why, "%s", out->got);
	}
}

void conf_run_steps(struct conf_run *run, const struct conf_case *c,
		    struct conf_peer *p, struct conf_outcome *out)
{
	struct state s = { run, c, p, out };

	out->verdict = RESULT_PASS;
	if (has_all(&s) && do_start(&s))
		for (const struct conf_step *step = c->steps;
		     step->op != OP_END; step++)
			if (!fns[step->op](&s, step))
				break;
	finish(&s);
}
