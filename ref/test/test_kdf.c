/* SPDX-License-Identifier: ISC
 *
 * A key exchange of AsyncSSH 2.10 with an OpenSSH 9.2 server: both had signed
 * or encrypted with what is expected here.  hmac-sha2-512 wants 64 bytes of
 * key, more than SHA-256 gives at once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/kdf.h"
#include "test/hex.h"
#include "wire/cursor.h"

/* clang-format off */
static const char v_c[] =
    "5353482d322e302d4173796e635353485f322e31302e31";
static const char v_s[] =
    "5353482d322e302d4f70656e5353485f392e3270312044656269616e"
    "2d322b6465623132753130";
static const char i_c[] =
    "14fd474e9623a0a43cc0ea413904a759590000002e63757276653235"
    "3531392d7368613235362c6b65782d7374726963742d632d76303040"
    "6f70656e7373682e636f6d0000000b7373682d656432353531390000"
    "000a6165733235362d6374720000000a6165733235362d6374720000"
    "000d686d61632d736861322d3531320000000d686d61632d73686132"
    "2d353132000000046e6f6e65000000046e6f6e650000000000000000"
    "0000000000";
static const char i_s[] =
    "14bb532417c5f9393ffdee6f82e38997220000002e63757276653235"
    "3531392d7368613235362c6b65782d7374726963742d732d76303040"
    "6f70656e7373682e636f6d0000000b7373682d656432353531390000"
    "000a6165733235362d6374720000000a6165733235362d6374720000"
    "000d686d61632d736861322d3531320000000d686d61632d73686132"
    "2d353132000000046e6f6e65000000046e6f6e650000000000000000"
    "0000000000";
static const char k_s[] =
    "0000000b7373682d6564323535313900000020fa5b4c7534007eb398"
    "cd72b6ede31fbe60c711fbb824e1fb2d32fd83002575fe";
static const char values[] =
    "00000020a4b205789f081f6717eefe23b14eb5dda059145a482fcb22"
    "5a3fe5bf09e31d4d0000002031b03fdb7f625d1fa112d8fcbc51f76a"
    "e7f101163681f4dc192b174497657d6c";
static const char shared[] =
    "78c197da792fc3e3c1c8f4b4c94b921e94ef7cd656c37da0bea40189"
    "802cc45e";
static const char hash[] =
    "ecc3c290fe9bb57743e7ff2f085cc18fe0ec03be086cc292a69832f6"
    "dcadadf7";

static const struct {
	char letter;
	const char *key;
} keys[] = {
	{ 'A', "095ee802e396c96740dfcf4e013edae0" },
	{ 'B', "14ab642c594782670cb3242b87bd8c47" },
	{ 'C', "2c7f602c538269ae10f277cb4a81c4c506c8537066d7a3b947b3be70"
	    "0dbdd4e4" },
	{ 'D', "cc3145086a561c3861e697d69d1e93843a6832556b2a9c5e7bc4421f"
	    "fce02399" },
	{ 'E', "ef83d310d37b5e20a7481a4829c9fea33ca74f1634bd5ff98bb3ccdd"
	    "6e12c78522f08f7df59908cebc4230925b0877cab4d915bfacfd171f"
	    "0158fe463e386f3c" },
	{ 'F', "2f1585d469e5005cb0a8377be04d38c9302f15bcf27a4d23a7202ef7"
	    "4eee30a74967e8999d33f5cb9cc087ef2cc09e57023e6f01c2484e91"
	    "d466e7b8401fc2ed" },
};
/* clang-format on */

static const struct ett_hash *sha256(void)
{
	const struct ett_backend *b = ett_backend("auto");

	assert_non_null(b);
	return ett_find_hash(b, "sha256");
}

static struct ett_bytes as_mpint(const struct hex *number, uint8_t *out,
				 size_t room)
{
	struct ett_wr w = ett_wr(out, room);
	size_t n;

	ett_wr_uint(&w, hex_view(number));
	assert_int_equal(ett_wr_end(&w, &n), ETT_OK);
	return (struct ett_bytes){ out, n };
}

static void exchange_hash_of_a_real_key_exchange(void **state)
{
	const struct hex b[] = { hex_make(v_c),    hex_make(v_s),
				 hex_make(i_c),    hex_make(i_s),
				 hex_make(k_s),    hex_make(values),
				 hex_make(shared), hex_make(hash) };
	uint8_t mpint[64], digest[ETT_DIGEST_MAX];
	const struct ett_exchange x = {
		.v_c = hex_view(&b[0]),
		.v_s = hex_view(&b[1]),
		.i_c = hex_view(&b[2]),
		.i_s = hex_view(&b[3]),
		.k_s = hex_view(&b[4]),
		.values = hex_view(&b[5]),
		.k = as_mpint(&b[6], mpint, sizeof mpint),
	};

	(void)state;
	assert_int_equal(ett_exchange_hash(sha256(), &x, digest), ETT_OK);
	assert_int_equal(b[7].n, 32);
	assert_memory_equal(digest, b[7].p, 32);
}

static void keys_of_a_real_key_exchange(void **state)
{
	const struct hex k = hex_make(shared), h = hex_make(hash);
	uint8_t mpint[64], out[ETT_DIGEST_MAX];
	const struct ett_key_source from = {
		.hash = sha256(),
		.k = as_mpint(&k, mpint, sizeof mpint),
		.h = hex_view(&h),
		.session_id = hex_view(&h),
	};

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		const struct hex want = hex_make(keys[i].key);

		assert_int_equal(
		    ett_derive_key(&from, keys[i].letter, out, want.n), ETT_OK);
		assert_memory_equal(out, want.p, want.n);
	}
}

static void keys_depend_on_every_input(void **state)
{
	const struct {
		struct ett_key_source from;
		char letter;
	} row[] = {
		{ { sha256(), ETT_INIT("k"), ETT_INIT("h"), ETT_INIT("id") },
		  'A' },
		{ { sha256(), ETT_INIT("k"), ETT_INIT("h"), ETT_INIT("id") },
		  'B' },
		{ { sha256(), ETT_INIT("k"), ETT_INIT("h"), ETT_INIT("i") },
		  'A' },
		{ { sha256(), ETT_INIT("k"), ETT_INIT("i"), ETT_INIT("id") },
		  'A' },
		{ { sha256(), ETT_INIT("l"), ETT_INIT("h"), ETT_INIT("id") },
		  'A' },
	};
	enum { N = sizeof row / sizeof row[0] };
	uint8_t out[N][32];

	(void)state;
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(
		    ett_derive_key(&row[i].from, row[i].letter, out[i], 32),
		    ETT_OK);
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(out[i], out[j], 32);
	}
}

static void a_longer_key_begins_with_the_shorter(void **state)
{
	const struct ett_key_source from = { sha256(), ETT_INIT("k"),
					     ETT_INIT("h"), ETT_INIT("id") };
	uint8_t whole[200], part[200];

	(void)state;
	assert_int_equal(ett_derive_key(&from, 'C', whole, sizeof whole),
			 ETT_OK);
	for (size_t n = 0; n < sizeof part; n++) {
		memset(part, 0xee, sizeof part);
		assert_int_equal(ett_derive_key(&from, 'C', part, n), ETT_OK);
		assert_memory_equal(part, whole, n);
		assert_int_equal(part[n], 0xee);
	}
}

static ett_err broken_init(void *ctx)
{
	(void)ctx;
	return ETT_NOMEM;
}

static void nothing_done(void *ctx)
{
	(void)ctx;
}

static void a_failing_hash_gives_no_key(void **state)
{
	static const struct ett_hash broken = { .name = "broken",
						.ctx_size = 8,
						.digest_len = 32,
						.init = broken_init,
						.done = nothing_done };
	static const struct ett_key_source from = { &broken, ETT_INIT("k"),
						    ETT_INIT("h"),
						    ETT_INIT("id") };
	static const uint8_t zero[40];
	uint8_t out[40];

	(void)state;
	memset(out, 0xee, sizeof out);
	assert_int_equal(ett_derive_key(&from, 'A', out, sizeof out),
			 ETT_NOMEM);
	assert_memory_equal(out, zero, sizeof out);
	assert_int_equal(ett_digest(&broken, ETT_LIT("abc"), out), ETT_NOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exchange_hash_of_a_real_key_exchange),
		cmocka_unit_test(keys_of_a_real_key_exchange),
		cmocka_unit_test(keys_depend_on_every_input),
		cmocka_unit_test(a_longer_key_begins_with_the_shorter),
		cmocka_unit_test(a_failing_hash_gives_no_key),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
