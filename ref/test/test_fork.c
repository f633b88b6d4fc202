/* SPDX-License-Identifier: ISC
 *
 * What generators do when a process is forked.  A library's generator that
 * repeats itself there is no fault of ours, as nothing here draws from any;
 * the table says which do, and is wrong either way if they do otherwise.
 *
 * Where bytes come from: ephemeral keys, cookies, padding and the keys that
 * keygen makes, from the random source that a session is given, which in
 * programs is getrandom(2).  Beyond our reach are OpenSSL and libgcrypt, which
 * take DSA's and ECDSA's nonces, blinding and the primes of RSA from their own
 * generators; none of those repeats.
 */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "crypto/backend.h"
#include "crypto/prng.h"
#include "test/expect.h"

enum { DRAWN = 32, SEED = 64 };

/* clang-format off */
static const struct {
	const char *backend, *prng;
	bool repeats;
} expected[] = {
	{ "openssl",  "rand-bytes",       false },
	{ "openssl",  "rand-priv-bytes",  false },
	{ "openssl",  "ctr-drbg-aes256",  false },
	{ "openssl",  "hash-drbg-sha256", false },
	{ "openssl",  "hmac-drbg-sha256", false },
	{ "nettle",   "yarrow256",        true },
	{ "tomcrypt", "fortuna",          true },
	{ "tomcrypt", "yarrow",           true },
	{ "tomcrypt", "chacha20",         true },
	{ "tomcrypt", "rc4",              true },
	{ "tomcrypt", "sober128",         true },
	{ "tomcrypt", "sprng",            false },
	{ "gcrypt",   "randomize",        false },
	{ "gcrypt",   "nonce",            false },
};
/* clang-format on */

enum { EXPECTED = sizeof expected / sizeof expected[0] };

/* Draws in a child; what it got comes back through a pipe. */
static void draw_in_child(const struct ett_rng *rng, uint8_t *out)
{
	int fd[2], status;
	pid_t child;

	assert_int_equal(pipe(fd), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		bool good = rng->fill(rng->ctx, out, DRAWN) == ETT_OK &&
			    write(fd[1], out, DRAWN) == DRAWN;

		_exit(good ? 0 : 1);
	}
	close(fd[1]);
	assert_int_equal(read(fd[0], out, DRAWN), DRAWN);
	close(fd[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* Do a process and its child, or two of its children, draw the same? */
static bool repeats(struct ett_rng rng)
{
	uint8_t warm[DRAWN], ours[DRAWN], first[DRAWN], second[DRAWN];

	assert_int_equal(rng.fill(rng.ctx, warm, DRAWN), ETT_OK);
	draw_in_child(&rng, first);
	draw_in_child(&rng, second);
	assert_int_equal(rng.fill(rng.ctx, ours, DRAWN), ETT_OK);
	assert_memory_not_equal(warm, ours, DRAWN);
	return memcmp(first, second, DRAWN) == 0 ||
	       memcmp(first, ours, DRAWN) == 0;
}

/* As it seeds itself; if it cannot, with what getrandom(2) gives. */
static void start(const struct ett_prng *p, void *ctx)
{
	struct ett_rng system = ett_rng_system();
	uint8_t seed[SEED];

	memset(ctx, 0, p->ctx_size);
	if (p->init(ctx, (struct ett_bytes){ NULL, 0 }) == ETT_OK)
		return;
	assert_int_equal(system.fill(system.ctx, seed, SEED), ETT_OK);
	assert_int_equal(p->init(ctx, (struct ett_bytes){ seed, SEED }),
			 ETT_OK);
}

static void judge(const struct ett_backend *b, const struct ett_prng *p)
{
	static alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX];
	size_t row = 0;
	bool same;

	assert_true(p->ctx_size <= sizeof ctx);
	start(p, ctx);
	same = repeats((struct ett_rng){ p->fill, ctx });
	p->done(ctx);
	print_message("# %s %s: a child %s\n", b->name, p->name,
		      same ? "repeats its parent" : "draws bytes of its own");
	while (row < EXPECTED && (strcmp(expected[row].backend, b->name) != 0 ||
				  strcmp(expected[row].prng, p->name) != 0))
		row++;
	if (row == EXPECTED)
		fail_msg("%s %s: nothing is expected", b->name, p->name);
	else if (same != expected[row].repeats)
		fail_msg("%s %s: not as expected", b->name, p->name);
}

static void generators_repeat_as_expected(void **state)
{
	(void)state;
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);

		for (size_t k = 0; b != NULL && b->prngs[k] != NULL; k++)
			judge(b, b->prngs[k]);
	}
}

static bool has(const struct ett_backend *b, const char *prng)
{
	size_t i = 0;

	while (b->prngs[i] != NULL && strcmp(b->prngs[i]->name, prng) != 0)
		i++;
	return b->prngs[i] != NULL;
}

static void every_row_has_a_generator(void **state)
{
	(void)state;
	for (size_t i = 0; i < EXPECTED; i++) {
		const struct ett_backend *b = ett_backend(expected[i].backend);

		if (b != NULL && !has(b, expected[i].prng))
			fail_msg("%s has no %s", b->name, expected[i].prng);
	}
}

/* Where they take one; seeds that are too short are refused. */
static void a_seed_gives_the_same_bytes_again(void **state)
{
	static alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX];
	static const uint8_t seed[SEED] = { 1, 2, 3 };

	(void)state;
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_prng *const *p = ett_backends[i]->prngs;

		for (; ett_backend(ett_backends[i]->name) && *p != NULL; p++) {
			uint8_t out[2][DRAWN];
			size_t n = 0;

			memset(ctx, 0, sizeof ctx);
			while (n < 2 &&
			       (*p)->init(ctx, (struct ett_bytes){
						   seed, SEED }) == ETT_OK) {
				assert_int_equal(
				    (*p)->fill(ctx, out[n++], DRAWN), ETT_OK);
				(*p)->done(ctx);
			}
			if (n == 2)
				assert_memory_equal(out[0], out[1], DRAWN);
			assert_int_not_equal(
			    (*p)->init(ctx, (struct ett_bytes){ seed, 1 }),
			    ETT_OK);
			(*p)->done(ctx);
		}
	}
}

static void ours_does_not_repeat(void **state)
{
	(void)state;
	for (int i = 0; i < 8; i++)
		assert_false(repeats(ett_rng_system()));
}

static ett_err repeat(void *ctx, uint8_t *out, size_t n)
{
	uint8_t *next = ctx;

	for (size_t i = 0; i < n; i++)
		out[i] = (*next)++;
	return ETT_OK;
}

static void a_generator_that_repeats_is_seen(void **state)
{
	uint8_t next = 0;

	(void)state;
	assert_true(repeats((struct ett_rng){ repeat, &next }));
}

static ett_err never_init(void *ctx, struct ett_bytes seed)
{
	(void)ctx;
	(void)seed;
	abort();
}

static ett_err never_fill(void *ctx, uint8_t *out, size_t n)
{
	(void)ctx;
	(void)out;
	(void)n;
	abort();
}

static void never_done(void *ctx)
{
	(void)ctx;
	abort();
}

/* A session with data, whose backend has no generator to draw from. */
static struct pair *session(const struct ett_backend *b, uint64_t seed)
{
	static const struct ett_prng never = { "never", 1, never_init,
					       never_fill, never_done };
	static const struct ett_prng *const prngs[] = { &never, NULL };
	static struct ett_backend without; /* of the session's, until its end */
	struct pair_setup x;
	struct pair *p;
	uint32_t peer, chan;

	without = *b;
	without.prngs = prngs;
	x = pair_setup(&without);
	x.seed[0] = seed;
	p = expect_ready(&x);
	chan = pair_opened(p, ETT_CLIENT, 65536, &peer);
	assert_int_not_equal(chan, PAIR_NO_CHAN);
	pair_send(p, ETT_CLIENT, chan, 1000);
	expect_run(p);
	expect_alive(p);
	return p;
}

/* All that is random there is the seed's: no other source has a say. */
static void sessions_draw_from_what_they_are_given(void **state)
{
	(void)state;
	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b =
		    ett_backend(ett_backends[i]->name);
		struct pair *p[3];

		if (b == NULL || b->dhs[0] == NULL)
			continue; /* makes no session by itself */
		for (size_t k = 0; k < 3; k++)
			p[k] = session(b, 7 + k / 2);
		assert_int_equal(p[0]->wire[0].len, p[1]->wire[0].len);
		assert_memory_equal(p[0]->wire[0].log, p[1]->wire[0].log,
				    p[0]->wire[0].len);
		assert_memory_not_equal(p[0]->wire[0].log, p[2]->wire[0].log,
					p[0]->wire[0].len);
		for (size_t k = 0; k < 3; k++)
			pair_free(p[k]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(generators_repeat_as_expected),
		cmocka_unit_test(every_row_has_a_generator),
		cmocka_unit_test(a_seed_gives_the_same_bytes_again),
		cmocka_unit_test(ours_does_not_repeat),
		cmocka_unit_test(a_generator_that_repeats_is_seen),
		cmocka_unit_test(sessions_draw_from_what_they_are_given),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
