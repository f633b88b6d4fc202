/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/algs.h"

static const struct ett_backend *built(void)
{
	const struct ett_backend *b = ett_backend("auto");

	assert_non_null(b);
	return b;
}

/* A library that has little: AES-CTR with 128 bits, and HMAC-SHA-2. */
static const struct ett_cipher aes128_ctr = { .name = "aes128-ctr" };
static const struct ett_mac hmac_sha256 = { .name = "hmac-sha256" };
static const struct ett_hash sha256 = { .name = "sha256" };
static const struct ett_dh p256 = { .name = "p256" };
static const struct ett_hash *const hashes[] = { &sha256, NULL };
static const struct ett_mac *const macs[] = { &hmac_sha256, NULL };
static const struct ett_cipher *const ciphers[] = { &aes128_ctr, NULL };
static const struct ett_aead *const aeads[] = { NULL };
static const struct ett_dh *const dhs[] = { &p256, NULL };
static const struct ett_sig *const sigs[] = { NULL };
static const struct ett_backend small = { .name = "small",
					  .hashes = hashes,
					  .macs = macs,
					  .ciphers = ciphers,
					  .aeads = aeads,
					  .dhs = dhs,
					  .sigs = sigs };

/* One that has every MAC of the default proposal, whatever is built in. */
static const struct ett_mac hmac_sha1 = { .name = "hmac-sha1" };
static const struct ett_mac hmac_sha512 = { .name = "hmac-sha512" };
static const struct ett_mac hmac_md5 = { .name = "hmac-md5" };
static const struct ett_mac umac128 = { .name = "umac-128" };
static const struct ett_mac *const all_macs[] = { &hmac_sha1,   &hmac_sha256,
						  &hmac_sha512, &hmac_md5,
						  &umac128,     NULL };
static const struct ett_backend large = { .name = "large", .macs = all_macs };

#define KEX_DEFAULT                                                           \
	"curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,"  \
	"ecdh-sha2-nistp384,ecdh-sha2-nistp521,curve448-sha512,"              \
	"diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512," \
	"diffie-hellman-group18-sha512,diffie-hellman-group14-sha256"
#define CIPHER_DEFAULT                                          \
	"chacha20-poly1305@openssh.com,aes128-gcm@openssh.com," \
	"aes256-gcm@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr"
#define MAC_DEFAULT                                                         \
	"hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,"      \
	"umac-128-etm@openssh.com,hmac-sha1-etm@openssh.com,hmac-sha2-256," \
	"hmac-sha2-512,umac-128@openssh.com,hmac-sha1"

/* spec, and the proposal or, where it is refused, the unknown name. */
struct row {
	enum ett_alg_kind kind;
	const char *spec;
	ett_err err;
	const char *want;
};

static void lists_as(const struct ett_backend *b, const struct row *row)
{
	struct ett_bytes unknown = { 0 };
	char out[600];

	assert_int_equal(
	    ett_algs_list(b, row->kind, row->spec, out, sizeof out, &unknown),
	    row->err);
	if (row->err == ETT_OK)
		assert_string_equal(out, row->want);
	else if (row->err == ETT_FORMAT)
		assert_true(ett_bytes_is(unknown, row->want));
}

static void proposals_follow_the_syntax_of_openssh(void **state)
{
	static const struct row rows[] = {
		{ ETT_ALG_KEX, NULL, ETT_OK, KEX_DEFAULT },
		{ ETT_ALG_CIPHER, NULL, ETT_OK, CIPHER_DEFAULT },
		{ ETT_ALG_MAC, NULL, ETT_OK, MAC_DEFAULT },
		{ ETT_ALG_MAC, "hmac-md5,hmac-sha1", ETT_OK,
		  "hmac-md5,hmac-sha1" },
		{ ETT_ALG_MAC, "hmac-sha1,hmac-sha1", ETT_OK, "hmac-sha1" },
		{ ETT_ALG_MAC, "+hmac-md5", ETT_OK, MAC_DEFAULT ",hmac-md5" },
		{ ETT_ALG_MAC, "+hmac-sha1", ETT_OK, MAC_DEFAULT },
		{ ETT_ALG_MAC, "+", ETT_OK, MAC_DEFAULT },
		{ ETT_ALG_MAC, "^hmac-md5", ETT_OK, "hmac-md5," MAC_DEFAULT },
		{ ETT_ALG_CIPHER, "^aes256-ctr,aes192-ctr", ETT_OK,
		  "aes256-ctr,aes192-ctr,chacha20-poly1305@openssh.com,"
		  "aes128-gcm@openssh.com,aes256-gcm@openssh.com,"
		  "aes128-ctr" },
		{ ETT_ALG_CIPHER,
		  "-chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,"
		  "aes256-gcm@openssh.com",
		  ETT_OK, "aes128-ctr,aes192-ctr,aes256-ctr" },
		{ ETT_ALG_CIPHER, "-3des-cbc", ETT_OK, CIPHER_DEFAULT },
		{ ETT_ALG_CIPHER, "-" CIPHER_DEFAULT, ETT_KEX, NULL },
		{ ETT_ALG_CIPHER, "", ETT_KEX, NULL },
		{ ETT_ALG_CIPHER, "aes256-ctr,nonsense", ETT_FORMAT,
		  "nonsense" },
		{ ETT_ALG_CIPHER, "+nonsense", ETT_FORMAT, "nonsense" },
		{ ETT_ALG_CIPHER, "-nonsense", ETT_FORMAT, "nonsense" },
		{ ETT_ALG_CIPHER, "hmac-sha1", ETT_FORMAT, "hmac-sha1" },
		{ ETT_ALG_CIPHER, "aes256-ctr,,aes128-ctr", ETT_FORMAT, "" },
		{ ETT_ALG_CIPHER, "aes256-CTR", ETT_FORMAT, "aes256-CTR" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		lists_as(rows[i].kind == ETT_ALG_MAC ? &large : built(),
			 &rows[i]);
}

static void what_the_library_lacks_is_left_out(void **state)
{
	static const struct row rows[] = {
		{ ETT_ALG_KEX, NULL, ETT_OK, "ecdh-sha2-nistp256" },
		{ ETT_ALG_CIPHER, NULL, ETT_OK, "aes128-ctr" },
		{ ETT_ALG_CIPHER, "aes256-ctr,aes128-ctr", ETT_OK,
		  "aes128-ctr" },
		{ ETT_ALG_CIPHER, "aes128-gcm@openssh.com", ETT_KEX, NULL },
		{ ETT_ALG_CIPHER, "chacha20-poly1305@openssh.com", ETT_KEX,
		  NULL },
		{ ETT_ALG_MAC, NULL, ETT_OK,
		  "hmac-sha2-256-etm@openssh.com,hmac-sha2-256" },
		{ ETT_ALG_SIG, NULL, ETT_KEX, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		lists_as(&small, &rows[i]);
}

static void a_list_never_passes_its_room(void **state)
{
	char out[sizeof MAC_DEFAULT + 1];

	(void)state;
	for (size_t room = 0; room < sizeof MAC_DEFAULT; room++) {
		memset(out, 'x', sizeof out);
		assert_int_equal(
		    ett_algs_list(&large, ETT_ALG_MAC, NULL, out, room, NULL),
		    ETT_SPACE);
		assert_int_equal(out[room], 'x');
	}
	assert_int_equal(ett_algs_list(&large, ETT_ALG_MAC, NULL, out,
				       sizeof MAC_DEFAULT, NULL),
			 ETT_OK);
}

/* RFC 4251 section 6: at most 64 characters, no comma; each name once. */
static void names_are_lawful_and_unique(void **state)
{
	const char *name, *other, *rfc = NULL;

	(void)state;
	for (enum ett_alg_kind k = ETT_ALG_KEX; k <= ETT_ALG_MAC; k++)
		for (size_t i = 0; (name = ett_alg_at(k, i, NULL, &rfc)); i++) {
			assert_in_range(strlen(name), 1, 64);
			assert_null(strchr(name, ','));
			assert_non_null(rfc);
			for (size_t j = 0; j < i; j++) {
				other = ett_alg_at(k, j, NULL, NULL);
				assert_string_not_equal(name, other);
			}
		}
}

static void unknown_names_have_no_row(void **state)
{
	(void)state;
	assert_null(ett_kex_alg(ETT_LIT("curve25519-sha25")));
	assert_null(ett_kex_alg(ETT_LIT("curve25519-sha2566")));
	assert_null(ett_cipher_alg(ETT_LIT("")));
	assert_null(ett_mac_alg(ETT_LIT("null")));
	assert_null(ett_sig_alg(ETT_LIT("ssh-rsa-cert-v01@openssh.com")));
	assert_false(ett_alg_has(built(), ETT_ALG_CIPHER, ETT_LIT("null")));
}

/* The lengths in the table are those of the primitives that it names. */
static void lengths_are_those_of_the_primitives(void **state)
{
	const char *name;

	(void)state;
	for (size_t i = 0; (name = ett_alg_at(ETT_ALG_MAC, i, NULL, NULL));
	     i++) {
		const struct ett_mac_alg *a = ett_mac_alg(ett_str(name));
		const struct ett_mac *m = ett_find_mac(built(), a->primitive);

		if (m == NULL)
			continue;
		assert_int_equal(a->key_len, m->key_len);
		assert_true(a->tag_len <= m->tag_len);
		assert_true(m->nonce_len == 0 || m->nonce_len == 8);
	}
	for (size_t i = 0; (name = ett_alg_at(ETT_ALG_CIPHER, i, NULL, NULL));
	     i++) {
		const struct ett_cipher_alg *a = ett_cipher_alg(ett_str(name));
		const struct ett_cipher *c =
		    ett_find_cipher(built(), a->primitive);

		if (c == NULL || a->mode == ETT_MODE_CHACHAPOLY)
			continue;
		assert_int_equal(a->key_len, c->key_len);
		assert_int_equal(a->iv_len, c->iv_len);
		assert_true(a->block_len == c->block_len ||
			    (a->block_len == 8 && c->block_len == 1));
	}
}

/* Each library by itself has what is offered by default, but for UMAC. */
static void what_is_on_is_served(void **state)
{
	const char *name;
	bool on;

	(void)state;
	for (enum ett_alg_kind k = ETT_ALG_CIPHER; k <= ETT_ALG_MAC; k++)
		for (size_t i = 0; (name = ett_alg_at(k, i, &on, NULL)); i++)
			if (on && strncmp(name, "umac", 4) != 0)
				assert_true(
				    ett_alg_has(built(), k, ett_str(name)));
}

static void what_is_built_in_serves_every_key_exchange(void **state)
{
	const char *name;

	(void)state;
	for (size_t i = 0; (name = ett_alg_at(ETT_ALG_KEX, i, NULL, NULL)); i++)
		assert_true(ett_alg_has(built(), ETT_ALG_KEX, ett_str(name)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proposals_follow_the_syntax_of_openssh),
		cmocka_unit_test(what_the_library_lacks_is_left_out),
		cmocka_unit_test(a_list_never_passes_its_room),
		cmocka_unit_test(names_are_lawful_and_unique),
		cmocka_unit_test(unknown_names_have_no_row),
		cmocka_unit_test(lengths_are_those_of_the_primitives),
		cmocka_unit_test(what_is_on_is_served),
		cmocka_unit_test(what_is_built_in_serves_every_key_exchange),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
