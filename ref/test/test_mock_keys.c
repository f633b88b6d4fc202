/* SPDX-License-Identifier: ISC
 *
 * Keys and signatures that a stranger may send, as a host and as a user, over
 * a backend that ends the process when what is wrong with them gets there.
 * Each class has a row that is good: that one must get there.
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
#define P256_N "f*8 0*8 f*16 bce6faada7179e84f3b9cac2fc632551"
/* clang-format on */

/* A key of a type and a signature of an algorithm, their fields in a row:
 * "s" before a string, "n" before a number.  Signatures of ECDSA have their
 * two numbers in a string of their own. */
struct pretense {
	const char *alg, *type;
	const char *key[4], *sig[2];
	bool good;
};

/* clang-format off */
#define ED25519(pub, sig, good) \
	{ "ssh-ed25519", "ssh-ed25519", { "s" pub }, { "s" sig }, good }
#define ED448(pub, sig, good) \
	{ "ssh-ed448", "ssh-ed448", { "s" pub }, { "s" sig }, good }
#define P256(point, r, s, good)                                       \
	{ "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256",               \
	  { "s6e69737470323536", "s" point }, { "n" r, "n" s }, good }
#define P384(point, good)                                             \
	{ "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384",               \
	  { "s6e69737470333834", "s" point }, { "n01", "n01" }, good }
#define P521(point, good)                                             \
	{ "ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521",               \
	  { "s6e69737470353231", "s" point }, { "n01", "n01" }, good }
#define RSA(e, n, sig, good) \
	{ "rsa-sha2-256", "ssh-rsa", { "n" e, "n" n }, { "s" sig }, good }
#define DSA(p, q, g, y, sig, good)                                    \
	{ "ssh-dss", "ssh-dss", { "n" p, "n" q, "n" g, "n" y },       \
	  { "s" sig }, good }
#define G256 "04" P256_X P256_Y "5"
#define Q    "f*38 d1"
#define P    "f*256 "

static const struct pretense pretenses[] = {
	ED25519("2*64 ", "3*64 0*64 ", true),
	ED25519("0*64 ", "3*64 0*64 ", false), /* order 4, 1, 2, 8 */
	ED25519("010*62 ", "3*64 0*64 ", false),
	ED25519("ecf*60 7f", "3*64 0*64 ", false),
	ED25519("26e8958fc2b227b045c3f489f2ef98f0"
		"d5dfac05d3c63339b13802886d53fc85", "3*64 0*64 ", false),
	ED25519("eef*60 7f", "3*64 0*64 ", false), /* y = p + 1 */
	ED25519("2*62 ", "3*64 0*64 ", false),
	ED25519("2*64 ", "3*64 0*62 ", false),
	ED25519("2*64 ", "3*64 0*66 ", false),
	ED25519("2*64 ", "3*64 edd3f55c1a631258d69cf7a2def9de140*30 10", false),
	ED25519("2*64 ", "eef*62 0*64 ", false), /* R: y = p + 1 */
	ED448("2*112 00", "3*112 000*114 ", true),
	ED448("0*114 ", "3*112 000*114 ", false),
	ED448("010*112 ", "3*112 000*114 ", false),
	ED448("f*112 00", "3*112 000*114 ", false),
	ED448("2*112 00", "3*112 00f*114 ", false),
	ED448("2*112 00", "3*112 000*112 ", false),
	P256(G256, "01", "01", true),
	P256("04" P256_X P256_Y "6", "01", "01", false),
	P256("00", "01", "01", false),
	P256(G256, "", "01", false),
	P256(G256, "01", "", false),
	P256(G256, P256_N, "01", false),
	P256(G256, "01", P256_N, false),
	P256(G256, "01", "010*64 ", false),
	P384("04" P384_X P384_Y "f", true),
	P384("04" P384_X P384_Y "e", false),
	P521("04" P521_X P521_Y "0", true),
	P521("04" P521_X P521_Y "1", false),
	RSA("010001", "f*256 ", "1*256 ", true),
	RSA("010001", "7f*255 ", "1*256 ", false), /* 1023 bits */
	RSA("010001", "f*128 ", "1*128 ", false),
	RSA("010001", "f*255 e", "1*256 ", false), /* even */
	RSA("010001", "", "", false),
	RSA("", "f*256 ", "1*256 ", false), /* e: 0, 1, even, too long */
	RSA("01", "f*256 ", "1*256 ", false),
	RSA("02", "f*256 ", "1*256 ", false),
	RSA("010000", "f*256 ", "1*256 ", false),
	RSA("010*63 1", "f*256 ", "1*256 ", false),
	RSA("010001", "f*256 ", "f*256 ", false), /* s: n, long, 0 */
	RSA("010001", "f*256 ", "001*256 ", false),
	RSA("010001", "f*256 ", "0*256 ", false),
	DSA(P, Q, "02", "03", "1*80 ", true),
	DSA("7f*255 ", Q, "02", "03", "1*80 ", false),
	DSA("f*512 ", Q, "02", "03", "1*80 ", false),
	DSA("f*255 e", Q, "02", "03", "1*80 ", false),
	DSA(P, "f*64 ", "02", "03", "1*80 ", false),
	DSA(P, "7f*39 ", "02", "03", "1*80 ", false),
	DSA(P, "f*39 e", "02", "03", "1*80 ", false),
	DSA(P, Q, "01", "03", "1*80 ", false),
	DSA(P, Q, "02", "01", "1*80 ", false),
	DSA(P, Q, "02", "f*255 e", "1*80 ", false), /* y: p - 1, p */
	DSA(P, Q, "02", "f*256 ", "1*80 ", false),
	DSA(P, Q, "02", "03", "0*40 1*40 ", false),
	DSA(P, Q, "02", "03", "1*40 f*40 ", false),
	DSA(P, Q, "02", "03", "1*78 ", false),
	DSA(P, "f*40 ", "02", "03", "1*80 ", false), /* s divides q */
};
/* clang-format on */

static void put_field(struct ett_wr *w, const char *field)
{
	if (field[0] == 's')
		forge_string(w, field + 1);
	else
		forge_number(w, field + 1);
}

static struct ett_bytes make_key(const struct pretense *x, struct forge_blob *b)
{
	forge_start(b, x->type);
	for (size_t i = 0; i < 4 && x->key[i] != NULL; i++)
		put_field(&b->w, x->key[i]);
	return forge_end(b);
}

static struct ett_bytes make_sig(const struct pretense *x, struct forge_blob *b)
{
	struct forge_blob pair = { .w = ett_wr(pair.b, sizeof pair.b) };

	forge_start(b, x->alg);
	if (x->sig[1] == NULL) {
		put_field(&b->w, x->sig[0]);
	} else {
		put_field(&pair.w, x->sig[0]);
		put_field(&pair.w, x->sig[1]);
		ett_wr_str(&b->w, forge_end(&pair));
	}
	return forge_end(b);
}

/* A server whose host key is a pretense.  It had one of its type before, to
 * agree on the algorithm. */
static void meet_host(const struct pretense *x, const struct ett_key *real,
		      struct ett_bytes key, struct ett_bytes sig)
{
	static const uint8_t nine[32] = { 9 };
	const struct ett_key *keys[] = { real, NULL };
	struct pair_setup s = pair_setup(backend);
	struct pair *p;

	s.cfg[ETT_CLIENT].hostkey = s.cfg[ETT_SERVER].hostkey = x->alg;
	s.cfg[ETT_SERVER].host_keys = keys;
	p = mock_waits(&s, ETT_CLIENT, ETT_NUM_kexdh_reply);
	mock_trap(x->good ? 0 : MOCK_VERIFY);
	SAY(p, ETT_CLIENT, kex_ecdh_reply, .host_key = key,
	    .q_s = { nine, sizeof nine }, .signature = sig);
	expect_run(p);
	assert_int_equal(mock_reached(), x->good ? 2 : 1); /* agree */
	assert_true(p->end[ETT_CLIENT].closed);
	assert_int_equal(pair_events(p, ETT_CLIENT, ETT_EV_HOSTKEY), 0);
	assert_int_equal(COUNT(p, ETT_CLIENT, newkeys), 0);
	pair_free(p);
}

/* A user whose key is one; the application would take it. */
static void meet_user(const struct pretense *x, struct ett_bytes key,
		      struct ett_bytes sig)
{
	static uint8_t body[8192];
	struct ett_wr w = ett_wr(body, sizeof body);
	struct ett_bytes view = { body, 0 };
	struct pair_setup s = pair_setup(backend);
	char algs[64] = "ssh-ed25519,";
	struct pair *p;

	ett_wr_u8(&w, 1);
	ett_wr_str(&w, ett_str(x->alg));
	ett_wr_str(&w, key);
	ett_wr_str(&w, sig);
	assert_int_equal(ett_wr_end(&w, &view.n), ETT_OK);
	s.cfg[ETT_SERVER].pubkey = strcat(algs, x->alg);
	p = mock_waits(&s, ETT_SERVER, ETT_NUM_userauth_request);
	mock_trap(x->good ? 0 : MOCK_VERIFY);
	SAY(p, ETT_SERVER, userauth_request, .user = ETT_LIT("u"),
	    .service = ETT_LIT("ssh-connection"),
	    .method = ETT_LIT("publickey"), .body = view);
	expect_run(p);
	expect_alive(p);
	assert_int_equal(mock_reached(), x->good ? 1 : 0);
	assert_int_equal(pair_events(p, ETT_SERVER, ETT_EV_AUTH), 1);
	assert_int_equal(COUNT(p, ETT_SERVER, userauth_failure), 1);
	assert_int_equal(COUNT(p, ETT_SERVER, userauth_success), 0);
	pair_free(p);
}

/* A key of this type, made once for all rows that need one in a row. */
static struct ett_key *host_key(struct ett_key *last, const char *type)
{
	struct ett_key *k = NULL;

	if (last != NULL && strcmp(ett_key_type(last), type) == 0)
		return last;
	ett_key_free(last);
	assert_int_equal(
	    ett_key_generate(backend, type,
			     strcmp(type, "ssh-rsa") == 0 ? 1024 : 0,
			     ett_rng_system(), "", &k),
	    ETT_OK);
	return k;
}

static void bad_keys_and_signatures_stop_short(void **state)
{
	struct forge_blob b_key, b_sig;
	struct ett_key *real = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof pretenses / sizeof *pretenses; i++) {
		const struct pretense *x = &pretenses[i];
		struct ett_bytes key = make_key(x, &b_key);
		struct ett_bytes sig = make_sig(x, &b_sig);
		ett_err e;

		if (!ett_alg_has(backend, ETT_ALG_SIG, ett_str(x->alg)))
			continue;
		mock_trap(x->good ? 0 : MOCK_VERIFY);
		e = ett_key_verify(backend, ett_sig_alg(ett_str(x->alg)), key,
				   ETT_LIT("data"), sig);
		if ((e != ETT_SIG && e != ETT_FORMAT) ||
		    mock_reached() != x->good)
			fail_msg("row %zu: %s", i, ett_err_name(e));
		real = host_key(real, x->type);
		meet_host(x, real, key, sig);
		meet_user(x, key, sig);
	}
	ett_key_free(real);
}

/* In SSH they cannot even be written. */
static void signatures_of_other_lengths_stop_short(void **state)
{
	static const struct {
		const char *primitive, *pub[2];
		size_t right;
	} row[] = {
		{ "ed25519", { "2*64 ", "" }, 64 },
		{ "ed448", { "2*112 00", "" }, 114 },
		{ "ecdsa-p256-sha256", { G256, "" }, 64 },
		{ "rsa-sha256", { "f*256 ", "03" }, 128 },
	};
	static uint8_t ones[256];

	(void)state;
	memset(ones, 1, sizeof ones);
	ones[56] = ones[113] = 0; /* as ed448 demands */
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		const struct ett_sig *s =
		    ett_find_sig(backend, row[i].primitive);
		struct forge_number a = forge_hex(row[i].pub[0]);
		struct forge_number b = forge_hex(row[i].pub[1]);
		struct ett_key_nums k = { .pub = { { a.b, a.n },
						   { b.b, b.n } } };

		for (size_t n = 0; s != NULL && n <= sizeof ones; n++) {
			mock_trap(n == row[i].right ? 0 : MOCK_VERIFY);
			assert_int_equal(
			    ett_verify(backend, s, &k, ETT_LIT("data"),
				       (struct ett_bytes){ ones, n }),
			    ETT_SIG);
			assert_int_equal(mock_reached(), n == row[i].right);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_keys_and_signatures_stop_short),
		cmocka_unit_test(signatures_of_other_lengths_stop_short),
	};

	backend = mock_backend(expect_real());
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
