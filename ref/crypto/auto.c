/* SPDX-License-Identifier: ISC
 *
 * A backend composed of those built in.  Invariant: a name is once in a list;
 * it stands for the primitive of its favored backend, where the table below
 * has one that could start, and of the first in ett_backends[] otherwise.
 */
#include "crypto/auto.h"

#include <stdio.h>
#include <string.h>

enum { MAX = 63 };

/*
 * ett_backends[] begins with the fastest: OpenSSL encrypts and authenticates
 * packets of 1 KiB and more faster than the others, whatever the algorithm.
 * The exceptions were measured on the processor of these libraries' day
 * (x86-64 with AES-NI), through this seam.
 */
static const struct {
	const char *primitive, *backend;
} favored[] = {
	/* OpenSSL 3.0 computes on P-384 as on any curve, Nettle has code for
	 * it: agreement takes a quarter, a signature a sixth of the time. */
	{ "p384", "nettle" },
	{ "ecdsa-p384-sha384", "nettle" },
	/* As fast as in OpenSSL, and without its legacy provider. */
	{ "blowfish-cbc", "nettle" },
	/* With VAES: four times as fast at 4 KiB and more; without, as fast. */
	{ "aes128-gcm", "ipsecmb" },
	{ "aes256-gcm", "ipsecmb" },
	{ "aes128-ctr", "ipsecmb" },
	{ "aes192-ctr", "ipsecmb" },
	{ "aes256-ctr", "ipsecmb" },
};

static const struct ett_hash *hashes[MAX + 1];
static const struct ett_mac *macs[MAX + 1];
static const struct ett_cipher *ciphers[MAX + 1];
static const struct ett_aead *aeads[MAX + 1];
static const struct ett_dh *dhs[MAX + 1];
static const struct ett_sig *sigs[MAX + 1];
static const struct ett_prng *const prngs[] = { NULL };

static size_t hashes_n, macs_n, ciphers_n, aeads_n, dhs_n, sigs_n;
static char versions[256];

static bool more(void);

static ett_err start(void)
{
	return ETT_OK;
}

static const char *version(void)
{
	return versions;
}

static struct ett_backend composed = {
	.name = "auto",
	.version = version,
	.start = start,
	.more = more,
	.hashes = hashes,
	.macs = macs,
	.ciphers = ciphers,
	.aeads = aeads,
	.dhs = dhs,
	.sigs = sigs,
	.prngs = prngs,
};

static bool is_favored(const struct ett_backend *b, const char *primitive)
{
	for (size_t i = 0; i < sizeof favored / sizeof favored[0]; i++)
		if (strcmp(favored[i].primitive, primitive) == 0)
			return strcmp(favored[i].backend, b->name) == 0;
	return false;
}

/* In the first round only what is favored is taken, in the second all. */
enum round { FAVORED, ANY };

static bool takes(const struct ett_backend *b, enum round r,
		  const char *primitive, size_t n)
{
	return n < MAX && (r == ANY || is_favored(b, primitive));
}

static void add_hashes(const struct ett_backend *b, enum round r)
{
	const struct ett_hash *const *p;

	for (p = b->hashes; *p != NULL; p++)
		if (takes(b, r, (*p)->name, hashes_n) &&
		    ett_find_hash(&composed, (*p)->name) == NULL)
			hashes[hashes_n++] = *p;
}

static void add_macs(const struct ett_backend *b, enum round r)
{
	const struct ett_mac *const *p;

	for (p = b->macs; *p != NULL; p++)
		if (takes(b, r, (*p)->name, macs_n) &&
		    ett_find_mac(&composed, (*p)->name) == NULL)
			macs[macs_n++] = *p;
}

/* Not by ett_find_cipher(), which would ask for more. */
static bool has_cipher(const char *name)
{
	for (size_t i = 0; i < ciphers_n; i++)
		if (strcmp(ciphers[i]->name, name) == 0)
			return true;
	return false;
}

static void add_ciphers(const struct ett_backend *b, enum round r)
{
	const struct ett_cipher *const *p;

	for (p = b->ciphers; *p != NULL; p++)
		if (takes(b, r, (*p)->name, ciphers_n) &&
		    !has_cipher((*p)->name))
			ciphers[ciphers_n++] = *p;
}

static void add_aeads(const struct ett_backend *b, enum round r)
{
	const struct ett_aead *const *p;

	for (p = b->aeads; *p != NULL; p++)
		if (takes(b, r, (*p)->name, aeads_n) &&
		    ett_find_aead(&composed, (*p)->name) == NULL)
			aeads[aeads_n++] = *p;
}

static void add_dhs(const struct ett_backend *b, enum round r)
{
	const struct ett_dh *const *p;

	for (p = b->dhs; *p != NULL; p++)
		if (takes(b, r, (*p)->name, dhs_n) &&
		    ett_find_dh(&composed, (*p)->name) == NULL)
			dhs[dhs_n++] = *p;
	if (composed.modexp == NULL && b->modexp != NULL &&
	    takes(b, r, b->modexp->name, 0))
		composed.modexp = b->modexp;
}

static void add_sigs(const struct ett_backend *b, enum round r)
{
	const struct ett_sig *const *p;

	for (p = b->sigs; *p != NULL; p++)
		if (takes(b, r, (*p)->name, sigs_n) &&
		    ett_find_sig(&composed, (*p)->name) == NULL)
			sigs[sigs_n++] = *p;
}

static void add(const struct ett_backend *b, enum round r)
{
	add_hashes(b, r);
	add_macs(b, r);
	add_ciphers(b, r);
	add_aeads(b, r);
	add_dhs(b, r);
	add_sigs(b, r);
}

static void add_version(const struct ett_backend *b)
{
	size_t n = strlen(versions);

	snprintf(versions + n, sizeof versions - n, "%s%s %s",
		 n > 0 ? ", " : "", b->name, b->version());
}

/* A backend that did not start takes no part, now or later. */
static const struct ett_backend *at(size_t i)
{
	return ett_backend(ett_backends[i]->name);
}

static bool more(void)
{
	size_t before = ciphers_n;

	for (size_t i = 0; ett_backends[i] != NULL; i++) {
		const struct ett_backend *b = at(i);

		if (b != NULL && b->more != NULL && b->more())
			add_ciphers(b, ANY);
	}
	return ciphers_n > before;
}

static bool compose(void)
{
	bool any = false;

	for (enum round r = FAVORED; r <= ANY; r++)
		for (size_t i = 0; ett_backends[i] != NULL; i++)
			if (at(i) != NULL)
				add(at(i), r);
	for (size_t i = 0; ett_backends[i] != NULL; i++)
		if (at(i) != NULL) {
			add_version(at(i));
			any = true;
		}
	return any;
}

const struct ett_backend *ett_auto(void)
{
	static bool asked, good;

	if (!asked)
		good = compose();
	asked = true;
	return good ? &composed : NULL;
}
