/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_STREAM_H
#define CONFORMANCE_PEER_STREAM_H

#include "conformance/peer/script.h"

/*
 * A long stream of bytes to the far end of a channel and back.  Byte n of it
 * is that of conf_pattern(), so that one that was lost, doubled or swapped on
 * the way is noticed (p->chans has the count).  Channel 0, which AT_CHANNEL
 * has opened; its window is kept open.
 */
enum { CONF_STREAM_AHEAD = 1 << 18 }; /* bytes on their way, at most */

/* n bytes more, going on where the last call has ended; those of before are
 * awaited only as far as CONF_STREAM_AHEAD asks for. */
bool conf_stream(struct conf_peer *p, uint64_t n, struct conf_reaction *r);

/* As many bytes as the windows let through at once, at most n, without any
 * waiting; how many. */
uint64_t conf_stream_burst(struct conf_peer *p, uint64_t n);

/* Until all came back.  RE_ANSWER: they are not the same. */
bool conf_stream_back(struct conf_peer *p, struct conf_reaction *r);

#endif
