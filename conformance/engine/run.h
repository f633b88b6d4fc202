/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_ENGINE_RUN_H
#define CONFORMANCE_ENGINE_RUN_H

#include "conformance/engine/req.h"
#include "conformance/engine/target.h"

/*
 * Running cases against a target: a baseline first, then one connection per
 * case, then a fresh one to see that the target still lives.
 */
enum { CONF_TEXT_MAX = 2000 };

/* What a lawful handshake showed. */
struct conf_facts {
	char version[1100]; /* identification, escaped */
	char list[CONF_LISTS][CONF_LIST_MAX * 4];
	uint64_t handshake_ms;
	bool speaks_first; /* identifies itself before it has heard us */
};

/*
 * What is said of the target, by whoever has it judged: features (HAS_*) that
 * cannot be read from its messages, and how to log in.
 */
struct conf_profile {
	unsigned has;
	struct conf_login login;
	struct conf_echo echo;
	const struct ett_key_mem *host_key; /* the judge's as server; NULL:
					     * a new one per connection */
};

struct conf_run {
	const struct ett_backend *backend; /* of the judge */
	struct ett_rng rng;
	/* --seed: the state of rng, set anew for each case from first_seed and
	 * its id, so that none depends on those before it; NULL: not seeded */
	uint64_t *seed;
	uint64_t first_seed;
	const struct conf_target *target;
	struct conf_profile profile;
	uint64_t wait_ms; /* for one reaction; 0: from the baseline */
	uint64_t slow_ms; /* an end later than this is noted */
	struct conf_facts facts;
	struct conf_reaction usual; /* how lawful handshakes end: RE_KEYED */
	bool limited; /* the last handshake was refused without a look */
	/* what the oracles found */
	size_t probes, dead, slow;
	size_t dead_row; /* cases in a row after which it was dead */
	size_t crashes;
	char dead_case[128], slow_case[128], crash_case[128];
};

struct conf_outcome {
	enum result_verdict verdict;
	char why[CONF_WHY_MAX];
	char sent[CONF_TEXT_MAX], got[CONF_WHY_MAX], expected[CONF_WHY_MAX];
	uint64_t ms;
	bool by_timer; /* nothing but the end of the wait decided it */
	bool refused;  /* the target closed before its identification */
	unsigned kind; /* RE_* that decided */
	char *log;     /* transcript, on the heap */
};

/*
 * A crypto library for the judge: the last one that was built in and agrees on
 * keys as all peers do, by X25519; what is judged, ours and most others, runs
 * on the first.  NULL: there is none.
 */
const struct ett_backend *conf_backend(void);

/*
 * Lawful handshakes: fill run->facts and run->usual, and set run->wait_ms.
 * false: the target cannot be judged, why (CONF_WHY_MAX) says what to change.
 * One with which no handshake completes can still be judged by what it says
 * on the way; cases that need more are INCONCLUSIVE then.
 */
bool conf_baseline(struct conf_run *run, char *why);

/* One case with retries and the liveness oracle; free out->log. */
void conf_judge(struct conf_run *run, const struct conf_case *c,
		struct conf_outcome *out);

/* The same where another case with a start like this one's follows at once: a
 * connection that works is then seen by that. */
void conf_judge_on(struct conf_run *run, const struct conf_case *c,
		   struct conf_outcome *out);

/* Several numbers on one connection that is at the start of the case, n of
 * them: which were answered by UNIMPLEMENTED, while all went on well. */
void conf_try_together(struct conf_run *run, const struct conf_case *c,
		       const uint8_t *number, size_t n, bool *unimplemented);

/* A fresh connection that ends as usual: at SERVICE_ACCEPT. */
bool conf_probe(struct conf_run *run, uint64_t *ms, char *why);

/* The oracles of the catalogue's section 15 as an outcome: id "ROB-01",
 * "ROB-02" or "ROB-04".  false: no case ran, or no such oracle. */
bool conf_oracle(const struct conf_run *run, const char *id,
		 struct conf_outcome *out);

#endif
