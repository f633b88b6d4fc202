/* SPDX-License-Identifier: ISC
 *
 * MACs.  A failure is kept, and told by final.  HMAC goes back to its keyed
 * state behind each tag, for which the library takes memory and gives it back;
 * the key of Poly1305 serves one message.
 */
#include <gcrypt.h>

#include "crypto/gcrypt/gcrypt.h"

struct ctx {
	gcry_mac_hd_t mac;
	size_t len;
	bool good; /* keyed, and nothing failed since */
};

static ett_err init(struct ctx *c, int which, struct ett_bytes key)
{
	gcry_error_t bad = 0;

	if (c->mac == NULL)
		bad = gcry_mac_open(&c->mac, which, 0, NULL);
	if (bad == 0)
		bad = gcry_mac_setkey(c->mac, key.p, key.n);
	c->good = bad == 0;
	c->len = gcry_mac_get_algo_maclen(which);
	return bad == 0 ? ETT_OK : ett_gcrypt_failed(bad);
}

static ett_err init_md5(void *ctx, struct ett_bytes key)
{
	return init(ctx, GCRY_MAC_HMAC_MD5, key);
}

static ett_err init_sha1(void *ctx, struct ett_bytes key)
{
	return init(ctx, GCRY_MAC_HMAC_SHA1, key);
}

static ett_err init_sha256(void *ctx, struct ett_bytes key)
{
	return init(ctx, GCRY_MAC_HMAC_SHA256, key);
}

static ett_err init_sha512(void *ctx, struct ett_bytes key)
{
	return init(ctx, GCRY_MAC_HMAC_SHA512, key);
}

static ett_err init_ripemd160(void *ctx, struct ett_bytes key)
{
	return init(ctx, GCRY_MAC_HMAC_RMD160, key);
}

static ett_err init_poly1305(void *ctx, struct ett_bytes key)
{
	return key.n == 32 ? init(ctx, GCRY_MAC_POLY1305, key) : ETT_ARG;
}

static void update(void *ctx, struct ett_bytes in)
{
	struct ctx *c = ctx;

	if (c->good && in.n > 0)
		c->good = gcry_mac_write(c->mac, in.p, in.n) == 0;
}

static ett_err final_once(void *ctx, uint8_t *tag)
{
	struct ctx *c = ctx;
	size_t n = c->len;
	bool good = c->good && gcry_mac_read(c->mac, tag, &n) == 0;

	c->good = false;
	return good ? ETT_OK : ETT_CRYPTO;
}

static ett_err final_hmac(void *ctx, uint8_t *tag)
{
	struct ctx *c = ctx;
	ett_err e = final_once(ctx, tag);

	if (e != ETT_OK)
		return e;
	c->good = gcry_mac_reset(c->mac) == 0;
	return c->good ? ETT_OK : ETT_CRYPTO;
}

static void done(void *ctx)
{
	struct ctx *c = ctx;

	gcry_mac_close(c->mac);
	*c = (struct ctx){ 0 };
}

/* clang-format off */
#define MAC(name, key, tag, init, final) \
	{ name, sizeof(struct ctx), key, tag, init, update, final, done, 0, NULL }

static const struct {
	int which;
	struct ett_mac mac;
} rows[] = {
	{ GCRY_MAC_HMAC_MD5,
	  MAC("hmac-md5",       16, 16, init_md5,       final_hmac) },
	{ GCRY_MAC_HMAC_SHA1,
	  MAC("hmac-sha1",      20, 20, init_sha1,      final_hmac) },
	{ GCRY_MAC_HMAC_SHA256,
	  MAC("hmac-sha256",    32, 32, init_sha256,    final_hmac) },
	{ GCRY_MAC_HMAC_SHA512,
	  MAC("hmac-sha512",    64, 64, init_sha512,    final_hmac) },
	{ GCRY_MAC_HMAC_RMD160,
	  MAC("hmac-ripemd160", 20, 20, init_ripemd160, final_hmac) },
	{ GCRY_MAC_POLY1305,
	  MAC("poly1305",       32, 16, init_poly1305,  final_once) },
};
/* clang-format on */

enum { N = sizeof rows / sizeof rows[0] };
const struct ett_mac *ett_gcrypt_macs[N + 1];

void ett_gcrypt_list_macs(void)
{
	size_t n = 0;

	for (size_t i = 0; i < N; i++)
		if (gcry_mac_test_algo(rows[i].which) == 0)
			ett_gcrypt_macs[n++] = &rows[i].mac;
}
