/* SPDX-License-Identifier: ISC
 *
 * The second encoder and the tolerant decoder against those of the reference:
 * they must agree on all that is lawful, and each twist must change what it
 * says and nothing else.
 */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conformance/peer/read.h"
#include "conformance/peer/twist.h"
#include "test/seed.h"

static uint64_t seed = 3;

enum { MESSAGES = 2000, TEXT_MAX = 90 };

static uint32_t random_below(uint32_t n)
{
	uint8_t b[4];

	assert_int_equal(seed_rng(&seed).fill(&seed, b, 4), ETT_OK);
	return ((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
		(uint32_t)b[2] << 8 | b[3]) %
	       n;
}

/* Random messages, lawful for their types */

struct message {
	union {
		uint64_t align;
		uint8_t mem[1024];
	} m;
	uint8_t text[CONF_FIELDS_MAX][TEXT_MAX];
};

static struct ett_bytes random_names(uint8_t *out)
{
	size_t n = 0;
	uint32_t names = random_below(5);

	for (uint32_t i = 0; i < names; i++) {
		if (i > 0)
			out[n++] = ',';
		for (uint32_t k = 1 + random_below(8); k > 0; k--)
			out[n++] = (uint8_t)('a' + random_below(26));
	}
	return (struct ett_bytes){ out, n };
}

static struct ett_bytes random_bytes(uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)random_below(256);
	return (struct ett_bytes){ out, n };
}

static struct ett_bytes random_mpint(uint8_t *out)
{
	struct ett_bytes v = random_bytes(out, random_below(40));

	if (v.n > 0)
		out[0] = (uint8_t)(1 + random_below(127));
	return v;
}

static struct ett_bytes random_view(enum ett_type type, uint8_t *out)
{
	switch (type) {
	case ETT_T_names:
		return random_names(out);
	case ETT_T_mpint:
		return random_mpint(out);
	case ETT_T_cookie:
		return random_bytes(out, ETT_COOKIE_LEN);
	default:
		return random_bytes(out, random_below(TEXT_MAX));
	}
}

static void random_field(struct message *x, const struct ett_field *f,
			 uint8_t *text)
{
	uint8_t *at = x->m.mem + f->offset;
	uint64_t u64 =
	    (uint64_t)random_below(UINT32_MAX) << 32 | random_below(UINT32_MAX);
	uint32_t u32 = random_below(UINT32_MAX);
	bool bit = random_below(2) == 1;
	struct ett_bytes v;

	switch (f->type) {
	case ETT_T_u8:
		*at = (uint8_t)u32;
		break;
	case ETT_T_bit:
		memcpy(at, &bit, sizeof bit);
		break;
	case ETT_T_u32:
		memcpy(at, &u32, sizeof u32);
		break;
	case ETT_T_u64:
		memcpy(at, &u64, sizeof u64);
		break;
	default:
		v = random_view(f->type, text);
		memcpy(at, &v, sizeof v);
	}
}

static void random_message(enum ett_msg_id id, struct message *x)
{
	size_t i = 0;

	memset(x, 0, sizeof *x);
	x->m.mem[0] = ett_layout[id].number;
	for (const struct ett_field *f = ett_layout[id].fields();
	     f->name != NULL; f++)
		random_field(x, f, x->text[i++]);
}

static void both_encoders_agree(void **state)
{
	struct message x;
	uint8_t mine[4096], theirs[4096];
	size_t len;

	(void)state;
	for (int i = 0; i < MESSAGES; i++) {
		enum ett_msg_id id = (enum ett_msg_id)(i % ETT_MSG_COUNT);
		struct conf_put o = { mine, 0, sizeof mine, false };

		random_message(id, &x);
		conf_encode(id, &x.m, NULL, &o);
		assert_false(o.lost);
		assert_int_equal(
		    ett_encode_id(id, &x.m, theirs, sizeof theirs, &len),
		    ETT_OK);
		assert_int_equal(o.n, len);
		assert_memory_equal(mine, theirs, len);
	}
}

/* What the strict decoder takes has nothing odd; what has nothing odd, it
 * takes.  A byte may be changed anywhere, or the end cut off. */
static void both_decoders_agree(void **state)
{
	struct message x, y;
	uint8_t wire[4096] = { 0 };
	struct conf_seen seen;

	(void)state;
	for (int i = 0; i < 4 * MESSAGES; i++) {
		enum ett_msg_id id = (enum ett_msg_id)(i % ETT_MSG_COUNT);
		const struct ett_layout *l = &ett_layout[id];
		struct conf_put o = { wire, 0, sizeof wire, false };
		unsigned ours = ODD_SHORT | ODD_TAIL | ODD_MPINT |
				ODD_EMPTY_NAME | ODD_BAD_NAME;
		bool strict;

		if (l->inside != NULL)
			continue;
		random_message(id, &x);
		conf_encode(id, &x.m, NULL, &o);
		if (o.n > 1 && random_below(2) == 1)
			wire[1 + random_below((uint32_t)o.n - 1)] ^=
			    (uint8_t)(1u << random_below(8));
		if (random_below(4) == 0)
			o.n -= random_below((uint32_t)o.n);
		conf_read(conf_put_view(&o), l->name, &seen);
		if (strcmp(seen.row->name, l->name) != 0)
			continue;
		strict = ett_decode_id(id, conf_put_view(&o), &y.m) == ETT_OK;
		if (strict != ((seen.odd & ours) == 0))
			fail_msg("%s: strict %d, odd %x", l->name, strict,
				 seen.odd);
	}
}

/* Twists */

struct twisted {
	uint8_t mem[600];
	struct conf_put o;
	struct conf_seen seen;
};

static void twist(struct twisted *t, const struct conf_twist *twists)
{
	uint8_t cookie[ETT_COOKIE_LEN] = { 0 };
	struct ett_msg_kexinit m = {
		.cookie = { cookie, sizeof cookie },
		.kex = ETT_LIT("a,b"),
		.hostkey = ETT_LIT("key"),
	};

	t->o = (struct conf_put){ t->mem, 0, sizeof t->mem, false };
	conf_encode(ETT_MSG_kexinit, &m, twists, &t->o);
	conf_read(conf_put_view(&t->o), NULL, &t->seen);
}

static struct ett_bytes kex_of(const struct twisted *t)
{
	return conf_seen_at(&t->seen, offsetof(struct ett_msg_kexinit, kex))
	    .bytes;
}

static void values_are_replaced_with_right_lengths(void **state)
{
	struct twisted t;

	(void)state;
	twist(&t, TWISTS(SET(kexinit, kex, "other")));
	assert_true(ett_bytes_is(kex_of(&t), "other"));
	assert_int_equal(t.seen.odd, 0);
	twist(&t, TWISTS(FRONT_TIMES(kexinit, kex, "x,", 3)));
	assert_true(ett_bytes_is(kex_of(&t), "x,x,x,a,b"));
	assert_int_equal(t.seen.odd, 0);
	twist(&t, TWISTS(NUM(kexinit, reserved, 7),
			 NUM(kexinit, guess_follows, 2)));
	assert_int_equal(
	    conf_seen_at(&t.seen, offsetof(struct ett_msg_kexinit, reserved))
		.num,
	    7);
	assert_int_equal(t.seen.odd, ODD_BOOL);
}

static void fields_are_left_out_and_doubled(void **state)
{
	struct twisted t, plain;

	(void)state;
	twist(&plain, NULL);
	assert_int_equal(plain.seen.odd, 0);
	twist(&t, TWISTS(OMIT(kexinit, kex)));
	assert_int_equal(t.o.n, plain.o.n - 7);
	assert_int_equal(t.seen.odd, ODD_SHORT);
	twist(&t, TWISTS(TWICE(kexinit, kex)));
	assert_int_equal(t.o.n, plain.o.n + 7);
	assert_int_equal(t.seen.odd, ODD_TAIL);
}

static void lengths_lie_and_ends_move(void **state)
{
	struct twisted t;

	(void)state;
	twist(&t, TWISTS(LEN(kexinit, kex, 5000)));
	assert_int_equal(t.seen.odd, ODD_SHORT);
	twist(&t, TWISTS(CUT(kexinit, cookie, 8)));
	assert_int_equal(t.o.n, 1 + 8);
	twist(&t, TWISTS(CUT(kexinit, hostkey, 2)));
	assert_int_equal(t.o.n, 1 + ETT_COOKIE_LEN + 7 + 2);
	twist(&t, TWISTS(TAIL("end")));
	assert_int_equal(t.seen.odd, ODD_TAIL);
	twist(&t, TWISTS(NUMBER(99)));
	assert_int_equal(t.mem[0], 99);
}

static void names_that_are_odd_are_noted(void **state)
{
	struct twisted t;

	(void)state;
	twist(&t, TWISTS(FRONT(kexinit, kex, ",")));
	assert_int_equal(t.seen.odd, ODD_EMPTY_NAME);
	twist(&t, TWISTS(SET(kexinit, kex, "a,b,")));
	assert_int_equal(t.seen.odd, ODD_EMPTY_NAME);
	twist(&t, TWISTS(FRONT_TIMES(kexinit, kex, "x", 65)));
	assert_int_equal(t.seen.odd, ODD_LONG_NAME);
	twist(&t, TWISTS(FRONT(kexinit, kex, "a\x01")));
	assert_int_equal(t.seen.odd, ODD_BAD_NAME);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_encoders_agree),
		cmocka_unit_test(both_decoders_agree),
		cmocka_unit_test(values_are_replaced_with_right_lengths),
		cmocka_unit_test(fields_are_left_out_and_doubled),
		cmocka_unit_test(lengths_lie_and_ends_move),
		cmocka_unit_test(names_that_are_odd_are_noted),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
