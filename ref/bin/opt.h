/* SPDX-License-Identifier: ISC */
#ifndef ETT_BIN_OPT_H
#define ETT_BIN_OPT_H

#include "base/bytes.h"

/*
 * The command line of a program as a table: what is parsed, what --help
 * prints and what the manual is compared with are one list.
 */
struct ett_opt {
	int letter;       /* 'p'; 0: no short form */
	const char *name; /* "max-startups"; NULL: no long form */
	const char *arg;  /* what it takes, "N"; NULL: nothing */
	const char *help; /* one line */
};

struct ett_prog {
	const char *name;     /* "ett-server" */
	const char *synopsis; /* behind the name: "[options] [USER@]HOST" */
	const char *says;     /* one sentence */
	const struct ett_opt *opts; /* ends with a zeroed row; --help and
				       --version come by themselves */
};

/* What the scan stands at; zeroed but for the first three to begin with. */
struct ett_args {
	const struct ett_prog *prog;
	int argc;
	char **argv;
	int at;        /* after END: index of the first operand */
	char *cluster; /* rest of "-vvp22"; private */
	char *value;   /* argument of the option found; part of argv */
};

/* Exit codes of every program (cli.md). */
enum { ETT_EXIT_OK = 0, ETT_EXIT_FAIL = 1, ETT_EXIT_USAGE = 2 };

enum {
	ETT_ARGS_END = -1,  /* operands follow */
	ETT_ARGS_DONE = -2, /* --help or --version was answered: exit 0 */
	ETT_ARGS_BAD = -3   /* said on standard error: exit 2 */
};

/*
 * The next option as index of its row, or one of the above.  Options end at
 * the first operand or behind "--"; a caller that takes an operand and steps
 * over it (at++) may go on, as ssh(1) does behind its host.
 */
int ett_args_next(struct ett_args *a);

/* Exit code that goes with DONE or BAD. */
int ett_args_exit(int result);

void ett_help(const struct ett_prog *prog);    /* on standard output */
void ett_version(const struct ett_prog *prog); /* "ett-server 0.1.0" */

/* Why a parser refused, as one line for people.  What came from outside is
 * escaped by ett_fail(). */
struct ett_why {
	char text[600];
};

/*
 * Formats the reason, escapes what is not printable, and returns FORMAT, so
 * that a parser ends with "return ett_fail(why, ...)".  why may be NULL.
 */
ETT_OWED ett_err ett_fail(struct ett_why *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "PROGRAM: text" on standard error, as one line. */
void ett_complain(const struct ett_prog *prog, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
