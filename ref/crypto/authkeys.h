/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_AUTHKEYS_H
#define ETT_CRYPTO_AUTHKEYS_H

#include "base/bytes.h"

/* Options of authorized_keys that take some reading.  Private to ref/crypto. */

/*
 * from=: a pattern list (see ett_match_list()) whose patterns may also be
 * addresses, with or without a prefix length.  addr is the peer's address as
 * text.  FORMAT: an address with a prefix that is none; NOKEY: no match.
 */
ETT_OWED ett_err ett_from_matches(struct ett_bytes list, const char *addr);

/*
 * expiry-time=: YYYYMMDD[HHMM[SS]][Z], in UTC with Z, else in local time.
 * Seconds since the epoch of the last moment; FORMAT.
 */
ETT_OWED ett_err ett_expiry_read(struct ett_bytes text, int64_t *when);

#endif
