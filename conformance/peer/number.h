/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_NUMBER_H
#define CONFORMANCE_PEER_NUMBER_H

#include "conformance/peer/script.h"

/*
 * A message by nothing but its number, at any place of a connection, and what
 * comes of it: silence is told from life by a lawful question behind it.
 */

/* Where the message table has a row, as lawful as zeros are; else the number
 * alone. */
void conf_say_number(struct conf_peer *p, uint8_t number);

/*
 * Goes on as a lawful peer would, as far as it takes to get an answer: to
 * SERVICE_ACCEPT, to a refused login (as server: to a login), or with a global
 * request.  true: it was the right answer; else *r says what came instead.
 */
bool conf_question(struct conf_peer *p, struct conf_reaction *r);

/*
 * Says this number, asks, and tells in *r what it was taken for: RE_TERM,
 * RE_UNIMPLEMENTED if that was for the right packet, RE_IGNORED, RE_ANSWER if
 * it was acted on, RE_SILENCE if nothing works any more.
 */
void conf_try_number(struct conf_peer *p, uint8_t number,
		     struct conf_reaction *r);

/* The same for several at once, one question behind them all: which were
 * answered by UNIMPLEMENTED for their packet, in order.  false: not the right
 * answer to the question, so nothing is known. */
enum { CONF_NUMBERS = 32 };
bool conf_try_numbers(struct conf_peer *p, const uint8_t *number, size_t n,
		      bool *unimplemented);

#endif
