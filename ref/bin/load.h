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

/*
 * Is text an algorithm list that this backend can offer?  what names the
 * option in why.  NULL text is the default, and good.
 */
ETT_OWED ett_err ett_algs_check(const struct ett_backend *b,
				enum ett_alg_kind kind, const char *text,
				const char *what, struct ett_why *why);

#endif
