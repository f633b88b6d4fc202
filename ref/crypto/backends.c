/* SPDX-License-Identifier: ISC
 *
 * Which crypto libraries were built in is said once, by BACKENDS in part.mk;
 * it arrives here as a list of BACKEND(name).
 */
#include "crypto/backend.h"

#include <string.h>

#include "crypto/auto.h"

#define BACKEND(name) extern const struct ett_backend ett_backend_##name;
ETT_BACKENDS
#undef BACKEND

#define BACKEND(name) &ett_backend_##name,
const struct ett_backend *const ett_backends[] = { ETT_BACKENDS NULL };
#undef BACKEND

const struct ett_backend *ett_backend(const char *name)
{
	const struct ett_backend *const *p = ett_backends;

	if (strcmp(name, "auto") == 0)
		return ett_auto();
	while (*p != NULL && strcmp((*p)->name, name) != 0)
		p++;
	return *p != NULL && (*p)->start() == ETT_OK ? *p : NULL;
}

const struct ett_hash *ett_find_hash(const struct ett_backend *b,
				     const char *name)
{
	const struct ett_hash *const *p = b->hashes;

	while (*p != NULL && strcmp((*p)->name, name) != 0)
		p++;
	return *p;
}

static const struct ett_mac *mac(const struct ett_mac *const *p,
				 const char *name)
{
	while (*p != NULL && strcmp((*p)->name, name) != 0)
		p++;
	return *p;
}

const struct ett_mac *ett_find_mac(const struct ett_backend *b,
				   const char *name)
{
	const struct ett_mac *m = mac(b->macs, name);

	return m != NULL ? m : mac(ett_core.macs, name);
}

static const struct ett_cipher *cipher(const struct ett_cipher *const *p,
				       const char *name)
{
	while (*p != NULL && strcmp((*p)->name, name) != 0)
		p++;
	return *p;
}

const struct ett_cipher *ett_find_cipher(const struct ett_backend *b,
					 const char *name)
{
	const struct ett_cipher *c = cipher(b->ciphers, name);

	if (c == NULL)
		c = cipher(ett_core.ciphers, name);
	if (c == NULL && b->more != NULL && b->more())
		c = cipher(b->ciphers, name);
	return c;
}

const struct ett_aead *ett_find_aead(const struct ett_backend *b,
				     const char *name)
{
	const struct ett_aead *const *p = b->aeads;

	while (*p != NULL && strcmp((*p)->name, name) != 0)
		p++;
	return *p;
}

const struct ett_dh *ett_find_dh(const struct ett_backend *b, const char *name)
{
	const struct ett_dh *const *p = b->dhs;

	while (*p != NULL && strcmp((*p)->name, name) != 0)
		p++;
	return *p;
}

const struct ett_sig *ett_find_sig(const struct ett_backend *b,
				   const char *name)
{
	const struct ett_sig *const *p = b->sigs;

	while (*p != NULL && strcmp((*p)->name, name) != 0)
		p++;
	return *p;
}
