/* SPDX-License-Identifier: ISC */
#ifndef ETT_BIN_LOAD_H
#define ETT_BIN_LOAD_H

#include "bin/opt.h"
#include "crypto/keyfile.h"

/* What programs load before they can work.  On failure why names the file or
 * the option, and what is wrong with it. */

/* A backend by name; name NULL: "auto".  NULL: there is none, and why. */
const struct ett_backend *ett_backend_pick(const char *name,
					   struct ett_why *why);

/*
 * Asks for the passphrase of the file at path: room bytes with a NUL.  Errors
 * other than OK end the loading.  The caller wipes.
 */
typedef ett_err ett_ask_passphrase(const char *path, char *out, size_t room);

/*
 * A private key.  As ssh does, refuses a file of ours that others may read.
 * ask NULL: a key with a passphrase is an error.  Three attempts.
 */
ETT_OWED ett_err ett_key_load(const struct ett_backend *b, const char *path,
			      ett_ask_passphrase *ask, struct ett_key **out,
			      struct ett_why *why);

/* An algorithm list and the option that it came by; NULL text is the default.
 * allow_none: it may name "none". */
struct ett_algs_option {
	enum ett_alg_kind kind;
	const char *text, *what;
	bool allow_none;
};

/* Can this backend offer it?  The option is named in why. */
ETT_OWED ett_err ett_algs_check(const struct ett_backend *b,
				const struct ett_algs_option *o,
				struct ett_why *why);

#endif
