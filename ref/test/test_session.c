/* SPDX-License-Identifier: ISC
 *
 * The session as a whole: meeting, identification, repeatability, and the
 * contract of the calls.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/kdf.h"
#include "test/expect.h"
#include "test/null.h"

static void two_ends_meet_in_chunks_of_any_size(void **state)
{
	static const size_t chunk[] = { 1, 7, 4096, PAIR_ALL };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct pair_setup x = pair_setup(expect_real());
		struct pair *p;
		uint32_t peer, chan;

		x.chunk = chunk[i];
		p = expect_ready(&x);
		chan = pair_opened(p, ETT_CLIENT, 4096, &peer);
		assert_int_not_equal(chan, PAIR_NO_CHAN);
		pair_send(p, ETT_CLIENT, chan, 20000);
		pair_send(p, ETT_SERVER, peer, 30000);
		expect_run(p);
		expect_alive(p);
		expect_flow(&p->end[0].flow[chan], &p->end[1].flow[peer]);
		expect_flow(&p->end[1].flow[peer], &p->end[0].flow[chan]);
		pair_free(p);
	}
}

static void events_come_in_the_order_of_the_handshake(void **state)
{
	static const enum ett_event_kind want[2][4] = {
		{ ETT_EV_HOSTKEY, ETT_EV_KEYED, ETT_EV_READY },
		{ ETT_EV_KEYED, ETT_EV_AUTH, ETT_EV_AUTH, ETT_EV_READY },
	};
	struct pair *p = expect_toy();

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct pair_end *e = &p->end[i];

		assert_int_equal(e->events_n, 3 + i);
		for (size_t j = 0; j < e->events_n; j++)
			assert_int_equal(e->events[j].ev.kind, want[i][j]);
	}
	pair_free(p);
}

static void digest_of(const struct pair_wire *w, uint8_t *digest)
{
	const struct ett_hash *h = ett_find_hash(expect_real(), "sha256");

	assert_non_null(h);
	assert_int_equal(
	    ett_digest(h, (struct ett_bytes){ w->log, w->len }, digest),
	    ETT_OK);
}

/* A session with an open channel, data both ways and a rekey. */
static void transcript(uint64_t seed, uint8_t digest[2][32])
{
	struct pair_setup x = pair_setup(expect_real());
	struct pair *p;
	uint32_t chan, peer;

	x.seed[ETT_CLIENT] = seed;
	p = expect_ready(&x);
	chan = pair_opened(p, ETT_CLIENT, 65536, &peer);
	assert_int_not_equal(chan, PAIR_NO_CHAN);
	pair_send(p, ETT_CLIENT, chan, 100000);
	pair_send(p, ETT_SERVER, peer, 100000);
	expect_run(p);
	assert_int_equal(ett_rekey(p->end[ETT_SERVER].s), ETT_OK);
	expect_run(p);
	expect_alive(p);
	digest_of(&p->wire[0], digest[0]);
	digest_of(&p->wire[1], digest[1]);
	pair_free(p);
}

/* The digests are printed, so that builds can be compared. */
static void same_seeds_give_the_same_bytes(void **state)
{
	uint8_t a[2][32], b[2][32];
	char hex[65];

	(void)state;
	transcript(1, a);
	transcript(1, b);
	assert_memory_equal(a, b, sizeof a);
	for (size_t i = 0; i < 2; i++) {
		ett_hex((struct ett_bytes){ a[i], 32 }, hex, sizeof hex);
		printf("# transcript %s %s\n", i ? "server" : "client", hex);
	}
	transcript(3, b);
	assert_memory_not_equal(a[0], b[0], 32);
}

/* A session whose peer is the test alone. */
static struct pair *alone(enum ett_role role)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p;

	x.cfg[role].no_strict = true;
	p = expect_pair(&x);
	p->wire[0].mute = p->wire[1].mute = true;
	return p;
}

struct hello {
	struct ett_bytes bytes;
	ett_err want[2]; /* of a client, of a server */
};

static void identification_lines(const struct hello *row, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t role = 0; role < 2; role++) {
			struct pair *p = alone((enum ett_role)role);

			pair_raw(p, (enum ett_role)role, row[i].bytes);
			expect_run(p);
			if (row[i].want[role] == ETT_OK)
				expect_alive(p);
			else
				expect_over(p, (enum ett_role)role,
					    row[i].want[role]);
			pair_free(p);
		}
}

static void identification_is_read_as_the_rfc_says(void **state)
{
	static const struct hello row[] = {
		{ ETT_INIT("SSH-2.0-x\r\n"), { ETT_OK, ETT_OK } },
		{ ETT_INIT("SSH-2.0-x\n"), { ETT_OK, ETT_OK } },
		{ ETT_INIT("SSH-2.0-x a comment\r\n"), { ETT_OK, ETT_OK } },
		{ ETT_INIT("SSH-1.99-x\r\n"), { ETT_OK, ETT_VERSION } },
		{ ETT_INIT("SSH-1.5-x\r\n"), { ETT_VERSION, ETT_VERSION } },
		{ ETT_INIT("SSH-2.1-x\r\n"), { ETT_VERSION, ETT_VERSION } },
		{ ETT_INIT("SSH-2.0-\r\n"), { ETT_FORMAT, ETT_FORMAT } },
		{ ETT_INIT("SSH-2.0-a\0b\r\n"), { ETT_FORMAT, ETT_FORMAT } },
		{ ETT_INIT("SSH-2.0-a\x80\r\n"), { ETT_FORMAT, ETT_FORMAT } },
		{ ETT_INIT("GET / HTTP/1.1\r\n"), { ETT_OK, ETT_VERSION } },
		{ ETT_INIT("\r\n"), { ETT_OK, ETT_VERSION } },
		{ ETT_INIT("banner\r\nSSH-2.0-x\r\n"),
		  { ETT_OK, ETT_VERSION } },
		{ ETT_INIT("banner\nSSH-1.0-x\n"),
		  { ETT_VERSION, ETT_VERSION } },
	};

	(void)state;
	identification_lines(row, sizeof row / sizeof row[0]);
}

/* RFC 4253 section 4.2: 255 characters, CR and LF among them. */
static void identification_is_at_most_255_bytes_long(void **state)
{
	uint8_t line[256];
	struct hello row[] = { { { line, 255 }, { ETT_OK, ETT_OK } },
			       { { line, 256 },
				 { ETT_TOO_BIG, ETT_TOO_BIG } } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		memset(line, 'x', sizeof line);
		memcpy(line, "SSH-2.0-", 8);
		memcpy(line + row[i].bytes.n - 2, "\r\n", 2);
		identification_lines(&row[i], 1);
	}
	memset(line, 'x', sizeof line);
	memcpy(line, "SSH-2.0-", 8);
	row[1].bytes.n = 256;
	identification_lines(&row[1], 1);
}

static void endless_greetings_are_cut_off(void **state)
{
	struct pair *p = alone(ETT_CLIENT);

	(void)state;
	for (size_t i = 0; i < 5000 && !p->end[ETT_CLIENT].closed; i++) {
		pair_raw(p, ETT_CLIENT, ETT_LIT("still not SSH\r\n"));
		expect_run(p);
	}
	expect_over(p, ETT_CLIENT, ETT_TOO_BIG);
	pair_free(p);
}

static void the_peer_is_known_by_its_identification(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct ett_agreed *a = ett_session_agreed(p->end[i].s);

		assert_non_null(a);
		assert_true(ett_bytes_is(a->peer_version, "SSH-2.0-pair"));
	}
	assert_memory_equal(p->wire[0].log, "SSH-2.0-pair\r\n", 14);
	pair_free(p);
}

static void a_failed_session_stays_failed(void **state)
{
	struct pair *p = expect_toy();
	struct ett_session *s = p->end[ETT_SERVER].s;
	struct ett_open o = { .host = ETT_LIT("h"), .window = 100 };
	struct ett_event ev;
	struct ett_room room;
	size_t n;
	uint32_t chan;

	(void)state;
	pair_say(p, ETT_SERVER, ETT_LIT("\x02"));
	expect_run(p);
	expect_over(p, ETT_SERVER, ETT_SHORT);
	assert_int_equal(ett_next_event(s, &ev), ETT_SHORT);
	assert_int_equal(ett_rekey(s), ETT_SHORT);
	assert_int_equal(ett_recv_ack(s, 0), ETT_SHORT);
	assert_int_equal(ett_tick(s, p->now), ETT_SHORT);
	assert_int_equal(ett_chan_open(s, &o, &chan), ETT_SHORT);
	assert_int_equal(ett_disconnect(s, 11, "x"), ETT_SHORT);
	assert_int_equal(ett_listen(s, ETT_FORWARDED_TCPIP, o.host, 0),
			 ETT_SHORT);
	assert_int_equal(ett_chan_rooms(s, 0, &room, 1), 0);
	assert_int_equal(ett_send_slots(s), 0);
	ett_recv_buf(s, &n);
	assert_int_equal(n, 0);
	assert_int_equal(ett_deadline(s), ETT_NEVER);
	pair_free(p);
}

static void answers_to_no_question_break_the_contract(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct ett_session *s = p->end[i].s;

		assert_int_equal(ett_hostkey(s, true), ETT_ARG);
		assert_int_equal(ett_auth(s, true), ETT_ARG);
		assert_int_equal(ett_listen_answer(s, true, 1), ETT_ARG);
		assert_int_equal(ett_chan_answer(s, 0, 1, 0, ""), ETT_ARG);
		assert_int_equal(ett_chan_grant(s, 0, 1), ETT_ARG);
		assert_int_equal(ett_chan_eof(s, 0), ETT_ARG);
		assert_int_equal(ett_chan_close(s, 77), ETT_ARG);
		assert_int_equal(ett_chan_window(s, 0), 0);
	}
	expect_run(p);
	expect_alive(p);
	pair_free(p);
}

static void unusable_lists_are_told_at_creation(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	const char *why = NULL;

	(void)state;
	x.cfg[ETT_CLIENT].cipher = "no-such-cipher";
	assert_null(pair_new(&x, &why));
	assert_non_null(why);
	assert_true(strlen(why) > 0);
	assert_null(pair_new(&x, NULL));
}

static void what_passed_is_counted(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	for (size_t r = 0; r < 2; r++) {
		const struct ett_agreed *a = ett_session_agreed(p->end[r].s);
		size_t sent = 0;

		for (size_t i = 0; i < p->end[r].msgs_n; i++)
			sent += p->end[r].msgs[i].dir == ETT_OUT;
		assert_int_equal(a->bytes_out, p->wire[r].len);
		assert_int_equal(a->bytes_in, p->wire[1 - r].len);
		assert_int_equal(a->packets_out, sent);
		assert_int_equal(a->packets_in, p->end[r].msgs_n - sent);
	}
	pair_free(p);
}

static void more_than_was_lent_cannot_be_received(void **state)
{
	struct pair *p = expect_toy();
	size_t room;

	(void)state;
	ett_recv_buf(p->end[0].s, &room);
	assert_int_equal(ett_recv_ack(p->end[0].s, room + 1), ETT_ARG);
	assert_int_equal(ett_recv_ack(p->end[0].s, SIZE_MAX), ETT_ARG);
	expect_run(p);
	expect_alive(p);
	pair_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_ends_meet_in_chunks_of_any_size),
		cmocka_unit_test(events_come_in_the_order_of_the_handshake),
		cmocka_unit_test(same_seeds_give_the_same_bytes),
		cmocka_unit_test(identification_is_read_as_the_rfc_says),
		cmocka_unit_test(identification_is_at_most_255_bytes_long),
		cmocka_unit_test(endless_greetings_are_cut_off),
		cmocka_unit_test(the_peer_is_known_by_its_identification),
		cmocka_unit_test(a_failed_session_stays_failed),
		cmocka_unit_test(answers_to_no_question_break_the_contract),
		cmocka_unit_test(unusable_lists_are_told_at_creation),
		cmocka_unit_test(what_passed_is_counted),
		cmocka_unit_test(more_than_was_lent_cannot_be_received),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
