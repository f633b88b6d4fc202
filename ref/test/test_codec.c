/* SPDX-License-Identifier: ISC
 *
 * Every message of messages.def through the strict codec, by its layout, and
 * a few byte for byte: a table that is wrong the same way in both directions
 * would pass the former.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test/seed.h"
#include "wire/layout.h"

enum { ROUNDS = 50, WIRE_MAX = 4096, MSG_MAX = 256, POOL = 2048 };

/* A random message: its struct, and the memory its views point into. */
struct sample {
	enum ett_msg_id id;
	_Alignas(max_align_t) uint8_t msg[MSG_MAX];
	uint8_t pool[POOL];
	size_t used;
	uint8_t wire[WIRE_MAX];
	size_t len;
	struct ett_rng rng;
};

static uint32_t any(struct sample *x)
{
	uint32_t v;

	assert_int_equal(x->rng.fill(x->rng.ctx, (uint8_t *)&v, sizeof v),
			 ETT_OK);
	return v;
}

static struct ett_bytes any_bytes(struct sample *x, size_t n)
{
	uint8_t *p = x->pool + x->used;

	assert_true(n <= POOL - x->used);
	assert_int_equal(x->rng.fill(x->rng.ctx, p, n), ETT_OK);
	x->used += n;
	return (struct ett_bytes){ p, n };
}

static struct ett_bytes any_names(struct sample *x)
{
	struct ett_bytes v = any_bytes(x, any(x) % 40);
	uint8_t *p = x->pool + (v.p - x->pool);

	for (size_t i = 0; i < v.n; i++) {
		p[i] = (uint8_t)(0x21 + p[i] % 0x5e);
		if (p[i] == ',' && (i == 0 || i == v.n - 1 || p[i - 1] == ','))
			p[i] = '-';
	}
	return v;
}

/* In its shortest form: no first byte that the sign of the next implies. */
static struct ett_bytes any_mpint(struct sample *x)
{
	struct ett_bytes v = any_bytes(x, any(x) % 40);
	uint8_t *p = x->pool + (v.p - x->pool);

	if (v.n > 0 && (p[0] == 0 || p[0] == 0xff))
		p[0] = 0x40;
	return v;
}

static void set_field(struct sample *x, const struct ett_field *f)
{
	void *at = x->msg + f->offset;
	struct ett_bytes v = { 0 };

	switch (f->type) {
	case ETT_T_u8:
		*(uint8_t *)at = (uint8_t)any(x);
		return;
	case ETT_T_bit:
		*(bool *)at = any(x) & 1;
		return;
	case ETT_T_u32:
		*(uint32_t *)at = any(x);
		return;
	case ETT_T_u64:
		*(uint64_t *)at = (uint64_t)any(x) << 32 | any(x);
		return;
	case ETT_T_names:
		v = any_names(x);
		break;
	case ETT_T_mpint:
		v = any_mpint(x);
		break;
	case ETT_T_cookie:
		v = any_bytes(x, ETT_COOKIE_LEN);
		break;
	default:
		v = any_bytes(x, any(x) % 60);
		break;
	}
	*(struct ett_bytes *)at = v;
}

static void make(struct sample *x, enum ett_msg_id id, uint64_t *seed)
{
	const struct ett_field *f = ett_layout[id].fields();

	memset(x, 0, sizeof *x);
	x->id = id;
	x->rng = seed_rng(seed);
	assert_true(ett_layout[id].size <= MSG_MAX);
	for (; f->name != NULL; f++)
		set_field(x, f);
	assert_int_equal(
	    ett_encode_id(id, x->msg, x->wire, sizeof x->wire, &x->len),
	    ETT_OK);
}

static bool is_view(enum ett_type t)
{
	return t >= ETT_T_str;
}

static size_t size_of(enum ett_type t)
{
	static const size_t size[ETT_T_COUNT] = {
#define T(type, ctype) sizeof(ctype),
		ETT_TYPES(T)
#undef T
	};

	return size[t];
}

static void assert_same(const struct sample *x, const uint8_t *got)
{
	const struct ett_field *f = ett_layout[x->id].fields();

	for (; f->name != NULL; f++) {
		const void *a = x->msg + f->offset, *b = got + f->offset;

		if (is_view(f->type))
			assert_true(ett_bytes_eq(*(const struct ett_bytes *)a,
						 *(const struct ett_bytes *)b));
		else
			assert_memory_equal(a, b, size_of(f->type));
	}
}

/* Bytes of a last field that takes what there is, SIZE_MAX: no such field. */
static size_t rest_len(const struct sample *x)
{
	const struct ett_field *f = ett_layout[x->id].fields();

	for (; f->name != NULL; f++)
		if (f->type == ETT_T_rest)
			return ((const struct ett_bytes
				     *)(const void *)(x->msg + f->offset))
			    ->n;
	return SIZE_MAX;
}

/* Decodes a copy that is as long as the payload, so that a sanitizer sees
 * the first byte that is read behind it. */
static ett_err decode_copy(enum ett_msg_id id, const uint8_t *wire, size_t n)
{
	_Alignas(max_align_t) uint8_t msg[MSG_MAX];
	uint8_t *copy = malloc(n > 0 ? n : 1);
	ett_err e;

	assert_non_null(copy);
	memcpy(copy, wire, n);
	e = ett_decode_id(id, (struct ett_bytes){ copy, n }, msg);
	free(copy);
	return e;
}

static void each_message(void (*check)(struct sample *x))
{
	struct sample *x = malloc(sizeof *x);
	uint64_t seed = 20;

	assert_non_null(x);
	for (int id = 0; id < ETT_MSG_COUNT; id++)
		for (int i = 0; i < ROUNDS; i++) {
			make(x, (enum ett_msg_id)id, &seed);
			check(x);
		}
	free(x);
}

static void check_round_trip(struct sample *x)
{
	_Alignas(max_align_t) uint8_t got[MSG_MAX];

	memset(got, 0xee, sizeof got);
	assert_int_equal(
	    ett_decode_id(x->id, (struct ett_bytes){ x->wire, x->len }, got),
	    ETT_OK);
	assert_same(x, got);
}

static void what_is_encoded_decodes_to_the_same(void **state)
{
	(void)state;
	each_message(check_round_trip);
}

static void check_prefixes(struct sample *x)
{
	size_t rest = rest_len(x), fixed = x->len;

	if (rest != SIZE_MAX)
		fixed -= rest;
	for (size_t n = 0; n < fixed; n++)
		assert_int_equal(decode_copy(x->id, x->wire, n), ETT_SHORT);
	for (size_t n = fixed; n < x->len; n++)
		assert_int_equal(decode_copy(x->id, x->wire, n), ETT_OK);
}

static void every_prefix_is_refused(void **state)
{
	(void)state;
	each_message(check_prefixes);
}

static void check_trailing(struct sample *x)
{
	ett_err want = rest_len(x) != SIZE_MAX ? ETT_OK : ETT_TRAILING;

	assert_int_equal(decode_copy(x->id, x->wire, x->len + 1), want);
}

static void a_byte_too_many_is_refused(void **state)
{
	(void)state;
	each_message(check_trailing);
}

static void check_number(struct sample *x)
{
	if (ett_layout[x->id].inside != NULL)
		return;
	assert_int_equal(x->wire[0], ett_layout[x->id].number);
	for (unsigned n = 0; n < 256; n++) {
		x->wire[0] = (uint8_t)n;
		assert_int_equal(decode_copy(x->id, x->wire, x->len),
				 n == ett_layout[x->id].number ? ETT_OK
							       : ETT_ORDER);
	}
}

static void the_number_of_another_message_is_refused(void **state)
{
	(void)state;
	each_message(check_number);
}

static void check_room(struct sample *x)
{
	uint8_t out[WIRE_MAX];

	for (size_t room = 0; room <= x->len; room++) {
		size_t len = 12345;
		ett_err e;

		memset(out, 0xee, x->len + 1);
		e = ett_encode_id(x->id, x->msg, out, room, &len);
		assert_int_equal(e, room < x->len ? ETT_SPACE : ETT_OK);
		assert_int_equal(len, room < x->len ? 12345 : x->len);
		assert_int_equal(out[room], 0xee);
	}
}

static void the_encoder_never_passes_its_room(void **state)
{
	(void)state;
	each_message(check_room);
}

/* A length that lies is bounded by what there is, whatever it says. */
static void huge_lengths_are_short(void **state)
{
	static const uint32_t huge[] = { 0x7fffffff, 0x80000000, 0xfffffffb,
					 0xffffffff };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		uint8_t wire[9] = { ETT_NUM_ignore };

		for (size_t j = 0; j < 4; j++)
			wire[1 + j] = (uint8_t)(huge[i] >> (24 - 8 * j));
		assert_int_equal(decode_copy(ETT_MSG_ignore, wire, 9),
				 ETT_SHORT);
	}
}

static void any_byte_but_zero_is_true(void **state)
{
	struct ett_msg_publickey_query q;
	uint8_t wire[9] = { 0 };

	(void)state;
	for (unsigned v = 0; v < 256; v++) {
		wire[0] = (uint8_t)v;
		assert_int_equal(ett_decode(publickey_query,
					    ((struct ett_bytes){ wire, 9 }),
					    &q),
				 ETT_OK);
		assert_int_equal(q.has_sig, v != 0);
	}
}

static void malformed_fields_are_refused(void **state)
{
	static const struct {
		enum ett_msg_id id;
		struct ett_bytes wire;
	} row[] = {
		{ ETT_MSG_userauth_failure, ETT_INIT("\x33\0\0\0\x02,a\0") },
		{ ETT_MSG_userauth_failure, ETT_INIT("\x33\0\0\0\x01\n\0") },
		{ ETT_MSG_kexdh_init, ETT_INIT("\x1e\0\0\0\x01\0") },
		{ ETT_MSG_gex_group, ETT_INIT("\x1f\0\0\0\x02\0\x01\0\0\0\0") },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		assert_int_equal(
		    decode_copy(row[i].id, row[i].wire.p, row[i].wire.n),
		    ETT_FORMAT);
}

#define KAT(name, wire_text, ...)                                             \
	do {                                                                  \
		const struct ett_msg_##name m = { __VA_ARGS__ };              \
		struct ett_bytes want = ETT_LIT(wire_text);                   \
		uint8_t out[128];                                             \
		size_t len;                                                   \
		assert_int_equal(ett_encode(name, &m, out, sizeof out, &len), \
				 ETT_OK);                                     \
		assert_int_equal(len, want.n);                                \
		assert_memory_equal(out, want.p, len);                        \
	} while (0)

static void messages_look_as_the_rfcs_draw_them(void **state)
{
	(void)state;
	KAT(disconnect,
	    "\x01\0\0\0\x0b\0\0\0\x03"
	    "bye\0\0\0\0",
	    .reason = 11, .description = ETT_LIT("bye"));
	KAT(unimplemented, "\x03\x01\x02\x03\x04", .sequence = 0x01020304);
	KAT(debug,
	    "\x04\x01\0\0\0\x01x\0\0\0\x02"
	    "en",
	    .always_display = true, .message = ETT_LIT("x"),
	    .language = ETT_LIT("en"));
	KAT(service_request, "\x05\0\0\0\x0cssh-userauth",
	    .service = ETT_LIT("ssh-userauth"));
	KAT(newkeys, "\x15", .number_ = 0);
	KAT(gex_request, "\x22\0\0\x08\0\0\0\x10\0\0\0\x20\0", .min = 2048,
	    .n = 4096, .max = 8192);
	KAT(userauth_request,
	    "\x32\0\0\0\x01u\0\0\0\x0essh-connection\0\0\0\x04none",
	    .user = ETT_LIT("u"), .service = ETT_LIT("ssh-connection"),
	    .method = ETT_LIT("none"));
	KAT(userauth_failure, "\x33\0\0\0\x09publickey\x01",
	    .methods = ETT_LIT("publickey"), .partial_success = true);
	KAT(global_request,
	    "\x50\0\0\0\x01r\x01"
	    "body",
	    .name = ETT_LIT("r"), .want_reply = true, .body = ETT_LIT("body"));
	KAT(direct_tcpip, "\0\0\0\x01h\0\0\0\x50\0\0\0\x01o\0\0\x10\x92",
	    .host = ETT_LIT("h"), .port = 80, .origin = ETT_LIT("o"),
	    .origin_port = 4242);
	KAT(channel_open, "\x5a\0\0\0\x01k\0\0\0\x07\0\0\x80\0\0\0\x40\0",
	    .kind = ETT_LIT("k"), .sender = 7, .window = 32768,
	    .max_packet = 16384);
	KAT(channel_open_failure, "\x5c\0\0\0\x07\0\0\0\x03\0\0\0\0\0\0\0\0",
	    .recipient = 7, .reason = 3);
	KAT(channel_window_adjust, "\x5d\0\0\0\x07\xff\xff\xff\xff",
	    .recipient = 7, .bytes = 0xffffffff);
	KAT(channel_data, "\x5e\0\0\0\x07\0\0\0\x02hi", .recipient = 7,
	    .data = ETT_LIT("hi"));
	KAT(ping, "\xc0\0\0\0\x01p", .data = ETT_LIT("p"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_encoded_decodes_to_the_same),
		cmocka_unit_test(every_prefix_is_refused),
		cmocka_unit_test(a_byte_too_many_is_refused),
		cmocka_unit_test(the_number_of_another_message_is_refused),
		cmocka_unit_test(the_encoder_never_passes_its_room),
		cmocka_unit_test(huge_lengths_are_short),
		cmocka_unit_test(any_byte_but_zero_is_true),
		cmocka_unit_test(malformed_fields_are_refused),
		cmocka_unit_test(messages_look_as_the_rfcs_draw_them),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
