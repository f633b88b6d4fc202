/* SPDX-License-Identifier: ISC
 *
 * Key agreement.  What arrives here was checked above.  X25519 with a point of
 * small order gives zeros, for the caller to refuse.  X448 is not offered:
 * libgcrypt 1.10 gives wrong answers for some points that a peer may send.
 */
#include "crypto/curve.h"
#include "crypto/gcrypt/gcrypt.h"
#include "crypto/gcrypt/number.h"

enum { X25519_LEN = 32 };

static ett_err x25519(const uint8_t *secret, const uint8_t *point, uint8_t *out)
{
	ett_err e = ett_gcrypt_room(X25519_LEN);
	gcry_error_t bad = 0;
	void *kept = NULL;

	if (e == ETT_OK) {
		kept =
		    ett_gcrypt_keep((struct ett_bytes){ secret, X25519_LEN });
		e = kept != NULL ? ETT_OK : ETT_NOMEM;
	}
	if (e == ETT_OK)
		bad = gcry_ecc_mul_point(GCRY_ECC_CURVE25519, out, kept, point);
	gcry_free(kept);
	return bad == 0 ? e : ett_gcrypt_failed(bad);
}

static ett_err derive_x25519(const uint8_t *secret, uint8_t *pub)
{
	return x25519(secret, NULL, pub);
}

static ett_err agree_x25519(const uint8_t *secret, struct ett_bytes peer_pub,
			    uint8_t *shared)
{
	if (peer_pub.n != X25519_LEN)
		return ETT_ARG;
	return x25519(secret, peer_pub.p, shared);
}

struct curve {
	const char *name, *primitive;
};

/* What a multiplication holds. */
struct work {
	gcry_ctx_t curve;
	gcry_mpi_t scalar, x, y;
	gcry_mpi_point_t point;
};

static ett_err work_new(struct work *w, const struct curve *c,
			const uint8_t *secret)
{
	struct ett_bytes order = ett_curve_order(c->primitive);
	struct ett_bytes k = { secret, order.n };
	gcry_error_t bad;
	ett_err e;

	*w = (struct work){ 0 };
	if (!ett_below(k, order))
		return ETT_ARG;
	e = ett_gcrypt_room(order.n);
	if (e == ETT_OK)
		e = ett_gcrypt_secret(k, &w->scalar);
	if (e != ETT_OK)
		return e;
	bad = gcry_mpi_ec_new(&w->curve, NULL, c->name);
	if (bad != 0)
		return ett_gcrypt_failed(bad);
	w->x = gcry_mpi_snew(0);
	w->y = gcry_mpi_snew(0);
	return ETT_OK;
}

static void work_free(struct work *w)
{
	gcry_mpi_point_release(w->point);
	gcry_mpi_release(w->y);
	gcry_mpi_release(w->x);
	gcry_mpi_release(w->scalar);
	gcry_ctx_release(w->curve);
}

static ett_err get_point(struct work *w, struct ett_bytes in)
{
	size_t width = in.n / 2;
	gcry_mpi_t x = NULL, y = NULL;
	ett_err e =
	    ett_gcrypt_number((struct ett_bytes){ in.p + 1, width }, &x);

	if (e == ETT_OK)
		e = ett_gcrypt_number(
		    (struct ett_bytes){ in.p + 1 + width, width }, &y);
	if (e == ETT_OK) {
		w->point = gcry_mpi_point_set(NULL, x, y, GCRYMPI_CONST_ONE);
		if (!gcry_mpi_ec_curve_point(w->point, w->curve))
			e = ETT_ARG;
	}
	gcry_mpi_release(y);
	gcry_mpi_release(x);
	return e;
}

/* The product's coordinates into x and y. */
static ett_err multiply(struct work *w)
{
	gcry_mpi_point_t product = gcry_mpi_point_new(0);
	bool good;

	gcry_mpi_ec_mul(product, w->scalar, w->point, w->curve);
	good = gcry_mpi_ec_get_affine(w->x, w->y, product, w->curve) == 0;
	gcry_mpi_point_release(product);
	return good ? ETT_OK : ETT_ARG;
}

static ett_err derive(const struct curve *c, const uint8_t *secret,
		      uint8_t *pub)
{
	size_t width = ett_curve_order(c->primitive).n;
	struct work w;
	ett_err e = work_new(&w, c, secret);

	if (e == ETT_OK) {
		w.point = gcry_mpi_ec_get_point("g", w.curve, 1);
		e = w.point != NULL ? multiply(&w) : ETT_CRYPTO;
	}
	if (e == ETT_OK)
		e = ett_gcrypt_put(w.x, pub + 1, width);
	if (e == ETT_OK)
		e = ett_gcrypt_put(w.y, pub + 1 + width, width);
	if (e == ETT_OK)
		pub[0] = 4;
	work_free(&w);
	return e;
}

static ett_err agree(const struct curve *c, const uint8_t *secret,
		     struct ett_bytes peer, uint8_t *shared)
{
	size_t width = ett_curve_order(c->primitive).n;
	struct work w;
	ett_err e = work_new(&w, c, secret);

	if (e == ETT_OK && (peer.n != 1 + 2 * width || peer.p[0] != 4))
		e = ETT_ARG;
	if (e == ETT_OK)
		e = get_point(&w, peer);
	if (e == ETT_OK)
		e = multiply(&w);
	if (e == ETT_OK)
		e = ett_gcrypt_put(w.x, shared, width);
	work_free(&w);
	return e;
}

static const struct curve p256 = { "NIST P-256", "p256" };
static const struct curve p384 = { "NIST P-384", "p384" };
static const struct curve p521 = { "NIST P-521", "p521" };

static ett_err derive_p256(const uint8_t *secret, uint8_t *pub)
{
	return derive(&p256, secret, pub);
}

static ett_err derive_p384(const uint8_t *secret, uint8_t *pub)
{
	return derive(&p384, secret, pub);
}

static ett_err derive_p521(const uint8_t *secret, uint8_t *pub)
{
	return derive(&p521, secret, pub);
}

static ett_err agree_p256(const uint8_t *secret, struct ett_bytes peer_pub,
			  uint8_t *shared)
{
	return agree(&p256, secret, peer_pub, shared);
}

static ett_err agree_p384(const uint8_t *secret, struct ett_bytes peer_pub,
			  uint8_t *shared)
{
	return agree(&p384, secret, peer_pub, shared);
}

static ett_err agree_p521(const uint8_t *secret, struct ett_bytes peer_pub,
			  uint8_t *shared)
{
	return agree(&p521, secret, peer_pub, shared);
}

/* clang-format off */
static const struct {
	const char *curve; /* the library's name */
	struct ett_dh dh;
} rows[] = {
	{ "Curve25519",
	  { "x25519", 32, 32,         32, derive_x25519, agree_x25519 } },
	{ "NIST P-256",
	  { "p256",   32, 1 + 2 * 32, 32, derive_p256,   agree_p256 } },
	{ "NIST P-384",
	  { "p384",   48, 1 + 2 * 48, 48, derive_p384,   agree_p384 } },
	{ "NIST P-521",
	  { "p521",   66, 1 + 2 * 66, 66, derive_p521,   agree_p521 } },
};
/* clang-format on */

enum { N = sizeof rows / sizeof rows[0] };
const struct ett_dh *ett_gcrypt_dhs[N + 1];

void ett_gcrypt_list_dhs(void)
{
	size_t n = 0;

	for (size_t i = 0; i < N; i++)
		if (ett_gcrypt_has_curve(rows[i].curve))
			ett_gcrypt_dhs[n++] = &rows[i].dh;
}
