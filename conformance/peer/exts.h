/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_EXTS_H
#define CONFORMANCE_PEER_EXTS_H

#include "conformance/peer/read.h"

/*
 * EXT_INFO as it was heard, RFC 8308: each with its neighbors, because where
 * it stands is part of its rules.
 */
enum { CONF_EXTS = 4, CONF_EXT_KEEP = 4096 };

struct conf_ext {
	uint8_t before, behind; /* numbers of its neighbors; 0: none */
	uint8_t p[CONF_EXT_KEEP];
	size_t n; /* bytes of the payload that are kept */
};

struct conf_exts {
	struct conf_ext at[CONF_EXTS];
	size_t n;     /* how many came, kept or not */
	uint8_t last; /* number of the message heard last */
};

/* Any message that was heard, each once. */
void conf_exts_hear(struct conf_exts *x, struct ett_bytes payload);

/* The value of this extension in the last EXT_INFO; p NULL: not there. */
struct ett_bytes conf_ext_value(const struct conf_exts *x, const char *name);

#endif
