/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_EXCHANGE_H
#define CONFORMANCE_PEER_EXCHANGE_H

#include "conformance/peer/peer.h"

/*
 * From two KEXINITs to two switched keys, RFC 4253 sections 7 and 8.  Used by
 * script.c, in this order.
 */

/* The names both sides must come to, from what was sent; false: why. */
bool conf_agree(struct conf_peer *p, char *why, size_t room);

/* Was a guess sent, and is it right?  RFC 4253 section 7: right only if both
 * sides prefer the same method and the same host key algorithm. */
bool conf_guess_is_right(const struct conf_peer *p);

/* The reply in p->seen: computes K and H and verifies the signature.  false:
 * why names the variant of H that was signed, where one of the usual mistakes
 * explains it. */
bool conf_take_reply(struct conf_peer *p, char *why, size_t room);

/* As server: H, with this host key and the client's public value. */
bool conf_hash_as_server(struct conf_peer *p, struct ett_bytes k_s,
			 struct ett_bytes theirs);

/* As server: is the first packet of the client a guess to be ignored? */
bool conf_their_guess_is_wrong(const struct conf_peer *p);

bool conf_say_newkeys(struct conf_peer *p);  /* and seals with them */
bool conf_take_newkeys(struct conf_peer *p); /* opens with them */

#endif
