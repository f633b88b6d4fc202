/* SPDX-License-Identifier: ISC
 *
 * The one place outside ref/proto that looks inside a session.
 */
#include "test/secrets.h"

#include <string.h>

#include "crypto/kdf.h"
#include "proto/internal.h"

ett_err secrets_of(const struct ett_session *s, struct secrets *out)
{
	const struct kex *k = &s->kex;
	const struct ett_key_source from = {
		.hash = k->hash,
		.k = { k->k, k->k_len },
		.h = { k->h, k->hash != NULL ? k->hash->digest_len : 0 },
		.session_id = ett_session_id(s),
	};
	ett_err e = ETT_OK;

	if (k->hash == NULL || k->k_len == 0)
		return ETT_ORDER;
	*out = (struct secrets){ .k_len = k->k_len,
				 .h_len = from.h.n,
				 .id_len = from.session_id.n };
	memcpy(out->k, k->k, k->k_len);
	memcpy(out->h, k->h, from.h.n);
	memcpy(out->id, from.session_id.p, from.session_id.n);
	for (size_t i = 0; i < SECRETS_KEYS && e == ETT_OK; i++)
		e = ett_derive_key(&from, (char)('A' + i), out->key[i],
				   SECRETS_KEY_LEN);
	return e;
}
