/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_AUTO_H
#define ETT_CRYPTO_AUTO_H

#include "crypto/backend.h"

/*
 * The backend "auto": every primitive that any of ett_backends[] has, each
 * from the one that serves it best here.  Starts them; NULL if none could be.
 * ett_backend("auto") answers the same.
 */
const struct ett_backend *ett_auto(void);

#endif
