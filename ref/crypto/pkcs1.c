/* SPDX-License-Identifier: ISC
 *
 * The block that a signature stands for is built, never parsed.
 */
#include "crypto/pkcs1.h"

#include <string.h>

#include "crypto/blob.h"
#include "crypto/kdf.h"

enum { INFO_MAX = 19, FILL_MIN = 8 };

/* RFC 8017 section 9.2, note 1: DigestInfo up to the digest. */
/* clang-format off */
static const struct info {
	const char *hash;
	size_t n;
	uint8_t der[INFO_MAX];
} infos[] = {
	{ "sha1", 15,
	  { 0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a,
	    0x05, 0x00, 0x04, 0x14 } },
	{ "sha256", 19,
	  { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65,
	    0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 } },
	{ "sha512", 19,
	  { 0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65,
	    0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40 } },
};
/* clang-format on */

static const struct info *info_of(const char *hash)
{
	for (size_t i = 0; i < sizeof infos / sizeof infos[0]; i++)
		if (strcmp(infos[i].hash, hash) == 0)
			return &infos[i];
	return NULL;
}

/* EM = 0x00 || 0x01 || PS || 0x00 || T, n bytes of it. */
static ett_err encode(const struct info *info, const struct ett_hash *h,
		      struct ett_bytes msg, uint8_t *em, size_t n)
{
	size_t t_len = info->n + h->digest_len;
	uint8_t *t = em + n - t_len;

	if (n < 3 + FILL_MIN + t_len)
		return ETT_SIG;
	memset(em, 0xff, n);
	em[0] = 0;
	em[1] = 1;
	t[-1] = 0;
	memcpy(t, info->der, info->n);
	return ett_digest(h, msg, t + info->n);
}

ett_err ett_pkcs1_verify(const struct ett_backend *b, const char *hash,
			 const struct ett_key_nums *key, struct ett_bytes msg,
			 struct ett_bytes sig)
{
	const struct ett_hash *h = ett_find_hash(b, hash);
	const struct info *info = info_of(hash);
	struct ett_bytes n = key->pub[0], e = key->pub[1];
	uint8_t want[ETT_SIG_RAW_MAX], got[ETT_SIG_RAW_MAX];
	ett_err err;

	if (h == NULL || info == NULL || b->modexp == NULL)
		return ETT_NOKEY;
	if (n.n > sizeof want)
		return ETT_ARG;
	err = encode(info, h, msg, want, n.n);
	if (err == ETT_OK)
		err = b->modexp->pow(sig, e, n, got);
	if (err == ETT_OK && !ett_same(want, got, n.n))
		err = ETT_SIG;
	return err;
}
