/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_ENGINE_TARGET_H
#define CONFORMANCE_ENGINE_TARGET_H

#include "conformance/peer/peer.h"

/*
 * What is judged, and how it is reached: one connection at a time.
 */
enum conf_opened {
	OPENED,
	OPEN_REFUSED, /* somebody said no: dead, or a limit */
	OPEN_FAILED   /* ours, or the way there */
};

struct conf_target {
	unsigned role;     /* AS_SERVER or AS_CLIENT: what the target is */
	bool same_process; /* its crash would be ours */
	/* A fresh connection; *why (of size CONF_OPEN_WHY) says what failed. */
	enum conf_opened (*open)(void *ctx, struct conf_wire *wire, char *why);
	void (*close)(void *ctx);
	/* Pauses on the target's clock. */
	void (*pause)(void *ctx, uint64_t ms);
	void *ctx;
};

enum { CONF_OPEN_WHY = 256 };

#endif
