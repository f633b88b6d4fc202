/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_SUBJECT_H
#define CONFORMANCE_SUBJECT_H

#include "conformance/profile.h"

/*
 * What the command line named: a target that can be connected to, with what
 * is claimed of it, and all that the two point to.
 */
struct conf_subject;

/* NULL: told on standard error. */
struct conf_subject *conf_subject_new(const struct conf_options *o);
void conf_subject_free(struct conf_subject *s);

const struct conf_target *conf_subject_target(const struct conf_subject *s);
const struct conf_profile *conf_subject_profile(const struct conf_subject *s);

#endif
