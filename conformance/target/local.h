/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_TARGET_LOCAL_H
#define CONFORMANCE_TARGET_LOCAL_H

#include <stdint.h>
#include <sys/types.h>

/*
 * The applications at the ends of forwarded connections: each a process of
 * its own that sends back what it hears.  All on 127.0.0.1; whoever starts
 * one ends it, and it ends with its parent.
 */

/* A listening descriptor that does not block; *port is the one it got.
 * -1: errno. */
int conf_local_listen(uint16_t *port);

/* Connects to the port as soon as somebody listens there, and echoes; 0: no
 * process could be started. */
pid_t conf_local_echo_to(uint16_t port);

/* Echoes whatever connects to *port, which it chooses; 0: errno. */
pid_t conf_local_echo_at(uint16_t *port);

#endif
