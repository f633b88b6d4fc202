/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PROFILE_H
#define CONFORMANCE_PROFILE_H

#include "conformance/engine/run.h"
#include "conformance/options.h"

enum { CONF_PASSWORD_MAX = 256 };

/* What the profile points to; the owner wipes it. */
struct conf_secrets {
	struct conf_user_key key[CONF_KEYS_MAX];
	char password[CONF_PASSWORD_MAX];
};

/*
 * What the command line says of a target: who may log in, and what there is
 * then.  false: told on standard error.
 */
bool conf_profile_read(const struct conf_options *o, struct conf_secrets *s,
		       struct conf_profile *out);

#endif
