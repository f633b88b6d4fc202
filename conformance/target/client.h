/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_TARGET_CLIENT_H
#define CONFORMANCE_TARGET_CLIENT_H

#include "conformance/engine/target.h"

/*
 * A client that is started for each connection and told to come to the judge,
 * which listens on a port of 127.0.0.1.  In the command stand
 *
 *   {host} {port}    where the judge listens
 *   {user} {key}     the user, and the file with the private key
 *   {known_hosts}    a file that knows the judge's host key
 *   {listen}         a free port, for a forwarding (-L) to anywhere: to have
 *                    a channel the judge connects to it, and echoes
 */
struct conf_client;

struct conf_client_setup {
	const char *command, *user, *key; /* user and key may be NULL */
	struct ett_bytes host_key;        /* the judge's, as blob */
};

/* NULL: why (CONF_OPEN_WHY) says what failed. */
struct conf_client *conf_client_new(const struct conf_client_setup *setup,
				    char *why);
void conf_client_free(struct conf_client *t);
struct conf_target conf_client_target(struct conf_client *t);

/* Does the command have {listen}, and so can be made to open a channel? */
bool conf_client_listens(const struct conf_client *t);

#endif
