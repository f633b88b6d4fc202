/* SPDX-License-Identifier: ISC
 *
 * Private keys in openssh-key-v1: an outer part that anybody can read, and a
 * secret part, padded, that a passphrase may encrypt.  Copies of the secret
 * part live in buffers that are wiped when they are freed.
 */
#include "crypto/keyfile.h"

#include <string.h>

#include "crypto/base64.h"
#include "crypto/blob.h"
#include "crypto/check.h"

#define HEAD "-----BEGIN OPENSSH PRIVATE KEY-----"
#define FOOT "-----END OPENSSH PRIVATE KEY-----"

static const struct ett_bytes magic = { (const uint8_t *)"openssh-key-v1",
					sizeof "openssh-key-v1" };

enum { TEXT_MAX = 65536, BLOCK_NONE = 8 };

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

/* The bytes inside the armour; out is as large as text. */
static ett_err unarmor(struct ett_bytes text, struct ett_buf *out)
{
	struct ett_buf digits = { 0 };
	size_t n = 0, room;
	uint8_t *to;
	ett_err e;

	while (text.n > 0 && is_space(text.p[0])) {
		text.p++;
		text.n--;
	}
	if (!take_prefix(&text, HEAD))
		return ETT_FORMAT;
	e = ett_buf_new(&digits, text.n);
	if (e != ETT_OK)
		return e;

	to = ett_buf_room(&digits, &room);
	for (; text.n > 0 && text.p[0] != '-'; text.p++, text.n--)
		if (!is_space(text.p[0]))
			to[n++] = text.p[0];
	e = take_prefix(&text, FOOT) ? ETT_OK : ETT_FORMAT;
	if (e == ETT_OK)
		e = ett_base64_decode((struct ett_bytes){ to, n },
				      ett_buf_room(out, &room), room, &n);
	if (e == ETT_OK)
		ett_buf_fill(out, n);
	ett_buf_free(&digits);
	return e;
}

static ett_err read_outer(struct ett_bytes bin, struct outer *o)
{
	struct ett_rd r = ett_rd(bin);
	uint32_t keys;

	if (!ett_bytes_eq(ett_rd_raw(&r, magic.n), magic))
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

/* 1, 2, 3, ... up to the end of a block. */
static ett_err check_padding(struct ett_bytes pad, size_t block)
{
	if (pad.n >= block)
		return ETT_TRAILING;
	for (size_t i = 0; i < pad.n; i++)
		if (pad.p[i] != i + 1)
			return ETT_FORMAT;
	return ETT_OK;
}

/* The secret part in clear; one key and its comment. */
static ett_err read_secret(struct ett_bytes blob, struct ett_bytes secret,
			   size_t block, struct ett_key **out)
{
	struct ett_rd r = ett_rd(secret);
	struct ett_key_nums nums = { 0 };
	const struct ett_key_kind *kind = NULL;
	struct ett_bytes fields, comment;
	ett_err e;

	ett_rd_u32(&r);
	ett_rd_u32(&r);
	e = ett_blob_read(blob, &kind, &nums);
	if (e != ETT_OK)
		return e;
	if (!ett_bytes_is(ett_rd_str(&r), kind->type))
		return r.err != ETT_OK ? r.err : ETT_FORMAT;

	fields.p = r.p;
	ett_secret_read(&r, kind, &nums);
	fields.n = (size_t)(r.p - fields.p);
	comment = ett_rd_str(&r);
	if (r.err != ETT_OK)
		return r.err;
	e = check_padding(ett_rd_rest(&r), block);
	if (e != ETT_OK)
		return e;
	return ett_key_new(blob, fields, comment, out);
}

/* Both check integers are the same, unless the passphrase is wrong. */
static bool opens(struct ett_bytes secret)
{
	return secret.n >= 8 && ett_same(secret.p, secret.p + 4, 4);
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

static ett_err read_key(const struct ett_backend *b, const struct outer *o,
			const char *passphrase, struct ett_key **out)
{
	(void)passphrase;
	if (!ett_bytes_is(o->cipher, "none") || !ett_bytes_is(o->kdf, "none"))
		return ETT_NOKEY;
	if (o->options.n != 0 || o->secret.n % BLOCK_NONE != 0 ||
	    !opens(o->secret))
		return ETT_FORMAT;
	(void)b;
	return read_secret(o->blob, o->secret, BLOCK_NONE, out);
}

ett_err ett_keyfile_read(const struct ett_backend *b, struct ett_bytes text,
			 const char *passphrase, struct ett_key **out)
{
	struct ett_buf bin = { 0 };
	struct ett_key *k = NULL;
	struct outer o;
	ett_err e;

	if (text.n > TEXT_MAX)
		return ETT_TOO_BIG;
	e = ett_buf_new(&bin, text.n);
	if (e != ETT_OK)
		goto done;
	e = unarmor(text, &bin);
	if (e != ETT_OK)
		goto done;
	e = read_outer(ett_buf_view(&bin), &o);
	if (e != ETT_OK)
		goto done;
	e = read_key(b, &o, passphrase, &k);
	if (e != ETT_OK)
		goto done;
	e = usable(b, k);
	if (e != ETT_OK)
		goto done;
	*out = k;
	k = NULL;
done:
	ett_key_free(k);
	ett_buf_free(&bin);
	return e;
}
