/* SPDX-License-Identifier: ISC
 *
 * Every function does the least that keeps the promises of crypto/backend.h
 * on lengths and on agreement between the two ends.
 */
#include "test/null.h"

#include <string.h>

struct toy_hash {
	uint64_t h;
};

static size_t calls_left = SIZE_MAX;
static bool has_failed;

void null_fail_after(size_t calls)
{
	calls_left = calls;
	has_failed = false;
}

bool null_has_failed(void)
{
	return has_failed;
}

/* The result of a call that has nothing to fail of itself. */
static ett_err called(void)
{
	if (calls_left == SIZE_MAX || calls_left-- > 0)
		return ETT_OK;
	calls_left = SIZE_MAX;
	has_failed = true;
	return ETT_CRYPTO;
}

static void nothing_done(void *ctx)
{
	(void)ctx;
}

/* FNV-1a, 64 bits; SplitMix64 stretches it to the length of the digest. */
static ett_err hash_init(void *ctx)
{
	struct toy_hash *x = ctx;

	x->h = UINT64_C(0xcbf29ce484222325);
	return called();
}

static void hash_update(void *ctx, struct ett_bytes in)
{
	struct toy_hash *x = ctx;

	for (size_t i = 0; i < in.n; i++)
		x->h = (x->h ^ in.p[i]) * UINT64_C(0x100000001b3);
}

static ett_err hash_final(struct toy_hash *x, uint8_t *digest, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t z = (x->h += UINT64_C(0x9e3779b97f4a7c15));

		z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
		digest[i] = (uint8_t)(z >> 27);
	}
	return called();
}

static ett_err final20(void *ctx, uint8_t *digest)
{
	return hash_final(ctx, digest, 20);
}

static ett_err final32(void *ctx, uint8_t *digest)
{
	return hash_final(ctx, digest, 32);
}

static ett_err final48(void *ctx, uint8_t *digest)
{
	return hash_final(ctx, digest, 48);
}

static ett_err final64(void *ctx, uint8_t *digest)
{
	return hash_final(ctx, digest, 64);
}

static ett_err mac_init(void *ctx, struct ett_bytes key)
{
	(void)ctx;
	(void)key;
	return called();
}

static void mac_update(void *ctx, struct ett_bytes in)
{
	(void)ctx;
	(void)in;
}

static ett_err tag16(void *ctx, uint8_t *tag)
{
	(void)ctx;
	memset(tag, NULL_TAG, 16);
	return called();
}

static ett_err tag20(void *ctx, uint8_t *tag)
{
	(void)ctx;
	memset(tag, NULL_TAG, 20);
	return called();
}

static ett_err tag32(void *ctx, uint8_t *tag)
{
	(void)ctx;
	memset(tag, NULL_TAG, 32);
	return called();
}

static ett_err tag64(void *ctx, uint8_t *tag)
{
	(void)ctx;
	memset(tag, NULL_TAG, 64);
	return called();
}

static ett_err cipher_init(void *ctx, enum ett_dir dir, const uint8_t *key,
			   const uint8_t *iv)
{
	(void)ctx;
	(void)dir;
	(void)key;
	(void)iv;
	return called();
}

static ett_err cipher_restart(void *ctx, const uint8_t *iv)
{
	(void)ctx;
	(void)iv;
	return called();
}

static ett_err cipher_crypt(void *ctx, uint8_t *data, size_t n)
{
	(void)ctx;
	(void)data;
	(void)n;
	return called();
}

static ett_err aead_init(void *ctx, enum ett_dir dir, const uint8_t *key)
{
	(void)ctx;
	(void)dir;
	(void)key;
	return called();
}

static ett_err aead_seal(void *ctx, const uint8_t *nonce, struct ett_bytes aad,
			 uint8_t *data, size_t n, uint8_t *tag)
{
	(void)nonce;
	(void)aad;
	(void)data;
	(void)n;
	return tag16(ctx, tag);
}

static ett_err aead_open(void *ctx, const uint8_t *nonce, struct ett_bytes aad,
			 uint8_t *data, size_t n, const uint8_t *tag)
{
	(void)ctx;
	(void)nonce;
	(void)aad;
	(void)data;
	(void)n;
	(void)tag;
	return called();
}

static ett_err dh_derive(const uint8_t *secret, uint8_t *pub)
{
	memcpy(pub, secret, 32);
	return called();
}

static ett_err dh_agree(const uint8_t *secret, struct ett_bytes peer_pub,
			uint8_t *shared)
{
	for (size_t i = 0; i < 32; i++)
		shared[i] = secret[i] ^ peer_pub.p[i];
	return called();
}

static ett_err modexp_pow(struct ett_bytes base, struct ett_bytes exp,
			  struct ett_bytes m, uint8_t *out)
{
	(void)base;
	(void)exp;
	memset(out, 0, m.n);
	out[m.n - 1] = 3;
	return called();
}

static ett_err sig_sign(const struct ett_key_nums *key, struct ett_bytes msg,
			struct ett_rng rng, uint8_t *sig, size_t *len)
{
	(void)key;
	(void)msg;
	(void)rng;
	memset(sig, NULL_TAG, 32);
	memset(sig + 32, 0, 32);
	*len = 64;
	return called();
}

static ett_err sig_verify(const struct ett_key_nums *key, struct ett_bytes msg,
			  struct ett_bytes sig)
{
	(void)key;
	(void)msg;
	for (size_t i = 0; i < sig.n; i++)
		if (sig.p[i] != (i < 32 ? NULL_TAG : 0))
			return ETT_SIG;
	return sig.n == 64 ? called() : ETT_SIG;
}

/* The top byte is kept low, so that the public key is canonical. */
static ett_err sig_generate(unsigned bits, struct ett_rng rng,
			    struct ett_key_mem *out)
{
	ett_err e = rng.fill(rng.ctx, out->mem, 32);

	(void)bits;
	if (e != ETT_OK)
		return e;
	out->mem[31] &= 0x3f;
	memcpy(out->mem + 32, out->mem, 32);
	out->used = 64;
	out->nums.pub[0] = (struct ett_bytes){ out->mem + 32, 32 };
	out->nums.sec[0] = (struct ett_bytes){ out->mem, 32 };
	return ETT_OK;
}

/* clang-format off */
#define HASH(id, name, len) static const struct ett_hash id = {         \
	name, sizeof(struct toy_hash), len,                             \
	hash_init, hash_update, final##len, nothing_done }
HASH(sha1, "sha1", 20);
HASH(sha256, "sha256", 32);
HASH(sha384, "sha384", 48);
HASH(sha512, "sha512", 64);

#define MAC(id, name, key, n) static const struct ett_mac id = {      \
	name, 8, key, n, mac_init, mac_update, tag##n, nothing_done,  \
	0, NULL }
MAC(hmac_sha1, "hmac-sha1", 20, 20);
MAC(hmac_sha256, "hmac-sha256", 32, 32);
MAC(hmac_sha512, "hmac-sha512", 64, 64);
MAC(poly1305, "poly1305", 32, 16);

#define CIPHER(id, name, key, iv, block)                                \
	static const struct ett_cipher id = { name, 8, key, iv, block,  \
	cipher_init, cipher_restart, cipher_crypt, nothing_done }
CIPHER(aes128_ctr, "aes128-ctr", 16, 16, 1);
CIPHER(aes192_ctr, "aes192-ctr", 24, 16, 1);
CIPHER(aes256_ctr, "aes256-ctr", 32, 16, 1);
CIPHER(chacha20, "chacha20", 32, 16, 1);

#define AEAD(id, name, key) static const struct ett_aead id = {         \
	name, 8, key, 12, 16,                                           \
	aead_init, aead_seal, aead_open, nothing_done }
AEAD(aes128_gcm, "aes128-gcm", 16);
AEAD(aes256_gcm, "aes256-gcm", 32);
/* clang-format on */

static const struct ett_dh x25519 = {
	.name = "x25519",
	.secret_len = 32,
	.public_len = 32,
	.shared_len = 32,
	.derive = dh_derive,
	.agree = dh_agree,
};
static const struct ett_modexp modexp = { "modexp", modexp_pow };
static const struct ett_sig ed25519 = {
	.name = "ed25519",
	.sig_max_len = 64,
	.repeatable = true,
	.sign = sig_sign,
	.verify = sig_verify,
	.generate = sig_generate,
};

static const struct ett_hash *const hashes[] = { &sha1, &sha256, &sha384,
						 &sha512, NULL };
static const struct ett_mac *const macs[] = { &hmac_sha1, &hmac_sha256,
					      &hmac_sha512, &poly1305, NULL };
static const struct ett_cipher *const ciphers[] = { &aes128_ctr, &aes192_ctr,
						    &aes256_ctr, &chacha20,
						    NULL };
static const struct ett_aead *const aeads[] = { &aes128_gcm, &aes256_gcm,
						NULL };
static const struct ett_dh *const dhs[] = { &x25519, NULL };
static const struct ett_sig *const sigs[] = { &ed25519, NULL };
static const struct ett_prng *const prngs[] = { NULL };

static const char *version(void)
{
	return "toy";
}

static ett_err start(void)
{
	return ETT_OK;
}

static const struct ett_backend null = {
	.name = "null",
	.version = version,
	.start = start,
	.hashes = hashes,
	.macs = macs,
	.ciphers = ciphers,
	.aeads = aeads,
	.dhs = dhs,
	.modexp = &modexp,
	.sigs = sigs,
	.prngs = prngs,
};

const struct ett_backend *null_backend(void)
{
	return &null;
}

struct ett_backend null_mixed(const struct ett_backend *real)
{
	struct ett_backend b = null;

	b.name = "mixed";
	b.hashes = real->hashes;
	b.dhs = real->dhs;
	b.modexp = real->modexp;
	b.sigs = real->sigs;
	return b;
}
