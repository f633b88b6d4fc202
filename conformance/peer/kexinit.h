/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_KEXINIT_H
#define CONFORMANCE_PEER_KEXINIT_H

#include "conformance/peer/peer.h"

/*
 * Between peer.c and kexinit.c: where a key exchange begins, and what is kept
 * of the target's first message of it.
 */

/* To be called with any KEXINIT, before it counts: behind a complete exchange
 * it begins the next one (RFC 4253 section 9). */
void conf_begin_exchange(struct conf_peer *p);

/* The first KEXINIT of the target in this exchange. */
void conf_hear_kexinit(struct conf_peer *p, struct ett_bytes payload);

#endif
