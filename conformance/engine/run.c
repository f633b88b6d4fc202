/* SPDX-License-Identifier: ISC
 *
 * What is charged to the target must be the target's doing: a case that only
 * a timer decided runs twice and is weighed against a fresh handshake, and a
 * connection that was refused is tried again, later and from elsewhere.
 */
#include "conformance/engine/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/engine/order.h"
#include "conformance/engine/steps.h"
#include "conformance/peer/hostkey.h"
#include "conformance/peer/number.h"

enum {
	FIRST_WAIT = 10000, /* ms, before anything is known of the target */
	LISTEN_WAIT = 2000,
	TRIES = 4,
	PAUSE = 150, /* ms before the second try, four times that later */
	SLOW = 5000,
	GONE = 3 /* cases in a row that leave a dead target */
};

static const char limit_advice[] =
    "the target closes connections before it identifies itself: raise its "
    "limits on unauthenticated connections (OpenSSH: MaxStartups, "
    "PerSourceMaxStartups, PerSourcePenalties) and run again";

static char *copy_log(const struct conf_peer *p)
{
	char *log = malloc(p->log_n + 1);

	if (log != NULL) {
		memcpy(log, p->log, p->log_n);
		log[p->log_n] = '\0';
	}
	return log;
}

static struct conf_peer *open_peer(struct conf_run *run, char *why)
{
	struct conf_wire wire;
	struct conf_peer *p = NULL;

	if (run->target->open(run->target->ctx, &wire, why) != OPENED)
		return NULL;
	if (conf_peer_new(run->backend, run->rng, &wire,
			  run->target->role == AS_CLIENT, &p) != ETT_OK) {
		conf_text(why, CONF_OPEN_WHY, "out of memory");
		run->target->close(run->target->ctx);
		return NULL;
	}
	p->wait_ms = run->wait_ms;
	p->login = run->profile.login;
	p->echo = run->profile.echo;
	if (run->profile.host_key != NULL)
		conf_own_key_use(run->profile.host_key, &p->own_key);
	/* So that a target with a will of its own is not taken for broken. */
	for (int i = 0; i < 8 && run->facts.version[0] != '\0'; i++)
		conf_order_like(p->offer[i], run->facts.list[i]);
	return p;
}

static void close_peer(struct conf_run *run, struct conf_peer *p)
{
	run->target->close(run->target->ctx);
	conf_peer_free(p);
}

static void keep_facts(struct conf_run *run, const struct conf_peer *p)
{
	struct conf_facts *f = &run->facts;

	ett_escape((struct ett_bytes){ p->v_theirs, p->v_theirs_n }, f->version,
		   sizeof f->version);
	for (int i = 0; i < CONF_LISTS; i++)
		ett_escape(conf_list(&p->kex.theirs, i), f->list[i],
			   sizeof f->list[i]);
}

/* A target that speaks first and then closes a connection without a word
 * has not looked at what we said. */
static void listen_first(struct conf_run *run, struct conf_peer *p)
{
	uint64_t end = p->wire.now(p->wire.ctx) + LISTEN_WAIT;
	enum conf_hear h = HEAR_LINE;

	while (h == HEAR_LINE)
		h = conf_hear(p, end);
	run->facts.speaks_first = h == HEAR_VERSION;
}

/* One lawful handshake. */
static bool handshake(struct conf_run *run, struct conf_reaction *r,
		      uint64_t *ms, char *why)
{
	struct conf_peer *p = open_peer(run, why);
	uint64_t start;

	*r = (struct conf_reaction){ .kind = 0 };
	run->limited = false;
	if (p == NULL)
		return false;
	if (run->facts.version[0] == '\0')
		listen_first(run, p);
	start = p->wire.now(p->wire.ctx);
	conf_reach_keyed(p, r);
	*ms = p->wire.now(p->wire.ctx) - start;
	run->limited = run->target->role == AS_SERVER && !p->heard_version &&
		       r->kind == RE_CLOSE;
	if (run->limited)
		conf_text(why, CONF_WHY_MAX, "%s", limit_advice);
	else
		conf_text(why, CONF_WHY_MAX,
			  "a lawful handshake ended with: %s", r->text);
	if (p->heard_kexinit && run->facts.version[0] == '\0')
		keep_facts(run, p);
	close_peer(run, p);
	return r->kind == (run->usual.kind != 0 ? run->usual.kind : RE_KEYED);
}

/* Limits pass, a machine may be slow; nobody at all, from the start, is
 * neither. */
static bool worth_waiting(const struct conf_run *run, unsigned kind)
{
	bool nobody = kind == 0 && run->facts.version[0] == '\0';

	return !nobody && (kind == 0 || kind == RE_CLOSE || kind == RE_SILENCE);
}

bool conf_probe(struct conf_run *run, uint64_t *ms, char *why)
{
	struct conf_reaction r;
	uint64_t pause = PAUSE;

	for (int i = 0; i < TRIES; i++) {
		if (handshake(run, &r, ms, why))
			return true;
		if (!worth_waiting(run, r.kind))
			return false;
		if (i + 1 < TRIES)
			run->target->pause(run->target->ctx, pause);
		pause *= 4;
	}
	return false;
}

static uint64_t middle(uint64_t a, uint64_t b, uint64_t c)
{
	if ((a <= b) == (b <= c))
		return b;
	return (b <= a) == (a <= c) ? a : c;
}

const struct ett_backend *conf_backend(void)
{
	const struct ett_backend *last = NULL;

	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);

		if (b != NULL && ett_find_dh(b, "x25519") != NULL)
			last = b;
	}
	return last;
}

static void set_waits(struct conf_run *run, uint64_t given)
{
	run->slow_ms = given != 0 ? given : SLOW + 10 * run->facts.handshake_ms;
	if (given == 0)
		run->wait_ms = run->slow_ms + SLOW / 2;
}

/* The first handshake tells what to offer, so a second one may do better. */
static bool find_usual(struct conf_run *run, char *why)
{
	struct conf_reaction r = { .kind = RE_KEYED };
	uint64_t ms;

	if (!conf_probe(run, &ms, why) && !handshake(run, &r, &ms, why) &&
	    (run->facts.version[0] == '\0' || r.kind == 0 ||
	     r.kind == RE_CLOSE || r.kind == RE_SILENCE))
		return false;
	run->usual = r;
	return true;
}

/* The median of three handshakes decides how long an answer may take. */
bool conf_baseline(struct conf_run *run, char *why)
{
	uint64_t ms[3], given = run->wait_ms;

	if (run->wait_ms == 0)
		run->wait_ms = FIRST_WAIT;
	if (!find_usual(run, why))
		return false;
	for (int i = 0; i < 3; i++)
		if (!conf_probe(run, &ms[i], why))
			return false;
	run->facts.handshake_ms = middle(ms[0], ms[1], ms[2]);
	set_waits(run, given);
	return true;
}

/* The end of the target's process, where it is ours to watch (ROB-04). */
static void check_crash(struct conf_run *run, const struct conf_case *c,
			struct conf_outcome *out)
{
	char why[CONF_OPEN_WHY];

	if (run->target->crashed == NULL ||
	    !run->target->crashed(run->target->ctx, why))
		return;
	run->crashes++;
	conf_text(run->crash_case, sizeof run->crash_case, "%s", c->id);
	out->verdict = RESULT_FAIL;
	out->by_timer = out->refused = false;
	conf_text(out->why, sizeof out->why,
		  "the target's process crashed (ROB-04): %s", why);
}

/* FNV-1a over the id. */
static void reseed(struct conf_run *run, const struct conf_case *c)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ run->first_seed;

	if (run->seed == NULL)
		return;
	for (const char *id = c->id; *id != '\0'; id++)
		h = (h ^ (uint8_t)*id) * UINT64_C(0x100000001b3);
	*run->seed = h | 1;
	if (run->target->reseed != NULL)
		run->target->reseed(run->target->ctx, h);
}

static void attempt(struct conf_run *run, const struct conf_case *c,
		    struct conf_outcome *out)
{
	struct conf_peer *p;
	uint64_t start;

	free(out->log);
	*out = (struct conf_outcome){ .verdict = RESULT_INCONCLUSIVE };
	reseed(run, c);
	p = open_peer(run, out->why);
	if (p == NULL) {
		out->refused = true;
		return;
	}
	start = p->wire.now(p->wire.ctx);
	conf_run_steps(run, c, p, out);
	out->ms = p->wire.now(p->wire.ctx) - start;
	out->log = copy_log(p);
	close_peer(run, p);
	check_crash(run, c, out);
}

/* A refused connection says nothing about the case, unless that is how the
 * target ends those whose first words it dislikes. */
static void retry_refused(struct conf_run *run, const struct conf_case *c,
			  struct conf_outcome *out)
{
	uint64_t pause = PAUSE;

	for (int i = 1; i < TRIES && out->refused; i++) {
		run->target->pause(run->target->ctx, pause);
		pause *= 4;
		attempt(run, c, out);
	}
	if (!out->refused || !run->facts.speaks_first)
		return;
	out->verdict = RESULT_INCONCLUSIVE;
	out->by_timer = false;
	conf_text(out->why, sizeof out->why, "%s", limit_advice);
}

static void retry_silence(struct conf_run *run, const struct conf_case *c,
			  struct conf_outcome *out)
{
	unsigned first = out->kind;
	char was[CONF_WHY_MAX], why[CONF_WHY_MAX];
	uint64_t ms = 0;

	conf_text(was, sizeof was, "%s", out->got);
	attempt(run, c, out);
	if (!out->by_timer) {
		out->verdict = RESULT_INCONCLUSIVE;
		conf_text(out->why, sizeof out->why,
			  "two runs disagree: first %s, then %s", was,
			  out->got);
		return;
	}
	if (first == RE_SILENCE && conf_probe(run, &ms, why) &&
	    ms <= 4 * run->facts.handshake_ms + 500) {
		size_t n = strlen(out->why);

		conf_text(out->why + n, sizeof out->why - n,
			  " (twice, for %llu ms, while a fresh handshake took "
			  "%llu ms)",
			  (unsigned long long)run->wait_ms,
			  (unsigned long long)ms);
		return;
	}
	out->verdict = RESULT_INCONCLUSIVE;
	conf_text(out->why, sizeof out->why,
		  "only a timer decided, and the target or this machine is "
		  "slow now; give a longer --timeout");
}

static void check_alive(struct conf_run *run, const struct conf_case *c,
			struct conf_outcome *out)
{
	char why[CONF_WHY_MAX];
	uint64_t ms;

	run->probes++;
	if (conf_probe(run, &ms, why)) {
		run->dead_row = 0;
		return;
	}
	if (run->limited) {
		out->verdict = RESULT_INCONCLUSIVE;
		conf_text(out->why, sizeof out->why, "%s", why);
		return;
	}
	run->dead++;
	run->dead_row++;
	conf_text(run->dead_case, sizeof run->dead_case, "%s", c->id);
	out->verdict = RESULT_FAIL;
	conf_text(out->why, sizeof out->why,
		  "after this case no fresh connection works (ROB-01): %s",
		  why);
}

/* Without a look at what comes behind it; false: not even tried. */
static bool judge_alone(struct conf_run *run, const struct conf_case *c,
			struct conf_outcome *out)
{
	*out = (struct conf_outcome){ 0 };
	if (run->dead_row >= GONE) {
		out->verdict = RESULT_INCONCLUSIVE;
		conf_text(out->why, sizeof out->why,
			  "not tried: after %d cases in a row, last %s, no "
			  "fresh connection worked",
			  GONE, run->dead_case);
		return false;
	}
	attempt(run, c, out);
	if (out->refused && run->target->role == AS_SERVER)
		retry_refused(run, c, out);
	if (out->by_timer)
		retry_silence(run, c, out);
	return true;
}

void conf_judge_on(struct conf_run *run, const struct conf_case *c,
		   struct conf_outcome *out)
{
	if (judge_alone(run, c, out) && out->verdict == RESULT_INCONCLUSIVE)
		check_alive(run, c, out);
}

void conf_judge(struct conf_run *run, const struct conf_case *c,
		struct conf_outcome *out)
{
	if (judge_alone(run, c, out))
		check_alive(run, c, out);
}

void conf_try_together(struct conf_run *run, const struct conf_case *c,
		       const uint8_t *number, size_t n, bool *unimplemented)
{
	char why[CONF_WHY_MAX];
	struct conf_reaction r = { 0 };
	struct conf_peer *p;

	if ((c->needs & ~run->profile.has) != 0)
		return;
	p = open_peer(run, why);
	if (p == NULL)
		return;
	conf_reach(p, c->start, &r);
	if (r.kind != 0 || !conf_try_numbers(p, number, n, unimplemented))
		memset(unimplemented, 0, n * sizeof *unimplemented);
	close_peer(run, p);
}

static void oracle_counts(struct conf_outcome *out, const char *expected,
			  size_t bad, const char *last)
{
	conf_text(out->expected, sizeof out->expected, "%s", expected);
	conf_text(out->got, sizeof out->got, "%zu exceptions", bad);
	if (bad == 0)
		return;
	out->verdict = RESULT_FAIL;
	conf_text(out->why, sizeof out->why, "%zu times not so, last with %s",
		  bad, last);
}

static void oracle_crash(const struct conf_run *run, struct conf_outcome *out)
{
	const char *expected = "no crash and no report of a sanitizer";

	if (run->target->crashed != NULL) {
		oracle_counts(out, expected, run->crashes, run->crash_case);
		return;
	}
	conf_text(out->expected, sizeof out->expected, "%s", expected);
	conf_text(out->got, sizeof out->got, "%s",
		  run->target->same_process
		      ? "this process, which is the target's, lives"
		      : "unknown");
	if (run->target->same_process)
		return;
	out->verdict = RESULT_SKIP;
	conf_text(out->why, sizeof out->why,
		  "the process of the target is not ours to watch");
}

bool conf_oracle(const struct conf_run *run, const char *id,
		 struct conf_outcome *out)
{
	*out = (struct conf_outcome){ .verdict = RESULT_PASS };
	conf_text(out->sent, sizeof out->sent, "%zu cases", run->probes);
	if (strcmp(id, "ROB-01") == 0)
		oracle_counts(out, "a fresh connection works after each case",
			      run->dead, run->dead_case);
	else if (strcmp(id, "ROB-02") == 0)
		oracle_counts(out, "connections that are to end do so in time",
			      run->slow, run->slow_case);
	else if (strcmp(id, "ROB-04") == 0)
		oracle_crash(run, out);
	else
		return false;
	return run->probes > 0;
}
