/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_AUTH_H
#define CONFORMANCE_PEER_AUTH_H

#include "conformance/peer/script.h"

/*
 * Requests of RFC 4252 in their parts, lawful as they are made; a case then
 * changes the one part that it is about.
 */

/* USERAUTH_REQUEST of this user for this service. */
bool conf_say_request(struct conf_peer *p, const char *user,
		      const char *service, const char *method,
		      struct ett_bytes body);
/* The same for p->login's user and ssh-connection. */
bool conf_say_method(struct conf_peer *p, const char *method,
		     struct ett_bytes body);

/* Who is logged in. */
const char *conf_user(const struct conf_peer *p);

/* What a publickey request says, section 7. */
struct conf_pk_text {
	struct ett_bytes user, service, method;
	uint8_t flag;
	struct ett_bytes alg, key;
	/* publickey-hostbound-v00@openssh.com: behind the key; else p NULL */
	struct ett_bytes host_key;
};

/*
 * A request with signature: what it says, what its signature is over, and who
 * signs.  Lawfully both texts are equal.
 */
struct conf_pk {
	struct conf_pk_text said, over;
	struct ett_bytes session_id;
	const struct conf_user_key *signer;
	const char *sig_alg;
	char alg[64]; /* memory of the texts' alg, where it is the key's best */
};

/* alg NULL: the key's best.  Views into p, k and *out. */
void conf_pk_make(const struct conf_peer *p, const struct conf_user_key *k,
		  const char *alg, struct conf_pk *out);
/* What is signed. */
void conf_pk_data(const struct conf_pk *pk, struct conf_put *out);
/* The signature blob; false: the judge cannot. */
bool conf_pk_sign(const struct conf_peer *p, const struct conf_pk *pk,
		  struct conf_put *sig);
/* With this signature blob; sig.p NULL: without the field. */
bool conf_pk_say(struct conf_peer *p, const struct conf_pk *pk,
		 struct ett_bytes sig);
/* Both. */
bool conf_pk_send(struct conf_peer *p, const struct conf_pk *pk);

enum { CONF_SIG_MAX = 2200, CONF_SIGNED_MAX = 9000 };

/* keyboard-interactive, RFC 4256 section 3.1, and its answers: the same
 * response n times, of which count tells. */
bool conf_say_kbdint(struct conf_peer *p, const char *user);
bool conf_say_responses(struct conf_peer *p, const char *response, uint32_t n,
			uint32_t count);

/*
 * What the answer to a request is: its number, banners passed over; 0: *r has
 * what ended the hearing, or UNIMPLEMENTED, which is no answer.
 */
uint8_t conf_auth_answer(struct conf_peer *p, struct conf_reaction *r);

/* Waits for USERAUTH_FAILURE; false: *r has what came instead. */
bool conf_refused(struct conf_peer *p, struct conf_reaction *r);

/*
 * The same, and then the lawful login, which must work: what was refused was
 * so for what the case changed.  A target that refuses that too is not judged.
 */
bool conf_refused_alone(struct conf_peer *p, struct conf_reaction *r);

/* The judge's key of this type ("ssh-rsa"); NULL type: the first.  NULL: none
 * was given, and *r says so, as conf_skip() does. */
const struct conf_user_key *conf_key_of(const struct conf_peer *p,
					const char *type,
					struct conf_reaction *r);

/* The name-list of the USERAUTH_FAILURE heard last, and its boolean. */
struct ett_bytes conf_methods(const struct conf_peer *p);
bool conf_partial(const struct conf_peer *p);

/* As server: USERAUTH_FAILURE, with this list. */
bool conf_refuse(struct conf_peer *p, const char *methods);

/* This target does not have what the case is about: SKIP, with the reason. */
bool conf_skip(struct conf_reaction *r, const char *why);

#endif
