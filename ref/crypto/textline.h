/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_TEXTLINE_H
#define ETT_CRYPTO_TEXTLINE_H

#include "base/bytes.h"

/*
 * Text files of OpenSSH: lines, words separated by blanks, '#' comments.
 * Private to ref/crypto.  Views point into the text.
 */

/* Takes the next line off *text, without its end; false: none is left. */
bool ett_line_next(struct ett_bytes *text, struct ett_bytes *line);

/* Removes blanks and carriage returns at both ends. */
void ett_line_trim(struct ett_bytes *line);

/* After a trim: nothing, or a comment. */
bool ett_line_is_blank(struct ett_bytes line);

/* Takes the next word and the blanks behind it off *line; may be empty. */
struct ett_bytes ett_line_word(struct ett_bytes *line);

/* A key as a line has it: more than any key that ett can use. */
struct ett_line_key {
	uint8_t mem[4096];
	struct ett_bytes type, blob; /* type points into the line */
};

/*
 * Takes "type base64" off *line.  FORMAT: malformed, or the type inside is
 * not the type in front; SPACE: too long.
 */
ETT_OWED ett_err ett_line_key(struct ett_bytes *line, struct ett_line_key *out);

/* ASCII lower case. */
uint8_t ett_lower(uint8_t c);

/*
 * OpenSSH's pattern list: '*' and '?', alternatives separated by commas, '!'
 * in front to negate.  Case is ignored.  > 0: matches; 0: not; < 0: a negated
 * pattern matches, which wins over all others.
 */
int ett_match_list(struct ett_bytes list, struct ett_bytes name);
bool ett_match(struct ett_bytes pattern, struct ett_bytes name);

#endif
