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
		  AT_REPLY,   /* values too; NEWKEYS is what we owe */
		  AT_NEWKEYS, /* keys in use */
		  AT_AUTH,    /* SERVICE_ACCEPT for ssh-userauth came */
		  AT_LOGIN,   /* USERAUTH_SUCCESS came */
		  AT_CHANNEL  /* a channel is open whose far end echoes */
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
	RE_NO_COMMON = 512,   /* what the case needs is not in common */
	RE_OURS = 1024,       /* the judge could not go on */
	RE_IGNORED = 2048,    /* no answer, and the session goes on */
	RE_REFUSED = 4096,    /* a lawful no to what was asked for */
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

/*
 * Below, as in conf_reach(), false means that *r says what came instead.
 *
 * Waits for this message.  What an idle peer may send at any time is passed
 * over, or answered: IGNORE, DEBUG, EXT_INFO, BANNER, UNIMPLEMENTED, window
 * adjustments, global requests (with REQUEST_FAILURE), and a key exchange
 * that the target starts, which is gone through.
 */
bool conf_expect(struct conf_peer *p, uint8_t number, struct conf_reaction *r);

/* The same until something is so; data, replies and ends of channels are
 * passed over too, as p->chans keeps count of them. */
typedef bool conf_there(struct conf_peer *p, uint64_t n);
bool conf_until(struct conf_peer *p, conf_there *there, uint64_t n,
		struct conf_reaction *r);

/* A key exchange from here on, whoever begins it, to NEWKEYS both ways. */
bool conf_rekey(struct conf_peer *p, struct conf_reaction *r);
/* The same, begun by us, of a target that need not answer: UNIMPLEMENTED is
 * a reaction. */
bool conf_ask_rekey(struct conf_peer *p, struct conf_reaction *r);

/* A fresh message; false: r says what ended the hearing. */
bool conf_hear_message(struct conf_peer *p, struct conf_reaction *r);
/* The message heard last as a reaction. */
void conf_react(const struct conf_peer *p, struct conf_reaction *r);
/* The judge itself could not go on: RE_OURS. */
bool conf_react_ours(struct conf_reaction *r, const char *text);

/*
 * Authentication, RFC 4252.  As client: a request with what p->login has;
 * auth.h has them in their parts.
 * alg NULL: the key's best.  Without sign, only the question of section 7.
 */
bool conf_say_none(struct conf_peer *p);
bool conf_say_publickey(struct conf_peer *p, const struct conf_user_key *k,
			const char *alg, bool sign);
bool conf_say_password(struct conf_peer *p, const char *password);
/* Both roles: until USERAUTH_SUCCESS; as server every user gets in. */
bool conf_log_in(struct conf_peer *p, struct conf_reaction *r);

/*
 * Channels, RFC 4254 section 5.  Numbers are ours.  conf_open_with() says
 * CHANNEL_OPEN; conf_open_echo() opens p->echo with this window and waits
 * until it is confirmed (as server: for the channel that the target opens).
 */
bool conf_open_with(struct conf_peer *p, const char *kind,
		    struct ett_bytes body, uint32_t ours, uint32_t window,
		    uint32_t max_packet);
bool conf_open_echo(struct conf_peer *p, uint32_t ours, uint32_t window,
		    uint32_t max_packet, struct conf_reaction *r);
/* A request on this channel with its body. */
bool conf_request(struct conf_peer *p, uint32_t ours, const char *name,
		  bool want_reply, struct ett_bytes body);
bool conf_adjust(struct conf_peer *p, uint32_t ours, uint32_t n);
bool conf_data(struct conf_peer *p, uint32_t ours, struct ett_bytes data);
bool conf_eof(struct conf_peer *p, uint32_t ours);
bool conf_close(struct conf_peer *p, uint32_t ours);

/* Does the connection still work?  An unknown global request, which has to
 * be answered with REQUEST_FAILURE (RFC 4254 section 4), shows it. */
bool conf_alive(struct conf_peer *p, struct conf_reaction *r);

/*
 * The shortest way to where a target can be asked something: a server behind
 * NEWKEYS, a client behind its login.  conf_ask() goes there, asks with a
 * message that may deviate, and reports RE_ANSWER if that was answered.
 */
bool conf_ready(struct conf_peer *p, struct conf_reaction *r);
void conf_ask(struct conf_peer *p, const struct conf_twist *twists,
	      struct conf_reaction *r);

#endif
