/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PROFILE_H
#define CONFORMANCE_PROFILE_H

#include "conformance/engine/run.h"
#include "conformance/options.h"

/*
 * What the command line says of a target: who may log in, and what there is
 * then.  key holds what the profile points to.  false: told on standard
 * error.
 */
bool conf_profile_read(const struct conf_options *o, struct conf_user_key *key,
		       struct conf_profile *out);

#endif
