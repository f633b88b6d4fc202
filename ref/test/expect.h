/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_EXPECT_H
#define ETT_TEST_EXPECT_H

#include "test/pair.h"

/* What the tests of the session ask of a pair again and again; each function
 * fails the running cmocka test where the answer is no. */

/* The backend of real cryptography that the tests run on. */
const struct ett_backend *expect_real(void);

struct pair *expect_pair(const struct pair_setup *x);  /* made */
struct pair *expect_ready(const struct pair_setup *x); /* and READY */
struct pair *expect_toy(void); /* READY, all defaults, toy backend */

/* Where the n-th message of that number begins in what this end sent, for
 * pairs on the toy AES-GCM. */
size_t expect_offset(const struct pair *p, enum ett_role from, uint8_t number,
		     size_t n);

/* The same handshake, from the first message of that number on nothing of
 * this end arrives any more: what came so far is done, the rest is open. */
struct pair *expect_before(const struct pair_setup *x, enum ett_role from,
			   uint8_t number);

/* Both live, no call failed, nothing is stuck. */
void expect_alive(const struct pair *p);

/* This end is over with err, says why, and told the peer the reason that
 * err.def lays down. */
void expect_over(const struct pair *p, enum ett_role end, ett_err err);

/* It is over because the other end said so, with this reason. */
void expect_told(const struct pair *p, enum ett_role end, uint32_t reason);

/* All that flow a was to send came to flow b, undamaged and as granted. */
void expect_flow(const struct pair_flow *a, const struct pair_flow *b);

/* Runs; stuck fails. */
void expect_run(struct pair *p);

/* Says a message to one end, from nowhere; see pair_say(). */
#define SAY(p, to, name, ...)                                       \
	do {                                                        \
		const struct ett_msg_##name say_ = { .number_ = 0,  \
						     __VA_ARGS__ }; \
		expect_say(p, to, ETT_MSG_##name, &say_);           \
	} while (0)
void expect_say(struct pair *p, enum ett_role to, enum ett_msg_id id,
		const void *msg);

/* Decodes the n-th message of that name which an end sent. */
#define SENT(p, end, name, n, msg)             \
	expect_sent(p, end, ETT_MSG_##name, n, \
		    1 ? (msg) : (struct ett_msg_##name *)0)
void expect_sent(const struct pair *p, enum ett_role end, enum ett_msg_id id,
		 size_t n, void *msg);

/* How many messages of that name an end sent. */
#define COUNT(p, end, name) pair_msgs(p, end, ETT_OUT, ETT_NUM_##name)

#endif
