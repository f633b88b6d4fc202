/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_LIST_H
#define CONFORMANCE_LIST_H

#include "conformance/options.h"

/* What can be asked without a target, on standard output.  They return the
 * exit status. */
int conf_list_cases(const struct conf_options *o);
int conf_list_requirements(bool with_cases);
int conf_list_messages(void);
int conf_explain(const char *id);

/* Does a case id match one of the patterns?  Without patterns: yes. */
bool conf_matches(const struct conf_options *o, const char *id);

#endif
