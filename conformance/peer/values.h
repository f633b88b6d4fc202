/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_VALUES_H
#define CONFORMANCE_PEER_VALUES_H

#include "conformance/peer/peer.h"

/*
 * The messages 30 to 49 of each method, as p->plan has them.  Used by
 * script.c between two KEXINITs and NEWKEYS.
 */

/* The numbers of a method's messages. */
uint8_t conf_first_number(const struct conf_method *m); /* of the client's */
uint8_t conf_init_number(const struct conf_method *m);  /* with e or Q_C */
uint8_t conf_reply_number(const struct conf_method *m);

/* p->kex.x for the method agreed on.  false: the judge failed. */
bool conf_values_begin(struct conf_peer *p);

/* As client: the first message.  That the target is gone shows later. */
void conf_say_first(struct conf_peer *p, const struct conf_exchange *x);
/* As client: the group in p->seen; then e.  false: cannot be worked with. */
bool conf_take_group(struct conf_peer *p);

/* As server: a group for the request in p->seen. */
bool conf_say_group(struct conf_peer *p);
void conf_say_group_of(struct conf_peer *p, const struct conf_exchange *x);
/* As server: the client's value in p->seen answered with a signed reply. */
bool conf_answer_init(struct conf_peer *p);
/* As server: a reply without key and signature, to no question at all. */
void conf_say_empty_reply(struct conf_peer *p, const struct conf_exchange *x);

#endif
