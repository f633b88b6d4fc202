/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_PLAN_H
#define CONFORMANCE_PEER_PLAN_H

#include "conformance/peer/kex.h"
#include "conformance/peer/twist.h"

/*
 * What a case has us do otherwise in a key exchange that goes on as usual;
 * zeros: nothing.  The lawful sequences of script.h keep to it.
 */
struct conf_peer;

/* Makes something else of the public value in x, and says in x->k_is which K
 * the other side would come to, if it were to take it.  false: not possible
 * with this method. */
typedef bool conf_foul(struct conf_exchange *x, struct ett_bytes raw);

/* As server, what stands in the reply instead; NULL: what should. */
struct conf_forgery {
	bool (*key)(struct conf_peer *p, struct conf_put *k_s);
	/* The signature blob for h, which is over that key, too. */
	bool (*sign)(struct conf_peer *p, struct ett_bytes h,
		     struct conf_put *sig);
};

struct conf_plan {
	const char *says; /* for people */
	conf_foul *value;
	struct ett_bytes raw; /* for value */
	enum conf_want want;
	const struct conf_twist *twists; /* of the message with our value */
	const struct conf_forgery *forgery;
	bool gex_old; /* RFC 4419 section 5: ask for n alone */
};

#endif
