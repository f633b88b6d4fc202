/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_TARGET_CHILD_H
#define CONFORMANCE_TARGET_CHILD_H

#include <sys/types.h>

#include "conformance/engine/target.h"

/*
 * A program that is judged, one process group per connection: started by the
 * shell, ended with the connection, its output kept for the oracles.
 */
enum { CHILD_OUTPUT = 65536 };

struct conf_child {
	pid_t pid;    /* 0: none */
	int output;   /* file that its output goes to; -1: none */
	bool pressed; /* it had to be told to end */
	int status;   /* as of waitpid(2), when it has ended */
};

/*
 * in is its standard input, and its standard output too if both is set;
 * otherwise that goes where standard error does.  Descriptors stay the
 * caller's.  false: why (CONF_OPEN_WHY).
 */
bool conf_child_start(struct conf_child *c, const char *command, int in,
		      bool both, char *why);

/* Has it ended? */
bool conf_child_ended(struct conf_child *c);

/* Ends it, kindly for a moment, then not; keeps status and output. */
void conf_child_end(struct conf_child *c);

/* After its end: a crash, or a sanitizer's report, in one sentence of room
 * bytes; false: neither. */
bool conf_child_crashed(const struct conf_child *c, char *why, size_t room);

/* After its end: how much it printed, at most CHILD_OUTPUT bytes of it. */
size_t conf_child_output(const struct conf_child *c, uint8_t *out, size_t room);

void conf_child_free(struct conf_child *c);

/*
 * A command with its placeholders replaced; values is a list of name and
 * value that ends with NULL, values are quoted for the shell.  false: too
 * long, or a placeholder that has no value: why.
 */
bool conf_child_command(const char *text, const char *const *values, char *out,
			size_t room, char *why);

#endif
