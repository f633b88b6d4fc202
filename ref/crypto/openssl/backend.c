/* SPDX-License-Identifier: ISC
 *
 * The library context: the default provider, and the legacy provider when it
 * is first wanted and where it is installed.  Both are loaded here by name,
 * because loading any provider into a fresh context ends the implicit default,
 * and the library's configuration file is not read: what ett offers must not
 * depend on it.
 */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/provider.h>

#include "crypto/openssl/openssl.h"

static OSSL_LIB_CTX *lib;
static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;
static CRYPTO_ONCE once_more = CRYPTO_ONCE_STATIC_INIT;
static ett_err started = ETT_CRYPTO;
static bool has_legacy;

OSSL_LIB_CTX *ett_openssl_lib(void)
{
	return lib;
}

ett_err ett_openssl_failed(void)
{
	ett_err e = ETT_CRYPTO;
	unsigned long code;

	while ((code = ERR_get_error()) != 0)
		if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
			e = ETT_NOMEM;
	return e;
}

ett_err ett_openssl_absent(void)
{
	bool unsupported =
	    ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_UNSUPPORTED;
	ett_err e = ett_openssl_failed();

	return unsupported && e != ETT_NOMEM ? ETT_OK : e;
}

static ett_err fetch_all(void)
{
	ett_err e = ett_openssl_fetch_hashes(lib);

	if (e == ETT_OK)
		e = ett_openssl_fetch_macs(lib);
	if (e == ETT_OK)
		e = ett_openssl_fetch_ciphers(lib, false);
	if (e == ETT_OK)
		e = ett_openssl_fetch_aeads(lib);
	if (e == ETT_OK)
		e = ett_openssl_fetch_dhs(lib);
	return e;
}

static void start_once(void)
{
	if (!OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) ||
	    (lib = OSSL_LIB_CTX_new()) == NULL ||
	    OSSL_PROVIDER_load(lib, "default") == NULL) {
		started = ett_openssl_failed();
		return;
	}
	started = fetch_all();
}

static ett_err start(void)
{
	if (!CRYPTO_THREAD_run_once(&once, start_once))
		return ETT_CRYPTO;
	return started;
}

static void load_legacy(void)
{
	has_legacy = started == ETT_OK &&
		     OSSL_PROVIDER_load(lib, "legacy") != NULL &&
		     ett_openssl_fetch_ciphers(lib, true) == ETT_OK;
	if (!has_legacy)
		ERR_clear_error();
}

static bool more(void)
{
	return CRYPTO_THREAD_run_once(&once_more, load_legacy) && has_legacy;
}

static const char *version(void)
{
	return OpenSSL_version(OPENSSL_FULL_VERSION_STRING);
}

extern const struct ett_backend ett_backend_openssl;
const struct ett_backend ett_backend_openssl = {
	.name = "openssl",
	.version = version,
	.start = start,
	.more = more,
	.hashes = ett_openssl_hashes,
	.macs = ett_openssl_macs,
	.ciphers = ett_openssl_ciphers,
	.aeads = ett_openssl_aeads,
	.dhs = ett_openssl_dhs,
	.modexp = &ett_openssl_modexp,
	.sigs = ett_openssl_sigs,
	.prngs = ett_openssl_prngs,
};
