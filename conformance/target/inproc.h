/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_TARGET_INPROC_H
#define CONFORMANCE_TARGET_INPROC_H

#include "conformance/engine/run.h"

/*
 * The reference's own core in either role, in this process: no sockets, a clock
 * that only waiting moves, and with the same seed the same bytes.
 */
struct conf_inproc;

/* role: AS_SERVER or AS_CLIENT.  NULL: why (CONF_OPEN_WHY) says what failed. */
struct conf_inproc *conf_inproc_new(uint64_t seed, unsigned role, char *why);
void conf_inproc_free(struct conf_inproc *t);
struct conf_target conf_inproc_target(struct conf_inproc *t);

/* As client: of Ed25519 keys it takes this one alone, a blob, for the host's.
 */
void conf_inproc_trust(struct conf_inproc *t, struct ett_bytes blob);

/* A user that gets in, and channels that echo; direct-tcpip to port 1 is
 * refused.  Lives as long as t. */
struct conf_profile conf_inproc_profile(const struct conf_inproc *t);

#endif
