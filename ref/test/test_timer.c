/* SPDX-License-Identifier: ISC
 *
 * What time alone does, on a counted clock: the end of waiting for
 * authentication, and keepalives.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test/expect.h"
#include "test/null.h"

static void who_does_not_authenticate_in_time_is_dropped(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		enum ett_role r = (enum ett_role)(i & 1);
		ett_ns within = i & 2 ? 5 * ETT_SECOND : 0;
		ett_ns want = i & 2 ? within : 120 * ETT_SECOND;
		struct pair_setup x = pair_setup(null_backend());
		struct pair *p;

		x.cfg[r].auth_within = within;
		x.cfg[1 - r].auth_within = 9000 * ETT_SECOND;
		x.policy[ETT_SERVER].leave = true;
		p = expect_pair(&x);
		expect_run(p);
		assert_int_equal(ett_deadline(p->end[r].s) - p->now, want);
		assert_true(pair_tick(p, want - 1));
		expect_alive(p);
		assert_true(pair_tick(p, 1));
		expect_over(p, r, ETT_TIMEOUT);
		assert_int_equal(ett_deadline(p->end[r].s), ETT_NEVER);
		pair_free(p);
	}
}

static void a_peer_that_says_nothing_is_dropped_too(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p = expect_pair(&x);

	(void)state;
	p->wire[ETT_CLIENT].mute = true;
	assert_true(pair_tick(p, 120 * ETT_SECOND));
	expect_over(p, ETT_SERVER, ETT_TIMEOUT);
	pair_free(p);
}

static void once_ready_the_grace_time_is_over(void **state)
{
	struct pair *p = expect_toy();

	(void)state;
	assert_true(pair_tick(p, 121 * ETT_SECOND));
	expect_alive(p);
	pair_free(p);
}

static struct pair *kept_alive(enum ett_role r, uint32_t max)
{
	struct pair_setup x = pair_setup(null_backend());

	x.cfg[r].alive_every = 10 * ETT_SECOND;
	x.cfg[r].alive_max = max;
	x.cfg[0].rekey_after = x.cfg[1].rekey_after = ETT_NEVER;
	return expect_ready(&x);
}

static void an_idle_peer_that_answers_is_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		enum ett_role r = (enum ett_role)i;
		struct pair *p = kept_alive(r, 1);
		struct ett_msg_global_request m;

		for (size_t n = 0; n < 500; n++)
			assert_true(pair_tick(p, ETT_SECOND));
		expect_alive(p);
		assert_in_range(COUNT(p, r, global_request), 24, 50);
		SENT(p, r, global_request, 0, &m);
		assert_true(ett_bytes_is(m.name, "keepalive@openssh.com"));
		assert_true(m.want_reply);
		pair_free(p);
	}
}

static void a_silent_peer_is_dropped_after_so_many(void **state)
{
	(void)state;
	for (uint32_t max = 1; max < 5; max++) {
		struct pair *p = kept_alive(ETT_CLIENT, max);
		ett_ns start = p->now;

		p->wire[ETT_CLIENT].mute = true;
		while (!p->end[ETT_CLIENT].closed &&
		       p->now - start < 1000 * ETT_SECOND) {
			ett_ns due = ett_deadline(p->end[ETT_CLIENT].s);

			assert_true(due >= p->now);
			assert_true(pair_tick(p, due - p->now));
		}
		expect_over(p, ETT_CLIENT, ETT_TIMEOUT);
		assert_int_equal(COUNT(p, ETT_CLIENT, global_request), max);
		/* One more period passes while what came last is heard. */
		assert_in_range((p->now - start) / ETT_SECOND, 10 * (max + 1),
				10 * (max + 2));
		pair_free(p);
	}
}

static void a_peer_that_talks_is_not_asked(void **state)
{
	struct pair *p = kept_alive(ETT_SERVER, 3);

	(void)state;
	for (size_t i = 0; i < 100; i++) {
		assert_true(pair_tick(p, 5 * ETT_SECOND));
		SAY(p, ETT_SERVER, ignore, .data = ETT_LIT("x"));
		expect_run(p);
	}
	expect_alive(p);
	assert_int_equal(COUNT(p, ETT_SERVER, global_request), 0);
	pair_free(p);
}

static void a_clock_that_goes_back_is_not_followed(void **state)
{
	struct pair *p = kept_alive(ETT_CLIENT, 3);
	struct ett_session *s = p->end[ETT_CLIENT].s;
	ett_ns due = ett_deadline(s);

	(void)state;
	assert_int_equal(ett_tick(s, 1), ETT_OK);
	assert_int_equal(ett_tick(s, 0), ETT_OK);
	assert_int_equal(ett_deadline(s), due);
	assert_int_equal(ett_tick(s, ETT_NEVER - 1), ETT_OK);
	expect_alive(p);
	pair_free(p);
}

/* A key exchange that is under way is not due: who sleeps until the deadline
 * would not sleep at all. */
static void a_running_key_exchange_has_no_deadline(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p;

	(void)state;
	x.cfg[ETT_CLIENT].rekey_after = 60 * ETT_SECOND;
	p = expect_ready(&x);
	p->wire[ETT_CLIENT].mute = true;
	assert_true(pair_tick(p, 60 * ETT_SECOND));
	expect_alive(p);
	assert_int_equal(COUNT(p, ETT_CLIENT, kexinit), 2);
	assert_true(ett_deadline(p->end[ETT_CLIENT].s) > p->now);
	pair_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_does_not_authenticate_in_time_is_dropped),
		cmocka_unit_test(a_peer_that_says_nothing_is_dropped_too),
		cmocka_unit_test(once_ready_the_grace_time_is_over),
		cmocka_unit_test(an_idle_peer_that_answers_is_kept),
		cmocka_unit_test(a_silent_peer_is_dropped_after_so_many),
		cmocka_unit_test(a_peer_that_talks_is_not_asked),
		cmocka_unit_test(a_clock_that_goes_back_is_not_followed),
		cmocka_unit_test(a_running_key_exchange_has_no_deadline),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
