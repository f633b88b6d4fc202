/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_ENGINE_CASE_H
#define CONFORMANCE_ENGINE_CASE_H

#include "conformance/peer/flow.h"
#include "conformance/peer/number.h"
#include "reports/result.h"

/*
 * A case: from a lawful start, one deviation or one question, and the
 * reactions that the RFC permits.  Cases are const data, run by run.c.
 */
enum { AS_SERVER = 1, AS_CLIENT = 2, AS_BOTH = 3 }; /* what the target is */

enum conf_op {
	OP_END,
	OP_VERSION, /* send raw as identification line */
	OP_RAW,     /* send raw as it is */
	OP_REPEAT,  /* send raw num times */
	OP_DRIP,    /* send raw once a second, num times or until a reaction */
	OP_SAY,     /* send msg, twisted; KEXINIT with what we offer */
	OP_NEED,    /* skip unless the target lists one name of raw */
	OP_LACK,    /* skip if it does */
	OP_ORDER,   /* bring the offered list at .at into order .num */
	OP_ONLY,    /* offer of raw what both have at .at; skip if none */
	OP_GUESS,   /* send the first key exchange packet unasked */
	OP_LISTEN,  /* read until the target's identification came */
	OP_HOLD,    /* gather what follows, until the next reaction */
	OP_CHUNK,   /* from here on send num bytes at a time */
	OP_EXPECT,  /* wait for a reaction */
	OP_KEX,     /* go on lawfully until SERVICE_ACCEPT */
	OP_READY,   /* go on lawfully to where the target can be asked */
	OP_ASK,     /* go there, and ask a lawful question, twisted */
	OP_CHECK,   /* ask the function */
	OP_ASIDE,   /* say msg, twisted, at place num of the key exchange */
	OP_DO,      /* let the function act, decide by what it reports */
	OP_TUNE     /* change how the judge goes on from here */
};

/* What the target must have for a case; run.h says where that is known from. */
enum conf_feature {
	HAS_LOGIN = 1,    /* it lets the judge's user in */
	HAS_CHANNEL = 2,  /* and gives it a channel that echoes */
	HAS_PASSWORD = 4, /* the password of the judge's user is known */
	HAS_SESSION = 8,  /* channels of type "session" that execute commands */
	HAS_DIRECT = 16,  /* direct-tcpip */
	HAS_LISTEN = 32,  /* tcpip-forward */
	HAS_KBDINT = 64,  /* keyboard-interactive */
	HAS_SFTP = 128,   /* nothing but the subsystem sftp */
	HAS_REKEY = 256,  /* it can be made to begin a key exchange */
	HAS_TWO_FACTOR = 512,  /* it wants a key, then the password */
	HAS_EXPIRED = 1024,    /* the password of the judge's user expired */
	HAS_SLOW = 2048,       /* cases may take as long as they need */
	HAS_KNOWN_HOST = 4096, /* a client that was told our host key */
	HAS_USERS = 8192,      /* names of users mean something to it */
	HAS_FEATURES = 14      /* how many there are */
};

/* Orders of an offered list, made from what the target offers. */
enum conf_order {
	ORDER_THEIRS,         /* the target's; its first must be ours too */
	ORDER_NOT_THEIRS,     /* another one first than the target's first */
	ORDER_REVERSED,       /* the target's, reversed */
	ORDER_FIRST_THREE = 8 /* + 0 to 5: permutation of the first three */
};

/* A finding of a check; why has CONF_WHY_MAX bytes, for one sentence. */
enum { CONF_WHY_MAX = 600 };
typedef enum result_verdict conf_check(const struct conf_peer *p, char *why);

/*
 * Says and hears what no other step can, and reports in *r: kind 0 for "as
 * it should be so far", or what the target did, which good and tolerable
 * then judge.  What was said goes into sent (CONF_WHY_MAX bytes), for people.
 */
typedef void conf_act(struct conf_peer *p, struct conf_reaction *r, char *sent);

struct conf_step;
typedef void conf_tune(struct conf_peer *p, const struct conf_step *step,
		       char *sent);
conf_tune conf_tune_hostkey; /* raw is the one host key algorithm offered */
conf_tune conf_tune_plan;    /* key exchanges go as .plan says */

struct conf_step {
	enum conf_op op;
	enum ett_msg_id msg;
	const struct conf_twist *twists; /* NULL: lawful */
	struct ett_bytes raw;
	size_t at;
	uint32_t num;
	unsigned good, tolerable; /* RE_*; all else fails the case */
	unsigned open;            /* but these, which decide nothing */
	conf_check *check;
	conf_act *act;
	conf_tune *tune;
	const struct conf_plan *plan;
};

struct conf_case {
	const char *id;   /* of the catalogue; a variant adds /name */
	const char *req;  /* of req/ */
	const char *says; /* one line, for people */
	unsigned target;  /* AS_* */
	unsigned tier;
	unsigned needs; /* HAS_*; a target without them is skipped */
	bool info;      /* recorded, never counted: INFO instead of PASS */
	bool strict, ext_info; /* markers that we offer */
	enum conf_start start;
	const struct conf_step *steps; /* ends with OP_END */
};

/* clang-format off */
#define STEPS(...) (const struct conf_step[]){ __VA_ARGS__, { .op = OP_END } }

#define VERSION(s)      { .op = OP_VERSION, .raw = ETT_INIT(s) }
#define RAW(s)          { .op = OP_RAW, .raw = ETT_INIT(s) }
#define REPEAT(s, n)    { .op = OP_REPEAT, .raw = ETT_INIT(s), .num = (n) }
#define DRIP(s, n, g, o)                                                \
	{ .op = OP_DRIP, .raw = ETT_INIT(s), .num = (n), .good = (g),   \
	  .open = (o) }
#define SAY(name)       { .op = OP_SAY, .msg = ETT_MSG_##name }
#define SAY_WITH(name, ...)                                             \
	{ .op = OP_SAY, .msg = ETT_MSG_##name, .twists = TWISTS(__VA_ARGS__) }
#define SAY_TIMES(n, name, ...)                                         \
	{ .op = OP_SAY, .num = (n), .msg = ETT_MSG_##name,              \
	  .twists = TWISTS(__VA_ARGS__) }
#define ASIDE(place, name)                                              \
	{ .op = OP_ASIDE, .num = (place), .msg = ETT_MSG_##name }
#define ASIDE_WITH(place, name, ...)                                    \
	{ .op = OP_ASIDE, .num = (place), .msg = ETT_MSG_##name,        \
	  .twists = TWISTS(__VA_ARGS__) }
#define ORDER(field, how)                                               \
	{ .op = OP_ORDER, AT(kexinit, field), .num = (how) }
#define ONLY(field, name)                                               \
	{ .op = OP_ONLY, AT(kexinit, field), .raw = ETT_INIT(name) }
#define NEED(field, names)                                              \
	{ .op = OP_NEED, AT(kexinit, field), .raw = ETT_INIT(names) }
#define LACK(field, names)                                              \
	{ .op = OP_LACK, AT(kexinit, field), .raw = ETT_INIT(names) }
#define GUESS()         { .op = OP_GUESS }
#define LISTEN()        { .op = OP_LISTEN }
#define HOLD()          { .op = OP_HOLD }
#define CHUNK(n)        { .op = OP_CHUNK, .num = (n) }
#define EXPECT(g)       { .op = OP_EXPECT, .good = (g) }
#define EXPECT_OR(g, t) { .op = OP_EXPECT, .good = (g), .tolerable = (t) }
#define EXPECT_BUT(g, o) { .op = OP_EXPECT, .good = (g), .open = (o) }
#define KEX_ANYWAY()    { .op = OP_KEX, .good = ~0u }
#define KEX(g)          { .op = OP_KEX, .good = (g) }
#define KEX_OR(g, t)    { .op = OP_KEX, .good = (g), .tolerable = (t) }
#define READY()         { .op = OP_READY }
#define ASK(g)          { .op = OP_ASK, .good = (g) }
#define ASK_OR(g, t)    { .op = OP_ASK, .good = (g), .tolerable = (t) }
#define ASK_WITH(g, ...)                                                \
	{ .op = OP_ASK, .good = (g), .twists = TWISTS(__VA_ARGS__) }
#define CHECK(f)        { .op = OP_CHECK, .check = (f) }
#define DO(f)           { .op = OP_DO, .act = (f) }
/* Two steps: skipped where the target does not list it.  Not as ONLY(): what
 * the judge offers as server is less than the keys it can show. */
#define HOSTKEY(name)                                                   \
	NEED(hostkey, name),                                            \
	{ .op = OP_TUNE, .tune = conf_tune_hostkey,                     \
	  .raw = ETT_INIT(name) }
#define PLAN(...)                                                       \
	{ .op = OP_TUNE, .tune = conf_tune_plan,                        \
	  .plan = &(const struct conf_plan){ __VA_ARGS__ } }
#define DO_EXPECT(f, g) { .op = OP_DO, .act = (f), .good = (g) }
#define DO_EXPECT_OR(f, g, t)                                           \
	{ .op = OP_DO, .act = (f), .good = (g), .tolerable = (t) }
/* clang-format on */

/* An act: conf_try_number() with the step's num; of matrix.c. */
conf_act conf_number;

/* Every suite, a list of cases that ends with id == NULL; ends with NULL. */
extern const struct conf_case *const conf_suites[];

#endif
