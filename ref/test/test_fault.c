/* SPDX-License-Identifier: ISC
 *
 * When the random source or the crypto library fails, at whatever call: the
 * session ends, and nothing goes out that rests on what failed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test/expect.h"
#include "test/null.h"
#include "test/solo.h"

/* Plays what one end sent to the other, whose random source fails. */
static bool play(const struct pair *p, enum ett_role to, size_t fills)
{
	const struct pair_setup usual = pair_setup(null_backend());
	const struct pair_wire *w = &p->wire[1 - to];
	struct ett_bytes v = { w->log, w->len };
	struct solo x;
	ett_err e;

	e = solo_new(&x, &p->end[to].cfg, usual.seed[to], fills);
	if (e != ETT_OK) {
		assert_int_equal(e, ETT_RNG);
		assert_null(x.s);
		return false;
	}
	solo_feed(&x, v, 4096);
	if (!x.closed)
		solo_end(&x);
	assert_true(x.closed);
	assert_false(x.stalled);
	assert_int_equal(x.ends, 1);
	if (x.error == ETT_LOST) {
		assert_true(x.ready);
	} else {
		assert_int_equal(x.error, ETT_RNG);
		assert_false(x.ready);
	}
	solo_free(&x);
	return x.error == ETT_LOST;
}

static void a_random_source_that_fails_ends_the_session(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	for (size_t to = 0; to < 2; to++) {
		size_t fills = 0;

		while (!play(p, (enum ett_role)to, fills)) {
			fills++;
			assert_true(fills < 100);
		}
		/* The cookie, the ephemeral key, padding. */
		assert_true(fills >= 3);
	}
	pair_free(p);
}

/* true: the failure was behind the last call. */
static bool with_failure(const struct pair_setup *x, size_t calls)
{
	struct pair *p = expect_pair(x);
	uint32_t chan;
	bool failed;

	null_fail_after(calls);
	if (pair_ready(p)) {
		chan = pair_open(p, ETT_CLIENT, ETT_DIRECT_TCPIP, 1000);
		pair_send(p, ETT_CLIENT, chan, 3000);
		if (ett_rekey(p->end[ETT_SERVER].s) == ETT_OK)
			pair_run(p);
	}
	failed = null_has_failed();
	null_fail_after(SIZE_MAX);
	pair_run(p);
	assert_false(p->stuck);
	/* A verification that cannot be made is one that does not hold: that
	 * alone may leave both alive, the client with no key left or with
	 * another try. */
	assert_int_equal(p->end[0].closed, p->end[1].closed);
	if (!failed)
		expect_alive(p);
	else if (p->end[0].closed)
		assert_true(p->end[0].error == ETT_CRYPTO ||
			    p->end[1].error == ETT_CRYPTO ||
			    p->end[0].error == ETT_AUTH);
	pair_free(p);
	return !failed;
}

static void a_crypto_library_that_fails_ends_the_session(void **state)
{
	static const char *const cipher[] = { "aes128-gcm@openssh.com",
					      "aes256-ctr",
					      "chacha20-poly1305@openssh.com" };
	static const char *const kex[] = {
		"curve25519-sha256", "diffie-hellman-group14-sha256",
		"diffie-hellman-group-exchange-sha256"
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct pair_setup x = pair_setup(null_backend());
		size_t calls = 0;

		for (size_t r = 0; r < 2; r++) {
			x.cfg[r].cipher = cipher[i];
			x.cfg[r].kex = kex[i];
		}
		while (!with_failure(&x, calls)) {
			calls++;
			assert_true(calls < 5000);
		}
		assert_true(calls > 50);
	}
}

/* Nothing is sealed with the failed call's result: what was sent before the
 * failure is all there is. */
static void a_packet_that_cannot_be_sealed_is_not_sent(void **state)
{
	struct pair *p = expect_toy();
	struct ett_session *s = p->end[ETT_CLIENT].s;
	uint32_t peer, chan = pair_opened(p, ETT_CLIENT, 1000, &peer);
	struct ett_room room;

	(void)state;
	assert_int_equal(ett_chan_rooms(s, chan, &room, 1), 1);
	memset(room.p, 'x', 100);
	null_fail_after(0);
	assert_int_equal(ett_chan_ack(s, chan, 100), ETT_CRYPTO);
	assert_true(null_has_failed());
	expect_run(p);
	assert_true(p->end[ETT_CLIENT].closed);
	assert_int_equal(p->end[ETT_CLIENT].error, ETT_CRYPTO);
	assert_int_equal(p->end[ETT_SERVER].flow[peer].received, 0);
	pair_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_random_source_that_fails_ends_the_session),
		cmocka_unit_test(a_crypto_library_that_fails_ends_the_session),
		cmocka_unit_test(a_packet_that_cannot_be_sealed_is_not_sent),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
