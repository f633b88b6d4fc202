/* SPDX-License-Identifier: ISC
 *
 * A backend that fails the test when it is reached: what a peer may not send
 * must be refused before.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/key.h"
#include "test/forge.h"
#include "test/null.h"

static unsigned reached;

static ett_err count(const struct ett_key_nums *key, struct ett_bytes msg,
		     struct ett_bytes sig)
{
	(void)key;
	(void)msg;
	(void)sig;
	reached++;
	return ETT_OK;
}

/* What an RSA signature would be raised by; the block is never right. */
static ett_err count_power(struct ett_bytes base, struct ett_bytes exp,
			   struct ett_bytes m, uint8_t *out)
{
	(void)base;
	(void)exp;
	memset(out, 0, m.n);
	reached++;
	return ETT_OK;
}

/* clang-format off */
static const struct ett_modexp modexp = { "modexp", count_power };
static const struct ett_sig
	ed25519 = { .name = "ed25519", .verify = count },
	ed448 = { .name = "ed448", .verify = count },
	p256 = { .name = "ecdsa-p256-sha256", .verify = count },
	p384 = { .name = "ecdsa-p384-sha384", .verify = count },
	p521 = { .name = "ecdsa-p521-sha512", .verify = count },
	rsa = { .name = "rsa-sha256", .verify = count },
	dsa = { .name = "dsa-sha1", .verify = count };
/* clang-format on */

static const struct ett_sig *const sigs[] = { &ed25519, &ed448, &p256, &p384,
					      &p521,    &rsa,   &dsa,  NULL };
static struct ett_backend mock = { .name = "mock",
				   .sigs = sigs,
				   .modexp = &modexp };

/* Was the backend asked to verify? */
static bool reaches(const char *alg, struct forge_blob *key,
		    struct forge_blob *sig)
{
	ett_err e;

	reached = 0;
	e = ett_key_verify(&mock, ett_sig_alg(ett_str(alg)), forge_end(key),
			   ETT_LIT("data"), forge_end(sig));
	if (strncmp(alg, "rsa-", 4) != 0)
		assert_int_equal(reached == 1, e == ETT_OK);
	if (reached == 0)
		assert_true(e == ETT_SIG || e == ETT_FORMAT);
	return reached == 1;
}

/* clang-format off */
#define L25519 "d3f55c1a631258d69cf7a2def9de14" "0*30 10"
#define L448   "4458ab92c27823558fc58d72c26c219036d6ae49db4ec4e923ca7cf*54 3f00"

/* Public key; R and S of the signature. */
struct edwards {
	const char *type, *pub, *r, *s;
	bool good;
};
static const struct edwards edwards[] = {
	{ "ssh-ed25519", "2*64 ", "3*64 ", "0*64 ", true },
	/* S: below L, L, above */
	{ "ssh-ed25519", "2*64 ", "3*64 ", "ec" L25519, true },
	{ "ssh-ed25519", "2*64 ", "3*64 ", "ed" L25519, false },
	{ "ssh-ed25519", "2*64 ", "3*64 ", "f*62 0f", true },
	{ "ssh-ed25519", "2*64 ", "3*64 ", "0*62 11", false },
	{ "ssh-ed25519", "2*64 ", "3*64 ", "f*64 ", false },
	/* lengths */
	{ "ssh-ed25519", "2*62 ", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "2*66 ", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "2*64 ", "3*64 ", "0*62 ", false },
	{ "ssh-ed25519", "2*64 ", "3*64 ", "0*66 ", false },
	{ "ssh-ed25519", "2*64 ", "", "", false },
	{ "ssh-ed25519", "", "3*64 ", "0*64 ", false },
	/* order 1, 2, 4, 8, with either sign */
	{ "ssh-ed25519", "010*62 ", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "010*60 80", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "ecf*60 7f", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "ecf*62 ", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "0*64 ", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "0*62 80", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "26e8958fc2b227b045c3f489f2ef98f0"
	  "d5dfac05d3c63339b13802886d53fc05", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "26e8958fc2b227b045c3f489f2ef98f0"
	  "d5dfac05d3c63339b13802886d53fc85", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "c7176a703d4dd84fba3c0b760d10670f"
	  "2a2053fa2c39ccc64ec7fd7792ac037a", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "c7176a703d4dd84fba3c0b760d10670f"
	  "2a2053fa2c39ccc64ec7fd7792ac03fa", "3*64 ", "0*64 ", false },
	/* y: p, p + 1, 2^255 - 1 */
	{ "ssh-ed25519", "edf*60 7f", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "eef*60 7f", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "f*62 7f", "3*64 ", "0*64 ", false },
	{ "ssh-ed25519", "f*64 ", "3*64 ", "0*64 ", false },
	/* R: of small order, p, p + 1, 0 with a sign for x */
	{ "ssh-ed25519", "2*64 ", "010*62 ", "0*64 ", true },
	{ "ssh-ed25519", "2*64 ", "0*64 ", "0*64 ", true },
	{ "ssh-ed25519", "2*64 ", "edf*60 7f", "0*64 ", false },
	{ "ssh-ed25519", "2*64 ", "eef*62 ", "0*64 ", false },
	{ "ssh-ed25519", "2*64 ", "010*60 80", "0*64 ", false },
	{ "ssh-ed25519", "2*64 ", "ecf*62 ", "0*64 ", false },

	{ "ssh-ed448", "2*112 00", "3*112 80", "0*114 ", true },
	{ "ssh-ed448", "2*112 80", "3*112 00", "0*114 ", true },
	/* S: below L, L, above */
	{ "ssh-ed448", "2*112 00", "3*112 00", "f2" L448, true },
	{ "ssh-ed448", "2*112 00", "3*112 00", "f3" L448, false },
	{ "ssh-ed448", "2*112 00", "3*112 00", "0*110 4000", false },
	{ "ssh-ed448", "2*112 00", "3*112 00", "0*112 01", false },
	{ "ssh-ed448", "2*112 00", "3*112 00", "0*112 80", false },
	/* lengths */
	{ "ssh-ed448", "2*112 ", "3*112 00", "0*114 ", false },
	{ "ssh-ed448", "2*112 0000", "3*112 00", "0*114 ", false },
	{ "ssh-ed448", "2*112 00", "3*112 00", "0*112 ", false },
	{ "ssh-ed448", "2*112 00", "3*112 00", "0*116 ", false },
	{ "ssh-ed448", "2*112 00", "3*64 ", "0*64 ", false },
	/* order 1, 2, 4, with either sign */
	{ "ssh-ed448", "010*112 ", "3*112 00", "0*114 ", false },
	{ "ssh-ed448", "010*110 80", "3*112 00", "0*114 ", false },
	{ "ssh-ed448", "fef*54 fef*54 00", "3*112 00", "0*114 ", false },
	{ "ssh-ed448", "fef*54 fef*54 80", "3*112 00", "0*114 ", false },
	{ "ssh-ed448", "0*114 ", "3*112 00", "0*114 ", false },
	{ "ssh-ed448", "0*112 80", "3*112 00", "0*114 ", false },
	/* y: p, p + 1, 2^448 - 1, a bit that means nothing */
	{ "ssh-ed448", "f*56 fef*54 00", "3*112 00", "0*114 ", false },
	{ "ssh-ed448", "0*56 f*56 00", "3*112 00", "0*114 ", false },
	{ "ssh-ed448", "f*112 00", "3*112 00", "0*114 ", false },
	{ "ssh-ed448", "2*112 01", "3*112 00", "0*114 ", false },
	{ "ssh-ed448", "2*112 40", "3*112 00", "0*114 ", false },
	/* R: of small order, p, a bit that means nothing */
	{ "ssh-ed448", "2*112 00", "0*114 ", "0*114 ", true },
	{ "ssh-ed448", "2*112 00", "f*56 fef*54 00", "0*114 ", false },
	{ "ssh-ed448", "2*112 00", "3*112 01", "0*114 ", false },
	{ "ssh-ed448", "2*112 00", "010*110 80", "0*114 ", false },
};
/* clang-format on */

static void edwards_numbers_are_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof edwards / sizeof edwards[0]; i++) {
		const struct edwards *row = &edwards[i];
		struct forge_number raw = forge_hex(row->r),
				    s = forge_hex(row->s);
		struct forge_blob key, sig;

		forge_start(&key, row->type);
		forge_string(&key.w, row->pub);
		forge_start(&sig, row->type);
		memcpy(raw.b + raw.n, s.b, s.n);
		ett_wr_str(&sig.w, (struct ett_bytes){ raw.b, raw.n + s.n });
		if (reaches(row->type, &key, &sig) != row->good)
			fail_msg("row %zu", i);
	}
}

/* clang-format off */
#define P256_N  "f*8 0*8 f*16 bce6faada7179e84f3b9cac2fc63255"
#define P256_G  "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296" \
		"4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
#define P521_N  "01f*64 fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e9138640"

static const struct {
	const char *type, *curve, *point, *r, *s;
	bool good;
} ecdsa[] = {
	{ "ecdsa-sha2-nistp256", "nistp256", "04" P256_G, "01", "01", true },
	{ "ecdsa-sha2-nistp256", "nistp256", "04" P256_G,
	  P256_N "0", P256_N "0", true },
	{ "ecdsa-sha2-nistp256", "nistp256", "04" P256_G, "", "01", false },
	{ "ecdsa-sha2-nistp256", "nistp256", "04" P256_G, "01", "", false },
	{ "ecdsa-sha2-nistp256", "nistp256", "04" P256_G,
	  P256_N "1", "01", false },
	{ "ecdsa-sha2-nistp256", "nistp256", "04" P256_G,
	  "01", P256_N "1", false },
	{ "ecdsa-sha2-nistp256", "nistp256", "04" P256_G,
	  "010*64 ", "01", false },
	{ "ecdsa-sha2-nistp256", "nistp384", "04" P256_G, "01", "01", false },
	{ "ecdsa-sha2-nistp256", "nistp256", "02" P256_G, "01", "01", false },
	{ "ecdsa-sha2-nistp256", "nistp256", "00", "01", "01", false },
	{ "ecdsa-sha2-nistp256", "nistp256", "", "01", "01", false },
	{ "ecdsa-sha2-nistp256", "nistp256", "040*128 ", "01", "01", false },
	{ "ecdsa-sha2-nistp256", "nistp256", "04f*128 ", "01", "01", false },
	{ "ecdsa-sha2-nistp256", "nistp256", "04" P256_G "00", "01", "01",
	  false },
	{ "ecdsa-sha2-nistp256", "nistp256", /* y + 1 */
	  "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
	  "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f6",
	  "01", "01", false },
	{ "ecdsa-sha2-nistp384", "nistp384",
	  "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38"
	  "5502f25dbf55296c3a545e3872760ab7"
	  "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0"
	  "0a60b1ce1d7e819d7a431d7c90ea0e5f", "01", "01", true },
	{ "ecdsa-sha2-nistp521", "nistp521", "04"
	  "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3d"
	  "baa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66"
	  "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e66"
	  "2c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
	  P521_N "8", "01", true },
	{ "ecdsa-sha2-nistp521", "nistp521", "04"
	  "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3d"
	  "baa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66"
	  "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e66"
	  "2c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
	  P521_N "9", "01", false },
};
/* clang-format on */

static void ecdsa_numbers_are_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ecdsa / sizeof ecdsa[0]; i++) {
		struct forge_blob key, sig, body;

		forge_start(&key, ecdsa[i].type);
		ett_wr_str(&key.w, ett_str(ecdsa[i].curve));
		forge_string(&key.w, ecdsa[i].point);
		body.w = ett_wr(body.b, sizeof body.b);
		forge_number(&body.w, ecdsa[i].r);
		forge_number(&body.w, ecdsa[i].s);
		forge_start(&sig, ecdsa[i].type);
		ett_wr_str(&sig.w, forge_end(&body));
		if (reaches(ecdsa[i].type, &key, &sig) != ecdsa[i].good)
			fail_msg("row %zu", i);
	}
}

static void rsa_numbers_are_checked(void **state)
{
	/* clang-format off */
	static const struct {
		const char *n, *e, *sig;
		bool good;
	} row[] = {
		{ "f*256 ", "010001", "1*256 ", true },
		{ "f*256 ", "03", "1*256 ", true },
		{ "f*256 ", "03", "01", true },
		{ "800*253 1", "03", "1*256 ", true },
		{ "f*4096 ", "03", "1*4096 ", true },
		/* n: 1023 bits, 16385 bits, even */
		{ "7f*255 ", "03", "1*256 ", false },
		{ "f*128 ", "03", "1*128 ", false },
		{ "01f*4096 ", "03", "1*4096 ", false },
		{ "f*255 e", "03", "1*256 ", false },
		{ "", "03", "1*256 ", false },
		/* e: 0, 1, 2, even, as large as n */
		{ "f*256 ", "", "1*256 ", false },
		{ "f*256 ", "01", "1*256 ", false },
		{ "f*256 ", "02", "1*256 ", false },
		{ "f*256 ", "010000", "1*256 ", false },
		{ "f*256 ", "f*256 ", "1*256 ", false },
		/* e: 256 bits, 257 bits */
		{ "f*256 ", "f*64 ", "1*256 ", true },
		{ "f*256 ", "010*63 1", "1*256 ", false },
		/* signature: 0, n - 1, n, one byte more than n */
		{ "f*256 ", "03", "0*256 ", false },
		{ "f*256 ", "03", "", false },
		{ "f*256 ", "03", "f*255 e", true },
		{ "f*256 ", "03", "f*256 ", false },
		{ "800*253 1", "03", "90*255 ", false },
		{ "f*256 ", "03", "001*256 ", false },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct forge_blob key, sig;

		forge_start(&key, "ssh-rsa");
		forge_number(&key.w, row[i].e);
		forge_number(&key.w, row[i].n);
		forge_start(&sig, "rsa-sha2-256");
		forge_string(&sig.w, row[i].sig);
		if (reaches("rsa-sha2-256", &key, &sig) != row[i].good)
			fail_msg("row %zu", i);
	}
}

static void dsa_numbers_are_checked(void **state)
{
	/* clang-format off */
	static const struct {
		const char *p, *q, *g, *y, *sig;
		bool good;
	} row[] = {
		{ "f*256 ", "f*38 d1", "02", "03", "1*80 ", true },
		{ "f*256 ", "f*38 d1", "02", "03", "f*38 d0f*38 d0", true },
		/* p and q of other sizes, or even */
		{ "7f*255 ", "f*38 d1", "02", "03", "1*80 ", false },
		{ "01f*256 ", "f*38 d1", "02", "03", "1*80 ", false },
		{ "f*255 e", "f*38 d1", "02", "03", "1*80 ", false },
		{ "f*256 ", "7f*39 ", "02", "03", "1*80 ", false },
		{ "f*256 ", "01f*40 ", "02", "03", "1*80 ", false },
		{ "f*256 ", "f*39 e", "02", "03", "1*80 ", false },
		/* g and y: p - 2, 0, 1, p - 1, p */
		{ "f*256 ", "f*38 d1", "f*255 d", "f*255 d", "1*80 ", true },
		{ "f*256 ", "f*38 d1", "f*255 e", "03", "1*80 ", false },
		{ "f*256 ", "f*38 d1", "02", "f*255 e", "1*80 ", false },
		{ "f*256 ", "f*38 d1", "", "03", "1*80 ", false },
		{ "f*256 ", "f*38 d1", "01", "03", "1*80 ", false },
		{ "f*256 ", "f*38 d1", "f*256 ", "03", "1*80 ", false },
		{ "f*256 ", "f*38 d1", "02", "", "1*80 ", false },
		{ "f*256 ", "f*38 d1", "02", "01", "1*80 ", false },
		{ "f*256 ", "f*38 d1", "02", "f*256 ", "1*80 ", false },
		/* r and s: 0, q; lengths */
		{ "f*256 ", "f*38 d1", "02", "03", "0*40 1*40 ", false },
		{ "f*256 ", "f*38 d1", "02", "03", "1*40 0*40 ", false },
		{ "f*256 ", "f*38 d1", "02", "03", "f*38 d11*40 ", false },
		{ "f*256 ", "f*38 d1", "02", "03", "1*40 f*38 d1", false },
		{ "f*256 ", "f*38 d1", "02", "03", "1*78 ", false },
		{ "f*256 ", "f*38 d1", "02", "03", "1*82 ", false },
		/* q is 3 * 5 * ..., and r and s: 2, 3, 2^159 + 1, q - 1 */
		{ "f*256 ", "f*40 ", "02", "03", "0*39 20*39 2", true },
		{ "f*256 ", "f*40 ", "02", "03", "0*39 30*39 3", false },
		{ "f*256 ", "f*40 ", "02", "03", "80*38 180*38 1", false },
		{ "f*256 ", "f*40 ", "02", "03", "f*39 ef*39 e", true },
		{ "f*256 ", "f*38 d1", "02", "03", "", false },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct forge_blob key, sig;

		forge_start(&key, "ssh-dss");
		forge_number(&key.w, row[i].p);
		forge_number(&key.w, row[i].q);
		forge_number(&key.w, row[i].g);
		forge_number(&key.w, row[i].y);
		forge_start(&sig, "ssh-dss");
		forge_string(&sig.w, row[i].sig);
		if (reaches("ssh-dss", &key, &sig) != row[i].good)
			fail_msg("row %zu", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edwards_numbers_are_checked),
		cmocka_unit_test(ecdsa_numbers_are_checked),
		cmocka_unit_test(rsa_numbers_are_checked),
		cmocka_unit_test(dsa_numbers_are_checked),
	};

	mock.hashes = null_backend()->hashes;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
