/* SPDX-License-Identifier: ISC */
#ifndef ETT_BIN_TTY_H
#define ETT_BIN_TTY_H

#include "base/bytes.h"

/* Is there a terminal to ask at, whatever standard input is? */
bool ett_tty_there(void);

/*
 * Asks one question on the terminal and reads one line into out, without its
 * end, with a NUL.  echo false: what is typed is not shown.  SYSTEM: no
 * terminal; SPACE: the line is too long; LOST: end of input.  The caller wipes
 * what is secret.
 */
ETT_OWED ett_err ett_tty_ask(const char *question, bool echo, char *out,
			     size_t room);

#endif
