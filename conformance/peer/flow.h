/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_FLOW_H
#define CONFORMANCE_PEER_FLOW_H

#include "conformance/peer/script.h"

/*
 * What goes through channels and what comes of it, RFC 4254: waiting by the
 * count of p->chans, so that the order of independent messages never
 * matters.  As in script.h numbers of channels are ours, a channel named
 * here was opened before, and false means that *r says what came instead.
 */

/* Not as required, though a lawful message: RE_ANSWER with this text. */
bool conf_blame(struct conf_reaction *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The target does not have what the case is about: RE_NO_COMMON. */
bool conf_lacks(struct conf_reaction *r, const char *text);

/* One message, whatever it is, with the courtesies of conf_until(). */
bool conf_hear_one(struct conf_peer *p, struct conf_reaction *r);

/* Behind this, all that was said before has been looked at: a channel of an
 * unknown type was asked for, and refused. */
bool conf_barrier(struct conf_peer *p, struct conf_reaction *r);

/* Nothing that the channels' count has found odd so far. */
bool conf_lawful(struct conf_peer *p, struct conf_reaction *r);

bool conf_say_global(struct conf_peer *p, const char *name, bool want_reply,
		     struct ett_bytes body);
bool conf_extended(struct conf_peer *p, uint32_t ours, uint32_t code,
		   struct ett_bytes data);

/* A channel of this kind was asked for; until it is open or refused. */
bool conf_until_answered(struct conf_peer *p, uint32_t ours,
			 struct conf_reaction *r);
/* Until n replies to global requests, to requests on the channel. */
bool conf_until_globals(struct conf_peer *p, size_t n, struct conf_reaction *r);
bool conf_until_replies(struct conf_peer *p, uint32_t ours, size_t n,
			struct conf_reaction *r);
/* Until n bytes of data came in all, until CLOSE came. */
bool conf_until_heard(struct conf_peer *p, uint32_t ours, uint64_t n,
		      struct conf_reaction *r);
bool conf_until_closed(struct conf_peer *p, uint32_t ours,
		       struct conf_reaction *r);

/* n bytes more, as the window of the target lets them; whoever waits for
 * more window than it gets hears silence. */
bool conf_send(struct conf_peer *p, uint32_t ours, uint64_t n,
	       struct conf_reaction *r);
/* As many as the target takes while nobody reads at our end, at most n; how
 * many goes into *sent.  Our window is the caller's business. */
bool conf_fill(struct conf_peer *p, uint32_t ours, uint64_t n, uint64_t *sent,
	       struct conf_reaction *r);
/* n bytes to the far end and back again, our window kept open. */
bool conf_pass(struct conf_peer *p, uint32_t ours, uint64_t n,
	       struct conf_reaction *r);

#endif
