/* SPDX-License-Identifier: ISC
 *
 * Key exchange with a peer that does not keep to it: messages out of order,
 * what strict key exchange forbids, public values that are no good.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/check.h"
#include "test/expect.h"
#include "test/null.h"

/* "SSH-2.0-pair" with CR LF. */
enum { HELLO = 14 };

/*
 * Where the peer of a session stands when a message comes that should not.
 * FIRST: before its KEXINIT.  SECOND: right behind it.
 */
enum place { FIRST, SECOND };

static size_t end_of_kexinit(const struct pair *p, enum ett_role from)
{
	const struct pair_msg *m =
	    pair_msg(p, from, ETT_OUT, ETT_NUM_kexinit, 0);
	static uint8_t packet[8192];

	return HELLO + pair_packet(m->payload, false, packet);
}

/* A handshake with one message more on the way to one end. */
static struct pair *with_extra(const struct pair_setup *x, enum ett_role to,
			       enum place place, struct ett_bytes payload)
{
	static uint8_t packet[512];
	enum ett_role from = (enum ett_role)(1 - to);
	struct pair *p = expect_pair(x);
	struct pair_wire *w = &p->wire[from];

	w->insert_at = place == FIRST ? HELLO : end_of_kexinit(p, from);
	w->insert.p = packet;
	w->insert.n = pair_packet(payload, false, packet);
	pair_run(p);
	return p;
}

/* IGNORE, DEBUG, UNIMPLEMENTED, and a number that nobody knows. */
static const struct ett_bytes harmless[] = {
	ETT_INIT("\x02\0\0\0\0"),
	ETT_INIT("\x04\0\0\0\0\0\0\0\0\0"),
	ETT_INIT("\x03\0\0\0\0"),
	ETT_INIT("\x12"),
};

enum { HARMLESS = sizeof harmless / sizeof harmless[0] };

static void strict_peers_take_nothing_else_before_newkeys(void **state)
{
	struct pair_setup x = pair_setup(null_backend());

	(void)state;
	for (size_t i = 0; i < HARMLESS; i++)
		for (size_t to = 0; to < 2; to++)
			for (int at = FIRST; at <= SECOND; at++) {
				struct pair *p =
				    with_extra(&x, (enum ett_role)to,
					       (enum place)at, harmless[i]);

				expect_over(p, (enum ett_role)to, ETT_ORDER);
				assert_false(p->end[to].ready);
				pair_free(p);
			}
}

static void without_strictness_harmless_messages_may_come(void **state)
{
	struct pair_setup x = pair_setup(null_backend());

	(void)state;
	x.cfg[ETT_SERVER].no_strict = true;
	for (size_t i = 0; i < HARMLESS; i++)
		for (size_t to = 0; to < 2; to++)
			for (int at = FIRST; at <= SECOND; at++) {
				struct pair *p =
				    with_extra(&x, (enum ett_role)to,
					       (enum place)at, harmless[i]);

				expect_alive(p);
				assert_true(p->end[to].ready);
				pair_free(p);
			}
}

/* What no peer may send there, strict or not. */
static void messages_out_of_order_end_the_handshake(void **state)
{
	static const struct ett_bytes row[] = {
		ETT_INIT("\x15"),                       /* NEWKEYS */
		ETT_INIT("\x05\0\0\0\x0cssh-userauth"), /* SERVICE_REQUEST */
		ETT_INIT("\x06\0\0\0\x0cssh-userauth"), /* SERVICE_ACCEPT */
		ETT_INIT("\x07\0\0\0\0"),               /* EXT_INFO */
		ETT_INIT("\x1e\0\0\0\x01\x05\0"),       /* KEXDH_INIT, broken */
		ETT_INIT("\x1f\0\0\0\0"), /* KEXDH_REPLY, broken */
		ETT_INIT("\x22\0\0\x08\0\0\0\x08\0\0\0\x08\0"), /* GEX */
		ETT_INIT("\x32\0\0\0\x01u\0\0\0\x0essh-connection"
			 "\0\0\0\x04none"),
		ETT_INIT("\x34"),                    /* USERAUTH_SUCCESS */
		ETT_INIT("\x50\0\0\0\x01x\x01"),     /* GLOBAL_REQUEST */
		ETT_INIT("\x5e\0\0\0\0\0\0\0\x01x"), /* CHANNEL_DATA */
		ETT_INIT("\xc0\0\0\0\x01x"),         /* PING */
	};
	struct pair_setup x = pair_setup(null_backend());

	(void)state;
	for (unsigned strict = 0; strict < 2; strict++) {
		x.cfg[ETT_CLIENT].no_strict = !strict;
		for (size_t i = 0; i < 2 * sizeof row / sizeof row[0]; i++)
			for (int at = FIRST; at <= SECOND; at++) {
				enum ett_role to = (enum ett_role)(i & 1);
				struct pair *p = with_extra(
				    &x, to, (enum place)at, row[i / 2]);

				assert_true(p->end[to].closed);
				assert_int_not_equal(p->end[to].error,
						     ETT_PEER);
				assert_in_range(pair_reason(p, to), 2, 3);
				assert_false(p->end[0].ready);
				assert_false(p->end[1].ready);
				pair_free(p);
			}
	}
}

static void a_second_kexinit_is_refused(void **state)
{
	struct pair_setup x = pair_setup(null_backend());

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		enum ett_role to = (enum ett_role)(i & 1);
		struct pair *p = expect_pair(&x);
		struct ett_bytes again = pair_msg(p, (enum ett_role)(1 - to),
						  ETT_OUT, ETT_NUM_kexinit, 0)
					     ->payload;
		static uint8_t copy[4096];

		assert_true(again.n < sizeof copy - 64);
		memcpy(copy, again.p, again.n);
		again.p = copy;
		pair_free(p);
		x.cfg[0].no_strict = i & 2;
		p = expect_pair(&x);
		p->wire[1 - to].insert_at =
		    end_of_kexinit(p, (enum ett_role)(1 - to));
		p->wire[1 - to].insert.n =
		    pair_packet(again, false, copy + 2048);
		p->wire[1 - to].insert.p = copy + 2048;
		expect_run(p);
		expect_over(p, to, ETT_ORDER);
		pair_free(p);
	}
}

/* A server that has read the client's KEXINIT and waits for its value. */
static struct pair *server_waits(const struct ett_backend *b, const char *kex,
				 uint8_t for_number)
{
	struct pair_setup x = pair_setup(b);
	struct pair *p;

	x.cfg[0].kex = x.cfg[1].kex = kex;
	p = expect_before(&x, ETT_CLIENT, for_number);
	p->wire[ETT_SERVER].mute = true;
	return p;
}

static void give_init(const char *kex, struct ett_bytes value, ett_err want)
{
	struct ett_backend mixed = null_mixed(expect_real());
	struct pair *p = server_waits(&mixed, kex, ETT_NUM_kexdh_init);

	SAY(p, ETT_SERVER, kex_ecdh_init, .q_c = value);
	expect_run(p);
	if (want == ETT_OK) {
		assert_int_equal(COUNT(p, ETT_SERVER, kex_ecdh_reply), 1);
	} else {
		expect_over(p, ETT_SERVER, want);
		assert_int_equal(pair_reason(p, ETT_SERVER), 3);
		assert_int_equal(COUNT(p, ETT_SERVER, kex_ecdh_reply), 0);
	}
	pair_free(p);
}

static void curve_points_that_are_no_good_are_refused(void **state)
{
	static const uint8_t zero[133];
	uint8_t nine[32] = { 9 }, point[65] = { 4, 1, 2, 3 };

	(void)state;
	give_init("curve25519-sha256", (struct ett_bytes){ nine, 32 }, ETT_OK);
	give_init("curve25519-sha256", (struct ett_bytes){ zero, 32 }, ETT_KEX);
	give_init("curve25519-sha256", (struct ett_bytes){ nine, 31 }, ETT_KEX);
	give_init("curve25519-sha256", (struct ett_bytes){ zero, 0 }, ETT_KEX);
	give_init("curve25519-sha256", (struct ett_bytes){ zero, 33 }, ETT_KEX);
	give_init("ecdh-sha2-nistp256", (struct ett_bytes){ point, 65 },
		  ETT_KEX);
	give_init("ecdh-sha2-nistp256", (struct ett_bytes){ zero, 1 }, ETT_KEX);
	give_init("ecdh-sha2-nistp521", (struct ett_bytes){ zero, 133 },
		  ETT_KEX);
}

/* RFC 8268 section 4: 1 < e < p-1.  KEXDH_INIT and KEX_ECDH_INIT look alike
 * but for the meaning of the string. */
static void group_elements_that_are_no_good_are_refused(void **state)
{
	static const char kex[] = "diffie-hellman-group14-sha256";
	struct ett_bytes p = ett_modp_prime("modp2048");
	uint8_t e[300] = { 0 };

	(void)state;
	assert_int_equal(p.n, 256);
	memcpy(e + 1, p.p, p.n);
	give_init(kex, ETT_LIT("\x02"), ETT_OK);
	give_init(kex, ETT_LIT(""), ETT_KEX);
	give_init(kex, ETT_LIT("\x01"), ETT_KEX);
	give_init(kex, ETT_LIT("\xfe"), ETT_KEX);
	give_init(kex, (struct ett_bytes){ e, 257 }, ETT_KEX);
	e[256]--;
	give_init(kex, (struct ett_bytes){ e, 257 }, ETT_KEX);
	e[256]--;
	give_init(kex, (struct ett_bytes){ e, 257 }, ETT_OK);
	e[0] = 0x01;
	give_init(kex, (struct ett_bytes){ e, 257 }, ETT_KEX);
}

static void a_signature_that_does_not_verify_ends_it(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p = expect_ready(&x);
	const struct pair_wire *w = &p->wire[ETT_SERVER];
	static const uint8_t sig[] = { NULL_TAG, NULL_TAG, NULL_TAG,
				       NULL_TAG, NULL_TAG, NULL_TAG };
	size_t at = 0;

	(void)state;
	while (at + sizeof sig < w->len &&
	       memcmp(w->log + at, sig, sizeof sig) != 0)
		at++;
	pair_free(p);
	p = expect_pair(&x);
	p->wire[ETT_SERVER].flip_at = at;
	p->wire[ETT_SERVER].mask = 1;
	assert_false(pair_ready(p));
	expect_over(p, ETT_CLIENT, ETT_SIG);
	expect_told(p, ETT_SERVER, 3);
	assert_int_equal(pair_events(p, ETT_CLIENT, ETT_EV_HOSTKEY), 0);
	pair_free(p);
}

static void group_requests_must_be_in_order(void **state)
{
	static const struct {
		uint32_t min, n, max;
		ett_err want;
	} row[] = {
		{ 2048, 4096, 8192, ETT_OK },  { 1024, 2048, 2048, ETT_OK },
		{ 4096, 2048, 8192, ETT_KEX }, { 2048, 8192, 4096, ETT_KEX },
		{ 9000, 9000, 9000, ETT_KEX }, { 512, 768, 1024, ETT_KEX },
		{ 0, 0, 0, ETT_KEX },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct pair *p = server_waits(
		    null_backend(), "diffie-hellman-group-exchange-sha256",
		    ETT_NUM_gex_request);

		SAY(p, ETT_SERVER, gex_request, .min = row[i].min,
		    .n = row[i].n, .max = row[i].max);
		expect_run(p);
		if (row[i].want == ETT_OK)
			assert_int_equal(COUNT(p, ETT_SERVER, gex_group), 1);
		else
			expect_over(p, ETT_SERVER, row[i].want);
		pair_free(p);
	}
}

/* A proposal of 30 KB, of which nothing is common; what is said of it is
 * bounded and printable. */
static void endless_lists_are_read_and_told_in_part(void **state)
{
	static char list[30001];
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p = expect_before(&x, ETT_CLIENT, ETT_NUM_kexinit);
	const char *why;

	(void)state;
	for (size_t i = 0; i < 30000; i++)
		list[i] = i % 60 == 59 ? ',' : 'a';
	list[29999] = 'b';
	SAY(p, ETT_SERVER, kexinit, .cookie = ETT_LIT("0123456789abcdef"),
	    .kex = ett_str(list), .hostkey = ETT_LIT("x"));
	expect_run(p);
	expect_over(p, ETT_SERVER, ETT_KEX);
	why = ett_session_why(p->end[ETT_SERVER].s);
	assert_in_range(strlen(why), 100, ETT_WHY_MAX - 1);
	assert_non_null(strstr(why, "curve25519-sha256"));
	pair_free(p);
}

static void empty_lists_have_nothing_in_common(void **state)
{
	struct pair_setup x = pair_setup(null_backend());
	struct pair *p = expect_before(&x, ETT_CLIENT, ETT_NUM_kexinit);

	(void)state;
	SAY(p, ETT_SERVER, kexinit, .cookie = ETT_LIT("0123456789abcdef"));
	expect_run(p);
	expect_over(p, ETT_SERVER, ETT_KEX);
	pair_free(p);
}

/* RFC 4253 section 7.1: without "none" there is no common compression. */
static void compression_must_be_common_too(void **state)
{
	static const char *const comp[] = { "none", "zlib", "zlib,none" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct pair_setup x = pair_setup(null_backend());
		struct pair *p = expect_before(&x, ETT_CLIENT, ETT_NUM_kexinit);
		struct ett_bytes c = ett_str(comp[i]);

		SAY(p, ETT_SERVER, kexinit,
		    .cookie = ETT_LIT("0123456789abcdef"),
		    .kex = ETT_LIT("curve25519-sha256"),
		    .hostkey = ETT_LIT("ssh-ed25519"),
		    .cipher_cs = ETT_LIT("aes128-gcm@openssh.com"),
		    .cipher_sc = ETT_LIT("aes128-gcm@openssh.com"),
		    .comp_cs = c, .comp_sc = c);
		expect_run(p);
		if (i == 1)
			expect_over(p, ETT_SERVER, ETT_KEX);
		else
			expect_alive(p);
		pair_free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strict_peers_take_nothing_else_before_newkeys),
		cmocka_unit_test(without_strictness_harmless_messages_may_come),
		cmocka_unit_test(messages_out_of_order_end_the_handshake),
		cmocka_unit_test(a_second_kexinit_is_refused),
		cmocka_unit_test(curve_points_that_are_no_good_are_refused),
		cmocka_unit_test(group_elements_that_are_no_good_are_refused),
		cmocka_unit_test(a_signature_that_does_not_verify_ends_it),
		cmocka_unit_test(group_requests_must_be_in_order),
		cmocka_unit_test(endless_lists_are_read_and_told_in_part),
		cmocka_unit_test(empty_lists_have_nothing_in_common),
		cmocka_unit_test(compression_must_be_common_too),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
