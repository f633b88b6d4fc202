/* SPDX-License-Identifier: ISC */
#ifndef ETT_WIRE_PRINT_H
#define ETT_WIRE_PRINT_H

#include "wire/layout.h"

/*
 * One line for a payload, for -vv and transcripts: the message by name with
 * each field, untrusted text escaped, long fields cut, what could not be
 * decoded said.  Secrets do not pass here except passwords, which are
 * replaced by their length.  method tells which row a number from 30 to 49
 * or 60 to 79 means, e.g. "kex_ecdh" or "gex", or NULL for the first.
 *
 * Writes at most room bytes with a final NUL; returns the length without.
 */
size_t ett_print_payload(struct ett_bytes payload, const char *method,
			 char *out, size_t room);

/* The row for a message number, as method decides; NULL: no such message. */
const struct ett_layout *ett_layout_find(uint8_t number, const char *method);

#endif
