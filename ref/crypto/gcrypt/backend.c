/* SPDX-License-Identifier: ISC
 *
 * libgcrypt.  Invariant: the library is set up before anything else asks it.
 *
 * Numbers that are secret live in its secure memory, as only there its
 * arithmetic takes care not to depend on their values.  That memory is one
 * pool, locked against swapping where the system allows so much; where it does
 * not, it is what the memory of the other libraries is.  Of ordinary memory
 * the library cannot report that there is none: it ends the process.
 */
#include <gcrypt.h>

#include "crypto/gcrypt/gcrypt.h"
#include "crypto/gcrypt/number.h"

ett_err ett_gcrypt_failed(unsigned code)
{
	return gcry_err_code(code) == GPG_ERR_ENOMEM ? ETT_NOMEM : ETT_CRYPTO;
}

/* LeakSanitizer's, if it is there: it looks for pointers in no other mapped
 * memory, and the library's generator keeps one in the pool. */
/* NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
extern void __lsan_register_root_region(const void *p, size_t n)
    __attribute__((weak));

static void show_pool(void)
{
	size_t n = ETT_GCRYPT_POOL / 2;
	void *p = gcry_malloc_secure(n);

	if (p != NULL && __lsan_register_root_region != NULL)
		__lsan_register_root_region(p, n);
	gcry_free(p);
}

/* A program that uses the library besides us may have set it up. */
static ett_err set_up(void)
{
	if (gcry_check_version(GCRYPT_VERSION) == NULL)
		return ETT_CRYPTO;
	if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P))
		return ETT_OK;
	if (gcry_control(GCRYCTL_DISABLE_SECMEM_WARN) != 0 ||
	    gcry_control(GCRYCTL_DISABLE_PRIV_DROP) != 0)
		return ETT_CRYPTO;
	/* It tells here, by an error, that the pool is not locked. */
	(void)gcry_control(GCRYCTL_INIT_SECMEM, ETT_GCRYPT_POOL);
	if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED) != 0)
		return ETT_CRYPTO;
	show_pool();
	return ETT_OK;
}

static ett_err start(void)
{
	static ett_err answer = ETT_CRYPTO;
	static bool asked;

	if (asked)
		return answer;
	asked = true;
	answer = set_up();
	if (answer != ETT_OK)
		return answer;
	ett_gcrypt_list_hashes();
	ett_gcrypt_list_macs();
	ett_gcrypt_list_ciphers();
	ett_gcrypt_list_aeads();
	ett_gcrypt_list_dhs();
	ett_gcrypt_list_sigs();
	return answer;
}

static const char *version(void)
{
	return gcry_check_version(NULL);
}

const struct ett_backend ett_backend_gcrypt = {
	.name = "gcrypt",
	.version = version,
	.start = start,
	.hashes = ett_gcrypt_hashes,
	.macs = ett_gcrypt_macs,
	.ciphers = ett_gcrypt_ciphers,
	.aeads = ett_gcrypt_aeads,
	.dhs = ett_gcrypt_dhs,
	.modexp = &ett_gcrypt_modexp,
	.sigs = ett_gcrypt_sigs,
	.prngs = ett_gcrypt_prngs,
};
