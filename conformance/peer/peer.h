/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_PEER_H
#define CONFORMANCE_PEER_PEER_H

#include "conformance/peer/chan.h"
#include "conformance/peer/exts.h"
#include "conformance/peer/kex.h"
#include "conformance/peer/packet.h"
#include "conformance/peer/plan.h"
#include "conformance/peer/read.h"
#include "conformance/peer/userkey.h"
#include "conformance/peer/wire.h"

/*
 * One connection of the judge: what was said and heard on it, and the state
 * that follows from that.  It is lawful unless told otherwise, message by
 * message; lawful sequences of messages are in script.h.
 */

enum {
	CONF_VERSION_MAX = 4096, /* bytes of an identification we keep */
	CONF_INIT_MAX = 40000,   /* of a KEXINIT payload */
	CONF_LIST_MAX = 1024,    /* of a name-list that we offer */
	CONF_LISTS = 10,         /* name-lists in KEXINIT, in its order */
	CONF_UNIMPLEMENTED = 64, /* of which the sequence numbers are kept */
	CONF_OUT_MAX = 300000,
	CONF_LOG_MAX = 65536,
	CONF_HEARD_MAX = 100000, /* reads and messages of one connection */
	CONF_LIFE_MS = 120000    /* and how long it is listened to */
};

enum conf_hear {
	HEAR_LINE,    /* a line before the identification */
	HEAR_VERSION, /* the identification: p->v_theirs */
	HEAR_MESSAGE, /* p->seen, p->link.payload */
	HEAR_CLOSED,
	HEAR_SILENCE,
	HEAR_GARBLED /* no lawful packet, or none under these keys */
};

/* With what the judge logs in.  NULL: it has none. */
struct conf_login {
	const char *user, *password;
	const struct conf_user_key *key; /* the first of keys_n that will do */
	size_t keys_n;
};

/* How the judge gets a channel whose far end sends back what it is sent. */
enum conf_echo_kind { ECHO_NONE, ECHO_SESSION, ECHO_DIRECT };

struct conf_echo {
	enum conf_echo_kind kind;
	const char *command; /* ECHO_SESSION: to be executed, "cat" */
	const char *host;    /* ECHO_DIRECT: the destination */
	uint32_t port;
};

struct conf_blob {
	size_t n;
	uint8_t p[CONF_INIT_MAX];
};

struct conf_kex {
	struct conf_blob i_ours, i_theirs; /* payloads of the KEXINITs */
	struct conf_blob i_again;          /* our second one, if any */
	struct conf_seen ours, theirs;     /* views into them */
	struct ett_bytes agreed[CONF_LISTS];
	struct conf_exchange x, guess;
	bool has_guess, guess_used;
	uint8_t h[ETT_DIGEST_MAX], session_id[ETT_DIGEST_MAX];
	size_t h_n, session_id_n;
	/* the target's, of the last exchange in which it was the server */
	uint8_t host_key[CONF_KEY_BLOB_MAX];
	size_t host_key_n;
};

/* Where in a key exchange a message can be slipped in. */
enum conf_place {
	NOWHERE,
	BEFORE_KEXINIT, /* ours */
	BEHIND_KEXINIT, /* ours, before anything is agreed on */
	BEHIND_INIT,    /* the first packet was said, or, as server, heard */
	BEFORE_NEWKEYS, /* ours, behind the reply */
	BEHIND_NEWKEYS  /* ours, though under the keys of before */
};

/* A message out of place: said once, when the exchange has come there. */
struct conf_aside {
	enum conf_place place;
	enum ett_msg_id msg;
	const struct conf_twist *twists;
};

struct conf_peer {
	const struct ett_backend *backend;
	struct ett_rng rng;
	struct conf_wire wire;
	bool is_server; /* what the judge is here */
	struct ett_key_mem own_key;
	uint64_t wait_ms; /* for one reaction; 0 before it is set */

	/* how we speak */
	char offer[CONF_LISTS][CONF_LIST_MAX];
	bool guess_follows;
	bool strict, ext_info; /* offer these markers in the first KEXINIT */
	bool markers_later;    /* and in those that follow */
	struct conf_login login;
	struct conf_echo echo;
	struct conf_aside aside;
	/* of our messages in every key exchange; NULL: lawful */
	const struct conf_twist *twist_init, *twist_reply, *twist_newkeys;
	struct conf_plan plan;
	/* as server, between the client's last request and the success */
	void (*before_success)(struct conf_peer *p);
	uint32_t argument; /* of the act at hand: its step's num */
	bool hold;         /* gather, to be sent in one piece */
	size_t chunk;      /* bytes at a time; 0: all at once */
	struct conf_put out;

	/* what was said and heard */
	struct conf_link link;
	uint8_t v_ours[CONF_VERSION_MAX], v_theirs[CONF_VERSION_MAX];
	size_t v_ours_n, v_theirs_n; /* without the line end */
	bool v_theirs_crlf, v_theirs_long;
	bool said_version, said_kexinit, said_newkeys;
	bool exchanged; /* the reply was said, or heard and found right */
	bool heard_version, heard_kexinit, heard_newkeys;
	unsigned exchanges;         /* complete ones before this one */
	bool in_service;            /* SERVICE_ACCEPT came */
	bool logged_in;             /* USERAUTH_SUCCESS was said or heard */
	bool any_byte;              /* has the target sent one at all? */
	bool flooded;               /* it said more than is listened to */
	size_t heard;               /* reads and messages so far */
	uint64_t began_ms;          /* 0: not listened to yet */
	struct conf_seen seen;      /* the message heard last */
	unsigned kexinit_odd;       /* enum conf_odd of the first KEXINIT */
	int odd_in_kex;             /* number heard where it may not be; -1 */
	unsigned unimplemented;     /* how often it was heard */
	uint32_t unimplemented_seq; /* the last of them */
	uint32_t unimplemented_all[CONF_UNIMPLEMENTED]; /* the first ones */
	struct conf_exts exts;                          /* EXT_INFO heard */
	bool pings;     /* EXT_INFO had ping@openssh.com */
	unsigned pongs; /* how often PONG was heard */
	bool resets;    /* strict: sequence numbers restart */
	struct conf_kex kex;
	struct conf_chans chans;

	char log[CONF_LOG_MAX];
	size_t log_n;
	bool log_full; /* and ends with a line that says so */
};

/* On the heap.  Lists are offered in the order in which the judge knows
 * them, without compression. */
ETT_OWED ett_err conf_peer_new(const struct ett_backend *b, struct ett_rng rng,
			       const struct conf_wire *wire, bool is_server,
			       struct conf_peer **out);
void conf_peer_free(struct conf_peer *p);

/*
 * Saying: false if the target is gone, or it could not be said.
 * version: line with its line end, which the exchange hash leaves away.
 * message: the struct of that id, as conf_encode() takes it.
 */
bool conf_say_version(struct conf_peer *p, struct ett_bytes line);
bool conf_say_raw(struct conf_peer *p, struct ett_bytes bytes);
bool conf_say(struct conf_peer *p, enum ett_msg_id id, const void *msg,
	      const struct conf_twist *twists);
/* The message of this id, with zeros where no twist says otherwise. */
bool conf_say_twisted(struct conf_peer *p, enum ett_msg_id id,
		      const struct conf_twist *twists);
/* p->aside, if this is its place. */
void conf_say_aside(struct conf_peer *p, enum conf_place place);
bool conf_say_kexinit(struct conf_peer *p, const struct conf_twist *twists);
/* Any bytes, or none, as a payload. */
bool conf_say_payload(struct conf_peer *p, struct ett_bytes payload,
		      const struct conf_twist *twists);
bool conf_flush(struct conf_peer *p);

/* Hears the next thing; waits until the deadline on the target's clock. */
enum conf_hear conf_hear(struct conf_peer *p, uint64_t deadline);

/* Lets time pass; what comes meanwhile is heard later. */
void conf_pause(struct conf_peer *p, uint64_t ms);

/* Reads and forgets until the target closes; false: the deadline came. */
bool conf_drain(struct conf_peer *p, uint64_t deadline);

/* Index in offer[] of a name-list of KEXINIT, by its offset; -1: none. */
int conf_list_index(size_t at);
/* The list at this index of a KEXINIT that was read. */
struct ett_bytes conf_list(const struct conf_seen *kexinit, int index);

/* One line in the transcript. */
void conf_note(struct conf_peer *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
