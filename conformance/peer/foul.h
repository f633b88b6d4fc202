/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_FOUL_H
#define CONFORMANCE_PEER_FOUL_H

#include "conformance/peer/plan.h"

/*
 * Public values that are not as they should be, each a conf_foul.  Where it
 * can be known to which K a target comes that takes the value as it is, the
 * judge comes to the same, so that what should have been refused is seen to
 * work and not only to fail later.
 */

/* raw as it is; K is 0: infinity, or a point that the judge knows nothing of */
conf_foul conf_foul_bytes;
/* raw as it is; K is raw, too: 0 and 1 to any power */
conf_foul conf_foul_power;
/* raw as it is; K is the other side's value: the base point, written oddly */
conf_foul conf_foul_base;
/* p - 1; K is raw, or p - 1 where raw is empty: it depends on their secret */
conf_foul conf_foul_minus_one;
/* raw[0] * p + raw[1], the latter 0, 2 or 4: known powers of the generator */
conf_foul conf_foul_multiple;
/* A multiple of p, and 4, in 8192 bytes. */
conf_foul conf_foul_long;

/* The lawful value, changed, with its lawful K: */
conf_foul conf_foul_front;      /* raw before it */
conf_foul conf_foul_length;     /* cut or filled with zeros to raw[0] bytes */
conf_foul conf_foul_first;      /* raw[0] for its first byte */
conf_foul conf_foul_top_bit;    /* its last byte's first bit set */
conf_foul conf_foul_compressed; /* SEC 1: 02 or 03, and x */
conf_foul conf_foul_hybrid;     /* SEC 1: 06 or 07, x and y */

#endif
