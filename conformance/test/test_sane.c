/* SPDX-License-Identifier: ISC
 *
 * Numbers that end or mislead a library never reach one, whichever the judge
 * runs on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "conformance/engine/run.h"
#include "conformance/engine/seed.h"
#include "conformance/peer/hostkey.h"
#include "conformance/peer/kex.h"
#include "conformance/peer/sane.h"

enum { POINT_MAX = 133, N_CURVES = 3 };

static const char *const curves[N_CURVES] = { "p256", "p384", "p521" };
static uint64_t seed = 9;

static const struct ett_backend *each_backend(size_t i)
{
	return ett_backends[i] == NULL ? NULL
				       : ett_backend(ett_backends[i]->name);
}

/* A public value of this curve, made by the backend. */
static struct ett_bytes make_point(const struct ett_backend *b,
				   const char *curve, uint8_t *out)
{
	const struct ett_dh *d = ett_find_dh(b, curve);
	uint8_t secret[66] = { 0 };

	if (d == NULL || b->modexp == NULL)
		return (struct ett_bytes){ NULL, 0 };
	secret[d->secret_len - 1] = 7;
	secret[d->secret_len / 2] = 0x5a;
	assert_int_equal(d->derive(secret, out), ETT_OK);
	return (struct ett_bytes){ out, d->public_len };
}

static void points_of_every_library_are_on_their_curve(void **state)
{
	uint8_t mem[POINT_MAX];
	size_t seen = 0;

	(void)state;
	for (size_t i = 0; each_backend(i) != NULL; i++)
		for (size_t c = 0; c < N_CURVES; c++) {
			struct ett_bytes v =
			    make_point(each_backend(i), curves[c], mem);

			if (v.n == 0)
				continue;
			seen++;
			assert_true(
			    conf_sane_point(each_backend(i), curves[c], v));
		}
	assert_true(seen > 0);
}

static void what_is_off_the_curve_is_none(void **state)
{
	const struct ett_backend *b = conf_backend();
	uint8_t mem[POINT_MAX];

	(void)state;
	for (size_t c = 0; c < N_CURVES; c++) {
		struct ett_bytes v = make_point(b, curves[c], mem);

		if (v.n == 0)
			continue;
		mem[v.n - 1] ^= 1;
		assert_false(conf_sane_point(b, curves[c], v));
		mem[v.n - 1] ^= 1;
		mem[0] = 2;
		assert_false(conf_sane_point(b, curves[c], v));
		mem[0] = 4;
		v.n--;
		assert_false(conf_sane_point(b, curves[c], v));
		v.n++;
		memset(mem + 1, 0, v.n - 1);
		assert_false(conf_sane_point(b, curves[c], v));
		memset(mem + 1, 0xff, v.n - 1);
		assert_false(conf_sane_point(b, curves[c], v));
	}
}

static void a_point_off_the_curve_ends_the_key_exchange(void **state)
{
	const struct ett_backend *b = conf_backend();
	const struct conf_method *m =
	    conf_method_find(b, ETT_LIT("ecdh-sha2-nistp256"));
	uint8_t mem[POINT_MAX];
	struct ett_bytes v = make_point(b, "p256", mem);
	struct conf_exchange x;

	(void)state;
	assert_non_null(m);
	assert_int_equal(conf_exchange_start(&x, m, b, conf_seeded(&seed)),
			 ETT_OK);
	assert_int_equal(conf_exchange_finish(&x, b, v), ETT_OK);
	mem[40] ^= 1;
	assert_int_equal(conf_exchange_finish(&x, b, v), ETT_KEX);
}

static void ed25519_keys_of_small_order_are_none(void **state)
{
	static const uint8_t eighth[] = {
		0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0,
		0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
		0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39,
		0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x85,
	};
	uint8_t y[32] = { 0 };
	struct ett_bytes v = { y, sizeof y };
	struct ett_key_mem key;

	(void)state;
	assert_false(conf_sane_ed25519(v));
	y[31] = 0x80;
	assert_false(conf_sane_ed25519(v));
	y[0] = 1;
	assert_false(conf_sane_ed25519(v));
	memcpy(y, eighth, sizeof y);
	assert_false(conf_sane_ed25519(v));
	memset(y, 0xff, sizeof y);
	y[0] = 0xec;
	assert_false(conf_sane_ed25519(v)); /* -1 */
	y[31] = 0x7f;
	y[0] = 0xee;
	assert_false(conf_sane_ed25519(v)); /* not reduced */
	assert_int_equal(
	    conf_own_key_make(conf_backend(), conf_seeded(&seed), &key),
	    ETT_OK);
	assert_true(conf_sane_ed25519(key.nums.pub[0]));
}

static void a_modulus_is_odd_and_of_a_usual_size(void **state)
{
	uint8_t n[2049];
	struct ett_bytes e = ETT_LIT("\x01\x00\x01");

	(void)state;
	memset(n, 0xff, sizeof n);
	assert_true(conf_sane_rsa((struct ett_bytes){ n, 128 }, e));
	assert_true(conf_sane_rsa((struct ett_bytes){ n, 2048 }, e));
	assert_false(conf_sane_rsa((struct ett_bytes){ n, 127 }, e));
	assert_false(conf_sane_rsa((struct ett_bytes){ n, 2049 }, e));
	assert_false(
	    conf_sane_rsa((struct ett_bytes){ n, 256 }, ETT_LIT("\x01")));
	assert_false(
	    conf_sane_rsa((struct ett_bytes){ n, 256 }, ETT_LIT("\x04")));
	assert_false(conf_sane_rsa((struct ett_bytes){ n, 256 },
				   (struct ett_bytes){ n, 9 }));
	n[255] = 0xfe;
	assert_false(conf_sane_rsa((struct ett_bytes){ n, 256 }, e));
}

/* Key, algorithm and signature as a target would send them. */
static const char *verify(const struct ett_backend *b, const char *alg,
			  struct ett_bytes key, struct ett_bytes sig)
{
	uint8_t key_mem[512], sig_mem[600];
	struct conf_put k = { key_mem, 0, sizeof key_mem, false };
	struct conf_put s = { sig_mem, 0, sizeof sig_mem, false };

	if (strcmp(alg, "rsa-sha2-256") == 0) {
		conf_put_str(&k, ETT_LIT("ssh-rsa"));
		conf_put_uint(&k, ETT_LIT("\x01\x00\x01"));
		conf_put_uint(&k, key);
	} else {
		conf_put_str(&k, ett_str(alg));
		if (strcmp(alg, "ssh-ed25519") != 0)
			conf_put_str(&k, ETT_LIT("nistp256"));
		conf_put_str(&k, key);
	}
	conf_put_str(&s, ett_str(alg));
	conf_put_str(&s, sig);
	return conf_hostkey_verify(b, ett_str(alg), conf_put_view(&k),
				   ETT_LIT("H"), conf_put_view(&s));
}

static void the_judge_outlives_a_host_key_that_is_none(void **state)
{
	uint8_t zero[257] = { 0 }, point[65] = { 4 }, even[256];

	(void)state;
	memset(even, 0xfe, sizeof even);
	for (size_t i = 0; each_backend(i) != NULL; i++) {
		const struct ett_backend *b = each_backend(i);

		assert_non_null(verify(b, "ssh-ed25519",
				       (struct ett_bytes){ zero, 32 },
				       (struct ett_bytes){ zero, 64 }));
		assert_non_null(verify(
		    b, "ecdsa-sha2-nistp256", (struct ett_bytes){ point, 65 },
		    ETT_LIT("\0\0\0\x01\x01\0\0\0\x01\x01")));
		assert_non_null(verify(b, "rsa-sha2-256",
				       (struct ett_bytes){ even, 256 },
				       (struct ett_bytes){ zero, 256 }));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_of_every_library_are_on_their_curve),
		cmocka_unit_test(what_is_off_the_curve_is_none),
		cmocka_unit_test(a_point_off_the_curve_ends_the_key_exchange),
		cmocka_unit_test(ed25519_keys_of_small_order_are_none),
		cmocka_unit_test(a_modulus_is_odd_and_of_a_usual_size),
		cmocka_unit_test(the_judge_outlives_a_host_key_that_is_none),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
