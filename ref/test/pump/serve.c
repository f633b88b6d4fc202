/*
 * SPDX-License-Identifier: ISC
 *
 * The far end: takes whatever connects and does what its plan says.  live[]
 * has no holes, so its first n_live entries are what is polled.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test/pump/net.h"
#include "test/pump/pump.h"

struct server {
	struct pump_stream *live[PUMP_LIVE_MAX];
	size_t n_live;
	unsigned accepted, completed, failed, most;
	char why[160];
};

static volatile sig_atomic_t stop;

static void on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static void welcome(struct server *v, int listener)
{
	int fd = accept(listener, NULL, NULL);
	struct pump_stream *s;

	if (fd < 0)
		return;
	s = v->n_live < PUMP_LIVE_MAX ? malloc(sizeof *s) : NULL;
	if (s == NULL || pump_stream_start(s, NULL, 0, fd, fd) != ETT_OK) {
		fprintf(stderr, "pump: no room for a connection\n");
		free(s);
		close(fd);
		v->failed++;
		return;
	}
	v->live[v->n_live++] = s;
	v->accepted++;
	if (v->n_live > v->most)
		v->most = (unsigned)v->n_live;
}

static void farewell(struct server *v, size_t i)
{
	struct pump_stream *s = v->live[i];

	if (s->why[0] == '\0') {
		v->completed++;
	} else {
		v->failed++;
		fprintf(stderr, "pump: %s\n", s->why);
		if (v->why[0] == '\0')
			snprintf(v->why, sizeof v->why, "%s", s->why);
	}
	pump_stream_stop(s);
	free(s);
	v->live[i] = v->live[--v->n_live];
	/* hold counts endings of others: one less to wait for */
	for (size_t k = 0; k < v->n_live; k++)
		if (v->live[k]->plan.hold > 0)
			v->live[k]->plan.hold--;
}

static void tend(struct server *v)
{
	for (size_t i = v->n_live; i-- > 0;) {
		v->live[i]->paused = v->live[i]->plan.hold > 0;
		if (pump_stream_ended(v->live[i]))
			farewell(v, i);
	}
}

static bool busy(const struct server *v, const struct pump_options *o)
{
	if (stop)
		return false;
	return o->count == 0 || v->n_live > 0 ||
	       v->completed + v->failed < o->count;
}

static int report(const struct server *v)
{
	bool ok = v->failed == 0 && v->completed == v->accepted;

	printf("{\"mode\": \"serve\", \"ok\": %s, \"accepted\": %u, "
	       "\"most_at_once\": %u, \"completed\": %u, \"failed\": %u",
	       ok ? "true" : "false", v->accepted, v->most, v->completed,
	       v->failed);
	if (v->why[0] != '\0')
		printf(", \"why\": \"%s\"", v->why);
	printf("}\n");
	return ok ? 0 : 1;
}

int pump_serve(const struct pump_options *o)
{
	const struct sigaction act = { .sa_handler = on_signal };
	static struct server v;
	char name[256];
	double end = pump_now() + o->limit;
	int listener = pump_listen(o->addr, name, sizeof name);
	int rc;

	if (listener < 0)
		return 2;
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	printf("listening on %s\n", name);
	fflush(stdout);
	while (busy(&v, o) && (o->limit == 0 || pump_now() < end)) {
		if (pump_turn(v.live, v.n_live, listener, 200))
			welcome(&v, listener);
		tend(&v);
	}
	close(listener);
	if (strchr(o->addr, '/') != NULL)
		unlink(o->addr);
	rc = report(&v);
	while (v.n_live > 0)
		farewell(&v, v.n_live - 1);
	return rc;
}
