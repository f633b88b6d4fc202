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
	/* After close: did it crash, or a sanitizer report?  why in one
	 * sentence.  NULL: its process is not ours to watch. */
	bool (*crashed)(void *ctx, char *why);
	/* After close: what it printed; bytes.  NULL: not known. */
	size_t (*printed)(void *ctx, uint8_t *out, size_t room);
	/* In a new process, the number-th: nothing may be shared with the
	 * others from here on.  NULL: nothing is. */
	bool (*split)(void *ctx, unsigned number, char *why);
	/* The target's random bytes from here on; NULL: they are its own. */
	void (*reseed)(void *ctx, uint64_t seed);
	void *ctx;
};

enum { CONF_OPEN_WHY = 256 };

#endif
