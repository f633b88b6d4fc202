/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_PACKET_H
#define VECTORS_PACKET_H

#include "crypto/seal.h"
#include "vectors/kind.h"

/* A packet of the kind "packet"; payload.p NULL: not stated. */
struct vec_packet {
	uint32_t seq;
	struct ett_bytes payload, padding, wire;
};

/* A sealer for the keys of the case's group, as long as the case; to be done
 * by the caller.  ABSENT: the backend lacks a primitive. */
enum vec_outcome vec_packet_sealer(struct vec_case *c, enum ett_dir dir,
				   struct ett_sealer **out);

/* What is sent of a payload and its padding. */
enum vec_outcome vec_packet_seal(struct vec_case *c, struct ett_sealer *x,
				 const struct vec_packet *p,
				 struct ett_bytes *wire);

#endif
