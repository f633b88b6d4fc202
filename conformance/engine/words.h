/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_ENGINE_WORDS_H
#define CONFORMANCE_ENGINE_WORDS_H

#include "conformance/engine/run.h"

/*
 * What was done and heard, in words for people.  The texts have CONF_TEXT_MAX
 * bytes; what is added stands behind a semicolon.
 */
void conf_add_text(char *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* what "raw", escaped and cut. */
void conf_add_raw(char *text, const char *what, struct ett_bytes raw);

/* A message with its twists. */
void conf_add_message(char *text, enum ett_msg_id id,
		      const struct conf_twist *twists);

/* Twists alone. */
void conf_add_twists(char *text, enum ett_msg_id id,
		     const struct conf_twist *twists);

/* A field's name, by its offset in struct ett_msg_NAME; "?" if there is
 * none. */
const char *conf_field_name(enum ett_msg_id id, size_t at);

/* A set of RE_*: "DISCONNECT or close". */
void conf_reactions_text(unsigned set, char *out, size_t room);

#endif
