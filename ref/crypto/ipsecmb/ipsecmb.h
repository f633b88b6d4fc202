/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_IPSECMB_IPSECMB_H
#define ETT_CRYPTO_IPSECMB_IPSECMB_H

#include <intel-ipsec-mb.h>

#include "crypto/backend.h"

/*
 * What the files of this folder share.  The library's manager holds the code
 * that it chose for this processor; nothing of what it is asked for here
 * leaves anything in it.  NULL before the backend was started.
 */
IMB_MGR *ett_ipsecmb(void);

extern const struct ett_cipher *const ett_ipsecmb_ciphers[];
extern const struct ett_aead *const ett_ipsecmb_aeads[];

#endif
