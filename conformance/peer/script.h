/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_SCRIPT_H
#define CONFORMANCE_PEER_SCRIPT_H

#include "conformance/peer/peer.h"

/*
 * Lawful sequences of messages, from wherever the connection is to a place
 * further on, and what the target did on the way.
 */
enum conf_start {             /* the peer behaves until here */
		  AT_CONNECT, /* the connection is there, nothing was sent */
		  AT_VERSION, /* identifications exchanged */
		  AT_KEXINIT, /* both KEXINIT sent */
		  AT_NEWKEYS, /* keys in use */
		  AT_AUTH     /* SERVICE_ACCEPT for ssh-userauth came */
};

/* Reactions of the target, as sets. */
enum {
	RE_CLOSE = 1,         /* connection closed */
	RE_DISCONNECT = 2,    /* SSH_MSG_DISCONNECT */
	RE_UNIMPLEMENTED = 4, /* SSH_MSG_UNIMPLEMENTED */
	RE_ANSWER = 8,        /* a message that goes on with the protocol */
	RE_KEYED = 16,        /* the exchange completes: SERVICE_ACCEPT came */
	RE_KEYS_DIFFER = 32,  /* H or the keys made from it are not ours */
	RE_SILENCE = 64,      /* nothing within the time */
	RE_GARBLED = 128,     /* no SSH packet, or no identification */
	RE_GUESSED = 256,     /* a wrong guess was used as if right */
	RE_NO_COMMON = 512,   /* target and judge have no algorithm in common */
	RE_OURS = 1024,       /* the judge could not go on */
	RE_TERM = RE_CLOSE | RE_DISCONNECT
};

struct conf_reaction {
	unsigned kind; /* one of RE_*; 0: the place was reached */
	uint32_t code; /* reason of DISCONNECT, sequence of UNIMPLEMENTED */
	uint64_t ms;   /* from the last thing said to the reaction */
	char text[512];
};

/* Goes on lawfully until the place is reached; *r says so or what happened
 * instead.  A place already passed is no error. */
void conf_reach(struct conf_peer *p, enum conf_start place,
		struct conf_reaction *r);

/* As conf_reach(AT_AUTH), with RE_KEYED for success. */
void conf_reach_keyed(struct conf_peer *p, struct conf_reaction *r);

/*
 * Waits for a reaction to what was said.  Identification and KEXINIT of the
 * target, which come unasked, EXT_INFO, IGNORE and DEBUG are passed over.
 */
void conf_await(struct conf_peer *p, struct conf_reaction *r);

/*
 * Sends the first message of the method that stands first in our KEXINIT (or,
 * where it is not one of ours, of the first that is), before anything is
 * agreed on.  As server: a reply, before there is anything to reply to.
 * false: the judge could not make one; a target that is gone shows later.
 */
bool conf_say_guess(struct conf_peer *p);

#endif
