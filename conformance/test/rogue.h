/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_TEST_ROGUE_H
#define CONFORMANCE_TEST_ROGUE_H

#include "conformance/engine/run.h"

/*
 * A server in this process that does as the RFCs say, but for one bug that
 * was planted: what the judge must find.  Its clock is moved by waiting only.
 */
enum rogue_bug {
	BUG_NONE,
	/* identification */
	BUG_VERSION_MINUS,    /* a minus sign in our software version */
	BUG_VERSION_LF,       /* our line ends with LF alone */
	BUG_VERSION_SHORT,    /* theirs may have 128 bytes */
	BUG_VERSION_CUT,      /* theirs is hashed up to 255 bytes */
	BUG_VERSION_NUL,      /* theirs is hashed up to its NUL */
	BUG_VERSION_ANY_BYTE, /* any byte is taken, and hashed */
	BUG_VERSION_7BIT,     /* bytes that are not printable are left out */
	BUG_VERSION_ANY,      /* every version is spoken with */
	BUG_VERSION_LINES,    /* lines before theirs are passed over */
	BUG_VERSION_SEGMENT,  /* theirs must come in one segment */
	BUG_VERSION_ALONE,    /* what comes with theirs is lost */
	BUG_VERSION_COMMENT,  /* theirs is hashed without its comments */
	BUG_VERSION_ENDLESS,  /* a line without end is read for ever */
	BUG_VERSION_GRACE,    /* it ends the connection after 10 s */
	BUG_VERSION_TEXT,     /* a line of text before closing: lawful */
	/* guesses */
	BUG_GUESS_USED,    /* a wrong guess is taken as right */
	BUG_GUESS_REFUSED, /* a wrong guess ends the connection */
	BUG_GUESS_LOST,    /* a right guess is ignored */
	BUG_GUESS_BOOL,    /* only 1 is true */
	/* KEXINIT */
	BUG_INIT_EMPTY,     /* we offer no compression at all */
	BUG_INIT_RESERVED,  /* our reserved field is 1 */
	BUG_INIT_TAIL,      /* bytes after our last field */
	BUG_INIT_NAME,      /* an empty name in our list */
	BUG_INIT_ZERO,      /* theirs is hashed with a reserved field of 0 */
	BUG_INIT_LANGUAGE,  /* languages end the connection */
	BUG_INIT_UNKNOWN,   /* an unknown name first ends the connection */
	BUG_INIT_TWICE,     /* a name that stands twice does too */
	BUG_INIT_LONG,      /* a long list stops us for ever */
	BUG_INIT_CUT,       /* what is truncated is waited for */
	BUG_INIT_REWRITTEN, /* theirs is hashed without its tail */
	BUG_INIT_RESTART,   /* a second one starts anew */
	BUG_INIT_AGAIN,     /* a second one is ignored */
	BUG_INIT_STRICT,    /* an empty or odd name turns strict mode on */
	BUG_KEX_SERVICE,    /* SERVICE_ACCEPT between KEXINIT and NEWKEYS */
	/* negotiation */
	BUG_CASE,         /* names are compared without case */
	BUG_ORDER_KEX,    /* the server's first common method */
	BUG_ORDER_KEY,    /* the server's first common host key */
	BUG_ORDER_CIPHER, /* the server's first common cipher */
	BUG_ORDER_MAC,    /* the server's first common MAC */
	BUG_NO_COMMON,    /* nothing in common is no reason to end */
	BUG_NO_COMMON_ON, /* the first of ours is used then */
	/* keys */
	BUG_SIGNATURE, /* the signature is over something else */
	BUG_LETTER,    /* keys of the other direction */
	BUG_TAG,       /* the tag of our first encrypted packet is wrong */
	/* logins */
	BUG_ANY_USER,        /* every name is the user's */
	BUG_PASSWORD_ANY,    /* every password is right */
	BUG_PASSWORD_NONE,   /* none is */
	BUG_PASSWORD_NUL,    /* it ends at its first NUL */
	BUG_PASSWORD_CHANGE, /* refusing to change it, we lock the user out */
	BUG_PASSWORD_OLD,    /* an expired one is as good as any */
	BUG_PARTIAL,         /* each refusal is a partial success */
	BUG_KEEP_USER,       /* what one user has done counts for another */
	BUG_KEEP_SERVICE,    /* and for another service */
	BUG_KBD_SILENT,      /* keyboard-interactive is not answered */
	BUG_KBD_TWO,         /* two questions at once */
	BUG_KBD_COUNT,       /* any number of responses will do */
	BUG_KBD_HUGE,        /* a huge number is waited for */
	BUG_KBD_ABANDON,     /* a question that was abandoned is refused */
	BUG_KBD_UNASKED,     /* responses are right before any question */
	BUG_HOSTBOUND,       /* any host key is ours */
	/* oracles and the world */
	BUG_DIES,         /* no connection after one that ended badly */
	BUG_SLOW,         /* ends come after six seconds */
	BUG_REFUSES,      /* every second connection closes at once */
	BUG_REFUSAL,      /* every connection does */
	BUG_LIMIT,        /* every one after the fourth does */
	BUG_FLAKY,        /* the first lawful end does not come, then it does */
	BUG_NO_WORDS,     /* says nothing, ever */
	BUG_FLOOD_IGNORE, /* under keys: IGNORE without end */
	BUG_FLOOD_UNIMPL, /* UNIMPLEMENTED */
	BUG_COUNT
};

struct rogue;

struct rogue *rogue_new(enum rogue_bug bug);
void rogue_free(struct rogue *r);
struct conf_target rogue_target(struct rogue *r);

/* Who may log in: user "judge" with this public key and the password.  needs
 * (HAS_*) says whether both are asked for, or the password has expired. */
#define ROGUE_PASSWORD "secret"
void rogue_user(struct rogue *r, struct ett_bytes key, unsigned needs);

#endif
