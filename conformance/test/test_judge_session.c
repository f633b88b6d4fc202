/* SPDX-License-Identifier: ISC
 *
 * Cases of sessions, which the reference does not have: a server made of the
 * judge's own peer, in a process of its own, passes them, and each bug
 * planted in it is found.  Its commands write zeros, as only their number
 * counts.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "conformance/engine/run.h"
#include "conformance/engine/seed.h"
#include "conformance/target/stream.h"

enum bug {
	LAWFUL,
	STDERR_FREE,   /* extended data is sent, window or not */
	REPLIES_LATE,  /* the answer to something unknown comes last */
	PTY_SILENT,    /* pty-req has no answer */
	EXEC_AGAIN,    /* a second exec or shell succeeds */
	ANY_SUBSYSTEM, /* every subsystem is there */
	STATUS_NONE,   /* there is no exit-status */
	STATUS_0,      /* it is always 0 */
	SIZE_REPLY,    /* window-change has an answer, wanted or not */
	SIZE_ENDS,     /* window-change that wants a reply ends the session */
	FORWARD_ENDS,  /* a forwarding ends with the session */
	MORE_SESSIONS  /* sessions are opened in any case */
};

static const struct planted {
	const char *name; /* a claim about the judge */
	enum bug bug;
	const char *id;
	enum result_verdict verdict;
} rows[] = {
	{ "stderr needs window", STDERR_FREE, "CONN-4254-5.2-04", RESULT_FAIL },
	{ "replies late", REPLIES_LATE, "CONN-4254-5.4-03", RESULT_FAIL },
	{ "pty, size", LAWFUL, "CONN-4254-6.2-01/size", RESULT_PASS },
	{ "pty, opcode", LAWFUL, "CONN-4254-6.2-01/opcode", RESULT_PASS },
	{ "pty, cut", PTY_SILENT, "CONN-4254-6.2-01/cut", RESULT_FAIL },
	{ "pty, many", LAWFUL, "CONN-4254-6.2-01/many", RESULT_PASS },
	{ "exec twice", EXEC_AGAIN, "CONN-4254-6.5-01/exec", RESULT_FAIL },
	{ "then shell", EXEC_AGAIN, "CONN-4254-6.5-01/shell", RESULT_FAIL },
	{ "subsystem", ANY_SUBSYSTEM, "CONN-4254-6.5-02", RESULT_FAIL },
	{ "size", SIZE_REPLY, "CONN-4254-6.7-01/false", RESULT_NONSTRICT },
	{ "size asked", SIZE_ENDS, "CONN-4254-6.7-01/true", RESULT_NONSTRICT },
	{ "no status", STATUS_NONE, "CONN-4254-6.10-01", RESULT_NONSTRICT },
	{ "status 0", STATUS_0, "CONN-4254-6.10-01", RESULT_NONSTRICT },
	{ "forwarding", FORWARD_ENDS, "CONN-4254-7.2-05", RESULT_FAIL },
	{ "more sessions", MORE_SESSIONS, "PROTO-2.2-01", RESULT_FAIL },
};

enum { ROOMS = 8, WINDOW = 1 << 20, PACKET = 32768, LIFE = 20000 };
enum { UNKNOWN_TYPE = 3, PORT = 40000 };

/* A channel, by our number. */
struct room {
	bool session, running, over;
	uint32_t to;        /* where what is heard goes */
	uint64_t taken;     /* bytes of what was heard that are done with */
	uint64_t owed, err; /* bytes to be written: stdout, stderr */
	bool done, ended;   /* the command ends when nothing is owed */
	uint32_t status;
};

struct server {
	enum bug bug;
	struct conf_peer *p;
	struct room room[ROOMS];
	uint32_t rooms;
	bool no_more, owes_failure;
};

static struct conf_chan *chan(struct server *s, uint32_t n)
{
	return conf_chan_find(&s->p->chans, n);
}

static void reply(struct server *s, uint32_t n, bool good)
{
	struct ett_msg_channel_success yes = { .recipient =
						   chan(s, n)->theirs };
	struct ett_msg_channel_failure no = { .recipient = chan(s, n)->theirs };

	if (good)
		(void)conf_say(s->p, ETT_MSG_channel_success, &yes, NULL);
	else
		(void)conf_say(s->p, ETT_MSG_channel_failure, &no, NULL);
}

static void confirm(struct server *s, uint32_t theirs, bool session)
{
	struct ett_msg_channel_open_confirmation m = { .recipient = theirs,
						       .sender = s->rooms,
						       .window = WINDOW,
						       .max_packet = PACKET };

	s->room[s->rooms] = (struct room){ .session = session, .to = s->rooms };
	s->rooms++;
	(void)conf_say(s->p, ETT_MSG_channel_open_confirmation, &m, NULL);
}

/* To the port that is forwarded: it comes back on the next channel. */
static void come_back(struct server *s, uint32_t theirs)
{
	uint8_t mem[64];
	struct conf_put body = { mem, 0, sizeof mem, false };
	uint32_t n = s->rooms;

	confirm(s, theirs, false);
	s->room[n].to = s->rooms;
	s->room[s->rooms] = (struct room){ .to = n };
	conf_put_str(&body, ETT_LIT("127.0.0.1"));
	conf_put_u32(&body, PORT);
	conf_put_str(&body, ETT_LIT("127.0.0.1"));
	conf_put_u32(&body, 1);
	(void)conf_open_with(s->p, "forwarded-tcpip", conf_put_view(&body),
			     s->rooms++, WINDOW, PACKET);
}

static void on_open(struct server *s)
{
	struct ett_bytes kind = s->p->seen.v[0].bytes;
	uint32_t theirs = s->p->chans.opening;
	struct ett_msg_channel_open_failure no = { .recipient = theirs,
						   .reason = UNKNOWN_TYPE };

	if (s->rooms + 2 > ROOMS)
		_exit(1);
	if (ett_bytes_is(kind, "session") && s->no_more)
		_exit(0);
	if (ett_bytes_is(kind, "session"))
		confirm(s, theirs, true);
	else if (ett_bytes_is(kind, "direct-tcpip"))
		come_back(s, theirs);
	else
		(void)conf_say(s->p, ETT_MSG_channel_open_failure, &no, NULL);
}

static void on_global(struct server *s)
{
	uint8_t port[4] = { 0, 0, PORT >> 8, PORT & 255 };
	struct ett_msg_request_success yes = { .body = { port, 0 } };
	struct ett_msg_request_failure no = { 0 };
	struct ett_bytes name = s->p->seen.v[0].bytes;
	bool good = ett_bytes_is(name, "no-more-sessions@openssh.com");

	s->no_more = s->no_more || (good && s->bug != MORE_SESSIONS);
	if (ett_bytes_is(name, "tcpip-forward")) {
		good = true;
		yes.body.n = sizeof port;
	}
	if (good)
		(void)conf_say(s->p, ETT_MSG_request_success, &yes, NULL);
	else
		(void)conf_say(s->p, ETT_MSG_request_failure, &no, NULL);
}

static void run(struct room *r, struct ett_bytes body)
{
	struct ett_bytes command = { body.p + 4, body.n - 4 };

	r->running = true;
	if (ett_bytes_is(command, "exit 7")) {
		r->status = 7;
		r->done = true;
	} else if (!ett_bytes_is(command, "cat")) {
		r->owed = r->err = 3000;
		r->done = true;
	}
}

/* exec, shell, subsystem */
static bool begin(struct server *s, struct room *r, struct ett_bytes name,
		  struct ett_bytes body)
{
	bool again = r->running;

	if (ett_bytes_is(name, "subsystem"))
		return s->bug == ANY_SUBSYSTEM;
	if (!again && ett_bytes_is(name, "exec") && body.n >= 4)
		run(r, body);
	return !again || s->bug == EXEC_AGAIN;
}

static bool is_beginning(struct ett_bytes name)
{
	return ett_bytes_is(name, "exec") || ett_bytes_is(name, "shell") ||
	       ett_bytes_is(name, "subsystem");
}

/* recipient, name, want_reply, body */
static void on_request(struct server *s)
{
	uint32_t n = (uint32_t)s->p->seen.v[0].num;
	struct ett_bytes name = s->p->seen.v[1].bytes;
	bool wanted = s->p->seen.v[2].num != 0;
	bool size = ett_bytes_is(name, "window-change");
	bool known = size || ett_bytes_is(name, "pty-req") ||
		     ett_bytes_is(name, "env") || is_beginning(name);
	bool good = known;

	if (size && wanted && s->bug == SIZE_ENDS)
		_exit(0);
	if (s->bug == PTY_SILENT && ett_bytes_is(name, "pty-req"))
		return;
	if (is_beginning(name))
		good = begin(s, &s->room[n], name, s->p->seen.v[3].bytes);
	if (s->bug == REPLIES_LATE && !known) {
		s->owes_failure = true;
		return;
	}
	if (wanted || (size && s->bug == SIZE_REPLY))
		reply(s, n, good);
	if (s->owes_failure)
		reply(s, n, false);
}

static void on_close(struct server *s)
{
	uint32_t n = (uint32_t)s->p->seen.v[0].num;

	if (!chan(s, n)->said_close)
		(void)conf_close(s->p, n);
	s->room[n].over = true;
	for (uint32_t i = 0; s->bug == FORWARD_ENDS && i < s->rooms; i++)
		if (!s->room[i].session && !chan(s, i)->said_close)
			(void)conf_close(s->p, i);
}

static void hear(struct server *s)
{
	switch (s->p->link.payload.p[0]) {
	case ETT_NUM_global_request:
		on_global(s);
		break;
	case ETT_NUM_channel_open:
		on_open(s);
		break;
	case ETT_NUM_channel_request:
		on_request(s);
		break;
	case ETT_NUM_channel_close:
		on_close(s);
		break;
	case ETT_NUM_disconnect:
		_exit(0);
	default:
		break;
	}
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void finish(struct server *s, uint32_t n)
{
	uint8_t status[4] = { 0 };

	s->room[n].ended = true;
	if (s->bug != STATUS_0)
		status[3] = (uint8_t)s->room[n].status;
	(void)conf_eof(s->p, n);
	if (s->bug != STATUS_NONE)
		(void)conf_request(s->p, n, "exit-status", false,
				   (struct ett_bytes){ status, 4 });
	(void)conf_close(s->p, n);
}

/* What the command has written, as far as the window lets it. */
static void write_out(struct server *s, uint32_t n)
{
	static uint8_t zeros[PACKET];
	struct room *r = &s->room[n];
	struct conf_chan *c = chan(s, n);
	uint64_t room = least(c->may_send, least(c->max_send, PACKET));
	uint64_t err = s->bug == STDERR_FREE ? r->err : least(r->err, room);
	uint64_t out = least(r->owed, room - least(err, room));

	if (err > 0)
		(void)conf_extended(s->p, n, 1,
				    (struct ett_bytes){ zeros, (size_t)err });
	if (out > 0)
		(void)conf_data(s->p, n,
				(struct ett_bytes){ zeros, (size_t)out });
	r->err -= err;
	r->owed -= out;
	if (r->done && !r->ended && r->owed == 0 && r->err == 0)
		finish(s, n);
}

static void go_on(struct server *s, uint32_t n)
{
	struct room *r = &s->room[n];
	struct conf_chan *c = chan(s, n);

	if (c == NULL || !c->open || r->over)
		return;
	s->room[r->to].owed += c->heard - r->taken;
	r->taken = c->heard;
	write_out(s, n);
}

static void serve(enum bug bug, int fd)
{
	struct conf_wire wire = conf_stream_wire(&fd);
	uint64_t seed = 5;
	struct server s = { .bug = bug };
	struct conf_reaction r = { 0 };
	enum conf_hear h = HEAR_MESSAGE;

	if (conf_peer_new(conf_backend(), conf_seeded(&seed), &wire, true,
			  &s.p) != ETT_OK)
		_exit(1);
	s.p->wait_ms = LIFE;
	conf_reach(s.p, AT_LOGIN, &r);
	while (r.kind == 0 && h == HEAR_MESSAGE) {
		h = conf_hear(s.p, conf_stream_now(NULL) + LIFE);
		if (h == HEAR_MESSAGE)
			hear(&s);
		for (uint32_t i = 0; i < s.rooms; i++)
			go_on(&s, i);
	}
	_exit(0);
}

/* The server as a target: a process and a socket for each connection. */
struct bench {
	enum bug bug;
	int fd;
	pid_t pid;
	uint64_t seed;
	struct conf_target target;
	struct conf_run run;
	struct conf_user_key key;
};

static enum conf_opened bench_open(void *ctx, struct conf_wire *wire, char *why)
{
	struct bench *b = ctx;
	int fds[2];

	(void)why;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
		return OPEN_FAILED;
	(void)fcntl(fds[0], F_SETFL, O_NONBLOCK);
	(void)fcntl(fds[1], F_SETFL, O_NONBLOCK);
	b->pid = fork();
	if (b->pid == 0) {
		close(fds[0]);
		serve(b->bug, fds[1]);
	}
	close(fds[1]);
	b->fd = fds[0];
	*wire = conf_stream_wire(&b->fd);
	return b->pid > 0 ? OPENED : OPEN_FAILED;
}

static void bench_close(void *ctx)
{
	struct bench *b = ctx;

	close(b->fd);
	(void)kill(b->pid, SIGKILL);
	(void)waitpid(b->pid, NULL, 0);
}

static void set_up(struct bench *b, enum bug bug)
{
	char why[CONF_WHY_MAX] = "";

	memset(b, 0, sizeof *b);
	b->bug = bug;
	b->seed = 11;
	b->target = (struct conf_target){ .role = AS_SERVER,
					  .open = bench_open,
					  .close = bench_close,
					  .pause = conf_stream_pause,
					  .ctx = b };
	b->run.backend = conf_backend();
	b->run.rng = conf_seeded(&b->seed);
	b->run.target = &b->target;
	b->run.wait_ms = 2000;
	assert_int_equal(conf_user_key_make(b->run.backend, "ssh-ed25519",
					    b->run.rng, &b->key),
			 ETT_OK);
	b->run.profile = (struct conf_profile){
		.has = HAS_LOGIN | HAS_CHANNEL | HAS_SESSION | HAS_DIRECT |
		       HAS_LISTEN,
		.login = { .user = "judge", .key = &b->key },
		.echo = { .kind = ECHO_SESSION, .command = "cat" },
	};
	if (!conf_baseline(&b->run, why))
		fail_msg("baseline: %s", why);
}

static void expect(struct bench *b, const char *id, enum result_verdict v)
{
	const struct conf_case *c = conf_case_find(id);
	struct conf_outcome out;

	assert_non_null(c);
	conf_judge(&b->run, c, &out);
	if (out.verdict != v)
		fail_msg("%s: %s: %s\n%s", id, result_verdict_name(out.verdict),
			 out.why, out.log);
	free(out.log);
}

static void a_lawful_server_passes(void **state)
{
	struct bench b;

	(void)state;
	set_up(&b, LAWFUL);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		expect(&b, rows[i].id, RESULT_PASS);
}

static void planted_bugs_are_found(void **state)
{
	struct bench b;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		set_up(&b, rows[i].bug);
		expect(&b, rows[i].id, rows[i].verdict);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lawful_server_passes),
		cmocka_unit_test(planted_bugs_are_found),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
