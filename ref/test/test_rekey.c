/* SPDX-License-Identifier: ISC
 *
 * Key exchange again, in the middle of data: RFC 4253 section 9.  Nothing is
 * lost, nothing changes its order, the session keeps its identifier.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test/expect.h"
#include "test/null.h"

enum { MIB = 1024 * 1024 };

struct bulk {
	struct pair *p;
	uint32_t c, s;
};

static struct bulk bulk_new(const struct pair_setup *x)
{
	struct bulk b = { .p = expect_ready(x) };

	b.c = pair_opened(b.p, ETT_CLIENT, 2 * MIB, &b.s);
	assert_int_not_equal(b.c, PAIR_NO_CHAN);
	return b;
}

static void bulk_done(struct bulk *b)
{
	struct pair_flow *c = &b->p->end[ETT_CLIENT].flow[b->c];
	struct pair_flow *s = &b->p->end[ETT_SERVER].flow[b->s];

	expect_run(b->p);
	expect_alive(b->p);
	expect_flow(c, s);
	expect_flow(s, c);
}

static uint32_t rekeys(const struct bulk *b, enum ett_role r)
{
	return ett_session_agreed(b->p->end[r].s)->rekeys;
}

static struct pair_setup bulk_setup(const struct ett_backend *b)
{
	struct pair_setup x = pair_setup(b);

	for (size_t i = 0; i < 2; i++) {
		x.policy[i].window = 2 * MIB;
		/* Limits are looked at between batches. */
		x.cfg[i].send_batch = 1;
	}
	return x;
}

/* Both directions at once, limits on one side, the other, both. */
static void bulk_data_survives_rekeys_every_64_kib(void **state)
{
	(void)state;
	for (unsigned who = 1; who < 4; who++) {
		struct pair_setup x = bulk_setup(expect_real());
		struct bulk b;

		if (who & 1)
			x.cfg[ETT_CLIENT].rekey_bytes = 65536;
		if (who & 2)
			x.cfg[ETT_SERVER].rekey_bytes = 65536;
		b = bulk_new(&x);
		pair_send(b.p, ETT_CLIENT, b.c, 8 * MIB);
		pair_send(b.p, ETT_SERVER, b.s, 8 * MIB);
		bulk_done(&b);
		for (size_t r = 0; r < 2; r++)
			assert_in_range(rekeys(&b, (enum ett_role)r), 40, 200);
		assert_int_equal(rekeys(&b, ETT_CLIENT),
				 rekeys(&b, ETT_SERVER));
		pair_free(b.p);
	}
}

static void chunks_of_any_size_survive_rekeys(void **state)
{
	static const size_t chunk[] = { 1, 7, 1000, 4096, 40000 };

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct pair_setup x = bulk_setup(null_backend());
		struct bulk b;

		x.chunk = chunk[i];
		x.cfg[ETT_CLIENT].rekey_bytes = 20000;
		x.cfg[ETT_SERVER].rekey_bytes = 30000;
		b = bulk_new(&x);
		pair_send(b.p, ETT_CLIENT, b.c, 300000);
		pair_send(b.p, ETT_SERVER, b.s, 300000);
		bulk_done(&b);
		assert_true(rekeys(&b, ETT_CLIENT) > 3);
		pair_free(b.p);
	}
}

/* By the side that receives them, and by the side that sends. */
static void packets_are_counted_too(void **state)
{
	(void)state;
	for (size_t who = 0; who < 2; who++) {
		struct pair_setup x = bulk_setup(null_backend());
		struct bulk b;

		x.cfg[who].rekey_packets = 50;
		b = bulk_new(&x);
		for (size_t i = 0; i < 1000; i++) {
			pair_send(b.p, ETT_CLIENT, b.c, 1);
			expect_run(b.p);
		}
		bulk_done(&b);
		assert_in_range(rekeys(&b, ETT_SERVER), 10, 25);
		pair_free(b.p);
	}
}

/* The limit holds for what is sent, too, by a side that receives little. */
static void a_side_that_only_sends_rekeys(void **state)
{
	struct pair_setup x = bulk_setup(null_backend());
	struct bulk b;

	(void)state;
	x.cfg[ETT_CLIENT].rekey_bytes = 100000;
	b = bulk_new(&x);
	b.p->end[ETT_SERVER].policy.no_grant = true;
	pair_send(b.p, ETT_CLIENT, b.c, MIB);
	bulk_done(&b);
	assert_true(rekeys(&b, ETT_CLIENT) >= 1);
	pair_free(b.p);
}

static void time_alone_makes_new_keys(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p;

	(void)state;
	x.cfg[ETT_SERVER].rekey_after = 60 * ETT_SECOND;
	x.cfg[ETT_CLIENT].rekey_after = 3600 * ETT_SECOND;
	p = expect_ready(&x);
	for (uint32_t i = 1; i < 5; i++) {
		ett_ns due = ett_deadline(p->end[ETT_SERVER].s);

		assert_int_equal(due - p->now, 60 * ETT_SECOND);
		assert_true(pair_tick(p, 59 * ETT_SECOND));
		assert_int_equal(ett_session_agreed(p->end[0].s)->rekeys,
				 i - 1);
		assert_true(pair_tick(p, ETT_SECOND));
		assert_int_equal(ett_session_agreed(p->end[0].s)->rekeys, i);
	}
	expect_alive(p);
	pair_free(p);
}

static void defaults_are_a_gibibyte_and_an_hour(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	assert_int_equal(ett_deadline(p->end[0].s) - p->now, 3600 * ETT_SECOND);
	pair_free(p);
}

/* Each end whose bit is set in who asks for new keys. */
static void ask(struct pair *p, unsigned who)
{
	for (size_t r = 0; r < 2; r++)
		if (who & (1U << r))
			assert_int_equal(ett_rekey(p->end[r].s), ETT_OK);
}

static void either_side_or_both_at_once_may_ask(void **state)
{
	(void)state;
	for (unsigned who = 1; who < 4; who++) {
		struct pair_setup x = bulk_setup(expect_real());
		struct bulk b = bulk_new(&x);
		uint8_t id[64];
		struct ett_bytes v = ett_session_id(b.p->end[0].s);

		assert_int_equal(v.n, 32);
		memcpy(id, v.p, v.n);
		for (uint32_t i = 1; i < 6; i++) {
			pair_send(b.p, ETT_CLIENT, b.c, 500000);
			pair_send(b.p, ETT_SERVER, b.s, 500000);
			pair_step(b.p);
			ask(b.p, who);
			bulk_done(&b);
			assert_int_equal(rekeys(&b, ETT_CLIENT), i);
			assert_int_equal(rekeys(&b, ETT_SERVER), i);
		}
		assert_int_equal(pair_events(b.p, ETT_CLIENT, ETT_EV_KEYED), 6);
		assert_int_equal(pair_events(b.p, ETT_CLIENT, ETT_EV_HOSTKEY),
				 1);
		v = ett_session_id(b.p->end[0].s);
		assert_memory_equal(v.p, id, 32);
		v = ett_session_id(b.p->end[1].s);
		assert_memory_equal(v.p, id, 32);
		pair_free(b.p);
	}
}

static void asking_twice_is_asking_once(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	assert_int_equal(ett_rekey(p->end[0].s), ETT_OK);
	assert_int_equal(ett_rekey(p->end[0].s), ETT_OK);
	expect_run(p);
	expect_alive(p);
	assert_int_equal(COUNT(p, ETT_CLIENT, kexinit), 2);
	assert_int_equal(COUNT(p, ETT_SERVER, kexinit), 2);
	pair_free(p);
}

/* RFC 4253 section 7.1: from KEXINIT to NEWKEYS nothing above 49. */
static void nothing_else_is_sent_during_an_exchange(void **state)
{
	struct pair_setup x = bulk_setup(null_backend());
	struct bulk b;

	(void)state;
	x.cfg[ETT_CLIENT].rekey_bytes = 50000;
	x.cfg[ETT_SERVER].rekey_bytes = 70000;
	b = bulk_new(&x);
	pair_send(b.p, ETT_CLIENT, b.c, 500000);
	pair_send(b.p, ETT_SERVER, b.s, 500000);
	bulk_done(&b);
	for (size_t r = 0; r < 2; r++) {
		const struct pair_end *e = &b.p->end[r];
		bool kex = false;

		for (size_t i = 0; i < e->msgs_n; i++) {
			uint8_t number = e->msgs[i].payload.p[0];

			if (e->msgs[i].dir != ETT_OUT)
				continue;
			if (number == ETT_NUM_kexinit)
				kex = true;
			else if (kex)
				assert_in_range(number, 1, 49);
			if (number == ETT_NUM_newkeys)
				kex = false;
		}
		assert_false(kex);
	}
	pair_free(b.p);
}

static void what_is_asked_for_meanwhile_is_sent_after(void **state)
{
	struct pair_setup x = bulk_setup(null_backend());
	struct bulk b = bulk_new(&x);
	struct ett_session *s = b.p->end[ETT_CLIENT].s;
	struct ett_room room;
	uint32_t chan;

	(void)state;
	assert_int_equal(ett_rekey(s), ETT_OK);
	assert_int_equal(ett_send_slots(s), 0);
	assert_int_equal(ett_chan_rooms(s, b.c, &room, 1), 0);
	chan = pair_open(b.p, ETT_CLIENT, ETT_DIRECT_TCPIP, 100);
	assert_int_equal(
	    ett_listen(s, ETT_FORWARDED_TCPIP, ETT_LIT("localhost"), 2222),
	    ETT_OK);
	assert_int_equal(ett_chan_eof(s, b.c), ETT_OK);
	SAY(b.p, ETT_CLIENT, ping, .data = ETT_LIT("x"));
	assert_int_equal(COUNT(b.p, ETT_CLIENT, channel_open), 1);
	expect_run(b.p);
	expect_alive(b.p);
	assert_true(b.p->end[ETT_CLIENT].flow[chan].open);
	assert_int_equal(pair_events(b.p, ETT_CLIENT, ETT_EV_LISTENING), 1);
	assert_int_equal(pair_events(b.p, ETT_SERVER, ETT_EV_EOF), 1);
	assert_int_equal(COUNT(b.p, ETT_CLIENT, pong), 1);
	pair_free(b.p);
}

/* Our KEXINIT is out, the peer has not seen it yet: it may still send. */
static void data_may_come_until_the_peer_starts_too(void **state)
{
	struct pair_setup x = bulk_setup(null_backend());
	struct bulk b = bulk_new(&x);

	(void)state;
	assert_int_equal(ett_rekey(b.p->end[ETT_SERVER].s), ETT_OK);
	SAY(b.p, ETT_SERVER, channel_data, .recipient = b.s,
	    .data = ETT_LIT("x"));
	expect_run(b.p);
	expect_alive(b.p);
	assert_int_equal(b.p->end[ETT_SERVER].flow[b.s].received, 1);
	pair_free(b.p);
}

static void after_its_kexinit_a_peer_sends_no_data(void **state)
{
	static const struct ett_bytes row[] = {
		ETT_INIT("\x5e\0\0\0\0\0\0\0\x01x"),
		ETT_INIT("\x50\0\0\0\x01x\0"),
		ETT_INIT("\xc0\0\0\0\0"),
		ETT_INIT("\x05\0\0\0\0"),
		ETT_INIT("\x07\0\0\0\0"),
		ETT_INIT("\x15"),
	};

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct pair_setup x = bulk_setup(null_backend());
		struct bulk b = bulk_new(&x);
		struct pair_wire *w = &b.p->wire[ETT_CLIENT];

		assert_int_equal(ett_rekey(b.p->end[ETT_CLIENT].s), ETT_OK);
		w->mute_at = w->len + ett_send_buf(b.p->end[0].s).n;
		b.p->wire[ETT_SERVER].mute = true;
		expect_run(b.p);
		expect_alive(b.p);
		pair_say(b.p, ETT_SERVER, row[i]);
		expect_run(b.p);
		expect_over(b.p, ETT_SERVER, ETT_ORDER);
		pair_free(b.p);
	}
}

/* Transport messages may come at any time after the first exchange. */
static void harmless_messages_may_come_during_a_rekey(void **state)
{
	struct pair_setup x = bulk_setup(null_backend());
	struct bulk b = bulk_new(&x);
	struct pair_wire *w = &b.p->wire[ETT_CLIENT];

	(void)state;
	assert_int_equal(ett_rekey(b.p->end[ETT_CLIENT].s), ETT_OK);
	w->mute_at = w->len + ett_send_buf(b.p->end[0].s).n;
	b.p->wire[ETT_SERVER].mute = true;
	expect_run(b.p);
	SAY(b.p, ETT_SERVER, ignore, .data = ETT_LIT("x"));
	SAY(b.p, ETT_SERVER, debug, .message = ETT_LIT("x"));
	SAY(b.p, ETT_SERVER, unimplemented, .sequence = 1);
	pair_say(b.p, ETT_SERVER, ETT_LIT("\x12"));
	expect_run(b.p);
	expect_alive(b.p);
	assert_int_equal(COUNT(b.p, ETT_SERVER, unimplemented), 1);
	pair_free(b.p);
}

/* Strict peers count from zero after each NEWKEYS, others go on. */
/* Numbers without a gap; in strict KEX, from 0 after each NEWKEYS. */
static void expect_numbered(const struct pair_end *e, bool strict)
{
	uint32_t seq[2] = { 0 };

	for (size_t i = 0; i < e->msgs_n; i++) {
		const struct pair_msg *m = &e->msgs[i];

		assert_int_equal(m->seq, seq[m->dir]++);
		if (strict && m->payload.p[0] == ETT_NUM_newkeys)
			seq[m->dir] = 0;
	}
}

static void sequence_numbers_restart_only_if_strict(void **state)
{
	(void)state;
	for (unsigned strict = 0; strict < 2; strict++) {
		struct pair_setup x = pair_setup(null_backend());
		struct pair *p;

		x.cfg[0].no_strict = !strict;
		p = expect_ready(&x);
		for (size_t i = 0; i < 3; i++) {
			assert_int_equal(ett_rekey(p->end[i & 1].s), ETT_OK);
			expect_run(p);
		}
		expect_alive(p);
		for (size_t r = 0; r < 2; r++)
			expect_numbered(&p->end[r], strict);
		pair_free(p);
	}
}

static void guesses_may_be_made_at_every_rekey(void **state)
{
	static const char *const server[] = {
		"curve25519-sha256,diffie-hellman-group14-sha256",
		"diffie-hellman-group14-sha256,curve25519-sha256",
	};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct pair_setup x = pair_setup(null_backend());
		struct pair *p;

		x.cfg[0].guess = true;
		x.cfg[0].kex = server[0];
		x.cfg[1].kex = server[i & 1];
		p = expect_ready(&x);
		for (size_t n = 0; n < 3; n++) {
			if (i & 2)
				assert_int_equal(ett_rekey(p->end[1].s),
						 ETT_OK);
			assert_int_equal(ett_rekey(p->end[0].s), ETT_OK);
			expect_run(p);
		}
		expect_alive(p);
		assert_int_equal(ett_session_agreed(p->end[1].s)->rekeys, 3);
		pair_free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bulk_data_survives_rekeys_every_64_kib),
		cmocka_unit_test(chunks_of_any_size_survive_rekeys),
		cmocka_unit_test(packets_are_counted_too),
		cmocka_unit_test(a_side_that_only_sends_rekeys),
		cmocka_unit_test(time_alone_makes_new_keys),
		cmocka_unit_test(defaults_are_a_gibibyte_and_an_hour),
		cmocka_unit_test(either_side_or_both_at_once_may_ask),
		cmocka_unit_test(asking_twice_is_asking_once),
		cmocka_unit_test(nothing_else_is_sent_during_an_exchange),
		cmocka_unit_test(what_is_asked_for_meanwhile_is_sent_after),
		cmocka_unit_test(data_may_come_until_the_peer_starts_too),
		cmocka_unit_test(after_its_kexinit_a_peer_sends_no_data),
		cmocka_unit_test(harmless_messages_may_come_during_a_rekey),
		cmocka_unit_test(sequence_numbers_restart_only_if_strict),
		cmocka_unit_test(guesses_may_be_made_at_every_rekey),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
