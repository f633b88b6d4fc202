/* SPDX-License-Identifier: ISC
 *
 * Each type of key is one row, each of its encodings a list of fields; one
 * reader and one writer serve them all.
 */
#include "crypto/blob.h"

#include <string.h>

enum field_type {
	FIELD_END,
	FIELD_CURVE,  /* string: name of the curve */
	FIELD_STRING, /* string of bytes */
	FIELD_NUMBER, /* non-negative mpint */
	FIELD_PAIR    /* string: seed, then public key, of one width */
};

struct ett_key_field {
	enum field_type type;
	bool secret;
	unsigned at; /* which of nums->pub or nums->sec */
};

enum { PUB = false, SEC = true };

/* clang-format off */
static const struct ett_key_field
	edwards_pub[] = { { FIELD_STRING, PUB, 0 }, { 0 } },
	edwards_sec[] = { { FIELD_STRING, PUB, 0 }, { FIELD_PAIR, SEC, 0 },
			  { 0 } },
	ecdsa_pub[] = { { FIELD_CURVE, PUB, 0 }, { FIELD_STRING, PUB, 0 },
			{ 0 } },
	ecdsa_sec[] = { { FIELD_CURVE, PUB, 0 }, { FIELD_STRING, PUB, 0 },
			{ FIELD_NUMBER, SEC, 0 }, { 0 } },
	rsa_pub[] = { { FIELD_NUMBER, PUB, 1 }, { FIELD_NUMBER, PUB, 0 },
		      { 0 } },
	rsa_sec[] = { { FIELD_NUMBER, PUB, 0 }, { FIELD_NUMBER, PUB, 1 },
		      { FIELD_NUMBER, SEC, 0 }, { FIELD_NUMBER, SEC, 3 },
		      { FIELD_NUMBER, SEC, 1 }, { FIELD_NUMBER, SEC, 2 },
		      { 0 } },
	dsa_pub[] = { { FIELD_NUMBER, PUB, 0 }, { FIELD_NUMBER, PUB, 1 },
		      { FIELD_NUMBER, PUB, 2 }, { FIELD_NUMBER, PUB, 3 },
		      { 0 } },
	dsa_sec[] = { { FIELD_NUMBER, PUB, 0 }, { FIELD_NUMBER, PUB, 1 },
		      { FIELD_NUMBER, PUB, 2 }, { FIELD_NUMBER, PUB, 3 },
		      { FIELD_NUMBER, SEC, 0 }, { 0 } };

static const struct ett_key_kind kinds[] = {
	{ "ssh-ed25519", "ed25519", NULL, 32, 256, 0,
	  edwards_pub, edwards_sec, ETT_SIG_FIXED },
	{ "ecdsa-sha2-nistp256", "ecdsa-p256-sha256", "nistp256", 32, 256, 0,
	  ecdsa_pub, ecdsa_sec, ETT_SIG_MPINTS },
	{ "ecdsa-sha2-nistp384", "ecdsa-p384-sha384", "nistp384", 48, 384, 0,
	  ecdsa_pub, ecdsa_sec, ETT_SIG_MPINTS },
	{ "ecdsa-sha2-nistp521", "ecdsa-p521-sha512", "nistp521", 66, 521, 0,
	  ecdsa_pub, ecdsa_sec, ETT_SIG_MPINTS },
	{ "ssh-ed448", "ed448", NULL, 57, 448, 0,
	  edwards_pub, edwards_sec, ETT_SIG_FIXED },
	{ "ssh-rsa", "rsa-sha256", NULL, 0, 0, 3072,
	  rsa_pub, rsa_sec, ETT_SIG_MODULUS },
	{ "ssh-dss", "dsa-sha1", NULL, 20, 0, 1024,
	  dsa_pub, dsa_sec, ETT_SIG_FIXED },
};
/* clang-format on */

const struct ett_key_kind *ett_key_kind(struct ett_bytes type)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (ett_bytes_is(type, kinds[i].type))
			return &kinds[i];
	return NULL;
}

struct ett_bytes ett_blob_type(struct ett_bytes blob)
{
	struct ett_rd r = ett_rd(blob);

	return ett_rd_str(&r);
}

static void rd_fail(struct ett_rd *r, ett_err e)
{
	if (r->err == ETT_OK)
		r->err = e;
	r->p = r->end;
}

/* A number that is already known must be the same again. */
static void keep(struct ett_rd *r, struct ett_bytes *number, struct ett_bytes v)
{
	if (number->p != NULL && !ett_bytes_eq(*number, v))
		rd_fail(r, ETT_FORMAT);
	*number = v;
}

static void read_pair(struct ett_rd *r, size_t width, struct ett_key_nums *nums)
{
	struct ett_bytes v = ett_rd_str(r);

	if (r->err != ETT_OK)
		return;
	if (v.n <= width) {
		rd_fail(r, ETT_FORMAT);
		return;
	}
	nums->sec[0] = (struct ett_bytes){ v.p, width };
	keep(r, &nums->pub[0], (struct ett_bytes){ v.p + width, v.n - width });
}

static void read_fields(struct ett_rd *r, const struct ett_key_field *f,
			const struct ett_key_kind *kind,
			struct ett_key_nums *nums)
{
	for (; f->type != FIELD_END; f++) {
		struct ett_bytes *number =
		    f->secret ? &nums->sec[f->at] : &nums->pub[f->at];

		if (f->type == FIELD_PAIR)
			read_pair(r, kind->width, nums);
		else if (f->type == FIELD_NUMBER)
			keep(r, number, ett_rd_uint(r));
		else if (f->type == FIELD_STRING)
			keep(r, number, ett_rd_str(r));
		else if (!ett_bytes_is(ett_rd_str(r), kind->curve))
			rd_fail(r, ETT_FORMAT);
	}
}

static void write_fields(struct ett_wr *w, const struct ett_key_field *f,
			 const struct ett_key_kind *kind,
			 const struct ett_key_nums *nums)
{
	for (; f->type != FIELD_END; f++) {
		const struct ett_bytes *number =
		    f->secret ? &nums->sec[f->at] : &nums->pub[f->at];

		if (f->type == FIELD_PAIR) {
			ett_wr_u32(w, (uint32_t)(2 * kind->width));
			ett_wr_raw(w, nums->sec[0]);
			ett_wr_raw(w, nums->pub[0]);
		} else if (f->type == FIELD_NUMBER) {
			ett_wr_uint(w, *number);
		} else if (f->type == FIELD_STRING) {
			ett_wr_str(w, *number);
		} else {
			ett_wr_str(w, ett_str(kind->curve));
		}
	}
}

ett_err ett_blob_read(struct ett_bytes blob, const struct ett_key_kind **kind,
		      struct ett_key_nums *nums)
{
	struct ett_rd r = ett_rd(blob);
	struct ett_bytes type = ett_rd_str(&r);
	const struct ett_key_kind *k = ett_key_kind(type);
	struct ett_key_nums found = { 0 };
	ett_err e;

	if (r.err != ETT_OK)
		return r.err;
	if (k == NULL)
		return ETT_NOKEY;
	read_fields(&r, k->pub, k, &found);
	e = ett_rd_end(&r);
	if (e != ETT_OK)
		return e;
	*kind = k;
	*nums = found;
	return ETT_OK;
}

void ett_blob_write(struct ett_wr *w, const struct ett_key_kind *kind,
		    const struct ett_key_nums *nums)
{
	ett_wr_str(w, ett_str(kind->type));
	write_fields(w, kind->pub, kind, nums);
}

void ett_secret_read(struct ett_rd *r, const struct ett_key_kind *kind,
		     struct ett_key_nums *nums)
{
	read_fields(r, kind->sec, kind, nums);
}

void ett_secret_write(struct ett_wr *w, const struct ett_key_kind *kind,
		      const struct ett_key_nums *nums)
{
	write_fields(w, kind->sec, kind, nums);
}

/* v as exactly width bytes; false if it does not fit. */
static bool widen(struct ett_bytes v, uint8_t *out, size_t width)
{
	if (v.n > width)
		return false;
	memset(out, 0, width - v.n);
	if (v.n > 0)
		memcpy(out + width - v.n, v.p, v.n);
	return true;
}

/* RFC 5656 section 3.1.2: mpint r, mpint s. */
static ett_err read_mpints(struct ett_bytes body, size_t width, uint8_t *raw)
{
	struct ett_rd rd = ett_rd(body);
	struct ett_bytes r = ett_rd_uint(&rd), s = ett_rd_uint(&rd);
	ett_err e = ett_rd_end(&rd);

	if (e != ETT_OK)
		return e;
	if (!widen(r, raw, width) || !widen(s, raw + width, width))
		return ETT_SIG;
	return ETT_OK;
}

ett_err ett_sig_blob_read(struct ett_bytes blob, const struct ett_sig_alg *alg,
			  const struct ett_key_kind *kind,
			  const struct ett_key_nums *nums, uint8_t *raw,
			  size_t *len)
{
	struct ett_rd r = ett_rd(blob);
	struct ett_bytes name = ett_rd_str(&r), body = ett_rd_str(&r);
	size_t width =
	    kind->form == ETT_SIG_MODULUS ? nums->pub[0].n : 2 * kind->width;
	ett_err e = ett_rd_end(&r);

	if (e != ETT_OK)
		return e;
	if (!ett_bytes_is(name, alg->name) || width > ETT_SIG_RAW_MAX)
		return ETT_SIG;

	/* Some peers strip the leading zeros of an RSA signature. */
	if (kind->form == ETT_SIG_MPINTS)
		e = read_mpints(body, kind->width, raw);
	else if ((kind->form == ETT_SIG_FIXED && body.n != width) ||
		 !widen(body, raw, width))
		e = ETT_SIG;
	if (e == ETT_OK)
		*len = width;
	return e;
}

void ett_sig_blob_write(struct ett_wr *w, const struct ett_sig_alg *alg,
			const struct ett_key_kind *kind, struct ett_bytes raw)
{
	uint8_t body[2 * (4 + 1 + ETT_ORDER_MAX)];
	struct ett_wr inner = ett_wr(body, sizeof body);
	size_t half = raw.n / 2, n = 0;

	ett_wr_str(w, ett_str(alg->name));
	if (kind->form != ETT_SIG_MPINTS) {
		ett_wr_str(w, raw);
		return;
	}
	ett_wr_uint(&inner, (struct ett_bytes){ raw.p, half });
	ett_wr_uint(&inner, (struct ett_bytes){ raw.p + half, half });
	w->err = w->err != ETT_OK ? w->err : ett_wr_end(&inner, &n);
	ett_wr_str(w, (struct ett_bytes){ body, n });
}
