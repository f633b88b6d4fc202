/*
 * SPDX-License-Identifier: ISC
 *
 * The near end.  A round opens all its connections, lets none send its data
 * before the path of each is open to the far end, and is over when each has
 * ended: "so many at once" is a fact, not a hope.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test/pump/net.h"
#include "test/pump/pump.h"

struct round {
	const struct pump_options *o;
	struct pump_stream **stream; /* o->conns, NULL: not begun */
	unsigned begun;
	double deadline;
	pid_t child;
	/* facts, over all rounds */
	unsigned completed, refused;
	int child_status;
	uint64_t seed;
	char why[160];
	uint8_t sent[PUMP_DIGEST], received[PUMP_DIGEST];
};

static void note(struct round *r, unsigned i, const char *why)
{
	if (r->why[0] == '\0')
		snprintf(r->why, sizeof r->why, "connection %u: %s", i, why);
}

static bool in_time(const struct round *r)
{
	return r->o->limit == 0 || pump_now() < r->deadline;
}

static bool connect_one(struct round *r, int *rfd, int *wfd, int *refused)
{
	const struct pump_options *o = r->o;

	*refused = 0;
	if (o->run != NULL) {
		r->child = pump_run(o->run, rfd, wfd);
		return r->child > 0;
	}
	*rfd = o->socks == 0
		   ? pump_connect(o->addr)
		   : pump_connect_socks(o->proxy, o->socks, o->addr, refused);
	*wfd = *rfd;
	return *rfd >= 0;
}

/* Connection i of the round; false: it did not come to be. */
static bool begin(struct round *r, unsigned i)
{
	const struct pump_options *o = r->o;
	struct pump_plan plan = { .bytes = o->bytes,
				  .half_close = o->half_close };
	int rfd, wfd, refused;

	if (i == 0 && (o->slow & PUMP_SLOW_FAR) != 0)
		plan.hold = o->conns - 1;
	plan.seed = r->seed++;
	if (!connect_one(r, &rfd, &wfd, &refused)) {
		r->refused += refused != 0;
		note(r, i, "not connected");
		return false;
	}
	r->stream[i] = malloc(sizeof **r->stream);
	if (r->stream[i] == NULL ||
	    pump_stream_start(r->stream[i], &plan, r->seed++, rfd, wfd)) {
		note(r, i, "out of memory");
		return false;
	}
	r->begun = i + 1;
	return true;
}

/* Of the streams from first on, how many are neither so nor at their end. */
static unsigned short_of(const struct round *r, unsigned first,
			 bool (*is_so)(const struct pump_stream *))
{
	unsigned left = 0;

	for (unsigned i = first; i < r->begun; i++)
		left +=
		    !is_so(r->stream[i]) && !pump_stream_ended(r->stream[i]);
	return left;
}

/* Moves data until none is short of it; false: the time is over. */
static bool until(struct round *r, unsigned first,
		  bool (*is_so)(const struct pump_stream *))
{
	while (short_of(r, first, is_so) > 0) {
		if (!in_time(r))
			return false;
		pump_turn(r->stream, r->begun, -1, 200);
	}
	return true;
}

static void go(struct round *r, unsigned i)
{
	r->stream[i]->go = true;
	if (i == 0 && (r->o->slow & PUMP_SLOW_NEAR) != 0)
		r->stream[i]->paused = true;
}

/* The slow one is under way before the others begin. */
static bool play(struct round *r)
{
	const struct pump_options *o = r->o;

	if (!begin(r, 0) || !until(r, 0, pump_stream_is_open))
		return false;
	if (o->slow != PUMP_SLOW_NONE)
		go(r, 0);
	for (unsigned i = 1; i < o->conns; i++)
		if (!begin(r, i))
			return false;
	if (!until(r, 0, pump_stream_is_open))
		return false;
	for (unsigned i = 0; i < o->conns; i++)
		go(r, i);
	if (o->conns > 1 && !until(r, 1, pump_stream_ended))
		return false;
	r->stream[0]->paused = false;
	return until(r, 0, pump_stream_ended);
}

static void judge(struct round *r, unsigned i)
{
	struct pump_stream *s = r->stream[i];

	if (!pump_stream_ended(s)) {
		snprintf(s->why, sizeof s->why,
			 "not done in %u s: part %u, %llu in, %llu out of %llu",
			 r->o->limit, s->rx_parts,
			 (unsigned long long)s->rx_off,
			 (unsigned long long)s->tx_off,
			 (unsigned long long)s->plan.bytes);
	} else if (s->why[0] == '\0') {
		r->completed++;
		memcpy(r->sent, s->tx_digest, PUMP_DIGEST);
		memcpy(r->received, s->rx_digest, PUMP_DIGEST);
		return;
	} else if (!pump_stream_is_open(s)) {
		r->refused++;
	}
	note(r, i, s->why);
}

static void clear(struct round *r)
{
	for (unsigned i = 0; i < r->begun; i++) {
		judge(r, i);
		pump_stream_stop(r->stream[i]);
		free(r->stream[i]);
		r->stream[i] = NULL;
	}
	r->begun = 0;
}

/* A command must follow its streams; one that does not is ended. */
static void reap(struct round *r)
{
	const struct timespec nap = { .tv_nsec = 10000000 };

	while (r->child > 0) {
		if (waitpid(r->child, &r->child_status, WNOHANG) == r->child)
			return;
		if (!in_time(r)) {
			note(r, 0, "the command does not end");
			kill(r->child, SIGKILL);
			waitpid(r->child, &r->child_status, 0);
			return;
		}
		nanosleep(&nap, NULL);
	}
}

static void print_digest(const char *name, const uint8_t *digest)
{
	char hex[2 * PUMP_DIGEST + 1];

	ett_hex((struct ett_bytes){ digest, PUMP_DIGEST }, hex, sizeof hex);
	printf(", \"%s\": \"%s\"", name, hex);
}

static int report(struct round *r, double seconds)
{
	const struct pump_options *o = r->o;
	unsigned all = o->conns * o->rounds;
	bool ok = (o->refused ? r->refused : r->completed) == all;
	double mib = 2.0 * (double)o->bytes * r->completed / 1048576;

	if (r->child_status != 0 && !o->refused)
		ok = false;
	printf("{\"mode\": \"send\", \"ok\": %s, \"connections\": %u, "
	       "\"at_once\": %u, \"completed\": %u, \"refused\": %u, "
	       "\"bytes\": %llu, \"half_close\": %s, \"mib\": %.1f, "
	       "\"seconds\": %.2f",
	       ok ? "true" : "false", all, o->conns, r->completed, r->refused,
	       (unsigned long long)o->bytes, o->half_close ? "true" : "false",
	       mib, seconds);
	if (o->run != NULL)
		printf(", \"command_status\": %d",
		       WIFEXITED(r->child_status) ? WEXITSTATUS(r->child_status)
						  : -WTERMSIG(r->child_status));
	if (all == 1 && r->completed == 1) {
		print_digest("sent", r->sent);
		print_digest("received", r->received);
	}
	if (r->why[0] != '\0')
		printf(", \"why\": \"%s\"", r->why);
	printf("}\n");
	if (!ok && r->why[0] != '\0')
		fprintf(stderr, "pump: %s\n", r->why);
	return ok ? 0 : 1;
}

int pump_send(const struct pump_options *o)
{
	struct round r = { .o = o, .seed = o->seed };
	double start = pump_now();
	bool well = true;

	r.deadline = start + o->limit;
	r.stream = calloc(o->conns, sizeof(struct pump_stream *));
	if (r.stream == NULL) {
		fprintf(stderr, "pump: out of memory\n");
		return 2;
	}
	for (unsigned i = 0; i < o->rounds && well; i++) {
		well = play(&r) && r.why[0] == '\0';
		clear(&r);
		well = well && (o->refused || r.why[0] == '\0');
	}
	reap(&r);
	free(r.stream);
	return report(&r, pump_now() - start);
}
