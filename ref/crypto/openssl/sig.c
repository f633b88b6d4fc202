/* SPDX-License-Identifier: ISC
 *
 * Signatures.
 */
#include "crypto/openssl/openssl.h"

const struct ett_sig *const ett_openssl_sigs[] = { NULL };
