/* SPDX-License-Identifier: ISC
 *
 * Everything that a stranger may say in a key exchange, in whole sessions of
 * either role and at the seam itself, over a backend that ends the process when
 * any of it gets there.  Each class has a row that is good: that one must get
 * there, or the trap would be in the wrong place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/check.h"
#include "crypto/key.h"
#include "test/forge.h"
#include "test/mock.h"

static const struct ett_backend *backend;

#define GROUP "diffie-hellman-group14-sha256"
#define GEX   "diffie-hellman-group-exchange-sha256"

/* clang-format off */
#define P256_X "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
#define P256_Y "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f"
#define P384_X "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38" \
	       "5502f25dbf55296c3a545e3872760ab7"
#define P384_Y "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0" \
	       "0a60b1ce1d7e819d7a431d7c90ea0e5"
#define P521_X "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d" \
	       "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5" \
	       "bd66"
#define P521_Y "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e" \
	       "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd1" \
	       "665"

struct point {
	const char *kex, *curve, *value;
	bool good;
};

static const struct point points[] = {
	{ "curve25519-sha256", "x25519", "090*62 ", true },
	{ "curve25519-sha256", "x25519", "", false },
	{ "curve25519-sha256", "x25519", "090*60 ", false },
	{ "curve25519-sha256", "x25519", "090*64 ", false },
	{ "curve448-sha512", "x448", "050*110 ", true },
	{ "curve448-sha512", "x448", "", false },
	{ "curve448-sha512", "x448", "050*108 ", false },
	{ "curve448-sha512", "x448", "050*112 ", false },
	{ "curve448-sha512", "x448", "090*62 ", false },
	{ "ecdh-sha2-nistp256", "p256", "04" P256_X P256_Y "5", true },
	/* not on the curve, infinity, (0, 0), compressed, not reduced */
	{ "ecdh-sha2-nistp256", "p256", "04" P256_X P256_Y "6", false },
	{ "ecdh-sha2-nistp256", "p256", "00", false },
	{ "ecdh-sha2-nistp256", "p256", "040*128 ", false },
	{ "ecdh-sha2-nistp256", "p256", "03" P256_X, false },
	{ "ecdh-sha2-nistp256", "p256", "06" P256_X P256_Y "5", false },
	{ "ecdh-sha2-nistp256", "p256",
	  "04ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
	  "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4",
	  false },
	{ "ecdh-sha2-nistp256", "p256", "04" P256_X P256_Y "500", false },
	{ "ecdh-sha2-nistp384", "p384", "04" P384_X P384_Y "f", true },
	{ "ecdh-sha2-nistp384", "p384", "04" P384_X P384_Y "e", false },
	{ "ecdh-sha2-nistp384", "p384", "00", false },
	{ "ecdh-sha2-nistp521", "p521", "04" P521_X P521_Y "0", true },
	{ "ecdh-sha2-nistp521", "p521", "04" P521_X P521_Y "1", false },
	{ "ecdh-sha2-nistp521", "p521", "", false },
};
/* clang-format on */

static struct pair *exchanges(const char *kex, enum ett_role end,
			      uint8_t number)
{
	struct pair_setup x = pair_setup(backend);

	x.cfg[0].kex = x.cfg[1].kex = kex;
	return mock_waits(&x, end, number);
}

/* A bad value ends it without an answer; a good one gets to the backend. */
static void judge_value(struct pair *p, enum ett_role end, bool good)
{
	expect_run(p);
	if (good) {
		assert_true(mock_reached() > 0);
	} else {
		assert_true(p->end[end].closed);
		assert_true(p->end[end].error == ETT_KEX ||
			    p->end[end].error == ETT_FORMAT);
		expect_over(p, end, p->end[end].error);
		assert_int_equal(COUNT(p, end, newkeys), 0);
	}
	pair_free(p);
}

static void say_init(struct pair *p, struct ett_bytes value)
{
	SAY(p, ETT_SERVER, kex_ecdh_init, .q_c = value);
}

static void say_reply(struct pair *p, struct ett_bytes value)
{
	SAY(p, ETT_CLIENT, kex_ecdh_reply,
	    .host_key = ett_key_blob(p->host_key), .q_s = value,
	    .signature = ETT_LIT("\0\0\0\x0bssh-ed25519\0\0\0\x01x"));
}

/* Strings and mpints look the same on the wire. */
static void exchange_value(const char *kex, struct ett_bytes value,
			   unsigned trap, bool good)
{
	struct pair *p = exchanges(kex, ETT_SERVER, ETT_NUM_kexdh_init);

	mock_trap(good ? 0 : trap);
	say_init(p, value);
	judge_value(p, ETT_SERVER, good);
	p = exchanges(kex, ETT_CLIENT, ETT_NUM_kexdh_reply);
	mock_trap(good ? 0 : trap);
	say_reply(p, value);
	judge_value(p, ETT_CLIENT, good);
}

static void bad_points_stop_short(void **state)
{
	static const uint8_t secret[66] = { 0, 1 };
	uint8_t shared[66];

	(void)state;
	for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
		const struct forge_number v = forge_hex(points[i].value);
		const struct ett_bytes view = { v.b, v.n };
		const struct ett_dh *d = ett_find_dh(backend, points[i].curve);

		if (d == NULL)
			continue;
		mock_trap(points[i].good ? 0 : MOCK_AGREE);
		assert_int_equal(ett_ecdh_shared(d, secret, view, shared),
				 points[i].good ? ETT_OK : ETT_KEX);
		exchange_value(points[i].kex, view, MOCK_AGREE, points[i].good);
	}
}

/* p as an mpint; v - by at its end. */
static struct ett_bytes near_prime(const char *group, int by, uint8_t *mem)
{
	struct ett_bytes v = ett_modp_prime(group);

	mem[0] = 0;
	memcpy(mem + 1, v.p, v.n);
	mem[v.n] = (uint8_t)(mem[v.n] - by);
	return (struct ett_bytes){ mem, v.n + 1 };
}

static void bad_values_in_a_group_stop_short(void **state)
{
	static uint8_t p0[300], p1[300], p2[300], huge[400] = { 1 };
	const struct {
		struct ett_bytes v;
		bool good;
	} row[] = {
		{ near_prime("modp2048", 2, p2), true },
		/* 0, 1, p - 1, p, more, less than 0, other forms of 0 and 2 */
		{ ETT_INIT(""), false },
		{ ETT_INIT("\1"), false },
		{ near_prime("modp2048", 1, p1), false },
		{ near_prime("modp2048", 0, p0), false },
		{ { huge, sizeof huge }, false },
		{ ETT_INIT("\xff"), false },
		{ ETT_INIT("\0"), false },
		{ ETT_INIT("\0\2"), false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		exchange_value(GROUP, row[i].v, MOCK_POWER, row[i].good);
}

/* At the seam they come without the sign byte of an mpint. */
static void refuse_group(struct ett_bytes p, struct ett_bytes g)
{
	static uint8_t out[ETT_AGREE_MAX];
	const struct ett_bytes x = ETT_LIT("\5");

	mock_trap(MOCK_POWER);
	assert_int_equal(ett_modp_check(p, g), ETT_KEX);
	assert_int_equal(ett_modp_public(backend->modexp, p, g, x, out),
			 ETT_KEX);
	assert_int_equal(ett_modp_shared(backend->modexp, p, g, x, out),
			 ETT_KEX);
}

static void bad_groups_stop_short_at_the_seam(void **state)
{
	static uint8_t small[128], huge[1025], mem[300];
	const struct ett_bytes p = ett_modp_prime("modp2048");
	struct ett_bytes even = near_prime("modp2048", 1, mem);
	const struct ett_bytes two = ETT_LIT("\2");

	(void)state;
	memset(small, 0xff, sizeof small);
	memset(huge, 0xff, sizeof huge);
	even.p++;
	even.n--;
	refuse_group((struct ett_bytes){ 0 }, two);
	refuse_group(ETT_LIT("\0"), two);
	refuse_group(ETT_LIT("\1"), two);
	refuse_group(even, two);
	refuse_group((struct ett_bytes){ mem, p.n + 1 }, two);
	refuse_group((struct ett_bytes){ huge, sizeof huge }, two);
	refuse_group((struct ett_bytes){ small, 127 }, two);
	small[0] = 0x7f; /* 1023 bits */
	refuse_group((struct ett_bytes){ small, 128 }, two);
	refuse_group(p, (struct ett_bytes){ 0 });
	refuse_group(p, ETT_LIT("\1"));
	refuse_group(p, ETT_LIT("\0\2"));
	refuse_group(p, even);
	refuse_group(p, p);
}

static void give_group(struct ett_bytes prime, struct ett_bytes g, bool good)
{
	struct pair *p = exchanges(GEX, ETT_CLIENT, ETT_NUM_gex_group);

	mock_trap(good ? 0 : MOCK_POWER);
	SAY(p, ETT_CLIENT, gex_group, .p = prime, .g = g);
	judge_value(p, ETT_CLIENT, good);
}

static void bad_groups_stop_short(void **state)
{
	static uint8_t p0[1100], p1[1100], p4[1100], small[300];
	const struct ett_bytes p = near_prime("modp2048", 0, p0);
	const struct ett_bytes even = near_prime("modp2048", 1, p1);
	const struct ett_bytes other = near_prime("modp2048", 4, p4);
	const struct ett_bytes two = ETT_LIT("\2");

	(void)state;
	give_group(p, ETT_LIT("\3"), true);
	give_group(other, two, true);
	/* p: 0, 1, even, negative, too small, too large */
	give_group(ETT_LIT(""), two, false);
	give_group(ETT_LIT("\1"), two, false);
	give_group(even, two, false);
	give_group((struct ett_bytes){ p.p + 1, p.n - 1 }, two, false);
	give_group(near_prime("modp1024", 0, small), two, false);
	memset(small, 0xff, sizeof small);
	small[0] = 0x7f;
	give_group((struct ett_bytes){ small, 96 }, two, false);
	memset(p4, 0xff, sizeof p4);
	p4[0] = 1;
	give_group((struct ett_bytes){ p4, 1025 }, two, false);
	/* g: 0, 1, p - 1, p, negative */
	give_group(p, ETT_LIT(""), false);
	give_group(p, ETT_LIT("\1"), false);
	give_group(p, even, false);
	give_group(p, p, false);
	give_group(p, ETT_LIT("\xff"), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_points_stop_short),
		cmocka_unit_test(bad_values_in_a_group_stop_short),
		cmocka_unit_test(bad_groups_stop_short_at_the_seam),
		cmocka_unit_test(bad_groups_stop_short),
	};

	backend = mock_backend(expect_real());
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
