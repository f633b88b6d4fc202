/* SPDX-License-Identifier: ISC */
#ifndef ETT_PROTO_AUTH_H
#define ETT_PROTO_AUTH_H

#include "proto/session.h"
#include "wire/layout.h"

enum auth_step {
	AUTH_NOT_YET,
	AUTH_NONE,  /* client: the "none" request is on its way */
	AUTH_QUERY, /* client: asked whether the key would do */
	AUTH_SIGNED /* client: signature is on its way */
};

struct auth {
	enum auth_step step;
	size_t key;                    /* client: index in user_keys */
	const struct ett_sig_alg *alg; /* client: for that key */
	bool has_sig_algs;             /* server-sig-algs came */
	char *sig_algs;                /* those of ours that are in it */
	uint32_t failures;             /* server */
	/* Server: the request that the application decides on; views into
	 * the packet, which stays where it is until the answer. */
	struct ett_bytes payload, sig;
	struct ett_msg_publickey_query ask;
};

ETT_OWED ett_err ett_on_service_request(struct ett_session *s,
					struct ett_bytes p);
ETT_OWED ett_err ett_on_userauth_request(struct ett_session *s,
					 struct ett_bytes p);

/* Client: asks for the service, once the first keys are in use. */
ETT_OWED ett_err ett_auth_begin(struct ett_session *s);
ETT_OWED ett_err ett_on_service_accept(struct ett_session *s,
				       struct ett_bytes p);
ETT_OWED ett_err ett_on_userauth_failure(struct ett_session *s,
					 struct ett_bytes p);
ETT_OWED ett_err ett_on_userauth_success(struct ett_session *s,
					 struct ett_bytes p);
ETT_OWED ett_err ett_on_userauth_banner(struct ett_session *s,
					struct ett_bytes p);
ETT_OWED ett_err ett_on_userauth_60(struct ett_session *s, struct ett_bytes p);

/*
 * What is signed, RFC 4252 section 7: string session identifier, then the
 * request up to its signature.  Written to the scratch of the session.
 */
ETT_OWED ett_err ett_auth_signed_data(struct ett_session *s,
				      struct ett_bytes request,
				      struct ett_bytes *data);

/* extinfo.c, RFC 8308 */
ETT_OWED ett_err ett_ext_info_send(struct ett_session *s);
ETT_OWED ett_err ett_on_ext_info(struct ett_session *s, struct ett_bytes p);

#endif
