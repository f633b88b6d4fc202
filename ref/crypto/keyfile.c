/* SPDX-License-Identifier: ISC
 *
 * Private keys in openssh-key-v1: an outer part that anybody can read, and a
 * secret part, padded, that a passphrase may encrypt.  Copies of the secret
 * part live in buffers that are wiped when they are freed.
 */
#include <stdalign.h>
#include <stddef.h>
#include <string.h>

#include "crypto/base64.h"
#include "crypto/blob.h"
#include "crypto/check.h"
#include "crypto/keyfile_impl.h"

/* A file may ask for more work than ours do, but not for ever. */
enum { TEXT_MAX = 65536, ROUNDS_MAX = 65536, KEY_MAX = 32, IV_MAX = 16 };
enum { PADDING_MAX = 16 };

const struct ett_bytes ett_keyfile_magic = { (const uint8_t *)"openssh-key-v1",
					     sizeof "openssh-key-v1" };

struct outer {
	struct ett_bytes cipher, kdf, options, blob, secret;
};

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool take_prefix(struct ett_bytes *text, const char *prefix)
{
	struct ett_bytes p = ett_str(prefix);

	if (text->n < p.n || memcmp(text->p, p.p, p.n) != 0)
		return false;
	text->p += p.n;
	text->n -= p.n;
	return true;
}

/* The bytes inside the armor; out is as large as text. */
static ett_err unarmor(struct ett_bytes text, struct ett_buf *out)
{
	struct ett_buf digits = { 0 };
	size_t n = 0, room, out_room;
	uint8_t *to, *bin = ett_buf_room(out, &out_room);
	ett_err e;

	while (text.n > 0 && is_space(text.p[0])) {
		text.p++;
		text.n--;
	}
	if (!take_prefix(&text, ETT_KEYFILE_HEAD))
		return ETT_FORMAT;
	e = ett_buf_new(&digits, text.n);
	if (e != ETT_OK)
		return e;

	to = ett_buf_room(&digits, &room);
	for (; text.n > 0 && text.p[0] != '-'; text.p++, text.n--)
		if (!is_space(text.p[0]))
			to[n++] = text.p[0];
	e = take_prefix(&text, ETT_KEYFILE_FOOT) ? ETT_OK : ETT_FORMAT;
	if (e == ETT_OK)
		e = ett_base64_decode((struct ett_bytes){ to, n }, bin,
				      out_room, &n);
	if (e == ETT_OK)
		ett_buf_fill(out, n);
	ett_buf_free(&digits);
	return e;
}

static ett_err read_outer(struct ett_bytes bin, struct outer *o)
{
	struct ett_rd r = ett_rd(bin);
	uint32_t keys;

	if (!ett_bytes_eq(ett_rd_raw(&r, ett_keyfile_magic.n),
			  ett_keyfile_magic))
		return ETT_FORMAT;
	o->cipher = ett_rd_str(&r);
	o->kdf = ett_rd_str(&r);
	o->options = ett_rd_str(&r);
	keys = ett_rd_u32(&r);
	o->blob = ett_rd_str(&r);
	o->secret = ett_rd_str(&r);
	if (r.err == ETT_OK && keys != 1)
		return ETT_FORMAT;
	return ett_rd_end(&r);
}

/* 1, 2, 3, ... to the end of a block; PuTTY fills one of 16 bytes even where
 * OpenSSH's has 8. */
static ett_err check_padding(struct ett_bytes pad)
{
	if (pad.n > PADDING_MAX)
		return ETT_TRAILING;
	for (size_t i = 0; i < pad.n; i++)
		if (pad.p[i] != i + 1)
			return ETT_FORMAT;
	return ETT_OK;
}

/* The secret part in clear; one key and its comment. */
static ett_err read_secret(struct ett_bytes blob, struct ett_bytes secret,
			   struct ett_key **out)
{
	struct ett_rd r = ett_rd(secret);
	struct ett_key_nums nums = { 0 };
	const struct ett_key_kind *kind = NULL;
	struct ett_bytes fields, comment;
	ett_err e;

	e = ett_blob_read(blob, &kind, &nums);
	if (e != ETT_OK)
		return e;
	ett_rd_u32(&r);
	ett_rd_u32(&r);
	if (!ett_bytes_is(ett_rd_str(&r), kind->type))
		return r.err != ETT_OK ? r.err : ETT_FORMAT;

	fields.p = r.p;
	ett_secret_read(&r, kind, &nums);
	fields.n = (size_t)(r.p - fields.p);
	comment = ett_rd_str(&r);
	if (r.err != ETT_OK)
		return r.err;
	e = check_padding(ett_rd_rest(&r));
	if (e != ETT_OK)
		return e;
	return ett_key_new(blob, fields, comment, out);
}

/* Two equal integers begin the secret part, unless the passphrase is wrong. */
static bool opens(struct ett_bytes secret)
{
	return secret.n >= 8 && ett_same(secret.p, secret.p + 4, 4);
}

static ett_err read_plain(const struct outer *o, struct ett_key **out)
{
	if (!ett_bytes_is(o->kdf, "none") || o->options.n != 0 ||
	    o->secret.n % ETT_KEYFILE_BLOCK != 0 || !opens(o->secret))
		return ETT_FORMAT;
	return read_secret(o->blob, o->secret, out);
}

static ett_err read_kdf(struct ett_bytes options, struct ett_keyfile_kdf *kdf)
{
	struct ett_rd r = ett_rd(options);
	ett_err e;

	kdf->salt = ett_rd_str(&r);
	kdf->rounds = ett_rd_u32(&r);
	e = ett_rd_end(&r);
	if (e == ETT_OK && (kdf->salt.n == 0 || kdf->rounds == 0))
		e = ETT_FORMAT;
	if (e == ETT_OK && kdf->rounds > ROUNDS_MAX)
		e = ETT_TOO_BIG;
	return e;
}

ett_err ett_keyfile_crypt(const struct ett_backend *b,
			  const struct ett_cipher_alg *alg, enum ett_dir dir,
			  const struct ett_keyfile_kdf *kdf, uint8_t *data,
			  size_t n)
{
	const struct ett_cipher *c = ett_find_cipher(b, alg->primitive);
	alignas(max_align_t) uint8_t ctx[ETT_CTX_MAX] = { 0 };
	uint8_t key[KEY_MAX + IV_MAX];
	ett_err e;

	if (c == NULL || alg->key_len > KEY_MAX || alg->iv_len > IV_MAX)
		return ETT_NOKEY;
	e = ett_bcrypt_pbkdf(b, ett_str(kdf->passphrase), kdf->salt,
			     kdf->rounds, key, alg->key_len + alg->iv_len);
	if (e == ETT_OK)
		e = c->init(ctx, dir, key, key + alg->key_len);
	if (e == ETT_OK)
		e = c->crypt(ctx, data, n);
	c->done(ctx);
	ett_wipe(key, sizeof key);
	return e;
}

static ett_err decrypt(const struct ett_backend *b, const struct outer *o,
		       const struct ett_cipher_alg *alg,
		       const struct ett_keyfile_kdf *kdf, struct ett_key **out)
{
	struct ett_buf secret = { 0 };
	size_t n = o->secret.n, room;
	ett_err e = ett_buf_new(&secret, n);
	uint8_t *p;

	if (e != ETT_OK)
		return e;
	p = ett_buf_room(&secret, &room);
	if (n > 0)
		memcpy(p, o->secret.p, n);
	e = ett_keyfile_crypt(b, alg, ETT_IN, kdf, p, n);
	ett_buf_fill(&secret, n);
	if (e == ETT_OK && !opens(ett_buf_view(&secret)))
		e = ETT_PASSPHRASE;
	if (e == ETT_OK)
		e = read_secret(o->blob, ett_buf_view(&secret), out);
	ett_buf_free(&secret);
	return e;
}

static ett_err read_encrypted(const struct ett_backend *b,
			      const struct outer *o, const char *passphrase,
			      struct ett_key **out)
{
	const struct ett_cipher_alg *alg = ett_cipher_alg(o->cipher);
	struct ett_keyfile_kdf kdf = { .passphrase = passphrase };
	ett_err e;

	if (alg == NULL || alg->mode != ETT_MODE_MAC || alg->key_len == 0 ||
	    !ett_bytes_is(o->kdf, "bcrypt"))
		return ETT_NOKEY;
	if (o->secret.n % alg->block_len != 0)
		return ETT_FORMAT;
	e = read_kdf(o->options, &kdf);
	if (e != ETT_OK)
		return e;
	if (passphrase == NULL || passphrase[0] == '\0')
		return ETT_PASSPHRASE;
	return decrypt(b, o, alg, &kdf, out);
}

/* Is it a key that this backend can use? */
static ett_err usable(const struct ett_backend *b, const struct ett_key *k)
{
	const struct ett_sig *s =
	    ett_find_sig(b, ett_key_kind_of(k)->primitive);

	if (s == NULL)
		return ETT_NOKEY;
	return ett_check_public(s, ett_key_numbers(k));
}

static ett_err read_binary(const struct ett_backend *b, struct ett_bytes bin,
			   const char *passphrase, struct ett_key **out)
{
	struct ett_key *k = NULL;
	struct outer o;
	ett_err e = read_outer(bin, &o);

	if (e != ETT_OK)
		return e;
	if (ett_bytes_is(o.cipher, "none"))
		e = read_plain(&o, &k);
	else
		e = read_encrypted(b, &o, passphrase, &k);
	if (e == ETT_OK)
		e = usable(b, k);
	if (e == ETT_OK)
		*out = k;
	else
		ett_key_free(k);
	return e;
}

ett_err ett_keyfile_read(const struct ett_backend *b, struct ett_bytes text,
			 const char *passphrase, struct ett_key **out)
{
	struct ett_buf bin = { 0 };
	ett_err e;

	if (text.n > TEXT_MAX)
		return ETT_TOO_BIG;
	e = ett_buf_new(&bin, text.n);
	if (e == ETT_OK)
		e = unarmor(text, &bin);
	if (e == ETT_OK)
		e = read_binary(b, ett_buf_view(&bin), passphrase, out);
	ett_buf_free(&bin);
	return e;
}

ett_err ett_keyfile_public(struct ett_bytes text, struct ett_key **out)
{
	struct ett_buf bin = { 0 };
	struct outer o;
	ett_err e;

	if (text.n > TEXT_MAX)
		return ETT_TOO_BIG;
	e = ett_buf_new(&bin, text.n);
	if (e == ETT_OK)
		e = unarmor(text, &bin);
	if (e == ETT_OK)
		e = read_outer(ett_buf_view(&bin), &o);
	if (e == ETT_OK)
		e = ett_key_public(o.blob, out);
	ett_buf_free(&bin);
	return e;
}
