/* SPDX-License-Identifier: ISC
 *
 * Invariant: the numbers of a key are views into its own copies of the two
 * encodings, so that what was read is what is written and shown.
 */
#include "crypto/key.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/base64.h"
#include "crypto/blob.h"
#include "crypto/check.h"
#include "crypto/kdf.h"

struct ett_key {
	const struct ett_key_kind *kind;
	struct ett_key_nums nums;
	struct ett_buf blob, sec;
	uint8_t scalar[ETT_ORDER_MAX];
	char *comment;
	bool is_private;
};

void ett_key_free(struct ett_key *k)
{
	if (k == NULL)
		return;
	ett_buf_free(&k->blob);
	ett_buf_free(&k->sec);
	free(k->comment);
	ett_wipe(k, sizeof *k);
	free(k);
}

static ett_err copy(struct ett_buf *b, struct ett_bytes in)
{
	ett_err e = ett_buf_new(b, in.n);
	size_t room;

	if (e != ETT_OK)
		return e;
	if (in.n > 0)
		memcpy(ett_buf_room(b, &room), in.p, in.n);
	ett_buf_fill(b, in.n);
	return ETT_OK;
}

/* Backends want a scalar as wide as the order of the curve. */
static ett_err widen_scalar(struct ett_key *k)
{
	struct ett_bytes s = k->nums.sec[0];
	size_t width = k->kind->width;

	if (k->kind->curve == NULL)
		return ETT_OK;
	if (s.n > width)
		return ETT_FORMAT;
	if (s.n > 0)
		memcpy(k->scalar + width - s.n, s.p, s.n);
	k->nums.sec[0] = (struct ett_bytes){ k->scalar, width };
	return ETT_OK;
}

static ett_err fill_in(struct ett_key *k, struct ett_bytes blob,
		       struct ett_bytes sec)
{
	struct ett_rd r;
	ett_err e = copy(&k->blob, blob);

	if (e != ETT_OK)
		return e;
	e = ett_blob_read(ett_buf_view(&k->blob), &k->kind, &k->nums);
	if (e != ETT_OK || sec.p == NULL)
		return e;

	e = copy(&k->sec, sec);
	if (e != ETT_OK)
		return e;
	r = ett_rd(ett_buf_view(&k->sec));
	ett_secret_read(&r, k->kind, &k->nums);
	e = ett_rd_end(&r);
	if (e != ETT_OK)
		return e;
	k->is_private = true;
	return widen_scalar(k);
}

ett_err ett_key_new(struct ett_bytes blob, struct ett_bytes sec,
		    struct ett_bytes comment, struct ett_key **out)
{
	struct ett_key *k = calloc(1, sizeof *k);
	ett_err e = ETT_NOMEM;

	if (k == NULL)
		return ETT_NOMEM;
	k->comment = calloc(1, comment.n + 1);
	if (k->comment == NULL)
		goto done;
	if (comment.n > 0)
		memcpy(k->comment, comment.p, comment.n);
	e = fill_in(k, blob, sec);
	if (e != ETT_OK)
		goto done;
	*out = k;
	k = NULL;
done:
	ett_key_free(k);
	return e;
}

ett_err ett_key_public(struct ett_bytes blob, struct ett_key **out)
{
	return ett_key_new(blob, (struct ett_bytes){ 0 },
			   (struct ett_bytes){ 0 }, out);
}

const char *ett_key_type(const struct ett_key *k)
{
	return k->kind->type;
}

struct ett_bytes ett_key_blob(const struct ett_key *k)
{
	return ett_buf_view(&k->blob);
}

const char *ett_key_comment(const struct ett_key *k)
{
	return k->comment;
}

bool ett_key_is_private(const struct ett_key *k)
{
	return k->is_private;
}

unsigned ett_key_bits(const struct ett_key *k)
{
	struct ett_bytes first = k->nums.pub[0];
	unsigned top = 8;

	if (k->kind->bits > 0)
		return k->kind->bits;
	if (first.n == 0)
		return 0;
	while (top > 0 && !(first.p[0] >> (top - 1)))
		top--;
	return (unsigned)(first.n - 1) * 8 + top;
}

const struct ett_key_kind *ett_key_kind_of(const struct ett_key *k)
{
	return k->kind;
}

const struct ett_key_nums *ett_key_numbers(const struct ett_key *k)
{
	return &k->nums;
}

struct ett_bytes ett_key_secret(const struct ett_key *k)
{
	return ett_buf_view(&k->sec);
}

static ett_err encode(void (*write)(struct ett_wr *w,
				    const struct ett_key_kind *kind,
				    const struct ett_key_nums *nums),
		      const struct ett_key_kind *kind,
		      const struct ett_key_nums *nums, struct ett_buf *out)
{
	ett_err e = ett_buf_new(out, ETT_KEY_MEM);
	struct ett_wr w;
	size_t room, len;

	if (e != ETT_OK)
		return e;
	w = ett_wr(ett_buf_room(out, &room), ETT_KEY_MEM);
	write(&w, kind, nums);
	e = ett_wr_end(&w, &len);
	if (e == ETT_OK)
		ett_buf_fill(out, len);
	return e;
}

static ett_err from_numbers(const struct ett_key_kind *kind,
			    const struct ett_key_nums *nums,
			    const char *comment, struct ett_key **out)
{
	struct ett_buf blob = { 0 }, sec = { 0 };
	ett_err e = encode(ett_blob_write, kind, nums, &blob);

	if (e == ETT_OK)
		e = encode(ett_secret_write, kind, nums, &sec);
	if (e == ETT_OK)
		e = ett_key_new(ett_buf_view(&blob), ett_buf_view(&sec),
				ett_str(comment), out);
	ett_buf_free(&blob);
	ett_buf_free(&sec);
	return e;
}

ett_err ett_key_generate(const struct ett_backend *b, const char *type,
			 unsigned bits, struct ett_rng rng, const char *comment,
			 struct ett_key **out)
{
	const struct ett_key_kind *kind = ett_key_kind(ett_str(type));
	const struct ett_sig *s =
	    kind == NULL ? NULL : ett_find_sig(b, kind->primitive);
	struct ett_key_mem *made;
	ett_err e;

	if (s == NULL || s->generate == NULL)
		return ETT_NOKEY;
	if (bits == 0)
		bits = kind->bits_usual;
	if (kind->bits == 0 &&
	    (bits < ETT_RSA_MIN_BITS || bits > ETT_RSA_MAX_BITS))
		return ETT_ARG;
	made = calloc(1, sizeof *made);
	if (made == NULL)
		return ETT_NOMEM;
	e = s->generate(bits, rng, made);
	if (e == ETT_OK)
		e = ett_check_public(s, &made->nums);
	if (e == ETT_OK)
		e = from_numbers(kind, &made->nums, comment, out);
	ett_wipe(made, sizeof *made);
	free(made);
	return e;
}

bool ett_sig_fits(const struct ett_sig_alg *alg, const char *key_type)
{
	return strcmp(alg->key_type, key_type) == 0;
}

ett_err ett_key_sign(const struct ett_key *k, const struct ett_backend *b,
		     const struct ett_sig_alg *alg, struct ett_bytes data,
		     struct ett_rng rng, uint8_t *out, size_t *len)
{
	const struct ett_sig *s = ett_find_sig(b, alg->primitive);
	uint8_t raw[ETT_SIG_RAW_MAX];
	struct ett_wr w = ett_wr(out, ETT_SIG_BLOB_MAX);
	size_t n;
	ett_err e;

	if (!k->is_private || !ett_sig_fits(alg, k->kind->type))
		return ETT_ARG;
	if (s == NULL || s->sig_max_len > sizeof raw)
		return ETT_NOKEY;
	e = ett_check_public(s, &k->nums);
	if (e != ETT_OK)
		return e;
	e = s->sign(&k->nums, data, rng, raw, &n);
	if (e != ETT_OK)
		return e;
	ett_sig_blob_write(&w, alg, k->kind, (struct ett_bytes){ raw, n });
	return ett_wr_end(&w, len);
}

ett_err ett_key_verify(const struct ett_backend *b,
		       const struct ett_sig_alg *alg, struct ett_bytes key_blob,
		       struct ett_bytes data, struct ett_bytes sig)
{
	const struct ett_sig *s = ett_find_sig(b, alg->primitive);
	const struct ett_key_kind *kind;
	struct ett_key_nums nums;
	uint8_t raw[ETT_SIG_RAW_MAX];
	struct ett_bytes view = { raw, 0 };
	ett_err e;

	if (s == NULL)
		return ETT_NOKEY;
	e = ett_blob_read(key_blob, &kind, &nums);
	if (e != ETT_OK)
		return e;
	if (!ett_sig_fits(alg, kind->type))
		return ETT_SIG;
	e = ett_sig_blob_read(sig, alg, kind, &nums, raw, &view.n);
	return e == ETT_OK ? ett_verify(b, s, &nums, data, view) : e;
}

ett_err ett_fingerprint(const struct ett_backend *b, struct ett_bytes blob,
			char *out)
{
	const struct ett_hash *h = ett_find_hash(b, "sha256");
	uint8_t digest[ETT_DIGEST_MAX];
	size_t len;
	ett_err e;

	if (h == NULL)
		return ETT_NOKEY;
	e = ett_digest(h, blob, digest);
	if (e != ETT_OK)
		return e;
	memcpy(out, "SHA256:", 7);
	return ett_base64_encode((struct ett_bytes){ digest, h->digest_len },
				 false, out + 7, ETT_FINGERPRINT_LEN - 7, &len);
}
