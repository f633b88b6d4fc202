/* SPDX-License-Identifier: ISC
 *
 * Memory: creation survives the failure of any allocation, and once it is
 * made, a session takes no more.
 *
 * The linker sends the calls of malloc and calloc of all that is linked
 * statically here to the two functions below; see part.mk.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/key.h"
#include "test/expect.h"
#include "test/null.h"
#include "test/seed.h"
#include "test/solo.h"

void *real_malloc(size_t n) __asm__("__real_malloc");
void *real_calloc(size_t n, size_t size) __asm__("__real_calloc");
void real_free(void *p) __asm__("__real_free");
void *counted_malloc(size_t n) __asm__("__wrap_malloc");
void *counted_calloc(size_t n, size_t size) __asm__("__wrap_calloc");
void counted_free(void *p) __asm__("__wrap_free");

static size_t taken;              /* since the count began */
static size_t fail_at = SIZE_MAX; /* which one fails, SIZE_MAX: none */
static long held;                 /* taken and not given back */

static void count_from_here(size_t fail)
{
	taken = 0;
	fail_at = fail;
	held = 0;
}

void *counted_malloc(size_t n)
{
	void *p = taken++ == fail_at ? NULL : real_malloc(n);

	held += p != NULL;
	return p;
}

void *counted_calloc(size_t n, size_t size)
{
	void *p = taken++ == fail_at ? NULL : real_calloc(n, size);

	held += p != NULL;
	return p;
}

void counted_free(void *p)
{
	held -= p != NULL;
	real_free(p);
}

/* Keys for the sessions made here, and a config that uses them. */
struct ends {
	struct pair *p;
	const struct ett_config *cfg[2];
};

static struct ends ends_new(const struct ett_backend *b)
{
	struct pair_setup x = pair_setup(b);
	struct ends e = { .p = expect_pair(&x) };

	for (size_t i = 0; i < 2; i++)
		e.cfg[i] = &e.p->end[i].cfg;
	return e;
}

static void create(const struct ett_config *cfg)
{
	struct solo x;
	size_t needed;

	count_from_here(SIZE_MAX);
	assert_int_equal(solo_new(&x, cfg, 1, SIZE_MAX), ETT_OK);
	needed = taken;
	solo_free(&x);
	assert_int_equal(held, 0);
	assert_true(needed > 0);
	for (size_t n = 0; n < needed; n++) {
		count_from_here(n);
		assert_int_equal(solo_new(&x, cfg, 1, SIZE_MAX), ETT_NOMEM);
		assert_null(x.s);
		assert_int_equal(held, 0);
	}
	fail_at = SIZE_MAX;
}

static void creation_survives_each_failed_allocation(void **state)
{
	const struct ett_backend *backend[2] = { null_backend(),
						 expect_real() };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct ends e = ends_new(backend[i]);

		create(e.cfg[ETT_CLIENT]);
		create(e.cfg[ETT_SERVER]);
		pair_free(e.p);
	}
}

/* What else is refused at creation gives its memory back too. */
static void a_refused_creation_keeps_nothing(void **state)
{
	struct ends e = ends_new(null_backend());
	struct ett_config c = *e.cfg[ETT_SERVER];
	const struct ett_key *none[] = { NULL };
	struct solo x;

	(void)state;
	c.mac = "no-such-mac";
	count_from_here(SIZE_MAX);
	assert_int_equal(solo_new(&x, &c, 1, SIZE_MAX), ETT_FORMAT);
	assert_int_equal(held, 0);
	c = *e.cfg[ETT_SERVER];
	c.host_keys = none;
	assert_int_equal(solo_new(&x, &c, 1, SIZE_MAX), ETT_KEX);
	assert_int_equal(held, 0);
	pair_free(e.p);
}

static void keys_survive_each_failed_allocation(void **state)
{
	const struct ett_backend *b = null_backend();
	struct ett_bytes blob;
	struct ett_key *k = NULL, *copy = NULL;
	uint64_t seed = 1;
	size_t needed;

	(void)state;
	count_from_here(SIZE_MAX);
	assert_int_equal(
	    ett_key_generate(b, "ssh-ed25519", 0, seed_rng(&seed), "c", &k),
	    ETT_OK);
	needed = taken;
	for (size_t n = 0; n < needed; n++) {
		count_from_here(n);
		assert_int_equal(ett_key_generate(b, "ssh-ed25519", 0,
						  seed_rng(&seed), "c", &copy),
				 ETT_NOMEM);
		assert_int_equal(held, 0);
	}
	blob = ett_key_blob(k);
	count_from_here(SIZE_MAX);
	assert_int_equal(ett_key_public(blob, &copy), ETT_OK);
	needed = taken;
	ett_key_free(copy);
	assert_int_equal(held, 0);
	for (size_t n = 0; n < needed; n++) {
		count_from_here(n);
		assert_int_equal(ett_key_public(blob, &copy), ETT_NOMEM);
		assert_int_equal(held, 0);
	}
	fail_at = SIZE_MAX;
	ett_key_free(k);
}

/* The pair itself takes memory for what it writes down; so what is written
 * down has its room before the count begins. */
static void reserve_logs(struct pair *p, size_t n)
{
	for (size_t i = 0; i < 2; i++) {
		p->wire[i].log = malloc(n);
		assert_non_null(p->wire[i].log);
		p->wire[i].cap = n;
	}
}

static void a_session_takes_no_memory_once_it_is_made(void **state)
{
	enum { LOG = 4 * 1024 * 1024, BYTES = 500000 };
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p;
	uint32_t chan;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		x.policy[i].no_log = true;
		x.cfg[i].alive_every = 10 * ETT_SECOND;
		x.cfg[i].rekey_bytes = 100000;
	}
	p = expect_pair(&x);
	reserve_logs(p, LOG);
	count_from_here(SIZE_MAX);
	assert_true(pair_ready(p));
	chan = pair_open(p, ETT_CLIENT, ETT_DIRECT_TCPIP, 65536);
	assert_int_equal(
	    ett_listen(p->end[0].s, ETT_FORWARDED_TCPIP, ETT_LIT("h"), 1),
	    ETT_OK);
	expect_run(p);
	pair_send(p, ETT_CLIENT, chan, BYTES);
	pair_send(p, ETT_SERVER, 0, BYTES);
	assert_true(pair_tick(p, 11 * ETT_SECOND));
	expect_alive(p);
	assert_int_equal(p->end[1].flow[0].received, BYTES);
	assert_int_equal(p->end[0].flow[chan].received, BYTES);
	assert_true(ett_session_agreed(p->end[0].s)->rekeys > 0);
	assert_int_equal(ett_chan_close(p->end[0].s, chan), ETT_OK);
	assert_int_equal(ett_disconnect(p->end[1].s, 11, "bye"), ETT_OK);
	expect_run(p);
	assert_int_equal(taken, 0);
	pair_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(creation_survives_each_failed_allocation),
		cmocka_unit_test(a_refused_creation_keeps_nothing),
		cmocka_unit_test(keys_survive_each_failed_allocation),
		cmocka_unit_test(a_session_takes_no_memory_once_it_is_made),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
