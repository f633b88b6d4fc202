/* SPDX-License-Identifier: ISC
 *
 * openssh-key-v1 from the inside out: the secret part, what surrounds it, the
 * armor.  Each layer has a buffer of its own, wiped when it is freed.
 */
#include <string.h>

#include "crypto/base64.h"
#include "crypto/blob.h"
#include "crypto/keyfile_impl.h"

enum { LINE_LEN = 70, SALT_LEN = 16, ROUNDS = 24 };

/* More than all fixed parts, names, lengths and padding of a layer. */
enum { OVERHEAD = 256 };

static const char cipher_name[] = "aes256-ctr";

static struct ett_wr writer_over(struct ett_buf *b)
{
	size_t room;
	uint8_t *p = ett_buf_room(b, &room);

	return ett_wr(p, room);
}

/* The secret part in clear, padded to block. */
static ett_err pack_secret(const struct ett_key *k, struct ett_rng rng,
			   size_t block, struct ett_wr *w)
{
	struct ett_bytes check;
	uint8_t random[4];
	ett_err e = rng.fill(rng.ctx, random, sizeof random);

	if (e != ETT_OK)
		return e;
	check = (struct ett_bytes){ random, sizeof random };
	ett_wr_raw(w, check);
	ett_wr_raw(w, check);
	ett_wr_str(w, ett_str(ett_key_type(k)));
	ett_wr_raw(w, ett_key_secret(k));
	ett_wr_str(w, ett_str(ett_key_comment(k)));
	for (uint8_t i = 1; (size_t)(w->p - w->start) % block != 0; i++) {
		ett_wr_u8(w, i);
		if (w->err != ETT_OK)
			break;
	}
	return w->err;
}

/* kdf NULL: left in clear. */
static ett_err make_secret(const struct ett_backend *b, const struct ett_key *k,
			   const struct ett_keyfile_kdf *kdf,
			   struct ett_rng rng, struct ett_buf *out)
{
	const struct ett_cipher_alg *alg = ett_cipher_alg(ett_str(cipher_name));
	size_t block = kdf == NULL ? ETT_KEYFILE_BLOCK : alg->block_len;
	struct ett_wr w;
	size_t n;
	ett_err e;

	e = ett_buf_new(out, ett_key_secret(k).n + OVERHEAD +
				 strlen(ett_key_comment(k)));
	if (e != ETT_OK)
		return e;
	w = writer_over(out);
	e = pack_secret(k, rng, block, &w);
	if (e != ETT_OK)
		return e;
	n = (size_t)(w.p - w.start);
	if (kdf != NULL)
		e = ett_keyfile_crypt(b, alg, ETT_OUT, kdf, w.start, n);
	ett_buf_fill(out, n);
	return e;
}

static ett_err surround(const struct ett_key *k,
			const struct ett_keyfile_kdf *kdf,
			struct ett_bytes secret, struct ett_buf *out)
{
	uint8_t options[4 + SALT_LEN + 4];
	struct ett_wr w, inner = ett_wr(options, sizeof options);
	size_t n = 0;
	ett_err e;

	if (kdf != NULL) {
		ett_wr_str(&inner, kdf->salt);
		ett_wr_u32(&inner, kdf->rounds);
		e = ett_wr_end(&inner, &n);
		if (e != ETT_OK)
			return e;
	}
	e = ett_buf_new(out, secret.n + ett_key_blob(k).n + OVERHEAD);
	if (e != ETT_OK)
		return e;
	w = writer_over(out);
	ett_wr_raw(&w, ett_keyfile_magic);
	ett_wr_str(&w, ett_str(kdf == NULL ? "none" : cipher_name));
	ett_wr_str(&w, ett_str(kdf == NULL ? "none" : "bcrypt"));
	ett_wr_str(&w, (struct ett_bytes){ options, n });
	ett_wr_u32(&w, 1);
	ett_wr_str(&w, ett_key_blob(k));
	ett_wr_str(&w, secret);
	e = ett_wr_end(&w, &n);
	if (e == ETT_OK)
		ett_buf_fill(out, n);
	return e;
}

static ett_err break_lines(const char *digits, size_t n, struct ett_buf *out)
{
	ett_err e = ett_buf_new(out, n + n / LINE_LEN + OVERHEAD);
	struct ett_wr w;

	if (e != ETT_OK)
		return e;
	w = writer_over(out);
	ett_wr_raw(&w, ETT_LIT(ETT_KEYFILE_HEAD "\n"));
	for (size_t i = 0; i < n; i += LINE_LEN) {
		size_t len = n - i < LINE_LEN ? n - i : LINE_LEN;

		ett_wr_raw(
		    &w, (struct ett_bytes){ (const uint8_t *)digits + i, len });
		ett_wr_u8(&w, '\n');
	}
	ett_wr_raw(&w, ETT_LIT(ETT_KEYFILE_FOOT "\n"));
	e = ett_wr_end(&w, &n);
	if (e == ETT_OK)
		ett_buf_fill(out, n);
	return e;
}

static ett_err armor(struct ett_bytes bin, struct ett_buf *out)
{
	struct ett_buf digits = { 0 };
	size_t n, room;
	char *p;
	ett_err e = ett_buf_new(&digits, bin.n / 3 * 4 + OVERHEAD);

	if (e != ETT_OK)
		return e;
	p = (char *)ett_buf_room(&digits, &room);
	e = ett_base64_encode(bin, true, p, room, &n);
	if (e == ETT_OK)
		e = break_lines(p, n, out);
	ett_buf_free(&digits);
	return e;
}

ett_err ett_keyfile_write(const struct ett_backend *b, const struct ett_key *k,
			  const char *passphrase, struct ett_rng rng,
			  struct ett_buf *out)
{
	bool encrypt = passphrase != NULL && passphrase[0] != '\0';
	uint8_t salt[SALT_LEN];
	struct ett_keyfile_kdf kdf = { .passphrase = passphrase,
				       .salt = { salt, sizeof salt },
				       .rounds = ROUNDS };
	const struct ett_keyfile_kdf *use = encrypt ? &kdf : NULL;
	struct ett_buf secret = { 0 }, bin = { 0 }, text = { 0 };
	ett_err e = ETT_ARG;

	if (!ett_key_is_private(k))
		goto done;
	e = encrypt ? rng.fill(rng.ctx, salt, sizeof salt) : ETT_OK;
	if (e != ETT_OK)
		goto done;
	e = make_secret(b, k, use, rng, &secret);
	if (e != ETT_OK)
		goto done;
	e = surround(k, use, ett_buf_view(&secret), &bin);
	if (e != ETT_OK)
		goto done;
	e = armor(ett_buf_view(&bin), &text);
	if (e != ETT_OK)
		goto done;
	*out = text;
	text = (struct ett_buf){ 0 };
done:
	ett_buf_free(&text);
	ett_buf_free(&bin);
	ett_buf_free(&secret);
	return e;
}
