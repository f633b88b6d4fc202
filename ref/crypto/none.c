/* SPDX-License-Identifier: ISC
 *
 * Cipher and MAC "none", RFC 4253 sections 6.3 and 6.4: what is sent is what
 * was to be sent, and its tag has no bytes.  They protect nothing, and are
 * here for tests of what lies above them; who may agree on them is decided
 * there (allow_none).
 */
#include "crypto/backend.h"

static ett_err init_cipher(void *ctx, enum ett_dir dir, const uint8_t *key,
			   const uint8_t *iv)
{
	(void)ctx;
	(void)dir;
	(void)key;
	(void)iv;
	return ETT_OK;
}

static ett_err restart(void *ctx, const uint8_t *iv)
{
	(void)ctx;
	(void)iv;
	return ETT_OK;
}

static ett_err crypt(void *ctx, uint8_t *data, size_t n)
{
	(void)ctx;
	(void)data;
	(void)n;
	return ETT_OK;
}

static void done(void *ctx)
{
	(void)ctx;
}

static const struct ett_cipher none_cipher = {
	.name = "none",
	.ctx_size = 1,
	.block_len = 1,
	.init = init_cipher,
	.restart = restart,
	.crypt = crypt,
	.done = done,
};

static ett_err init_mac(void *ctx, struct ett_bytes key)
{
	(void)ctx;
	(void)key;
	return ETT_OK;
}

static void update(void *ctx, struct ett_bytes in)
{
	(void)ctx;
	(void)in;
}

static ett_err final(void *ctx, uint8_t *tag)
{
	(void)ctx;
	(void)tag;
	return ETT_OK;
}

static const struct ett_mac none_mac = {
	.name = "none",
	.ctx_size = 1,
	.init = init_mac,
	.update = update,
	.final = final,
	.done = done,
};

static const char *version(void)
{
	return ETT_RELEASE;
}

static ett_err start(void)
{
	return ETT_OK;
}

static const struct ett_hash *const hashes[] = { NULL };
static const struct ett_mac *const macs[] = { &none_mac, NULL };
static const struct ett_cipher *const ciphers[] = { &none_cipher, NULL };
static const struct ett_aead *const aeads[] = { NULL };
static const struct ett_dh *const dhs[] = { NULL };
static const struct ett_sig *const sigs[] = { NULL };
static const struct ett_prng *const prngs[] = { NULL };

const struct ett_backend ett_core = {
	.name = "core",
	.version = version,
	.start = start,
	.hashes = hashes,
	.macs = macs,
	.ciphers = ciphers,
	.aeads = aeads,
	.dhs = dhs,
	.sigs = sigs,
	.prngs = prngs,
};
