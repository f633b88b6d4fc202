/* SPDX-License-Identifier: ISC
 *
 * Nettle for bytes, its Hogweed and GMP for numbers.  GMP gives memory of its
 * numbers back as it stands, secrets included, so that memory goes through
 * functions that wipe it.  GMP has no way to report that there is none: it
 * ends the process, as its own functions would.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gmp.h>
#include <nettle/version.h>

#include "crypto/nettle/nettle.h"

static void *allocate(size_t n)
{
	void *p = malloc(n);

	if (p == NULL)
		abort();
	return p;
}

static void release(void *p, size_t n)
{
	ett_wipe(p, n);
	free(p);
}

static void *reallocate(void *p, size_t old, size_t n)
{
	void *q = allocate(n);

	memcpy(q, p, old < n ? old : n);
	release(p, old);
	return q;
}

/* What was allocated before is given back with free() as it would have been:
 * GMP's own functions are those of the C library. */
static ett_err start(void)
{
	mp_set_memory_functions(allocate, reallocate, release);
	return ETT_OK;
}

static const char *version(void)
{
	static char text[64];

	snprintf(text, sizeof text, "%d.%d with GMP %s", nettle_version_major(),
		 nettle_version_minor(), gmp_version);
	return text;
}

extern const struct ett_backend ett_backend_nettle;
const struct ett_backend ett_backend_nettle = {
	.name = "nettle",
	.version = version,
	.start = start,
	.hashes = ett_nettle_hashes,
	.macs = ett_nettle_macs,
	.ciphers = ett_nettle_ciphers,
	.aeads = ett_nettle_aeads,
	.dhs = ett_nettle_dhs,
	.modexp = &ett_nettle_modexp,
	.sigs = ett_nettle_sigs,
	.prngs = ett_nettle_prngs,
};
