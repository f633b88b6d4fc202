/* SPDX-License-Identifier: ISC */
#ifndef ETT_BIN_KEYGEN_H
#define ETT_BIN_KEYGEN_H

#include "bin/opt.h"
#include "crypto/key.h"

/* What ett-keygen was asked for; text belongs to the command line. */
struct ett_keygen {
	const struct ett_prog *prog;
	const char *backend; /* NULL: auto */
	const struct ett_backend *b;
	const char *type; /* "ed25519", as in -t */
	unsigned bits;    /* 0: usual */
	const char *file, *comment, *host;
	const char *new_pass, *old_pass; /* NULL: not given */
	bool quiet;
};

/* Each does one job, says what failed, and returns the exit code. */
int ett_keygen_make(const struct ett_keygen *k);
int ett_keygen_public(const struct ett_keygen *k); /* -y */
int ett_keygen_list(const struct ett_keygen *k);   /* -l */
int ett_keygen_forget(const struct ett_keygen *k); /* -R */

/* "FILE: why", from errno where e is SYSTEM; returns the exit code. */
int ett_keygen_failed(const struct ett_keygen *k, const char *file, ett_err e);

/* Is there a person to ask?  Never where standard input is no terminal. */
bool ett_keygen_may_ask(void);

/*
 * "256 SHA256:... comment (ED25519)" on standard output.  comment NULL: that
 * of the key.
 */
ETT_OWED ett_err ett_keygen_show(const struct ett_backend *b,
				 const struct ett_key *key,
				 const char *comment);

#endif
