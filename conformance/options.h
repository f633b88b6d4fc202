/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_OPTIONS_H
#define CONFORMANCE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "conformance/peer/userkey.h"

/* The command line of ett-conform, as the manual page tells it. */
enum conf_mode {
	MODE_RUN,
	MODE_LIST,
	MODE_REQUIREMENTS,
	MODE_COVERAGE,
	MODE_EXPLAIN,
	MODE_MESSAGES,
	MODE_HELP,
	MODE_VERSION
};

struct conf_options {
	enum conf_mode mode;
	bool as_json, strict, tap;
	bool seeded; /* --seed was given, or the target is in process */
	const char *explain, *user, *password, *profile;
	const char *key[CONF_KEYS_MAX]; /* the first is logged in with */
	size_t keys_n;
	const char *json, *junit, *report, *known, *write_known;
	uint64_t timeout_ms, seed, jobs;
	const char *target;
	const char *const *patterns; /* globs on case ids, ends with NULL */
};

/* false: a usage error, told on standard error.  Views into argv. */
bool conf_options_read(int argc, char **argv, struct conf_options *o);
void conf_options_help(void);

#endif
