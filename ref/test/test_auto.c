/* SPDX-License-Identifier: ISC
 *
 * The composed backend: all that any has, once, and from whom the table says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/algs.h"
#include "crypto/auto.h"

static const struct ett_backend *composed(void)
{
	const struct ett_backend *b = ett_backend("auto");

	assert_non_null(b);
	return b;
}

/* Every backend that was built in, in turn; NULL behind the last. */
static const struct ett_backend *built(size_t i)
{
	const struct ett_backend *b = NULL;

	if (ett_backends[i] != NULL) {
		b = ett_backend(ett_backends[i]->name);
		assert_non_null(b);
	}
	return b;
}

static void has_all_that_one_has(void **state)
{
	const struct ett_backend *b, *all = composed();

	(void)state;
	for (size_t n = 0; (b = built(n)) != NULL; n++) {
		for (size_t i = 0; b->hashes[i] != NULL; i++)
			assert_non_null(ett_find_hash(all, b->hashes[i]->name));
		for (size_t i = 0; b->macs[i] != NULL; i++)
			assert_non_null(ett_find_mac(all, b->macs[i]->name));
		for (size_t i = 0; b->ciphers[i] != NULL; i++)
			assert_non_null(
			    ett_find_cipher(all, b->ciphers[i]->name));
		for (size_t i = 0; b->aeads[i] != NULL; i++)
			assert_non_null(ett_find_aead(all, b->aeads[i]->name));
		for (size_t i = 0; b->dhs[i] != NULL; i++)
			assert_non_null(ett_find_dh(all, b->dhs[i]->name));
		for (size_t i = 0; b->sigs[i] != NULL; i++)
			assert_non_null(ett_find_sig(all, b->sigs[i]->name));
		assert_true(b->modexp == NULL || all->modexp != NULL);
	}
}

static void has_every_name_once(void **state)
{
	const struct ett_backend *all = composed();

	(void)state;
	for (size_t i = 0; all->hashes[i] != NULL; i++)
		assert_ptr_equal(ett_find_hash(all, all->hashes[i]->name),
				 all->hashes[i]);
	for (size_t i = 0; all->macs[i] != NULL; i++)
		assert_ptr_equal(ett_find_mac(all, all->macs[i]->name),
				 all->macs[i]);
	for (size_t i = 0; all->ciphers[i] != NULL; i++)
		assert_ptr_equal(ett_find_cipher(all, all->ciphers[i]->name),
				 all->ciphers[i]);
	for (size_t i = 0; all->aeads[i] != NULL; i++)
		assert_ptr_equal(ett_find_aead(all, all->aeads[i]->name),
				 all->aeads[i]);
	for (size_t i = 0; all->dhs[i] != NULL; i++)
		assert_ptr_equal(ett_find_dh(all, all->dhs[i]->name),
				 all->dhs[i]);
	for (size_t i = 0; all->sigs[i] != NULL; i++)
		assert_ptr_equal(ett_find_sig(all, all->sigs[i]->name),
				 all->sigs[i]);
}

static const char *server_of(enum ett_alg_kind kind, const char *name)
{
	const struct ett_backend *b =
	    ett_alg_server(composed(), kind, ett_str(name));

	return b != NULL ? b->name : "";
}

static bool have(const char *backend)
{
	return ett_backend(backend) != NULL;
}

static void each_piece_of_work_goes_to_the_best(void **state)
{
	const char *favored = have("openssl") && have("nettle")
				  ? "nettle"
				  : ett_backends[0]->name;
	const char *aes = have("ipsecmb") ? "ipsecmb" : ett_backends[0]->name;

	(void)state;
	assert_string_equal(server_of(ETT_ALG_KEX, "ecdh-sha2-nistp384"),
			    favored);
	assert_string_equal(server_of(ETT_ALG_SIG, "ecdsa-sha2-nistp384"),
			    favored);
	if (ett_find_cipher(composed(), "blowfish-cbc") != NULL)
		assert_string_equal(server_of(ETT_ALG_CIPHER, "blowfish-cbc"),
				    favored);
	assert_string_equal(server_of(ETT_ALG_KEX, "curve25519-sha256"),
			    ett_backends[0]->name);
	assert_string_equal(
	    server_of(ETT_ALG_KEX, "diffie-hellman-group14-sha256"),
	    ett_backends[0]->name);
	assert_string_equal(server_of(ETT_ALG_CIPHER, "aes128-gcm@openssh.com"),
			    aes);
	assert_string_equal(server_of(ETT_ALG_CIPHER, "aes256-ctr"), aes);
	assert_string_equal(
	    server_of(ETT_ALG_CIPHER, "chacha20-poly1305@openssh.com"),
	    ett_backends[0]->name);
	assert_string_equal(server_of(ETT_ALG_MAC, "hmac-sha2-256"),
			    ett_backends[0]->name);
}

static void one_library_serves_itself(void **state)
{
	const struct ett_backend *b;

	(void)state;
	for (size_t n = 0; (b = built(n)) != NULL; n++)
		assert_ptr_equal(
		    ett_alg_server(b, ETT_ALG_CIPHER, ETT_LIT("aes256-ctr")),
		    b);
	assert_null(
	    ett_alg_server(composed(), ETT_ALG_MAC, ETT_LIT("hmac-none")));
}

static void tells_all_versions(void **state)
{
	const struct ett_backend *b;

	(void)state;
	for (size_t n = 0; (b = built(n)) != NULL; n++) {
		char want[128];

		snprintf(want, sizeof want, "%s %s", b->name, b->version());
		assert_non_null(strstr(composed()->version(), want));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_all_that_one_has),
		cmocka_unit_test(has_every_name_once),
		cmocka_unit_test(each_piece_of_work_goes_to_the_best),
		cmocka_unit_test(one_library_serves_itself),
		cmocka_unit_test(tells_all_versions),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
