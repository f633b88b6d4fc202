/* SPDX-License-Identifier: ISC
 *
 * What only this library can get wrong: its configuration file, its legacy
 * provider, and running out of memory at any point inside it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "crypto/check.h"
#include "crypto/kdf.h"
#include "crypto/seal.h"

/* The library's allocations so far, and the one that fails; 0: none. */
static unsigned long allocations, fails_at;

static bool may_allocate(void)
{
	return ++allocations != fails_at;
}

static void *allocate(size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return may_allocate() ? malloc(n) : NULL;
}

static void *reallocate(void *p, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return may_allocate() ? realloc(p, n) : NULL;
}

static void release(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	free(p);
}

static const struct ett_backend *backend(void)
{
	const struct ett_backend *b = ett_backend("openssl");

	assert_non_null(b);
	return b;
}

/* Something that the library does, told in at most so many bytes. */
enum { ANSWER = 160 };
typedef ett_err operation(uint8_t *answer);

static ett_err digest(uint8_t *answer)
{
	return ett_digest(ett_find_hash(backend(), "sha512"), ETT_LIT("abc"),
			  answer);
}

static ett_err key_agreement(const char *curve, uint8_t *answer)
{
	static const uint8_t secret[66] = { 0, 1, 2, 3 };
	const struct ett_dh *d = ett_find_dh(backend(), curve);
	uint8_t pub[133];
	ett_err e = ett_ecdh_public(d, secret, pub);

	if (e == ETT_OK)
		e = ett_ecdh_shared(d, secret,
				    (struct ett_bytes){ pub, d->public_len },
				    answer);
	return e;
}

static ett_err x25519(uint8_t *answer)
{
	return key_agreement("x25519", answer);
}

static ett_err p256(uint8_t *answer)
{
	return key_agreement("p256", answer);
}

static ett_err p521(uint8_t *answer)
{
	return key_agreement("p521", answer);
}

static ett_err modp(uint8_t *answer)
{
	return ett_modp_public(
	    backend()->modexp, ett_modp_prime("modp1024"), ETT_LIT("\2"),
	    ETT_LIT("an exponent of more than one word"), answer);
}

/* Two packets, so that the way back to the keyed state is part of it. */
static ett_err packets(const char *cipher, const char *mac, uint8_t *answer)
{
	static const uint8_t bytes[64] = { 4, 2 };
	const struct ett_cipher_alg *c = ett_cipher_alg(ett_str(cipher));
	const struct ett_mac_alg *m = ett_mac_alg(ett_str(mac));
	const struct ett_seal_lens n = ett_sealer_key_lens(c, m);
	const struct ett_seal_keys keys = { { bytes, n.key },
					    { bytes, n.iv },
					    { bytes, n.mac_key } };
	struct ett_sealer *x = calloc(1, ett_sealer_size());
	ett_err e;

	assert_non_null(x);
	memset(answer, 0, ANSWER);
	e = ett_sealer_init(x, backend(), c, m, ETT_OUT, &keys);
	for (uint32_t seq = 0; seq < 2 && e == ETT_OK; seq++)
		e = ett_seal(x, seq, answer,
			     ett_sealer_skip(x) + 2 * ett_sealer_block(x));
	ett_sealer_done(x);
	free(x);
	return e;
}

static ett_err etm(uint8_t *answer)
{
	return packets("aes256-ctr", "hmac-sha2-512-etm@openssh.com", answer);
}

/* Counter mode that is ours. */
static ett_err des3_ctr(uint8_t *answer)
{
	return packets("3des-ctr", "hmac-ripemd160", answer);
}

static ett_err gcm(uint8_t *answer)
{
	return packets("aes128-gcm@openssh.com", NULL, answer);
}

static ett_err chachapoly(uint8_t *answer)
{
	return packets("chacha20-poly1305@openssh.com", NULL, answer);
}

/* Right, or an error that says so; and right again as soon as there is
 * memory. */
static void survives(operation *o)
{
	uint8_t want[ANSWER] = { 0 }, got[ANSWER] = { 0 };
	unsigned long n = 0;
	bool failed = true;

	assert_int_equal(o(want), ETT_OK);
	while (failed) {
		ett_err e;

		fails_at = allocations + ++n;
		e = o(got);
		failed = allocations >= fails_at;
		fails_at = 0;
		if (e == ETT_OK)
			assert_memory_equal(got, want, sizeof want);
		else
			assert_true(failed &&
				    (e == ETT_NOMEM || e == ETT_CRYPTO));
		assert_int_equal(o(got), ETT_OK);
		assert_memory_equal(got, want, sizeof want);
	}
	assert_true(n > 1);
}

static void every_failed_allocation_is_an_error(void **state)
{
	static operation *const all[] = { digest, x25519,     p256,
					  p521,   modp,       etm,
					  gcm,    chachapoly, des3_ctr };

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		survives(all[i]);
}

static bool listed_hashes_work(const struct ett_backend *b)
{
	uint8_t out[ETT_DIGEST_MAX];

	for (size_t i = 0; b->hashes[i] != NULL; i++)
		if (ett_digest(b->hashes[i], ETT_LIT("abc"), out) != ETT_OK)
			return false;
	return true;
}

enum { RIGHT, WRONG, UNTOUCHED };

/* Exits with one of them: did the failure come, and what came of it? */
static void start_short_of_memory(unsigned long n)
{
	const struct ett_backend *b;
	unsigned long first = allocations;

	fails_at = first + n;
	b = ett_backend("openssl");
	if (b != NULL && !listed_hashes_work(b))
		_exit(WRONG);
	_exit(allocations < fails_at ? UNTOUCHED : RIGHT);
}

/* A process starts the backend once, so each try is a process. */
static int try_start(unsigned long n)
{
	pid_t pid = fork();
	int status = 0;

	assert_true(pid >= 0);
	if (pid == 0)
		start_short_of_memory(n);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status))
		fail_msg("allocation %lu: signal %d", n, WTERMSIG(status));
	return WEXITSTATUS(status);
}

/* Every allocation at first, then in growing steps up to the last. */
static void starting_short_of_memory_ends_well(void **state)
{
	int end = RIGHT;

	(void)state;
	for (unsigned long n = 1; end == RIGHT; n += 1 + n / 8)
		end = try_start(n);
	assert_int_equal(end, UNTOUCHED);
}

static void aeads_seal_without_allocating(void **state)
{
	static const char *const names[] = { "aes128-gcm@openssh.com",
					     "chacha20-poly1305@openssh.com" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		uint8_t key[64] = { 1 }, packet[64] = { 0 };
		const struct ett_cipher_alg *c =
		    ett_cipher_alg(ett_str(names[i]));
		const struct ett_seal_keys keys = { .key = { key, c->key_len },
						    .iv = { key, c->iv_len } };
		struct ett_sealer *x = calloc(1, ett_sealer_size());
		unsigned long before;

		assert_non_null(x);
		assert_int_equal(
		    ett_sealer_init(x, backend(), c, NULL, ETT_OUT, &keys),
		    ETT_OK);
		assert_int_equal(ett_seal(x, 0, packet, 36), ETT_OK);
		before = allocations;
		for (uint32_t seq = 1; seq < 100; seq++)
			assert_int_equal(ett_seal(x, seq, packet, 36), ETT_OK);
		assert_int_equal(allocations, before);
		ett_sealer_done(x);
		free(x);
	}
}

/* That file asks for a provider that there is not: whoever reads it finds
 * nothing any more. */
static void configuration_file_is_not_read(void **state)
{
	static const char text[] = "openssl_conf = all\n"
				   "[all]\nalg_section = evp\n"
				   "[evp]\ndefault_properties = "
				   "provider=none\n";
	char path[] = "/tmp/ett-test-XXXXXX";
	int fd = mkstemp(path);
	EVP_MD *md;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
	assert_int_equal(close(fd), 0);
	assert_int_equal(setenv("OPENSSL_CONF", path, 1), 0);
	assert_non_null(backend());
	md = EVP_MD_fetch(NULL, "SHA2-256", NULL);
	assert_int_equal(unlink(path), 0);
	assert_non_null(md);
	EVP_MD_free(md);
}

static bool listed(const char *name)
{
	const struct ett_backend *b = backend();

	for (size_t i = 0; b->ciphers[i] != NULL; i++)
		if (strcmp(b->ciphers[i]->name, name) == 0)
			return true;
	return false;
}

static void legacy_provider_is_loaded_when_first_wanted(void **state)
{
	(void)state;
	assert_false(listed("blowfish-cbc"));
	assert_non_null(ett_find_cipher(backend(), "aes128-ctr"));
	assert_false(listed("blowfish-cbc"));
	if (ett_find_cipher(backend(), "blowfish-cbc") == NULL) {
		print_message("# there is no legacy provider\n");
		return;
	}
	assert_true(listed("blowfish-cbc"));
	assert_true(listed("cast128-ctr"));
	assert_true(listed("rc4-256"));
	assert_true(listed("aes128-ctr"));
}

/* In a process of its own: what was loaded stays so. */
static void without_the_legacy_provider_the_rest_works(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		bool soft = setenv("OPENSSL_MODULES", "/nonexistent", 1) == 0 &&
			    !ett_find_cipher(backend(), "cast128-cbc") &&
			    !ett_find_cipher(backend(), "rc4-128") &&
			    ett_find_cipher(backend(), "3des-ctr") &&
			    ett_find_cipher(backend(), "camellia256-cbc");

		_exit(soft ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starting_short_of_memory_ends_well),
		cmocka_unit_test(configuration_file_is_not_read),
		cmocka_unit_test(without_the_legacy_provider_the_rest_works),
		cmocka_unit_test(legacy_provider_is_loaded_when_first_wanted),
		cmocka_unit_test(aeads_seal_without_allocating),
		cmocka_unit_test(every_failed_allocation_is_an_error),
	};

	if (!CRYPTO_set_mem_functions(allocate, reallocate, release))
		return 1;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
