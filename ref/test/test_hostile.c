/* SPDX-License-Identifier: ISC
 *
 * A recorded handshake, to either end, cut short at every byte and with every
 * byte changed: always a clean end, with the right farewell where one is due,
 * and nobody gets in.  ETT_LONG=1 changes every bit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test/expect.h"
#include "test/null.h"
#include "test/solo.h"
#include "wire/cursor.h"

enum { CHUNKS = 3 };
static const size_t chunk[CHUNKS] = { 1, 7, 4096 };

static bool is_long(void)
{
	return getenv("ETT_LONG") != NULL;
}

/* What one end is to hear, and how to make that end. */
struct tape {
	struct pair *p; /* owns the keys and the bytes */
	enum ett_role to;
	uint8_t *bytes; /* a copy that is changed and changed back */
	size_t n;
	bool *padding; /* of packets in clear: nobody can tell */
};

static struct pair_setup small(const struct ett_backend *b)
{
	struct pair_setup x = pair_setup(b);

	for (size_t i = 0; i < 2; i++) {
		x.cfg[i].send_batch = x.cfg[i].recv_batch = 1;
		x.cfg[i].channels_max = 4;
	}
	return x;
}

/* Marks the padding up to NEWKEYS, after the identification line. */
static void mark_padding(struct tape *t)
{
	size_t at = strlen("SSH-2.0-pair\r\n");
	bool clear = true;

	while (clear) {
		size_t len = ett_get_u32(t->bytes + at);

		for (size_t i = 0; i < t->bytes[at + 4]; i++)
			t->padding[at + 4 + len - 1 - i] = true;
		clear = t->bytes[at + 5] != ETT_NUM_newkeys;
		at += 4 + len;
	}
}

static struct tape tape_of(struct pair *p, enum ett_role to)
{
	const struct pair_wire *w = &p->wire[1 - to];
	struct tape t = { .p = p, .to = to, .n = w->len };

	t.bytes = malloc(t.n);
	t.padding = calloc(t.n, sizeof *t.padding);
	assert_non_null(t.bytes);
	assert_non_null(t.padding);
	memcpy(t.bytes, w->log, t.n);
	mark_padding(&t);
	return t;
}

static void tape_free(struct tape *t)
{
	free(t->bytes);
	free(t->padding);
}

static void play(const struct tape *t, size_t n, size_t chunk_len,
		 struct solo *x)
{
	const struct pair_setup usual = pair_setup(null_backend());

	assert_int_equal(
	    solo_new(x, &t->p->end[t->to].cfg, usual.seed[t->to], SIZE_MAX),
	    ETT_OK);
	solo_feed(x, (struct ett_bytes){ t->bytes, n }, chunk_len);
	if (!x->closed)
		solo_end(x);
	assert_false(x->stalled);
	assert_true(x->closed);
	assert_int_equal(x->ends, 1);
	assert_true(strlen(ett_session_why(x->s)) > 0);
	assert_int_equal(x->farewells, ett_err_reason(x->error) != 0);
	assert_int_equal(x->reason, ett_err_reason(x->error));
}

/* Runs check with the tape to a client and with the one to a server. */
static void both_tapes(const struct ett_backend *b,
		       void (*check)(struct tape *t))
{
	struct pair_setup x = small(b);
	struct pair *p = expect_ready(&x);

	for (size_t to = 0; to < 2; to++) {
		struct tape t = tape_of(p, (enum ett_role)to);

		check(&t);
		tape_free(&t);
	}
	pair_free(p);
}

static void check_unchanged(struct tape *t)
{
	for (size_t c = 0; c < CHUNKS; c++) {
		struct solo x;

		play(t, t->n, chunk[c], &x);
		assert_true(x.ready);
		assert_int_equal(x.error, ETT_LOST);
		solo_free(&x);
	}
}

/* Without this, the rest would prove nothing. */
static void the_recorded_handshake_plays_back(void **state)
{
	(void)state;
	both_tapes(expect_real(), check_unchanged);
	both_tapes(null_backend(), check_unchanged);
}

static void check_truncations(struct tape *t)
{
	for (size_t n = 0; n < t->n; n++)
		for (size_t c = 0; c < CHUNKS; c++) {
			struct solo x;

			play(t, n, chunk[c], &x);
			assert_false(x.ready);
			assert_int_equal(x.error, ETT_LOST);
			solo_free(&x);
		}
}

static void every_truncation_is_a_lost_connection(void **state)
{
	(void)state;
	both_tapes(expect_real(), check_truncations);
}

static void check_flip(struct tape *t, size_t at, uint8_t mask)
{
	t->bytes[at] ^= mask;
	for (size_t c = 0; c < CHUNKS; c++) {
		struct solo x;

		play(t, t->n, chunk[c], &x);
		if (x.ready != t->padding[at])
			fail_msg("byte %zu, mask %02x: %s", at, mask,
				 x.ready ? "let in" : "kept out");
		solo_free(&x);
	}
	t->bytes[at] ^= mask;
}

static void check_flips(struct tape *t)
{
	bool all = is_long();

	for (size_t at = 0; at < t->n; at++) {
		for (unsigned bit = 0; all && bit < 8; bit++)
			check_flip(t, at, (uint8_t)(1U << bit));
		if (!all)
			check_flip(t, at, (uint8_t)(1U << (at % 8)));
	}
}

static void every_changed_byte_is_noticed(void **state)
{
	(void)state;
	both_tapes(expect_real(), check_flips);
}

/* The toy backend verifies nothing: what is changed is acted upon. */
static void check_toy_flips(struct tape *t)
{
	static const uint8_t mask[] = { 1, 0x80, 0xff, 4, 0x20 };
	size_t masks = is_long() ? sizeof mask : 1;

	for (size_t at = 0; at < t->n; at++)
		for (size_t i = 0; i < masks; i++) {
			uint8_t m = mask[(at + i) % sizeof mask];
			struct solo x;

			t->bytes[at] ^= m;
			play(t, t->n, chunk[(at + i) % CHUNKS], &x);
			t->bytes[at] ^= m;
			solo_free(&x);
		}
}

static void what_is_not_noticed_does_no_harm(void **state)
{
	(void)state;
	both_tapes(null_backend(), check_toy_flips);
}

/* All that one end can do, done by that end alone: channels, a listener,
 * data, a rekey, and the ends of it all. */
static struct pair *long_session(enum ett_role from)
{
	struct pair_setup x = small(null_backend());
	struct pair *p = expect_ready(&x);
	struct ett_session *s = p->end[from].s;
	uint32_t peer, chan = pair_opened(p, from, 3000, &peer);

	if (from == ETT_CLIENT)
		assert_int_equal(
		    ett_listen(s, ETT_FORWARDED_TCPIP, ETT_LIT("h"), 0),
		    ETT_OK);
	assert_int_not_equal(pair_open(p, from,
				       from == ETT_CLIENT
					   ? ETT_DIRECT_STREAMLOCAL
					   : ETT_FORWARDED_STREAMLOCAL,
				       50),
			     PAIR_NO_CHAN);
	pair_send(p, from, chan, 300);
	expect_run(p);
	assert_int_equal(ett_rekey(s), ETT_OK);
	expect_run(p);
	pair_send(p, from, chan, 300);
	expect_run(p);
	assert_int_equal(ett_chan_eof(s, chan), ETT_OK);
	assert_int_equal(ett_chan_close(s, chan), ETT_OK);
	expect_run(p);
	expect_alive(p);
	return p;
}

static void a_whole_session_survives_changes_too(void **state)
{
	(void)state;
	for (size_t from = 0; from < 2; from++) {
		struct pair *p = long_session((enum ett_role)from);
		struct tape t = tape_of(p, (enum ett_role)(1 - from));

		check_unchanged(&t);
		check_toy_flips(&t);
		tape_free(&t);
		pair_free(p);
	}
}

/* Both ends alive, something between them: both come to an end, or go on. */
static void a_changed_byte_between_two_ends_hangs_neither(void **state)
{
	struct pair_setup x = small(null_backend());
	struct pair *p = expect_ready(&x);
	size_t len[2] = { p->wire[0].len, p->wire[1].len };

	(void)state;
	pair_free(p);
	for (size_t from = 0; from < 2; from++)
		for (size_t at = 0; at < len[from]; at++) {
			p = expect_pair(&x);
			p->wire[from].flip_at = at;
			p->wire[from].mask = (uint8_t)(1U << (at % 8));
			expect_run(p);
			/* An end that waits for bytes may wait. */
			assert_int_equal(p->end[0].closed, p->end[1].closed);
			pair_free(p);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_recorded_handshake_plays_back),
		cmocka_unit_test(every_truncation_is_a_lost_connection),
		cmocka_unit_test(every_changed_byte_is_noticed),
		cmocka_unit_test(what_is_not_noticed_does_no_harm),
		cmocka_unit_test(a_whole_session_survives_changes_too),
		cmocka_unit_test(a_changed_byte_between_two_ends_hangs_neither),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
