/* SPDX-License-Identifier: ISC
 *
 * Key exchange with a server that does not keep to it: groups that are no
 * ground for Diffie-Hellman, public values and host keys that are no good.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/check.h"
#include "crypto/key.h"
#include "test/expect.h"
#include "test/null.h"

#define GEX   "diffie-hellman-group-exchange-sha256"
#define GROUP "diffie-hellman-group14-sha256"

/* A client that waits for the first message of that number. */
static struct pair *client_waits(const struct ett_backend *b, const char *kex,
				 uint8_t number)
{
	struct pair_setup x = pair_setup(b);
	struct pair *p;

	x.cfg[0].kex = x.cfg[1].kex = kex;
	p = expect_before(&x, ETT_SERVER, number);
	p->wire[ETT_CLIENT].mute = true;
	return p;
}

static void give_group(struct ett_bytes prime, struct ett_bytes g, bool good)
{
	struct pair *p = client_waits(null_backend(), GEX, ETT_NUM_gex_group);

	SAY(p, ETT_CLIENT, gex_group, .p = prime, .g = g);
	expect_run(p);
	if (good) {
		expect_alive(p);
		assert_int_equal(COUNT(p, ETT_CLIENT, gex_init), 1);
	} else {
		expect_over(p, ETT_CLIENT, ETT_KEX);
		assert_int_equal(COUNT(p, ETT_CLIENT, gex_init), 0);
	}
	pair_free(p);
}

/* A prime of these groups has its top bit set: as mpint, a zero before it. */
static struct ett_bytes as_mpint(const char *group, uint8_t *mem)
{
	struct ett_bytes v = ett_modp_prime(group);

	assert_true(v.n > 0);
	mem[0] = 0;
	memcpy(mem + 1, v.p, v.n);
	return (struct ett_bytes){ mem, v.n + 1 };
}

static void groups_that_are_no_good_are_refused(void **state)
{
	static uint8_t mem[1100], g[1100], huge[1200] = { 0, 0xff };
	struct ett_bytes p = as_mpint("modp2048", mem);
	struct ett_bytes two = ETT_LIT("\x02");

	(void)state;
	give_group(p, two, true);
	give_group(p, ETT_LIT(""), false);
	give_group(p, ETT_LIT("\x01"), false);
	give_group(p, ETT_LIT("\xfe"), false);
	give_group(ETT_LIT(""), two, false);
	memcpy(g, mem, p.n);
	give_group(p, (struct ett_bytes){ g, p.n }, false);
	g[p.n - 1]--;
	give_group(p, (struct ett_bytes){ g, p.n }, false);
	/* Even, negative, and of a size that was not asked for. */
	mem[p.n - 1]--;
	give_group(p, two, false);
	mem[1] &= 0x7f;
	give_group((struct ett_bytes){ mem + 1, p.n - 1 }, two, false);
	mem[1] = 0xfe;
	give_group((struct ett_bytes){ mem + 1, p.n - 1 }, two, false);
	give_group(as_mpint("modp1024", mem), two, false);
	huge[1199] = 1;
	give_group((struct ett_bytes){ huge, 1200 }, two, false);
	give_group((struct ett_bytes){ huge, 1026 }, two, false);
}

static void give_reply(const struct ett_backend *b, const char *kex,
		       struct ett_bytes value, ett_err want)
{
	struct pair *p = client_waits(b, kex, ETT_NUM_kexdh_reply);

	SAY(p, ETT_CLIENT, kex_ecdh_reply,
	    .host_key = ett_key_blob(p->host_key), .q_s = value,
	    .signature = ETT_LIT("\0\0\0\x0bssh-ed25519\0\0\0\x01x"));
	expect_run(p);
	assert_true(p->end[ETT_CLIENT].closed);
	if (want == ETT_KEX)
		expect_over(p, ETT_CLIENT, ETT_KEX);
	else
		/* The value passed; the signature does not. */
		assert_int_not_equal(p->end[ETT_CLIENT].error, ETT_KEX);
	assert_int_equal(pair_events(p, ETT_CLIENT, ETT_EV_HOSTKEY), 0);
	assert_int_equal(COUNT(p, ETT_CLIENT, newkeys), 0);
	pair_free(p);
}

static void public_values_that_are_no_good_are_refused(void **state)
{
	static const uint8_t zero[133];
	struct ett_backend mixed = null_mixed(expect_real());
	uint8_t nine[32] = { 9 }, mem[300];
	struct ett_bytes p = as_mpint("modp2048", mem);

	(void)state;
	give_reply(&mixed, "curve25519-sha256", (struct ett_bytes){ nine, 32 },
		   ETT_SIG);
	give_reply(&mixed, "curve25519-sha256", (struct ett_bytes){ zero, 32 },
		   ETT_KEX);
	give_reply(&mixed, "curve25519-sha256", (struct ett_bytes){ nine, 31 },
		   ETT_KEX);
	give_reply(&mixed, "ecdh-sha2-nistp384", (struct ett_bytes){ zero, 1 },
		   ETT_KEX);
	give_reply(null_backend(), GROUP, ETT_LIT("\x02"), ETT_SIG);
	give_reply(null_backend(), GROUP, ETT_LIT(""), ETT_KEX);
	give_reply(null_backend(), GROUP, ETT_LIT("\x01"), ETT_KEX);
	give_reply(null_backend(), GROUP, p, ETT_KEX);
	mem[p.n - 1]--;
	give_reply(null_backend(), GROUP, p, ETT_KEX);
}

/* A key of another type than was agreed, damaged keys and signatures. */
static void host_keys_and_signatures_must_be_what_was_agreed(void **state)
{
	static const struct ett_bytes sig[] = {
		ETT_INIT(""),
		ETT_INIT("\0\0\0\x07ssh-rsa\0\0\0\x01x"),
		ETT_INIT("\0\0\0\x0bssh-ed25519"),
		ETT_INIT("\0\0\0\x0bssh-ed25519\0\0\0\0"),
	};
	static const uint8_t value[32] = { 9 };

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		struct pair *p = client_waits(
		    null_backend(), "curve25519-sha256", ETT_NUM_kexdh_reply);
		struct ett_bytes key = ett_key_blob(p->host_key);

		if (i == 4)
			key.n = 0;
		if (i == 5)
			key.n--;
		if (i == 6)
			key = ETT_LIT("\0\0\0\x07ssh-rsa\0\0\0\x01\x03");
		if (i == 7)
			key = ETT_LIT("\0\0\0\x07ssh-foo\0\0\0\x01\x03");
		SAY(p, ETT_CLIENT, kex_ecdh_reply, .host_key = key,
		    .q_s = { value, sizeof value }, .signature = sig[i % 4]);
		expect_run(p);
		assert_true(p->end[ETT_CLIENT].closed);
		expect_over(p, ETT_CLIENT, p->end[ETT_CLIENT].error);
		assert_in_range(pair_reason(p, ETT_CLIENT), 2, 3);
		assert_int_equal(pair_events(p, ETT_CLIENT, ETT_EV_HOSTKEY), 0);
		assert_int_equal(COUNT(p, ETT_CLIENT, newkeys), 0);
		pair_free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_that_are_no_good_are_refused),
		cmocka_unit_test(public_values_that_are_no_good_are_refused),
		cmocka_unit_test(
		    host_keys_and_signatures_must_be_what_was_agreed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
