/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_TARGET_EXEC_H
#define CONFORMANCE_TARGET_EXEC_H

#include "conformance/engine/target.h"

/*
 * A server that is started for each connection, with the connection as its
 * standard input and output, as inetd does it: `sshd -i`, `dropbear -i`.
 */
struct conf_exec;

/* NULL: why (CONF_OPEN_WHY) says what failed. */
struct conf_exec *conf_exec_new(const char *command, char *why);
void conf_exec_free(struct conf_exec *t);
struct conf_target conf_exec_target(struct conf_exec *t);

#endif
