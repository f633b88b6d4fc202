/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_SANE_H
#define CONFORMANCE_PEER_SANE_H

#include "crypto/backend.h"

/*
 * May a crypto library be given these numbers of the target?  Some libraries
 * end the process over a few of them, and the judge must outlive whatever it
 * judges.  Curves have the names of backend.h: "p256", "p384", "p521".
 */

/* An uncompressed point on its curve, RFC 5656 section 3.1; false also where
 * the backend cannot tell, having no modexp. */
bool conf_sane_point(const struct ett_backend *b, const char *curve,
		     struct ett_bytes point);

/* Order of the group that the base point makes; empty: no such curve. */
struct ett_bytes conf_curve_order(const char *curve);

/* v > 0 and v < limit, both big-endian. */
bool conf_sane_below(struct ett_bytes v, struct ett_bytes limit);

/* Not one of the points of small order, and below the prime. */
bool conf_sane_ed25519(struct ett_bytes pub);

/* 1024 to 16384 bits, odd; e odd, at least 3 and at most 64 bits long. */
bool conf_sane_rsa(struct ett_bytes n, struct ett_bytes e);

#endif
